"""Rows of several tables from one statement, made into models: side by side as columns, or one under another as JSON.

For the few questions that every page asks: composing them with the ORM, and asking them one after another, took longer
than answering them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

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


def from_json(model: type[M], row: Mapping[str, Any]) -> M:
    """The model of a row that came as `to_jsonb(row)`. Raises KeyError where a column is missing."""
    names, readers = _readers(model)
    values = [
        value if read is None or value is None else read(value)
        for value, read in zip(map(row.__getitem__, names), readers, strict=True)
    ]
    return model.from_db(DEFAULT_DB_ALIAS, names, values)


@functools.cache
def _readers(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[Callable[[Any], Any] | None, ...]]:
    fields = model._meta.concrete_fields
    # The names of our columns are those of the attributes: no model says db_column.
    return tuple(field.attname for field in fields), tuple(_reader(field) for field in fields)


def _reader(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value is told from JSON; None: it stands there as it is."""
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat
    if isinstance(field, models.DateField):
        return date.fromisoformat
    if isinstance(field, models.DecimalField | models.DurationField | models.BinaryField | models.TimeField):
        raise TypeError(f"JSON does not carry {field} faithfully")
    convert = getattr(field, "from_db_value", None)
    if convert is None or isinstance(field, models.JSONField):
        return None
    return lambda value: convert(value, None, connection)
