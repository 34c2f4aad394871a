"""A page of figures as tables: what the screen, the printer and the spreadsheet all show."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.reports.indicators import Indicator
from huiyin.reports.items import Figure


@dataclass(frozen=True)
class Line:
    """One row of a table of figures. `body_id` where it is a unit's."""

    label: str
    figures: tuple[Figure, ...]
    body_id: int | None = None


@dataclass(frozen=True)
class Section:
    """A heading, columns, lines; `note` says what a reader must know to read the numbers rightly."""

    code: str
    title: str
    columns: tuple[Indicator, ...]
    lines: tuple[Line, ...]
    note: str = ""
    # Sentences on why parts do not add up to the whole, each only where it is so.
    why: tuple[str, ...] = ()
