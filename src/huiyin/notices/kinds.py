"""Which notices are of which kind, and which roles ever hear of a kind. Both come from the step catalogue.

A step that tells somebody and is missing here fails `tests/notices/test_kinds.py`.
"""

from __future__ import annotations

import functools

from huiyin.chain.catalogue import Step, catalogue
from huiyin.notices.models import Kind
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role

OF_STEP = {
    "dispatch.hand_over": Kind.ARRIVAL,
    "dispatch.hand_over_from_ledger": Kind.ARRIVAL,
    "dispatch.assign": Kind.ARRIVAL,
    "assignment.accept_return": Kind.ARRIVAL,
    "assignment.replace": Kind.ARRIVAL,
    "assignment.take_over": Kind.ARRIVAL,
    "dispute.reassign": Kind.ARRIVAL,
    "rehandling.order": Kind.ARRIVAL,
    "letter.send": Kind.REPLY,
    "letter.serve_on_paper": Kind.REPLY,
    "letter.follow_up": Kind.REPLY,
    # Somebody wrote down a deputy's evaluation: like the letter itself, nobody may switch that off.
    "evaluation.confirm_paper": Kind.REPLY,
    "opinion.chase": Kind.DEADLINE,
    "assignment.ask_return": Kind.DECISION,
    "assignment.drop_return": Kind.DECISION,
    "assignment.refuse_return": Kind.DECISION,
    "assignment.dispute": Kind.DECISION,
    "dispute.uphold": Kind.DECISION,
    "long.ask": Kind.DECISION,
    "long.grant": Kind.DECISION,
    "long.refuse": Kind.DECISION,
    "draft.offer": Kind.DECISION,
    "draft.agree": Kind.CLEARING,
    "draft.disagree": Kind.DECISION,
    "draft.note_word": Kind.COURSE,
    "draft.verify": Kind.DECISION,
    "letter.submit": Kind.CLEARING,
    "letter.clear": Kind.CLEARING,
    "letter.send_back": Kind.CLEARING,
    "letter.pass_up": Kind.CLEARING,
    "letter.review": Kind.CLEARING,
    "letter.decline": Kind.CLEARING,
    "letter.approve": Kind.CLEARING,
    "letter.reopen": Kind.CLEARING,
    "letter.send_jointly": Kind.CLEARING,
    "letter.recall_jointly": Kind.CLEARING,
    "opinion.give": Kind.CLEARING,
    "opinion.redo": Kind.CLEARING,
    "proposal.submit": Kind.COURSE,
    "proposal.resubmit": Kind.COURSE,
    "proposal.accept": Kind.COURSE,
    "proposal.refuse": Kind.DECISION,
    "proposal.take_back": Kind.COURSE,
    "withdrawal.ask": Kind.DECISION,
    "withdrawal.answer": Kind.COURSE,
    "withdrawal.drop": Kind.COURSE,
    "proposal.withdraw": Kind.COURSE,
    # Work on it ends at once: whoever has it in hand must hear.
    "assignment.terminate": Kind.DECISION,
    "motion.put_in": Kind.COURSE,
    "motion.to_committee": Kind.COURSE,
    "motion.to_agenda": Kind.COURSE,
    "motion.convert": Kind.DECISION,
    "motion.adopt": Kind.COURSE,
    "motion.reject": Kind.COURSE,
    "motion.consent": Kind.COURSE,
    "motion.refuse_consent": Kind.DECISION,
    "motion.reconsider": Kind.COURSE,
    "motion.lead": Kind.COURSE,
    "proposal.merge": Kind.COURSE,
    "proposal.unmerge": Kind.COURSE,
    "split.advise": Kind.DECISION,
    "split.answer": Kind.COURSE,
    "reading.pass": Kind.ARRIVAL,
    # What a reader advises is for the deputy to decide.
    "reading.advise": Kind.DECISION,
    "proposal.register": Kind.COURSE,
    "proposal.correct": Kind.COURSE,
    "proposal.correct_signers": Kind.COURSE,
    "proposal.void": Kind.COURSE,
    "assignment.receive": Kind.COURSE,
    # Times that wait for an answer, from either side.
    "appointment.offer": Kind.DECISION,
    "appointment.offer_anew": Kind.DECISION,
    "appointment.counter": Kind.DECISION,
    "appointment.ask_call": Kind.DECISION,
    "appointment.accept": Kind.COURSE,
    "appointment.agree": Kind.COURSE,
    "appointment.decline": Kind.COURSE,
    "appointment.cancel": Kind.COURSE,
    "appointment.miss": Kind.COURSE,
    "appointment.close": Kind.COURSE,
    "appointment.resume_offered": Kind.COURSE,
    "appointment.resume_countered": Kind.COURSE,
    "appointment.resume_calling": Kind.COURSE,
    "appointment.resume_agreed": Kind.COURSE,
    "appointment.remind": Kind.DEADLINE,
    "promise.agree": Kind.ARRIVAL,
    "promise.move": Kind.ARRIVAL,
    "promise.ask": Kind.DECISION,
    "promise.ask_slip": Kind.DECISION,
    "promise.ask_drop": Kind.DECISION,
    "promise.grant_slip": Kind.DECISION,
    "promise.grant_drop": Kind.DECISION,
    "promise.refuse_leave": Kind.DECISION,
    # Proof that waits for whoever may cross the promise off.
    "promise.report_done": Kind.DECISION,
    "promise.send_back": Kind.DECISION,
    "promise.reopen": Kind.DECISION,
    "promise.report": Kind.COURSE,
    "promise.close": Kind.COURSE,
    "promise.name_day": Kind.COURSE,
    "light.show": Kind.DECISION,
    "light.answer": Kind.COURSE,
    "key_item.choose": Kind.DECISION,
    "key_item.change": Kind.COURSE,
    "key_item.report": Kind.COURSE,
    # A day on which the unit, or the deputy, is wanted.
    "check.plan": Kind.ARRIVAL,
    "check.change": Kind.ARRIVAL,
    "check.call_off": Kind.ARRIVAL,
    "check.close": Kind.COURSE,
    "check_row.self_check": Kind.COURSE,
    "check_row.find": Kind.COURSE,
    "check_row.remind": Kind.OVERDUE,
    "check_row.drop": Kind.COURSE,
    "problem.raise": Kind.ARRIVAL,
    "problem.move": Kind.ARRIVAL,
    "problem.report": Kind.DECISION,
    "problem.verify": Kind.COURSE,
    "problem.send_back": Kind.DECISION,
    "problem.circulate": Kind.OVERDUE,
    "contact.record": Kind.COURSE,
    "contact.correct": Kind.COURSE,
    "contact.confirm_by_phone": Kind.COURSE,
    "evaluation.give": Kind.COURSE,
    "evaluation.enter_paper": Kind.COURSE,
    "evaluation.reject_paper": Kind.COURSE,
    # Acts on a congress itself (`chain.recording`): somebody was given a way into an account.
    "slip.make": Kind.ACCOUNT,
    "account.reset": Kind.ACCOUNT,
    "person.merge": Kind.ACCOUNT,
}
# Families of steps that are made for every clock: the end of their code says what they are.
OF_CLOCKS = {"remind_late": Kind.OVERDUE, "remind_long": Kind.OVERDUE, "remind_soon": Kind.DEADLINE, "remind_due": Kind.DEADLINE}
# In-app these are what the law counts from; nobody, and no page, may switch that off.
LEGAL = frozenset({Kind.ARRIVAL, Kind.REPLY, Kind.OVERDUE})
# Whoever holds somebody else's way into an account must not be able to silence the warning beforehand (threat B4).
FIXED = frozenset({Kind.ACCOUNT})

