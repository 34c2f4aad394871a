"""Two procedures side by side, rule by rule, in words: what an administrator reads before changing one for the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from huiyin.procedures import texts
from huiyin.procedures.schema import Leaf, Procedure
from huiyin.procedures.values import Level


@dataclass(frozen=True)
class Said:
    """One rule as one procedure has it."""

    words: str
    source: str
    note: str
    is_blank: bool


@dataclass(frozen=True)
class Row:
    path: str
    label: str
    left: Said
    right: Said

    @property
    def differs(self) -> bool:
        """Whether the rules say different things; the same rule out of two documents is the same rule."""
        return self.left.words != self.right.words


@dataclass(frozen=True)
class Group:
    name: str
    rows: tuple[Row, ...]


def side_by_side(left: Procedure, right: Procedure, *, only_differing: bool = False) -> list[Group]:
    """All rules in the order of a suggestion's life, by group; rules of levels that neither fits are left out."""
    rows = [row for row in _rows(left, right) if row.differs or not only_differing]
    return [Group(texts.GROUPS[code], tuple(some)) for code, some in groupby(rows, lambda row: row.path.split(".")[0])]


def _rows(left: Procedure, right: Procedure) -> Iterator[Row]:
    foreign = [f".{level.value}" for level in Level if not left.fits(level) and not right.fits(level)]
    others = dict(right.leaves())
    for path, leaf in left.leaves():
        if not any(path.endswith(end) for end in foreign):
            yield Row(path, texts.label(path), _said(leaf, path), _said(others[path], path))


def _said(leaf: Leaf, path: str) -> Said:
    return Said(texts.say_fully(leaf, path), leaf.source, leaf.note, leaf.is_blank)
