"""How well promises are found in letters whose promises somebody marked by hand. Pure: no database, no network.

A file holds letters one after the other. A line `## name day [last day of the term]` begins one. Braces stand behind the
words that promise: `{期限 2026-09-30 9月底前}`, `{前提 待资金到位后}`, `{未定 尽快}`; what has none is no promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from huiyin.foundation.workdays import Calendar
from huiyin.promises.due_words import DueKind, Written
from huiyin.promises.finding import Candidate, candidates

KINDS = {"期限": DueKind.DATED, "前提": DueKind.CONDITIONAL, "未定": DueKind.VAGUE}
_HEAD = re.compile(r"^## (?P<name>\S+) (?P<on>[0-9-]{10})(?: (?P<term>[0-9-]{10}))?$", re.M)
_MARK = re.compile(r"\{(?P<kind>期限|前提|未定) (?:(?P<on>[0-9]{4}-[0-9]{2}-[0-9]{2}) )?(?P<words>[^}]*)\}")
_ENDS = "。；;！？!?\n"


class NoLetters(ValueError):
    """Raised with a sentence for a file that is not written like this."""


@dataclass(frozen=True)
class Marked:
    """A promise as a person marked it, and where in the letter it stands."""

    kind: DueKind
    words: str
    on: date | None
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """A letter with its promises."""

    name: str
    written: Written
    text: str
    marked: tuple[Marked, ...]


@dataclass
class OfKind:
    """Of the promises of one kind: how many there are, were found as such, and have exactly the day that was marked."""

    marked: int = 0
    found: int = 0
    exact: int = 0


@dataclass
class Measured:
    """`firm` are the sentences that were proposed with a day or a condition, `right` those of them that promise one."""

    letters: int = 0
    firm: int = 0
    right: int = 0
    kinds: dict[str, OfKind] = field(default_factory=lambda: {kind.value: OfKind() for kind in DueKind})
    # (letter, what is wrong, the words)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def firm_marked(self) -> int:
        return sum(self.kinds[kind].marked for kind in (DueKind.DATED, DueKind.CONDITIONAL))

    @property
    def firm_found(self) -> int:
        return sum(self.kinds[kind].found for kind in (DueKind.DATED, DueKind.CONDITIONAL))


def read(file: Path) -> list[Sample]:
    """The letters of a file. Raises NoLetters."""
    text = file.read_text("utf-8")
    heads = list(_HEAD.finditer(text))
    if not heads:
        raise NoLetters(f"{file.name} 里没有以“## 名称 日期”开头的答复函。")
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return [_letter(head, text[head.end() : end].strip()) for head, end in zip(heads, ends, strict=True)]


def _letter(head: re.Match[str], body: str) -> Sample:
    days_off = Calendar.from_seed()
    term = date.fromisoformat(head["term"]) if head["term"] else None
    plain, last = "", 0
    marked: list[Marked] = []
    for mark in _MARK.finditer(body):
        plain += body[last : mark.start()]
        last = mark.end()
        before = marked[-1].end if marked else 0
        start = max(before, *(plain.rstrip(_ENDS).rfind(end) + 1 for end in _ENDS))
        on = date.fromisoformat(mark["on"]) if mark["on"] else None
        marked.append(Marked(KINDS[mark["kind"]], mark["words"], on, start, len(plain)))
    return Sample(
        head["name"], Written(date.fromisoformat(head["on"]), term, days_off), plain + body[last:], tuple(marked)
    )


def measure(letters: Sequence[Sample]) -> Measured:
    """A promise is found where a proposed sentence of the same kind covers it; none is counted for two."""
    told = Measured(len(letters))
    for letter in letters:
        _measure_one(letter, told)
    return told


def _measure_one(letter: Sample, told: Measured) -> None:
    left = list(_placed(letter))
    for one in letter.marked:
        kind = told.kinds[one.kind]
        kind.marked += 1
        covering = [pair for pair in left if pair[0] < one.end and pair[1] > one.start]
        covering.sort(key=lambda pair: (_kind(pair[2]) is not one.kind, pair[2].due is None or pair[2].due.on != one.on))
        best = covering[0] if covering else None
        if best is None or _kind(best[2]) is not one.kind:
            if one.kind is not DueKind.VAGUE:
                told.wrong.append((letter.name, "没有找到", letter.text[one.start : one.end].strip()))
            continue
        left.remove(best)
        kind.found += 1
        if one.kind is not DueKind.VAGUE:
            told.firm += 1
            told.right += 1
        if best[2].due is not None and best[2].due.on == one.on:
            kind.exact += 1
        elif one.kind is DueKind.DATED:
            said = best[2].due.on if best[2].due is not None else None
            told.wrong.append((letter.name, f"日期是 {one.on}，算成 {said}", letter.text[one.start : one.end].strip()))
    for _, _, candidate in left:
        if candidate.is_firm:
            told.firm += 1
            told.wrong.append((letter.name, "不是承诺", candidate.quote))


def _kind(candidate: Candidate) -> DueKind:
    return candidate.due.kind if candidate.due is not None else DueKind.VAGUE


def _placed(letter: Sample) -> Iterator[tuple[int, int, Candidate]]:
    at = 0
    for candidate in candidates(letter.text, letter.written):
        start = letter.text.find(candidate.quote, at)
        if start < 0:
            start = letter.text.find(candidate.quote)
        at = start + 1
        yield start, start + len(candidate.quote), candidate
