"""All rows of a made congress, table by table, as its cases have them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from huiyin.chain.models import Clock, Event, Head
from huiyin.cli.bench.chainrows import Chain
from huiyin.cli.bench.copying import Copier
from huiyin.cli.bench.making import MATTERS, YEARS, Made, People, Texts
from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.foundation.models import SearchEntry
from huiyin.foundation.segment import DICTIONARY_VERSION, short_text, tsvector_literal
from huiyin.handling.letters import CLEARED, SENT, letter_digest
from huiyin.handling.models import Contact, Letter, LetterAnswer, LetterCopy, LetterVersion, Round
from huiyin.proposals.models import Proposal, Signer
from huiyin.proposals.steps import text_digest

Row = dict[str, Any]
TERM, AMBER, TALKED, ANSWERED = (timedelta(days=n) for n in (90, 75, 20, 60))
DEPUTY_NAME = "测速代表{:03d}"
GRADES = ("satisfied", "basically", "unsatisfied")
GRADE_WEIGHTS = (90, 9, 1)


class Writing:
    """Writes the cases of one congress. Keys of a table run on from the first in the order of the cases."""

    def __init__(self, copier: Copier, congress_id: int, people: People, cases: list[Made], texts: Texts) -> None:
        self.copier, self.congress_id, self.people, self.cases, self.texts = copier, congress_id, people, cases, texts
        first = copier.first_id
        self.case, self.signer, self.row, self.round = first(Proposal), first(Signer), first(Assignment), first(Round)
        self.letter, self.entry, self.clock = first(Letter), first(SearchEntry), first(Clock)
        self.contact, self.version, self.answer, self.copy = (
            first(model) for model in (Contact, LetterVersion, LetterAnswer, LetterCopy)
        )
        beyond = self.row + len(cases)
        self.assist = {made.i: beyond + n for n, made in enumerate(made for made in cases if made.assists)}
        self.with_letter = [made for made in cases if made.has_letter]
        self.closed = [made for made in cases if not made.is_open]
        random.seed(congress_id)

    def write(self) -> None:
        tables = (
            (Proposal, self.proposals()),
            (Signer, self.signers()),
            (Assignment, self.assignments()),
            (Assignment, self.assisting()),
            (Round, self.rounds()),
            (Clock, self.clocks()),
            (Contact, self.contacts()),
            (Letter, self.letters()),
            (LetterVersion, self.versions()),
            (LetterAnswer, self.answers()),
            (LetterCopy, self.copies()),
            (SearchEntry, self.entries()),
        )
        for model, rows in tables:
            self.copier.copy(model, ({"congress_id": self.congress_id, **row} for row in rows))
        self.grades()
        chain = Chain(self.congress_id, self.copier.first_id(Event), self.people)
        self.copier.copy(Event, chain.rows(self.cases, self.case, self.row, self.round, self.assist))
        self.copier.copy(
            Head, [{"congress_id": self.congress_id, "number": chain.number, "digest": chain.digest, "at": chain.at}]
        )

    def proposals(self) -> Iterator[Row]:
        bodies = self.texts.bodies
        for made in self.cases:
            yield {
                "id": self.case + made.i,
                "state": "handed_over" if made.is_open else "concluded",
                "version": 3,
                "kind": "suggestion",
                "side": "session" if made.i % 2 else "between",
                "session_id": self.people.sessions[made.on.year - YEARS[0]],
                "title": made.title,
                "body": bodies[made.i % len(bodies)],
                "text_digest": text_digest(made.title, bodies[made.i % len(bodies)]),
                "printed_no": f"第{made.number}号",
                "own_no": made.number,
                "category": random.choice(MATTERS),
                "lead_name": DEPUTY_NAME.format(made.deputy),
                "signer_count": 1,
                "procedure_id": self.people.procedure,
                "registered_on": made.on,
            }

    def signers(self) -> Iterator[Row]:
        for made in self.cases:
            seat = self.people.deputies[made.deputy].pk
            keys = {"id": self.signer + made.i, "proposal_id": self.case + made.i, "seat_id": seat}
            yield {**keys, "order": 1, "is_lead": True}

    def assignments(self) -> Iterator[Row]:
        for made in self.cases:
            waits = made.stage == "waiting"
            running: Row = {}
            if made.is_open:
                running = {"clock_kind": "reply", "clock_from": made.on, "due_on": made.on + TERM}
                running["amber_on"] = made.on + AMBER
            yield {
                "id": self.row + made.i,
                "proposal_id": self.case + made.i,
                "body_id": self.people.units[made.unit],
                "mode": "lead",
                "state": "handed_over" if waits else "received" if made.is_open else "concluded",
                "stage": made.stage,
                "version": 1,
                "handed_over_on": made.on,
                "first_handed_over_on": made.on,
                "received_on": None if waits else made.on + timedelta(days=3),
                "rounds_opened": 1,
                "met": made.i % 3 == 0,
                **running,
            }

    def assisting(self) -> Iterator[Row]:
        units = self.people.units
        for made in (made for made in self.cases if made.assists):
            yield {
                "id": self.assist[made.i],
                "proposal_id": self.case + made.i,
                "body_id": units[(made.unit + 1 + made.i % 7) % len(units)],
                "mode": "assist",
                "state": "received" if made.is_open else "concluded",
                "stage": "assisting" if made.is_open else "concluded",
                "handed_over_on": made.on,
                "first_handed_over_on": made.on,
            }

    def rounds(self) -> Iterator[Row]:
        for made in self.cases:
            yield {
                "id": self.round + made.i,
                "assignment_id": self.row + made.i,
                "number": 1,
                "opened_on": made.on,
                "state": {"waiting": "handling"}.get(made.stage, made.stage),
                "answered_on": None if made.is_open else made.on + ANSWERED,
            }

    def clocks(self) -> Iterator[Row]:
        for made in self.cases:
            yield {
                "id": self.clock + made.i,
                "kind": "reply",
                "thing_kind": "round",
                "thing_id": self.round + made.i,
                "case_id": self.case + made.i,
                "started_on": made.on,
                "amount": 3,
                "unit": "month",
                "trigger": "handed_over",
                "source": "代表法第五十一条第二款",
                "due_on": made.on + TERM,
                "amber_on": made.on + AMBER,
                "stopped_on": None if made.is_open else made.on + ANSWERED,
                "entered_on": made.on,
            }

    def contacts(self) -> Iterator[Row]:
        for n, made in enumerate(self.with_letter):
            yield {
                "id": self.contact + n,
                "round_id": self.round + made.i,
                "stage": "during",
                "form": "face_to_face",
                "happened_on": made.on + TALKED,
                "note": "与代表当面沟通，代表同意办理意见。",
            }

    def _letter(self, n: int, made: Made) -> Row:
        return {
            "id": self.letter + n,
            "title": f"关于第{made.number}号建议的答复",
            "number": f"测函〔{made.on.year}〕{n}号",
            "body": self.texts.bodies[made.i * 7 % len(self.texts.bodies)],
            "class_code": "A",
            "signatory": "测速负责人",
            "sent_on": None if made.is_open else made.on + ANSWERED,
        }

    def letters(self) -> Iterator[Row]:
        for n, made in enumerate(self.with_letter):
            yield self._letter(n, made)

    def versions(self) -> Iterator[Row]:
        """As it went out; of letters that wait to be sent, as it was cleared."""
        for n, made in enumerate(self.with_letter):
            if made.stage == "clearing":
                continue
            letter = self._letter(n, made)
            yield {
                "id": self.version + n,
                "letter_id": letter["id"],
                "number": 1,
                "moment": CLEARED if made.is_open else SENT,
                "title": letter["title"],
                "body": letter["body"],
                "class_code": letter["class_code"],
                "digest": letter_digest(Letter(**letter)),
                "at": noon(made.on + ANSWERED),
            }

    def answers(self) -> Iterator[Row]:
        for n, made in enumerate(self.with_letter):
            yield {"id": self.answer + n, "letter_id": self.letter + n, "round_id": self.round + made.i}

    def copies(self) -> Iterator[Row]:
        for n, made in enumerate(self.with_letter):
            if not made.is_open:
                on = made.on + ANSWERED
                keys = {"id": self.copy + n, "letter_id": self.letter + n, "signer_id": self.signer + made.i}
                yield {**keys, "sent_on": on, "opened_at": noon(on)}

    def entries(self) -> Iterator[Row]:
        words = self.texts.words
        for made in self.cases:
            short = [made.title, f"第{made.number}号"]
            yield {
                "id": self.entry + made.i,
                "kind": "proposal",
                "thing_id": self.case + made.i,
                "on": made.on,
                # Title's own words and the pooled body's: two literals may simply stand side by side.
                "search": tsvector_literal(made.title, "", short) + " " + words[made.i % len(words)],
                "short": short_text(short),
                "dictionary": DICTIONARY_VERSION,
            }

    def grades(self) -> None:
        """The deputies' grades of what is concluded, where no model reaches."""
        verdicts = [(uuid.UUID(int=random.getrandbits(128), version=4), made) for made in self.closed]
        self.copier.copy_plain(
            "sealed.verdict",
            ("id", "congress_id", "round_id", "seat_id", "given_at"),
            (
                (key, self.congress_id, self.round + made.i, self.people.deputies[made.deputy].pk,
                 noon(made.on + TERM))
                for key, made in verdicts
            ),
        )  # fmt: skip
        self.copier.copy_plain(
            "sealed.grade",
            ("verdict_id", "dimension", "grade"),
            ((key, "overall", random.choices(GRADES, GRADE_WEIGHTS)[0]) for key, _ in verdicts),
        )


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=clock.SHANGHAI)
