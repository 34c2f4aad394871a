"""Tables that go out: xlsx for people, csv for programs. Text stays text whatever it begins with.

A title may begin with = or @, a telephone number is eleven digits, a case number is 007: written as anything but text
they become formulas, 1.38E+10 and 7 (bad inputs 113–120).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from typing import Any, BinaryIO

import xlsxwriter

from huiyin.foundation import clock

Value = str | int | float | Decimal | bool | date | datetime | None
Target = str | PathLike[str] | BinaryIO

MAX_ROWS = 1_048_576
MAX_CELL = 32_767
CUT = "……（太长，已截断）"
EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number and turns the rest into zeros: an identity number has 18."""
NARROWEST, WIDEST = 6, 48
MEASURED = 1000
"""Columns are as wide as the values of so many rows need; measuring each of a hundred thousand took longer than writing."""
FONT = "宋体"

# Not allowed in XML 1.0, or drawn as nothing
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Sheet:
    """Title and subtitle (it should say what the list was cut from, and when; a row for each line) stand above the
    headings."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    subtitle: str = ""


def write_sheet(
    target: Target, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]], *, subtitle: str = ""
) -> int:
    """Writes one sheet to a path or a binary buffer and returns the number of data rows.

    Raises `ValueError` for more rows than a sheet holds.
    """
    (count,) = write_book(target, [Sheet(title, headings, rows, subtitle)])
    return count


def write_book(target: Target, sheets: Sequence[Sheet]) -> list[int]:
    """Writes sheets into one file and returns the number of data rows of each.

    A4 landscape, one page wide, headings frozen and repeated on every page. Rows are written as they come: memory does
    not grow. Raises `ValueError` for more rows than a sheet holds, and for two sheets that would have one name.
    """
    names = [sheet_name(sheet.title) for sheet in sheets]
    if len({name.casefold() for name in names}) < len(names):
        raise ValueError(f"两张表不能同名：{'、'.join(names)}")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        # XlsxWriter would ask the system clock
        book.set_properties({"title": fit(sheets[0].title), "created": clock.now().replace(tzinfo=None)})
        formats = _Formats(book)
        return [_fill(book.add_worksheet(name), formats, sheet) for name, sheet in zip(names, sheets, strict=True)]


def _fill(sheet: Any, formats: _Formats, given: Sheet) -> int:
    last = max(len(given.headings) - 1, 0)
    at = _write_heading(sheet, formats, given.title, given.subtitle, last)
    header = at
    for column, heading in enumerate(given.headings):
        sheet.write_string(at, column, fit(heading), formats.heading)
    widths = [_width(heading) for heading in given.headings]
    for row in given.rows:
        at += 1
        if at >= MAX_ROWS:
            raise ValueError(f"一张表最多 {MAX_ROWS - header - 1} 行，请缩小导出的范围。")
        measured = at - header <= MEASURED
        for column, value in enumerate(row):
            _write(sheet, formats, at, column, value)
            if measured and column < len(widths):
                widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
    _set_up_page(sheet, header, last, at)
    return at - header


class _Formats:
    def __init__(self, book: Any) -> None:
        plain = {"font_name": FONT, "font_size": 11, "valign": "top", "border": 1, "text_wrap": True}
        self.title = book.add_format({"font_name": FONT, "font_size": 16, "bold": True, "align": "center"})
        self.subtitle = book.add_format({"font_name": FONT, "font_size": 10, "align": "left"})
        self.heading = book.add_format(
            plain | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#EEEEEE", "num_format": "@"}
        )
        # "@": a person who edits the cell later does not turn it into a formula or a number either
        self.text = book.add_format(plain | {"num_format": "@"})
        self.number = book.add_format(plain | {"align": "right"})
        self.day = book.add_format(plain | {"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format(plain | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"})


def _write_heading(sheet: Any, formats: _Formats, title: str, subtitle: str, last: int) -> int:
    """The row on which the headings stand."""
    at = 0
    said = [(line, formats.subtitle, 18) for line in subtitle.split("\n")]
    for text, style, height in ((title, formats.title, 28), *said):
        if text:
            sheet.set_row(at, height)
            if last:
                sheet.merge_range(at, 0, at, last, "", style)
            sheet.write_string(at, 0, fit(text), style)
            at += 1
    return at


def _write(sheet: Any, formats: _Formats, at: int, column: int, value: Value) -> None:
    # Text first: most cells hold some.
    if type(value) is str and value:
        sheet.write_string(at, column, fit(value), formats.text)
    elif value is None or value == "":
        sheet.write_blank(at, column, None, formats.text)
    elif isinstance(value, bool):
        sheet.write_string(at, column, "是" if value else "否", formats.text)
    elif isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(at, column, _local(value), formats.moment)
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), formats.day)
    elif isinstance(value, (int, float, Decimal)) and _is_exact(value):
        sheet.write_number(at, column, value, formats.number)
    else:
        sheet.write_string(at, column, fit(str(value)), formats.text)


def _is_exact(value: int | float | Decimal) -> bool:
    number = Decimal(str(value))
    return number.is_finite() and len(number.as_tuple().digits) <= EXACT_DIGITS and abs(number) < 10**EXACT_DIGITS


def _local(moment: datetime) -> datetime:
    """Shanghai time without its zone: a cell has none."""
    return (moment.astimezone(clock.SHANGHAI) if moment.tzinfo else moment).replace(tzinfo=None)


def _set_up_page(sheet: Any, header: int, last: int, end: int) -> None:
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.autofilter(header, 0, end, last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{end + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _width(value: Value) -> int:
    """Columns of a half-width character that the longest line of the value takes."""
    text = value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value if value is not None else "")
    lines = text[: 4 * WIDEST].split("\n")
    return 2 + max(sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in line) for line in lines)


def fit(text: str) -> str:
    """Text as a cell can hold it: no characters XML has no place for, at most 32,767 UTF-16 units, cut with a note."""
    fitted = _UNFIT.sub("", text)
    if len(fitted) > MAX_CELL // 2 and len(fitted.encode("utf-16-le")) // 2 > MAX_CELL:
        room = 2 * (MAX_CELL - len(CUT))
        fitted = fitted.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT
    return fitted


def sheet_name(title: str) -> str:
    """A name a sheet may have: at most 31 characters, none of []:*?/\\, not History."""
    name = _SHEET_NAME.sub(" ", " ".join(fit(title).split())).strip(" '")
    name = name.encode("utf-16-le")[:62].decode("utf-16-le", "ignore").strip(" '")
    return name if name and name.lower() != "history" else "表"


# ---------------------------------------------------------------- csv

# What spreadsheets take for the beginning of a formula, also behind spaces or quotes (OWASP; full-width too, since some
# programs fold before they look)
_FORMULA = re.compile(r"""[\s'"\u200b\ufeff]*[=+\-@＝＋－＠﹢﹣－﹦﹫]|[\t\r\n]""")


def harmless(text: str) -> str:
    """Text with an apostrophe in front where a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv(target: Target, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """Writes UTF-8 with a byte order mark (without it Excel reads GBK) and returns the number of data rows.

    Everything is quoted; text that a spreadsheet would calculate gets an apostrophe; real numbers, also negative ones,
    and ISO dates stand as they are. For people use `write_sheet`: opened in Excel, long numbers in a csv lose digits.
    """
    if not isinstance(target, (str, PathLike)):
        return _write_csv(target, headings, rows)
    with open(target, "wb") as file:
        return _write_csv(file, headings, rows)


def _write_csv(file: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    count = 0
    try:
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([_csv_value(heading) for heading in headings])
        for row in rows:
            writer.writerow([_csv_value(value) for value in row])
            count += 1
    finally:
        # the buffer is the caller's: a wrapper that is let go would close it
        text.detach()
    return count


def _csv_value(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _local(value).isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    return harmless(_UNFIT.sub("", value))
