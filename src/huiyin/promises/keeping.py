"""Steps of a promise that was given: reported on, asked about, done, and crossed off the ledger (办复销号).

The unit reports with proof; the deputies' committee or the deputy who leads the item crosses it off, never the unit
(Chongqing 24; seed C8). What was crossed off is looked at again (回头看, M9) and may run once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import PROMISE, REFRESH
from huiyin.chain.models import Clock
from huiyin.chain.recounting import recounts
from huiyin.chain.refusals import StepRefused
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, leads_to, notice_words, said_with, tellers
from huiyin.dispatch.models import Assignment
from huiyin.foundation.workdays import Limit, Unit
from huiyin.people.models import Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of
from huiyin.promises import texts
from huiyin.promises.models import Promise, PromiseLeave, PromiseState, PromiseWord
from huiyin.promises.saying import hang, on_tray, say, take_down
from huiyin.proposals.models import Side
from huiyin.proposals.steps import LEAD_SIGNER, OFFICER, Reason

P = PromiseState

KEEPS = Relation("keeps", "本单位的承诺", lambda seat, thing: thing.body_id == seat.body_id)
KEEPER_CLERK = Right(Role.UNIT_CLERK, KEEPS)
KEEPER_HEAD = Right(Role.UNIT_HEAD, KEEPS)
KEEPERS = (KEEPER_CLERK, KEEPER_HEAD)
# 销号: by the committee or the deputy, never by the unit.
REPORTS = ("promise.report", "promise.report_done")
CLOSERS = (OFFICER, Right(Role.DEPUTY, LEAD_SIGNER))


@dataclass(frozen=True)
class Report:
    """进展: what was done since; `document` proves what no file can show, `place` and `seen_on` tell of the photos.

    `done_on`: the day it was done, for a report that it is done.
    """

    word: str
    document: str = ""
    place: str = ""
    seen_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Agreed:
    """What was promised by word of mouth, as the committee wrote it down."""

    what: str
    due_kind: str
    source: str
    made_at: str
    due_words: str = ""
    due_on: date | None = None
    person: str = ""
    proof: str = ""
    depends_on: str = ""


@dataclass(frozen=True)
class NamedDay:
    """The last day on which a promise without one is to be kept."""

    due_on: date


# -- what must hold --------------------------------------------------------------------------------------------------


def _says_something(promise: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if facts is None or facts.word.strip() else texts.SAY_WHAT


def _proven(promise: Any, seat: Seat | None, facts: Report | None) -> str | None:
    if facts is None or facts.document.strip() or on_tray(promise).exists():
        return None
    return texts.NO_PROOF


def _done_in_time(promise: Any, seat: Seat | None, facts: Report | None) -> str | None:
    """The day is the unit's own word: after the promise was made, and not to come."""
    if facts is None or facts.done_on is None:
        return None if facts is None else texts.NO_DONE_ON
    if promise.promised_on is not None and facts.done_on < promise.promised_on:
        return texts.DONE_EARLY.format(on=promise.promised_on)
    return None


def _agreed_is_complete(promise: Any, seat: Seat | None, facts: Agreed | None) -> str | None:
    if facts is None:
        return None
    if not facts.what.strip():
        return texts.NO_WHAT
    if facts.due_kind == "dated" and facts.due_on is None:
        return texts.NEEDS_DAY
    if facts.due_kind == "conditional" and not facts.depends_on.strip():
        return texts.NEEDS_CONDITION
    return None


def _has_reason(promise: Any, seat: Seat | None, facts: Reason | None) -> str | None:
    return None if facts is None or facts.reason.strip() else texts.SAY_WHY


