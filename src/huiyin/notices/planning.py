"""From notices to deliveries: a look at every notice whose moment has come, once, by the minute's job.

A step that can be undone is told after its window, so a notice taken back is never seen here. What the job missed
while the system was off it finds when it is on again.
"""

from __future__ import annotations

from datetime import datetime

from huiyin.chain.models import Event
from huiyin.foundation import clock
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.models import Notice
from huiyin.foundation.tenancy import acting
from huiyin.notices.addresses import address_of, is_reachable
from huiyin.notices.gateways import open_channels
from huiyin.notices.hours import hours_of
from huiyin.notices.kinds import kind_of
from huiyin.notices.matrix import Matrix
from huiyin.notices.models import Channel, Delivery, Reason, State, Timing
from huiyin.people.models import Congress, Seat

SLICE = 500


def plan(congress_id: int) -> int:
    """Plan all that waits in a congress, a transaction for each slice; returns how many notices were looked at."""
    done = 0
    while True:
        with acting(congress_id):
            count = _plan_slice(congress_id)
        done += count
        if count < SLICE:
            return done


def _plan_slice(congress_id: int) -> int:
    now = clock.now()
    waiting = Notice.objects.filter(congress_id=congress_id, planned_at__isnull=True, deliver_at__lte=now)
    # Another look at the same moment passes over what this one holds.
    rows = list(waiting.order_by("deliver_at", "pk").select_for_update(skip_locked=True)[:SLICE])
    if not rows:
        return 0
    channels = open_channels(Congress.objects.get(pk=congress_id))
    if channels:
        Delivery.objects.bulk_create(_deliveries(congress_id, rows, channels, now))
    Notice.objects.filter(congress_id=congress_id, pk__in=[row.pk for row in rows]).update(planned_at=now)
    return len(rows)


def _deliveries(
    congress_id: int, notices: list[Notice], channels: tuple[Channel, ...], now: datetime
) -> list[Delivery]:
    seat_ids = {notice.seat_id for notice in notices}
    seats = Seat.objects.select_related("person__account").filter(congress_id=congress_id).in_bulk(list(seat_ids))
    events = [notice.event_id for notice in notices if notice.event_id is not None]
    steps = dict(Event.objects.filter(congress_id=congress_id, pk__in=events).values_list("pk", "step"))
    matrix, hours, calendar = Matrix(congress_id, seat_ids), hours_of(congress_id), calendar_of(congress_id)
    made = []
    for notice in notices:
        seat, kind = seats[notice.seat_id], kind_of(steps.get(notice.event_id or 0, ""))
        for channel in channels:
            timing = matrix.of_seat(seat, kind, channel)
            if timing == Timing.NEVER:
                continue
            # From the moment of the notice, not of this look: the digest of a missed day is due already.
            digest = timing == Timing.DIGEST
            due = hours.next_digest(notice.deliver_at, calendar) if digest else notice.deliver_at
            row = Delivery(congress_id=congress_id, notice=notice, seat=seat, kind=kind, channel=channel, timing=timing)
            row.at, row.due_at = now, due
            skip(row, unreachable_because(seat, channel), now)
            made.append(row)
    return made


def unreachable_because(seat: Seat, channel: str) -> Reason | None:
    if not is_reachable(seat):
        return Reason.SEAT_OVER
    return None if address_of(seat.person, channel) else Reason.NO_ADDRESS


def skip(row: Delivery, reason: Reason | None, now: datetime) -> bool:
    """Settle the row as skipped where there is a reason to; says whether there was."""
    if reason is not None:
        row.state, row.reason, row.settled_at = State.SKIPPED, reason, now
    return reason is not None
