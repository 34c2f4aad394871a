"""Where the heading, the header, the columns and the data rows of an office's table are.

Offices merge cells, set headers over two rows, repeat them per page, group rows under section lines and end with a
sum. This module finds all that for any list described by `Field`s; what the values mean is the caller's matter. The
guess always says how sure it is, and a person may override every column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from huiyin.foundation.sheets import Cell, Sheet
from huiyin.foundation.sheets.reading import BLANK
from huiyin.foundation.written_dates import fold, number_of

HEADER_SEARCH = 60
LONGEST_HEADING = 24
# a cell holds up to 32,767 characters: patterns see its beginning only, or one file could keep a server busy for hours
LOOKED_AT = 200
LONGEST_VALUE = 2_000
NOT_HERE = -1
EXACT, PATTERN, CONTENT = 0.97, 0.82, 0.5


@dataclass(frozen=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True)
class Doubt:
    """A question with a default that is taken until a person answers otherwise. `light`: worth a glance only."""

    code: str
    field: str
    sentence: str
    default: str
    choices: tuple[Choice, ...] = ()
    light: bool = False


@dataclass(frozen=True)
class Field:
    """A kind of column: `exact` and `pattern` tell its headings, `never` what they must not hold, `looks` one value.

    `several`: "" one column only; "same" further columns with the same heading; "any" every column that matches.
    """

    name: str
    label: str
    exact: tuple[str, ...]
    pattern: str = ""
    looks: Callable[[str], bool] | None = None
    several: str = ""
    anchor: bool = False
    never: str = ""


@dataclass(frozen=True)
class Header:
    first: int
    last: int
    headings: tuple[str, ...]


NO_HEADER = Header(0, -1, ())


@dataclass
class Columns:
    """Field → column, 0-based. `also` holds further columns of the same field, `unused` those nothing was read from."""

    mapping: dict[str, int] = field(default_factory=dict)
    also: dict[str, tuple[int, ...]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    unused: tuple[int, ...] = ()

    def of(self, name: str) -> tuple[int, ...]:
        return ((self.mapping[name],) if name in self.mapping else ()) + self.also.get(name, ())

    def heading(self, name: str) -> str:
        column = self.mapping.get(name, NOT_HERE)
        return self.headings[column] if 0 <= column < len(self.headings) else ""


@dataclass(frozen=True)
class Line:
    """One row of a sheet. kind: data, continued (swallowed by the row above), title, section, blank, total."""

    index: int
    kind: str
    text: str = ""
    rows: tuple[int, ...] = ()


class Grid:
    """A sheet whose merged cells answer with their value in every row they cover."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.covering: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self.by_top: dict[int, list[tuple[int, int, int, int]]] = {}
        height = len(sheet.rows)
        for merge in sheet.merged:
            top, left, bottom, right = merge
            self.by_top.setdefault(top, []).append(merge)
            for row in range(top, min(bottom, height - 1) + 1):
                for column in range(left, min(right, sheet.width) + 1):
                    self.covering[row, column] = merge

    def cell(self, row: int, column: int) -> Cell:
        """The value, spread downwards only: a title merged to the right is no value of the next column."""
        merge = self.covering.get((row, column))
        if merge and merge[1] == column:
            return self.sheet.cell(merge[0], column)
        return self.sheet.cell(row, column)

    def spread(self, row: int, column: int) -> Cell:
        merge = self.covering.get((row, column))
        return self.sheet.cell(merge[0], merge[1]) if merge else self.sheet.cell(row, column)

    def is_continuation(self, row: int, column: int) -> bool:
        merge = self.covering.get((row, column))
        return merge is not None and row > merge[0] and bool(self.sheet.cell(merge[0], merge[1]).text)

    def filled(self, row: int) -> list[tuple[int, Cell]]:
        return [(column, cell) for column, cell in enumerate(self.sheet.rows[row]) if cell.text or cell.problem]

    def is_wide(self, row: int, column: int) -> bool:
        merge = self.covering.get((row, column))
        return merge is not None and merge[3] > merge[1]


# ── header ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _variants(heading: str) -> set[str]:
    """会（协）办 is looked up as 会协办 and as 会办."""
    folded = re.sub(r"[*:;、,.。/|\-_\"'“”]+", "", fold(heading))
    return {re.sub(r"[()\[\]【】]", "", folded), re.sub(r"[(\[【][^)\]】]*[)\]】]", "", folded)} - {""}


def heading_score(wanted: Field, heading: str) -> float:
    if not heading or len(heading) > LOOKED_AT or len(fold(heading)) > LONGEST_HEADING * 2:
        return 0.0
    variants = _variants(heading)
    if variants & set(wanted.exact):
        return EXACT
    if wanted.pattern and any(re.search(wanted.pattern, variant) for variant in variants):
        return PATTERN
    return 0.0


