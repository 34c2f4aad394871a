"""Whose a stored file is: rooms say for their own things who reads the files of one, and who may add to them.

A room registers its kind when the program starts (`apps.ready`); the kind and the thing's number stand in the row
(`StoredFile.owner_kind`, `owner_id`) and in the address files are sent to. What nobody has registered is not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from huiyin.foundation import files
from huiyin.foundation.filekinds import ATTACHMENTS, FileRefused, Kind
from huiyin.foundation.models import StoredFile

MOST_FILES = 20
SAME_TWICE = "“{name}”已经在材料里了，不用再传。"
TOO_MANY = "最多放 {most} 份材料，已经满了。请去掉不用的，再传“{name}”。"


class Sitting(Protocol):
    """What is asked of a seat here: its number and its congress's."""

    pk: int
    congress_id: int


@dataclass(frozen=True)
class FileOwner:
    """A kind of thing that files hang on. `allowed`: the kinds of file it takes; `most`: how many.

    `may_read(seat, id)`: whether the seat may read them; to a seat that may not, the thing does not exist (404).
    `why_closed(seat, id)`: asked only of a seat that may read: the sentence why that seat can neither add nor remove now
    ("" when it can). It runs in the transaction of the change and may lock the thing, so that a file cannot slip in while
    the thing is being handed in.
    """

    kind: str
    may_read: Callable[[Sitting, int], bool]
    why_closed: Callable[[Sitting, int], str]
    allowed: frozenset[Kind] = ATTACHMENTS
    most: int = MOST_FILES


_owners: dict[str, FileOwner] = {}


def register(owner: FileOwner) -> FileOwner:
    """Raises `ValueError` for a kind that another room has taken."""
    if _owners.get(owner.kind, owner) != owner:
        raise ValueError(f"files of {owner.kind!r} have an owner already")
    _owners[owner.kind] = owner
    return owner


def owner_for(seat: Sitting, kind: str, thing_id: int) -> FileOwner | None:
    """The owner of that kind, if the seat may read the files of that thing."""
    owner = _owners.get(kind)
    return owner if owner is not None and owner.may_read(seat, thing_id) else None


def files_of(congress_id: int, kind: str, thing_id: int) -> list[StoredFile]:
    """In the order in which they came."""
    return list(StoredFile.objects.filter(congress_id=congress_id, owner_kind=kind, owner_id=thing_id).order_by("pk"))


def readable(seat: Sitting, file_id: int) -> StoredFile | None:
    """A stored file of a registered kind, if the seat may read the files of what it hangs on."""
    stored = StoredFile.objects.filter(congress_id=seat.congress_id, pk=file_id, owner_kind__in=_owners).first()
    if stored is None or owner_for(seat, stored.owner_kind, stored.owner_id) is None:
        return None
    return stored


def attach(seat: Sitting, owner: FileOwner, thing_id: int, stream: files.Readable, name: str, limit: int) -> StoredFile:
    """Look a file through, keep it and hang it on the thing. Raises `FileRefused`, also where the thing takes no more.

    `limit` in bytes. Must run inside the transaction in which the thing was found open (`why_closed`).
    """
    there = files_of(seat.congress_id, owner.kind, thing_id)
    if len(there) >= owner.most:
        raise FileRefused(TOO_MANY.format(most=owner.most, name=files.display_name(name)))
    stored = files.store(stream, name, limit=limit, allowed=owner.allowed)
    if any(file.digest == stored.digest for file in there):
        raise FileRefused(SAME_TWICE.format(name=stored.name))
    return StoredFile.objects.create(
        congress_id=seat.congress_id,
        digest=stored.digest,
        size=stored.size,
        kind=stored.kind,
        name=stored.name,
        owner_kind=owner.kind,
        owner_id=thing_id,
    )


def remove(congress_id: int, kind: str, thing_id: int, file_ids: Iterable[int]) -> int:
    """Take files off the thing; returns how many. The content stays where it lies: others may hold the same."""
    gone, _ = StoredFile.objects.filter(
        congress_id=congress_id, owner_kind=kind, owner_id=thing_id, pk__in=list(file_ids)
    ).delete()
    return gone
