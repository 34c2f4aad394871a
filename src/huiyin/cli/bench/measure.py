"""Asking the real server for pages, and what each cost: wall time, CPU of web and database, rows read for nothing."""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import ascii_letters
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client

from huiyin.cli.serving import THREADS, web_command
from huiyin.dispatch.models import Assignment
from huiyin.foundation.home import Home
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Role, Seat
from huiyin.people.sessions import SessionStore

PORT = 8765
TICK = os.sysconf("SC_CLK_TCK")


def measure(home: Home, congress_id: int, size: int, seconds: float) -> dict[str, Any]:
    visits = _visits(congress_id)
    with _server() as processes:
        rows = []
        for name, (target, next_visit) in visits.items():
            path, cookie = next_visit()
            rows.append(
                {
                    "page": name,
                    "target": target,
                    "filtered": _rows_filtered(path, cookie),
                    **_timed(next_visit, seconds, processes),
                    "rate8": _rate(next_visit, seconds),
                }
            )
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database()) / 1048576, version()")
        megabytes, version = cursor.fetchone()
    return {
        "cases": size,
        "pages": rows,
        "database_mb": int(megabytes),
        "server": str(version).split(" on ")[0],
        "cores": os.cpu_count(),
    }


def _cookie(seat: Seat) -> str:
    account = seat.person.account
    if account is None:
        raise RuntimeError("a measured seat has no account")
    account.must_set_password = False
    account.save(update_fields=["must_set_password"])
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "huiyin.people.authentication.AccountBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    store.save()
    # As a browser's second page: the secret against forged forms is there already.
    secret = "".join(random.choices(ascii_letters, k=32))
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"


def _visits(congress_id: int) -> dict[str, tuple[int, Callable[[], tuple[str, str]]]]:
    """Page → (target in ms, a function giving the next address and cookie to ask with)."""
    with acting(congress_id):
        officer = Seat.objects.select_related("person__account").get(
            congress_id=congress_id, role=Role.COMMITTEE_OFFICER
        )
        clerks = list(
            Seat.objects.select_related("person__account").filter(congress_id=congress_id, role=Role.UNIT_CLERK)[:50]
        )
        cookies = {seat.pk: _cookie(seat) for seat in (officer, *clerks)}
        mine = {
            seat.pk: list(
                Assignment.objects.filter(congress_id=congress_id, body_id=seat.body_id).values_list(
                    "proposal_id", flat=True
                )[:200]
            )
            for seat in clerks
        }
    frequent, rare = ("停车", "河道", "公交"), ("殡葬 红旗村 人才", "加装电梯 盲道 人才")

    def clerk_desk() -> tuple[str, str]:
        seat = random.choice(clerks)
        return f"/s/{seat.pk}/", cookies[seat.pk]

    def case() -> tuple[str, str]:
        seat = random.choice(clerks)
        return f"/s/{seat.pk}/case/{random.choice(mine[seat.pk])}/", cookies[seat.pk]

    def officer_desk() -> tuple[str, str]:
        return f"/s/{officer.pk}/", cookies[officer.pk]

    def search(words: tuple[str, ...]) -> Callable[[], tuple[str, str]]:
        return lambda: (f"/s/{officer.pk}/search/?q={quote(random.choice(words))}", cookies[officer.pk])

    return {
        "案头（承办单位）": (15, clerk_desk),
        "案头（最忙的单位）": (15, lambda: (f"/s/{clerks[0].pk}/", cookies[clerks[0].pk])),
        "案头（代表工委）": (15, officer_desk),
        "案卷": (15, case),
        "搜索 两个字，常见": (30, search(frequent)),
        "搜索 三个词，少见": (30, search(rare)),
    }


@contextmanager
def _server() -> Iterator[Callable[[], float]]:
    """The web server on the loopback; gives a function that tells the CPU seconds of web and database so far."""
    child = subprocess.Popen(web_command("127.0.0.1", PORT, 2), env=dict(os.environ))
    try:
        deadline = time.monotonic() + 30
        while not _answers():
            if time.monotonic() > deadline:
                raise SystemExit("网页服务 30 秒内没有起来。请用 huiyin web 单独启动，看它说什么。")
            time.sleep(0.1)
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            backend = cursor.fetchone()[0]
        postmaster = int(_stat(backend)[1])
        yield lambda: _cpu_below(child.pid) + _cpu_below(postmaster)
    finally:
        child.terminate()
        child.wait(15)


def _answers() -> bool:
    try:
        return _ask(http.client.HTTPConnection("127.0.0.1", PORT, timeout=5), "/health/", "")[0] == 200
    except OSError:
        return False


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat after the command's name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _cpu_below(root: int) -> float:
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            fields = _stat(int(entry.name))
        except OSError:
            continue  # ended while we looked
        pid = int(entry.name)
        parents[pid] = int(fields[1])
        # Own and waited-for children's time, user and system.
        spent[pid] = sum(int(fields[i]) for i in ((11, 12, 13, 14) if pid == root else (11, 12))) / TICK
    total = 0.0
    for pid, seconds in spent.items():
        above = pid
        while above not in (root, 0, 1) and above in parents:
            above = parents[above]
        total += seconds if above == root else 0.0
    return total


def _ask(to: http.client.HTTPConnection, path: str, cookie: str) -> tuple[int, bytes]:
    to.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "identity"})
    answer = to.getresponse()
    return answer.status, answer.read()


def _timed(next_visit: Callable[[], tuple[str, str]], seconds: float, cpu: Callable[[], float]) -> dict[str, Any]:
    to = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    # Each thread of the web has a line to the database of its own, and a plan is kept after a statement's tenth use.
    for _ in range(30 * THREADS):
        _ask(to, *next_visit())
    times: list[float] = []
    before, until = cpu(), time.monotonic() + seconds
    while time.monotonic() < until or len(times) < 30:
        path, cookie = next_visit()
        started = time.perf_counter()
        status, _ = _ask(to, path, cookie)
        times.append((time.perf_counter() - started) * 1000)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    spent = (cpu() - before) * 1000 / len(times)
    times.sort()
    return {
        "requests": len(times),
        "p50": round(statistics.median(times), 2),
        "p95": round(times[int(len(times) * 0.95)], 2),
        "cpu": round(spent, 2),
    }


def _rate(next_visit: Callable[[], tuple[str, str]], seconds: float) -> float:
    """Answers per second with eight askers at once."""
    counts = [0] * 8
    until = time.monotonic() + seconds

    def ask(n: int) -> None:
        to = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        while time.monotonic() < until:
            _ask(to, *next_visit())
            counts[n] += 1

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(counts) / (time.monotonic() - started), 1)


def _rows_filtered(path: str, cookie: str) -> int:
    """Rows that the page's queries read and threw away, by EXPLAIN ANALYZE of each, as the app role inside the door."""
    total = 0

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal total
        if sql.lstrip().upper().startswith(("SELECT", "WITH")) and "set_config" not in sql and not many:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute("explain (analyze, timing off, format json) " + sql, params)
                plan = cursor.fetchone()[0]
            total += _filtered((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
        return execute(sql, params, many, context)

    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies.load(cookie)
    with connection.execute_wrapper(explained):
        client.get(path)
    return total


def _filtered(node: dict[str, Any]) -> int:
    here = int(node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0))
    here *= int(node.get("Actual Loops", 1))
    return here + sum(_filtered(child) for child in node.get("Plans", ()))
