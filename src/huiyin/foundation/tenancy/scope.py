"""Naming the congress inside a transaction.

`set_config(…, is_local => true)` is the only form allowed: a session-level SET would leak to the next user of the
connection, and outside a transaction the local form has no effect, which fails closed (0 rows).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import IsolationLevel


class NoCongress(RuntimeError):
    """Raised when code that needs a congress runs outside `acting`."""


@dataclass(frozen=True)
class Scope:
    """The congress acted in, the congresses read, and the login session that the sealed functions trust."""

    congress_id: int
    reading: tuple[int, ...]
    session_key: str


_scope: ContextVar[Scope | None] = ContextVar("huiyin_scope", default=None)

_NAME = (
    "select set_config('huiyin.acting', %s, true), set_config('huiyin.reading', %s, true), "
    "set_config('huiyin.session', %s, true)"
)


def current_scope() -> Scope:
    scope = _scope.get()
    if scope is None:
        raise NoCongress("no congress is named: open `acting(congress_id)` first")
    return scope


def _name(scope: Scope | None) -> None:
    values = (
        (str(scope.congress_id), "{" + ",".join(map(str, scope.reading)) + "}", scope.session_key)
        if scope
        else ("", "", "")
    )
    with connection.cursor() as cursor:
        cursor.execute(_NAME, values)


@contextmanager
def acting(congress_id: int, *, reading: tuple[int, ...] = (), session_key: str | None = None) -> Iterator[Scope]:
    """Open a transaction in which rows of `congress_id` may be written and those of `reading` (default: it) be read.

    Nested use keeps the outer login session unless another is given, and puts the outer names back at the end.
    """
    outer = _scope.get()
    key = session_key if session_key is not None else (outer.session_key if outer else "")
    scope = Scope(congress_id, reading or (congress_id,), key)
    own_transaction = not connection.in_atomic_block
    with transaction.atomic():
        _name(scope)
        token = _scope.set(scope)
        try:
            yield scope
        finally:
            _scope.reset(token)
        # The end of a transaction takes its settings with it; after an error a savepoint's rollback restores them.
        if not own_transaction:
            _name(outer)


@contextmanager
def acting_on_snapshot(congress_id: int) -> Iterator[Scope]:
    """As `acting`, for reading alone: every question inside sees the rows as they were at the first.

    For what is read in slices: a row that moves meanwhile comes neither twice nor not at all. Raises RuntimeError within a
    transaction, whose snapshots are taken already.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a snapshot begins with its transaction")
    connection.ensure_connection()
    raw = connection.connection
    # Naming the congress is a question too: the level must be that of the transaction from its very beginning.
    before = raw.isolation_level, raw.read_only
    raw.isolation_level, raw.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with acting(congress_id) as scope:
            yield scope
    finally:
        if not raw.closed:
            raw.isolation_level, raw.read_only = before


def for_each_congress() -> Iterator[Scope]:
    """Walk all congresses, one transaction each: the only way for jobs and data migrations to touch tenant rows.

    A bare UPDATE without a named congress touches 0 rows and reports success.
    """
    with connection.cursor() as cursor:
        cursor.execute("select id from people_congress order by id")
        ids = [row[0] for row in cursor.fetchall()]
    for congress_id in ids:
        with acting(congress_id) as scope:
            yield scope
