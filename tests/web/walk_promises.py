"""Promises of the walked congress: one at every point of its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment
from huiyin.people.models import Seat
from huiyin.promises.keeping import Agreed, Report, agreed
from huiyin.promises.leave import Later
from huiyin.promises.models import Promise
from huiyin.proposals.steps import Reason

DUE, LATER = date(2026, 10, 30), date(2026, 12, 31)
DONE = Report("护栏已经装好。", document="临城管验〔2026〕8号", done_on=date(2026, 3, 2))


def _done(promise: Promise, seats: dict[str, Seat]) -> None:
    take("promise.report_done", promise, seats["clerk"], DONE)


def _kept(promise: Promise, seats: dict[str, Seat]) -> None:
    _done(promise, seats)
    take("promise.close", promise, seats["officer"])


def _slip_asked(promise: Promise, seats: dict[str, Seat]) -> None:
    take("promise.ask_slip", promise, seats["head"], Later("汛期停工。", LATER))


def _drop_asked(promise: Promise, seats: dict[str, Seat]) -> None:
    take("promise.ask_drop", promise, seats["head"], Reason("规划调整。"))


def _reported(promise: Promise, seats: dict[str, Seat]) -> None:
    take("promise.ask", promise, seats["deputy"], Reason("招标了吗？"))
    take("promise.report", promise, seats["clerk"], Report("正在招标。", place="三阳路口", seen_on=date(2026, 3, 1)))


WAYS: dict[str, Callable[[Promise, dict[str, Seat]], Any]] = {
    "running": _reported,
    "no day": lambda promise, seats: None,
    "slip asked": _slip_asked,
    "drop asked": _drop_asked,
    "done": _done,
    "kept": _kept,
}


def make_promises(row: Assignment, seats: dict[str, Seat]) -> dict[str, int]:
    """`<way> promise` → its number; all on one item, as the committee wrote them down at a reception day."""
    found: dict[str, int] = {}
    for way, walk_it in WAYS.items():
        kind, on = ("vague", None) if way == "no day" else ("dated", DUE)
        facts = Agreed(f"增设护栏（{way}）", kind, "reception", "2026年3月2日主任接待日", "10月底前", on, "市政科", "验收单")
        promise = agreed(row)
        take("promise.agree", promise, seats["officer"], facts)
        walk_it(promise, seats)
        found[f"{way} promise"] = promise.pk
    return found
