"""Lists that go out: nothing in them calculates, no digit is lost (bad inputs 113–120)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from huiyin.foundation import clock
from huiyin.foundation.sheets.writing import Value, fit, harmless, sheet_name, write_csv, write_sheet


def written(rows: list[list[Value]], title: str = "办理台账", **more: str) -> tuple[bytes, list[list[Any]]]:
    out = io.BytesIO()
    count = write_sheet(out, title, ["编号", "标题", "日期"], rows, **more)
    assert count == len(rows)
    found = load_workbook(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return out.getvalue(), found


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


FORMULAS = [
    "=cmd|'/c calc'!A1",
    "+1",
    "-1+2",
    "@SUM(1)",
    "\t=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "'=1",
    '"=1',
    '=HYPERLINK("http://x","y")',
    "{=1}",
    "http://x.cn",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_bad_inputs_113_to_117_nothing_in_a_sheet_calculates_or_links(text: str) -> None:
    data, found = written([[text, text, None]])
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert found[2][0] == text


@pytest.mark.parametrize("number", ["13800138000", "420106199001011234", "007", "0", "1.50", "1e5", "九十三"])
def test_bad_inputs_118_to_120_numbers_that_are_text_keep_every_digit(number: str) -> None:
    data, found = written([[number, "x", None]])
    assert found[2][0] == number
    assert 't="n"' not in part(data, "xl/worksheets/sheet1.xml")


def test_numbers_dates_and_moments_are_cells_of_their_kind() -> None:
    moment = datetime(2026, 1, 20, 16, 30, tzinfo=UTC)
    _, found = written([[5, Decimal("91.87"), date(2026, 1, 20)], [True, -3, moment], [2.5, None, ""]])
    assert found[2] == [5.0, 91.87, date(2026, 1, 20)]
    assert found[3] == ["是", -3.0, datetime(2026, 1, 21, 0, 30)]
    assert found[4] == [2.5, "", ""]


@pytest.mark.parametrize(
    ("value", "text"),
    [(420106199001011234, "420106199001011234"), (float("nan"), "nan"), (float("inf"), "inf"), (10**400, str(10**400))],
)
def test_a_number_a_cell_cannot_hold_exactly_becomes_text(value: float, text: str) -> None:
    assert written([[value, "x", None]])[1][2][0] == text


def test_title_subtitle_and_headings_stand_above_and_stay_in_sight() -> None:
    data, found = written([["1", "x", None]], subtitle="截至 2026年1月20日，共 1 件")
    assert [row[0] for row in found[:3]] == ["办理台账", "截至 2026年1月20日，共 1 件", "编号"]
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet and 'fitToHeight="0"' in sheet
    assert 'state="frozen"' in sheet and 'topLeftCell="A4"' in sheet and '<mergeCell ref="A1:C1"/>' in sheet
    assert "_xlnm.Print_Titles" in part(data, "xl/workbook.xml")


def test_the_day_in_the_file_is_that_of_the_clock() -> None:
    with clock.frozen(date(2030, 5, 6)):
        data, _ = written([])
    assert "2030-05-06T09:00:00Z" in part(data, "docProps/core.xml")


def test_a_list_of_one_column_and_an_empty_list_are_written(tmp_path: Path) -> None:
    path = tmp_path / "一列.xlsx"
    assert write_sheet(path, "单位", ["名称"], (["市教育局"] for _ in range(2))) == 2
    assert load_workbook(path).get_sheet_by_index(0).to_python() == [["单位"], ["名称"], ["市教育局"], ["市教育局"]]
    assert write_sheet(tmp_path / "空.xlsx", "", ["名称"], []) == 0


def test_a_text_too_long_for_a_cell_is_cut_with_a_note() -> None:
    found = written([["𠮷" * 20_000, "x", None]])[1][2][0]
    assert found.endswith("（太长，已截断）")
    assert len(found.encode("utf-16-le")) // 2 <= 32_767
    assert fit("字" * 32_767) == "字" * 32_767


@pytest.mark.parametrize("text", ["_x0041_", "a\x00b\x07", "\ud800", "\ufffe", "a\x0bb", "_x005F_"])
def test_characters_a_workbook_cannot_hold_disappear_and_escapes_stay_text(text: str) -> None:
    assert written([[f"前{text}后", "x", None]])[1][2][0] == f"前{re.sub('[^_x0-9a-zA-Z]', '', text)}后"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("办理[台账]:*?/\\", "办理 台账"),
        ("'引号'", "引号"),
        ("", "表"),
        ("History", "表"),
        ("长" * 40, "长" * 31),
        ("𠮷" * 40, "𠮷" * 15),
    ],
)
def test_a_sheet_gets_a_name_it_may_have(title: str, name: str) -> None:
    assert sheet_name(title) == name
    written([], title=title)


cells: st.SearchStrategy[Value] = (
    st.text(max_size=30)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.dates()
    | st.datetimes(datetime(1, 1, 2), datetime(9999, 1, 1))
    | st.decimals()
)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5))
def test_any_value_can_be_written_and_read_back(title: str, rows: list[list[Value]]) -> None:
    out = io.BytesIO()
    assert write_sheet(out, title, ["甲", "乙", "丙"], rows) == len(rows)
    load_workbook(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    assert "<f>" not in part(out.getvalue(), "xl/worksheets/sheet1.xml")
    assert write_csv(io.BytesIO(), ["甲", "乙", "丙"], rows) == len(rows)


# ---------------------------------------------------------------- csv


@pytest.mark.parametrize("text", [text for text in FORMULAS if text not in ("{=1}", "http://x.cn")])
def test_bad_inputs_114_to_116_a_csv_gets_an_apostrophe_before_what_would_calculate(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["停车难", "A=1", "1-2", "", "（-1）", "第3号"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_a_csv_can_be_read_by_programs_and_by_excel(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    rows: list[list[Value]] = [
        ["=1", -5, date(2026, 1, 20)],
        ['说"好"', Decimal("1.50"), datetime(2026, 1, 20, 16, tzinfo=UTC)],
        ["一\n二", None, True],
    ]
    assert write_csv(path, ["标题", "数", "日期"], rows) == 3
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        ["标题", "数", "日期"],
        ["'=1", "-5", "2026-01-20"],
        ['说"好"', "1.50", "2026-01-21 00:00:00"],
        ["一\n二", "", "是"],
    ]


def test_a_buffer_given_stays_open() -> None:
    out = io.BytesIO()
    write_csv(out, ["a"], [])
    assert out.getvalue() == b'\xef\xbb\xbf"a"\r\n'
