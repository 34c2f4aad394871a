"""Uploaded tables of every kind: read as a person sees them, or refused in words; nothing can take the server down."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from huiyin.foundation.sheets import Sheet, TableRefused, Workbook, delimited, facts, read, reading
from huiyin.foundation.tables import Field, Grid, find_header, guess_columns, lines

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: list[Any], **options: Any) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, **options})
    sheet = book.add_worksheet("表")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return held.getvalue()


def rewritten(data: bytes, member: str, old: str, new: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == member:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            after.writestr(entry.filename, content)
    return held.getvalue()


def texts(book: Workbook) -> list[list[str]]:
    return [[cell.text for cell in row] for row in book.sheets[0].rows]


def refused(data: bytes, name: str = "表.xlsx") -> str:
    with pytest.raises(TableRefused) as refusal:
        read(data, name)
    sentence = refusal.value.sentence
    assert "没有变动" in sentence
    assert "请" in sentence
    assert not re.search("操作失败|参数错误|非法|系统繁忙", sentence)
    return sentence


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"\0\0\0"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:  # bad input 89
    assert "空的" in refused(data)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"\xff\xd8\xff\xe0....", "图片"),
        (b"Rar!\x1a\x07....", "压缩包"),
        (b"MZ\x90\x00....", "程序"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "网页"),
        (b"PK\x03\x04 broken", "损坏"),
        (bytes(range(256)) * 40, "认不出"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, word: str) -> None:  # bad input 92–94
    assert word in refused(data)


def test_a_word_document_is_no_table() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types><Override ContentType="application/vnd.openxmlformats-officedocument'
            '.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr("word/document.xml", "<x/>")
    assert "文字文档" in refused(held.getvalue())


def test_a_locked_workbook_says_how_to_unlock_it() -> None:  # bad input 97
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    assert "密码" in refused(locked)


def test_a_workbook_cut_off_in_the_middle_is_refused() -> None:
    data = workbook(["序号", "标题"], [1, "甲"])
    for length in (40, len(data) // 2, len(data) - 30):
        refused(data[:length])


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:  # bad input 98
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"\0" * (90 << 20))
    refused(held.getvalue())


def test_a_document_type_is_refused() -> None:  # bad input 100
    data = workbook(["序号", "标题"], [1, "甲"])
    refused(rewritten(data, SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'))


def test_facts_refuse_a_document_type_themselves() -> None:
    data = rewritten(workbook(["甲"]), SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
    with zipfile.ZipFile(io.BytesIO(data)) as archive, pytest.raises(ValueError, match="document type"):
        facts.facts_of(archive, 10, 10)


def test_one_cell_in_the_far_corner_cannot_abort_the_server() -> None:
    """calamine asks for 512 GB and its process is aborted: that must be the child's end, not ours."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write(0, 0, "标题")
    sheet.write(1_048_575, 16_383, "远")
    book.close()
    assert "很靠右或很靠下" in refused(held.getvalue())


def test_a_child_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = tmp_path / "sleeper"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr(reading, "SECONDS", 0.2)
    monkeypatch.setattr(reading.sys, "executable", str(sleeper))
    assert "太大" in refused(workbook(["序号", "标题"]))


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_dimension_tag_of_a_million_rows_costs_nothing() -> None:  # bad input 102
    data = workbook(["序号", "标题"], [1, "甲"])
    book = read(rewritten(data, SHEET, 'ref="A1:B2"', 'ref="A1:XFD1048576"'), "表.xlsx")
    assert texts(book) == [["序号", "标题"], ["1", "甲"]]


def test_a_sheet_formatted_far_down_ends_with_its_last_word() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("表")
    border = book.add_format({"border": 1})
    sheet.write_row(0, 0, ["序号", "标题"])
    for row in range(1, 30_000):
        sheet.write_blank(row, 0, None, border)
    book.close()
    assert len(read(held.getvalue(), "表.xlsx").sheets[0].rows) == 1


def test_reading_stops_after_two_hundred_blank_rows_and_says_so() -> None:
    book = read(workbook(["序号", "标题"], *[[]] * 250, [1, "孤零零"]), "表.xlsx")
    assert len(book.sheets[0].rows) == 1
    assert "连续空了 200 行" in book.notes[0]


