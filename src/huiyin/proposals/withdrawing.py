"""撤回: the deputies who raised an item take it back, in writing; of a joint item all who signed agree.

重庆建议条例第十二条: 以书面形式提出，一经撤回，办理工作即行终止; 北京办法第十三条: 交办前; 上海规定第十条: 联名的经全体同意.
A motion on the agenda is withdrawn only with the presidium's consent (地方组织法第二十二条第三款, see `motions`).
Rooms further on end what they have begun on the item, or say why it cannot be withdrawn any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.clocks import HAND_OVER
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.people.models import Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import WithdrawUntil
from huiyin.proposals import texts
from huiyin.proposals.models import UNDER_REVIEW, Proposal, ProposalState, Signer, Withdrawal, WithdrawalWord
from huiyin.proposals.steps import LEAD_SIGNER, SIGNER, signer_seats
from huiyin.proposals.submitting import receivers

S = ProposalState
BEFORE_HAND_OVER = frozenset({S.SUBMITTED, S.WITH_DEPUTY, S.REGISTERED, *UNDER_REVIEW})
_ends: list[Callable[[Work, Proposal], None]] = []
_forbids: list[Callable[[Any], str | None]] = []


@dataclass(frozen=True)
class Asking:
    reason: str


@dataclass(frozen=True)
class Word:
    agrees: bool


def when_withdrawn(ends: Callable[[Work, Proposal], None]) -> None:
    """Rooms add what ends with the item."""
    _ends.append(ends)


def forbids_withdrawal(says: Callable[[Any], str | None]) -> None:
    """Rooms add when an item cannot be withdrawn any more: a sentence, or None."""
    _forbids.append(says)


def open_withdrawal(proposal: Any) -> Withdrawal | None:
    rows = Withdrawal.objects.filter(congress_id=proposal.congress_id, proposal=proposal)
    return rows.filter(done_on__isnull=True, dropped_on__isnull=True).first()


def still_to_agree(proposal: Any) -> list[int]:
    """The seats whose word is missing for the open request; () where nobody else must agree."""
    asked = open_withdrawal(proposal)
    if asked is None or not procedure_of(proposal.procedure_id).signing.withdraw_needs_all.value:
        return []
    said = WithdrawalWord.objects.filter(congress_id=proposal.congress_id, withdrawal=asked, agrees=True)
    agreed = set(said.values_list("signer__seat_id", flat=True)) | {asked.seat_id}
    return [seat_id for seat_id in signer_seats(proposal) if seat_id not in agreed]


def ask(unit: Work, proposal: Proposal, seat: Seat | None, reason: str) -> None:
    """Put the request; where nobody else must agree, the item is withdrawn at once."""
    Withdrawal.objects.create(
        congress_id=unit.congress_id,
        proposal=proposal,
        reason=reason.strip(),
        seat_id=seat.pk if seat is not None else 0,
        on=unit.on,
    )
    _withdraw_if_agreed(unit, proposal)


def _withdraw_if_agreed(unit: Work, proposal: Proposal) -> None:
    if not still_to_agree(proposal) and proposal.state != S.ON_AGENDA:
        unit.follow("proposal.withdraw", proposal)


def _ask(unit: Work, proposal: Proposal, seat: Seat | None, facts: Asking) -> None:
    ask(unit, proposal, seat, facts.reason)


def _agree(unit: Work, proposal: Proposal, seat: Seat | None, facts: Word) -> None:
    asked = open_withdrawal(proposal)
    if asked is None or seat is None:
        raise StepRefused(texts.NO_WITHDRAWAL)
    signer = Signer.objects.get(congress_id=unit.congress_id, proposal=proposal, seat_id=seat.pk)
    WithdrawalWord.objects.create(
        congress_id=unit.congress_id, withdrawal=asked, signer=signer, agrees=facts.agrees, on=unit.on
    )
    if not facts.agrees:
        stop_asking(unit, proposal)
    else:
        _withdraw_if_agreed(unit, proposal)


def _drop(unit: Work, proposal: Proposal, seat: Seat | None, facts: Any) -> None:
    stop_asking(unit, proposal)


def stop_asking(unit: Work, proposal: Proposal) -> None:
    """The request is over and the item goes on. Raises StepRefused where nobody asks."""
    asked = open_withdrawal(proposal)
    if asked is None:
        raise StepRefused(texts.NO_WITHDRAWAL)
    asked.dropped_on = unit.on
    asked.save(update_fields=["dropped_on"])


def _withdraw(unit: Work, proposal: Proposal, seat: Seat | None, facts: Any) -> None:
    end_withdrawn(unit, proposal)


def end_withdrawn(unit: Work, proposal: Proposal) -> None:
    """Close the request and end what rooms further on have begun."""
    asked = open_withdrawal(proposal)
    if asked is not None:
        asked.done_on = unit.on
        asked.save(update_fields=["done_on"])
    unit.stop_clock(HAND_OVER, proposal)
    for ends in _ends:
        ends(unit, proposal)


def _in_writing(thing: Any, seat: Seat | None, facts: Asking) -> str | None:
    return None if facts.reason.strip() else texts.WITHDRAW_IN_WRITING


def _may_still(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    until = procedure_of(thing.procedure_id).signing.withdraw_until.value
    if thing.state not in BEFORE_HAND_OVER and until is not WithdrawUntil.CONCLUSION:
        return texts.TOO_LATE_TO_WITHDRAW
    return next(filter(None, (says(thing) for says in _forbids)), None)


def _not_asked(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.ALREADY_ASKED if open_withdrawal(thing) is not None else None


def _is_asked(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    if open_withdrawal(thing) is None:
        return texts.NO_WITHDRAWAL
    return None if seat is not None and seat.pk in still_to_agree(thing) else texts.SAID_ALREADY


def _asked_by_lead(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if open_withdrawal(thing) is not None else texts.NO_WITHDRAWAL


IN_WRITING = Guard("in_writing", "写明撤回的理由", _in_writing)
MAY_STILL = Guard("may_be_withdrawn", "规程允许这时撤回", _may_still)
NOT_ASKED = Guard("not_asked_yet", "没有正在征求意见的撤回请求", _not_asked)
IS_ASKED = Guard("is_asked", "正在征求本人意见，还没有表态", _is_asked)
THERE_IS_ONE = Guard("there_is_one", "有正在征求意见的撤回请求", _asked_by_lead)
FROM = BEFORE_HAND_OVER | {S.HANDED_OVER}


def consenters(thing: Any) -> list[int]:
    """Who puts the deputies' wish before the presidium, once all of them have it."""
    waits = thing.state == S.ON_AGENDA and open_withdrawal(thing) is not None and not still_to_agree(thing)
    return receivers(thing) if waits else []


