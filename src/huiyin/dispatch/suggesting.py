"""Which units an item may concern, and why: from its title, by the duties of departments and by like items.

Two voices. *Duties*: the words of what a department is in charge of (`duties.toml`), the longer the surer, each part of the
title heard once. *History*: the nearest items of the congress's own by shared bigrams, and which departments handled them.
No network, no model, no column of categories. Method and figures: `docs/suggesting.md`.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from huiyin.foundation.likeness import found_pairs, plain
from huiyin.foundation.segment import fold

NEIGHBOURS = 5
LIKE_ENOUGH = 0.05
"""Cosine under which an old item is not like this one."""
HISTORY_WEIGHT = 4.0
"""What a like item is worth for whoever handled it, and takes from whoever gave it back, times its likeness."""
ASSIST_SHARE = 0.5
"""A further department is proposed to assist when it has this share of the first one's points by its duties."""
TEXT_WEIGHT = 0.25
TEXT_READ = 1_500
OWN_WEIGHT = 2.0
"""What a word weighs that a congress wrote for a unit and the product would not have heard for it."""


@dataclass(frozen=True)
class Department:
    key: str
    label: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    shown: tuple[str, ...] = ()
    """The words as people write them; `words` are folded."""


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
    return {
        k: Department(k, v["label"], tuple(v["names"]), tuple(map(fold, v["words"])), tuple(v["words"]))
        for k, v in read.items()
    }


@cache
def department_of(name: str) -> str:
    """The department that a body's name tells of, under old and new names; of several the longest, then the last named."""
    name = name.replace("人民政府", "政府")
    found = [
        (len(part), name.rfind(part), one.key) for one in departments().values() for part in one.names if part in name
    ]
    return max(found)[2] if found else ""


def usual_words(name: str) -> tuple[str, ...]:
    """The product's words for a body of this name, to begin from when a congress writes its own; () for no known department.
    A single character is heard nowhere, so none is offered."""
    one = departments().get(department_of(name))
    return tuple(word for word in one.shown if len(word) > 1) if one is not None else ()


def hear(
    text: str,
    words: Iterable[str],
    shared: Mapping[str, int],
    *,
    unheard: frozenset[str] = frozenset(),
    more: frozenset[str] = frozenset(),
) -> tuple[float, tuple[str, ...]]:
    """Points for those of `words` that stand in `text`, and which they are, those of `more` first: they count `OWN_WEIGHT` times.
    A word inside a longer one is heard once; what a word is shared with (`shared`), it is shared among."""
    taken: list[tuple[int, int]] = []
    heard: list[str] = []
    points = 0.0
    # Few of thousands of words stand in a text: these are put in order, not all of them.
    for word in sorted((word for word in words if word in text and word not in unheard), key=len, reverse=True):
        at = text.find(word)
        if any(start < at + len(word) and at < end for start, end in taken):
            continue
        taken.append((at, at + len(word)))
        heard.append(word)
        # The longer the word, the surer; the end of a title weighs more.
        weight = OWN_WEIGHT if word in more else 1.0
        points += weight * (len(word) - 1) * (1 + (at + len(word)) / max(len(text), 1)) / math.sqrt(shared.get(word) or 1)
    return points, tuple(sorted(heard, key=lambda word: word not in more))


def duty_points(text: str, unheard: frozenset[str] = frozenset()) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Department → points and the words heard."""
    found = {key: hear(text, one.words, _shared(), unheard=unheard) for key, one in departments().items()}
    return {key: (points, heard) for key, (points, heard) in found.items() if heard}


def with_text(title: tuple[float, tuple[str, ...]], text: tuple[float, tuple[str, ...]]) -> tuple[float, tuple[str, ...]]:
    """What was heard in a title and in the text under it as one: the text adds a quarter, and its words only where the title
    has none."""
    return title[0] + TEXT_WEIGHT * min(text[0], 4.0), title[1] or text[1]


class OwnDuties:
    """The words that a congress wrote for its units: body → words. Such a unit is heard by these alone."""

    def __init__(self, words: Mapping[int, Iterable[str]], names: Mapping[int, str]) -> None:
        self.words = {body: tuple(dict.fromkeys(map(fold, own))) for body, own in words.items() if own}
        self._more = {body: frozenset(own) - _usual_of(names[body]) for body, own in self.words.items()}
        written = Counter(word for own in self.words.values() for word in own)
        self._shared = {word: max(n, _shared()[word]) for word, n in written.items()}

    def points(self, title: str, text: str = "") -> dict[int, tuple[float, tuple[str, ...]]]:
        """Body → points and the words heard, those first that only this congress listens to."""
        title, text = plain(title), fold(text[:TEXT_READ])
        found = {}
        for body, own in self.words.items():
            here = hear(title, own, self._shared, more=self._more[body])
            there = hear(text, own, self._shared, more=self._more[body]) if text else (0.0, ())
            if here[1] or there[1]:
                found[body] = with_text(here, there)
        return found


def _usual_of(name: str) -> frozenset[str]:
    one = departments().get(department_of(name))
    return frozenset(one.words) if one is not None else frozenset()


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

    def scored(
        self,
        title: str,
        text: str = "",
        without: int | None = None,
        unheard: frozenset[str] = frozenset(),
        near: Sequence[tuple[float, Past]] | None = None,
    ) -> list[Scored]:
        """All departments that have points, the best first. `near`: what `like` has found already."""
        duties = duty_points(plain(title), unheard)
        points = {key: (count, words) for key, (count, words) in duties.items()}
        for key, (count, words) in duty_points(fold(text[:TEXT_READ])).items() if text else ():
            points[key] = with_text(points.get(key, (0.0, ())), (count, words))
        history: dict[str, float] = defaultdict(float)
        kin: dict[str, list[Past]] = defaultdict(list)
        for share, past in self.like(title, without) if near is None else near:
            for key in past.departments:
                history[key] += share * HISTORY_WEIGHT
                kin[key].append(past)
        found = []
        for key in {*points, *history}:
            count, words = points.get(key, (0.0, ()))
            found.append(Scored(key, count + history.get(key, 0.0), count, words, tuple(kin.get(key, ()))))
        return sorted(found, key=lambda one: (-one.points, one.department))


def label(key: str) -> str:
    return departments()[key].label if key in departments() else key
