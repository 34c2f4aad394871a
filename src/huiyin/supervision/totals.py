"""What was supervised, in numbers: of the checks held in a stretch of days, and of a session's key items.

A figure counts rows of checks that were begun; what was only planned or called off is not counted. The same item looked at in
two checks is two items looked at, as the reports count them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from huiyin.people.models import Seat
from huiyin.supervision.check_queries import checks_for
from huiyin.supervision.models import (
    CheckKind,
    CheckMember,
    CheckRow,
    CheckState,
    CheckWord,
    Problem,
    RowState,
    Supervisor,
)
from huiyin.supervision.queries import LISTED, key_items_for


@dataclass(frozen=True)
class OfKind:
    """Checks of one kind: `times` held, `units` and `items` looked at, `deputies` who took part (each once), comments of
    deputies written down, rows found lagging, units reminded in person, problems listed."""

    kind: str
    times: int = 0
    units: int = 0
    items: int = 0
    deputies: int = 0
    comments: int = 0
    lagging: int = 0
    reminded: int = 0
    problems: int = 0

    @property
    def label(self) -> str:
        return CheckKind(self.kind).label


def by_kind(seat: Seat, first: date, last: date) -> dict[str, OfKind]:
    """Of checks begun from the first to the last day that the seat may see, by kind; kinds without any are left out."""
    held = checks_for(seat).filter(state__in=(CheckState.HELD, CheckState.CLOSED), held_on__range=(first, last))
    kinds = dict(held.values_list("pk", "kind"))
    rows = CheckRow.objects.filter(congress_id=seat.congress_id, check_up__in=kinds).exclude(state=RowState.DROPPED)
    members = CheckMember.objects.filter(congress_id=seat.congress_id, check_up__in=kinds)
    said = CheckWord.objects.filter(congress_id=seat.congress_id, row__check_up__in=kinds, kind=CheckWord.Kind.COMMENT)
    problems = Problem.objects.filter(congress_id=seat.congress_id, row__check_up__in=kinds)
    times = Counter(kinds.values())
    found = {}
    for kind in (one.value for one in CheckKind if times[one.value]):
        of = Q(check_up__kind=kind)
        counted = rows.filter(of).aggregate(
            units=Count("body_id", distinct=True),
            items=Count("pk", filter=Q(proposal__isnull=False)),
            lagging=Count("pk", filter=Q(lagging=True)),
            reminded=Count("body_id", distinct=True, filter=Q(reminded_on__isnull=False)),
        )
        found[kind] = OfKind(
            kind,
            times=times[kind],
            deputies=members.filter(of).values("seat_id").distinct().count(),
            comments=said.filter(row__check_up__kind=kind).count(),
            problems=problems.filter(row__check_up__kind=kind).count(),
            **counted,
        )
    return found


def key_items_by_supervisor(seat: Seat, session_id: int) -> dict[str, int]:
    """Key items of a session that were chosen, by the kind of who leads their supervision; every kind is named."""
    rows = key_items_for(seat).filter(state__in=LISTED, proposal__session_id=session_id).order_by()
    counted = Counter(rows.values_list("supervisor", flat=True))
    return {kind.value: counted[kind.value] for kind in Supervisor}
