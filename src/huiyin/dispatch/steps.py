"""Steps of the room 交: hand-over in two stages, receipt, and taking back what was just handed over.

The legal clock starts at the congress's own hand-over (Deputies Law 51: 交办之日), not at the government's 分办.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import ASSIST, FIRST_CONTACT, HAND_OVER, PROJECTED, REASSIGN, REPLY, project
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.dispatch import texts
from huiyin.dispatch.models import ANSWERING, GONE, Assignment, AssignmentState, Mode, Stage
from huiyin.foundation.workdays import Limit
from huiyin.people.models import Body, BodyKind, Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import ReassignedClock, Trigger
from huiyin.proposals.models import ProposalState
from huiyin.proposals.steps import HAS_REASON, OFFICER, Reason, end_voided

A = AssignmentState
P = ProposalState
NOT_UNITS = (BodyKind.DELEGATION, BodyKind.SECRETARIAT)


@dataclass(frozen=True)
class Target:
    body_id: int
    mode: str
    part: str = ""


@dataclass(frozen=True)
class HandOver:
    """Who gets the item. `via` is the government office that will pass it on; else `targets` get it directly."""

    via: int | None = None
    targets: tuple[Target, ...] = ()
    # 涉及面广、处理难度大的 (Deputies Law 51): the long limit counts from this same hand-over.
    is_long: bool = False


@dataclass(frozen=True)
class Assigning:
    targets: tuple[Target, ...]


# Higher rooms say what happens when an assignment comes to a desk, is received, or is taken back.
_opened: list[Callable[[Work, Assignment], None]] = []
_received: list[Callable[[Work, Assignment], None]] = []
_recalled: list[Callable[[Work, Assignment], None]] = []
_unreceived: list[Callable[[Work, Assignment], None]] = []


def when_opened(then: Callable[[Work, Assignment], None]) -> None:
    _opened.append(then)


def when_received(then: Callable[[Work, Assignment], None]) -> None:
    _received.append(then)


def when_recalled(then: Callable[[Work, Assignment], None]) -> None:
    _recalled.append(then)


def when_unreceived(then: Callable[[Work, Assignment], None]) -> None:
    """`then` refuses with StepRefused when work has begun that a receipt taken back would leave hanging."""
    _unreceived.append(then)


def _targets_hold(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    targets: tuple[Target, ...] = facts.targets
    via = getattr(facts, "via", None)
    if via is not None:
        office = Body.objects.filter(congress_id=thing.congress_id, pk=via, kind=BodyKind.GOVERNMENT_OFFICE).first()
        return None if office is not None else texts.NOT_UNIT.format(body="")
    if getattr(facts, "is_long", False) and _rules(thing.case).limits.reply_long.is_blank:
        return texts.NO_LONG_LIMIT
    return targets_fit(thing.congress_id, targets)


def targets_fit(congress_id: int, targets: tuple[Target, ...]) -> str | None:
    """None where these bodies may handle an item between them in these modes, else the sentence that says why not."""
    modes = [t.mode for t in targets]
    if not set(modes) & set(ANSWERING) or set(modes) - {*ANSWERING, Mode.ASSIST}:
        return texts.NO_TARGET
    if modes.count(Mode.LEAD) > 1:
        return texts.LEAD_TWICE
    if len({mode for mode in modes if mode in ANSWERING}) > 1:
        return texts.MIXED_MODES
    if modes.count(Mode.JOINT_LEAD) == 1:
        return texts.ONE_JOINT_LEAD
    bodies = {b.pk: b for b in Body.objects.filter(congress_id=congress_id, pk__in=[t.body_id for t in targets])}
    seen: set[int] = set()
    for target in targets:
        body = bodies.get(target.body_id)
        if body is None or body.kind in NOT_UNITS or body.ends_on is not None:
            return texts.NOT_UNIT.format(body=body.name if body else "")
        if target.body_id in seen:
            return texts.BODY_TWICE.format(body=body.name)
        seen.add(target.body_id)
    return None


def _none_received(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    rows = Assignment.objects.filter(congress_id=thing.congress_id, proposal_id=thing.case_key).select_related("body")
    if thing.KIND == "assignment":
        rows = rows.filter(parent_id=thing.pk)
    for row in rows:
        if row.state not in (A.HANDED_OVER, A.PASSED_ON, A.RECALLED):
            return texts.ALREADY_RECEIVED.format(body=row.body.name)
    return None


TARGETS_HOLD = Guard("targets_hold", "承办单位和方式合规", _targets_hold)
NONE_RECEIVED = Guard("none_received", "还没有单位签收", _none_received)


def _rules(proposal: Any) -> Procedure:
    return procedure_of(proposal.procedure_id)


def open_assignment(
    unit: Work,
    proposal: Any,
    target: Target,
    parent: Assignment | None,
    *,
    replaces: Assignment | None = None,
    is_long: bool = False,
) -> Assignment:
    """Put the item on a body's desk, passed on by `parent` or in the place of `replaces`."""
    before = replaces or parent
    first = before.first_handed_over_on if before else unit.on
    row = Assignment(
        congress_id=unit.congress_id,
        proposal=proposal,
        body_id=target.body_id,
        mode=target.mode,
        part=target.part,
        parent=parent,
        replaces=replaces,
        handed_over_on=unit.on,
        first_handed_over_on=first,
        is_long=before.is_long if before else is_long,
    )
    unit.take("assignment.open", row, None, happened_on=unit.on)
    return row


