"""Steps of the room 评: the deputy's sealed evaluation, the office's settlement, the order to handle again.

The event of an evaluation holds no grade; it digests the letter that was evaluated, so that a later change of the
letter would show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.clocks import EVALUATE, REPLY
from huiyin.chain.models import Clock
from huiyin.chain.recounting import recounts
from huiyin.chain.reminders import given_on, remind_of
from huiyin.chain.taking import Work, notice_words
from huiyin.dispatch.models import Stage
from huiyin.evaluation import sealed, texts
from huiyin.evaluation.models import PaperEvaluation, RehandlingOrder
from huiyin.foundation import clock
from huiyin.handling.letters import letter_digest
from huiyin.handling.models import LetterCopy, Round, RoundState
from huiyin.handling.rounds import open_round, rest
from huiyin.people.models import Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import AskedAfter, Dimension
from huiyin.proposals.signing import forbids_new_lead
from huiyin.proposals.steps import LEAD_SIGNER, OFFICER

R = RoundState


class Evaluation:
    """Grades by dimension, and the reason. The event digests only what was evaluated, never how."""

    def __init__(self, grades: dict[str, str], reason: str = "") -> None:
        self.grades = grades
        self.reason = reason
        self.letter_digest = ""

    def for_event(self) -> dict[str, str]:
        return {"letter": self.letter_digest}


@dataclass(frozen=True)
class Settlement:
    reason: str = ""


@dataclass(frozen=True)
class Order:
    demands: str


def _procedure(round_: Any) -> Procedure:
    return procedure_of(round_.assignment.proposal.procedure_id)


def asked_dimensions(round_: Any) -> tuple[Dimension, ...]:
    """What the deputy is asked to grade with this letter, by the case's procedure."""
    return _procedure(round_).evaluation.dimensions_asked(AskedAfter.LETTER)


def _complete(round_: Any, seat: Seat | None, facts: Evaluation) -> str | None:
    dimensions = asked_dimensions(round_)
    missing = [d.label for d in dimensions if d.code not in facts.grades]
    if missing:
        return texts.NOT_ALL.format(names="、".join(missing))
    known = {d.code for d in dimensions}
    if set(facts.grades) - known or set(facts.grades.values()) - set(texts.GRADES):
        return texts.UNKNOWN_GRADE
    if sealed.UNSATISFIED in facts.grades.values() and not facts.reason.strip():
        return texts.REASON_NEEDED
    return None


