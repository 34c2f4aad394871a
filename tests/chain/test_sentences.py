"""What the rights table may not contradict: sentences written by hand, each its own test, at the level of the steps.

Their twins over HTTP stand with the pages.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation import clock
from huiyin.handling.contacting import ContactWord
from huiyin.handling.models import LetterCopy, Round
from huiyin.handling.steps import Remark
from huiyin.people import setup
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Correcting, Reason, Registration
from tests.chain.cast import Cast, answered, received, talk_on
from tests.world import make_world

pytestmark = pytest.mark.django_db

GIVEN = Evaluation({"overall": "satisfied"})


def may_not(cast: Cast, who: str, code: str, thing: Any, facts: Any = None) -> None:
    with pytest.raises(NotYours) as refused:
        take(code, thing, cast.world.seats[who], facts)
    assert "席位" in refused.value.sentence


# -- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["third_clerk", "stranger", "third_head", "head"])
def test_a_unit_s_item_is_received_by_that_unit_s_clerk_only(cast: Cast, who: str) -> None:
    may_not(cast, who, "assignment.receive", cast.lead)


@pytest.mark.parametrize("who", ["third_clerk", "stranger"])
def test_a_unit_never_takes_a_step_on_another_unit_s_item(cast: Cast, who: str) -> None:
    round_ = received(cast)
    may_not(cast, who, "contact.record", round_, talk_on(clock.today()))
    cast.world.talk(round_)
    cast.world.write(round_)
    may_not(cast, who, "letter.submit", round_)
    may_not(cast, who, "assignment.unreceive", cast.lead)


@pytest.mark.parametrize("who", ["third_head", "stranger_head"])
def test_a_head_never_clears_or_sends_another_unit_s_letter(cast: Cast, who: str) -> None:
    round_ = received(cast)
    cast.world.talk(round_)
    cast.world.write(round_)
    take("letter.submit", round_, cast.world.seats["clerk"])
    may_not(cast, who, "letter.clear", round_)
    may_not(cast, who, "letter.send_back", round_, Remark("不合适"))
    take("letter.clear", round_, cast.world.seats["head"])
    may_not(cast, who, "letter.send", round_)


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_the_evaluated_unit_never_evaluates_settles_or_orders(cast: Cast, who: str) -> None:
    round_ = answered(cast)
    may_not(cast, who, "letter.open", round_)
    may_not(cast, who, "evaluation.give", round_, GIVEN)
    may_not(cast, who, "evaluation.set_aside", round_)
    cast.world.evaluate(round_)
    may_not(cast, who, "evaluation.settle", round_, Settlement())
    may_not(cast, who, "rehandling.order", round_, Order("再办"))


def test_a_clerk_may_not_clear_or_send_his_own_letter(cast: Cast) -> None:
    round_ = received(cast)
    cast.world.talk(round_)
    cast.world.write(round_)
    take("letter.submit", round_, cast.world.seats["clerk"])
    may_not(cast, "clerk", "letter.clear", round_)
    take("letter.clear", round_, cast.world.seats["head"])
    may_not(cast, "clerk", "letter.send", round_)


def test_a_head_does_not_submit_to_himself(cast: Cast) -> None:
    round_ = received(cast)
    may_not(cast, "head", "letter.submit", round_)


def test_an_assisting_unit_receives_but_has_no_round_to_answer(cast: Cast) -> None:
    take("assignment.receive", cast.assist, cast.world.seats["stranger"])
    assert not Round.objects.filter(congress=cast.world.congress, assignment=cast.assist).exists()


def test_the_government_office_itself_may_be_the_handling_unit(cast: Cast) -> None:
    """C15: any body can handle, the one that passes the item on too."""
    world = cast.world
    proposal = world.register("关于政务热线的建议")
    take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    route = Assignment.objects.get(congress=world.congress, proposal=proposal)
    own = Assigning((Target(world.bodies["office"].pk, Mode.LEAD),))
    take("dispatch.assign", route, world.seats["dispatcher"], own)
    assert Assignment.objects.get(congress=world.congress, parent=route).body == world.bodies["office"]


# -- the congress's and the government's offices -----------------------------------------------------------------------


def test_the_government_office_never_touches_a_letter_a_talk_or_a_grade(cast: Cast) -> None:
    round_ = received(cast)
    may_not(cast, "dispatcher", "contact.record", round_, talk_on(clock.today()))
    for code in ("letter.submit", "letter.clear", "letter.send", "letter.open"):
        may_not(cast, "dispatcher", code, round_)
    may_not(cast, "dispatcher", "evaluation.give", round_, GIVEN)
    may_not(cast, "dispatcher", "evaluation.settle", round_, Settlement())
    may_not(cast, "dispatcher", "rehandling.order", round_, Order("再办"))


def test_the_government_office_does_not_hand_over_in_the_congress_s_place(cast: Cast) -> None:
    proposal = cast.world.register("另一件")
    targets = (Target(cast.world.bodies["unit"].pk, Mode.LEAD),)
    may_not(cast, "dispatcher", "dispatch.hand_over", proposal, HandOver(targets=targets))
    may_not(cast, "dispatcher", "proposal.void", proposal, Reason("重复"))


def test_the_government_office_receives_nothing_for_a_department(cast: Cast) -> None:
    may_not(cast, "dispatcher", "assignment.receive", cast.lead)


def test_the_congress_s_office_does_not_assign_in_the_government_s_place(cast: Cast) -> None:
    targets = (Target(cast.world.bodies["third"].pk, Mode.LEAD),)
    may_not(cast, "officer", "dispatch.assign", cast.route, Assigning(targets))


def test_an_officer_may_not_evaluate(cast: Cast) -> None:
    """Security B4: nobody evaluates in a deputy's place."""
    round_ = answered(cast)
    may_not(cast, "officer", "letter.open", round_)
    may_not(cast, "officer", "evaluation.give", round_, GIVEN)


