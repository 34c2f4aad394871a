"""The real web server on the loopback, what it spends, and how it is asked."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection

from huiyin.cli.serving import web_command

HOST, PORT, PROCESSES = "127.0.0.1", 8765, 2
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 120.0
"""Seconds until an answer is given up: an export takes several."""


class Request(NamedTuple):
    """An address with the cookie of who asks; with `fields` it is a form that is sent."""

    path: str
    cookie: str
    fields: dict[str, str] | None = None

    @property
    def expects(self) -> int:
        """A page is shown; a step that was taken leads on."""
        return 200 if self.fields is None else 302


@dataclass(frozen=True)
class Site:
    web: int
    database: int

    def cpu(self) -> tuple[float, float]:
        """CPU seconds of web and database so far."""
        return _cpu_below(self.web), _cpu_below(self.database)

    def pss(self) -> float:
        """Megabytes of the web, what its processes share counted once."""
        return sum(_pss(pid) for pid in _below(self.web)) / 1024


@contextmanager
def site() -> Iterator[Site]:
    child = subprocess.Popen(web_command(HOST, PORT, PROCESSES), env=dict(os.environ))
    try:
        deadline = time.monotonic() + 60
        while not _answers():
            if time.monotonic() > deadline or child.poll() is not None:
                raise SystemExit("网页服务一分钟内没有起来。请用 huiyin web 单独启动，看它说什么。")
            time.sleep(0.1)
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            backend = cursor.fetchone()[0]
        yield Site(child.pid, int(_stat(backend)[1]))
    finally:
        child.terminate()
        child.wait(15)


def line() -> http.client.HTTPConnection:
    return http.client.HTTPConnection(HOST, PORT, timeout=PATIENCE)


def ask(to: http.client.HTTPConnection, asked: Request) -> int:
    """Ask, read the whole answer, return its length. Raises RuntimeError for an answer that was not to be expected."""
    headers = {"Cookie": asked.cookie, "Accept-Encoding": "identity"}
    if asked.fields is None:
        to.request("GET", asked.path, headers=headers)
    else:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{HOST}:{PORT}"}
        to.request("POST", asked.path, urlencode(asked.fields), headers)
    answer = to.getresponse()
    said = answer.read()
    if answer.status != asked.expects:
        raise RuntimeError(f"{asked.path} answered {answer.status}: {said[:2000].decode(errors='replace')}")
    return len(said)


def _answers() -> bool:
    with suppress(OSError, http.client.HTTPException, RuntimeError):
        return ask(line(), Request("/health/", "")) >= 0
    return False


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat after the command's name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _stats() -> dict[int, list[str]]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):  # ended while we looked
                found[int(entry.name)] = _stat(int(entry.name))
    return found


def _below(root: int, stats: dict[int, list[str]] | None = None) -> list[int]:
    stats = stats if stats is not None else _stats()
    found = []
    for pid in stats:
        above = pid
        while above != root and above in stats:
            above = int(stats[above][1])
        if above == root:
            found.append(pid)
    return found


def _cpu_below(root: int) -> float:
    stats = _stats()
    # Own time, and of the root what children that have ended took: user and system.
    fields = {pid: (11, 12, 13, 14) if pid == root else (11, 12) for pid in _below(root, stats)}
    return sum(int(stats[pid][i]) for pid, those in fields.items() for i in those) / TICK


def _pss(pid: int) -> int:
    with suppress(OSError):
        for row in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if row.startswith("Pss:"):
                return int(row.split()[1])
    return 0
