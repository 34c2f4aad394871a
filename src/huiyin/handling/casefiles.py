"""One case as one seat may read it: the case file, with everything the seat may see of it and nothing else.

What a seat sees of an assignment comes in three depths. Its own unit and the deputies' committee see the work itself,
the government office that passed it on and the deputies see contacts and sent letters, other units only names and state
words. That a deputy has evaluated is known to the committee and the deputies alone (architecture §6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from huiyin.chain.clocks import ASSIST, EVALUATE, FIRST_CONTACT, HAND_OVER, REPLY, limit_of
from huiyin.chain.models import Clock, Event
from huiyin.dispatch.models import (
    ANSWERING,
    GONE,
    REVIEW_STAGES,
    Assignment,
    AssignmentState,
    LongRequest,
    Mode,
    ReturnRequest,
    Stage,
    TakeOver,
)
from huiyin.dispatch.queries import sees_all, sees_by_body, sees_handed_over
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.models import StoredFile
from huiyin.foundation.workdays import Due, due_on
from huiyin.handling.casereading import CaseRows, by_id, rows_of_case
from huiyin.handling.letters import DECLINED
from huiyin.handling.models import (
    Appointment,
    AppointmentWord,
    Contact,
    ContactCorrection,
    FollowUp,
    Letter,
    LetterVersion,
    Opinion,
    Round,
)
from huiyin.handling.reviewing import may_look, reviews
from huiyin.people.models import OVERSEERS, BodyContact, Role, Seat
from huiyin.proposals.merging import Group, made_group
from huiyin.proposals.models import Correction, MergedItem, MotionWord, Proposal, Side, Signer, Withdrawal


class Depth(IntEnum):
    NAMES = 0
    WORK = 1
    ALL = 2


def depth(seat: Seat, row: Assignment) -> Depth:
    """How deep the seat may look into this assignment; the case itself it may see already."""
    if sees_all(seat):
        return Depth.ALL
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return Depth.ALL if row.body_id == seat.body_id else Depth.NAMES
    if sees_handed_over(seat):
        return Depth.WORK
    if seat.role in OVERSEERS:
        passed_on = row.parent is not None and row.parent.body_id == seat.body_id
        return Depth.WORK if passed_on or row.body_id == seat.body_id else Depth.NAMES
    return Depth.WORK if seat.role == Role.DEPUTY else Depth.NAMES


def knows_of_evaluations(seat: Seat, signers: Iterable[Signer]) -> bool:
    """The committee's officers, and the deputy who leads: the one who evaluates."""
    if seat.role == Role.COMMITTEE_OFFICER:
        return True
    return seat.role == Role.DEPUTY and any(s.is_lead and s.seat_id == seat.pk for s in signers)


@dataclass
class Arranged:
    """An appointment and what either side said about it, oldest first."""

    appointment: Appointment
    words: list[AppointmentWord] = field(default_factory=list)


@dataclass
class RoundPart:
    """One handling. What the seat may not see is not here at all."""

    round: Round
    words: str
    contacts: list[Contact] = field(default_factory=list)
    # Photos of the talks, by the talk.
    photos: dict[int, list[StoredFile]] = field(default_factory=dict)
    letter: Letter | None = None
    reply_clock: Clock | None = None
    first_contact_clock: Clock | None = None
    evaluate_clock: Clock | None = None
    sent_back: list[LetterVersion] = field(default_factory=list)
    # 勘误: talks as they were first written down, in the order of their corrections; 更正函 to the letter.
    talks_before: list[ContactCorrection] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    # 约见 with what both sides said, each in its order.
    appointments: list[Arranged] = field(default_factory=list)
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
    assist_clock: Clock | None = None
    # 会办意见: the assisting unit's own, the units' that answer the item, and the committee's to read.
    opinions: list[Opinion] = field(default_factory=list)
    # Between the body and whoever handed over; the newest last.
    returns: list[ReturnRequest] = field(default_factory=list)
    long_requests: list[LongRequest] = field(default_factory=list)

    @property
    def newest(self) -> RoundPart | None:
        return self.rounds[-1] if self.rounds else None


