"""One caller of the system clock: everything dated can be replayed on any day."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import huiyin
from huiyin.foundation import clock

PACKAGE = Path(huiyin.__file__).parent
# The doctor looks at the machine's own clock, to tell that it is wrong.
MAY_READ = {PACKAGE / "foundation" / "clock.py", PACKAGE / "foundation" / "doctor.py"}
# What reads the system clock, as it is written in code. `time.monotonic` and `perf_counter` measure, they tell no date.
READERS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
}


# With an argument these convert a moment that is already known; without one they ask the clock.
CONVERTERS = {"localtime", "localdate", "gmtime"}


def _readings(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    converting = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args}
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"time", "django.utils.timezone"}:
            names = {alias.name for alias in node.names}
            imported |= names & CONVERTERS
            for name in names & {"time", "time_ns", "now"}:
                yield node.lineno, f"from {node.module} import {name}"
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in imported
            and not node.args
        ):
            yield node.lineno, f"{node.func.id}()"
        if isinstance(node, ast.Attribute) and not (node.attr in CONVERTERS and node in converting):
            base = node.value
            name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
            if (name, node.attr) in READERS or (name == "dt" and node.attr in {"now", "today"}):
                yield node.lineno, f"{name}.{node.attr}"


def test_nobody_but_the_clock_reads_the_system_clock() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{line} {what}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file not in MAY_READ
        for line, what in _readings(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_template_reads_the_system_clock() -> None:
    now_tag = re.compile(r"\{%-?\s*now\b")
    assert [str(file) for file in PACKAGE.rglob("*.html") if now_tag.search(file.read_text(encoding="utf-8"))] == []


def test_the_search_for_readers_does_find_them() -> None:
    source = "import datetime\nx = datetime.datetime.now()\ny = date.today()\nfrom time import time\nz = timezone.now\n"
    source += "a = timezone.localdate()\nb = timezone.localdate(z)\n"
    source += "from django.utils.timezone import localtime\nc = localtime(z)\nd = localtime()\n"
    assert [line for line, _ in sorted(_readings(source))] == [2, 3, 4, 5, 6, 10]


def test_now_is_aware_and_today_is_its_date() -> None:
    moment = clock.now()
    assert moment.tzinfo is clock.SHANGHAI
    assert abs((moment - datetime.now(UTC)).total_seconds()) < 5


def test_shortly_before_midnight_in_london_it_is_already_tomorrow_in_shanghai() -> None:
    with clock.frozen(datetime(2026, 1, 20, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 1, 21)


def test_a_frozen_clock_stands_still_in_every_thread_and_runs_again_afterwards() -> None:
    seen: list[date] = []
    with clock.frozen(date(2026, 2, 17)) as at:
        with clock.frozen(datetime(2030, 1, 1, 8)):
            assert clock.now().isoformat() == "2030-01-01T08:00:00+08:00"
        assert clock.now() == at
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen == [date(2026, 2, 17)]
    assert clock.now() != at
