"""What kind of file somebody sent, told by its content, and under what name it may be shown."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from huiyin.foundation.text import TextRefused

HEAD = 4096
"""So many first bytes are enough for `sniff`."""


class FileRefused(TextRefused):
    """A file that cannot be taken in; `sentence` says in Chinese why and what to do instead."""


class Kind(StrEnum):
    """The kinds that are kept, each with its only extension."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    JPG = "jpg"
    PNG = "png"
    OFD = "ofd"
    CSV = "csv"


CONTENT_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.XLS: "application/vnd.ms-excel",
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.OFD: "application/ofd",
    Kind.CSV: "text/csv; charset=utf-8",
}
WORDS = {
    Kind.PDF: "PDF",
    Kind.DOCX: "Word（.docx）",
    Kind.XLSX: "Excel（.xlsx）",
    Kind.XLS: "旧版 Excel（.xls）",
    Kind.JPG: "图片（.jpg）",
    Kind.PNG: "图片（.png）",
    Kind.OFD: "OFD",
    Kind.CSV: "CSV",
}
ATTACHMENTS = frozenset({Kind.PDF, Kind.DOCX, Kind.XLSX, Kind.JPG, Kind.PNG, Kind.OFD})
# Lists and ledgers of offices still come as .xls; a process of its own reads them (`sheets.child`).
TABLES = frozenset({Kind.XLSX, Kind.XLS, Kind.CSV})
ARCHIVES = frozenset({Kind.DOCX, Kind.XLSX, Kind.OFD})
PICTURES = frozenset({Kind.JPG, Kind.PNG})

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n"
_BY_START = ((b"%PDF-", Kind.PDF), (b"\xff\xd8\xff", Kind.JPG), (PNG, Kind.PNG))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def extension(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def sniff(head: bytes, name: str) -> Kind | None:
    """The kind of a file by its first bytes; None for what is not kept.

    The name only chooses among the zip formats, whose difference lies deeper (`archives.check` looks there), and tells
    a csv, which has no mark at all. A kind's mark must be the very first bytes: what carries something else in front
    of it is read differently by different programs (bad input 93).
    """
    for start, kind in _BY_START:
        if head.startswith(start):
            return kind
    ending = extension(name)
    if head.startswith(ZIP):
        return Kind(ending) if ending in ARCHIVES else None
    if head.startswith(OLE):
        return Kind.XLS if ending == Kind.XLS and not _encrypted(head) else None
    if ending == Kind.CSV and head and _is_text(head):
        return Kind.CSV
    return None


def _is_text(head: bytes) -> bool:
    if head.startswith(_UTF16):
        return True
    if b"\0" in head or head.startswith((OLE, b"MZ", b"\x7fELF")):
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        # the last character may have been cut in two by the end of the head
        for cut in range(min(4, len(head))):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def why_refused(head: bytes, name: str, allowed: frozenset[Kind] = ATTACHMENTS) -> str:
    """The sentence for a file that `sniff` does not know or that is not wanted here."""
    ending = extension(name)
    wanted = may_be_sent(allowed)
    if head.startswith(OLE):
        if ending in {"docx", "xlsx"} or _encrypted(head):
            return "这个文件设了打开密码，系统读不出内容。请在 Word 或 Excel 里取消密码、另存后再传。"
        newer = {"doc": ".docx", "wps": ".docx", "xls": ".xlsx", "et": ".xlsx"}.get(ending, ".docx、.xlsx 或 PDF")
        return f"这是旧格式的文件（.{ending or 'doc'}）。请用 Word、WPS 或 Excel 打开，另存为 {newer} 后再传。"
    if head.startswith(ZIP):
        return f"压缩包和带宏的文件不能上传。请解压后把里面的文件一个一个传，可以传{wanted}。"
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return "这是苹果手机的 HEIC 照片。请在手机“设置—相机—格式”里选“兼容性最佳”，或另存为 JPG 后再传。"
    if ending in set(Kind):
        return f"这个文件的名称是 .{ending}，内容却不是，可能已经损坏或者被改过名。请重新导出后再传，可以传{wanted}。"
    return f"这种文件不能上传。可以传{wanted}。"


def may_be_sent(allowed: frozenset[Kind]) -> str:
    return "、".join(WORDS[kind] for kind in Kind if kind in allowed)


ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


def _encrypted(head: bytes) -> bool:
    return ENCRYPTED_STREAM in head


# ---------------------------------------------------------------- names

MAX_STEM = 100
MAX_BYTES = 200
"""Most file systems allow 255 bytes; a browser adds “ (2)” to a name it has already."""

# Characters that nobody sees, or that no file system takes. A name is cleaned, never refused: the person often cannot
# change it (a phone, a sender), and the content is what counts.
_UNSEEN = re.compile(
    r"[\ud800-\udfff\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\uffff\U000e0000-\U000e007f]"
)
_FORBIDDEN = re.compile(r'[<>:"|?*/]')
_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{device}{n}" for device in ("COM", "LPT") for n in "0123456789¹²³"]
)
# Endings taken off before the true one is put on: a name must not promise another kind than the content is.
_ENDINGS = frozenset(
    """
    pdf docx xlsx jpg jpeg jpe png ofd csv doc xls wps et ppt pptx docm xlsm dotm txt rtf gif bmp tif tiff
    webp heic svg svgz html htm xhtml mht mhtml shtml xml zip rar 7z exe com bat cmd scr pif lnk js jse vbs
    vbe wsf wsh ps1 hta msi dll cpl jar apk dmg sh py php asp aspx jsp url reg chm iso img
    """.split()  # noqa: SIM905 - sixty quoted words would be harder to read and to add to
)


def display_name(name: str, kind: Kind | None = None) -> str:
    """A name under which the file may be listed and downloaded: no path, nothing unseen, not too long, a true ending.

    With `kind` the ending is that of the content: 报告.pdf.exe that is a PDF is shown as 报告.pdf (bad input 109).
    """
    shown = unicodedata.normalize("NFC", _UNSEEN.sub("", name)).replace("\\", "/").rsplit("/", 1)[-1]
    shown = _FORBIDDEN.sub("_", " ".join(shown.split()))
    nothing_but_ending = shown.startswith(".")
    shown = shown.strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot:
        stem, ending = shown, ""
    if kind is not None:
        stem = shown
        while True:
            rest, dot, last = stem.rpartition(".")
            if not dot or last.strip().lower() not in _ENDINGS:
                break
            stem = rest.strip(" .")
        if nothing_but_ending and stem.lower() in _ENDINGS:
            stem = ""
        ending = kind.value
    ending = ending[:10].strip()
    stem = stem[:MAX_STEM].rstrip(" .") or "未命名"
    while len(f"{stem}.{ending}".encode()) > MAX_BYTES:
        stem = stem[:-1].rstrip(" .")
    if stem.partition(".")[0].rstrip().upper() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem


def human_size(size: int) -> str:
    """300 MB, 4.5 MB, 12 KB, 800 字节."""
    if size < 1024:
        return f"{size} 字节"
    value = size / 1024
    for unit in ("KB", "MB"):
        if value < 1024:
            return f"{value:.1f}".removesuffix(".0") + f" {unit}" if value < 10 else f"{value:.0f} {unit}"
        value /= 1024
    return f"{value:.1f}".removesuffix(".0") + " GB"
