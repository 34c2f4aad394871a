"""HUIYIN_HOME: the one directory that holds an installation's state, and the two database addresses.

Neighbours: `foundation.database` starts the embedded server inside this directory; `settings` reads it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROLE_VARIABLES = {"app": "HUIYIN_DATABASE_URL", "owner": "HUIYIN_OWNER_DATABASE_URL", "keeper": "HUIYIN_KEEPER_DATABASE_URL"}
DATABASE_NAME = "huiyin"


@dataclass(frozen=True)
class Home:
    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        return cls(Path(os.environ.get("HUIYIN_HOME", "var")).absolute())

    def path(self, *parts: str) -> Path:
        return self.root.joinpath(*parts)

    @property
    def embedded(self) -> bool:
        """True when no database address is given and the embedded server inside HUIYIN_HOME is to be used."""
        return not os.environ.get("HUIYIN_DATABASE_URL")

    def socket_dir(self) -> Path:
        """Directory of the embedded server's socket, as recorded when it was started.

        The path of a UNIX socket may not exceed 107 bytes, so a deep HUIYIN_HOME gets a short directory elsewhere.
        """
        record = self.path("postgres", "socket-dir")
        return Path(record.read_text().strip()) if record.exists() else self.path("postgres")

    def secret(self, name: str) -> str:
        """A random key kept in HUIYIN_HOME/keys, made on first use; readable by the owner of the process only."""
        file = self.path("keys", name)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            made = secrets.token_urlsafe(48)
            try:
                handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return file.read_text().strip()
            with os.fdopen(handle, "w") as out:
                out.write(made)
            return made
        return file.read_text().strip()

    def database(self, role: str) -> dict[str, Any]:
        """Django's database settings for the role `app`, `owner` or `keeper`."""
        common: dict[str, Any] = {
            "ENGINE": "django.db.backends.postgresql",
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {"application_name": f"huiyin-{role}"},
            "TEST": {"MIRROR": None},
        }
        address = os.environ.get(ROLE_VARIABLES[role])
        if address:
            parts = urlsplit(address)
            options = dict(parse_qsl(parts.query))
            host = options.pop("host", None) or parts.hostname or ""
            common["OPTIONS"].update(options)
            return common | {
                "NAME": parts.path.lstrip("/") or DATABASE_NAME,
                "USER": unquote(parts.username or f"huiyin_{role}"),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": host,
                "PORT": str(parts.port or ""),
            }
        return common | {
            "NAME": DATABASE_NAME,
            "USER": f"huiyin_{role}",
            "PASSWORD": self.secret(f"database-{role}"),
            "HOST": str(self.socket_dir()),
            "PORT": "5432",
        }