def _assignment_open(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.state = A.HANDED_OVER
    row.stage = Stage.ROUTING if row.mode == Mode.ROUTE else Stage.WAITING
    row.leader_in_charge = row.body.leader_in_charge
    row.save(force_insert=True)
    if row.mode == Mode.ROUTE:
        unit.start_clock(REPLY, row, reply_limit(row), onto=row, since=reply_since(row))
        row.save(update_fields=PROJECTED)
    elif row.is_answering:
        for then in _opened:
            then(unit, row)
    else:
        _start_assist(unit, row, Trigger.HANDED_OVER, row.handed_over_on)


def reply_limit(row: Assignment) -> Limit | None:
    """The time in which this assignment is to be answered, by the procedure of its case."""
    limits = _rules(row.proposal).limits
    return (limits.reply_long if row.is_long else limits.reply).as_limit()


def reply_since(row: Assignment) -> date:
    """The day the reply counts from: the congress's first hand-over, unless a re-assignment begins anew here."""
    anew = _rules(row.proposal).hand_over.reassigned_clock.value is ReassignedClock.RESTART
    return row.handed_over_on if row.replaces_id is not None and anew else row.first_handed_over_on


def _start_assist(unit: Work, row: Assignment, trigger: Trigger, since: date) -> None:
    """An assisting unit has a time of its own, from the hand-over or from its receipt as the procedure says."""
    rule = _rules(row.proposal).limits.assist_opinion
    if rule.trigger is trigger:
        unit.start_clock(ASSIST, row, rule.as_limit(), onto=row, since=since)
        row.save(update_fields=PROJECTED)


def _hand_over(unit: Work, proposal: Any, seat: Seat | None, facts: HandOver) -> None:
    unit.stop_clock(HAND_OVER, proposal)
    if facts.via is not None:
        open_assignment(unit, proposal, Target(facts.via, Mode.ROUTE), None, is_long=facts.is_long)
    for target in facts.targets if facts.via is None else ():
        open_assignment(unit, proposal, target, None, is_long=facts.is_long)


def _assign(unit: Work, route: Assignment, seat: Seat | None, facts: Assigning) -> None:
    unit.stop_clock(REPLY, route, onto=route)
    route.stage = Stage.PASSED_ON
    route.save(update_fields=["stage", *PROJECTED])
    for target in facts.targets:
        open_assignment(unit, route.proposal, target, route)


def _recall_one(unit: Work, row: Assignment) -> None:
    unit.take("assignment.recall", row, None, happened_on=unit.on)


def _assignment_recall(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    take_from_desk(unit, row, Stage.RECALLED)


def take_from_desk(unit: Work, row: Assignment, stage: Stage) -> None:
    """Stop all clocks and handlings of an assignment that its body no longer has."""
    if not row.is_answering:
        unit.stop_clock(REPLY if row.mode == Mode.ROUTE else ASSIST, row)
    for then in _recalled if row.is_answering else ():
        then(unit, row)
    row.stage = stage
    project(None, row)
    row.save(update_fields=["stage", *PROJECTED])


def _take_back(unit: Work, route: Assignment, seat: Seat | None, facts: Any) -> None:
    for row in Assignment.objects.filter(congress_id=unit.congress_id, parent=route).exclude(state__in=GONE):
        _recall_one(unit, row)
    unit.resume_clock(REPLY, route, onto=route)
    route.stage = Stage.ROUTING
    route.save(update_fields=["stage", *PROJECTED])


def _recall(unit: Work, proposal: Any, seat: Seat | None, facts: Any) -> None:
    _recall_all(unit, proposal)
    unit.resume_clock(HAND_OVER, proposal)


def _recall_all(unit: Work, proposal: Any) -> None:
    rows = Assignment.objects.filter(congress_id=unit.congress_id, proposal=proposal).exclude(state__in=GONE)
    for row in rows.order_by("-pk"):
        _recall_one(unit, row)


def _undo_import(unit: Work, proposal: Any, seat: Seat | None, facts: Reason) -> None:
    _recall_all(unit, proposal)
    end_voided(unit, proposal, facts.reason)


def _receive(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.handler = seat.person.name if seat is not None else row.handler
    begin(unit, row)


def begin(unit: Work, row: Assignment) -> None:
    """The body has the item in its hands: what is due from the receipt on begins to count."""
    row.stage = Stage.HANDLING if row.is_answering else Stage.ASSISTING
    first, row.received_on = row.received_on is None, row.received_on or unit.on
    row.save(update_fields=["received_on", "stage", "handler"])
    if first and not row.is_answering:
        _start_assist(unit, row, Trigger.RECEIVED, unit.on)
    for then in _received if first and row.is_answering else ():
        then(unit, row)


def _unreceive(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    for then in _unreceived if row.is_answering else ():
        then(unit, row)
    if not row.is_answering and _rules(row.proposal).limits.assist_opinion.trigger is Trigger.RECEIVED:
        unit.stop_clock(ASSIST, row, onto=row)
    row.received_on = None
    row.stage = Stage.WAITING
    row.handler = ""
    row.save(update_fields=["received_on", "stage", "handler", *PROJECTED])


def _conclude(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.stage = Stage.CONCLUDED
    row.save(update_fields=["stage"])
    open_rows = Assignment.objects.filter(
        congress_id=unit.congress_id, proposal_id=row.proposal_id, mode__in=ANSWERING
    ).exclude(state__in=(A.CONCLUDED, *GONE))
    if not open_rows.exclude(pk=row.pk).exists():
        unit.take("proposal.conclude", row.proposal, None, happened_on=unit.on)


def _conclude_case(unit: Work, proposal: Any, seat: Seat | None, facts: Any) -> None:
    assisting = Assignment.objects.filter(congress_id=unit.congress_id, proposal=proposal, mode=Mode.ASSIST)
    for row in assisting.exclude(state__in=(A.CONCLUDED, *GONE)):
        unit.take("assignment.release", row, None, happened_on=unit.on)


def _release(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    unit.stop_clock(ASSIST, row, onto=row)
    unit.stop_clock(REASSIGN, row)
    row.stage = Stage.CONCLUDED
    row.save(update_fields=["stage", *PROJECTED])


def _body_seats(*roles: str) -> Callable[[Any], list[int]]:
    def of(thing: Any) -> list[int]:
        # What concerns an item as a whole has no assignment of its own.
        whole = thing.KIND != "assignment" and not hasattr(thing, "assignment")
        if whole or (thing.KIND == "assignment" and thing.mode == Mode.ROUTE):
            of_thing = {"proposal_id": thing.case_key} if whole else {"parent_id": thing.pk}
            rows = Assignment.objects.filter(congress_id=thing.congress_id, **of_thing)
            bodies = list(rows.exclude(state__in=GONE).values_list("body_id", flat=True))
        else:
            bodies = [thing.body_id if thing.KIND == "assignment" else thing.assignment.body_id]
        return sitting(thing.congress_id, *roles, bodies=bodies)

    return of


def _of_handling_body(seat: Seat, thing: Any) -> bool:
    row = thing if thing.KIND == "assignment" else thing.assignment
    return row.body_id == seat.body_id and row.mode != Mode.ROUTE


def _of_route(seat: Seat, thing: Any) -> bool:
    return thing.KIND == "assignment" and thing.body_id == seat.body_id and thing.mode == Mode.ROUTE


OF_HANDLING_BODY = Relation("of_handling_body", "交给本单位的件", _of_handling_body)
OF_ROUTE = Relation("of_route", "交给本室分办的件", _of_route)
CLERK = Right(Role.UNIT_CLERK, OF_HANDLING_BODY)
HEAD = Right(Role.UNIT_HEAD, OF_HANDLING_BODY)
DISPATCHER = Right(Role.DISPATCHER, OF_ROUTE)

tellers(
    desks=_body_seats(Role.DISPATCHER, Role.UNIT_CLERK),
    unit_clerks=_body_seats(Role.UNIT_CLERK),
    unit_heads=_body_seats(Role.UNIT_HEAD),
)
notice_words(texts.NOTICES)

ASSIGNING = "代表法第五十一条；地方组织法第四十二条"

register(
    Step(
        "dispatch.hand_over",
        "交办",
        on="proposal",
        frm=frozenset({P.REGISTERED}),
        to=P.HANDED_OVER,
        by=(OFFICER,),
        guards=(TARGETS_HOLD,),
        effect=_hand_over,
        stops=frozenset({HAND_OVER}),
        tells=("desks", "signers"),
        undone_by="dispatch.recall",
        formal=True,
        source=ASSIGNING,
    ),
    Step(
        "dispatch.hand_over_from_ledger",
        "按交办表交办",
        on="proposal",
        frm=frozenset({P.REGISTERED}),
        to=P.HANDED_OVER,
        by=(OFFICER,),
        operator=True,
        backdatable=True,
        guards=(TARGETS_HOLD,),
        effect=_hand_over,
        stops=frozenset({HAND_OVER}),
        tells=("desks", "signers"),
        formal=True,
        source=ASSIGNING,
    ),
    Step(
        "dispatch.recall",
        "撤回交办",
        on="proposal",
        frm=frozenset({P.HANDED_OVER}),
        to=P.REGISTERED,
        by=(OFFICER,),
        guards=(NONE_RECEIVED,),
        effect=_recall,
        starts=frozenset({HAND_OVER}),
        undoes="dispatch.hand_over",
    ),
    Step(
        "dispatch.undo_import",
        "撤销导入",
        on="proposal",
        frm=frozenset({P.REGISTERED, P.HANDED_OVER}),
        to=P.VOIDED,
        by=(OFFICER,),
        operator=True,
        guards=(HAS_REASON, NONE_RECEIVED),
        effect=_undo_import,
        formal=True,
    ),
    Step(
        "assignment.open",
        "到达承办单位",
        on="assignment",
        frm=frozenset({A.NEW}),
        to=A.HANDED_OVER,
        automatic=True,
        backdatable=True,
        effect=_assignment_open,
        starts=frozenset({REPLY, ASSIST}),
    ),
    Step(
        "assignment.recall",
        "从承办单位收回",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.PASSED_ON}),
        to=A.RECALLED,
        automatic=True,
        backdatable=True,
        effect=_assignment_recall,
        stops=frozenset({REPLY, ASSIST}),
    ),
    Step(
        "dispatch.assign",
        "分办",
        on="assignment",
        frm=frozenset({A.HANDED_OVER}),
        to=A.PASSED_ON,
        by=(DISPATCHER,),
        guards=(TARGETS_HOLD,),
        effect=_assign,
        stops=frozenset({REPLY}),
        tells=("desks", "signers"),
        undone_by="dispatch.take_back",
        formal=True,
    ),
    Step(
        "dispatch.take_back",
        "撤回分办",
        on="assignment",
        frm=frozenset({A.PASSED_ON}),
        to=A.HANDED_OVER,
        by=(DISPATCHER,),
        guards=(NONE_RECEIVED,),
        effect=_take_back,
        starts=frozenset({REPLY}),
        undoes="dispatch.assign",
    ),
    Step(
        "assignment.receive",
        "签收",
        on="assignment",
        frm=frozenset({A.HANDED_OVER}),
        to=A.RECEIVED,
        by=(CLERK,),
        effect=_receive,
        starts=frozenset({ASSIST, FIRST_CONTACT}),
        tells=("officers",),
        undone_by="assignment.unreceive",
    ),
    Step(
        "assignment.unreceive",
        "撤销签收",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=A.HANDED_OVER,
        by=(CLERK,),
        effect=_unreceive,
        stops=frozenset({ASSIST, FIRST_CONTACT}),
        undoes="assignment.receive",
    ),
    Step(
        "assignment.conclude",
        "本单位办结",
        on="assignment",
        frm=frozenset({A.RECEIVED}),
        to=A.CONCLUDED,
        automatic=True,
        backdatable=True,
        effect=_conclude,
    ),
    Step(
        "proposal.conclude",
        "办结",
        on="proposal",
        frm=frozenset({P.HANDED_OVER}),
        to=P.CONCLUDED,
        automatic=True,
        backdatable=True,
        effect=_conclude_case,
        formal=True,
    ),
    Step(
        "assignment.release",
        "会办结束",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.RECEIVED, A.OPINED, A.RETURNING}),
        to=A.CONCLUDED,
        automatic=True,
        backdatable=True,
        effect=_release,
        stops=frozenset({ASSIST, REASSIGN}),
    ),
)
