"""Uploads over HTTP: bad files and bad names are refused in words, bad cells never become live (89–126, security.md D).

The readers and the file room have tests of their own; here it is the pages.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.dispatch.models import LedgerRowResult
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Person
from tests.web.forms import values_shown
from tests.web.walk import DATA, PDF, Walk

pytestmark = pytest.mark.django_db

TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


BAD_FILES = {
    "89 empty": ("空.xlsx", b""),
    "92 a program": ("名单.xlsx", b"MZ\x90\0" + b"\0" * 500),
    "93 a page": ("名单.xlsx", b"<html><script>alert(1)</script></html>"),
    "97 old encrypted": ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000),
    "98 a bomb": ("名单.xlsx", zipped("xl/workbook.xml", b"\0" * 30_000_000)),
    "an archive": ("名单.xlsx", zipped("../../etc/passwd", b"x")),
    "cut off": ("名单.xlsx", (DATA / "lists" / "units.xlsx").read_bytes()[:2000]),
    "a letter": ("名单.xlsx", PDF),
    "noise": ("名单.csv", bytes(range(256)) * 20),
    "another table": ("名单.csv", "苹果,梨\n1,2\n".encode()),
}


def upload(walk: Walk, who: str, path: str, name: str, content: bytes, field: str = "file", **data: Any) -> Any:
    file = SimpleUploadedFile("x", content, content_type=TABLE)
    file.name = name
    return walk.client(who).post(walk.at(who, path), {field: file, **data})


def kept(walk: Walk) -> int:
    with walk.world.acting():
        return StoredFile.objects.filter(congress=walk.world.congress).count()


@pytest.mark.parametrize("bad", BAD_FILES)
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("admin", "setup/lists/deputies/"),
        ("admin", "setup/lists/bodies/"),
        ("admin", "setup/lists/contacts/"),
        ("officer", "ledgers/"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(walk: Walk, who: str, path: str, bad: str) -> None:
    before = kept(walk)
    answer = upload(walk, who, path, *BAD_FILES[bad])
    page = answer.content.decode()
    assert answer.status_code == 200 and 'type="file"' in page
    assert "aria-invalid" in page or 'class="err' in page or "error" in page
    assert kept(walk) == before


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000)
HUGE_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4sLL5BL", 13, b"IHDR", 20_000, 20_000, 8, 2, 0, 0, 0, 0)
BAD_DOCUMENTS = {
    "89 empty": ("意见.pdf", b""),
    "92 a program": ("意见.pdf", b"MZ\x90\0" + b"\0" * 500),
    "93 a page": ("意见.pdf", b"<html><script>alert(1)</script></html>"),
    "94 a moving picture with a script": ("意见.png", b"GIF89a/*" + b"x" * 50),
    "95 a drawing with a script": ("意见.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "97 locked with a password": ("意见.pdf", OLE + "EncryptedPackage".encode("utf-16-le")),
    "98 a bomb": ("意见.ofd", zipped("OFD.xml", b"\0" * 30_000_000)),
    "103 a table": ("意见.pdf", (DATA / "lists" / "units.xlsx").read_bytes()),
    "105 a picture of 400 million points": ("意见.png", HUGE_PNG),
    "107 half a picture": ("意见.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    "110 an archive that leads outside": ("意见.ofd", zipped("../../etc/passwd", b"x")),
    "111 what virus scanners are tried with": ("意见.pdf", rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD"),
    "112 an archive that is no document": ("意见.ofd", zipped("readme.txt", b"x")),
}


@pytest.mark.parametrize("bad", BAD_DOCUMENTS)
@pytest.mark.parametrize("where", ["opinion", "reply", "sheet"])
def test_a_file_that_is_no_document_is_refused_and_what_was_typed_stays(walk: Walk, where: str, bad: str) -> None:
    """Opinions of assisting units, letters, a deputy's sheet: the same door for all documents."""
    with walk.taken_back():
        who = {"opinion": "stranger", "reply": "clerk", "sheet": "officer"}[where]
        paths = {
            "opinion": f"opinion/{walk.rows['assisted'].pk}/",
            "reply": f"reply/{walk.rounds['received'].pk}/edit/",
            "sheet": f"paper/{walk.rounds['opened'].pk}/",
        }
        before = kept(walk)
        typed = {"title": "答复", "body": "校门前限时停车。", "reason": "校门前限时停车。", "grade_overall": "satisfied"}
        field = "scan" if where == "sheet" else "document"
        answer = upload(walk, who, paths[where], *BAD_DOCUMENTS[bad], field=field, **typed)
        page = answer.content.decode()
        assert answer.status_code == 200, page[-2000:]
        assert "校门前限时停车。" in page and 'type="file"' in page and "aria-invalid" in page
        assert kept(walk) == before


