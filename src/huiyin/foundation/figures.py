"""Shares as offices print them: rounded half up, never forced to add up to 100 (rules.md §10)."""

from __future__ import annotations

from decimal import Decimal

NOTHING = "–"
"""Shown where there is no denominator: 0 of 0 is not 100 %."""


def ratio(numerator: int, denominator: int, places: int = 2) -> Decimal | None:
    """`numerator` per hundred of `denominator`, rounded half up to `places` decimals; None without a denominator.

    113 of 123 is Decimal('91.87'). Exact: binary floats round 2.675 to 2.67, and a quotient cut to 28 digits first
    could fall on the wrong side of a tie.
    """
    if places < 0:
        raise ValueError("a figure has no fewer than 0 decimals")
    if denominator <= 0:
        return None
    whole, rest = divmod(abs(numerator) * 100 * 10**places, denominator)
    rounded = whole + (2 * rest >= denominator)
    return Decimal(-rounded if numerator < 0 else rounded).scaleb(-places)


def percent(numerator: int, denominator: int, places: int = 2) -> str:
    """The share in print: '91.87%', '100.00%'; '–' without a denominator."""
    value = ratio(numerator, denominator, places)
    return NOTHING if value is None else f"{value:f}%"
