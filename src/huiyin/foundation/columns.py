"""Rows of several tables from one statement: a model's columns written out for SQL, and the model made of what came back.

For the few questions that every page asks: composing them with the ORM took longer than answering them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Columns(Generic[M]):
    """`sql` stands in the statement as it is; `made` takes the values in the same order."""

    model: type[M]
    names: tuple[str, ...]
    sql: str

    def made(self, values: Sequence[Any]) -> M:
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)


@functools.cache
def columns(model: type[M], alias: str) -> Columns[M]:
    """The columns of `model` under a table's alias. Those that need converting (encrypted text, JSON) are left out: the
    row asks for them when they are read."""
    plain = [field for field in model._meta.concrete_fields if not hasattr(field, "from_db_value")]
    return Columns(
        model,
        tuple(field.attname for field in plain),
        ", ".join(f'{alias}."{field.column}"' for field in plain),
    )
