"""The uploaded hand-over ledger (交办表) as a workbook of cleaned cells, or a refusal in words."""

from __future__ import annotations

from huiyin.foundation import sheets
from huiyin.foundation.sheets import TableRefused, Workbook


class LedgerRefused(TableRefused):
    """Nothing of the file can be imported. `sentence`: what happened, what was kept, what to do."""


def read(data: bytes, name: str) -> Workbook:
    """All readable sheets of an xlsx, xls, ods or csv file. Raises LedgerRefused."""
    try:
        return sheets.read(data, name)
    except TableRefused as refusal:
        raise LedgerRefused(refusal.what, refusal.todo) from refusal
