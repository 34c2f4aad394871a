"""A congress of N cases, written by COPY: five sessions, 200 units with Zipf shares, an unbroken event chain.

COPY is refused under row-level security, for the owner too, so it runs as the superuser of the embedded server.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import Any

import psycopg
from django.db import models

from huiyin.chain import events
from huiyin.chain.models import Clock, Event, Head
from huiyin.cli.support import tell
from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.foundation.home import Home, connection_parameters
from huiyin.foundation.models import SearchEntry
from huiyin.foundation.segment import DICTIONARY_VERSION, short_text, tsvector_literal
from huiyin.foundation.tenancy import acting
from huiyin.handling.models import Contact, Letter, LetterAnswer, LetterCopy, Round
from huiyin.people import setup
from huiyin.people.models import Congress, Role, Seat
from huiyin.procedures.choosing import choose_profile
from huiyin.proposals.models import Proposal, Signer

UNITS = 200
TEXTS = 20_000
CODE = "bench-{size}"
_WORDS = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text())
PLACES, MATTERS, VERBS, FILLERS = (_WORDS[name].split() for name in ("places", "matters", "verbs", "fillers"))


def load(home: Home, size: int) -> int:
    """Make the congress of `size` cases unless it is there; returns its number."""
    code = CODE.format(size=size)
    there = Congress.objects.filter(code=code).first()
    if there is not None and _cases(there.pk) >= size:
        return there.pk
    if there is not None:
        raise SystemExit(f"上一次装载没有完成。请删除 {home.root} 后再试。")
    random.seed(20260101)
    congress = setup.new_congress(code, "测速区人民代表大会", "county", is_demo=True)
    with acting(congress.pk):
        people = _people(congress)
    tell(f"装载 {size} 件……")
    with psycopg.connect(**connection_parameters(home.database("superuser"))) as connection:  # type: ignore[arg-type]
        with connection.cursor() as cursor:
            _write(cursor, congress, people, size)
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze")
    return congress.pk


def _cases(congress_id: int) -> int:
    with acting(congress_id):
        return Proposal.objects.filter(congress_id=congress_id).count()


class People:
    def __init__(self) -> None:
        self.units: list[int] = []
        self.deputies: list[Seat] = []
        self.clerks: list[Seat] = []
        self.sessions: list[int] = []
        self.procedure = 0


def _people(congress: Congress) -> People:
    made = People()
    made.procedure = choose_profile(congress, "base").pk
    term = setup.term_of(congress, 18)
    made.sessions = [setup.session_of(congress, term, n).pk for n in range(1, 6)]
    committee = setup.add_body(congress, "代表工作委员会", "deputies_committee")
    officer = setup.add_person(congress, "测速工作人员")
    setup.account_of(officer)
    setup.add_seat(officer, committee, Role.COMMITTEE_OFFICER)
    team = setup.add_body(congress, "第一代表团", "delegation")
    for n in range(200):
        person = setup.add_person(congress, f"测速代表{n:03d}")
        setup.account_of(person)
        made.deputies.append(setup.add_seat(person, team, Role.DEPUTY, term=term))
    for n in range(UNITS):
        body = setup.add_body(congress, f"测速单位{n:03d}局", "department")
        clerk = setup.add_person(congress, f"测速经办{n:03d}")
        setup.account_of(clerk)
        made.clerks.append(setup.add_seat(clerk, body, Role.UNIT_CLERK))
        made.units.append(body.pk)
    return made


def _title(i: int) -> str:
    pick = random.choice
    return f"关于{pick(VERBS)}{pick(PLACES)}{pick(MATTERS)}和{pick(MATTERS)}问题的建议（{i}）"


def _body() -> str:
    """560 characters on two or three matters: with more, every word would stand in most of the cases."""
    places, matters = random.sample(PLACES, 2), random.sample(MATTERS, random.choice((2, 3)))
    words: list[str] = []
    while sum(map(len, words)) < 560:
        words.append(f"{random.choice(places)}{random.choice(matters)}{random.choice(FILLERS)}，")
    return "".join(words)


def _complete(model: type[models.Model], row: dict[str, Any]) -> list[Any]:
    """All columns of a row in the model's order, defaults filled in."""
    out = []
    for field in model._meta.concrete_fields:
        name = str(field.column)
        value = row.get(name, field.get_default() if not field.is_relation else None)
        if isinstance(field, models.DateTimeField) and value is None and not field.null:
            value = clock.now()
        out.append(json.dumps(value) if isinstance(field, models.JSONField) else value)
    return out


def _copy(cursor: Any, model: type[models.Model], rows: Iterable[dict[str, Any]]) -> int:
    table = model._meta.db_table
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields)
    count = 0
    with cursor.copy(f'copy "{table}" ({columns}) from stdin') as copy:
        for row in rows:
            copy.write_row(_complete(model, row))
            count += 1
    pk = model._meta.pk
    if pk is not None and pk.column == "id":
        cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from \"{table}\"))")
    return count


