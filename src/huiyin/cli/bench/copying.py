"""COPY into the tables of models, on one line of the embedded server's superuser.

COPY is refused under row-level security, for the owner too. Triggers sleep while rows come in (the rows keep what they
guard: `huiyin verify` passes), and what the planner alone needs of indexes is built afterwards, in one go.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

from huiyin.foundation import clock


class Copier:
    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self.cursor = cursor

    def first_id(self, model: type[models.Model]) -> int:
        self.cursor.execute(
            sql.SQL("select coalesce(max(id), 0) + 1 from {}").format(sql.Identifier(model._meta.db_table))
        )
        (first,) = self.cursor.fetchone() or (1,)
        return int(first)

    def copy(self, model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
        """Rows as column → value; what a row leaves out has the model's default. Keys given here are not given again."""
        names, defaults = _columns(model)
        table = model._meta.db_table
        statement = sql.SQL("copy {} ({}) from stdin").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        with self.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row.get(name, default) for name, default in zip(names, defaults, strict=True)])
        if "id" in names:
            sequence = sql.SQL("select setval(pg_get_serial_sequence({}, 'id'), (select max(id) from {}))")
            self.cursor.execute(sequence.format(sql.Literal(table), sql.Identifier(table)))

    def copy_plain(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        statement = sql.SQL("copy {} ({}) from stdin").format(
            sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        with self.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


@functools.cache
def _columns(model: type[models.Model]) -> tuple[list[str], list[Any]]:
    names, defaults = [], []
    for field in model._meta.concrete_fields:
        value = field.get_default() if not field.is_relation else None
        if isinstance(field, models.DateTimeField) and value is None and not field.null:
            value = clock.now()
        names.append(str(field.column))
        defaults.append(json.dumps(value) if isinstance(field, models.JSONField) else value)
    return names, defaults


_PLAIN_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where not i.indisunique and c.relkind = 'r' and n.nspname in ('public', 'sealed')
  and c.relname = any(%s)
"""


@contextmanager
def indexes_later(cursor: psycopg.Cursor[Any], tables: Sequence[str]) -> Iterator[None]:
    """Without the indexes that guarantee nothing; they are made anew at the end, in the same transaction."""
    cursor.execute(_PLAIN_INDEXES, [list(tables)])
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"drop index {name}")
    yield
    for _, definition in found:
        cursor.execute(definition)
