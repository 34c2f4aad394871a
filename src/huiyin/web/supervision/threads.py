"""多年关注: the page on which the committee says what is one matter, and the list of what was raised three times or more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.refusals import StepRefused
from huiyin.foundation.row_ids import row_id
from huiyin.handling.queries import case_for
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role, Seat
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.supervision import thread_queries as queries
from huiyin.supervision.thread_queries import Matter, Raised
from huiyin.supervision.threads import Like
from huiyin.web.dates import day
from huiyin.web.door import Door, act, door
from huiyin.web.stepforms import must_be_permitted, new_key
from huiyin.web.supervision import thread_texts as texts
from huiyin.web.supervision.thread_forms import AddForm, LeaveForm

READERS = (Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS, Role.STREET_CLERK, Role.SECRETARIAT)


def said_of(one: Raised) -> str:
    """What was answered and promised that time, as far as the seat may know it."""
    if not one.seen:
        return texts.NOT_SEEN
    if not one.units:
        return texts.NO_UNIT
    parts = [texts.BY.format(units="、".join(one.units))]
    parts.append(texts.ANSWERED.format(on=day(one.answered_on)) if one.answered_on else texts.NOT_ANSWERED)
    if one.promises:
        parts.append(texts.PROMISES.format(n=one.promises, kept=one.kept))
        if one.overdue:
            parts[-1] += texts.OVERDUE.format(n=one.overdue)
    return texts.AND.join(parts)


def _shown(matter: Matter, seat_id: int, here: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "one": one,
            "url": reverse("case", args=[seat_id, one.case_id]) if one.seen and one.case_id != here else "",
            "said": said_of(one),
            "here": one.case_id == here,
        }
        for one in matter.raised
    ]


def of_case(seat: Seat, case: Proposal, today: date) -> dict[str, Any]:
    """For a case page: the thread the item is in; for the committee how many like items wait for its word — looked for while the
    item waits to be handed over, when knowing it is of use — and the way to say it."""
    matter = queries.matter_of(seat, case.pk, today)
    may = seat.role == Role.COMMITTEE_OFFICER
    looks = may and matter is None and case.state == ProposalState.REGISTERED
    return {
        "thread": _shown(matter, seat.pk, case.pk) if matter is not None else [],
        "thread_waiting": len(queries.proposed(seat, case)) if looks else 0,
        "thread_url": reverse("thread", args=[seat.pk, case.pk]) if may else "",
    }


@require_safe
@door(*READERS)
def threads(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    found = queries.often(made.seat, made.today)
    context = {
        "matters": [(one.thread.title, len(one.raised), _shown(one, made.seat.pk)) for one in found],
        "empty": texts.EMPTY,
    }
    return TemplateResponse(request, "supervision/threads.html", context)


JOIN, APART, LEAVE, ADD = "join", "apart", "leave", "add"
CODES = {JOIN: "thread.join", ADD: "thread.join", APART: "thread.tell_apart", LEAVE: "thread.leave"}
SAID = {JOIN: texts.JOINED, ADD: texts.JOINED, APART: texts.APART, LEAVE: texts.LEFT}


@door(Role.COMMITTEE_OFFICER)
def thread(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What is one matter with this item: what looks like it, what somebody knows of, and the way out."""
    made: Door = request.door  # type: ignore[attr-defined]
    case = case_for(made.seat, case_id)
    if case is None or case.own_no is None:
        raise Http404
    which = request.POST.get("act", "") if request.method == "POST" else ""
    if which not in ("", *CODES):
        raise Http404
    must_be_permitted(CODES[which or JOIN], case, made.seat)
    leave = LeaveForm(request.POST if which == LEAVE else None, thing=case, auto_id="leave-%s")
    add = AddForm(request.POST if which == ADD else None, thing=case, seat=made.seat, auto_id="add-%s")
    refused = ""
    form: LeaveForm | AddForm | None = leave if which == LEAVE else add if which == ADD else None
    if which and (form is None or form.is_valid()):
        facts: Any = form.facts() if form is not None else Like(row_id(request.POST.get("other", "")) or 0)
        back = reverse("thread", args=[made.seat.pk, case.pk])
        answer = act(request, CODES[which], case, facts, back=back, said=SAID[which], undo=False)
        if not isinstance(answer, StepRefused):
            return answer
        if form is not None:
            form.refuse(answer)
        else:
            refused = answer.sentence
    matter = queries.matter_of(made.seat, case.pk, made.today)
    context = {
        "case": case,
        "case_url": reverse("case", args=[made.seat.pk, case.pk]),
        "thread": _shown(matter, made.seat.pk, case.pk) if matter is not None else [],
        "proposed": queries.proposed(made.seat, case),
        "refused": refused,
        "leave": leave,
        "add": add,
        "form": form or leave,
        "request_key": new_key(),
    }
    return TemplateResponse(request, "supervision/thread.html", context)
