"""统计: each figure with what it counts, numerator and denominator; each number opens its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from huiyin.evaluation.queries import listed
from huiyin.people.models import Role
from huiyin.proposals.models import Side
from huiyin.proposals.queries import sessions
from huiyin.reports import queries
from huiyin.reports.indicators import Part, find
from huiyin.reports.items import Cut, Figure
from huiyin.reports.queries import Line, Section
from huiyin.web.door import Door, door
from huiyin.web.office import texts
from huiyin.web.office.choosing import chosen_session
from huiyin.web.office.forms import session_words

LARGEST_ID = 2**63 - 1
SIDES = {Side.SESSION: str(Side.SESSION.label), Side.BETWEEN: str(Side.BETWEEN.label)}


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


@require_safe
@door(Role.COMMITTEE_OFFICER)
def figures(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    known = sessions(made.congress)
    session = chosen_session(request, known)
    side = request.GET.get("side", "")
    side = side if side in SIDES else ""
    sections = [_of_side(section, side) for section in queries.figures(made.congress, session, made.seat, made.today)]
    which = str(session.pk) if session is not None else "all"
    context = {
        "sections": [_shown(section, made.seat.pk, which) for section in sections if section.lines],
        "session": session,
        "session_words": session_words(session) if session is not None else texts.ALL_SESSIONS,
        "sessions": [(one.pk, session_words(one)) for one in known],
        "side": side,
        "side_words": SIDES.get(side, texts.BOTH_SIDES),  # type: ignore[call-overload]
        "sides": list(SIDES.items()),
        "headline": _headline(sections),
    }
    return TemplateResponse(request, "office/figures.html", context)


def _of_side(section: Section, side: str) -> Section:
    if not side or section.code == "units":
        return section
    kept = tuple(line for line in section.lines if all(figure.cut.side == side for figure in line.figures))
    return Section(section.code, section.title, section.columns, kept, section.note)


def _headline(sections: Sequence[Section]) -> Figure | None:
    """The first grade of the whole: what an office is asked first."""
    graded = next((section for section in sections if section.code == "grades"), None)
    return graded.lines[-1].figures[0] if graded is not None and graded.lines else None


def _shown(section: Section, seat_id: int, session: str) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "note": section.note,
        "columns": [(column, *_two_lines(column.name)) for column in section.columns],
        "lines": [_line(line, seat_id, session) for line in section.lines],
    }


def _two_lines(name: str) -> tuple[str, str]:
    """满意率 / （首次评价）: broken where a person would, so that eleven columns fit beside each other."""
    first, bracket, rest = name.partition("（")
    return first, bracket + rest


def _line(line: Line, seat_id: int, session: str) -> dict[str, Any]:
    return {"label": line.label, "figures": [_figure(figure, seat_id, session) for figure in line.figures]}


def _figure(figure: Figure, seat_id: int, session: str) -> dict[str, Any]:
    def to_rows(part: Part) -> str:
        address = reverse("figure_rows", args=[seat_id, figure.indicator.code, figure.cut.code, part.value])
        return f"{address}?{urlencode({'session': session})}"

    return {
        "figure": figure,
        "percent": figure.percent,
        "numerator_url": to_rows(Part.NUMERATOR) if figure.numerator else "",
        "denominator_url": to_rows(Part.DENOMINATOR) if figure.denominator else "",
    }


@require_safe
@door(Role.COMMITTEE_OFFICER)
def rows(request: HttpRequest, indicator: str, cut: str, part: str) -> HttpResponseBase:
    """The cases behind one number."""
    made = _door(request)
    known = sessions(made.congress)
    session = chosen_session(request, known)
    try:
        found, chosen, which = find(indicator), Cut.read(cut), Part(part)
        if (chosen.body_id or 0) > LARGEST_ID:
            raise ValueError(cut)
        ids = queries.case_ids(made.congress, session, made.seat, indicator, cut, part, made.today)
    except (KeyError, ValueError, OverflowError):
        raise Http404 from None
    context = {
        "indicator": found,
        "words": found.words(which),
        "part_words": texts.ROWS_OF[which.value],
        "counted": len(ids),
        # 件次 and the like: a case stands once in the list however often it is counted.
        "cases": listed(made.congress, list(dict.fromkeys(ids))),
        "from_cases": len(set(ids)),
        "cut": chosen,
        "session": session,
        "session_words": session_words(session) if session is not None else texts.ALL_SESSIONS,
        "back_url": reverse("figures", args=[made.seat.pk]) + f"?session={session.pk if session else 'all'}",
    }
    return TemplateResponse(request, "office/figure_rows.html", context)
