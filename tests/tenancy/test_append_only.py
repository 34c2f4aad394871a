"""An event is for ever: refused by grant to the app role, by trigger to the owner, also as a replica (security P7)."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.world import World

TABLES = ("chain_event", "chain_installationevent")
CHANGES = ("update {} set step = step", "delete from {}", "truncate {}", "truncate {} cascade")


def act_in(connection: psycopg.Connection[Any], world: World) -> None:
    connection.execute(
        "select set_config('huiyin.acting', %s, true), set_config('huiyin.reading', %s, true)",
        [str(world.congress.pk), f"{{{world.congress.pk}}}"],
    )


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_the_app_role_neither_changes_nor_removes_events(
    two_districts: tuple[World, World], role: Any, table: str, change: str
) -> None:
    app = role("app")
    act_in(app, two_districts[0])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        app.execute(change.format(table))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("who, replica", [("owner", False), ("superuser", False), ("superuser", True)])
def test_the_owner_and_a_superuser_are_stopped_by_the_triggers_as_a_replica_too(
    two_districts: tuple[World, World], role: Any, who: str, replica: bool, change: str
) -> None:
    connection = role(who)
    if replica:
        connection.execute("set session_replication_role = replica")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        connection.execute(change.format("chain_event"))


@pytest.mark.parametrize("change", ["truncate chain_installationevent", "truncate chain_installationevent cascade"])
def test_the_installation_s_chain_is_held_the_same_way(
    two_districts: tuple[World, World], role: Any, change: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        role("owner").execute(change)


def test_only_a_superuser_who_switches_the_trigger_off_gets_through_and_verify_finds_that(
    two_districts: tuple[World, World], role: Any
) -> None:
    """The control, and the limit: from here on only the chain and its anchors help (tests/chain/test_verify.py)."""
    superuser = role("superuser")
    superuser.execute("alter table chain_event disable trigger all")
    assert superuser.execute("update chain_event set step = step").rowcount > 0


@pytest.mark.parametrize("who", ["app", "owner"])
@pytest.mark.parametrize(
    "change",
    [
        "update handling_letter set body = '改' where sent_on is not null",
        "update handling_letter set number = '改' where sent_on is not null",
        "update handling_letter set sent_on = null, body = '改' where sent_on is not null",
        "update handling_letter set sent_on = sent_on - 1 where sent_on is not null",
    ],
)
def test_a_sent_letter_is_changed_by_nobody(
    two_districts: tuple[World, World], role: Any, who: str, change: str
) -> None:
    """Security B8. It may be recalled as it is, and that is all."""
    connection = role(who)
    act_in(connection, two_districts[0])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"):
        connection.execute(change)


def test_a_letter_not_yet_sent_is_written_freely_and_a_sent_one_may_be_recalled(
    two_districts: tuple[World, World], role: Any
) -> None:
    app = role("app")
    act_in(app, two_districts[0])
    assert app.execute("update handling_letter set sent_on = null where sent_on is not null").rowcount == 1
    assert app.execute("update handling_letter set body = '改'").rowcount >= 1


@pytest.mark.parametrize("table", ["handling_letterversion", "proposals_correction", "procedures_procedureversion"])
def test_what_is_kept_for_the_record_is_only_added_to(
    two_districts: tuple[World, World], role: Any, table: str
) -> None:
    for change in ("update {} set id = id", "delete from {}"):
        app = role("app")
        act_in(app, two_districts[0])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            app.execute(change.format(table))


@pytest.mark.parametrize("table", ["proposals_proposal", "dispatch_assignment", "handling_round", "handling_letter"])
def test_no_item_assignment_round_or_letter_is_ever_deleted(
    two_districts: tuple[World, World], role: Any, table: str
) -> None:
    """Security B10: withdrawing is a state with a reason."""
    app = role("app")
    act_in(app, two_districts[0])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        app.execute(f"delete from {table}")
