"""The letter (答复函): its editor, its sheet, sending it back, sending it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.foundation.files import FileRefused, Kind, store
from huiyin.handling import drafting, queries
from huiyin.handling import texts as handling_texts
from huiyin.handling.drafting import EditClash
from huiyin.handling.models import Letter, Round
from huiyin.handling.steps import Sending, sent_without
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.promises.queries import promises_of
from huiyin.web import letters
from huiyin.web.door import Door, act, door
from huiyin.web.stepforms import new_key, refusal_of
from huiyin.web.unit import likes, prefill, texts, together
from huiyin.web.unit.acts import under_letter
from huiyin.web.unit.forms import LetterForm, RemarkForm, SendForm
from huiyin.web.unit.point_forms import PointForms
from huiyin.web.unit.steps import case_url, may, round_of

DOCUMENTS = frozenset({Kind.PDF, Kind.OFD, Kind.JPG, Kind.PNG})


def _procedure(round_: Round) -> Procedure:
    return procedure_of(round_.assignment.proposal.procedure_id)


def _letter(made: Door, round_: Round) -> Letter:
    found = queries.letter_of_round(made.seat, round_)
    if found is None:
        raise Http404
    return found


def _base(made: Door, round_: Round) -> dict[str, Any]:
    return {"round": round_, "case": round_.case, "case_url": case_url(made, round_)}


def _sheet(made: Door, round_: Round, letter: Letter) -> dict[str, Any]:
    """What shows the letter itself: the composed sheet, or the stamped document to be opened."""
    url = reverse("file", args=[made.seat.pk, letter.file_id]) if letter.file_id else ""
    return {
        "letter": None if letter.file_id else letters.paper(letter, round_.assignment, _procedure(round_)),
        "files": letters.document(letter, url),
    }


@require_safe
@door()
def reply(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The sheet as it will be read and printed, with what the seat may do with it."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    letter = _letter(made, round_)
    if made.seat.role == Role.DEPUTY:
        # Deputies open their letters on a page of their own, where the opening is a step.
        return HttpResponseRedirect(reverse("my_letter", args=[made.seat.pk, round_.pk]))
    chosen = _procedure(round_).letter.class_of(letter.class_code)
    context = _base(made, round_) | _sheet(made, round_, letter)
    context |= {
        "row": letter,
        "acts": under_letter(round_, made.seat),
        "together": together.offers(made.seat, round_),
        "request_key": new_key(),
        "moments": queries.moments_of(made.seat, round_),
        "copies": queries.copies_of(letter) if letter.sent_on else [],
        "promises": promises_of([letter])[letter.pk],
        "follow_ups": letters.follow_ups(letter, _procedure(round_)) if letter.sent_on else [],
        "class_words": letters.class_words(chosen) if chosen is not None else "",
    }
    return TemplateResponse(request, "unit/reply.html", context)


# -- the editor ------------------------------------------------------------------------------------------------------


@door()
def edit(request: HttpRequest, round_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.submit", round_)
    if round_.assignment.received_on is None:
        raise NotYours(handling_texts.NOT_RECEIVED)
    letter = queries.letter_of_round(made.seat, round_)
    if request.method == "POST":
        return _save(request, made, round_, letter)
    start = LetterForm.from_letter(letter) if letter is not None else prefill.letter(made.seat, round_)
    return _editor(request, made, round_, letter, _form(round_, letter, initial=start))


def _form(round_: Round, letter: Letter | None, *data: Any, **more: Any) -> LetterForm:
    points = PointForms(round_.assignment.proposal, letter.points if letter is not None else [], data[0] if data else None)
    return LetterForm(*data, procedure=_procedure(round_), points=points, **more)


def _editor(
    request: HttpRequest, made: Door, round_: Round, letter: Letter | None, form: LetterForm, **more: Any
) -> HttpResponseBase:
    file = letter.file if letter is not None else None
    context = _base(made, round_) | {
        "form": form,
        "row": letter,
        "files": letters.document(letter, reverse("file", args=[made.seat.pk, file.pk])) if letter and file else [],
        "autosave_url": reverse("reply-save", args=[made.seat.pk, round_.pk]),
        "remarks": queries.remarks_on(round_),
        "likes": likes.beside_letter(made.seat, round_),
        "saved_at": letter.saved_at if letter is not None else None,
    }
    return TemplateResponse(request, "unit/edit.html", context | more, status=more.pop("status", None))


def _save(request: HttpRequest, made: Door, round_: Round, letter: Letter | None) -> HttpResponseBase:
    form = _form(round_, letter, request.POST, request.FILES)
    if not form.is_valid():
        return _editor(request, made, round_, letter, form)
    upload = form.cleaned_data.get("document")
    try:
        stored = (
            store(upload, upload.name or "", limit=settings.HUIYIN_UPLOAD_LIMIT, allowed=DOCUMENTS) if upload else None
        )
        saved = drafting.save_letter(round_, form.values(), form.cleaned_data["version"] or 0)
        if stored is not None:
            saved = drafting.attach_document(round_, stored)
        elif request.POST.get("do") == "detach":
            drafting.detach_document(round_)
            messages.success(request, texts.FILE_REMOVED)
            return HttpResponseRedirect(request.path)
    except FileRefused as refused:
        form.add_error("document", refused.sentence)
        return _editor(request, made, round_, letter, form)
    except EditClash as clash:
        return _clash(request, made, round_, clash.letter, form)
    except StepRefused as refused:
        form.add_error(None, refused.sentence)
        return _editor(request, made, round_, letter, form)
    said = texts.LETTER_SAVED_WITH_FILE.format(name=stored.name) if stored is not None else texts.LETTER_SAVED
    if request.POST.get("do") == "preview":
        return HttpResponseRedirect(reverse("reply", args=[made.seat.pk, round_.pk]))
    if request.POST.get("do") == "promises":
        return HttpResponseRedirect(reverse("promises", args=[made.seat.pk, round_.pk]))
    messages.success(request, said)
    return HttpResponseRedirect(request.path if saved else case_url(made, round_))


def _clash(request: HttpRequest, made: Door, round_: Round, theirs: Letter, form: LetterForm) -> HttpResponseBase:
    """Both versions on one page: nothing of either is lost, and saving again takes what stands in the form."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(theirs.edit_no)
    again = _form(round_, theirs, data)
    return _editor(request, made, round_, theirs, again, theirs=theirs, status=409)


