"""`huiyin backup`: whole or not there, while everybody works, and without the keys."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from huiyin.cli.backups import facts, keys, making, manifest
from huiyin.cli.folders import UNFINISHED
from huiyin.foundation import doctor
from huiyin.foundation.database import binaries
from huiyin.foundation.home import Home, SetupProblem
from huiyin.foundation.models import StoredFile
from tests.runtime.homes import Installation, environment, external
from tests.runtime.kept import Kept, fill, inside
from tests.support import server


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock():
        made = fill(Home(tmp_path_factory.mktemp("kept") / "home"), name)
    yield made
    server.drop(name)


@pytest.fixture
def kept_files(kept: Kept, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[..., None]]:
    """Add rows that name attachments; they are gone at the end."""
    added: list[int] = []

    def add(digest: str, size: int) -> None:
        with django_db_blocker.unblock(), inside(kept.installation.home, kept.installation.database):
            with kept.world.acting():
                row = StoredFile(congress=kept.world.congress, digest=digest, size=size, kind="pdf", name="甲.pdf")
                row.save()
                added.append(row.pk)

    yield add
    with server.connect("superuser", kept.installation.database) as connection:
        connection.execute("delete from foundation_storedfile where id = any(%s)", [added])


def nothing_at(target: Path) -> bool:
    return not target.exists() and not target.with_name(target.name + UNFINISHED).exists()


def test_it_holds_what_the_installation_holds_and_no_key_and_no_living_login(kept: Kept, folder: Path) -> None:
    target = folder / "b"
    done = kept.installation.huiyin("backup", str(target))
    assert done.returncode == 0, done.stderr
    assert "密钥还没有另存过" in done.stdout
    made = manifest.read(target)
    manifest.prove_members(target, made)
    assert {member.path for member in made.members} == {
        "database.dump",
        "README.txt",
        "anchors/qingshan.jsonl",
        f"files/{kept.digest[:2]}/{kept.digest[2:4]}/{kept.digest}",
    }
    with server.connect("superuser", kept.installation.database) as connection:
        number, digest = connection.execute("select number, digest from chain_head").fetchone()  # type: ignore[misc]
        grades = connection.execute("select count(*) from sealed.grade").fetchone()
    assert made.heads["qingshan"] == manifest.Link(number=number, digest=digest)
    assert (made.counts["sealed.grade"],) == grades != (0,)
    for path in (target, *target.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    secrets = [(kept.home / "keys" / name).read_bytes() for name in made.keys]
    assert len(secrets) == 2
    whole = b"".join(path.read_bytes() for path in target.rglob("*") if path.is_file())
    plain = subprocess.run([binaries.find() / "pg_restore", "-f", "-", target / "database.dump"], capture_output=True)
    assert b"qingshan-officer" in plain.stdout
    for secret in (*secrets, kept.session_key.encode()):
        assert secret not in whole
        assert secret not in plain.stdout


def test_keys_go_into_a_file_of_their_own_and_never_beside_the_backup(kept: Kept, folder: Path) -> None:
    (folder / "safe").mkdir()
    (folder / "backups").mkdir()
    target = folder / "backups" / "b"
    for beside in (target / "keys.json", folder / "backups" / "keys.json"):
        refused = kept.installation.huiyin("backup", str(target), "--keys", str(beside))
        assert (refused.returncode, nothing_at(target)) == (1, True)
        assert "请换一个位置" in refused.stderr
    file = folder / "safe" / "keys.json"
    done = kept.installation.huiyin("backup", str(target), "--keys", str(file))
    assert done.returncode == 0, done.stderr
    assert "密钥还没有另存过" not in done.stdout
    assert file.stat().st_mode & 0o077 == 0
    assert keys.read(file) == keys.of(kept.installation.home)
    assert keys.saved(kept.installation.home)
    keys.save(kept.installation.home, file)  # the same once more: nothing to do
    file.write_text(file.read_text().replace((kept.home / "keys/fields").read_text(), "another"))
    with pytest.raises(SetupProblem, match="没有覆盖"):
        keys.save(kept.installation.home, file)
    assert "fields 不是" in kept.installation.huiyin("keys", "check", str(file)).stderr


def test_a_place_that_is_taken_or_not_there_is_refused_and_left_alone(kept: Kept, folder: Path) -> None:
    taken = folder / "taken"
    taken.mkdir()
    (taken / "mine").write_text("mine")
    assert "没有动它" in kept.installation.huiyin("backup", str(taken)).stderr
    assert [path.name for path in taken.iterdir()] == ["mine"]
    assert "挂载" in kept.installation.huiyin("backup", str(folder / "not mounted" / "b")).stderr
    (folder / "empty").mkdir()
    assert kept.installation.huiyin("backup", str(folder / "empty")).returncode == 0
    manifest.read(folder / "empty")


def test_a_disk_too_small_is_said_before_anything_is_written(
    kept: Kept, folder: Path, kept_files: Callable[..., None]
) -> None:
    kept_files("0" * 64, 1 << 50)
    refused = kept.installation.huiyin("backup", str(folder / "b"))
    assert refused.returncode == 1
    assert "剩余空间" in refused.stderr
    assert "没有开始" in refused.stderr
    assert nothing_at(folder / "b")


def test_an_attachment_that_is_lost_is_named_and_the_rest_is_kept(
    kept: Kept, folder: Path, kept_files: Callable[..., None]
) -> None:
    kept_files("0" * 64, 100)
    done = kept.installation.huiyin("backup", str(folder / "b"))
    assert done.returncode == 1
    assert "000000000000…" in done.stdout
    made = manifest.read(folder / "b")
    assert made.lost == ["0" * 64]
    manifest.prove_members(folder / "b", made)


def test_when_writing_fails_half_way_nothing_is_left(kept: Kept, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huiyin", "backup", str(folder / "b")],
        env=environment(kept.home, **external(kept.installation.database)),
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1
    assert "没有留下半份备份" in done.stderr
    assert "Traceback" not in done.stderr
    assert nothing_at(folder / "b")


def begun(kept: Kept, target: Path) -> subprocess.Popen[str]:
    """A backup that has begun to write; the caller holds a lock that it waits for."""
    process = subprocess.Popen(
        [sys.executable, "-m", "huiyin", "backup", str(target)],
        env=environment(kept.home, **external(kept.installation.database)),
        stderr=subprocess.PIPE,
        text=True,
    )
    draft = target.with_name(target.name + UNFINISHED)
    give_up = time.monotonic() + 60
    while not (draft / "anchors").exists():
        assert time.monotonic() < give_up, "the backup did not begin"
        assert process.poll() is None
        time.sleep(0.02)
    return process


def test_broken_off_it_leaves_nothing_that_looks_whole(kept: Kept, folder: Path) -> None:
    target = folder / "b"
    draft = folder / "b.unfinished"
    with server.connect("superuser", kept.installation.database) as holder:
        holder.execute("lock table proposals_proposal in access exclusive mode")
        process = begun(kept, target)
        second = kept.installation.huiyin("backup", str(folder / "c"))
        assert "另一次备份正在进行" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
        assert nothing_at(target)
        process = begun(kept, target)
        process.kill()
        process.wait()
    assert draft.exists()
    assert not target.exists()
    with pytest.raises(SetupProblem, match="没有做完"):
        manifest.read(draft)
    draft.rename(target)
    with pytest.raises(SetupProblem, match="不是一份完整的备份"):
        manifest.read(target)
    target.rename(draft)
    # The next one clears it away.
    assert kept.installation.huiyin("backup", str(target)).returncode == 0
    assert not draft.exists()


def test_only_the_newest_are_kept_and_only_of_this_installation(kept: Kept, folder: Path) -> None:
    for number in range(3):
        with kept.installation.here():
            making.make(kept.installation.home, folder / f"b{number}")
        # A backup's time is kept to the second.
        edit(
            folder / f"b{number}",
            (kept.home / "keys/events").read_text(),
            made_at=f"2026-01-0{number + 1}T00:00:00+08:00",
        )
    edit(folder / "b1", "another installation's", keys={"events": "0" * 64})
    (folder / "notes").mkdir()
    done = kept.installation.huiyin("backup", str(folder / "b3"), "--keep", "2")
    assert "已删除旧备份" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["b1", "b2", "b3", "notes"]


def edit(backup: Path, key: str, **changes: object) -> None:
    """Make the manifest over, sealed with `key`."""
    made = manifest.read(backup).model_copy(update=changes)
    (backup / manifest.MANIFEST).unlink()
    (backup / manifest.SEAL).unlink()
    manifest.write(backup, made, key)


@pytest.mark.deep
def test_while_steps_are_being_taken_it_is_of_one_moment(
    own_database: str, folder: Path, elsewhere: Callable[[str], Installation], tmp_path: Path
) -> None:
    """Restored, it passes: counts, heads, and every row against its events."""
    kept = fill(Home(tmp_path / "home"), own_database)
    stop = threading.Event()
    taken: list[int] = []

    def work() -> None:
        from django.db import connections

        try:
            while not stop.is_set():
                with kept.world.acting():
                    taken.append(kept.world.register().pk)
                with kept.world.acting():
                    kept.world.hand_over(kept.world.register())
        finally:
            connections.close_all()

    with inside(kept.installation.home, own_database):
        thread = threading.Thread(target=work)
        thread.start()
        try:
            while not taken:
                time.sleep(0.02)
            began = len(taken)
            done = kept.installation.huiyin("backup", str(folder / "b"), "--keys", str(tmp_path / "keys.json"))
            during = len(taken) - began
        finally:
            stop.set()
            thread.join()
    assert done.returncode == 0, done.stderr
    assert during > 0, "nothing happened while the backup was made"
    made = manifest.read(folder / "b")
    with server.connect("superuser", own_database) as connection:
        (number,) = connection.execute("select number from chain_head").fetchone()  # type: ignore[misc]
    assert made.heads["qingshan"].number < number
    done = elsewhere("restored").restore(str(folder / "b"), "--keys", str(tmp_path / "keys.json"))
    assert done.returncode == 0, done.stderr
    assert f"{made.heads['qingshan'].number} 条事件逐条核对无误" in done.stdout


def test_the_name_of_the_installation_s_chain_is_that_of_its_anchors() -> None:
    from huiyin.chain import anchors

    assert facts.INSTALLATION == anchors.INSTALLATION


def test_doctor_tells_when_the_last_backup_was(kept: Kept, folder: Path) -> None:
    (look,) = [check.look for check in doctor.CHECKS if check.name == "备份"]
    with kept.installation.here():
        made = making.make(kept.installation.home, folder / "b")
        _, words = look()
        assert str(folder / "b") in words
        assert made.made_at[:16] in words
        record = kept.home / "last-backup"
        record.write_text(json.dumps({"at": "2026-01-01T03:00:00+08:00", "place": "/x"}))
        assert look()[0] == "warn"
        os.unlink(record)
        assert "还没有用 huiyin backup" in look()[1]
