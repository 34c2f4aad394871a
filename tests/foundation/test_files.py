"""Files against the corpus of bad inputs 89–112 (security.md D); the numbers in the names are its ids."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation import archives, pictures
from huiyin.foundation.digests import sm3
from huiyin.foundation.files import (
    ATTACHMENTS,
    TABLES,
    FileRefused,
    Kind,
    Stored,
    clear_incoming,
    examine,
    intact,
    open_stored,
    path_of,
    sniff,
    store,
)

LIMIT = 1 << 20
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def kept(data: bytes, name: str, root: Path, **more: object) -> Stored:
    return store(io.BytesIO(data), name, limit=LIMIT, root=root, **more)  # type: ignore[arg-type]


def refusal(data: bytes, name: str, allowed: frozenset[Kind] = ATTACHMENTS) -> str:
    with pytest.raises(FileRefused) as caught:
        examine(io.BytesIO(data), name, allowed)
    assert caught.value.sentence.endswith("。")
    return caught.value.sentence


# ---------------------------------------------------------------- documents made here

WORD_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELS = "word/_rels/settings.xml.rels"


def archive(members: Mapping[str, str | bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change:
                change(info)
            made.writestr(info, content)
    return out.getvalue()


def docx(more: Mapping[str, str | bytes] | None = None, types: str = WORD_TYPES) -> bytes:
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w:document/>", **(more or {})})


def xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_string(0, 0, "序号")
    return out.getvalue()


def segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = ">") -> bytes:
    head = b"MM\0*" if order == ">" else b"II*\0"
    entries = struct.pack(f"{order}HHLHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHLL", 0x8825, 4, 1, 38)
    return b"Exif\0\0" + head + struct.pack(f"{order}LH", 8, 2) + entries + bytes(4) + b"GPS 30.5928N 114.3055E"


def jpg(width: int = 8, height: int = 6, orientation: int = 6, tail: bytes = b"", order: str = ">") -> bytes:
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
            segment(0xE1, exif(orientation, order)),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>GPS</x>"),
            segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
            segment(0xE2, b"MPF\0a second picture with GPS"),
            segment(0xFE, b"comment"),
            segment(0xDB, bytes(65)),
            segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"),
            segment(0xC4, bytes(20)),
            segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"scan\xff\x00one\xff\xd0on",
            segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"scan two",
            b"\xff\xd9",
            tail,
        ]
    )


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def png(width: int = 3, height: int = 2, more: bytes = b"", tail: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", zlib.compress(bytes(8))) + chunk(b"IEND", b"") + tail


# ---------------------------------------------------------------- keeping


def test_a_file_lies_under_its_digest_once(tmp_path: Path) -> None:
    first = kept(PDF, "答复.pdf", tmp_path)
    second = kept(PDF, "另一个名字.pdf", tmp_path)
    digest = sm3(PDF)
    assert (first.digest, first.size, first.kind, first.name) == (digest, len(PDF), Kind.PDF, "答复.pdf")
    assert second.digest == digest
    assert path_of(digest, tmp_path) == tmp_path / digest[:2] / digest[2:4] / digest
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path_of(digest, tmp_path)]
    with open_stored(digest, tmp_path) as file:
        assert file.read() == PDF
    assert first.content_type == "application/pdf"
    assert path_of(digest, tmp_path).stat().st_mode & 0o077 == 0


def test_damage_on_disk_is_noticed_and_mended_by_the_next_upload(tmp_path: Path) -> None:
    digest = kept(PDF, "a.pdf", tmp_path).digest
    assert intact(digest, tmp_path)
    path_of(digest, tmp_path).write_bytes(PDF[:-1] + b"x")
    assert not intact(digest, tmp_path)
    kept(PDF, "a.pdf", tmp_path)
    assert intact(digest, tmp_path)
    assert not intact("0" * 64, tmp_path)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_a_path_is_made_of_nothing_but_a_digest(digest: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        path_of(digest, tmp_path)


def test_nothing_of_a_refused_file_stays(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        kept(b"MZ\x90", "a.pdf", tmp_path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_what_a_killed_process_left_is_cleared_after_a_while(tmp_path: Path) -> None:
    kept(PDF, "a.pdf", tmp_path)
    left = tmp_path / "incoming" / "tmpabc"
    left.write_bytes(b"half")
    moment = datetime(2026, 1, 20, tzinfo=UTC)
    os.utime(left, (moment.timestamp(), moment.timestamp()))
    assert clear_incoming(moment - timedelta(hours=1), tmp_path) == 0
    assert clear_incoming(moment + timedelta(hours=1), tmp_path) == 1
    assert not left.exists()


# ---------------------------------------------------------------- kinds by content: 89–97


def test_bad_input_89_an_empty_file_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="是空的"):
        kept(b"", "a.pdf", tmp_path)


def test_bad_input_90_a_file_over_the_limit_stops_at_the_limit(tmp_path: Path) -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"%PDF-" + bytes(size - 5)

    endless = Endless()
    with pytest.raises(FileRefused, match="超过 1 MB"):
        store(endless, "a.pdf", limit=LIMIT, root=tmp_path)
    assert endless.given <= LIMIT + (1 << 20)
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "x", Kind.PDF),
        (jpg(), "x.png", Kind.JPG),
        (png(), "x.exe", Kind.PNG),
        (docx(), "x.docx", Kind.DOCX),
        (xlsx(), "x.xlsx", Kind.XLSX),
        (xlsx(), "改名.docx", Kind.XLSX),
        (archive({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<x/>"}), "x.OFD", Kind.OFD),
    ],
)
def test_the_kind_is_told_by_the_content(data: bytes, name: str, kind: Kind) -> None:
    assert examine(io.BytesIO(data), name) is kind


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.jpg", "a.exe", "a"])
def test_bad_input_92_a_program_is_refused_under_any_name(name: str) -> None:
    assert "不能上传" in (said := refusal(b"MZ\x90\0\x03", name)) or "内容却不是" in said


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>x</script>" + PDF,
        b"GIF89a/*" + b"x" * 50,
        b"<svg onload=x>",
        b"\xef\xbb\xbf<?xml?><svg/>",
        b"{\\rtf1}",
        b"PK\x05\x06" + bytes(18),
    ],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.svg", "a.html"])
def test_bad_input_93_to_95_polyglots_gif_and_svg_are_refused(data: bytes, name: str) -> None:
    assert refusal(data, name)


def test_bad_input_96_a_pdf_with_javascript_is_kept_as_it_is_to_be_served_as_attachment(tmp_path: Path) -> None:
    data = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"
    assert kept(data, "a.pdf", tmp_path).digest == sm3(data)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.doc"])
def test_bad_input_97_an_encrypted_office_file_says_to_take_the_password_off(name: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000) + "EncryptedPackage".encode("utf-16-le")
    assert "取消密码" in refusal(data, name)


@pytest.mark.parametrize(
    ("name", "instead"), [("a.doc", ".docx"), ("a.xls", ".xlsx"), ("a.wps", ".docx"), ("a.et", ".xlsx")]
)
def test_an_old_office_file_says_what_to_save_it_as(name: str, instead: str) -> None:
    assert f"另存为 {instead}" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name)


def test_an_iphone_picture_says_how_to_get_a_jpg() -> None:
    assert "HEIC" in refusal(b"\0\0\0\x18ftypheic" + bytes(40), "IMG_0001.HEIC")


def test_a_csv_is_taken_in_imports_only() -> None:
    data = "序号,标题\n1,停车".encode("gbk")
    assert examine(io.BytesIO(data), "台账.csv", TABLES) is Kind.CSV
    assert "这里不能传" in refusal(data, "台账.csv")
    assert refusal(data, "台账.txt", TABLES)
    assert refusal(b"a\0b", "台账.csv", TABLES)
    assert sniff("停车".encode()[:-1], "a.csv") is Kind.CSV
    assert sniff("\ufeff序号".encode("utf-16-le"), "a.csv") is Kind.CSV


# ---------------------------------------------------------------- archives: 98–104, 110, 112


def test_bad_input_98_a_bomb_is_refused_by_its_ratio_and_by_its_total(tmp_path: Path) -> None:
    bomb = docx({"word/media/a.xml": bytes(30 << 20)})
    assert len(bomb) < 40_000
    assert "解开以后太大" in refusal(bomb, "a.docx")
    many = docx({f"word/media/{n}.bin": os.urandom(2000) + bytes(4_000_000) for n in range(60)})
    assert "解开以后太大" in refusal(many, "a.docx")


def test_bad_input_98_sizes_that_lie_are_found_out() -> None:
    data = bytearray(docx({"word/media/a.bin": bytes(3_000_000)}))
    at = data.rfind(b"word/media/a.bin")
    struct.pack_into("<L", data, at - 46 + 24, 10)
    assert refusal(bytes(data), "a.docx") == archives.DAMAGED


def test_bad_input_99_overlapping_members_are_refused() -> None:
    data = bytearray(docx({"a.bin": b"x" * 500, "b.bin": b"x" * 500}))
    first, second = (data.rfind(name) for name in (b"a.bin", b"b.bin"))
    data[second - 46 + 42 : second - 46 + 46] = data[first - 46 + 42 : first - 46 + 46]
    assert refusal(bytes(data), "a.docx") == archives.UNUSUAL


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        '<!doctype x SYSTEM "file:///etc/passwd"><x/>',
        " " * 262_139 + "<!DOCTYPE x><x/>",
    ],
)
def test_bad_input_100_and_101_a_document_type_is_refused_in_any_encoding(xml: str, encoding: str) -> None:
    assert refusal(docx({"word/styles.xml": xml.encode(encoding)}), "a.docx") == archives.UNUSUAL


def relation(kind: str, target: str) -> str:
    return (
        "<Relationships><Relationship Id='r1' "
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/t.dotm",
        "https://x",
        r"\\host\share\t.dotm",
        "file://host/t.dotm",
        "file:////host/t",
        "&#104;ttp://x",
        "mhtml:http://x",
        "//host/t",
    ],
)
@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame"])
def test_bad_input_101_what_is_fetched_on_opening_is_refused(kind: str, target: str) -> None:
    assert refusal(docx({RELS: relation(kind, target)}), "a.docx") == archives.CALLS_OUT


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", r"file:///C:\Users\zhang\Normal.dotm"),
        ("attachedTemplate", r"D:\公文模板.dot"),
        ("attachedTemplate", "Normal.dotm"),
        ("hyperlink", "http://www.npc.gov.cn/"),
    ],
)
def test_links_and_a_template_on_the_authors_disk_are_no_harm(kind: str, target: str) -> None:
    assert examine(io.BytesIO(docx({RELS: relation(kind, target)})), "a.docx") is Kind.DOCX


def test_bad_input_103_macros_are_refused_under_any_name() -> None:
    macro_types = WORD_TYPES.replace(
        "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
    )
    assert refusal(docx(types=macro_types), "a.docx") == archives.WITH_MACROS
    assert refusal(docx({"word/vbaProject.bin": b"x"}), "a.docx") == archives.WITH_MACROS
    assert "带宏" in refusal(docx({"word/vbaProject.bin": b"x"}), "a.docm")


def test_bad_input_104_tracked_changes_and_comments_are_kept() -> None:
    assert examine(io.BytesIO(docx({"word/comments.xml": "<w:comments/>"})), "a.docx") is Kind.DOCX


@pytest.mark.parametrize("name", ["/etc/passwd", "../../x", "a/../../x", "C:/x", "..\\x"])
def test_bad_input_110_members_that_point_outside_are_refused(name: str) -> None:
    assert refusal(docx({name: "x"}), "a.docx") == archives.UNUSUAL


def test_bad_input_110_symbolic_links_are_refused_and_gbk_names_are_not() -> None:
    def link(info: zipfile.ZipInfo) -> None:
        if info.filename == "link":
            info.external_attr = 0o120777 << 16

    types = {"[Content_Types].xml": WORD_TYPES}
    assert refusal(archive(types | {"link": "/etc/passwd"}, link), "a.docx") == archives.UNUSUAL
    gbk = archive(types | {"xxxx.xml": "<x/>"}).replace(b"xxxx", "附件".encode("gbk"))
    assert examine(io.BytesIO(gbk), "a.docx") is Kind.DOCX


def test_locked_doubled_and_strangely_packed_members_are_refused() -> None:
    locked = bytearray(docx())
    at = locked.rfind(b"word/document.xml")
    locked[at - 46 + 8] |= 1
    assert refusal(bytes(locked), "a.docx") == archives.LOCKED
    assert refusal(docx({"WORD/document.xml": "x"}), "a.docx") == archives.UNUSUAL
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("[Content_Types].xml", WORD_TYPES)
    assert refusal(out.getvalue(), "a.docx") == archives.UNUSUAL


def test_too_many_members_are_refused_before_they_are_read() -> None:
    assert refusal(docx({f"a{n}.bin": b"" for n in range(5001)}), "a.docx") == archives.TOO_LARGE


def test_bad_input_112_a_damaged_or_foreign_archive_is_refused() -> None:
    ofd = archive({"OFD.xml": "<ofd:OFD/>", "Doc_0/Signs/Signatures.xml": "<x>no valid signature</x>"})
    assert examine(io.BytesIO(ofd), "a.ofd") is Kind.OFD
    assert refusal(ofd[:-30], "a.ofd") == archives.DAMAGED
    assert refusal(ofd[:-22] + b"x" * 7 + ofd[-22:], "a.ofd") == archives.UNUSUAL
    assert "压缩包" in refusal(archive({"readme.txt": "x"}), "a.ofd")
    assert "压缩包" in refusal(archive({"readme.txt": "x"}), "a.zip")
    assert "不能上传" in refusal(
        docx(types=WORD_TYPES.replace("wordprocessingml.document", "presentationml.presentation")), "a.docx"
    )


def test_a_large_archive_with_a_64_bit_directory_is_read() -> None:
    plain = docx()
    at = plain.rfind(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<H2L", plain, at + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert examine(io.BytesIO(plain[:at] + record + locator + end), "a.docx") is Kind.DOCX


@given(
    st.binary(max_size=200),
    st.integers(0, 600),
    st.sampled_from([docx(), jpg(), png(), PDF]),
    st.sampled_from(["a.docx", "a.ofd", "a.jpg", "a"]),
)
def test_a_file_broken_anywhere_is_kept_or_refused_in_words(noise: bytes, at: int, whole: bytes, name: str) -> None:
    broken = whole[:at] + noise + whole[at + len(noise) :]
    try:
        kind = examine(io.BytesIO(broken), name)
        if kind in (Kind.JPG, Kind.PNG):
            pictures.plain(broken, kind)
    except FileRefused as refused:
        assert refused.sentence.endswith("。")


# ---------------------------------------------------------------- pictures: 105–108


@pytest.mark.parametrize("side", [20_000, 12_000])
def test_bad_input_105_and_106_huge_pictures_are_refused_by_their_header(side: int, tmp_path: Path) -> None:
    for data in (png(side, side), jpg(side, side)):
        with pytest.raises(FileRefused, match=f"{side}×{side} 像素"):
            kept(data, "a.png", tmp_path)


def test_an_a3_page_at_600_dpi_is_taken() -> None:
    assert pictures.plain(jpg(7016, 9921), Kind.JPG).height == 9921


@pytest.mark.parametrize("data", [jpg(), png()])
def test_bad_input_107_a_picture_cut_short_anywhere_is_refused(data: bytes) -> None:
    kind = sniff(data, "")
    assert kind is not None
    for end in range(10, len(data)):
        with pytest.raises(FileRefused):
            pictures.plain(data[:end], kind)


@pytest.mark.parametrize("order", [">", "<"])
def test_bad_input_108_a_photo_loses_its_place_and_keeps_which_side_is_up(order: str, tmp_path: Path) -> None:
    found = kept(jpg(orientation=6, tail=b"<script>GPS motion picture</script>", order=order), "IMG.jpeg", tmp_path)
    content = path_of(found.digest, tmp_path).read_bytes()
    assert (found.width, found.height, found.name, found.size) == (8, 6, "IMG.jpg", len(content))
    assert sm3(content) == found.digest
    assert b"GPS" not in content and b"comment" not in content and b"script" not in content
    assert (
        b"ICC_PROFILE" in content and b"scan\xff\x00one\xff\xd0on" in content and content.endswith(b"scan two\xff\xd9")
    )
    assert pictures._orientation(content[content.index(b"Exif\0\0") + 6 :]) == 6
    assert content.startswith(b"\xff\xd8\xff\xe0")
    assert pictures.plain(content, Kind.JPG).content == content


def test_an_upright_photo_gets_no_exif_at_all() -> None:
    assert b"Exif" not in pictures.plain(jpg(orientation=1), Kind.JPG).content


def test_a_png_loses_texts_and_whatever_hangs_behind_it() -> None:
    data = png(more=chunk(b"tEXt", b"Author\0GPS") + chunk(b"gAMA", bytes(4)) + chunk(b"eXIf", b"GPS"), tail=PDF)
    content = pictures.plain(data, Kind.PNG).content
    assert b"GPS" not in content and b"%PDF" not in content and b"gAMA" in content
    assert pictures.plain(content, Kind.PNG).content == content
