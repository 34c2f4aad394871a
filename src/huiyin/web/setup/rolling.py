"""Pages of the roll-over: the next session and who goes on in a new term; a ledger closed, and opened again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.people import rolling
from huiyin.people.models import Session
from huiyin.people.setup import SetupRefused
from huiyin.proposals.queries import LedgerCount, ledger_counts, session_words
from huiyin.web.setup import texts
from huiyin.web.setup.forms import OpeningForm
from huiyin.web.setup.lists import ask
from huiyin.web.setup.views import admin, did, picked, to, typed

NONE = LedgerCount(0, 0)


@admin
def open_next(request: HttpRequest) -> HttpResponseBase:
    """打开新的会议: first what will happen is shown, in a new term with the list of deputies, then it is done."""
    congress = request.door.congress  # type: ignore[attr-defined]
    proposed = rolling.next_opening(congress)
    form = OpeningForm(typed(request), initial={"term": proposed.term, "number": proposed.number})
    context: dict[str, Any] = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "setup/session_open.html", context)
    opening = form.opening()
    if sentence := rolling.refusal(congress, opening):
        form.add_error(None, sentence)
        return TemplateResponse(request, "setup/session_open.html", context)
    ticked = request.POST.get("tick", "")
    # 全选 and 全不选 only show the list again: they are buttons of the same form, so that they need no script.
    if "sure" in request.POST and not ticked:
        try:
            opened = rolling.open_session(congress, opening, picked(request))
        except SetupRefused as refused:
            form.add_error(None, str(refused))
        else:
            facts = {"ended": [seat.pk for seat in opened.ended], "carried": [seat.pk for seat in opened.carried]}
            did(request, "session.open", opened.session, facts=form.cleaned_data | facts)
            said = texts.TERM_OPENED if opened.ended or opened.carried else texts.SESSION_OPENED
            words = session_words(opened.session)
            messages.success(
                request, said.format(session=words, ended=len(opened.ended), carried=len(opened.carried))
            )
            return to(request, "setup_terms")
    new_term = rolling.changes_term(congress, opening)
    leaving = rolling.leaving(congress, opening.term) if new_term else []
    chosen = {seat.pk for seat in leaving} if ticked == "all" else set() if ticked else set(picked(request))
    context |= {
        "opening": opening,
        "new_term": new_term,
        "leaving": leaving,
        "chosen": chosen,
        "under_way": sum(one.under_way for one in ledger_counts(congress).values()),
    }
    return TemplateResponse(request, "setup/session_open.html", context)


@admin
def close(request: HttpRequest, session_id: int) -> HttpResponseBase:
    row = _session(request, session_id, closed=False)
    refusal = ""
    if request.method == "POST":
        try:
            rolling.close_ledger(row)
        except SetupRefused as refused:
            refusal = str(refused)
        else:
            did(request, "session.close", row)
            messages.success(request, texts.LEDGER_CLOSED.format(session=session_words(row)))
            return to(request, "setup_terms")
    count = ledger_counts(row.congress).get(row.pk, NONE)
    return ask(
        request,
        "台账结账",
        session_words(row),
        texts.CLOSING.format(items=count.items, under_way=count.under_way),
        back=reverse("setup_terms", args=[request.door.seat.pk]),  # type: ignore[attr-defined]
        refusal=refusal,
    )


@admin
def reopen(request: HttpRequest, session_id: int) -> HttpResponseBase:
    row = _session(request, session_id, closed=True)
    if request.method == "POST":
        rolling.reopen_ledger(row)
        did(request, "session.reopen", row)
        messages.success(request, texts.LEDGER_REOPENED.format(session=session_words(row)))
        return to(request, "setup_terms")
    return ask(
        request,
        "重新打开台账",
        session_words(row),
        texts.REOPENING,
        back=reverse("setup_terms", args=[request.door.seat.pk]),  # type: ignore[attr-defined]
    )


def _session(request: HttpRequest, session_id: int, *, closed: bool) -> Session:
    congress = request.door.congress  # type: ignore[attr-defined]
    rows = Session.objects.select_related("term", "congress").filter(congress=congress, pk=session_id)
    row = rows.filter(ledger_closed_on__isnull=not closed).first()
    if row is None:
        raise Http404
    return row
