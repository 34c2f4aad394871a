"""Steps of units and the government office that are taken on pages of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.together import Done, take_all, take_each
from huiyin.dispatch import queries as dispatch
from huiyin.dispatch.models import AssignmentState
from huiyin.foundation import clock, drafts
from huiyin.handling import merging, photos, queries
from huiyin.handling.appointments import RECORDED_OUT_OF, standing_on
from huiyin.handling.letters import together
from huiyin.handling.models import ContactStage, Round, RoundState
from huiyin.handling.reviewing import outstanding, reviewers
from huiyin.handling.rounds import OPEN
from huiyin.proposals.merging import numbers_of
from huiyin.web.door import Door, act, already_done, door, request_key
from huiyin.web.shared.attaching import attachments, take_chosen
from huiyin.web.shared.suggested import suggestion_for
from huiyin.web.stepforms import must_be_permitted, must_be_possible, new_key, refusal_of
from huiyin.web.unit import requests, texts
from huiyin.web.unit.forms import TalkForm, WhyForm, talk_start
from huiyin.web.unit.unitforms import AssignForm


def case_url(made: Door, thing: Any) -> str:
    return reverse("case", args=[made.seat.pk, thing.case_key])


@door()
def simple(request: HttpRequest, code: str, thing_id: int) -> HttpResponseBase:
    """A step that needs nothing typed: the page says what follows from it, its button is the verb."""
    made: Door = request.door  # type: ignore[attr-defined]
    if code not in texts.SIMPLE:
        raise Http404
    thing: Any = queries.thing_for(made.seat, catalogue[code].on, thing_id)
    if thing is None:
        raise Http404
    may(request, made, code, thing)
    back = case_url(made, thing)
    refused: StepRefused | None
    if request.method == "POST":
        answer = act(request, code, thing, None, back=back, said=_said(code, thing))
        if not isinstance(answer, StepRefused):
            return answer
        refused = answer
    else:
        refused = refusal_of(code, thing, made.seat, None)
    question, consequence, verb = texts.SIMPLE[code]
    if code == "letter.clear" and reviewers(thing.assignment):
        consequence = texts.CLEAR_GOES_UP.format(who="、".join(texts.PASSING[one.moment] for one in reviewers(thing.assignment)))
    context = {
        "question": question,
        "object": f"{thing.case.shown_no}《{thing.case.title}》",
        "consequence": consequence,
        "verb": verb,
        "back_url": back,
        "back_label": "回到案卷",
        "hidden": {"request_key": new_key(), "version": thing.version},
        "refused": refused.sentence if refused is not None else "",
        "case": thing.case,
        "case_url": back,
    }
    return TemplateResponse(request, "unit/confirm.html", context)


def _said(code: str, thing: Any) -> str:
    """What has been done and, of a letter, who has it next; asked before the step is taken."""
    said = texts.SAID[code]
    if code not in ("letter.clear", "letter.review"):
        return said
    waiting = [one for one in together(thing) if one.state != RoundState.CLEARED] if code == "letter.clear" else []
    if waiting:
        return texts.CLEARED_ALONE.format(bodies="、".join(one.assignment.body.label for one in waiting))
    coming = outstanding(thing)[1 if code == "letter.review" else 0 :]
    done = "已审签同意" if code == "letter.clear" else "已审核通过"
    return texts.PASSED_TO[coming[0].moment].format(done=done) if coming else said


@door()
def why(request: HttpRequest, code: str, thing_id: int) -> HttpResponseBase:
    """A step for which a reason is written."""
    made: Door = request.door  # type: ignore[attr-defined]
    if code not in texts.WHY:
        raise Http404
    thing: Any = queries.thing_for(made.seat, catalogue[code].on, thing_id)
    if thing is None:
        raise Http404
    may(request, made, code, thing)
    asks = texts.WHY[code]
    form = WhyForm(request.POST or None, thing=thing, why=asks)
    if request.method == "POST" and form.is_valid():
        answer = act(request, code, thing, form.facts(), back=case_url(made, thing), said=asks.said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {
        "form": form,
        "why": asks,
        "told": requests.told(made.seat, thing, code, made.today),
        "case": thing.case,
        "case_url": case_url(made, thing),
    }
    return TemplateResponse(request, "unit/why.html", context)


def tell(request: HttpRequest, done: str, found: Done) -> None:
    """What came of a step on several items: those on which it was done, and why not on the others."""
    if found.done:
        messages.success(request, done.format(n=len(found.done), numbers=numbers_of(found.done)))
    if found.left:
        messages.warning(request, texts.NOT_DONE.format(n=len(found.left), why="".join(found.left)))


def round_of(made: Door, round_id: int) -> Round:
    found = queries.round_for(made.seat, round_id)
    if found is None:
        raise Http404
    return found


def may(request: HttpRequest, made: Door, code: str, thing: Any) -> None:
    """Raises NotYours (403) where the step is not this seat's. A page that is opened must also be in time; one that is
    sent keeps what was typed and hears it from the step itself.
    """
    (must_be_permitted if request.method == "POST" else must_be_possible)(code, thing, made.seat)


@door()
def contact(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """登记沟通. What is typed is kept as a draft of the seat until it is sent."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "contact.record", round_)
    key = f"contact-{round_.pk}"
    mates = [one for one in merging.mates(round_) if one.assignment.state == AssignmentState.RECEIVED]
    meeting = standing_on(round_)
    if meeting is not None and (meeting.round_id != round_.pk or meeting.state not in RECORDED_OUT_OF):
        meeting = None
    refused = take_chosen(request, made.seat, photos.TRAY, round_.pk) if request.method == "POST" else []
    if request.method == "POST":
        form = TalkForm(request.POST, thing=round_, mates=mates, meeting=meeting)
        if form.is_valid() and not refused:
            answer = _talked(request, round_, form)
            if not isinstance(answer, StepRefused):
                drafts.drop(made.congress.pk, made.seat.pk, key)
                return answer
            form.refuse(answer)
    else:
        after = round_.state not in OPEN
        kept = drafts.of(made.congress.pk, made.seat.pk, key)
        # The talk is the one arranged where the page was opened from there, or where its time has passed.
        passed = meeting is not None and meeting.starts_at is not None and meeting.starts_at <= clock.now()
        arranged = meeting if passed or "meeting" in request.GET else None
        start = talk_start(ContactStage.AFTER if after else ContactStage.DURING, made.today, arranged)
        start |= kept.data if kept is not None else {}
        form = TalkForm(initial=start, thing=round_, mates=mates, meeting=meeting)
    context = {
        "form": form,
        "round": round_,
        "case": round_.case,
        "case_url": case_url(made, round_),
        "draft_url": reverse("draft", args=[made.seat.pk, key]),
        "attached": attachments(made.seat, photos.TRAY, round_.pk, refused),
    }
    return TemplateResponse(request, "unit/contact.html", context)


