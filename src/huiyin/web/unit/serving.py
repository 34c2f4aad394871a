"""Deputies who use paper: the letter served as a sheet, the word on a talk that came by telephone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.chain.refusals import StepRefused
from huiyin.handling.serving import waiting_contacts, waiting_copies
from huiyin.web.door import Door, act, door
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts
from huiyin.web.unit.forms import PhoneWordForm, ServingForm
from huiyin.web.unit.steps import case_url, may, round_of


@door()
def serve(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """登记纸质送达: for whom, on which day, how."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.serve_on_paper", round_)
    form = ServingForm(request.POST or None, thing=round_, copies=waiting_copies(round_), initial={"on": made.today})
    return _page(request, made, round_, form, "letter.serve_on_paper", "unit/serve.html")


@door()
def phone_word(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """代记代表的核对意见: which talk, and whether the deputy finds it right."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "contact.confirm_by_phone", round_)
    form = PhoneWordForm(request.POST or None, thing=round_, contacts=waiting_contacts(round_))
    return _page(request, made, round_, form, "contact.confirm_by_phone", "unit/phone_word.html")


def _page(request: HttpRequest, made: Door, round_: Any, form: StepForm, code: str, template: str) -> HttpResponseBase:
    back = case_url(made, round_)
    if request.method == "POST" and form.is_valid():
        answer = act(request, code, round_, form.facts(), back=back, said=texts.SAID[code])  # type: ignore[attr-defined]
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, template, {"form": form, "case": round_.case, "case_url": back})