def test_more_than_twenty_thousand_rows_are_cut_and_told() -> None:
    data = "序号,标题\n" + "".join(f"{n},关于{n}的建议\n" for n in range(20_100))
    book = read(data.encode(), "表.csv")
    assert len(book.sheets[0].rows) == 20_000
    assert "只读了前 20000 行" in book.notes[0]


def test_one_long_string_in_every_cell_is_refused() -> None:
    refused(workbook(*[["长" * 30_000] * 20] * 20))


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_read_as_they_are_shown() -> None:  # bad input 118–120
    book = read(workbook([37.0, 13800000000, 0.1 + 0.2, 1e15, -5, True, "007"]), "表.xlsx")
    assert texts(book) == [["37", "13800000000", "0.3", "1000000000000000", "-5", "TRUE", "007"]]
    assert book.sheets[0].rows[0][3].problem == "digits_lost"


@pytest.mark.parametrize(
    ("code", "shown"),
    [("000", "007"), ('"第"000"号"', "第007号"), ("第0号", "第7号"), ("0.00", "7"), ("#,##0", "7"), ("General", "7")],
)
def test_a_number_format_of_zeros_and_words_is_kept(code: str, shown: str) -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.add_worksheet("表").write_number(0, 0, 7, book.add_format({"num_format": code}))
    book.close()
    assert texts(read(held.getvalue(), "表.xlsx")) == [[shown]]


def test_error_cells_are_told_apart_from_empty_ones() -> None:  # bad input 123
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_formula(0, 0, "=1/0", None, "#DIV/0!")
    sheet.write_string(0, 1, "#N/A")
    sheet.write_string(0, 2, "")
    sheet.write_formula(0, 3, '=""', None, "")
    book.close()
    row = read(held.getvalue(), "表.xlsx").sheets[0].rows[0]
    assert [(cell.problem, cell.raw) for cell in row] == [("error", "#DIV/0!"), ("error", "#N/A"), ("", ""), ("", "")][
        : len(row)
    ]


def test_a_hidden_row_is_read_and_counted() -> None:  # bad input 122
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_column(0, 0, ["甲", "乙", "丙"])
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_row(7, None, None, {"hidden": True})
    book.close()
    read_book = read(held.getvalue(), "表.xlsx")
    assert texts(read_book) == [["甲"], ["乙"], ["丙"]]
    assert read_book.sheets[0].hidden_rows == {1}
    assert "1 行是隐藏的" in read_book.notes[0]


@pytest.mark.parametrize("bad", ["\u202e", "\u2066", "\ufffe"])
def test_a_cell_that_deceives_is_kept_out_with_its_reason(bad: str) -> None:  # bad input 3, 8–10
    cell = read(f"甲,乙\n丙{bad}丁,戊\n".encode(), "表.csv").sheets[0].rows[1][0]
    assert (cell.text, cell.problem) == ("", "refused")
    assert "请" in cell.raw


# ── text tables ──────────────────────────────────────────────────────────────────────────────────────────────────────

