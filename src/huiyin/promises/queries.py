"""Reading promises: those of a letter, and the sentences of it that might be some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from huiyin.foundation.calendars import calendar_of
from huiyin.handling.merging import mates
from huiyin.handling.models import Letter, Round
from huiyin.people.models import Seat
from huiyin.promises.due_words import Written
from huiyin.promises.finding import Candidate, candidates
from huiyin.promises.models import Promise, PromiseState


def promises_of(letters: Sequence[Letter]) -> dict[int, list[Promise]]:
    """Marked or given promises by letter, in the order in which they were marked. Who may read the letter may read them."""
    found: dict[int, list[Promise]] = {letter.pk: [] for letter in letters}
    if letters:
        rows = Promise.objects.filter(congress_id=letters[0].congress_id, letter__in=list(found))
        for one in rows.exclude(state=PromiseState.UNMARKED).select_related("assignment__body").order_by("pk"):
            found[one.letter_id].append(one)
    return found


def promise_of(seat: Seat, round_: Round, promise_id: int) -> Promise | None:
    """A promise of the round's own letter."""
    if round_.letter is None:
        return None
    rows = Promise.objects.filter(congress_id=seat.congress_id, letter=round_.letter, pk=promise_id)
    return rows.select_related(*Promise.READ_WITH).first()


def unmarked(letter: Letter, round_: Round, on: date) -> list[Candidate]:
    """Sentences of the letter that read like promises and are not marked, in their order; read as of `on`."""
    # 并案: the same words in the letters to several items are one promise, marked in any of them.
    rounds = [round_, *mates(round_)]
    rows = Promise.objects.filter(congress_id=letter.congress_id, letter__answers__round__in=rounds)
    rows = rows.exclude(state=PromiseState.UNMARKED)
    marked = set(rows.values_list("quote", flat=True))
    term = round_.assignment.proposal.session.term
    written = Written(on, term.ends_on, calendar_of(letter.congress_id))
    return [one for one in candidates(letter.body, written) if one.quote not in marked]
