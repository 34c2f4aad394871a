"""What takes longer than a page: a list of 100,000 rows as a spreadsheet, and counting all units' stages."""

from __future__ import annotations

import statistics
import threading
import time
from typing import Any

from huiyin.cli.bench.operations import FIGURES, Cast
from huiyin.cli.bench.site import Site, ask, line
from huiyin.cli.support import tell
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress
from huiyin.reports.queries import unit_stages

SECONDS = 15
LEDGER = "papers/ledger/xlsx/?session=all"


def measured(cast: Cast, running: Site) -> dict[str, Any]:
    """The ledger of all sessions as the page gives it: seconds, CPU, megabytes of the file, and by how many megabytes
    the web grew while it was made. An answer that is not the file is told as it is."""
    before, spent, most = running.pss(), running.cpu(), [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            most[0] = max(most[0], running.pss())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began, failed, length = time.monotonic(), "", 0
    try:
        length = ask(line(), cast.page(cast.officer, LEDGER))
    except (RuntimeError, OSError) as error:
        failed = str(error)[:300]
    took = time.monotonic() - began
    ended.set()
    watcher.join()
    after = running.cpu()
    tell(f"  导出台账：{took:.1f} 秒（目标 {SECONDS}）{failed}")
    return {
        "what": "台账 xlsx，全部会议",
        "seconds": round(took, 1),
        "target_seconds": SECONDS,
        "cpu_web_seconds": round(after[0] - spent[0], 1),
        "cpu_database_seconds": round(after[1] - spent[1], 1),
        "file_mb": round(length / 1048576, 1),
        "grew_mb": round(max(most[0] - before, 0)),
        "failed": failed,
        "met": not failed and took <= SECONDS,
    }


def by_stage(congress_id: int) -> dict[str, Any]:
    """Unit × stage of all items. No page shows it yet, so it is asked for in this process, as the app role."""
    congress = Congress.objects.get(pk=congress_id)
    times, spent = [], time.process_time()
    for n in range(25):
        began = time.perf_counter()
        with acting(congress_id):
            unit_stages(congress)
        if n >= 5:
            times.append((time.perf_counter() - began) * 1000)
    times.sort()
    p50 = round(statistics.median(times), 2)
    tell(f"  统计 单位 × 环节：{p50:.1f} ms（目标 {FIGURES.p50:g}）")
    return {
        "key": "figures_unit_stage", "name": "统计 单位 × 环节（不经网页）", "requests": len(times), "p50": p50,
        "p95": round(times[int(len(times) * 0.95)], 2), "cpu_web": round((time.process_time() - spent) * 1000 / 25, 2),
        "cpu_database": None, "rate8": None, "target_p50": FIGURES.p50, "target_cpu": None, "met": p50 <= FIGURES.p50,
    }  # fmt: skip
