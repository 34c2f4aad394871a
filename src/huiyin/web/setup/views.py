"""Set-up of a congress: the page of steps, the congress itself, its terms and sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain import records
from huiyin.chain.recording import record
from huiyin.people import editing, queries
from huiyin.people.models import Role, Session
from huiyin.people.setup import SetupRefused
from huiyin.proposals.queries import ledger_counts
from huiyin.web.door import door
from huiyin.web.setup import texts
from huiyin.web.setup.forms import CongressForm, SessionForm
from huiyin.web.setup.showing import steps

admin = door(Role.CONGRESS_ADMIN)


def to(request: HttpRequest, name: str, *args: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[request.door.seat.pk, *args]))  # type: ignore[attr-defined]


def typed(request: HttpRequest) -> Any:
    """What a form was sent with, also when that is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def number(given: str, default: int = 0) -> int:
    """A page number or a row's number from the address or a form, however it was written."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else default


def words_of(request: HttpRequest) -> str:
    """What was typed into a list's search box."""
    return request.GET.get("q", "").strip()[:40]


def kept(request: HttpRequest) -> str:
    """The filters of a list as they stand, to be put before `page=…` in an address."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""


def picked(request: HttpRequest) -> list[int]:
    return [pk for pk in (number(given) for given in request.POST.getlist("pick")) if pk]


def did(request: HttpRequest, act: str, *things: Model, facts: Any = None) -> None:
    """Write into the event chain what the administrator has just done. The last thing a view does before it answers."""
    record(act, *things, seat=request.door.seat, facts=facts)  # type: ignore[attr-defined]


@admin
def home(request: HttpRequest) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    return TemplateResponse(request, "setup/home.html", {"steps": steps(made)})


@admin
def congress(request: HttpRequest) -> HttpResponseBase:
    there = request.door.congress  # type: ignore[attr-defined]
    initial = {name: getattr(there, name) for name in ("name", "short_name", "help_phone")}
    form = CongressForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        editing.save_congress(there, form.cleaned_data)
        did(request, "congress.change", there, facts=form.cleaned_data)
        messages.success(request, texts.SAVED.format(what="本级的名称和电话"))
        return to(request, "home")
    return TemplateResponse(request, "setup/congress.html", {"form": form})


@require_safe
@admin
def terms(request: HttpRequest) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    counts = ledger_counts(made.congress)
    lines = [(one, counts.get(one.pk)) for one in queries.sessions(made.congress)]
    return TemplateResponse(request, "setup/terms.html", {"sessions": lines})


@admin
def session(request: HttpRequest, session_id: int | None = None) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    row = None
    if session_id is not None:
        row = Session.objects.select_related("term").filter(congress=made.congress, pk=session_id).first()
        if row is None:
            raise Http404
    form = SessionForm(typed(request), initial=_session_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            saved = editing.save_session(made.congress, row, form.values())
        except SetupRefused as refused:
            form.add_error(None, str(refused))
        else:
            did(request, "session.change" if row else "session.add", saved, facts=form.values())
            messages.success(request, texts.SAVED.format(what="届次和会议"))
            return to(request, "setup_terms")
    return TemplateResponse(request, "setup/session.html", {"form": form, "row": row})


def _session_initial(row: Session | None) -> dict[str, Any]:
    if row is None:
        return {}
    until = timezone.localtime(row.motions_until) if row.motions_until is not None else None
    return {
        "term": row.term.number,
        "number": row.number,
        "opens_on": row.opens_on,
        "closes_on": row.closes_on,
        "term_starts_on": row.term.starts_on,
        "term_ends_on": row.term.ends_on,
        "motions_on": until.date() if until is not None else None,
        "motions_at": until.time() if until is not None else None,
    }


@require_POST
@admin
def confirm(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Say of rows that an import made: yes, this is so."""
    known: dict[str, tuple[Callable[..., Sequence[Model]], str, str]] = {
        "sessions": (editing.confirm_sessions, "session.confirm", "setup_terms"),
        "bodies": (editing.confirm_bodies, "body.confirm", "setup_bodies"),
        "deputies": (editing.confirm_deputies, "deputy.confirm", "setup_deputies"),
    }
    if kind not in known:
        raise Http404
    write, act, back = known[kind]
    chosen = picked(request)
    if chosen:
        rows = write(request.door.congress, chosen)  # type: ignore[attr-defined]
        did(request, act, *rows)
        messages.success(request, texts.CONFIRMED.format(count=len(rows)))
    else:
        messages.info(request, texts.NOTHING_PICKED)
    return to(request, back)


@require_safe
@admin
def log(request: HttpRequest) -> HttpResponseBase:
    """What administrators and operators did to this congress; of the items nothing."""
    made = request.door  # type: ignore[attr-defined]
    before = number(request.GET.get("before", "")) or None
    context = {"page": records.page_of(made.congress, before), "older": before is not None}
    return TemplateResponse(request, "setup/log.html", context)
