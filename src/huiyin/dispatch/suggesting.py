"""Which units an item may concern, and why: from its title, by the duties of departments and by like items.

Two voices. *Duties*: the words of what a department is in charge of (`duties.toml`), the longer the surer, each part of the
title heard once. *History*: the nearest items of the congress's own by shared bigrams, and which departments handled them.
No network, no model, no column of categories. Method and figures: `docs/suggesting.md`.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from huiyin.foundation.likeness import found_pairs, plain
from huiyin.foundation.segment import fold

NEIGHBOURS = 5
LIKE_ENOUGH = 0.05
"""Cosine under which an old item is not like this one."""
HISTORY_WEIGHT = 1.0
ASSIST_SHARE = 0.5
"""A further department is proposed to assist when it has this share of the first one's points by its duties."""
TEXT_WEIGHT = 0.25
TEXT_READ = 1_500

@dataclass(frozen=True)
class Department:
    key: str
    label: str
    names: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Past:
    """An item that was handed over: its title and the departments that answered for it."""

    key: int
    number: str
    title: str
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    """A department with its points; `words` of its duties in the title, and the like items it handled."""

    department: str
    points: float
    by_duty: float
    words: tuple[str, ...]
    like: tuple[Past, ...]


@cache
def departments() -> dict[str, Department]:
    read = tomllib.loads((Path(__file__).parent / "duties.toml").read_text(encoding="utf-8"))
    return {k: Department(k, v["label"], tuple(v["names"]), tuple(map(fold, v["words"]))) for k, v in read.items()}


@cache
def department_of(name: str) -> str:
    """The department that a body's name tells of, under old and new names; of several the longest, then the last named."""
    name = name.replace("人民政府", "政府")
    found = [
        (len(part), name.rfind(part), one.key) for one in departments().values() for part in one.names if part in name
    ]
    return max(found)[2] if found else ""


def duty_points(text: str, unheard: frozenset[str] = frozenset()) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Department → points and the words heard. A word inside a longer one of the same department is heard once."""
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    for one in departments().values():
        taken: list[tuple[int, int]] = []
        heard: list[str] = []
        points = 0.0
        for word in sorted(one.words, key=len, reverse=True):
            at = text.find(word)
            if at < 0 or word in unheard or any(start < at + len(word) and at < end for start, end in taken):
                continue
            taken.append((at, at + len(word)))
            heard.append(word)
            # The longer the word, the surer; what a word is shared with, it is shared among; the end of a title weighs more.
            points += (len(word) - 1) * (1 + (at + len(word)) / max(len(text), 1)) / math.sqrt(_shared()[word])
        if heard:
            found[one.key] = (points, tuple(heard))
    return found


@cache
def _shared() -> Counter[str]:
    return Counter(word for one in departments().values() for word in set(one.words))


def bigrams(title: str) -> Counter[str]:
    """Pairs of neighbouring characters, as titles are compared everywhere: without those that stand in titles of all matters."""
    return Counter(pair for pair, _ in found_pairs(plain(title)))


class Suggester:
    """Learns from `past` once, then suggests for as many titles as are wanted."""

    def __init__(self, past: Iterable[Past] = ()) -> None:
        self.past = [one for one in past if one.departments]
        self._grams = [bigrams(one.title) for one in self.past]
        self._seen = Counter(gram for grams in self._grams for gram in grams)
        self._by_gram: dict[str, list[int]] = defaultdict(list)
        for n, grams in enumerate(self._grams):
            for gram in grams:
                self._by_gram[gram].append(n)
        self._lengths = [self._length(grams) for grams in self._grams]

    def _weight(self, gram: str) -> float:
        return math.log(1 + (1 + len(self.past)) / (1 + self._seen[gram]))

    def _length(self, grams: Counter[str]) -> float:
        return math.sqrt(sum((n * self._weight(gram)) ** 2 for gram, n in grams.items())) or 1.0

    def like(self, title: str, without: int | None = None) -> list[tuple[float, Past]]:
        """The nearest old items, never the item itself."""
        grams = bigrams(title)
        products: dict[int, float] = defaultdict(float)
        for gram, n in grams.items():
            weight = self._weight(gram) ** 2
            for place in self._by_gram.get(gram, ()):
                products[place] += n * self._grams[place][gram] * weight
        own = self._length(grams)
        near = [(p / own / self._lengths[k], k) for k, p in products.items() if self.past[k].key != without]
        near.sort(key=lambda pair: (-pair[0], pair[1]))
        return [(share, self.past[k]) for share, k in near[:NEIGHBOURS] if share >= LIKE_ENOUGH]

    def scored(self, title: str, text: str = "", without: int | None = None, unheard: frozenset[str] = frozenset()) -> list[Scored]:
        """All departments that have points, the best first."""
        duties = duty_points(plain(title), unheard)
        points = {key: (count, words) for key, (count, words) in duties.items()}
        for key, (count, words) in duty_points(fold(text[:TEXT_READ])).items() if text else ():
            had, heard = points.get(key, (0.0, ()))
            points[key] = (had + TEXT_WEIGHT * min(count, 4.0), heard or words)
        history: dict[str, float] = defaultdict(float)
        kin: dict[str, list[Past]] = defaultdict(list)
        for share, past in self.like(title, without):
            for key in past.departments:
                history[key] += share * 4 * HISTORY_WEIGHT
                kin[key].append(past)
        found = []
        for key in {*points, *history}:
            count, words = points.get(key, (0.0, ()))
            found.append(Scored(key, count + history.get(key, 0.0), count, words, tuple(kin.get(key, ()))))
        return sorted(found, key=lambda one: (-one.points, one.department))


def label(key: str) -> str:
    return departments()[key].label if key in departments() else key
