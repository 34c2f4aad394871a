"""`huiyin …` as an operator meets it: quick, plain, and with the exit code a script can rely on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huiyin.cli.main import COMMANDS
from huiyin.foundation.database import binaries
from tests.runtime.homes import Run


def test_help_lists_every_command_and_loads_none(huiyin: Run) -> None:
    done = huiyin("--help")
    assert done.returncode == 0
    for name in COMMANDS:
        assert f"  {name} " in done.stdout
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "huiyin", "--help"], capture_output=True, text=True
    ).stderr
    for module in ("django", "psycopg", "procrastinate", "huiyin.settings"):
        assert f" {module}\n" not in loaded


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["frobnicate"], "没有这条命令：frobnicate"),
        (["--nope"], "没有选项 --nope"),
        (["psql", "--role", "root"], "--role 的值不对：请从 app、owner、keeper 中选一个"),
        (["run", "--port", "eight"], "--port 的值不对：请填 1 到 65535 之间的整数"),
        (["database", "dump"], "缺少"),
        (["database", "restore", "/nowhere/x.dump"], "找不到这个文件"),
    ],
)
def test_a_command_written_wrongly_says_how_and_exits_with_2(huiyin: Run, arguments: list[str], words: str) -> None:
    done = huiyin(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_missing_command_is_missed_only_when_called(huiyin: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    from huiyin.cli.main import cli

    monkeypatch.setitem(COMMANDS, "later", ("huiyin.cli.not_there_yet:later", "以后"))
    with pytest.raises(click.ClickException, match="没有命令 later"):
        cli.get_command(click.Context(cli), "later")


@pytest.mark.deep
def test_without_the_owner_s_address_migrating_an_external_database_says_what_is_missing(huiyin: Run) -> None:
    done = huiyin("database", "migrate", HUIYIN_DATABASE_URL="postgresql://huiyin_app:x@/huiyin")
    assert done.returncode == 1
    assert "HUIYIN_OWNER_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.deep
def test_a_database_that_does_not_answer_is_said_plainly(huiyin: Run) -> None:
    url = "postgresql://huiyin_app:x@127.0.0.1:9/huiyin"
    for arguments in (["database", "status"], ["database", "migrate"]):
        done = huiyin(*arguments, HUIYIN_DATABASE_URL=url, HUIYIN_OWNER_DATABASE_URL=url)
        assert done.returncode == 1
        assert "数据库连接不上" in done.stderr
        assert "Traceback" not in done.stderr


def test_an_external_database_is_not_ours_to_start_or_stop(huiyin: Run, external: dict[str, str]) -> None:
    for command in ("start", "stop"):
        done = huiyin("database", command, **external)
        assert done.returncode == 1
        assert "外部数据库" in done.stderr


def test_psql_enters_as_the_role_named_and_passes_its_arguments_and_exit_code_on(
    huiyin: Run, external: dict[str, str], own_database: str
) -> None:
    for role in ("app", "owner", "keeper"):
        done = huiyin("psql", "--role", role, "--", "-XAtc", "select current_user, current_database()", **external)
        assert done.stdout == f"huiyin_{role}|{own_database}\n"
    assert huiyin("psql", "--", "-XAtc", "select nothing_like_it", **external).returncode == 1
    # A password on a command line would show in the list of processes.
    assert "postgresql://" not in huiyin("psql", "--", "-XAtc", r"\! ps -o args= -p $PPID", **external).stdout


@pytest.mark.deep
def test_doctor_tells_each_thing_and_migrating_again_changes_nothing(huiyin: Run, external: dict[str, str]) -> None:
    assert huiyin("database", "migrate", **external).returncode == 0
    done = huiyin("doctor", "--json", **external)
    assert "Traceback" not in done.stderr
    told = {row["name"]: row for row in json.loads(done.stdout)}
    for name in ("Python", "PostgreSQL", "数据库角色", "数据库结构", "隔离", "时钟", "工作日历", "后台任务"):
        assert name in told
    assert told["数据库结构"]["level"] == "ok", told["数据库结构"]
    assert told["数据库角色"]["level"] == "ok", told["数据库角色"]
    assert told["隔离"]["level"] == "ok", told["隔离"]
    assert done.returncode == int(any(row["level"] == "fail" for row in told.values()))


@pytest.mark.deep
def test_doctor_sees_the_wrong_role_and_a_structure_that_is_behind(
    huiyin: Run, external: dict[str, str], superuser_connection: Any
) -> None:
    superuser_connection.execute("delete from django_migrations where app = 'procrastinate' and name like '004%'")
    done = huiyin("doctor", "--json", **external | {"HUIYIN_DATABASE_URL": external["HUIYIN_OWNER_DATABASE_URL"]})
    assert done.returncode == 1
    told = {row["name"]: row for row in json.loads(done.stdout)}
    assert "huiyin_owner" in told["数据库角色"]["text"]
    assert "huiyin database migrate" in told["数据库结构"]["text"]


@pytest.mark.deep
def test_the_embedded_database_is_started_used_and_stopped_around_a_command(huiyin: Run, folder: Path) -> None:
    done = huiyin("psql", "--role", "owner", "--", "-XAtc", "select 1")
    assert done.returncode != 0  # nothing is made by looking: roles and schema come with migrate
    assert huiyin("database", "status").returncode == 1
    done = huiyin("database", "migrate")
    assert done.returncode == 0, done.stderr
    done = huiyin("psql", "--role", "owner", "--", "-XAtc", "select current_user")
    assert done.stdout == "huiyin_owner\n"
    assert huiyin("database", "status").returncode == 1

    assert huiyin("database", "start").returncode == 0
    done = huiyin("database", "status")
    assert (done.returncode, "正在运行" in done.stdout) == (0, True)
    kept = folder / "kept.dump"
    assert huiyin("database", "dump", str(kept)).returncode == 0
    assert kept.stat().st_mode & 0o077 == 0
    assert "没有覆盖" in huiyin("database", "dump", str(kept)).stderr
    assert "没有动它" in huiyin("database", "restore", str(kept)).stderr
    assert huiyin("database", "stop").returncode == 0
    assert huiyin("database", "status").returncode == 1

    # Into another home: what was kept comes back whole, and the app role still may what it may, and no more.
    there = {"HUIYIN_HOME": str(folder / "restored")}
    done = huiyin("database", "restore", str(kept), **there)
    assert done.returncode == 0, done.stderr
    done = huiyin("psql", "--role", "app", "--", "-XAtc", "select count(*) from procrastinate_jobs", **there)
    assert done.stdout == "0\n"
    assert huiyin("psql", "--role", "app", "--", "-XAtc", "truncate procrastinate_jobs", **there).returncode == 1
    told = {row["name"]: row["level"] for row in json.loads(huiyin("doctor", "--json", **there).stdout)}
    assert told["隔离"] == told["数据库结构"] == told["数据库角色"] == "ok"


@pytest.mark.deep
def test_data_moves_to_a_newer_postgresql_by_the_words_of_the_refusal(huiyin: Run, folder: Path) -> None:
    oldest = Path("/usr/lib/postgresql/15/bin")
    newest = {"HUIYIN_PG_BIN": str(next(binaries.candidates())[0])}
    old = {"HUIYIN_PG_BIN": str(oldest)} if (oldest / "postgres").exists() else newest
    assert huiyin("database", "migrate", **old).returncode == 0
    kept = folder / "old.dump"
    if old != newest:
        refused = huiyin("database", "start", **newest)
        assert refused.returncode == 1
        assert "huiyin database dump" in refused.stderr
    assert huiyin("database", "dump", str(kept), **old).returncode == 0
    data = folder / "var" / "postgres" / "data"
    data.rename(data.with_name("data-old"))
    assert huiyin("database", "restore", str(kept), **newest).returncode == 0
    told = {row["name"]: row["level"] for row in json.loads(huiyin("doctor", "--json", **newest).stdout)}
    assert told["隔离"] == told["数据库结构"] == told["数据库角色"] == "ok"
