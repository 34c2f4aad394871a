"""Steps of the room 交 on an item that lies with the wrong body: return, refusal, dispute, re-assignment; the long limit.

A body may not sit on an item nor pass it on by itself (Chongqing 16, Shandong 12): it asks, who handed over decides. A
return refused is handled on (Qingdao 19); the body's head may put the refusal before a leader once, and works meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import ASSIST, FIRST_CONTACT, REASSIGN, REPLY
from huiyin.chain.recounting import recounts
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.dispatch import texts
from huiyin.dispatch.models import (
    ANSWERING,
    GONE,
    Assignment,
    AssignmentState,
    Mode,
    ReturnRequest,
    Stage,
)
from huiyin.dispatch.queries import CONGRESS_SIDE
from huiyin.dispatch.steps import (
    CLERK,
    HEAD,
    Target,
    begin,
    open_assignment,
    take_from_desk,
    targets_fit,
)
from huiyin.foundation import clock
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.workdays import Due, due_on
from huiyin.people.models import Body, Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import Trigger
from huiyin.proposals.steps import HAS_REASON, Reason, officers

A = AssignmentState
Outcome = ReturnRequest.Outcome


@dataclass(frozen=True)
class ReturnAsked:
    reason: str
    suggested_id: int | None = None


@dataclass(frozen=True)
class Reassigning:
    """Who gets the item instead, and why. Nobody, where other bodies go on handling it."""

    targets: tuple[Target, ...]
    reason: str


# -- reading ---------------------------------------------------------------------------------------------------------


def open_return(row: Assignment) -> ReturnRequest | None:
    """The return of this assignment that waits for an answer."""
    return _returns(row).filter(outcome=Outcome.OPEN).first()


def open_dispute(row: Assignment) -> ReturnRequest | None:
    """The refusal that waits for a leader's word."""
    return _returns(row).filter(disputed_on__isnull=False, ruled_on__isnull=True).first()


def _returns(row: Assignment) -> Any:
    return ReturnRequest.objects.filter(congress_id=row.congress_id, assignment=row).order_by("-pk")


def return_window(row: Assignment) -> Due | None:
    """Until when the item may be returned; None where the procedure sets no time."""
    rule = procedure_of(row.proposal.procedure_id).limits.return_window
    limit = rule.as_limit()
    since = row.handed_over_on if rule.trigger is Trigger.HANDED_OVER else row.received_on
    return due_on(limit, since, calendar_of(row.congress_id)) if limit is not None and since is not None else None


# -- who -------------------------------------------------------------------------------------------------------------


def _handed_by_committee(seat: Seat, thing: Any) -> bool:
    return thing.congress_id == seat.congress_id and thing.parent_id is None


def _handed_by_own_office(seat: Seat, thing: Any) -> bool:
    return thing.parent_id is not None and thing.parent.body_id == seat.body_id


def _led_by_seat(seat: Seat, thing: Any) -> bool:
    """The leader of the side that handed over: the government's coordinates its units, the congress's the others."""
    if thing.congress_id != seat.congress_id:
        return False
    if thing.parent_id is not None:
        return bool(thing.parent.body_id == seat.body_id)
    return seat.body.kind in CONGRESS_SIDE


COMMITTEE_HANDED = Right(Role.COMMITTEE_OFFICER, Relation("handed_by_committee", "直接交办的件", _handed_by_committee))
OFFICE_HANDED = Right(Role.DISPATCHER, Relation("handed_by_office", "本室分办的件", _handed_by_own_office))
HANDERS = (COMMITTEE_HANDED, OFFICE_HANDED)
LEADER = Right(Role.LEADER, Relation("led_by", "本方交办的件", _led_by_seat))


def _hander_seats(row: Any) -> list[int]:
    return officers(row) if row.parent_id is None else _dispatcher_seats(row.parent)


def _leader_seats(row: Any) -> list[int]:
    if row.parent_id is not None:
        return sitting(row.congress_id, Role.LEADER, bodies=[row.parent.body_id])
    side = Body.objects.filter(congress_id=row.congress_id, kind__in=CONGRESS_SIDE)
    return sitting(row.congress_id, Role.LEADER, bodies=side.values_list("pk", flat=True))


def _new_desks(row: Any) -> list[int]:
    bodies = Assignment.objects.filter(congress_id=row.congress_id, replaces_id=row.pk).values_list(
        "body_id", flat=True
    )
    return sitting(row.congress_id, Role.UNIT_CLERK, bodies=bodies)


# -- guards ----------------------------------------------------------------------------------------------------------


def _in_window(row: Any, seat: Seat | None, facts: Any) -> str | None:
    window = return_window(row)
    if window is not None and clock.today() > window.on:
        return texts.RETURN_TOO_LATE.format(on=f"{window.on.year}年{window.on.month}月{window.on.day}日")
    if _returns(row).filter(outcome=Outcome.REFUSED).exists():
        return texts.RETURNED_BEFORE
    return None


