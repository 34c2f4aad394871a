"""议案: the list with the presidium's decision on many at once, one motion in full, and what is recorded about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import StepRefused
from huiyin.dispatch import queries as dispatch
from huiyin.foundation.row_ids import row_ids
from huiyin.people.models import Role
from huiyin.proposals import motion_batches, motion_queries, splitting
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.proposals.motion_queries import MotionPage
from huiyin.proposals.motions import DECIDED as HAS_DECISION
from huiyin.proposals.motions import NOT_HANDED_OVER, is_adopted
from huiyin.proposals.queries import sessions
from huiyin.web.door import Door, act, door
from huiyin.web.office import motion_texts as texts
from huiyin.web.office.choosing import chosen_session
from huiyin.web.office.forms import session_words
from huiyin.web.office.motion_forms import BulkForm, DecisionForm, LeadForm, OpinionForm, ReconsiderForm, SplitForm
from huiyin.web.stepforms import StepForm, must_be_permitted, must_be_possible

# In the address: motions/<id>/<act>/.
ACTS = {
    "put-in": "motion.put_in",
    "opinion": "motion.opine",
    "committee": "motion.to_committee",
    "agenda": "motion.to_agenda",
    "convert": "motion.convert",
    "adopt": "motion.adopt",
    "reject": "motion.reject",
    "consent": "motion.consent",
    "no-consent": "motion.refuse_consent",
    "reconsider": "motion.reconsider",
    "lead": "motion.lead",
}
BY_CODE = {code: name for name, code in ACTS.items()}
SAID = texts.DECISIONS | {
    "motion.opine": texts.OPINE,
    "motion.lead": texts.LEAD,
    "motion.reconsider": texts.RECONSIDER,
    "motion.put_in": texts.PUT_IN,
}
BEFORE_DECISION = (ProposalState.IN_REVIEW, ProposalState.IN_COMMITTEE)


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


# -- the list ----------------------------------------------------------------------------------------------------------


@door(Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
def motions(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    if request.method != "POST":
        return _list_page(request, BulkForm(today=made.today), [])
    ticked = row_ids(request.POST.getlist("pick"))
    form = BulkForm(request.POST, today=made.today)
    valid = form.is_valid()
    if not ticked:
        form.add_error(None, texts.NOTHING_TICKED)
    elif valid:
        found = motion_batches.decide(made.seat, form.cleaned_data["way"], ticked, form.decision())
        if found.done:
            messages.success(request, texts.DECIDED.format(n=found.done))
        if found.rest:
            messages.info(request, texts.LATER.format(n=found.rest))
        if not found.left:
            return HttpResponseRedirect(request.get_full_path())
        # What was not recorded stays ticked, and what was typed stays in the form.
        form.add_error(None, texts.LEFT.format(left="".join(found.left)))
    return _list_page(request, form, ticked)


def _list_page(request: HttpRequest, form: BulkForm, ticked: list[int]) -> HttpResponseBase:
    made = _door(request)
    known = sessions(made.congress)
    session = chosen_session(request, known)
    found = motion_queries.listing(made.seat, session, request.GET.get("state", ""))
    context = {
        "found": found,
        "form": form,
        "ticked": ticked,
        "may_decide": found.state in BEFORE_DECISION,
        "session": session,
        "which": session.pk if session is not None else "all",
        "sessions": [(one.pk, session_words(one)) for one in known],
        "committees": motion_queries.committees_named(made.congress.pk),
    }
    return TemplateResponse(request, "office/motions.html", context)


# -- one motion --------------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, motion_id: int) -> MotionPage:
    page = motion_queries.page(_door(request).seat, motion_id)
    if page is None:
        raise Http404
    return page


@require_safe
@door(Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
def motion(request: HttpRequest, motion_id: int) -> HttpResponseBase:
    made, page = _door(request), _page(request, motion_id)
    context = {
        "page": page,
        "motion": page.motion,
        "acts": [(_url(made, page.motion, code), SAID[code].title) for code in _offered(made, page)],
        "sees_case": dispatch.visible_to(made.seat).filter(pk=page.motion.pk).exists(),
        "may_hand_over": catalogue["dispatch.hand_over"] in catalogue.possible(page.motion, made.seat),
    }
    return TemplateResponse(request, "office/motion.html", context)


def _url(made: Door, motion: Proposal, code: str) -> str:
    return reverse("motion_act", args=[made.seat.pk, motion.pk, BY_CODE[code]])


def _offered(made: Door, page: MotionPage) -> list[str]:
    """What may be recorded now; a button whose step would be refused whatever is typed is left out."""
    motion = page.motion
    possible = {step.code for step in catalogue.possible(motion, made.seat)}
    decided = HAS_DECISION.check(motion, made.seat, None) is None
    asked = page.withdrawal is not None and not page.missing
    holds = {
        "motion.consent": asked,
        "motion.refuse_consent": asked,
        "motion.put_in": not decided,
        "motion.lead": is_adopted(motion),
        "motion.reconsider": decided and NOT_HANDED_OVER.check(motion, made.seat, None) is None,
    }
    return [code for code in SAID if code in possible and holds.get(code, True)]


@door(Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
def motion_act(request: HttpRequest, motion_id: int, name: str) -> HttpResponseBase:
    """One thing recorded about one motion: opinion, decision, vote, leader, reconsidering."""
    made, page = _door(request), _page(request, motion_id)
    code = ACTS.get(name)
    if code is None:
        raise Http404
    (must_be_permitted if request.method == "POST" else must_be_possible)(code, page.motion, made.seat)
    form = _form(code, request, page)
    back = reverse("motion", args=[made.seat.pk, motion_id])
    if form.is_bound and form.is_valid():
        facts = form.facts() if hasattr(form, "facts") else None
        answer = act(request, code, page.motion, facts, said=SAID[code].said, back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {
        "form": form,
        "asked": SAID[code],
        "motion": page.motion,
        "page": page,
        "back_url": back,
        "committees": motion_queries.committees_named(made.congress.pk),
    }
    return TemplateResponse(request, "office/motion_act.html", context)


def _form(code: str, request: HttpRequest, page: MotionPage) -> Any:
    made = _door(request)
    how: dict[str, Any] = {"data": request.POST if request.method == "POST" else None, "thing": page.motion}
    if code == "motion.opine":
        in_committee = page.motion.state == ProposalState.IN_COMMITTEE
        return OpinionForm(initial={"on": made.today}, in_committee=in_committee, **how)
    if code == "motion.lead":
        return LeadForm(initial={"from_on": made.today}, **how)
    if code == "motion.reconsider":
        return ReconsiderForm(**how)
    if code == "motion.put_in":
        return StepForm(**how)
    return DecisionForm(initial={"on": made.today}, asks=texts.DECISIONS[code], **how)


# -- several matters in one --------------------------------------------------------------------------------------------


@door(Role.COMMITTEE_OFFICER, Role.SECRETARIAT, Role.STREET_CLERK)
def split(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """建议分开提: which asks belong together. The deputy decides."""
    made = _door(request)
    proposal = dispatch.visible_to(made.seat).filter(pk=case_id).first()
    if proposal is None:
        raise Http404
    (must_be_permitted if request.method == "POST" else must_be_possible)("split.advise", proposal, made.seat)
    posted = request.POST if request.method == "POST" else None
    form = SplitForm(posted, asks=splitting.asks_of(proposal), thing=proposal)
    back = reverse("case", args=[made.seat.pk, case_id])
    if form.is_bound and form.is_valid():
        answer = act(request, "split.advise", proposal, form.facts(), said=texts.SPLIT_ADVISED, back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {"form": form, "proposal": proposal, "back_url": back, "advice": splitting.open_advice(proposal)}
    return TemplateResponse(request, "office/split.html", context)
