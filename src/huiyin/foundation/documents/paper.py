"""What documents are made of. All of it is plain text, read before anything is drawn: no database stands behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

# Not allowed in XML 1.0, or drawn as nothing: one of them and the whole document could not be written.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"（[一二三四五六七八九十]{1,3}）")
LONGEST_HEADING = 45


def printable(text: str) -> str:
    """Text without what a document has no place for."""
    return _UNFIT.sub("", text)


@dataclass(frozen=True)
class Paragraph:
    """`level` 1 is 一、 (黑体), 2 is （一）(楷体), 0 the text (GB/T 9704-2012, 7.3.3). `head` is what stands in that type."""

    text: str
    level: int = 0
    head: str = ""


def paragraphs(text: str) -> list[Paragraph]:
    """Typed text, one paragraph per line, blank lines dropped."""
    return [_paragraph(line.strip()) for line in printable(text).splitlines() if line.strip()]


def _paragraph(line: str) -> Paragraph:
    level = 1 if _FIRST.match(line) else 2 if _SECOND.match(line) else 0
    if not level:
        return Paragraph(line)
    first, stop, rest = line.partition("。")
    if len(first) > LONGEST_HEADING:
        return Paragraph(line)
    return Paragraph(rest, level, first + stop)


@dataclass(frozen=True)
class Letter:
    """A letter after GB/T 9704-2012. `issuers` stand in red at its head, `signers` over the date at its end.

    Words for what is missing (number, date) are the caller's; `mark` is printed at the right above everything. A draft
    is marked as one on every page.
    """

    issuers: Sequence[str]
    number: str
    title: str
    text: Sequence[Paragraph]
    signers: Sequence[str]
    signed_on: str
    signed_by: str = ""
    mark: str = ""
    salutation: str = ""
    contact: str = ""
    copies: str = ""
    attachments: Sequence[str] = ()
    draft: bool = False

    @property
    def issuers_are_long(self) -> bool:
        """A name of more than a dozen characters does not stand on one line in the large type."""
        return max((len(name) for name in self.issuers), default=0) > 12


@dataclass(frozen=True)
class Column:
    """`width` counts against the other columns' widths."""

    heading: str
    width: float = 1.0


@dataclass(frozen=True)
class Table:
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]

    @property
    def widths(self) -> list[float]:
        """Shares of the whole, in percent."""
        whole = sum(column.width for column in self.columns)
        return [round(100 * column.width / whole, 2) for column in self.columns]


@dataclass(frozen=True)
class Listing:
    """A table on landscape A4, its heading row repeated. `said` tells what it was cut from and when, `foot` what to sign."""

    title: str
    said: str
    table: Table
    notes: Sequence[str] = ()
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class OnePage:
    """一页纸: a sentence, figures (name, number, note), tables under their headings; on one upright A4."""

    title: str
    since: str
    sentence: str
    besides: str
    figures: Sequence[tuple[str, str, str]]
    tables: Sequence[tuple[str, Table]]
    foot: str


@dataclass(frozen=True)
class Section:
    """One part of a dossier: facts, then text, a table, letters."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    text: Sequence[Paragraph] = ()
    table: Table | None = None
    letter: Letter | None = None
    note: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file to be carried inside a document; its kind is told by the end of its name."""

    name: str
    content: bytes = field(repr=False)
    said: str = ""


@dataclass(frozen=True)
class Dossier:
    """A file of papers: a cover with facts, then its sections, each beginning on a page of its own."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    notes: Sequence[str] = ()
    enclosures: Sequence[Enclosure] = ()


@dataclass(frozen=True)
class Entry:
    """One item of a booklet: its number in words, its title, facts (label, words) and the lines of its text."""

    number: str
    title: str
    facts: Sequence[tuple[str, str]]
    lines: Sequence[str]

    @property
    def heading(self) -> str:
        return f"{self.number}　{self.title}"


@dataclass(frozen=True)
class Index:
    """Names in their order, each with the places of its entries in the booklet, from 0."""

    title: str
    rows: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True)
class Booklet:
    """汇编. `place` and `title` stand on the cover, `said` below them; `notes` over the contents."""

    place: str
    title: str
    said: str
    notes: Sequence[str]
    entries: Sequence[Entry]
    indexes: Sequence[Index]