tellers(consenters=consenters)

notice_words(texts.WITHDRAWING_NOTICES)

register(
    Step(
        "withdrawal.ask",
        "要求撤回",
        on="proposal",
        frm=FROM,
        to=None,
        by=(Right(Role.DEPUTY, LEAD_SIGNER),),
        guards=(IN_WRITING, NOT_ASKED, MAY_STILL),
        effect=_ask,
        tells=("signers", "consenters"),
        formal=True,
        source="重庆建议条例第十二条",
    ),
    Step(
        "withdrawal.answer",
        "对撤回表态",
        on="proposal",
        frm=FROM,
        to=None,
        by=(Right(Role.DEPUTY, SIGNER),),
        guards=(IS_ASKED, MAY_STILL),
        effect=_agree,
        tells=("lead", "consenters"),
    ),
    Step(
        "withdrawal.drop",
        "不撤回了",
        on="proposal",
        frm=FROM,
        to=None,
        by=(Right(Role.DEPUTY, LEAD_SIGNER),),
        guards=(THERE_IS_ONE,),
        effect=_drop,
        tells=("signers",),
    ),
    Step(
        "proposal.withdraw",
        "撤回",
        on="proposal",
        frm=FROM - {S.ON_AGENDA},
        to=S.WITHDRAWN,
        automatic=True,
        effect=_withdraw,
        stops=frozenset({HAND_OVER}),
        tells=("signers", "receivers", "officers"),
    ),
)
