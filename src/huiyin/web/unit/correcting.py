"""Mistakes of a unit put right: a talk written down wrongly, a letter that was sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.chain.refusals import StepRefused
from huiyin.foundation import drafts
from huiyin.foundation.file_owners import files_of
from huiyin.handling import photos, queries
from huiyin.handling.correcting import contacts_to_correct
from huiyin.procedures.queries import procedure_of
from huiyin.web import letters
from huiyin.web.door import Door, act, door
from huiyin.web.shared.attaching import attachments, shown, take_chosen
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts
from huiyin.web.unit.forms import FollowUpForm, TalkCorrectionForm
from huiyin.web.unit.steps import case_url, may, round_of


@door()
def contact(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """更正沟通记录: the newest talk, or the one named in the address; the page comes filled with what was written."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "contact.correct", round_)
    talks = contacts_to_correct(round_)
    named = request.GET.get("talk", "")
    chosen = next((one for one in talks if str(one.pk) == named), talks[0] if talks and not named else None)
    if chosen is None:
        raise Http404
    start = {name: getattr(chosen, name) for name in ("form", "stage", "happened_on", "people", "note")}
    form = TalkCorrectionForm(request.POST or None, thing=round_, talk=chosen, initial=start)
    refused = take_chosen(request, made.seat, photos.TRAY, round_.pk) if request.method == "POST" else []
    answer = _take(request, made, round_, form, "contact.correct") if not refused else None
    if answer is not None:
        return answer
    context = {"form": form, "case": round_.case, "case_url": case_url(made, round_), "talk": chosen}
    others = [one for one in talks if one.pk != chosen.pk]
    context["kept"] = [shown(made.seat, one) for one in files_of(made.congress.pk, photos.KIND, chosen.pk)]
    context["attached"] = attachments(made.seat, photos.TRAY, round_.pk, refused)
    return TemplateResponse(request, "unit/contact_correct.html", context | {"others": others})


@door()
def follow_up(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """发更正函: the letter stays as it was read. What is typed is kept as a draft of the seat until it is sent."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.follow_up", round_)
    letter = queries.letter_of_round(made.seat, round_)
    if letter is None:
        raise Http404
    key = f"follow-up-{round_.pk}"
    kept = drafts.of(made.congress.pk, made.seat.pk, key) if request.method != "POST" else None
    procedure = procedure_of(round_.assignment.proposal.procedure_id)
    initial = kept.data if kept is not None else {}
    form = FollowUpForm(request.POST or None, thing=round_, procedure=procedure, initial=initial)
    answer = _take(request, made, round_, form, "letter.follow_up")
    if answer is not None:
        drafts.drop(made.congress.pk, made.seat.pk, key)
        return answer
    context = {
        "form": form,
        "round": round_,
        "case": round_.case,
        "case_url": case_url(made, round_),
        "follow_ups": letters.follow_ups(letter, procedure),
        "draft_key": key,
        "saved_at": kept.saved_at if kept is not None else None,
    }
    return TemplateResponse(request, "unit/follow_up.html", context)


def _take(request: HttpRequest, made: Door, round_: Any, form: StepForm, code: str) -> HttpResponseBase | None:
    """The answer to a step that was taken; None where the page is to be shown, with the refusal if there was one."""
    if request.method != "POST" or not form.is_valid():
        return None
    facts = form.facts()  # type: ignore[attr-defined]
    answer = act(request, code, round_, facts, back=case_url(made, round_), said=texts.SAID[code])
    if isinstance(answer, StepRefused):
        form.refuse(answer)
        return None
    return answer
