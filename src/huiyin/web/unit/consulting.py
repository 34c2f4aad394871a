"""初步答复函 as the deputies' committee sees to it: the deputy's word noted down, a disagreement verified."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.chain.refusals import StepRefused
from huiyin.handling.consulting import DeputyWord, Verified, newest_draft
from huiyin.handling.models import DraftOutcome, DraftWord, Round
from huiyin.web.door import Door, act, door
from huiyin.web.fields import CleanLine, CleanText
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts
from huiyin.web.unit.steps import case_url, may, round_of


class NoteWordForm(StepForm):
    """代记代表对初步答复函的意见."""

    word = forms.ChoiceField(label=texts.DRAFT_WORD, choices=DraftWord.choices, widget=forms.RadioSelect)
    reason = CleanText(2000, rows="low", label=texts.DRAFT_REASON, required=False, help_text=texts.DRAFT_REASON_HINT)

    def facts(self) -> DeputyWord:
        return DeputyWord(self.cleaned_data["word"], self.cleaned_data["reason"])


class VerifyForm(StepForm):
    """核实."""

    verified = CleanText(2000, rows="low", label=texts.VERIFIED, help_text=texts.VERIFIED_HINT)
    verified_with = CleanLine(200, label=texts.VERIFIED_WITH, required=False, help_text=texts.VERIFIED_WITH_HINT)
    outcome = forms.ChoiceField(label=texts.VERIFY_OUTCOME, choices=DraftOutcome.choices, widget=forms.RadioSelect)

    def facts(self) -> Verified:
        data = self.cleaned_data
        return Verified(data["outcome"], data["verified"], data["verified_with"])


@door()
def note_word(request: HttpRequest, round_id: int) -> HttpResponseBase:
    return _page(request, round_id, "draft.note_word", NoteWordForm)


@door()
def verify(request: HttpRequest, round_id: int) -> HttpResponseBase:
    return _page(request, round_id, "draft.verify", VerifyForm)


def _page(request: HttpRequest, round_id: int, code: str, form_of: Any) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_: Round = round_of(made, round_id)
    may(request, made, code, round_)
    draft = newest_draft(round_)
    if draft is None:
        raise Http404
    form = form_of(request.POST or None, thing=round_)
    if request.method == "POST" and form.is_valid():
        answer = act(request, code, round_, form.facts(), back=case_url(made, round_), said=texts.SAID[code])
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {
        "form": form,
        "draft": draft,
        "verb": texts.DRAFT_VERBS[code],
        "case": round_.case,
        "case_url": case_url(made, round_),
    }
    return TemplateResponse(request, "unit/draft.html", context)
