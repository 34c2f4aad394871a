"""The working-day calendar of a congress: the national one, newly announced years, and its own departures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

from django.db import connection

from huiyin.foundation.workdays import Calendar, Override


@lru_cache(maxsize=1)
def national_seed() -> Calendar:
    """The calendar as the library carries it: the same object for all, its tables are built once."""
    return Calendar.from_seed()


# Newly announced days of the whole country, and the congress's own: the first column tells which.
_DAYS = """select false, t."on", t.is_workday, t.name, t.source from foundation_announcedday t
    union all select true, t."on", t.is_workday, t.name, t.source from foundation_workdayoverride t
    where t.congress_id = %s"""


def calendar_of(congress_id: int) -> Calendar:
    """Read afresh at each call: a holiday entered at noon must be known to every process at once."""
    return _calendar(_days(congress_id))


def calendar_with(congress_id: int, local: Sequence[Override] = (), without: Collection[date] = ()) -> Calendar:
    """The congress's calendar as it would be with these days of its own, or without those: for a preview."""
    changed = {day.on for day in local} | set(without)
    kept = [(own, day) for own, day in _days(congress_id) if not (own and day.on in changed)]
    return _calendar([*kept, *((True, day) for day in local)])


def national_calendar() -> Calendar:
    """What holds for every congress of the installation."""
    # No congress bears this number: its own days are none.
    return _calendar(_days(0))


def _days(congress_id: int) -> list[tuple[bool, Override]]:
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [congress_id])
        return [(own, Override(*rest)) for own, *rest in cursor.fetchall()]


def _calendar(found: Sequence[tuple[bool, Override]]) -> Calendar:
    if not found:
        return national_seed()
    return Calendar.from_seed([day for own, day in found if not own], [day for own, day in found if own])
