from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runtime import homes
from tests.runtime.homes import Installation, Run
from tests.support import server


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that any user may pass through (pytest's own is closed), with a name that shells dislike."""
    made = Path(tempfile.mkdtemp(prefix="hy "))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def huiyin(folder: Path) -> Run:
    """Run the command with a home of its own, standard input closed."""
    return lambda *arguments, **more: homes.run(folder / "var", *arguments, **more)


@pytest.fixture
def external(own_database: str) -> dict[str, str]:
    """The environment that names a migrated database as an external one."""
    return homes.external(own_database)


@pytest.fixture
def elsewhere(django_db_setup: None, folder: Path) -> Iterator[Callable[[str], Installation]]:
    """`elsewhere("name")`: a place to restore to: an empty database, and a home that does not exist yet."""
    made: list[Installation] = []

    def place(name: str) -> Installation:
        made.append(homes.empty_installation(folder / name))
        return made[-1]

    yield place
    for one in made:
        server.drop(one.database)
