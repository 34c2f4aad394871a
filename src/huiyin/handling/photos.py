"""Photos of a talk (面商记录), and signed sheets scanned: taken on the spot, hung on the record, shown to whoever reads it.

Until the talk is recorded they lie on the tray of its handling, which the unit's clerks share. What the camera noted down,
the place above all, goes when a picture is stored (`foundation.pictures`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from huiyin.foundation import file_owners
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.models import StoredFile
from huiyin.handling import queries, texts
from huiyin.handling.casefiles import read_case
from huiyin.handling.models import Contact, Round
from huiyin.handling.rounds import AFTER, OPEN
from huiyin.people.models import Role, Seat

KIND, TRAY = "talk", "talk-tray"
TAKEN = frozenset({Kind.JPG, Kind.PNG, Kind.PDF})
MOST = 12


def hang(contact: Contact) -> None:
    """What lies on the tray of the handling belongs to this record from now on."""
    _on_tray(contact.congress_id, contact.round_id).update(owner_kind=KIND, owner_id=contact.pk)


def take_down(contact: Contact) -> None:
    """The record was taken back: its photos lie on the tray again, for the record that is written instead."""
    rows = StoredFile.objects.filter(congress_id=contact.congress_id, owner_kind=KIND, owner_id=contact.pk)
    rows.update(owner_kind=TRAY, owner_id=contact.round_id)


def waiting(round_: Round) -> bool:
    return _on_tray(round_.congress_id, round_.pk).exists()


def spread(round_: Round, mates: Iterable[Round]) -> None:
    """并案: one visit to the deputies of several items has one set of photos, hung on the record of each."""
    rows = list(_on_tray(round_.congress_id, round_.pk).order_by("pk"))
    for mate in mates:
        there = set(_on_tray(mate.congress_id, mate.pk).values_list("digest", flat=True))
        StoredFile.objects.bulk_create(
            [
                StoredFile(
                    congress_id=mate.congress_id, digest=one.digest, size=one.size, kind=one.kind, name=one.name,
                    owner_kind=TRAY, owner_id=mate.pk,
                )
                for one in rows
                if one.digest not in there
            ]
        )  # fmt: skip


def _on_tray(congress_id: int, round_id: int) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(congress_id=congress_id, owner_kind=TRAY, owner_id=round_id)


# -- whose they are ------------------------------------------------------------------------------------------------------


def _seat(seat: Sitting) -> Seat | None:
    return Seat.objects.select_related("body").filter(congress_id=seat.congress_id, pk=seat.pk).first()


def _reads_talk(seat: Sitting, contact_id: int) -> bool:
    """Whoever reads the record on the page of the case."""
    rows = Contact.objects.filter(congress_id=seat.congress_id, pk=contact_id, withdrawn=False)
    found, reader = rows.select_related("round__assignment").first(), _seat(seat)
    if found is None or reader is None:
        return False
    file = read_case(reader, found.round.assignment.proposal_id)
    talks = [] if file is None else [one.pk for part in file.parts for made in part.rounds for one in made.contacts]
    return contact_id in talks


def _round(seat: Sitting, round_id: int) -> Round | None:
    writer = _seat(seat)
    if writer is None or writer.role != Role.UNIT_CLERK:
        return None
    found = queries.round_for(writer, round_id)
    return found if found is not None and found.assignment.body_id == writer.body_id else None


def _why_closed(seat: Sitting, round_id: int) -> str:
    found = _round(seat, round_id)
    return "" if found is not None and found.state in OPEN | AFTER else texts.TALK_OVER


OF_TALK = FileOwner(KIND, _reads_talk, lambda seat, contact_id: texts.PHOTOS_STAY, TAKEN, MOST)
OF_TRAY = FileOwner(TRAY, lambda seat, round_id: _round(seat, round_id) is not None, _why_closed, TAKEN, MOST)


def register() -> None:
    file_owners.register(OF_TALK)
    file_owners.register(OF_TRAY)
