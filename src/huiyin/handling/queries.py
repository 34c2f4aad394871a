"""Single things by right: a case, an assignment, a round, a letter, a file, if the seat may see it; and who it concerns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huiyin.chain.models import Thing
from huiyin.dispatch.models import Assignment, AssignmentState, LedgerImport, Mode
from huiyin.dispatch.queries import sees_all, sees_by_body, visible_to
from huiyin.foundation.models import StoredFile
from huiyin.handling import texts
from huiyin.handling.casefiles import Depth, depth, may_read, reads_opinions
from huiyin.handling.letters import CAME_BACK, CLEARED, DECLINED, REVIEWED, SENT, SIGNED_OFF
from huiyin.handling.models import (
    Appointment,
    AppointmentState,
    FollowUp,
    Letter,
    LetterAnswer,
    LetterCopy,
    LetterVersion,
    Opinion,
    Round,
)
from huiyin.handling.reviewing import reviews
from huiyin.people.models import Body, BodyContact, Role, Seat
from huiyin.proposals.models import Proposal, Signer


def case_for(seat: Seat, case_id: int) -> Proposal | None:
    """The case with its text, if the seat may see it."""
    return visible_to(seat).filter(pk=case_id).first()


def row_for(seat: Seat, row_id: int) -> Assignment | None:
    """An assignment of a case the seat may see."""
    found = next(iter(_rows(seat).filter(pk=row_id)), None)
    return found if found is not None and _sees_row(seat, found) else None


def round_for(seat: Seat, round_id: int) -> Round | None:
    """A round of a case the seat may see."""
    rows = Round.objects.filter(congress_id=seat.congress_id, pk=round_id)
    found = next(iter(rows.select_related("assignment__proposal", "assignment__body", "assignment__parent")), None)
    return found if found is not None and _sees_row(seat, found.assignment) else None


def appointment_for(seat: Seat, appointment_id: int) -> Appointment | None:
    """An appointment the seat may read: whoever reads the talks of its round."""
    rows = Appointment.objects.filter(congress_id=seat.congress_id, pk=appointment_id)
    found = (
        rows.exclude(state=AppointmentState.TAKEN_BACK)
        .select_related("round__assignment__proposal", "round__assignment__body", "round__assignment__parent")
        .first()
    )
    if found is None or not _sees_case(seat, found.case_key):
        return None
    return found if depth(seat, found.assignment) > Depth.NAMES else None


def _rows(seat: Seat) -> QuerySet[Assignment]:
    return Assignment.objects.filter(congress_id=seat.congress_id).select_related("proposal", "body", "parent")


def _sees_row(seat: Seat, row: Assignment) -> bool:
    """Whether the seat may see the case of an assignment; of its own body's the row says so itself."""
    own = sees_by_body(seat) and row.body_id == seat.body_id and row.state != AssignmentState.RECALLED
    return own or sees_all(seat) or _sees_case(seat, row.proposal_id)


def _sees_case(seat: Seat, case_id: int) -> bool:
    return visible_to(seat).filter(pk=case_id).exists()


# Rooms above say how theirs are read.
_readers: dict[str, Callable[[Seat, int], Any]] = {}


def read_things(kind: str, reader: Callable[[Seat, int], Thing | None]) -> None:
    """`reader(seat, id)`: the thing, if the seat may see it."""
    _readers[kind] = reader


def thing_for(seat: Seat, kind: str, thing_id: int) -> Thing | None:
    """A thing that steps move, by the kind written in events, if the seat may see its case."""
    readers: dict[str, Callable[[Seat, int], Any]] = _readers | {
        Proposal.KIND: case_for,
        Assignment.KIND: row_for,
        Round.KIND: round_for,
        Appointment.KIND: appointment_for,
    }
    found: Thing | None = readers[kind](seat, thing_id) if kind in readers else None
    return found


def letter_of_round(seat: Seat, round_: Round) -> Letter | None:
    """The letter of a round, as far as the seat may read it."""
    answers = LetterAnswer.objects.filter(congress_id=seat.congress_id, round=round_)
    answer = answers.select_related("letter__file").first()
    return answer.letter if answer is not None and may_read(seat, round_.assignment, answer.letter) else None


def sent_letters(seat: Seat, case_ids: Sequence[int]) -> list[tuple[Round, Letter]]:
    """The sent letters of these cases that the seat may read, with the rounds they answer; the cases it may see already."""
    rows = LetterAnswer.objects.filter(
        congress_id=seat.congress_id, round__assignment__proposal__in=list(case_ids), letter__sent_on__isnull=False
    ).select_related("letter", "round__assignment__body", "round__assignment__parent")
    return [
        (one.round, one.letter)
        for one in rows.order_by("-letter__sent_on", "-round_id")
        if may_read(seat, one.round.assignment, one.letter)
    ]


