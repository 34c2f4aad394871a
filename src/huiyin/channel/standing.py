"""Who takes part in the channel of an item, and what a seat may read and write there.

In it are the item's deputies, the units that handle it in whatever mode, the deputies' committee, and the government
office that passed it on. Who comes later reads what was written before: an item changes hands, its talk stays with it.
Who leaves reads what was written until then and no more. The channel opens when the first unit has the item.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import QuerySet

from huiyin.chain.models import Event
from huiyin.channel import texts
from huiyin.channel.models import Message
from huiyin.dispatch.models import GONE, Assignment, AssignmentState, Mode
from huiyin.foundation.clock import SHANGHAI
from huiyin.people.models import Role, Seat
from huiyin.people.sitting import sitting
from huiyin.proposals.models import Proposal, ProposalState, Signer

UNITS = (Role.UNIT_CLERK, Role.UNIT_HEAD)
ROLES = (Role.DEPUTY, *UNITS, Role.COMMITTEE_OFFICER, Role.DISPATCHER)
# From when on a signer was one no more: steps that change who stands behind an item.
_CHANGED_SIGNERS = ("proposal.correct_signers", "proposal.carry_signer")
WRITTEN_IN = (ProposalState.HANDED_OVER, ProposalState.CONCLUDED)


@dataclass(frozen=True)
class Standing:
    """A seat in a channel. `until`: when it left; what came later is not its to read. `why_not`: why it cannot write."""

    proposal: Proposal
    seat: Seat
    until: datetime | None = None
    why_not: str = ""

    @property
    def may_write(self) -> bool:
        return not self.why_not

    def messages(self) -> QuerySet[Message]:
        rows = Message.objects.filter(congress_id=self.seat.congress_id, proposal_id=self.proposal.pk)
        return rows if self.until is None else rows.filter(at__lte=self.until)


def standing(seat: Seat, case_id: int, *, to_write: bool = False) -> Standing | None:
    """The seat's standing in the channel of this item; None where it has none, and where there is no channel.

    `to_write` locks the item, as a step does: nobody who is leaving slips a message in.
    """
    if seat.role not in ROLES:
        return None
    items = Proposal.objects.filter(congress_id=seat.congress_id, pk=case_id)
    case = (items.select_for_update(no_key=True) if to_write else items).first()
    if case is None:
        return None
    rows = list(Assignment.objects.filter(congress_id=seat.congress_id, proposal_id=case_id).order_by("id"))
    if not any(row.mode != Mode.ROUTE and row.state != AssignmentState.RECALLED for row in rows):
        return None
    if seat.role == Role.COMMITTEE_OFFICER:
        return Standing(case, seat, None, _closed(case))
    if seat.role == Role.DEPUTY:
        signed = Signer.objects.filter(congress_id=seat.congress_id, proposal=case, seat_id=seat.pk).first()
        if signed is None:
            return None
        left = _withdrew(signed) if signed.withdrawn_on is not None else None
    else:
        route = seat.role == Role.DISPATCHER
        own = [row for row in rows if row.body_id == seat.body_id and (row.mode == Mode.ROUTE) == route]
        own = [row for row in own if row.state != AssignmentState.RECALLED]
        if not own:
            return None
        left = None if any(row.state not in GONE for row in own) else _taken_away(own)
    return Standing(case, seat, left, texts.LEFT if left is not None else _closed(case))


def _closed(case: Proposal) -> str:
    return "" if case.state in WRITTEN_IN else texts.CLOSED.format(state=ProposalState(case.state).label)


def _withdrew(signed: Signer) -> datetime:
    """When the deputy ceased to be a signer: of that day's changes the first, so that nothing later is read."""
    on = signed.withdrawn_on
    assert on is not None
    rows = Event.objects.filter(congress_id=signed.congress_id, case_id=signed.proposal_id, step__in=_CHANGED_SIGNERS)
    found = rows.filter(happened_on=on).order_by("number").values_list("at", flat=True).first()
    return found or datetime.combine(on, time.min, tzinfo=SHANGHAI)


def _taken_away(rows: Iterable[Assignment]) -> datetime:
    """When the last of these assignments went to another body, or ended with the item."""
    ids = [row.pk for row in rows]
    (first, *_) = rows
    ends = Event.objects.filter(
        congress_id=first.congress_id, case_id=first.proposal_id, thing_kind=Assignment.KIND, thing_id__in=ids,
        to_state__in=GONE,
    )  # fmt: skip
    found = ends.order_by("-number").values_list("at", flat=True).first()
    return found or datetime.combine(first.first_handed_over_on, time.min, tzinfo=SHANGHAI)


def sitting_in(case: Proposal) -> list[int]:
    """The seats that take part now and that somebody holds: whom a message is for."""
    congress_id = case.congress_id
    rows = Assignment.objects.filter(congress_id=congress_id, proposal=case).exclude(state__in=GONE)
    desks = list(rows.values_list("body_id", "mode"))
    units = [body for body, mode in desks if mode != Mode.ROUTE]
    offices = [body for body, mode in desks if mode == Mode.ROUTE]
    signers = Signer.objects.filter(congress_id=congress_id, proposal=case, withdrawn_on__isnull=True)
    deputies = [pk for pk in signers.values_list("seat_id", flat=True) if pk is not None]
    return [
        *deputies,
        *sitting(congress_id, *UNITS, bodies=units),
        *sitting(congress_id, Role.DISPATCHER, bodies=offices),
        *sitting(congress_id, Role.COMMITTEE_OFFICER),
    ]
