"""评价结果: what deputies answered, and what their committee makes of it. Each look at the grades is recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.evaluation import queries
from huiyin.evaluation.batch import settle_many
from huiyin.evaluation.queries import Evaluated
from huiyin.evaluation.steps import Order, Settlement
from huiyin.foundation.row_ids import row_id, row_ids
from huiyin.handling.models import Round
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.queries import sessions
from huiyin.web.door import Door, act, door
from huiyin.web.office import texts
from huiyin.web.office.choosing import chosen_session
from huiyin.web.office.forms import CloseForm, OrderForm, session_words
from huiyin.web.stepforms import must_be_possible


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


def _back(request: HttpRequest) -> str:
    given = request.POST.get("session", "") or request.GET.get("session", "")
    named = given == "all" or row_id(given) is not None
    return reverse("settlement", args=[_door(request).seat.pk]) + (f"?session={given}" if named else "")


@door(Role.COMMITTEE_OFFICER)
def settlement(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return _settle_ticked(request)
    made = _door(request)
    known = sessions(made.congress)
    session = chosen_session(request, known)
    page = queries.settling(made.seat, session)
    context = {
        "page": page,
        "session": session,
        "which": session.pk if session is not None else "all",
        "sessions": [(one.pk, session_words(one)) for one in known],
        "may_be_set_aside": [one for one in page.unanswered if one.may_be_set_aside(made.today)],
        "still_in_time": [one for one in page.unanswered if not one.may_be_set_aside(made.today)],
    }
    return TemplateResponse(request, "office/settlement.html", context)


def _settle_ticked(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    ticked = row_ids(request.POST.getlist("pick"))
    if not ticked:
        messages.warning(request, texts.NOTHING_TICKED)
        return HttpResponseRedirect(_back(request))
    try:
        settled = settle_many(made.seat, ticked)
    except NotYours:
        raise
    except StepRefused:
        messages.warning(request, texts.UNSATISFIED_TICKED)
        return HttpResponseRedirect(_back(request))
    said = [texts.SETTLED.format(done=settled.done)] if settled.done else []
    said += [texts.SETTLED_BEFORE.format(before=settled.before)] if settled.before else []
    said += [texts.SETTLED_LATER.format(later=settled.later)] if settled.later else []
    messages.success(request, "".join(said) or texts.NOTHING_TICKED)
    return HttpResponseRedirect(_back(request))


def _evaluated(request: HttpRequest, round_id: int, code: str) -> tuple[Round, Evaluated]:
    """The evaluated round an officer decides about, with its grades."""
    made = _door(request)
    round_ = queries.round_of_congress(made.congress, round_id)
    if round_ is None:
        raise Http404
    if request.method != "POST":
        must_be_possible(code, round_, made.seat)
    found = queries.evaluated_round(made.seat, round_id)
    return found if found is not None else (round_, queries.without_grades(round_))


@door(Role.COMMITTEE_OFFICER)
def order(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """要求重新办理: in the office's own words; the deputy is not quoted."""
    round_, evaluated = _evaluated(request, round_id, "rehandling.order")
    form = OrderForm(request.POST if request.method == "POST" else None, thing=round_)
    if form.is_valid():
        facts = Order(form.cleaned_data["demands"])
        answer = act(request, "rehandling.order", round_, facts, said=texts.ORDERED, back=_back(request))
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    rules = procedure_of(round_.assignment.proposal.procedure_id)
    context = {
        "form": form,
        "one": evaluated,
        "limit": rules.limits.rehandle_reply.as_limit(),
        "due": queries.rehandle_due(round_, _door(request).today),
        "back_url": _back(request),
    }
    return TemplateResponse(request, "office/order.html", context)


@door(Role.COMMITTEE_OFFICER)
def close(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """不重办，直接办结: the office's own decision over an “unsatisfied”, with its reason."""
    round_, evaluated = _evaluated(request, round_id, "evaluation.settle")
    form = CloseForm(request.POST if request.method == "POST" else None, thing=round_)
    if form.is_valid():
        facts = Settlement(form.cleaned_data["reason"])
        answer = act(request, "evaluation.settle", round_, facts, said=texts.CLOSED, back=_back(request))
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, "office/close.html", {"form": form, "one": evaluated, "back_url": _back(request)})


@require_POST
@door(Role.COMMITTEE_OFFICER)
def set_aside(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """代表未评价，办结: only after the time for it, or where the procedure sets none."""
    round_ = queries.round_of_congress(_door(request).congress, round_id)
    if round_ is None:
        raise Http404
    answer = act(request, "evaluation.set_aside", round_, None, said=texts.SET_ASIDE, back=_back(request))
    if isinstance(answer, StepRefused):
        messages.warning(request, answer.sentence)
        return HttpResponseRedirect(_back(request))
    return answer
