"""`huiyin restore`: into an empty home, proved before and after; whatever does not fit is refused by name."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pytest_django import DjangoDbBlocker

from huiyin.cli.backups import facts, keys, making, manifest, restoring
from huiyin.foundation.database import binaries
from huiyin.foundation.home import Home, SetupProblem
from huiyin.people.models import Person
from tests.runtime.homes import Installation, environment, external, run
from tests.runtime.kept import CONTENT, PHONE, Kept, fill, inside
from tests.support import server
from tests.world import PASSWORD

Elsewhere = Callable[[str], Installation]


@pytest.fixture(scope="module")
def standing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Kept, Path, Path]]:
    """An installation, its backup and its keys; the backup is never changed, only copies of it."""
    name, place = server.new_name(), tmp_path_factory.mktemp("kept")
    server.clone(name)
    with django_db_blocker.unblock():
        made = fill(Home(place / "home"), name)
    with made.installation.here():
        making.make(made.installation.home, place / "backup")
    keys.save(made.installation.home, place / "keys.json")
    yield made, place / "backup", place / "keys.json"
    server.drop(name)


@pytest.fixture
def kept(standing: tuple[Kept, Path, Path]) -> Kept:
    return standing[0]


@pytest.fixture
def key_file(standing: tuple[Kept, Path, Path]) -> Path:
    return standing[2]


@pytest.fixture
def backup(standing: tuple[Kept, Path, Path], folder: Path) -> Path:
    """A copy to spoil."""
    return shutil.copytree(standing[1], folder / "backup")


def refused(there: Installation, backup: Path, key_file: Path | None, newer: Path | None = None) -> str:
    with there.here(), pytest.raises(SetupProblem) as problem:
        restoring.restore(there.home, backup, key_file, newer)
    return str(problem.value)


@pytest.fixture
def nowhere(folder: Path) -> Installation:
    """For what must be refused before home or database are touched: neither is there."""
    return Installation(Home(folder / "restored"), "huiyin_not_there")


def facts_of(there: Installation) -> facts.Facts:
    with there.here(), facts.reading(there.home) as connection:
        return facts.gather(connection)


# -- the same again, elsewhere ----------------------------------------------------------------------------------------


def test_counts_hashes_and_heads_are_the_same_and_people_sign_in(
    kept: Kept, backup: Path, key_file: Path, elsewhere: Elsewhere, live_site: str
) -> None:
    there = elsewhere("restored")
    done = there.restore(str(backup), "--keys", str(key_file))
    assert done.returncode == 0, done.stderr
    before, after = facts_of(kept.installation), facts_of(there)
    assert (after.counts, after.heads) == (before.counts, before.heads)
    assert after.counts["sealed.grade"] > 0
    assert manifest.digest_of(there.home.path("files", kept.digest[:2], kept.digest[2:4], kept.digest)) == kept.digest
    assert there.home.path("files", kept.digest[:2], kept.digest[2:4], kept.digest).read_bytes() == CONTENT
    for name in ("anchors/qingshan.jsonl", "keys/events", "keys/fields"):
        assert there.home.path(name).read_bytes() == (kept.home / name).read_bytes()
    assert there.home.path("keys/django").read_bytes() != (kept.home / "keys/django").read_bytes()
    assert not there.home.unusable_mark.exists()
    with inside(there.home, there.database), kept.world.acting():
        assert Person.objects.get(pk=kept.world.person("deputy").pk).phone == PHONE
    with inside(there.home, there.database):
        desk = sign_in(int(live_site.rpartition(":")[2]), "qingshan-clerk")
    assert "周敏" in desk
    assert "退出" in desk


@pytest.mark.deep
def test_the_web_serves_from_a_restored_home(backup: Path, key_file: Path, elsewhere: Elsewhere) -> None:
    there = elsewhere("restored")
    done = there.restore(str(backup), "--keys", str(key_file))
    assert done.returncode == 0, done.stderr
    with serving(there) as port:
        assert "陈立新" in sign_in(port, "qingshan-officer")


@contextmanager
def serving(there: Installation) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    assert there.huiyin("setup").returncode == 0
    web = subprocess.Popen(
        [sys.executable, "-m", "huiyin", "web", "--port", str(port), "--processes", "1"],
        env=environment(there.home.root, **external(there.database)),
    )
    try:
        give_up = time.monotonic() + 60
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert time.monotonic() < give_up and web.poll() is None
            time.sleep(0.05)
        yield port
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(60)


def sign_in(port: int, username: str) -> str:
    """Sign in as a browser does, and return the page one lands on."""
    cookies: SimpleCookie = SimpleCookie()

    def ask(method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            cookies.load(line)
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    _, _, page = ask("GET", "/signin/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
    status, place, _ = ask("POST", "/signin/", form)
    while status in (301, 302):
        status, after, page = ask("GET", place)
        place = after
    assert status == 200
    return page


# -- what is not as it was made ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["manifest.json", "manifest.sm3", "database.dump", "README.txt", "anchors", "files"])
@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_a_flipped_byte_anywhere_is_refused_before_anything_is_made(
    backup: Path, key_file: Path, nowhere: Installation, kind: str, where: float
) -> None:
    (file,) = [path for path in (backup / kind, *(backup / kind).rglob("*")) if path.is_file()]
    content = bytearray(file.read_bytes())
    content[round(where * (len(content) - 1))] ^= 0x01
    file.write_bytes(content)
    words = refused(nowhere, backup, key_file)
    assert kind in words
    assert not nowhere.home.root.exists()


def test_a_flipped_byte_ends_the_command_with_1(kept: Kept, backup: Path, key_file: Path, elsewhere: Elsewhere) -> None:
    dump = bytearray((backup / "database.dump").read_bytes())
    dump[len(dump) // 3] ^= 0x80
    (backup / "database.dump").write_bytes(dump)
    done = elsewhere("restored").restore(str(backup), "--keys", str(key_file))
    assert (done.returncode, done.stdout) == (1, "")
    assert "database.dump 与清单上的摘要不符" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_member_that_is_missing_or_added_is_refused(backup: Path, key_file: Path, nowhere: Installation) -> None:
    (backup / "files" / "more").write_text("more")
    assert "多出" in refused(nowhere, backup, key_file)
    (backup / "files" / "more").unlink()
    (backup / "anchors" / "qingshan.jsonl").rename(backup.parent / "aside.jsonl")
    assert "缺少 anchors/qingshan.jsonl" in refused(nowhere, backup, key_file)
    (backup / "anchors" / "qingshan.jsonl").symlink_to(backup.parent / "aside.jsonl")
    assert "缺少 anchors/qingshan.jsonl" in refused(nowhere, backup, key_file)
    assert not nowhere.home.root.exists()


def make_over(backup: Path, key: str, **changes: object) -> None:
    made = manifest.read(backup).model_copy(update=changes)
    (backup / manifest.MANIFEST).unlink()
    (backup / manifest.SEAL).unlink()
    manifest.write(backup, made, key)


def test_a_manifest_made_over_without_the_key_is_refused(backup: Path, key_file: Path, nowhere: Installation) -> None:
    make_over(backup, "a key of somebody else", lost=["0" * 64])
    assert "封签" in refused(nowhere, backup, key_file)
    assert not nowhere.home.root.exists()


@pytest.mark.parametrize(
    "what, words", [("counts", "恢复出来的表 public.people_seat 有"), ("heads", "的链头与清单不同")]
)
def test_what_does_not_hold_what_the_manifest_says_may_not_be_used(
    kept: Kept, backup: Path, key_file: Path, elsewhere: Elsewhere, what: str, words: str
) -> None:
    made = manifest.read(backup)
    wrong = {
        "counts": made.counts | {"public.people_seat": 1},
        "heads": {"qingshan": manifest.Link(number=made.heads["qingshan"].number, digest="0" * 64)},
    }
    make_over(backup, (kept.home / "keys/events").read_text(), **{what: wrong[what]})
    there = elsewhere("restored")
    assert words in refused(there, backup, key_file)
    assert there.home.unusable_mark.exists()
    for command in (["web"], ["worker"], ["run"], ["backup", str(backup.parent / "b")]):
        done = there.huiyin(*command)
        assert (done.returncode, "还不能使用" in done.stderr) == (1, True), command


def test_events_changed_in_the_database_before_the_backup_are_found_by_the_restore(
    kept: Kept, folder: Path, key_file: Path, elsewhere: Elsewhere
) -> None:
    with server.connect("superuser", kept.installation.database) as connection:
        connection.execute("alter table chain_event disable trigger all")
        connection.execute("update chain_event set step = 'letter.open' where number = 3")
        connection.execute("alter table chain_event enable trigger all")
        connection.commit()
        try:
            with kept.installation.here():
                making.make(kept.installation.home, folder / "tampered")
        finally:
            connection.execute("alter table chain_event disable trigger all")
            connection.execute("update chain_event set step = %s where number = 3", [steps_of(kept)[2]])
            connection.execute("alter table chain_event enable trigger all")
    there = elsewhere("restored")
    assert "没有通过核对" in refused(there, folder / "tampered", key_file)
    assert there.home.unusable_mark.exists()


def steps_of(kept: Kept) -> list[str]:
    return ["proposal.register", "dispatch.hand_over", "assignment.receive"]


# -- keys -------------------------------------------------------------------------------------------------------------


def test_without_the_right_keys_nothing_is_restored(backup: Path, key_file: Path, nowhere: Installation) -> None:
    assert "--keys" in refused(nowhere, backup, None)
    told = json.loads(key_file.read_text())
    other = backup.parent / "other.json"
    for change, words in (
        ({"keys": told["keys"] | {"fields": "x" * 64}}, "密钥不对：fields"),
        ({"keys": {"events": told["keys"]["events"]}}, "缺少 fields"),
        ({"format": "something"}, "不是回音的密钥文件"),
    ):
        other.write_text(json.dumps(told | change))
        assert words in refused(nowhere, backup, other)
    other.write_bytes(b"\x00\xff")
    assert "不是回音的密钥文件" in refused(nowhere, backup, other)
    assert "读不了密钥文件" in refused(nowhere, backup, backup.parent / "nowhere.json")
    assert not nowhere.home.root.exists()


# -- where to ---------------------------------------------------------------------------------------------------------


def test_a_home_or_a_database_that_holds_something_is_left_alone(
    kept: Kept, backup: Path, key_file: Path, elsewhere: Elsewhere
) -> None:
    there = elsewhere("restored")
    there.home.root.mkdir()
    (there.home.root / "notes.txt").write_text("mine")
    assert "不是空的" in refused(there, backup, key_file)
    assert [path.name for path in there.home.root.iterdir()] == ["notes.txt"]
    before = facts_of(kept.installation)
    full = Installation(Home(backup.parent / "new"), kept.installation.database)
    assert "已经有表" in refused(full, backup, key_file)
    assert facts_of(kept.installation).counts == before.counts


def test_a_backup_of_a_newer_program_or_for_a_larger_disk_is_refused_in_words(
    kept: Kept, backup: Path, key_file: Path, nowhere: Installation
) -> None:
    key = (kept.home / "keys/events").read_text()
    made = manifest.read(backup)
    for changes, words in (
        ({"migrations": [*made.migrations, "people.9999_later"]}, "比本程序"),
        ({"migrations": made.migrations, "dumped_by": 99}, "PostgreSQL 99"),
        ({"dumped_by": made.dumped_by, "database_bytes": 1 << 50}, "剩余空间"),
    ):
        make_over(backup, key, **changes)
        assert words in refused(nowhere, backup, key_file)
    assert not nowhere.home.root.exists()


# -- anchors kept elsewhere -------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_newer_anchors_are_held_against_the_backup_and_what_was_lost_is_told(
    kept: Kept, backup: Path, key_file: Path, elsewhere: Elsewhere, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = (backup / "anchors/qingshan.jsonl").read_text().splitlines()
    later = json.loads(line) | {"number": json.loads(line)["number"] + 7, "digest": "f" * 64}
    outside = backup.parent / "outside"
    outside.mkdir()
    (outside / "qingshan.jsonl").write_text(f"{line}\n{json.dumps(later)}\n")
    there = elsewhere("restored")
    with there.here():
        restoring.restore(there.home, backup, key_file, outside)
    assert "中间的 7 条事件" in capsys.readouterr().err
    assert there.home.path("anchors/qingshan.jsonl").read_text() == f"{line}\n"
    assert json.loads(there.home.path("anchors/qingshan.jsonl.after-backup").read_text()) == later
    # From here the chain goes on, and so do its anchors.
    assert there.huiyin("anchor", "--all").returncode == 0


def test_a_backup_that_does_not_fit_the_anchors_kept_elsewhere_is_refused(
    kept: Kept, backup: Path, key_file: Path, elsewhere: Elsewhere
) -> None:
    (line,) = (backup / "anchors/qingshan.jsonl").read_text().splitlines()
    outside = backup.parent / "outside"
    outside.mkdir()
    (outside / "qingshan.jsonl").write_text(json.dumps(json.loads(line) | {"digest": "f" * 64}) + "\n")
    assert "两份当中有一份被改动过" in refused(elsewhere("one"), backup, key_file, outside)
    # An anchor the backup has not got, of an event it has, otherwise than it has it.
    shutil.rmtree(backup / "anchors")
    made = manifest.read(backup)
    members = [member for member in made.members if not member.path.startswith("anchors/")]
    make_over(backup, (kept.home / "keys/events").read_text(), members=members)
    assert "没有通过核对" in refused(elsewhere("two"), backup, key_file, outside)


# -- with servers of its own ------------------------------------------------------------------------------------------


@pytest.mark.deep
@pytest.mark.parametrize("writer", ["15", "embedded"])
def test_a_backup_of_one_server_is_restored_into_an_embedded_one_of_another_version(folder: Path, writer: str) -> None:
    """Made under PostgreSQL 15 with a web that serves, restored into the embedded 18: the demo, its desks and its chain."""
    oldest = Path("/usr/lib/postgresql/15/bin")
    newest = {"HUIYIN_PG_BIN": str(next(binaries.candidates())[0])}
    if writer == "15" and not (oldest / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not on this machine")
    old = {"HUIYIN_PG_BIN": str(oldest)} if writer == "15" else newest
    home, there = folder / "home", folder / "there"
    assert run(home, "setup", "--demo", **old).returncode == 0
    done = run(home, "backup", str(folder / "b"), "--keys", str(folder / "b keys.json"), **old)
    assert done.returncode == 1  # beside the backup
    (folder / "safe").mkdir()
    done = run(home, "backup", str(folder / "b"), **old)
    assert done.returncode == 0, done.stderr
    assert run(home, "keys", "save", str(folder / "safe/keys.json"), **old).returncode == 0
    made = manifest.read(folder / "b")
    assert made.dumped_by == (15 if writer == "15" else 18)

    done = run(there, "restore", str(folder / "b"), "--keys", str(folder / "safe/keys.json"), **newest)
    assert done.returncode == 0, done.stderr
    asked = "select (select count(*) from proposals_proposal), (select count(*) from sealed.grade)"
    told = [
        run(place, "psql", "--role", "keeper", "--", "-XAtc", asked, **server).stdout
        for place, server in ((home, old), (there, newest))
    ]
    assert told[0] == told[1] != "0|0\n"
    assert run(there, "verify", "--all", **newest).returncode == 0
    levels = {row["name"]: row["level"] for row in json.loads(run(there, "doctor", "--json", **newest).stdout)}
    assert levels["隔离"] == levels["数据库结构"] == levels["数据库角色"] == "ok"
    # A second restore into it is refused, also after its folder is gone: the data may lie elsewhere.
    assert "不是空的" in run(there, "restore", str(folder / "b"), **newest).stderr


@pytest.mark.deep
def test_a_backup_of_a_newer_server_is_refused_by_an_older_one(folder: Path) -> None:
    oldest = Path("/usr/lib/postgresql/15/bin")
    if not (oldest / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not on this machine")
    assert run(folder / "home", "setup", "--demo").returncode == 0
    assert run(folder / "home", "backup", str(folder / "b")).returncode == 0
    (folder / "safe").mkdir()
    assert run(folder / "home", "keys", "save", str(folder / "safe/keys.json")).returncode == 0
    done = run(
        *(folder / "there", "restore", str(folder / "b"), "--keys", str(folder / "safe/keys.json")),
        HUIYIN_PG_BIN=str(oldest),
    )
    assert done.returncode == 1
    assert "pg_dump 写的" in done.stderr
    assert not (folder / "there").exists()