def _hits(texts: Sequence[str], fields: Sequence[Field]) -> set[str]:
    short = [text for text in texts if text and len(fold(text[:LOOKED_AT])) <= LONGEST_HEADING]
    return {one.name for one in fields for text in short if heading_score(one, text) >= PATTERN}


def find_header(grid: Grid, fields: Sequence[Field]) -> Header | None:
    """The one to three rows that name the columns, or None."""
    sheet = grid.sheet
    anchors = {one.name for one in fields if one.anchor}
    best: tuple[float, int] | None = None
    for row in range(min(len(sheet.rows), HEADER_SEARCH)):
        texts = [cell.text for _, cell in grid.filled(row)]
        if any(len(text) > 40 for text in texts):
            continue
        hits = _hits(texts, fields)
        if len(hits) >= 3 or (len(hits) == 2 and (hits & anchors or len(texts) <= 3)):
            worth = len(hits) + (0.5 if hits & anchors else 0)
            if best is None or worth > best[0]:
                best = (worth, row)
    first = last = best[1] if best else _lone_heading(grid, fields)
    if first == NOT_HERE:
        return None
    for _, _, bottom, _ in grid.by_top.get(first, []):
        last = max(last, min(bottom, first + 2))
    if last == first and _is_second_row(grid, first, fields):
        last += 1
    if first and _is_group_row(grid, first, fields):
        first -= 1
    return Header(first, last, tuple(_heading(grid, first, last, column) for column in range(sheet.width)))


def _lone_heading(grid: Grid, fields: Sequence[Field]) -> int:
    """A list may have one column worth naming; then only the exact word counts."""
    anchors = [one for one in fields if one.anchor]
    for row in range(min(len(grid.sheet.rows), HEADER_SEARCH)):
        for column, cell in grid.filled(row):
            if not grid.is_wide(row, column) and any(heading_score(one, cell.text) == EXACT for one in anchors):
                return row
    return NOT_HERE


def _is_second_row(grid: Grid, first: int, fields: Sequence[Field]) -> bool:
    """csv keeps no merges: 承办单位, <empty> over 主办, 协办."""
    if first + 1 >= len(grid.sheet.rows):
        return False
    below = grid.filled(first + 1)
    above = grid.filled(first)
    texts = [cell.text for _, cell in below]
    if not below or len(below) >= len(above) or any(len(text) > 12 or re.search("[0-9]", fold(text)) for text in texts):
        return False
    return bool(_hits(texts, fields)) and any(not grid.sheet.cell(first, column).text for column, _ in below)


def _is_group_row(grid: Grid, first: int, fields: Sequence[Field]) -> bool:
    above = grid.filled(first - 1)
    if len(above) < 2 or any(len(cell.text) > 15 for _, cell in above):
        return False
    tall = any(bottom >= first for _, _, bottom, _ in grid.by_top.get(first - 1, []))
    return tall or bool(_hits([cell.text for _, cell in above], fields))


def _heading(grid: Grid, first: int, last: int, column: int) -> str:
    parts: list[str] = []
    for row in range(first, last + 1):
        text = grid.spread(row, column).text
        if not text and row < last and (row, column) not in grid.covering and grid.sheet.cell(last, column).text:
            text = next(
                (grid.sheet.cell(row, left).text for left in range(column, -1, -1) if grid.sheet.cell(row, left).text),
                "",
            )
        text = fold(text[:LOOKED_AT])
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return "/".join(parts)


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _column_score(wanted: Field, heading: str) -> float:
    if wanted.never and re.search(wanted.never, heading):
        return 0.0
    leaf = heading.rsplit("/", 1)[-1]
    top = heading.split("/", 1)[0]
    scores = [heading_score(wanted, leaf), heading_score(wanted, heading.replace("/", "")) - 0.02]
    if top != leaf:
        scores.append(heading_score(wanted, top) - 0.3)
    return max(scores)


def _content_share(grid: Grid, column: int, start: int, looks: Callable[[str], bool]) -> tuple[float, int]:
    values = [
        grid.sheet.cell(row, column).text[:LOOKED_AT] for row in range(start, min(len(grid.sheet.rows), start + 300))
    ]
    values = [value for value in values if value]
    return (sum(looks(value) for value in values) / len(values), len(values)) if values else (0.0, 0)


