"""回执: what the deputy takes home of a registered item. Its number, the digest of its text, and its place in the chain."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from huiyin.chain import anchors
from huiyin.chain.models import Event, Head
from huiyin.dispatch.queries import visible_to
from huiyin.foundation import digests
from huiyin.foundation.documents import paper
from huiyin.foundation.filekinds import display_name
from huiyin.people.models import Role
from huiyin.proposals.models import Correction, Proposal
from huiyin.proposals.queries import session_words, signers_of
from huiyin.web.dates import day
from huiyin.web.deputy import receipt_texts as texts
from huiyin.web.documents.drawing import dossier_answer, drawn
from huiyin.web.door import Door, door

REGISTERED_BY = ("proposal.accept", "proposal.register", "proposal.import")


def _case(request: HttpRequest, case_id: int) -> Proposal:
    """A registered item that the deputy stands behind."""
    made: Door = request.door  # type: ignore[attr-defined]
    rows = visible_to(made.seat).filter(own_no__isnull=False).select_related("session__term")
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def _facts(made: Door, case: Proposal) -> dict[str, Any]:
    """All that stands on a receipt. The event is the one that gave the number; the anchor the first that covers it."""
    events = Event.objects.filter(congress_id=made.congress.pk, case_id=case.pk, step__in=REGISTERED_BY)
    event = events.order_by("number")[0]
    head = Head.objects.filter(congress_id=made.congress.pk).first()
    corrected = Correction.objects.filter(congress_id=made.congress.pk, proposal=case, field__in=("title", "body"))
    try:
        anchor = next((one for one in anchors.read(made.congress.code) if one.number >= event.number), None)
        anchored = texts.ANCHORED.format(number=anchor.number, digest=anchor.digest) if anchor else texts.NOT_ANCHORED
    except anchors.Broken:
        anchored = texts.ANCHORS_UNREADABLE
    signers = "、".join(one.name for one in signers_of(case))
    rows = [
        (texts.NUMBER, case.shown_no),
        (texts.TITLE, case.title),
        (texts.KIND, f"{case.get_kind_display()}，{session_words(case.session)}，{case.get_side_display()}"),
        (texts.SIGNERS, signers),
        (texts.REGISTERED, day(case.registered_on)),
        (texts.DIGEST, case.text_digest),
        (texts.EVENT, texts.EVENT_SAID.format(number=event.number, digest=event.digest)),
        (texts.ANCHOR, anchored),
    ]
    if head is not None:
        rows.append((texts.HEAD, texts.HEAD_SAID.format(number=head.number, digest=head.digest)))
    return {"rows": rows, "corrected": corrected.exists(), "on": day(made.today)}


@require_safe
@door(Role.DEPUTY)
def receipt(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    case = _case(request, case_id)
    context = _facts(made, case) | {
        "case": case,
        "checks": texts.CHECKS,
        "case_url": reverse("case", args=[made.seat.pk, case.pk]),
    }
    return TemplateResponse(request, "deputy/receipt.html", context)


@require_safe
@drawn
@door(Role.DEPUTY)
def receipt_pdf(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    case = _case(request, case_id)
    facts = _facts(made, case)
    section = paper.Section(texts.TEXT_TITLE, text=paper.paragraphs(case.body), note=case.title)
    notes = [texts.CORRECTED] if facts["corrected"] else []
    dossier = paper.Dossier(
        title=texts.PDF_TITLE.format(no=case.shown_no),
        subtitle=texts.PDF_SUBTITLE.format(place=made.congress.name, on=facts["on"]),
        facts=facts["rows"],
        sections=[section],
        notes=[*notes, *texts.CHECKS],
        enclosures=[paper.Enclosure(_name(case), _bytes(case), texts.BYTES_SAID)],
    )
    return dossier_answer(dossier, back=reverse("receipt", args=[made.seat.pk, case.pk]))


@require_safe
@door(Role.DEPUTY)
def receipt_text(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The very bytes of which the digest is made: any tool that knows SM3 can count it again."""
    case = _case(request, case_id)
    answer = HttpResponse(_bytes(case), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, _name(case)) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _name(case: Proposal) -> str:
    return display_name(texts.BYTES_NAME.format(no=case.shown_no.replace("/", "／")))


def _bytes(case: Proposal) -> bytes:
    return digests.canonical({"title": case.title, "body": case.body})
