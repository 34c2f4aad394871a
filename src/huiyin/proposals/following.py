"""关注: an item one did not raise, kept in sight. What a deputy sees of it is what is no secret among deputies: title, text,
who leads, who handles it and how far it is; not the talks, the letters or the grades, and nothing of an item whose
deputies wish it unpublished beyond its title.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from huiyin.people.models import Seat
from huiyin.proposals.models import NOT_COUNTED, Following, Proposal

_handlers: list[Callable[[int, int], list[str]]] = []


def tells_handlers(says: Callable[[int, int], list[str]]) -> None:
    """A room further on says who handles an item: a function from congress and item to names."""
    _handlers.append(says)


def handlers_of(congress_id: int, case_id: int) -> tuple[str, ...]:
    """Names of the bodies that handle an item."""
    return tuple(name for says in _handlers for name in says(congress_id, case_id))


@dataclass(frozen=True)
class PublicPart:
    case_id: int
    number: str
    title: str
    body: str
    who: str
    state_words: str
    registered_on: date | None
    units: tuple[str, ...]
    following: bool
    own: bool


def stands(item: Proposal) -> bool:
    """Registered, and neither voided nor withdrawn: what others than its deputies may know of."""
    return item.own_no is not None and item.state not in NOT_COUNTED


def public_part(seat: Seat, case_id: int) -> PublicPart | None:
    """None for what is not registered: a manuscript, and what is still being read, are their deputies' alone."""
    item = Proposal.objects.filter(congress_id=seat.congress_id, pk=case_id).first()
    if item is None or not stands(item):
        return None
    units = handlers_of(seat.congress_id, item.pk)
    followed = Following.objects.filter(congress_id=seat.congress_id, proposal=item, seat=seat).exists()
    own = item.signers.filter(seat=seat, withdrawn_on__isnull=True).exists()
    body = "" if item.wish_unpublished else item.body
    return PublicPart(
        item.pk,
        item.shown_no,
        item.title,
        body,
        item.signers_line,
        item.state_words,
        item.registered_on,
        units,
        followed,
        own,
    )


def follow(seat: Seat, case_id: int) -> None:
    Following.objects.get_or_create(congress_id=seat.congress_id, proposal_id=case_id, seat=seat)


def unfollow(seat: Seat, case_id: int) -> None:
    Following.objects.filter(congress_id=seat.congress_id, proposal_id=case_id, seat=seat).delete()


def followed_by(seat: Seat) -> list[Proposal]:
    rows = Following.objects.filter(congress_id=seat.congress_id, seat=seat).select_related("proposal")
    return [one.proposal for one in rows.order_by("-pk")[:50]]
