"""议案: from registration to the vote. Committees say what they think, the presidium decides, the congress votes.

地方组织法第二十二条: the presidium decides whether a motion of deputies comes on the agenda, or gives it to a committee first,
which says whether it should; before the vote it is withdrawn only with the presidium's consent. What is no motion becomes a
suggestion (上海议案规定第十二条: the deputies are told in writing, with reasons), whose time runs from its own hand-over.

Only a motion that deputies submitted goes this way by itself. One registered from paper or from a hand-over ledger was
decided on outside this house (motions of past sessions come so), and may be handed over at once; the office may put it in.
Adopted, a motion waits to be handed over as every registered item does: no other state leads there, so none that is under
review can be handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.clocks import HAND_OVER
from huiyin.chain.taking import Work, notice_words
from huiyin.foundation import clock
from huiyin.people.models import Seat
from huiyin.proposals import texts
from huiyin.proposals.converting import convert, suggestion_of, take_back
from huiyin.proposals.models import UNDER_REVIEW, MotionLeader, MotionWord, Proposal, ProposalKind, ProposalState
from huiyin.proposals.steps import HAS_REASON, LEDGER_OPEN, OFFICER, SECRETARIAT, Reason
from huiyin.proposals.withdrawing import end_withdrawn, open_withdrawal, still_to_agree, stop_asking

S = ProposalState
K = MotionWord.Kind
Out = MotionWord.Outcome
# What a committee may advise, and the presidium decide.
WAYS = (Out.AGENDA, Out.COMMITTEE, Out.SUGGESTION)


@dataclass(frozen=True)
class Opinion:
    """What a committee thinks of a motion: one of `WAYS`, by whom, on which day, in its words."""

    outcome: str
    by_whom: str
    on: date
    text: str


@dataclass(frozen=True)
class Decision:
    """What the presidium, or the congress by its vote, decided: by whom (主席团第三次会议), when, and why.

    `committee` is that to which the motion goes first.
    """

    by_whom: str
    on: date
    text: str = ""
    committee: str = ""


@dataclass(frozen=True)
class Leading:
    side: str
    name: str
    post: str
    from_on: date


# -- reading ---------------------------------------------------------------------------------------------------------


def words_of(motion: Any) -> list[MotionWord]:
    """All that was said and decided of the motion, what was lifted too, the oldest first."""
    rows = MotionWord.objects.filter(congress_id=motion.congress_id, proposal=motion)
    return list(rows.select_related("seat__person", "seat__body").order_by("pk"))


def standing_words(motion: Any) -> list[MotionWord]:
    return [word for word in words_of(motion) if word.lifted_on is None]


def is_adopted(motion: Any) -> bool:
    return any(word.kind == K.VOTE and word.outcome == Out.ADOPTED for word in standing_words(motion))


# -- what must hold --------------------------------------------------------------------------------------------------


def _is_motion(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if thing.kind == ProposalKind.MOTION else texts.NO_MOTION


def _undecided(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.DECIDED_ALREADY if any(word.kind in (K.DECISION, K.VOTE) for word in standing_words(thing)) else None


def _decided(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    found = any(word.kind in (K.DECISION, K.VOTE) for word in standing_words(thing))
    return None if found else texts.NOTHING_DECIDED


def _says_who_and_when(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    if not facts.by_whom.strip():
        return texts.SAY_BY_WHOM
    return texts.DECIDED_TOMORROW if facts.on > clock.today() else None


def _advises(thing: Any, seat: Seat | None, facts: Opinion) -> str | None:
    if facts.outcome not in WAYS or (thing.state == S.IN_COMMITTEE and facts.outcome == Out.COMMITTEE):
        return texts.CHOOSE_WAY
    return None if facts.text.strip() else texts.SAY_OPINION


def _names_committee(thing: Any, seat: Seat | None, facts: Decision) -> str | None:
    return None if facts.committee.strip() else texts.NAME_COMMITTEE


def _gives_reasons(thing: Any, seat: Seat | None, facts: Decision) -> str | None:
    return None if facts.text.strip() else texts.SAY_WHY_NO_MOTION


def _reported(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    """The committee that has it speaks first (地方组织法第二十二条第二款)."""
    if thing.state != S.IN_COMMITTEE:
        return None
    said = [word.kind for word in standing_words(thing)]
    return None if said and K.REPORT in said else texts.COMMITTEE_FIRST


def _all_ask(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    if open_withdrawal(thing) is None:
        return texts.NO_WITHDRAWAL
    return texts.WITHDRAWAL_WAITS if still_to_agree(thing) else None


def _not_handed_over(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    suggestion = suggestion_of(thing)
    return None if suggestion is None or suggestion.state == S.REGISTERED else texts.SUGGESTION_ON_ITS_WAY


def _adopted(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if is_adopted(thing) else texts.NOT_ADOPTED_YET


def _leads(thing: Any, seat: Seat | None, facts: Leading) -> str | None:
    if facts.side not in MotionLeader.LeadingSide.values or not facts.name.strip():
        return texts.NAME_LEADER
    now = _leader_now(thing, facts.side)
    return texts.LEADER_SINCE.format(on=now.from_on) if now is not None and facts.from_on < now.from_on else None


def _leader_now(motion: Any, side: str) -> MotionLeader | None:
    rows = MotionLeader.objects.filter(congress_id=motion.congress_id, proposal=motion, side=side)
    return rows.filter(to_on__isnull=True).first()


IS_MOTION = Guard("is_motion", "是议案", _is_motion)
UNDECIDED = Guard("undecided", "主席团还没有决定过", _undecided)
DECIDED = Guard("decided", "主席团或者大会有过决定", _decided)
WHO_AND_WHEN = Guard("who_and_when", "写明是谁、哪一天定的，不晚于今天", _says_who_and_when)
ADVISES = Guard("advises", "写明建议怎么处理和理由", _advises)
NAMES_COMMITTEE = Guard("names_committee", "写明交哪个委员会", _names_committee)
GIVES_REASONS = Guard("gives_reasons", "写明不作为议案的理由", _gives_reasons)
REPORTED = Guard("reported", "先交委员会审议的，委员会已提出意见", _reported)
ALL_ASK = Guard("all_ask", "代表要求撤回，联名的都同意", _all_ask)
NOT_HANDED_OVER = Guard("not_handed_over", "转成的建议还没有交办", _not_handed_over)
ADOPTED = Guard("adopted", "大会表决通过的议案", _adopted)
LEADS = Guard("leads", "写明哪一侧、姓名和从哪一天起", _leads)


# -- effects ---------------------------------------------------------------------------------------------------------


def _keep(unit: Work, motion: Proposal, seat: Seat | None, kind: str, outcome: str, facts: Any) -> MotionWord:
    return MotionWord.objects.create(
        congress_id=unit.congress_id, proposal=motion, kind=kind, outcome=outcome, by_whom=facts.by_whom.strip(),
        text=facts.text.strip(), committee=getattr(facts, "committee", "").strip(), on=facts.on, seat=seat,
    )  # fmt: skip


def _keeps(kind: str, outcome: str) -> Callable[[Work, Proposal, Seat | None, Decision], None]:
    def effect(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision) -> None:
        _keep(unit, motion, seat, kind, outcome, facts)

    return effect


def _opine(unit: Work, motion: Proposal, seat: Seat | None, facts: Opinion) -> None:
    _keep(unit, motion, seat, K.REPORT if motion.state == S.IN_COMMITTEE else K.OPINION, facts.outcome, facts)


def _convert(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision) -> None:
    _keep(unit, motion, seat, K.DECISION, Out.SUGGESTION, facts)
    convert(unit, motion)


def _consent(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision) -> None:
    _keep(unit, motion, seat, K.WITHDRAWAL, Out.CONSENT, facts)
    end_withdrawn(unit, motion)


def _refuse_consent(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision) -> None:
    _keep(unit, motion, seat, K.WITHDRAWAL, Out.NO_CONSENT, facts)
    stop_asking(unit, motion)


def _drop_request(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision, outcome: str) -> None:
    """The vote ends a request that waits: the motion is not the deputies' to take back any more."""
    _keep(unit, motion, seat, K.VOTE, outcome, facts)
    if open_withdrawal(motion) is not None:
        stop_asking(unit, motion)


