"""One handling of an assignment (一轮办理): its opening and end, its clocks, and what the other steps of the room share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.clocks import FIRST_CONTACT, PROJECTED, REPLY
from huiyin.chain.recounting import recounts
from huiyin.chain.refusals import StepRefused
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, tellers
from huiyin.dispatch.long_limit import when_prolonged
from huiyin.dispatch.models import GONE, Assignment, AssignmentState, Mode, Stage
from huiyin.dispatch.steps import (
    OF_HANDLING_BODY,
    reply_limit,
    reply_since,
    when_opened,
    when_recalled,
    when_received,
    when_unreceived,
)
from huiyin.dispatch.terminating import when_terminated
from huiyin.foundation.workdays import Limit
from huiyin.handling import texts
from huiyin.handling.models import Contact, Round, RoundState
from huiyin.people.models import OVERSEERS, Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.proposals.merging import forbids_merging
from huiyin.proposals.steps import SIGNER
from huiyin.proposals.withdrawing import forbids_withdrawal

R = RoundState
CLERK = Right(Role.UNIT_CLERK, OF_HANDLING_BODY)
HEAD = Right(Role.UNIT_HEAD, OF_HANDLING_BODY)
OPEN = frozenset({R.HANDLING, R.CLEARING, R.REVIEWING, R.CLEARED})
# What the unit may still do must not differ between “answered” and “evaluated”: it would tell that a grade was given.
AFTER = frozenset({R.ANSWERED, R.EVALUATED})

RECIPIENT = Relation("recipient", "答复函的收件代表", SIGNER.holds)
DEPUTY_SIGNER = Right(Role.DEPUTY, RECIPIENT)


def rules_of(round_: Any) -> Procedure:
    return procedure_of(round_.assignment.proposal.procedure_id)


def siblings(round_: Round) -> list[Round]:
    """The newest rounds of the other bodies that lead the same item jointly: they answer with one letter (Shanghai 17)."""
    row = round_.assignment
    if row.mode != Mode.JOINT_LEAD:
        return []
    others = Assignment.objects.filter(congress_id=row.congress_id, proposal_id=row.proposal_id, mode=Mode.JOINT_LEAD)
    rounds = Round.objects.filter(
        congress_id=row.congress_id, assignment__in=others.exclude(pk=row.pk).exclude(state__in=GONE)
    )
    newest: dict[int, Round] = {}
    for one in rounds.select_related("assignment__proposal", "assignment__body").order_by("number"):
        newest[one.assignment_id] = one
    return [newest[key] for key in sorted(newest)]


def to_stage(round_: Round, stage: Stage, **more: Any) -> None:
    """Show on the desk's row where its newest round stands."""
    row = round_.assignment
    row.stage = stage
    for name, value in more.items():
        setattr(row, name, value)
    row.save(update_fields=["stage", *more, *PROJECTED])


