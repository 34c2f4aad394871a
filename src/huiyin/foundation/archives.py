"""docx, xlsx and ofd are zip archives: looked through before any parser reads them (bad inputs 97–103, 110, 112).

Nothing is ever unpacked to disk. Members are read once as streams, so a bomb costs time up to the limits and no memory.
"""

from __future__ import annotations

import html
import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from huiyin.foundation.filekinds import ZIP, FileRefused, Kind

MAX_MEMBERS = 5_000
MAX_DIRECTORY = 2 << 20
MAX_TOTAL = 200 << 20
MAX_RATIO = 250
RATIO_FROM = 4 << 20
"""A small member may shrink by any factor; the sheets of a large workbook shrink by about 20 to 100."""
MAX_RELATIONS = 2 << 20
CHUNK = 1 << 18

DAMAGED = "这个文件已经损坏，打不开。请重新导出或重新下载后再传。"
UNUSUAL = "这个文件的内部结构不正常，为安全起见没有接收。请用 Word、WPS 或 Excel 打开，另存一份后再传。"
TOO_LARGE = "这个文件解开以后太大，为安全起见没有接收。请删去多余的内容、另存一份后再传。"
LOCKED = "这个文件设了打开密码，系统读不出内容。请取消密码、另存后再传。"
WITH_MACROS = "这个文件带有宏（小程序），不能上传。请另存为不带宏的 .docx 或 .xlsx 后再传。"
CALLS_OUT = "这个文件一打开就会去连接别的服务器，不能上传。请把内容复制到新文件里，另存后再传。"

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_LOCAL = struct.Struct("<4s5H3L2H")
_CONTENT_TYPES = "[Content_Types].xml"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"""\b(Type|Target|TargetMode)\s*=\s*("[^"]*"|'[^']*')""")
_FETCHED_ON_OPENING = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")
# A path of the author's own disk, or one beside the document; anything with a scheme or a server in it is fetched.
_LOCAL_TARGET = re.compile(r"(?i)file:///(?![/\\%])|[a-z]:[\\/]|(?!//|\\\\|[a-z][a-z0-9+.-]+:)")
_XML = (".xml", ".rels", ".vml")
_READ_WHOLE = 1 << 20


def check(file: BinaryIO) -> Kind:
    """The kind of the archive by what is in it. Raises `FileRefused` for anything that is not plainly such a document.

    `file` must be seekable; it is read from its start and left anywhere.
    """
    _check_directory(file)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(file, members, archive.start_dir)
            _check_contents(archive, members)
            return _kind_of(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        struct.error,
        NotImplementedError,
        UnicodeError,
        KeyError,
    ) as error:
        raise FileRefused(DAMAGED) from error


def _check_directory(file: BinaryIO) -> None:
    """Refuses a directory too large to be read at all: zipfile makes an object of every entry before one can count."""
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) != ZIP:
        raise FileRefused(DAMAGED)
    tail_at = max(0, size - _END.size - 0xFFFF)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or at + _END.size > len(tail):
        raise FileRefused(DAMAGED)
    _, disk, first_disk, _, count, length, offset, comment = _END.unpack_from(tail, at)
    end = tail_at + at
    if disk or first_disk or at + _END.size + comment != len(tail):
        raise FileRefused(UNUSUAL)
    if 0xFFFF in (count, disk) or 0xFFFFFFFF in (length, offset):
        count, length, offset, end = _directory64(file, end)
    if count > MAX_MEMBERS or length > MAX_DIRECTORY:
        raise FileRefused(TOO_LARGE)
    # Where anything lies between the directory and its end mark, programs disagree about which directory counts.
    if offset + length != end:
        raise FileRefused(UNUSUAL)


