"""Reading one case: everything a seat may see of it, and nothing else.

What a seat sees of an assignment comes in three depths. Its own unit and the deputies' committee see the work itself,
the government office that passed it on and the deputies see contacts and sent letters, other units only names and state
words. That a deputy has evaluated is known to the committee and the deputies alone (architecture §6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.db.models import QuerySet

from huiyin.chain.clocks import EVALUATE, REPLY, limit_of
from huiyin.chain.models import Clock, Event, Thing
from huiyin.chain.queries import events_of
from huiyin.dispatch.models import ANSWERING, Assignment, AssignmentState, LedgerImport, Mode, Stage
from huiyin.dispatch.queries import visible_to
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.models import StoredFile
from huiyin.foundation.workdays import Due, due_on
from huiyin.handling.models import Contact, Letter, LetterAnswer, LetterCopy, LetterVersion, Round, RoundState
from huiyin.people.models import BodyContact, Role, Seat
from huiyin.proposals.models import Correction, Proposal, Signer


class Depth(IntEnum):
    NAMES = 0
    WORK = 1
    ALL = 2


def depth(seat: Seat, row: Assignment) -> Depth:
    """How deep the seat may look into this assignment; the case itself it may see already."""
    if seat.role == Role.COMMITTEE_OFFICER:
        return Depth.ALL
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return Depth.ALL if row.body_id == seat.body_id else Depth.NAMES
    if seat.role == Role.DISPATCHER:
        passed_on = row.parent is not None and row.parent.body_id == seat.body_id
        return Depth.WORK if passed_on or row.body_id == seat.body_id else Depth.NAMES
    return Depth.WORK if seat.role == Role.DEPUTY else Depth.NAMES


def knows_of_evaluations(seat: Seat, signers: Iterable[Signer]) -> bool:
    """The committee's officers, and the deputy who leads: the one who evaluates."""
    if seat.role == Role.COMMITTEE_OFFICER:
        return True
    return seat.role == Role.DEPUTY and any(s.is_lead and s.seat_id == seat.pk for s in signers)


@dataclass
class RoundPart:
    """One handling. What the seat may not see is not here at all."""

    round: Round
    words: str
    contacts: list[Contact] = field(default_factory=list)
    letter: Letter | None = None
    reply_clock: Clock | None = None
    evaluate_clock: Clock | None = None
    sent_back: list[LetterVersion] = field(default_factory=list)
    demands: str = ""

    @property
    def meetings(self) -> int:
        return sum(contact.is_face_to_face for contact in self.contacts)


@dataclass
class AssignmentPart:
    row: Assignment
    depth: Depth
    words: str
    rounds: list[RoundPart] = field(default_factory=list)
    contact: BodyContact | None = None

    @property
    def newest(self) -> RoundPart | None:
        return self.rounds[-1] if self.rounds else None


@dataclass
class CaseFile:
    """A case as one seat may read it."""

    case: Proposal
    seat: Seat
    signers: list[Signer]
    parts: list[AssignmentPart]
    corrections: list[Correction]
    events: list[Event]
    actors: dict[int, Seat]
    knows_of_evaluations: bool

    @property
    def lead(self) -> Signer | None:
        return next((s for s in self.signers if s.is_lead), None)

    @property
    def handling(self) -> list[AssignmentPart]:
        """Parts that count: the government office's passing on is not one."""
        return [part for part in self.parts if part.row.mode != Mode.ROUTE]

    @property
    def answering(self) -> list[AssignmentPart]:
        return [part for part in self.parts if part.row.mode in ANSWERING]

    @property
    def own(self) -> AssignmentPart | None:
        """The seat's own assignment: of the office that passes on the passing on, of a unit the handling (C15)."""
        passes_on = self.seat.role == Role.DISPATCHER
        mine = (part for part in self.parts if part.row.body_id == self.seat.body_id)
        return next((part for part in mine if (part.row.mode == Mode.ROUTE) == passes_on), None)


# What an order to handle again demands lies in the room above; it says so here when it is loaded.
_demands: list[Callable[[int, Sequence[int]], dict[int, str]]] = []


def tell_demands(read: Callable[[int, Sequence[int]], dict[int, str]]) -> None:
    """`read(congress, rounds)`: round → what the order that ended it demands."""
    _demands.append(read)