def _has_no_day(promise: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if promise.due_on is None else texts.HAS_A_DAY


SAYS = Guard("says_something", "写明进展", _says_something)
SAYS_WHY = Guard("says_why_of_promise", "写明原因", _has_reason)
PROVEN = Guard("proven", "附上证明（照片、文件或文号）", _proven)
DONE_ON = Guard("done_on", "写明哪一天办成，不早于作出承诺的那天", _done_in_time)
COMPLETE = Guard("agreed_complete", "写明办什么、什么时候、有什么前提", _agreed_is_complete)
NO_DAY = Guard("no_day_yet", "还没有日期", _has_no_day)


# -- clocks ------------------------------------------------------------------------------------------------------------


def refresh_limit(promise: Promise) -> Limit | None:
    """How often the ledger wants to hear: of what was raised between sessions by a rule of its own (Wuchang: two months,
    between sessions monthly); None where the procedure names none."""
    item = promise.assignment.proposal
    ledgers = procedure_of(item.procedure_id).ledgers
    own = ledgers.between_session_months if item.side == Side.BETWEEN else ledgers.promise_refresh_months
    chosen = own if own.value else ledgers.promise_refresh_months
    return Limit(chosen.value, Unit.MONTH, texts.SINCE_REPORT, chosen.source) if chosen.value else None


def run(unit: Work, promise: Promise) -> None:
    """Let the clocks of a promise run: to its day, and to the next report."""
    run_to_its_day(unit, promise, texts.SINCE_PROMISE, texts.SOURCE)
    hear_again(unit, promise)


def run_to_its_day(unit: Work, promise: Promise, trigger: str, source: str) -> None:
    if promise.due_on is not None:
        promise.amber_on = unit.start_clock_until(PROMISE, promise, promise.due_on, trigger, source).amber_on
        promise.save(update_fields=["amber_on"])


def hear_again(unit: Work, promise: Promise) -> None:
    """The unit reports again one period after `unit.on`."""
    unit.stop_clock(REFRESH, promise)
    started = unit.start_clock(REFRESH, promise, refresh_limit(promise))
    promise.report_due_on = started.due_on if started is not None else None
    promise.save(update_fields=["report_due_on"])


def rest(unit: Work, promise: Promise) -> None:
    """No clock of it runs any more; leave that was asked and not decided falls away."""
    unit.stop_clock(PROMISE, promise)
    unit.stop_clock(REFRESH, promise)
    promise.report_due_on = None
    promise.save(update_fields=["report_due_on"])
    leaves = PromiseLeave.objects.filter(congress_id=unit.congress_id, promise=promise)
    leaves.filter(outcome=PromiseLeave.Outcome.OPEN).update(outcome=PromiseLeave.Outcome.WITHDRAWN, decided_on=unit.on)


# -- effects -----------------------------------------------------------------------------------------------------------


def _report(unit: Work, promise: Promise, seat: Seat | None, facts: Report) -> None:
    hang(say(unit.on, promise, "promise.report", seat, facts.word, facts.document, facts.place, facts.seen_on))
    promise.reported_on = unit.on
    promise.save(update_fields=["reported_on"])
    hear_again(unit, promise)


def _done(unit: Work, promise: Promise, seat: Seat | None, facts: Report) -> None:
    if facts.done_on is not None and facts.done_on > unit.on:
        raise StepRefused(texts.DONE_LATER, "done_on")
    word = say(unit.on, promise, "promise.report_done", seat, facts.word, facts.document, facts.place, facts.seen_on)
    hang(word)
    promise.done_on = facts.done_on
    promise.reported_on = unit.on
    promise.save(update_fields=["done_on", "reported_on"])
    rest(unit, promise)


def _not_done(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    """The report was sent too early: its files lie on the tray again, and it stands among what was said, marked as it is."""
    words = PromiseWord.objects.filter(congress_id=unit.congress_id, promise=promise, step="promise.report_done")
    newest = words.order_by("-number").first()
    if newest is not None:
        take_down(newest)
        say(unit.on, promise, "promise.take_back_done", seat)
    _runs_again(unit, promise)


def _runs_again(unit: Work, promise: Promise) -> None:
    promise.done_on = promise.closed_on = None
    promise.save(update_fields=["done_on", "closed_on"])
    run(unit, promise)


def _close(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    promise.closed_on = unit.on
    promise.save(update_fields=["closed_on"])
    say(unit.on, promise, "promise.close", seat, facts.reason if facts is not None else "")


def _unclose(unit: Work, promise: Promise, seat: Seat | None, facts: Any) -> None:
    promise.closed_on = None
    promise.save(update_fields=["closed_on"])
    say(unit.on, promise, "promise.unclose", seat)


def _once_more(code: str) -> Any:
    def effect(unit: Work, promise: Promise, seat: Seat | None, facts: Reason) -> None:
        say(unit.on, promise, code, seat, facts.reason)
        _runs_again(unit, promise)

    return effect


def _ask(unit: Work, promise: Promise, seat: Seat | None, facts: Reason | None) -> None:
    say(unit.on, promise, "promise.ask", seat, facts.reason if facts is not None else "")


def _name_day(unit: Work, promise: Promise, seat: Seat | None, facts: NamedDay) -> None:
    if facts.due_on < unit.on:
        raise StepRefused(texts.DAY_PAST, "due_on")
    promise.due_kind, promise.due_on, promise.first_due_on = "dated", facts.due_on, facts.due_on
    promise.save(update_fields=["due_kind", "due_on", "first_due_on"])
    say(unit.on, promise, "promise.name_day", seat, texts.NAMED_DAY.format(on=facts.due_on))
    run_to_its_day(unit, promise, texts.SINCE_PROMISE, texts.SOURCE)


def agreed(row: Assignment) -> Promise:
    """A promise about to be written down that a unit made by word of mouth on an item it handles."""
    return Promise(congress_id=row.congress_id, assignment=row, body=row.body)


def _agree(unit: Work, promise: Promise, seat: Seat | None, facts: Agreed) -> None:
    if facts.due_on is not None and facts.due_on < unit.on:
        raise StepRefused(texts.DAY_PAST, "due_on")
    for name in ("what", "due_kind", "source", "made_at", "due_words", "due_on", "person", "proof", "depends_on"):
        setattr(promise, name, getattr(facts, name))
    if facts.due_kind != "dated":
        promise.due_on = None
    promise.state = P.RUNNING
    promise.marked_on = promise.promised_on = unit.on
    promise.first_due_on = promise.due_on
    promise.save(force_insert=True)
    run(unit, promise)


# -- who is told -------------------------------------------------------------------------------------------------------


def _keepers(*roles: Role) -> Any:
    return lambda promise: sitting(promise.congress_id, *roles, bodies=[promise.body_id])


def _askers(promise: Any) -> list[int]:
    """Those whose questions the newest report answers: asked since the report before it."""
    words = PromiseWord.objects.filter(congress_id=promise.congress_id, promise=promise).order_by("-number")
    asked: list[int] = []
    for step, seat_id in list(words.values_list("step", "seat_id"))[1:]:
        if step in REPORTS:
            break
        if step == "promise.ask" and seat_id is not None:
            asked.append(seat_id)
    return asked


def said_of(promise: Any) -> dict[str, str]:
    return {"body": promise.body.label, "what": promise.what}


leads_to(Promise.KIND, "/s/{seat}/promise/%d/")
tellers(
    keeper_clerks=_keepers(Role.UNIT_CLERK),
    keeper_heads=_keepers(Role.UNIT_HEAD),
    promise_askers=_askers,
)
notice_words(texts.NOTICES)
for _code in (
    *texts.NOTICES,
    *(f"{of}.remind_{moment}" for of in (PROMISE, REFRESH) for moment in ("soon", "due", "late", "long")),
):
    said_with(_code, said_of)

RUNS = frozenset({PROMISE, REFRESH})
SOURCE = "重庆市代表建议条例第二十四条"

register(
    Step(
        "promise.agree",
        "登记口头承诺",
        on="promise",
        frm=frozenset({P.NEW}),
        to=P.RUNNING,
        by=(OFFICER,),
        guards=(COMPLETE,),
        effect=_agree,
        starts=RUNS,
        stops=frozenset({REFRESH}),
        tells=("keeper_clerks", "keeper_heads", "signers"),
    ),
    Step(
        "promise.report",
        "报进展",
        on="promise",
        frm=frozenset({P.RUNNING}),
        to=None,
        by=KEEPERS,
        guards=(SAYS,),
        effect=_report,
        starts=frozenset({REFRESH}),
        stops=frozenset({REFRESH}),
        tells=("promise_askers",),
        source=SOURCE,
    ),
    Step(
        "promise.report_done",
        "报完成",
        on="promise",
        frm=frozenset({P.RUNNING}),
        to=P.DONE,
        by=KEEPERS,
        guards=(SAYS, DONE_ON, PROVEN),
        effect=_done,
        stops=RUNS,
        tells=("officers", "lead", "promise_askers"),
        undone_by="promise.take_back_done",
        source=SOURCE,
    ),
    Step(
        "promise.take_back_done",
        "撤回报完成",
        on="promise",
        frm=frozenset({P.DONE}),
        to=P.RUNNING,
        by=KEEPERS,
        effect=_not_done,
        starts=RUNS,
        stops=frozenset({REFRESH}),
        undoes="promise.report_done",
    ),
    Step(
        "promise.close",
        "销号",
        on="promise",
        frm=frozenset({P.DONE}),
        to=P.KEPT,
        by=CLOSERS,
        effect=_close,
        tells=("keeper_clerks", "keeper_heads", "officers", "lead"),
        undone_by="promise.unclose",
        formal=True,
        source=SOURCE,
    ),
    Step(
        "promise.unclose",
        "撤回销号",
        on="promise",
        frm=frozenset({P.KEPT}),
        to=P.DONE,
        by=CLOSERS,
        effect=_unclose,
        undoes="promise.close",
    ),
    Step(
        "promise.send_back",
        "证明不够，退回落实",
        on="promise",
        frm=frozenset({P.DONE}),
        to=P.RUNNING,
        by=CLOSERS,
        guards=(SAYS_WHY,),
        effect=_once_more("promise.send_back"),
        starts=RUNS,
        stops=frozenset({REFRESH}),
        tells=("keeper_clerks", "keeper_heads"),
    ),
    Step(
        "promise.reopen",
        "回头看，重新落实",
        on="promise",
        frm=frozenset({P.KEPT}),
        to=P.RUNNING,
        by=(OFFICER,),
        guards=(SAYS_WHY,),
        effect=_once_more("promise.reopen"),
        starts=RUNS,
        stops=frozenset({REFRESH}),
        tells=("keeper_clerks", "keeper_heads", "lead"),
        formal=True,
    ),
    Step(
        "promise.ask",
        "问进展",
        on="promise",
        frm=frozenset({P.RUNNING}),
        to=None,
        by=CLOSERS,
        effect=_ask,
        tells=("keeper_clerks",),
    ),
    Step(
        "promise.name_day",
        "定下期限",
        on="promise",
        frm=frozenset({P.RUNNING}),
        to=None,
        by=KEEPERS,
        guards=(NO_DAY,),
        effect=_name_day,
        starts=frozenset({PROMISE}),
        tells=("officers", "lead"),
    ),
)


def _report_due(promise: Promise, clock: Clock) -> None:
    promise.report_due_on = clock.due_on
    promise.save(update_fields=["report_due_on"])


recounts(REFRESH, "promise", frozenset({P.RUNNING}), lambda promise: None, tells=("keeper_clerks",), then=_report_due)
remind_of(
    PROMISE, "promise", frozenset({P.RUNNING}), texts.PROMISE_DUE,
    tells=("keeper_clerks",), late=("keeper_heads", "officers"), long=("above",),
)  # fmt: skip
remind_of(
    REFRESH, "promise", frozenset({P.RUNNING}), texts.REFRESH_DUE,
    tells=("keeper_clerks",), late=("keeper_heads", "officers"),
)  # fmt: skip