def _first_id(cursor: Any, model: type[models.Model]) -> int:
    cursor.execute(f'select coalesce(max(id), 0) + 1 from "{model._meta.db_table}"')
    return int(cursor.fetchone()[0])


def _write(cursor: Any, congress: Congress, people: People, size: int) -> None:
    pool = [_body() for _ in range(min(TEXTS, size))]
    weights = [1 / (n + 1) for n in range(UNITS)]
    base = _first_id(cursor, Proposal)
    one = _first_id(cursor, Assignment)
    rounds = _first_id(cursor, Round)
    letters = _first_id(cursor, Letter)
    signers = _first_id(cursor, Signer)
    c = congress.pk
    cases = []
    for i in range(size):
        year = 2022 + i * 5 // size
        on = date(year, 1, 20) + timedelta(days=i % 300)
        # Of the newest year three in ten are still open; of the others nearly none.
        open_ = random.random() < (0.30 if year == 2026 else 0.005)
        cases.append((i, on, open_, random.choices(range(UNITS), weights)[0], random.randrange(200), _title(i)))
    entries = [tsvector_literal("", text, []) for text in pool]
    _copy(
        cursor,
        Proposal,
        (
            {
                "id": base + i,
                "congress_id": c,
                "state": "handed_over" if open_ else "concluded",
                "version": 3,
                "kind": "suggestion",
                "side": "session" if i % 2 else "between",
                "session_id": people.sessions[on.year - 2022 if on.year < 2027 else 4],
                "title": title,
                "body": pool[i % len(pool)],
                "text_digest": "0" * 64,
                "printed_no": f"第{i + 1}号",
                "own_no": i + 1,
                "category": random.choice(MATTERS),
                "lead_name": f"测速代表{deputy:03d}",
                "signer_count": 1,
                "procedure_id": people.procedure,
                "registered_on": on,
            }
            for i, on, open_, unit, deputy, title in cases
        ),
    )
    _copy(
        cursor,
        Signer,
        (
            {
                "id": signers + i,
                "congress_id": c,
                "proposal_id": base + i,
                "seat_id": people.deputies[deputy].pk,
                "order": 1,
                "is_lead": True,
            }
            for i, on, open_, unit, deputy, title in cases
        ),
    )
    stages = ["waiting", "handling", "handling", "clearing", "cleared"]
    _copy(
        cursor,
        Assignment,
        (
            {
                "id": one + i,
                "congress_id": c,
                "proposal_id": base + i,
                "body_id": people.units[unit],
                "mode": "lead",
                "state": ("handed_over" if stages[i % 5] == "waiting" else "received") if open_ else "concluded",
                "stage": stages[i % 5] if open_ else "concluded",
                "version": 1,
                "handed_over_on": on,
                "first_handed_over_on": on,
                "rounds_opened": 1,
                "met": i % 3 == 0,
                "clock_kind": "reply" if open_ else "",
                "clock_from": on if open_ else None,
                "due_on": on + timedelta(days=90) if open_ else None,
                "amber_on": on + timedelta(days=75) if open_ else None,
            }
            for i, on, open_, unit, deputy, title in cases
        ),
    )
    assisting = one + size
    _copy(
        cursor,
        Assignment,
        (
            {
                "id": assisting + n,
                "congress_id": c,
                "proposal_id": base + i,
                "body_id": people.units[(unit + 1 + i % 7) % UNITS],
                "mode": "assist",
                "state": "received" if open_ else "concluded",
                "stage": "assisting" if open_ else "concluded",
                "handed_over_on": on,
                "first_handed_over_on": on,
            }
            for n, (i, on, open_, unit, deputy, title) in enumerate(case for case in cases if case[0] % 20 < 7)
        ),
    )
    _copy(
        cursor,
        Round,
        (
            {
                "id": rounds + i,
                "congress_id": c,
                "assignment_id": one + i,
                "number": 1,
                "opened_on": on,
                "state": {"waiting": "handling"}.get(stages[i % 5], stages[i % 5]) if open_ else "concluded",
                "answered_on": None if open_ else on + timedelta(days=60),
            }
            for i, on, open_, unit, deputy, title in cases
        ),
    )
    _copy(
        cursor,
        Clock,
        (
            {
                "id": _first + i,
                "congress_id": c,
                "kind": "reply",
                "thing_kind": "round",
                "thing_id": rounds + i,
                "case_id": base + i,
                "started_on": on,
                "amount": 3,
                "unit": "month",
                "trigger": "handed_over",
                "source": "代表法第五十一条第二款",
                "due_on": on + timedelta(days=90),
                "amber_on": on + timedelta(days=75),
                "stopped_on": None if open_ else on + timedelta(days=60),
            }
            for _first in [_first_id(cursor, Clock)]
            for i, on, open_, unit, deputy, title in cases
        ),
    )
    closed = [case for case in cases if not case[2]]
    _copy(
        cursor,
        Contact,
        (
            {
                "id": _first + n,
                "congress_id": c,
                "round_id": rounds + i,
                "stage": "during",
                "form": "face_to_face",
                "happened_on": on + timedelta(days=20),
                "note": "与代表当面沟通，代表同意办理意见。",
            }
            for _first in [_first_id(cursor, Contact)]
            for n, (i, on, open_, unit, deputy, title) in enumerate(closed)
        ),
    )
    _copy(
        cursor,
        Letter,
        (
            {
                "id": letters + n,
                "congress_id": c,
                "title": f"关于第{i + 1}号建议的答复",
                "number": f"测函〔{on.year}〕{n}号",
                "body": pool[(i * 7) % len(pool)],
                "class_code": "A",
                "signatory": "测速负责人",
                "sent_on": on + timedelta(days=60),
            }
            for n, (i, on, open_, unit, deputy, title) in enumerate(closed)
        ),
    )
    _copy(
        cursor,
        LetterAnswer,
        (
            {"id": _first + n, "congress_id": c, "letter_id": letters + n, "round_id": rounds + case[0]}
            for _first in [_first_id(cursor, LetterAnswer)]
            for n, case in enumerate(closed)
        ),
    )
    _copy(
        cursor,
        LetterCopy,
        (
            {
                "id": _first + n,
                "congress_id": c,
                "letter_id": letters + n,
                "signer_id": signers + case[0],
                "sent_on": case[1] + timedelta(days=60),
            }
            for _first in [_first_id(cursor, LetterCopy)]
            for n, case in enumerate(closed)
        ),
    )
    _copy(
        cursor,
        SearchEntry,
        (
            {
                "id": _first + i,
                "congress_id": c,
                "kind": "proposal",
                "thing_id": base + i,
                "on": on,
                # Title's own words and the pooled body's: two literals may simply stand side by side.
                "search": tsvector_literal(title, "", [title, f"第{i + 1}号"]) + " " + entries[i % len(entries)],
                "short": short_text([title, f"第{i + 1}号"]),
                "dictionary": DICTIONARY_VERSION,
            }
            for _first in [_first_id(cursor, SearchEntry)]
            for i, on, open_, unit, deputy, title in cases
        ),
    )
    chain = Chain(c, _first_id(cursor, Event))
    _copy(cursor, Event, chain.rows(cases, base, one, rounds, people))
    _copy(cursor, Head, [{"congress_id": c, "number": chain.number, "digest": chain.digest, "at": chain.at}])