def case_for(seat: Seat, case_id: int) -> Proposal | None:
    """The case with its text, if the seat may see it."""
    return visible_to(seat).select_related("session__term").filter(pk=case_id).first()


def read_case(seat: Seat, case: Proposal) -> CaseFile:
    congress = seat.congress_id
    signers = list(
        Signer.objects.filter(congress_id=congress, proposal=case, withdrawn_on__isnull=True)
        .select_related("seat__person", "seat__body", "body")
        .order_by("order")
    )
    knows = knows_of_evaluations(seat, signers)
    rows = list(
        Assignment.objects.filter(congress_id=congress, proposal=case)
        .exclude(state=AssignmentState.RECALLED)
        .select_related("body", "parent")
        .order_by("id")
    )
    for row in rows:
        row.proposal = case
    parts = [AssignmentPart(row, depth(seat, row), stage_words(row)) for row in rows]
    events = events_of(congress, case.pk)
    taken = {event.step for event in events}
    _add_contacts_of_bodies(congress, parts)
    _add_rounds(seat, parts, knows, taken)
    people = Seat.objects.filter(congress_id=congress, pk__in={e.seat_id for e in events if e.seat_id is not None})
    return CaseFile(
        case=case,
        seat=seat,
        signers=signers,
        parts=parts,
        corrections=corrections_of(case) if "proposal.correct" in taken else [],
        events=events,
        actors={person.pk: person for person in people.select_related("person", "body")},
        knows_of_evaluations=knows,
    )


def corrections_of(case: Proposal) -> list[Correction]:
    return list(Correction.objects.filter(congress_id=case.congress_id, proposal=case).order_by("id"))


def stage_words(row: Assignment) -> str:
    words = Stage(row.stage).label
    again = row.rounds_opened > 1 and row.stage in (Stage.HANDLING, Stage.CLEARING, Stage.CLEARED)
    return f"第 {row.rounds_opened} 次办理 · {words}" if again else str(words)


def _add_contacts_of_bodies(congress: int, parts: Sequence[AssignmentPart]) -> None:
    bodies = {part.row.body_id for part in parts if part.row.mode != Mode.ROUTE}
    first: dict[int, BodyContact] = {}
    for contact in BodyContact.objects.filter(congress_id=congress, body_id__in=bodies, is_current=True).order_by("id"):
        first.setdefault(contact.body_id, contact)
    for part in parts:
        part.contact = first.get(part.row.body_id)


def _add_rounds(seat: Seat, parts: Sequence[AssignmentPart], knows: bool, taken: set[str]) -> None:
    """`taken` are the steps of the case so far: what none of them can have made is not asked for."""
    congress = seat.congress_id
    by_row = {part.row.pk: part for part in parts}
    rounds: dict[int, RoundPart] = {}
    found = Round.objects.filter(congress_id=congress, assignment_id__in=by_row).exclude(state=RoundState.RECALLED)
    for round_ in found.order_by("number"):
        part = by_row[round_.assignment_id]
        round_.assignment = part.row
        # A round that was evaluated reads “answered” to whoever may not know.
        words = round_.state_words if knows else round_.state_words_for(seat)
        made = RoundPart(round_, words)
        part.rounds.append(made)
        if part.depth > Depth.NAMES:
            rounds[round_.pk] = made
    talks = Contact.objects.filter(congress_id=congress, round_id__in=rounds, withdrawn=False).order_by("id")
    for contact in talks if "contact.record" in taken else ():
        rounds[contact.round_id].contacts.append(contact)
    answers = LetterAnswer.objects.filter(congress_id=congress, round_id__in=rounds).select_related("letter__file")
    for answer in answers:
        if may_read(seat, by_row[rounds[answer.round_id].round.assignment_id].row, answer.letter):
            rounds[answer.round_id].letter = answer.letter
    _add_clocks(congress, rounds, knows)
    if "letter.send_back" in taken:
        _add_remarks(congress, rounds, by_row)
    for read in _demands if "rehandling.order" in taken else ():
        for round_id, demands in read(congress, list(rounds)).items():
            rounds[round_id].demands = demands


