"""问题清单: the lists by what is due, one problem with its proof, its acts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import StepRefused
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role
from huiyin.supervision import check_queries as queries
from huiyin.supervision import proof
from huiyin.supervision.models import Problem, ProblemState, ProblemWord
from huiyin.web.components import State, state_of
from huiyin.web.dates import days_left
from huiyin.web.door import Door, act, door
from huiyin.web.shared.attaching import attachments, shown, take_chosen
from huiyin.web.stepforms import must_be_permitted, must_be_possible
from huiyin.web.supervision import check_texts as texts
from huiyin.web.supervision.check_forms import CircularForm, RectifyForm, WordForm
from huiyin.web.supervision.checks import READERS


def lamp(problem: Problem, today: Any) -> tuple[State, str]:
    if problem.state == ProblemState.VERIFIED:
        return "done", problem.state_words
    if problem.state == ProblemState.RECTIFIED:
        return "wait", problem.state_words
    return state_of(problem.due_on, today, problem.amber_on), days_left(problem.due_on, today)


@require_safe
@door(*READERS)
def problems(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    which = request.GET.get("list", queries.OPEN)
    which = which if which in texts.PROBLEM_LISTS else queries.OPEN
    rows = queries.problem_list(made.seat, which, made.today)
    counts = queries.problem_counts(made.seat, made.today)
    context = {
        "which": which,
        "lists": [(key, f"{words} {counts[key]}") for key, words in texts.PROBLEM_LISTS.items()],
        "rows": [(one, *lamp(one, made.today)) for one in rows[: queries.MOST]],
        "too_many": len(rows) > queries.MOST,
        "title": texts.PROBLEM_LISTS[which],
        "may_circulate": made.seat.role in (Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS),
        "empty": texts.EMPTY.get(which, texts.EMPTY_ELSE),
    }
    return TemplateResponse(request, "supervision/problems.html", context)


def _problem(made: Door, problem_id: int) -> Problem:
    found = queries.problem_seen(made.seat, problem_id)
    if found is None:
        raise Http404
    return found


@require_safe
@door(*READERS)
def problem(request: HttpRequest, problem_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    found = _problem(made, problem_id)
    possible = {step.code for step in catalogue.possible(found, made.seat)}
    if found.circulated_on is not None:
        possible.discard("problem.circulate")
    words = ProblemWord.objects.filter(congress_id=made.congress.pk, problem=found).order_by("-number")
    context = {
        "problem": found,
        "lamp": lamp(found, made.today),
        "said": [(one, texts.SAID[one.step], [shown(made.seat, file) for file in proof.files_of(one)]) for one in words],
        "acts": [
            (one.title, reverse("problem_act", args=[made.seat.pk, found.pk, slug]))
            for slug, one in texts.PROBLEM_ACTS.items()
            if one.code in possible
        ],
        "row_url": reverse("check_row", args=[made.seat.pk, found.row_id]) if queries.row_seen(made.seat, found.row_id) else "",
    }
    return TemplateResponse(request, "supervision/problem.html", context)


@door(*READERS)
def problem_act(request: HttpRequest, problem_id: int, act_: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    found, asks = _problem(made, problem_id), texts.PROBLEM_ACTS.get(act_)
    if asks is None:
        raise Http404
    posted = request.method == "POST"
    (must_be_permitted if posted else must_be_possible)(asks.code, found, made.seat)
    proves = act_ == "report"
    refused = take_chosen(request, made.seat, proof.TRAY, found.pk) if posted and proves else []
    form = _form(request, found, act_)
    back = reverse("problem", args=[made.seat.pk, found.pk])
    if posted and form.is_valid() and not refused:
        answer = act(request, asks.code, found, form.facts(), back=back, said=asks.said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {
        "form": form,
        "asks": asks,
        "back_url": back,
        "heading": found.what,
        "back_words": "问题清单",
        "attached": attachments(made.seat, proof.TRAY, found.pk, refused) if proves else None,
    }
    return TemplateResponse(request, "supervision/act.html", context)


def _form(request: HttpRequest, found: Problem, act_: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if act_ == "report":
        return RectifyForm(data, thing=found)
    if act_ == "circulate":
        return CircularForm(data, thing=found)
    return WordForm(data, thing=found, asks=texts.WHY if act_ == "send-back" else texts.COMMENT, needed=act_ == "send-back")
