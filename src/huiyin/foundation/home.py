"""HUIYIN_HOME: the one directory that holds an installation's state, and the database addresses.

Neighbours: `foundation.database` starts the embedded server inside this directory; `settings` reads it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

ROLE_VARIABLES = {
    "app": "HUIYIN_DATABASE_URL",
    "owner": "HUIYIN_OWNER_DATABASE_URL",
    "keeper": "HUIYIN_KEEPER_DATABASE_URL",
    # Only for `huiyin restore`, and only for as long as that takes.
    "superuser": "HUIYIN_SUPERUSER_DATABASE_URL",
}
DATABASE_NAME = "huiyin"
SUPERUSER = "postgres"
UNUSABLE = "restore-not-finished"


class SetupProblem(Exception):
    """Something of the installation stands in the way. The text is for the operator: what happened, what to do next.

    The command line prints it without a traceback and exits with 1.
    """


@dataclass(frozen=True)
class Home:
    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        return cls(Path(os.environ.get("HUIYIN_HOME") or "var").absolute())

    def path(self, *parts: str) -> Path:
        return self.root.joinpath(*parts)

    @property
    def embedded(self) -> bool:
        """True when no database address is given and the embedded server inside HUIYIN_HOME is to be used."""
        return not os.environ.get("HUIYIN_DATABASE_URL")

    @property
    def unusable_mark(self) -> Path:
        """A file that stands here while a restore has not proved itself. It says why, for people."""
        return self.path(UNUSABLE)

    def refuse_if_unusable(self) -> None:
        """Raise SetupProblem where a restore has not finished well: nobody may work on doubtful data unknowingly."""
        if self.unusable_mark.exists():
            raise SetupProblem(self.unusable_mark.read_text().strip())

    def socket_dir(self) -> Path:
        """Directory of the embedded server's socket, as recorded when it was started.

        The path of a UNIX socket may not exceed 107 bytes, so a deep HUIYIN_HOME gets a short directory elsewhere.
        """
        record = self.path("postgres", "socket-dir")
        return Path(record.read_text().strip()) if record.exists() else self.path("postgres", "socket")

    def secret(self, name: str) -> str:
        """A random key kept in HUIYIN_HOME/keys, made on first use; readable by the owner of the process only."""
        file = self.path("keys", name)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Linked into place when whole: two processes starting at once must never see an empty or a second key.
            draft = file.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(48))
            try:
                os.link(draft, file)
            except FileExistsError:
                # The other process was first: its key is the key.
                return file.read_text().strip()
            finally:
                draft.unlink()
        return file.read_text().strip()

    def given(self, name: str) -> str:
        """A secret that the operator laid into HUIYIN_HOME/keys (a gateway's password); empty where there is none."""
        file = self.path("keys", name)
        return file.read_text(encoding="utf-8").strip() if file.exists() else ""

    def database(self, role: str, name: str | None = None) -> dict[str, Any]:
        """Django's database settings for the role `app`, `owner` or `keeper` (embedded server: `superuser` too).

        Raises SetupProblem when the database is external and the address for this role was not given.
        """
        common: dict[str, Any] = {
            "ENGINE": "huiyin.foundation.database.backend",
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {"application_name": f"huiyin-{role}"},
            "TEST": {"MIRROR": None},
        }
        if self.embedded:
            return common | {
                "NAME": name or DATABASE_NAME,
                "USER": SUPERUSER if role == "superuser" else f"huiyin_{role}",
                "PASSWORD": self.secret(f"database-{role}"),
                "HOST": str(self.socket_dir()),
                "PORT": "5432",
            }
        variable = ROLE_VARIABLES[role]
        address = os.environ.get(variable)
        if not address and role == "superuser":
            raise SetupProblem(
                "外部数据库由数据库管理员管理，这里没有它的超级用户。请让管理员执行 huiyin database sql 打印的语句；"
                f"恢复备份时，请管理员临时给出 {variable}=postgresql://超级用户:密码@主机/库名。"
            )
        if not address:
            raise SetupProblem(
                f"已用 HUIYIN_DATABASE_URL 指定外部数据库，但没有 {variable}，做不了这一步。"
                f"请设置 {variable}=postgresql://huiyin_{role}:密码@主机/库名 后再试。"
            )
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", None) or unquote(parts.hostname or "")
        common["OPTIONS"].update(options)
        return common | {
            "NAME": name or unquote(parts.path.lstrip("/")) or DATABASE_NAME,
            "USER": unquote(parts.username or f"huiyin_{role}"),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
        }


def connection_parameters(database: Mapping[str, Any]) -> dict[str, str]:
    """libpq's parameters for Django's database settings, for psycopg and psql outside Django."""
    named = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    return {key: str(value) for key, value in (named | dict(database["OPTIONS"])).items() if value not in ("", None)}
