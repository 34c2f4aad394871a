"""Text tables: csv, ; and tab, in UTF-8, UTF-16 or GBK, as offices export them."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", "\t", ";", "，", "；", "|")
SAMPLE_LINES = 200
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UNREADABLE = "\ufffd"


class NotText(ValueError):
    """The bytes are in none of the encodings a table comes in."""


@dataclass(frozen=True)
class TextTable:
    rows: list[list[str]]
    encoding: str
    delimiter: str
    unreadable: int


def decode(data: bytes) -> tuple[str, str]:
    """Text and its encoding; a few broken characters stay visible as U+FFFD. Raises NotText."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig")
    sample = data[:4000]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    if max(zeros) > len(sample) // 20:
        # digits and separators of UTF-16 without a mark have a zero in every second byte, always on the same side
        if min(zeros) * 10 > max(zeros):
            raise NotText("binary")
        encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
        return data.decode(encoding, "replace"), encoding
    if len(CONTROLS.findall(data)) * 100 > len(data):
        raise NotText("binary")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    attempts = [(data.decode(encoding, "replace"), encoding) for encoding in ("utf-8", "gb18030")]
    text, encoding = min(attempts, key=lambda attempt: attempt[0].count(UNREADABLE))
    if text.count(UNREADABLE) * 50 > len(text):
        raise NotText("encoding")
    return text, encoding


def _split(text: str, delimiter: str, *, quotes: bool = True) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines = io.StringIO(text, newline="")
    if quotes:
        return list(csv.reader(lines, delimiter=delimiter))
    return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))


def _evenness(rows: list[list[str]]) -> float:
    """How much a delimiter makes a table of the lines: share of lines with the commonest width, wider is better."""
    widths = [len(row) for row in rows if any(row)]
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    return 0.0 if width < 2 else count / len(widths) + min(width, 20) / 40


def read(data: bytes) -> TextTable:
    """Rows of a text table, the delimiter found by which one makes the lines evenly wide. Raises NotText."""
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unreadable = text.count(UNREADABLE)
    first, _, rest = text.partition("\n")
    told = ""
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        told, text = first.strip()[-1], rest  # Excel's own directive: no row of the table
    sample = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    delimiter = told or max(DELIMITERS, key=lambda candidate: _evenness(_split(sample, candidate)))
    rows = _split(text, delimiter)
    if any(cell.count("\n") > 40 for row in rows for cell in row):
        # one stray quotation mark swallows the rest of the file into a single cell; a long text in one cell does not
        plain = _split(text, delimiter, quotes=False)
        rows = plain if _evenness(plain) > _evenness(rows) else rows
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return TextTable(rows, encoding, delimiter, unreadable)
