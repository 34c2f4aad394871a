"""Clocks: legal limits that run on things. A clock is a fold over its rows and can say how its date is reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from huiyin.chain.models import Clock, Thing
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.clock import today
from huiyin.foundation.workdays import Calendar, Due, Limit, Unit, amber_on, due_on

if TYPE_CHECKING:
    from huiyin.chain.models import Clocked

HAND_OVER = "hand_over"
REPLY = "reply"
EVALUATE = "evaluate"
FIRST_CONTACT = "first_contact"
ASSIST = "assist"
REASSIGN = "reassign"
PROMISE = "promise"
REFRESH = "refresh"
LIGHT = "light"
RECTIFY = "rectify"
KINDS = {
    HAND_OVER: "交办期限",
    REPLY: "答复期限",
    EVALUATE: "评价期限",
    FIRST_CONTACT: "首次沟通期限",
    ASSIST: "会办意见期限",
    REASSIGN: "重新交办期限",
    PROMISE: "承诺期限",
    REFRESH: "承诺进展更新",
    LIGHT: "红灯回应期限",
    RECTIFY: "整改期限",
}
# A day that was named and not counted: no article rolls it off a weekend, and no announced holiday moves it.
NAMED_DAY = "date"


def start(kind: str, thing: Thing, limit: Limit, on: date, calendar: Calendar) -> Clock:
    """Start a clock of `kind` on `thing` from the legal date `on` (the start day itself is not counted)."""
    due = due_on(limit, on, calendar)
    return Clock.objects.create(
        congress_id=thing.congress_id,
        kind=kind,
        thing_kind=thing.KIND,
        thing_id=thing.pk,
        case_id=thing.case_key,
        started_on=on,
        amount=limit.amount,
        unit=Unit(limit.unit).value,
        trigger=limit.trigger,
        source=limit.source,
        due_on=due.on,
        amber_on=amber_on(due, calendar, on),
        provisional=due.provisional,
        entered_on=today(),
    )


def start_until(kind: str, thing: Thing, due: date, on: date, calendar: Calendar, trigger: str, source: str) -> Clock:
    """Start a clock that ends on a day somebody named. A day that is past is overdue from the start."""
    amber = amber_on(Due(due, False, (), on), calendar, on) if due > on else due
    return Clock.objects.create(
        congress_id=thing.congress_id,
        kind=kind,
        thing_kind=thing.KIND,
        thing_id=thing.pk,
        case_id=thing.case_key,
        started_on=on,
        amount=max((due - on).days, 0),
        unit=NAMED_DAY,
        trigger=trigger,
        source=source[:200],
        due_on=due,
        amber_on=amber,
        entered_on=today(),
    )


def stop(kind: str, thing: Thing, on: date) -> Clock | None:
    """Stop the running clock of `kind` on `thing`, if the procedure gave it one."""
    stopped = Clock.objects.raw(_STOP, [on, thing.congress_id, kind, thing.KIND, thing.pk])
    return next(iter(stopped), None)


# At most one runs: `clock_runs_once`.
_STOP = """update chain_clock set stopped_on = %s
where congress_id = %s and kind = %s and thing_kind = %s and thing_id = %s and stopped_on is null returning *"""


def resume(kind: str, thing: Thing) -> Clock | None:
    """Take back the newest stop of `kind` on `thing`: the counter-step of an undone answer."""
    clock = (
        Clock.objects.filter(
            congress_id=thing.congress_id, kind=kind, thing_kind=thing.KIND, thing_id=thing.pk, stopped_on__isnull=False
        )
        .order_by("-id")
        .first()
    )
    if clock is not None:
        clock.stopped_on = None
        clock.save(update_fields=["stopped_on"])
    return clock


def project(clock: Clock | None, onto: Clocked) -> None:
    """Write the running clock (or none) onto the row that desks list. The caller saves the row."""
    running = clock is not None and clock.stopped_on is None
    onto.clock_kind = clock.kind if clock is not None and running else ""
    onto.clock_from = clock.started_on if clock is not None and running else None
    onto.due_on = clock.due_on if clock is not None and running else None
    onto.amber_on = clock.amber_on if clock is not None and running else None


PROJECTED = ["clock_kind", "clock_from", "due_on", "amber_on"]


def limit_of(clock: Clock) -> Limit:
    return Limit(clock.amount, Unit(clock.unit), clock.trigger, clock.source)


def reached(clock: Clock) -> Due:
    """The date of a clock counted again with its reasons, for “how is this date reached?”."""
    return due_on(limit_of(clock), clock.started_on, calendar_of(clock.congress_id))
