"""The deputies' pages, made for a phone: what waits, the own items, letters, the evaluation. No GET changes a thing.

`home` and `case` are shown at addresses every role has; the shared views call them inside the door.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.evaluation import mine
from huiyin.evaluation.mine import LetterView
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.foundation.row_ids import row_id
from huiyin.handling.appointments import shown
from huiyin.handling.coming import to_meet
from huiyin.handling.consulting import waiting_for
from huiyin.handling.contacting import ContactWord
from huiyin.handling.models import Contact, Round
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.promises.queries import promises_of
from huiyin.proposals import files, following, manuscripts, queries
from huiyin.proposals.models import ProposalState
from huiyin.supervision.queries import key_item_of
from huiyin.web import letters, merging
from huiyin.web.deputy import sharing, showing, taking_back, texts
from huiyin.web.deputy.forms import CheckForm, EvaluationForm
from huiyin.web.door import Door, act, door
from huiyin.web.meeting.showing import meetings
from huiyin.web.shared import attaching, channel
from huiyin.web.stepforms import StepForm, new_key, refusal_of
from huiyin.web.supervision import lights


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


# -- home and case -----------------------------------------------------------------------------------------------------


def home(request: HttpRequest) -> HttpResponseBase:
    made = _door(request)
    before = row_id(request.GET.get("before", ""))
    page = mine.home(made.seat, before)
    invitations = manuscripts.waiting_for(made.seat)
    drafts = waiting_for(made.seat)
    talks = to_meet(made.seat)
    to_settle = [one for one in manuscripts.unsubmitted(made.seat) if one.proposal_id is not None]
    context = {
        "home": page,
        "waiting": page.waiting + len(invitations) + len(to_settle) + len(drafts) + sum(one.asked for one in talks),
        "name": made.seat.person.name,
        "greeting": showing.greeting(clock.now()),
        "rows": [showing.row(item, made.today) for item in page.items],
        "first_page": before is None,
        "invitations": invitations,
        "to_settle": to_settle,
        "followed": following.followed_by(made.seat) if before is None else [],
        "drafts": drafts,
        "to_meet": [(one, shown(one.starts_at) if one.starts_at is not None else "") for one in talks],
        "request_key": new_key(),
    }
    return TemplateResponse(request, "deputy/home.html", context)


def case(request: HttpRequest, case_id: int) -> HttpResponseBase:
    return _case_page(request, case_id)


def _case_page(
    request: HttpRequest, case_id: int, checked: CheckForm | None = None, contact_id: int = 0
) -> HttpResponseBase:
    made = _door(request)
    view = mine.case_of(made.seat, case_id)
    if view is None:
        raise Http404
    lead, others = showing.people_of(view.signers)
    clock_ = showing.clock_of(view, made.today)
    contacts = [
        (
            c,
            _check_form(c, checked, contact_id) if c.pk in view.checkable else None,
            [attaching.shown(made.seat, one) for one in view.photos.get(c.pk, [])],
        )
        for c in view.contacts
    ]
    evaluations = [
        (
            letter,
            showing.grade_words(view.evaluations[letter.round.pk].grades),
            view.evaluations[letter.round.pk].reason,
            mine.is_on_paper(letter.round),
        )
        for letter in view.letters
        if letter.round.pk in view.evaluations
    ]
    context = {
        "view": view,
        "item": view.item,
        "proposal": view.proposal,
        "lead": lead,
        "others": others,
        "stages": showing.seals(view.item),
        "clock": clock_,
        "light_state": clock_["state"],
        "said": showing.said(view.item, made.today),
        "desks": [(desk, showing.desk_words(desk)) for desk in view.item.desks if not _passed_on(desk)],
        "channel": channel.entry(made.seat, case_id) if any(d.mode != "route" for d in view.item.desks) else None,
        "letters": [(letter, showing.letter_of(letter)) for letter in view.letters],
        "contacts": contacts,
        "evaluations": evaluations,
        "drafts": [one for one in waiting_for(made.seat) if one.round.case_key == case_id],
        "offers": taking_back.offers(made.seat, view.proposal) + sharing.offers(made.seat, view.proposal),
        "merged": merging.shown(made.seat, view.merged, case_id),
        "meetings": meetings(made.seat, view.arranged),
        "course": showing.course_of(view.course),
        "lights": lights.of_case(made.seat, case_id, made.today),
        "to_show": lights.to_show(made.seat, case_id),
        "key_item": key_item_of(made.seat, case_id) if view.proposal.is_key else None,
        "form": checked,
        "request_key": new_key(),
    }
    return TemplateResponse(request, "deputy/case.html", context | _raising(made, view))


def _raising(made: Door, view: mine.CaseView) -> dict[str, Any]:
    """What there is to say of an item from its submission to its registration."""
    proposal = view.proposal
    written = manuscripts.of_seat(made.seat).filter(proposal=proposal).first()
    tier = procedure_of(proposal.procedure_id).reading.tier(proposal.tier)
    return {
        "written": written,
        "tier": tier,
        "may_take_back": written is not None
        and proposal.state == ProposalState.SUBMITTED
        and refusal_of("proposal.take_back", proposal, made.seat, None) is None,
        "refusal": queries.refusal_of(proposal),
        "papers": [attaching.shown(made.seat, one) for one in files.files_with(proposal)],
    }


def _passed_on(desk: mine.Desk) -> bool:
    return desk.mode == "route" and desk.stage == "passed_on"


def _check_form(contact: Contact, checked: CheckForm | None, contact_id: int) -> CheckForm:
    if checked is not None and contact.pk == contact_id:
        return checked
    return CheckForm(thing=contact.round, auto_id=f"id_{contact.pk}_%s")


@require_POST
@door(Role.DEPUTY)
def check_contact(request: HttpRequest, contact_id: int) -> HttpResponseBase:
    """记得对不对？ Confirm or correct what the unit recorded."""
    made = _door(request)
    contact = mine.contact_of(made.seat, contact_id)
    if contact is None:
        raise Http404
    case_id = contact.round.case_key
    form = CheckForm(request.POST, thing=contact.round, auto_id=f"id_{contact.pk}_%s")
    if form.is_valid():
        answer = act(
            request,
            "contact.confirm",
            contact.round,
            ContactWord(contact.pk, form.cleaned_data["correction"], request.POST.get("seen", "")[:64]),
            said=texts.CORRECTED if form.wrong else texts.CHECKED,
            back=reverse("case", args=[made.seat.pk, case_id]),
        )
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return _case_page(request, case_id, form, contact.pk)


def _without_toast(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """The page one comes to says it all; in large type a toast would stay and lie over it."""
    list(messages.get_messages(request))
    return answer


# -- letters -----------------------------------------------------------------------------------------------------------


def _letter(request: HttpRequest, round_id: int) -> tuple[Round, LetterView]:
    seat = _door(request).seat
    round_ = mine.round_of(seat, round_id)
    view = mine.letter_view(seat, round_) if round_ is not None else None
    if round_ is None or view is None or not view.mine:
        raise Http404
    return round_, view


@require_safe
@door(Role.DEPUTY)
def letter(request: HttpRequest, round_id: int) -> HttpResponseBase:
    round_, view = _letter(request, round_id)
    return TemplateResponse(request, "deputy/letter.html", _letter_context(request, round_, view))


def _letter_context(request: HttpRequest, round_: Round, view: LetterView) -> dict[str, Any]:
    seat = _door(request).seat
    proposal = round_.assignment.proposal
    file_url = reverse("file", args=[seat.pk, view.letter.file_id]) if view.letter.file_id else ""
    return {
        "view": view,
        "proposal": proposal,
        "letter": showing.letter_of(view),
        "files": letters.document(view.letter, file_url),
        "promises": promises_of([view.letter])[view.letter.pk] if view.opened else [],
        "request_key": new_key(),
    }


@require_POST
@door(Role.DEPUTY)
def open_letter(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """看答复函: the copy is marked as opened, then shown."""
    made = _door(request)
    round_, view = _letter(request, round_id)
    back = reverse("my_evaluate" if view.can_evaluate else "my_letter", args=[made.seat.pk, round_.pk])
    if view.opened:
        return HttpResponseRedirect(back)
    answer = act(request, "letter.open", round_, None, back=back)
    if isinstance(answer, StepRefused):
        return TemplateResponse(
            request, "deputy/letter.html", _letter_context(request, round_, view) | {"refused": answer.sentence}
        )
    return _without_toast(request, answer)


# -- evaluation --------------------------------------------------------------------------------------------------------


@door(Role.DEPUTY)
def evaluate(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Read first, then say how it was done; what was chosen is repeated before it is given, for it cannot be undone."""
    made = _door(request)
    round_ = mine.round_of(made.seat, round_id)
    if round_ is None:
        raise Http404
    proposal = round_.assignment.proposal
    if not mine.is_lead(made.seat, proposal):
        raise NotYours(texts.NOT_LEAD)
    view = mine.letter_view(made.seat, round_)
    if view is None or not view.mine:
        raise NotYours(texts.STILL_TO_COME)
    dimensions = mine.dimensions(round_)
    if not dimensions:
        raise NotYours(texts.NOTHING_ASKED)
    context = _letter_context(request, round_, view)
    if request.method in ("GET", "HEAD"):
        if not view.can_evaluate:
            return HttpResponseRedirect(reverse("case", args=[made.seat.pk, proposal.pk]))
        form = EvaluationForm(dimensions=dimensions, thing=round_)
        return TemplateResponse(request, "deputy/evaluate.html", context | {"form": form})
    stage = request.POST.get("stage", "")
    if stage != "give" and not view.can_evaluate:
        return HttpResponseRedirect(reverse("case", args=[made.seat.pk, proposal.pk]))
    form = EvaluationForm(request.POST, dimensions=dimensions, thing=round_)
    if form.is_valid():
        if stage == "give":
            answer = act(
                request,
                "evaluation.give",
                round_,
                Evaluation(form.grades, form.reason),
                back=reverse("my_thanks", args=[made.seat.pk, round_.pk]),
            )
            if not isinstance(answer, StepRefused):
                return _without_toast(request, answer)
            form.refuse(answer)
        elif stage != "edit":
            chosen = showing.grade_words([(d.label, form.grades[d.code]) for d in dimensions])
            return TemplateResponse(request, "deputy/evaluate_confirm.html", context | {"form": form, "chosen": chosen})
    return TemplateResponse(request, "deputy/evaluate.html", context | {"form": form})


