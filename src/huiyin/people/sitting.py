"""Who sits in a role today: the seats that notices are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

from huiyin.foundation import clock

# Asked for each audience of each step.
_SITTING = """select id from people_seat
where congress_id = %s and role = any(%s) and ended_on is null and (to_on is null or to_on >= %s)"""
_AT_BODIES = " and body_id = any(%s)"
_known: ContextVar[dict[tuple[Any, ...], list[int]] | None] = ContextVar("sitting", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """What was asked once inside is not asked again: for a sweep of some seconds, in which nobody's seat is taken away."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def sitting(congress_id: int, *roles: str, bodies: Iterable[int] | None = None) -> list[int]:
    """Numbers of the seats in these roles (at these bodies) that somebody holds today: whom a notice is for. One that was
    held for somebody away, to a day that has passed, is not among them."""
    asked: list[Any] = [congress_id, list(roles), clock.today()]
    if bodies is not None:
        asked.append(list(bodies))
    known, key = _known.get(), (congress_id, roles, asked[2], tuple(asked[3]) if bodies is not None else None)
    if known is not None and key in known:
        return known[key]
    with connection.cursor() as cursor:
        cursor.execute(_SITTING + (_AT_BODIES if bodies is not None else "") + " order by id", asked)
        found = [row[0] for row in cursor.fetchall()]
    if known is not None:
        known[key] = found
    return found