@dataclass
class CaseFile:
    """A case as one seat may read it. `parts` are who has it; `gone` those from whom it was taken to others."""

    case: Proposal
    seat: Seat
    signers: list[Signer]
    parts: list[AssignmentPart]
    gone: list[AssignmentPart]
    take_overs: list[TakeOver]
    corrections: list[Correction]
    # Why its deputies withdrew it, where they did.
    withdrawal: Withdrawal | None
    motion_words: list[MotionWord]
    # The motion that a suggestion was, the suggestions that a motion became.
    linked: list[Proposal]
    # 并案: the group it is handled with now, and its own places in the groups it was in, oldest first.
    merged: Group | None
    merged_items: list[MergedItem]
    merged_cases: list[Proposal]
    events: list[Event]
    actors: dict[int, Seat]
    knows_of_evaluations: bool
    # 交办期限 of what was raised between sessions, where the procedure has one.
    hand_over_clock: Clock | None = None

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
        passes_on = self.seat.role in OVERSEERS
        mine = (part for part in self.parts if part.row.body_id == self.seat.body_id)
        return next((part for part in mine if (part.row.mode == Mode.ROUTE) == passes_on), None)


# What an order to handle again demands lies in the room above; it says so here when it is loaded.
_demands: list[Callable[[int, Sequence[int]], dict[int, str]]] = []


def tell_demands(read: Callable[[int, Sequence[int]], dict[int, str]]) -> None:
    """`read(congress, rounds)`: round → what the order that ended it demands."""
    _demands.append(read)


# -- reading it --------------------------------------------------------------------------------------------------------


def sees(seat: Seat, found: CaseRows) -> bool:
    """Whether the seat may see this case at all: of one case what `dispatch.queries.visible_to` says of all."""
    if sees_all(seat):
        return True
    if sees_by_body(seat):
        return any(row.body_id == seat.body_id for row in found.assignments)
    if sees_handed_over(seat):
        return any(row.state != AssignmentState.RECALLED for row in found.assignments)
    if seat.role == Role.SECRETARIAT:
        return any(case.side == Side.SESSION for case in found.cases)
    if seat.role == Role.STREET_CLERK:
        return _of_street(seat, found)
    return seat.role == Role.DEPUTY and any(signer.seat_id == seat.pk for signer in found.signers)


def _of_street(seat: Seat, found: CaseRows) -> bool:
    """Whether who leads is of a delegation for which the seat's street committee reads."""
    of_seat = {one.pk: one.body_id for one in found.seats}
    streets = {one.pk: one.street_id for one in found.bodies}
    leads = (signer for signer in found.signers if signer.is_lead)
    return any(streets.get(one.body_id or of_seat.get(one.seat_id or 0, 0)) == seat.body_id for one in leads)


def read_case(seat: Seat, case_id: int) -> CaseFile | None:
    """The case as the seat may read it; None where it may not, or where there is none."""
    found = rows_of_case(seat.congress_id, case_id)
    if not found.cases or not sees(seat, found):
        return None
    (case,) = found.cases
    seats = _people(found)
    routes = by_id(found.assignments)
    for row in found.assignments:
        row.proposal = case
        row.parent = routes.get(row.parent_id) if row.parent_id is not None else None
    signers = sorted(found.signers, key=lambda signer: signer.order)
    knows = knows_of_evaluations(seat, signers)
    everybody = [AssignmentPart(row, depth(seat, row), stage_words(row)) for row in found.assignments]
    parts = [part for part in everybody if part.row.state not in GONE]
    _add_contacts_of_bodies(parts, found.body_contacts)
    _add_rounds(seat, everybody, knows, found)
    _add_opinions(seat, everybody, found)
    _add_requests(seat, everybody, found)
    return CaseFile(
        case=case,
        seat=seat,
        signers=signers,
        parts=parts,
        take_overs=_with_bodies(found),
        gone=[part for part in everybody if part.row.state in GONE],
        corrections=found.corrections,
        withdrawal=found.withdrawals[-1] if found.withdrawals else None,
        motion_words=found.motion_words,
        linked=found.linked,
        merged=_merged(found, case_id),
        merged_items=found.merged_items,
        merged_cases=found.merged_cases,
        events=sorted(found.events, key=lambda event: event.number),
        actors=seats,
        knows_of_evaluations=knows,
        hand_over_clock=next((clock for clock in found.clocks if clock.kind == HAND_OVER), None),
    )


