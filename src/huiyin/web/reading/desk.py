"""阅看: the desk of those who read what deputies submitted, before it is registered."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.people.models import Role, Seat
from huiyin.people.queries import reads_for
from huiyin.proposals import lookout
from huiyin.proposals.lookout import Desk, View, Waiting
from huiyin.proposals.models import ProposalKind
from huiyin.web.components import state_of
from huiyin.web.door import Door, door
from huiyin.web.reading import texts
from huiyin.web.rows import Group, Row

READERS = (Role.STREET_CLERK, Role.COMMITTEE_OFFICER, Role.SECRETARIAT)


@require_safe
@door(*READERS)
def reading(request: HttpRequest) -> HttpResponseBase:
    return show(request)


def show(request: HttpRequest) -> HttpResponseBase:
    """One page of one view; where it was narrowed stands in the address."""
    made: Door = request.door  # type: ignore[attr-defined]
    after = request.GET.get("after", "")
    desk = lookout.desk(made.seat, request.GET.get("view", ""), after)
    key = desk.view.key
    rows = [_row(line, desk.view, made.seat, made.today) for line in desk.rows]
    label = texts.VIEWS[key][1]
    count = desk.counts[key]
    context = {
        "desk": desk,
        "label": label,
        "parts": _rail(desk, made.seat),
        "sum": f"{count} 件。{texts.SUMS[key]}" if count else "",
        "groups": [Group(label, rows, total=count)] if rows else [],
        "empty": _empty(key, made.seat),
        "more_url": "?" + urlencode({"view": key, "after": desk.after}) if desk.after else "",
        "first_url": f"?view={key}" if after else "",
    }
    return TemplateResponse(request, "reading/desk.html", context)


def _empty(key: str, seat: Seat) -> str:
    if key == "read" and seat.role == Role.STREET_CLERK and not reads_for(seat.body):
        return texts.NO_STREET
    return texts.EMPTY[key]


def _rail(desk: Desk, seat: Seat) -> list[tuple[str, list[tuple[str, str, int, bool]]]]:
    """Headings with their views: (address, label, count, current)."""
    home = reverse("reading", args=[seat.pk])
    parts: dict[str, list[tuple[str, str, int, bool]]] = {}
    for view in lookout.views_of(seat):
        part, label = texts.VIEWS[view.key]
        entry = (f"{home}?view={view.key}", label, desk.counts[view.key], view == desk.view)
        parts.setdefault(part, []).append(entry)
    return list(parts.items())


_PAGES = {"read": "reading_sheet", "register": "registering_case"}


def _row(line: Waiting, view: View, seat: Seat, today: date) -> Row:
    case, clock = line.case, line.clock
    days = (today - line.since).days
    return Row(
        url=reverse(_PAGES.get(view.key, "case"), args=[seat.pk, case.pk]),
        title=case.title,
        number=case.shown_no,
        state=state_of(clock.due_on, today, clock.amber_on) if clock is not None else "wait",
        who=case.signers_line,
        parts=_parts(line),
        step=texts.NEXT.get(view.key) or case.state_words,
        sub=_sub(line, view, days),
        start_on=clock.started_on if clock is not None else None,
        due_on=clock.due_on if clock is not None else None,
        word="" if clock is not None else texts.TODAY if days < 1 else texts.WAITED.format(days=days),
    )


def _parts(line: Waiting) -> str:
    kind = ProposalKind(line.case.kind).label if line.case.kind == ProposalKind.MOTION else ""
    return " · ".join(filter(None, (str(kind), line.case.get_side_display(), line.tier)))


def _sub(line: Waiting, view: View, days: int) -> str:
    if view.key in ("deputy", "seen") and line.result:
        return texts.RESULTS[line.result]
    if line.decision:
        return texts.DECISIONS[line.decision]
    return texts.WAITED.format(days=days) if line.clock is not None and days else ""
