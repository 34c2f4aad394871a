"""联名: inviting, and signing after the text has been opened; a clerk writes down how a deputy confirmed on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from huiyin.chain.refusals import StepRefused
from huiyin.people.models import Role, Seat
from huiyin.proposals import manuscripts, queries
from huiyin.proposals.models import Manuscript, ProposalKind, Signature
from huiyin.web.deputy import texts
from huiyin.web.deputy.writing import WRITERS, door_of, own, papers_of, where
from huiyin.web.deputy.writing_forms import CodeForm, ConfirmedForm, InviteForm, SignForm
from huiyin.web.door import door


def _to(request: HttpRequest, name: str, *args: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[door_of(request).seat.pk, *args]))


# -- the side that asks ---------------------------------------------------------------------------------------------------


@door(*WRITERS)
def signing(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """Who was asked, who signed the text as it stands; more may be asked by name or by code."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    if not manuscripts.may_be_signed(manuscript):
        return HttpResponseRedirect(where(request, manuscript))
    asked = manuscripts.signatures_of(manuscript)
    deputies = [one for one in queries.deputies(made.congress) if one.seat_id != manuscript.lead_id]
    form = InviteForm(request.POST if request.method == "POST" else None, deputies=deputies)
    if request.method == "POST" and form.is_valid():
        seats = Seat.objects.filter(congress=made.congress, pk__in=[one.seat_id for one in form.cleaned_data["who"]])
        by_id = seats.select_related("person").in_bulk()
        new = manuscripts.ask_to_sign(manuscript, [by_id[one.seat_id] for one in form.cleaned_data["who"]])
        messages.success(request, texts.INVITED.format(n=len(new)) if new else texts.NOBODY_NEW)
        return _to(request, "signing", manuscript.pk)
    context = {
        "manuscript": manuscript,
        "title": manuscript.title or texts.NEW_TITLE,
        "motion": manuscript.kind == ProposalKind.MOTION,
        "form": form,
        "deputies": deputies,
        "lines": [(one, manuscripts.stands(one, manuscript)) for one in asked],
        "standing": sum(manuscripts.stands(one, manuscript) for one in asked),
        "code": _in_fours(manuscript.join_code),
    }
    return TemplateResponse(request, "deputy/signing.html", context)


def _in_fours(code: str) -> str:
    return f"{code[:4]} {code[4:]}" if code else ""


