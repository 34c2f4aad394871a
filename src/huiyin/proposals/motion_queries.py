"""Reading motions for the office: which there are, where each stands, and one in full."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from huiyin.people.models import Congress, Role, Seat, Session
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.converting import suggestion_of
from huiyin.proposals.models import (
    UNDER_REVIEW,
    Ask,
    MotionLeader,
    MotionWord,
    Proposal,
    ProposalKind,
    ProposalState,
    Side,
    Withdrawal,
)
from huiyin.proposals.motions import words_of
from huiyin.proposals.queries import SignerLine, signers_of
from huiyin.proposals.submitting import threshold
from huiyin.proposals.withdrawing import open_withdrawal, still_to_agree

S = ProposalState
# In the order of their way; what is over comes last.
IN_ORDER = (
    *UNDER_REVIEW, S.REGISTERED, S.HANDED_OVER, S.CONCLUDED, S.CONVERTED, S.NOT_ADOPTED, S.WITHDRAWN, S.VOIDED,
)  # fmt: skip
ROWS = 200


def motions_of(seat: Seat) -> QuerySet[Proposal]:
    """Registered motions that the seat looks after: all for the deputies' committee, those of the sitting congress for
    its secretariat, none for anybody else."""
    rows = Proposal.objects.filter(congress_id=seat.congress_id, kind=ProposalKind.MOTION, own_no__isnull=False)
    if seat.role == Role.COMMITTEE_OFFICER:
        return rows
    return rows.filter(side=Side.SESSION) if seat.role == Role.SECRETARIAT else rows.none()


@dataclass(frozen=True)
class Line:
    """One motion in the list, with the newest opinion of a committee on it."""

    motion: Proposal
    opinion: MotionWord | None


@dataclass(frozen=True)
class Listing:
    counts: tuple[tuple[ProposalState, int], ...]
    state: ProposalState | None
    lines: tuple[Line, ...]
    beyond: int


def listing(seat: Seat, session: Session | None, state: str = "") -> Listing:
    """Motions of a session (or of all), of one state: that asked for, else the first there is in the order of the way."""
    rows = motions_of(seat) if session is None else motions_of(seat).filter(session=session)
    counted = dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    counts = tuple((one, counted[one]) for one in IN_ORDER if one in counted)
    shown = next((one for one, _ in counts if one == state), counts[0][0] if counts else None)
    found = list(rows.filter(state=shown).order_by("own_no", "pk").defer("body")[: ROWS + 1]) if shown else []
    said = MotionWord.objects.filter(
        congress_id=seat.congress_id, proposal__in=[one.pk for one in found], lifted_on__isnull=True,
        kind__in=(MotionWord.Kind.OPINION, MotionWord.Kind.REPORT),
    )  # fmt: skip
    newest = {one.proposal_id: one for one in said.order_by("pk")}
    lines = tuple(Line(one, newest.get(one.pk)) for one in found[:ROWS])
    return Listing(counts, shown, lines, max(0, counted.get(shown, 0) - ROWS))


@dataclass(frozen=True)
class MotionPage:
    motion: Proposal
    signers: list[SignerLine]
    needed: int
    asks: list[Ask]
    words: list[MotionWord]
    leaders: list[MotionLeader]
    suggestion: Proposal | None
    withdrawal: Withdrawal | None
    # Deputies whose word on the withdrawal is still missing.
    missing: int

    @property
    def standing(self) -> list[MotionWord]:
        return [word for word in self.words if word.lifted_on is None]

    @property
    def is_enough(self) -> bool:
        return self.motion.signer_count >= self.needed


def page(seat: Seat, motion_id: int) -> MotionPage | None:
    """One motion in full; None where the seat does not look after it."""
    motion = motions_of(seat).filter(pk=motion_id).select_related("session__term", "congress").first()
    if motion is None:
        return None
    congress = Congress.objects.get(pk=seat.congress_id)
    return MotionPage(
        motion=motion,
        signers=signers_of(motion),
        needed=threshold(procedure_of(motion.procedure_id), congress, motion.kind),
        asks=list(Ask.objects.filter(congress_id=seat.congress_id, proposal=motion).order_by("number")),
        words=words_of(motion),
        leaders=leaders_of(motion),
        suggestion=suggestion_of(motion),
        withdrawal=open_withdrawal(motion),
        missing=len(still_to_agree(motion)),
    )


def leaders_of(motion: Proposal) -> list[MotionLeader]:
    """Who leads and led, the newest first on either side."""
    rows = MotionLeader.objects.filter(congress_id=motion.congress_id, proposal=motion)
    return list(rows.order_by("side", "-from_on", "-pk"))


def committees_named(congress_id: int) -> list[str]:
    """Committees and meetings written before, to be offered again."""
    rows = MotionWord.objects.filter(congress_id=congress_id)
    names = [
        *rows.values_list("by_whom", flat=True).distinct()[:100],
        *rows.values_list("committee", flat=True).distinct()[:100],
    ]
    return sorted({name for name in names if name})
