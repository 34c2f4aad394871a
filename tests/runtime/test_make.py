"""The first command anybody types, on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clone(folder: Path) -> Path:
    """A copy of what a fresh clone has, without an environment."""
    made = folder / "回音 clone"
    made.mkdir()
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, made)
    shutil.copytree(ROOT / "scripts", made / "scripts")
    for name in ("src", "tests"):
        (made / name).mkdir()
    return made


def make(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HUIYIN_", "MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments],
        cwd=clone,
        env=kept | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def stand_in(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def bare(folder: Path) -> Path:
    """A PATH with the few programs every machine has, and no Python."""
    made = folder / "bin"
    made.mkdir()
    for name in ("sh", "make", "cat", "rm", "dirname", "find", "touch"):
        (made / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return made


def test_help_names_every_target(clone: Path) -> None:
    told = make(clone, "help").stdout
    for target in ("run", "test", "test-deep", "lint", "bench", "spike", "clean"):
        assert f"make {target} " in told


def test_an_old_python_is_named_in_both_languages(clone: Path, bare: Path) -> None:
    stand_in(bare, "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    done = make(clone, "run", PATH=str(bare))
    assert done.returncode != 0
    assert "没有找到 Python 3.11–3.14（现有：Python 3.9.2）" in done.stderr
    assert "No Python 3.11-3.14 found" in done.stderr


def test_a_python_without_venv_is_told_what_to_install(clone: Path, bare: Path) -> None:
    stand_in(bare, "python3", 'case "$2" in *ensurepip*) exit 1;; *version_info*print*|*print*) echo 3.12;; esac')
    done = make(clone, "run", PATH=str(bare))
    assert done.returncode != 0
    assert "apt install python3.12-venv" in done.stderr


@pytest.mark.deep
def test_a_failed_download_says_what_to_look_at_and_leaves_no_mark(clone: Path) -> None:
    done = make(clone, "run", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0", PIP_NO_CACHE_DIR="1")
    assert done.returncode != 0
    assert "没有装好依赖" in done.stderr
    assert not (clone / ".venv" / "run-installed").exists()


def test_clean_keeps_the_data(clone: Path) -> None:
    (clone / "var").mkdir()
    (clone / "var" / "precious").write_text("x")
    (clone / ".pytest_cache").mkdir()
    done = make(clone, "clean")
    assert done.returncode == 0, done.stderr
    assert (clone / "var" / "precious").exists()
    assert not (clone / ".pytest_cache").exists()


@pytest.mark.parametrize("place", ["build/var", ".venv/var", "dist", ".mypy_cache"])
def test_clean_refuses_when_the_data_lies_in_what_it_would_remove(clone: Path, place: str) -> None:
    (clone / place).mkdir(parents=True)
    (clone / place / "precious").write_text("x")
    done = make(clone, "clean", HUIYIN_HOME=place)
    assert done.returncode != 0
    assert (clone / place / "precious").exists()


@pytest.mark.deep
def test_a_wheelhouse_that_holds_nothing_fitting_is_said(clone: Path) -> None:
    house = clone / "wheels"
    house.mkdir()
    for words in ("没有 .whl 文件", "另一种处理器"):
        done = subprocess.run(
            ["scripts/environment", "run"],
            cwd=clone,
            env=dict(os.environ) | {"HUIYIN_WHEELHOUSE": str(house)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1
        assert words in done.stderr
        # Not a package of ours: nothing is fetched from anywhere else in its place.
        (house / "nothing-1.0-py3-none-any.whl").write_bytes(b"")
