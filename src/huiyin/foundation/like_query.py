"""A title as questions to the search index: what may be like it, and what may be a near copy.

Asked are the pairs of characters that the index keeps of titles (`segment.py`), so a body never answers: what is compared
afterwards are titles and the first lines below them, and words of whole bodies stand in too many cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huiyin.foundation import likeness
from huiyin.foundation.segment import PAIR, fold, quoted

MOST_UNITS = 24


@dataclass(frozen=True, slots=True)
class LikeQuery:
    """Texts for `::tsquery`, any of them "" where there is nothing to ask by.

    `one`: titles that share anything; `two`: those that share two separate things, a place and a matter for instance;
    `copies`: those that share a whole stretch, as every near copy does; `same`: those that have all of it.
    """

    one: str
    two: str
    copies: str
    same: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing the title speaks of, as part of a tsquery, and where it stands (the lead: nowhere)."""

    ask: str
    start: int = -1
    end: int = -1

    def beside(self, other: _Unit) -> bool:
        return self.start < 0 or other.start < 0 or self.end <= other.start or other.end <= self.start


def like_query(text: likeness.Text) -> LikeQuery:
    """Never raises; operators of tsquery are only characters here."""
    units = _units(text)
    two = []
    for at, unit in enumerate(units):
        others = [other.ask for other in units[at + 1 :] if unit.beside(other)]
        if others:
            two.append(f"{unit.ask} & ({' | '.join(others)})")
    stretches = _stretches(text.title)
    return LikeQuery(
        " | ".join(unit.ask for unit in units),
        " | ".join(f"({ask})" for ask in two),
        " | ".join(stretches),
        " & ".join(stretches),
    )


def _units(text: likeness.Text) -> list[_Unit]:
    title = likeness.core(text.title)
    spans: dict[int, tuple[int, int]] = {}
    for number, start, end in likeness.found_groups(title):
        before = spans.get(number, (start, end))
        spans[number] = (min(before[0], start), max(before[1], end))
    units = [_Unit(_of_group(number), *span) for number, span in spans.items()]
    for pair, at in likeness.found_pairs(title):
        if len(pair) == 2:
            units.append(_Unit(quoted(PAIR + pair), at, at + 2))
    lead = fold(text.lead[: likeness.LEAD])
    units.extend(_Unit(_of_group(number)) for number in sorted(likeness.groups(lead) - spans.keys()))
    return units[:MOST_UNITS]


def _of_group(number: int) -> str:
    return "(" + " | ".join(_all_of(likeness.pairs_of_word(word)) for word in likeness.words_of(number)) + ")"


def _all_of(pairs: Sequence[str]) -> str:
    asks = [quoted(PAIR + pair) for pair in dict.fromkeys(pairs)]
    return asks[0] if len(asks) == 1 else f"({' & '.join(asks)})"


def _stretches(title: str) -> list[str]:
    """A near copy differs in so many places at most: of one stretch more than that, one is whole in it."""
    pairs = [pair for pair, _ in likeness.found_pairs(likeness.core(title), common=True) if len(pair) == 2]
    size = -(-len(pairs) // (likeness.differences(title) + 1))
    return [_all_of(pairs[at : at + size]) for at in range(0, len(pairs), size or 1)]