@require_safe
@door(Role.DEPUTY)
def thanks(request: HttpRequest, round_id: int) -> HttpResponseBase:
    made = _door(request)
    round_ = mine.round_of(made.seat, round_id)
    if round_ is None:
        raise Http404
    own = mine.own_evaluation(made.seat, round_)
    if own is None:
        return HttpResponseRedirect(reverse("case", args=[made.seat.pk, round_.case_key]))
    context = {
        "proposal": round_.assignment.proposal,
        "body": round_.assignment.body.label,
        "chosen": showing.grade_words(own.grades),
        "reason": own.reason,
        "unsatisfied": any(grade == "unsatisfied" for _, grade in own.grades),
        "waiting": mine.home(made.seat).waiting,
    }
    return TemplateResponse(request, "deputy/thanks.html", context)


@door(Role.DEPUTY)
def reject_paper(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """登记的评价不对: what officers read off a sheet is not what the deputy meant; then it is as if never given."""
    made = _door(request)
    round_ = mine.round_of(made.seat, round_id)
    if round_ is None or not mine.is_lead(made.seat, round_.assignment.proposal) or not mine.is_on_paper(round_):
        raise Http404
    back = reverse("case", args=[made.seat.pk, round_.case_key])
    form = StepForm(request.POST or None, thing=round_)
    if request.method == "POST" and form.is_valid():
        answer = act(request, "evaluation.reject_paper", round_, None, said=texts.PAPER_REJECTED, back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    own = mine.own_evaluation(made.seat, round_)
    context = {
        "form": form,
        "proposal": round_.assignment.proposal,
        "body": round_.assignment.body.label,
        "chosen": showing.grade_words(own.grades) if own is not None else [],
        "reason": own.reason if own is not None else "",
        "case_url": back,
    }
    return TemplateResponse(request, "deputy/paper.html", context)
