"""The number of a row as a browser sends it: in an address, a list of ticks, a hidden box."""

from __future__ import annotations

from collections.abc import Iterable


def row_id(given: str) -> int | None:
    """None for whatever cannot be a row's number: digits of other scripts, and more of them than a bigint holds."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


def row_ids(given: Iterable[str]) -> list[int]:
    """Those of the words that are numbers of rows, in their order."""
    return [found for one in given if (found := row_id(one)) is not None]
