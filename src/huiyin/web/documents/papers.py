"""文书: the lists a seat may take along on paper, and the archive of a case.

Each list is made of what the seat's own desk answers for; a unit that is not among them is not found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from huiyin.foundation.documents.paper import Listing
from huiyin.foundation.filekinds import Kind
from huiyin.handling.casefiles import read_case
from huiyin.people.models import Body, Role, Session
from huiyin.proposals.queries import sessions
from huiyin.reports import booklets, worklists
from huiyin.reports.worklists import LISTING_ROLES
from huiyin.web.documents import boxes, listing, texts
from huiyin.web.documents.archive import archive
from huiyin.web.documents.drawing import ToDraw, drawn, kind_of, listing_answer
from huiyin.web.door import Door, door
from huiyin.web.office.choosing import chosen_session
from huiyin.web.office.forms import session_words


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a list whose address names no session is of all of them."""

    made: Door
    session: Session | None
    known: list[Session]

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        made: Door = request.door  # type: ignore[attr-defined]
        known = sessions(made.congress)
        return cls(made, chosen_session(request, known) if "session" in request.GET else None, known)

    @property
    def place(self) -> str:
        return self.made.congress.short_name

    @property
    def session_words(self) -> str:
        """As it stands in titles on paper: without the spaces pages have around figures."""
        return session_words(self.session).replace(" ", "") if self.session is not None else texts.ALL_SESSIONS

    def url(self, name: str, *args: object) -> str:
        query = urlencode({"session": self.session.pk if self.session is not None else "all"})
        return f"{reverse(name, args=[self.made.seat.pk, *args])}?{query}"


@require_safe
@door(*LISTING_ROLES)
def papers(request: HttpRequest) -> HttpResponseBase:
    asked = Asked.of(request)
    if "session" not in request.GET:
        asked = replace(asked, session=next(iter(asked.known), None))
    seat = asked.made.seat
    context = {
        "session": asked.session,
        "sessions": [(one.pk, session_words(one)) for one in asked.known],
        "session_words": asked.session_words,
        "units": [
            (body, n, asked.url("hand_over_list", body.pk, "pdf"), asked.url("hand_over_list", body.pk, "docx"))
            for body, n in worklists.units(seat, asked.session)
        ],
        "may_print": seat.role in booklets.ROLES,
        "late": worklists.count_overdue(seat, asked.made.today),
        "overdue_urls": _forms(asked, "overdue_list"),
        "ledger_urls": _forms(asked, "ledger_list"),
        "boxes": _boxes(asked) if seat.role == Role.COMMITTEE_OFFICER and asked.session is not None else None,
    }
    return TemplateResponse(request, "documents/papers.html", context)


FORMS = (("PDF", "pdf"), ("Word", "docx"), ("Excel", "xlsx"))
FORM_KINDS = (Kind.PDF, Kind.DOCX, Kind.XLSX)


def _forms(asked: Asked, name: str, *args: object) -> list[tuple[str, str]]:
    return [(label, asked.url(name, *args, form)) for label, form in FORMS]


def _boxes(asked: Asked) -> list[tuple[int | str, ...]]:
    assert asked.session is not None
    seat, session = asked.made.seat, asked.session
    count = boxes.count(worklists.closed_cases(seat, session))
    return [
        (box, *(reverse("box_list", args=[seat.pk, session.pk, box, form]) for form in ("pdf", "xlsx")))
        for box in range(1, count + 1)
    ]


@require_safe
@drawn
@door(*LISTING_ROLES)
def hand_over_list(request: HttpRequest, body_id: int, form: str) -> HttpResponseBase:
    """签收单 of one unit."""
    asked = Asked.of(request)
    found = worklists.handed_over(asked.made.seat, asked.session, body_id)
    if not found:
        raise Http404
    body: Body = found[0].row.body
    made = listing.hand_over(found, body, asked.place, asked.session_words)
    return _answer(request, asked, made, form, "hand_over_list", body_id)


@require_safe
@drawn
@door(*LISTING_ROLES)
def overdue_list(request: HttpRequest, form: str) -> HttpResponseBase:
    """逾期清单, of all sessions: what is late is late, whenever it was raised."""
    asked = Asked.of(request)
    kind_of(form, FORM_KINDS)
    if (rows := worklists.count_overdue(asked.made.seat, asked.made.today)) > worklists.MOST:
        return _no_paper(request, asked.url("lists") + "&view=red", rows)
    found = worklists.overdue(asked.made.seat, asked.made.today)
    return _answer(request, asked, listing.overdue(found, asked.place, asked.made.today), form, "overdue_list")


@require_safe
@drawn
@door(*LISTING_ROLES)
def ledger_list(request: HttpRequest, form: str) -> HttpResponseBase:
    """台账 of a session."""
    asked = Asked.of(request)
    seat = asked.made.seat
    kind_of(form, FORM_KINDS)
    if (rows := worklists.pieces(seat, asked.session).count()) > worklists.MOST:
        return _no_paper(request, asked.url("lists"), rows)
    found, rest = worklists.ledger(seat, asked.session), worklists.not_handed_over(seat, asked.session)
    made = listing.ledger(found, rest, asked.place, asked.session_words)
    return _answer(request, asked, made, form, "ledger_list")


def _no_paper(request: HttpRequest, to: str, rows: int) -> HttpResponseBase:
    """Before any row is read: nobody reads so many on paper, and the export writes them without holding all at once."""
    messages.info(request, texts.NO_PAPER.format(rows=rows, most=worklists.MOST))
    return HttpResponseRedirect(to)


def _answer(request: HttpRequest, asked: Asked, made: Listing, form: str, name: str, *args: object) -> HttpResponseBase:
    return listing_answer(request, made, form, back=asked.url("papers"), other_url=asked.url(name, *args, "xlsx"))


# -- archives ----------------------------------------------------------------------------------------------------------


@require_safe
@drawn
@door(*LISTING_ROLES)
def case_archive(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """归档: the case as one PDF/A, as far as the seat may read it."""
    made: Door = request.door  # type: ignore[attr-defined]
    file = read_case(made.seat, case_id)
    if file is None:
        raise Http404
    built = archive(file, f"{made.place} {made.seat_words}")
    name = f"{texts.ARCHIVE_NAME} {built.dossier.title}"
    return ToDraw(Kind.PDF, name, built.draw, back=reverse("case", args=[made.seat.pk, case_id]))


@require_safe
@drawn
@door(Role.COMMITTEE_OFFICER)
def box_list(request: HttpRequest, session_id: int, box: int, form: str) -> HttpResponseBase:
    """归档目录: one box of a session's closed cases, with the pages of each as its archive has them now."""
    kind = kind_of(form, (Kind.PDF, Kind.XLSX))
    asked = Asked.of(request)
    asked = replace(asked, session=next((one for one in asked.known if one.pk == session_id), None))
    if asked.session is None:
        raise Http404
    seat = asked.made.seat
    cases = worklists.closed_cases(seat, asked.session)
    if not 1 <= box <= boxes.count(cases):
        raise Http404
    files = [file for case in boxes.of(cases, box) if (file := read_case(seat, case)) is not None]
    contents = boxes.Box(
        place=asked.place,
        session=asked.session_words,
        number=box,
        boxes=boxes.count(cases),
        closed=len(cases),
        archives=[(file, archive(file, f"{asked.made.place} {asked.made.seat_words}")) for file in files],
    )
    return ToDraw(kind, contents.title, partial(contents.draw, kind), back=asked.url("papers"))
