"""A deputy matched wrongly is put right by a step with a reason; what was there before stays to be read (issue B, 勘误)."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.queries import visible_to
from huiyin.foundation.models import Notice
from huiyin.handling.models import LetterCopy
from huiyin.people import setup
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import Correction, Proposal, Signer
from huiyin.proposals.signing import Signing
from tests.chain.cast import refusal
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def namesake(world: World) -> Seat:
    """Another deputy of the lead's name, in another delegation: the usual cause of a wrong match."""
    with world.acting():
        team = setup.add_body(world.congress, "第二代表团", "delegation")
        seat = setup.add_seat(setup.add_person(world.congress, "李文静"), team, Role.DEPUTY, term=world.session.term)
    return seat


def correct(world: World, proposal: Proposal, lead: Seat, *others: Seat, reason: str = "同名，认错了人") -> None:
    facts = Signing(lead.pk, tuple(seat.pk for seat in others), reason)
    take("proposal.correct_signers", proposal, world.seats["officer"], facts)
    proposal.refresh_from_db()


def test_the_item_goes_to_the_namesake_and_the_first_deputy_sees_it_no_more(world: World, namesake: Seat) -> None:
    first, other = world.seats["deputy"], world.seats["cosigner"]
    with world.acting():
        proposal = world.register(cosigner_seat_ids=(other.pk,), signer_count=2)
        correct(world, proposal, namesake, other)
        assert visible_to(namesake).get() == proposal and not visible_to(first).exists()
        assert visible_to(other).get() == proposal
        said = {row.field: (row.old, row.new, row.reason) for row in Correction.objects.all()}
        assert said == {"lead": ("李文静（第一代表团）", "李文静（第二代表团）", "同名，认错了人")}
        assert (proposal.lead_name, proposal.signer_count) == ("李文静", 2)
        kept = Signer.objects.get(proposal=proposal, seat=first)
        assert kept.withdrawn_on is not None and not kept.is_lead


def test_both_sides_are_told_and_whoever_is_out_of_it_gets_no_link(world: World, namesake: Seat) -> None:
    with world.acting():
        proposal = world.register()
        correct(world, proposal, namesake)
        told = {row.seat_id: row for row in Notice.objects.filter(text__contains="更正")}
        assert "您是这一件的代表" in told[namesake.pk].text and told[namesake.pk].path
        mine = told[world.seats["deputy"].pk]
        assert "登记错了人" in mine.text and mine.path == ""


def test_letters_sent_before_reach_the_new_signer_and_unread_copies_come_back(world: World, namesake: Seat) -> None:
    first, other = world.seats["deputy"], world.seats["cosigner"]
    with world.acting():
        proposal = world.register(cosigner_seat_ids=(other.pk,), signer_count=2)
        round_ = world.receive(world.hand_over(proposal)[0])
        world.answer(round_)
        take("letter.open", round_, other)
        correct(world, proposal, namesake, other)
        assert set(LetterCopy.objects.values_list("signer__seat", flat=True)) == {namesake.pk, other.pk}
        # One that was read stays: what somebody has in hand is not taken back.
        correct(world, proposal, namesake, first, reason="又核对了一次")
        opened = {copy.signer.seat_id: copy.opened_at is not None for copy in LetterCopy.objects.all()}
        assert opened == {namesake.pk: False, other.pk: True, first.pk: False}


def test_once_the_lead_has_evaluated_only_co_signers_change(world: World, namesake: Seat) -> None:
    first, other = world.seats["deputy"], world.seats["cosigner"]
    with world.acting("deputy"):
        proposal = world.register(cosigner_seat_ids=(other.pk,), signer_count=2)
        round_ = world.receive(world.hand_over(proposal)[0])
        world.answer(round_)
        world.evaluate(round_)
    with world.acting():
        officer = world.seats["officer"]
        facts = Signing(namesake.pk, (other.pk,), "认错了人")
        assert "已经评价过" in refusal("proposal.correct_signers", proposal, officer, facts)
        correct(world, proposal, first, namesake)
        assert visible_to(namesake).get() == proposal


def test_those_who_signed_without_being_named_are_counted_as_before(world: World, namesake: Seat) -> None:
    """「李文静等30人」 of whom the ledger names one: two named make 31 no more than 29."""
    with world.acting():
        proposal = world.register(signer_count=30)
        correct(world, proposal, namesake, world.seats["cosigner"])
        assert proposal.signer_count == 31
        correct(world, proposal, namesake)
        assert proposal.signer_count == 30


def test_what_is_the_same_nobody_s_reason_or_no_deputy_is_refused(world: World) -> None:
    officer, lead = world.seats["officer"], world.seats["deputy"]
    with world.acting():
        proposal = world.register()
        assert "没有变化" in refusal("proposal.correct_signers", proposal, officer, Signing(lead.pk, (), "核对"))
        other = world.seats["cosigner"].pk
        assert "写明原因" in refusal("proposal.correct_signers", proposal, officer, Signing(other, (), " "))
        clerk = world.seats["clerk"].pk
        assert "本级人大代表" in refusal("proposal.correct_signers", proposal, officer, Signing(clerk, (), "核对"))


def test_a_closed_ledger_is_only_read(world: World) -> None:
    with world.acting():
        proposal = world.register()
        world.session.ledger_closed_on = date(2026, 12, 31)
        world.session.save()
        facts = Signing(world.seats["cosigner"].pk, (), "认错了人")
        assert "结账" in refusal("proposal.correct_signers", proposal, world.seats["officer"], facts)


def test_a_second_correction_on_the_same_day_tells_only_those_whom_it_concerns(world: World, namesake: Seat) -> None:
    first, other = world.seats["deputy"], world.seats["cosigner"]
    with world.acting():
        proposal = world.register()
        correct(world, proposal, namesake)
        correct(world, proposal, other, reason="又认错了人")
        told = Notice.objects.filter(text__contains="登记错了人").order_by("pk").values_list("seat_id", flat=True)
        assert list(told) == [first.pk, namesake.pk]