def test_an_officer_never_receives_writes_clears_or_sends_for_a_unit(cast: Cast) -> None:
    may_not(cast, "officer", "assignment.receive", cast.lead)
    round_ = received(cast)
    may_not(cast, "officer", "contact.record", round_, talk_on(clock.today()))
    for code in ("letter.submit", "letter.clear", "letter.send"):
        may_not(cast, "officer", code, round_)


@pytest.mark.parametrize("who", ["admin", "deputy", "clerk", "head", "dispatcher"])
def test_only_the_deputies_committee_registers_corrects_voids_and_hands_over(cast: Cast, who: str) -> None:
    world = cast.world
    facts = Registration("suggestion", "session", world.session.pk, "新的一件")
    may_not(cast, who, "proposal.register", Proposal(congress=world.congress), facts)
    may_not(cast, who, "proposal.import", Proposal(congress=world.congress), facts)
    proposal = world.register("另一件")
    may_not(cast, who, "proposal.correct", proposal, Correcting({"title": "改"}, "错字"))
    may_not(cast, who, "proposal.void", proposal, Reason("重复"))
    may_not(cast, who, "dispatch.hand_over", proposal, HandOver(via=world.bodies["office"].pk))
    may_not(cast, who, "dispatch.undo_import", proposal, Reason("重来"))


def test_the_administrator_of_accounts_takes_no_step_on_any_item(cast: Cast) -> None:
    round_ = answered(cast)
    may_not(cast, "admin", "letter.open", round_)
    may_not(cast, "admin", "evaluation.settle", round_, Settlement())
    may_not(cast, "admin", "assignment.unreceive", cast.lead)


def test_the_operator_may_import_but_not_register_void_or_hand_over_by_hand(cast: Cast) -> None:
    world = cast.world
    facts = Registration("suggestion", "session", world.session.pk, "从交办表来的一件")
    imported = Proposal(congress=world.congress)
    take("proposal.import", imported, None, facts)
    for code, thing, said in (
        ("proposal.register", Proposal(congress=world.congress), facts),
        ("proposal.void", imported, Reason("重复")),
        ("dispatch.hand_over", imported, HandOver(via=world.bodies["office"].pk)),
    ):
        with pytest.raises(NotYours):
            take(code, thing, None, said)