def _received(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    state = round_.assignment.state
    if state == AssignmentState.RETURNING:
        return texts.RETURNING
    return None if state == AssignmentState.RECEIVED else texts.NOT_RECEIVED


RECEIVED = Guard("received", "已签收，没有申请退回", _received)


# What a round leaves behind when it is over, or waits for the deputy alone; modules beside this one see to their own.
_at_rest: list[Callable[[Work, Round, str], None]] = []


def when_round_rests(then: Callable[[Work, Round, str], None]) -> None:
    """`then(unit, round, why)` runs when a round has been answered or has ended; `why` is a sentence for both sides."""
    _at_rest.append(then)


def rest(unit: Work, round_: Round) -> None:
    """Called by the effects of steps that answer or end a round; its state is the new one."""
    for then in _at_rest:
        then(unit, round_, texts.AT_REST[round_.state])


# And what stands again when the answer is taken back.
_goes_on: list[Callable[[Work, Round], None]] = []


def when_round_goes_on(then: Callable[[Work, Round], None]) -> None:
    """`then(unit, round)` runs when the answer of a round was taken back."""
    _goes_on.append(then)


def go_on(unit: Work, round_: Round) -> None:
    """Called by the effects of steps that take an answer back."""
    for then in _goes_on:
        then(unit, round_)


# -- opening and end -------------------------------------------------------------------------------------------------


def open_round(unit: Work, row: Assignment, limit: Limit | None, since: date) -> Round:
    round_ = Round(congress_id=unit.congress_id, assignment=row, number=row.rounds_opened + 1, opened_on=unit.on)
    unit.take("round.open", round_, None, {"since": since, "limit": limit}, happened_on=unit.on)
    return round_


def _open_first(unit: Work, row: Assignment) -> None:
    open_round(unit, row, reply_limit(row), reply_since(row))


def _round_open(unit: Work, round_: Round, seat: Seat | None, facts: dict[str, Any]) -> None:
    round_.state = R.HANDLING
    round_.save(force_insert=True)
    row = round_.assignment
    row.rounds_opened = round_.number
    row.met = False
    unit.start_clock(REPLY, round_, facts["limit"], onto=row, since=facts["since"])
    row.save(update_fields=["rounds_opened", "met", *PROJECTED])


def _rounds(row: Assignment) -> Any:
    return Round.objects.filter(congress_id=row.congress_id, assignment=row)


def _recall_rounds(unit: Work, row: Assignment) -> None:
    for round_ in _rounds(row):
        unit.take("round.recall", round_, None, happened_on=unit.on)


def _round_recall(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    unit.stop_clock(REPLY, round_)
    unit.stop_clock(FIRST_CONTACT, round_)
    rest(unit, round_)


def _terminate_rounds(unit: Work, row: Assignment) -> None:
    for round_ in _rounds(row).filter(state__in=OPEN).order_by("pk"):
        unit.take("round.terminate", round_, None, happened_on=unit.on)


def _answered_already(proposal: Any) -> str | None:
    """What was answered is not undone: the deputies have the letter in hand, and evaluate it."""
    answered = Round.objects.filter(
        congress_id=proposal.congress_id, assignment__proposal=proposal, answered_on__isnull=False
    )
    return texts.ANSWERED_NOT_WITHDRAWN if answered.exists() else None


def _answered_of(congress_id: int, case_ids: Sequence[int]) -> str | None:
    """A letter that went out names the items that it answers: they stay as they were together."""
    answered = Round.objects.filter(
        congress_id=congress_id, assignment__proposal__in=case_ids, answered_on__isnull=False
    )
    first = answered.select_related("assignment__proposal").order_by("assignment__proposal_id").first()
    return texts.ANSWERED_NOT_MERGED.format(no=first.assignment.proposal.shown_no) if first is not None else None


def _start_first_contact(unit: Work, row: Assignment) -> None:
    """The time for the first talk counts from the receipt (Chongqing 18)."""
    limit = procedure_of(row.proposal.procedure_id).limits.first_contact.as_limit()
    if limit is None:
        return
    for round_ in _rounds(row).filter(state=R.HANDLING, number=1):
        unit.start_clock(FIRST_CONTACT, round_, limit)


def _nothing_begun(unit: Work, row: Assignment) -> None:
    """A receipt may be taken back while nothing hangs on it: no talk, no letter under way."""
    rounds = _rounds(row).exclude(state=R.RECALLED)
    talks = Contact.objects.filter(congress_id=unit.congress_id, round__in=rounds, withdrawn=False)
    if rounds.exclude(state=R.HANDLING).exists() or talks.exists():
        raise StepRefused(texts.WORK_BEGUN)
    for round_ in rounds:
        unit.stop_clock(FIRST_CONTACT, round_)


def _prolong(unit: Work, row: Assignment) -> None:
    """The long limit counts from the same day as the short one: six months, not three and three more."""
    for round_ in _rounds(row).filter(state__in=OPEN):
        stopped = unit.stop_clock(REPLY, round_)
        since = stopped.started_on if stopped is not None else reply_since(row)
        unit.start_clock(REPLY, round_, reply_limit(row), onto=row, since=since)
    row.save(update_fields=PROJECTED)


when_opened(_open_first)
when_received(_start_first_contact)
when_recalled(_recall_rounds)
when_unreceived(_nothing_begun)
when_prolonged(_prolong)
when_terminated(_terminate_rounds)
forbids_withdrawal(_answered_already)
forbids_merging(_answered_of)

register(
    Step(
        "round.open",
        "开始办理",
        on="round",
        frm=frozenset({R.NEW}),
        to=R.HANDLING,
        automatic=True,
        backdatable=True,
        effect=_round_open,
        starts=frozenset({REPLY}),
    ),
    Step(
        "round.recall",
        "停止办理",
        on="round",
        frm=frozenset({R.HANDLING}),
        to=R.RECALLED,
        automatic=True,
        backdatable=True,
        effect=_round_recall,
        stops=frozenset({REPLY, FIRST_CONTACT}),
    ),
    Step(
        "round.terminate",
        "办理终止",
        on="round",
        frm=OPEN,
        to=R.TERMINATED,
        automatic=True,
        effect=_round_recall,
        stops=frozenset({REPLY, FIRST_CONTACT}),
    ),
)



def _above(thing: Any) -> list[int]:
    """The government office that passed the item on, and its leaders; nobody where the congress handed it over itself."""
    parent = thing.assignment.parent
    return sitting(thing.congress_id, *OVERSEERS, bodies=[parent.body_id]) if parent is not None else []


tellers(above=_above)
remind_of(
    REPLY, "round", OPEN, texts.REPLY_DUE,
    tells=("unit_clerks", "unit_heads", "reviewers"), late=("officers",), long=("above",),
)  # fmt: skip
remind_of(FIRST_CONTACT, "round", OPEN, texts.FIRST_CONTACT_DUE, tells=("unit_clerks",), late=("unit_heads",))
recounts(REPLY, "round", OPEN, lambda round_: round_.assignment, tells=("unit_clerks", "unit_heads"))
recounts(FIRST_CONTACT, "round", OPEN, lambda round_: None, tells=())
