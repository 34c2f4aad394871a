"""交给我的: the items a person of a unit was given inside it, as a view of the desk and as dates of the calendar feed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from huiyin.dispatch.models import GONE, OPEN_STAGES
from huiyin.handling import feeds, waiting
from huiyin.handling.feeds import Dated
from huiyin.inside.models import InsideTask
from huiyin.people.models import Seat

# The newest task of an assignment holds: who had the item before has it no longer.
_TO_ME = """exists (select from inside_insidetask t where t.congress_id = a.congress_id and t.assignment_id = a.id
    and t.seat_id = %(seat)s and not exists (select from inside_insidetask n where n.congress_id = t.congress_id
    and n.assignment_id = t.assignment_id and n.number > t.number))"""


def dates_of(seat: Seat) -> Iterator[Dated]:
    """内部时限 of what the seat was given and is still open; a day put off is the same entry with another date."""
    newest = InsideTask.objects.filter(congress_id=seat.congress_id, assignment=OuterRef("assignment")).order_by("-number")
    rows = InsideTask.objects.filter(
        congress_id=seat.congress_id, seat=seat, due_on__isnull=False, assignment__body_id=seat.body_id,
        assignment__stage__in=OPEN_STAGES, number=Subquery(newest.values("number")[:1]),
    ).exclude(assignment__state__in=GONE)  # fmt: skip
    rows = rows.select_related("assignment__proposal").defer("assignment__proposal__body")
    for task in rows.order_by("due_on", "pk")[: feeds.MOST]:
        if task.due_on is not None:
            case = task.assignment.proposal
            yield Dated("inside", task.assignment_id, case.shown_no, case.title, task.due_on, version=task.number)


def register() -> None:
    waiting.to_a_seat("given", _TO_ME)
    feeds.also(dates_of)