def _merged(found: CaseRows, case_id: int) -> Group | None:
    here = [row for row in found.merged_items if row.left_on is None]
    handling_id = next((row.handling_id for row in here if row.proposal_id == case_id), None)
    if handling_id is None:
        return None
    inside = {row.proposal_id for row in here if row.handling_id == handling_id}
    items = [case for case in found.merged_cases if case.pk in inside]
    # Number and title are everybody's who handles or raised one of them; the text is read on its own case.
    for case in items:
        case.body = ""
    return made_group(by_id(found.merged_handlings)[handling_id], items, case_id)


def _people(found: CaseRows) -> dict[int, Seat]:
    """The seats that signed and acted, with their persons and bodies; the bodies of the assignments too."""
    seats, persons, bodies = by_id(found.seats), by_id(found.persons), by_id(found.bodies)
    for seat in found.seats:
        seat.person, seat.body = persons[seat.person_id], bodies[seat.body_id]
    for signer in found.signers:
        signer.seat = seats[signer.seat_id] if signer.seat_id is not None else None
        signer.body = bodies[signer.body_id] if signer.body_id is not None else None
    for row in found.assignments:
        row.body = bodies[row.body_id]
    return seats


def _with_bodies(found: CaseRows) -> list[TakeOver]:
    bodies = by_id(found.bodies)
    for move in found.take_overs:
        move.from_body, move.to_body = bodies[move.from_body_id], bodies[move.to_body_id]
    return found.take_overs


def stage_words(row: Assignment) -> str:
    words = Stage(row.stage).label
    again = row.rounds_opened > 1 and row.stage in (Stage.HANDLING, Stage.CLEARING, *REVIEW_STAGES, Stage.CLEARED)
    return f"第 {row.rounds_opened} 次办理 · {words}" if again else str(words)


def _add_contacts_of_bodies(parts: Sequence[AssignmentPart], contacts: Sequence[BodyContact]) -> None:
    first: dict[int, BodyContact] = {}
    for contact in contacts:
        first.setdefault(contact.body_id, contact)
    for part in parts:
        part.contact = first.get(part.row.body_id) if part.row.mode != Mode.ROUTE else None


def _add_rounds(seat: Seat, parts: Sequence[AssignmentPart], knows: bool, found: CaseRows) -> None:
    by_row = {part.row.pk: part for part in parts}
    rounds: dict[int, RoundPart] = {}
    for round_ in sorted(found.rounds, key=lambda round_: round_.number):
        part = by_row[round_.assignment_id]
        round_.assignment = part.row
        # A round that was evaluated reads “answered” to whoever may not know.
        made = RoundPart(round_, round_.state_words if knows else round_.state_words_for(seat))
        part.rounds.append(made)
        if part.depth > Depth.NAMES:
            rounds[round_.pk] = made
    for contact in found.contacts:
        if contact.round_id in rounds:
            rounds[contact.round_id].contacts.append(contact)
    of_talk = {contact.pk: contact.round_id for contact in found.contacts}
    for photo in found.photos:
        if of_talk.get(photo.owner_id) in rounds:
            rounds[of_talk[photo.owner_id]].photos.setdefault(photo.owner_id, []).append(photo)
    for before in found.talks_before:
        if of_talk.get(before.contact_id) in rounds:
            rounds[of_talk[before.contact_id]].talks_before.append(before)
    _add_appointments(rounds, found)
    _add_letters(seat, rounds, found)
    for clock in found.clocks:
        of = rounds.get(clock.thing_id) if clock.thing_kind == Round.KIND else None
        if of is not None and clock.kind == REPLY:
            of.reply_clock = clock
        elif of is not None and clock.kind == FIRST_CONTACT:
            of.first_contact_clock = clock
        elif of is not None and clock.kind == EVALUATE and knows:
            of.evaluate_clock = clock
    ordered_again = rounds and any(event.step == "rehandling.order" for event in found.events)
    for read in _demands if ordered_again else ():
        for round_id, demands in read(seat.congress_id, list(rounds)).items():
            rounds[round_id].demands = demands


def _add_appointments(rounds: dict[int, RoundPart], found: CaseRows) -> None:
    """Whoever reads the talks of a round reads how they were arranged."""
    arranged: dict[int, Arranged] = {}
    for appointment in sorted(found.appointments, key=lambda one: one.number):
        of = rounds.get(appointment.round_id)
        if of is not None:
            appointment.round = of.round
            arranged[appointment.pk] = Arranged(appointment)
            of.appointments.append(arranged[appointment.pk])
    for word in sorted(found.appointment_words, key=lambda one: one.number):
        if word.appointment_id in arranged:
            arranged[word.appointment_id].words.append(word)


