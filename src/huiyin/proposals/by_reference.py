"""上级代表: deputies of a higher congress sit in a delegation of their own, and raise suggestions where the rules let them.

A motion is for the congress's own deputies alone: 地方组织法第二十二条第二款.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huiyin.chain.catalogue import Guard
from huiyin.foundation import clock
from huiyin.people.models import Seat
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.proposals import manuscripts, texts
from huiyin.proposals.models import ProposalKind


def of_higher(congress_id: int, seat_ids: Iterable[int | None]) -> bool:
    """Whether a deputy of a higher congress is among them."""
    ids = [pk for pk in seat_ids if pk is not None]
    return Seat.objects.filter(congress_id=congress_id, pk__in=ids, body__of_higher=True).exists()


def _refusal(thing: Any, kind: str, seat_ids: Iterable[int | None]) -> str | None:
    if not of_higher(thing.congress_id, seat_ids):
        return None
    if kind == ProposalKind.MOTION:
        return texts.MOTION_BY_OWN
    procedure = procedure_of(thing.procedure_id or version_on(thing.congress_id, clock.today()).pk)
    return None if procedure.raising.by_reference.value else texts.NOT_BY_REFERENCE


def _of_manuscript(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    written = manuscripts.manuscript_of(thing) if thing.pk else thing.written
    if written is None:
        return None
    return _refusal(thing, written.kind, (written.lead_id, *(one.seat_id for one in manuscripts.standing(written))))


def _of_paper(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return _refusal(thing, facts.kind, (facts.lead_seat_id, *facts.cosigner_seat_ids))


WHO_MAY_RAISE = Guard("who_may_raise", "本级代表；上级代表只能提建议，还要规程允许", _of_manuscript)
WHO_MAY_RAISE_ON_PAPER = Guard("who_may_raise_on_paper", WHO_MAY_RAISE.words, _of_paper)
