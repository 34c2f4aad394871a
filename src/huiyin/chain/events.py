"""The event chain: what is hashed, how the links are made, and how they are verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from huiyin.chain.models import Event, Head
from huiyin.foundation import digests

FIRST = "0" * 64
_FIELDS = (
    "congress_id",
    "number",
    "step",
    "thing_kind",
    "thing_id",
    "case_id",
    "seat_id",
    "from_state",
    "to_state",
    "at",
    "happened_on",
    "late_ground",
    "request_key",
    "batch_id",
    "facts_digest",
    "previous",
)


def facts_digest(step: str, kind: str, thing_id: int, facts: Any) -> str:
    """Keyed digest of a step's facts: proves later what was said, tells nothing to who lacks the key.

    Bound to the thing, because equal facts on two things would otherwise have equal digests: of settlements with no
    reason given, for instance, which only follow on grades other than “unsatisfied”. Facts may say through
    `for_event()` what of them is to be digested: grades are not.
    """
    plain = facts.for_event() if hasattr(facts, "for_event") else facts
    whole = {"step": step, "kind": kind, "thing": thing_id, "facts": _plain(plain)}
    return digests.keyed(settings.HOME.secret("events").encode(), digests.canonical(whole))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def link(row: dict[str, Any]) -> str:
    """SM3 over the fields of an event and the link before it."""
    plain = {name: row[name] for name in _FIELDS}
    plain["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return digests.sm3(digests.canonical(plain))


@dataclass
class Pending:
    """An event to be numbered and hashed when its unit of work ends."""

    step: str
    thing_kind: str
    thing_id: int
    case_id: int
    seat_id: int | None
    from_state: str
    to_state: str
    happened_on: date
    late_ground: str
    request_key: str | None
    batch_id: int | None
    facts_digest: str
    row: Event | None = None


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def lock_head(congress_id: int) -> Head:
    """Lock the head of a congress's chain, last of all locks of a unit of work."""
    rows = Head.objects.select_for_update(no_key=True).filter(congress_id=congress_id)
    head = rows.first()
    if head is None:
        Head.objects.bulk_create([Head(congress_id=congress_id)], ignore_conflicts=True)
        head = rows.get()
    return head


def append(head: Head, pending: list[Pending]) -> list[Event]:
    """Number and hash the events behind the locked head, and move it.

    `at` is the database clock and only rises: a clock set back gets the head's time instead.
    """
    congress_id = head.congress_id
    at = database_now()
    if head.at is not None and at < head.at:
        at = head.at
    rows = []
    for item in pending:
        values: dict[str, Any] = {
            "congress_id": congress_id,
            "number": head.number + 1,
            "step": item.step,
            "thing_kind": item.thing_kind,
            "thing_id": item.thing_id,
            "case_id": item.case_id,
            "seat_id": item.seat_id,
            "from_state": item.from_state,
            "to_state": item.to_state,
            "at": at,
            "happened_on": item.happened_on,
            "late_ground": item.late_ground,
            "request_key": item.request_key,
            "batch_id": item.batch_id,
            "facts_digest": item.facts_digest,
            "previous": head.digest,
        }
        values["digest"] = link(values)
        head.number, head.digest = values["number"], values["digest"]
        rows.append(Event(**values))
        item.row = rows[-1]
    head.at = at
    Event.objects.bulk_create(rows)
    head.save(update_fields=["number", "digest", "at"])
    return rows


def check(rows: Iterator[dict[str, Any]], head: tuple[int, str]) -> str | None:
    """Walk a congress's events in order and return the first breach as a sentence naming the row, or None."""
    number, previous, at = 0, FIRST, None
    for row in rows:
        if row["number"] != number + 1:
            return f"第 {number + 1} 号事件缺失（之后的一条是第 {row['number']} 号）"
        if row["previous"] != previous:
            return f"第 {row['number']} 号事件的前一环对不上：前面的事件被改动或换过次序"
        if link(row) != row["digest"]:
            return f"第 {row['number']} 号事件（{row['step']}）的内容被改动过"
        if at is not None and row["at"] < at:
            return f"第 {row['number']} 号事件的时间早于前一条"
        number, previous, at = row["number"], row["digest"], row["at"]
    if (number, previous) != head:
        return f"链尾对不上：链头记到第 {head[0]} 号，事件只到第 {number} 号"
    return None
