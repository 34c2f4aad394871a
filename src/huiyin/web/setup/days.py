"""The page 放假和调休: what holds for the whole country, read only, and the days on which this congress's area departs.

The same functions as `huiyin calendar`: first which running limits move is shown, then they are moved by steps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from huiyin.chain.recounting import Move, moves, recount_at_once
from huiyin.foundation import announcing
from huiyin.foundation.calendars import calendar_with, national_calendar
from huiyin.foundation.models import WorkdayOverride
from huiyin.foundation.workdays import Calendar, Override
from huiyin.foundation.workdays.calendar import WEEKDAYS
from huiyin.people.models import Congress, Session
from huiyin.proposals.models import Proposal
from huiyin.web.setup import texts
from huiyin.web.setup.forms import DaysForm
from huiyin.web.setup.views import admin, did, picked, to, typed

MOST_MOVES = 50
_BETWEEN = re.compile(r"[\t,，、;； \u3000]+")


@dataclass(frozen=True)
class DayLine:
    """A day as the page shows it; `was` is what the whole country does."""

    on: date
    weekday: str
    works: bool
    name: str
    source: str
    was: str
    pk: int = 0


@dataclass(frozen=True)
class MoveLine:
    """By the item's number: an administrator sees nothing else of it."""

    session: Session
    no: str
    limit: str
    was: date
    will_be: date


@dataclass(frozen=True)
class Preview:
    """Which running limits move. `sealed` are counted only: they tell whose evaluation is still awaited."""

    lines: list[MoveLine]
    more: int
    sealed: int

    @property
    def total(self) -> int:
        return len(self.lines) + self.more + self.sealed


@dataclass(frozen=True)
class Year:
    year: int
    announced: bool
    days: list[DayLine]


@admin
def days(request: HttpRequest) -> HttpResponseBase:
    """Days off of this area: typed, previewed, confirmed. What was typed is never lost."""
    made = request.door  # type: ignore[attr-defined]
    form = DaysForm(typed(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        national = national_calendar()
        source = form.cleaned_data["source"]
        try:
            given = announcing.read_local(_cells(form.cleaned_data["days"]), source, national, made.today)
        except announcing.ArrangementRefused as refused:
            form.add_error("days", refused.sentences)
        else:
            # Confirmed is what was shown: whoever changed the days after the preview sees another one.
            if request.POST.get("sure") == _spelled(given):
                announcing.keep_local(made.congress.pk, given)
                return _done(request, "days.enter", {"source": source, "days": [str(day.on) for day in given]})
            local = calendar_with(made.congress.pk, given)
            shown = [_line(day, national) for day in given]
            context |= {"given": shown, "sure": _spelled(given), "preview": _preview(made.congress, local)}
    return TemplateResponse(request, "setup/days.html", context | _standing(made.congress, made.today))


@require_POST
@admin
def restore_days(request: HttpRequest) -> HttpResponseBase:
    """What the whole country does holds again on the ticked days: shown first, as when they were entered."""
    made = request.door  # type: ignore[attr-defined]
    rows = list(WorkdayOverride.objects.filter(congress=made.congress, pk__in=picked(request)).order_by("on"))
    if not rows:
        messages.info(request, texts.NO_DAY_PICKED)
        return to(request, "setup_days")
    dates = [row.on for row in rows]
    if "sure" in request.POST:
        announcing.drop_local(made.congress.pk, dates)
        return _done(request, "days.restore", {"days": [str(on) for on in dates]})
    national = national_calendar()
    context = {
        "rows": [_local(row, national) for row in rows],
        "preview": _preview(made.congress, calendar_with(made.congress.pk, without=dates)),
    }
    return TemplateResponse(request, "setup/days_restore.html", context)


def _done(request: HttpRequest, act: str, facts: dict[str, Any]) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    moved = recount_at_once(congress.pk)
    did(request, act, congress, facts=facts)
    said = texts.DAYS_ENTERED if act == "days.enter" else texts.DAYS_RESTORED
    messages.success(request, said.format(days=len(facts["days"]), moved=moved))
    return to(request, "setup_days")


def _spelled(days: Sequence[Override]) -> str:
    return " ".join(f"{day.on}{'+' if day.is_workday else '-'}" for day in days)


def _cells(written: str) -> list[list[str]]:
    """日期、放假或上班、名称, parted by whatever a table or a hand puts between them."""
    return [_BETWEEN.split(line.strip(), maxsplit=2) for line in written.splitlines()]


def _preview(congress: Congress, calendar: Calendar) -> Preview:
    moving = [one for one in moves(congress.pk, calendar) if one.moves]
    told = [one for one in moving if not one.sealed]
    return Preview(_move_lines(told[:MOST_MOVES]), len(told[MOST_MOVES:]), len(moving) - len(told))


def _move_lines(moving: Sequence[Move]) -> list[MoveLine]:
    numbers = [one.clock.case_id for one in moving]
    cases = Proposal.objects.select_related("session__term").in_bulk(numbers)
    return [
        MoveLine(case.session, case.shown_no, one.words, one.clock.due_on, one.due_on)
        for one in moving
        for case in [cases[one.clock.case_id]]
    ]


def _standing(congress: Congress, today: date) -> dict[str, Any]:
    national = national_calendar()
    rows = WorkdayOverride.objects.filter(congress=congress).order_by("on")
    return {
        "local": [_local(row, national) for row in rows],
        "years": [_year(year, national) for year in (today.year, today.year + 1)],
        "first": today.year - 1,
        "last": today.year + 2,
    }


def _year(year: int, national: Calendar) -> Year:
    # A day in July is never a holiday by itself: it is known only when its year is.
    announced = not national.is_provisional(date(year, 7, 15))
    days = [
        _line(Override(on, national.is_workday(on), national.name_of(on), national.source_of(on)), national)
        for on in national.days(date(year, 1, 1), date(year, 12, 31))
        if national.is_make_up(on) or (not national.is_workday(on) and (on.weekday() < 5 or national.source_of(on)))
    ]
    return Year(year, announced, days)


def _local(row: WorkdayOverride, national: Calendar) -> DayLine:
    return _line(Override(row.on, row.is_workday, row.name, row.source), national, row.pk)


def _line(day: Override, national: Calendar, pk: int = 0) -> DayLine:
    was = announcing.WORK if national.is_workday(day.on) else announcing.HOLIDAY
    return DayLine(day.on, WEEKDAYS[day.on.weekday()], day.is_workday, day.name, day.source, was, pk)
