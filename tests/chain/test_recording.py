"""Acts on the congress itself in the event chain: verified like steps, nothing personal in them, none lost at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
from django.db import connection, transaction

from huiyin.chain import anchors, events
from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event, Head
from huiyin.chain.recording import ACTS, record
from huiyin.chain.verifying import verify
from huiyin.cli.congress import congress
from huiyin.cli.imports import import_
from huiyin.foundation.models import Notice
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import BodyContact, Congress
from huiyin.proposals.models import Proposal
from tests.world import World, make_world

LISTS = Path(__file__).parents[1] / "data" / "lists"
NAME, PHONE, UNIT = "金雀舌", "13971240007", "金丝雀管理局"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    made = make_world(own_database.replace("_", "-"))
    with made.acting():
        admin = made.seats["admin"]
        made.register()
        body = setup.add_body(made.congress, UNIT, "department")
        record("body.add", body, seat=admin, facts={"name": UNIT})
        person = setup.add_person(made.congress, NAME, phone=PHONE)
        seat = setup.add_seat(person, body, "unit_clerk")
        record("seat.open", seat, seat=admin, facts={"name": NAME, "phone": PHONE})
        contact = BodyContact.objects.create(congress=made.congress, body=body, name=NAME, mobile=PHONE)
        record("contact.add", contact, seat=admin, facts={"name": NAME, "mobile": PHONE})
        setup.make_slip(person)
        record("slip.make", person, made.seats["clerk"].person, seat=admin)
        setup.reset_account(person)
        record("account.reset", person, seat=None)
        made.register("关于第二件事的建议")
    yield made
    anchors.path_of(made.congress.code).unlink(missing_ok=True)


def bare(command: click.Command) -> Any:
    """The function of a command, without starting a database of its own."""
    assert command.callback is not None
    return command.callback.__wrapped__  # type: ignore[attr-defined]


def breaches(world: World) -> list[str]:
    with world.acting():
        return verify(world.congress).breaches


def test_a_chain_of_steps_and_acts_verifies(world: World) -> None:
    assert breaches(world) == []
    with world.acting():
        head = Head.objects.get(congress=world.congress)
        assert head.number == Event.objects.filter(congress=world.congress).count() == 8


def test_a_deleted_act_is_named(world: World, superuser_connection: psycopg.Connection[Any]) -> None:
    """C21: the trace of a reset is cut out of the middle."""
    with world.acting():
        number = Event.objects.get(congress=world.congress, step="account.reset").number
    superuser_connection.execute("alter table chain_event disable trigger all")
    superuser_connection.execute("delete from chain_event where number = %s", [number])
    superuser_connection.execute("alter table chain_event enable trigger all")
    assert breaches(world)[0].startswith(f"第 {number} 号事件缺失")


def test_an_act_ascribed_to_somebody_else_is_named(world: World, superuser_connection: psycopg.Connection[Any]) -> None:
    superuser_connection.execute("alter table chain_event disable trigger all")
    superuser_connection.execute("update chain_event set seat_id = null where step = 'seat.open'")
    superuser_connection.execute("alter table chain_event enable trigger all")
    [said] = breaches(world)
    assert "seat.open" in said and "改动过" in said


def test_no_act_holds_a_name_a_telephone_or_a_word(world: World, superuser_connection: psycopg.Connection[Any]) -> None:
    rows = superuser_connection.execute("select t::text from chain_event t where case_id = 0").fetchall()
    text = "\n".join(row[0] for row in rows)
    assert len(rows) == 6
    assert NAME not in text and PHONE not in text and UNIT not in text
    assert not [character for character in text if "\u4e00" <= character <= "\u9fff"]


def test_the_same_facts_leave_another_digest_on_another_thing(world: World) -> None:
    with world.acting():
        slips = Event.objects.filter(congress=world.congress, step="slip.make")
        assert len({one.facts_digest for one in slips}) == slips.count() == 2


def test_no_act_is_called_like_a_step() -> None:
    assert set(ACTS) & set(catalogue.steps) == set()


def test_acts_and_steps_at_once_share_one_chain_without_a_gap(world: World) -> None:
    def act(number: int) -> None:
        try:
            with world.acting():
                body = setup.add_body(world.congress, f"单位{number}", "other")
                record("body.add", body, seat=world.seats["admin"])
            with world.acting():
                world.register(f"关于{number}的建议")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(8)))
    assert breaches(world) == []
    with world.acting():
        head = Head.objects.get(congress=world.congress)
        assert events.check(events.rows_of(world.congress.pk), (head.number, head.digest)) is None
        assert head.number == 8 + 16 and Proposal.objects.filter(congress=world.congress).count() == 10


def test_an_act_goes_back_with_its_change(world: World) -> None:
    with world.acting():
        before = Head.objects.get(congress=world.congress).number
        with transaction.atomic():
            record("body.add", setup.add_body(world.congress, "不留的单位", "other"), seat=None)
            transaction.set_rollback(True)
        assert Head.objects.get(congress=world.congress).number == before
    assert breaches(world) == []


# -- the operators' command --------------------------------------------------------------------------------------------


def of_command(congress_id: int) -> list[str]:
    with acting(congress_id):
        rows = Event.objects.filter(congress_id=congress_id, case_id=0, seat_id__isnull=True).order_by("number")
        return list(rows.values_list("step", flat=True))


def test_a_congress_made_by_command_begins_its_chain_with_what_was_given_to_whom(own_database: str) -> None:
    bare(congress.commands["new"])(own_database.replace("_", "-"), "新区人民代表大会", "county", "base")
    made = Congress.objects.get()
    assert of_command(made.pk) == ["procedure.choose", "body.add", "seat.open", "slip.make"]
    with acting(made.pk):
        assert verify(made).breaches == []


def test_a_slip_made_by_command_for_the_administrator_is_an_event_and_a_notice(world: World) -> None:
    before = of_command(world.congress.pk)
    bare(congress.commands["slip"])(world.congress.code)
    assert of_command(world.congress.pk) == [*before, "account.reset"]
    with world.acting():
        [notice] = Notice.objects.filter(congress=world.congress, seat_id=world.seats["admin"].pk)
    assert "运维人员重置了您的账号" in notice.text


def test_a_list_imported_by_command_is_one_event_and_a_dry_run_none(world: World) -> None:
    before = of_command(world.congress.pk)
    command = bare(import_.commands["deputies"])
    command(LISTS / "deputies.xlsx", world.congress.code, True, False)
    assert of_command(world.congress.pk) == before
    command(LISTS / "deputies.xlsx", world.congress.code, False, False)
    assert of_command(world.congress.pk) == [*before, "list.deputies"]
