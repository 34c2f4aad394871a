"""The reading sheet: the text beside the criteria, an advice with its revision shown word by word, and refusing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import StepRefused
from huiyin.dispatch import queries as dispatch
from huiyin.foundation import drafts
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.manuscripts import composed, words_of
from huiyin.proposals.models import Proposal, Reading
from huiyin.proposals.submitting import newest_text
from huiyin.proposals.texts import NO_GROUNDS_SET
from huiyin.web.door import Door, act, door
from huiyin.web.reading import showing, texts
from huiyin.web.reading.desk import READERS
from huiyin.web.reading.forms import RefuseForm, SheetForm
from huiyin.web.stepforms import must_be_permitted, must_be_possible, refusal_of
from huiyin.web.wordwise import revised

R = Reading.Result
CODES = {R.FIT: "reading.pass", R.REVISE: "reading.advise", R.WITHDRAW: "reading.advise"}


def case_of(request: HttpRequest, case_id: int) -> Proposal:
    """An item that was submitted, if the seat may see it; what came on paper has no texts to read."""
    made: Door = request.door  # type: ignore[attr-defined]
    rows = dispatch.visible_to(made.seat).filter(submitted_on__isnull=False)
    found = rows.select_related("session__term", "wanted_body").filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def may(request: HttpRequest, code: str, case: Proposal, *, sending: bool) -> None:
    """403 where the step is not this seat's, or not now; what was sent already is left to the step and its calm page."""
    (must_be_permitted if sending else must_be_possible)(code, case, request.door.seat)  # type: ignore[attr-defined]


@door(*READERS)
def sheet(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    case = case_of(request, case_id)
    stage = request.POST.get("stage", "")
    text = newest_text(case)
    # Of another text another draft: what was begun about the last one would be said about words that are gone.
    draft = f"reading-{case.pk}-{text.number}"
    if request.method == "POST" and _done_before(made, case):
        # The item has gone on by this very sheet, or by a colleague's: the step says so in its own words.
        pass
    else:
        may(request, "reading.pass", case, sending=False)
    if "discard" in request.POST:
        drafts.drop(made.congress.pk, made.seat.pk, draft)
        return HttpResponseRedirect(request.path)
    kept = drafts.of(made.congress.pk, made.seat.pk, draft) if request.method != "POST" else None
    start: dict[str, Any] = SheetForm.start(text) | (kept.data if kept else {})
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        initial=start,
        thing=case,
        text=text,
        kind=case.kind,
        procedure=procedure_of(case.procedure_id),
        asks=_asks(request.POST if request.method == "POST" else start) + (stage == "more"),
    )
    if request.method == "POST" and stage not in ("more", "edit") and form.is_valid():
        if form.cleaned_data["result"] == R.REVISE and stage != "take":
            return _preview(request, case, form)
        answer = _take(request, case, form)
        if not isinstance(answer, StepRefused):
            drafts.drop(made.congress.pk, made.seat.pk, draft)
            return answer
        form.refuse(answer)
    context = {
        "form": form.without_faults() if stage in ("more", "edit") else form,
        "shown": showing.item(made.seat, case),
        "case": case,
        "clock": showing.clock_of(case, made.today),
        "likes": showing.like_items(made.seat, case),
        "draft_url": reverse("draft", args=[made.seat.pk, draft]),
        "saved_at": kept.saved_at if kept else None,
    }
    return TemplateResponse(request, "reading/sheet.html", context)


def _done_before(made: Door, case: Proposal) -> bool:
    return Reading.objects.filter(congress_id=made.congress.pk, proposal=case, seat_id=made.seat.pk).exists()


def _asks(data: Any) -> int:
    """For how many asks there is room: as many as were typed, one more than there are of text."""
    numbers = [int(name[4:]) for name in data if name.startswith("ask_") and name[4:].isdecimal() and len(name) < 8]
    return max(numbers, default=1)


def _preview(request: HttpRequest, case: Proposal, form: SheetForm) -> HttpResponseBase:
    said, advised = form.cleaned_data, form.words
    context = {
        "case": case,
        "form": form,
        "note": said["note"],
        "marks": [(field.label, dict(texts.MARKS)[said[field.name]]) for field in form.mark_fields() if said[field.name]],
        "revised": form.revised,
        "title": revised(form.original.plain.title, advised.title),
        "body": revised(composed(case.kind, form.original), composed(case.kind, advised)),
    }
    return TemplateResponse(request, "reading/advice.html", context)


def _take(request: HttpRequest, case: Proposal, form: SheetForm) -> HttpResponseBase | StepRefused:
    made: Door = request.door  # type: ignore[attr-defined]
    result = form.cleaned_data["result"]
    following = procedure_of(case.procedure_id).reading.after(case.tier)
    passed = texts.PASSED if following else texts.PASSED_LAST
    said = (passed if result == R.FIT else texts.ADVISED).format(title=case.title)
    return act(
        request, CODES[R(result)], case, form.facts(), said=said, back=reverse("reading", args=[made.seat.pk])
    )


# -- refusing ------------------------------------------------------------------------------------------------------------


@door(Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
def refuse(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """不作为建议处理: first the ground and what was explained, then what follows, then the step."""
    made: Door = request.door  # type: ignore[attr-defined]
    case = case_of(request, case_id)
    stage = request.POST.get("stage", "")
    may(request, "proposal.refuse", case, sending=stage == "take")
    procedure = procedure_of(case.procedure_id)
    form = RefuseForm(request.POST if request.method == "POST" else None, thing=case, procedure=procedure)
    page = {"form": form, "case": case, "signers": case.signers_line, "text": words_of(newest_text(case)).plain}
    if not procedure.raising.refusal_grounds.value:
        return TemplateResponse(request, "reading/refuse.html", page | {"no_grounds": NO_GROUNDS_SET})
    if request.method == "POST" and stage != "edit" and form.is_valid():
        facts = form.facts()
        answer: HttpResponseBase | StepRefused | None = refusal_of("proposal.refuse", case, made.seat, facts)
        if answer is None and stage != "take":
            return TemplateResponse(request, "reading/refuse_confirm.html", page | {"told": form.told()})
        if answer is None:
            answer = act(
                request,
                "proposal.refuse",
                case,
                facts,
                said=texts.REFUSED.format(title=case.title),
                back=reverse("case", args=[made.seat.pk, case.pk]),
            )
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, "reading/refuse.html", page)
