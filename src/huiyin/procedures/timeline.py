"""The versions of a congress's procedure in time: which one holds on which days, and what still comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from huiyin.procedures.models import ProcedureVersion


class Standing(StrEnum):
    IN_FORCE = "in_force"
    COMING = "coming"
    PAST = "past"
    REPLACED = "replaced"  # a later version holds from the same day: this one holds on none


@dataclass(frozen=True)
class Period:
    """A version and the days on which an item registered then falls under it; `until` None: no end is known yet."""

    version: ProcedureVersion
    since: date
    until: date | None
    standing: Standing


def timeline(congress_id: int, today: date) -> list[Period]:
    """All versions, the one that holds last first. Before the first day of all, the first version holds (`version_on`)."""
    ordered = list(ProcedureVersion.objects.filter(congress_id=congress_id).order_by("valid_from", "number"))
    periods = []
    for place, version in enumerate(ordered):
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        until = after.valid_from - timedelta(days=1) if after is not None else None
        periods.append(Period(version, version.valid_from, until, _standing(version, until, today)))
    if periods and ordered[0].valid_from > today:
        first = min(periods, key=lambda one: one.version.number)
        periods[periods.index(first)] = replace(first, standing=Standing.IN_FORCE)
    return periods[::-1]


def _standing(version: ProcedureVersion, until: date | None, today: date) -> Standing:
    if until is not None and until < version.valid_from:
        return Standing.REPLACED
    if version.valid_from > today:
        return Standing.COMING
    return Standing.PAST if until is not None and until < today else Standing.IN_FORCE


def coming_after(congress_id: int, on: date) -> list[ProcedureVersion]:
    """Versions that begin after `on` and hold some day: what is changed from `on` on is not in them."""
    return [
        period.version
        for period in reversed(timeline(congress_id, on))
        if period.since > on and period.standing is not Standing.REPLACED
    ]
