"""From workbook to ledger: every row of every sheet is a data row or counted as title, blank or total."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from huiyin.dispatch.ledger.doubts import ask
from huiyin.dispatch.ledger.judging import Place, judge_kind, judge_side, judge_units, place_of
from huiyin.dispatch.ledger.layout import FIELDS, LABELS, Heading, read_heading, settle
from huiyin.dispatch.ledger.names import split_deputies
from huiyin.dispatch.ledger.reading import LedgerRefused, read
from huiyin.dispatch.ledger.rows import LedgerRow, assign, fingerprint_of, key_of
from huiyin.foundation import text
from huiyin.foundation.sheets import Cell, Sheet
from huiyin.foundation.tables import (
    LONGEST_VALUE,
    Doubt,
    Grid,
    Line,
    RowView,
    SheetSummary,
    find_header,
    guess_columns,
    lines,
)
from huiyin.foundation.tallies import Tallied
from huiyin.foundation.written_dates import due_words, fold, from_serial

LONGEST_TITLE, LONG_TITLE, LONGEST_NUMBER = 300, 100, 60
LONGEST = {"category": 40, "remark": 300, "leader_in_charge": 60, "delegation": 80, "lead_deputy": 60}
NO = frozenset({"", "否", "不是", "×", "x", "X", "✗", "无", "非", "0", "N", "NO", "FALSE", "/", "-", "—"})
YES = frozenset({"是", "√", "✓", "✔", "☑", "★", "●", "重点", "1", "Y", "YES", "TRUE", "重点督办", "重点件", "重点建议"})


@dataclass
class Ledger(Tallied[LedgerRow]):
    """What a hand-over ledger holds."""

    name: str
    heading: Heading
    sheets: list[SheetSummary] = field(default_factory=list)
    rows: list[LedgerRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parse(data: bytes, name: str, columns: Mapping[str, int] | None = None, year: int | None = None) -> Ledger:
    """The ledger in a file; pure, no database. Raises LedgerRefused when no sheet of it is a ledger.

    `columns` corrects the guess: field, or "sheet!field", to a 0-based column or -1 for none. `year` is the hand-over
    year for limits such as 九月底前 where the table bears no date.
    """
    book = read(data, name)
    ledger = Ledger(name, Heading(), notes=list(book.notes))
    for sheet in book.sheets:
        _read_sheet(ledger, sheet, columns or {}, year)
    if not any(summary.used for summary in ledger.sheets):
        raise LedgerRefused(
            "没有找到写着“标题”“承办单位”等的表头一行。",
            "请在表格最上面加一行列名，再上传；或在“核对各列”里指定哪一列是标题。",
        )
    for summary in ledger.sheets:
        if summary.used:
            ledger.heading.fill_from(summary.heading)
            ledger.heading.lines = ledger.heading.lines or summary.heading.lines
    ledger.heading.fill_from(read_heading([Path(name).stem]))
    ledger.heading.between = all(summary.heading.between for summary in ledger.sheets if summary.used)
    _mark_repeats(ledger)
    return ledger


def _read_sheet(ledger: Ledger, sheet: Sheet, override: Mapping[str, int], year: int | None) -> None:
    summary = SheetSummary(sheet.name, used=False)
    ledger.sheets.append(summary)
    if not sheet.rows:
        summary.note = f"工作表“{sheet.name}”是空的。"
        return
    grid = Grid(sheet)
    header = find_header(grid, FIELDS)
    columns = guess_columns(grid, header, FIELDS, override)
    note = settle(columns)
    if "title" not in columns.mapping:
        summary.note = f"工作表“{sheet.name}”里没有找到建议标题一列，没有读（{len(sheet.rows)} 行）。"
        ledger.notes.append(summary.note)
        return
    found = lines(grid, header, columns, FIELDS)
    summary.used, summary.columns, summary.note = True, columns, note
    summary.header = (header.first, header.last) if header else None
    summary.count(found)
    summary.heading = _sheet_heading(grid, found, header.first if header else 0, sheet.name)
    ledger.notes.extend([note] if note else [])
    ledger.notes.extend(summary.heading.notes)
    if not header:
        ledger.notes.append(f"工作表“{sheet.name}”没有表头，各列是按内容猜的，请核对。")
    merged = [line.index + 1 for line in found if line.kind == "continued"]
    if merged:
        ledger.notes.append(f"工作表“{sheet.name}”有 {len(merged)} 行并入了上一件（标题单元格合并），计入空行。")
    place = Place()
    for line in found:
        if line.kind == "section":
            place = place_of(
                line.text, has_units="lead_units" in columns.mapping, has_category="category" in columns.mapping
            )
        elif line.kind == "data":
            ledger.rows.append(_row(RowView(grid, columns, line), summary, place, year))


def _sheet_heading(grid: Grid, found: list[Line], header_first: int, sheet_name: str) -> Heading:
    def text_of(line: Line) -> str:
        return "  ".join(dict.fromkeys(cell.text for _, cell in grid.filled(line.index) if cell.text))

    heading = read_heading(text_of(line) for line in found if line.index < header_first)
    named = read_heading([sheet_name])
    heading.between = heading.between or named.between
    heading.motions = heading.motions or named.motions
    heading.fill_from(named)
    if heading.handed_over_on is None:
        below = read_heading(text_of(line) for line in found if line.index > header_first and line.kind == "title")
        heading.handed_over_on = below.handed_over_on
    return heading


# ── one row ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _row(view: RowView, summary: SheetSummary, place: Place, year: int | None) -> LedgerRow:
    heading: Heading = summary.heading
    title, mend, doubts = _title(view)
    number, about_number = _number(view)
    doubts += about_number
    signers, about_deputies = _deputies(view)
    doubts += about_deputies
    side, about_side = judge_side(view.text("side"), number, title, place, heading)
    sheet_place = place if place.text else Place(text=summary.name, motion=heading.motions and not heading.suggestions)
    kind, about_kind = judge_kind(fold(view.text("kind")), number, title, signers.count, sheet_place, heading)
    handlers, about_units = judge_units(
        view.joined("lead_units"), view.joined("separate_units"), view.joined("assist_units"), view.text("mode"),
        view.text("remark"), place,
    )  # fmt: skip
    doubts += about_side + about_kind + about_units
    key_item, about_key = _key_item(view)
    handed_over_on, about_hand_over = _handed_over(view, heading, year)
    due_text, due_on, about_due = _due(view, handed_over_on or heading.handed_over_on, year)
    doubts += about_key + about_hand_over + about_due + _cell_problems(view)
    texts, about_length = _texts(view, place)
    doubts += about_length
    row = LedgerRow(
        sheet=summary.name,
        row_no=view.number,
        serial=view.text("serial")[:20],
        printed_no=number,
        title=title,
        kind=kind,
        side=side,
        lead_units=handlers.lead,
        separate_units=handlers.separate,
        assist_units=handlers.assist,
        told_separate=handlers.told_separate,
        told_joint=handlers.told_joint,
        told=tuple(in_one_line(view.joined(name)) for name in ("kind", "side", "mode")),
        key_item=key_item,
        due_text=due_text,
        due_on=due_on,
        body=view.joined("body"),
        handed_over_on=handed_over_on,
        contact=view.joined("contact").replace("\n", " "),
        doubts=tuple(doubts),
        mend=mend,
        scope=f"{side}|{'motion' if sheet_place.motion else ''}",
        lead_deputy=signers.lead,
        lead_is_delegation=signers.is_delegation,
        cosigners=signers.others,
        signer_count=signers.count,
        delegation=signers.delegation,
        category=texts["category"],
        remark=texts["remark"],
        leader_in_charge=texts["leader_in_charge"],
    )
    return replace(row, assignments=assign(row))


def in_one_line(value: str) -> str:
    """Line breaks of a narrow cell: between Chinese characters they are nothing, elsewhere a blank."""
    value = re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])", "", value.strip())
    return re.sub(r"\s+", " ", value).strip()


def _title(view: RowView) -> tuple[str, str, list[Doubt]]:
    cell = view.cell("title")
    title = in_one_line(cell.text)
    if cell.problem == "error":
        return "", f"标题这一格是公式错误（{cell.raw}），请在原表改好后再传。", []
    if cell.problem == "uncalculated":
        return "", "标题这一格的公式没有算出结果，请在原表改成文字后再传。", []
    if cell.problem == "refused":
        return "", f"标题不能保存：{cell.raw}", []
    if not title:
        return "", "没有标题，请补上后再传。", []
    if not re.search(r"[^\W\d_]", title) or fold(title) in ("无", "暂无", "标题"):
        return title[:LONGEST_TITLE], f"标题“{title[:30]}”不是文字内容，请改好后再传。", []
    if len(title) > LONGEST_TITLE:
        return title[:LONGEST_TITLE], f"标题有 {len(title)} 个字，最多 {LONGEST_TITLE} 个。请把正文移到“内容”一列。", []
    doubts = []
    if cell.problem == "unreadable":
        doubts.append(ask("title_unreadable"))
    if len(title) > LONG_TITLE:
        doubts.append(ask("title_long", value=len(title)))
    return title, "", doubts


UNCLEAR = re.compile(r"[?？□■�*＊]|看不清|不清|模糊|被吃|缺|待补")
A_NUMBER = re.compile(r"[0-9]+")


def _number(view: RowView) -> tuple[str, list[Doubt]]:
    cell = view.cell("printed_no")
    number = in_one_line(cell.text)
    if cell.problem == "digits_lost":
        return number[:LONGEST_NUMBER], [ask("number_digits_lost", value=number[:40])]
    if cell.kind == "date":
        return number, [ask("number_became_date", value=number)]
    if fold(number) in ("", "无", "/", "-", "—"):
        return "", [ask("number_missing")]
    shown = number[:40]
    if len(number) > LONGEST_NUMBER:
        return number[:LONGEST_NUMBER], [ask("number_too_long")]
    # digits of other scripts count as digits for Python, not for an office
    foreign = any(letter.isdigit() and letter not in "0123456789" for letter in fold(number))
    if UNCLEAR.search(number) or foreign:
        return number, [ask("number_unclear", value=shown)]
    parts = [part for part in re.split(r"[;；、,，/]|\n", number) if A_NUMBER.search(fold(part))]
    return number, [ask("number_double", value=shown)] if len(parts) > 1 else []


@dataclass(frozen=True)
class _Signers:
    lead: str
    is_delegation: bool
    others: tuple[str, ...]
    count: int | None
    delegation: str


def _deputies(view: RowView) -> tuple[_Signers, list[Doubt]]:
    found = split_deputies(view.joined("lead_deputy"))
    others = split_deputies(view.joined("cosigners"))
    doubts: list[Doubt] = []
    lead = found.names[0] if found.names else ""
    cosigners = tuple(name for name in dict.fromkeys((*found.names[1:], *others.names)) if name != lead)
    listed = len(cosigners) + bool(lead)
    count = found.count or (others.count + 1 if others.count else None)
    if not lead:
        doubts.append(ask("lead_missing"))
    elif found.is_delegation:
        doubts.append(ask("lead_delegation", value=lead))
    if count and count > listed:
        doubts.append(ask("cosigners_unnamed", value=count, other=count - listed))
    elif count and count < listed:
        doubts.append(ask("cosigners_count", value=count, other=listed))
        count = listed
    elif count is None and (found.open_end or others.open_end):
        doubts.append(ask("cosigners_open"))
    elif count is None and len(cosigners) > 0:
        count = listed
    delegation = in_one_line(view.text("delegation")) or (found.bracketed if found.bracketed.endswith("团") else "")
    signers = _Signers(
        lead[: LONGEST["lead_deputy"]], found.is_delegation, cosigners, count, delegation[: LONGEST["delegation"]]
    )
    return signers, doubts


def _key_item(view: RowView) -> tuple[bool, list[Doubt]]:
    words = fold(view.text("key_item"))
    remark = re.search(r"(?<!非)重点(?:督办|建议|件|办理|议案)", view.text("remark"))
    if words in YES:
        return True, []
    if words in NO:
        return (True, [ask("key_by_remark", value=remark[0])]) if remark and not words else (False, [])
    default = "yes" if "重点" in words and not words.startswith(("非", "不")) else "no"
    return default == "yes", [ask("key_unclear", default=default, value=words[:30])]


def _date_in(cell: Cell, base: dt.date | None) -> dt.date | None:
    if cell.date:
        return cell.date
    folded = fold(cell.text)
    if cell.kind == "number" and re.fullmatch("[0-9]{5}", folded):
        return from_serial(int(folded))
    if base is None and not re.search("[0-9〇零一二三四五六七八九]{4}", folded):
        return None
    return due_words(cell.text[:60], base or dt.date(2000, 1, 1)).on


def _handed_over(view: RowView, heading: Heading, year: int | None) -> tuple[dt.date | None, list[Doubt]]:
    cell = view.cell("handed_over_on")
    if not cell.text:
        return None, []
    known = heading.handed_over_on
    base_year = known.year if known else year
    on = _date_in(cell, dt.date(base_year, 1, 1) if base_year else None)
    return on, [] if on else [ask("handover_unclear", value=cell.text[:30])]


def _due(view: RowView, handed_over_on: dt.date | None, year: int | None) -> tuple[str, dt.date | None, list[Doubt]]:
    cell = view.cell("due_on")
    if not cell.text:
        return "", None, []
    words = in_one_line(cell.text)[:60]
    due = _date_in(cell, handed_over_on or (dt.date(year, 1, 1) if year else None))
    if due is None:
        return words, None, [ask("due_unclear", value=words[:30])]
    if handed_over_on and due < handed_over_on:
        return words, due, [ask("due_before_handover", value=words[:30])]
    return words, due, []


def _texts(view: RowView, place: Place) -> tuple[dict[str, str], list[Doubt]]:
    values = {name: in_one_line(view.joined(name)) for name in ("category", "remark", "leader_in_charge")}
    values["category"] = values["category"] or place.category
    doubts = [
        ask("cell_cut", field=name, label=LABELS[name], value=LONGEST[name])
        for name, value in values.items()
        if len(value) > LONGEST[name]
    ]
    return {name: value[: LONGEST[name]] for name, value in values.items()}, doubts


OWN_QUESTIONS = ("title", "serial")


def _cell_problems(view: RowView) -> list[Doubt]:
    found = []
    for name in view.columns.mapping:
        for cell in view.cells(name):
            if cell.problem and name not in OWN_QUESTIONS and (name, cell.problem) != ("printed_no", "digits_lost"):
                shown = cell.raw or LONGEST_VALUE
                found.append(ask(f"cell_{cell.problem}", field=name, label=LABELS[name], value=shown))
    for name in ("title", "lead_deputy", "lead_units", "assist_units"):
        for sentence in text.doubts(view.joined(name), what=LABELS[name]):
            found.append(ask("cell_odd_letters", field=name, value=sentence))
    return found


# ── rows against each other ──────────────────────────────────────────────────────────────────────────────────────────


def _mark_repeats(ledger: Ledger) -> None:
    """Keys and fingerprints, and a doubt on the later of two rows that carry the same number or title.

    The key is the printed number within its side (大会/闭会) and its section of motions; without a number the title and
    the lead deputy. A key never occurs twice in a file: a repeated number is told apart by its title, then by count.
    """
    by_number: dict[str, LedgerRow] = {}
    by_title: dict[str, LedgerRow] = {}
    used: dict[str, int] = {}
    for index, row in enumerate(ledger.rows):
        title, number = fold(row.title), fold(row.printed_no).upper()
        own = key_of(row.scope, "no", number) if number else key_of("title", title, fold(row.lead_deputy))
        print_of_row = fingerprint_of(row)
        doubts: list[Doubt] = []
        if not row.mend:
            same_number = by_number.get(f"{row.scope}|{number}") if number else None
            same_title = by_title.get(title)
            if same_number and fold(same_number.title) != title:
                doubts.append(ask("same_number", value=row.printed_no, other=same_number.row_no))
                own = key_of(row.scope, "no", number, title)
            if same_title:
                same = same_title.fingerprint == print_of_row
                doubts.append(ask("same_row" if same else "same_title", other=same_title.row_no))
        used[own] = used.get(own, 0) + 1
        key = own if used[own] == 1 else key_of(own, str(used[own]))
        row = replace(row, key=key, fingerprint=print_of_row, doubts=row.doubts + tuple(doubts))
        ledger.rows[index] = row
        if not row.mend:
            by_number.setdefault(f"{row.scope}|{number}", row)
            by_title.setdefault(title, row)
