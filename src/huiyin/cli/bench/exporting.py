"""What is no page: a list of 100,000 rows as a spreadsheet, counting all units' stages, the leader's page counted anew."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from huiyin.cli.support import start_django, tell

if __name__ == "__main__":
    start_django()

from huiyin.cli.bench.operations import Cast
from huiyin.cli.bench.site import Site
from huiyin.foundation import clock, file_owners
from huiyin.foundation.tenancy import acting
from huiyin.handling import tables
from huiyin.handling.columns import usual
from huiyin.handling.desk_filters import Filters
from huiyin.people.models import Seat, Session
from huiyin.reports import list_exports as room
from huiyin.reports import made_files, overview
from huiyin.reports.queries import unit_stages

SECONDS = 15
BY_STAGE_MS = 20.0
CASES = 100_000
"""The target is for so many rows; of fewer cases, or of several units a case, it is as much less or more."""


def measured(cast: Cast, running: Site) -> dict[str, Any]:
    """导出 of the ledger of all sessions, as the worker makes it, in a process of its own: seconds, CPU, megabytes of
    the file, and by how many megabytes the process grew after its first slice."""
    spent = running.cpu()[1]
    command = [sys.executable, "-m", "huiyin.cli.bench.exporting", str(cast.congress_id), str(cast.officer.pk)]
    said = subprocess.run(command, env=dict(os.environ), check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    target = round(SECONDS * found["rows"] / CASES, 1)
    tell(f"  导出台账 {found['rows']} 行：{found['seconds']:.1f} 秒（目标 {target:g}）")
    return {
        "what": "台账 xlsx，全部会议",
        **found,
        "cpu_database_seconds": round(running.cpu()[1] - spent, 1),
        "target_seconds": target,
        "met": found["seconds"] <= target,
    }


def _export(congress_id: int, seat_id: int) -> dict[str, Any]:
    """First the ledger of one session, then that of all: memory that does not grow with the rows grows no more then."""
    with acting(congress_id):
        seat = Seat.objects.select_related("body", "congress").get(congress_id=congress_id, pk=seat_id)
        newest = Session.objects.filter(congress_id=congress_id).latest("pk")
    _one(seat, Filters(session=newest.pk))
    before = _peak()
    began, spent = time.monotonic(), time.process_time()
    rows, size = _one(seat, Filters())
    return {
        "rows": rows,
        "seconds": round(time.monotonic() - began, 1),
        "cpu_worker_seconds": round(time.process_time() - spent, 1),
        "file_mb": round(size / 1048576, 1),
        "grew_mb": round((_peak() - before) / 1024),
    }


def _one(seat: Seat, filters: Filters) -> tuple[int, int]:
    """Ask for it, make it, and take the file away again; rows and bytes."""
    with acting(seat.congress_id):
        progress = room.ask(seat, room.Wanted(tables.LEDGER.key, filters, usual(seat.role), "测速"))
    room.make(seat.congress_id, progress.pk)
    with acting(seat.congress_id):
        progress.refresh_from_db()
        (file,) = made_files.files_of(progress)
        file_owners.remove(seat.congress_id, room.KIND, progress.pk, [file.pk])
    return progress.done, file.size


def _peak() -> int:
    """The most memory this process has had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def asked_here(cast: Cast) -> list[dict[str, Any]]:
    """What no page shows by itself, asked for in this process as the app role: unit × stage of all items, and the leader's
    page as it is counted anew after a step."""

    def anew() -> None:
        overview._counted.cache_clear()
        overview._run.cache_clear()
        overview.overview(officer, clock.today())

    with acting(cast.congress_id):
        officer = Seat.objects.select_related("congress", "body").get(pk=cast.officer.pk)
    congress = cast.congress_id
    return [
        _timed(congress, "figures_unit_stage", "统计 单位 × 环节（不经网页）", BY_STAGE_MS, lambda: unit_stages(officer.congress)),
        _timed(congress, "overview_anew", "一页纸，办理有变化以后重新数（不经网页）", None, anew),
    ]


def _timed(congress_id: int, key: str, name: str, target: float | None, ask: Callable[[], object]) -> dict[str, Any]:
    times, spent = [], time.process_time()
    for n in range(25):
        began = time.perf_counter()
        with acting(congress_id):
            ask()
        if n >= 5:
            times.append((time.perf_counter() - began) * 1000)
    times.sort()
    p50 = round(statistics.median(times), 2)
    tell(f"  {name}：{p50:.1f} ms" + (f"（目标 {target:g}）" if target is not None else ""))
    return {
        "key": key, "name": name, "requests": len(times), "p50": p50,
        "p95": round(times[int(len(times) * 0.95)], 2), "cpu_web": round((time.process_time() - spent) * 1000 / 25, 2),
        "cpu_database": None, "rate8": None, "target_p50": target, "target_cpu": None,
        "met": target is None or p50 <= target,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(_export(int(sys.argv[1]), int(sys.argv[2]))))
