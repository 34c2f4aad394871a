"""Notices inside the product: rows written in the same transaction as the step, with the words of that moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from huiyin.foundation import clock
from huiyin.foundation.models import Notice


@dataclass(frozen=True)
class Telling:
    """What a notice says and where it leads. `{seat}` in the path becomes the seat told."""

    text: str
    path: str


def put(
    congress_id: int,
    tellings: list[tuple[int, int | None, int, Telling, bool]],
    undo_minutes: int,
) -> None:
    """Write notices (seat, event, case, telling, undoable). Those of undoable steps wait until the window has passed."""
    now = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                congress_id=congress_id,
                seat_id=seat_id,
                event_id=event_id,
                case_id=case_id,
                text=telling.text[:500],
                path=telling.path.replace("{seat}", str(seat_id)),
                deliver_at=now + timedelta(minutes=undo_minutes if undoable else 0),
            )
            for seat_id, event_id, case_id, telling, undoable in tellings
        ]
    )


def withdraw(congress_id: int, event_id: int) -> None:
    """Take back the notices of an undone step that nobody has been told yet."""
    Notice.objects.filter(congress_id=congress_id, event_id=event_id, deliver_at__gt=clock.now()).delete()