def _add_clocks(congress: int, rounds: dict[int, RoundPart], knows: bool) -> None:
    if not rounds:
        return
    case_id = next(iter(rounds.values())).round.case_key
    for clock in Clock.objects.filter(congress_id=congress, case_id=case_id, thing_kind=Round.KIND).order_by("id"):
        if clock.thing_id not in rounds:
            continue
        if clock.kind == REPLY:
            rounds[clock.thing_id].reply_clock = clock
        elif clock.kind == EVALUATE and knows:
            rounds[clock.thing_id].evaluate_clock = clock


def _add_remarks(congress: int, rounds: dict[int, RoundPart], by_row: dict[int, AssignmentPart]) -> None:
    inside = {
        part.letter.pk: part
        for part in rounds.values()
        if part.letter is not None and by_row[part.round.assignment_id].depth is Depth.ALL
    }
    if inside:
        versions = LetterVersion.objects.filter(congress_id=congress, letter_id__in=inside, moment="sent_back")
        for version in versions.order_by("number"):
            inside[version.letter_id].sent_back.append(version)


def reached(clocks: Sequence[Clock], congress_id: int) -> dict[int, Due]:
    """How the dates of these clocks are reached, counted again with one reading of the calendar."""
    if not clocks:
        return {}
    calendar = calendar_of(congress_id)
    return {clock.pk: due_on(limit_of(clock), clock.started_on, calendar) for clock in clocks}


# -- single things, by right -----------------------------------------------------------------------------------------


def may_read(seat: Seat, row: Assignment, letter: Letter) -> bool:
    """A draft belongs to its unit; a sent letter is read by whoever may look into the assignment."""
    if letter.sent_on is None:
        return seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD) and row.body_id == seat.body_id
    return depth(seat, row) > Depth.NAMES


def row_for(seat: Seat, row_id: int) -> Assignment | None:
    """An assignment of a case the seat may see."""
    row = _rows(seat).filter(pk=row_id).first()
    return row if row is not None and _sees_case(seat, row.proposal_id) else None


def round_for(seat: Seat, round_id: int) -> Round | None:
    """A round of a case the seat may see."""
    found = (
        Round.objects.filter(congress_id=seat.congress_id, pk=round_id)
        .select_related("assignment__proposal", "assignment__body", "assignment__parent")
        .first()
    )
    return found if found is not None and _sees_case(seat, found.case_key) else None


def _rows(seat: Seat) -> QuerySet[Assignment]:
    return Assignment.objects.filter(congress_id=seat.congress_id).select_related("proposal", "body", "parent")


def _sees_case(seat: Seat, case_id: int) -> bool:
    return visible_to(seat).filter(pk=case_id).exists()


def thing_for(seat: Seat, kind: str, thing_id: int) -> Thing | None:
    """A thing that steps move, by the kind written in events, if the seat may see its case."""
    readers: dict[str, Callable[[Seat, int], Any]] = {
        Proposal.KIND: case_for,
        Assignment.KIND: row_for,
        Round.KIND: round_for,
    }
    found: Thing | None = readers[kind](seat, thing_id) if kind in readers else None
    return found


def letter_of_round(seat: Seat, round_: Round) -> Letter | None:
    """The letter of a round, as far as the seat may read it."""
    answers = LetterAnswer.objects.filter(congress_id=seat.congress_id, round=round_)
    answer = answers.select_related("letter__file").first()
    return answer.letter if answer is not None and may_read(seat, round_.assignment, answer.letter) else None


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
    answers = LetterAnswer.objects.filter(congress_id=seat.congress_id, letter__file=stored).select_related(
        "letter", "round__assignment__parent"
    )
    for answer in answers:
        row = answer.round.assignment
        if may_read(seat, row, answer.letter) and _sees_case(seat, row.proposal_id):
            return stored
    return None


def copies_of(letter: Letter) -> list[LetterCopy]:
    return list(
        LetterCopy.objects.filter(congress_id=letter.congress_id, letter=letter)
        .select_related("signer__seat__person")
        .order_by("signer__order")
    )


def remarks_on(round_: Round) -> list[LetterVersion]:
    """Why the letter of a round came back from the head, newest first."""
    versions = LetterVersion.objects.filter(congress_id=round_.congress_id, letter__answers__round=round_)
    return list(versions.filter(moment="sent_back").order_by("-number"))


def contact_of(seat: Seat) -> BodyContact | None:
    """The person of the seat's own body whom a deputy may call."""
    rows = BodyContact.objects.filter(congress_id=seat.congress_id, body_id=seat.body_id, is_current=True)
    return rows.order_by("id").first()
