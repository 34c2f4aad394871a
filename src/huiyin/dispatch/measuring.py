"""How good the suggestions of units are, on a ledger that tells who handled each item. Pure: no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from huiyin.dispatch.ledger.parsing import parse
from huiyin.dispatch.suggesting import Past, Suggester, department_of, departments, label
from huiyin.foundation.likeness import plain


def items_of(data: bytes, name: str) -> tuple[list[Past], list[str]]:
    """Items whose answering unit belongs to a known department, and the units that belong to none. Only titles are read."""
    items: list[Past] = []
    unknown: list[str] = []
    for row in parse(data, name).rows:
        units = (*row.lead_units, *row.separate_units)
        known = tuple(dict.fromkeys(filter(None, map(department_of, units))))
        unknown += [unit for unit in units if not department_of(unit)]
        if known:
            items.append(Past(row.row_no, row.printed_no, row.title, known))
    return items, unknown


@dataclass(frozen=True)
class Measured:
    """How often the department that handled an item stood first, or among the first three."""

    items: int
    top1: int
    top3: int
    chance1: int
    chance3: int
    wrong: tuple[tuple[str, str, tuple[str, ...]], ...]


def measure(items: Sequence[Past], *, warm: bool, strict: bool = False) -> Measured:
    """Each item is suggested for as if nobody had handled it: its own label is never learnt (leave one out).

    `strict`: a duty word that no other title of the ledger has is not heard either, as if it had been written for this item.
    """
    top1 = top3 = chance1 = chance3 = 0
    wrong = []
    suggester = Suggester(items if warm else ())
    # Whoever always guesses the most usual departments knows all the labels: a generous chance.
    everyone = Counter(key for one in items for key in one.departments)
    usual = [key for key, _ in sorted(everyone.items(), key=lambda pair: (-pair[1], pair[0]))][:3]
    titles = [plain(one.title) for one in items]
    for one in items:
        unheard = _once(plain(one.title), titles) if strict else frozenset()
        said = [found.department for found in suggester.scored(one.title, without=one.key, unheard=unheard)][:3]
        top1 += bool(said[:1] and said[0] in one.departments)
        top3 += bool(set(said) & set(one.departments))
        chance1 += usual[0] in one.departments
        chance3 += bool(set(usual) & set(one.departments))
        if not said or said[0] not in one.departments:
            wrong.append((one.title, "、".join(map(label, one.departments)), tuple(map(label, said))))
    return Measured(len(items), top1, top3, chance1, chance3, tuple(wrong))


def _once(title: str, titles: Sequence[str]) -> frozenset[str]:
    """Words of duties that only this title has."""
    words = {word for one in departments().values() for word in one.words if word in title}
    return frozenset(word for word in words if sum(word in other for other in titles) == 1)
