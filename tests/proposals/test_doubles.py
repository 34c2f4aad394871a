"""One deputy with two records: one is kept, the items of both are the deputy's again (issue B, person doubled)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.dispatch.queries import visible_to
from huiyin.foundation import clock
from huiyin.handling.models import Round
from huiyin.people import merging, setup
from huiyin.people.models import Person, Role, Seat
from huiyin.people.setup import SetupRefused
from huiyin.proposals import doubles
from huiyin.proposals.models import Correction
from huiyin.proposals.signing import Carrying
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def double(world: World) -> Seat:
    """The lead deputy once more, as a list of another delegation had him; with a telephone number and no account."""
    with world.acting():
        team = setup.add_body(world.congress, "第二代表团", "delegation")
        person = setup.add_person(world.congress, "李文静", phone="13971240007", deputy_no="077")
        seat = setup.add_seat(person, team, Role.DEPUTY, term=world.session.term)
    return seat


def test_items_of_the_doubled_record_go_to_the_kept_seat_and_say_so(world: World, double: Seat) -> None:
    kept = world.seats["deputy"]
    with world.acting():
        own, doubled = world.register("甲"), world.register("乙", lead=double.pk)
        found = doubles.merge(kept.person, double.person, world.seats["admin"], "两条记录合成一条")
        assert [item.title for item in found.moved] == ["乙"] and found.staying == []
        assert set(visible_to(kept)) == {own, doubled}
        (said,) = Correction.objects.filter(proposal=doubled)
        assert (said.old, said.new) == ("李文静（第二代表团）", "李文静（第一代表团）")
        double.refresh_from_db()
        assert double.ended_on == clock.today() and double.person_id == kept.person_id


def test_what_the_kept_record_lacks_it_takes_over_and_the_other_is_out_of_the_lists(world: World, double: Seat) -> None:
    kept, account = world.seats["deputy"].person, world.seats["deputy"].person.account_id
    with world.acting():
        doubles.merge(kept, double.person, world.seats["admin"], "两条记录合成一条")
        kept.refresh_from_db()
        assert (kept.phone, kept.deputy_no, kept.account_id) == ("13971240007", "077", account)
        assert merging.doubles_of(kept) == []
        assert Person.objects.filter(merged_into=kept).count() == 1


def test_a_record_without_an_account_takes_that_of_the_other(world: World, double: Seat) -> None:
    with world.acting():
        signed_in = world.seats["deputy"].person
        account = signed_in.account_id
        doubles.merge(double.person, signed_in, world.seats["admin"], "两条记录合成一条")
        double.person.refresh_from_db()
        signed_in.refresh_from_db()
        assert double.person.account_id == account and signed_in.account_id is None


def test_an_item_evaluated_stays_with_the_ended_seat_where_the_person_still_reads_it(world: World, double: Seat) -> None:
    lead = world.seats["deputy"]
    with world.acting("deputy"):
        proposal = world.register()
        round_ = world.receive(world.hand_over(proposal)[0])
        world.answer(round_)
        world.evaluate(round_)
    with world.acting():
        found = doubles.merge(double.person, lead.person, world.seats["admin"], "两条记录合成一条")
        assert found.moved == [] and found.staying == [proposal]
        lead.refresh_from_db()
        assert lead.person_id == double.person_id and lead.ended_on is not None
        assert visible_to(lead).get() == proposal


def test_what_is_carried_over_does_not_tell_which_of_the_answered_items_the_deputy_has_evaluated(
    world: World, double: Seat
) -> None:
    """Architecture 6: a unit reads the correction of a lead in the course, an administrator the preview."""
    lead = world.seats["deputy"]
    with world.acting("deputy"):
        evaluated, answered, open_ = (world.register(title) for title in ("甲", "乙", "丙"))
        for item in (evaluated, answered):
            round_ = world.receive(world.hand_over(item)[0])
            world.answer(round_)
            if item is evaluated:
                world.evaluate(round_)
        found = doubles.plans(double.person, lead.person)
        assert (found.staying, found.moved) == ([evaluated, answered], [open_])
        doubles.merge(double.person, lead.person, world.seats["admin"], "两条记录合成一条")
        assert list(Correction.objects.values_list("proposal_id", flat=True)) == [open_.pk]
        world.seats["deputy"] = Seat.objects.select_related("person__account").get(pk=lead.pk)
    with world.acting("deputy"):
        round_ = Round.objects.get(assignment__proposal=answered)
        world.evaluate(round_)
        assert round_.state == "evaluated", "the person still evaluates on the ended seat"


def test_whoever_stood_on_an_item_twice_stands_on_it_once(world: World, double: Seat) -> None:
    kept = world.seats["deputy"]
    with world.acting():
        proposal = world.register(cosigner_seat_ids=(double.pk,), signer_count=2)
        doubles.merge(kept.person, double.person, world.seats["admin"], "两条记录合成一条")
        proposal.refresh_from_db()
        assert proposal.signer_count == 1


def test_seats_of_other_places_just_change_hands(world: World) -> None:
    """A clerk who is in the list of another body too: nothing ends, one person sits in both."""
    clerk = world.seats["clerk"]
    with world.acting():
        person = setup.add_person(world.congress, clerk.person.name)
        other = setup.add_seat(person, world.bodies["school"], Role.UNIT_CLERK)
        doubles.merge(clerk.person, person, world.seats["admin"], "两条记录合成一条")
        other.refresh_from_db()
        assert (other.person_id, other.ended_on) == (clerk.person_id, None)


@pytest.mark.parametrize("keep_the_acting_one", [True, False])
def test_of_two_seats_in_one_place_the_lasting_one_stays_whichever_record_is_kept(
    world: World, keep_the_acting_one: bool
) -> None:
    """One of the records was opened for a week of acting: the clerk must not be gone when the week is over."""
    lasting = world.seats["clerk"]
    with world.acting():
        person, until = setup.add_person(world.congress, lasting.person.name), clock.today() + timedelta(days=7)
        acting = setup.add_seat(person, lasting.body, Role.UNIT_CLERK, to_on=until, acting_for=world.seats["head"])
        pair = (person, lasting.person) if keep_the_acting_one else (lasting.person, person)
        doubles.merge(*pair, world.seats["admin"], "两条记录合成一条")
        lasting, acting = Seat.objects.get(pk=lasting.pk), Seat.objects.get(pk=acting.pk)
        assert (lasting.ended_on, lasting.to_on) == (None, None) and acting.ended_on == clock.today()
        assert lasting.person_id == acting.person_id == pair[0].pk


def test_nobody_merges_their_own_record_or_two_people_of_different_names(world: World, double: Seat) -> None:
    """Threat B4: whoever keeps the lists must not come into a deputy's seat by them."""
    admin = world.seats["admin"]
    with world.acting():
        for one, other, said in (
            (admin.person, double.person, "您自己的记录"),
            (double.person, admin.person, "您自己的记录"),
            (world.seats["cosigner"].person, double.person, "姓名不一样"),
            (double.person, double.person, "同一条"),
        ):
            with pytest.raises(SetupRefused, match=said):
                doubles.merge(one, other, admin, "合并")
        assert Seat.objects.get(pk=double.pk).ended_on is None


def test_the_step_that_carries_an_item_is_nobody_s_to_take(world: World, double: Seat) -> None:
    with world.acting():
        proposal = world.register()
        facts = Carrying(world.seats["deputy"].pk, double.pk, "试试")
        with pytest.raises(NotYours):
            take("proposal.carry_signer", proposal, world.seats["officer"], facts)