def _talked(request: HttpRequest, round_: Round, form: TalkForm) -> HttpResponseBase | StepRefused:
    """并案: one visit to the deputies of several items is a talk of each; all are recorded, or none."""
    made: Door = request.door  # type: ignore[attr-defined]
    rounds, back = [round_, *form.chosen_mates], case_url(made, round_)
    if not form.chosen_mates:
        said = texts.SAID["contact.record"]
        return act(request, "contact.record", round_, form.record(), back=back, said=said)
    photos.spread(round_, form.chosen_mates)
    try:
        take_all(made.seat, "contact.record", rounds, form.record(), request_key(request, made.seat))
    except AlreadyDone as done:
        return already_done(request, done.event, back)
    except StepRefused as refused:
        return refused
    tell(request, texts.TALKED_TOGETHER, Done([one.assignment.proposal for one in rounds]))
    return HttpResponseRedirect(back)


@door()
def assign(request: HttpRequest, row_id: int) -> HttpResponseBase:
    """分办: the government office passes an item on to the units."""
    made: Door = request.door  # type: ignore[attr-defined]
    row = queries.row_for(made.seat, row_id)
    if row is None:
        raise Http404
    may(request, made, "dispatch.assign", row)
    units, beside = dispatch.units(made.congress.pk), dispatch.routes_beside(row)
    if request.method == "POST":
        form = AssignForm(request.POST, units=units, beside=beside, thing=row)
        if form.is_valid():
            if form.chosen_beside():
                rows = [row, *form.chosen_beside()]
                found = take_each(made.seat, "dispatch.assign", rows, form.facts(), request_key(request, made.seat))
                tell(request, texts.ASSIGNED_TOGETHER, found)
                return HttpResponseRedirect(case_url(made, row))
            said = texts.SAID["dispatch.assign"]
            answer = act(request, "dispatch.assign", row, form.facts(), back=case_url(made, row), said=said)
            if not isinstance(answer, StepRefused):
                return answer
            form.refuse(answer)
    else:
        form = AssignForm(units=units, beside=beside, thing=row)
    context = {"form": form, "row": row, "case": row.case, "case_url": case_url(made, row), "units": units}
    context["suggestion"] = suggestion_for(made.congress.pk, row.proposal)
    return TemplateResponse(request, "unit/assign.html", context)