def bodies_of(letter: Letter, row: Assignment) -> list[Body]:
    """In whose names a letter goes out: the body of the assignment it is read with, or all that lead jointly."""
    if row.mode != Mode.JOINT_LEAD:
        return [row.body]
    answers = LetterAnswer.objects.filter(congress_id=letter.congress_id, letter=letter)
    rows = answers.select_related("round__assignment__body").order_by("round__assignment_id")
    return [answer.round.assignment.body for answer in rows]


def recipients(round_: Round) -> tuple[str, int]:
    """Who a letter goes to: the name that leads, and how many in all have a seat here."""
    signers = list(
        Signer.objects.filter(congress_id=round_.congress_id, proposal_id=round_.case_key, withdrawn_on__isnull=True)
        .select_related("seat__person")
        .order_by("order")
    )
    lead = next((s.seat.person.name for s in signers if s.is_lead and s.seat is not None), "")
    return lead, len(signers)


def file_for(seat: Seat, file_id: int) -> StoredFile | None:
    """A stored file, if the seat may read what it belongs to."""
    stored = StoredFile.objects.filter(congress_id=seat.congress_id, pk=file_id).first()
    if stored is None:
        return None
    if (
        seat.role == Role.COMMITTEE_OFFICER
        and LedgerImport.objects.filter(congress_id=seat.congress_id, file=stored).exists()
    ):
        return stored
    if _in_an_opinion(seat, stored):
        return stored
    answers = LetterAnswer.objects.filter(congress_id=seat.congress_id, letter__file=stored).select_related(
        "letter", "round__assignment__parent"
    )
    for answer in answers:
        row = answer.round.assignment
        if may_read(seat, row, answer.letter) and _sees_case(seat, row.proposal_id):
            return stored
    return None


def _in_an_opinion(seat: Seat, stored: StoredFile) -> bool:
    found = Opinion.objects.filter(congress_id=seat.congress_id, file=stored).select_related("assignment").first()
    if found is None or not _sees_case(seat, found.assignment.proposal_id):
        return False
    rows = Assignment.objects.filter(congress_id=seat.congress_id, proposal_id=found.assignment.proposal_id)
    return reads_opinions(seat, found.assignment, rows)


def copies_of(letter: Letter) -> list[LetterCopy]:
    return list(
        LetterCopy.objects.filter(congress_id=letter.congress_id, letter=letter)
        .select_related("signer__seat__person")
        .order_by("signer__order")
    )


def follow_ups_of(letter: Letter) -> list[FollowUp]:
    """更正函 to a letter, in the order in which they were sent."""
    return list(FollowUp.objects.filter(congress_id=letter.congress_id, letter=letter).order_by("order"))


def remarks_on(round_: Round) -> list[LetterVersion]:
    """Why the letter of a round came back, from the head or from review, newest first."""
    versions = LetterVersion.objects.filter(congress_id=round_.congress_id, letter__answers__round=round_)
    return list(versions.filter(moment__in=CAME_BACK).order_by("-number"))


@dataclass(frozen=True)
class KeptVersion:
    """One moment of a letter: what was said of it, by whom, with what remark."""

    words: str
    at: datetime
    who: str
    remark: str


# What those who review a letter may know of how it came to them.
_SINCE_CLEARED = (CLEARED, REVIEWED, SIGNED_OFF, DECLINED, SENT)


def moments_of(seat: Seat, round_: Round) -> list[KeptVersion]:
    """How the letter of a round went through hands, oldest first; nothing for those who see only what was sent."""
    versions = LetterVersion.objects.filter(congress_id=seat.congress_id, letter__answers__round=round_)
    if depth(seat, round_.assignment) is not Depth.ALL:
        if not reviews(seat, round_.assignment):
            return []
        versions = versions.filter(moment__in=_SINCE_CLEARED)
    kept = list(versions.order_by("number"))
    seats = Seat.objects.filter(congress_id=seat.congress_id, pk__in=[one.seat_id for one in kept if one.seat_id])
    actors = {one.pk: one for one in seats.select_related("person", "body")}
    return [
        KeptVersion(texts.MOMENTS[one.moment], one.at, _actor(seat, actors.get(one.seat_id or 0)), one.remark)
        for one in kept
    ]


def _actor(seat: Seat, actor: Seat | None) -> str:
    """People are named within their own body, to others by the body alone."""
    if actor is None:
        return ""
    own = actor.body_id == seat.body_id
    return f"{actor.body.label} {actor.person.name}{actor.acting_words}" if own else actor.body.label


def contact_of(seat: Seat) -> BodyContact | None:
    """The person of the seat's own body whom a deputy may call."""
    rows = BodyContact.objects.filter(congress_id=seat.congress_id, body_id=seat.body_id, is_current=True)
    return rows.order_by("id").first()
