"""Files of a thing on its page: what `components/attachments.html` shows, and what its form brings without scripts.

A page that lets people attach files
* includes the part inside its own form (enctype multipart) with `attached = attachments(seat, kind, id)`, and the script
  `js/resume.js`;
* where its form is sent, calls `take_chosen` and shows the sentences that come back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from huiyin.foundation import arrivals, file_owners
from huiyin.foundation.file_owners import Sitting
from huiyin.foundation.filekinds import CONTENT_TYPES, WORDS, Kind, may_be_sent
from huiyin.foundation.files import FileRefused, human_size
from huiyin.foundation.models import StoredFile
from huiyin.foundation.row_ids import row_ids
from huiyin.web import texts

FIELD = "files"
REMOVE = "remove_file"


@dataclass(frozen=True)
class Halted:
    """A file that stopped on its way."""

    name: str
    url: str
    part: int
    words: str


@dataclass(frozen=True)
class Attachments:
    """What the part shows. `url` takes new files; `closed` says why nothing can be added or removed."""

    url: str
    files: Sequence[dict[str, Any]]
    halted: Sequence[Halted] = ()
    refused: Sequence[str] = ()
    closed: str = ""
    limit: int = 0
    kinds: str = ""
    accept: str = ""
    field: str = FIELD
    remove: str = REMOVE

    @property
    def limit_words(self) -> str:
        return human_size(self.limit)


def shown(seat: Sitting, file: StoredFile) -> dict[str, Any]:
    """A stored file as the part and the script show it."""
    kind = Kind(file.kind)
    return {
        "id": file.pk,
        "name": file.name,
        "url": reverse("file", args=[seat.pk, file.pk]),
        "remove_url": reverse("upload_remove", args=[seat.pk, file.owner_kind, file.owner_id, file.pk]),
        "size_words": f"{WORDS[kind]} · {human_size(file.size)}",
    }


def attachments(seat: Sitting, kind: str, thing_id: int, refused: Sequence[str] = ()) -> Attachments | None:
    """None where the seat may not read the files of that thing."""
    owner = file_owners.owner_for(seat, kind, thing_id)
    if owner is None:
        return None
    closed = owner.why_closed(seat, thing_id)
    halted = [] if closed else arrivals.under_way(seat, kind, thing_id)
    return Attachments(
        url=reverse("uploads", args=[seat.pk, kind, thing_id]),
        files=[shown(seat, file) for file in file_owners.files_of(seat.congress_id, kind, thing_id)],
        halted=[_halted(seat, row) for row in halted],
        refused=refused,
        closed=closed,
        limit=settings.HUIYIN_UPLOAD_LIMIT,
        kinds=may_be_sent(owner.allowed),
        accept=accepted(owner.allowed),
    )


def accepted(kinds: frozenset[Kind]) -> str:
    """For the file dialogue. JPG and PNG by their types, not `image/*`: an iPhone then hands over its HEIC as JPG."""
    ordered = [kind for kind in Kind if kind in kinds]
    return ",".join(
        [f".{kind.value}" for kind in ordered] + [CONTENT_TYPES[k] for k in ordered if k in (Kind.JPG, Kind.PNG)]
    )


def take_chosen(request: HttpRequest, seat: Sitting, kind: str, thing_id: int) -> list[str]:
    """What a form sent without scripts: keep the files that were chosen, remove those that were ticked.

    Returns the sentences about what was not kept; the other files are, and so is whatever else the form held.
    """
    owner = file_owners.owner_for(seat, kind, thing_id)
    chosen, gone = request.FILES.getlist(FIELD), request.POST.getlist(REMOVE)
    if owner is None or not (chosen or gone):
        return []
    closed = owner.why_closed(seat, thing_id)
    if closed:
        return [closed]
    file_owners.remove(seat.congress_id, kind, thing_id, row_ids(gone))
    refused = []
    for upload in chosen:
        try:
            file_owners.attach(seat, owner, thing_id, upload, upload.name or "", settings.HUIYIN_UPLOAD_LIMIT)
        except FileRefused as why:
            refused.append(
                texts.FILE_NOT_KEPT.format(name=getattr(upload, "shown_name", upload.name), why=why.sentence)
            )
    return refused


def _halted(seat: Sitting, row: Any) -> Halted:
    part = arrivals.offset_of(row) * 100 // row.size
    words = texts.UPLOAD_HALTED.format(part=part)
    return Halted(row.name, reverse("upload", args=[seat.pk, row.pk]), part, words)
