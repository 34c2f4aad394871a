"""An item that lies with the wrong body: asking to return it, and handing it to another."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import StepRefused
from huiyin.dispatch import queries as dispatch
from huiyin.dispatch import returning
from huiyin.dispatch.models import Assignment, Mode
from huiyin.foundation import drafts
from huiyin.handling import queries
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import ReassignedClock
from huiyin.web.dates import day
from huiyin.web.door import Door, act, door
from huiyin.web.unit import requests, texts
from huiyin.web.unit.steps import case_url, may
from huiyin.web.unit.unitforms import MoveForm, MoveRouteForm, ReturnForm


def _row(made: Door, row_id: int) -> Assignment:
    row = queries.row_for(made.seat, row_id)
    if row is None:
        raise Http404
    return row


@door()
def ask_return(request: HttpRequest, row_id: int) -> HttpResponseBase:
    """申请退回. What is typed is kept as a draft of the seat until it is sent."""
    made: Door = request.door  # type: ignore[attr-defined]
    row = _row(made, row_id)
    may(request, made, "assignment.ask_return", row)
    units = dispatch.units(made.congress.pk)
    key = f"return-{row.pk}"
    if request.method == "POST":
        form = ReturnForm(request.POST, thing=row, units=units)
        if form.is_valid():
            said = texts.SAID["assignment.ask_return"]
            answer = act(request, "assignment.ask_return", row, form.facts(), back=case_url(made, row), said=said)
            if not isinstance(answer, StepRefused):
                drafts.drop(made.congress.pk, made.seat.pk, key)
                return answer
            form.refuse(answer)
    else:
        kept = drafts.of(made.congress.pk, made.seat.pk, key)
        form = ReturnForm(initial=kept.data if kept is not None else None, thing=row, units=units)
    window = returning.return_window(row)
    context = {
        "form": form,
        "units": units,
        "until": texts.RETURN_UNTIL.format(on=day(window.on, made.today)) if window is not None else texts.RETURN_NO_WINDOW,
        "waits": texts.RETURN_WAITS,
        "case": row.case,
        "case_url": case_url(made, row),
        "draft_url": reverse("draft", args=[made.seat.pk, key]),
    }
    return TemplateResponse(request, "unit/return.html", context)


@door()
def move(request: HttpRequest, code: str, row_id: int) -> HttpResponseBase:
    """改交: to another body in the same mode, or, of what was to be passed on, to units directly."""
    made: Door = request.door  # type: ignore[attr-defined]
    if code not in texts.MOVE:
        raise Http404
    row = _row(made, row_id)
    may(request, made, code, row)
    units = [unit for unit in dispatch.units(made.congress.pk) if unit.pk != row.body_id]
    asked = returning.open_return(row) or returning.open_dispute(row)
    suggested = {"unit": asked.suggested.name} if asked is not None and asked.suggested is not None else None
    kind = MoveRouteForm if row.mode == Mode.ROUTE else MoveForm
    form = kind(request.POST or None, initial=suggested, thing=row, units=units, row=row, last=returning.answers_alone(row))
    if request.method == "POST" and form.is_valid():
        facts = form.reassigning() if isinstance(form, MoveRouteForm) else form.facts()
        said = texts.MOVED if facts.targets else texts.MOVED_TO_NOBODY
        answer = act(request, code, row, facts, back=case_url(made, row), said=said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    anew = procedure_of(row.proposal.procedure_id).hand_over.reassigned_clock.value is ReassignedClock.RESTART
    context = {
        "form": form,
        "row": row,
        "units": units,
        "told": requests.told(made.seat, row, code, made.today),
        "verb": texts.MOVE[code][0],
        "consequence": texts.MOVE_CONSEQUENCE.format(clock=texts.MOVE_RESTART if anew else texts.MOVE_KEEP),
        "case": row.case,
        "case_url": case_url(made, row),
    }
    return TemplateResponse(request, "unit/move.html", context)
