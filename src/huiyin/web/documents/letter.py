"""答复函 as PDF and Word, from the letter on the page: for those who may read it, and nobody else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.dispatch.models import Assignment
from huiyin.evaluation import mine
from huiyin.foundation.documents import paper
from huiyin.handling import queries
from huiyin.handling.models import Letter, Round
from huiyin.people.models import Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.web import letters
from huiyin.web.dates import day
from huiyin.web.documents import texts
from huiyin.web.documents.drawing import drawn, letter_answer
from huiyin.web.door import Door, door


@require_safe
@drawn
@door()
def letter(request: HttpRequest, round_id: int, form: str) -> HttpResponseBase:
    """The letter as it was sent, or a draft marked as one. A stamped document is downloaded as it is, not drawn anew."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = queries.round_for(made.seat, round_id)
    if round_ is None:
        raise Http404
    if made.seat.role == Role.DEPUTY:
        view = mine.letter_view(made.seat, round_)
        if view is None or not view.mine:
            raise Http404
        if not view.opened:
            # Reading is told to the unit, so it begins with the button of that page.
            return HttpResponseRedirect(reverse("my_letter", args=[made.seat.pk, round_.pk]))
    found = queries.letter_of_round(made.seat, round_)
    if found is None or found.file_id is not None:
        raise Http404
    sheet = on_paper(found, round_.assignment, procedure_of(round_.assignment.proposal.procedure_id))
    return letter_answer(
        sheet,
        form,
        name=f"{texts.DRAFT_NAME if sheet.draft else ''}{found.number} {found.title}",
        back=_page(made.seat, round_),
        other_url=reverse("letter_document", args=[made.seat.pk, round_.pk, "docx"]),
    )


def _page(seat: Seat, round_: Round) -> str:
    return reverse("my_letter" if seat.role == Role.DEPUTY else "reply", args=[seat.pk, round_.pk])


def on_paper(letter: Letter, row: Assignment, procedure: Procedure) -> paper.Letter:
    """The letter of the page (`letters.paper`) for printing: the same words, set after GB/T 9704."""
    shown = letters.paper(letter, row, procedure)
    names = shown["body_name"].splitlines()
    return paper.Letter(
        issuers=names,
        number=shown["number"] or texts.NO_NUMBER,
        title=shown["title"].replace("\n", ""),
        text=paper.paragraphs(shown["text"]),
        signers=names,
        signed_on=day(shown["signed_on"]) if shown["signed_on"] else texts.NOT_SENT,
        signed_by=shown["signed_by"],
        mark=shown["class_mark"],
        salutation=shown["salutation"],
        contact=shown["contact"],
        copies=shown["copies"],
        attachments=shown["attachments"],
        draft=letter.sent_on is None,
    )
