"""Django's own connection, as another role or on another database, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from huiyin.foundation.home import Home

KEYS = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def connected_as(home: Home, role: str, database: str | None = None) -> Iterator[None]:
    """Everything Django does in this process, in all threads, goes through `role` until the block ends.

    Migrations need the owner, `verify` the keeper. The web never uses this. Raises RuntimeError inside a transaction.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        raise RuntimeError("the role cannot change inside a transaction")
    # One dict for all threads: each thread's connection object keeps a reference to it, not a copy.
    shared = connections.settings["default"]
    before = {key: shared[key] for key in KEYS}
    wanted = home.database(role, database)
    connection.close()
    shared.update({key: wanted[key] for key in KEYS})
    try:
        yield
    finally:
        connection.close()
        shared.update(before)
