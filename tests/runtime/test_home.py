"""HUIYIN_HOME: its keys and its database addresses."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from huiyin.foundation.home import Home, SetupProblem, connection_parameters


def test_home_is_var_beside_the_caller_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HUIYIN_HOME")
    assert Home.from_environment().root == tmp_path / "var"
    monkeypatch.setenv("HUIYIN_HOME", "")
    assert Home.from_environment().root == tmp_path / "var"
    monkeypatch.setenv("HUIYIN_HOME", "data here")
    assert Home.from_environment().root == tmp_path / "data here"


def _ask(root: Path) -> str:
    return Home(root).secret("django")


def test_processes_that_start_at_once_agree_on_a_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(8) as pool:
        keys = pool.map(_ask, [tmp_path / str(turn) for turn in range(40) for _ in range(4)], chunksize=1)
    for turn in range(40):
        assert len(set(keys[turn * 4 : turn * 4 + 4])) == 1
        assert len(keys[turn * 4]) >= 48
        assert [file.name for file in (tmp_path / str(turn) / "keys").iterdir()] == ["django"]


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    home.secret("one")
    assert home.path("keys").stat().st_mode & 0o777 == 0o700
    assert home.path("keys", "one").stat().st_mode & 0o777 == 0o600


def test_an_external_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", "postgresql://huiyin_app:p%40ss%2Fw@db.local:6432/%E5%9B%9E?sslmode=require")
    found = Home(tmp_path).database("app")
    assert (found["HOST"], found["PORT"]) == ("db.local", "6432")
    assert (found["USER"], found["PASSWORD"]) == ("huiyin_app", "p@ss/w")
    assert found["NAME"] == "回"
    assert connection_parameters(found)["sslmode"] == "require"


def test_an_address_may_name_a_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", "postgresql://huiyin_app:x@/huiyin?host=%2Frun%2Fpostgresql")
    found = Home(tmp_path).database("app")
    assert (found["HOST"], found["NAME"]) == ("/run/postgresql", "huiyin")
    assert "host" not in found["OPTIONS"]


def test_with_an_external_database_the_owner_never_falls_back_to_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", "postgresql://huiyin_app:x@db/huiyin")
    with pytest.raises(SetupProblem, match="HUIYIN_OWNER_DATABASE_URL"):
        Home(tmp_path).database("owner")
    with pytest.raises(SetupProblem, match="huiyin database sql"):
        Home(tmp_path).database("superuser")
