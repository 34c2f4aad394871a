"""Steps of a promise that cannot be kept as it was made: later (延期), or not at all (撤销), with leave alone.

The unit's head asks before the day, with the reason; the deputies' committee gives leave or refuses. Both days stay on the
ledger for ever and each slip is counted (W5). Shanghai 22 and Beijing 26 have the deputy told why in writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.clocks import PROMISE, REFRESH
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words, said_with
from huiyin.foundation import clock
from huiyin.people.models import Seat
from huiyin.promises import texts
from huiyin.promises.keeping import KEEPER_HEAD, SAYS_WHY, rest, run_to_its_day, said_of
from huiyin.promises.models import Promise, PromiseLeave, PromiseState
from huiyin.promises.saying import say
from huiyin.proposals.steps import OFFICER, Reason

P = PromiseState
Kind, Outcome = PromiseLeave.Kind, PromiseLeave.Outcome


@dataclass(frozen=True)
class Later:
    """延期: until which day, and why."""

    reason: str
    to_on: date | None


def open_leave(promise: Promise) -> PromiseLeave | None:
    """Leave that was asked and is not decided."""
    rows = PromiseLeave.objects.filter(congress_id=promise.congress_id, promise=promise, outcome=Outcome.OPEN)
    return rows.first()


# -- what must hold --------------------------------------------------------------------------------------------------


def _in_time(promise: Any, seat: Seat | None, facts: Any) -> str | None:
    """Asked before due: whoever asks afterwards is late, and stays so on the ledger."""
    if promise.due_on is not None and clock.today() > promise.due_on:
        return texts.LEAVE_TOO_LATE.format(on=promise.due_on)
    return None


def _none_waits(promise: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.LEAVE_WAITS if open_leave(promise) is not None else None


def _to_later_day(promise: Any, seat: Seat | None, facts: Later | None) -> str | None:
    if promise.due_on is None:
        return texts.NO_DAY_TO_SLIP
    if facts is None:
        return None
    if facts.to_on is None:
        return texts.NO_NEW_DAY
    return None if facts.to_on > promise.due_on else texts.NOT_LATER.format(on=promise.due_on)


def _asked(kind: str) -> Any:
    def check(promise: Any, seat: Seat | None, facts: Any) -> str | None:
        found = open_leave(promise)
        return None if found is not None and found.kind == kind else texts.NOBODY_ASKED[kind]

    return check


def _somebody_asked(promise: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if open_leave(promise) is not None else texts.NO_LEAVE_WAITS


IN_TIME = Guard("asked_in_time", "到期以前提出", _in_time)
NONE_WAITS = Guard("no_leave_waits", "没有等答复的申请", _none_waits)
LATER_DAY = Guard("to_a_later_day", "新的日期比原来的晚", _to_later_day)
SLIP_ASKED = Guard("slip_asked", "单位申请了延期", _asked(Kind.SLIP))
DROP_ASKED = Guard("drop_asked", "单位申请了撤销", _asked(Kind.DROP))
LEAVE_ASKED = Guard("leave_asked", "单位提出了申请", _somebody_asked)


# -- effects -----------------------------------------------------------------------------------------------------------


def _ask(kind: str) -> Any:
    def effect(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
        if seat is None:
            raise RuntimeError("leave is asked by somebody")
        to_on = getattr(facts, "to_on", None) if kind == Kind.SLIP else None
        PromiseLeave.objects.create(
            congress_id=unit.congress_id, promise=promise, kind=kind, reason=facts.reason, from_on=promise.due_on,
            to_on=to_on, asked_on=unit.on, asked_by=seat,
        )  # fmt: skip
        say(unit.on, promise, f"promise.ask_{kind}", seat, facts.reason)

    return effect


def _decide(unit: Work, promise: Promise, seat: Seat | None, outcome: str, answer: str) -> PromiseLeave:
    leave = open_leave(promise)
    if leave is None:
        raise StepRefused(texts.NO_LEAVE_WAITS)
    leave.outcome, leave.answer, leave.decided_on, leave.decided_by = outcome, answer, unit.on, seat
    leave.save(update_fields=["outcome", "answer", "decided_on", "decided_by"])
    return leave


def _withdraw(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    _decide(unit, promise, seat, Outcome.WITHDRAWN, "")
    say(unit.on, promise, "promise.withdraw_leave", seat)


def _refuse(unit: Work, promise: Promise, seat: Seat | None, facts: Reason) -> None:
    _decide(unit, promise, seat, Outcome.REFUSED, facts.reason)
    say(unit.on, promise, "promise.refuse_leave", seat, facts.reason)


def _grant_slip(unit: Work, promise: Promise, seat: Seat | None, facts: Reason | None) -> None:
    leave = open_leave(promise)
    if leave is not None and leave.to_on is not None and leave.to_on < unit.on:
        raise StepRefused(texts.NEW_DAY_PAST)
    answer = facts.reason if facts is not None else ""
    leave = _decide(unit, promise, seat, Outcome.GRANTED, answer)
    promise.due_on = leave.to_on
    promise.save(update_fields=["due_on"])
    say(unit.on, promise, "promise.grant_slip", seat, answer)
    unit.stop_clock(PROMISE, promise)
    run_to_its_day(unit, promise, texts.SINCE_LEAVE, texts.LEAVE_SOURCE)


def _grant_drop(unit: Work, promise: Promise, seat: Seat | None, facts: Reason | None) -> None:
    answer = facts.reason if facts is not None else ""
    _decide(unit, promise, seat, Outcome.GRANTED, answer)
    say(unit.on, promise, "promise.grant_drop", seat, answer)
    # The state moves once the leave is written: the database asks for it.
    unit.follow("promise.drop", promise)


def _drop(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    promise.closed_on = unit.on
    promise.save(update_fields=["closed_on"])
    rest(unit, promise)


notice_words(texts.LEAVE_NOTICES)
for _code in texts.LEAVE_NOTICES:
    said_with(_code, said_of)

RUNNING = frozenset({P.RUNNING})
SOURCE = "上海市代表建议规定第二十二条；北京市代表建议办法第二十六条"

register(
    Step(
        "promise.ask_slip",
        "申请延期",
        on="promise",
        frm=RUNNING,
        to=None,
        by=(KEEPER_HEAD,),
        guards=(SAYS_WHY, NONE_WAITS, IN_TIME, LATER_DAY),
        effect=_ask(Kind.SLIP),
        tells=("officers",),
        source=SOURCE,
    ),
    Step(
        "promise.ask_drop",
        "申请撤销承诺",
        on="promise",
        frm=RUNNING,
        to=None,
        by=(KEEPER_HEAD,),
        guards=(SAYS_WHY, NONE_WAITS, IN_TIME),
        effect=_ask(Kind.DROP),
        tells=("officers",),
        source=SOURCE,
    ),
    Step(
        "promise.withdraw_leave",
        "收回申请",
        on="promise",
        frm=RUNNING,
        to=None,
        by=(KEEPER_HEAD,),
        guards=(LEAVE_ASKED,),
        effect=_withdraw,
    ),
    Step(
        "promise.grant_slip",
        "准予延期",
        on="promise",
        frm=RUNNING,
        to=None,
        by=(OFFICER,),
        guards=(SLIP_ASKED,),
        effect=_grant_slip,
        starts=frozenset({PROMISE}),
        stops=frozenset({PROMISE}),
        tells=("keeper_clerks", "keeper_heads", "signers"),
        formal=True,
        source=SOURCE,
    ),
    Step(
        "promise.grant_drop",
        "准予撤销",
        on="promise",
        frm=RUNNING,
        to=None,
        by=(OFFICER,),
        guards=(DROP_ASKED,),
        effect=_grant_drop,
        tells=("keeper_clerks", "keeper_heads", "signers"),
        formal=True,
        source=SOURCE,
    ),
    Step(
        "promise.drop",
        "承诺撤销",
        on="promise",
        frm=RUNNING,
        to=P.DROPPED,
        automatic=True,
        effect=_drop,
        stops=frozenset({PROMISE, REFRESH}),
    ),
    Step(
        "promise.refuse_leave",
        "不同意",
        on="promise",
        frm=RUNNING,
        to=None,
        by=(OFFICER,),
        guards=(SAYS_WHY, LEAVE_ASKED),
        effect=_refuse,
        tells=("keeper_clerks", "keeper_heads"),
    ),
)
