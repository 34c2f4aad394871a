"""A new program over old data: never unasked where a real congress lives, and never without a way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from huiyin.cli.backups import keys, manifest
from huiyin.foundation.home import Home
from tests.runtime.homes import Installation
from tests.runtime.kept import Kept, fill, inside
from tests.support import server
from tests.world import make_world

# It makes a table and nothing else, so a database without them is one that lacks it.
ROOM, LATEST, MADE = "supervision", "0005_thread_apart", "supervision_threadapart"


@pytest.fixture
def behind(own_database: str, tmp_path: Path) -> Kept:
    """A real congress whose database lacks the newest migration of one room."""
    made = fill(Home(tmp_path / "home"), own_database)
    forget_the_latest(own_database)
    return made


def forget_the_latest(database: str) -> None:
    with server.connect("superuser", database) as connection:
        done = connection.execute("delete from django_migrations where app = %s and name = %s", [ROOM, LATEST])
        assert done.rowcount == 1
        connection.execute(f"drop table {MADE}")


def migrated(database: str) -> bool:
    with server.connect("superuser", database) as connection:
        sql = "select count(*) from django_migrations where app = %s and name = %s"
        return connection.execute(sql, [ROOM, LATEST]).fetchone() == (1,)


def test_nothing_is_migrated_unasked_where_a_real_congress_lives(behind: Kept) -> None:
    refused = behind.installation.huiyin("setup")
    assert (refused.returncode, "huiyin upgrade" in refused.stderr) == (1, True)
    assert not migrated(behind.installation.database)


@pytest.mark.deep
def test_upgrade_makes_a_backup_first_and_says_the_way_back(
    behind: Kept, elsewhere: Callable[[str], Installation], tmp_path: Path
) -> None:
    done = behind.installation.huiyin("upgrade")
    assert done.returncode == 0, done.stderr
    assert migrated(behind.installation.database)
    assert "条事件逐条核对无误" in done.stdout
    assert behind.home.joinpath("static").is_dir()
    (place,) = behind.home.joinpath("backups").iterdir()
    assert f"huiyin restore {place}" in done.stdout
    # The way back holds what was before.
    made = manifest.read(place)
    assert f"{ROOM}.{LATEST}" not in made.migrations
    keys.save(behind.installation.home, tmp_path / "keys.json")
    back = elsewhere("back").restore(str(place), "--keys", str(tmp_path / "keys.json"))
    assert back.returncode == 0, back.stderr
    assert behind.installation.huiyin("setup").returncode == 0


@pytest.mark.deep
def test_upgrade_says_when_a_chain_does_not_verify_and_how_to_go_back(behind: Kept) -> None:
    with server.connect("superuser", behind.installation.database) as connection:
        connection.execute("alter table chain_event disable trigger all")
        connection.execute("update chain_event set step = 'letter.open' where number = 3")
    done = behind.installation.huiyin("upgrade")
    assert done.returncode == 1
    assert "核对没有通过" in done.stderr
    assert "要退回" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_backup_no_upgrade(behind: Kept, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine").write_text("mine")
    done = behind.installation.huiyin("upgrade", "--backup", str(taken))
    assert done.returncode == 1
    assert "没有动它" in done.stderr
    assert not migrated(behind.installation.database)


@pytest.mark.deep
def test_a_home_of_demos_is_brought_up_to_date_by_itself(own_database: str, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with inside(home, own_database):
        make_world("linjiang", is_demo=True)
    forget_the_latest(own_database)
    assert Installation(home, own_database).huiyin("setup").returncode == 0
    assert migrated(own_database)
