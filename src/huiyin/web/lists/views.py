"""台账: a desk's list as a table with chosen columns, and the page on which they are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.foundation import saved_views
from huiyin.handling import columns as catalogue
from huiyin.handling import desks, tables
from huiyin.handling.columns import COLUMNS, Value
from huiyin.reports.worklists import LISTING_ROLES
from huiyin.web.door import Door, door
from huiyin.web.lists import texts
from huiyin.web.lists.asking import UNITS, Asked, saved_links


def count_words(number: int) -> str:
    """Exact up to a thousand."""
    return str(number) if number <= desks.MOST else texts.MORE.format(n=desks.MOST)


def cell(value: Value) -> str:
    """A value as it stands on a page; a spreadsheet keeps dates and numbers as what they are."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


@require_safe
@door(*LISTING_ROLES)
def lists(request: HttpRequest) -> HttpResponseBase:
    asked = Asked.of(request)
    seat = asked.made.seat
    found = tables.table(seat, asked.made.today, asked.view, asked.filters, asked.columns, asked.after)
    case = reverse("case", args=[seat.pk, 0]).removesuffix("0/")
    # The cell that leads to the case: its title, or the first where no title is shown.
    link = asked.columns.index("title") if "title" in asked.columns else 0
    stages = [(stage.value, stage.label) for stage in asked.view.stages]
    context = {
        "asked": asked,
        "view": asked.view,
        "views": [(one.key, f"{one.part} · {one.label}" if one.part else one.label) for one in tables.views(seat)],
        "columns": [COLUMNS[key] for key in asked.columns],
        "rows": [(f"{case}{row.case_id}/", list(_cells(row.values, asked.columns, link))) for row in found.rows],
        # Number and title stay where they are while the rest goes by.
        "numbered": asked.columns[0] == "number" and link == 1,
        "count": count_words(found.found),
        "more_url": asked.url(after=found.after) if found.after else "",
        "first_url": asked.url() if asked.after else "",
        "clear_url": reverse("lists", args=[seat.pk]),
        "saved": saved_links(seat, asked.around.saved),
        "query": asked.query,
        "modes": texts.MODES.items(),
        "stages": stages if len(stages) > 1 else [],
        "sessions": asked.known.sessions.items(),
        "units": asked.known.units.items() if seat.role not in UNITS else (),
        "delegations": asked.known.delegations.items(),
        "empty": texts.NOT_FOUND,
    }
    return TemplateResponse(request, "lists/list.html", context)


def _cells(values: Sequence[Value], columns: Sequence[str], link: int) -> Any:
    for at, value in enumerate(values):
        yield cell(value), at == link, COLUMNS[columns[at]].wide


# -- columns -----------------------------------------------------------------------------------------------------------


@door(*LISTING_ROLES)
def columns(request: HttpRequest) -> HttpResponseBase:
    """Which columns, in which order: numbers beside the ticks, because a page without scripts has no dragging."""
    asked = Asked.of(request)
    made: Door = asked.made
    seat = made.seat
    offered = catalogue.offered(seat.role)
    chosen: tuple[str, ...] = asked.columns
    error = ""
    if request.method == "POST":
        chosen = _ordered(request, offered)
        rest = {key: value for key, value in asked.address.items() if key != "cols"}
        back = _with(reverse("lists", args=[seat.pk]), rest)
        if "usual" in request.POST:
            saved_views.forget_columns(seat.congress_id, seat.pk)
            messages.success(request, texts.COLUMNS_USUAL)
            return HttpResponseRedirect(back)
        if chosen:
            saved_views.keep_columns(seat.congress_id, seat.pk, list(chosen))
            messages.success(request, texts.COLUMNS_KEPT)
            return HttpResponseRedirect(back)
        error = texts.NO_COLUMN
    every = [*chosen, *(key for key in offered if key not in chosen)]
    context = {
        "lines": [(COLUMNS[key], number, key in chosen) for number, key in enumerate(every, 1)],
        "error": error,
        "back": asked.url(),
        "query": asked.query,
    }
    return TemplateResponse(request, "lists/columns.html", context)


def _ordered(request: HttpRequest, offered: Sequence[str]) -> tuple[str, ...]:
    """The ticked columns by the numbers beside them; one whose number cannot be read comes last."""

    def place(key: str) -> int:
        given = request.POST.get(f"at-{key}", "").strip()
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else 10_000

    ticked = catalogue.known(request.door.seat.role, request.POST.getlist("col"))  # type: ignore[attr-defined]
    return tuple(sorted(ticked, key=lambda key: (place(key), offered.index(key))))


def _with(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url
