"""The sum that every table read must make: its rows are the data rows and what was skipped, none lost on the way."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from huiyin.foundation.tables import Doubt, SheetSummary


class ReadRow(Protocol):
    """One data row: what a person is asked about it, and why it cannot be taken as it is ("" when it can)."""

    @property
    def mend(self) -> str: ...
    @property
    def doubts(self) -> tuple[Doubt, ...]: ...


Row = TypeVar("Row", bound=ReadRow)


class Tallied(Generic[Row]):
    """What a file holds. row_count = len(rows) + the sum of skipped, always."""

    sheets: list[SheetSummary]
    rows: list[Row]

    @property
    def skipped(self) -> dict[str, int]:
        return {kind: sum(sheet.skipped[kind] for sheet in self.sheets) for kind in ("title", "blank", "total")}

    @property
    def row_count(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def to_mend(self) -> list[Row]:
        return [row for row in self.rows if row.mend]

    @property
    def question_count(self) -> int:
        return sum(len(row.doubts) for row in self.rows if not row.mend)
