"""What is said about a promise, and the proof that hangs on it: photos with place and time, documents.

Until a report is sent its files lie on the tray of the promise, which the unit's people share.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from huiyin.foundation import clock, file_owners
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.foundation.filekinds import Kind
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Role, Seat
from huiyin.promises import queries, texts
from huiyin.promises.models import OPEN, Promise, PromiseWord

PROOF, TRAY = "promise-proof", "promise-tray"
TAKEN = frozenset({Kind.JPG, Kind.PNG, Kind.PDF, Kind.OFD, Kind.DOCX, Kind.XLSX})
MOST = 12


def say(
    on: date, promise: Promise, step: str, seat: Seat | None, word: str = "",
    document: str = "", place: str = "", seen_on: date | None = None,
) -> PromiseWord:  # fmt: skip
    """Write down what was said on the legal day `on`; what lies on the tray stays there."""
    said = PromiseWord.objects.filter(congress_id=promise.congress_id, promise=promise).count()
    return PromiseWord.objects.create(
        congress_id=promise.congress_id,
        promise=promise,
        number=said + 1,
        step=step,
        word=word,
        document=document,
        place=place,
        seen_on=seen_on,
        on=on,
        at=clock.now(),
        seat_id=seat.pk if seat is not None else None,
    )


def on_tray(promise: Promise) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(congress_id=promise.congress_id, owner_kind=TRAY, owner_id=promise.pk)


def hang(word: PromiseWord) -> None:
    """What lies on the tray of the promise belongs to this report from now on."""
    on_tray(word.promise).update(owner_kind=PROOF, owner_id=word.pk)


def take_down(word: PromiseWord) -> None:
    """The report was taken back: its files lie on the tray again, for the one that is written instead."""
    rows = StoredFile.objects.filter(congress_id=word.congress_id, owner_kind=PROOF, owner_id=word.pk)
    rows.update(owner_kind=TRAY, owner_id=word.promise_id)


def files_by_word(words: list[PromiseWord]) -> dict[int, list[StoredFile]]:
    """The files of these words, in the order in which they came."""
    found: dict[int, list[StoredFile]] = {}
    if words:
        rows = StoredFile.objects.filter(congress_id=words[0].congress_id, owner_kind=PROOF)
        for one in rows.filter(owner_id__in=[word.pk for word in words]).order_by("pk"):
            if one.owner_id is not None:
                found.setdefault(one.owner_id, []).append(one)
    return found


# -- whose they are ------------------------------------------------------------------------------------------------------


def _seat(seat: Sitting) -> Seat | None:
    return Seat.objects.select_related("body").filter(congress_id=seat.congress_id, pk=seat.pk).first()


def _reads(seat: Sitting, word_id: int) -> bool:
    reader = _seat(seat)
    words = PromiseWord.objects.filter(congress_id=seat.congress_id, pk=word_id)
    return reader is not None and words.filter(promise__in=queries.visible_to(reader)).exists()


def _kept_by(seat: Sitting, promise_id: int) -> Promise | None:
    keeper = _seat(seat)
    if keeper is None or keeper.role not in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return None
    return queries.visible_to(keeper).filter(pk=promise_id, body_id=keeper.body_id).first()


def _why_closed(seat: Sitting, promise_id: int) -> str:
    found = _kept_by(seat, promise_id)
    return "" if found is not None and found.state in OPEN else texts.OVER


OF_WORD = FileOwner(PROOF, _reads, lambda seat, word_id: texts.PROOF_STAYS, TAKEN, MOST)
OF_TRAY = FileOwner(TRAY, lambda seat, promise_id: _kept_by(seat, promise_id) is not None, _why_closed, TAKEN, MOST)


def register() -> None:
    file_owners.register(OF_WORD)
    file_owners.register(OF_TRAY)