def _adopt(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision) -> None:
    _drop_request(unit, motion, seat, facts, Out.ADOPTED)


def _reject(unit: Work, motion: Proposal, seat: Seat | None, facts: Decision) -> None:
    _drop_request(unit, motion, seat, facts, Out.NOT_ADOPTED)


def _reconsider(unit: Work, motion: Proposal, seat: Seat | None, facts: Reason) -> None:
    rows = MotionWord.objects.filter(congress_id=unit.congress_id, proposal=motion, lifted_on__isnull=True)
    rows.exclude(kind=K.OPINION).update(lifted_on=unit.on, lifted_why=facts.reason)
    leaders = MotionLeader.objects.filter(congress_id=unit.congress_id, proposal=motion, to_on__isnull=True)
    leaders.update(to_on=unit.on)
    take_back(unit, motion, facts)


def _lead(unit: Work, motion: Proposal, seat: Seat | None, facts: Leading) -> None:
    now = _leader_now(motion, facts.side)
    if now is not None:
        now.to_on = facts.from_on
        now.save(update_fields=["to_on"])
    MotionLeader.objects.create(
        congress_id=unit.congress_id, proposal=motion, side=facts.side, name=facts.name.strip(),
        post=facts.post.strip(), from_on=facts.from_on, seat=seat,
    )  # fmt: skip


# -- steps -----------------------------------------------------------------------------------------------------------

notice_words(texts.MOTION_NOTICES)

