"""The calendar of a new year arrives: what moves is shown first, then moved by steps, and those who work by it are told.

The arrangement in tests/data/holidays-2027-invented.csv is invented.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from huiyin.chain.models import Clock, Event
from huiyin.chain.recounting import moves, recount
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment
from huiyin.dispatch.steps import HandOver
from huiyin.foundation import announcing, clock
from huiyin.foundation.announcing import ArrangementRefused
from huiyin.foundation.calendars import calendar_of, national_seed
from huiyin.foundation.models import Notice, WorkdayOverride
from huiyin.foundation.workdays import Override
from tests.chain.cast import hand_over_directly
from tests.world import World, make_world

DATA = Path(__file__).parents[1] / "data" / "holidays-2027-invented.csv"
SOURCE = "一份为测试编写的放假安排"
HANDED_OVER = date(2026, 11, 9)
# Three months from 9 November 2026, a Tuesday; in the invented arrangement a day of Spring Festival, which ends on the 11th.
PROVISIONAL, CERTAIN = date(2027, 2, 9), date(2027, 2, 12)


def rows() -> list[list[str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def days() -> Sequence[Override]:
    return announcing.read(rows(), SOURCE, national_seed())


@pytest.fixture
def world(db: None) -> World:
    return make_world("yuzhong", profile="chongqing")


@pytest.fixture
def row(world: World) -> Assignment:
    with clock.frozen(HANDED_OVER), world.acting():
        (made,) = world.hand_over(world.register())
    return made


def test_a_date_in_a_year_not_announced_is_provisional_and_the_preview_changes_nothing(
    world: World, row: Assignment
) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        running = Clock.objects.get(kind="reply")
        assert (running.due_on, running.provisional) == (PROVISIONAL, True)
        before = Event.objects.count()
        found = moves(world.congress.pk, calendar_of(world.congress.pk).with_announced(days()))
        assert [(one.due_on, one.provisional, one.moves) for one in found] == [(CERTAIN, False, True)]
        running.refresh_from_db()
        assert (running.due_on, Event.objects.count()) == (PROVISIONAL, before)


def test_when_it_arrives_the_date_moves_with_an_event_and_the_unit_is_told(world: World, row: Assignment) -> None:
    with clock.frozen(HANDED_OVER):
        announcing.keep(days())
        assert recount(world.congress.pk) == 1 and recount(world.congress.pk) == 0
        with world.acting("officer"):
            row.refresh_from_db()
            running = Clock.objects.get(kind="reply")
            assert (row.due_on, running.due_on, running.provisional) == (CERTAIN, CERTAIN, False)
            assert Event.objects.filter(step="round.recount_reply").count() == 1
            (told,) = Notice.objects.filter(seat_id=world.seats["clerk"].pk, text__contains="放假安排")
            assert "2027年2月12日" in told.text
            assert verify(world.congress).breaches == []


def test_what_was_kept_or_missed_stays_as_it_was(world: World, row: Assignment) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_, class_code="solved")
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, world.seats[who])
    with clock.frozen(HANDED_OVER):
        announcing.keep(days())
        recount(world.congress.pk)
        with world.acting():
            assert Clock.objects.get(kind="reply").due_on == PROVISIONAL


def test_every_kind_of_running_clock_is_counted_again(world: World) -> None:
    """Workdays that cross Spring Festival move; assisting, returning, first talk, an item still to be passed on."""
    with clock.frozen(date(2027, 1, 25)), world.acting():
        lead, assist = hand_over_directly(world)
        take("assignment.receive", lead, world.seats["clerk"])
        take("dispatch.hand_over", world.register(), world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    with clock.frozen(date(2027, 1, 26)):
        announcing.keep(days())
        assert recount(world.congress.pk) >= 2
        with world.acting():
            kinds = set(Event.objects.filter(step__contains=".recount_").values_list("step", flat=True))
            assert {"assignment.recount_assist", "round.recount_first_contact"} <= kinds
            assert not Clock.objects.filter(provisional=True, stopped_on__isnull=True).exists()


def test_a_local_holiday_keeps_its_word(world: World, row: Assignment) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        WorkdayOverride.objects.create(
            congress=world.congress, on=PROVISIONAL, is_workday=True, name="本地上班", source="县府办通知"
        )
        found = moves(world.congress.pk, calendar_of(world.congress.pk).with_announced(days()))
        assert [(one.due_on, one.moves) for one in found] == [(PROVISIONAL, False)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ([["2027-01-01", "放假", "元旦"]], "2027 年的安排不全：没有劳动节、国庆节"),
        ([["2027-13-01", "放假", "元旦"]], "第 1 行"),
        ([["2027-01-04", "上班", "元旦"]], "本来就是工作日"),
        ([["2027-01-01", "休息", "元旦"]], "第二列要写"),
        ([["2026-10-01", "放假", "国庆节"], ["2026-10-01", "放假", "国庆节"]], "写了两次"),
        ([[]], "没有日期"),
    ],
)
def test_a_list_that_is_no_arrangement_is_refused_with_its_line(changed: list[list[str]], sentence: str) -> None:
    with pytest.raises(ArrangementRefused) as refused:
        announcing.read(changed, SOURCE, national_seed())
    assert sentence in "".join(refused.value.sentences)


def test_a_later_notice_may_change_single_days_of_a_year_that_is_known() -> None:
    """2019, 2020: the State Council moved Labour Day, and prolonged Spring Festival."""
    (day,) = announcing.read([["2026-10-08", "放假", "国庆节"]], SOURCE, national_seed())
    assert (day.on, day.is_workday) == (date(2026, 10, 8), False)
