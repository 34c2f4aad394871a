"""`huiyin verify` against somebody who owns the database server: each change is made as superuser, and is named.

Security B17. What the chain alone cannot show — a tail cut off, everything written anew — the anchors do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import click
import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from huiyin.chain import anchors, events, installation, jobs
from huiyin.chain.doctor import last_anchors
from huiyin.chain.models import Event, Head, InstallationEvent
from huiyin.chain.taking import take
from huiyin.chain.verifying import Findings, verify, verify_installation
from huiyin.cli.verify import check
from huiyin.foundation import digests
from huiyin.foundation.database.session import connected_as
from huiyin.foundation.home import Home, connection_parameters
from huiyin.foundation.models import StoredFile
from huiyin.foundation.tenancy import acting
from huiyin.proposals.steps import Reason
from tests.support import server
from tests.world import World, make_world


class Superuser:
    """Whoever owns the server: may switch triggers off and write what they like."""

    def execute(self, sql: str, values: Sequence[Any] | None = None) -> Any:
        cursor = connection.cursor()
        cursor.execute(sql, values)
        return cursor

    def switch_triggers_off(self) -> None:
        for table in ("chain_event", "chain_installationevent", "handling_letter"):
            self.execute(f"alter table {table} disable trigger all")


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[str, World]]:
    """One item walked to its end, one voided, in a database of this module's own."""
    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
        # The code is the database's own, because anchors lie in the common home.
        made = make_world(name.replace("_", "-"))
        with made.acting("deputy"):
            proposal = made.register()
            (row,) = made.by_the_office(proposal)
            round_ = made.receive(row)
            made.answer(round_)
            made.evaluate(round_)
        with made.acting("officer"):
            made.settle(round_)
            take("proposal.void", made.register("重复的一件"), made.seats["officer"], Reason("与第1号重复"))
        yield name, made
    server.drop(name)


@pytest.fixture
def world(standing_world: tuple[str, World]) -> Iterator[World]:
    """The standing world, seen as superuser in a transaction that is taken back."""
    name, made = standing_world
    with connected_as(server.home(), "superuser", name), transaction.atomic():
        yield made
        transaction.set_rollback(True)
    anchors.path_of(made.congress.code).unlink(missing_ok=True)


@pytest.fixture
def superuser(world: World) -> Superuser:
    made = Superuser()
    # Keys are checked at once: what is pending would stand in the way of switching triggers off.
    made.execute("set constraints all immediate")
    made.switch_triggers_off()
    return made


def look(world: World) -> Findings:
    with world.acting():
        return verify(world.congress)


def breach(world: World) -> str:
    found = look(world).breaches
    assert found, "the change was not found"
    return found[0]


def numbers(world: World) -> int:
    with world.acting():
        return Event.objects.filter(congress=world.congress).count()


def test_an_untouched_congress_verifies_and_says_what_was_looked_at(
    standing_world: tuple[str, World], capsys: pytest.CaptureFixture[str]
) -> None:
    _, world = standing_world
    anchors.write_anchor(world.congress)
    check(world.congress.code)
    said = capsys.readouterr().out
    assert f"{numbers(world)} 条事件逐条核对无误，与 1 个锚点相符" in said
    assert "已作废的编号：2" in said
    anchors.path_of(world.congress.code).unlink()


def test_the_command_says_which_congresses_there_are(standing_world: tuple[str, World]) -> None:
    with pytest.raises(click.ClickException, match=standing_world[1].congress.code):
        check("nowhere")


EDITS = {
    "step": "'letter.clear'",
    "thing_kind": "'round'",
    "thing_id": "thing_id + 1",
    "case_id": "case_id + 1",
    "seat_id": "coalesce(seat_id, 0) + 1",
    "from_state": "'voided'",
    "to_state": "'voided'",
    "at": "at + interval '1 second'",
    "happened_on": "happened_on - 1",
    "late_ground": "'import'",
    "request_key": "'1:forged000'",
    "batch_id": "7",
    "facts_digest": "repeat('a', 64)",
}


def test_every_edited_value_of_an_event_is_found_and_its_row_named(world: World, superuser: Superuser) -> None:
    """All that is hashed: a column that could be edited unseen would be a hole."""
    assert set(EDITS) == set(events._FIELDS) - {"congress_id", "number", "previous"}
    for column, value in EDITS.items():
        superuser.execute("create temp table kept as select * from chain_event where number = 5")
        superuser.execute(f"update chain_event set {column} = {value} where number = 5")
        assert breach(world).startswith("第 5 号事件"), column
        superuser.execute("delete from chain_event where number = 5")
        superuser.execute("insert into chain_event select * from kept")
        superuser.execute("drop table kept")
    assert look(world).breaches == []


