"""All rows of one case, read with one statement: a dozen tables by their keys.

Asked for one after another they took longer to send for than to find. Who may see which of them is decided above
(`casefiles`); here is only what there is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from huiyin.chain.models import Clock, Event
from huiyin.dispatch.models import Assignment, LongRequest, ReturnRequest, TakeOver
from huiyin.foundation.columns import from_json
from huiyin.foundation.models import StoredFile
from huiyin.handling.models import (
    Appointment,
    AppointmentWord,
    Contact,
    ContactCorrection,
    FollowUp,
    Letter,
    LetterAnswer,
    LetterVersion,
    Opinion,
    Round,
)
from huiyin.people.models import Body, BodyContact, Person, Seat
from huiyin.proposals.models import Correction, MergedHandling, MergedItem, MotionWord, Proposal, Signer, Withdrawal

M = TypeVar("M", bound=models.Model)

# Each part is a list of rows of one table; later parts find their keys in earlier ones. %(g)s is the congress.
_PARTS: tuple[tuple[str, type[models.Model], str], ...] = (
    ("cases", Proposal, "select * from proposals_proposal where congress_id = %(g)s and id = %(case)s"),
    (
        "signers",
        Signer,
        "select * from proposals_signer where congress_id = %(g)s and proposal_id = %(case)s and withdrawn_on is null",
    ),
    (
        "assignments",
        Assignment,
        "select * from dispatch_assignment where congress_id = %(g)s and proposal_id = %(case)s and state <> 'recalled'",
    ),
    ("events", Event, "select * from chain_event where congress_id = %(g)s and case_id = %(case)s"),
    (
        "corrections",
        Correction,
        "select * from proposals_correction where congress_id = %(g)s and proposal_id = %(case)s",
    ),
    (
        "withdrawals",
        Withdrawal,
        """select * from proposals_withdrawal
        where congress_id = %(g)s and proposal_id = %(case)s and done_on is not null""",
    ),
    (
        "motion_words",
        MotionWord,
        "select * from proposals_motionword where congress_id = %(g)s and proposal_id = %(case)s",
    ),
    # The suggestion that a motion became, or the motion that a suggestion was.
    (
        "linked",
        Proposal,
        """select * from proposals_proposal where congress_id = %(g)s
        and (converted_from_id = %(case)s or id = (select converted_from_id from cases))""",
    ),
    # 并案: the merged handlings in which it is or was, with all that are or were in them.
    (
        "merged_items",
        MergedItem,
        """select m.* from proposals_mergeditem m where m.congress_id = %(g)s and m.handling_id = any(array(
            select handling_id from proposals_mergeditem where congress_id = %(g)s and proposal_id = %(case)s))""",
    ),
    (
        "merged_handlings",
        MergedHandling,
        """select h.* from proposals_mergedhandling h
        where h.congress_id = %(g)s and h.id = any(array(select handling_id from merged_items))""",
    ),
    (
        "merged_cases",
        Proposal,
        """select p.* from proposals_proposal p
        where p.congress_id = %(g)s and p.id = any(array(select proposal_id from merged_items))""",
    ),
    (
        "rounds",
        Round,
        """select r.* from assignments a join handling_round r on r.congress_id = %(g)s and r.assignment_id = a.id
        where r.state <> 'recalled'""",
    ),
    (
        "returns",
        ReturnRequest,
        """select q.* from assignments a
        join dispatch_returnrequest q on q.congress_id = %(g)s and q.assignment_id = a.id""",
    ),
    (
        "take_overs",
        TakeOver,
        """select t.* from assignments a
        join dispatch_takeover t on t.congress_id = %(g)s and t.assignment_id = a.id""",
    ),
    (
        "long_requests",
        LongRequest,
        """select q.* from assignments a
        join dispatch_longrequest q on q.congress_id = %(g)s and q.assignment_id = a.id""",
    ),
    (
        "opinions",
        Opinion,
        """select o.* from assignments a join handling_opinion o on o.congress_id = %(g)s and o.assignment_id = a.id
        where not o.withdrawn""",
    ),
    (
        "contacts",
        Contact,
        """select c.* from rounds r join handling_contact c on c.congress_id = %(g)s and c.round_id = r.id
        where not c.withdrawn""",
    ),
    (
        "talks_before",
        ContactCorrection,
        """select t.* from contacts c
        join handling_contactcorrection t on t.congress_id = %(g)s and t.contact_id = c.id""",
    ),
    # 约见: what was taken back before anybody answered is not told.
    (
        "appointments",
        Appointment,
        """select m.* from rounds r join handling_appointment m on m.congress_id = %(g)s and m.round_id = r.id
        where m.state <> 'taken_back'""",
    ),
    (
        "appointment_words",
        AppointmentWord,
        """select w.* from appointments m
        join handling_appointmentword w on w.congress_id = %(g)s and w.appointment_id = m.id""",
    ),
    (
        "answers",
        LetterAnswer,
        "select w.* from rounds r join handling_letteranswer w on w.congress_id = %(g)s and w.round_id = r.id",
    ),
    (
        "letters",
        Letter,
        """select l.* from handling_letter l
        where l.congress_id = %(g)s and l.id = any(array(select letter_id from answers))""",
    ),
    (
        "follow_ups",
        FollowUp,
        "select u.* from letters l join handling_followup u on u.congress_id = %(g)s and u.letter_id = l.id",
    ),
    (
        "sent_back",
        LetterVersion,
        """select v.* from letters l join handling_letterversion v on v.congress_id = %(g)s and v.letter_id = l.id
        where v.moment in ('sent_back', 'declined')""",
    ),
    (
        "files",
        StoredFile,
        """select f.* from foundation_storedfile f
        where f.congress_id = %(g)s and f.id = any(array(
            select file_id from letters union select file_id from opinions))""",
    ),
    (
        "photos",
        StoredFile,
        """select f.* from contacts c
        join foundation_storedfile f on f.congress_id = %(g)s and f.owner_kind = 'talk' and f.owner_id = c.id""",
    ),
    (
        "clocks",
        Clock,
        "select * from chain_clock where congress_id = %(g)s and case_id = %(case)s",
    ),
    (
        "seats",
        Seat,
        """select s.* from people_seat s where s.congress_id = %(g)s and s.id = any(array(
            select seat_id from signers union select seat_id from events))""",
    ),
    (
        "persons",
        Person,
        """select p.* from people_person p
        where p.congress_id = %(g)s and p.id = any(array(select person_id from seats))""",
    ),
    (
        "bodies",
        Body,
        """select b.* from people_body b where b.congress_id = %(g)s and b.id = any(array(
            select body_id from signers union select body_id from assignments union select body_id from seats
            union select suggested_id from returns union select from_body_id from take_overs
            union select to_body_id from take_overs))""",
    ),
    (
        "body_contacts",
        BodyContact,
        """select c.* from people_bodycontact c where c.congress_id = %(g)s and c.is_current
        and c.body_id = any(array(select body_id from assignments))""",
    ),
)
_SQL = "with {} {}".format(
    ", ".join(f"{name} as ({sql})" for name, _, sql in _PARTS),
    " union all ".join(f"select '{name}', to_jsonb({name}) from {name}" for name, _, _ in _PARTS),
)
_MODELS = {name: model for name, model, _ in _PARTS}


@dataclass(frozen=True)
class CaseRows:
    """Recalled assignments and rounds, withdrawn signers, contacts and opinions are not among them; all lists by row
    number."""

    cases: list[Proposal]
    signers: list[Signer]
    assignments: list[Assignment]
    events: list[Event]
    corrections: list[Correction]
    withdrawals: list[Withdrawal]
    motion_words: list[MotionWord]
    linked: list[Proposal]
    merged_items: list[MergedItem]
    merged_handlings: list[MergedHandling]
    merged_cases: list[Proposal]
    rounds: list[Round]
    returns: list[ReturnRequest]
    take_overs: list[TakeOver]
    long_requests: list[LongRequest]
    opinions: list[Opinion]
    contacts: list[Contact]
    talks_before: list[ContactCorrection]
    appointments: list[Appointment]
    appointment_words: list[AppointmentWord]
    answers: list[LetterAnswer]
    letters: list[Letter]
    follow_ups: list[FollowUp]
    sent_back: list[LetterVersion]
    files: list[StoredFile]
    photos: list[StoredFile]
    clocks: list[Clock]
    seats: list[Seat]
    persons: list[Person]
    bodies: list[Body]
    body_contacts: list[BodyContact]


def rows_of_case(congress_id: int, case_id: int) -> CaseRows:
    found: dict[str, list[Any]] = {name: [] for name in _MODELS}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"g": congress_id, "case": case_id})
        for name, row in cursor.fetchall():
            found[name].append(from_json(_MODELS[name], json.loads(row)))
    for rows in found.values():
        rows.sort(key=lambda row: row.pk)
    return CaseRows(**found)


def by_id(rows: list[M]) -> dict[Any, M]:
    return {row.pk: row for row in rows}
