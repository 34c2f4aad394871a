"""Files in a channel: those of a message, read by whoever reads it; and those on a seat's tray, not sent yet."""

from __future__ import annotations

from huiyin.channel import texts
from huiyin.channel.models import Message, Place
from huiyin.channel.standing import Standing, standing
from huiyin.foundation.file_owners import FileOwner, Sitting
from huiyin.people.models import Seat

KIND, TRAY = "channel", "channel-tray"


def _seat(seat: Sitting) -> Seat | None:
    return Seat.objects.select_related("body").filter(congress_id=seat.congress_id, pk=seat.pk).first()


def _of_message(seat: Sitting, message_id: int) -> bool:
    found = Message.objects.filter(congress_id=seat.congress_id, pk=message_id, taken_back_at__isnull=True).first()
    reader = _seat(seat)
    if found is None or reader is None:
        return False
    place = standing(reader, found.proposal_id)
    return place is not None and (place.until is None or found.at <= place.until)


def _at_tray(seat: Sitting, place_id: int, *, to_write: bool = False) -> Standing | None:
    place = Place.objects.filter(congress_id=seat.congress_id, pk=place_id, seat_id=seat.pk).first()
    writer = _seat(seat)
    return standing(writer, place.proposal_id, to_write=to_write) if place is not None and writer is not None else None


def _why_closed(seat: Sitting, place_id: int) -> str:
    found = _at_tray(seat, place_id, to_write=True)
    return found.why_not if found is not None else texts.LEFT


OF_MESSAGE = FileOwner(KIND, _of_message, lambda seat, message_id: texts.SENT_FILES_STAY)
OF_TRAY = FileOwner(TRAY, lambda seat, place_id: _at_tray(seat, place_id) is not None, _why_closed)
