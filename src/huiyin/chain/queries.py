"""Reading the trace: the events of a case, which of them were undone, and what a seat may still undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from huiyin.chain.catalogue import Step, catalogue
from huiyin.chain.models import Event
from huiyin.chain.taking import UNDO_MINUTES
from huiyin.people.models import Seat


@dataclass(frozen=True)
class Undo:
    """A counter-step that is still open to a seat: which event it takes back, and until when."""

    event: Event
    step: Step
    until: datetime


def events_of(congress_id: int, case_id: int) -> list[Event]:
    """All events of a case, oldest first."""
    return list(Event.objects.filter(congress_id=congress_id, case_id=case_id).order_by("number"))


def own_event(seat: Seat, event_id: int) -> Event | None:
    """An event of that seat's own making. Others' are not found, whatever they are."""
    return Event.objects.filter(congress_id=seat.congress_id, pk=event_id, seat_id=seat.pk).first()


def undone(events: Sequence[Event]) -> set[int]:
    """Numbers of the steps that were taken back, and of the counter-steps that did it. They pair like brackets."""
    out: set[int] = set()
    open_: dict[tuple[str, str, int], list[Event]] = {}
    for event in events:
        step = catalogue.steps.get(event.step)
        if step is None:
            continue
        open_.setdefault((event.step, event.thing_kind, event.thing_id), []).append(event)
        before = open_.get((step.undoes, event.thing_kind, event.thing_id)) if step.undoes else None
        if before:
            out |= {before.pop().number, event.number}
    return out


def stands(events: Sequence[Event], event: Event) -> bool:
    """Whether this event is the newest of its kind on its thing that was not undone: a counter-step takes that one."""
    out = undone(events)
    same = [e for e in events if (e.step, e.thing_kind, e.thing_id) == (event.step, event.thing_kind, event.thing_id)]
    open_ = [e.number for e in same if e.number not in out]
    return bool(open_) and open_[-1] == event.number


def undo_of(events: Sequence[Event], seat: Seat, now: datetime) -> Undo | None:
    """The newest step of the seat that it may still take back: ten minutes, and nobody else has acted on the case."""
    out = undone(events)
    for event in reversed(events):
        if event.seat_id is None or event.number in out:
            continue
        if event.seat_id != seat.pk:
            return None
        step = catalogue.steps.get(event.step)
        until = event.at + timedelta(minutes=UNDO_MINUTES)
        if step is None or not step.undone_by or now > until:
            return None
        return Undo(event, catalogue[step.undone_by], until)
    return None
