"""简报 of a check and 督查通报 of what is open on the problem list, as Word, PDF and Excel: from the rows as they stand now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.foundation.documents.paper import Column, Listing, Table
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role
from huiyin.supervision import check_queries as queries
from huiyin.web.dates import day
from huiyin.web.documents.drawing import drawn, listing_answer
from huiyin.web.door import Door, door
from huiyin.web.supervision import check_texts as texts
from huiyin.web.supervision.checks import READERS

STAFF = tuple(role for role in READERS if role != Role.DEPUTY)


@require_safe
@drawn
@door(*STAFF)
def brief(request: HttpRequest, check_id: int, form: str) -> HttpResponseBase:
    """督查简报: every row the seat may see, what was found, what is to be put right."""
    made: Door = request.door  # type: ignore[attr-defined]
    check = queries.check_seen(made.seat, check_id)
    if check is None:
        raise Http404
    problems: dict[int, list[str]] = {}
    for one in queries.problems_for(made.seat).filter(row__check_up=check).order_by("pk"):
        problems.setdefault(one.row_id, []).append(texts.BRIEF_PROBLEM.format(what=one.what, on=day(one.due_on)))
    rows = [
        (
            str(number), row.proposal.shown_no if row.proposal else "", row.proposal.title if row.proposal else texts.WHOLE_UNIT,
            row.body.label, row.finding or row.state_words, texts.LAGS if row.lagging else "",
            "；".join(problems.get(row.pk, [])),
        )
        for number, row in enumerate(queries.rows_of(made.seat, check), 1)
    ]  # fmt: skip
    listing = Listing(
        title=texts.BRIEF_TITLE.format(place=made.place, title=check.title),
        said=texts.BRIEF_SAID.format(on=day(check.on), place=check.place or "—", chair=check.chair or "—", rows=len(rows)),
        table=Table([Column(*one) for one in texts.BRIEF_COLUMNS], rows),
        notes=(check.comment,) if check.comment else (),
    )
    back, other = (reverse(name, args=[made.seat.pk, check.pk, *more]) for name, *more in (("check",), ("check_paper", "xlsx")))
    return listing_answer(request, listing, form, back=back, other_url=other)


@require_safe
@drawn
@door(Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS)
def circular(request: HttpRequest, form: str) -> HttpResponseBase:
    """督查通报: what is open on the problem list, those overdue first; the supervision office gives it its number."""
    made: Door = request.door  # type: ignore[attr-defined]
    found = queries.problem_list(made.seat, queries.OPEN, made.today)[: queries.MOST]
    rows = [
        (
            str(number), one.what, one.body.label, one.row.check_up.title, day(one.due_on),
            texts.OVERDUE.format(days=(made.today - one.due_on).days) if one.due_on < made.today else one.state_words,
            one.circular_no,
        )
        for number, one in enumerate(found, 1)
    ]  # fmt: skip
    listing = Listing(
        title=texts.CIRCULAR_TITLE.format(place=made.place),
        said=texts.CIRCULAR_SAID.format(on=day(made.today), rows=len(rows)),
        table=Table([Column(*one) for one in texts.CIRCULAR_COLUMNS], rows),
        foot=(texts.CIRCULAR_FOOT,),
    )
    back = reverse("problems", args=[made.seat.pk])
    return listing_answer(request, listing, form, back=back, other_url=reverse("circular", args=[made.seat.pk, "xlsx"]))
