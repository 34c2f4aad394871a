"""An upload over the limit spoils neither the page nor the rest of its form (bad inputs 89–91)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from huiyin.foundation.files import FileRefused, store
from huiyin.foundation.uploads import Upload, refusal


class NamedBytes:
    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.content = content

    def read(self, size: int = -1) -> bytes:
        return self.content


class Letter(forms.Form):
    title = forms.CharField()
    document = forms.FileField()


@pytest.fixture(autouse=True)
def small_limits(settings: Any) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["huiyin.foundation.uploads.LimitedUploadHandler"]
    settings.HUIYIN_UPLOAD_LIMIT = 1 << 20
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 16


def posted(**fields: Any) -> HttpRequest:
    return RequestFactory().generic("POST", "/", encode_multipart(BOUNDARY, fields), MULTIPART_CONTENT)


def one(request: HttpRequest, field: str = "document") -> Upload:
    found = request.FILES[field]
    assert isinstance(found, Upload)
    return found


@pytest.mark.parametrize("size", [1, 1 << 16, (1 << 16) + 1, 1 << 20])
def test_a_file_within_the_limit_arrives_whole(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    upload = one(posted(title="停车", document=NamedBytes("答复.pdf", content[:size])))
    assert (upload.too_big, upload.size, refusal(upload)) == (False, size, "")
    assert upload.read() == content[:size]
    assert b"".join(upload.chunks()) == content[:size]


def test_a_file_over_the_limit_is_said_to_be_and_the_other_fields_are_kept() -> None:
    request = posted(title="停车", document=NamedBytes("录像.pdf", bytes(3 << 20)), remark="备注")
    upload = one(request)
    assert (upload.too_big, upload.size, upload.read()) == (True, 3 << 20, b"")
    assert refusal(upload).startswith("这个文件 3 MB，最多能传 1 MB。")
    assert request.POST["title"] == "停车" and request.POST["remark"] == "备注"
    form = Letter(request.POST, request.FILES)
    assert form.is_valid(), "the form decides in its own words, Django says nothing"


def test_a_too_big_upload_can_not_be_stored_by_mistake(tmp_path: Path) -> None:
    upload = one(posted(document=NamedBytes("录像.pdf", bytes(3 << 20))))
    with pytest.raises(FileRefused, match="这个文件 3 MB，最多能传 1 MB"):
        store(upload, "录像.pdf", limit=1 << 20, root=tmp_path)
    assert not list(tmp_path.rglob("*"))


def test_an_upload_goes_straight_to_the_store(tmp_path: Path) -> None:
    upload = one(posted(document=NamedBytes("../../答复.pdf.exe", b"%PDF-1.7\n" + bytes(200_000))))
    found = store(upload, upload.name or "", limit=1 << 20, root=tmp_path)
    assert (found.size, found.name) == (200_009, "答复.pdf")


def test_bad_input_89_an_empty_file_arrives_as_empty() -> None:
    upload = one(posted(document=NamedBytes("空.pdf", b"")))
    assert (upload.size, upload.too_big) == (0, False)


def test_all_files_of_one_request_share_four_times_the_limit() -> None:
    request = posted(**{f"f{n}": NamedBytes(f"{n}.pdf", bytes(1 << 20)) for n in range(6)})
    assert [one(request, f"f{n}").too_big for n in range(6)] == [False] * 4 + [True] * 2


def test_a_name_with_tricks_is_shown_without_them() -> None:
    assert one(posted(document=NamedBytes("gnp\u202e.exe", b"x"))).shown_name == "gnp.exe"


def test_another_kind_of_upload_is_never_refused_for_its_size() -> None:
    assert refusal(UploadedFile(name="a", size=5)) == ""


def test_bad_input_91_a_body_cut_short_leaves_nothing_open() -> None:
    body = encode_multipart(BOUNDARY, {"title": "停车", "document": NamedBytes("答复.pdf", b"%PDF-" + bytes(90_000))})
    request = RequestFactory().generic("POST", "/", body[:50_000], MULTIPART_CONTENT)
    assert request.POST["title"] == "停车"
    for upload in request.FILES.values():
        assert (upload.size or 0) < 90_000
