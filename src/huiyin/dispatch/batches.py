"""Items that were handed over in one go (成批交办), and taking them all back while nobody has been told yet.

Notices of a hand-over wait out the ten minutes in which its seat may undo it; a batch has no longer time and no other rule than
each of its items: the counter-step of each, and where one cannot be taken back any more its own reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Batch, Event
from huiyin.chain.taking import UNDO_MINUTES
from huiyin.chain.together import Done, take_each
from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal

KIND = "hand_over"
STEPS = ("dispatch.hand_over", "dispatch.assign")
SHOWN = 5


@dataclass(frozen=True)
class Recent:
    """A batch that may still be taken back, how many of its items stand, and until when."""

    pk: int
    items: int
    at: datetime
    until: datetime


def begin(seat: Seat) -> Batch:
    """For the events of one bulk hand-over of this seat."""
    return Batch.objects.create(congress_id=seat.congress_id, kind=KIND, seat_id=seat.pk)


def batch_of(seat: Seat, batch_id: int) -> Batch | None:
    """A bulk hand-over of that seat's own; others' are not found."""
    return Batch.objects.filter(congress_id=seat.congress_id, pk=batch_id, kind=KIND, seat_id=seat.pk).first()


def _standing(seat: Seat) -> QuerySet[Event]:
    """Events of the seat's batches that were not taken back since."""
    backs = [catalogue[code].undone_by for code in STEPS]
    later = Event.objects.filter(
        congress_id=seat.congress_id,
        case_id=OuterRef("case_id"),
        thing_kind=OuterRef("thing_kind"),
        thing_id=OuterRef("thing_id"),
        number__gt=OuterRef("number"),
        step__in=backs,
    )
    return Event.objects.filter(~Exists(later), congress_id=seat.congress_id, seat_id=seat.pk, step__in=STEPS)


def recent(seat: Seat) -> list[Recent]:
    """The seat's bulk hand-overs of the last minutes of which something stands, the newest first."""
    since = clock.now() - timedelta(minutes=UNDO_MINUTES)
    own = Batch.objects.filter(congress_id=seat.congress_id, kind=KIND, seat_id=seat.pk, at__gte=since)
    ids = list(own.order_by("-pk").values_list("pk", flat=True)[:SHOWN])
    rows: Any = _standing(seat).filter(batch_id__in=ids, at__gte=since).order_by().values_list("batch_id")
    found = rows.annotate(n=Count("pk"), first=Min("at"), last=Max("at")).order_by("-batch_id")
    return [Recent(pk, n, first, last + timedelta(minutes=UNDO_MINUTES)) for pk, n, first, last in found]


def take_back(seat: Seat, batch: Batch) -> Done:
    """Take back what stands of a batch, each item by itself. Nothing done and nothing left: it was all taken back before."""
    found = Done()
    rows = list(_standing(seat).filter(batch_id=batch.pk).values_list("step", "thing_id"))
    for code in STEPS:
        ids = [thing for step, thing in rows if step == code]
        if not ids:
            continue
        model: Any = Proposal if catalogue[code].on == Proposal.KIND else Assignment
        things = model.objects.filter(congress_id=seat.congress_id, pk__in=ids)
        if model is Assignment:
            things = things.select_related("proposal")
        part = take_each(seat, str(catalogue[code].undone_by), list(things))
        found.done += part.done
        found.left += part.left
        found.why |= part.why
    if found.done:
        batch.undone_at = clock.now()
        batch.save(update_fields=["undone_at"])
    return found
