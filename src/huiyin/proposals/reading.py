"""阅看: readers look at what was submitted before it is registered. They advise; the deputy decides (W2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.taking import Work, notice_words, tellers
from huiyin.people.models import Role, Seat
from huiyin.people.sitting import sitting
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import Reader, ReadingTier
from huiyin.proposals import manuscripts, texts
from huiyin.proposals.manuscripts import Words, digest_of
from huiyin.proposals.models import Proposal, ProposalState, Reading
from huiyin.proposals.submitting import keep_text, newest_text, receivers, street_of, tier_after

S = ProposalState
R = Reading.Result


@dataclass(frozen=True)
class Sheet:
    """阅看意见: by criterion met or not, a word, and for an advice the text as the reader would have it."""

    result: str
    marks: dict[str, bool] = field(default_factory=dict)
    note: str = ""
    advised: Words | None = None


def tier_of(proposal: Any) -> ReadingTier | None:
    """The tier at which the item is read now; None at the office that registers."""
    return procedure_of(proposal.procedure_id).reading.tier(proposal.tier)


def reads(seat: Seat, thing: Any) -> bool:
    """Whether the item lies with this seat to be read."""
    tier = tier_of(thing)
    if tier is None:
        return False
    street = _street(thing) if tier.reader is Reader.STREET else None
    if street is not None:
        return seat.role == Role.STREET_CLERK and street == seat.body_id
    return seat.pk in receivers(thing) or seat.role == Role.COMMITTEE_OFFICER


def _street(thing: Any) -> int | None:
    """The street that reads for who leads; None where it has ended meanwhile: then the office reads in its place."""
    written = manuscripts.manuscript_of(thing)
    return street_of(written) if written is not None else None


def readers(thing: Any) -> list[int]:
    """Who is to read now: the street's clerks, or the office."""
    tier = tier_of(thing)
    street = _street(thing) if tier is not None and tier.reader is Reader.STREET else None
    return receivers(thing) if street is None else sitting(thing.congress_id, Role.STREET_CLERK, bodies=[street])


def _write(unit: Work, proposal: Proposal, seat: Seat | None, facts: Sheet) -> Reading:
    text = newest_text(proposal)
    advised = None
    if facts.advised is not None:
        said = facts.advised.plain
        digest = digest_of(proposal.kind, said)
        if digest != text.digest:
            advised = keep_text(proposal, seat, said.title, said.matter, said.asks, digest, submitted=False)
    return Reading.objects.create(
        congress_id=unit.congress_id, proposal=proposal, tier=proposal.tier, seat_id=seat.pk if seat else 0, text=text,
        advised=advised, result=facts.result, marks=facts.marks, note=facts.note.strip(), on=unit.on,
    )  # fmt: skip


def _pass(unit: Work, proposal: Proposal, seat: Seat | None, facts: Sheet) -> None:
    _write(unit, proposal, seat, facts)
    written = manuscripts.manuscript_of(proposal)
    proposal.tier = tier_after(proposal, written, proposal.tier) if written is not None else ""
    proposal.save(update_fields=["tier"])


def _advise(unit: Work, proposal: Proposal, seat: Seat | None, facts: Sheet) -> None:
    _write(unit, proposal, seat, facts)


def _says_fit(thing: Any, seat: Seat | None, facts: Sheet) -> str | None:
    return None if facts.result == R.FIT else texts.NOT_FIT


def _says_what(thing: Any, seat: Seat | None, facts: Sheet) -> str | None:
    if facts.result not in (R.REVISE, R.WITHDRAW):
        return texts.CHOOSE_RESULT
    return None if facts.note.strip() or facts.advised is not None else texts.SAY_WHAT_TO_CHANGE


def _by_the_criteria(thing: Any, seat: Seat | None, facts: Sheet) -> str | None:
    known = {one.code for one in procedure_of(thing.procedure_id).reading.criteria.value or ()}
    return None if set(facts.marks) <= known else texts.NOT_A_CRITERION


READS = Relation("reads", "轮到本席位阅看的件", reads)
READERS = tuple(Right(role, READS) for role in (Role.STREET_CLERK, Role.COMMITTEE_OFFICER, Role.SECRETARIAT))
SAYS_FIT = Guard("says_fit", "结论是可以提出", _says_fit)
SAYS_WHAT = Guard("says_what", "写明建议怎么改，或者为什么建议撤回", _says_what)
BY_THE_CRITERIA = Guard("by_the_criteria", "按规程写的各项阅看", _by_the_criteria)

tellers(readers=readers)
notice_words(texts.READING_NOTICES)

register(
    Step(
        "reading.pass",
        "阅看：可以提出",
        on="proposal",
        frm=frozenset({S.SUBMITTED}),
        to=None,
        by=READERS,
        guards=(SAYS_FIT, BY_THE_CRITERIA),
        effect=_pass,
        tells=("readers",),
    ),
    Step(
        "reading.advise",
        "阅看：请代表斟酌",
        on="proposal",
        frm=frozenset({S.SUBMITTED}),
        to=S.WITH_DEPUTY,
        by=READERS,
        guards=(SAYS_WHAT, BY_THE_CRITERIA),
        effect=_advise,
        tells=("lead", "helpers"),
    ),
)
