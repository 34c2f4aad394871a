"""Files sent in pieces, by tus 1.0.0 (https://tus.io/protocols/resumable-upload): creation, offset, PATCH, termination,
expiration, checksum. `js/resume.js` is the sender; any tus client with the page's cookie and token will do.

    POST   …/uploads/<kind>/<thing>/   Upload-Length, Upload-Metadata: name, crc32    → 201, or 200 for one gone on with
    HEAD   …/uploads/<n>/              → Upload-Offset, Upload-Length; GET says the same and what became of it, as JSON
    PATCH  …/uploads/<n>/              Upload-Offset, Upload-Checksum → 204; 409 wrong offset, 413 too long, 460 damaged
    DELETE …/uploads/<n>/              → 204

Refusals are JSON {"sentence": …} in words for people. 422: the file is not wanted, and its bytes are gone.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.foundation import arrivals, file_owners
from huiyin.foundation.file_owners import FileOwner
from huiyin.foundation.files import FileRefused, human_size
from huiyin.foundation.models import Arrival
from huiyin.people.models import Seat
from huiyin.web import texts
from huiyin.web.door import door
from huiyin.web.shared.attaching import shown

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
CHECKSUMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_NUMBER = re.compile(r"[0-9]{1,15}")
_CRC32 = re.compile(r"[0-9a-f]{8}")
_READ = 1 << 16


def tus(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Around the door. A piece is read from the network before the door opens its transaction: a slow telephone must hold
    no lock and no database connection."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.piece = _piece(request) if verb(request) == "PATCH" else b""  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if response.status_code not in (301, 302):
            response["Tus-Resumable"] = VERSION
        return response

    return inner


def of_this_version(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Within the door: who speaks another version is told ours. A plain GET may be a browser's."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.headers.get("Tus-Resumable") == VERSION or request.method in ("GET", "OPTIONS"):
            return view(request, *args, **kwargs)
        response = HttpResponse(status=412)
        response["Tus-Version"] = VERSION
        return response

    return inner


def verb(request: HttpRequest) -> str:
    """Only a POST, which has brought its token, may say that it means another verb."""
    override = request.headers.get("X-HTTP-Method-Override", "")
    return override if request.method == "POST" and override in ("PATCH", "DELETE") else request.method or ""


@require_http_methods(["POST", "OPTIONS"])
@tus
@door()
@of_this_version
def uploads(request: HttpRequest, owner_kind: str, thing_id: int) -> HttpResponseBase:
    """A file announces itself to the thing it will hang on."""
    seat, owner = _owner(request, owner_kind, thing_id)
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = "creation,termination,expiration,checksum"
        response["Tus-Checksum-Algorithm"] = ",".join(CHECKSUMS)
        return response
    closed = owner.why_closed(seat, thing_id)
    if closed:
        return _refused(closed, 403)
    size, about = request.headers.get("Upload-Length", ""), _metadata(request.headers.get("Upload-Metadata", ""))
    name, crc32 = about.get("filename") or about.get("name", ""), about.get("crc32", "")
    if not _NUMBER.fullmatch(size) or not name or (crc32 and not _CRC32.fullmatch(crc32)):
        return _refused(texts.UPLOAD_NOT_READ, 400)
    try:
        row, new = arrivals.begin(seat, owner, thing_id, name, int(size), crc32)
    except arrivals.TooManyUnderWay as refused:
        return _refused(refused.sentence, 429)
    except arrivals.NoRoom as refused:
        return _refused(refused.sentence, 507)
    except FileRefused as refused:
        return _refused(refused.sentence, 422)
    response = _standing(HttpResponse(status=201 if new else 200), row)
    response["Location"] = reverse("upload", args=[seat.pk, row.pk])
    return response


@require_http_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
@tus
@door()
@of_this_version
def upload(request: HttpRequest, arrival_id: int) -> HttpResponseBase:
    """One file on its way: how far it is, its next piece, its end."""
    seat: Seat = request.door.seat  # type: ignore[attr-defined]
    meant = verb(request)
    try:
        row = arrivals.find(seat, arrival_id, to_write=meant in ("PATCH", "DELETE"))
    except arrivals.Busy:
        return _refused(texts.UPLOAD_BUSY, 423)
    if row is None:
        raise Http404
    if meant == "PATCH":
        return _take(request, row)
    if meant == "DELETE":
        arrivals.give_up(row)
        return HttpResponse(status=204)
    if meant == "POST":
        return _refused(texts.UPLOAD_NOT_READ, 400)
    file = shown(seat, row.file) if row.file is not None else None
    return _standing(JsonResponse({"name": row.name, "sentence": row.refusal, "file": file}), row)


@require_POST
@door()
def remove(request: HttpRequest, owner_kind: str, thing_id: int, file_id: int) -> HttpResponseBase:
    """Take a file off its thing."""
    seat, owner = _owner(request, owner_kind, thing_id)
    closed = owner.why_closed(seat, thing_id)
    if closed:
        return _refused(closed, 403)
    if not file_owners.remove(seat.congress_id, owner_kind, thing_id, [file_id]):
        raise Http404
    return JsonResponse({})


def _owner(request: HttpRequest, kind: str, thing_id: int) -> tuple[Seat, FileOwner]:
    seat: Seat = request.door.seat  # type: ignore[attr-defined]
    owner = file_owners.owner_for(seat, kind, thing_id)
    if owner is None:
        raise Http404
    return seat, owner


def _take(request: HttpRequest, row: Arrival) -> HttpResponseBase:
    seat, owner = _owner(request, row.owner_kind, row.owner_id)
    closed = owner.why_closed(seat, row.owner_id)
    if closed:
        return _refused(closed, 403)
    offset, piece = request.headers.get("Upload-Offset", ""), request.piece  # type: ignore[attr-defined]
    if request.content_type != PIECE_TYPE:
        return _refused(texts.UPLOAD_NOT_READ, 415)
    if piece is None:
        return _refused(texts.UPLOAD_PIECE_TOO_LARGE.format(most=human_size(arrivals.LARGEST_PIECE)), 413)
    if not _NUMBER.fullmatch(offset):
        return _refused(texts.UPLOAD_NOT_READ, 400)
    if not _whole(request.headers.get("Upload-Checksum", ""), piece):
        return _refused(texts.UPLOAD_NOT_READ, 460)
    try:
        arrivals.receive(seat, row, owner, int(offset), piece)
    except arrivals.WrongOffset:
        return _standing(_refused(texts.UPLOAD_WRONG_PLACE, 409), row)
    except arrivals.TooLong:
        return _refused(texts.UPLOAD_TOO_LONG, 413)
    except arrivals.NoRoom as refused:
        return _refused(refused.sentence, 507)
    except FileRefused as refused:
        return _refused(refused.sentence, 422)
    return _standing(HttpResponse(status=204), row)


def _piece(request: HttpRequest) -> bytes | None:
    """What came of a piece; None for one that is too large. A connection cut in its midst leaves what came before: the
    sender asks how far we are, and goes on from there."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not request.user.is_authenticated or not _NUMBER.fullmatch(length):
        return b""
    left = int(length)
    if left > arrivals.LARGEST_PIECE:
        return None
    parts: list[bytes] = []
    try:
        while left and (part := request.read(min(left, _READ))):
            parts.append(part)
            left -= len(part)
    except UnreadablePostError:
        return b"".join(parts)
    return b"".join(parts)


def _whole(checksum: str, piece: bytes) -> bool:
    """Whether the piece has the checksum it was sent with, if it was sent with one."""
    if not checksum:
        return True
    algorithm, _, value = checksum.partition(" ")
    if algorithm not in CHECKSUMS:
        return False
    try:
        return base64.b64decode(value, validate=True) == CHECKSUMS[algorithm](piece).digest()
    except (binascii.Error, ValueError):
        return False


def _metadata(header: str) -> dict[str, str]:
    """`name 5b6u…,crc32 …`: values in base64 of UTF-8. What cannot be read is left out, and then missed."""
    found = {}
    for pair in header[:4000].split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            continue
    return found


def _standing(response: HttpResponse, row: Arrival) -> HttpResponse:
    response["Upload-Offset"] = str(arrivals.offset_of(row))
    response["Upload-Length"] = str(row.size)
    response["Upload-Expires"] = http_date(row.expires_at.timestamp())
    return response


def _refused(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)
