"""The working-day calendar of a congress: the national one, newly announced years, and its own departures."""

from __future__ import annotations

from functools import lru_cache

from huiyin.foundation.models import AnnouncedDay, WorkdayOverride
from huiyin.foundation.workdays import Calendar, Override


@lru_cache(maxsize=1)
def national_seed() -> Calendar:
    """The calendar as the library carries it: the same object for all, its tables are built once."""
    return Calendar.from_seed()


def calendar_of(congress_id: int) -> Calendar:
    """Read afresh at each call: a holiday entered at noon must be known to every process at once."""
    announced = [Override(d.on, d.is_workday, d.name, d.source) for d in AnnouncedDay.objects.all()]
    own = [
        Override(d.on, d.is_workday, d.name, d.source) for d in WorkdayOverride.objects.filter(congress_id=congress_id)
    ]
    return Calendar.from_seed(announced, own) if announced or own else national_seed()
