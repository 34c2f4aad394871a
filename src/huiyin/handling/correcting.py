"""Mistakes put right in the open (勘误): a talk written down wrongly, a letter that the deputy has read already.

What was read is followed, never replaced: the old stands beside the new, with the reason. Deputies who come to an item
late get the letters that were sent before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words
from huiyin.handling import photos, texts
from huiyin.handling.contacting import ContactRecord, contact_dates, project_met
from huiyin.handling.models import Contact, ContactCorrection, FollowUp, Letter, LetterCopy, Round, RoundState
from huiyin.handling.rounds import AFTER, CLERK, HEAD, OPEN, RECEIVED, rules_of
from huiyin.handling.steps import class_refusal
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal, Signer
from huiyin.proposals.signing import binds_lead, when_signers_change

R = RoundState


@dataclass(frozen=True)
class ContactCorrected:
    """A recorded talk as it should have been written down."""

    contact_id: int
    record: ContactRecord
    reason: str


@dataclass(frozen=True)
class Following:
    """What a letter that was sent should have said. Empty class and telephone line: as in the letter."""

    body: str
    reason: str
    number: str = ""
    class_code: str = ""
    class_due_on: date | None = None
    class_reason: str = ""
    contact_line: str = ""


# -- talks -----------------------------------------------------------------------------------------------------------


def _corrected_dates(round_: Any, seat: Seat | None, facts: ContactCorrected) -> str | None:
    return contact_dates(round_, seat, facts.record)


def _reason_given(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if facts.reason.strip() else texts.WHAT_WAS_WRONG


def contacts_to_correct(round_: Any) -> list[Contact]:
    """Talks of this round, the newest first."""
    rows = Contact.objects.filter(congress_id=round_.congress_id, round=round_, withdrawn=False)
    return list(rows.order_by("-happened_on", "-pk"))


def _correct_contact(unit: Work, round_: Round, seat: Seat | None, facts: ContactCorrected) -> None:
    contact = next((one for one in contacts_to_correct(round_) if one.pk == facts.contact_id), None)
    if contact is None:
        raise StepRefused(texts.NOT_THAT_CONTACT)
    new = facts.record
    values = {"stage": new.stage, "form": new.form, "happened_on": new.happened_on, "people": new.people, "note": new.note}
    old = {name: getattr(contact, name) for name in values}
    if old == values and not photos.waiting(round_):
        raise StepRefused(texts.SAME_TALK)
    ContactCorrection.objects.create(
        congress_id=unit.congress_id,
        contact=contact,
        word=contact.correction,
        reason=facts.reason,
        corrected_on=unit.on,
        seat_id=seat.pk if seat else None,
        **old,
    )
    for name, value in values.items():
        setattr(contact, name, value)
    # What the deputy said was about the record of before: the new one waits for a word again.
    contact.confirmed_on, contact.correction, contact.by_phone = None, "", False
    contact.save()
    photos.hang(contact)
    project_met(round_)


# -- letters ---------------------------------------------------------------------------------------------------------


def _says_something(round_: Any, seat: Seat | None, facts: Following) -> str | None:
    return None if facts.body.strip() else texts.NO_FOLLOW_UP


def _class_complete(round_: Any, seat: Seat | None, facts: Following) -> str | None:
    """Also after the ledger was closed: what was promised is kept in later years. The figures that were given out keep the
    class of their day (reports.items)."""
    if not facts.class_code:
        return None
    return class_refusal(rules_of(round_).letter, facts.class_code, facts.class_due_on, facts.class_reason)


def _follow_up(unit: Work, round_: Round, seat: Seat | None, facts: Following) -> None:
    letter = round_.letter
    if letter is None:
        raise StepRefused(texts.NO_LETTER)
    said = FollowUp.objects.filter(congress_id=unit.congress_id, letter=letter)
    FollowUp.objects.create(
        congress_id=unit.congress_id,
        letter=letter,
        order=said.count() + 1,
        number=facts.number,
        body=facts.body,
        reason=facts.reason,
        class_code=facts.class_code,
        class_due_on=facts.class_due_on,
        class_reason=facts.class_reason,
        contact_line=facts.contact_line,
        sent_on=unit.on,
        seat_id=seat.pk if seat else None,
    )


# -- signers ---------------------------------------------------------------------------------------------------------


def _copies_follow(unit: Work, proposal: Proposal, come: list[Signer], gone: list[Signer]) -> None:
    """Whoever newly stands behind an item gets a copy of each letter sent (Chongqing 23); unread copies of those who
    do not are taken back, read ones stay."""
    letters = Letter.objects.filter(
        congress_id=unit.congress_id, answers__round__assignment__proposal=proposal, sent_on__isnull=False
    ).distinct()
    copies = LetterCopy.objects.filter(congress_id=unit.congress_id, letter__in=letters)
    copies.filter(signer__in=gone, opened_at__isnull=True).delete()
    there = set(copies.values_list("letter_id", "signer_id"))
    LetterCopy.objects.bulk_create(
        [
            LetterCopy(congress_id=unit.congress_id, letter=letter, signer=signer, sent_on=unit.on)
            for letter in letters
            for signer in come
            if (letter.pk, signer.pk) not in there
        ]
    )


def _answered(proposal: Any) -> bool:
    rounds = Round.objects.filter(congress_id=proposal.congress_id, assignment__proposal=proposal)
    return rounds.filter(answered_on__isnull=False).exists()


when_signers_change(_copies_follow)
binds_lead(_answered)
notice_words(texts.CORRECTING_NOTICES)
REASON_GIVEN = Guard("has_reason", "写明原因", _reason_given)

register(
    Step(
        "contact.correct",
        "更正沟通记录",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(CLERK,),
        guards=(
            RECEIVED,
            Guard("contact_dates", "沟通日期在交办之后、今天以前", _corrected_dates),
            REASON_GIVEN,
        ),
        effect=_correct_contact,
        tells=("signers",),
    ),
    Step(
        "letter.follow_up",
        "发出更正函",
        on="round",
        frm=AFTER | {R.CONCLUDED, R.LAPSED},
        to=None,
        by=(HEAD,),
        guards=(
            Guard("says_something", "写明更正的内容", _says_something),
            REASON_GIVEN,
            Guard("class_has_what_it_requires", "改类别的，类别要求的内容齐全", _class_complete),
        ),
        effect=_follow_up,
        tells=("lead", "signers", "officers", "overseers"),
        formal=True,
    ),
)
