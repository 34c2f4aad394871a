"""evaluation.lapse as a job: what is due and not done, dated the day after its last day, however late it runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huiyin.chain.models import Clock, Event
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.evaluation.jobs import due_and_not_done, lapse, lapse_all
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.handling.models import Round, RoundState
from huiyin.proposals.models import Proposal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
ANSWERED_ON = date(2026, 5, 19)


def answered(world: World, title: str = "一件") -> Round:
    with clock.frozen(ANSWERED_ON), world.acting():
        (row,) = world.by_the_office(world.register(title))
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_, class_code="solved" if world.congress.code == "chongqing" else "")
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, world.seats[who])
    return round_


def last_day(world: World) -> date:
    with world.acting():
        return Clock.objects.get(congress=world.congress, kind="evaluate", stopped_on=None).due_on


def lapses(world: World) -> list[tuple[date, str]]:
    with world.acting():
        found = Event.objects.filter(congress=world.congress, step="evaluation.lapse").order_by("number")
        return [(event.happened_on, event.late_ground) for event in found]


def reminded(on: date) -> None:
    """The hourly job on its day: Chongqing 29 lets nobody lapse who was not asked once more."""
    with clock.frozen(on):
        remind_all()


@pytest.fixture
def world() -> World:
    return make_world("chongqing", profile="chongqing")


def test_an_item_lapses_the_day_after_its_last_day_and_its_case_is_concluded(world: World) -> None:
    round_ = answered(world)
    last = last_day(world)
    assert last == date(2026, 6, 16), "20 workdays, with Dragon Boat Festival in between"
    reminded(last)
    with clock.frozen(last):
        assert lapse_all() == 0, "the last day is still in time"
    with clock.frozen(last + timedelta(days=1)):
        assert lapse_all() == 1
    with world.acting():
        assert Round.objects.get(congress=world.congress, pk=round_.pk).state == RoundState.LAPSED
        assert Proposal.objects.get(congress=world.congress).state == "concluded"
        assert not Clock.objects.filter(congress=world.congress, stopped_on=None).exists()
    assert lapses(world) == [(last + timedelta(days=1), "")]


def test_missed_nights_heal_with_the_right_date_and_a_ground(world: World) -> None:
    answered(world)
    last = last_day(world)
    reminded(last)
    with clock.frozen(last + timedelta(days=40)):
        assert (lapse_all(), lapse_all(), lapse_all()) == (1, 0, 0), "running again finds nothing"
    assert lapses(world) == [(last + timedelta(days=1), "到期时系统未运行，事后补记")]


def test_nobody_lapses_before_the_day_after_the_reminder_was_really_given(world: World) -> None:
    """Chongqing 29: 经催促仍然不反馈. The system was off for six weeks: first the deputy hears of it, then time runs out."""
    answered(world)
    on = last_day(world) + timedelta(days=40)
    with clock.frozen(on):
        assert lapse_all() == 0
    reminded(on)
    with clock.frozen(on):
        assert lapse_all() == 0, "the same day is too early"
    with clock.frozen(on + timedelta(days=3)):
        assert lapse_all() == 1
    assert lapses(world) == [(on + timedelta(days=1), "到期时系统未运行，事后补记")]


def test_what_was_evaluated_or_has_no_time_set_does_not_lapse(world: World) -> None:
    round_ = answered(world)
    with clock.frozen(ANSWERED_ON), world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"letter": "satisfied"}))
    without = make_world("wuchang", profile="wuchang")
    waiting = answered(without)
    with clock.frozen(date(2027, 5, 19)):
        assert lapse_all() == 0
    assert lapses(world) == [] and lapses(without) == []
    with without.acting():
        assert Round.objects.get(congress=without.congress, pk=waiting.pk).state == RoundState.ANSWERED


def test_one_item_that_cannot_lapse_does_not_hold_up_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = answered(world, "甲"), answered(world, "乙")
    with world.acting():
        late = last_day_of(world, first) + timedelta(days=1)
    reminded(late - timedelta(days=1))
    with clock.frozen(late), world.acting("deputy"):
        waiting = due_and_not_done(world.congress.pk, late)
        assert [round_id for round_id, _ in waiting] == [first.pk, second.pk]
        # The deputy evaluates between the question and the step.
        take("letter.open", first, world.seats["deputy"])
        take("evaluation.give", first, world.seats["deputy"], Evaluation({"letter": "satisfied"}))
        monkeypatch.setattr("huiyin.evaluation.jobs.due_and_not_done", lambda congress_id, today: waiting)
    with clock.frozen(late):
        assert lapse_all() == 1
    with world.acting():
        states = [Round.objects.get(congress=world.congress, pk=pk).state for pk in (first.pk, second.pk)]
    assert states == [RoundState.EVALUATED, RoundState.LAPSED]


def last_day_of(world: World, round_: Round) -> date:
    return Clock.objects.get(congress=world.congress, kind="evaluate", thing_id=round_.pk).due_on


def test_every_congress_is_walked(world: World) -> None:
    answered(world)
    other = make_world("malong", profile="chongqing")
    with clock.frozen(ANSWERED_ON), other.acting():
        (row,) = other.by_the_office(other.register())
        round_ = other.receive(row)
        other.talk(round_)
        other.write(round_, class_code="solved")
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, other.seats[who])
    reminded(date(2026, 6, 16))
    with clock.frozen(date(2026, 12, 1)):
        assert lapse_all() == 2


def test_the_worker_knows_the_job_and_calls_it_by_itself() -> None:
    from procrastinate.contrib.django import app

    assert app.tasks["evaluation.lapse"] is lapse
    periodic = app.periodic_registry.periodic_tasks
    assert any(task.task is lapse for task in periodic.values())
