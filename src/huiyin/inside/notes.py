"""内部记录: notes of a unit on its item. Read and written by the unit's people alone; they are in no file that leaves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from huiyin.dispatch.models import GONE, Assignment
from huiyin.foundation import clock
from huiyin.inside import texts
from huiyin.inside.models import InsideNote
from huiyin.inside.tasks import is_own
from huiyin.people.models import Seat

LONGEST = 5000
MOST = 200
"""So many notes a page shows, the newest; a unit that writes more has other means."""


class NotNoted(Exception):
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class NoteShown:
    note: InsideNote
    mine: bool
    corrections: list[InsideNote] = field(default_factory=list)


def is_open(row: Assignment) -> bool:
    """Notes may be added while the unit has the item, concluded ones included."""
    return row.state not in GONE


def add(seat: Seat, row: Assignment, text: str, corrects: int | None = None) -> InsideNote:
    """Keep a note; with `corrects` beside the note of the seat's own that it puts right. `text` is cleaned.

    Raises `NotNoted`, `InsideNote.DoesNotExist` where there is no such note on this assignment.
    """
    if not is_own(seat, row):
        raise NotNoted(texts.NOT_YOURS)
    if not is_open(row):
        raise NotNoted(texts.OVER)
    if not text:
        raise NotNoted(texts.EMPTY_NOTE)
    before = None
    if corrects is not None:
        rows = InsideNote.objects.filter(congress_id=seat.congress_id, assignment=row, corrects__isnull=True)
        before = rows.get(pk=corrects)
        if before.seat_id != seat.pk:
            raise NotNoted(texts.NOT_YOUR_NOTE)
    return InsideNote.objects.create(
        congress_id=seat.congress_id, assignment=row, seat=seat, text=text, at=clock.now(), corrects=before
    )


def notes(seat: Seat, row: Assignment) -> list[NoteShown]:
    """The newest last, each with its corrections; nothing for whoever is not of the unit."""
    if not is_own(seat, row):
        return []
    rows = InsideNote.objects.filter(congress_id=seat.congress_id, assignment=row).select_related("seat__person")
    found = list(rows.order_by("-pk")[:MOST])[::-1]
    shown = {one.pk: NoteShown(one, one.seat_id == seat.pk) for one in found if one.corrects_id is None}
    for one in found:
        if one.corrects_id in shown:
            shown[one.corrects_id].corrections.append(one)
    return list(shown.values())
