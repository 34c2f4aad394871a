"""What has become of the demo's promises by today: most were kept in time, some late, some are overdue, one in eight asks
for leave; the ledger shows each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huiyin.promises.keeping import Report
from huiyin.promises.leave import Later
from huiyin.promises.models import Promise, PromiseState
from huiyin.proposals.steps import Reason

if TYPE_CHECKING:
    from huiyin.cli.demo.line import Line

UNDER_WAY = "已经招标，进场施工，进度过半。"
DONE = "已经办成，现场看过，代表参加了验收。"
WET = "汛期停工二十多天，工期顺延。"
SEEN = "现场看过，属实。"


def follow(line: Line, rows: list[Any]) -> None:
    """Of the promises in the letters of these assignments."""
    given = Promise.objects.filter(congress=line.cast.congress, assignment__in=rows, state=PromiseState.RUNNING)
    for promise in given.select_related(*Promise.READ_WITH).order_by("pk"):
        turn = (promise.assignment.proposal.own_no or 0) % 8
        if promise.due_on is not None and promise.due_on < line.cast.today:
            _was_due(line, promise, turn)
        else:
            _runs(line, promise, turn)


def _was_due(line: Line, promise: Promise, turn: int) -> None:
    """One in eight is overdue, one was kept late, one waits to be crossed off."""
    today, due = line.cast.today, promise.due_on
    if turn == 0 or due is None:
        return
    done_on = min(due + timedelta(days=9), today) if turn == 1 else due - timedelta(days=6)
    reported_on, closed_on = (min(done_on + timedelta(days=after), today) for after in (2, 7))
    document = f"临验〔{done_on.year}〕{promise.assignment.proposal.own_no}号"
    with line.on(reported_on) as take:
        take("promise.report_done", promise, line.clerk(promise), Report(DONE, document, done_on=done_on))
    if turn != 2:
        with line.on(closed_on) as take:
            take("promise.close", promise, line.cast.officer, Reason(SEEN))


def _runs(line: Line, promise: Promise, turn: int) -> None:
    today, since = line.cast.today, promise.promised_on
    if turn % 2 and since is not None and since + timedelta(days=10) <= today:
        on = min(since + timedelta(days=25), today)
        with line.on(on) as take:
            take("promise.report", promise, line.clerk(promise), Report(UNDER_WAY, seen_on=on))
    if turn == 4 and promise.due_on is not None:
        with line.on(today) as take:
            later = Later(WET, promise.due_on + timedelta(days=60))
            take("promise.ask_slip", promise, line.cast.heads[promise.body_id], later)
