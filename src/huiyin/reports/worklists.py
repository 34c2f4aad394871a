"""Rows for lists on paper: what was handed over to a unit, what is late, a session's ledger, its closed cases.

A seat lists what its desk answers for: the deputies' committee all units, the government office those it passed items on
to, a unit itself. Nothing here tells whether a deputy has evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Count, Q, QuerySet

from huiyin.chain.clocks import ASSIST, REPLY
from huiyin.chain.models import Clock
from huiyin.dispatch.models import GONE, OPEN_STAGES, Assignment, Mode, Stage
from huiyin.dispatch.queries import sees_all, sees_every_handling
from huiyin.handling.models import Round
from huiyin.people.models import ONLOOKERS, OVERSEERS, Body, Role, Seat, Session
from huiyin.proposals.models import Proposal, ProposalState

MOST = 10_000
"""Rows of a list on paper. What is longer is no paper: 导出 writes it as a spreadsheet, row by row."""
_AT_ONCE = 5_000
"""Keys of a question: PostgreSQL takes no more than 65,535 parameters."""
LISTING_ROLES = (Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS, Role.UNIT_CLERK, Role.UNIT_HEAD)


@dataclass(frozen=True)
class Piece:
    """One item at one unit, as lists show it. `due_on` is of the clock in hand, `first_due_on` of the first handling."""

    row: Assignment
    first_due_on: date | None = None
    answered_on: date | None = None


def pieces(seat: Seat, session: Session | None) -> QuerySet[Assignment]:
    """The handlings the seat answers for; of all sessions for None. Passing on is not one."""
    rows = Assignment.objects.filter(congress_id=seat.congress_id).exclude(state__in=GONE).exclude(mode=Mode.ROUTE)
    if session is not None:
        rows = rows.filter(proposal__session=session)
    if not sees_every_handling(seat):
        rows = rows.filter(_own(seat))
    return rows.select_related("proposal", "body").defer("proposal__body")


def _own(seat: Seat) -> Q:
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return Q(body_id=seat.body_id)
    return Q(parent__body_id=seat.body_id)


def units(seat: Seat, session: Session | None) -> list[tuple[Body, int]]:
    """Units with how many items they have, in reading order."""
    counted = dict(pieces(seat, session).order_by().values_list("body_id").annotate(n=Count("pk")))
    bodies = Body.objects.filter(congress_id=seat.congress_id, pk__in=counted).order_by("sort_key", "pk")
    return [(body, counted[body.pk]) for body in bodies]


def handed_over(seat: Seat, session: Session | None, body_id: int) -> list[Piece]:
    """What a unit was given, its own items first, then those it assists with."""
    rows = pieces(seat, session).filter(body_id=body_id)
    return _told(sorted(rows, key=lambda row: (row.mode == Mode.ASSIST, *_by_number(row))))


def overdue(seat: Seat, today: date) -> list[Piece]:
    """What is late on `today`, by unit, the longest first; for the committee also what waits to be passed on."""
    rows = [row for one in _overdue(seat, today) for row in one]
    return _told(sorted(rows, key=lambda row: (row.body.sort_key, row.body_id, row.due_on or date.max, row.pk)))


def count_overdue(seat: Seat, today: date) -> int:
    return sum(rows.count() for rows in _overdue(seat, today))


def _overdue(seat: Seat, today: date) -> Iterator[QuerySet[Assignment]]:
    yield pieces(seat, None).filter(stage__in=OPEN_STAGES, due_on__lt=today)
    if seat.role == Role.COMMITTEE_OFFICER:
        waiting = Assignment.objects.filter(congress_id=seat.congress_id, stage=Stage.ROUTING, due_on__lt=today)
        yield waiting.select_related("proposal", "body").defer("proposal__body")


def ledger(seat: Seat, session: Session | None) -> list[Piece]:
    return _told(sorted(pieces(seat, session), key=_by_number))


def not_handed_over(seat: Seat, session: Session | None) -> int:
    """Items that no unit has yet, for the committee to know beside a ledger of units."""
    if not sees_all(seat):
        return 0
    cases = Proposal.objects.filter(congress_id=seat.congress_id, state=ProposalState.REGISTERED)
    return (cases.filter(session=session) if session is not None else cases).count()


def closed_cases(seat: Seat, session: Session) -> list[int]:
    """The concluded cases of a session in the order of their numbers."""
    cases = Proposal.objects.filter(congress_id=seat.congress_id, session=session, state=ProposalState.CONCLUDED)
    return list(cases.order_by("kind", "own_no").values_list("pk", flat=True))


def _by_number(row: Assignment) -> tuple[int, str, int, int]:
    return -row.proposal.session_id, row.proposal.kind, row.proposal.own_no, row.pk


def _told(rows: Iterable[Assignment]) -> list[Piece]:
    """With the date of the first handling, and when it was last answered."""
    rows = list(rows)
    if not rows:
        return []
    congress, keys = rows[0].congress_id, [row.pk for row in rows]
    first: dict[int, int] = {}
    answered: dict[int, date | None] = {}
    for some in _in_parts(keys):
        rounds = Round.objects.filter(congress_id=congress, assignment_id__in=some).order_by("number")
        for pk, assignment, answered_on in rounds.values_list("pk", "assignment_id", "answered_on"):
            first.setdefault(assignment, pk)
            answered[assignment] = answered_on or answered.get(assignment)
    due = _due(congress, REPLY, Round.KIND, first.values())
    assisting = _due(congress, ASSIST, Assignment.KIND, keys)
    return [Piece(row, due.get(first.get(row.pk, 0)) or assisting.get(row.pk), answered.get(row.pk)) for row in rows]


def _due(congress_id: int, kind: str, thing: str, keys: Iterable[int]) -> dict[int, date]:
    due: dict[int, date] = {}
    for some in _in_parts(keys):
        clocks = Clock.objects.filter(congress_id=congress_id, kind=kind, thing_kind=thing, thing_id__in=some)
        due.update(clocks.order_by("pk").values_list("thing_id", "due_on"))
    return due


def _in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
