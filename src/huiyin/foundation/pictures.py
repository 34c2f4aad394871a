"""JPG and PNG, read by their structure alone: size in pixels, wholeness, and a copy without what the camera noted down.

No picture is ever decoded here, so a picture of 20,000 × 20,000 costs its header (bad inputs 105–108). The copy leaves
out place, time, device and comments (Exif, XMP, IPTC, text), previews and whatever hangs behind the picture's end, and
keeps colours and which side is up.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

from huiyin.foundation.filekinds import PNG, FileRefused, Kind

MAX_PIXELS = 100_000_000
"""An A3 page scanned at 600 dpi has 70 million; a picture of 12,000 × 12,000 is refused."""

INCOMPLETE = "这张图片不完整，可能没有下载或传输完。请重新拍摄、导出或下载后再传。"


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    content: bytes


def plain(data: bytes, kind: Kind) -> Picture:
    """Size and metadata-free copy of a whole picture. Raises `FileRefused` if it is cut short, damaged or too large."""
    try:
        picture = _plain_png(data) if kind is Kind.PNG else _plain_jpg(data)
    except (struct.error, IndexError) as error:
        raise FileRefused(INCOMPLETE) from error
    if picture.width < 1 or picture.height < 1:
        raise FileRefused(INCOMPLETE)
    return picture


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise FileRefused(
            f"这张图片有 {width}×{height} 像素，太大了，最多 1 亿像素。请用 300 dpi 重新扫描，或缩小后再传。"
        )


# ---------------------------------------------------------------- JPG

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
# In compressed data FF stands only before 00 (an escaped FF), a restart mark or another FF; all else ends it.
_NEXT_MARK = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_ORIENTATION = 0x0112


def _plain_jpg(data: bytes) -> Picture:
    kept = [b"\xff\xd8"]
    width = height = 0
    orientation = 1
    at = 2
    while True:
        if data[at] != 0xFF:
            raise FileRefused(INCOMPLETE)
        while data[at + 1] == 0xFF:
            at += 1
        mark = data[at + 1]
        if mark == 0xD9:
            kept.append(b"\xff\xd9")
            break
        if mark in _STANDALONE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise FileRefused(INCOMPLETE)
        body = data[at + 4 : end]
        if mark in _FRAMES:
            height, width = struct.unpack_from(">HH", body, 1)
            _check_pixels(width, height)
        if mark == 0xE1 and body.startswith(b"Exif\0\0"):
            orientation = _orientation(body[6:]) or orientation
        elif _is_needed(mark, body):
            kept.append(data[at:end])
        at = end
        if mark == 0xDA:
            found = _NEXT_MARK.search(data, at)
            if found is None:
                raise FileRefused(INCOMPLETE)
            kept.append(data[at : found.start()])
            at = found.start()
    if orientation != 1:
        # behind SOI, or behind the JFIF segment where there is one
        kept.insert(2 if kept[1:2] and kept[1].startswith(b"\xff\xe0") else 1, _exif(orientation))
    return Picture(width, height, b"".join(kept))


def _is_needed(mark: int, body: bytes) -> bool:
    if mark == 0xE0:
        return body.startswith(b"JFIF\0")
    if mark == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if mark == 0xEE:
        return body.startswith(b"Adobe")
    return not (0xE1 <= mark <= 0xEF or mark == 0xFE)


def _orientation(tiff: bytes) -> int | None:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (directory,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(min(count, 200)):
            tag, _, _, value = struct.unpack_from(f"{order}HHLH", tiff, directory + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _exif(orientation: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">LH", 8, 1) + struct.pack(">HHLHH", _ORIENTATION, 3, 1, orientation, 0) + bytes(4)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# ---------------------------------------------------------------- PNG

_PNG_KEPT = frozenset(
    (
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"pHYs",
        b"bKGD",
        b"cICP",
    )
)


def _plain_png(data: bytes) -> Picture:
    kept = [PNG]
    width = height = 0
    at = len(PNG)
    while True:
        length, name = struct.unpack_from(">L4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise FileRefused(INCOMPLETE)
        (checksum,) = struct.unpack_from(">L", data, end - 4)
        if zlib.crc32(data[at + 4 : end - 4]) != checksum or (at == len(PNG)) != (name == b"IHDR"):
            raise FileRefused(INCOMPLETE)
        if name == b"IHDR":
            width, height = struct.unpack_from(">LL", data, at + 8)
            _check_pixels(width, height)
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return Picture(width, height, b"".join(kept))
        at = end