AUDIENCE_ROLES: dict[str, tuple[Role, ...]] = {
    "signers": (Role.DEPUTY,),
    "former_signers": (Role.DEPUTY,),
    "beside_signers": (Role.DEPUTY,),
    "lead": (Role.DEPUTY,),
    "officers": (Role.COMMITTEE_OFFICER,),
    "desks": (Role.DISPATCHER, Role.UNIT_CLERK),
    "unit_clerks": (Role.UNIT_CLERK,),
    "unit_heads": (Role.UNIT_HEAD,),
    "lead_units": (Role.UNIT_CLERK,),
    "handers": (Role.COMMITTEE_OFFICER, Role.DISPATCHER),
    "new_desks": (Role.UNIT_CLERK,),
    "leaders": (Role.LEADER,),
    "dispatchers": (Role.DISPATCHER,),
    "overseers": (Role.DISPATCHER, Role.LEADER),
    "reviewers": (Role.DISPATCHER, Role.LEADER),
    "receivers": (Role.SECRETARIAT, Role.COMMITTEE_OFFICER),
    "readers": (Role.STREET_CLERK, Role.SECRETARIAT, Role.COMMITTEE_OFFICER),
    "helpers": (Role.DELEGATION_CLERK,),
    "consenters": (Role.SECRETARIAT, Role.COMMITTEE_OFFICER),
    "ended_desks": (Role.DISPATCHER, Role.UNIT_CLERK, Role.UNIT_HEAD),
    "keeper_clerks": (Role.UNIT_CLERK,),
    "keeper_heads": (Role.UNIT_HEAD,),
    "promise_askers": (Role.COMMITTEE_OFFICER, Role.DEPUTY),
    "above": OVERSEERS,
    "light_shower": (Role.DEPUTY,),
    "key_leads": ONLOOKERS,
    "checked_clerks": (Role.UNIT_CLERK,),
    "checked_heads": (Role.UNIT_HEAD,),
    "check_members": (Role.DEPUTY,),
    "problem_clerks": (Role.UNIT_CLERK,),
    "problem_heads": (Role.UNIT_HEAD,),
}


def named_kind(code: str) -> Kind | None:
    """The kind of a step or act, None where nobody has said."""
    last = code.rpartition(".")[2]
    if last.startswith("recount_"):
        return Kind.DEADLINE
    return OF_CLOCKS.get(last) or OF_STEP.get(code)


def kind_of(code: str) -> Kind:
    """As above; what nobody has sorted is part of the course."""
    return named_kind(code) or Kind.COURSE


def telling() -> list[Step]:
    return [step for step in catalogue if step.tells]


@functools.cache
def heard_by(role: str) -> tuple[Kind, ...]:
    """The kinds a role can ever be told of, in the order in which pages list them."""
    told = {kind_of(step.code) for step in telling() if any(role in AUDIENCE_ROLES[who] for who in step.tells)}
    return tuple(kind for kind in Kind if kind in told | FIXED)