@require_POST
@door()
def autosave(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The editor saving by itself: 200 with the new version, 409 when somebody else saved, 422 with what is wrong."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.submit", round_)
    form = _form(round_, None, request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    try:
        saved = drafting.save_letter(round_, form.values(), form.cleaned_data["version"] or 0)
    except (EditClash, StepRefused):
        # Saved by somebody else meanwhile, or already submitted: what was typed stays where it was typed.
        return HttpResponse(status=409)
    answer = HttpResponse(status=200)
    answer["X-Draft-Version"] = str(saved.edit_no)
    return answer


# -- back and out ----------------------------------------------------------------------------------------------------


@door()
def send_back(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """退回修改: the head says what must be mended."""
    return _mend(request, round_id, "letter.send_back")


@door()
def decline(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """退回单位修改: so does whoever reviews the letter."""
    return _mend(request, round_id, "letter.decline")


def _mend(request: HttpRequest, round_id: int, code: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, code, round_)
    if request.method == "POST":
        form = RemarkForm(request.POST, thing=round_)
        if form.is_valid():
            answer = act(request, code, round_, form.facts(), back=case_url(made, round_), said=texts.SAID[code])
            if not isinstance(answer, StepRefused):
                return answer
            form.refuse(answer)
    else:
        form = RemarkForm(thing=round_)
    return TemplateResponse(
        request, "unit/send_back.html", _base(made, round_) | {"form": form, "verb": catalogue[code].label}
    )


@door()
def send(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """发出答复: the page repeats what goes out and what follows from it; the button is the verb."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.send", round_)
    letter = queries.letter_of_round(made.seat, round_)
    missing = sent_without(round_)
    asks_number = letter is not None and not letter.number.strip() and not letter.file_id
    form = SendForm(request.POST or None, thing=round_, number=asks_number, without=bool(missing))
    refused: StepRefused | None = None
    if request.method == "POST" and form.is_valid():
        if asks_number:
            drafting.fill_number(round_, form.cleaned_data["number"], made.seat)
        said = texts.SAID["letter.send"]
        answer = act(request, "letter.send", round_, form.facts(), back=case_url(made, round_), said=said)
        if not isinstance(answer, StepRefused):
            return answer
        refused = answer
    elif not asks_number:
        # What the page itself asks for stands in nobody's way yet.
        refused = refusal_of("letter.send", round_, made.seat, Sending("…") if missing else None)
    if letter is None:
        raise Http404
    lead, count = queries.recipients(round_)
    who = texts.SEND_TO_MANY if count > 1 else texts.SEND_TO_ONE if lead else texts.SEND_TO_NOBODY
    limit = _procedure(round_).limits.evaluate.as_limit()
    clock = (
        texts.SEND_CLOCK.format(amount=limit.amount, unit=texts.UNITS[str(limit.unit)])
        if limit is not None
        else texts.SEND_NO_CLOCK
    )
    context = _base(made, round_) | {
        "form": form if asks_number or missing else None,
        "missing": missing,
        "question": texts.SEND_QUESTION,
        "object": f"{letter.number} {letter.title}".strip(),
        "consequence": f"发出后不能修改。{who.format(lead=lead, count=count)}{clock}",
        "kept": texts.SEND_KEPT,
        "verb": texts.SEND_VERB,
        "back_url": reverse("reply", args=[made.seat.pk, round_.pk]),
        "back_label": "再看一遍",
        "hidden": {"request_key": new_key(), "version": round_.version},
        "refused": refused.sentence if refused is not None else "",
    }
    return TemplateResponse(request, "unit/confirm.html", context)