def guess_columns(
    grid: Grid, header: Header | None, fields: Sequence[Field], override: Mapping[str, int] | None = None
) -> Columns:
    """Columns by heading, checked against content; by content alone where no heading tells. Overrides win.

    `override` maps a field, or "sheet!field" for one sheet only, to a 0-based column, or to NOT_HERE for none.
    """
    sheet = grid.sheet
    header = header or NO_HEADER
    start = header.last + 1
    columns = Columns(headings=header.headings or ("",) * sheet.width)
    fixed = _overrides(sheet, fields, override or {})
    taken = {column for column in fixed.values() if column != NOT_HERE}
    candidates: list[tuple[float, int, str]] = []
    for one in fields:
        for column, heading in enumerate(columns.headings):
            score = _column_score(one, heading) if heading else 0.0
            if score < CONTENT:
                continue
            if one.looks:
                share, count = _content_share(grid, column, start, one.looks)
                score += 0.02 * share - (0.25 if count >= 5 and share < 0.1 else 0)
            candidates.append((score, column, one.name))
    for name, column in fixed.items():
        if column != NOT_HERE:
            columns.mapping[name], columns.confidence[name] = column, 1.0
    for score, column, name in sorted(candidates, key=lambda found: (-found[0], found[1])):
        if name not in fixed and name not in columns.mapping and column not in taken:
            columns.mapping[name], columns.confidence[name] = column, round(min(score, 0.99), 2)
            taken.add(column)
    _add_by_content(grid, start, fields, fixed, columns, taken)
    _add_further(fields, candidates, columns, taken)
    filled = {column for row in range(start, len(sheet.rows)) for column, _ in grid.filled(row)}
    columns.unused = tuple(sorted(filled - taken))
    return columns


def _overrides(sheet: Sheet, fields: Sequence[Field], override: Mapping[str, int]) -> dict[str, int]:
    names = {one.name for one in fields}
    fixed = {name: column for name, column in override.items() if name in names}
    for key, column in override.items():
        of_sheet, mark, name = key.rpartition("!")
        if mark and of_sheet == sheet.name and name in names:
            fixed[name] = column
    return {name: column if 0 <= column < sheet.width else NOT_HERE for name, column in fixed.items()}


def _add_by_content(
    grid: Grid, start: int, fields: Sequence[Field], fixed: Mapping[str, int], columns: Columns, taken: set[int]
) -> None:
    """Only where the heading is empty or nothing else claims the column: a heading is worth more than a look."""
    for one in sorted(fields, key=lambda wanted: not wanted.anchor):
        if one.looks is None or one.name in columns.mapping or one.name in fixed:
            continue
        best = (0.0, NOT_HERE)
        for column in range(grid.sheet.width):
            known = any(
                _column_score(other, columns.headings[column]) >= PATTERN
                for other in fields
                if columns.headings[column]
            )
            if column in taken or (known and not one.anchor):
                continue
            share, count = _content_share(grid, column, start, one.looks)
            if count and share > max(best[0], 0.6):
                best = (share, column)
        if best[1] != NOT_HERE:
            columns.mapping[one.name], columns.confidence[one.name] = best[1], CONTENT
            taken.add(best[1])


def _add_further(
    fields: Sequence[Field], candidates: Sequence[tuple[float, int, str]], columns: Columns, taken: set[int]
) -> None:
    for one in fields:
        if not one.several or one.name not in columns.mapping:
            continue
        own = _numberless(columns.heading(one.name))
        more = [
            column
            for _, column, name in sorted(candidates, key=lambda found: found[1])
            if name == one.name
            and column not in taken
            and (one.several == "any" or _numberless(columns.headings[column]) == own)
        ]
        if more:
            columns.also[one.name] = tuple(more)
            taken.update(more)


def _numberless(heading: str) -> str:
    return re.sub(r"[(（]?[0-9一二三四五六]+[)）]?$", "", heading)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

TOTAL = re.compile(
    r"(?:本页|以上|本表)?(?:合计|总计|小计|共计|累计|总数)(?:[:：]?(?:共)?[0-9一二三四五六七八九十百]*[件条项人个名]?.{0,20})|共计?[0-9]+[件条项人个名].{0,10}"
)
FOOTER = re.compile(
    r"(?:附?注|说明|备注|填表|制表|填报|审核|审批|联系人|报送|打印)[^:：]{0,8}[:：]|注[0-9一二三]?[、.]"
)
SECTION = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?.*|.*[(（](?:共)?[0-9]+[件条项人个名][)）]|第.{1,4}部分.*"
)
SENTENCE_LIKE = re.compile(r"关于|建议|议案|的")


def lines(grid: Grid, header: Header | None, columns: Columns, fields: Sequence[Field]) -> list[Line]:
    """Every row of the sheet once, in order; `rows` of a data line lists the row and the ones merged into it."""
    header = header or NO_HEADER
    anchors = [column for one in fields if one.anchor for column in columns.of(one.name)]
    anchor = anchors[0] if anchors else NOT_HERE
    serial = columns.mapping.get("serial", NOT_HERE)
    found: list[Line] = []
    for index in range(len(grid.sheet.rows)):
        line = _line(grid, header, index, anchor, serial)
        if line.kind == "continued" and found and found[-1].kind in ("data", "continued"):
            owner = next(at for at in range(len(found) - 1, -1, -1) if found[at].kind == "data")
            found[owner] = replace(found[owner], rows=(*found[owner].rows, index))
        elif line.kind == "continued":
            line = replace(line, kind="blank")
        found.append(line)
    return found


