"""One case as one seat may read it: the case file, with everything the seat may see of it and nothing else.

What a seat sees of an assignment comes in three depths. Its own unit and the deputies' committee see the work itself,
the government office that passed it on and the deputies see contacts and sent letters, other units only names and state
words. That a deputy has evaluated is known to the committee and the deputies alone (architecture §6).

A file is read from a dozen tables by their keys. The ORM composes each such question for longer than the database
answers it, so they stand here as SQL; rows are still the rooms' own models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from django.db import models

from huiyin.chain.clocks import EVALUATE, REPLY, limit_of
from huiyin.chain.models import Clock, Event
from huiyin.dispatch.models import ANSWERING, Assignment, Mode, Stage
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.models import StoredFile
from huiyin.foundation.workdays import Due, due_on
from huiyin.handling.models import Contact, Letter, LetterVersion, Round
from huiyin.people.models import Body, BodyContact, Person, Role, Seat
from huiyin.proposals.models import Correction, Proposal, Signer

M = TypeVar("M", bound=models.Model)


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


# -- reading it --------------------------------------------------------------------------------------------------------


def _rows(model: type[M], where: str, **given: Any) -> list[M]:
    """Rows of one table, whole. `where` is a constant of this file; what it asks for is bound."""
    sql = f'select t.* from "{model._meta.db_table}" t where t.congress_id = %(congress)s and {where}'
    return list(model._default_manager.raw(sql, given))


def _by_id(model: type[M], congress: int, ids: Iterable[int | None]) -> dict[int, M]:
    wanted = sorted({pk for pk in ids if pk is not None})
    return {row.pk: row for row in _rows(model, "t.id = any(%(ids)s)", congress=congress, ids=wanted)} if wanted else {}


def read_case(seat: Seat, case: Proposal) -> CaseFile:
    of_case = {"congress": seat.congress_id, "case": case.pk}
    signers = _rows(Signer, 't.proposal_id = %(case)s and t.withdrawn_on is null order by t."order"', **of_case)
    rows = _rows(Assignment, "t.proposal_id = %(case)s and t.state <> 'recalled' order by t.id", **of_case)
    events = _rows(Event, "t.case_id = %(case)s order by t.number", **of_case)
    taken = {event.step for event in events}
    seats = _people(seat.congress_id, signers, events, rows)
    routes = {row.pk: row for row in rows}
    for row in rows:
        row.proposal = case
        row.parent = routes.get(row.parent_id) if row.parent_id is not None else None
    knows = knows_of_evaluations(seat, signers)
    parts = [AssignmentPart(row, depth(seat, row), stage_words(row)) for row in rows]
    _add_contacts_of_bodies(seat.congress_id, parts)
    _add_rounds(seat, parts, knows, taken)
    corrected = "proposal.correct" in taken
    return CaseFile(
        case=case,
        seat=seat,
        signers=signers,
        parts=parts,
        corrections=_rows(Correction, "t.proposal_id = %(case)s order by t.id", **of_case) if corrected else [],
        events=events,
        actors=seats,
        knows_of_evaluations=knows,
    )


def _people(
    congress: int, signers: Sequence[Signer], events: Sequence[Event], rows: Sequence[Assignment]
) -> dict[int, Seat]:
    """The seats that signed and acted, with their persons and bodies; the bodies of the assignments too."""
    seats = _by_id(Seat, congress, [*(s.seat_id for s in signers), *(e.seat_id for e in events)])
    persons = _by_id(Person, congress, (seat.person_id for seat in seats.values()))
    wanted = [*(seat.body_id for seat in seats.values()), *(s.body_id for s in signers), *(row.body_id for row in rows)]
    bodies = _by_id(Body, congress, wanted)
    for seat in seats.values():
        seat.person, seat.body = persons[seat.person_id], bodies[seat.body_id]
    for signer in signers:
        signer.seat = seats[signer.seat_id] if signer.seat_id is not None else None
        signer.body = bodies[signer.body_id] if signer.body_id is not None else None
    for row in rows:
        row.body = bodies[row.body_id]
    return seats


def stage_words(row: Assignment) -> str:
    words = Stage(row.stage).label
    again = row.rounds_opened > 1 and row.stage in (Stage.HANDLING, Stage.CLEARING, Stage.CLEARED)
    return f"第 {row.rounds_opened} 次办理 · {words}" if again else str(words)


def _add_contacts_of_bodies(congress: int, parts: Sequence[AssignmentPart]) -> None:
    bodies = sorted({part.row.body_id for part in parts if part.row.mode != Mode.ROUTE})
    first: dict[int, BodyContact] = {}
    current = "t.body_id = any(%(bodies)s) and t.is_current order by t.id"
    for contact in _rows(BodyContact, current, congress=congress, bodies=bodies) if bodies else ():
        first.setdefault(contact.body_id, contact)
    for part in parts:
        part.contact = first.get(part.row.body_id)


def _add_rounds(seat: Seat, parts: Sequence[AssignmentPart], knows: bool, taken: set[str]) -> None:
    """`taken` are the steps of the case so far: what none of them can have made is not asked for."""
    if not parts:
        return
    by_row = {part.row.pk: part for part in parts}
    rounds: dict[int, RoundPart] = {}
    of_rows = "t.assignment_id = any(%(rows)s) and t.state <> 'recalled' order by t.number"
    for round_ in _rows(Round, of_rows, congress=seat.congress_id, rows=list(by_row)):
        part = by_row[round_.assignment_id]
        round_.assignment = part.row
        # A round that was evaluated reads “answered” to whoever may not know.
        made = RoundPart(round_, round_.state_words if knows else round_.state_words_for(seat))
        part.rounds.append(made)
        if part.depth > Depth.NAMES:
            rounds[round_.pk] = made
    if not rounds:
        return
    given = {"congress": seat.congress_id, "rounds": list(rounds)}
    if "contact.record" in taken:
        for talk in _rows(Contact, "t.round_id = any(%(rounds)s) and not t.withdrawn order by t.id", **given):
            rounds[talk.round_id].contacts.append(talk)
    _add_letters(seat, rounds)
    _add_clocks(seat.congress_id, rounds, knows)
    if "letter.send_back" in taken:
        _add_remarks(seat.congress_id, rounds, by_row)
    for read in _demands if "rehandling.order" in taken else ():
        for round_id, demands in read(seat.congress_id, list(rounds)).items():
            rounds[round_id].demands = demands


_LETTERS = """select l.*, w.round_id as of_round from handling_letteranswer w
    join handling_letter l on l.congress_id = w.congress_id and l.id = w.letter_id
    where w.congress_id = %(congress)s and w.round_id = any(%(rounds)s)"""


def _add_letters(seat: Seat, rounds: dict[int, RoundPart]) -> None:
    found = list(Letter.objects.raw(_LETTERS, {"congress": seat.congress_id, "rounds": list(rounds)}))
    files = _by_id(StoredFile, seat.congress_id, (letter.file_id for letter in found))
    for letter in found:
        letter.file = files.get(letter.file_id) if letter.file_id is not None else None
        made = rounds[letter.of_round]  # type: ignore[attr-defined] # a column of the join above
        if may_read(seat, made.round.assignment, letter):
            made.letter = letter


def _add_clocks(congress: int, rounds: dict[int, RoundPart], knows: bool) -> None:
    case_id = next(iter(rounds.values())).round.case_key
    of_rounds = "t.case_id = %(case)s and t.thing_kind = 'round' order by t.id"
    for clock in _rows(Clock, of_rounds, congress=congress, case=case_id):
        made = rounds.get(clock.thing_id)
        if made is not None and clock.kind == REPLY:
            made.reply_clock = clock
        elif made is not None and clock.kind == EVALUATE and knows:
            made.evaluate_clock = clock


def _add_remarks(congress: int, rounds: dict[int, RoundPart], by_row: dict[int, AssignmentPart]) -> None:
    inside = {
        part.letter.pk: part
        for part in rounds.values()
        if part.letter is not None and by_row[part.round.assignment_id].depth is Depth.ALL
    }
    back = "t.letter_id = any(%(letters)s) and t.moment = 'sent_back' order by t.number"
    for version in _rows(LetterVersion, back, congress=congress, letters=list(inside)) if inside else ():
        inside[version.letter_id].sent_back.append(version)


def may_read(seat: Seat, row: Assignment, letter: Letter) -> bool:
    """A draft belongs to its unit; a sent letter is read by whoever may look into the assignment."""
    if letter.sent_on is None:
        return seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD) and row.body_id == seat.body_id
    return depth(seat, row) > Depth.NAMES


def reached(clocks: Sequence[Clock], congress_id: int) -> dict[int, Due]:
    """How the dates of these clocks are reached, counted again with one reading of the calendar."""
    if not clocks:
        return {}
    calendar = calendar_of(congress_id)
    return {clock.pk: due_on(limit_of(clock), clock.started_on, calendar) for clock in clocks}
