"""What a seat may see of checks, their rows and the problem list."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from huiyin.dispatch.queries import sees_all
from huiyin.people.models import OVERSEERS, Role, Seat
from huiyin.supervision.models import Check, CheckMember, CheckRow, Problem, ProblemState, RowState

MOST = 300


def rows_for(seat: Seat) -> QuerySet[CheckRow]:
    """Rows the seat may see: all for the congress's side and the government office and its leaders; its own for a unit; of the
    checks they take part in for deputies."""
    rows = CheckRow.objects.filter(congress_id=seat.congress_id)
    if sees_all(seat) or seat.role in OVERSEERS:
        return rows
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return rows.filter(body_id=seat.body_id)
    if seat.role == Role.DEPUTY:
        mine = CheckMember.objects.filter(congress_id=seat.congress_id, seat=seat).values_list("check_up_id", flat=True)
        return rows.filter(check_up_id__in=list(mine))
    return rows.none()


def checks_for(seat: Seat) -> QuerySet[Check]:
    """Checks with a row the seat may see."""
    checks = Check.objects.filter(congress_id=seat.congress_id)
    if sees_all(seat) or seat.role in OVERSEERS:
        return checks
    return checks.filter(pk__in=list(rows_for(seat).values_list("check_up_id", flat=True).distinct()))


def check_seen(seat: Seat, check_id: int) -> Check | None:
    return checks_for(seat).filter(pk=check_id).first()


def row_seen(seat: Seat, row_id: int) -> CheckRow | None:
    return rows_for(seat).filter(pk=row_id).select_related(*CheckRow.READ_WITH, "proposal__session").first()


def rows_of(seat: Seat, check: Check) -> list[CheckRow]:
    rows = rows_for(seat).filter(check_up=check).exclude(state=RowState.DROPPED)
    return list(rows.select_related("body", "proposal__session").order_by("order"))


def problems_for(seat: Seat) -> QuerySet[Problem]:
    """Problems the seat may see: of the rows it sees, and what its body is to put right now."""
    rows = Problem.objects.filter(congress_id=seat.congress_id)
    if sees_all(seat) or seat.role in OVERSEERS:
        return rows
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return rows.filter(Q(body_id=seat.body_id) | Q(row__body_id=seat.body_id))
    if seat.role == Role.DEPUTY:
        return rows.filter(row__in=rows_for(seat))
    return rows.none()


def problem_seen(seat: Seat, problem_id: int) -> Problem | None:
    return problems_for(seat).filter(pk=problem_id).select_related(*Problem.READ_WITH).first()


# The lists of the problem list, as they stand in the address.
OPEN, OVERDUE, WAITING, VERIFIED, EVERY = "open", "overdue", "waiting", "verified", "every"


def _of(key: str, today: date) -> Q:
    return {
        OPEN: Q(state__in=(ProblemState.OPEN, ProblemState.RECTIFIED)),
        OVERDUE: Q(state=ProblemState.OPEN, due_on__lt=today),
        WAITING: Q(state=ProblemState.RECTIFIED),
        VERIFIED: Q(state=ProblemState.VERIFIED),
    }.get(key, Q())


def problem_list(seat: Seat, key: str, today: date) -> list[Problem]:
    """Those due first first; one more than `MOST` where there are more."""
    rows = problems_for(seat).filter(_of(key, today)).select_related(*Problem.READ_WITH)
    return list(rows.order_by("due_on", "pk")[: MOST + 1])


def problem_counts(seat: Seat, today: date) -> dict[str, int]:
    return {key: problems_for(seat).filter(_of(key, today)).count() for key in (OPEN, OVERDUE, WAITING, VERIFIED, EVERY)}