NAMES = (
    "../../名单.csv",
    "CON.csv",
    "名" * 300 + ".csv",
    "名单.csv.",
    "名单.exe.csv",
    "名单\u202evsc.csv",
    "<b>名单</b>.csv",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_file_name_is_made_harmless_or_refused(walk: Walk, name: str) -> None:
    """109."""
    answer = upload(walk, "admin", "setup/lists/deputies/", name, "姓名,代表团\n新代表,第一代表团\n".encode())
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        page = walk.client("admin").get(answer["Location"]).content.decode()
        assert "<b>名单" not in page and "\u202e" not in page and "../" not in page.split("<main")[1]
        with walk.world.acting():
            stored = StoredFile.objects.filter(congress=walk.world.congress).order_by("-pk")[0]
        assert len(stored.name) <= 200 and not set(stored.name) & set("/\\\0\u202e")


CELLS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "＝1+1", "'=1+1", '=HYPERLINK("http://evil","x")')


def test_cells_that_look_like_formulas_stay_text_from_list_to_download(walk: Walk) -> None:
    """113–117: taken in as written, given out as text in which nothing calculates."""
    rows = "".join(f'代表{n},第一代表团,"{cell.replace(chr(34), chr(34) * 2)}"\n' for n, cell in enumerate(CELLS))
    answer = upload(walk, "admin", "setup/lists/deputies/", "名单.csv", f"姓名,代表团,工作单位\n{rows}".encode())
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    client = walk.client("admin")
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"]).status_code == 302
    table = client.get(walk.at("admin", "setup/lists/deputies/download/"))
    with zipfile.ZipFile(io.BytesIO(table.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"<hyperlink" not in sheet
        assert b"SUM(A1)" in sheet


@pytest.mark.parametrize(
    "content",
    [
        "姓名;代表团\n张建军;第一代表团\n".encode("gbk"),
        "\ufeff姓名\t代表团\n张建军\t第一代表团\n".encode(),
        "姓名,代表团\r张建军,第一代表团\r".encode(),
    ],
)
def test_a_list_as_other_programs_write_it_is_read(walk: Walk, content: bytes) -> None:
    """124."""
    answer = upload(walk, "admin", "setup/lists/deputies/", "名单.csv", content)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert "张建军" in walk.client("admin").get(answer["Location"]).content.decode()


def test_a_preview_writes_nobody_and_the_same_list_twice_brings_nothing_new(walk: Walk) -> None:
    """126."""

    def people() -> int:
        with walk.world.acting():
            return Person.objects.filter(congress=walk.world.congress).count()

    before = people()
    content = (DATA / "lists" / "deputies.xlsx").read_bytes()
    first = upload(walk, "admin", "setup/lists/deputies/", "名册.xlsx", content)
    client = walk.client("admin")
    client.get(first["Location"])
    assert people() == before
    client.post(first["Location"])
    once = people()
    assert once > before
    again = upload(walk, "admin", "setup/lists/deputies/", "名册.xlsx", content)
    client.post(again["Location"])
    client.post(first["Location"])
    assert people() == once


def test_a_ledger_of_bad_rows_keeps_each_row_with_what_is_wrong(walk: Walk) -> None:
    """125, 8, 11: rows to mend are listed, the others wait to be imported."""
    rows = "1,关于好的建议,李文静,区教育局\n2,关于\u202e坏的建议,李文静,区教育局\n3,\u200b\u200b,李文静,区教育局\n"
    answer = upload(walk, "officer", "ledgers/", "交办表.csv", f"编号,标题,领衔代表,主办单位\n{rows}".encode())
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = walk.client("officer").get(answer["Location"])
    assert page.status_code == 200 and "关于好的建议" in page.content.decode()
    with walk.world.acting():
        newest = LedgerRowResult.objects.filter(congress=walk.world.congress).order_by("-pk")[:3]
        assert sorted(row.outcome for row in newest)[-2:] == ["to_mend", "to_mend"] or len(newest) == 3


def test_a_refused_document_loses_nothing_of_the_letter(walk: Walk) -> None:
    path = f"reply/{walk.rounds['received'].pk}/edit/"
    answer = upload(
        walk, "clerk", path, "答复.pdf", b"MZ\x90\0 no document", field="document",
        version="0", title="答复的标题", body="写了很久的正文。", number="", signatory="", contact_line="",
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 200 and "写了很久的正文。" in values_shown(page, "body")
    assert "答复的标题" in values_shown(page, "title")


def test_a_list_of_another_kind_or_of_another_congress_is_not_written(walk: Walk) -> None:
    other = walk.things["list_deputies"]
    assert walk.post("foreign_admin", f"setup/lists/deputies/{other}/").status_code == 404
    assert walk.post("admin", f"setup/lists/bodies/{other}/").status_code == 404
