"""初步答复函 before the deputy: the text, and 同意 or 不同意 with the reasons."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import StepRefused
from huiyin.evaluation import mine
from huiyin.handling.consulting import DeputyWord, newest_draft
from huiyin.handling.models import DraftWord
from huiyin.handling.points import printed
from huiyin.people.models import Role
from huiyin.web.deputy import texts
from huiyin.web.door import Door, act, door
from huiyin.web.fields import CleanText
from huiyin.web.stepforms import StepForm, must_be_permitted


class DraftWordForm(StepForm):
    reason = CleanText(2000, rows="low", label=texts.DRAFT_REASON, required=False, help_text=texts.DRAFT_REASON_HINT)


# By the button that was pressed.
_STEPS = {DraftWord.AGREES.value: "draft.agree", DraftWord.DISAGREES.value: "draft.disagree"}


@door(Role.DEPUTY)
def draft(request: HttpRequest, round_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = mine.round_of(made.seat, round_id)
    shown = newest_draft(round_) if round_ is not None else None
    if round_ is None or shown is None:
        raise Http404
    must_be_permitted("draft.agree", round_, made.seat)
    back = reverse("case", args=[made.seat.pk, round_.case_key])
    form = DraftWordForm(request.POST or None, thing=round_)
    word = request.POST.get("word", "")
    if request.method == "POST" and form.is_valid() and word in _STEPS:
        facts = DeputyWord(word, form.cleaned_data["reason"])
        answer = act(request, _STEPS[word], round_, facts, back=back, said=texts.DRAFT_SAID[word])
        if not isinstance(answer, StepRefused):
            return answer
        form.add_error("reason" if word == DraftWord.DISAGREES and not facts.reason else None, answer.sentence)
    elif request.method == "POST" and form.is_valid():
        form.add_error(None, texts.DRAFT_CHOOSE)
    proposal = round_.assignment.proposal
    context = {
        "round": round_,
        "proposal": proposal,
        "draft": shown,
        "points": printed(proposal, shown.version.points),
        "form": form,
        "back_url": back,
    }
    return TemplateResponse(request, "deputy/draft.html", context)
