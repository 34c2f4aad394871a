"""Bring the schema up to date, as the owner."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from huiyin.foundation.database.grants import framework_grants, procrastinate_grants
from huiyin.foundation.database.session import connected_as
from huiyin.foundation.home import Home


def upgrade(home: Home, database: str | None = None, tell: Callable[[int], None] = lambda waiting: None) -> int:
    """Run the waiting migrations and return how many there were; `tell` hears the number before they run.

    Our migrations carry the grants of our tables. Those of the packages know nothing of our roles and may add tables
    with any release, so theirs are granted here, each time.
    """
    with connected_as(home, "owner", database):
        waiting = _waiting()
        if waiting:
            tell(waiting)
        # Also with nothing waiting: it keeps the table of content types complete.
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute(procrastinate_grants())
            cursor.execute(framework_grants())
    return waiting


def waiting(home: Home) -> int:
    """How many migrations the database lacks."""
    with connected_as(home, "owner"):
        return _waiting()


def _waiting() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def holds_real_data(home: Home) -> bool:
    """Whether a congress lives here that is no demo."""
    with connected_as(home, "owner"), connection.cursor() as cursor:
        cursor.execute("select to_regclass('public.people_congress') is not null")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("select exists (select from people_congress where not is_demo)")
        return bool(cursor.fetchone()[0])