@pytest.mark.parametrize("who", ["officer", "clerk", "head", "deputy", "dispatcher", "admin"])
def test_no_seat_takes_a_step_of_the_house(cast: Cast, who: str) -> None:
    may_not(cast, who, "proposal.conclude", cast.proposal)
    may_not(cast, who, "assignment.conclude", cast.lead)
    may_not(cast, who, "evaluation.lapse", cast.round_)
    may_not(cast, who, "round.recall", cast.round_)


def test_no_seat_of_another_congress_acts_here(cast: Cast) -> None:
    foreign = make_world("lishan")
    with cast.world.acting():
        for who, code, thing, facts in (
            ("officer", "proposal.correct", cast.proposal, Correcting({"title": "改"}, "错字")),
            ("officer", "proposal.void", cast.world.register("另一件"), Reason("重复")),
            ("clerk", "assignment.receive", cast.lead, None),
            ("dispatcher", "dispatch.assign", cast.route, Assigning(())),
        ):
            with pytest.raises(NotYours):
                take(code, thing, foreign.seats[who], facts)


# -- deputies ----------------------------------------------------------------------------------------------------------


def test_a_co_signer_reads_the_letter_and_does_not_evaluate(cast: Cast) -> None:
    """The house default: the lead evaluates, the others read."""
    round_ = answered(cast)
    take("letter.open", round_, cast.world.seats["cosigner"])
    may_not(cast, "cosigner", "evaluation.give", round_, GIVEN)


def test_a_deputy_who_did_not_sign_neither_reads_nor_evaluates(cast: Cast) -> None:
    round_ = answered(cast)
    may_not(cast, "bystander", "letter.open", round_)
    may_not(cast, "bystander", "evaluation.give", round_, GIVEN)
    may_not(cast, "bystander", "contact.confirm", round_, ContactWord(1))


def test_each_signer_has_a_copy_of_the_letter(cast: Cast) -> None:
    round_ = answered(cast)
    copies = LetterCopy.objects.filter(congress=cast.world.congress, letter__answers__round=round_)
    seats = {cast.world.seats[who].pk for who in ("deputy", "cosigner")}
    assert set(copies.values_list("signer__seat_id", flat=True)) == seats


def test_an_ended_deputy_still_reads_and_evaluates_what_is_his(cast: Cast) -> None:
    """Handling outlives the term."""
    round_ = answered(cast)
    setup.end_seat(cast.world.seats["deputy"])
    cast.world.evaluate(round_, "unsatisfied", "断点没打通。")
    round_.refresh_from_db()
    assert round_.state == "evaluated"


def test_a_deputy_whose_term_has_run_out_still_evaluates_what_is_his(cast: Cast) -> None:
    round_ = answered(cast)
    seat = cast.world.seats["deputy"]
    seat.from_on, seat.to_on = clock.today() - timedelta(days=400), clock.today() - timedelta(days=1)
    seat.save()
    cast.world.evaluate(round_)
    assert sealed.mine(seat.pk, round_.pk) == ({"overall": "satisfied"}, "")


@pytest.mark.parametrize("who, code", [("clerk", "assignment.receive"), ("head", "letter.clear")])
@pytest.mark.parametrize("why", ["ended", "term over", "not yet begun"])
def test_a_seat_out_of_its_time_does_nothing(cast: Cast, who: str, code: str, why: str) -> None:
    seat, today = cast.world.seats[who], clock.today()
    day = timedelta(days=1)
    if why == "ended":
        setup.end_seat(seat)
    elif why == "term over":
        seat.to_on = today - day
    else:
        seat.from_on = today + day
    may_not(cast, who, code, cast.lead if who == "clerk" else cast.round_)


def test_a_seat_acts_on_its_first_and_on_its_last_day(cast: Cast) -> None:
    seat = cast.world.seats["clerk"]
    seat.from_on = seat.to_on = clock.today()
    take("assignment.receive", cast.lead, seat)
