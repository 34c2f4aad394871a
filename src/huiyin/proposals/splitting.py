"""分开提: one item holds several matters (一事一议, 代表法第二十四条、第三十六条). Whoever receives it advises which asks belong
together; the deputy gets a draft of each and says what becomes of the first. Nothing is taken from anybody's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words
from huiyin.people.models import Role, Seat
from huiyin.proposals import files, manuscripts, texts
from huiyin.proposals.manuscripts import Words, digest_of
from huiyin.proposals.models import (
    Ask,
    Manuscript,
    Proposal,
    ProposalKind,
    ProposalState,
    Signature,
    SplitAdvice,
    TextVersion,
)
from huiyin.proposals.reading import READERS
from huiyin.proposals.steps import LEAD_SIGNER, OFFICER, SECRETARIAT
from huiyin.proposals.withdrawing import MAY_STILL, NOT_ASKED, ask

S = ProposalState
FROM = frozenset({S.SUBMITTED, S.WITH_DEPUTY, S.REGISTERED})
A = SplitAdvice.Answer
SPLITS = (A.SPLIT, A.SPLIT_KEPT)


@dataclass(frozen=True)
class Advice:
    """Which asks belong together, by their numbers, and why the item should be several."""

    groups: tuple[tuple[int, ...], ...]
    note: str


@dataclass(frozen=True)
class Word:
    """The lead deputy's decision: one of `SplitAdvice.Answer`."""

    answer: str


def open_advice(proposal: Any) -> SplitAdvice | None:
    rows = SplitAdvice.objects.filter(congress_id=proposal.congress_id, proposal=proposal, answered_on__isnull=True)
    return rows.select_related("seat__person", "seat__body").first()


def asks_of(proposal: Any) -> list[Ask]:
    return list(Ask.objects.filter(congress_id=proposal.congress_id, proposal=proposal).order_by("number"))


def _several(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if len(asks_of(thing)) > 1 else texts.ONE_ASK


def _grouped(thing: Any, seat: Seat | None, facts: Advice) -> str | None:
    ticked = [number for group in facts.groups for number in group]
    known = {one.number for one in asks_of(thing)}
    fits = len(facts.groups) > 1 and all(facts.groups) and len(set(ticked)) == len(ticked) and set(ticked) == known
    if not fits:
        return texts.GROUP_ASKS
    return None if facts.note.strip() else texts.SAY_WHY_SPLIT


def _not_advised(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return texts.SPLIT_WAITS if open_advice(thing) is not None else None


def _advised(thing: Any, seat: Seat | None, facts: Word) -> str | None:
    if open_advice(thing) is None:
        return texts.NO_SPLIT
    return None if facts.answer in A.values else texts.CHOOSE_SPLIT


def _first_may_go(thing: Any, seat: Seat | None, facts: Word) -> str | None:
    """Where the first is to be withdrawn, the rules of withdrawing hold."""
    if facts.answer != A.SPLIT:
        return None
    return next(filter(None, (guard.check(thing, seat, facts) for guard in (NOT_ASKED, MAY_STILL))), None)


def _advise(unit: Work, proposal: Proposal, seat: Seat | None, facts: Advice) -> None:
    SplitAdvice.objects.create(
        congress_id=unit.congress_id, proposal=proposal, groups=[list(group) for group in facts.groups],
        note=facts.note.strip(), seat_id=seat.pk if seat is not None else 0, on=unit.on,
    )  # fmt: skip


def _answer(unit: Work, proposal: Proposal, seat: Seat | None, facts: Word) -> None:
    advice = open_advice(proposal)
    if advice is None or seat is None:
        raise StepRefused(texts.NO_SPLIT)
    advice.answer, advice.answered_on = facts.answer, unit.on
    advice.save(update_fields=["answer", "answered_on"])
    if facts.answer in SPLITS:
        asks = {one.number: one.text for one in asks_of(proposal)}
        for nth, group in enumerate(advice.groups, start=1):
            _draft(proposal, seat, nth, tuple(asks[number] for number in group if number in asks))
    if facts.answer == A.SPLIT:
        ask(unit, proposal, seat, texts.SPLIT_REASON)


def _draft(proposal: Proposal, lead: Seat, nth: int, asks: tuple[str, ...]) -> Manuscript:
    """A manuscript of the lead's own: the grounds as they were, of the asks those of one matter."""
    rows = TextVersion.objects.filter(congress_id=proposal.congress_id, proposal=proposal, submitted=True)
    text = rows.order_by("-number").first()
    words = Words(
        texts.SPLIT_TITLE.format(title=proposal.title[:280], n=nth),
        text.matter if text is not None else proposal.body,
        asks,
    )
    written = manuscripts.manuscript_of(proposal)
    # What several deputies raised together as a motion may be too small for one by its parts: the deputy may change it back.
    kind = proposal.kind if written is not None else ProposalKind.SUGGESTION
    draft = Manuscript.objects.create(
        congress_id=proposal.congress_id, lead=lead, helper_id=written.helper_id if written is not None else None, kind=kind,
        title=words.title, matter=words.matter, asks=list(words.asks), place=proposal.place,
        wanted_body_id=proposal.wanted_body_id, wish_unpublished=proposal.wish_unpublished, edited_by=lead,
        digest=digest_of(kind, words),
    )  # fmt: skip
    Signature.objects.create(congress_id=proposal.congress_id, manuscript=draft, seat=lead, order=1)
    if written is not None:
        files.copy(written, draft)
    return draft


notice_words(texts.SPLITTING_NOTICES)

register(
    Step(
        "split.advise",
        "建议分开提",
        on="proposal",
        frm=FROM,
        to=None,
        by=(OFFICER, SECRETARIAT, *(right for right in READERS if right.role == Role.STREET_CLERK)),
        guards=(
            Guard("several_asks", "有几条要求", _several),
            Guard("asks_grouped", "要求分成几份，写明原因", _grouped),
            Guard("not_advised", "没有等着代表决定的", _not_advised),
        ),
        effect=_advise,
        tells=("lead", "helpers"),
        source="代表法第二十四条、第三十六条",
    ),
    Step(
        "split.answer",
        "对分开提作决定",
        on="proposal",
        frm=FROM,
        to=None,
        by=(Right(Role.DEPUTY, LEAD_SIGNER),),
        guards=(
            Guard("split_advised", "有人建议分开提", _advised),
            Guard("first_may_go", "原件撤回的，规程允许这时撤回", _first_may_go),
        ),
        effect=_answer,
        tells=("signers", "receivers"),
    ),
)
