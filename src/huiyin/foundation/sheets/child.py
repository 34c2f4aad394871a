"""The reader that runs in a process of its own: workbook bytes on stdin, JSON on stdout.

One cell written at XFD1048576 makes calamine ask for 512 GB, and the allocator then aborts the whole process: no
exception to catch. So an uploaded workbook is never opened inside the web server or the worker (security C34). This
file is started by path and imports nothing of huiyin, which keeps the start at about 30 ms.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import Any

MEMORY = 640 << 20
PROCESSOR_SECONDS = 25
CHARACTERS = 10_000_000


def fence() -> None:
    try:
        import resource
    except ImportError:  # Windows: only the parent's time limit holds there
        return
    for kind, limit in (("RLIMIT_AS", MEMORY), ("RLIMIT_CPU", PROCESSOR_SECONDS), ("RLIMIT_CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, kind), (limit, limit))
        except (ValueError, OSError):  # a container may already set a tighter limit than ours
            continue


def plain(value: Any) -> Any:
    """Numbers stay numbers and text stays text; a date becomes {"d": …}, a time or duration {"t": …}."""
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dt.datetime):
        return {"d": value.date().isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    return {"t": str(value)}


def sheets(data: bytes, max_rows: int, max_columns: int, max_sheets: int) -> list[dict[str, Any]]:
    from python_calamine import load_workbook

    book = load_workbook(io.BytesIO(data))
    found: list[dict[str, Any]] = []
    characters = 0
    for meta in book.sheets_metadata:
        entry: dict[str, Any] = {
            "name": meta.name,
            "kind": str(meta.typ).rsplit(".", 1)[-1],
            "hidden": not str(meta.visible).endswith(".Visible"),
        }
        if entry["kind"] == "WorkSheet" and len(found) < max_sheets:
            sheet = book.get_sheet_by_name(meta.name)
            end = sheet.end
            entry["height"] = end[0] + 1 if end else 0
            rows = sheet.to_python(skip_empty_area=False, nrows=max_rows) if end else []
            entry["rows"] = [[plain(value) for value in row[:max_columns]] for row in rows]
            characters += sum(len(value) for row in entry["rows"] for value in row if isinstance(value, str))
            if characters > CHARACTERS:  # one long string shared by every cell makes a small file huge
                raise MemoryError
            entry["merged"] = [
                [top, left, bottom, right]
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
                if top < max_rows and left < max_columns
            ]
        found.append(entry)
    return found


def main() -> int:
    fence()
    limits = [int(word) for word in sys.argv[1:4]]
    data = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": sheets(data, *limits)}
    except Exception as error:  # whatever it is, the parent turns its kind into a sentence
        answer = {"error": type(error).__name__, "detail": str(error)[:300]}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
