"""日历订阅: what a unit owes by when, for the calendar program of one of its seats, behind an address that cannot be guessed.

Nothing is in it but number, title and date. Whoever holds the address reads it without signing in, as with a shared link
(ADR 0015): it is asked again at each visit whether the seat still sits and the account is still open.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from huiyin.dispatch.models import GONE, OPEN_STAGES, Assignment, Mode
from huiyin.foundation import clock, digests
from huiyin.handling.models import Appointment, AppointmentState, CalendarFeed
from huiyin.people.models import Role, Seat

SUBSCRIBING = (Role.UNIT_CLERK, Role.UNIT_HEAD)
# More than any bureau has at once; calendar programs choke on thousands.
MOST = 1000


@dataclass(frozen=True)
class Dated:
    """A date of one item. `starts` is a moment for a talk, a day for what is due; `row_id` that of its row."""

    kind: str
    row_id: int
    number: str
    title: str
    starts: datetime | date
    minutes: int = 0
    version: int = 0


_also: list[Callable[[Seat], Iterable[Dated]]] = []


def also(dates: Callable[[Seat], Iterable[Dated]]) -> None:
    """A room further on has dates of a seat's own to add."""
    if dates not in _also:
        _also.append(dates)


def open_feed(seat: Seat) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(congress_id=seat.congress_id, seat=seat, ended_at__isnull=True).first()


def make(seat: Seat) -> str:
    """A new link for the seat; the one before it ends. Returns what stands in the address: it is not kept, only its digest."""
    end(seat)
    code = secrets.token_urlsafe(16)
    CalendarFeed.objects.create(
        congress_id=seat.congress_id, seat=seat, digest=digests.sm3(code.encode()), made_at=clock.now()
    )
    return f"{seat.congress_id}-{code}"


def end(seat: Seat) -> bool:
    rows = CalendarFeed.objects.filter(congress_id=seat.congress_id, seat=seat, ended_at__isnull=True)
    return bool(rows.update(ended_at=clock.now()))


def seat_of(congress_id: int, code: str) -> Seat | None:
    """Whose feed this is. None for a link that was ended or never made, and where the seat or its account has ended."""
    digest = digests.sm3(code.encode())
    rows = CalendarFeed.objects.filter(congress_id=congress_id, digest=digest, ended_at__isnull=True)
    found = rows.select_related("seat__body", "seat__congress", "seat__person__account").first()
    if found is None:
        return None
    seat, account = found.seat, found.seat.person.account
    sits = seat.role in SUBSCRIBING and not seat.is_over and not seat.is_to_come
    return seat if sits and account is not None and account.is_active else None


def dates_of(seat: Seat) -> list[Dated]:
    """What is due at the seat's unit, when it meets deputies, and what rooms further on know of the seat itself, by date."""
    found = [*_due(seat), *_talks(seat), *(one for dates in _also for one in dates(seat))]
    return sorted(found, key=lambda one: (_day(one.starts), one.kind, one.row_id))


def _day(at: datetime | date) -> date:
    return at.astimezone(clock.SHANGHAI).date() if isinstance(at, datetime) else at


def _due(seat: Seat) -> Iterator[Dated]:
    rows = Assignment.objects.filter(
        congress_id=seat.congress_id, body_id=seat.body_id, stage__in=OPEN_STAGES, due_on__isnull=False
    ).exclude(state__in=GONE)
    rows = rows.exclude(mode=Mode.ROUTE).select_related("proposal").defer("proposal__body")
    for row in rows.order_by("due_on", "pk")[:MOST]:
        if row.due_on is not None:
            kind = "assist" if row.mode == Mode.ASSIST else "reply"
            yield Dated(kind, row.pk, row.proposal.shown_no, row.proposal.title, row.due_on, version=row.version)


def _talks(seat: Seat) -> Iterator[Dated]:
    rows = Appointment.objects.filter(
        congress_id=seat.congress_id, state=AppointmentState.AGREED, round__assignment__body_id=seat.body_id
    )
    rows = rows.select_related("round__assignment__proposal").defer("round__assignment__proposal__body")
    for one in rows.order_by("starts_at", "pk")[:MOST]:
        case = one.round.assignment.proposal
        if one.starts_at is not None:
            yield Dated("appointment", one.pk, case.shown_no, case.title, one.starts_at, one.minutes, one.version)
