"""The working-day calendar of a congress: the national one, newly announced years, and its own departures."""

from __future__ import annotations

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
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [congress_id])
        found = [(own, Override(*rest)) for own, *rest in cursor.fetchall()]
    if not found:
        return national_seed()
    return Calendar.from_seed([day for own, day in found if not own], [day for own, day in found if own])
