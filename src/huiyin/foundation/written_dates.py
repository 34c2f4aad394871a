"""Dates and numbers as offices write them: 二〇二六年一月二十日, 2026/7/15, 九月底前, 第十八届.

Only ASCII digits count after NFKC: Arabic-Indic digits pass `isdigit` and `int`, and are no date of an office.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = r"(?:[0-9]+|[〇零○一二两三四五六七八九十百千廿卅]+)"
FIRST_YEAR, LAST_YEAR = 1900, 2100
# serial numbers of spreadsheets for 2000-01-01 … 2099-12-31
SERIALS = range(36526, 73051)
SERIAL_ZERO = dt.date(1899, 12, 30)


def fold(text: str) -> str:
    """NFKC without any blanks: for comparing and parsing, never for keeping."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def number_of(words: str) -> int | None:
    """18, 十八, 一百二十三, 二〇二六, 廿三 → int; None when it is no number."""
    words = fold(words).replace("廿", "二十").replace("卅", "三十")
    if re.fullmatch(r"[0-9]{1,9}", words):
        return int(words)
    if not words or any(letter not in DIGITS and letter not in UNITS for letter in words):
        return None
    if not any(letter in UNITS for letter in words):
        return int("".join(str(DIGITS[letter]) for letter in words)) if len(words) < 10 else None
    total, digit = 0, 0
    for letter in words:
        if letter in DIGITS:
            digit = DIGITS[letter]
        else:
            total += (digit or (1 if UNITS[letter] == 10 else 0)) * UNITS[letter]
            digit = 0
    return total + digit


def day(year: int, month: int, number: int) -> dt.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def from_serial(value: int) -> dt.date | None:
    """A spreadsheet's day number that lost its date format."""
    return SERIAL_ZERO + dt.timedelta(days=value) if value in SERIALS else None


WORDED = re.compile(rf"({NUMERAL})年({NUMERAL}|元)月({NUMERAL})[日号]?")
FIGURED = re.compile(r"(?<![0-9])([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
PACKED = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])")


@dataclass(frozen=True)
class FoundDate:
    at: int
    text: str
    on: dt.date | None


def dates_in(text: str) -> list[FoundDate]:
    """Every full date in a text, in order; `on` is None for one that does not exist (February 30)."""
    text = fold(text)
    found = []
    for match in WORDED.finditer(text):
        year, month, number = number_of(match[1]), 1 if match[2] == "元" else number_of(match[2]), number_of(match[3])
        if year is not None and month is not None and number is not None and len(match[1]) >= 4:
            found.append(FoundDate(match.start(), match[0], day(year, month, number)))
    for match in FIGURED.finditer(text):
        found.append(FoundDate(match.start(), match[0], day(int(match[1]), int(match[3]), int(match[4]))))
    for match in PACKED.finditer(text):
        found.append(FoundDate(match.start(), match[0], day(int(match[1]), int(match[2]), int(match[3]))))
    return sorted(found, key=lambda one: one.at)


def last_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True)
class DueWords:
    """`on` is the last day that still keeps the written limit; `rough` when the words name no exact day."""

    text: str
    on: dt.date | None
    rough: bool = False


YEAR_PART = rf"(?:(?P<year>{NUMERAL})年|(?P<relative>今年|本年|当年|明年|次年))?"
MONTH_PART = rf"(?P<month>{NUMERAL}|元)月份?"
DUE_DAY = re.compile(rf"{YEAR_PART}{MONTH_PART}(?P<day>{NUMERAL})[日号]?")
DUE_MONTH = re.compile(rf"{YEAR_PART}{MONTH_PART}(?P<part>上旬|中旬|下旬|底|末|初|中)?")
DUE_SHORT = re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
DUE_SHORT_YEAR = re.compile(r"(?P<year>[0-9]{2})([-/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
DUE_YEAR_MONTH = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})")
DUE_PARTS = (
    (re.compile(rf"{YEAR_PART}上半年"), 6),
    (re.compile(rf"{YEAR_PART}(?:下半年|年底|年末|年内|底|内)"), 12),
    (re.compile(rf"{YEAR_PART}第?(?P<quarter>[一二三四1234])季度[底末]?"), 0),
)
TAIL = r"(?:之?以?前|内|止|为止|前?完成|前?办结|前?答复|前?报送)*"
HEAD = re.compile(r"^(?:请|应|须|务必|要求|限|原则上)*(?:于|在|至|到)?")


def due_words(text: str, base: dt.date) -> DueWords:
    """A written limit as a date, relative to the hand-over date `base`; a month already past means next year."""
    folded = HEAD.sub("", fold(text))
    full = dates_in(folded)
    if full:
        return DueWords(text, full[-1].on)
    short = DUE_SHORT_YEAR.match(folded)
    if short:
        return DueWords(text, day(2000 + int(short["year"]), int(short["month"]), int(short["day"])))
    match = re.fullmatch(DUE_DAY.pattern + TAIL, folded) or re.fullmatch(DUE_SHORT.pattern + TAIL, folded)
    if match:
        return DueWords(text, _next(match, base, match["month"], match["day"]))
    match = re.fullmatch(DUE_YEAR_MONTH.pattern + TAIL, folded) or re.fullmatch(DUE_MONTH.pattern + TAIL, folded)
    if match:
        part = match.groupdict().get("part") or "底"
        rough_day = {"上旬": "10", "初": "10", "中旬": "20", "中": "20"}.get(part, "")
        return DueWords(text, _next(match, base, match["month"], rough_day), rough=True)
    for pattern, month in DUE_PARTS:
        match = re.fullmatch(pattern.pattern + TAIL, folded)
        if match:
            quarter = match.groupdict().get("quarter")
            last = (number_of(quarter) or 0) * 3 if quarter else month
            return DueWords(text, _next(match, base, str(last), ""), rough=True)
    return DueWords(text, None)


def _next(match: re.Match[str], base: dt.date, month_words: str, day_words: str) -> dt.date | None:
    month = 1 if month_words == "元" else number_of(month_words)
    if month is None or not 1 <= month <= 12:
        return None
    groups = match.groupdict()
    year = number_of(groups["year"]) if groups.get("year") else None
    relative = groups.get("relative")
    if relative:
        year = base.year + (relative in ("明年", "次年"))
    candidates = [year] if year is not None else [base.year, base.year + 1]
    for candidate in candidates:
        if not FIRST_YEAR <= candidate <= LAST_YEAR:
            return None
        number = number_of(day_words) if day_words else None
        on = day(candidate, month, number) if number else (None if day_words else last_of_month(candidate, month))
        if on is None or on >= base or year is not None:
            return on
    return on
