"""pg_dump and pg_restore over one database, whole: as the keeper out of it, as a superuser into an empty one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from huiyin.foundation.database import binaries
from huiyin.foundation.home import Home, SetupProblem, connection_parameters

# libpq's names for the same things in the environment: a password on a command line shows in the process list.
VARIABLES = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "application_name": "PGAPPNAME",
    "options": "PGOPTIONS",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def environment(home: Home, role: str, database: str | None = None) -> dict[str, str]:
    """The environment in which PostgreSQL's programs find the database as that role."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    wanted = connection_parameters(home.database(role, database))
    return kept | {VARIABLES[key]: value for key, value in wanted.items() if key in VARIABLES}


def dump(home: Home, target: Path, snapshot: str, leave_out: Iterable[str]) -> int:
    """Dump the schemas and rows that `snapshot` sees into a new file; returns the major version of pg_dump.

    `leave_out` are tables that go without their rows. Raises SetupProblem when pg_dump does not finish.
    """
    found = binaries.find()
    command = [
        *(found / "pg_dump", "--format=custom", f"--snapshot={snapshot}"),
        *(f"--exclude-table-data={table}" for table in leave_out),
    ]
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        done = subprocess.run(command, env=environment(home, "keeper"), stdout=out, check=False)
        os.fsync(out.fileno())
    if done.returncode:
        raise SetupProblem("数据库没有备份完，原因见上面 pg_dump 的话。没有留下半份备份，正式数据没有动。")
    return found.major


def load(home: Home, source: Path) -> None:
    """Load a dump into the installation's database, which must hold nothing yet. Needs a superuser.

    Raises SetupProblem when pg_restore does not finish.
    """
    done = subprocess.run(
        [binaries.find() / "pg_restore", "--exit-on-error", f"--dbname={home.database('superuser')['NAME']}", source],
        env=environment(home, "superuser"),
        check=False,
    )
    if done.returncode:
        raise SetupProblem("数据库没有恢复成功，原因见上面 pg_restore 的话。备份没有动。")
