"""纸质评价: one officer enters a sheet with its scan, a second reads the same. Each look at it is written down."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.refusals import StepRefused
from huiyin.evaluation import queries, sealed
from huiyin.evaluation.paper import SheetRead, paper_of
from huiyin.evaluation.steps import asked_dimensions
from huiyin.foundation.files import FileRefused, store
from huiyin.handling.models import Round
from huiyin.people.models import Role, Seat
from huiyin.web.door import Door, act, door
from huiyin.web.office import texts
from huiyin.web.office.forms import SheetForm
from huiyin.web.shared.files import attachment
from huiyin.web.stepforms import StepForm, must_be_permitted, must_be_possible
from huiyin.web.unit.replies import DOCUMENTS


def _round(request: HttpRequest, round_id: int, code: str) -> tuple[Door, Round]:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = queries.round_of_congress(made.congress, round_id)
    if round_ is None:
        raise Http404
    (must_be_permitted if request.method == "POST" else must_be_possible)(code, round_, made.seat)
    return made, round_


@door(Role.COMMITTEE_OFFICER)
def enter(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """登记纸质评价: what is typed is in no draft, because grades lie nowhere but in the sealed schema."""
    made, round_ = _round(request, round_id, "evaluation.enter_paper")
    back = reverse("case", args=[made.seat.pk, round_.case_key])
    dimensions = asked_dimensions(round_)
    form = SheetForm(request.POST or None, request.FILES or None, dimensions=dimensions, thing=round_)
    if request.method == "POST" and form.is_valid():
        answer = _take(request, form, round_, back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {"form": form, "one": queries.without_grades(round_), "case": round_.case, "case_url": back}
    return TemplateResponse(request, "office/paper_enter.html", context)


def _take(request: HttpRequest, form: SheetForm, round_: Round, back: str) -> HttpResponseBase | StepRefused:
    upload = form.cleaned_data["scan"]
    try:
        scan = store(upload, upload.name or "", limit=settings.HUIYIN_UPLOAD_LIMIT, allowed=DOCUMENTS)
    except FileRefused as refused:
        return StepRefused(refused.sentence, "scan")
    facts = SheetRead(form.grades, form.cleaned_data["reason"], scan)
    return act(request, "evaluation.enter_paper", round_, facts, back=back, said=texts.PAPER_ENTERED)


@door(Role.COMMITTEE_OFFICER)
def check(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """核对纸质评价: by another officer than the one who entered it; either may take the entry back."""
    made, round_ = _round(request, round_id, "evaluation.confirm_paper")
    back = reverse("case", args=[made.seat.pk, round_.case_key])
    form = StepForm(request.POST or None, thing=round_)
    if request.method == "POST" and form.is_valid():
        dropping = "drop" in request.POST
        code = "evaluation.drop_paper" if dropping else "evaluation.confirm_paper"
        said = texts.PAPER_DROPPED if dropping else texts.PAPER_CONFIRMED
        answer = act(request, code, round_, None, back=back, said=said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    sheet = sealed.read_paper(made.seat.pk, "paper evaluation", round_.pk)
    paper = paper_of(round_)
    if sheet is None or paper is None:
        raise Http404
    entered_by = Seat.objects.select_related("person").get(congress=made.congress, pk=sheet.entered_by)
    labels = {dimension.code: dimension.label for dimension in asked_dimensions(round_)}
    context = {
        "form": form,
        "one": queries.without_grades(round_),
        "grades": [(labels.get(code, code), grade) for code, grade in sheet.grades.items()],
        "reason": sheet.reason,
        "paper": paper,
        "entered_by": entered_by.person.name,
        "own": entered_by.person_id == made.seat.person_id,
        "case": round_.case,
        "case_url": back,
    }
    return TemplateResponse(request, "office/paper_check.html", context)


@require_safe
@door(Role.COMMITTEE_OFFICER)
def scan(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The scan of the sheet, for officers only: it tells the grades."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = queries.round_of_congress(made.congress, round_id)
    paper = paper_of(round_) if round_ is not None else None
    if paper is None:
        raise Http404
    sealed.read(made.seat.pk, "scan of a paper evaluation", [round_id])
    return attachment(paper.scan)
