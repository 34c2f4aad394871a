"""The plan of each statement of each measured request, as the app role inside the door has it.

auto_explain of the server tells them as notices: the plan that was used, also of what functions ask inside.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from huiyin.cli.bench.operations import Cast, pages, steps
from huiyin.cli.bench.site import HOST, Request
from huiyin.cli.support import tell

# A statement's plan is kept after its tenth use.
WARM = 12
_DURATION = re.compile(r"duration: ([0-9.]+) ms\s+plan:\s*(.*)", re.S)
_SCAN = re.compile(r"((?:Seq|Index Only|Index|Bitmap Heap|Function) Scan(?: Backward)?)(?: using (\w+))? on (\w+)")
_TEXT = re.compile(r"Query Text: (.*?)\n(?=\S[^\n]*\(cost=)", re.S)
_LOOPS = re.compile(r"\bloops=([0-9]+)")
_REMOVED = re.compile(r"Rows Removed by (?:Filter|Index Recheck|Join Filter): ([0-9]+)")


@dataclass(frozen=True)
class Plan:
    milliseconds: float
    text: str

    @property
    def removed(self) -> int:
        """Rows that were read and thrown away."""
        total, loops = 0, 1
        for row in self.text.splitlines():
            if found := _LOOPS.search(row):
                loops = int(found[1])
            elif found := _REMOVED.search(row):
                total += int(found[1]) * loops
        return total

    @property
    def short(self) -> str:
        """The beginning of the statement, and how its tables are read."""
        asked = _TEXT.search(self.text)
        words = " ".join(asked[1].split())[:70] if asked else ""
        scans = dict.fromkeys(f"{how} {by or table}" for how, by, table in _SCAN.findall(self.text))
        return f"`{words}` – {', '.join(scans) or '没有读表'}"


@dataclass
class Asked:
    name: str
    statements: int = 0
    plans: list[Plan] = field(default_factory=list)


def write_plans(congress_id: int, to: Path) -> None:
    """A table (operation, statements, slowest, rows filtered), how each statement reads, then each with its whole plan."""
    cast = Cast.of(congress_id)
    found = []
    for one in pages(cast):
        for _ in range(WARM):
            _answer(one.next())
        found.append(_explained(one.name, one.next()))
        tell(f"  {one.name}：{found[-1].statements} 条")
    for step in steps(cast):
        try:
            *before, last = step.requests[: WARM + 1]
            for asked in before:
                _answer(asked)
            found.append(_explained(step.name, last))
        finally:
            for asked in step.undone():
                _answer(asked)
        tell(f"  {step.name}：{found[-1].statements} 条")
    parts = [*_table(found), *(part for one in found for part in _brief(one)), *(part for one in found for part in _whole(one))]
    to.write_text("\n".join(parts))


def _table(found: list[Asked]) -> list[str]:
    rows = ["| 操作 | 语句 | 最慢 ms | 读了又丢的行 |", "|---|---:|---:|---:|"]
    for one in found:
        slowest = max((plan.milliseconds for plan in one.plans), default=0)
        rows.append(f"| {one.name} | {one.statements} | {slowest:.2f} | {sum(plan.removed for plan in one.plans)} |")
    return rows


def _brief(one: Asked) -> list[str]:
    return ["", f"### {one.name}", "", *(f"- {plan.milliseconds:.2f} ms {plan.short}" for plan in one.plans)]


def _whole(one: Asked) -> list[str]:
    return ["", f"## {one.name}", *(f"\n{plan.milliseconds:.3f} ms\n{plan.text}" for plan in one.plans)]


def _explained(name: str, asked: Request) -> Asked:
    out = Asked(name)

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        out.statements += 1
        return execute(sql, params, many, context)

    def heard(diagnostic: Any) -> None:
        if match := _DURATION.match(diagnostic.message_primary or ""):
            out.plans.append(Plan(float(match[1]), match[2].rstrip()))

    line: Any = connection.connection
    line.add_notice_handler(heard)
    try:
        with connection.execute_wrapper(count):
            _answer(asked)
        if connection.connection is not line:
            raise RuntimeError("the line to the database was changed while it was listened to")
    finally:
        line.remove_notice_handler(heard)
    return out


def _answer(asked: Request) -> None:
    client = Client(HTTP_HOST=HOST)
    client.cookies.load(asked.cookie)
    answer = client.get(asked.path) if asked.fields is None else client.post(asked.path, asked.fields)
    if answer.status_code != asked.expects:
        raise RuntimeError(f"{asked.path} answered {answer.status_code}: {answer.content[:2000].decode(errors='replace')}")


def questions(asked: Request) -> dict[str, int]:
    """How many statements a page asks, and how many rows they read and threw away, by EXPLAIN ANALYZE of each."""
    total = {"statements": 0, "filtered": 0}

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        total["statements"] += 1
        if sql.lstrip().upper().startswith(("SELECT", "WITH")) and "set_config" not in sql and not many:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute("explain (analyze, timing off, format json) " + sql, params)
                plan = cursor.fetchone()[0]
            total["filtered"] += _filtered((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        _answer(asked)
    return total


def _filtered(node: dict[str, Any]) -> int:
    here = int(node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0))
    here *= int(node.get("Actual Loops", 1))
    return here + sum(_filtered(child) for child in node.get("Plans", ()))
