"""问题清单: raised at a check, put right with proof by a day, verified or sent back by the committee, circulated (督查通报).

The unit reports; the committee verifies, never the unit. A merger hands what is open to whoever takes over.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import RECTIFY
from huiyin.chain.refusals import StepRefused
from huiyin.chain.relations import OF_CONGRESS
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, leads_to, notice_words, said_with, tellers
from huiyin.dispatch.holding import also_in_hand
from huiyin.dispatch.taking_over import Succession, when_taken_over
from huiyin.foundation import clock
from huiyin.people.models import Body, Role, Seat
from huiyin.people.sitting import sitting
from huiyin.proposals.steps import OFFICER, Reason
from huiyin.supervision import check_texts as texts
from huiyin.supervision.models import CheckRow, Problem, ProblemState, ProblemWord
from huiyin.supervision.proof import hang, on_tray

S = ProblemState
OPEN = (S.OPEN, S.RECTIFIED)


@dataclass(frozen=True)
class Raising:
    what: str
    due_on: date


@dataclass(frozen=True)
class Rectified:
    """How it was put right; `document` proves what no file can show."""

    word: str
    document: str = ""


@dataclass(frozen=True)
class Circular:
    number: str


def new_problem(row: CheckRow) -> Problem:
    return Problem(congress_id=row.congress_id, row=row, body=row.body)


def _complete(problem: Any, seat: Seat | None, facts: Raising | None) -> str | None:
    return None if facts is None or facts.what.strip() else texts.NEEDS_PROBLEM


def _reports(problem: Any, seat: Seat | None, facts: Rectified | None) -> str | None:
    return None if facts is None or facts.word.strip() else texts.REPORT_NEEDED


def _proven(problem: Any, seat: Seat | None, facts: Rectified | None) -> str | None:
    return None if facts is None or facts.document.strip() or on_tray(problem).exists() else texts.PROOF_NEEDED


def _says_why(problem: Any, seat: Seat | None, facts: Reason | None) -> str | None:
    return None if facts is None or facts.reason.strip() else texts.WHY_NEEDED


def _has_number(problem: Any, seat: Seat | None, facts: Circular | None) -> str | None:
    return None if facts is None or facts.number.strip() else texts.CIRCULAR_NEEDED


def _not_circulated(problem: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.CIRCULATED_ALREADY if problem.circulated_on is not None else None


COMPLETE = Guard("problem_complete", "写明是什么问题", _complete)
REPORTS = Guard("says_how_rectified", "写明怎么整改的", _reports)
PROVEN = Guard("rectification_proven", "附上证明（照片、文件或文号）", _proven)
SAYS_WHY = Guard("says_why_of_problem", "写明为什么退回", _says_why)
NUMBERED = Guard("circular_numbered", "写明督查通报的文号", _has_number)
NOT_CIRCULATED = Guard("not_circulated_yet", "还没有通报过", _not_circulated)


def _say(unit: Work, problem: Problem, step: str, seat: Seat | None, word: str, document: str = "") -> ProblemWord:
    return ProblemWord.objects.create(
        congress_id=problem.congress_id,
        problem=problem,
        number=ProblemWord.objects.filter(congress_id=problem.congress_id, problem=problem).count() + 1,
        step=step,
        word=word.strip(),
        document=document,
        on=unit.on,
        at=clock.now(),
        seat_id=seat.pk if seat is not None else None,
    )


def _run(unit: Work, problem: Problem, trigger: str) -> None:
    started = unit.start_clock_until(RECTIFY, problem, problem.due_on, trigger, texts.RECTIFY_SOURCE)
    problem.amber_on = started.amber_on
    problem.save(update_fields=["amber_on"])


def _raise(unit: Work, problem: Problem, seat: Seat | None, facts: Raising) -> None:
    if facts.due_on < unit.on:
        raise StepRefused(texts.DUE_PAST, "due_on")
    problem.what, problem.due_on, problem.found_on = facts.what.strip(), facts.due_on, unit.on
    rows = Problem.objects.filter(congress_id=unit.congress_id, row=problem.row)
    problem.number = rows.count() + 1
    problem.state = S.OPEN
    problem.save(force_insert=True)
    _run(unit, problem, texts.SINCE_FOUND)


def _report(unit: Work, problem: Problem, seat: Seat | None, facts: Rectified) -> None:
    hang(_say(unit, problem, "problem.report", seat, facts.word, facts.document))
    problem.rectified_on = unit.on
    problem.save(update_fields=["rectified_on"])
    unit.stop_clock(RECTIFY, problem)


def _verify(unit: Work, problem: Problem, seat: Seat | None, facts: Reason | None) -> None:
    _say(unit, problem, "problem.verify", seat, facts.reason if facts is not None else "")
    problem.verified_on = unit.on
    problem.save(update_fields=["verified_on"])


def _send_back(unit: Work, problem: Problem, seat: Seat | None, facts: Reason) -> None:
    _say(unit, problem, "problem.send_back", seat, facts.reason)
    problem.rectified_on = None
    problem.save(update_fields=["rectified_on"])
    # The day stays: proof that was not enough gives no more time.
    _run(unit, problem, texts.SINCE_BACK)


def _circulate(unit: Work, problem: Problem, seat: Seat | None, facts: Circular) -> None:
    problem.circular_no, problem.circulated_on = facts.number.strip(), unit.on
    problem.save(update_fields=["circular_no", "circulated_on"])
    _say(unit, problem, "problem.circulate", seat, "", problem.circular_no)


# -- whose it is ---------------------------------------------------------------------------------------------------------


def kept_by(body: Body, only: Collection[int] | None = None) -> QuerySet[Problem]:
    """Open problems that the body is to put right; `only` of these cases — and a problem is of no item's."""
    rows = Problem.objects.filter(congress_id=body.congress_id, body=body, state__in=OPEN)
    return rows if only is None else rows.none()


