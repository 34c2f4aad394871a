"""Registering an item, putting it right, voiding it, handing it over: pages of the deputies' committee."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import StepRefused
from huiyin.chain.together import take_each
from huiyin.dispatch import queries as dispatch
from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import HandOver
from huiyin.foundation import drafts
from huiyin.foundation.workdays import explain
from huiyin.people.models import Role
from huiyin.procedures.queries import NoProcedure, procedure_of, version_on
from huiyin.proposals import queries
from huiyin.proposals.merging import numbers_of, waiting_beside
from huiyin.proposals.models import Proposal, Side
from huiyin.proposals.signing import new_lead_refused
from huiyin.proposals.steps import Correcting, Reason
from huiyin.web.door import Door, act, door, request_key
from huiyin.web.office import texts
from huiyin.web.office.forms import CorrectForm, HandOverForm, ReasonForm, RegisterForm, SignersForm
from huiyin.web.shared.suggested import suggestion_for
from huiyin.web.stepforms import must_be_permitted, must_be_possible, refusal_of

DRAFT = "register"
MODES = (Mode.LEAD, Mode.JOINT_LEAD, Mode.SEPARATE, Mode.ASSIST)


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


def _case(request: HttpRequest, case_id: int) -> Proposal:
    rows = dispatch.visible_to(_door(request).seat).select_related("session__term")
    proposal = rows.filter(pk=case_id).first()
    if proposal is None:
        raise Http404
    return proposal


def _may(request: HttpRequest, code: str, proposal: Proposal, *, sending: bool | None = None) -> None:
    """403 where the step is not this seat's, or not now; what was sent already is left to the step and its calm page."""
    sent = request.method == "POST" if sending is None else sending
    (must_be_permitted if sent else must_be_possible)(code, proposal, _door(request).seat)


def _case_url(request: HttpRequest, case_id: int) -> str:
    return reverse("case", args=[_door(request).seat.pk, case_id])


# -- registering -------------------------------------------------------------------------------------------------------


