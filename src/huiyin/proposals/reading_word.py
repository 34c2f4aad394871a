"""A deputy's Word file read into the fields of a manuscript, for the deputy to look over: title, matter, asks, place.

Nothing typed is lost: what belongs to no field is in `rest`, and the marks themselves (案由：, 二、建议) in `headings`. The
Deputies Law of 2025 asks of a motion 案由、案据和方案; forms of congresses add their own words (`word_words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from huiyin.foundation.wordfiles import reading
from huiyin.foundation.wordfiles.reading import WordParagraph
from huiyin.proposals import word_words as words
from huiyin.proposals.word_words import ASKS, MATTER, PLACE, REST, TITLE

START = "start"
LONGEST_TITLE = 80
TITLE_LINES = 3
SIGNATURE = 30
SHORT_CELL = 12


@dataclass(frozen=True)
class WordText:
    """What a Word file says, by field. `matter`: 什么问题 (案由、案据), paragraphs by line; `asks`: 希望怎么办, each without its
    number; `rest`: what fits no field; `headings`: marks whose place the fields take; `notes`: sentences on what could not
    be read.
    """

    title: str
    matter: str
    asks: tuple[str, ...]
    place: str = ""
    rest: str = ""
    headings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_word(data: bytes, name: str) -> WordText:
    """Raises `FileRefused` for a file that is no readable .docx (`wordfiles.reading.read`)."""
    file = reading.read(data, name)
    return sort_out(file.paragraphs, file.notes)


def sort_out(paragraphs: Iterable[WordParagraph], notes: tuple[str, ...] = ()) -> WordText:
    sorter = _Sorter()
    lines = list(_lines(list(paragraphs)))
    lines = sorter.take_title(lines)
    for line in lines:
        sorter.take(line)
    return sorter.result(notes)


# ---------------------------------------------------------------- lines


@dataclass(frozen=True)
class Line:
    """A paragraph with its number, typed or automatic, taken apart: `text` is the whole, `body` without the number."""

    text: str
    level: int
    body: str
    where: str = ""
    style: str = ""
    centred: bool = False


def _line(text: str, source: WordParagraph) -> Line:
    level, number = words.number_of(text)
    return Line(text, level, text[len(number) :].strip(), source.where, source.style, source.centred)


def _lines(paragraphs: list[WordParagraph]) -> Iterator[Line]:
    """A form in a table is read cell by cell, a table of figures row by row."""
    forms = {
        _table(one)
        for one in paragraphs
        if one.in_table and words.label_of(one.text.strip("：: "))[0] and len(one.text) < 20
    }
    row: list[WordParagraph] = []
    for one in paragraphs:
        figures = one.in_table and _table(one) not in forms
        if row and not (figures and one.where.rpartition(".")[0] == row[0].where.rpartition(".")[0]):
            yield _line("　".join(cell.text for cell in row), row[0])
            row = []
        if figures:
            row.append(one)
            continue
        # A line break inside a paragraph begins a line of its own, as it does on paper.
        for n, part in enumerate(filter(None, map(str.strip, one.text.split("\n")))):
            yield _line((one.label if n == 0 else "") + part, one)
    if row:
        yield _line("　".join(cell.text for cell in row), row[0])


def _table(one: WordParagraph) -> str:
    return one.where.partition(".")[0]


# ---------------------------------------------------------------- sorting


@dataclass
class _Sorter:
    title: list[str] = field(default_factory=list)
    matter: list[Line] = field(default_factory=list)
    asks: list[Line] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    section: str = START
    opened: int = 0
    """Level of the number of the heading that opened the section; 0 for one without a number."""

    waiting: str = ""
    """A mark stood alone; the next cell or line is its value."""

    waiting_from: str = ""
    value_where: str | None = None
    to_the_end: bool = False

    # -- the title

    def take_title(self, lines: list[Line]) -> list[Line]:
        """Finds the title by 关于…的建议, or by its look; what stands before it is the form's (rest). Returns what is left."""
        if any(words.LABELS.get(words.label_of(line.text)[0]) == TITLE for line in lines):
            return lines
        first = next(
            (n for n, line in enumerate(lines) if words.label_of(line.body)[0] and line.where == ""), len(lines)
        )
        for n, line in enumerate(lines[: min(first, 15)]):
            count = self._about(lines[n : n + TITLE_LINES]) if not line.where else 0
            if count:
                return self._titled(lines, n, count)
        for n, line in enumerate(lines[: min(first, 6)]):
            looks = line.centred or line.style in ("title", "heading 1", "标题", "标题 1")
            plain = not line.where and not line.level and len(line.text) <= LONGEST_TITLE
            if looks and plain and not words.HEAD_OF_PAPER.match(line.text):
                return self._titled(lines, n, 1)
        return lines

    def _about(self, lines: list[Line]) -> int:
        """How many lines the title has that begins here; 0 for none."""
        if not words.ABOUT.match(lines[0].text):
            return 0
        joined = ""
        for n, line in enumerate(lines, 1):
            joined += line.text
            if line.level or "。" in line.text or len(joined) > LONGEST_TITLE:
                return 0
            if words.ABOUT_WHOLE.search(joined):
                return n
        return 1 if lines[0].centred and len(lines[0].text) <= LONGEST_TITLE else 0

    def _titled(self, lines: list[Line], at: int, count: int) -> list[Line]:
        self.title = [line.text for line in lines[at : at + count]]
        before = []
        for line in lines[:at]:
            if words.label_of(line.text)[0] or line.where:
                before.append(line)
            else:
                self.rest.append(line.text)
        return before + lines[at + count :]

    # -- the rest of it

    def take(self, line: Line) -> None:
        key, behind = words.label_of(line.body)
        # 类别 | 建议 in a form is a value, no heading.
        value = self.waiting == REST and self.waiting_from and line.text in words.KINDS
        if key and not value and self._may_head(line):
            self._mark(line, key, behind)
        elif kind := self._awaited(line):
            self._put(kind, line)
        elif self._heads(line):
            self._open(MATTER if words.MATTER_ENDS.search(self._bare(line)) else ASKS, line)
        elif self.to_the_end:
            self._put(REST, line)
        else:
            self._go_on(line)

    def _may_head(self, line: Line) -> bool:
        """A number inside the asks (1. 措施：…) heads nothing."""
        if not line.level or self.section == START:
            return True
        if self.section == MATTER:
            return line.level == self.opened or (self.opened == 0 and line.level == 1)
        return self.opened > 0 and line.level == self.opened

    def _mark(self, line: Line, key: str, behind: str) -> None:
        kind = words.LABELS[key]
        if key == "案由" and not self.title and words.ABOUT.match(behind) and len(behind) <= LONGEST_TITLE:
            kind = TITLE
        self.to_the_end = key in words.TO_THE_END and not line.where
        if kind in (MATTER, ASKS):
            self.section, self.opened, self.waiting = kind, line.level, ""
            self.headings.append(line.text[: len(line.text) - len(behind)].strip() if behind else line.text)
            if behind:
                self._put(kind, _line(behind, WordParagraph(behind, where=line.where)))
            return
        if kind == REST:
            self.rest.append(line.text)
        elif behind:
            self._put(kind, Line(behind, 0, behind, line.where))
            self.headings.append(line.text[: len(line.text) - len(behind)].strip())
        else:
            self.headings.append(line.text)
        self.waiting = "" if behind else kind
        self.waiting_from, self.value_where = line.where, None

    def _awaited(self, line: Line) -> str:
        """The part whose mark stood alone and waits for this line as its value; "" for none."""
        waiting = self.waiting
        if not waiting or self.to_the_end:
            return ""
        if not self.waiting_from:
            self.waiting = ""
            longest = LONGEST_TITLE if waiting == TITLE else SIGNATURE
            return waiting if len(line.text) <= longest and not line.level else ""
        beside = line.where.rpartition(".")[0] == self.waiting_from.rpartition(".")[0]
        if self.value_where is None and line.where not in ("", self.waiting_from) and (beside or waiting != REST):
            self.value_where = line.where
        if line.where == self.value_where:
            return waiting
        self.waiting = ""
        return ""

    def _bare(self, line: Line) -> str:
        return re.sub(r"[\s：:]|[（(][^（）()]*[）)]$", "", line.body)

    def _heads(self, line: Line) -> bool:
        """A short line like 二、存在的主要问题 or 三、几点建议, at the level of the headings before it."""
        bare = self._bare(line)
        if (
            len(bare) > words.LONGEST_HEADING
            or re.search("[。；，,;！？]", bare)
            or words.ABOUT.match(bare)
            or line.where
        ):
            return False
        if not (words.MATTER_ENDS.search(bare) or words.ASKS_ENDS.search(bare)):
            return False
        if self.section == START and words.HEAD_OF_PAPER.match(line.text):
            return False
        if not line.level and (
            self.section == ASKS or not (line.centred or line.style.startswith("heading") or len(bare) <= 10)
        ):
            return False
        return self._may_head(line)

    def _open(self, kind: str, line: Line) -> None:
        self.section, self.opened, self.waiting, self.to_the_end = kind, line.level, "", False
        self.headings.append(line.text)

    def _go_on(self, line: Line) -> None:
        if self.section in (START, MATTER) and words.ASK_BY_NAME.match(line.text):
            self.section, self.opened = ASKS, 0
        if self._is_beside_the_point(line):
            self._put(REST, line)
        elif self.section == ASKS:
            self._put(ASKS, line)
        else:
            self._put(MATTER, line)
            if words.LEADS_TO_ASKS.search(line.text) and not line.level:
                self.section, self.opened = ASKS, 0

    def _is_beside_the_point(self, line: Line) -> bool:
        """Dates, notes, the head and the close of the paper, cells of a form that no mark explains."""
        if words.DATE.match(line.text) or line.where == "note":
            return True
        if self.section == START:
            return ("." in line.where and len(line.text) <= SHORT_CELL) or bool(words.HEAD_OF_PAPER.match(line.text))
        return self.section == ASKS and not line.level and bool(words.CLOSING.match(line.text))

    def _put(self, kind: str, line: Line) -> None:
        if kind == TITLE:
            self.title.append(line.text)
        elif kind == PLACE:
            self.place.append(line.text)
        elif kind == MATTER:
            self.matter.append(line)
        elif kind == ASKS:
            self.asks.append(line)
        elif kind == REST:
            self.rest.append(line.text)

    def result(self, notes: tuple[str, ...]) -> WordText:
        if not self.asks:
            self._asks_from_matter()
        return WordText(
            title="".join(self.title),
            matter="\n".join(line.text for line in self.matter),
            asks=tuple(_grouped(self.asks)),
            place="；".join(self.place),
            rest="\n".join(self.rest),
            headings=tuple(self.headings),
            notes=notes,
        )

    def _asks_from_matter(self) -> None:
        """No part is marked: the asks begin with the first 为此，建议…, or 建议… that only asks follow."""
        at = next((n for n, line in enumerate(self.matter) if n and words.ASKS_AT_LAST.match(line.body)), 0)
        if at:
            self.matter, self.asks = self.matter[:at], self.matter[at:]


# ---------------------------------------------------------------- asks


def _grouped(lines: list[Line]) -> list[str]:
    """One ask for each number of the outermost level there is; lines below it belong to it. Without numbers, one for each line."""
    if len(lines) == 1:
        lines = _split(lines[0])
    levels = [line.level for line in lines if line.level]
    if not levels:
        return [line.text for line in lines]
    top = min(levels)
    asks: list[list[str]] = []
    for line in lines:
        if line.level == top or not asks:
            asks.append([line.body if line.level == top else line.text])
        else:
            asks[-1].append(line.text)
    return ["\n".join(ask) for ask in asks]


_INSIDE = re.compile(
    r"(?:^|(?<=[。；;：:]))\s*(?=[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)]|[0-9]{1,2}[、．]|[0-9]{1,2}\.(?![0-9])"
    r"|[①-⑳]|[一二三四五六七八九十]是)"
)


def _split(line: Line) -> list[Line]:
    """一、…；二、…。written in one paragraph."""
    parts = [part.strip() for part in _INSIDE.split(line.text)]
    found = [_line(part, WordParagraph(part, where=line.where)) for part in parts if part]
    levels = {one.level for one in found[1:]}
    return found if len(found) > 1 and len(levels) == 1 and 0 not in levels else [line]