def _line(grid: Grid, header: Header, index: int, anchor: int, serial: int) -> Line:
    filled = grid.filled(index)
    first_text = filled[0][1].text[:LOOKED_AT] if filled else ""
    if index <= header.last:
        return Line(index, "title" if filled or index >= header.first else "blank", first_text)
    if _repeats_header(grid, header, filled) or _is_numbering(index, header, filled):
        return Line(index, "title", first_text)
    if anchor != NOT_HERE and grid.is_continuation(index, anchor):
        return Line(index, "continued")
    if not filled or (len(filled) == 1 and filled[0][0] == serial and number_of(first_text) is not None):
        return Line(index, "blank")
    anchor_text = grid.cell(index, anchor).text[-LOOKED_AT:] if anchor != NOT_HERE else ""
    folded = fold(first_text)
    if TOTAL.fullmatch(folded) and "关于" not in anchor_text and not re.search("(?:建议|议案)$", fold(anchor_text)):
        return Line(index, "total", first_text)
    if FOOTER.match(folded) and (not anchor_text or anchor == filled[0][0]) and len(filled) <= 3:
        return Line(index, "title", first_text)
    if len(filled) == 1 and _is_section(grid, index, filled[0][0], first_text, anchor, serial):
        return Line(index, "section", first_text)
    return Line(index, "data", first_text, (index,))


def _repeats_header(grid: Grid, header: Header, filled: list[tuple[int, Cell]]) -> bool:
    same = sum(
        1
        for column, cell in filled
        if column < len(header.headings)
        and cell.text
        and fold(cell.text[:LOOKED_AT]) in header.headings[column].split("/")
    )
    return same >= 2 and same * 2 > len(filled)


def _is_numbering(index: int, header: Header, filled: list[tuple[int, Cell]]) -> bool:
    if index != header.last + 1 or len(filled) < 3:
        return False
    words = [re.sub(r"[()]", "", fold(cell.text[:LOOKED_AT])) for _, cell in filled]
    return words == [str(number) for number in range(1, len(words) + 1)] or "".join(words).startswith("甲乙丙")


def _is_section(grid: Grid, index: int, column: int, text: str, anchor: int, serial: int) -> bool:
    if grid.is_wide(index, column):
        return True
    if column == anchor:
        return bool(SECTION.fullmatch(fold(text))) and not SENTENCE_LIKE.search(text)
    return column in (0, serial)


class RowView:
    """The values of one data line by field name."""

    def __init__(self, grid: Grid, columns: Columns, line: Line) -> None:
        self.grid, self.columns, self.line = grid, columns, line

    @property
    def number(self) -> int:
        """As the spreadsheet program counts, from 1."""
        return self.line.index + 1

    def cells(self, name: str) -> Iterator[Cell]:
        """Every filled cell of a field, each text once: columns from left to right, merged rows from top to bottom.

        Beyond LONGEST_VALUE a value is cut, with the problem "cut"; only a body may be longer.
        """
        seen: set[str] = set()
        for row in self.line.rows:
            for column in self.columns.of(name):
                cell = self.grid.cell(row, column)
                if (cell.text or cell.problem) and cell.text not in seen:
                    seen.add(cell.text)
                    if len(cell.text) > LONGEST_VALUE and name != "body":
                        cell = replace(cell, text=cell.text[:LONGEST_VALUE], problem=cell.problem or "cut")
                    yield cell

    def cell(self, name: str) -> Cell:
        return next(self.cells(name), BLANK)

    def text(self, name: str) -> str:
        return self.cell(name).text

    def joined(self, name: str) -> str:
        return "\n".join(cell.text for cell in self.cells(name) if cell.text)


@dataclass
class SheetSummary:
    """What was read of one sheet. rows = data + the sum of `skipped`; an unread sheet has 0 rows and a note."""

    name: str
    used: bool
    rows: int = 0
    data: int = 0
    skipped: dict[str, int] = field(default_factory=lambda: {"title": 0, "blank": 0, "total": 0})
    header: tuple[int, int] | None = None
    columns: Columns = field(default_factory=Columns)
    note: str = ""
    # what the sheet's own title lines say, in the caller's terms
    heading: Any = None

    def count(self, found: Sequence[Line]) -> None:
        """Section lines count as title, rows merged into the one above as blank: neither holds an item of its own."""
        words = {"title": "title", "section": "title", "blank": "blank", "continued": "blank", "total": "total"}
        self.rows = len(found)
        for line in found:
            if line.kind == "data":
                self.data += 1
            else:
                self.skipped[words[line.kind]] += 1