def _nothing_written(row: Any, seat: Seat | None, facts: Any) -> str | None:
    """What has gone as far as clearance is not handed on to others; nor what was answered once and is handled again,
    because its answer and its grade are this body's."""
    first = row.rounds_opened <= 1
    return None if first and row.stage in _NOT_YET_WRITTEN else texts.LETTER_WAY


_NOT_YET_WRITTEN = (Stage.ROUTING, Stage.WAITING, Stage.HANDLING, Stage.ASSISTING, Stage.RETURNING)


def _suggested_is_another(row: Any, seat: Seat | None, facts: ReturnAsked) -> str | None:
    return texts.SUGGESTS_ITSELF if facts.suggested_id == row.body_id else None


def _others(row: Assignment) -> list[Assignment]:
    """Who else handles the item."""
    live = Assignment.objects.filter(congress_id=row.congress_id, proposal_id=row.proposal_id).exclude(pk=row.pk)
    return list(live.exclude(state__in=GONE).exclude(mode=Mode.ROUTE).select_related("body"))


def answers_alone(row: Assignment) -> bool:
    """Whether nobody would be left to answer the deputy if this body had the item no more."""
    return not any(other.mode in ANSWERING for other in _others(row))


def _replaced_fits(row: Any, seat: Seat | None, facts: Reassigning) -> str | None:
    others = _others(row)
    given = {target.body_id for target in facts.targets}
    if row.body_id in given:
        return texts.BODY_HAD_IT.format(body=row.body.name)
    for other in others:
        if other.body_id in given:
            return texts.BODY_TWICE.format(body=other.body.name)
    whole = tuple(Target(other.body_id, other.mode) for other in others) + facts.targets
    if not facts.targets and any(other.mode in ANSWERING for other in others):
        return None
    return texts.NOBODY_LEFT if not facts.targets else targets_fit(row.congress_id, whole)


def mode_for_another(row: Assignment) -> str:
    """The mode in which another body takes over: the same, but whoever follows the last of several joint leads leads."""
    if row.mode != Mode.JOINT_LEAD or any(other.mode == Mode.JOINT_LEAD for other in _others(row)):
        return row.mode
    return Mode.LEAD


def _refused_once(row: Any, seat: Seat | None, facts: Any) -> str | None:
    last = _returns(row).filter(outcome=Outcome.REFUSED).first()
    if last is None:
        return texts.NOTHING_REFUSED
    return texts.DISPUTED_BEFORE if last.disputed_on is not None else None


