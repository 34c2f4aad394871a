"""When the calendar changes: which dates move, shown first; then they are moved, by steps, and whoever works by them told.

A year's holidays are announced in November of the year before, and may be changed later (2019, 2020 were): until then a
date counted into that year is provisional. Only running clocks move; a date that has been kept or missed stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain import texts
from huiyin.chain.catalogue import Step, catalogue, register
from huiyin.chain.clocks import KINDS, NAMED_DAY, limit_of, project
from huiyin.chain.models import Clock, Clocked, Thing
from huiyin.chain.taking import SLICE, Work, notice_words, work
from huiyin.chain.verifying import things
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.tenancy import acting
from huiyin.foundation.workdays import Calendar, amber_on, due_on
from huiyin.people.models import Seat

_ROWS: dict[tuple[str, str], Callable[[Any], Clocked | None]] = {}
_CODES: dict[tuple[str, str], str] = {}
_THEN: dict[tuple[str, str], Callable[[Any, Clock], None]] = {}


@dataclass(frozen=True)
class Move:
    """A running clock counted again: where its date lies now, and where it will."""

    clock: Clock
    due_on: date
    amber_on: date
    provisional: bool

    @property
    def moves(self) -> bool:
        """Whether the legal date itself is another one."""
        return self.due_on != self.clock.due_on

    def for_event(self) -> dict[str, str]:
        return {"clock": str(self.clock.pk), "from": str(self.clock.due_on), "to": str(self.due_on)}

    @property
    def words(self) -> str:
        return KINDS[self.clock.kind]

    @property
    def sealed(self) -> bool:
        """Whether it tells that a deputy has not evaluated yet, which is not for everybody."""
        return catalogue[_CODES[self.clock.kind, self.clock.thing_kind]].sealed


def recounts(
    kind: str,
    on: str,
    frm: frozenset[str],
    row: Callable[[Any], Clocked | None],
    *,
    tells: Sequence[str],
    sealed: bool = False,
    name: str = "",
    then: Callable[[Any, Clock], None] | None = None,
) -> None:
    """Let clocks of `kind` on things of kind `on` be counted again; `row(thing)` is the desk's row that shows them.
    `then(thing, clock)` writes where else the date is shown."""
    if then is not None:
        _THEN[kind, on] = then
    code = f"{name or on}.recount_{kind}"
    _ROWS[kind, on], _CODES[kind, on] = row, code
    if tells:
        notice_words({code: texts.RECOUNTED.format(kind=KINDS[kind])})
    register(
        Step(
            code,
            texts.RECOUNT_LABEL.format(kind=KINDS[kind]),
            on=on,
            frm=frm,
            to=None,
            automatic=True,
            effect=_recounted,
            tells=tuple(tells),
            sealed=sealed,
        )
    )


def moves(congress_id: int, calendar: Calendar) -> list[Move]:
    """All running clocks of a congress that another calendar would change, by date. Writes nothing."""
    found = []
    # A day that somebody named is not counted, so no calendar moves it.
    counted = Clock.objects.filter(congress_id=congress_id, stopped_on__isnull=True).exclude(unit=NAMED_DAY)
    for clock in counted.order_by("due_on", "pk"):
        due = due_on(limit_of(clock), clock.started_on, calendar)
        made = Move(clock, due.on, amber_on(due, calendar, clock.started_on), due.provisional)
        if (made.due_on, made.amber_on, made.provisional) != (clock.due_on, clock.amber_on, clock.provisional):
            found.append(made)
    return found


def recount(congress_id: int) -> int:
    """Count a congress's running clocks by its calendar as it is now; returns how many dates moved."""
    with acting(congress_id):
        waiting = moves(congress_id, calendar_of(congress_id))
    moved = 0
    for at in range(0, len(waiting), SLICE):
        part = waiting[at : at + SLICE]
        with acting(congress_id), work(*{one.clock.case_id for one in part}) as unit:
            moved += sum(_move(unit, one) for one in part)
    return moved


def recount_at_once(congress_id: int) -> int:
    """The same within the caller's transaction and scope: all cases are locked in one call, before the chain's head."""
    waiting = moves(congress_id, calendar_of(congress_id))
    with work(*{one.clock.case_id for one in waiting}) as unit:
        return sum(_move(unit, one) for one in waiting)


def _move(unit: Work, move: Move) -> bool:
    clock = Clock.objects.filter(pk=move.clock.pk, stopped_on__isnull=True).first()
    if clock is None:
        return False
    model: type[Thing] = things()[clock.thing_kind]
    thing = model._base_manager.select_related(*model.READ_WITH).get(pk=clock.thing_id)
    if move.moves:
        unit.take(_CODES[clock.kind, clock.thing_kind], thing, None, move)
        return True
    # The date stays: that it is certain now, or the lamp turns amber on another day, is no event.
    _write(clock, thing, move)
    return False


def _recounted(unit: Work, thing: Any, seat: Seat | None, facts: Move) -> None:
    _write(Clock.objects.get(pk=facts.clock.pk), thing, facts)


def _write(clock: Clock, thing: Any, move: Move) -> None:
    clock.due_on, clock.amber_on, clock.provisional = move.due_on, move.amber_on, move.provisional
    clock.save(update_fields=["due_on", "amber_on", "provisional"])
    row = _ROWS[clock.kind, clock.thing_kind](thing)
    if row is not None:
        project(clock, row)
        row.save(update_fields=["clock_kind", "clock_from", "due_on", "amber_on"])
    then = _THEN.get((clock.kind, clock.thing_kind))
    if then is not None:
        then(thing, clock)
