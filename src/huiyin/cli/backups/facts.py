"""What a database holds, in figures that must be the same after a restore. Plain SQL: the schema may be an older one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from huiyin.cli.backups.manifest import Link
from huiyin.foundation.home import Home, connection_parameters

# A login session's key is all that a browser shows: whoever held the backup could go on as anybody. They are left out.
LEFT_OUT = ("public.people_loginsession",)
INSTALLATION = "installation.chain"  # the name of its anchors; no congress can be called so

_TABLES = """
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'sealed') and c.relkind = 'r' order by 1
"""
_HEADS = """
select c.code, h.number, h.digest from people_congress c join chain_head h on h.congress_id = c.id where h.number > 0
union all
(select %s, number, digest from chain_installationevent order by number desc limit 1)
"""


@dataclass(frozen=True)
class Facts:
    counts: dict[str, int]
    heads: dict[str, Link]
    migrations: list[str]
    postgres: str
    database_bytes: int


@contextmanager
def reading(home: Home) -> Iterator[Any]:
    """A connection as the keeper, in one snapshot of the database for the whole block."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    with psycopg.connect(make_conninfo(**connection_parameters(home.database("keeper")))) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # It stands idle in its transaction for as long as pg_dump runs.
        connection.execute("set idle_in_transaction_session_timeout = 0")
        connection.execute("set statement_timeout = 0")
        yield connection


def gather(connection: Any) -> Facts:
    """Count and read the heads in the connection's snapshot. The caller has seen that there is a schema."""
    tables = [row[0] for row in connection.execute(_TABLES).fetchall()]
    counts = {
        table: connection.execute(f"select count(*) from {table}").fetchone()[0]
        for table in tables
        if table not in LEFT_OUT
    }
    heads = connection.execute(_HEADS, [INSTALLATION]).fetchall()
    done = connection.execute("select app, name from django_migrations order by app, name").fetchall()
    version, size = connection.execute(
        "select current_setting('server_version'), pg_database_size(current_database())"
    ).fetchone()
    return Facts(
        counts=counts,
        heads={chain: Link(number=number, digest=digest) for chain, number, digest in heads},
        migrations=[f"{app}.{name}" for app, name in done],
        postgres=version.split()[0],
        database_bytes=size,
    )


def has_schema(connection: Any) -> bool:
    return bool(connection.execute("select to_regclass('public.chain_head') is not null").fetchone()[0])


def attachments(connection: Any) -> Iterator[tuple[str, int]]:
    """Digest and size in bytes of every content that a row names, each once."""
    with connection.cursor(name="attachments") as cursor:
        cursor.execute("select digest, max(size) from foundation_storedfile group by digest order by digest")
        yield from cursor
