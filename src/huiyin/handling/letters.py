"""The letter as steps keep it: what it says in one number, the versions that stay, the rounds it answers together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work
from huiyin.foundation import digests
from huiyin.handling import texts
from huiyin.handling.models import FollowUp, Letter, LetterAnswer, LetterVersion, Round
from huiyin.handling.rounds import siblings
from huiyin.people.models import Seat

# Moments at which a version is kept: when it came back, and by whose word it goes on.
SHOWN, SUBMITTED, CLEARED, SENT = "shown", "submitted", "cleared", "sent"
REVIEWED, SIGNED_OFF = "reviewed", "signed_off"
SENT_BACK, DECLINED = "sent_back", "declined"
CAME_BACK = (SENT_BACK, DECLINED)


@dataclass(frozen=True)
class Remark:
    """What must be mended, in the words of whoever does not let the letter pass."""

    remark: str


def _remark_given(round_: Any, seat: Seat | None, facts: Remark) -> str | None:
    return None if facts.remark.strip() else texts.SEND_BACK_REASON


REMARK_GIVEN = Guard("remark_given", "写明退回原因", _remark_given)


def keep_version(unit: Work, letter: Letter, moment: str, seat: Seat | None, remark: str = "") -> LetterVersion:
    return LetterVersion.objects.create(
        congress_id=unit.congress_id,
        letter=letter,
        number=LetterVersion.objects.filter(congress_id=unit.congress_id, letter=letter).count() + 1,
        moment=moment,
        title=letter.title,
        body=letter.body,
        class_code=letter.class_code,
        points=letter.points,
        file=letter.file,
        digest=letter_digest(letter),
        seat_id=seat.pk if seat else None,
        remark=remark,
    )


def letter_digest(letter: Letter, *, number: str | None = None) -> str:
    """SM3 of all that a letter says; with `number`, as if it bore that number."""
    names = ("title", "number", "body", "class_code", "class_due_on", "class_reason", "signatory", "contact_line")
    values = {name: getattr(letter, name) for name in names}
    if number is not None:
        values["number"] = number
    # Handled together with others, it says so at its head.
    merged = {"merged_numbers": letter.merged_numbers} if letter.merged_numbers else {}
    points = {"points": letter.points} if letter.points else {}
    return digests.sm3(digests.canonical(values | merged | points | {"file": letter.file.digest if letter.file else ""}))


def same_letter(letter: Letter) -> tuple[str, str]:
    """Digests of versions that say what the letter says now: only the number may be filled in between."""
    return letter_digest(letter), letter_digest(letter, number="")


def the_letter(round_: Round) -> Letter:
    """The letter of a round. Raises StepRefused where none has been written."""
    if round_.letter is None:
        raise StepRefused(texts.NO_LETTER)
    letter: Letter = round_.letter
    return letter


def together(round_: Round) -> list[Round]:
    """Rounds of other bodies that this round's letter answers too."""
    return [one for one in siblings(round_) if _shares_letter(round_, one)]


def _shares_letter(round_: Round, other: Round) -> bool:
    mine, theirs = round_.letter, other.letter
    return mine is not None and theirs is not None and mine.pk == theirs.pk


def class_now(letter: Letter) -> str:
    """The class the letter has today: that of the newest 更正函 which gave it one, else its own; empty where there is none."""
    moved = FollowUp.objects.filter(congress_id=letter.congress_id, letter=letter).exclude(class_code="")
    return moved.order_by("-order").values_list("class_code", flat=True).first() or letter.class_code


def letter_round(letter: Letter) -> Round:
    """The first of the rounds the letter answers."""
    answers = LetterAnswer.objects.filter(congress_id=letter.congress_id, letter=letter)
    return answers.select_related("round__assignment__proposal", "round__assignment__body").order_by("pk")[0].round
