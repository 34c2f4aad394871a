"""The letter while it is being written: saved as often as one likes, by its unit, until it is submitted.

Saving is no step: nothing moves, nobody is told. Two people at one letter are kept apart by `edit_no`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from huiyin.chain.refusals import StepRefused
from huiyin.foundation.files import Stored
from huiyin.foundation.models import StoredFile
from huiyin.handling import texts
from huiyin.handling.models import Letter, LetterAnswer, Round, RoundState
from huiyin.handling.rounds import siblings
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal


@dataclass(frozen=True)
class LetterFields:
    """What is typed in the editor."""

    title: str = ""
    number: str = ""
    body: str = ""
    class_code: str = ""
    class_due_on: date | None = None
    class_reason: str = ""
    points: list[dict[str, Any]] = field(default_factory=list)
    signatory: str = ""
    contact_line: str = ""


class EditClash(Exception):
    """Somebody else saved the letter since the page was opened. Nothing was written; `letter` is theirs."""

    def __init__(self, letter: Letter) -> None:
        super().__init__("edit clash")
        self.letter = letter


def _locked(round_: Round) -> Round:
    """The round under the lock of its case, so that saving and submitting cannot cross."""
    list(Proposal.objects.filter(congress_id=round_.congress_id, pk=round_.case_key).select_for_update(no_key=True)
         .values_list("pk"))  # fmt: skip
    return Round.objects.select_related("assignment").get(congress_id=round_.congress_id, pk=round_.pk)


def _letter(round_: Round) -> Letter | None:
    return Letter.objects.filter(congress_id=round_.congress_id, answers__round=round_).select_related("file").first()


def writable(letter: Letter) -> str | None:
    """Why nothing in a letter may be changed any more: one of its units has it cleared, or it was sent. None: it may."""
    rounds = Round.objects.filter(congress_id=letter.congress_id, answers__letter=letter)
    return texts.NOT_WRITABLE if rounds.exclude(state=RoundState.HANDLING).exists() else None


def _must_be_writable(round_: Round) -> None:
    if round_.state != RoundState.HANDLING:
        raise StepRefused(texts.NOT_WRITABLE)
    shared = Round.objects.filter(
        congress_id=round_.congress_id, answers__letter__answers__round=round_, assignment__proposal_id=round_.case_key
    ).exclude(state=RoundState.HANDLING)
    other = shared.select_related("assignment__body").first()
    if other is not None:
        # One letter of several bodies: what one of them is clearing, or has cleared, the others leave as it is.
        raise StepRefused(texts.NOT_WRITABLE_JOINTLY.format(body=other.assignment.body.label))


def save_letter(round_: Round, fields: LetterFields, edit_no: int) -> Letter:
    """Write what was typed. Raises EditClash if it is not the letter the page showed, StepRefused once submitted."""
    _must_be_writable(_locked(round_))
    letter = _letter(round_)
    if letter is None:
        if edit_no:
            raise StepRefused(texts.NOT_WRITABLE)
        letter = Letter.objects.create(congress_id=round_.congress_id, edit_no=1, **asdict(fields))
        # Bodies that lead jointly write one letter between them, whoever of them begins it.
        for one in (round_, *(other for other in siblings(round_) if _letter(other) is None)):
            if one.state == RoundState.HANDLING:
                LetterAnswer.objects.create(congress_id=round_.congress_id, letter=letter, round=one)
        return letter
    if letter.edit_no != edit_no:
        raise EditClash(letter)
    changed = {name: value for name, value in asdict(fields).items() if getattr(letter, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(letter, name, value)
        letter.edit_no += 1
        letter.save(update_fields=[*changed, "edit_no", "saved_at"])
    return letter


def attach_document(round_: Round, stored: Stored) -> Letter:
    """Put the stamped document, as it is, in the place of a composed text. The round must have a letter already."""
    return _attach(round_, digest=stored.digest, size=stored.size, kind=stored.kind.value, name=stored.name[:200])


def attach_copy(round_: Round, file: StoredFile) -> Letter:
    """The same document as another letter's (并案)."""
    return _attach(round_, digest=file.digest, size=file.size, kind=file.kind, name=file.name)


def _attach(round_: Round, **file: Any) -> Letter:
    _must_be_writable(_locked(round_))
    letter = _letter(round_)
    if letter is None:
        raise StepRefused(texts.NO_LETTER)
    letter.file = StoredFile.objects.create(
        congress_id=round_.congress_id, owner_kind="letter", owner_id=letter.pk, **file
    )
    letter.edit_no += 1
    letter.save(update_fields=["file", "edit_no", "saved_at"])
    return letter


def detach_document(round_: Round) -> Letter | None:
    """Go back to a composed text; the stored file stays on its shelf, no letter shows it any more."""
    _must_be_writable(_locked(round_))
    letter = _letter(round_)
    if letter is not None and letter.file is not None:
        letter.file = None
        letter.edit_no += 1
        letter.save(update_fields=["file", "edit_no", "saved_at"])
    return letter


def fill_number(round_: Round, number: str, seat: Seat) -> None:
    """The number is often given last: it alone may be filled in between clearance and sending, by who sends."""
    locked = _locked(round_)
    letter = _letter(round_)
    if locked.state != RoundState.CLEARED or letter is None or seat.body_id != locked.assignment.body_id:
        raise StepRefused(texts.NOT_WRITABLE)
    if not letter.number.strip() and number:
        letter.number = number
        letter.edit_no += 1
        letter.save(update_fields=["number", "edit_no", "saved_at"])