def test_a_deleted_row_is_named(world: World, superuser: Superuser) -> None:
    superuser.execute("delete from chain_event where number = 6")
    assert breach(world) == "第 6 号事件缺失（之后的一条是第 7 号）。"


def test_two_rows_in_each_other_s_place_are_named(world: World, superuser: Superuser) -> None:
    superuser.execute("update chain_event set number = 10000 where number = 5")
    superuser.execute("update chain_event set number = 5 where number = 6")
    superuser.execute("update chain_event set number = 6 where number = 10000")
    assert "第 5 号事件的前一环对不上" in breach(world)


def test_a_row_slipped_in_is_named(world: World, superuser: Superuser) -> None:
    last = numbers(world)
    superuser.execute("create temp table one as select * from chain_event where number = 5")
    superuser.execute("update one set number = %s, id = id + 100000, request_key = null", [last + 1])
    superuser.execute("insert into chain_event select * from one")
    assert f"第 {last + 1} 号事件的前一环对不上" in breach(world)


def test_an_edit_with_its_own_digest_made_new_breaks_the_next_link(world: World, superuser: Superuser) -> None:
    rewrite(superuser, 5, until=5, to_state="lapsed")
    assert "第 6 号事件的前一环对不上" in breach(world)


def test_a_head_that_was_set_back_alone_is_found(world: World, superuser: Superuser) -> None:
    superuser.execute("update chain_head set number = number - 1")
    assert "链尾对不上" in breach(world)


def test_a_cut_tail_leaves_rows_that_no_event_speaks_of(world: World, superuser: Superuser) -> None:
    cut(superuser, numbers(world) - 2)
    assert "不是由环节产生的" in breach(world), "the voided item has lost its events"


def test_a_cut_tail_with_head_and_rows_set_back_too_is_found_by_the_last_anchor(
    world: World, superuser: Superuser
) -> None:
    """Nothing inside the database can show this one."""
    last = numbers(world)
    anchors.write_anchor(world.congress)
    cut(superuser, last - 1)
    superuser.execute("update proposals_proposal set state = 'registered', version = 0 where state = 'voided'")
    sentence = breach(world)
    assert "链尾被截断" in sentence and f"锚点记到第 {last} 号，现在只到第 {last - 1} 号" in sentence


def test_without_an_anchor_a_consistent_cut_is_not_seen(world: World, superuser: Superuser) -> None:
    """The control of the test before: it is the anchor that finds it, and the hour between two is the window."""
    cut(superuser, numbers(world) - 1)
    superuser.execute("update proposals_proposal set state = 'registered', version = 0 where state = 'voided'")
    assert look(world).breaches == []


def test_a_chain_written_anew_from_an_edited_row_is_found_by_the_anchor(world: World, superuser: Superuser) -> None:
    rewrite(superuser, 2, seat_id=99)
    assert look(world).breaches == [], "the chain itself is whole again"
    restore = numbers(world)
    anchors.write_anchor(world.congress)
    assert look(world).breaches == []
    rewrite(superuser, 2, seat_id=98)
    assert f"第 {restore} 号事件与" in breach(world) and "改写过" in breach(world)


def test_an_older_anchor_narrows_down_where_it_happened(world: World, superuser: Superuser) -> None:
    anchors.write_anchor(world.congress)
    first = numbers(world)
    with world.acting():
        world.register("再一件")
    anchors.write_anchor(world.congress)
    rewrite(superuser, first + 1, seat_id=99)
    assert f"第 {first + 1} 号事件与" in breach(world)
    rewrite(superuser, 3, seat_id=99)
    assert f"第 {first} 号事件与" in breach(world)


def test_time_that_fell_is_found_even_in_a_chain_made_whole(world: World, superuser: Superuser) -> None:
    (at,) = superuser.execute("select at - interval '1 hour' from chain_event where number = 4").fetchone() or ()
    rewrite(superuser, 5, at=at)
    assert breach(world) == "第 5 号事件的时间早于前一条。"


@pytest.mark.parametrize(
    "change, words",
    [
        ("update dispatch_assignment set state = 'received' where mode = 'lead'", "的状态被改动过"),
        ("update handling_round set state = 'answered'", "应是“已办结”"),
        ("delete from proposals_proposal where state = 'voided'", "的行不见了"),
        ("update proposals_proposal set title = title || '（改）' where state = 'concluded'", "不经更正被改动过"),
        ("update handling_letter set body = '一句空话'", "发出后被改动过"),
        ("update handling_letter set contact_line = '另一个人'", "发出后被改动过"),
        ("delete from handling_letterversion where moment = 'sent'", "发出后被改动过"),
    ],
)
def test_rows_changed_behind_the_steps_are_named(
    world: World, superuser: Superuser, change: str, words: str
) -> None:
    superuser.execute("set session_replication_role = replica")
    superuser.execute(change)
    assert words in breach(world)


