"""Reminders: before a date, on it and after it, each once; missed nights heal with the right day (C2, C17)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huiyin.chain.models import Clock, Event, Reminder
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import ReturnAsked
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from tests.chain.cast import hand_over_directly
from tests.world import World, make_world

HANDED_OVER = date(2026, 3, 2)
DUE = date(2026, 6, 2)
# The last fifteen days: amber from 18 May.
AMBER = date(2026, 5, 18)


@pytest.fixture
def world(db: None) -> World:
    return make_world("yuzhong", profile="chongqing")


def run(on: date) -> int:
    with clock.frozen(on):
        return remind_all()


def told(world: World, who: str) -> list[str]:
    with world.acting():
        seat = world.seats[who].pk
        return [n.text for n in Notice.objects.filter(seat_id=seat).order_by("pk") if "期" in n.text[:6]]


def given(world: World, kind: str = "reply") -> list[tuple[str, date, date]]:
    """(moment, legal day of its event, day it was given), of the clocks of one kind."""
    with world.acting():
        events = Event.objects.filter(step__contains=".remind_").order_by("number")
        days = {(e.step.rpartition("_")[2], e.thing_id, e.step.partition(".")[0]): e.happened_on for e in events}
        rows = Reminder.objects.filter(clock__kind=kind).select_related("clock").order_by("pk")
        return [(r.moment, days[r.moment, r.clock.thing_id, kind], r.given_on) for r in rows]


@pytest.fixture
def handling(world: World) -> Assignment:
    with clock.frozen(HANDED_OVER), world.acting():
        (row,) = world.by_the_office(world.register())
        world.talk(world.receive(row))
    return row


def test_each_of_the_four_is_given_on_its_day_and_once_however_often_the_job_runs(
    world: World, handling: Assignment
) -> None:
    for days in range(120):
        day = HANDED_OVER + timedelta(days=days)
        run(day)
        assert run(day) == 0
    expected = [("soon", AMBER), ("due", DUE), ("late", DUE + timedelta(days=1)), ("long", DUE + timedelta(days=10))]
    assert given(world) == [(moment, day, day) for moment, day in expected]
    sentences = told(world, "clerk")
    assert [text[:4] for text in sentences] == ["快到期了", "今天到期", "已经逾期", "逾期十天"]
    assert all("2026年6月2日" in text for text in sentences)
    assert len(told(world, "head")) == 4 and len(told(world, "officer")) == 2, "the office hears of what is late"
    # The ladder: whoever passed it on and the leader in charge hear of what is late for long.
    assert [text[:4] for text in told(world, "leader")] == [text[:4] for text in told(world, "dispatcher")] == ["逾期十天"]
    assert told(world, "deputy") == []


def test_jobs_stopped_for_nine_days_give_every_reminder_once_with_the_day_it_was_for(
    world: World, handling: Assignment
) -> None:
    run(AMBER - timedelta(days=1))
    woke = DUE + timedelta(days=7)
    assert run(woke) == 3 and run(woke) == 0
    assert given(world) == [("soon", AMBER, woke), ("due", DUE, woke), ("late", DUE + timedelta(days=1), woke)]
    with world.acting("officer"):
        grounds = set(Event.objects.filter(step__startswith="reply.").values_list("late_ground", flat=True))
        assert grounds == {"当天系统未运行，事后补发"}
        assert verify(world.congress).breaches == []


def test_what_is_answered_in_time_reminds_nobody(world: World, handling: Assignment) -> None:
    with clock.frozen(date(2026, 4, 1)), world.acting():
        round_ = world.round_of(handling)
        world.write(round_, class_code="solved")
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, world.seats[who])
    run(DUE + timedelta(days=30))
    assert given(world) == [] and told(world, "clerk") == []


def test_an_old_ledger_taken_up_today_reminds_of_what_is_still_to_come_only(world: World) -> None:
    with clock.frozen(DUE - timedelta(days=3)), world.acting():
        from huiyin.chain.taking import work

        proposal = world.register()
        with work(rehearsal=True) as unit:
            targets = HandOver(targets=(Target(world.bodies["unit"].pk, Mode.LEAD),))
            unit.take("dispatch.hand_over", proposal, world.seats["officer"], targets, happened_on=HANDED_OVER)
    run(DUE + timedelta(days=2))
    assert [moment for moment, _, _ in given(world)] == ["due", "late"], "amber had passed before it was entered"


def test_assisting_units_hear_and_when_they_are_late_the_lead_unit_does_too(world: World) -> None:
    """C17. Thirty workdays from 2 March: 14 April."""
    with clock.frozen(HANDED_OVER), world.acting():
        lead, assist = hand_over_directly(world)
        take("assignment.receive", assist, world.seats["stranger"])
    run(date(2026, 4, 15))
    assert [moment for moment, _, _ in given(world, "assist")] == ["soon", "due", "late"]
    assert any("会办意见" in text for text in told(world, "stranger"))
    late = [text for text in told(world, "clerk") if "会办意见" in text]
    assert len(late) == 1 and late[0].startswith("已经逾期")


def test_a_return_nobody_answers_and_an_item_nobody_passes_on_remind_whoever_must_act(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        (row,) = world.by_the_office(world.register())
        take("assignment.ask_return", row, world.seats["clerk"], ReturnAsked("不归本局。"))
        take("dispatch.hand_over", world.register(), world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    run(date(2026, 3, 17))
    assert any("申请退回，等您答复" in text for text in told(world, "dispatcher"))
    run(DUE)
    assert any("还没有分办" in text for text in told(world, "dispatcher"))


def test_a_deputy_is_reminded_to_evaluate_and_no_unit_can_tell(world: World, handling: Assignment) -> None:
    """Twenty workdays from 1 April: Qingming 4–6, Labour Day 1–5 May: 30 April is the twentieth."""
    with clock.frozen(date(2026, 4, 1)), world.acting():
        round_ = world.round_of(handling)
        world.write(round_, class_code="solved")
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, world.seats[who])
        round_.refresh_from_db()
        version = round_.version
        assert Clock.objects.get(kind="evaluate").due_on == date(2026, 4, 30)
    run(date(2026, 5, 20))
    assert len(told(world, "deputy")) == 3 and told(world, "clerk") == []
    with world.acting():
        round_.refresh_from_db()
        assert round_.version == version


def test_the_worker_calls_the_job_by_itself() -> None:
    from procrastinate.contrib.django import app

    assert any(task.task.name == "chain.remind" for task in app.periodic_registry.periodic_tasks.values())
