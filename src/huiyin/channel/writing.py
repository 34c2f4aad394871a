"""Writing in the channel of an item: plain functions, no steps. No state moves, no clock stops, and no event is recorded:
what people say to one another is no act of the procedure. It counts neither as a talk (登记沟通) nor as an answer.
"""

from __future__ import annotations

from datetime import timedelta

from huiyin.channel import files, telling, texts
from huiyin.channel.models import Message, Place
from huiyin.channel.standing import Standing, standing
from huiyin.dispatch.models import ANSWERING, GONE, Assignment
from huiyin.foundation import clock, file_owners
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Role, Seat

LONGEST = 5000
"""Signs of one message, as a reader counts them."""

MINUTES = 10
"""So long an author may take a message back."""


class NotWritten(Exception):
    """What was asked is not done; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def place_of(here: Standing) -> Place:
    """The seat's own place in the channel, made when it first comes."""
    return Place.objects.get_or_create(congress_id=here.seat.congress_id, proposal=here.proposal, seat=here.seat)[0]


def known_place(here: Standing) -> Place | None:
    """The same, where it has been made: to open a channel changes nothing."""
    return Place.objects.filter(congress_id=here.seat.congress_id, proposal=here.proposal, seat=here.seat).first()


def read_up_to(here: Standing, message_id: int) -> None:
    """The seat says that it has seen everything up to this message."""
    rows = Place.objects.filter(congress_id=here.seat.congress_id, pk=place_of(here).pk, read_to__lt=message_id)
    rows.update(read_to=message_id)


def write(seat: Seat, case_id: int, body: str, *, corrects: int | None = None, key: str | None = None) -> Message:
    """Send a message with what lies on the seat's tray. `body`: cleaned text, at most `LONGEST` signs. `corrects`: the
    message of the seat's own that this one puts right. Sent twice with one `key` it is one message.

    Raises `NotWritten`, `Message.DoesNotExist` where the seat has no channel here or there is no such message.
    """
    here = _to_write(seat, case_id)
    same = here.messages().filter(request_key=key).first() if key is not None else None
    if same is not None:
        return same
    before = _own(here, corrects) if corrects is not None else None
    if before is not None and may_take_back(before, seat):
        raise NotWritten(texts.STILL_TIME.format(minutes=MINUTES))
    place = place_of(here)
    tray = StoredFile.objects.filter(congress_id=seat.congress_id, owner_kind=files.TRAY, owner_id=place.pk)
    if not body and not tray.exists():
        raise NotWritten(texts.EMPTY)
    made = Message.objects.create(
        congress_id=seat.congress_id, proposal=here.proposal, seat=seat, body=body, at=clock.now(), corrects=before,
        request_key=key,
    )  # fmt: skip
    tray.update(owner_kind=files.KIND, owner_id=made.pk)
    # Whoever writes has read what stands above.
    read_up_to(here, made.pk)
    telling.tell(here.proposal)
    return made


def _to_write(seat: Seat, case_id: int) -> Standing:
    here = standing(seat, case_id, to_write=True)
    if here is None:
        raise Message.DoesNotExist
    if not here.may_write:
        raise NotWritten(here.why_not)
    return here


def _own(here: Standing, message_id: int) -> Message:
    found = here.messages().get(pk=message_id)
    if found.seat_id != here.seat.pk:
        raise NotWritten(texts.NOT_YOURS)
    if found.taken_back_at is not None:
        raise NotWritten(texts.TAKEN_BACK)
    return found


def may_take_back(message: Message, seat: Seat) -> bool:
    fresh = clock.now() - message.at <= timedelta(minutes=MINUTES)
    return fresh and message.seat_id == seat.pk and message.taken_back_at is None


def take_back(seat: Seat, case_id: int, message_id: int) -> None:
    """Text and files are gone; that there was a message, whose and when, stays. Raises as `write` does."""
    here = _to_write(seat, case_id)
    found = _own(here, message_id)
    if not may_take_back(found, seat):
        raise NotWritten(texts.TOO_LATE.format(minutes=MINUTES))
    gone = [one.pk for one in file_owners.files_of(seat.congress_id, files.KIND, found.pk)]
    file_owners.remove(seat.congress_id, files.KIND, found.pk, gone)
    found.body, found.taken_back_at, found.pinned_at, found.pinned_by = "", clock.now(), None, None
    found.save(update_fields=["body", "taken_back_at", "pinned_at", "pinned_by"])


def may_pin(here: Standing) -> bool:
    """The committee's officers, and the clerks of the units that answer: the brief is theirs to choose."""
    if not here.may_write:
        return False
    seat = here.seat
    if seat.role == Role.COMMITTEE_OFFICER:
        return True
    rows = Assignment.objects.filter(congress_id=seat.congress_id, proposal=here.proposal, body_id=seat.body_id)
    return seat.role == Role.UNIT_CLERK and rows.filter(mode__in=ANSWERING).exclude(state__in=GONE).exists()


def pin(seat: Seat, case_id: int, message_id: int, *, on: bool) -> None:
    """Put one message above the others, in place of the one that was there; or take it down. Raises as `write` does."""
    here = _to_write(seat, case_id)
    if not may_pin(here):
        raise NotWritten(texts.NOT_YOURS_TO_PIN)
    found = here.messages().get(pk=message_id)
    if found.taken_back_at is not None:
        raise NotWritten(texts.TAKEN_BACK)
    here.messages().filter(pinned_at__isnull=False).update(pinned_at=None, pinned_by=None)
    if on:
        found.pinned_at, found.pinned_by = clock.now(), seat
        found.save(update_fields=["pinned_at", "pinned_by"])
