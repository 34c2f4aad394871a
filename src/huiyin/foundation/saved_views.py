"""What a seat keeps of its lists: named views, and the columns it has chosen. Nobody else sees either."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, connection, transaction

from huiyin.foundation import clock
from huiyin.foundation.models import KeptColumns, SavedView

MOST = 20
UNDO = timedelta(minutes=10)
LONGEST_NAME = 30
LONGEST_QUERY = 1000
_SEATS = 0x56494557


class NotKept(Exception):
    """A view that cannot be kept; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


TOO_MANY = f"最多保存 {MOST} 个视图，已经满了，没有保存。请先删去不用的。"
SAME_NAME = "已经有一个叫“{name}”的视图，没有保存。请换一个名称。"
TOO_LONG = "条件太多，存不下，没有保存。请去掉几个条件再试。"


def of(congress_id: int, seat_id: int) -> list[SavedView]:
    """The seat's views in its order."""
    rows = SavedView.objects.filter(congress_id=congress_id, seat_id=seat_id, removed_at__isnull=True)
    return list(rows.order_by("order", "pk"))


def _lock(congress_id: int, seat_id: int) -> list[SavedView]:
    """All of the seat's views, those that were removed included; two windows do not both find room for the last one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_SEATS, seat_id % (1 << 31)])
    rows = SavedView.objects.select_for_update().filter(congress_id=congress_id, seat_id=seat_id)
    return list(rows.order_by("order", "pk"))


def keep(congress_id: int, seat_id: int, place: str, name: str, query: str) -> SavedView:
    """Keep a view as the last of the seat's. Raises NotKept."""
    there = [view for view in _lock(congress_id, seat_id) if view.removed_at is None]
    if len(there) >= MOST:
        raise NotKept(TOO_MANY)
    if len(query) > LONGEST_QUERY:
        raise NotKept(TOO_LONG)
    _forget_removed(congress_id, seat_id)
    last = max((view.order for view in there), default=0)
    return _written(SavedView(
        congress_id=congress_id, seat_id=seat_id, place=place, name=name, query=query, order=last + 1
    ))  # fmt: skip


def _written(view: SavedView) -> SavedView:
    """Two windows may send one name at the same time: what the database refuses is told as what it is."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise NotKept(SAME_NAME.format(name=view.name)) from None
    return view


def rename(congress_id: int, seat_id: int, view_id: int, name: str) -> SavedView | None:
    """None where the seat has no such view. Raises NotKept."""
    view = next((one for one in _lock(congress_id, seat_id) if one.pk == view_id and one.removed_at is None), None)
    if view is None:
        return None
    view.name = name
    return _written(view)


def move_up(congress_id: int, seat_id: int, view_id: int) -> bool:
    """Let a view change places with the one before it."""
    there = [view for view in _lock(congress_id, seat_id) if view.removed_at is None]
    at = next((n for n, view in enumerate(there) if view.pk == view_id), None)
    if at is None:
        return False
    if at:
        there[at - 1], there[at] = there[at], there[at - 1]
    for order, view in enumerate(there, 1):
        if view.order != order:
            view.order = order
            view.save(update_fields=["order"])
    return True


def remove(congress_id: int, seat_id: int, view_id: int) -> SavedView | None:
    """Take a view away; for ten minutes it can be put back."""
    view = next((one for one in of(congress_id, seat_id) if one.pk == view_id), None)
    if view is not None:
        view.removed_at = clock.now()
        view.save(update_fields=["removed_at"])
        _forget_removed(congress_id, seat_id)
    return view


def put_back(congress_id: int, seat_id: int, view_id: int) -> SavedView | None:
    """None where there is nothing to put back (any more). Raises NotKept when its place or its name is taken."""
    there = _lock(congress_id, seat_id)
    view = next((one for one in there if one.pk == view_id and one.removed_at is not None), None)
    if view is None or view.removed_at is None or view.removed_at < clock.now() - UNDO:
        return None
    if sum(one.removed_at is None for one in there) >= MOST:
        raise NotKept(TOO_MANY)
    view.removed_at = None
    return _written(view)


def _forget_removed(congress_id: int, seat_id: int) -> None:
    gone = SavedView.objects.filter(congress_id=congress_id, seat_id=seat_id, removed_at__lt=clock.now() - UNDO)
    gone.delete()


# -- columns -----------------------------------------------------------------------------------------------------------


def columns_of(congress_id: int, seat_id: int) -> list[str]:
    """Empty where the seat has chosen none."""
    row = KeptColumns.objects.filter(congress_id=congress_id, seat_id=seat_id).first()
    return [key for key in row.columns if isinstance(key, str)] if row is not None else []


def keep_columns(congress_id: int, seat_id: int, columns: list[str]) -> None:
    KeptColumns.objects.update_or_create(congress_id=congress_id, seat_id=seat_id, defaults={"columns": columns})


def forget_columns(congress_id: int, seat_id: int) -> None:
    """The usual ones again."""
    KeptColumns.objects.filter(congress_id=congress_id, seat_id=seat_id).delete()