def reads_opinions(seat: Seat, row: Assignment, rows: Iterable[Assignment]) -> bool:
    """Whether the seat may read what the assisting `row` says: it goes to the units that answer, and to no other."""
    if sees_all(seat):
        return True
    if seat.role not in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return False
    return row.body_id == seat.body_id or any(
        other.body_id == seat.body_id and other.mode in ANSWERING and other.state not in GONE for other in rows
    )


def _add_opinions(seat: Seat, parts: Sequence[AssignmentPart], found: CaseRows) -> None:
    files = by_id(found.files)
    assisting = {part.row.pk: part for part in parts if part.row.mode == Mode.ASSIST}
    for opinion in sorted(found.opinions, key=lambda opinion: opinion.number):
        part = assisting.get(opinion.assignment_id)
        if part is not None and reads_opinions(seat, part.row, found.assignments):
            opinion.file = files.get(opinion.file_id) if opinion.file_id is not None else None
            part.opinions.append(opinion)
    for clock in found.clocks:
        # That an opinion is overdue is seen by all who handle the item (C17), not by the deputies.
        if clock.thing_kind == Assignment.KIND and clock.kind == ASSIST and seat.role != Role.DEPUTY:
            of = assisting.get(clock.thing_id)
            if of is not None:
                of.assist_clock = clock


def _add_requests(seat: Seat, parts: Sequence[AssignmentPart], found: CaseRows) -> None:
    """Returns and requests for a longer time are between the body and whoever handed over; deputies hear the outcome."""
    bodies = by_id(found.bodies)
    concerned = {
        part.row.pk: part for part in parts if part.depth > Depth.NAMES and seat.role != Role.DEPUTY
    }
    for request in found.returns:
        request.suggested = bodies.get(request.suggested_id) if request.suggested_id is not None else None
        if request.assignment_id in concerned:
            concerned[request.assignment_id].returns.append(request)
    for asked in found.long_requests:
        if asked.assignment_id in concerned:
            concerned[asked.assignment_id].long_requests.append(asked)


def _add_letters(seat: Seat, rounds: dict[int, RoundPart], found: CaseRows) -> None:
    files, letters = by_id(found.files), by_id(found.letters)
    for letter in found.letters:
        letter.file = files.get(letter.file_id) if letter.file_id is not None else None
    for answer in found.answers:
        of = rounds.get(answer.round_id)
        if of is not None and may_read(seat, of.round.assignment, letters[answer.letter_id]):
            of.letter = letters[answer.letter_id]
            of.follow_ups = [one for one in found.follow_ups if one.letter_id == answer.letter_id]
    # Why a letter came back is between clerk and head, and the committee's to know.
    inside = {
        made.letter.pk: made
        for made in rounds.values()
        if made.letter is not None and depth(seat, made.round.assignment) is Depth.ALL
    }
    # What those who review said themselves they may read again.
    reviewed = {
        answer.letter_id: rounds[answer.round_id]
        for answer in found.answers
        if answer.round_id in rounds and reviews(seat, rounds[answer.round_id].round.assignment)
    }
    for version in sorted(found.sent_back, key=lambda version: version.number):
        if version.letter_id in inside:
            inside[version.letter_id].sent_back.append(version)
        elif version.letter_id in reviewed and version.moment == DECLINED:
            reviewed[version.letter_id].sent_back.append(version)


def may_read(seat: Seat, row: Assignment, letter: Letter) -> bool:
    """A draft belongs to its unit, and to those who review it while they do; a sent letter is read by whoever may look
    into the assignment."""
    if letter.sent_on is None:
        own = seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD) and row.body_id == seat.body_id
        return own or may_look(seat, row)
    return depth(seat, row) > Depth.NAMES


def reached(clocks: Sequence[Clock], congress_id: int) -> dict[int, Due]:
    """How the dates of these clocks are reached, counted again with one reading of the calendar."""
    if not clocks:
        return {}
    calendar = calendar_of(congress_id)
    return {clock.pk: due_on(limit_of(clock), clock.started_on, calendar) for clock in clocks}
