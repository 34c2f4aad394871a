"""Receiving files over HTTP: an upload over the limit spoils neither the page nor the other fields of its form.

Django's own limits answer with an error page and lose what was typed. Here the content beyond the limit is read and
thrown away, the upload is handed to the form marked as too big, and the form says so in words.
"""

from __future__ import annotations

import io
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from huiyin.foundation.files import display_name, too_big

FILES_PER_LIMIT = 4
"""One request may bring so many times the limit in all; further files of it count as too big."""


class Upload(UploadedFile):
    """A received file. `too_big` says that its content was not kept; `size` is what was sent all the same."""

    def __init__(
        self, file: IO[Any], name: str, content_type: str | None, size: int, charset: str | None, *, too_big: bool
    ) -> None:
        super().__init__(file=file, name=name, content_type=content_type or "", size=size, charset=charset)
        self.too_big = too_big

    @property
    def shown_name(self) -> str:
        return display_name(self.name or "")


class LimitedUploadHandler(FileUploadHandler):
    """Keeps a file in memory while it is small, on disk beyond FILE_UPLOAD_MAX_MEMORY_SIZE, and not at all beyond
    HUIYIN_UPLOAD_LIMIT bytes. The temporary file has no name, so nothing is left when a process is killed.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.limit: int = settings.HUIYIN_UPLOAD_LIMIT
        self.room = FILES_PER_LIMIT * self.limit
        self.file: SpooledTemporaryFile[bytes] | None = None
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._forget()
        self.received = 0
        self.file = SpooledTemporaryFile(  # noqa: SIM115 - open until the request is answered
            max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="upload-"
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        self.room -= len(raw_data)
        if self.received > self.limit or self.room < 0:
            self._forget()
        if self.file is not None:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        kept, self.file = self.file, None
        if kept is not None:
            kept.seek(0)
        content: IO[Any] = kept if kept is not None else io.BytesIO()
        return Upload(
            content, self.file_name or "", self.content_type, self.received, self.charset, too_big=kept is None
        )

    def upload_interrupted(self) -> None:
        self._forget()

    def _forget(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


def refusal(upload: UploadedFile) -> str:
    """The sentence for an upload that was not kept because of its size; empty if it was kept."""
    if getattr(upload, "too_big", False):
        return too_big(upload.size or 0, settings.HUIYIN_UPLOAD_LIMIT)
    return ""
