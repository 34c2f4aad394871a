"""Two texts compared word by word: what a revision leaves, takes out and puts in.

Words are those of the segmenter, so that 「增设护栏」 against 「增设围栏」 shows one word changed and not half of one. Lines
are matched first and words within lines that changed: two long texts with nothing in common would else take minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from huiyin.foundation.segment import cut

Kind = Literal["same", "out", "in"]

MOST_PAIRS = 1_000_000
"""Words of the one text times words of the other; what is longer is shown as taken out and put in as a whole."""


@dataclass(frozen=True)
class Piece:
    """A run of text that both have, that only the old one has (`out`), or only the new one (`in`)."""

    kind: Kind
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The way from `old` to `new`. Without `in` the pieces are the old text to the letter, without `out` the new."""
    return list(_joined(_lines(old, new)))


def changes(pieces: Iterable[Piece]) -> int:
    """How many places were changed; a word taken out where another was put in is one."""
    count, inside = 0, False
    for piece in pieces:
        changed = piece.kind != "same"
        count += changed and not inside
        inside = changed
    return count


def _lines(old: str, new: str) -> Iterator[Piece]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        if tag == "equal":
            yield Piece("same", gone)
        else:
            yield from _words(gone, come)


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = cut(old), cut(new)
    if not before or not after or len(before) * len(after) > MOST_PAIRS:
        yield Piece("out", old)
        yield Piece("in", new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
        else:
            yield Piece("out", "".join(before[i1:i2]))
            yield Piece("in", "".join(after[j1:j2]))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, empty ones left out."""
    kind: Kind = "same"
    text = ""
    for piece in pieces:
        if not piece.text:
            continue
        if piece.kind != kind and text:
            yield Piece(kind, text)
            text = ""
        kind, text = piece.kind, text + piece.text
    if text:
        yield Piece(kind, text)
