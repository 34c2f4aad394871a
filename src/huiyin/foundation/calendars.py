"""The working-day calendar of a congress: the national one, newly announced years, and its own departures."""

from __future__ import annotations

from huiyin.foundation.models import AnnouncedDay, WorkdayOverride
from huiyin.foundation.workdays import Calendar, Override

_national = Calendar()


def calendar_of(congress_id: int) -> Calendar:
    """Read afresh at each call: a holiday entered at noon must be known to every process at once."""
    days = [
        Override(d.on, d.is_workday, d.name, d.source)
        for rows in (AnnouncedDay.objects.all(), WorkdayOverride.objects.filter(congress_id=congress_id))
        for d in rows
    ]
    return Calendar(days) if days else _national
