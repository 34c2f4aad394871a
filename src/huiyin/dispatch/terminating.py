"""撤回以后: an item that its deputies take back leaves every desk at once, and its clocks stop.

重庆建议条例第十二条: 一经撤回，办理工作即行终止. The body goes on seeing that it had the item, and why it has it no more; what it
wrote and recorded stays. Whether it is too late says the room that knows of letters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huiyin.chain.catalogue import Step, register
from huiyin.chain.clocks import ASSIST, PROJECTED, REASSIGN, REPLY, project
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.dispatch import texts
from huiyin.dispatch.models import GONE, Assignment, AssignmentState, Mode, ReturnRequest, Stage
from huiyin.people.models import Role, Seat
from huiyin.people.sitting import sitting
from huiyin.proposals.models import Proposal
from huiyin.proposals.withdrawing import when_withdrawn

A = AssignmentState
Outcome = ReturnRequest.Outcome

# Rooms further on end what they have begun on an assignment.
_terminated: list[Callable[[Work, Assignment], None]] = []


def when_terminated(then: Callable[[Work, Assignment], None]) -> None:
    _terminated.append(then)


def _terminate_all(unit: Work, proposal: Proposal) -> None:
    rows = Assignment.objects.filter(congress_id=unit.congress_id, proposal=proposal)
    for row in rows.exclude(state__in=(A.CONCLUDED, *GONE)).select_related("proposal", "body").order_by("pk"):
        unit.take("assignment.terminate", row, None, happened_on=unit.on)


def _terminate(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    for kind in (REPLY, ASSIST, REASSIGN):
        unit.stop_clock(kind, row)
    asked = ReturnRequest.objects.filter(congress_id=unit.congress_id, assignment=row)
    asked.filter(outcome=Outcome.OPEN).update(outcome=Outcome.DROPPED, decided_on=unit.on)
    for then in _terminated:
        then(unit, row)
    row.stage = Stage.TERMINATED
    project(None, row)
    row.save(update_fields=["stage", *PROJECTED])


def ended_desks(row: Any) -> list[int]:
    """Everybody of the body who may have had the item in hand."""
    roles = (Role.DISPATCHER,) if row.mode == Mode.ROUTE else (Role.UNIT_CLERK, Role.UNIT_HEAD)
    return sitting(row.congress_id, *roles, bodies=[row.body_id])


when_withdrawn(_terminate_all)
tellers(ended_desks=ended_desks)
notice_words(texts.TERMINATING_NOTICES)

register(
    Step(
        "assignment.terminate",
        "代表撤回，办理终止",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.PASSED_ON, A.RECEIVED, A.OPINED, A.RETURNING}),
        to=A.TERMINATED,
        automatic=True,
        effect=_terminate,
        stops=frozenset({REPLY, ASSIST, REASSIGN}),
        tells=("ended_desks",),
        source="重庆建议条例第十二条",
    )
)
