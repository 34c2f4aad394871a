"""Who stands behind an item, put right: a deputy matched wrongly, or standing twice in the list of deputies.

Rows are never deleted: whoever no longer stands behind the item is kept as withdrawn, and the names of before stay
visible among the corrections (勘误). Rooms further on add what follows for them, and what forbids it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words, tellers, told_without_link
from huiyin.people.models import Seat
from huiyin.proposals import texts
from huiyin.proposals.models import MOTION_ENDED, UNDER_REVIEW, Proposal, ProposalState, Signer
from huiyin.proposals.steps import (
    HAS_REASON,
    LEDGER_OPEN,
    OFFICER,
    SIGNED_BY_DEPUTIES,
    index,
    keep_corrections,
    lead_seats,
)

S = ProposalState
LEAD, COSIGNERS = "lead", "cosigners"


@dataclass(frozen=True)
class Signing:
    """All who stand behind the item, as it should have been: the seat that leads, the co-signers in their order."""

    lead_seat_id: int
    cosigner_seat_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Carrying:
    """A deputy who stood twice in the list: what is signed by one seat is from now on by the other."""

    from_seat_id: int
    to_seat_id: int
    reason: str


Follows = Callable[[Work, Proposal, list[Signer], list[Signer]], None]
_follows: list[Follows] = []
_forbids: list[Callable[[Any], str | None]] = []
_binds: list[Callable[[Any], bool]] = []


def when_signers_change(follows: Follows) -> None:
    """Rooms add what follows from a change of signers, as `f(unit, proposal, come, gone)`."""
    _follows.append(follows)


def forbids_new_lead(says: Callable[[Any], str | None]) -> None:
    """Rooms add when the lead signer of an item may not change any more: a sentence, or None."""
    _forbids.append(says)


def binds_lead(says: Callable[[Any], bool]) -> None:
    """Rooms add from when on an item stays with the seat that leads it, though the deputy sits on another by now.

    It must not tell whether a grade was given: everybody who works on the item sees what was carried over and what not.
    """
    _binds.append(says)


def lead_is_bound(proposal: Any) -> bool:
    return any(says(proposal) for says in _binds)


def new_lead_refused(proposal: Any) -> str | None:
    """Why the lead of this item may not be changed; None while it may."""
    return next(filter(None, (says(proposal) for says in _forbids)), None)


def _live(proposal: Any) -> list[Signer]:
    rows = Signer.objects.filter(congress_id=proposal.congress_id, proposal=proposal, withdrawn_on__isnull=True)
    return list(rows.select_related("seat__person", "seat__body").order_by("-is_lead", "order"))


def _lead_may_change(proposal: Any, seat: Seat | None, facts: Signing | None) -> str | None:
    if facts is None or lead_seats(proposal) in ([], [facts.lead_seat_id]):
        return None
    return new_lead_refused(proposal)


def _said(seats: Iterable[Seat]) -> str:
    return "、".join(f"{seat.person.name}（{seat.body.label}）" for seat in seats)


def _correct(unit: Work, proposal: Proposal, seat: Seat | None, facts: Signing) -> None:
    wanted = list(dict.fromkeys((facts.lead_seat_id, *facts.cosigner_seat_ids)))
    before = [one for one in _live(proposal) if one.seat_id is not None]
    if before and [one.seat_id for one in before] == wanted and before[0].is_lead:
        raise StepRefused(texts.NOTHING_CHANGED)
    _write(unit, proposal, seat, before, wanted, facts.reason)


def _carry(unit: Work, proposal: Proposal, seat: Seat | None, facts: Carrying) -> None:
    before = [one for one in _live(proposal) if one.seat_id is not None]
    wanted = [facts.to_seat_id if one.seat_id == facts.from_seat_id else one.seat_id for one in before]
    _write(unit, proposal, seat, before, list(dict.fromkeys(wanted)), facts.reason)


def _write(
    unit: Work, proposal: Proposal, seat: Seat | None, before: list[Signer], wanted: list[Any], reason: str
) -> None:
    """Make `wanted`, its first the lead, the signers of the item; keep what was said before."""
    rows = Signer.objects.filter(congress_id=unit.congress_id, proposal=proposal)
    known = {one.seat_id: one for one in rows.filter(seat__isnull=False)}
    seats = Seat.objects.filter(congress_id=unit.congress_id, pk__in=wanted).select_related("person", "body").in_bulk()
    gone = [one for one in before if one.seat_id not in wanted]
    # One lead at a time, even for a moment: the database says so.
    rows.filter(is_lead=True).update(is_lead=False)
    rows.filter(pk__in=[one.pk for one in gone]).update(withdrawn_on=unit.on)
    come = []
    for order, seat_id in enumerate(wanted, start=1):
        row = known.get(seat_id)
        if row is None:
            row = Signer(congress_id=unit.congress_id, proposal=proposal, seat_id=seat_id)
            row.confirmed_on, row.confirmed_how = unit.on, "paper"
        if row.pk is None or row.withdrawn_on is not None:
            come.append(row)
        row.order, row.is_lead, row.withdrawn_on = order, order == 1, None
        row.save()
    said = {
        LEAD: (_said(one.seat for one in before if one.is_lead and one.seat), _said([seats[wanted[0]]])),
        COSIGNERS: (
            _said(one.seat for one in before if not one.is_lead and one.seat),
            _said(seats[pk] for pk in wanted[1:]),
        ),
    }
    changed = {name: (old, new) for name, (old, new) in said.items() if old != new}
    keep_corrections(unit, proposal, seat, reason, changed)
    # Those who signed and are not named (「等30人」) are counted as before.
    unnamed = max(proposal.signer_count - max(len(before), 1), 0)
    proposal.signer_count = len(wanted) + unnamed
    proposal.lead_name = seats[wanted[0]].person.name
    proposal.save(update_fields=["signer_count", "lead_name"])
    index(proposal)
    proposal.gone = gone
    for follows in _follows:
        follows(unit, proposal, come, gone)


def former_signers(thing: Any) -> list[int]:
    """Whoever stopped standing behind the item by the step that has just been taken on it."""
    return [one.seat_id for one in thing.gone if one.seat_id is not None]


LEAD_MAY_CHANGE = Guard("lead_may_change", "原领衔代表还没有评价过", _lead_may_change)

tellers(former_signers=former_signers)
told_without_link("former_signers")
notice_words(texts.SIGNING_NOTICES)

register(
    Step(
        "proposal.correct_signers",
        "更正领衔、联名代表",
        on="proposal",
        frm=frozenset({S.REGISTERED, S.HANDED_OVER, S.CONCLUDED, *UNDER_REVIEW, *MOTION_ENDED}),
        to=None,
        by=(OFFICER,),
        guards=(LEDGER_OPEN, HAS_REASON, SIGNED_BY_DEPUTIES, LEAD_MAY_CHANGE),
        effect=_correct,
        tells=("signers", "former_signers"),
    ),
    Step(
        "proposal.carry_signer",
        "代表重名合并，转到保留的席位",
        on="proposal",
        frm=frozenset(
            {S.SUBMITTED, S.WITH_DEPUTY, S.REGISTERED, S.HANDED_OVER, S.CONCLUDED, *UNDER_REVIEW, *MOTION_ENDED}
        ),
        to=None,
        automatic=True,
        effect=_carry,
    ),
)