def _disputed(row: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if open_dispute(row) is not None else texts.NO_DISPUTE


NOTHING_WRITTEN = Guard("nothing_written", "答复函还没有送审签", _nothing_written)
REPLACED_FITS = Guard("replaced_fits", "接办的单位和方式合规", _replaced_fits)


# -- effects ---------------------------------------------------------------------------------------------------------


def _ask(unit: Work, row: Assignment, seat: Seat | None, facts: ReturnAsked) -> None:
    ReturnRequest.objects.create(
        congress_id=unit.congress_id,
        assignment=row,
        reason=facts.reason,
        suggested_id=facts.suggested_id,
        asked_on=unit.on,
    )
    unit.start_clock(REASSIGN, row, procedure_of(row.proposal.procedure_id).limits.reassign.as_limit())
    row.stage = Stage.RETURNING
    row.save(update_fields=["stage"])


def _decide(unit: Work, row: Assignment, outcome: str, answer: str) -> None:
    request = open_return(row)
    if request is not None:
        request.outcome, request.answer, request.decided_on = outcome, answer, unit.on
        request.save(update_fields=["outcome", "answer", "decided_on"])
    unit.stop_clock(REASSIGN, row)


def _drop(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    _decide(unit, row, Outcome.DROPPED, "")
    begin(unit, row)


def _refuse(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    _decide(unit, row, Outcome.REFUSED, facts.reason)
    begin(unit, row)


def _hand_on(unit: Work, row: Assignment, targets: tuple[Target, ...]) -> None:
    take_from_desk(unit, row, Stage.REPLACED)
    for target in targets:
        open_assignment(unit, row.proposal, target, row.parent, replaces=row)


def _accept(unit: Work, row: Assignment, seat: Seat | None, facts: Reassigning) -> None:
    _decide(unit, row, Outcome.ACCEPTED, facts.reason)
    _hand_on(unit, row, facts.targets)


def _replace(unit: Work, row: Assignment, seat: Seat | None, facts: Reassigning) -> None:
    _close_dispute(unit, row, facts.reason)
    _hand_on(unit, row, facts.targets)


def _dispute(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    last = _returns(row).filter(outcome=Outcome.REFUSED).first()
    last.disputed_on, last.dispute = unit.on, facts.reason
    last.save(update_fields=["disputed_on", "dispute"])


def _close_dispute(unit: Work, row: Assignment, ruling: str) -> None:
    dispute = open_dispute(row)
    if dispute is not None:
        dispute.ruled_on, dispute.ruling = unit.on, ruling
        dispute.save(update_fields=["ruled_on", "ruling"])


def _uphold(unit: Work, row: Assignment, seat: Seat | None, facts: Reason) -> None:
    _close_dispute(unit, row, facts.reason)


def _dispatcher_seats(row: Any) -> list[int]:
    return sitting(row.congress_id, Role.DISPATCHER, bodies=[row.body_id])


tellers(handers=_hander_seats, leaders=_leader_seats, new_desks=_new_desks, dispatchers=_dispatcher_seats)
notice_words(texts.RETURN_NOTICES)

TAKEN = frozenset({REPLY, ASSIST, FIRST_CONTACT, REASSIGN})
RETURNING_LAW = "各地条例关于退回、改交的规定；本级规程"

register(
    Step(
        "assignment.ask_return",
        "申请退回",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.RECEIVED}),
        to=A.RETURNING,
        by=(CLERK, HEAD),
        guards=(
            HAS_REASON,
            Guard("in_return_window", "在退回期限内，没有被拒绝过", _in_window),
            NOTHING_WRITTEN,
            Guard("suggests_another", "建议的是别的单位", _suggested_is_another),
        ),
        effect=_ask,
        starts=frozenset({REASSIGN}),
        tells=("handers",),
        source=RETURNING_LAW,
    ),
    Step(
        "assignment.drop_return",
        "收回退回申请",
        on="assignment",
        frm=frozenset({A.RETURNING}),
        to=A.RECEIVED,
        by=(CLERK, HEAD),
        effect=_drop,
        starts=frozenset({ASSIST, FIRST_CONTACT}),
        stops=frozenset({REASSIGN}),
        tells=("handers",),
    ),
    Step(
        "assignment.refuse_return",
        "不同意退回",
        on="assignment",
        frm=frozenset({A.RETURNING}),
        to=A.RECEIVED,
        by=HANDERS,
        guards=(HAS_REASON,),
        effect=_refuse,
        starts=frozenset({ASSIST, FIRST_CONTACT}),
        stops=frozenset({REASSIGN}),
        tells=("unit_clerks", "unit_heads"),
        source=RETURNING_LAW,
    ),
    Step(
        "assignment.accept_return",
        "同意退回，改交",
        on="assignment",
        frm=frozenset({A.RETURNING}),
        to=A.REPLACED,
        by=HANDERS,
        guards=(REPLACED_FITS,),
        effect=_accept,
        stops=TAKEN,
        tells=("new_desks", "unit_clerks", "signers"),
        formal=True,
        source=RETURNING_LAW,
    ),
    Step(
        "assignment.replace",
        "改交",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.RECEIVED}),
        to=A.REPLACED,
        by=HANDERS,
        guards=(HAS_REASON, NOTHING_WRITTEN, REPLACED_FITS),
        effect=_replace,
        stops=TAKEN,
        tells=("new_desks", "unit_clerks", "signers"),
        formal=True,
    ),
    Step(
        "assignment.dispute",
        "提请领导协调",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=None,
        by=(HEAD,),
        guards=(HAS_REASON, Guard("refused_once", "退回申请被拒绝，还没有提请过", _refused_once), NOTHING_WRITTEN),
        effect=_dispute,
        tells=("leaders", "handers"),
    ),
    Step(
        "dispute.uphold",
        "维持原交办",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=None,
        by=(LEADER,),
        guards=(Guard("disputed", "单位提请了协调", _disputed), HAS_REASON),
        effect=_uphold,
        tells=("unit_clerks", "unit_heads", "handers"),
    ),
    Step(
        "dispute.reassign",
        "协调后改交",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=A.REPLACED,
        by=(LEADER,),
        guards=(Guard("disputed", "单位提请了协调", _disputed), HAS_REASON, NOTHING_WRITTEN, REPLACED_FITS),
        effect=_replace,
        stops=TAKEN,
        tells=("new_desks", "unit_clerks", "handers", "signers"),
        formal=True,
    ),
)

TO_PASS_ON = frozenset({A.HANDED_OVER})
remind_of(REPLY, "assignment", TO_PASS_ON, texts.ROUTE_DUE, tells=("dispatchers",), late=("officers",), name="route")
remind_of(REASSIGN, "assignment", frozenset({A.RETURNING}), texts.RETURN_DUE, tells=("handers",))
recounts(REPLY, "assignment", TO_PASS_ON, lambda row: row, tells=("dispatchers",), name="route")
recounts(REASSIGN, "assignment", frozenset({A.RETURNING}), lambda row: None, tells=("handers",))
