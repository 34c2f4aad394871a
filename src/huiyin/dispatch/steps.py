"""Steps of the room 交: hand-over in two stages, receipt, and taking back what was just handed over.

The legal clock starts at the congress's own hand-over (Deputies Law 51: 交办之日), not at the government's 分办.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import PROJECTED, REPLY
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.dispatch import texts
from huiyin.dispatch.models import ANSWERING, Assignment, AssignmentState, Mode, Stage
from huiyin.people.models import Body, BodyKind, Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import ProposalState
from huiyin.proposals.steps import HAS_REASON, OFFICER, Reason

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


@dataclass(frozen=True)
class Assigning:
    targets: tuple[Target, ...]


# Higher rooms say what happens when an assignment comes to a desk, is received, or is taken back.
_opened: list[Callable[[Work, Assignment], None]] = []
_recalled: list[Callable[[Work, Assignment], None]] = []
_unreceived: list[Callable[[Work, Assignment], None]] = []


def when_opened(then: Callable[[Work, Assignment], None]) -> None:
    _opened.append(then)


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
    modes = [t.mode for t in targets]
    if not set(modes) & set(ANSWERING) or set(modes) - {*ANSWERING, Mode.ASSIST}:
        return texts.NO_TARGET
    if modes.count(Mode.LEAD) > 1:
        return texts.LEAD_TWICE
    if Mode.LEAD in modes and Mode.SEPARATE in modes:
        return texts.MIXED_MODES
    bodies = {b.pk: b for b in Body.objects.filter(congress_id=thing.congress_id, pk__in=[t.body_id for t in targets])}
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
        if row.state in (A.RECEIVED, A.CONCLUDED):
            return texts.ALREADY_RECEIVED.format(body=row.body.name)
    return None


TARGETS_HOLD = Guard("targets_hold", "承办单位和方式合规", _targets_hold)
NONE_RECEIVED = Guard("none_received", "还没有单位签收", _none_received)


def _open(unit: Work, proposal: Any, target: Target, parent: Assignment | None) -> Assignment:
    first = parent.first_handed_over_on if parent else unit.on
    row = Assignment(
        congress_id=unit.congress.pk,
        proposal=proposal,
        body_id=target.body_id,
        mode=target.mode,
        part=target.part,
        parent=parent,
        handed_over_on=unit.on,
        first_handed_over_on=first,
    )
    unit.take("assignment.open", row, None, happened_on=unit.on)
    return row


def _assignment_open(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.state = A.HANDED_OVER
    row.stage = Stage.ROUTING if row.mode == Mode.ROUTE else Stage.WAITING
    row.leader_in_charge = row.body.leader_in_charge
    row.save(force_insert=True)
    if row.mode == Mode.ROUTE:
        unit.start_clock(REPLY, row, procedure_of(row.proposal.procedure_id).limits.reply.as_limit(), onto=row)
        row.save(update_fields=PROJECTED)
    elif row.is_answering:
        for then in _opened:
            then(unit, row)


def _hand_over(unit: Work, proposal: Any, seat: Seat | None, facts: HandOver) -> None:
    if facts.via is not None:
        _open(unit, proposal, Target(facts.via, Mode.ROUTE), None)
    for target in facts.targets if facts.via is None else ():
        _open(unit, proposal, target, None)


def _assign(unit: Work, route: Assignment, seat: Seat | None, facts: Assigning) -> None:
    unit.stop_clock(REPLY, route, onto=route)
    route.stage = Stage.PASSED_ON
    route.save(update_fields=["stage", *PROJECTED])
    for target in facts.targets:
        _open(unit, route.proposal, target, route)


def _recall_one(unit: Work, row: Assignment) -> None:
    unit.take("assignment.recall", row, None, happened_on=unit.on)


def _assignment_recall(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    if row.mode == Mode.ROUTE:
        unit.stop_clock(REPLY, row, onto=row)
    for then in _recalled if row.is_answering else ():
        then(unit, row)
    row.stage = Stage.RECALLED
    row.due_on = row.amber_on = row.clock_from = None
    row.clock_kind = ""
    row.save(update_fields=["stage", *PROJECTED])


def _take_back(unit: Work, route: Assignment, seat: Seat | None, facts: Any) -> None:
    for row in Assignment.objects.filter(congress_id=unit.congress.pk, parent=route).exclude(state=A.RECALLED):
        _recall_one(unit, row)
    unit.resume_clock(REPLY, route, onto=route)
    route.stage = Stage.ROUTING
    route.save(update_fields=["stage", *PROJECTED])


def _recall(unit: Work, proposal: Any, seat: Seat | None, facts: Any) -> None:
    rows = Assignment.objects.filter(congress_id=unit.congress.pk, proposal=proposal).exclude(state=A.RECALLED)
    for row in rows.order_by("-pk"):
        _recall_one(unit, row)


def _undo_import(unit: Work, proposal: Any, seat: Seat | None, facts: Reason) -> None:
    _recall(unit, proposal, seat, facts)
    proposal.void_reason = facts.reason
    proposal.save(update_fields=["void_reason"])


def _receive(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.received_on = unit.on
    row.stage = Stage.HANDLING if row.is_answering else Stage.ASSISTING
    if seat is not None:
        row.handler = seat.person.name
    row.save(update_fields=["received_on", "stage", "handler"])


def _unreceive(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    for then in _unreceived if row.is_answering else ():
        then(unit, row)
    row.received_on = None
    row.stage = Stage.WAITING
    row.handler = ""
    row.save(update_fields=["received_on", "stage", "handler"])


def _conclude(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.stage = Stage.CONCLUDED
    row.save(update_fields=["stage"])
    open_rows = Assignment.objects.filter(
        congress_id=unit.congress.pk, proposal_id=row.proposal_id, mode__in=ANSWERING
    ).exclude(state__in=(A.CONCLUDED, A.RECALLED))
    if not open_rows.exclude(pk=row.pk).exists():
        unit.take("proposal.conclude", row.proposal, None, happened_on=unit.on)


def _conclude_case(unit: Work, proposal: Any, seat: Seat | None, facts: Any) -> None:
    assisting = Assignment.objects.filter(congress_id=unit.congress.pk, proposal=proposal, mode=Mode.ASSIST)
    for row in assisting.exclude(state__in=(A.CONCLUDED, A.RECALLED)):
        unit.take("assignment.release", row, None, happened_on=unit.on)


def _release(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    row.stage = Stage.CONCLUDED
    row.save(update_fields=["stage"])


def _body_seats(*roles: str) -> Callable[[Any], list[int]]:
    def of(thing: Any) -> list[int]:
        if thing.KIND == "proposal":
            rows = Assignment.objects.filter(congress_id=thing.congress_id, proposal_id=thing.pk)
            bodies = list(rows.exclude(state=A.RECALLED).values_list("body_id", flat=True))
        elif thing.KIND == "assignment" and thing.mode == Mode.ROUTE:
            rows = Assignment.objects.filter(congress_id=thing.congress_id, parent_id=thing.pk)
            bodies = list(rows.exclude(state=A.RECALLED).values_list("body_id", flat=True))
        else:
            bodies = [thing.body_id if thing.KIND == "assignment" else thing.assignment.body_id]
        seats = Seat.objects.filter(congress_id=thing.congress_id, body_id__in=bodies, role__in=roles)
        return list(seats.filter(ended_on__isnull=True).values_list("pk", flat=True))

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
        starts=frozenset({REPLY}),
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
        stops=frozenset({REPLY}),
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
        frm=frozenset({A.HANDED_OVER, A.RECEIVED}),
        to=A.CONCLUDED,
        automatic=True,
        backdatable=True,
        effect=_release,
    ),
)

__all__ = ["Assigning", "HandOver", "StepRefused", "Target", "when_opened", "when_recalled", "when_unreceived"]
