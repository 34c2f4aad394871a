"""An event is for ever, so nothing secret or personal is in it (architecture §4); telephones lie nowhere in plain.

Canaries are written through the whole line, each at the place where such a thing is typed, and looked for where they
must not be: in the events, and in a plain dump of the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from huiyin.chain import anchors
from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation import clock
from huiyin.handling.contacting import ContactRecord, ContactWord
from huiyin.handling.models import Contact, ContactForm, ContactStage, LetterAnswer
from huiyin.handling.steps import Remark
from huiyin.people import setup
from huiyin.people.models import BodyContact, Person, Role
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Correcting, Reason, Registration
from tests.world import World, login, make_world

PHONE, DESK_PHONE = "13971240007", "18602710009"
CANARIES = {
    "title": "关于鹦鹉洲金丝雀桥的建议",
    "body": "金丝雀正文一段",
    "printed number": "金丝雀〔2026〕77号",
    "remark": "金丝雀备注",
    "correction": "金丝雀改后的标题",
    "correction reason": "金丝雀更正原因",
    "void reason": "金丝雀作废原因",
    "name": "金雀舌",
    "part": "金丝雀的那一部分",
    "contact note": "金丝雀谈话记录",
    "contact people": "金丝雀一行三人",
    "deputy's word": "金丝雀代表更正",
    "letter": "金丝雀答复正文",
    "letter number": "金丝雀函〔2026〕8号",
    "send back remark": "金丝雀退回意见",
    "reason": "金丝雀不满意的理由",
    "demands": "金丝雀重办要求",
    "settlement": "金丝雀办结理由",
    "phone": PHONE,
    "desk phone": DESK_PHONE,
    "grade": "unsatisfied",
}


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    made = make_world(own_database.replace("_", "-"))
    walk(made)
    yield made
    anchors.path_of(made.congress.code).unlink(missing_ok=True)


def walk(world: World) -> None:
    """Every step that takes words from a person, with words that are found again."""
    say, seats = CANARIES, world.seats
    with world.acting("deputy"):
        person = setup.add_person(world.congress, say["name"], phone=PHONE)
        lead = setup.add_seat(person, world.bodies["team"], Role.DEPUTY)
        setup.account_of(person)
        BodyContact.objects.create(
            congress=world.congress, body=world.bodies["unit"], name=say["name"], mobile=DESK_PHONE
        )
        proposal = Proposal(congress=world.congress)
        facts = Registration(
            "suggestion", "session", world.session.pk, say["title"], say["body"], say["printed number"],
            remark=say["remark"], lead_seat_id=lead.pk, import_key="K1",
        )  # fmt: skip
        take("proposal.register", proposal, seats["officer"], facts, request_key="1:abcdefgh")
        correcting = Correcting({"title": say["correction"]}, say["correction reason"])
        take("proposal.correct", proposal, seats["officer"], correcting)
        void = world.register("重复件")
        take("proposal.void", void, seats["officer"], Reason(say["void reason"]))
        (row,) = world.by_the_office(proposal)
        round_ = world.receive(row)
        talk = ContactRecord(
            ContactStage.DURING, ContactForm.VISIT, clock.today(), say["contact note"], say["contact people"]
        )
        take("contact.record", round_, seats["clerk"], talk)
        contact = Contact.objects.get(congress=world.congress, round=round_)
        take("contact.confirm", round_, lead, ContactWord(contact.pk, say["deputy's word"]))
        letter = world.write(round_)
        letter.body, letter.number = say["letter"], say["letter number"]
        letter.save()
        take("letter.submit", round_, seats["clerk"])
        take("letter.send_back", round_, seats["head"], Remark(say["send back remark"]))
        take("letter.submit", round_, seats["clerk"])
        take("letter.clear", round_, seats["head"])
        take("letter.send", round_, seats["head"])
    world.seats["canary"] = lead
    key = login(lead)
    from huiyin.foundation.tenancy import acting

    for number in (1, 2):
        with acting(world.congress.pk, session_key=key):
            take("letter.open", round_, lead)
            take("evaluation.give", round_, lead, Evaluation({"overall": "unsatisfied"}, say["reason"]))
        with world.acting("officer"):
            if number == 2:
                take("evaluation.settle", round_, seats["officer"], Settlement(say["settlement"]))
                return
            take("rehandling.order", round_, seats["officer"], Order(say["demands"]))
            round_ = world.round_of(row)
            world.talk(round_)
            again = world.write(round_)
            assert LetterAnswer.objects.filter(congress=world.congress, letter=again).exists()
            for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
                take(code, round_, seats[who])


def dump(connection: psycopg.Connection[Any], tables: str) -> dict[str, str]:
    """Table → all its rows as text, as they lie at rest."""
    found = connection.execute(
        "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind in ('r', 'p') and n.nspname in ('public', 'sealed') and c.relname like %s",
        [tables],
    ).fetchall()
    out = {}
    for (name,) in found:
        rows = connection.execute(f"select t::text from {name} t").fetchall()
        out[name] = "\n".join(row[0] for row in rows)
    return out


def test_no_event_holds_anything_personal_or_secret(
    world: World, superuser_connection: psycopg.Connection[Any]
) -> None:
    events = dump(superuser_connection, "chain\\_event")["public.chain_event"]
    assert len(events.splitlines()) > 25
    for what, canary in CANARIES.items():
        assert canary not in events, what
    names = [seat.person.name for seat in world.seats.values()]
    assert [name for name in names if name in events] == []
    # Words of people are Chinese; what an event says of itself is not.
    assert not [character for character in events if "\u4e00" <= character <= "\u9fff"]


def test_the_canaries_lie_where_they_belong_so_the_search_above_would_find_them(
    world: World, superuser_connection: psycopg.Connection[Any]
) -> None:
    everything = "\n".join(dump(superuser_connection, "%").values())
    missing = [what for what, canary in CANARIES.items() if canary not in everything]
    assert missing == ["part", "phone", "desk phone"], "the phones are there, but not in plain"


def test_neither_head_batch_clock_nor_anchor_holds_anything_personal(
    world: World, superuser_connection: psycopg.Connection[Any]
) -> None:
    anchors.write_anchor(world.congress)
    text = anchors.path_of(world.congress.code).read_text(encoding="utf-8")
    text += dump(superuser_connection, "chain\\_head")["public.chain_head"]
    text += dump(superuser_connection, "chain\\_batch")["public.chain_batch"]
    text += dump(superuser_connection, "chain\\_clock")["public.chain_clock"]
    assert [what for what, canary in CANARIES.items() if canary in text] == []


def test_telephones_are_not_at_rest_in_plain_anywhere(
    world: World, superuser_connection: psycopg.Connection[Any]
) -> None:
    """PIPL 51; security B7: a stolen dump has no telephone in it."""
    for name, rows in dump(superuser_connection, "%").items():
        assert PHONE not in rows and DESK_PHONE not in rows, name
    with world.acting():
        assert Person.objects.get(congress=world.congress, name=CANARIES["name"]).phone == PHONE
        assert BodyContact.objects.get(congress=world.congress, name=CANARIES["name"]).mobile == DESK_PHONE


def test_grades_and_reasons_lie_in_the_sealed_schema_alone(
    world: World, superuser_connection: psycopg.Connection[Any]
) -> None:
    for what in ("reason", "settlement", "grade"):
        places = {name for name, rows in dump(superuser_connection, "%").items() if CANARIES[what] in rows}
        assert {name for name in places if not name.startswith("sealed.")} - {"public.procedures_procedureversion"} == (
            set()
        ), what


def test_equal_facts_on_two_things_have_unequal_digests(world: World) -> None:
    """A table of guesses (“no reason given”) would otherwise be made by looking for equal digests."""
    with world.acting():
        one, two = world.register("甲"), world.register("乙")
        for thing in (one, two):
            take("proposal.void", thing, world.seats["officer"], Reason("重复"))
        digests = Event.objects.filter(congress=world.congress, step="proposal.void", case_id__in=(one.pk, two.pk))
        assert len(set(digests.values_list("facts_digest", flat=True))) == 2
