"""Notices inside the product: rows written in the same transaction as the step, with the words of that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from huiyin.foundation import clock
from huiyin.foundation.models import Notice


@dataclass(frozen=True)
class Telling:
    """What a notice says and where it leads, if anywhere. `{seat}` in the path becomes the seat told."""

    text: str
    path: str


def put(
    congress_id: int,
    tellings: Sequence[tuple[int, int | None, int | None, Telling, bool]],
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
    """Take back the notices of an undone step that nobody has been told yet, neither on a page nor by mail."""
    untold = Notice.objects.filter(congress_id=congress_id, event_id=event_id, deliver_at__gt=clock.now())
    untold.filter(planned_at__isnull=True).delete()


PAGE = 50


@dataclass(frozen=True)
class NoticePage:
    """Newest first. `before` continues the list where this page ends; None at its end."""

    rows: list[Notice]
    unread: int
    before: int | None


def page_of(congress_id: int, seat_id: int, before: int | None = None) -> NoticePage:
    """What a seat has been told, newest first; nothing before its moment."""
    mine = Notice.objects.filter(congress_id=congress_id, seat_id=seat_id, deliver_at__lte=clock.now())
    rows = list((mine if before is None else mine.filter(pk__lt=before)).order_by("-pk")[: PAGE + 1])
    unread = mine.filter(read_at__isnull=True).count()
    return NoticePage(rows[:PAGE], unread, rows[PAGE - 1].pk if len(rows) > PAGE else None)


def mark_read(congress_id: int, seat_id: int, notice_id: int | None = None) -> None:
    """Mark one notice of a seat as read, or all that it has been told."""
    mine = Notice.objects.filter(congress_id=congress_id, seat_id=seat_id, deliver_at__lte=clock.now())
    rows = mine.filter(read_at__isnull=True)
    (rows if notice_id is None else rows.filter(pk=notice_id)).update(read_at=clock.now())