def test_a_number_that_is_gone_is_named(world: World, superuser: Superuser) -> None:
    superuser.execute("update proposals_proposal set own_no = 9 where state = 'voided'")
    assert any("18届5次建议第 2 号不见了" in sentence for sentence in look(world).breaches)


def test_a_file_that_is_gone_or_damaged_is_named(world: World) -> None:
    with world.acting():
        StoredFile.objects.create(
            congress=world.congress, digest="0" * 64, size=1, kind="pdf", name="答复.pdf", owner_kind="letter"
        )
    assert "附件“答复.pdf”" in breach(world)


def test_the_first_breaches_are_enough(world: World, superuser: Superuser) -> None:
    with world.acting():
        for number in range(22):
            world.register(f"第{number}件")
    superuser.execute("update proposals_proposal set state = 'concluded'")
    assert 0 < len(look(world).breaches) <= 25


# -- anchors -----------------------------------------------------------------------------------------------------------


def test_an_anchor_is_written_when_the_chain_has_moved_and_only_then(world: World) -> None:
    made = anchors.write_anchor(world.congress)
    assert made is not None and made.number == numbers(world)
    assert anchors.write_anchor(world.congress) is None
    with world.acting():
        world.register("再一件")
    assert anchors.write_anchor(world.congress) is not None
    lines = anchors.path_of(world.congress.code).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [made.number, made.number + 1]
    assert set(json.loads(lines[0])) == {"chain", "number", "digest", "at", "anchored_at"}, "and nothing personal"


def test_no_anchor_is_written_over_a_chain_that_no_longer_fits_the_last(world: World, superuser: Superuser) -> None:
    """An anchor of the cut chain would hide the cut from the next verification."""
    anchors.write_anchor(world.congress)
    before = anchors.path_of(world.congress.code).read_bytes()
    cut(superuser, numbers(world) - 1)
    with pytest.raises(anchors.Broken, match="链尾被截断"):
        anchors.write_anchor(world.congress)
    assert anchors.path_of(world.congress.code).read_bytes() == before
    level, words = last_anchors()
    assert level == "fail" and "链尾被截断" in words


def test_an_anchor_file_that_cannot_be_read_is_itself_a_finding(world: World) -> None:
    anchors.write_anchor(world.congress)
    with anchors.path_of(world.congress.code).open("a") as file:
        file.write("{half a line\n")
    assert "第 2 行读不懂" in breach(world)


def test_the_hourly_job_anchors_every_chain_and_one_broken_does_not_stop_the_others(
    world: World, superuser: Superuser, tmp_path: Path
) -> None:
    other = make_world(f"{world.congress.code}-b")
    with other.acting():
        other.register()
    installation.installation_event(installation.CONGRESS_MADE, other.congress.pk)
    with override_settings(HOME=Home(tmp_path)):
        jobs.anchor(timestamp=0)
        first = {path.name: path.read_text() for path in (tmp_path / "anchors").iterdir()}
        assert len(first) == 3
        assert last_anchors()[0] == "ok"
        cut(superuser, numbers(world) - 1, world.congress.pk)
        with other.acting():
            other.register("再一件")
        jobs.anchor(timestamp=0)
        second = {path.name: path.read_text() for path in (tmp_path / "anchors").iterdir()}
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {f"{other.congress.code}.jsonl"}


# -- the installation's own chain --------------------------------------------------------------------------------------


def test_the_installation_keeps_a_chain_of_its_own(world: World, tmp_path: Path) -> None:
    with override_settings(HOME=Home(tmp_path)):
        for number in range(1, 4):
            event = installation.installation_event(installation.CONGRESS_MADE, number, {"code": "linjiang"})
            assert event.number == number
        assert anchors.write_installation_anchor() is not None
        found = verify_installation()
        assert (found.events, found.anchors, found.breaches) == (3, 1, [])
        with pytest.raises(ValueError, match="no step"):
            installation.installation_event("congress.sold")
    assert list(InstallationEvent.objects.values_list("previous", flat=True))[0] == events.FIRST


