"""Sending what is due: claim in one transaction, send in none, mark in another.

A message is sent at least once. Two workers never hold the same rows; one that is killed between sending and marking
leaves its rows claimed, and after `LEASE` they go out again under the same key, by which a gateway or a mail program
may know the twin. Nothing is sent in the quiet hours: what is due then waits.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.notices.addresses import address_of
from huiyin.notices.gateways import Gateway, Message, Outcome, gateway_of
from huiyin.notices.hours import hours_of
from huiyin.notices.messages import message_for
from huiyin.notices.models import OPEN, Channel, Delivery, Reason, State
from huiyin.notices.planning import skip, unreachable_because
from huiyin.people.models import Seat

log = logging.getLogger("huiyin.notices")
# Longer than any gateway may take to answer; after it a claim is a dead worker's.
LEASE = timedelta(minutes=10)
# What failed is tried again after these minutes, over some two days, then given up.
AFTER_MINUTES = (1, 5, 15, 60, 180, 360, 720, 1440)
# Of one run; what is left waits a minute, so that others get their turn.
MOST = 200


@dataclass(frozen=True)
class Claimed:
    message: Message
    attempts: int


def due(congress_id: int, channel: str, now: datetime) -> QuerySet[Delivery]:
    """Deliveries that should be out and that nobody is sending."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    return Delivery.objects.filter(free, congress_id=congress_id, channel=channel, state__in=OPEN, due_at__lte=now)


def send_due(congress_id: int, channel: Channel, gateway: Gateway | None = None) -> int:
    """Send what is due of one congress on one channel; returns how many messages the gateway took."""
    with acting(congress_id):
        if hours_of(congress_id).is_quiet(clock.now()):
            return 0
    by = gateway or gateway_of(channel)
    sent = 0
    for _ in range(MOST):
        with acting(congress_id):
            claimed = _claim(congress_id, channel)
        if claimed is None:
            break
        outcome = by.send(claimed.message)
        with acting(congress_id):
            _mark(congress_id, claimed, outcome)
        sent += outcome.reason is None
        # The others would only wait for the same answer, and use up their tries.
        if outcome.down:
            break
    return sent


def _claim(congress_id: int, channel: str) -> Claimed | None:
    """The message that has been due longest: one that was tried before as it was, else all that its seat waits for."""
    now = clock.now()
    while True:
        waiting = due(congress_id, channel, now).select_for_update(skip_locked=True, of=("self",))
        first = waiting.order_by("due_at", "pk").first()
        if first is None:
            return None
        same = (
            waiting.filter(message=first.message) if first.message else waiting.filter(seat=first.seat_id, message="")
        )
        rows = _worth_sending(list(same.select_related("notice").order_by("due_at", "pk")), now)
        if rows:
            return _claimed(channel, rows, now)


def _worth_sending(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Settles those that have become needless: read meanwhile, the seat over, the address gone."""
    seat = _seat(rows[0])
    because = unreachable_because(seat, rows[0].channel)
    kept = [row for row in rows if not skip(row, because or (Reason.READ if row.notice.read_at else None), now)]
    Delivery.objects.bulk_update([row for row in rows if row not in kept], ["state", "reason", "settled_at"])
    return kept


def _seat(row: Delivery) -> Seat:
    of = Seat.objects.select_related("person__account", "body", "congress")
    return of.get(congress_id=row.congress_id, pk=row.seat_id)


def _claimed(channel: str, rows: list[Delivery], now: datetime) -> Claimed:
    seat = _seat(rows[0])
    key, attempts = rows[0].message or uuid.uuid4().hex, rows[0].attempts + 1
    for row in rows:
        row.message, row.attempts, row.claimed_until = key, attempts, now + LEASE
    Delivery.objects.bulk_update(rows, ["message", "attempts", "claimed_until"])
    return Claimed(message_for(seat, channel, key, address_of(seat.person, channel), rows), attempts)


def _mark(congress_id: int, claimed: Claimed, outcome: Outcome) -> None:
    now = clock.now()
    rows = Delivery.objects.filter(congress_id=congress_id, message=claimed.message.key, state__in=OPEN)
    if outcome.reason is None:
        rows.update(state=State.SENT, reason="", code="", claimed_until=None, settled_at=now)
    elif outcome.for_ever or claimed.attempts > len(AFTER_MINUTES):
        rows.update(state=State.GIVEN_UP, reason=outcome.reason, code=outcome.code, claimed_until=None, settled_at=now)
    else:
        again = now + timedelta(minutes=AFTER_MINUTES[claimed.attempts - 1])
        rows.update(state=State.FAILED, reason=outcome.reason, code=outcome.code, claimed_until=None, due_at=again)
