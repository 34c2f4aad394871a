"""Steps of the room 交: which items have the long limit (Deputies Law 51(2): broad and difficult ones, six months).

It is a class of item, not three months prolonged: it counts from the same hand-over. Where local rules want consent the
body asks before the day (Beijing 21, Qingdao 25); where they know none, the office finds an item difficult by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import REPLY
from huiyin.chain.taking import Work, notice_words
from huiyin.dispatch import texts
from huiyin.dispatch.models import REVIEW_STAGES, Assignment, AssignmentState, LongRequest, Stage
from huiyin.foundation import clock
from huiyin.people.models import Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import Consent
from huiyin.proposals.steps import HAS_REASON, Reason

A = AssignmentState


def open_long_request(row: Assignment) -> LongRequest | None:
    rows = LongRequest.objects.filter(congress_id=row.congress_id, assignment=row)
    return rows.filter(outcome=LongRequest.Outcome.OPEN).first()


ANSWERED_HERE = Relation(
    "answering_here",
    "本单位主办、共同主办、分办的件",
    lambda seat, thing: thing.body_id == seat.body_id and thing.is_answering,
)
TO_BE_ANSWERED = Relation(
    "an_answering_one",
    "本级要答复代表的件",
    lambda seat, thing: thing.congress_id == seat.congress_id and thing.is_answering,
)
ANSWERERS = (Right(Role.UNIT_CLERK, ANSWERED_HERE), Right(Role.UNIT_HEAD, ANSWERED_HERE))
CLASSIFIER = Right(Role.COMMITTEE_OFFICER, TO_BE_ANSWERED)


def _may_be_long(row: Any, seat: Seat | None, facts: Any) -> str | None:
    rules = procedure_of(row.proposal.procedure_id)
    if rules.limits.reply_long.is_blank:
        return texts.NO_LONG_LIMIT
    if row.is_long:
        return texts.LONG_ALREADY
    # Handling again has a time of its own, by the order.
    first = row.is_answering and row.rounds_opened == 1
    return None if first and row.stage in _BEFORE_ANSWER else texts.ANSWERED_ALREADY


_BEFORE_ANSWER = (Stage.HANDLING, Stage.CLEARING, *REVIEW_STAGES, Stage.CLEARED)


def _may_ask_long(row: Any, seat: Seat | None, facts: Any) -> str | None:
    """Asked before the date and where the procedure knows consent: without it the class is the hand-over's word."""
    if procedure_of(row.proposal.procedure_id).long_limit.consent.value in (None, Consent.NONE):
        return texts.LONG_NOT_ASKED
    if row.due_on is not None and clock.today() > row.due_on:
        return texts.LONG_TOO_LATE
    return texts.LONG_WAITS if open_long_request(row) is not None else None


def _long_asked(row: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if open_long_request(row) is not None else texts.LONG_NOBODY_ASKED


MAY_BE_LONG = Guard("may_be_long", "规程有长期限，还没有答复", _may_be_long)


# What a longer time does to the reply clock lies with the handling above.
_prolonged: list[Callable[[Work, Assignment], None]] = []


def when_prolonged(then: Callable[[Work, Assignment], None]) -> None:
    """`then(unit, assignment)` sets the running reply clock anew, from the same day, by `reply_limit`."""
    _prolonged.append(then)


def _ask_long(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    LongRequest.objects.create(congress_id=unit.congress_id, assignment=row, reason=facts.reason, asked_on=unit.on)


def _decide_long(unit: Work, row: Assignment, outcome: str, answer: str) -> None:
    request = open_long_request(row)
    if request is not None:
        request.outcome, request.answer, request.decided_on = outcome, answer, unit.on
        request.save(update_fields=["outcome", "answer", "decided_on"])


def _grant_long(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    _decide_long(unit, row, LongRequest.Outcome.GRANTED, facts.reason)
    row.is_long = True
    row.save(update_fields=["is_long"])
    for then in _prolonged:
        then(unit, row)


def _refuse_long(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    _decide_long(unit, row, LongRequest.Outcome.REFUSED, facts.reason)


notice_words(texts.LONG_NOTICES)

register(
    Step(
        "long.ask",
        "申请按疑难件延长",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=None,
        by=ANSWERERS,
        guards=(HAS_REASON, MAY_BE_LONG, Guard("may_ask_long", "规程要经同意，在到期以前提出", _may_ask_long)),
        effect=_ask_long,
        tells=("officers",),
        source="代表法第五十一条第二款；本级规程",
    ),
    Step(
        "long.grant",
        "认定为疑难件",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=None,
        by=(CLASSIFIER,),
        guards=(HAS_REASON, MAY_BE_LONG),
        effect=_grant_long,
        starts=frozenset({REPLY}),
        stops=frozenset({REPLY}),
        tells=("unit_clerks", "unit_heads", "signers"),
        formal=True,
        source="代表法第五十一条第二款",
    ),
    Step(
        "long.refuse",
        "不同意延长",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=None,
        by=(CLASSIFIER,),
        guards=(HAS_REASON, Guard("long_asked", "单位提出了申请", _long_asked)),
        effect=_refuse_long,
        tells=("unit_clerks", "unit_heads"),
    ),
)
