"""审核登记: what is read through gets its number, one by one or many at once; the session's live counts by delegation."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain.refusals import StepRefused
from huiyin.foundation import clock
from huiyin.foundation.row_ids import row_id, row_ids
from huiyin.people.models import Role, Session
from huiyin.proposals import queries, registry
from huiyin.web.door import Door, act, door
from huiyin.web.office import texts as office_texts
from huiyin.web.office.choosing import chosen_session
from huiyin.web.office.forms import session_words
from huiyin.web.reading import showing, texts
from huiyin.web.reading.forms import AcceptForm
from huiyin.web.reading.sheet import case_of, may
from huiyin.web.shared.cutting_off import cut_off
from huiyin.web.stepforms import new_key, refusal_of

OFFICE = (Role.COMMITTEE_OFFICER, Role.SECRETARIAT)


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


def _session(request: HttpRequest, known: list[Session]) -> Session | None:
    return chosen_session(request, known) or next(iter(known), None)


@require_safe
@door(*OFFICE)
def registering(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    known = queries.sessions(made.congress)
    session = _session(request, known)
    if session is None:
        return TemplateResponse(request, "office/not_ready.html", {"sentence": office_texts.NO_SESSION})
    after = request.GET.get("after", "")
    # Read before the list: whatever comes between the two is told as new, never lost.
    seen = registry.newest_event(made.congress.pk)
    rows, total, more = registry.to_register(made.seat, session, after)
    context = _counted(made, session, seen) | {
        "rows": rows,
        "total": total,
        "more_url": "?" + urlencode({"session": session.pk, "after": more}) if more else "",
        "first_url": f"?session={session.pk}" if after else "",
        "sessions": [(one.pk, session_words(one)) for one in known],
        "numbers": registry.numbers_of(made.seat, session),
        "request_key": new_key(),
        "most": registry.SLICE,
    }
    return TemplateResponse(request, "reading/registering.html", context)


@require_safe
@door(*OFFICE)
def counts(request: HttpRequest) -> HttpResponseBase:
    """The counts alone, asked for again while the page stands open. Rows keep their places: only figures change."""
    made = _door(request)
    session = _session(request, queries.sessions(made.congress))
    seen = request.GET.get("seen", "")
    if session is None:
        return TemplateResponse(request, "office/not_ready.html", {"sentence": office_texts.NO_SESSION})
    return TemplateResponse(request, "reading/counts.html", _counted(made, session, row_id(seen) or 0))


def _counted(made: Door, session: Session, seen: int) -> dict[str, Any]:
    here = f"?session={session.pk}"
    return {
        "session": session,
        "teams": registry.by_delegation(made.seat, session),
        "cut_off": cut_off(session, clock.now()),
        "updated": clock.now(),
        "come": registry.come_since(made.seat, session, seen),
        "here": reverse("registering", args=[made.seat.pk]) + here,
        "counts_url": reverse("registering_counts", args=[made.seat.pk]) + f"{here}&seen={seen}",
    }


@require_POST
@door(*OFFICE)
def batch(request: HttpRequest) -> HttpResponseBase:
    """批量登记: numbers in the order in which the items came; each is checked by itself."""
    made = _door(request)
    given = request.POST.get("session", "")
    known = queries.sessions(made.congress)
    session = next((one for one in known if str(one.pk) == given), None)
    picked = row_ids(request.POST.getlist("pick"))
    home = reverse("registering", args=[made.seat.pk])
    if session is None or not picked:
        messages.info(request, texts.BATCH_NONE)
        return HttpResponseRedirect(f"{home}?session={session.pk}" if session is not None else home)
    result = registry.accept_many(made.seat, session, picked)
    said = [texts.BATCH_DONE.format(done=result.done)]
    if result.left:
        said.append(texts.BATCH_LEFT.format(left=len(result.left), why="；".join(w.rstrip("。") for w in result.left[:5])))
    if result.rest:
        said.append(texts.BATCH_TOO_MANY.format(most=registry.SLICE, rest=result.rest))
    messages.success(request, "".join(said))
    return HttpResponseRedirect(f"{home}?session={session.pk}")


@door(*OFFICE)
def accept(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """One item: its text, readings and signatures, and what the office adds; with it the number."""
    made, case = _door(request), case_of(request, case_id)
    may(request, "proposal.accept", case, sending=request.method == "POST")
    posted = request.POST if request.method == "POST" else None
    form = AcceptForm(posted, congress=made.congress, proposal=case)
    home = f"{reverse('registering', args=[made.seat.pk])}?session={case.session_id}"
    if form.is_valid():
        back = home if "next" in request.POST else reverse("case", args=[made.seat.pk, case.pk])
        said = texts.ACCEPTED.format(title=case.title)
        answer = act(request, "proposal.accept", case, form.facts(), said=said, back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    refused = refusal_of("proposal.accept", case, made.seat, None) if posted is None else None
    context = {
        "form": form,
        "case": case,
        "shown": showing.item(made.seat, case),
        "likes": showing.like_items(made.seat, case),
        "clock": showing.clock_of(case, made.today),
        "categories": queries.categories(made.congress),
        "refused": refused.sentence if refused is not None else "",
        "home": home,
    }
    return TemplateResponse(request, "reading/accept.html", context)
