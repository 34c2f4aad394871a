"""Log lines: one JSON object each, which no written text can forge, and which tell no telephone number.

Line breaks, terminal sequences and direction marks in a name would let a writer of forms write lines of the log, or
hide them from a reader's eye (security C25); numbers of persons do not belong there at all (C26).
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

# json escapes C0 alone; these follow: DEL and C1, soft hyphen, direction marks and isolates, line and paragraph
# separators, zero-width characters, lone surrogates (which no file can hold as UTF-8), tag characters.
_UNSAFE = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
# \d takes full-width digits too. A number inside a longer run of digits is something else.
_GAP = r"[\s\-‐‑–—－.·]{0,2}"
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00|＋)?(?:86|８６){_GAP})?[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)[(（]?[0０]\d{2,3}[)）]?[\s\-－]{1,2}\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)[1-9１-９]\d{16}[\dXxＸｘ](?!\d)")


def redacted(text: str) -> str:
    """The text without identity and telephone numbers."""
    text = _IDENTITY.sub("〔证件号〕", text)
    text = _MOBILE.sub("〔电话〕", text)
    return _LANDLINE.sub("〔电话〕", text)


def escaped(text: str) -> str:
    """JSON text with every character that could act on a terminal or a reader written as its number."""
    return _UNSAFE.sub(lambda found: _number(found.group()), text)


def _number(character: str) -> str:
    code = ord(character)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


class JsonLines(logging.Formatter):
    """`{"at", "level", "logger", "message"}`, and `"trace"` for an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = redacted(self.formatException(record.exc_info))
        return escaped(json.dumps(line, ensure_ascii=False))
