"""Asking the real server, and what each answer cost: wall time, CPU of web and database, rows read for nothing."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from huiyin.cli.bench import exporting, sweeping
from huiyin.cli.bench.operations import Cast, Operation, StepOperation, Target, pages, steps
from huiyin.cli.bench.plans import questions
from huiyin.cli.bench.site import PROCESSES, Request, Site, ask, line, site
from huiyin.cli.bench.size import Size
from huiyin.cli.serving import THREADS
from huiyin.cli.support import tell

ASKERS = 8
WARM_STEPS = 60
WARM_SECONDS = 30
SLOW_MS = 1000


def measure(congress_id: int, size: Size, seconds: float) -> dict[str, Any]:
    cast = Cast.of(congress_id)
    load = os.getloadavg()[0]
    with site() as running:
        rows = [_page(one, seconds, running) for one in pages(cast)]
        rows += [_step(one, seconds, running) for one in steps(cast)]
        pss = running.pss()
        export = exporting.measured(cast, running)
    rows += exporting.asked_here(cast)
    # Last: it changes when clocks were entered.
    sweep = sweeping.measured(congress_id)
    with connection.cursor() as cursor:
        cursor.execute("select pg_database_size(current_database()) / 1048576, version()")
        megabytes, version = cursor.fetchone()
    return {
        "size": size.name,
        "cases": size.whole,
        "congresses": size.congresses,
        "database_mb": int(megabytes),
        "web_pss_mb": round(pss),
        "web_processes": PROCESSES,
        "server": str(version).split(" on ")[0],
        "cores": os.cpu_count(),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "operations": rows,
        "export": export,
        "sweep": sweep,
    }


def _told(key: str, name: str, target: Target, found: dict[str, Any]) -> dict[str, Any]:
    """One line of the report, the target beside the figure."""
    met = target.p50 is None or found["p50"] <= target.p50
    if target.cpu is not None:
        met = met and found["cpu_web"] + found["cpu_database"] <= target.cpu
    row = {"key": key, "name": name, **found, "target_p50": target.p50, "target_cpu": target.cpu, "met": met}
    tell(f"  {name}：p50 {found['p50']:.1f} ms（{f'目标 {target.p50:g}' if target.p50 is not None else '没有目标'}）")
    return row


def _page(one: Operation, seconds: float, running: Site) -> dict[str, Any]:
    found = questions(one.next())
    to = line()
    # Each thread of the web has a line to the database of its own, and a plan is kept after a statement's tenth use.
    # A page that takes seconds is not warmed for an hour.
    until = time.monotonic() + WARM_SECONDS
    for _ in range(20 * PROCESSES * THREADS):
        ask(to, one.next())
        if time.monotonic() > until:
            break
    times, spent = _one_after_another(to, _for_seconds(one.next, seconds), running)
    summary = _summary(times, spent)
    # Eight askers of what takes seconds would only wait for one another, some until their statement is ended.
    rate = _at_once(_for_seconds(one.next, seconds)) if summary["p50"] < SLOW_MS else None
    return _told(one.key, one.name, one.target, {**summary, "rate8": rate, **found})


def _step(one: StepOperation, seconds: float, running: Site) -> dict[str, Any]:
    """Some rows to warm up, half of the others at one asker, half at eight. Then all are taken back."""
    given, warm = iter(one.requests), min(WARM_STEPS, len(one.requests) // 4)
    to, alone = line(), (len(one.requests) - warm + 1) // 2
    if not alone:
        raise SystemExit(f"没有可以拿来测“{one.name}”的件：数据太少，请用大一些的 --size。")
    try:
        for asked in islice(given, warm):
            ask(to, asked)
        times, spent = _one_after_another(to, islice(given, alone), running)
        rate = _at_once(given)
    finally:
        for asked in one.undone():
            ask(to, asked)
    return _told(one.key, one.name, one.target, {**_summary(times, spent), "rate8": rate})


def _for_seconds(following: Callable[[], Request], seconds: float) -> Iterator[Request]:
    until, given = time.monotonic() + seconds, 0
    while time.monotonic() < until or given < 5:
        given += 1
        yield following()


def _one_after_another(to: Any, given: Iterator[Request], running: Site) -> tuple[list[float], tuple[float, float]]:
    """Milliseconds of each answer, and CPU seconds of web and database meanwhile."""
    times: list[float] = []
    before = running.cpu()
    for asked in given:
        began = time.perf_counter()
        ask(to, asked)
        times.append((time.perf_counter() - began) * 1000)
    after = running.cpu()
    return times, (after[0] - before[0], after[1] - before[1])


def _summary(times: list[float], spent: tuple[float, float]) -> dict[str, Any]:
    times.sort()
    return {
        "requests": len(times),
        "p50": round(statistics.median(times), 2),
        "p95": round(times[min(len(times) - 1, int(len(times) * 0.95))], 2),
        "cpu_web": round(spent[0] * 1000 / len(times), 2),
        "cpu_database": round(spent[1] * 1000 / len(times), 2),
    }


def _at_once(given: Iterator[Request]) -> float:
    """Answers per second with eight askers at once."""
    turn, counts, failed = threading.Lock(), [0] * ASKERS, list[Exception]()

    def run(n: int) -> None:
        to = line()
        while True:
            with turn:
                asked = next(given, None)
            if asked is None or failed:
                return
            try:
                ask(to, asked)
            except Exception as error:
                failed.append(error)
                return
            counts[n] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(ASKERS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return round(sum(counts) / (time.monotonic() - began), 1)
