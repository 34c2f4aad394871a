"""要求撤回 and 分开提: what the deputies who raised an item may decide about it as a whole. No GET changes a thing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.dispatch.queries import visible_to
from huiyin.people.models import Role, Seat
from huiyin.proposals import splitting, withdrawing
from huiyin.proposals.models import Proposal, ProposalState, SplitAdvice
from huiyin.proposals.queries import signers_of
from huiyin.proposals.splitting import Word as SplitWord
from huiyin.proposals.withdrawing import Asking, Word
from huiyin.web.deputy import taking_back_texts as texts
from huiyin.web.door import Door, act, door
from huiyin.web.fields import CleanText
from huiyin.web.stepforms import StepForm, refusal_of


class AskForm(StepForm):
    reason = CleanText(2000, label="为什么撤回", rows="low", help_text="撤回要以书面提出，这里写的就是书面理由，会记入案卷。")


class SplitForm(StepForm):
    answer = forms.ChoiceField(label="怎么办", widget=forms.RadioSelect, choices=SplitAdvice.Answer.choices)


def _door(request: HttpRequest) -> Door:
    made: Door = request.door  # type: ignore[attr-defined]
    return made


def _own(request: HttpRequest, case_id: int) -> Proposal:
    proposal = visible_to(_door(request).seat).filter(pk=case_id).first()
    if proposal is None:
        raise Http404
    return proposal


def offers(seat: Seat, proposal: Proposal) -> list[tuple[str, str]]:
    """What this deputy may decide about the item now: address and label of each, for the case page."""
    possible = {step.code for step in catalogue.possible(proposal, seat)}
    asked = withdrawing.open_withdrawal(proposal)
    own = reverse("my_withdraw", args=[seat.pk, proposal.pk])
    found = []
    if asked is not None and seat.pk in withdrawing.still_to_agree(proposal) and "withdrawal.answer" in possible:
        found.append((own, texts.ANSWER))
    elif asked is not None and "withdrawal.drop" in possible:
        found.append((own, texts.IS_ASKED))
    elif "withdrawal.ask" in possible and refusal_of("withdrawal.ask", proposal, seat, Asking(texts.ASK)) is None:
        found.append((own, texts.ASK))
    if "split.answer" in possible and splitting.open_advice(proposal) is not None:
        found.insert(0, (reverse("my_split", args=[seat.pk, proposal.pk]), texts.SPLIT))
    return found


@door(Role.DEPUTY)
def withdraw(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The lead asks, and may drop the request; those who signed say yes or no."""
    made, proposal = _door(request), _own(request, case_id)
    code = _step_now(request, made.seat, proposal)
    back = reverse("case", args=[made.seat.pk, case_id])
    form = (AskForm if code == "withdrawal.ask" else StepForm)(
        request.POST if request.method == "POST" else None, thing=proposal
    )
    refused = refusal_of(code, proposal, made.seat, Asking(texts.ASK)) if code == "withdrawal.ask" else None
    if form.is_bound and code == "withdrawal.answer" and request.POST.get("word") not in ("yes", "no"):
        form.add_error(None, texts.CHOOSE_WORD)
    if form.is_bound and form.is_valid():
        answer = act(request, code, proposal, _facts(request, code, form), said=_said(request, code, proposal), back=back)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
        refused = None
    asked = withdrawing.open_withdrawal(proposal)
    waiting = set(withdrawing.still_to_agree(proposal))
    context = {
        "form": form,
        "code": code,
        "proposal": proposal,
        "asked": asked,
        "waiting": [one.name for one in signers_of(proposal) if one.seat_id in waiting],
        "others": max(proposal.signer_count - 1, 0),
        "refused": refused.sentence if refused is not None else "",
        "on_agenda": proposal.state == ProposalState.ON_AGENDA,
        "handed_over": proposal.state == ProposalState.HANDED_OVER,
        "case_url": back,
    }
    return TemplateResponse(request, "deputy/withdraw.html", context)


def _step_now(request: HttpRequest, seat: Seat, proposal: Proposal) -> str:
    """The step this page is about: the one that was sent, else what the deputy may do now."""
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    codes = ("withdrawal.ask", "withdrawal.answer", "withdrawal.drop")
    if sent in codes:
        return sent
    asked = withdrawing.open_withdrawal(proposal)
    if asked is None:
        code = "withdrawal.ask"
    else:
        code = "withdrawal.answer" if seat.pk in withdrawing.still_to_agree(proposal) else "withdrawal.drop"
    if not catalogue[code].permits(seat, proposal):
        raise NotYours(texts.LEAD_ASKS if asked is None else texts.SAID_ALREADY)
    if proposal.state not in catalogue[code].frm:
        raise NotYours(texts.NOT_NOW.format(state=proposal.state_words))
    return code


def _facts(request: HttpRequest, code: str, form: Any) -> Any:
    if code == "withdrawal.ask":
        return Asking(form.cleaned_data["reason"])
    return Word(agrees=request.POST.get("word") == "yes") if code == "withdrawal.answer" else None


def _said(request: HttpRequest, code: str, proposal: Proposal) -> str:
    if code == "withdrawal.answer":
        return texts.AGREED if request.POST.get("word") == "yes" else texts.REFUSED
    return texts.DROPPED if code == "withdrawal.drop" else texts.ASKED


@door(Role.DEPUTY)
def split(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """分开提，还是照原样: drafts of each matter, and the first withdrawn or kept."""
    made, proposal = _door(request), _own(request, case_id)
    if not catalogue["split.answer"].permits(made.seat, proposal):
        raise NotYours(texts.LEAD_DECIDES)
    advice = splitting.open_advice(proposal)
    back = reverse("case", args=[made.seat.pk, case_id])
    form = SplitForm(request.POST if request.method == "POST" else None, thing=proposal)
    if form.is_bound and form.is_valid():
        answer = form.cleaned_data["answer"]
        said = texts.KEPT if answer == SplitAdvice.Answer.KEPT else texts.DRAFTED
        done = act(request, "split.answer", proposal, SplitWord(answer), said=said, back=back)
        if not isinstance(done, StepRefused):
            return done
        form.refuse(done)
    asks = {one.number: one.text for one in splitting.asks_of(proposal)}
    context = {
        "form": form,
        "proposal": proposal,
        "advice": advice,
        "groups": [[asks[n] for n in group if n in asks] for group in advice.groups] if advice is not None else [],
        "case_url": back,
    }
    return TemplateResponse(request, "deputy/split.html", context)