@door(Role.COMMITTEE_OFFICER)
def register(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    sessions = [one for one in queries.sessions(made.congress) if one.ledger_closed_on is None]
    missing = _missing(made, bool(sessions))
    if missing:
        return TemplateResponse(request, "office/not_ready.html", {"sentence": missing})
    options: dict[str, Any] = {
        "congress": made.congress,
        "sessions": sessions,
        "deputies": queries.deputies(made.congress),
    }
    if request.method != "POST":
        kept = drafts.of(made.congress.pk, made.seat.pk, DRAFT)
        initial = {"kind": "suggestion", "session": sessions[0].pk, "side": _side(made, sessions[0])}
        form = RegisterForm(initial=initial | (kept.data if kept else {}), **options)
        return _register_page(request, form, kept.saved_at if kept else None)
    if "discard" in request.POST:
        drafts.drop(made.congress.pk, made.seat.pk, DRAFT)
        return HttpResponseRedirect(reverse("register", args=[made.seat.pk]))
    form = RegisterForm(request.POST, **options)
    if form.is_valid():
        answer = _take_registration(request, form)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return _register_page(request, form)


def _missing(made: Door, has_session: bool) -> str:
    try:
        version_on(made.congress.pk, made.today)
    except NoProcedure as missing:
        return str(missing)
    return "" if has_session else texts.NO_SESSION


def _side(made: Door, session: Any) -> str:
    closed = session.closes_on is not None and session.closes_on < made.today
    return Side.BETWEEN if closed else Side.SESSION


def _take_registration(request: HttpRequest, form: RegisterForm) -> HttpResponseBase | StepRefused:
    made = _door(request)
    thing = Proposal(congress=made.congress)
    again = "again" in request.POST
    answer = act(
        request,
        "proposal.register",
        thing,
        form.facts(),
        said=texts.REGISTERED.format(title=form.cleaned_data["title"]),
        back=reverse("register", args=[made.seat.pk]),
    )
    if isinstance(answer, StepRefused):
        return answer
    drafts.drop(made.congress.pk, made.seat.pk, DRAFT)
    if isinstance(answer, HttpResponseRedirect):
        # The number of the case is known only after the step.
        return answer if again else HttpResponseRedirect(_case_url(request, thing.pk))
    event = answer.context_data.get("event") if isinstance(answer, TemplateResponse) and answer.context_data else None
    if event is not None and isinstance(answer, TemplateResponse) and answer.context_data is not None:
        answer.context_data["back"] = _case_url(request, event.case_id)
    return answer


def _register_page(request: HttpRequest, form: RegisterForm, saved_at: Any = None) -> HttpResponseBase:
    made = _door(request)
    context = {
        "form": form,
        "deputies": form.deputies,
        "categories": queries.categories(made.congress),
        "draft_url": reverse("draft", args=[made.seat.pk, DRAFT]),
        "saved_at": saved_at,
    }
    return TemplateResponse(request, "office/register.html", context)


# -- putting right, voiding --------------------------------------------------------------------------------------------


@door(Role.COMMITTEE_OFFICER)
def correct(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made, proposal = _door(request), _case(request, case_id)
    _may(request, "proposal.correct", proposal)
    posted = request.POST if request.method == "POST" else None
    form = CorrectForm(posted, congress=made.congress, proposal=proposal)
    if form.is_valid():
        facts = Correcting(form.changes(), form.cleaned_data["reason"])
        back = _case_url(request, case_id)
        answer = act(request, "proposal.correct", proposal, facts, said=texts.CORRECTED, back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {
        "form": form,
        "proposal": proposal,
        "categories": queries.categories(made.congress),
        "corrections": queries.corrections_of(proposal),
    }
    return TemplateResponse(request, "office/correct.html", context)


@door(Role.COMMITTEE_OFFICER)
def correct_signers(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """更正领衔、联名代表: the page comes filled with who stands on the item now."""
    made, proposal = _door(request), _case(request, case_id)
    _may(request, "proposal.correct_signers", proposal)
    there = queries.signer_choices(proposal)
    deputies = list(dict.fromkeys((*queries.deputies(made.congress), *there)))
    initial = {"lead": there[0].label if there else "", "cosigners": "、".join(one.label for one in there[1:])}
    posted = request.POST if request.method == "POST" else None
    form = SignersForm(posted, thing=proposal, deputies=deputies, initial=initial)
    if form.is_valid():
        back = _case_url(request, case_id)
        answer = act(
            request, "proposal.correct_signers", proposal, form.facts(), said=texts.SIGNERS_CORRECTED, back=back
        )
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    context = {"form": form, "proposal": proposal, "deputies": deputies, "refused": new_lead_refused(proposal)}
    return TemplateResponse(request, "office/signers.html", context)


@door(Role.COMMITTEE_OFFICER)
def void(request: HttpRequest, case_id: int) -> HttpResponseBase:
    proposal = _case(request, case_id)
    _may(request, "proposal.void", proposal)
    form = ReasonForm(request.POST if request.method == "POST" else None, thing=proposal)
    if form.is_valid():
        back = _case_url(request, case_id)
        facts = Reason(form.cleaned_data["reason"])
        answer = act(request, "proposal.void", proposal, facts, said=texts.VOIDED, back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, "office/void.html", {"form": form, "proposal": proposal})


# -- handing over ------------------------------------------------------------------------------------------------------


@door(Role.COMMITTEE_OFFICER)
def hand_over(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """First who gets it, then what follows (the due date and how it is reached), then the hand-over itself."""
    made, proposal = _door(request), _case(request, case_id)
    stage = request.POST.get("stage", "")
    _may(request, "dispatch.hand_over", proposal, sending=stage == "take")
    procedure = procedure_of(proposal.procedure_id)
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        thing=proposal,
        units=dispatch.units(made.congress.pk),
        modes=modes_of(procedure),
        long_limit=procedure.limits.reply_long,
        more=stage == "more",
        beside=waiting_beside(proposal),
    )
    context: dict[str, Any] = {"form": form, "proposal": proposal, "two_stage": procedure.hand_over.two_stage.value}
    context["suggestion"] = suggestion_for(made.congress.pk, proposal)
    if request.method != "POST" or stage in ("more", "edit"):
        return TemplateResponse(request, "office/hand_over.html", context | {"form": form.without_faults()})
    if form.is_valid():
        facts = form.facts()
        answer: HttpResponseBase | StepRefused | None = refusal_of("dispatch.hand_over", proposal, made.seat, facts)
        if answer is None and stage != "take":
            return _hand_over_preview(request, form, proposal)
        if answer is None:
            bodies = "、".join(name for name, _, _ in form.told())
            beside = form.chosen_beside()
            answer = _hand_over_all(request, proposal, beside, facts, bodies) if beside else act(
                request,
                "dispatch.hand_over",
                proposal,
                facts,
                said=texts.HANDED_OVER.format(bodies=bodies),
                back=_case_url(request, case_id),
            )
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, "office/hand_over.html", context)


def _hand_over_all(
    request: HttpRequest, proposal: Proposal, beside: list[Proposal], facts: HandOver, bodies: str
) -> HttpResponseBase:
    """并案: each item is handed over by a step of its own, and what stands in the way of one keeps no other back."""
    made, back = _door(request), _case_url(request, proposal.pk)
    found = take_each(made.seat, "dispatch.hand_over", [proposal, *beside], facts, request_key(request, made.seat))
    if found.done:
        said = texts.HANDED_OVER_TOGETHER.format(n=len(found.done), bodies=bodies, numbers=numbers_of(found.done))
        messages.success(request, said)
    if found.left:
        messages.warning(request, texts.NOT_HANDED_OVER.format(n=len(found.left), why="".join(found.left)))
    return HttpResponseRedirect(back)


def modes_of(procedure: Any) -> dict[str, str]:
    """What this congress calls the ways of handling (协办 here is 会办 elsewhere)."""
    own = {
        Mode.LEAD: procedure.wording.lead,
        Mode.ASSIST: procedure.wording.assist,
        Mode.SEPARATE: procedure.wording.separate,
    }
    return {mode.value: str((own[mode].value if mode in own else None) or mode.label) for mode in MODES}


def _hand_over_preview(request: HttpRequest, form: HandOverForm, proposal: Proposal) -> HttpResponseBase:
    made = _door(request)
    due = queries.reply_due(proposal, made.today, is_long=form.facts().is_long)
    context = {
        "form": form,
        "proposal": proposal,
        "told": form.told(),
        "due": due,
        "explained": explain(due) if due is not None else [],
        "beside": form.chosen_beside(),
    }
    return TemplateResponse(request, "office/hand_over_preview.html", context)
