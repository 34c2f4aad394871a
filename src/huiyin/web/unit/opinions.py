"""会办意见: what an assisting unit tells the lead unit."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import StepRefused
from huiyin.foundation import drafts
from huiyin.foundation.files import FileRefused, store
from huiyin.handling import queries
from huiyin.handling.assisting import OpinionGiven, opinions
from huiyin.web.dates import day
from huiyin.web.door import Door, act, door
from huiyin.web.unit import texts
from huiyin.web.unit.forms import OpinionForm
from huiyin.web.unit.replies import DOCUMENTS
from huiyin.web.unit.steps import case_url, may


@door()
def give(request: HttpRequest, row_id: int) -> HttpResponseBase:
    """The text is kept as a draft of the seat until it is given; a file is chosen when it is."""
    made: Door = request.door  # type: ignore[attr-defined]
    row = queries.row_for(made.seat, row_id)
    if row is None:
        raise Http404
    may(request, made, "opinion.give", row)
    key = f"opinion-{row.pk}"
    if request.method == "POST":
        form = OpinionForm(request.POST, request.FILES, thing=row)
        if form.is_valid():
            answer = _take(request, made, form, row)
            if not isinstance(answer, StepRefused):
                drafts.drop(made.congress.pk, made.seat.pk, key)
                return answer
            form.refuse(answer)
    else:
        kept = drafts.of(made.congress.pk, made.seat.pk, key)
        form = OpinionForm(initial=kept.data if kept is not None else None, thing=row)
    before = opinions(row).last()
    context = {
        "form": form,
        "until": texts.OPINION_UNTIL.format(on=day(row.due_on, made.today)) if row.due_on is not None else "",
        "redo": before if before is not None and before.redo_on is not None else None,
        "case": row.case,
        "case_url": case_url(made, row),
        "draft_url": reverse("draft", args=[made.seat.pk, key]),
    }
    return TemplateResponse(request, "unit/opinion.html", context)


def _take(request: HttpRequest, made: Door, form: OpinionForm, row: object) -> HttpResponseBase | StepRefused:
    upload = form.cleaned_data.get("document")
    try:
        stored = (
            store(upload, upload.name or "", limit=settings.HUIYIN_UPLOAD_LIMIT, allowed=DOCUMENTS) if upload else None
        )
    except FileRefused as refused:
        return StepRefused(refused.sentence, "document")
    facts = OpinionGiven(form.cleaned_data["body"], stored)
    return act(request, "opinion.give", row, facts, back=case_url(made, row), said=texts.SAID["opinion.give"])
