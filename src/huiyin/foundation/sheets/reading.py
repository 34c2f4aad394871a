"""One door for every uploaded table: bytes in, sheets of cleaned cells out, or a refusal a person can act on.

The kind of file is told by its content, never by its name. Workbooks are opened in a fenced child process
(`child`); hidden rows, error cells and number formats come from `facts`; text tables from `delimited`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from huiyin.foundation import archives
from huiyin.foundation.filekinds import OLE, ZIP, FileRefused, Kind
from huiyin.foundation.sheets import delimited, facts
from huiyin.foundation.sheets.child import CHARACTERS
from huiyin.foundation.text import TextRefused, paragraphs

MAX_BYTES = 20 << 20
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_SHEETS = 40
MAX_BLANK_RUN = 200
SECONDS = 30
LONGEST_CELL = 32_767
# what cannot be read is shown as the empty box printers use for a missing type; U+FFFD itself is never stored
BOX = "□"
SAVE_AGAIN = "请用 WPS 或 Excel 打开它，另存为 xlsx 格式后再上传。"
KEPT = "系统里的数据没有变动。"
ERROR_TEXT = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)
SCIENTIFIC = re.compile(r"[+-]?[0-9](\.[0-9]+)?[eE]\+[0-9]{1,2}")
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# beyond fifteen digits a spreadsheet has already replaced the rest by zeros
EXACT_DIGITS = 10**15


class TableRefused(ValueError):
    """The file as a whole cannot be read. `sentence` says what happened, what was kept and what to do."""

    def __init__(self, what: str, todo: str) -> None:
        self.what, self.todo = what, todo
        self.sentence = f"{what}{KEPT}{todo}"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is cleaned and as printed; `problem` is one of error, uncalculated, digits_lost, unreadable, refused."""

    text: str = ""
    kind: str = "blank"
    date: dt.date | None = None
    problem: str = ""
    raw: str = ""


BLANK = Cell()


@dataclass
class Sheet:
    name: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return BLANK

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


@dataclass
class Workbook:
    """All readable sheets, the rows 0-based here; whoever shows a row number adds one."""

    name: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> Workbook:
    """Raises TableRefused for what is no table: empty, locked, too large, of another kind, or made to do harm."""
    if not data.strip(b"\x00\r\n\t "):
        raise TableRefused("这个文件是空的。", "请确认选对了文件，再传一次。")
    if len(data) > MAX_BYTES:
        raise TableRefused(
            f"这个文件有 {len(data) >> 20} MB，超过了 {MAX_BYTES >> 20} MB。", "请只保留需要的工作表，另存后再上传。"
        )
    if data.startswith(ZIP):
        book = _from_archive(data, name)
    elif data.startswith(OLE):
        book = _from_old_container(data, name)
    else:
        book = _from_text(data, name)
    if not any(cell.text or cell.problem for sheet in book.sheets for row in sheet.rows for cell in row):
        raise TableRefused("文件打开了，但里面一个字也没有。", "请确认选对了文件，再传一次。")
    return book


