"""汇编: what to print of a session, how far the worker is, and the files when it is done (W18)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.recording import record
from huiyin.foundation.jobs import later
from huiyin.foundation.models import Progress
from huiyin.people.models import Session
from huiyin.proposals.models import ProposalKind
from huiyin.proposals.queries import sessions
from huiyin.reports import booklets as room
from huiyin.reports import made_files
from huiyin.reports.jobs import make_booklet
from huiyin.web.documents import texts
from huiyin.web.documents.booklet_forms import BookletForm
from huiyin.web.door import Door, door
from huiyin.web.office.forms import session_words
from huiyin.web.shared.attaching import shown

MOST_LISTED = 20


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


@door(*room.ROLES)
def booklets(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    known = sessions(made.congress)
    form = BookletForm(request.POST if request.method == "POST" else None, sessions=known)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        if room.numbered(made.seat, wanted.session_id, wanted.kind).exists():
            progress = room.ask(made.seat, wanted)
            later(make_booklet, congress_id=made.congress.pk, progress_id=progress.pk)
            session = Session.objects.get(congress=made.congress, pk=wanted.session_id)
            record("session.booklet", session, seat=made.seat, facts=progress.result)
            return HttpResponseRedirect(reverse("booklet", args=[made.seat.pk, progress.pk]))
        form.add_error(None, texts.NOTHING_NUMBERED)
    context = {
        "form": form,
        "known": known,
        "made": [_line(made, one) for one in room.asked_by(made.seat)[:MOST_LISTED]],
        "days": made_files.KEPT.days,
    }
    return TemplateResponse(request, "documents/booklets.html", context)


def _line(made: Door, progress: Progress) -> dict[str, object]:
    """One booklet as the list and its own page show it."""
    wanted = room.wanted_of(progress)
    session = Session.objects.select_related("term").get(congress=made.congress, pk=wanted.session_id)
    return {
        "words": f"{session_words(session)}，{ProposalKind(wanted.kind).label}",
        "progress": progress,
        "url": reverse("booklet", args=[made.seat.pk, progress.pk]),
        "files": [shown(made.seat, one) for one in made_files.files_of(progress)],
        "why": progress.result.get("why", ""),
    }


@require_safe
@door(*room.ROLES)
def booklet(request: HttpRequest, progress_id: int) -> HttpResponseBase:
    made = _door(request)
    progress = room.asked_by(made.seat).filter(pk=progress_id).first()
    if progress is None:
        raise Http404
    ended = progress.state in (Progress.State.DONE, Progress.State.FAILED)
    if request.headers.get("HX-Request") and ended:
        # The page asks for its bar alone every second: what came of it is another page.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = _line(made, progress) | {"ended": ended, "days": made_files.KEPT.days}
    return TemplateResponse(request, "documents/booklet.html", context)
