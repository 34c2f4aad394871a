"""The system user the embedded server runs as. PostgreSQL refuses uid 0, so root hands the server to another user."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huiyin.foundation.home import SetupProblem

# The uid must be in the user database: with an unknown one initdb says "could not look up effective user ID".
CANDIDATES = ("huiyin", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str
    dropped: bool

    @classmethod
    def for_data(cls, data: Path) -> Account:
        """The user who runs the server over `data`: whoever owns it already, else this user, as root a system user."""
        me = os.geteuid()
        owner = data.stat().st_uid if data.exists() else None
        if me != 0:
            if owner is not None and owner != me:
                raise SetupProblem(
                    f"数据库目录 {data} 属于用户 {_name(owner)}，当前用户 {_name(me)} 不能使用。数据没有动。"
                    f"请以原来的用户（或 root）运行，或者用 HUIYIN_HOME 指定另一个目录。"
                )
            return cls(me, os.getegid(), _name(me), dropped=False)
        if owner:
            try:
                entry = pwd.getpwuid(owner)
            except KeyError:
                raise SetupProblem(
                    f"数据库目录 {data} 属于编号 {owner} 的用户，而系统里没有这个用户。数据没有动。"
                    "请先建立这个用户再试。"
                ) from None
            return cls(entry.pw_uid, entry.pw_gid, entry.pw_name, dropped=True)
        for name in CANDIDATES:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, entry.pw_name, dropped=True)
        raise SetupProblem(
            "以 root 运行时，数据库要换成普通用户来运行，但系统里没有可用的用户。请先建立用户 huiyin 再试。"
        )

    def identity(self) -> dict[str, Any]:
        """Arguments of `subprocess` that make a child run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def may(self, test: str, path: Path) -> bool:
        """Ask the kernel (`test -r`, `-w`, `-x` as that user): mode bits alone miss parents, ACLs and mount options."""
        done = subprocess.run(
            ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            **self.identity(),
        )
        return done.returncode == 0

    def give(self, path: Path) -> None:
        if self.dropped:
            os.chown(path, self.uid, self.gid)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