def _has_read(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = round_.letter
    copies = LetterCopy.objects.filter(congress_id=round_.congress_id, letter=letter, opened_at__isnull=False)
    read = seat is not None and copies.filter(signer__seat_id=seat.pk).exists()
    return None if read else texts.READ_FIRST


def _demands_given(round_: Any, seat: Seat | None, facts: Order) -> str | None:
    return None if facts.demands.strip() else texts.DEMANDS_NEEDED


def _unsatisfied_has_reason(round_: Any, seat: Seat | None, facts: Settlement) -> str | None:
    """Closing over an “unsatisfied” is the office's own decision and is written down."""
    if seat is None or (facts is not None and facts.reason.strip()):
        return None
    grades = sealed.read(seat.pk, "settle", [round_.pk])
    return texts.CLOSE_REASON if any(g.grade == sealed.UNSATISFIED for g in grades) else None


def _unread_sheets(round_: Any) -> QuerySet[PaperEvaluation]:
    """Sheets of paper that wait for their second reader."""
    rows = PaperEvaluation.objects.filter(congress_id=round_.congress_id, round_id=round_.pk)
    return rows.filter(confirmed_on__isnull=True, withdrawn_on__isnull=True)


def _no_sheet_waits(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """Whoever evaluated on paper has evaluated: only the reading is still to be done."""
    return texts.PAPER_WAITS if _unread_sheets(round_).exists() else None


def _evaluation_clock(round_: Any) -> Clock | None:
    return Clock.objects.filter(
        congress_id=round_.congress_id, kind=EVALUATE, thing_kind="round", thing_id=round_.pk, stopped_on__isnull=True
    ).first()


def _window_over(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    running = _evaluation_clock(round_)
    if running is not None and running.due_on >= clock.today():
        return texts.NOT_OVERDUE.format(on=f"{running.due_on.month}月{running.due_on.day}日")
    return None


def lapses_on(running: Clock, times: int) -> date | None:
    """The first day on which an answer not evaluated may be closed: its time is over and, where the procedure asks for
    it, the deputy has been reminded `times` times before (Chongqing 29). None while the reminders are missing."""
    after = running.due_on
    if times:
        reminded = given_on(running, times)
        if reminded is None:
            return None
        after = max(after, reminded)
    return after + timedelta(days=1)


def reminders_asked(round_: Any) -> int:
    return _procedure(round_).evaluation.reminders_before_lapse.value or 0


def _reminded(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    running = _evaluation_clock(round_)
    if running is None:
        return None
    times = reminders_asked(round_)
    on = lapses_on(running, times)
    return None if on is not None and on <= clock.today() else texts.NOT_REMINDED.format(times=times)


def _window_set_and_over(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """What lapses by itself had a time set for it; without one only a person may set the item aside."""
    return texts.NO_WINDOW if _evaluation_clock(round_) is None else _window_over(round_, seat, facts)


def _give(unit: Work, round_: Round, seat: Seat | None, facts: Evaluation) -> None:
    if seat is None:
        raise RuntimeError("an evaluation has a deputy")
    letter = round_.letter
    facts.letter_digest = letter_digest(letter) if letter is not None else ""
    sealed.give(seat.pk, round_.pk, facts.grades, facts.reason)
    # The deputy's own word comes before a sheet that nobody has read a second time.
    _unread_sheets(round_).update(withdrawn_on=unit.on)
    unit.stop_clock(EVALUATE, round_)


def _finish(unit: Work, round_: Round) -> None:
    rest(unit, round_)
    row = round_.assignment
    row.stage = Stage.CONCLUDED
    row.save(update_fields=["stage"])
    unit.take("assignment.conclude", row, None, happened_on=unit.on)


def _settle(unit: Work, round_: Round, seat: Seat | None, facts: Settlement | None) -> None:
    if seat is not None and facts is not None and facts.reason.strip():
        sealed.settle(seat.pk, round_.pk, facts.reason)
    _finish(unit, round_)


def _lapse(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    unit.stop_clock(EVALUATE, round_)
    _finish(unit, round_)


def _order(unit: Work, round_: Round, seat: Seat | None, facts: Order) -> None:
    RehandlingOrder.objects.create(
        congress_id=unit.congress_id,
        round=round_,
        ordered_on=unit.on,
        demands=facts.demands,
        seat_id=seat.pk if seat else None,
    )
    rest(unit, round_)
    row = round_.assignment
    open_round(unit, row, _procedure(round_).limits.rehandle_reply.as_limit(), unit.on)
    row.stage = Stage.HANDLING
    row.save(update_fields=["stage"])


def _lead_has_spoken(proposal: Any) -> str | None:
    """A grade is the word of the deputy who gave it: once there is one, nobody else becomes the lead of the item."""
    rounds = Round.objects.filter(congress_id=proposal.congress_id, assignment__proposal=proposal)
    if rounds.filter(state__in=(R.EVALUATED, R.CONCLUDED, R.REORDERED)).exists():
        return texts.LEAD_HAS_SPOKEN
    waiting = PaperEvaluation.objects.filter(congress_id=proposal.congress_id, round__in=rounds)
    return texts.LEAD_ON_PAPER if waiting.filter(withdrawn_on__isnull=True).exists() else None


forbids_new_lead(_lead_has_spoken)
COMPLETE = Guard("complete", "每一项都作了评价，不满意写明原因", _complete)
notice_words(texts.NOTICES)
NO_SHEET = Guard("no_sheet_waits", "没有等着核对的纸质评价", _no_sheet_waits)
REMINDED = Guard("reminded", "按规程催促过", _reminded)

register(
    Step(
        "evaluation.give",
        "评价",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.EVALUATED,
        by=(Right(Role.DEPUTY, LEAD_SIGNER),),
        guards=(
            Guard("has_read", "已看过答复函", _has_read),
            COMPLETE,
        ),
        effect=_give,
        stops=frozenset({EVALUATE}),
        tells=("officers",),
        sealed=True,
        formal=True,
    ),
    Step(
        "evaluation.settle",
        "办结",
        on="round",
        frm=frozenset({R.EVALUATED}),
        to=R.CONCLUDED,
        by=(OFFICER,),
        guards=(Guard("unsatisfied_has_reason", "不满意而不重办的，写明原因", _unsatisfied_has_reason),),
        effect=_settle,
        formal=True,
    ),
    Step(
        "evaluation.lapse",
        "逾期未评价，自动办结",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.LAPSED,
        automatic=True,
        backdatable=True,
        guards=(Guard("window_set_and_over", "评价期限已过", _window_set_and_over), REMINDED, NO_SHEET),
        effect=_lapse,
        stops=frozenset({EVALUATE}),
        formal=True,
        source="重庆市代表建议条例第二十九条",
    ),
    Step(
        "evaluation.set_aside",
        "代表未评价，办结",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.LAPSED,
        by=(OFFICER,),
        guards=(Guard("window_over", "评价期限已过或规程未设", _window_over), REMINDED, NO_SHEET),
        effect=_lapse,
        stops=frozenset({EVALUATE}),
        formal=True,
    ),
    Step(
        "rehandling.order",
        "要求重新办理",
        on="round",
        frm=frozenset({R.EVALUATED}),
        to=R.REORDERED,
        by=(OFFICER,),
        guards=(Guard("demands_given", "写明要求", _demands_given),),
        effect=_order,
        starts=frozenset({REPLY}),
        tells=("unit_clerks", "unit_heads"),
        formal=True,
    ),
)

remind_of(EVALUATE, "round", frozenset({R.ANSWERED}), texts.EVALUATE_DUE, tells=("lead",), sealed=True)
recounts(EVALUATE, "round", frozenset({R.ANSWERED}), lambda round_: None, tells=("lead",), sealed=True)
