"""The installation's own chain: what happened to no one congress: congresses made, calendars announced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db import connection, transaction

from huiyin.chain.events import FIRST, database_now, facts_digest
from huiyin.chain.models import InstallationEvent
from huiyin.foundation import digests

CONGRESS_MADE = "congress.made"
CALENDAR_ANNOUNCED = "calendar.announced"
STEPS = {CONGRESS_MADE: "建立一级人大", CALENDAR_ANNOUNCED: "公布放假和调休安排"}

# There is no head row to lock: the chain is one for all, and its events are rare.
_LOCK = 0x687579696E
_FIELDS = ("number", "step", "thing_id", "at", "facts_digest", "previous")


def installation_event(step: str, thing_id: int = 0, facts: Any = None) -> InstallationEvent:
    """Record one event, in the transaction of what it tells of. `facts` are digested with a key, never kept."""
    if step not in STEPS:
        raise ValueError(f"the installation has no step {step}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        last = InstallationEvent.objects.order_by("-number").first()
        at = database_now()
        values: dict[str, Any] = {
            "number": last.number + 1 if last is not None else 1,
            "step": step,
            "thing_id": thing_id,
            "at": max(at, last.at) if last is not None else at,
            "facts_digest": facts_digest(step, "installation", thing_id, facts),
            "previous": last.digest if last is not None else FIRST,
        }
        return InstallationEvent.objects.create(**values, digest=link(values))


def link(row: dict[str, Any]) -> str:
    plain = {name: row[name] for name in _FIELDS}
    plain["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return digests.sm3(digests.canonical(plain))


def rows() -> Iterator[dict[str, Any]]:
    yield from InstallationEvent.objects.order_by("number").values(*_FIELDS, "digest").iterator()