# ── kinds of file ────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_archive(data: bytes, name: str) -> Workbook:
    if b"opendocument.spreadsheet" in data[:200]:
        _check_open_document(data)
        return _from_child(data, name, {})
    try:
        kind = archives.check(io.BytesIO(data))
    except FileRefused as refusal:
        what, please, todo = refusal.sentence.partition("请")
        raise TableRefused(what, please + todo) from refusal
    if kind is not Kind.XLSX:
        words = "版式文件（OFD）" if kind is Kind.OFD else "文字文档（docx）"
        raise TableRefused(f"这是一个{words}，不是表格。", "请上传 xlsx、xls 或 csv 格式的表格。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = facts.facts_of(archive, MAX_ROWS, MAX_COLUMNS)
    except (ValueError, KeyError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise TableRefused("这个表格文件的内部结构坏了，读不了。", SAVE_AGAIN) from error
    return _from_child(data, name, found)


def _check_open_document(data: bytes) -> None:
    """ods is no kind the file shelf knows, so its archive is looked at here; the child's fence holds the rest."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError) as error:
        raise TableRefused("这个文件不完整，打不开。", "请重新下载或重新保存后再上传。") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise _locked()
    if len(entries) > archives.MAX_MEMBERS or sum(entry.file_size for entry in entries) > archives.MAX_TOTAL:
        raise _too_heavy()


def _from_old_container(data: bytes, name: str) -> Workbook:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise _locked()
    if has("WordDocument") or has("PowerPoint Document"):
        raise TableRefused("这是一个文字文档或演示文稿，不是表格。", "请上传 xlsx、xls 或 csv 格式的表格。")
    return _from_child(data, name, {})


def _locked() -> TableRefused:
    return TableRefused("这个文件加了密码，打不开。", "请在 WPS 或 Excel 里取消“打开密码”，保存后再上传。")


NOT_TEXT = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序"),
    (b"{\\rtf", "文字文档（rtf）"),
)


def _from_text(data: bytes, name: str) -> Workbook:
    for mark, kind in NOT_TEXT:
        if data.startswith(mark):
            raise TableRefused(f"这是一个{kind}，不是表格。", "请上传 xlsx、xls 或 csv 格式的表格。")
    beginning = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if beginning.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise TableRefused("这个文件看上去像表格，其实是网页或 XML。", SAVE_AGAIN)
    try:
        table = delimited.read(data)
    except (delimited.NotText, UnicodeError) as error:
        raise TableRefused("认不出这个文件里的文字。", SAVE_AGAIN) from error
    book = Workbook(name, [])
    if sum(len(cell) for row in table.rows for cell in row) > CHARACTERS:
        raise _too_heavy()
    if table.unreadable:
        book.notes.append(f"有 {table.unreadable} 个字认不出来，显示为“{BOX}”，请对照原表改正。")
    wide = [row[:MAX_COLUMNS] for row in table.rows]
    _add_sheet(book, Path(name).stem[:60] or "表", ([_text_cell(value) for value in row] for row in wide), len(wide))
    return book


# ── workbooks, through the child process ─────────────────────────────────────────────────────────────────────────────


def _from_child(data: bytes, name: str, found: dict[str, facts.SheetFacts]) -> Workbook:
    answer = _ask_child(data)
    book = Workbook(name, [])
    for entry in answer:
        if entry["kind"] != "WorkSheet":
            book.notes.append(f"“{entry['name']}”不是普通工作表（图表或宏表），没有读。")
        elif "rows" not in entry:
            book.notes.append(f"工作表超过 {MAX_SHEETS} 张，“{entry['name']}”没有读。")
        elif entry["hidden"]:
            book.notes.append(f"工作表“{entry['name']}”是隐藏的，没有读。要读它，请取消隐藏后再传。")
        else:
            _add_child_sheet(book, entry, found.get(entry["name"], facts.SheetFacts()))
    if not book.sheets:
        raise TableRefused("这个文件里没有能读的工作表。", "请把要导入的内容放在普通工作表里，保存后再上传。")
    return book


def _add_child_sheet(book: Workbook, entry: dict[str, Any], known: facts.SheetFacts) -> None:
    def cells() -> Iterator[list[Cell]]:
        for row, values in enumerate(entry["rows"]):
            yield [_cell(value, (row, column), known) for column, value in enumerate(values)]

    _add_sheet(book, entry["name"], cells(), entry["height"])
    sheet = book.sheets[-1]
    sheet.merged = [(top, left, bottom, right) for top, left, bottom, right in entry["merged"]]
    shown = {row for row in known.hidden_rows if row < len(sheet.rows) and any(cell.text for cell in sheet.rows[row])}
    sheet.hidden_rows = frozenset(shown)
    if shown:
        book.notes.append(f"工作表“{sheet.name}”里有 {len(shown)} 行是隐藏的，也读了。")


def _ask_child(data: bytes) -> list[dict[str, Any]]:
    command = [
        sys.executable,
        "-I",
        str(Path(__file__).with_name("child.py")),
        str(MAX_ROWS),
        str(MAX_COLUMNS),
        str(MAX_SHEETS),
    ]
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False, env=environment)
    except subprocess.TimeoutExpired as error:
        raise _too_heavy() from error
    if done.returncode != 0:
        raise _too_heavy()
    answer = json.loads(done.stdout)
    if "error" not in answer:
        return list(answer["sheets"])
    if answer["error"] == "PasswordError" or "password" in answer["detail"].lower():
        raise _locked()
    if answer["error"] == "MemoryError":
        raise _too_heavy()
    raise TableRefused("这个表格文件坏了，或不是常见的格式，读不了。", SAVE_AGAIN)


def _too_heavy() -> TableRefused:
    return TableRefused(
        "这个表格太大，读不下来：多半是很靠右或很靠下的地方还有一格写了东西。",
        "请新建一个表格，只把需要的行和列复制过去，保存后再上传。",
    )


def _add_sheet(book: Workbook, name: str, rows: Iterator[list[Cell]], height: int) -> None:
    """Stops after MAX_BLANK_RUN rows without a word and drops the blank end: sheets are often formatted far down."""
    kept: list[list[Cell]] = []
    last = 0
    for row in rows:
        if len(kept) >= MAX_ROWS or len(kept) - last >= MAX_BLANK_RUN:
            break
        kept.append(row)
        if any(cell.text or cell.problem for cell in row):
            last = len(kept)
    blank_run = len(kept) - last
    sheet = Sheet(name, kept[:last])
    if last == MAX_ROWS < height:
        book.notes.append(f"工作表“{name}”有 {height} 行，只读了前 {MAX_ROWS} 行。")
    elif blank_run >= MAX_BLANK_RUN and height > len(kept):
        book.notes.append(f"工作表“{name}”从第 {last + 1} 行起连续空了 {MAX_BLANK_RUN} 行，后面的没有再读。")
    book.sheets.append(sheet)


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cell(value: Any, at: tuple[int, int], known: facts.SheetFacts) -> Cell:
    if at in known.errors:
        return Cell(kind="error", problem="error", raw=known.errors[at])
    if at in known.uncalculated and value in ("", 0):
        return Cell(kind="error", problem="uncalculated")
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", "bool")
    if isinstance(value, (int, float)):
        return _number_cell(value, known.formats.get(at, ""))
    if isinstance(value, dict):
        if "d" in value:
            day = dt.date.fromisoformat(value["d"])
            return Cell(f"{day.year}年{day.month}月{day.day}日", "date", day)
        return Cell(str(value["t"]), "text")
    return _text_cell(str(value))


def _number_cell(value: float, code: str) -> Cell:
    if isinstance(value, float) and not math.isfinite(value):
        return Cell(kind="error", problem="error", raw=str(value))
    if value == int(value):
        whole = int(value)
        if abs(whole) >= EXACT_DIGITS:
            return Cell(str(int(Decimal(format(value, ".15g")))), "number", problem="digits_lost", raw=str(whole))
        shown = facts.printed_number(whole, code) if code else None
        return Cell(shown or str(whole), "number")
    return Cell(format(Decimal(format(value, ".15g")), "f"), "number")


def _text_cell(value: str) -> Cell:
    return _short_text_cell(value) if len(value) < 100 else _new_text_cell(value)


@lru_cache(maxsize=4096)
def _short_text_cell(value: str) -> Cell:
    """Units, delegations and 是/否 come again in every row."""
    return _new_text_cell(value)


def _new_text_cell(value: str) -> Cell:
    if all(unicodedata.category(letter) in UNSEEN for letter in value):
        return BLANK
    try:
        text = paragraphs(value.replace(delimited.UNREADABLE, BOX), max_length=LONGEST_CELL, what="这一格")
    except TextRefused as refusal:
        return Cell(kind="error", problem="refused", raw=refusal.sentence)
    if re.fullmatch(r'="[^"]*"', text):
        text = text[2:-1]  # the csv habit that keeps a spreadsheet from eating leading zeros
    elif re.match(r"'[=+\-@0-9]", text):
        text = text[1:]  # and the one that keeps it from calculating
    if ERROR_TEXT.fullmatch(text):
        return Cell(kind="error", problem="error", raw=text)
    if SCIENTIFIC.fullmatch(text):
        return Cell(str(int(Decimal(text))), "number", problem="digits_lost", raw=text)
    return Cell(text, "text", problem="unreadable" if delimited.UNREADABLE in value else "")
