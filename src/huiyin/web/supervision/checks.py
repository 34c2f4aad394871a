"""督查: the list, one check with its rows, one row — what is filled in on a tablet at a reception day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.foundation.row_ids import row_id
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role
from huiyin.promises.keeping import agreed
from huiyin.supervision import check_queries as queries
from huiyin.supervision import totals
from huiyin.supervision.checks import OPEN_CHECK, agree, handling_of, new_check
from huiyin.supervision.models import Check, CheckKind, CheckMember, CheckRow, CheckWord, RowState
from huiyin.supervision.problems import new_problem
from huiyin.web.door import Door, act, already_done, door, request_key
from huiyin.web.stepforms import must_be_permitted, must_be_possible
from huiyin.web.supervision import check_texts as texts
from huiyin.web.supervision.check_forms import (
    AddForm,
    AgreeForm,
    ChangeForm,
    CommentForm,
    FindForm,
    HoldForm,
    NothingForm,
    PlanForm,
    ProblemForm,
    SaidForm,
    WordForm,
)

READERS = (
    Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.DEPUTY,
)  # fmt: skip
MANY = 50


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
@door(*READERS)
def checks(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    kind, before = request.GET.get("kind", ""), row_id(request.GET.get("before", ""))
    rows = queries.checks_for(made.seat)
    if kind in CheckKind.values:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: MANY + 1])
    context = {
        "rows": found[:MANY],
        "kind": kind,
        "kinds": CheckKind.choices,
        "more_url": f"?kind={kind}&before={found[MANY - 1].pk}" if len(found) > MANY else "",
        "first_url": f"?kind={kind}" if before else "",
        "totals": totals.by_kind(made.seat, made.today.replace(month=1, day=1), made.today).values(),
        "may_plan": catalogue["check.plan"].permits(made.seat, new_check(made.congress.pk)),
    }
    return TemplateResponse(request, "supervision/checks.html", context)


@door(Role.COMMITTEE_OFFICER)
def plan(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    check = new_check(made.congress.pk)
    must_be_permitted("check.plan", check, made.seat)
    form = PlanForm(_posted(request), congress=made.congress, initial={"kind": request.GET.get("kind", "reception")})
    listed = reverse("checks", args=[made.seat.pk])
    if request.method == "POST" and form.is_valid():
        answer = act(request, "check.plan", check, form.facts(), back=listed, said=texts.PLANNED)
        if not isinstance(answer, StepRefused):
            return HttpResponseRedirect(reverse("check", args=[made.seat.pk, check.pk])) if check.pk else answer
        form.refuse(answer)
    return TemplateResponse(request, "supervision/plan.html", {"form": form, "back_url": listed, "title": texts.PLAN})


def _check(made: Door, check_id: int) -> Check:
    found = queries.check_seen(made.seat, check_id)
    if found is None:
        raise Http404
    return found


@require_safe
@door(*READERS)
def check(request: HttpRequest, check_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    found = _check(made, check_id)
    rows = queries.rows_of(made.seat, found)
    possible = {step.code for step in catalogue.possible(found, made.seat)}
    problems = queries.problems_for(made.seat).filter(row__check_up=found).select_related("body").order_by("pk")
    context = {
        "check": found,
        "rows": rows,
        "left": sum(row.state in (RowState.LISTED, RowState.SELF_CHECKED) for row in rows),
        "lagging": sum(row.lagging for row in rows),
        "members": list(
            CheckMember.objects.filter(congress_id=made.congress.pk, check_up=found).select_related("seat__person")
        ),
        "problems": list(problems),
        "acts": [
            (one.title, reverse("check_act", args=[made.seat.pk, found.pk, slug]))
            for slug, one in texts.CHECK_ACTS.items()
            if one.code in possible
        ],
    }
    return TemplateResponse(request, "supervision/check.html", context)


@door(*READERS)
def check_act(request: HttpRequest, check_id: int, act_: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    found, asks = _check(made, check_id), texts.CHECK_ACTS.get(act_)
    if asks is None:
        raise Http404
    posted = request.method == "POST"
    (must_be_permitted if posted else must_be_possible)(asks.code, found, made.seat)
    form = _check_form(request, made, found, act_)
    back = reverse("check", args=[made.seat.pk, found.pk])
    if posted and form.is_valid():
        answer = act(request, asks.code, found, form.facts(), back=back, said=asks.said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {"form": form, "asks": asks, "back_url": back, "heading": found.title, "back_words": found.title}
    return TemplateResponse(request, "supervision/act.html", context)


def _check_form(request: HttpRequest, made: Door, found: Check, act_: str) -> Any:
    data = _posted(request)
    if act_ == "add":
        return AddForm(data, congress=made.congress, thing=found)
    if act_ == "change":
        names = ("kind", "title", "on", "place", "chair", "people")
        return ChangeForm(data, thing=found, initial={name: getattr(found, name) for name in names})
    if act_ == "hold":
        return HoldForm(data, thing=found, initial={"held_on": made.today, "people": found.people})
    return WordForm(data, thing=found, asks=texts.COMMENT if act_ == "close" else texts.WHY)


# -- one row -------------------------------------------------------------------------------------------------------------


def _row(made: Door, row_id_: int) -> CheckRow:
    found = queries.row_seen(made.seat, row_id_)
    if found is None:
        raise Http404
    return found


def _may(made: Door, row: CheckRow) -> set[str]:
    """Codes of what this seat may do at the row now; promises and problems begin here and have steps of their own."""
    if row.check_up.state not in OPEN_CHECK:
        return set()
    found = {step.code for step in catalogue.possible(row, made.seat)}
    if not row.lagging:
        found.discard("check_row.remind")
    stands = row.state != RowState.DROPPED
    if stands and catalogue["problem.raise"].permits(made.seat, new_problem(row)):
        found |= {"problem.raise", "promise.agree"} if row.proposal_id is not None else {"problem.raise"}
    return found


@require_safe
@door(*READERS)
def check_row(request: HttpRequest, row_id_: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    row = _row(made, row_id_)
    may = _may(made, row)
    ids = [one.pk for one in queries.rows_of(made.seat, row.check_up)]
    at = ids.index(row.pk) if row.pk in ids else None
    words = CheckWord.objects.filter(congress_id=made.congress.pk, row=row).order_by("number")
    problems = queries.problems_for(made.seat).filter(row=row).select_related("body").order_by("pk")
    context = {
        "row": row,
        "check": row.check_up,
        "acts": [
            (one.title, reverse("check_row_act", args=[made.seat.pk, row.pk, slug]))
            for slug, one in texts.ROW_ACTS.items()
            if one.code in may
        ],
        "words": list(words),
        "problems": list(problems),
        "promises": [one.promise for one in row.promises.select_related("promise").order_by("pk")],
        "case_url": reverse("case", args=[made.seat.pk, row.proposal_id]) if row.proposal_id else "",
        "position": (at + 1, len(ids)) if at is not None else None,
        "before": ids[at - 1] if at else None,
        "after": ids[at + 1] if at is not None and at + 1 < len(ids) else None,
    }
    return TemplateResponse(request, "supervision/check_row.html", context)


@door(*READERS)
def check_row_act(request: HttpRequest, row_id_: int, act_: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    row, asks = _row(made, row_id_), texts.ROW_ACTS.get(act_)
    if asks is None or (act_ == "agree" and row.proposal_id is None):
        raise Http404
    posted = request.method == "POST"
    thing = _thing(made, row, act_)
    begins = act_ in ("agree", "problem")
    (must_be_permitted if posted or begins else must_be_possible)(asks.code, thing, made.seat)
    form = _row_form(request, made, row, act_)
    back = reverse("check_row", args=[made.seat.pk, row.pk])
    if posted and form.is_valid():
        answer = _agreed(request, made, row, form, back) if act_ == "agree" else act(
            request, asks.code, thing, form.facts(), back=back, said=asks.said
        )
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    heading = row.proposal.title if row.proposal else row.body.label
    context = {"form": form, "asks": asks, "back_url": back, "heading": heading, "back_words": row.check_up.title}
    return TemplateResponse(request, "supervision/act.html", context)


def _thing(made: Door, row: CheckRow, act_: str) -> Any:
    if act_ == "problem":
        return new_problem(row)
    if act_ == "agree":
        handled = handling_of(row)
        if handled is None:
            raise Http404
        return agreed(handled)
    return row


def _row_form(request: HttpRequest, made: Door, row: CheckRow, act_: str) -> Any:
    data = _posted(request)
    if act_ == "problem":
        return ProblemForm(data)
    if act_ == "agree":
        return AgreeForm(data)
    if act_ == "drop":
        return NothingForm(data, thing=row)
    if act_ == "find":
        return FindForm(data, thing=row, asks=texts.FINDING, initial={"reason": row.finding, "lagging": row.lagging})
    if act_ == "comment":
        return CommentForm(data, thing=row, asks=texts.WORD, own=made.is_deputy)
    start = {"reason": row.self_check} if act_ == "self-check" else {}
    return SaidForm(data, thing=row, asks=texts.WORD, initial=start)


def _agreed(request: HttpRequest, made: Door, row: CheckRow, form: Any, back: str) -> HttpResponseBase | StepRefused:
    try:
        agree(row, made.seat, form.agreed(row.check_up), request_key(request, made.seat))
    except AlreadyDone as done:
        return already_done(request, done.event, back)
    except StepRefused as refused:
        return refused
    messages.success(request, texts.ROW_ACTS["agree"].said)
    return HttpResponseRedirect(back)
