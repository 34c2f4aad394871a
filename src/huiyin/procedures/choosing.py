"""Choosing a congress's procedure: each choice is a new version, valid from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max

from huiyin.foundation import clock
from huiyin.people.models import Congress
from huiyin.procedures.loading import load_profile, overlay, stored
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.schema import Procedure

# A congress that has only just chosen may take up items of earlier years: its first version holds for them too.
ALWAYS = date(1949, 10, 1)


def choose_profile(
    congress: Congress,
    profile: str,
    *,
    answers: dict[str, Any] | None = None,
    valid_from: date | None = None,
    seat_id: int | None = None,
) -> ProcedureVersion:
    """Make the next version from a shipped profile and the congress's own answers to its blanks.

    Raises ProfileUnknown, or the floor's refusal where an answer undercuts national law.
    """
    procedure: Procedure = load_profile(profile)
    if answers:
        procedure = overlay(procedure, answers)
    newest = newest_number(congress)
    return ProcedureVersion.objects.create(
        congress=congress,
        number=newest + 1,
        profile=profile,
        valid_from=valid_from or (clock.today() if newest else ALWAYS),
        values=stored(procedure),
        seat_id=seat_id,
    )


def choose_again(
    version: ProcedureVersion, *, valid_from: date, seat_id: int | None = None, note: str = ""
) -> ProcedureVersion:
    """Let an earlier version of the congress, its own answers included, hold again from a day on."""
    return ProcedureVersion.objects.create(
        congress_id=version.congress_id,
        number=newest_number(version.congress) + 1,
        profile=version.profile,
        valid_from=valid_from,
        values=version.values,
        seat_id=seat_id,
        note=note[:200],
    )


def newest_number(congress: Congress) -> int:
    return ProcedureVersion.objects.filter(congress=congress).aggregate(m=Max("number"))["m"] or 0