KEEPERS = (OFFICER, SECRETARIAT)
LAW = "地方组织法第二十二条第二款"
WAITING = frozenset({S.IN_REVIEW, S.IN_COMMITTEE})

register(
    Step(
        "motion.begin",
        "进入议案审查",
        on="proposal",
        frm=frozenset({S.REGISTERED}),
        to=S.IN_REVIEW,
        automatic=True,
        source=LAW,
    ),
    Step(
        "motion.put_in",
        "送议案审查",
        on="proposal",
        frm=frozenset({S.REGISTERED}),
        to=S.IN_REVIEW,
        by=KEEPERS,
        guards=(IS_MOTION, UNDECIDED),
        tells=("signers",),
        source=LAW,
    ),
    Step(
        "motion.opine",
        "登记审查意见",
        on="proposal",
        frm=WAITING,
        to=None,
        by=KEEPERS,
        guards=(ADVISES, WHO_AND_WHEN),
        effect=_opine,
        source=LAW,
    ),
    Step(
        "motion.to_committee",
        "主席团决定先交专门委员会审议",
        on="proposal",
        frm=frozenset({S.IN_REVIEW}),
        to=S.IN_COMMITTEE,
        by=KEEPERS,
        guards=(WHO_AND_WHEN, NAMES_COMMITTEE),
        effect=_keeps(K.DECISION, Out.COMMITTEE),
        tells=("signers", "officers"),
        formal=True,
        source=LAW,
    ),
    Step(
        "motion.to_agenda",
        "主席团决定列入议程",
        on="proposal",
        frm=WAITING,
        to=S.ON_AGENDA,
        by=KEEPERS,
        guards=(WHO_AND_WHEN, REPORTED),
        effect=_keeps(K.DECISION, Out.AGENDA),
        tells=("signers", "officers"),
        formal=True,
        source=LAW,
    ),
    Step(
        "motion.convert",
        "主席团决定不作为议案，转为建议",
        on="proposal",
        frm=WAITING,
        to=S.CONVERTED,
        by=KEEPERS,
        guards=(LEDGER_OPEN, WHO_AND_WHEN, GIVES_REASONS, REPORTED),
        effect=_convert,
        tells=("signers", "officers"),
        formal=True,
        source=f"{LAW}；重庆建议条例第十一条；上海议案规定第十二条第三款",
    ),
    Step(
        "motion.adopt",
        "大会表决通过",
        on="proposal",
        frm=frozenset({S.ON_AGENDA}),
        to=S.REGISTERED,
        by=KEEPERS,
        guards=(WHO_AND_WHEN,),
        effect=_adopt,
        tells=("signers", "officers"),
        formal=True,
        source="地方组织法第十四条、第二十二条",
    ),
    Step(
        "motion.reject",
        "大会表决未通过",
        on="proposal",
        frm=frozenset({S.ON_AGENDA}),
        to=S.NOT_ADOPTED,
        by=KEEPERS,
        guards=(WHO_AND_WHEN,),
        effect=_reject,
        tells=("signers", "officers"),
        formal=True,
        source="地方组织法第十四条、第二十二条",
    ),
    Step(
        "motion.consent",
        "主席团同意撤回",
        on="proposal",
        frm=frozenset({S.ON_AGENDA}),
        to=S.WITHDRAWN,
        by=KEEPERS,
        guards=(ALL_ASK, WHO_AND_WHEN),
        effect=_consent,
        stops=frozenset({HAND_OVER}),
        tells=("signers", "officers"),
        formal=True,
        source="地方组织法第二十二条第三款",
    ),
    Step(
        "motion.refuse_consent",
        "主席团不同意撤回",
        on="proposal",
        frm=frozenset({S.ON_AGENDA}),
        to=None,
        by=KEEPERS,
        guards=(ALL_ASK, WHO_AND_WHEN, GIVES_REASONS),
        effect=_refuse_consent,
        tells=("signers",),
        formal=True,
        source="地方组织法第二十二条第三款",
    ),
    Step(
        "motion.reconsider",
        "复议、更正决定，重新审查",
        on="proposal",
        frm=frozenset({S.IN_COMMITTEE, S.ON_AGENDA, S.NOT_ADOPTED, S.CONVERTED, S.REGISTERED}),
        to=S.IN_REVIEW,
        by=KEEPERS,
        guards=(HAS_REASON, DECIDED, NOT_HANDED_OVER, LEDGER_OPEN),
        effect=_reconsider,
        tells=("signers", "officers"),
        formal=True,
        source="上海议案规定第十四条",
    ),
    Step(
        "motion.lead",
        "明确议案办理的领导",
        on="proposal",
        frm=frozenset({S.REGISTERED, S.HANDED_OVER}),
        to=None,
        by=(OFFICER,),
        guards=(ADOPTED, LEADS),
        effect=_lead,
        tells=("signers",),
    ),
)

__all__ = ["UNDER_REVIEW", "WAYS", "Decision", "Leading", "Opinion", "is_adopted", "standing_words", "words_of"]
