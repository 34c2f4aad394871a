"""One embedded server per test session, a migrated template in it, and a quick clone for whoever needs one."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from huiyin.foundation.database import roles
from huiyin.foundation.database.server import EmbeddedServer
from huiyin.foundation.home import Home, connection_parameters

TEMPLATE = "huiyin_template"
# A test's database need not survive a power cut; that of the product is tested with its own settings (tests/runtime).
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "max_connections": "120",
}


def home() -> Home:
    return Home(Path(os.environ["HUIYIN_TEST_HOME"]))


@contextmanager
def locked(name: str) -> Iterator[None]:
    lock = os.open(home().path(name), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def start() -> None:
    """Have server and template ready. Called by every worker; the first one does the work, the others wait for it."""
    with locked("tests.lock"):
        done = home().path("template-is-ready")
        if done.exists():
            return
        EmbeddedServer(home(), FAST).start_to_stay()
        roles.ensure(home(), TEMPLATE)
        # Needs Django, which is not loaded yet when this module is.
        from huiyin.foundation.database.upgrading import upgrade

        upgrade(home(), TEMPLATE)
        with roles.superuser(home()) as connection:
            connection.execute(f"alter database {TEMPLATE} with is_template true allow_connections false")
        done.touch()


_numbers = count(1)


def new_name() -> str:
    return f"huiyin_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"


def clone(name: str) -> None:
    with roles.superuser(home()) as connection:
        # Copying files beats writing 9 MB of log, when nothing is synced to a disk.
        connection.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
        connection.execute(roles.database_rights(name))


def drop(name: str) -> None:
    with roles.superuser(home()) as connection:
        connection.execute(f"drop database if exists {name} with (force)")


def connect(role: str, name: str, **options: Any) -> psycopg.Connection[Any]:
    return psycopg.connect(**connection_parameters(home().database(role, name)), **options)


def stop() -> None:
    """At the very end, in the process that made the home."""
    if home().path("postgres").exists():
        EmbeddedServer(home()).stop()
    shutil.rmtree(home().root)


def clear_up_after_killed_sessions() -> None:
    """A session that was killed leaves its server running; its home names the process that is no more."""
    for left in home().root.parent.glob("huiyin-test-*"):
        try:
            pid = int((left / "pid").read_text())
            os.kill(pid, 0)
        except ProcessLookupError:
            _end(left)
        except (OSError, ValueError):
            continue


def _end(left: Path) -> None:
    server = EmbeddedServer(Home(left))
    try:
        if server.running():
            os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
    finally:
        shutil.rmtree(left, ignore_errors=True)
