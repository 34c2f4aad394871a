"""Deputies without an account: their letters are served on paper, their word on a talk comes by telephone (C16).

Each is written down by the office or the unit, with the day it happened, and marked as what it is; the deputy is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work
from huiyin.foundation import clock
from huiyin.handling import texts
from huiyin.handling.contacting import ContactWord, confirm
from huiyin.handling.models import Contact, LetterCopy, Round, RoundState, ServedHow
from huiyin.handling.rounds import AFTER, CLERK, OPEN
from huiyin.people.models import Seat
from huiyin.proposals.steps import OFFICER

R = RoundState


@dataclass(frozen=True)
class Serving:
    """`copy_id`: the copy for one signer. `served_on`: the day it came into the deputy's hands."""

    copy_id: int
    served_on: date
    how: str


def waiting_copies(round_: Any) -> list[LetterCopy]:
    """Copies of the letter that nobody has served on paper. Whether a copy was opened is not the unit's to know."""
    rows = LetterCopy.objects.filter(congress_id=round_.congress_id, letter__answers__round=round_, on_paper=False)
    rows = rows.filter(signer__seat__isnull=False, signer__withdrawn_on__isnull=True)
    return list(rows.select_related("signer__seat__person").order_by("signer__order"))


def waiting_contacts(round_: Any) -> list[Contact]:
    """Talks of the round on which the deputy has not said a word."""
    rows = Contact.objects.filter(congress_id=round_.congress_id, round=round_, withdrawn=False)
    return list(rows.filter(confirmed_on__isnull=True).order_by("-happened_on", "-pk"))


def _talk_waits(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if waiting_contacts(round_) else texts.ALL_CHECKED


def _dates(round_: Any, seat: Seat | None, facts: Serving | None) -> str | None:
    if facts is None:
        return None
    if facts.served_on > clock.today():
        return texts.SERVED_LATER
    sent = round_.answered_on
    if sent is not None and facts.served_on < sent:
        return texts.SERVED_EARLY.format(on=f"{sent.year}年{sent.month}月{sent.day}日")
    return None if facts.how in ServedHow.values else texts.SERVED_HOW


def _somebody_waits(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if waiting_copies(round_) else texts.ALL_SERVED


def _serve(unit: Work, round_: Round, seat: Seat | None, facts: Serving) -> None:
    copy = next((one for one in waiting_copies(round_) if one.pk == facts.copy_id), None)
    if copy is None:
        raise StepRefused(texts.COPY_SERVED)
    copy.opened_at, copy.on_paper = copy.opened_at or clock.now(), True
    copy.served_on, copy.served_how = facts.served_on, facts.how
    copy.save(update_fields=["opened_at", "on_paper", "served_on", "served_how"])


def _confirm(unit: Work, round_: Round, seat: Seat | None, facts: ContactWord) -> None:
    confirm(unit, round_, facts, by_phone=True)


register(
    Step(
        "letter.serve_on_paper",
        "登记纸质送达",
        on="round",
        frm=AFTER,
        to=None,
        by=(CLERK, OFFICER),
        guards=(
            Guard("somebody_waits", "还有没登记纸质送达的代表", _somebody_waits),
            Guard("served_in_time", "送达日期在发出以后、今天以前", _dates),
        ),
        effect=_serve,
        tells=("signers",),
    ),
    Step(
        "contact.confirm_by_phone",
        "代记代表的核对意见",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(OFFICER,),
        guards=(Guard("talk_waits", "有代表还没有核对的沟通记录", _talk_waits),),
        effect=_confirm,
        tells=("lead",),
    ),
)
