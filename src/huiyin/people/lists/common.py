"""What the three lists of an office share: finding the table, telephones, names given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from huiyin.foundation import sheets, text
from huiyin.foundation.sheets import Cell, Sheet, TableRefused
from huiyin.foundation.tables import (
    Choice,
    Doubt,
    Field,
    Grid,
    RowView,
    SheetSummary,
    find_header,
    guess_columns,
    lines,
)
from huiyin.foundation.tallies import Row, Tallied
from huiyin.foundation.written_dates import fold

OK = (Choice("keep", "就按现在这样"), Choice("change", "我来改"))
TWICE = (Choice("skip", "是同一个，只登记一次"), Choice("both", "是两个，都登记"))
LONGEST_NAME = {"unit": 80, "person": 40, "short": 40, "work": 120, "post": 60, "note": 200}


class ListRefused(TableRefused):
    """Nothing of the file can be taken in. `sentence`: what happened, what was kept, what to do."""


@dataclass
class ListFile(Tallied[Row]):
    """What a list holds."""

    name: str
    rows: list[Row] = field(default_factory=list)
    sheets: list[SheetSummary] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """One data row with what stands above it: its sheet and the last section line (第一代表团（12人）)."""

    sheet: str
    section: str
    view: RowView

    def problems(self, labels: Mapping[str, str]) -> list[Doubt]:
        """Doubts about cells that could not be read; telephones ask their own."""
        words = {
            "error": "“{label}”这一格是公式错误（{raw}），当作空白。",
            "uncalculated": "“{label}”这一格的公式没有算出结果，当作空白。",
            "refused": "“{label}”不能保存，当作空白。{raw}",
            "cut": "“{label}”太长，只登记了开头。",
            "unreadable": "“{label}”里有认不出来的字，请对照原件改正。",
        }
        found = []
        for name in self.view.columns.mapping:
            for cell in self.view.cells(name):
                if cell.problem in words:
                    sentence = words[cell.problem].format(label=labels[name], raw=cell.raw)
                    found.append(Doubt(f"cell_{cell.problem}", name, sentence[:300], "keep", OK))
        return found


def read_rows(
    target: ListFile[Row], data: bytes, fields: Sequence[Field], columns: Mapping[str, int] | None, what: str
) -> Iterator[Found]:
    """The data rows of every sheet that has the anchor column; fills in summaries and notes. Raises ListRefused."""
    try:
        book = sheets.read(data, target.name)
    except TableRefused as refusal:
        raise ListRefused(refusal.what, refusal.todo) from refusal
    target.notes.extend(book.notes)
    anchor = next(one for one in fields if one.anchor)
    for sheet in book.sheets:
        yield from _sheet_rows(target, sheet, fields, anchor, columns or {})
    if not any(summary.used for summary in target.sheets):
        raise ListRefused(
            f"没有找到写着“{anchor.label}”的表头一行，认不出这是{what}。",
            f"请在最上面加一行列名，至少要有“{anchor.label}”，再上传。",
        )


def _sheet_rows(
    target: ListFile[Row], sheet: Sheet, fields: Sequence[Field], anchor: Field, columns: Mapping[str, int]
) -> Iterator[Found]:
    summary = SheetSummary(sheet.name, used=False)
    target.sheets.append(summary)
    grid = Grid(sheet)
    header = find_header(grid, fields)
    found = guess_columns(grid, header, fields, columns)
    if anchor.name not in found.mapping:
        if sheet.rows:
            summary.note = f"工作表“{sheet.name}”里没有找到“{anchor.label}”一列，没有读（{len(sheet.rows)} 行）。"
            target.notes.append(summary.note)
        return
    all_lines = lines(grid, header, found, fields)
    summary.used, summary.columns = True, found
    summary.header = (header.first, header.last) if header else None
    summary.count(all_lines)
    section = ""
    for line in all_lines:
        if line.kind == "section":
            section = line.text
        elif line.kind == "data":
            yield Found(sheet.name, section, RowView(grid, found, line))


def counted(section: str) -> str:
    """第一代表团（12人） → 第一代表团; 二、东湖街道 → 东湖街道."""
    bare = re.sub(r"[(][^()]*[0-9一二三四五六七八九十]+[人名个位][^()]*[)]$", "", fold(section))
    return re.sub(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.．])", "", bare)


def short_text(view: RowView, name: str, limit: int, label: str) -> tuple[str, list[Doubt]]:
    """A value in one line, cut at the width of its column with a doubt that says so."""
    value = re.sub(r"\s*\n\s*", "，" if name == "note" else "", view.joined(name)).strip()
    if len(value) <= limit:
        return value, []
    return value[:limit], [Doubt("cell_cut", name, f"“{label}”太长，只登记了前 {limit} 个字。", "keep", OK)]


def tidy(value: str) -> str:
    return text.tidy_name(re.sub(r"\s+", " ", re.sub(r"\s*\n\s*", "", value)).strip())


MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(
    r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:[-转][0-9]{1,6})?|[0-9]{3,6}|(?:400|800)-?[0-9]{3}-?[0-9]{4}"
)


def telephone(cell: Cell, name: str, label: str) -> tuple[str, list[Doubt]]:
    """A telephone as text, several parted by a blank; never a number: spreadsheets eat zeros and digits."""
    value = cell.text
    if not value:
        return "", []
    if cell.problem == "digits_lost":
        sentence = f"{label}“{cell.raw or value}”被表格软件改成了科学计数，后几位可能丢了，请核对。"
        return fold(value), [Doubt("phone_digits_lost", name, sentence, "keep", OK)]
    parts = [
        re.sub(r"^(?:\+?86-?)(?=1)|[()\s]|[.。]$", "", fold(part)) for part in re.split(r"[、,，;；/\n]|\s{2,}", value)
    ]
    parts = [
        re.sub(r"(?<=[0-9])[-–—](?=[0-9]{4}$)|(?<=^1[0-9]{2})-", "", part) if part.startswith("1") else part
        for part in parts
    ]
    kept = [part for part in parts if part not in ("", "无", "-", "/")]
    doubts = []
    for part in kept:
        if MOBILE.fullmatch(part) or LANDLINE.fullmatch(part):
            continue
        digits = re.sub("[^0-9]", "", part)
        if cell.kind == "number" and 9 <= len(digits) <= 11:
            why = f"{label}“{part}”前面的 0 多半被表格软件去掉了，请核对。"
        else:
            why = f"{label}“{part[:30]}”不像电话号码，照原样登记，请核对。"
        doubts.append(Doubt("phone_odd", name, why, "keep", OK))
    return " ".join(kept)[:40], doubts


def odd_letters(value: str, name: str, label: str) -> list[Doubt]:
    return [
        Doubt("odd_letters", name, sentence[:300], "keep", OK, light=True)
        for sentence in text.doubts(value, what=label)
    ]
