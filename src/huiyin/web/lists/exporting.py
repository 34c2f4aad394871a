"""导出: what is seen, as a spreadsheet: at once, or by the worker with a page that shows how far it is."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain.recording import record
from huiyin.foundation import clock
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.jobs import later
from huiyin.foundation.models import Progress
from huiyin.reports import list_exports as room
from huiyin.reports import made_files
from huiyin.reports.jobs import make_list_export
from huiyin.reports.worklists import LISTING_ROLES
from huiyin.web.documents.drawing import ToDraw, drawn
from huiyin.web.door import Door, door
from huiyin.web.lists import texts
from huiyin.web.lists.asking import Asked
from huiyin.web.shared.attaching import shown

MOST_LISTED = 30


@require_POST
@drawn
@door(*LISTING_ROLES)
def export(request: HttpRequest) -> HttpResponseBase:
    """The list of the address, with its columns. That it was taken, by whom and what, is written into the chain."""
    asked = Asked.of(request)
    seat, wanted = asked.made.seat, asked.wanted
    facts = {"view": wanted.view, "columns": list(wanted.columns), "said": wanted.said}
    if not room.fits_at_once(seat, wanted):
        try:
            progress = room.ask(seat, wanted)
        except room.NotNow as refused:
            messages.info(request, refused.sentence)
            return HttpResponseRedirect(reverse("exports", args=[seat.pk]))
        later(
            make_list_export, congress_id=seat.congress_id, progress_id=progress.pk, one_by_one=f"list_export.{seat.pk}"
        )
        record("list.export", seat, seat=seat, facts=facts)
        return HttpResponseRedirect(reverse("export", args=[seat.pk, progress.pk]))
    rows = room.read_at_once(seat, wanted)
    if not rows:
        messages.info(request, texts.NOTHING_TO_EXPORT)
        return HttpResponseRedirect(asked.url())
    record("list.export", seat, seat=seat, facts=facts)
    make = partial(room.sheet_of, seat, wanted, rows)
    return ToDraw(Kind.XLSX, room.title_of(seat, wanted), make, back=asked.url())


def _line(made: Door, progress: Progress) -> dict[str, object]:
    wanted = room.Wanted.of(progress)
    return {
        "words": wanted.said,
        "progress": progress,
        "url": reverse("export", args=[made.seat.pk, progress.pk]),
        "files": [shown(made.seat, one) for one in made_files.files_of(progress)],
        "why": progress.result.get("why", ""),
    }


@require_safe
@door(*LISTING_ROLES)
def exports(request: HttpRequest) -> HttpResponseBase:
    """我的导出."""
    made: Door = request.door  # type: ignore[attr-defined]
    context = {
        "made": [_line(made, one) for one in room.asked_by(made.seat)[:MOST_LISTED]],
        "days": made_files.KEPT.days,
        "most": room.AT_ONCE,
    }
    return TemplateResponse(request, "lists/exports.html", context)


def _progress(made: Door, progress_id: int) -> Progress:
    progress = room.asked_by(made.seat).filter(pk=progress_id).first()
    if progress is None:
        raise Http404
    return progress


@require_safe
@door(*LISTING_ROLES)
def one(request: HttpRequest, progress_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    progress = _progress(made, progress_id)
    ended = progress.state not in (Progress.State.WAITING, Progress.State.RUNNING)
    if request.headers.get("HX-Request") and ended:
        # The page asks for its bar alone every second: what came of it is another page.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = _line(made, progress) | {"ended": ended, "days": made_files.KEPT.days, "left": _left(progress)}
    return TemplateResponse(request, "lists/export.html", context)


def _left(progress: Progress) -> str:
    """How long it may still take, by how long it took so far; empty while nothing can be said."""
    if not progress.done or progress.done >= progress.total:
        return ""
    passed = (clock.now() - progress.at).total_seconds()
    left = passed * (progress.total - progress.done) / progress.done
    return texts.SECONDS.format(n=max(round(left), 1)) if left < 90 else texts.MINUTES.format(n=round(left / 60))


@require_POST
@door(*LISTING_ROLES)
def stop(request: HttpRequest, progress_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    stopped = made_files.call_off(_progress(made, progress_id))
    messages.info(request, texts.STOPPED if stopped else texts.ENDED)
    return HttpResponseRedirect(reverse("exports", args=[made.seat.pk]))