@require_POST
@door(*WRITERS)
def open_code(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    manuscript = own(request, manuscript_id)
    if manuscripts.may_be_signed(manuscript):
        manuscripts.open_for_joining(manuscript)
    return _to(request, "signing", manuscript.pk)


@require_POST
@door(*WRITERS)
def uninvite(request: HttpRequest, manuscript_id: int, seat: int) -> HttpResponseBase:
    manuscript = own(request, manuscript_id)
    manuscripts.uninvite(manuscript, seat)
    messages.success(request, texts.UNINVITED)
    return _to(request, "signing", manuscript.pk)


@door(Role.DELEGATION_CLERK)
def confirmed(request: HttpRequest, manuscript_id: int, seat: int) -> HttpResponseBase:
    """登记确认: the deputy said yes to this text by slip, on paper or on the telephone; the clerk's name stays with it."""
    made, manuscript = door_of(request), own(request, manuscript_id)
    one = next((row for row in manuscripts.signatures_of(manuscript) if row.seat_id == seat), None)
    if one is None or not manuscripts.may_be_signed(manuscript):
        raise Http404
    form = ConfirmedForm(
        request.POST if request.method == "POST" else None, initial={"digest": manuscript.digest, "how": "slip"}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["how"] == Signature.How.SLIP and not manuscripts.fits_slip(manuscript, seat, said["slip"]):
            form.add_error("slip", texts.WRONG_SLIP)
        else:
            try:
                signed = manuscripts.sign(manuscript, seat, said["digest"], how=said["how"], by=made.seat)
            except StepRefused as refused:
                form.add_error(None, refused.sentence)
            else:
                signed.note = said["note"]
                signed.save(update_fields=["note"])
                done = texts.CONFIRMED.format(name=one.seat.person.name, how=signed.get_how_display())
                messages.success(request, done)
                return _to(request, "signing", manuscript.pk)
    context = {"manuscript": manuscript, "one": one, "form": form}
    return TemplateResponse(request, "deputy/confirmed.html", context)


@door(Role.DELEGATION_CLERK)
def slip(request: HttpRequest, manuscript_id: int, seat: int) -> HttpResponseBase:
    """确认条: the text on one sheet, with the digits that belong to it and a place to sign."""
    manuscript = own(request, manuscript_id)
    one = next((row for row in manuscripts.signatures_of(manuscript) if row.seat_id == seat), None)
    if one is None or not manuscripts.may_be_signed(manuscript):
        raise Http404
    words = manuscripts.words_of(manuscript).plain
    code = manuscripts.slip_code(manuscript, seat)
    context = {
        "manuscript": manuscript,
        "one": one,
        "words": words,
        "body": manuscripts.composed(manuscript.kind, words),
        "code": f"{code[:3]} {code[3:]}",
    }
    return TemplateResponse(request, "deputy/confirm_slip.html", context)


# -- the side that signs ----------------------------------------------------------------------------------------------------


@door(Role.DEPUTY)
def join(request: HttpRequest) -> HttpResponseBase:
    """A code read out in the hall leads to the text."""
    made = door_of(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = manuscripts.join(made.seat, form.cleaned_data["code"])
        if found is not None:
            return _to(request, "write" if found.lead_id == made.seat.pk else "sign", found.pk)
        form.add_error("code", texts.NO_SUCH_CODE)
    return TemplateResponse(request, "deputy/join.html", {"form": form})


def _asked(request: HttpRequest, manuscript_id: int) -> tuple[Manuscript, Signature]:
    made = door_of(request)
    rows = Signature.objects.filter(congress=made.congress, seat=made.seat, manuscript_id=manuscript_id)
    one = rows.select_related("manuscript__proposal", "manuscript__lead__person", "manuscript__lead__body").first()
    if one is None or one.manuscript.lead_id == made.seat.pk:
        raise Http404
    return one.manuscript, one


@door(Role.DEPUTY)
def sign(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """First the text is opened, then it may be signed: a signature without having read is none."""
    made = door_of(request)
    manuscript, one = _asked(request, manuscript_id)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"digest": manuscript.digest})
    if request.method == "POST":
        word = request.POST.get("word", "")
        if word == "open":
            manuscripts.opened(manuscript, made.seat)
            return _to(request, "sign", manuscript.pk)
        if form.is_valid():
            try:
                if word == "sign":
                    manuscripts.sign(manuscript, made.seat.pk, form.cleaned_data["digest"])
                    messages.success(request, texts.SIGNED)
                else:
                    signed = one.word == Signature.Word.SIGNED
                    manuscripts.refuse_to_sign(manuscript, made.seat, form.cleaned_data["note"])
                    messages.success(request, texts.LEFT_SIGNING if signed else texts.NOT_SIGNED)
            except StepRefused as refused:
                form.add_error(None, refused.sentence)
            else:
                return _to(request, "home" if word == "sign" else "manuscripts")
    words = manuscripts.words_of(manuscript).plain
    context = {
        "manuscript": manuscript,
        "one": one,
        "form": form,
        "digest": manuscript.digest,
        "words": words,
        "asks": [(manuscripts.numeral(n), ask) for n, ask in enumerate(words.asks, start=1)],
        "motion": manuscript.kind == ProposalKind.MOTION,
        "papers": papers_of(made.seat, manuscript),
        "open": manuscripts.may_be_signed(manuscript),
        "read": one.opened_digest == manuscript.digest,
        "stands": manuscripts.stands(one, manuscript),
        "again": one.word == Signature.Word.SIGNED and not manuscripts.stands(one, manuscript),
        "others": sum(manuscripts.stands(row, manuscript) for row in manuscripts.signatures_of(manuscript)),
    }
    return TemplateResponse(request, "deputy/sign.html", context)
