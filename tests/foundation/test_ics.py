"""Calendar files as RFC 5545 asks: read back here by a reader that was written after the standard, not after the writer."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation import clock
from huiyin.foundation.ics import LONGEST_LINE, Entry, calendar, escaped, folded

STAMP = datetime(2026, 3, 9, 9, tzinfo=clock.SHANGHAI)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n,;\\"), max_size=200)


def read(made: bytes) -> list[tuple[str, str]]:
    """Names with parameters and values, unfolded; every line must end in CRLF and hold at most 75 octets."""
    assert made.endswith(b"\r\n") and not re.search(rb"[^\r]\n", made)
    physical = made.split(b"\r\n")[:-1]
    assert all(len(line) <= LONGEST_LINE for line in physical)
    # Each physical line is whole characters: readers that decode line by line must not fail.
    whole = "\r\n".join(line.decode() for line in physical).replace("\r\n ", "")
    return [(name, value) for name, _, value in (line.partition(":") for line in whole.split("\r\n"))]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), value)


def values(made: bytes) -> dict[str, str]:
    return {name: unescaped(value) for name, value in read(made)}


def test_a_talk_is_written_in_utc_with_its_end() -> None:
    entry = Entry("a@huiyin", "约见", datetime(2026, 3, 12, 15, tzinfo=clock.SHANGHAI), minutes=90, place="三阳路口")
    found = values(calendar([entry], STAMP))
    assert (found["DTSTART"], found["DTEND"], found["DTSTAMP"]) == (
        "20260312T070000Z", "20260312T083000Z", "20260309T010000Z",
    )  # fmt: skip
    assert (found["METHOD"], found["STATUS"], found["LOCATION"]) == ("PUBLISH", "CONFIRMED", "三阳路口")


def test_a_time_before_eight_is_of_the_day_before_in_utc() -> None:
    entry = Entry("a@huiyin", "约见", datetime(2026, 1, 1, 7, 30, tzinfo=clock.SHANGHAI))
    assert values(calendar([entry], STAMP))["DTSTART"] == "20251231T233000Z"


def test_a_due_date_is_a_whole_day_that_leaves_one_free() -> None:
    found = values(calendar([Entry("d@huiyin", "答复到期", date(2026, 12, 31), busy=False)], STAMP))
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"], found["TRANSP"]) == (
        "20261231", "20270101", "TRANSPARENT",
    )  # fmt: skip


def test_one_cancelled_event_is_a_cancellation_and_a_list_stays_a_list() -> None:
    gone = Entry("a@huiyin", "约见", STAMP, sequence=4, cancelled=True)
    alone, listed = values(calendar([gone], STAMP)), values(calendar([gone], STAMP, name="临江区城管局 到期日历", hours=6))
    assert (alone["METHOD"], alone["STATUS"], alone["SEQUENCE"]) == ("CANCEL", "CANCELLED", "4")
    assert (listed["METHOD"], listed["STATUS"], listed["X-WR-CALNAME"]) == ("PUBLISH", "CANCELLED", "临江区城管局 到期日历")
    assert listed["REFRESH-INTERVAL;VALUE=DURATION"] == "PT6H"


def test_an_empty_list_is_a_calendar_too() -> None:
    assert read(calendar([], STAMP, name="空"))[0] == ("BEGIN", "VCALENDAR")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar([Entry("a", "b", datetime(2026, 3, 12, 15))], STAMP)


def test_no_text_breaks_out_of_its_line() -> None:
    made = calendar([Entry("a", "标题\r\nEND:VCALENDAR\nATTENDEE:mailto:x@y", STAMP, place="a\x00\x1b\rb")], STAMP)
    assert [name for name, _ in read(made)].count("END") == 2 and "ATTENDEE" not in dict(read(made))


def test_a_line_is_cut_between_characters_at_75_octets() -> None:
    parts = list(folded("SUMMARY:" + "关" * 60))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert [part[0] for part in parts[1:]] == [" "] * (len(parts) - 1)
    assert list(folded("x" * 75)) == ["x" * 75] and len(list(folded("x" * 76))) == 2


@given(TEXT, TEXT)
def test_what_goes_in_comes_out_again(summary: str, place: str) -> None:
    found = values(calendar([Entry("a", summary, datetime(2026, 3, 12, tzinfo=UTC), place=place)], STAMP))
    assert found["SUMMARY"] == summary and found.get("LOCATION", "") == place


@given(st.text())
def test_an_escaped_text_is_one_line(text: str) -> None:
    assert not set(escaped(text)) & set("\r\n\x00")
