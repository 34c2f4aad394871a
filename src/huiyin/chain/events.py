"""The event chain: what is hashed, how the links are made, and how they are verified."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from huiyin.chain import texts
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
    found = _locked(congress_id)
    if found is None:
        Head.objects.bulk_create([Head(congress_id=congress_id)], ignore_conflicts=True)
        found = _locked(congress_id)
    if found is None:
        raise RuntimeError(f"congress {congress_id} has no head")
    number, digest, at = found
    return Head(congress_id=congress_id, number=number, digest=digest, at=at)


def _locked(congress_id: int) -> tuple[int, str, datetime | None] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, digest, at from chain_head where congress_id = %s for no key update", [congress_id]
        )
        return cursor.fetchone()  # type: ignore[no-any-return]


def rows_of(congress_id: int) -> Iterator[dict[str, Any]]:
    """A congress's events in the order of the chain, as `check` wants them."""
    yield from Event.objects.filter(congress_id=congress_id).order_by("number").values(*_FIELDS, "digest").iterator()


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
    with connection.cursor() as cursor:
        cursor.execute(
            "update chain_head set number = %s, digest = %s, at = %s where congress_id = %s",
            [head.number, head.digest, head.at, congress_id],
        )
    return rows


def check(
    rows: Iterable[dict[str, Any]],
    head: tuple[int, str] | None,
    linked: Callable[[dict[str, Any]], str] = link,
) -> str | None:
    """Walk a chain in order and return the first breach as a sentence naming the row, or None.

    `linked` makes the link of a row; `head` is None for a chain that keeps none.
    """
    number, previous, at = 0, FIRST, None
    for row in rows:
        if row["number"] != number + 1:
            return texts.EVENT_MISSING.format(number=number + 1, next=row["number"])
        if row["previous"] != previous:
            return texts.LINK_BROKEN.format(number=row["number"])
        if linked(row) != row["digest"]:
            return texts.EVENT_EDITED.format(number=row["number"], step=row["step"])
        if at is not None and row["at"] < at:
            return texts.TIME_FELL.format(number=row["number"])
        number, previous, at = row["number"], row["digest"], row["at"]
    if head is not None and (number, previous) != head:
        return texts.HEAD_DIFFERS.format(head=head[0], number=number)
    return None
