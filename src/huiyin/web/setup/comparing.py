"""Two procedures side by side: shipped profiles, and this congress's own versions in force, earlier and to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from huiyin.procedures.comparing import side_by_side
from huiyin.procedures.loading import available_profiles, load_profile
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.procedures.timeline import Period, Standing, timeline
from huiyin.web.door import Door
from huiyin.web.setup import texts
from huiyin.web.setup.views import admin


@dataclass(frozen=True)
class Choice:
    """One procedure that may stand on a side. `code`: the name of a profile, or `v3` for the third version."""

    code: str
    words: str
    procedure: Procedure
    own: bool


@require_safe
@admin
def compare(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    periods = timeline(made.congress.pk, made.today)
    choices = {one.code: one for one in (*_own(periods), *_shipped())}
    left, right = _asked(request.GET, choices, periods)
    # A form that was sent says so itself: a box that is not ticked sends nothing.
    only = request.GET.get("only") == "1" or "left" not in request.GET
    whole = side_by_side(left.procedure, right.procedure)
    context = {
        "own": [one for one in choices.values() if one.own],
        "shipped": [one for one in choices.values() if not one.own],
        "left": left,
        "right": right,
        "only": only,
        "groups": side_by_side(left.procedure, right.procedure, only_differing=True) if only else whole,
        "count": sum(len(group.rows) for group in whole),
        "differing": sum(row.differs for group in whole for row in group.rows),
    }
    return TemplateResponse(request, "setup/compare.html", context)


def _own(periods: list[Period]) -> list[Choice]:
    return [
        Choice(
            f"v{one.version.number}",
            texts.OWN_VERSION.format(number=one.version.number, standing=texts.STANDINGS[one.standing.value]),
            procedure_of(one.version.pk),
            own=True,
        )
        for one in periods
    ]


def _shipped() -> list[Choice]:
    return [Choice(name, load_profile(name).name, load_profile(name), own=False) for name in available_profiles()]


def _asked(given: Mapping[str, str], choices: dict[str, Choice], periods: list[Period]) -> tuple[Choice, Choice]:
    """What the address asks for; else the version in force beside the profile it was made from."""
    current = next((one.version for one in periods if one.standing is Standing.IN_FORCE), None)
    left = choices.get(given.get("left", "")) or choices[f"v{current.number}" if current is not None else "base"]
    other = current.profile if current is not None else ""
    right = choices.get(given.get("right", "")) or choices.get(other) or choices["base"]
    return left, right
