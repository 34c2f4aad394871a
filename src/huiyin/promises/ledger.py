"""承诺台账: the promises that were given, as lists and as numbers. Two views of one ledger: the district's and a street's (W5).

Overdue, nearly due and late are comparisons with today, never stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from huiyin.foundation.row_ids import row_id
from huiyin.people.models import Body, BodyKind, Seat
from huiyin.promises.models import Promise, PromiseLeave, PromiseState
from huiyin.promises.queries import visible_to
from huiyin.proposals.lookout import of_street
from huiyin.proposals.models import Proposal

P = PromiseState
PAGE = 100
ALL, OPEN, OVERDUE, SOON, REPORT, DONE, LEAVE, KEPT, LATE, SLIPPED, DROPPED = (
    "all", "open", "overdue", "soon", "report", "done", "leave", "kept", "late", "slipped", "dropped",
)  # fmt: skip


def which(key: str, today: date) -> Q:
    """The promises that a name of the list stands for."""
    running = Q(state=P.RUNNING)
    return {
        OPEN: Q(state__in=(P.RUNNING, P.DONE)),
        OVERDUE: running & Q(due_on__lt=today),
        SOON: running & Q(due_on__gte=today, amber_on__lte=today),
        REPORT: running & Q(report_due_on__lt=today),
        DONE: Q(state=P.DONE),
        # At most one is open.
        LEAVE: running & Q(leaves__outcome=PromiseLeave.Outcome.OPEN),
        KEPT: Q(state=P.KEPT),
        LATE: Q(state__in=(P.DONE, P.KEPT), done_on__gt=F("due_on")),
        SLIPPED: Q(due_on__gt=F("first_due_on")),
        DROPPED: Q(state=P.DROPPED),
    }.get(key, Q())


@dataclass(frozen=True)
class Asked:
    """What of the ledger is asked for; a street is its committee."""

    key: str = OPEN
    unit_id: int | None = None
    street_id: int | None = None
    session_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Totals:
    """合计, by what has become of them. `kept` counts those kept late too; `not_due` those that run and have a day to come."""

    all: int
    kept: int
    late: int
    waiting: int
    overdue: int
    not_due: int
    no_day: int
    dropped: int
    slipped: int


@dataclass(frozen=True)
class Page:
    rows: list[Promise]
    totals: Totals
    # Where the next page begins; empty on the last.
    after: str


def _rows(seat: Seat, asked: Asked) -> QuerySet[Promise]:
    rows = visible_to(seat)
    if asked.unit_id is not None:
        rows = rows.filter(body_id=asked.unit_id)
    if asked.session_id is not None:
        rows = rows.filter(assignment__proposal__session_id=asked.session_id)
    if asked.street_id is not None:
        items = Proposal.objects.filter(of_street(seat.congress_id, asked.street_id), congress_id=seat.congress_id)
        rows = rows.filter(assignment__proposal_id__in=list(items.values_list("pk", flat=True)))
    if asked.words:
        found = Q(what__icontains=asked.words) | Q(assignment__proposal__title__icontains=asked.words)
        rows = rows.filter(found)
    return rows


def totals(seat: Seat, asked: Asked, today: date) -> Totals:
    """Of everything that is asked for but the list's own name."""
    running = Q(state=P.RUNNING)
    found = _rows(seat, asked).aggregate(
        all=Count("pk"),
        kept=Count("pk", filter=which(KEPT, today)),
        late=Count("pk", filter=which(LATE, today)),
        waiting=Count("pk", filter=which(DONE, today)),
        overdue=Count("pk", filter=which(OVERDUE, today)),
        not_due=Count("pk", filter=running & Q(due_on__gte=today)),
        no_day=Count("pk", filter=running & Q(due_on__isnull=True)),
        dropped=Count("pk", filter=which(DROPPED, today)),
        slipped=Count("pk", filter=which(SLIPPED, today)),
    )
    return Totals(**found)


def in_order(seat: Seat, asked: Asked, today: date) -> QuerySet[Promise]:
    """By due day, those without one last."""
    rows = _rows(seat, asked).filter(which(asked.key, today))
    return rows.select_related(*Promise.READ_WITH).order_by(F("due_on").asc(nulls_last=True), "pk")


def page(seat: Seat, asked: Asked, today: date, after: str = "") -> Page:
    """`PAGE` rows behind `after`, as the page before named it."""
    rows = in_order(seat, asked, today)
    if after:
        rows = rows.filter(_behind(after))
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    last = f"{found[-1].due_on or ''}_{found[-1].pk}" if more else ""
    return Page(found, totals(seat, asked, today), last)


def _behind(after: str) -> Q:
    """Rows behind a day and a number; what nobody could have been given means the first page."""
    day, _, number = after.partition("_")
    pk = row_id(number)
    if pk is None:
        return Q()
    same = Q(pk__gt=pk)
    if not day:
        return Q(due_on__isnull=True) & same
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return Q()
    return Q(due_on__gt=on) | Q(due_on__isnull=True) | Q(due_on=on) & same


def streets(congress_id: int) -> Sequence[Body]:
    """Street committees, for the view of one street's ledger."""
    rows = Body.objects.filter(congress_id=congress_id, kind=BodyKind.STREET_COMMITTEE, ends_on__isnull=True)
    return list(rows.order_by("name"))


def keepers(seat: Seat) -> list[tuple[int, str]]:
    """Bodies that have something on the ledger which the seat may see."""
    ids = visible_to(seat).values("body_id")
    bodies = Body.objects.filter(congress_id=seat.congress_id, pk__in=ids).order_by("name")
    return [(one.pk, one.label) for one in bodies]
