"""Reading promises: those of a letter, and the sentences of it that might be some."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from huiyin.dispatch.queries import sees_every_handling
from huiyin.dispatch.queries import visible_to as visible_cases
from huiyin.foundation.calendars import calendar_of
from huiyin.handling.merging import mates
from huiyin.handling.models import Letter, Round
from huiyin.people.models import OVERSEERS, Role, Seat
from huiyin.promises.due_words import Written
from huiyin.promises.finding import Candidate, candidates
from huiyin.promises.models import GIVEN, Promise, PromiseState


def visible_to(seat: Seat) -> QuerySet[Promise]:
    """Promises that were given and that the seat may see: all for the congress's side; its own, and those made in its own
    letters, for a unit; those of the units it passes items on to for the government's side; those on the items a deputy
    signed, also after the seat has ended; those of its delegations' items for a street."""
    rows = Promise.objects.filter(congress_id=seat.congress_id, state__in=GIVEN)
    if sees_every_handling(seat):
        return rows
    own = Q(body_id=seat.body_id) | Q(assignment__body_id=seat.body_id)
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return rows.filter(own)
    if seat.role in OVERSEERS:
        return rows.filter(own | Q(assignment__parent__body_id=seat.body_id))
    if seat.role in (Role.DEPUTY, Role.STREET_CLERK):
        # Asked apart: one question over promises, items and signers was planned as loops within loops wherever the server did
        # not know yet how many rows there are.
        cases = list(visible_cases(seat).order_by().values_list("pk", flat=True))
        return rows.filter(assignment__proposal_id__in=cases)
    return rows.none()


def promise_seen(seat: Seat, promise_id: int) -> Promise | None:
    """A given promise, if the seat may see it."""
    return visible_to(seat).filter(pk=promise_id).select_related(*Promise.READ_WITH).first()


def promises_of(letters: Sequence[Letter]) -> dict[int, list[Promise]]:
    """Marked or given promises by letter, in the order in which they were marked. Who may read the letter may read them."""
    found: dict[int, list[Promise]] = {letter.pk: [] for letter in letters}
    if letters:
        rows = Promise.objects.filter(congress_id=letters[0].congress_id, letter__in=list(found))
        for one in rows.exclude(state=PromiseState.UNMARKED).select_related("assignment__body").order_by("pk"):
            if one.letter_id is not None:
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
