"""How like two short Chinese texts are: titles of one matter, written by two people. Pure; no database, no other package.

Compared are pairs of neighbouring characters and groups of words that mean one thing (`likeness_words.txt`), each
weighed by how rare it is among the texts compared. A near copy — the same but for spaces, punctuation, width and a few
characters — always comes before everything that is none.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from huiyin.foundation.segment import fold

NEAR_COPY = 0.9
"""Scores from here to 1 are near copies', those below are all others'."""

ONE_CHARACTER_IN = 8
"""A near copy may differ in one character of so many, and in one at least."""

LEAD = 100
"""So many characters of a text count beside its title: asks stand first, and what follows is about anything."""

LEAD_SHARE = 0.3
"""What a feature found only in the lead weighs beside one of the title."""

WITH_LEAD = 20
"""Of so many of the likest titles the first lines are compared as well."""

ONE_POINT = 0.2
"""What a likeness in one point only is worth: the same place for another matter, the same word for another place."""

# The frame of a title, and what stands in titles of every matter. Longer ones first: 进一步加强 before 加强.
_FRAME = re.compile(r"^\W*关于|的?(?:建议案|议案|建议|意见|提案)(?:[（(][^（）()]*[）)])?[\W_]*$")
_COMMON = re.compile(
    "进一步|尽快|切实|大力|全面|积极|加强|加快|加大|推进|推动|完善|解决|整治|治理|规范|建设|改善|提升|提高|增加|增设|优化"
    "|实施|建立|开展|健全|促进|支持|落实|保障|问题|工作|机制|力度|管理|方便|关于|建议|有关|相关|的"
)
_RUN = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Text:
    """A title and, where there is one, the text under it."""

    title: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """One of the compared texts by its place in the list, with its score between 0 and 1."""

    place: int
    score: float
    near_copy: bool


@lru_cache(maxsize=4_000)
def core(title: str) -> str:
    """A title folded, without its frame: 「关于…的建议」 says nothing of the matter. A title that is all frame stays."""
    folded = fold(title).strip()
    return _FRAME.sub("", folded).strip() or folded


@lru_cache(maxsize=4_000)
def plain(title: str) -> str:
    """The characters of a title that a near copy must share: its core without spaces and punctuation."""
    kept = "".join(c for c in core(title) if c.isalnum() or unicodedata.category(c)[0] == "M")
    return kept or core(title)


@cache
def _groups() -> dict[str, frozenset[int]]:
    """Word → the groups it stands in."""
    lines = resources.files(__package__).joinpath("likeness_words.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, set[int]] = {}
    for number, line in enumerate(line for line in lines if line.strip() and not line.startswith("#")):
        for word in fold(line).split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _members() -> dict[int, tuple[str, ...]]:
    members: dict[int, list[str]] = {}
    for word, numbers in _groups().items():
        for number in numbers:
            members.setdefault(number, []).append(word)
    return {number: tuple(words) for number, words in members.items()}


def found_groups(text: str) -> Iterator[tuple[int, int, int]]:
    """(group, from, to) for each word of a group in a folded text, also those inside longer ones."""
    beginnings = _beginnings()
    for start in range(len(text) - 1):
        for word, numbers in beginnings.get(text[start : start + 2], ()):
            if text.startswith(word, start):
                for number in numbers:
                    yield number, start, start + len(word)


@cache
def _beginnings() -> dict[str, list[tuple[str, frozenset[int]]]]:
    """First two characters → the words that begin so."""
    found: dict[str, list[tuple[str, frozenset[int]]]] = {}
    for word, numbers in _groups().items():
        found.setdefault(word[:2], []).append((word, numbers))
    return found


def groups(text: str) -> frozenset[int]:
    """The groups of which `text` (folded) has a word."""
    return frozenset(number for number, _, _ in found_groups(text))


def words_of(number: int) -> tuple[str, ...]:
    """The words of a group."""
    return _members()[number]


def pairs_of_word(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def found_pairs(text: str, *, common: bool = False) -> Iterator[tuple[str, int]]:
    """(pair, place) of a folded text; those of every title only with `common`. A lone character is itself."""
    for run in _RUN.finditer(text if common else _COMMON.sub(lambda word: " " * len(word[0]), text)):
        for at in range(run.start(), max(run.end() - 1, run.start() + 1)):
            yield text[at : min(at + 2, run.end())], at


def pairs(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters of a folded text, those of every title left out."""
    return list(dict.fromkeys(pair for pair, _ in found_pairs(text)))


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is compared: its features with their share, and where in the title they stand."""

    shares: dict[str, float]
    spans: dict[str, list[Span]]


@lru_cache(maxsize=4_000)
def _read(text: Text) -> _Read:
    title = core(text.title)
    spans: dict[str, list[Span]] = {}
    for pair, at in found_pairs(title):
        spans.setdefault(pair, []).append((at, at + len(pair)))
    for number, start, end in found_groups(title):
        spans.setdefault(f"#{number}", []).append((start, end))
    shares = dict.fromkeys(spans, 1.0)
    if text.lead:
        lead = fold(text.lead[:LEAD])
        for feature in (*pairs(lead), *(f"#{number}" for number in groups(lead))):
            shares.setdefault(feature, LEAD_SHARE)
    return _Read(shares, spans)


def _points(read: _Read, shared: Iterable[str]) -> int:
    """In how many separate places of the title the shared features stand: a place and a matter are two.

    What stands inside or beside one another is one, except that a group's word is one by itself.
    """
    by_group: list[Span] = []
    by_pair: list[Span] = []
    for feature in shared:
        (by_group if feature[0] == "#" else by_pair).extend(read.spans.get(feature, ()))
    points = 0
    end = -1
    for start, stop in sorted(by_group):
        points += start >= end
        end = max(end, stop)
    covered = {at for start, stop in by_group for at in range(start, stop)}
    end = -1
    for start, stop in sorted(by_pair):
        if start in covered or stop - 1 in covered:
            continue
        points += start > end
        end = max(end, stop)
    return points


def distance(one: str, other: str, most: int) -> int:
    """Characters to insert, drop or change to make one into the other; `most + 1` when there are more than `most`."""
    if abs(len(one) - len(other)) > most or sum((Counter(one) - Counter(other)).values()) > most:
        return most + 1
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        now = [row]
        for column, right in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        if min(now) > most:
            return most + 1
        before = now
    return min(before[-1], most + 1)


def _differences(length: int) -> int:
    return max(1, length // ONE_CHARACTER_IN)


def differences(title: str) -> int:
    """In how many characters a near copy of `title` may differ."""
    return _differences(len(plain(title)))


def copy_score(one: str, other: str) -> float | None:
    """From `NEAR_COPY` to 1 where one title is a near copy of the other, else None. Symmetric.

    Other digits are another matter however alike the rest is: 「12路」 is not 「15路」.
    """
    left, right = plain(one), plain(other)
    if left == right:
        return 1.0
    longest = max(len(left), len(right))
    most = _differences(longest)
    if abs(len(left) - len(right)) > most or min(len(left), len(right)) < 3:
        return None
    if _DIGITS.findall(left) != _DIGITS.findall(right):
        return None
    apart = distance(left, right, most)
    return NEAR_COPY + (1 - NEAR_COPY) * (1 - apart / longest) if apart <= most else None


def rank(asked: Text, texts: Sequence[Text]) -> list[Scored]:
    """All of `texts`, the likest to `asked` first; of equally like ones the earlier in the list.

    Rarity is counted among `texts`, so a score says how like a text is beside the others given: hand over candidates by
    the hundred, not one.
    """
    titles = [Text(text.title) for text in texts]
    weights = Weights([*titles, Text(asked.title)])
    found = [weights.score(asked, text, place) for place, text in enumerate(titles)]
    found.sort(key=lambda one: (-one.score, one.place))
    # Reading the first lines takes ten times as long as reading a title, so only those of the likest are read.
    again = [weights.score(asked, texts[one.place], one.place) for one in found[:WITH_LEAD]]
    return sorted([*again, *found[WITH_LEAD:]], key=lambda one: (-one.score, one.place))


class Weights:
    """How much each feature says, by how few of `texts` it stands in; one that stands in none, as much as the rarest."""

    def __init__(self, texts: Iterable[Text]) -> None:
        given = list(texts)
        counted: Counter[str] = Counter()
        for text in given:
            counted.update(_read(text).shares.keys())
        self._weight = {feature: math.log(1 + len(given) / count) for feature, count in counted.items()}
        self._rarest = math.log(1 + len(given))

    def _length(self, shares: dict[str, float]) -> tuple[float, float]:
        values = [share * self._weight.get(name, self._rarest) for name, share in shares.items()]
        return math.sqrt(sum(value * value for value in values)), sum(values)

    def score(self, one: Text, other: Text, place: int = 0) -> Scored:
        """Symmetric. Half cosine, half Jaccard; lessened where only one point of the titles is shared."""
        copied = copy_score(one.title, other.title)
        if copied is not None:
            return Scored(place, copied, True)
        left, right = _read(one), _read(other)
        shared = left.shares.keys() & right.shares.keys()
        if not shared:
            return Scored(place, 0.0, False)
        (left_length, left_sum), (right_length, right_sum) = self._length(left.shares), self._length(right.shares)
        common = product = 0.0
        for name in shared:
            weight, a, b = self._weight.get(name, self._rarest), left.shares[name], right.shares[name]
            product += weight * weight * a * b
            common += weight * min(a, b)
        score = 0.5 * product / (left_length * right_length) + 0.5 * common / (left_sum + right_sum - common)
        if min(_points(left, shared), _points(right, shared)) < 2:
            score *= ONE_POINT
        # A hair below: what is no near copy never reaches one.
        return Scored(place, min(score, 1.0) * NEAR_COPY * 0.999, False)
