"""The pages of a ledger import: upload, preview with doubts, import as a job with a progress bar, differences, undo."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from huiyin.chain.refusals import StepRefused
from huiyin.dispatch import importing, ledger_queries
from huiyin.dispatch.jobs import import_ledger
from huiyin.dispatch.ledger import Ledger, LedgerRefused
from huiyin.dispatch.models import LedgerImport, LedgerQuestion, LedgerRowResult
from huiyin.dispatch.texts import NO_DATE_ASKED
from huiyin.foundation import files
from huiyin.foundation.files import FileRefused
from huiyin.foundation.jobs import later
from huiyin.foundation.models import Progress
from huiyin.foundation.row_ids import row_id, row_ids
from huiyin.foundation.tables import Doubt
from huiyin.people.models import Role
from huiyin.procedures.queries import NoProcedure, version_on
from huiyin.web.door import Door, door
from huiyin.web.office import ledger_texts as texts
from huiyin.web.office.ledger_forms import SettingsForm, UploadForm

State = LedgerImport.State


def _door(request: HttpRequest) -> Door:
    return request.door  # type: ignore[attr-defined]


def _made(request: HttpRequest, ledger_id: int) -> LedgerImport:
    made = ledger_queries.imports_of(_door(request).congress.pk).filter(pk=ledger_id).first()
    if made is None:
        raise Http404
    return made


def _page(request: HttpRequest, made: LedgerImport) -> str:
    return reverse("ledger", args=[_door(request).seat.pk, made.pk])


@door(Role.COMMITTEE_OFFICER)
def ledgers(request: HttpRequest) -> HttpResponseBase:
    """Upload a ledger; the list of those uploaded before."""
    at = _door(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            version_on(at.congress.pk, at.today)
            made = _open(at, upload, upload.name)
            return HttpResponseRedirect(_page(request, made))
        except (LedgerRefused, FileRefused, NoProcedure) as refused:
            form.add_error("file" if not isinstance(refused, NoProcedure) else None, str(refused))
    context = {"form": form, "imports": ledger_queries.imports_of(at.congress.pk)[:50]}
    return TemplateResponse(request, "ledger/list.html", context)


def _open(at: Door, stream: Any, name: str) -> LedgerImport:
    read = importing.read_ledger(stream, name)
    session = importing.session_for(at.congress, read, None, None)
    on, asked = _date(read, at.today)
    return importing.open_import(at.congress, stream, name, read, session, on, seat=at.seat, asked=asked)


def _date(read: Ledger, today: date) -> tuple[date, list[Doubt]]:
    if read.heading.handed_over_on:
        return read.heading.handed_over_on, []
    sentence = NO_DATE_ASKED.format(on=f"{today.year}年{today.month}月{today.day}日")
    return today, [Doubt("hand_over_date_assumed", "handed_over_on", sentence, today.isoformat())]


@door(Role.COMMITTEE_OFFICER)
@require_GET
def ledger(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    made = _made(request, ledger_id)
    if request.headers.get("HX-Request") and made.state != LedgerImport.State.RUNNING:
        # The page asks for its progress bar every two seconds: what came out of it is another page.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _show(request, made, None)


def _show(request: HttpRequest, made: LedgerImport, form: SettingsForm | None) -> HttpResponseBase:
    show = request.GET.get("show", "all")
    after = request.GET.get("after", "0")
    rows = ledger_queries.lines(
        made,
        show if show in ledger_queries.SHOWS else "all",
        row_id(after) or 0,
    )
    counts = importing.counts(made, as_if_run=made.state == State.PREVIEW)
    if form is None and made.state == State.PREVIEW:
        form = SettingsForm(initial=_initial(made), headings=_headings(made))
    return TemplateResponse(
        request,
        "ledger/ledger.html",
        {
            "made": made,
            "form": form,
            "rows": rows,
            "counts": counts,
            "skipped": sum(counts.skipped.values()),
            "outcomes": ledger_queries.outcome_counts(made),
            "progress": ledger_queries.progress_of(made),
            "show": show,
            "shows": ledger_queries.SHOWS,
            "next_after": rows[-1].pk if len(rows) == ledger_queries.PAGE else None,
        },
    )


def _initial(made: LedgerImport) -> dict[str, Any]:
    columns = {f"column_{name}": str(column) for name, column in made.columns.items()}
    return {
        "term": made.session.term.number,
        "session": made.session.number,
        "handed_over_on": made.handed_over_on,
        "create": "missing" if made.create_missing else "none",
        **columns,
    }


def _headings(made: LedgerImport) -> list[tuple[str, str]]:
    return [
        (str(i), f"{_letter(i)} 列：{title or '（空）'}") for i, title in enumerate(made.counts.get("headings", []))
    ]


def _letter(column: int) -> str:
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


@door(Role.COMMITTEE_OFFICER)
@require_POST
def settle_columns(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    """Read the kept file again with the columns, session and date a person has set; the preview is made anew."""
    made = _made(request, ledger_id)
    form = SettingsForm(request.POST, headings=_headings(made))
    if made.state != State.PREVIEW or not form.is_valid():
        return _show(request, made, form)
    data = form.cleaned_data
    try:
        with transaction.atomic(), files.open_stored(made.file.digest) as stream:
            read = importing.read_ledger(stream, made.file.name, form.columns(), data["handed_over_on"].year)
            made.session = importing.session_for(made.congress, read, data["session"], data["term"])
            made.handed_over_on = data["handed_over_on"]
            made.create_missing = data["create"] == "missing"
            made.columns = form.columns()
            importing.judge_again(made, read)
    except LedgerRefused as refused:
        form.add_error(None, str(refused))
        return _show(request, made, form)
    messages.success(request, texts.READ_AGAIN)
    return HttpResponseRedirect(_page(request, made))


@door(Role.COMMITTEE_OFFICER)
@require_POST
def run(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    """Start the import as a job; sending the form twice starts it once."""
    at, made = _door(request), _made(request, ledger_id)
    _answer(request, made, only_changed=True)
    if made.state == State.PREVIEW:
        waiting = ledger_queries.outcome_counts(made).get("preview", 0)
        progress = Progress.objects.create(congress=at.congress, kind="ledger", seat_id=at.seat.pk, total=waiting)
        made.progress_id, made.state = progress.pk, State.RUNNING
        made.save(update_fields=["progress_id", "state"])
        later(
            import_ledger, congress_id=at.congress.pk, ledger_id=made.pk, seat_id=at.seat.pk, once=f"ledger:{made.pk}"
        )
    return HttpResponseRedirect(_page(request, made))


def _answer(request: HttpRequest, made: LedgerImport, *, only_changed: bool) -> int:
    count = 0
    open_ = LedgerQuestion.objects.filter(congress_id=made.congress_id, row__ledger=made, answered_at__isnull=True)
    for question in open_.select_related("row"):
        given = request.POST.get(f"q{question.pk}")
        if given is None or (only_changed and given == question.default):
            continue
        importing.answer(question, given)
        count += 1
    return count


@door(Role.COMMITTEE_OFFICER)
@require_POST
def answers(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    """After the import: the doubts shown have been looked at and stand as they were taken."""
    made = _made(request, ledger_id)
    count = _answer(request, made, only_changed=False)
    messages.success(request, texts.ANSWERED.format(n=count))
    return HttpResponseRedirect(_page(request, made))


@door(Role.COMMITTEE_OFFICER)
@require_POST
def accept(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    """Take over the changes of rows that differ: those ticked."""
    made, at = _made(request, ledger_id), _door(request)
    picked = row_ids(request.POST.getlist("row"))[: ledger_queries.PAGE]
    rows = LedgerRowResult.objects.filter(congress=at.congress, ledger=made, pk__in=picked).select_related(
        "ledger__file"
    )
    done, refused = 0, ""
    for row in rows.filter(outcome=LedgerRowResult.Outcome.DIFFERS).order_by("pk"):
        try:
            importing.accept(row, at.seat)
            done += 1
        except StepRefused as problem:
            refused = problem.sentence
    (messages.warning if refused else messages.success)(request, texts.ACCEPTED.format(n=done) + refused)
    return HttpResponseRedirect(_page(request, made))


@door(Role.COMMITTEE_OFFICER)
def undo(request: HttpRequest, ledger_id: int) -> HttpResponseBase:
    """Take the whole import back; what a unit has received stays, and is named."""
    made, at = _made(request, ledger_id), _door(request)
    if request.method != "POST" or made.state != State.DONE:
        return TemplateResponse(request, "ledger/undo.html", {"made": made, "back": _page(request, made)})
    gone, stayed = importing.undo_import(made, at.seat, texts.UNDO_REASON.format(name=made.file.name))
    kept = texts.STAYED.format(n=len(stayed), names="、".join(p.shown_no for p in stayed[:10])) if stayed else ""
    messages.success(request, texts.UNDONE.format(n=gone) + kept)
    return HttpResponseRedirect(_page(request, made))
