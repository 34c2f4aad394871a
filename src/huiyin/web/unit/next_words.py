"""What is to be done next on a case, in one or two sentences, for whoever reads its page."""

from __future__ import annotations

from datetime import date

from huiyin.dispatch.models import ANSWERING, OPEN_STAGES, Assignment, Mode, Stage
from huiyin.foundation import clock
from huiyin.handling.appointments import shown
from huiyin.handling.casefiles import AssignmentPart, CaseFile, Depth
from huiyin.handling.contacting import after_meeting_owed
from huiyin.handling.models import Appointment, AppointmentState, RoundState
from huiyin.handling.reviewing import waits_for
from huiyin.people.models import Role
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import ProposalState
from huiyin.web.dates import day
from huiyin.web.unit import texts


def next_words(file: CaseFile, part: AssignmentPart | None, today: date) -> str:
    if file.case.state == ProposalState.REGISTERED:
        return "还没有交办。" if file.seat.role != Role.COMMITTEE_OFFICER else "选承办单位，交办。"
    if file.case.state == ProposalState.VOIDED:
        return f"已作废：{file.case.void_reason}"
    if file.case.state == ProposalState.WITHDRAWN:
        return texts.WITHDRAWN.format(reason=file.withdrawal.reason if file.withdrawal is not None else "")
    if file.case.state in texts.MOTION_NEXT:
        return texts.MOTION_NEXT[file.case.state]
    if part is None:
        return ""
    row = part.row
    late = row.due_on is not None and today > row.due_on
    verb = "提出" if row.mode == Mode.ASSIST else "答复"
    until = f"{day(row.due_on, today)}{f'的期限已过，请尽快{verb}。' if late else f'前{verb}。'}" if row.due_on is not None else ""
    role = file.seat.role
    if any(gone.row.body_id == file.seat.body_id for gone in file.gone) and file.own is None:
        return "这一件已改交其他单位，本单位不再办理。"
    mine = row.body_id == file.seat.body_id
    words = {
        Stage.ROUTING: "分给承办单位。" if mine else "等政府办分办。",
        Stage.PASSED_ON: "已经分办，等承办单位办理。",
        Stage.WAITING: "先签收，再登记沟通、拟答复。" if mine and role == Role.UNIT_CLERK else "等承办单位签收。",
        Stage.HANDLING: _handling_words(part) if mine and role == Role.UNIT_CLERK else "承办单位办理中。",
        Stage.ASSISTING: "写会办意见，交给主办单位。" if mine else "会办中。",
        Stage.OPINED: "会办意见已交给主办单位，由主办单位答复代表。",
        Stage.RETURNING: "已申请退回，等交办方答复。答复以前期限照常在走。" if mine else "承办单位申请退回，请决定。",
        Stage.REPLACED: "已改交其他单位。",
        Stage.CLEARING: "答复函等您审签。" if mine and role == Role.UNIT_HEAD else "答复函在领导审签。",
        **{stage: said[0 if waits_for(file.seat, row) else 1] for stage, said in texts.REVIEW_NEXT.items()},
        Stage.CLEARED: _cleared_words(file, row, mine and role == Role.UNIT_HEAD),
        Stage.ANSWERED: "答复已发出，等代表评价。",
        Stage.CONCLUDED: "已办结。",
        Stage.RECALLED: "已收回。",
        Stage.TERMINATED: "已终止。",
    }[Stage(row.stage)]
    if role == Role.LEADER and any(one.disputed_on and not one.ruled_on for one in part.returns):
        words = "承办单位对不同意退回有不同意见，提请协调，请决定。"
    elif role == Role.COMMITTEE_OFFICER and any(one.outcome == "open" for one in part.long_requests):
        words = "承办单位申请按疑难件延长期限，请答复。"
    judged = file.knows_of_evaluations and any(
        made.round.state == RoundState.EVALUATED for one in file.parts for made in one.rounds
    )
    if judged and role == Role.COMMITTEE_OFFICER:
        words = "代表已评价，请决定办结还是重新办理。"
    rules, seen = procedure_of(file.case.procedure_id), part.newest if part.depth > Depth.NAMES else None
    if seen is not None and after_meeting_owed(rules, seen.round, seen.contacts):
        words += texts.MEET_AFTER if mine and role == Role.UNIT_CLERK else texts.AFTER_OWED
    if row.due_on is None and row.mode in ANSWERING and row.stage in OPEN_STAGES:
        until = texts.NO_LIMIT
    return f"{words}{until}"


def _cleared_words(file: CaseFile, row: Assignment, may_send: bool) -> str:
    """Of bodies that lead jointly the last one to clear the letter opens the way for it."""
    waiting = [
        part.row.body.label
        for part in file.answering
        if row.mode == Mode.JOINT_LEAD and part.row.stage in (Stage.WAITING, Stage.HANDLING, Stage.CLEARING)
    ]
    if waiting:
        return texts.JOINTLY_WAITS.format(bodies="、".join(waiting))
    return "答复函已审签，可以发出。" if may_send else "答复函已审签，等发出。"


def _handling_words(part: AssignmentPart) -> str:
    newest = part.newest
    if newest is not None and newest.sent_back and newest.letter is not None:
        return f"退回修改：“{newest.sent_back[-1].remark}”改好后再送审签。"
    arranged = newest.appointments[-1].appointment if newest is not None and newest.appointments else None
    if arranged is not None and arranged.stands and not part.row.met:
        return _meeting_words(arranged)
    return "登记沟通、拟答复。" if not part.row.met else "已经见面沟通，可以拟答复。"


def _meeting_words(appointment: Appointment) -> str:
    at = appointment.starts_at
    if appointment.state == AppointmentState.AGREED and at is not None:
        return texts.MEET_ON.format(when=shown(at)) if at > clock.now() else texts.MEET_RECORD
    return texts.MEETING_NEXT[appointment.state]
