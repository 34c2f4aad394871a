"""承诺事项 of a letter that is being written: what reads like a promise, what has been marked as one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain.refusals import StepRefused
from huiyin.handling import queries as handling
from huiyin.handling.models import Letter, Round
from huiyin.promises import queries
from huiyin.promises.finding import Candidate
from huiyin.promises.models import Promise
from huiyin.promises.steps import new_promise
from huiyin.web.door import Door, act, door
from huiyin.web.stepforms import must_be_permitted, new_key
from huiyin.web.unit import texts
from huiyin.web.unit.promise_forms import PromiseForm
from huiyin.web.unit.steps import case_url, may, round_of


def _letter(made: Door, round_: Round) -> Letter:
    letter = handling.letter_of_round(made.seat, round_)
    if letter is None:
        raise Http404
    return letter


def _base(made: Door, round_: Round) -> dict[str, Any]:
    return {"round": round_, "case": round_.case, "case_url": case_url(made, round_)}


def _back(made: Door, round_: Round) -> str:
    return reverse("promises", args=[made.seat.pk, round_.pk])


@require_safe
@door()
def promises(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Both lists; whoever writes the letter may mark, whoever else reads it may look."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.submit", round_)
    letter = _letter(made, round_)
    context = _base(made, round_) | {
        "letter": letter,
        "marked": queries.promises_of([letter])[letter.pk],
        "found": list(enumerate(_candidates(made, letter, round_))),
        "request_key": new_key(),
    }
    return TemplateResponse(request, "unit/promises.html", context)


def _candidates(made: Door, letter: Letter, round_: Round) -> list[Candidate]:
    return queries.unmarked(letter, round_, made.today)


@door()
def mark(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """标记承诺: from a sentence of the letter (`?at=`, its place among those found), or typed freely."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.submit", round_)
    letter = _letter(made, round_)
    if request.method == "POST":
        form = PromiseForm(request.POST)
    else:
        found, at = _candidates(made, letter, round_), request.GET.get("at", "")
        chosen = found[int(at)] if at.isdecimal() and len(at) < 4 and int(at) < len(found) else None
        form = PromiseForm(initial=_start(made, chosen, round_))
    promise = new_promise(letter, round_)
    return _taken(request, made, round_, form, "promise.mark", promise) or _page(request, made, round_, form)


def _start(made: Door, chosen: Candidate | None, round_: Round) -> dict[str, Any]:
    start: dict[str, Any] = {"person": round_.assignment.handler or made.seat.person.name, "due_kind": "dated"}
    if chosen is None:
        return start
    due = chosen.due
    start |= {"quote": chosen.quote, "what": chosen.quote.rstrip("。；;！!")[:300]}
    if due is not None:
        start |= {"due_kind": due.kind.value, "due_words": due.words[:60], "due_on": due.on}
        if due.on is None:
            start["depends_on"] = due.words if due.kind.value == "conditional" else ""
    return start


@door()
def change(request: HttpRequest, round_id: int, promise_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    promise = _promise(made, round_, promise_id)
    may(request, made, "promise.change", promise)
    names = ("quote", "what", "due_kind", "due_words", "due_on", "person", "proof", "depends_on")
    start = {name: getattr(promise, name) for name in names}
    form = PromiseForm(request.POST or None, thing=promise, initial=start)
    return _taken(request, made, round_, form, "promise.change", promise) or _page(request, made, round_, form, promise)


@require_POST
@door()
def unmark(request: HttpRequest, round_id: int, promise_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    promise = _promise(made, round_, promise_id)
    must_be_permitted("promise.unmark", promise, made.seat)
    answer = act(request, "promise.unmark", promise, None, back=_back(made, round_), said=texts.SAID["promise.unmark"])
    if isinstance(answer, StepRefused):
        form = PromiseForm({}, thing=promise)
        form.errors.clear()
        form.refuse(answer)
        return _page(request, made, round_, form, promise)
    return answer


def _promise(made: Door, round_: Round, promise_id: int) -> Promise:
    _letter(made, round_)
    found = queries.promise_of(made.seat, round_, promise_id)
    if found is None:
        raise Http404
    return found


def _taken(
    request: HttpRequest, made: Door, round_: Round, form: PromiseForm, code: str, promise: Promise
) -> HttpResponseBase | None:
    if request.method != "POST" or not form.is_valid():
        return None
    must_be_permitted(code, promise, made.seat)
    answer = act(request, code, promise, form.facts(), back=_back(made, round_), said=texts.SAID[code])
    if isinstance(answer, StepRefused):
        form.refuse(answer)
        return None
    return answer


def _page(
    request: HttpRequest, made: Door, round_: Round, form: PromiseForm, promise: Promise | None = None
) -> HttpResponseBase:
    quote = form["quote"].value() or ""
    context = _base(made, round_) | {"form": form, "promise": promise, "quote": quote, "back_url": _back(made, round_)}
    return TemplateResponse(request, "unit/promise.html", context)
