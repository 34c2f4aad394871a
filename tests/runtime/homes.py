"""Installations of the tests: homes on the session's server, and the command as an operator calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from django.test.utils import override_settings

from huiyin.foundation.database import roles
from huiyin.foundation.home import Home, connection_parameters
from tests.support import server

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command with a home of its own, free of whatever the tests themselves run with."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HUIYIN_", "DJANGO_")) or k == "HUIYIN_PG_BIN"}
    return kept | {"HUIYIN_HOME": str(home), "COLUMNS": "100"} | more


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "huiyin", *arguments],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def address(role: str, name: str) -> str:
    place = connection_parameters(server.home().database(role, name))
    return f"postgresql://{place['user']}:{place['password']}@/{name}?host={place['host']}"


def external(name: str) -> dict[str, str]:
    """The environment that names a database of the session's server as an external one."""
    return {
        "HUIYIN_DATABASE_URL": address("app", name),
        "HUIYIN_OWNER_DATABASE_URL": address("owner", name),
        "HUIYIN_KEEPER_DATABASE_URL": address("keeper", name),
    }


@dataclass(frozen=True)
class Installation:
    """A home whose database is one of the session's server."""

    home: Home
    database: str

    @contextmanager
    def here(self) -> Iterator[None]:
        """This process's environment and settings as the command's: for calling what lies behind a command."""
        variables = external(self.database) | {"HUIYIN_SUPERUSER_DATABASE_URL": address("superuser", self.database)}
        with (
            patch.dict(os.environ, variables | {"HUIYIN_HOME": str(self.home.root)}),
            override_settings(HOME=self.home),
        ):
            yield

    def huiyin(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return run(self.home.root, *arguments, **external(self.database), **more)

    def restore(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """With the administrator's address, which a restore needs and nothing else."""
        superuser = address("superuser", self.database)
        return self.huiyin("restore", *arguments, HUIYIN_SUPERUSER_DATABASE_URL=superuser)


def empty_installation(root: Path) -> Installation:
    """What `huiyin database sql` leaves: roles and an empty database; and a home that does not exist yet."""
    name = server.new_name()
    with roles.superuser(server.home()) as connection:
        connection.execute(f"create database {name} encoding 'UTF8' template template0")
        connection.execute(roles.database_rights(name))
        with roles.superuser(server.home(), name) as inside:
            inside.execute(roles.INSIDE)
    return Installation(Home(root), name)
