"""Files that come in pieces and survive a cut connection: what was acknowledged is on disk and need not be sent again.

The bytes of a file on its way lie in HUIYIN_HOME/files/arriving/<key>; its row (`models.Arrival`) says how many of them
count. A piece is written and synced before the row is, so a killed process leaves more bytes than the row knows, never
fewer: what is beyond is overwritten by the next piece. Whole, a file goes through `files.store` like any other.

`web.shared.uploading` speaks tus 1.0.0 over this.
"""

from __future__ import annotations

import errno
import os
import shutil
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from huiyin.foundation import clock, files
from huiyin.foundation.file_owners import SAME_TWICE, FileOwner, Sitting, attach
from huiyin.foundation.filekinds import HEAD, FileRefused, sniff, why_refused
from huiyin.foundation.models import Arrival
from huiyin.foundation.tenancy import for_each_congress

LARGEST_PIECE = 4 << 20
"""Bytes of one piece; it is held in memory until it is written."""

MOST_UNDER_WAY = 20
MOST_BYTES = 300 << 20
"""Of all files that one seat has under way, as declared."""

KEPT = timedelta(days=3)
"""So long a file that stopped on its way can be gone on with."""

TOLD = timedelta(days=1)
"""So long it can be asked what became of a file that arrived."""

FREE = 512 << 20
"""What must stay free on the disk: the database lives there too."""

_SEATS = 0x41525249
EMPTY = "这个文件是空的。请检查原文件能不能打开，再重新选择。"
TOO_MANY = "还有 {count} 个没传完的文件，最多 {most} 个。请先去掉不要的，再传“{name}”。"
TOO_MUCH = "没传完的文件加起来超过了 {most}。请先把前面的传完，或去掉不要的，再传“{name}”。"
CHANGED = "“{name}”传到一半时内容变了，或者传错了，没有接收。请重新选这个文件再传一次。"


class WrongOffset(Exception):
    """A piece that does not begin where the last one ended. `there`: how many bytes there are."""

    def __init__(self, there: int) -> None:
        super().__init__(there)
        self.there = there


class TooLong(Exception):
    """A piece that would make the file longer than was declared; nothing of it was kept."""


class Busy(Exception):
    """Another request is writing to this file just now."""


class TooManyUnderWay(FileRefused):
    """The seat has as many files under way as it may."""


class NoRoom(FileRefused):
    """The disk has no room for it now."""

    def __init__(self) -> None:
        super().__init__("服务器的磁盘快满了，现在存不下这个文件。请过一会儿再传，或告诉管理员。")


def begin(
    seat: Sitting, owner: FileOwner, thing_id: int, name: str, size: int, crc32: str = ""
) -> tuple[Arrival, bool]:
    """A file announces itself; whether it is new. One that stopped half-way is gone on with: same seat, thing, name,
    size and CRC-32 (8 hexadecimal digits). Without a CRC-32 every file is new.

    Raises `FileRefused` for a file that is empty, too large or there already, `TooManyUnderWay`, `NoRoom`.
    """
    shown = files.display_name(name)
    if size <= 0:
        raise FileRefused(EMPTY)
    if size > settings.HUIYIN_UPLOAD_LIMIT:
        raise FileRefused(files.too_big(size, settings.HUIYIN_UPLOAD_LIMIT))
    _one_at_a_time(seat)
    own = Arrival.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, refusal="")
    if crc32:
        same = own.filter(owner_kind=owner.kind, owner_id=thing_id, name=shown, size=size, crc32=crc32)
        found = same.order_by("-pk").first()
        if found is not None and found.file_id is not None:
            raise FileRefused(SAME_TWICE.format(name=shown))
        if found is not None:
            # Only this column: another tab may be writing a piece, and its count must stand.
            same.filter(pk=found.pk).update(expires_at=clock.now() + KEPT)
            return found, False
    under_way = own.filter(file__isnull=True)
    count = under_way.count()
    if count >= MOST_UNDER_WAY:
        raise TooManyUnderWay(TOO_MANY.format(count=count, most=MOST_UNDER_WAY, name=shown))
    if (under_way.aggregate(all=Sum("size"))["all"] or 0) + size > MOST_BYTES:
        raise TooManyUnderWay(TOO_MUCH.format(most=files.human_size(MOST_BYTES), name=shown))
    _check_room(size)
    made = Arrival.objects.create(
        congress_id=seat.congress_id,
        seat_id=seat.pk,
        owner_kind=owner.kind,
        owner_id=thing_id,
        name=shown,
        size=size,
        crc32=crc32,
        expires_at=clock.now() + KEPT,
    )
    return made, True


def find(seat: Sitting, arrival_id: int, *, to_write: bool = False) -> Arrival | None:
    """One of the seat's own arrivals; None for anybody else's. Raises `Busy` if it is to be written and is being written."""
    own = Arrival.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, pk=arrival_id)
    if not to_write:
        return own.first()
    found = own.select_for_update(skip_locked=True).first()
    if found is None and own.exists():
        raise Busy
    return found