def _cases(body: Body, only: Collection[int] | None) -> set[int]:
    return set(kept_by(body, only).values_list("row__check_up_id", flat=True))


def _move_all(unit: Work, body: Body, successor: Body, only: Collection[int] | None) -> None:
    for problem in kept_by(body, only).select_related(*Problem.READ_WITH).order_by("pk"):
        unit.take("problem.move", problem, None, Succession(body.pk, successor.pk))


def _move(unit: Work, problem: Problem, seat: Seat | None, facts: Succession) -> None:
    problem.body = Body.objects.get(congress_id=unit.congress_id, pk=facts.to_body_id)
    problem.save(update_fields=["body"])


RECTIFIES = Relation("rectifies", "本单位整改的问题", lambda seat, thing: thing.body_id == seat.body_id)
CLERK, HEAD = Right(Role.UNIT_CLERK, RECTIFIES), Right(Role.UNIT_HEAD, RECTIFIES)


# 督查通报 goes out through the government's, or the party's, supervision office (W8).
PUSHES = Right(Role.SUPERVISION_OFFICER, OF_CONGRESS)


def _of_body(*roles: Role) -> Any:
    return lambda problem: sitting(problem.congress_id, *roles, bodies=[problem.body_id])


def _said_of(problem: Any) -> dict[str, str]:
    return {"what": problem.what[:40], "body": problem.body.label}


leads_to(Problem.KIND, "/s/{seat}/problem/%d/")
tellers(problem_clerks=_of_body(Role.UNIT_CLERK), problem_heads=_of_body(Role.UNIT_HEAD))
when_taken_over(_cases, _move_all)
also_in_hand(lambda body: kept_by(body).count())
notice_words(texts.PROBLEM_NOTICES)
for _code in (*texts.PROBLEM_NOTICES, *(f"{RECTIFY}.remind_{moment}" for moment in ("soon", "due", "late"))):
    said_with(_code, _said_of)

RUNS = frozenset({RECTIFY})

register(
    Step(
        "problem.raise", "列入问题清单", on=Problem.KIND, frm=frozenset({S.NEW}), to=S.OPEN, by=(OFFICER,), guards=(COMPLETE,),
        effect=_raise, starts=RUNS, tells=("problem_clerks", "problem_heads"),
    ),
    Step(
        "problem.report", "报整改", on=Problem.KIND, frm=frozenset({S.OPEN}), to=S.RECTIFIED, by=(CLERK, HEAD),
        guards=(REPORTS, PROVEN), effect=_report, stops=RUNS, tells=("officers",),
    ),
    Step(
        "problem.verify", "核实整改", on=Problem.KIND, frm=frozenset({S.RECTIFIED}), to=S.VERIFIED, by=(OFFICER,),
        effect=_verify, tells=("problem_clerks", "problem_heads"), formal=True,
    ),
    Step(
        "problem.send_back", "核实没有通过，退回", on=Problem.KIND, frm=frozenset({S.RECTIFIED}), to=S.OPEN, by=(OFFICER,),
        guards=(SAYS_WHY,), effect=_send_back, starts=RUNS, tells=("problem_clerks", "problem_heads"),
    ),
    Step(
        "problem.circulate", "记督查通报", on=Problem.KIND, frm=frozenset(OPEN), to=None, by=(OFFICER, PUSHES),
        guards=(NUMBERED, NOT_CIRCULATED), effect=_circulate, tells=("problem_clerks", "problem_heads"), formal=True,
    ),
    Step(
        "problem.move", "问题由接办单位继续整改", on=Problem.KIND, frm=frozenset(OPEN), to=None, automatic=True, effect=_move,
        tells=("problem_clerks",), formal=True,
    ),
)  # fmt: skip
remind_of(
    RECTIFY, Problem.KIND, frozenset({S.OPEN}), texts.RECTIFY_DUE,
    tells=("problem_clerks",), late=("problem_heads", "officers"),
)  # fmt: skip
