"""送审前检查: the page between writing and submitting – what the check names, and a place to say why it goes up all the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import StepRefused
from huiyin.handling.checking import Submission, findings
from huiyin.web.door import Door, act, door
from huiyin.web.fields import CleanText
from huiyin.web.stepforms import StepForm, refusal_of
from huiyin.web.unit import texts
from huiyin.web.unit.steps import case_url, may, round_of


class SubmitForm(StepForm):
    """送审签 although the check named something."""

    despite = CleanText(1000, rows="low", label=texts.DESPITE, help_text=texts.DESPITE_HINT)

    def facts(self) -> Submission:
        return Submission(self.cleaned_data["despite"])


@door()
def check(request: HttpRequest, round_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.submit", round_)
    found = findings(round_)
    form = SubmitForm(request.POST or None, thing=round_)
    if not found or any(one.must for one in found):
        del form.fields["despite"]
    if request.method == "POST" and form.is_valid():
        facts = form.facts() if "despite" in form.fields else None
        answer = act(request, "letter.submit", round_, facts, back=case_url(made, round_), said=texts.SAID["letter.submit"])
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    refused = refusal_of("letter.submit", round_, made.seat, Submission("…"))
    context = {
        "round": round_,
        "case": round_.case,
        "case_url": case_url(made, round_),
        "found": found,
        "form": form,
        "refused": refused.sentence if refused is not None and not any(one.must for one in found) else "",
        "promises_url": reverse("promises", args=[made.seat.pk, round_.pk]) if round_.letter is not None else "",
        "edit_url": reverse("reply-edit", args=[made.seat.pk, round_.pk]),
    }
    return TemplateResponse(request, "unit/check.html", context)