def under_way(seat: Sitting, kind: str, thing_id: int) -> list[Arrival]:
    """What of the seat's own has stopped on its way to that thing and can be gone on with."""
    own = Arrival.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk, owner_kind=kind, owner_id=thing_id)
    return list(own.filter(file__isnull=True, refusal="", expires_at__gt=clock.now()).order_by("pk"))


def offset_of(row: Arrival) -> int:
    """How many bytes are safely here. After a restore from a backup the row may be there and the bytes not."""
    if row.file_id is not None or row.refusal:
        return row.received
    try:
        return min(row.received, path_of(row.key).stat().st_size)
    except FileNotFoundError:
        return 0


def receive(seat: Sitting, row: Arrival, owner: FileOwner, offset: int, piece: bytes) -> None:
    """Write a piece; when it was the last, examine the file and hang it on its thing. `row` must be locked (`find`).

    On return `row.received` counts the bytes that are synced; `row.file` is set once the file is whole and kept. Raises
    `WrongOffset`, `TooLong`, `NoRoom`; `FileRefused` after marking the row, whose bytes are then gone: the caller commits.
    """
    there = offset_of(row)
    if offset != there or row.file_id is not None:
        raise WrongOffset(there)
    if row.refusal:
        raise FileRefused(row.refusal)
    if offset + len(piece) > row.size:
        raise TooLong
    try:
        if offset == 0:
            _refuse_at_first_sight(row, owner, piece)
        _write(row.key, offset, piece)
        row.received = offset + len(piece)
        row.expires_at = clock.now() + KEPT
        if row.received == row.size:
            _arrive(seat, row, owner)
    except FileRefused as refused:
        if isinstance(refused, NoRoom):
            raise
        row.refusal = refused.sentence[:500]
        row.expires_at = clock.now() + TOLD
        row.save()
        _remove_bytes(row.key)
        raise
    row.save()


def give_up(row: Arrival) -> None:
    """The sender does not want it any more: row and bytes go. A file that has arrived stays where it hangs."""
    key = row.key
    row.delete()
    _remove_bytes(key)


def clear_expired(now: datetime) -> int:
    """Remove what nobody went on with, and bytes without a row; returns how many files. For the hourly job."""
    known: set[str] = set()
    removed = 0
    for scope in for_each_congress():
        rows = Arrival.objects.filter(congress_id=scope.congress_id)
        for row in rows.filter(expires_at__lte=now).select_for_update(skip_locked=True):
            give_up(row)
            removed += 1
        known |= {key.hex for key in rows.values_list("key", flat=True)}
    for left in _directory().glob("*"):
        # A file whose first piece is being written just now has a row that nobody else can see yet.
        if left.name not in known and left.stat().st_mtime < (now - TOLD).timestamp():
            left.unlink(missing_ok=True)
            removed += 1
    return removed


def path_of(key: UUID) -> Path:
    return _directory() / key.hex


# ---------------------------------------------------------------- within


def _directory() -> Path:
    return files.shelf() / "arriving"


def _one_at_a_time(seat: Sitting) -> None:
    """Counting and adding must not be overtaken by the same seat in another tab."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_SEATS, seat.pk % (1 << 31)])


def _check_room(size: int) -> None:
    root = files.shelf()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Twice: `files.store` makes its own copy of the whole.
    if shutil.disk_usage(root).free < 2 * size + FREE:
        raise NoRoom


def _refuse_at_first_sight(row: Arrival, owner: FileOwner, piece: bytes) -> None:
    """What can be seen from the first bytes is said before the other megabytes are sent."""
    head = piece[:HEAD]
    if len(head) < min(HEAD, row.size):
        return
    kind = sniff(head, row.name)
    if kind is None or kind not in owner.allowed:
        raise FileRefused(why_refused(head, row.name, owner.allowed))


def _write(key: UUID, offset: int, piece: bytes) -> None:
    path = path_of(key)
    new = not path.exists()
    if new:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, offset)
        at = offset
        while at < offset + len(piece):
            at += os.pwrite(handle, piece[at - offset :], at)
        os.fsync(handle)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom from error
        raise
    finally:
        os.close(handle)
    if new:
        files.sync_directory(path.parent)


def _arrive(seat: Sitting, row: Arrival, owner: FileOwner) -> None:
    path = path_of(row.key)
    if row.crc32 and crc32_of(path) != row.crc32:
        raise FileRefused(CHANGED.format(name=row.name))
    with path.open("rb") as whole:
        row.file = attach(seat, owner, row.owner_id, whole, row.name, settings.HUIYIN_UPLOAD_LIMIT)
    row.expires_at = clock.now() + TOLD
    _remove_bytes(row.key)


def crc32_of(path: Path) -> str:
    """8 hexadecimal digits."""
    state = 0
    for part in _parts(path):
        state = zlib.crc32(part, state)
    return f"{state:08x}"


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(files.CHUNK):
            yield part


def _remove_bytes(key: UUID) -> None:
    """Only once the row says so too: if the transaction fails, the bytes are still what it counts."""
    transaction.on_commit(lambda: path_of(key).unlink(missing_ok=True))
