"""Steps of the room 办: the letter, its clearance, its sending. Talks are in `contacting`, opinions in `assisting`, review by
the government's side in `reviewing`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.clocks import EVALUATE, REPLY
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import Work, notice_words
from huiyin.dispatch.models import Stage
from huiyin.foundation import clock
from huiyin.handling import texts
from huiyin.handling.assisting import opinions_missing
from huiyin.handling.checking import CHECKED, Submission
from huiyin.handling.consulting import DRAFT_AGREED
from huiyin.handling.contacting import TALKED, meetings_missing
from huiyin.handling.letters import (
    CAME_BACK,
    CLEARED,
    REMARK_GIVEN,
    SENT,
    SENT_BACK,
    SUBMITTED,
    Remark,
    keep_version,
    same_letter,
    the_letter,
    together,
)
from huiyin.handling.merging import MERGED_AS_SUBMITTED, numbers_on
from huiyin.handling.models import ContactStage, FollowUp, Letter, LetterCopy, LetterVersion, Round, RoundState
from huiyin.handling.reviewing import ALL_PASSED, ALL_SEATED, COMES_BACK, come_back, pass_up
from huiyin.handling.rounds import AFTER, CLERK, DEPUTY_SIGNER, HEAD, RECEIVED, go_on, rest, rules_of, to_stage
from huiyin.people.models import Seat
from huiyin.procedures.schema import Letter as LetterRules
from huiyin.proposals.models import Signer

R = RoundState


@dataclass(frozen=True)
class Sending:
    """Why the letter goes out although an opinion or a meeting is missing; empty where nothing is."""

    without: str = ""


_sent: list[Callable[[Work, Letter], None]] = []
_recalled: list[Callable[[Work, Letter], None]] = []


def when_letter_sent(then: Callable[[Work, Letter], None]) -> None:
    """Rooms further on say what follows from a letter that was sent, in the same unit of work."""
    _sent.append(then)


def when_letter_recalled(then: Callable[[Work, Letter], None]) -> None:
    """And when it is taken back within the window."""
    _recalled.append(then)


# -- guards ----------------------------------------------------------------------------------------------------------


def _has_letter(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = round_.letter
    return None if letter is not None and (letter.body.strip() or letter.file_id) else texts.NO_LETTER


def _as_cleared(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """What goes out is what the head cleared; only the number may be filled in between."""
    letter = round_.letter
    if letter is None:
        return None
    cleared = LetterVersion.objects.filter(congress_id=round_.congress_id, letter=letter, moment=CLEARED)
    newest = cleared.order_by("-number").first()
    same = newest is not None and newest.digest in same_letter(letter)
    return None if same else texts.CHANGED_SINCE_CLEARED


def _class_has_what_it_requires(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    rules = rules_of(round_).letter
    letter = round_.letter
    if not rules.classes.value or letter is None:
        return None
    if not letter.class_code:
        return texts.NO_CLASS if rules.class_required.value else None
    return class_refusal(rules, letter.class_code, letter.class_due_on, letter.class_reason)


def class_refusal(rules: LetterRules, code: str, due_on: date | None, reason: str) -> str | None:
    """What a class of result lacks of what the procedure requires with it; None where nothing is missing."""
    chosen = rules.class_of(code)
    if chosen is None:
        return texts.UNKNOWN_CLASS.format(code=code)
    if chosen.requires_due_date and due_on is None:
        return texts.CLASS_NEEDS_DATE.format(label=chosen.label)
    if chosen.requires_reason and not reason.strip():
        return texts.CLASS_NEEDS_REASON.format(label=chosen.label)
    return None


def _formal_parts(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = round_.letter
    if letter is None or letter.is_stamped_document:
        return None
    if not letter.number.strip():
        return texts.NO_NUMBER
    return None if letter.signatory.strip() else texts.NO_SIGNATORY


def sent_without(round_: Round) -> list[str]:
    """What is missing that a letter may go out without only for a reason that is written down, as sentences."""
    said = [texts.OPINION_MISSING.format(body=row.body.label) for row in opinions_missing(round_)]
    stages = dict(ContactStage.choices)
    return said + [texts.MEETING_MISSING.format(stage=stages[stage]) for stage in meetings_missing(round_)]


def _nothing_missing(round_: Any, seat: Seat | None, facts: Sending | None) -> str | None:
    """No letter while opinions or meetings are missing, unless somebody answers for it with a reason."""
    if facts is not None and facts.without.strip():
        return None
    missing = sent_without(round_)
    return "".join([*missing, texts.OR_SAY_WHY]) if missing else None


def _all_agree(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """Bodies that lead jointly agree first, then answer (Shanghai 17)."""
    waiting = [one for one in together(round_) if one.state != R.CLEARED]
    return texts.JOINT_WAITS.format(bodies="、".join(one.assignment.body.label for one in waiting)) if waiting else None


def _not_followed(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """What was sent to put a letter right stays for ever, so the letter stays sent too."""
    letter = the_letter(round_)
    found = FollowUp.objects.filter(congress_id=round_.congress_id, letter=letter)
    return texts.WAS_FOLLOWED if found.exists() else None


HAS_LETTER = Guard("has_letter", "已写答复函或上传正式文件", _has_letter)
CLASS_COMPLETE = Guard("class_has_what_it_requires", "类别要求的内容齐全", _class_has_what_it_requires)
AS_CLEARED = Guard("as_cleared", "与审签的是同一稿", _as_cleared)
FORMAL_PARTS = Guard("formal_parts", "有发文字号和签发人", _formal_parts)
NOTHING_MISSING = Guard("nothing_missing", "会办意见、规定的见面齐全，或者写明原因", _nothing_missing)
NOT_FOLLOWED = Guard("not_followed", "没有发过更正函", _not_followed)
ALL_AGREE = Guard("all_agree", "共同主办的单位都已审签同意", _all_agree)


# -- effects ---------------------------------------------------------------------------------------------------------


def _submit(unit: Work, round_: Round, seat: Seat | None, facts: Submission | None) -> None:
    letter = the_letter(round_)
    letter.merged_numbers = numbers_on(round_)
    letter.save(update_fields=["merged_numbers"])
    keep_version(unit, letter, SUBMITTED, seat, facts.despite if facts is not None else "")
    to_stage(round_, Stage.CLEARING, to_mend=False)


def _withdraw_letter(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    before = LetterVersion.objects.filter(congress_id=round_.congress_id, letter=the_letter(round_))
    last = before.exclude(moment=SUBMITTED).order_by("-number").first()
    to_stage(round_, Stage.HANDLING, to_mend=last is not None and last.moment in CAME_BACK)


def _send_back(unit: Work, round_: Round, seat: Seat | None, facts: Remark) -> None:
    come_back(unit, round_, SENT_BACK, seat, facts)


def _reopen(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    to_stage(round_, Stage.HANDLING, to_mend=True)


def _clear(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    letter = the_letter(round_)
    if not letter.signatory and seat is not None:
        letter.signatory = seat.person.name
        letter.save(update_fields=["signatory"])
    keep_version(unit, letter, CLEARED, seat)
    to_stage(round_, Stage.CLEARED)
    pass_up(unit, round_)


def _send(unit: Work, round_: Round, seat: Seat | None, facts: Sending | None) -> None:
    letter = the_letter(round_)
    letter.sent_on = unit.on
    letter.save(update_fields=["sent_on"])
    keep_version(unit, letter, SENT, seat)
    signers = Signer.objects.filter(
        congress_id=unit.congress_id, proposal_id=round_.case_key, withdrawn_on__isnull=True
    )
    LetterCopy.objects.bulk_create(
        [LetterCopy(congress_id=unit.congress_id, letter=letter, signer=s, sent_on=unit.on) for s in signers]
    )
    if facts is not None and facts.without.strip() and sent_without(round_):
        round_.sent_without = facts.without
        round_.save(update_fields=["sent_without"])
    _answered(unit, round_, seat, facts)
    for then in _sent:
        then(unit, letter)
    for other in together(round_):
        unit.take("letter.send_jointly", other, None, happened_on=unit.on)


def _answered(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    round_.answered_on = unit.on
    round_.save(update_fields=["answered_on"])
    unit.stop_clock(REPLY, round_, onto=round_.assignment)
    unit.start_clock(EVALUATE, round_, rules_of(round_).limits.evaluate.as_limit())
    to_stage(round_, Stage.ANSWERED)
    rest(unit, round_)


def _recall_letter(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    letter = the_letter(round_)
    LetterCopy.objects.filter(congress_id=unit.congress_id, letter=letter).delete()
    letter.sent_on = None
    letter.save(update_fields=["sent_on"])
    if round_.sent_without:
        round_.sent_without = ""
        round_.save(update_fields=["sent_without"])
    _not_answered(unit, round_, seat, facts)
    for then in _recalled:
        then(unit, letter)
    for other in together(round_):
        unit.take("letter.recall_jointly", other, None, happened_on=unit.on)


def _not_answered(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    round_.answered_on = None
    round_.save(update_fields=["answered_on"])
    unit.stop_clock(EVALUATE, round_)
    unit.resume_clock(REPLY, round_, onto=round_.assignment)
    to_stage(round_, Stage.CLEARED)
    go_on(unit, round_)


def _open_letter(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    copies = LetterCopy.objects.filter(congress_id=unit.congress_id, letter=the_letter(round_))
    copy = copies.filter(signer__seat_id=seat.pk).first() if seat is not None else None
    if copy is None:
        raise StepRefused(texts.NO_COPY)
    if copy.opened_at is not None:
        # The first opening counts; a step for every look would fill the chain.
        raise AlreadyDone(None)
    copy.opened_at = clock.now()
    copy.save(update_fields=["opened_at"])


notice_words(texts.NOTICES)

register(
    Step(
        "letter.submit",
        "送审签",
        on="round",
        frm=frozenset({R.HANDLING}),
        to=R.CLEARING,
        by=(CLERK,),
        guards=(RECEIVED, HAS_LETTER, TALKED, CLASS_COMPLETE, DRAFT_AGREED, CHECKED),
        effect=_submit,
        tells=("unit_heads",),
        undone_by="letter.withdraw",
    ),
    Step(
        "letter.withdraw",
        "撤回送审",
        on="round",
        frm=frozenset({R.CLEARING}),
        to=R.HANDLING,
        by=(CLERK,),
        effect=_withdraw_letter,
        undoes="letter.submit",
    ),
    Step(
        "letter.send_back",
        "退回修改",
        on="round",
        frm=COMES_BACK,
        to=R.HANDLING,
        by=(HEAD,),
        guards=(REMARK_GIVEN,),
        effect=_send_back,
        tells=("unit_clerks",),
    ),
    Step(
        "letter.clear",
        "审签同意",
        on="round",
        frm=frozenset({R.CLEARING}),
        to=R.CLEARED,
        by=(HEAD,),
        guards=(HAS_LETTER, CLASS_COMPLETE, ALL_SEATED),
        effect=_clear,
        tells=("unit_clerks",),
    ),
    Step(
        "letter.send",
        "发出答复",
        on="round",
        frm=frozenset({R.CLEARED}),
        to=R.ANSWERED,
        by=(HEAD,),
        guards=(HAS_LETTER, TALKED, CLASS_COMPLETE, FORMAL_PARTS, AS_CLEARED, ALL_AGREE, ALL_PASSED, NOTHING_MISSING,
                MERGED_AS_SUBMITTED),
        effect=_send,
        starts=frozenset({EVALUATE}),
        stops=frozenset({REPLY}),
        tells=("lead", "signers", "officers"),
        undone_by="letter.recall",
        formal=True,
        source="代表法第五十一条第二款",
    ),
    Step(
        "letter.recall",
        "撤回答复",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.CLEARED,
        by=(HEAD,),
        guards=(NOT_FOLLOWED,),
        effect=_recall_letter,
        starts=frozenset({REPLY}),
        stops=frozenset({EVALUATE}),
        undoes="letter.send",
    ),
    Step(
        "letter.reopen",
        "共同答复的一并退回修改",
        on="round",
        frm=COMES_BACK,
        to=R.HANDLING,
        automatic=True,
        effect=_reopen,
        tells=("unit_clerks", "unit_heads"),
    ),
    Step(
        "letter.send_jointly",
        "共同主办，一并答复",
        on="round",
        frm=frozenset({R.CLEARED}),
        to=R.ANSWERED,
        automatic=True,
        backdatable=True,
        effect=_answered,
        starts=frozenset({EVALUATE}),
        stops=frozenset({REPLY}),
        tells=("unit_clerks",),
    ),
    Step(
        "letter.recall_jointly",
        "共同主办，一并撤回",
        on="round",
        frm=frozenset({R.ANSWERED}),
        to=R.CLEARED,
        automatic=True,
        effect=_not_answered,
        starts=frozenset({REPLY}),
        stops=frozenset({EVALUATE}),
        tells=("unit_clerks",),
    ),
    Step(
        "letter.open",
        "查看答复",
        on="round",
        frm=AFTER | {R.CONCLUDED, R.LAPSED, R.REORDERED},
        to=None,
        by=(DEPUTY_SIGNER,),
        effect=_open_letter,
    ),
)