LINES = ["序号,标题,承办单位", '1,"关于甲,乙的建议",区甲局；区乙局', "2,关于丙的建议,区丙局"]
ROWS = [["序号", "标题", "承办单位"], ["1", "关于甲,乙的建议", "区甲局；区乙局"], ["2", "关于丙的建议", "区丙局"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_table_reads_the_same_in_every_encoding(encoding: str, end: str) -> None:  # bad input 5–7, 124
    assert texts(read(end.join(LINES).encode(encoding), "表.csv")) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_even_width(delimiter: str) -> None:
    data = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    assert texts(read(data.encode(), "表.csv")) == ROWS


def test_the_separator_directive_of_a_spreadsheet_is_no_row() -> None:
    assert texts(read("sep=;\n甲;乙\n丙;丁\n".encode(), "表.csv")) == [["甲", "乙"], ["丙", "丁"]]


def test_one_stray_quotation_mark_does_not_swallow_the_file() -> None:
    rows = ['1,"甲,乙'] + [f"{n},甲,乙" for n in range(2, 80)]
    assert len(read("\n".join(rows).encode(), "表.csv").sheets[0].rows) == 79


def test_a_long_text_in_one_cell_stays_in_one_cell() -> None:
    long = "第一行\n" * 60
    assert len(read(f'甲,乙,丙\n1,"{long}",2\n3,4,5\n'.encode(), "表.csv").sheets[0].rows) == 3


def test_a_few_broken_characters_are_shown_as_boxes_and_told() -> None:
    data = "序号,标题\n".encode() + "1,关于甲的建议\n".encode() * 30 + b"2,\xff\xe5\n"
    book = read(data, "表.csv")
    assert book.sheets[0].rows[31][1].problem == "unreadable"
    assert "□" in book.sheets[0].rows[31][1].text
    assert "认不出来" in book.notes[0]


def test_habits_that_save_leading_zeros_are_undone() -> None:
    book = read('编号,电话\n="007",\'13800000000\n'.encode(), "表.csv")
    assert texts(book)[1] == ["007", "13800000000"]


def test_a_null_character_spoils_its_cell_only() -> None:  # bad input 1
    book = read(("序号,标题\n" + "1,关于甲的建议\n" * 30 + "2,关于\0乙的建议\n").encode(), "表.csv")
    assert [row[1].problem for row in book.sheets[0].rows[-2:]] == ["", "refused"]


def test_binary_is_not_taken_for_text() -> None:
    with pytest.raises(delimited.NotText):
        delimited.decode(bytes(range(256)) * 20)


# ── other workbooks ──────────────────────────────────────────────────────────────────────────────────────────────────

ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(rows: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(rows=rows))
    return held.getvalue()


def ods_cell(text: str, repeat: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeat}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def test_an_open_document_sheet_is_read() -> None:
    rows = f"<table:table-row>{ods_cell('序号')}{ods_cell('标题')}</table:table-row>"
    assert texts(read(ods(rows), "表.ods")) == [["序号", "标题"]]


def test_an_open_document_that_repeats_itself_without_end_is_refused() -> None:
    row = f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("甲", 16384)}</table:table-row>'
    refused(ods(row), "表.ods")


# ── layout ───────────────────────────────────────────────────────────────────────────────────────────────────────────

FIELDS = (
    Field("serial", "序号", ("序号",)),
    Field("name", "名称", ("名称",), anchor=True),
    Field("note", "备注", ("备注",)),
)


def sheet_of(*rows: list[str], merged: list[tuple[int, int, int, int]] | None = None) -> Sheet:
    data = "\n".join(",".join(row) for row in rows)
    sheet = read(data.encode(), "表.csv").sheets[0]
    sheet.merged = merged or []
    return sheet


def kinds(sheet: Sheet) -> str:
    grid = Grid(sheet)
    header = find_header(grid, FIELDS)
    found = lines(grid, header, guess_columns(grid, header, FIELDS), FIELDS)
    assert [line.index for line in found] == list(range(len(sheet.rows)))
    return " ".join(line.kind for line in found)


def test_rows_are_told_apart() -> None:
    sheet = sheet_of(
        ["某某名单", "", ""],
        ["", "", ""],
        ["序号", "名称", "备注"],
        ["1", "2", "3"],
        ["一、甲类", "", ""],
        ["1", "甲", ""],
        ["2", "", ""],
        ["序号", "名称", "备注"],
        ["3", "", "只有备注"],
        ["小计", "2", ""],
        ["注：以上", "", ""],
        ["合计", "", "2个"],
    )
    assert kinds(sheet) == "title blank title title section data blank title data total title total"


def test_a_merged_name_makes_one_row_of_two() -> None:
    sheet = sheet_of(["序号", "名称", "备注"], ["1", "甲", "上"], ["", "", "下"], merged=[(1, 1, 2, 1)])
    assert kinds(sheet) == "title data continued"


def test_names_that_begin_like_a_sum_are_names() -> None:
    sheet = sheet_of(["序号", "名称", "备注"], ["1", "合计有限公司", ""], ["2", "共建共享服务中心", ""])
    assert kinds(sheet) == "title data data"
