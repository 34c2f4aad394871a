"""Answering items that are handled together (并案): one text for several letters.

Each item keeps its own letter, to its own deputies, with its own number (浙江办法第十八条、山东办法第二十条、海南办法第二十一条);
each letter is submitted, cleared and sent by a step of its own, with all that must hold for it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard
from huiyin.chain.refusals import StepRefused
from huiyin.chain.together import Done
from huiyin.dispatch.models import ANSWERING, GONE, Assignment
from huiyin.foundation.models import StoredFile
from huiyin.handling import drafting, texts
from huiyin.handling.drafting import LetterFields
from huiyin.handling.models import Letter, Round, RoundState
from huiyin.people.models import Seat
from huiyin.proposals.merging import group_of, numbers_of_case
from huiyin.proposals.models import Proposal


def numbers_on(round_: Round) -> str:
    """The numbers that the head of a letter names: of all items that are handled together; "" where the item is alone."""
    return numbers_of_case(round_.congress_id, round_.case_key)


def _as_submitted(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    letter = round_.letter
    if letter is None or letter.merged_numbers == numbers_on(round_):
        return None
    return texts.MERGED_OTHERWISE


# What the letter's head says of other items was read and cleared with it.
MERGED_AS_SUBMITTED = Guard("merged_as_submitted", "送审以后，并案的件没有变化", _as_submitted)


def mates(round_: Round) -> list[Round]:
    """The newest handlings of the other items of the group that the same body answers, in the order of their cases."""
    group = group_of(round_.congress_id, round_.case_key)
    if group is None or not round_.assignment.is_answering:
        return []
    rows = Assignment.objects.filter(
        congress_id=round_.congress_id,
        proposal__in=[one.pk for one in group.others(round_.case_key)],
        body_id=round_.assignment.body_id,
        mode__in=ANSWERING,
    ).exclude(state__in=GONE)
    found = Round.objects.filter(congress_id=round_.congress_id, assignment__in=rows).order_by("number")
    newest = {one.assignment_id: one for one in found.select_related("assignment__proposal", "assignment__body")}
    return sorted(newest.values(), key=lambda one: one.case_key)


# -- one text for several letters --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mate:
    """Another item that the same text may answer. `why_not` is a sentence where it cannot be carried there now."""

    round: Round
    has_text: bool
    why_not: str = ""


def offers(round_: Round) -> list[Mate]:
    return [Mate(one, bool(one.letter and one.letter.body.strip()), _why_not(one)) for one in mates(round_)]


def _why_not(round_: Round) -> str:
    if round_.assignment.received_on is None:
        return texts.NOT_RECEIVED
    return texts.NOT_WRITABLE if round_.state != RoundState.HANDLING else ""


def carry(letter: Letter, of: Round, to: Sequence[Round], titled: Callable[[Round], str]) -> Done:
    """Put the text, class, promises and document of a letter into the letters of these handlings of the same body.

    `titled` gives the title of a letter that has none. A number already given stays, and so does every letter after
    this: they are written and changed each by itself. Letters under way are left as they are, with a sentence.
    """
    result = Done()
    for one in to:
        case: Proposal = one.assignment.proposal
        try:
            if one.assignment.received_on is None:
                raise StepRefused(texts.NOT_RECEIVED)
            own = one.letter
            fields = LetterFields(
                title=own.title if own is not None and own.title else titled(one),
                number=own.number if own is not None else "",
                body=readdressed(letter.body, of.assignment.proposal, case),
                class_code=letter.class_code,
                class_due_on=letter.class_due_on,
                class_reason=letter.class_reason,
                # What another item asked for is not answered by answers to the asks of this one.
                points=own.points if own is not None else [],
                signatory=letter.signatory,
                contact_line=letter.contact_line,
            )
            drafting.save_letter(one, fields, own.edit_no if own is not None else 0)
            _same_document(letter.file, one)
            result.done.append(case)
        except StepRefused as refused:
            result.leave(case, refused.sentence)
        except drafting.EditClash:
            result.leave(case, texts.SAVED_MEANWHILE)
    return result


def _same_document(file: StoredFile | None, round_: Round) -> None:
    if file is None:
        drafting.detach_document(round_)
    else:
        drafting.attach_copy(round_, file)


def readdressed(body: str, of: Proposal, to: Proposal) -> str:
    """A text for another item: to its own deputy, and naming that item where it named the first."""
    first, line, rest = body.partition("\n")
    if of.lead_name and first.strip().startswith(of.lead_name) and first.rstrip().endswith(("：", ":")):
        first = first.replace(of.lead_name, to.lead_name, 1) if to.lead_name else texts.TO_ALL
    return f"{first}{line}{rest}".replace(f"《{of.title}》", f"《{to.title}》")
