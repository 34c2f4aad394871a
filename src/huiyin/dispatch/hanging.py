"""What hangs on one person's seat: asked before the seat ends, so that somebody goes on with it (交接).

Work belongs to the body and not to the person, so nothing here moves anything: it says what waits for somebody in this
role, what only this person has, and who else sits there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from huiyin.dispatch import texts
from huiyin.dispatch.models import GONE, Assignment, LongRequest, Mode, ReturnRequest, Stage
from huiyin.foundation import clock
from huiyin.foundation.models import Draft, Notice
from huiyin.foundation.row_ids import row_id
from huiyin.people.models import BodyKind, Role, Seat, Session
from huiyin.people.sitting import sitting
from huiyin.proposals.models import OVER, Proposal, ProposalState, Signer

# What waits for a person of a role at a unit; the head's word is awaited where a letter is to be cleared or sent.
_WAITS_FOR = {
    Role.UNIT_CLERK: (Stage.WAITING, Stage.HANDLING, Stage.ASSISTING, Stage.RETURNING),
    Role.UNIT_HEAD: (Stage.CLEARING, Stage.CLEARED),
}


@dataclass(frozen=True)
class Waiting:
    """One item that waits, by its number: an administrator sees nothing else of an item. `session` tells two of the
    same number apart."""

    session: Session
    no: str
    what: str
    due_on: date | None


@dataclass(frozen=True)
class Unsent:
    """Something typed on a page and not sent, which only its writer can see; `no` is empty where it is of no item."""

    what: str
    no: str
    saved_at: datetime


@dataclass
class Hanging:
    seat: Seat
    waiting: list[Waiting] = field(default_factory=list)
    unsent: list[Unsent] = field(default_factory=list)
    unread: int = 0
    # Others who sit in the same role of the same body today, and those of them who only act for somebody.
    others: list[Seat] = field(default_factory=list)
    acting_for_it: list[Seat] = field(default_factory=list)
    acts_for: Seat | None = None

    @property
    def is_deputy(self) -> bool:
        return self.seat.role == Role.DEPUTY

    @property
    def lasting(self) -> list[Seat]:
        return [one for one in self.others if one.acting_for_id is None]

    @property
    def nobody_left(self) -> bool:
        """Whether nobody could go on with the work of this role."""
        return not self.is_deputy and not self.others

    @property
    def only_acting_left(self) -> bool:
        return not self.is_deputy and bool(self.others) and not self.lasting


def hanging_on(seat: Seat) -> Hanging:
    """Read what hangs on a living seat. Writes nothing, and reads no grade and no letter."""
    found = Hanging(seat, waiting=_waiting(seat), unsent=_unsent(seat))
    told = Notice.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, read_at__isnull=True)
    found.unread = told.filter(deliver_at__lte=clock.now()).count()
    if not found.is_deputy:
        found.others = _seats(seat, pk__in=set(sitting(seat.congress_id, seat.role, bodies=[seat.body_id])) - {seat.pk})
        found.acting_for_it = [one for one in _seats(seat, acting_for=seat) if not one.is_over]
        found.acts_for = _seats(seat, pk=seat.acting_for_id)[0] if seat.acting_for_id is not None else None
    return found


def _seats(seat: Seat, **where: Any) -> list[Seat]:
    rows = Seat.objects.filter(congress_id=seat.congress_id, ended_on__isnull=True, **where)
    return list(rows.select_related("person", "body").order_by("person__sort_key", "pk"))


def _waiting(seat: Seat) -> list[Waiting]:
    match seat.role:
        case Role.UNIT_CLERK | Role.UNIT_HEAD:
            stages = _WAITS_FOR[Role(seat.role)]
            return _lines(_rows(seat).filter(body_id=seat.body_id, stage__in=stages).exclude(mode=Mode.ROUTE))
        case Role.DISPATCHER:
            own = Q(body_id=seat.body_id, mode=Mode.ROUTE, stage=Stage.ROUTING)
            theirs = Q(parent__body_id=seat.body_id, stage__in=(Stage.RETURNING, Stage.REVIEWING))
            return _lines(_rows(seat).filter(own | theirs))
        case Role.COMMITTEE_OFFICER:
            return [*_to_hand_over(seat), *_lines(_rows(seat).filter(_to_decide(seat)))]
        case Role.LEADER:
            to_sign = Q(parent__body_id=seat.body_id, stage=Stage.SIGNING_OFF)
            return _lines(_rows(seat).filter(_disputed(seat) | to_sign))
        case Role.DEPUTY:
            return _signed(seat)
    return []


def _rows(seat: Seat) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(congress_id=seat.congress_id).exclude(state__in=GONE)
    return rows.select_related("proposal__session__term").order_by("due_on", "pk")


def _lines(rows: QuerySet[Assignment]) -> list[Waiting]:
    return [_waits(row.proposal, str(Stage(row.stage).label), row.due_on) for row in rows]


def _waits(case: Proposal, what: str, due_on: date | None = None) -> Waiting:
    return Waiting(case.session, case.shown_no, what, due_on)


def _to_hand_over(seat: Seat) -> list[Waiting]:
    rows = Proposal.objects.filter(congress_id=seat.congress_id, state=ProposalState.REGISTERED)
    words = str(ProposalState.REGISTERED.label)
    return [_waits(one, words) for one in rows.select_related("session__term").order_by("pk")]


def _to_decide(seat: Seat) -> Q:
    """Returns of what the committee handed over itself, and requests for the long limit."""
    asked = LongRequest.objects.filter(congress_id=seat.congress_id, outcome=LongRequest.Outcome.OPEN)
    return Q(parent__isnull=True, stage=Stage.RETURNING) | Q(pk__in=asked.values("assignment_id"))


def _disputed(seat: Seat) -> Q:
    """Refusals put before the leader of the side that handed over."""
    asked = ReturnRequest.objects.filter(
        congress_id=seat.congress_id, disputed_on__isnull=False, ruled_on__isnull=True
    )
    of_congress = seat.body.kind in (BodyKind.STANDING_COMMITTEE, BodyKind.DEPUTIES_COMMITTEE)
    side = Q(parent__isnull=True) if of_congress else Q(parent__body_id=seat.body_id)
    return Q(pk__in=asked.values("assignment_id")) & side


def _signed(seat: Seat) -> list[Waiting]:
    signed = Signer.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, withdrawn_on__isnull=True)
    rows = signed.exclude(proposal__state__in=OVER).select_related("proposal__session__term")
    words = {True: texts.LED_BY_IT, False: texts.COSIGNED_BY_IT}
    return [_waits(one.proposal, words[one.is_lead]) for one in rows.order_by("-is_lead", "proposal_id")]


def _unsent(seat: Seat) -> list[Unsent]:
    """Drafts by what they are; of which item is known where the draft hangs on an assignment."""
    drafts = list(Draft.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk).order_by("-saved_at"))
    numbers = _numbers(seat, drafts)
    said = []
    for draft in drafts:
        kind = draft.key.partition("-")[0]
        said.append(Unsent(texts.DRAFTS.get(kind, texts.OTHER_DRAFT), numbers.get(draft.key, ""), draft.saved_at))
    return said


def _numbers(seat: Seat, drafts: Sequence[Draft]) -> dict[str, str]:
    of_rows = {}
    for draft in drafts:
        kind, _, number = draft.key.partition("-")
        if kind in ("return", "opinion") and (row := row_id(number)) is not None:
            of_rows[draft.key] = row
    rows = Assignment.objects.filter(congress_id=seat.congress_id).select_related("proposal").in_bulk(of_rows.values())
    return {key: rows[pk].proposal.shown_no for key, pk in of_rows.items() if pk in rows}