@pytest.mark.parametrize(
    "change, words",
    [
        ("update chain_installationevent set thing_id = 7 where number = 2", "第 2 号事件（congress.made）的内容"),
        ("delete from chain_installationevent where number = 2", "第 2 号事件缺失"),
        ("delete from chain_installationevent where number = 3", "链尾被截断"),
    ],
)
def test_a_change_of_the_installation_s_chain_is_named(
    superuser: Superuser, tmp_path: Path, change: str, words: str
) -> None:
    with override_settings(HOME=Home(tmp_path)):
        for number in range(1, 4):
            installation.installation_event(installation.CONGRESS_MADE, number)
        anchors.write_installation_anchor()
        superuser.execute(change)
        assert words in verify_installation().breaches[0]


# -- the command itself ------------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_the_command_anchors_verifies_and_exits_with_1_naming_the_row(
    own_database: str, superuser_connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    """In processes of their own, on the test's database as an external one."""
    made = make_world()
    with made.acting():
        made.by_the_office(made.register())

    def address(role: str) -> str:
        place = connection_parameters(server.home().database(role, own_database))
        return f"postgresql://{place['user']}:{place['password']}@/{own_database}?host={place['host']}"

    known = {k: v for k, v in os.environ.items() if not k.startswith(("HUIYIN_", "DJANGO_"))}
    known |= {"HUIYIN_HOME": str(tmp_path), "HUIYIN_DATABASE_URL": address("app")}

    def huiyin(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "huiyin", *arguments]
        return subprocess.run(command, env=known | more, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    assert huiyin("verify").returncode == 2
    anchored = huiyin("anchor", "--all")
    assert anchored.returncode == 0 and f"linjiang：第 {numbers(made)} 号" in anchored.stdout
    done = huiyin("verify", "--congress", "linjiang")
    assert done.returncode == 0 and "与 1 个锚点相符" in done.stdout and "以 app 角色核对" in done.stderr
    superuser_connection.execute("alter table chain_event disable trigger all")
    superuser_connection.execute("update chain_event set seat_id = 1 where number = 3")
    found = huiyin("verify", "--congress", "linjiang", HUIYIN_KEEPER_DATABASE_URL=address("keeper"))
    assert found.returncode == 1 and "第 3 号事件" in found.stdout
    assert found.stderr == ""


# -- what a superuser does ---------------------------------------------------------------------------------------------


def cut(superuser: Superuser, to: int, congress_id: int | None = None) -> None:
    """Cut the tail off, and set the head back to match."""
    where = "" if congress_id is None else f" and congress_id = {congress_id}"
    superuser.execute(f"delete from chain_event where number > %s{where}", [to])
    superuser.execute(
        "update chain_head h set number = e.number, digest = e.digest, at = e.at from chain_event e "
        f"where e.congress_id = h.congress_id and e.number = %s{where.replace('congress_id', 'e.congress_id')}",
        [to],
    )


def rewrite(superuser: Superuser, number: int, until: int | None = None, **changes: Any) -> None:
    """Edit a row and make its digest, and those of all rows behind it (to `until`) and the head, anew."""
    names = (*events._FIELDS, "id", "digest")
    rows = superuser.execute(
        f"select {', '.join(names)} from chain_event where number >= %s order by number", [number]
    ).fetchall()
    previous = None
    for values in rows:
        row = dict(zip(names, values, strict=True))
        if until is not None and row["number"] > until:
            return
        if row["number"] == number:
            row |= changes
        if previous is not None:
            row["previous"] = previous
        row["digest"] = previous = events.link(row)
        sets = ", ".join(f"{name} = %s" for name in (*changes, "previous", "digest"))
        values = [row[name] for name in (*changes, "previous", "digest")]
        superuser.execute(f"update chain_event set {sets} where id = %s", [*values, row["id"]])
    superuser.execute("update chain_head set digest = %s", [previous])


def test_the_link_is_what_the_description_says(world: World) -> None:
    """SM3 over the canonical record, made here without the product's own function: an outsider can check a chain."""
    with acting(world.congress.pk):
        event, head = Event.objects.filter(congress=world.congress).order_by("-number")[0], Head.objects.get()
    record = {
        "congress_id": event.congress_id,
        "number": event.number,
        "step": event.step,
        "thing_kind": event.thing_kind,
        "thing_id": event.thing_id,
        "case_id": event.case_id,
        "seat_id": event.seat_id,
        "from_state": event.from_state,
        "to_state": event.to_state,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "happened_on": event.happened_on.isoformat(),
        "late_ground": event.late_ground,
        "request_key": event.request_key,
        "batch_id": event.batch_id,
        "facts_digest": event.facts_digest,
        "previous": event.previous,
    }
    plain = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert digests.sm3(plain) == event.digest == head.digest
