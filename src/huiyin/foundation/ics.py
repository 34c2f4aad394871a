"""Calendar files (RFC 5545): what a telephone or an office calendar takes up, as text.

Only what is needed: events of a day or of a stretch of time, given out one by one (with its cancellation) or as a list
to subscribe to. Times are written in UTC, so that no time zone has to be described.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Huiyin//回音//ZH"
LONGEST_LINE = 75


@dataclass(frozen=True)
class Entry:
    """An event. `starts` is a moment with its zone, or a date for a whole day; `uid` never changes for the same matter, and
    `sequence` rises with each change of it."""

    uid: str
    summary: str
    starts: datetime | date
    minutes: int = 60
    place: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    # Whole days that only remind of a date leave the person free.
    busy: bool = True


def calendar(entries: Iterable[Entry], stamp: datetime, *, name: str = "", hours: int = 0) -> bytes:
    """A calendar of these events, made at `stamp`. With `name` it is one to subscribe to, asked for again every `hours`.

    One cancelled event alone is a cancellation (METHOD:CANCEL): whoever took the event up strikes it out.
    """
    found = list(entries)
    cancels = len(found) == 1 and found[0].cancelled and not name
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    lines.append("METHOD:CANCEL" if cancels else "METHOD:PUBLISH")
    if name:
        lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "X-WR-TIMEZONE:Asia/Shanghai"]
    if hours:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:PT{hours}H", f"X-PUBLISHED-TTL:PT{hours}H"]
    for entry in found:
        lines += _event(entry, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def _event(entry: Entry, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    if isinstance(entry.starts, datetime):
        yield f"DTSTART:{_utc(entry.starts)}"
        yield f"DTEND:{_utc(entry.starts + timedelta(minutes=entry.minutes))}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.starts:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.starts + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.place:
        yield f"LOCATION:{escaped(entry.place)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'OPAQUE' if entry.busy else 'TRANSPARENT'}"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a value (RFC 5545, 3.3.11). Other control characters than line breaks have no place in it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(sign for sign in plain if sign == "\n" or sign >= " " and sign != "\x7f")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line cut into parts of at most 75 octets, each but the first led by a space; no character is cut in two (3.1)."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
