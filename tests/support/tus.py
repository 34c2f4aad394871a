"""One seat's tus client, as plain as the protocol."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from django.conf import settings
from django.test import Client

from huiyin.foundation import file_owners
from huiyin.foundation.models import Draft, StoredFile
from huiyin.people.models import Seat
from tests.support.papers import KIND, make_paper
from tests.world import login

PIECE_TYPE = "application/offset+octet-stream"


class Sender:
    def __init__(self, seat: Seat, **options: Any) -> None:
        self.seat = seat
        self.client = Client(raise_request_exception=False, **options)
        self.client.cookies[settings.SESSION_COOKIE_NAME] = login(seat)
        self.paper: Draft = make_paper(seat)

    @property
    def begin_url(self) -> str:
        return f"/s/{self.seat.pk}/uploads/{KIND}/{self.paper.pk}/"

    def begin(
        self, content: bytes, name: str = "材料.pdf", *, url: str = "", size: object = None, crc: str = ""
    ) -> Any:
        value = crc or f"{zlib.crc32(content):08x}"
        about = f"name {base64.b64encode(name.encode()).decode()},crc32 {base64.b64encode(value.encode()).decode()}"
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content) if size is None else size)}
        return self.client.post(url or self.begin_url, headers=headers | {"Upload-Metadata": about})

    def bring(self, url: str, offset: object, piece: bytes, verb: str = "POST", **more: str) -> Any:
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | more
        if verb == "POST":
            headers["X-HTTP-Method-Override"] = "PATCH"
        return self.client.generic(verb, url, piece, PIECE_TYPE, headers=headers)

    def drop(self, url: str, verb: str = "DELETE") -> Any:
        headers = {"Tus-Resumable": "1.0.0"} | ({"X-HTTP-Method-Override": "DELETE"} if verb == "POST" else {})
        return self.client.generic(verb, url, headers=headers)

    def head(self, url: str) -> Any:
        return self.client.head(url, headers={"Tus-Resumable": "1.0.0"})

    def all_of(self, content: bytes, name: str = "材料.pdf") -> Any:
        begun = self.begin(content, name)
        return self.bring(begun["Location"], 0, content) if begun.status_code == 201 else begun

    @property
    def kept(self) -> list[StoredFile]:
        return file_owners.files_of(self.seat.congress_id, KIND, self.paper.pk)
