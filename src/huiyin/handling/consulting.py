"""初步答复函: the letter shown to the deputy who leads, before it is submitted; agreed to, or not and why.

A deputy who disagrees stops no letter for ever: the deputies' committee verifies with the supervision offices, and has the unit
talk and handle again, or lets it answer (C3; Chongqing's report of 2024). Where the procedure does not ask for drafts a unit
may still show one; what the deputy then says is kept, and binds nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words
from huiyin.handling import texts
from huiyin.handling.letters import SHOWN, keep_version, the_letter, together
from huiyin.handling.models import DraftOutcome, DraftReply, DraftWord, Round, RoundState
from huiyin.handling.rounds import CLERK, RECEIVED, rules_of
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import Signer
from huiyin.proposals.steps import LEAD_SIGNER, OFFICER

R = RoundState
WRITING = frozenset({R.HANDLING})
LEAD_DEPUTY = Right(Role.DEPUTY, LEAD_SIGNER)


@dataclass(frozen=True)
class DeputyWord:
    """What the deputy says of a draft: `word` of DraftWord, and what is wrong with it where there is something."""

    word: str
    reason: str = ""


@dataclass(frozen=True)
class Verified:
    """What the committee found, with whom, and what follows (`outcome` of DraftOutcome)."""

    outcome: str
    verified: str
    verified_with: str = ""


# -- reading ---------------------------------------------------------------------------------------------------------


def drafts_of(round_: Round) -> list[DraftReply]:
    """Drafts shown in this round, the newest last; of one letter of several bodies those of any of them."""
    rounds = [round_, *together(round_)]
    rows = DraftReply.objects.filter(congress_id=round_.congress_id, round__in=rounds, withdrawn=False)
    return list(rows.select_related("version").order_by("pk"))


def newest_draft(round_: Round) -> DraftReply | None:
    return next(reversed(drafts_of(round_)), None)


def open_draft(round_: Round) -> DraftReply | None:
    """The draft on which the deputy has not said a word."""
    newest = newest_draft(round_)
    return newest if newest is not None and not newest.word and not newest.outcome else None


def to_verify(round_: Round) -> DraftReply | None:
    """The draft that the deputy disagrees with and the committee has not verified."""
    newest = newest_draft(round_)
    return newest if newest is not None and newest.word == DraftWord.DISAGREES and not newest.outcome else None


def drafts_of_case(congress_id: int, case_id: int) -> list[DraftReply]:
    """All that were shown of one item, the newest first."""
    rows = DraftReply.objects.filter(congress_id=congress_id, round__assignment__proposal_id=case_id, withdrawn=False)
    return list(rows.select_related("version", "round__assignment__body").order_by("-pk"))


def waiting_for(seat: Seat) -> list[DraftReply]:
    """Drafts that wait for the word of this deputy, the oldest first."""
    led = Signer.objects.filter(
        congress_id=seat.congress_id, seat_id=seat.pk, is_lead=True, withdrawn_on__isnull=True
    ).values("proposal_id")
    rows = DraftReply.objects.filter(
        congress_id=seat.congress_id, word="", outcome="", withdrawn=False,
        round__state=R.HANDLING, round__assignment__proposal_id__in=led,
    )  # fmt: skip
    return list(rows.select_related("round__assignment__proposal", "round__assignment__body").order_by("pk"))


# -- guards ----------------------------------------------------------------------------------------------------------


def _no_open_draft(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.DRAFT_OPEN if open_draft(round_) is not None else None


def _written(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = round_.letter
    if letter is None or not (letter.body.strip() or letter.file_id):
        return texts.NO_LETTER
    return texts.DRAFT_NOT_WORDS if letter.is_stamped_document else None


def _waits_for_word(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if open_draft(round_) is not None else texts.NO_DRAFT_OPEN


def _says_why(round_: Any, seat: Seat | None, facts: DeputyWord | None) -> str | None:
    silent = facts is not None and facts.word == DraftWord.DISAGREES and not facts.reason.strip()
    return texts.DRAFT_NEEDS_REASON if silent else None


def _to_verify(round_: Any, seat: Seat | None, facts: Verified | None) -> str | None:
    if to_verify(round_) is None:
        return texts.NOTHING_TO_VERIFY
    return texts.VERIFY_NEEDS_WORDS if facts is not None and not facts.verified.strip() else None


def _agreed(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    """Where the procedure asks for drafts: what goes up is what the deputy agreed to, or the committee let pass."""
    letter = round_.letter
    if not rules_of(round_).letter.draft_to_deputy.value or letter is None or letter.is_stamped_document:
        return None
    newest = newest_draft(round_)
    if newest is None:
        return texts.DRAFT_WANTED
    if newest.outcome == DraftOutcome.MAY_ANSWER:
        return None
    if newest.outcome == DraftOutcome.AGAIN:
        return texts.DRAFT_AGAIN
    if newest.word == DraftWord.DISAGREES:
        return texts.DRAFT_DISAGREED
    if not newest.word:
        return texts.DRAFT_WAITS
    same = (newest.version.body, newest.version.points) == (letter.body, letter.points)
    return None if same else texts.DRAFT_CHANGED


NO_OPEN_DRAFT = Guard("no_open_draft", "没有等代表表态的初步答复函", _no_open_draft)
WRITTEN = Guard("draft_written", "已写答复函正文", _written)
WAITS_FOR_WORD = Guard("draft_waits", "有等代表表态的初步答复函", _waits_for_word)
SAYS_WHY = Guard("draft_reason", "不同意的写明理由", _says_why)
TO_VERIFY = Guard("draft_to_verify", "代表不同意初步答复函，还没有核实", _to_verify)
DRAFT_AGREED = Guard("draft_agreed", "规程要求的，代表同意初步答复函或者代表工委核实可以答复", _agreed)


# -- effects ---------------------------------------------------------------------------------------------------------


def _offer(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    DraftReply.objects.create(
        congress_id=unit.congress_id,
        round=round_,
        number=DraftReply.objects.filter(congress_id=unit.congress_id, round=round_).count() + 1,
        version=keep_version(unit, the_letter(round_), SHOWN, seat),
        offered_on=unit.on,
        seat_id=seat.pk if seat is not None else None,
    )


def _the_open_draft(round_: Round) -> DraftReply:
    draft = open_draft(round_)
    if draft is None:
        raise StepRefused(texts.NO_DRAFT_OPEN)
    return draft


def _take_back(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    draft = _the_open_draft(round_)
    draft.withdrawn = True
    draft.save(update_fields=["withdrawn"])


def _keep_word(unit: Work, round_: Round, word: DeputyWord, *, by_phone: bool = False) -> None:
    draft = _the_open_draft(round_)
    draft.word, draft.reason, draft.word_on, draft.by_phone = word.word, word.reason, unit.on, by_phone
    draft.save(update_fields=["word", "reason", "word_on", "by_phone"])


def _agree(unit: Work, round_: Round, seat: Seat | None, facts: DeputyWord | None) -> None:
    _keep_word(unit, round_, DeputyWord(DraftWord.AGREES, facts.reason if facts is not None else ""))


def _disagree(unit: Work, round_: Round, seat: Seat | None, facts: DeputyWord) -> None:
    _keep_word(unit, round_, DeputyWord(DraftWord.DISAGREES, facts.reason))


def _note_word(unit: Work, round_: Round, seat: Seat | None, facts: DeputyWord) -> None:
    _keep_word(unit, round_, facts, by_phone=True)


def _verify(unit: Work, round_: Round, seat: Seat | None, facts: Verified) -> None:
    draft = to_verify(round_)
    if draft is None:
        raise StepRefused(texts.NOTHING_TO_VERIFY)
    draft.outcome, draft.verified, draft.verified_with = facts.outcome, facts.verified, facts.verified_with
    draft.verified_on = unit.on
    draft.save(update_fields=["outcome", "verified", "verified_with", "verified_on"])


notice_words(texts.DRAFT_NOTICES)
PRACTICE = "重庆市人大常委会代表工委2024年报告"

register(
    Step(
        "draft.offer",
        "初步答复函送代表",
        on="round",
        frm=WRITING,
        to=None,
        by=(CLERK,),
        guards=(RECEIVED, WRITTEN, NO_OPEN_DRAFT),
        effect=_offer,
        tells=("lead",),
        undone_by="draft.take_back",
        source=PRACTICE,
    ),
    Step(
        "draft.take_back",
        "收回初步答复函",
        on="round",
        frm=WRITING,
        to=None,
        by=(CLERK,),
        effect=_take_back,
        undoes="draft.offer",
    ),
    Step(
        "draft.agree",
        "同意初步答复函",
        on="round",
        frm=WRITING,
        to=None,
        by=(LEAD_DEPUTY,),
        guards=(WAITS_FOR_WORD,),
        effect=_agree,
        tells=("unit_clerks",),
        source=PRACTICE,
    ),
    Step(
        "draft.disagree",
        "不同意初步答复函",
        on="round",
        frm=WRITING,
        to=None,
        by=(LEAD_DEPUTY,),
        guards=(WAITS_FOR_WORD, SAYS_WHY),
        effect=_disagree,
        tells=("unit_clerks", "unit_heads", "officers"),
        source=PRACTICE,
    ),
    Step(
        "draft.note_word",
        "代记代表对初步答复函的意见",
        on="round",
        frm=WRITING,
        to=None,
        by=(OFFICER,),
        guards=(WAITS_FOR_WORD, SAYS_WHY),
        effect=_note_word,
        tells=("lead", "unit_clerks"),
    ),
    Step(
        "draft.verify",
        "核实代表不同意的初步答复函",
        on="round",
        frm=WRITING,
        to=None,
        by=(OFFICER,),
        guards=(TO_VERIFY,),
        effect=_verify,
        tells=("unit_clerks", "unit_heads", "lead"),
        source=PRACTICE,
    ),
)
