"""The next session and the next term: what goes on, what ends, and a ledger that is only read (代表法第二条)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch import importing
from huiyin.dispatch.ledger import LedgerRefused
from huiyin.foundation import clock
from huiyin.foundation.models import StoredFile
from huiyin.people import rolling
from huiyin.people.models import Session
from huiyin.people.rolling import Opening
from huiyin.people.setup import SetupRefused, current_session
from huiyin.proposals.models import Proposal
from huiyin.proposals.queries import ledger_counts
from huiyin.proposals.steps import Correcting, Reason, Registration
from tests.world import World, make_world

LEDGER = Path(__file__).parents[1] / "data" / "ledgers" / "two-row-groups.xlsx"
NEXT_YEAR = date(2027, 1, 12)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def open_next(world: World) -> Session:
    return rolling.open_session(world.congress, Opening(18, 6, date(2027, 1, 11), date(2027, 1, 14))).session


def register(world: World, session: Session) -> Proposal:
    proposal = Proposal(congress=world.congress)
    facts = Registration("suggestion", "session", session.pk, "修一座桥", lead_seat_id=world.seats["deputy"].pk)
    take("proposal.register", proposal, world.seats["officer"], facts)
    return proposal


def test_the_next_session_of_a_term_takes_new_items_and_everybody_keeps_their_seat(world: World) -> None:
    with clock.frozen(NEXT_YEAR), world.acting():
        assert rolling.next_opening(world.congress) == Opening(18, 6)
        opened = rolling.open_session(world.congress, Opening(18, 6, date(2027, 1, 11)))
        assert (opened.ended, opened.carried) == ([], [])
        assert current_session(world.congress) == opened.session
        assert register(world, opened.session).own_no == 1, "numbers begin anew"


def test_an_item_of_last_year_is_handled_to_its_end_although_its_ledger_is_closed(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
    with clock.frozen(NEXT_YEAR), world.acting("deputy"):
        open_next(world)
        rolling.close_ledger(Session.objects.select_related("congress").get(pk=world.session.pk))
        counts = ledger_counts(world.congress)[world.session.pk]
        assert (counts.items, counts.under_way) == (1, 1)
        round_ = world.receive(row)
        world.answer(round_)
        world.evaluate(round_)
        assert verify(world.congress).breaches == []


def test_a_closed_ledger_takes_no_item_no_correction_and_no_voiding_until_it_is_opened_again(world: World) -> None:
    with clock.frozen(NEXT_YEAR), world.acting():
        case = world.register()
        open_next(world)
        old = Session.objects.select_related("term", "congress").get(pk=world.session.pk)
        rolling.close_ledger(old)
        said = "第 18 届第 5 次会议的台账已于2027年1月12日结账，只供查阅"
        officer = world.seats["officer"]
        with pytest.raises(StepRefused, match=said):
            register(world, old)
        with pytest.raises(StepRefused, match=said):
            take("proposal.correct", case, officer, Correcting({"title": "改个名字"}, "笔误"))
        with pytest.raises(StepRefused, match=said):
            take("proposal.void", case, officer, Reason("重复登记"))
        rolling.reopen_ledger(old)
        take("proposal.correct", case, officer, Correcting({"title": "改个名字"}, "笔误"))


def test_a_ledger_file_of_a_closed_session_is_refused_before_anything_is_kept(world: World) -> None:
    with clock.frozen(NEXT_YEAR), world.acting():
        open_next(world)
        old = Session.objects.select_related("term", "congress").get(pk=world.session.pk)
        rolling.close_ledger(old)
        with LEDGER.open("rb") as file:
            read = importing.read_ledger(file, LEDGER.name)
            with pytest.raises(LedgerRefused, match="已于2027年1月12日结账"):
                importing.open_import(world.congress, file, LEDGER.name, read, old, NEXT_YEAR)
        assert not StoredFile.objects.filter(congress=world.congress).exists()


def test_the_ledger_of_the_session_that_is_on_cannot_be_closed(world: World) -> None:
    with world.acting(), pytest.raises(SetupRefused, match="打开下一次会议以后"):
        rolling.close_ledger(Session.objects.select_related("congress").get(pk=world.session.pk))


def test_in_a_new_term_who_is_elected_again_goes_on_and_who_is_not_still_reads_and_evaluates(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.answer(round_)
    with clock.frozen(NEXT_YEAR), world.acting("deputy"):
        again = world.seats["cosigner"]
        opened = rolling.open_session(world.congress, Opening(19, 1, date(2027, 1, 11)), [again.pk])
        assert [seat.pk for seat in opened.carried] == [again.pk]
        assert world.seats["deputy"].pk in [seat.pk for seat in opened.ended]
        again.refresh_from_db()
        world.seats["deputy"].refresh_from_db()
        assert (again.term.number, again.ended_on) == (19, None)
        assert world.seats["deputy"].ended_on == NEXT_YEAR
        world.session.term.refresh_from_db()
        assert world.session.term.ends_on == date(2027, 1, 11)
        world.evaluate(round_)
        assert verify(world.congress).breaches == []


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        (Opening(18, 5), "只能打开比它晚的会议"),
        (Opening(17, 9), "只能打开比它晚的会议"),
        (Opening(18, 6, date(2027, 1, 14), date(2027, 1, 11)), "结束日期早于开始日期"),
        (Opening(19, 1), "第 18 届的任期到新一届第一次会议召开为止"),
        (Opening(19, 1, NEXT_YEAR + timedelta(days=1)), "第 18 届的任期到新一届第一次会议召开为止"),
    ],
)
def test_what_does_not_come_next_is_refused(world: World, opening: Opening, said: str) -> None:
    with clock.frozen(NEXT_YEAR), world.acting(), pytest.raises(SetupRefused, match=said):
        rolling.open_session(world.congress, opening)


def test_a_session_that_only_a_ledgers_heading_named_is_still_to_be_opened(world: World) -> None:
    with clock.frozen(NEXT_YEAR), world.acting():
        named = Session.objects.create(congress=world.congress, term=world.session.term, number=6, confirmed=False)
        opened = rolling.open_session(world.congress, Opening(18, 6, date(2027, 1, 11)))
        assert opened.session.pk == named.pk
        assert opened.session.confirmed
