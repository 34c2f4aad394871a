"""成批交办: the waiting items with a suggested lead and assisting units each, handed over in one go, taken back in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from huiyin.chain.together import take_own
from huiyin.dispatch import batches
from huiyin.dispatch.proposing import Proposing, Suggestion, loads
from huiyin.dispatch.steps import Assigning, HandOver
from huiyin.foundation.row_ids import row_id
from huiyin.people.models import BodyKind, Role
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.merging import numbers_of
from huiyin.web.door import Door, already_done, door
from huiyin.web.office import table_texts as texts
from huiyin.web.office.registering import modes_of
from huiyin.web.office.table_forms import TableForm, renamed
from huiyin.web.office.table_rows import TableRow, left_of, page_of, rows_sent
from huiyin.web.shared.suggested import load_words, told

NAMED = 10
"""Of more items than this the answer names only so many by their numbers."""


@door(Role.COMMITTEE_OFFICER, Role.DISPATCHER)
def table(request: HttpRequest) -> HttpResponseBase:
    """Each ticked item is a step of its own: what stands in the way of one keeps no other back."""
    made: Door = request.door  # type: ignore[attr-defined]
    proposing = Proposing(made.congress.pk)
    if request.method != "POST":
        rows, after = page_of(made.seat, row_id(request.GET.get("after", "")) or 0)
        suggested = proposing.for_items([row.case for row in rows])
        form = _form(request, None, rows, suggested, proposing)
        return _page(request, form, rows, suggested, {}, proposing, after)
    rows, missing = rows_sent(made.seat, request.POST)
    suggested = proposing.for_items([case for row in rows for case in row.cases])
    form = _form(request, request.POST, rows, suggested, proposing)
    form.is_valid()
    if missing > 0:
        messages.info(request, texts.GONE.format(n=missing))
    picked = form.picked
    done, refused = _hand_over(request, made, form)
    if not picked and not missing:
        messages.info(request, texts.NOBODY_PICKED)
    elif not refused and not form.errors:
        return HttpResponseRedirect(reverse("hand_over_table", args=[made.seat.pk]))
    left, data = left_of(rows, done), request.POST
    old = {one.pk: row.pk for row in rows for one in row.things}
    for row in left:
        if old[row.pk] != row.pk:
            data = renamed(data, old[row.pk], row.pk)
    form = _form(request, data, left, suggested, proposing)
    form.is_valid()
    return _page(request, form, left, suggested, refused, proposing, 0)


def _form(
    request: HttpRequest, data: Any, rows: Sequence[TableRow], suggested: Mapping[int, Suggestion], proposing: Proposing
) -> TableForm:
    made: Door = request.door  # type: ignore[attr-defined]
    officer = made.seat.role == Role.COMMITTEE_OFFICER
    procedure = procedure_of(rows[0].case.procedure_id) if rows else None
    return TableForm(
        data,
        rows=rows,
        suggested=suggested,
        units=proposing.bodies,
        offices=[one for one in proposing.bodies if officer and one.kind == BodyKind.GOVERNMENT_OFFICE],
        modes=modes_of(procedure) if procedure is not None else {},
        via_first=bool(officer and procedure is not None and procedure.hand_over.two_stage.value),
        tick=request.GET.get("tick") == "all",
    )


def _hand_over(request: HttpRequest, made: Door, form: TableForm) -> tuple[set[int], dict[int, str]]:
    """Hand over what is ready; the cases that were, and case → why it was not."""
    ready = form.ready() if not form.errors.get("way") else []
    if not ready:
        return set(), {}
    batch = batches.begin(made.seat)
    if made.seat.role == Role.DISPATCHER:
        pairs: list[Any] = [(one, Assigning(form.targets(row))) for row in ready for one in row.things]
        found = take_own(made.seat, "dispatch.assign", pairs, batch=batch)
    else:
        via = HandOver(via=form.via.pk) if form.via is not None else None
        pairs = [(one, via or HandOver(targets=form.targets(row))) for row in ready for one in row.things]
        found = take_own(made.seat, "dispatch.hand_over", pairs, batch=batch)
    if found.done:
        more = texts.AND_MORE if len(found.done) > NAMED else ""
        said = texts.DONE.format(n=len(found.done), numbers=numbers_of(found.done[:NAMED]) + more)
        messages.success(request, said, extra_tags=reverse("hand_over_undo", args=[made.seat.pk, batch.pk]))
    if found.why:
        messages.warning(request, texts.NOT_DONE.format(n=len(found.why)))
    return {case.pk for case in found.done}, found.why


def _page(
    request: HttpRequest,
    form: TableForm,
    rows: Sequence[TableRow],
    suggested: Mapping[int, Suggestion],
    refused: Mapping[int, str],
    proposing: Proposing,
    after: int,
) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    burdens = loads(made.congress.pk)
    context = {
        "form": form,
        "lines": [form.line(row, told(suggested[row.head.case_key], burdens), refused) for row in rows],
        "count": sum(len(row.things) for row in rows),
        "row_ids": [one.pk for row in rows for one in row.things],
        "units": [(body.name, load_words(body, burdens)) for body in proposing.bodies],
        "after": after,
        "from": row_id(request.GET.get("after", "")) or 0,
        "way": form["way"] if "way" in form.fields else None,
        "recent": batches.recent(made.seat),
    }
    return TemplateResponse(request, "office/table.html", context)


@require_POST
@door(Role.COMMITTEE_OFFICER, Role.DISPATCHER)
def take_back(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """整批撤销: the counter-step of each item; what cannot be taken back any more is named with its reason, row by row."""
    made: Door = request.door  # type: ignore[attr-defined]
    batch = batches.batch_of(made.seat, batch_id)
    if batch is None:
        raise Http404
    back = reverse("hand_over_table", args=[made.seat.pk])
    found = batches.take_back(made.seat, batch)
    if not found.done and not found.why:
        return already_done(request, None, back)
    if found.why:
        context = {"found": found, "numbers": numbers_of(found.done, NAMED) if found.done else "", "back": back}
        return TemplateResponse(request, "office/table_undone.html", context)
    messages.success(request, texts.BATCH_UNDONE.format(n=len(found.done), numbers=numbers_of(found.done, NAMED)))
    return HttpResponseRedirect(back)