class Chain:
    """The unbroken event chain of the made cases: hashed by the product's own code, so that `verify` passes."""

    def __init__(self, congress_id: int, first_id: int) -> None:
        self.congress_id = congress_id
        self.first_id = first_id
        self.number = 0
        self.digest = events.FIRST
        self.at = datetime(2022, 1, 1, tzinfo=UTC)

    def _row(
        self, step: str, kind: str, thing: int, case: int, seat: int | None, states: str, on: date
    ) -> dict[str, Any]:
        before, _, after = states.partition(">")
        self.number += 1
        self.at += timedelta(seconds=3)
        row: dict[str, Any] = {
            "congress_id": self.congress_id, "number": self.number, "step": step, "thing_kind": kind,
            "thing_id": thing, "case_id": case, "seat_id": seat, "from_state": before, "to_state": after,
            "at": self.at, "happened_on": on, "late_ground": "", "request_key": None, "batch_id": None,
            "facts_digest": "0" * 64, "previous": self.digest,
        }  # fmt: skip
        row["digest"] = self.digest = events.link(row)
        row["id"] = self.first_id + self.number
        return row

    def rows(self, cases: list[Any], base: int, one: int, rounds: int, people: People) -> Iterator[dict[str, Any]]:
        for i, on, open_, unit, _deputy, _title in cases:
            case, row, round_ = base + i, one + i, rounds + i
            clerk = people.clerks[unit].pk
            yield self._row("proposal.register", "proposal", case, case, None, "new>registered", on)
            yield self._row("assignment.open", "assignment", row, case, None, "new>handed_over", on)
            yield self._row("round.open", "round", round_, case, None, "new>handling", on)
            yield self._row("dispatch.hand_over", "proposal", case, case, None, "registered>handed_over", on)
            if open_:
                continue
            yield self._row("assignment.receive", "assignment", row, case, clerk, "handed_over>received", on)
            yield self._row("contact.record", "round", round_, case, clerk, "handling>handling", on)
            yield self._row("letter.submit", "round", round_, case, clerk, "handling>clearing", on)
            yield self._row("letter.clear", "round", round_, case, clerk, "clearing>cleared", on)
            yield self._row("letter.send", "round", round_, case, clerk, "cleared>answered", on)
            yield self._row("evaluation.settle", "round", round_, case, None, "evaluated>concluded", on)
            yield self._row("assignment.conclude", "assignment", row, case, None, "received>concluded", on)
            yield self._row("proposal.conclude", "proposal", case, case, None, "handed_over>concluded", on)
