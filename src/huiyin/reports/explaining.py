"""Why the parts of a table do not add up to its whole: a sentence with numbers, only where it is so.

No sum is forced (rules.md §10). Whatever is said here is read off the same cells as the table above it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from huiyin.foundation.figures import ratio
from huiyin.reports import indicators as ind
from huiyin.reports import texts
from huiyin.reports.indicators import Indicator
from huiyin.reports.items import EVERYTHING, Cell, Cut, Items
from huiyin.reports.sections import Line

SUGGESTIONS = Cut(kind="suggestion")
THREES = (
    (ind.FIRST, texts.FIRST_BY_ITEM),
    (ind.FINAL, texts.FINAL_BY_ITEM),
    (ind.TIMES_FIRST, texts.FIRST_BY_TIME),
    (ind.TIMES_FINAL, texts.FINAL_BY_TIME),
)


def registered(items: Items, cells: list[Cell]) -> tuple[str, ...]:
    whole, waiting, voided, converted, rejected = (
        items.figure(one, EVERYTHING, cells).numerator
        for one in (ind.REGISTERED, ind.NOT_HANDED_OVER, ind.VOIDED, ind.CONVERTED, ind.NOT_ADOPTED)
    )
    handed = whole - waiting - converted - rejected
    return _said(
        (waiting, texts.WHY_REGISTERED.format(registered=whole, waiting=waiting, handed=handed)),
        (converted, texts.WHY_CONVERTED.format(n=converted)),
        (rejected, texts.WHY_NOT_ADOPTED.format(n=rejected)),
        (voided, texts.WHY_VOIDED.format(voided=voided)),
    )


def handling(items: Items, cells: list[Cell]) -> tuple[str, ...]:
    waiting, at_no_unit = (
        items.figure(one, SUGGESTIONS, cells).numerator for one in (ind.NOT_HANDED_OVER, ind.AT_NO_UNIT)
    )
    not_timed = _of(items, ind.ANSWERED, cells) - _of(items, ind.ON_TIME, cells)
    return _said(
        (waiting, texts.WHY_NOT_HANDED.format(n=waiting)),
        (at_no_unit, texts.WHY_AT_NO_UNIT.format(n=at_no_unit)),
        (not_timed > 0, texts.WHY_NOT_TIMED.format(n=not_timed)),
    )


def modes(items: Items, cells: list[Cell]) -> tuple[str, ...]:
    at_units, pieces = _of(items, ind.MET, cells), _of(items, ind.MET_PIECES, cells)
    said = texts.WHY_PIECES.format(items=at_units, pieces=pieces, more=pieces - at_units)
    return _said((pieces > at_units, said))


def grades(items: Items, cells: list[Cell], cut: Cut) -> tuple[str, ...]:
    whole = items.figure(ind.REGISTERED, cut, cells).numerator
    evaluated = _of(items, ind.FIRST[0], cells, cut)
    said = texts.WHY_NOT_EVALUATED.format(whole=whole, evaluated=evaluated, rest=whole - evaluated)
    return _said((whole > evaluated, said))


def times(items: Items, cells: list[Cell]) -> tuple[str, ...]:
    evaluated, counted = _of(items, ind.FINAL[0], cells), _of(items, ind.TIMES_FINAL[0], cells)
    more = texts.WHY_TIMES.format(items=evaluated, times=counted, more=counted - evaluated)
    return grades(items, cells, SUGGESTIONS) + _said((counted > evaluated, more))


def ratings(items: Items, cells: list[Cell]) -> tuple[str, ...]:
    by_item, by_rating = (_of(items, one, cells) for one in (ind.CONTENT[1], ind.CONTENT_RATINGS[1]))
    return _said((by_rating > by_item, texts.WHY_RATINGS.format(items=by_item, ratings=by_rating)))


def units(items: Items, cells: list[Cell], by_unit: list[Cell]) -> tuple[str, ...]:
    whole, summed = _of(items, ind.MET, cells), _of(items, ind.MET, by_unit)
    missing = items.figure(ind.AT_NO_UNIT, SUGGESTIONS, cells).numerator
    return _said(
        (summed > whole, texts.WHY_UNITS.format(items=whole, sum=summed, more=summed - whole)),
        (missing, texts.WHY_UNITS_MISSING.format(n=missing)),
    )


def rounding(lines: Iterable[Line]) -> tuple[str, ...]:
    """Each share is rounded for itself: three of them may come to 99.99 or 100.01."""
    said = []
    for line in lines:
        shown = {figure.indicator: ratio(figure.numerator, figure.denominator or 0) for figure in line.figures}
        sums: dict[Decimal, list[str]] = {}
        for three, which in THREES:
            shares = [share for one in three if (share := shown.get(one)) is not None]
            if shares and sum(shares) != 100:
                sums.setdefault(sum(shares, Decimal(0)), []).append(which)
        said += [
            texts.WHY_ROUNDED.format(line=line.label, which=texts.AND.join(those), sum=total)
            for total, those in sums.items()
        ]
    return tuple(said)


def _of(items: Items, indicator: Indicator, cells: list[Cell], cut: Cut = SUGGESTIONS) -> int:
    """The denominator: of how many."""
    return items.figure(indicator, cut, cells).denominator or 0


def _said(*sentences: tuple[int | bool, str]) -> tuple[str, ...]:
    return tuple(sentence for holds, sentence in sentences if holds)
