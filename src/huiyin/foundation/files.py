"""Files at rest: each content once, under its SM3 digest, in HUIYIN_HOME/files/ab/cd/….

A digest tells what lies there and proves that it has not changed; whose it is, what it is called and who may read it
are rows (`models.StoredFile`). Two congresses may share one content, never a row. Files are only ever served as
attachments, by right.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from huiyin.foundation import archives, digests, pictures
from huiyin.foundation.filekinds import (
    ARCHIVES,
    ATTACHMENTS,
    CONTENT_TYPES,
    ENCRYPTED_STREAM,
    HEAD,
    OLE,
    PICTURES,
    TABLES,
    FileRefused,
    Kind,
    display_name,
    human_size,
    may_be_sent,
    sniff,
    why_refused,
)
from huiyin.foundation.home import Home

__all__ = [
    "ATTACHMENTS",
    "CONTENT_TYPES",
    "TABLES",
    "FileRefused",
    "Kind",
    "Stored",
    "clear_incoming",
    "display_name",
    "examine",
    "human_size",
    "intact",
    "open_stored",
    "path_of",
    "sniff",
    "store",
    "sync_directory",
    "too_big",
]

CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Readable(Protocol):
    """What `store` reads from: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that is safely on disk. `size` in bytes, of what was kept: pictures lose their metadata first."""

    digest: str
    size: int
    kind: Kind
    name: str
    width: int = 0
    height: int = 0

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.kind]


def shelf(root: Path | None = None) -> Path:
    return root if root is not None else Home.from_environment().path("files")


def path_of(digest: str, root: Path | None = None) -> Path:
    """Where the content of that digest lies, or would lie. Raises `ValueError` for anything but an SM3 digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("an SM3 digest has 64 lower-case hexadecimal characters")
    return shelf(root) / digest[:2] / digest[2:4] / digest


def too_big(size: int, limit: int) -> str:
    return f"这个文件 {human_size(size)}，最多能传 {human_size(limit)}。请压缩图片、分成几个文件，或另存为更小的 PDF。"


def store(
    stream: Readable,
    name: str,
    *,
    limit: int,
    allowed: frozenset[Kind] = ATTACHMENTS,
    root: Path | None = None,
) -> Stored:
    """Keeps what `stream` holds, after looking through it. Returns when it is on disk for good (fsync).

    `limit` in bytes. Raises `FileRefused` for an empty, too large, damaged, locked or unwanted file; nothing of it
    stays. The same content twice is one file.
    """
    if getattr(stream, "too_big", False):  # an `uploads.Upload` whose content was not kept
        raise FileRefused(too_big(getattr(stream, "size", limit), limit))
    incoming = shelf(root) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _scratch(incoming) as (file, path):
        size = _copy(stream, file, limit)
        kind = examine(file, name, allowed)
        width = height = 0
        if kind in PICTURES:
            file.seek(0)
            picture = pictures.plain(file.read(), kind)
            width, height = picture.width, picture.height
            file.seek(0)
            file.truncate()
            size = file.write(picture.content)
        file.flush()
        digest = _digest(file)
        os.fsync(file.fileno())
        target = path_of(digest, root)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Over an older copy too: it is the same content, unless the disk has damaged it since.
        os.replace(path, target)
    for directory in (target.parent, target.parent.parent, target.parent.parent.parent):
        sync_directory(directory)
    return Stored(digest, size, kind, display_name(name, kind), width, height)


def examine(file: BinaryIO, name: str, allowed: frozenset[Kind] = ATTACHMENTS) -> Kind:
    """The kind of a seekable file by its content. Raises `FileRefused` if it may not be taken in here."""
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise FileRefused("这个文件是空的。请检查原文件能不能打开，再重新选择。")
    if head.startswith(OLE):
        # the directory that names the encrypted stream may lie anywhere in the file
        file.seek(0)
        content = file.read()
        head += ENCRYPTED_STREAM if ENCRYPTED_STREAM in content else b""
    kind = sniff(head, name)
    if kind is None or (kind is Kind.XLS and kind not in allowed):
        raise FileRefused(why_refused(head, name, allowed))
    if kind in ARCHIVES:
        kind = archives.check(file)
    if kind not in allowed:
        raise FileRefused(f"这里不能传这种文件。可以传{may_be_sent(allowed)}。")
    return kind


def open_stored(digest: str, root: Path | None = None) -> BinaryIO:
    """The content, opened for reading. Raises `FileNotFoundError` if it is not there."""
    return path_of(digest, root).open("rb")


def intact(digest: str, root: Path | None = None) -> bool:
    """True if the content is there and still has its digest."""
    try:
        with open_stored(digest, root) as file:
            return digests.same(_digest(file), digest)
    except FileNotFoundError:
        return False


def clear_incoming(before: datetime, root: Path | None = None) -> int:
    """Removes what a killed process left half received before that moment; returns how many files."""
    removed = 0
    for left in (shelf(root) / "incoming").glob("*"):
        if left.stat().st_mtime < before.timestamp():
            left.unlink(missing_ok=True)
            removed += 1
    return removed


def _copy(stream: Readable, file: BinaryIO, limit: int) -> int:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileRefused(
                f"这个文件超过 {human_size(limit)}，传不上来。请压缩图片、分成几个文件，或另存为更小的 PDF。"
            )
        file.write(chunk)
    file.flush()
    return size


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    state = digests.hasher()
    while chunk := file.read(CHUNK):
        state.update(chunk)
    return state.hexdigest()


@contextmanager
def _scratch(directory: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file of one's own that is gone afterwards, unless it has been moved away."""
    handle, path = tempfile.mkstemp(dir=directory)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file, Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
