"""重点督办: the list by supervisor, one item with all that was done, its acts; candidates are put forward from the case."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.chain.refusals import StepRefused
from huiyin.evaluation import sealed
from huiyin.foundation.row_ids import row_id
from huiyin.handling.queries import case_for
from huiyin.people.models import Role
from huiyin.proposals.queries import sessions
from huiyin.supervision import queries
from huiyin.supervision.key_items import new_key_item
from huiyin.supervision.models import KeyItem, KeyState, KeyWord, Supervisor
from huiyin.web.door import Door, act, door
from huiyin.web.office.forms import session_words
from huiyin.web.stepforms import StepForm, must_be_permitted, must_be_possible
from huiyin.web.supervision import texts
from huiyin.web.supervision.forms import DoingForm, LeadingForm, NothingForm, ProposeForm, ReportForm, TallyForm
from huiyin.web.supervision.lights import READERS, STAFF

FORMS: dict[str, type[StepForm]] = {
    "choose": LeadingForm, "change": LeadingForm, "note": DoingForm, "report": ReportForm, "tally": TallyForm,
}  # fmt: skip


@require_safe
@door(*STAFF)
def key_items(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    session_id = row_id(request.GET.get("session", ""))
    rows = queries.key_list(made.seat, session_id)
    groups = [(texts.UNASSIGNED, [one for one in rows if one.state == KeyState.PROPOSED])]
    led = [one for one in rows if one.state != KeyState.PROPOSED]
    groups += [(kind.label, [one for one in led if one.supervisor == kind]) for kind in Supervisor]
    context = {
        "groups": [(title, some) for title, some in groups if some],
        "led": len(led),
        "reported": sum(one.reported_on is not None for one in led),
        "sessions": [(one.pk, session_words(one)) for one in sessions(made.congress)],
        "session_id": session_id,
        "too_many": len(rows) > queries.MOST,
    }
    return TemplateResponse(request, "supervision/key_items.html", context)


@door(Role.COMMITTEE_OFFICER)
def propose(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    case = case_for(made.seat, case_id)
    if case is None or case.own_no is None:
        raise Http404
    item = new_key_item(case)
    must_be_permitted("key_item.propose", item, made.seat)
    case_url = reverse("case", args=[made.seat.pk, case.pk])
    form = ProposeForm(request.POST if request.method == "POST" else None, thing=item)
    if request.method == "POST" and form.is_valid():
        answer = act(request, "key_item.propose", item, form.facts(), back=case_url, said=texts.PROPOSED)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, "supervision/propose.html", {"form": form, "case": case, "case_url": case_url})


def _item(made: Door, item_id: int) -> KeyItem:
    found = queries.key_item_seen(made.seat, item_id)
    if found is None:
        raise Http404
    return found


def _base(made: Door, item: KeyItem) -> dict[str, Any]:
    return {"item": item, "case": item.proposal, "case_url": reverse("case", args=[made.seat.pk, item.proposal_id])}


@require_safe
@door(*READERS)
def key_item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    item = _item(made, item_id)
    words = KeyWord.objects.filter(congress_id=made.congress.pk, item=item).order_by("-happened_on", "-number")
    possible = {step.code for step in catalogue.possible(item, made.seat)}
    acts = [
        (one.title, reverse("key_item_act", args=[made.seat.pk, item.pk, slug]))
        for slug, one in texts.KEY_ACTS.items()
        if one.code in possible
    ]
    context = _base(made, item) | {"words": list(words), "acts": acts, "tally": _tally(made, item)}
    return TemplateResponse(request, "supervision/key_item.html", context)


def _tally(made: Door, item: KeyItem) -> sealed.Tally | None:
    """For the deputies' committee alone, where somebody counted; the look is written down."""
    if made.seat.role != Role.COMMITTEE_OFFICER:
        return None
    counted = Event.objects.filter(congress_id=made.congress.pk, case_id=item.proposal_id, step="key_item.tally")
    if not counted.filter(thing_id=item.pk).exists():
        return None
    return sealed.tallies(made.seat.pk, "tally of a key item", [item.pk]).get(item.pk)


@door(*READERS)
def act_on(request: HttpRequest, item_id: int, act_: str) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    item = _item(made, item_id)
    asks = texts.KEY_ACTS.get(act_)
    if asks is None:
        raise Http404
    posted = request.method == "POST"
    (must_be_permitted if posted else must_be_possible)(asks.code, item, made.seat)
    start = {
        "supervisor": item.supervisor, "leader": item.leader, "post": item.post, "committee": item.committee_id,
        "unit_leader": item.unit_leader, "decided_at": item.decided_at, "decided_on": item.decided_on,
        "happened_on": made.today,
    }  # fmt: skip
    form: Any = FORMS.get(act_, NothingForm)(request.POST if posted else None, thing=item, initial=start)
    here, listed = reverse("key_item", args=[made.seat.pk, item.pk]), reverse("key_items", args=[made.seat.pk])
    back = listed if act_ == "leave-out" else here
    if posted and form.is_valid():
        answer = act(request, asks.code, item, form.facts(), back=back, said=asks.said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = _base(made, item) | {"form": form, "asks": asks, "back_url": here}
    return TemplateResponse(request, "supervision/key_act.html", context)
