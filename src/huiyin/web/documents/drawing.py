"""Documents that are drawn after the door has closed.

A view reads what a document is made of inside the door and returns `ToDraw`; it is drawn when the transaction is over,
because a list of a thousand rows takes seconds and a transaction that waits holds others up.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from huiyin.foundation.documents import pdf, sheet, word
from huiyin.foundation.documents.paper import Dossier, Letter, Listing
from huiyin.foundation.filekinds import CONTENT_TYPES, Kind, display_name

MOST_ROWS = 500
"""Rows of a list as PDF: some seventy pages, up to a quarter of a minute on a busy machine. Word and Excel take any."""


class ToDraw(HttpResponse):
    """A document to be made: by `make`, which may not read the database. `other_url` leads to another form of it."""

    def __init__(self, kind: Kind, name: str, make: Callable[[], bytes], *, back: str, other_url: str = "") -> None:
        super().__init__(content_type=CONTENT_TYPES[kind])
        self.make, self.back, self.other_url = make, back, other_url
        self["Content-Disposition"] = content_disposition_header(True, file_name(name, kind)) or "attachment"
        self["X-Content-Type-Options"] = "nosniff"


def drawn(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Stands before the door of a view that returns `ToDraw`."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if not isinstance(answer, ToDraw):
            return answer
        try:
            answer.content = answer.make()
        except pdf.Unprintable as missing:
            return not_printed(request, missing.sentence, answer.back, answer.other_url, status=503).render()
        return answer

    return inner


def not_printed(
    request: HttpRequest, sentence: str, back: str, other_url: str, *, status: int = 200
) -> TemplateResponse:
    """Why there is no PDF, what to do, and the way to another form of the document."""
    context = {"sentence": sentence, "back": back, "other_url": other_url}
    return TemplateResponse(request, "documents/not_printed.html", context, status=status)


def file_name(name: str, kind: Kind) -> str:
    """A name every system can keep; a stroke in a title begins no folder."""
    return display_name(name.replace("/", "／").replace("\\", "＼"), kind)


def kind_of(form: str, allowed: Sequence[Kind]) -> Kind:
    """The form named in the address; anything else is not found."""
    found = next((kind for kind in allowed if kind.value == form), None)
    if found is None:
        raise Http404
    return found


def letter_answer(letter: Letter, form: str, *, name: str, back: str, other_url: str) -> ToDraw:
    kind = kind_of(form, (Kind.PDF, Kind.DOCX))
    make = pdf.letter_pdf if kind is Kind.PDF else word.letter_docx
    return ToDraw(kind, name, functools.partial(make, letter), back=back, other_url=other_url)


def listing_answer(request: HttpRequest, listing: Listing, form: str, *, back: str, other_url: str) -> HttpResponseBase:
    """A list in the form asked for; one that is too long for PDF is pointed to another form."""
    from huiyin.web.documents import texts

    kind = kind_of(form, (Kind.PDF, Kind.DOCX, Kind.XLSX))
    if kind is Kind.PDF and len(listing.table.rows) > MOST_ROWS:
        return not_printed(
            request, texts.TOO_LONG.format(rows=len(listing.table.rows), most=MOST_ROWS), back, other_url
        )
    makers = {Kind.PDF: pdf.listing_pdf, Kind.DOCX: word.listing_docx, Kind.XLSX: sheet.listing_xlsx}
    return ToDraw(kind, listing.title, functools.partial(makers[kind], listing), back=back, other_url=other_url)


def dossier_answer(dossier: Dossier, *, back: str) -> ToDraw:
    return ToDraw(Kind.PDF, dossier.title, functools.partial(pdf.dossier_pdf, dossier), back=back)
