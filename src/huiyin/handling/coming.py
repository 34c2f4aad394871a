"""Which talks wait for a deputy: times to choose from, and what was agreed and is to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from huiyin.foundation import clock
from huiyin.handling.models import Appointment, AppointmentState
from huiyin.people.models import Seat
from huiyin.proposals.models import Signer


@dataclass(frozen=True)
class ToMeet:
    """An appointment of an item that the deputy leads; `starts_at` is None while times wait to be chosen from."""

    case_id: int
    title: str
    body: str
    starts_at: datetime | None

    @property
    def asked(self) -> bool:
        return self.starts_at is None


def to_meet(seat: Seat) -> list[ToMeet]:
    """What was offered first, then what is to come, by time."""
    led = Signer.objects.filter(congress_id=seat.congress_id, seat=seat, is_lead=True, withdrawn_on__isnull=True)
    rows = Appointment.objects.filter(
        Q(state=AppointmentState.OFFERED) | Q(state=AppointmentState.AGREED, starts_at__gt=clock.now()),
        congress_id=seat.congress_id,
        round__assignment__proposal__in=led.values("proposal_id"),
    ).select_related("round__assignment__proposal", "round__assignment__body")
    found = [
        ToMeet(
            one.case_key,
            one.round.assignment.proposal.title,
            one.assignment.body.label,
            one.starts_at if one.state == AppointmentState.AGREED else None,
        )
        for one in rows.order_by("pk")
    ]
    return sorted(found, key=lambda one: (one.starts_at is not None, one.starts_at or clock.now()))
