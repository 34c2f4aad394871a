"""A deputy who stands twice in the list: the items signed by the doubled seat are carried over to the kept one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from huiyin.chain.taking import work
from huiyin.people import merging
from huiyin.people.models import Person, Role, Seat
from huiyin.proposals.models import Manuscript, Proposal, ProposalState, Signature, Signer
from huiyin.proposals.signing import Carrying, lead_is_bound


@dataclass(frozen=True)
class Carried:
    """Items that go to the kept seat, and those that stay with the ended one, where the person still reads and evaluates
    them: led by it and answered already, or their ledger is closed.

    Answered, not evaluated: units and administrators see what was carried over and what was not, and would learn by it
    who has evaluated.
    """

    moved: list[Proposal]
    staying: list[Proposal]


def plan(kept: Seat, doubled: Seat) -> Carried:
    found = Carried([], [])
    rows = Signer.objects.filter(congress_id=kept.congress_id, seat=doubled, withdrawn_on__isnull=True)
    for signer in rows.select_related("proposal__session").order_by("proposal_id"):
        item = signer.proposal
        if item.state in (ProposalState.VOIDED, ProposalState.WITHDRAWN, ProposalState.REFUSED):
            continue
        closed = item.session.ledger_closed_on is not None
        stays = closed or (signer.is_lead and lead_is_bound(item))
        (found.staying if stays else found.moved).append(item)
    return found


def plans(kept: Person, doubled: Person) -> Carried:
    """What would become of all items of the doubled record. Writes nothing."""
    found = Carried([], [])
    for stays, goes in _deputies(merging.plan(kept, doubled)):
        carried = plan(stays, goes)
        found.moved.extend(carried.moved)
        found.staying.extend(carried.staying)
    return found


def merge(kept: Person, doubled: Person, by: Seat, reason: str) -> Carried:
    """Make one record of two, with the items of the doubled deputy. Raises SetupRefused; then nothing is kept."""
    with transaction.atomic():
        found = Carried([], [])
        for stays, goes in _deputies(merging.merge(kept, doubled, by)):
            carried = plan(stays, goes)
            found.moved.extend(carried.moved)
            found.staying.extend(carried.staying)
            facts = Carrying(goes.pk, stays.pk, reason)
            with work(*(item.pk for item in carried.moved)) as unit:
                for item in carried.moved:
                    unit.take("proposal.carry_signer", item, None, facts)
            _carry_writing(goes, stays)
    return found


def _carry_writing(goes: Seat, stays: Seat) -> None:
    """What is being written and signed goes with the deputy, submitted or not."""
    Manuscript.objects.filter(congress_id=goes.congress_id, lead=goes).update(lead=stays)
    mine = Signature.objects.filter(congress_id=goes.congress_id, seat=stays).values("manuscript_id")
    asked = Signature.objects.filter(congress_id=goes.congress_id, seat=goes)
    asked.exclude(manuscript_id__in=mine).update(seat=stays)
    # One signature of one deputy under one text.
    asked.delete()


def _deputies(found: merging.Doubled) -> list[tuple[Seat, Seat]]:
    return [(stays, goes) for stays, goes in found.paired if stays.role == Role.DEPUTY]