def _directory64(file: BinaryIO, end: int) -> tuple[int, int, int, int]:
    if end < _LOCATOR64.size:
        raise FileRefused(DAMAGED)
    file.seek(end - _LOCATOR64.size)
    mark, _, at, _ = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
    if mark != b"PK\x06\x07" or at + _END64.size > end:
        raise FileRefused(UNUSUAL)
    file.seek(at)
    mark, _, _, _, _, _, count, _, length, offset = _END64.unpack(file.read(_END64.size))
    if mark != b"PK\x06\x06":
        raise FileRefused(UNUSUAL)
    return count, length, offset, at


def _check_members(file: BinaryIO, members: list[zipfile.ZipInfo], directory_at: int) -> None:
    names: set[str] = set()
    for member in members:
        name = member.orig_filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or "\0" in name or re.match(r"[A-Za-z]:", name):
            raise FileRefused(UNUSUAL)
        if name.lower() in names:
            raise FileRefused(UNUSUAL)
        names.add(name.lower())
        if member.flag_bits & 0x41:
            raise FileRefused(LOCKED)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise FileRefused(UNUSUAL)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(UNUSUAL)
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size):
            raise FileRefused(TOO_LARGE)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_TOTAL:
        raise FileRefused(TOO_LARGE)
    # Members that lie over one another make a bomb of any size out of one kernel (bad input 99).
    free_from = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < free_from:
            raise FileRefused(UNUSUAL)
        file.seek(member.header_offset)
        mark, *_, name_length, extra_length = _LOCAL.unpack(file.read(_LOCAL.size))
        encoding = "utf-8" if member.flag_bits & 0x800 else "cp437"
        if mark != ZIP or file.read(name_length) != member.orig_filename.encode(encoding):
            raise FileRefused(UNUSUAL)
        free_from = member.header_offset + _LOCAL.size + name_length + extra_length + member.compress_size
    if free_from > directory_at:
        raise FileRefused(UNUSUAL)


def _check_contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        name = member.filename.lower()
        if name.endswith(("vbaproject.bin", "vbadata.xml")):
            raise FileRefused(WITH_MACROS)
        before = b""
        # zipfile stops at the size the directory gives and compares the checksum, so a size that lies ends in an error
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                if name.endswith(_XML):
                    # UTF-16 as well: without its zero bytes it reads like ASCII
                    text = chunk.replace(b"\0", b"")
                    if _DOCTYPE.search(before + text):
                        raise FileRefused(UNUSUAL)
                    before = text[-16:]
        if name.endswith(".rels"):
            _check_relations(archive, member)


def _check_relations(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.file_size > MAX_RELATIONS:
        raise FileRefused(TOO_LARGE)
    data = archive.read(member)
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    for relation in _RELATION.finditer(text):
        values = {key: value[1:-1] for key, value in _ATTRIBUTE.findall(relation[0])}
        if values.get("TargetMode", "").lower() != "external":
            continue
        # A template on the author's own disk is in half of all documents and fetches nothing here.
        if values.get("Type", "").endswith(_FETCHED_ON_OPENING) and _is_remote(values.get("Target", "")):
            raise FileRefused(CALLS_OUT)


def _is_remote(target: str) -> bool:
    return not _LOCAL_TARGET.match(html.unescape(target).strip())


def _kind_of(archive: zipfile.ZipFile) -> Kind:
    names = {name.replace("\\", "/") for name in archive.namelist()}
    if "OFD.xml" in names:
        return Kind.OFD
    if _CONTENT_TYPES not in names or archive.getinfo(_CONTENT_TYPES).file_size > _READ_WHOLE:
        raise FileRefused("这是压缩包，不能上传。请解压后把里面的文件一个一个传。")
    types = archive.read(_CONTENT_TYPES).replace(b"\0", b"")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise FileRefused(WITH_MACROS)
    if b"wordprocessingml.document.main+xml" in types:
        return Kind.DOCX
    if b"spreadsheetml.sheet.main+xml" in types:
        return Kind.XLSX
    raise FileRefused("这种文件不能上传。请在原来的程序里另存为 PDF、.docx 或 .xlsx 后再传。")
