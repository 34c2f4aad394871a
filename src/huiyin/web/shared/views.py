"""Pages that every role has: home, notices, search, undo, files, drafts."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain import queries as chain
from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import StepRefused
from huiyin.foundation import drafts, file_owners
from huiyin.foundation import notices as notice_rows
from huiyin.foundation.row_ids import row_id
from huiyin.handling import queries as handling
from huiyin.people.models import Role
from huiyin.promises.models import Promise
from huiyin.supervision.models import Check, KeyItem
from huiyin.web import texts
from huiyin.web.door import SEARCHING, act, already_done, door
from huiyin.web.shared import finding
from huiyin.web.shared.files import attachment

DRAFT_BODY = 1_000_000


@require_safe
@door()
def home(request: HttpRequest) -> HttpResponseBase:
    role = request.door.seat.role  # type: ignore[attr-defined]
    if role == Role.DEPUTY:
        from huiyin.web.deputy import views as deputy

        return inside(deputy.home, request)
    if role == Role.DELEGATION_CLERK:
        from huiyin.web.deputy import writing

        return inside(writing.manuscripts_page, request)
    if role == Role.CONGRESS_ADMIN:
        from huiyin.web.setup import views as setup

        return inside(setup.home, request)
    if role in (Role.SECRETARIAT, Role.STREET_CLERK):
        from huiyin.web.reading import desk as reading

        return reading.show(request)
    from huiyin.web.unit import desk

    return desk.show(request)


def inside(view: Any, *args: Any) -> HttpResponseBase:
    """Call another page's view from inside the door, without passing its own door once more."""
    answer: HttpResponseBase = getattr(view, "__wrapped__", view)(*args)
    return answer


@door()
def notices(request: HttpRequest) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    if request.method == "POST":
        one = request.POST.get("notice", "")
        notice_rows.mark_read(made.congress.pk, made.seat.pk, row_id(one))
        return HttpResponseRedirect(reverse("notices", args=[made.seat.pk]))
    before = request.GET.get("before", "")
    page = notice_rows.page_of(made.congress.pk, made.seat.pk, row_id(before))
    return TemplateResponse(request, "shared/notices.html", {"page": page})


@require_safe
@door(*SEARCHING)
def search(request: HttpRequest) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    typed = request.GET.get("q", "")
    exact = finding.straight_to(made.seat, typed) if "list" not in request.GET else None
    if exact is not None:
        case, others = exact
        if others:
            messages.info(request, texts.SAME_NUMBER.format(n=others))
        return HttpResponseRedirect(reverse("case", args=[made.seat.pk, case]))
    found = finding.find(made.seat, typed, request.GET.get("after", ""))
    return TemplateResponse(request, "shared/search.html", {"found": found, "search_words": found.words})


# What has a page of its own: by the kind of thing, the name of that page.
OWN_PAGES = {Promise.KIND: "promise", KeyItem.KIND: "key_item", Check.KIND: "check"}


@require_POST
@door()
def undo(request: HttpRequest, event_id: int) -> HttpResponseBase:
    """Take the counter-step of an own event; too late gets a calm page."""
    made = request.door  # type: ignore[attr-defined]
    event = chain.own_event(made.seat, event_id)
    thing = handling.thing_for(made.seat, event.thing_kind, event.thing_id) if event is not None else None
    if event is None or thing is None or not catalogue[event.step].undone_by:
        raise Http404
    own = OWN_PAGES.get(event.thing_kind)
    back = reverse(own, args=[made.seat.pk, thing.pk]) if own else reverse("case", args=[made.seat.pk, event.case_id])
    label = catalogue[event.step].label
    events = chain.events_of(made.congress.pk, event.case_id)
    if event.number in chain.undone(events):
        return already_done(request, None, back)
    if not chain.stands(events, event):
        return _not_undone(request, texts.UNDO_NEWER_FIRST, label, back)
    answer = act(request, catalogue[event.step].undone_by, thing, None, back=back, said=texts.UNDONE.format(step=label))
    if isinstance(answer, StepRefused):
        return _not_undone(request, answer.sentence, label, back)
    return answer


def _not_undone(request: HttpRequest, sentence: str, label: str, back: str) -> HttpResponseBase:
    return TemplateResponse(request, "shared/not_undone.html", {"sentence": sentence, "label": label, "back": back})


@require_safe
@door()
def file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    stored = handling.file_for(made.seat, file_id) or file_owners.readable(made.seat, file_id)
    if stored is None:
        raise Http404
    return attachment(stored)


@require_POST
@door()
def draft(request: HttpRequest, key: str) -> HttpResponseBase:
    """What is being typed, kept on the server (`js/autosave.js`). The answer says when; 413 what is too much."""
    made = request.door  # type: ignore[attr-defined]
    if len(key) > drafts.KEY_LENGTH or not key.replace("-", "").isalnum() or not key.isascii():
        raise Http404
    try:
        data = _typed(request)
        if data is None:
            return JsonResponse({"sentence": texts.DRAFT_NOT_READ}, status=400)
        at = drafts.keep(made.congress.pk, made.seat.pk, key, data)
    except drafts.DraftTooLarge:
        return JsonResponse({"sentence": texts.DRAFT_TOO_LARGE}, status=413)
    return JsonResponse({"saved_at": f"{localtime(at):%H:%M}"})


def _typed(request: HttpRequest) -> dict[str, Any] | None:
    if request.content_type != "application/json":
        skipped = ("csrfmiddlewaretoken", "request_key", "version")
        return {k: v[0] if len(v) == 1 else v for k, v in request.POST.lists() if k not in skipped}
    if len(request.body) > DRAFT_BODY:
        raise drafts.DraftTooLarge
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return {str(k): v for k, v in data.items()} if isinstance(data, dict) else None
