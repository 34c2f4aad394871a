"""统计 as an officer uses it: narrowing by address, the sentence above, nonsense, the spreadsheet of the page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest

from huiyin.foundation import clock
from huiyin.foundation.sheets.reading import Sheet, Workbook, read
from huiyin.reports import queries
from huiyin.reports.within import Within
from tests.web.office import evaluated
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://x.test","点这里")'


@pytest.fixture
def world() -> Iterator[World]:
    made = make_world()
    with clock.frozen(date(2026, 5, 19)):
        evaluated(made, "satisfied", "公平秤")
        evaluated(made, "unsatisfied", "断点", "没写。")
        evaluated(made, "basically", FORMULA)
        with made.acting():
            made.register("还没交办的一件", side="between", category="教育")
            made.by_the_office(made.register("两家的一件", side="between", category="城建"), "unit", "school")
        yield made


@pytest.fixture
def officer(world: World) -> Visitor:
    return Visitor(world, "officer")


def test_what_is_chosen_is_said_above_the_figures_and_can_be_cleared(world: World, officer: Visitor) -> None:
    unit = world.bodies["unit"].pk
    address = f"figures/?side=between&unit={unit}&mode=separate&since=2026-05-01&until=2026-05-19&category=城建"
    page = officer.opens(address)
    said = text_of(page)
    assert "闭会期间；2026年5月1日至2026年5月19日第一次交办；" in said
    assert "区城市管理执法局承办；承办方式是分办；类别“城建”" in said
    assert "期间按件第一次交办的日子算" in said and "一件只看符合的承办" in said
    assert "闭会期间建议 1" in said and "大会期间建议" not in said
    assert f'href="{officer.at("figures/")}">去掉全部条件' in page
    for name, value in (("since", "2026-05-01"), ("until", "2026-05-19")):
        assert re.search(rf'name="{name}"[^>]*value="{value}"', page), "the form shows what was asked"
    assert f'<option value="{unit}" selected>' in page and '<option value="separate" selected>' in page


def test_the_whole_is_not_called_narrowed(officer: Visitor) -> None:
    page = text_of(officer.opens("figures/"))
    assert "去掉全部条件" not in page and "大会期间和闭会期间" in page
    assert "期间按件第一次交办" not in page


def test_a_choice_without_items_says_so(officer: Visitor) -> None:
    assert "没有符合这些条件的件" in text_of(officer.opens("figures/?since=2030-01-01"))


def test_each_number_opens_the_rows_of_the_same_narrowing(world: World, officer: Visitor) -> None:
    page = officer.opens("figures/?category=城建")
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*/figures/registered/[^"]*)"', page)]
    assert links
    for link in links:
        rows = officer.opens(link)
        assert "两家的一件" in rows and "还没交办的一件" not in rows and "公平秤" not in rows
        assert "类别“城建”" in rows
        back = html.unescape(re.search(r'href="([^"]*/figures/\?[^"]*)">统计', rows)[1])  # type: ignore[index]
        assert "登记 1" not in text_of(officer.opens(back)) and "类别“城建”" in officer.opens(back)


NONSENSE = [
    "side=x", "mode=route", "mode=assist", "unit=0", "unit=x", "unit=99999999999999999999", "unit=１", "delegation=-1",
    "since=2026-13-45", "until=yesterday", "since=2026-05-02&until=2026-05-01", "leader=没有这个人", "category='%20or%201=1",
    "since=%EF%BF%BF",
]  # fmt: skip


def test_nonsense_is_said_and_nothing_is_counted(officer: Visitor) -> None:
    for query in NONSENSE:
        page = officer.opens(f"figures/?{query}")
        said = "有一项条件认不出来，所以没有算" in page and "<table" not in page and "导出 Excel" not in page
        assert said, query
        for path in ("figures/xlsx/", "figures/registered/---/numerator/", "figures/registered/---/numerator/xlsx/"):
            answer = officer.asks(f"{path}?{query}")
            assert answer.status_code == 302 and answer["Location"].startswith(officer.at("figures/?")), query
            assert "所以没有算" in officer.opens(answer["Location"])


def test_a_unit_of_another_congress_is_none(world: World, officer: Visitor) -> None:
    foreign = make_world("lishan").bodies["unit"].pk
    assert "所以没有算" in officer.opens(f"figures/?unit={foreign}")


# -- spreadsheets ------------------------------------------------------------------------------------------------------


def table(sheet: Sheet, first: str) -> list[dict[str, str]]:
    """The rows below the headings, of which the first is `first`."""
    at = next(n for n, row in enumerate(sheet.rows) if row and row[0].text == first)
    headings = [cell.text for cell in sheet.rows[at]]
    return [
        {heading: sheet.cell(row, column).text for column, heading in enumerate(headings)}
        for row in range(at + 1, len(sheet.rows))
    ]


def book(officer: Visitor, path: str) -> tuple[Workbook, str]:
    answer = officer.asks(path)
    assert answer.status_code == 200 and not answer.streaming
    name = unquote(answer["Content-Disposition"].partition("utf-8''")[2])
    return read(answer.content, "统计.xlsx"), name


def on_the_page(page: str) -> list[tuple[str, ...]]:
    """(table, line, n-th column) → what a person reads: share, numerator, denominator, or the plain number."""
    found = []
    for title, body in re.findall(r'<h2 id="s-[a-z]+">([^<]*)</h2>.*?<tbody>(.*?)</tbody>', page, re.S):
        for label, cells in re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', body, re.S):
            for cell in re.findall(r"<td.*?</td>", cells, re.S):
                found.append((title, label, re.sub(r"<[^>]*>", " ", cell).replace("/", " ").split()))
    return [(title, label, *words) for title, label, words in found]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?side=session",
        "?mode=lead",
        "?category=城建",
        "?since=2026-05-19&mode=separate",
        "?session=all&unit={unit}",
    ],
)
def test_the_spreadsheet_says_the_numbers_of_the_page(world: World, officer: Visitor, query: str) -> None:
    query = query.format(unit=world.bodies["unit"].pk)
    page = on_the_page(officer.opens(f"figures/{query}"))
    made, name = book(officer, f"figures/xlsx/{query}")
    numbers, notes, cases = made.sheets
    rows = table(numbers, "表")
    assert name == f"{world.congress.short_name}办理统计2026年5月19日.xlsx"
    assert (
        len(page) > 10
        and [
            (row["表"], row["范围"], *((row["结果"], row["分子"], row["分母"]) if row["结果"] else (row["分子"],)))
            for row in rows
        ]
        == page
    )
    assert all(row["怎么算"].endswith("。") and row["分子数什么"] for row in rows)
    # Every number is the sum of the cases listed under it.
    listed: dict[tuple[str, ...], list[int]] = {}
    for row in table(cases, "表"):
        into, of = listed.setdefault((row["表"], row["范围"], row["指标"]), [0, 0])
        listed[row["表"], row["范围"], row["指标"]] = [
            into + int(row["分子里算几次"]),
            of + int(row["分母里算几次"] or 0),
        ]
    for row in rows:
        counted = listed.get((row["表"], row["范围"], row["指标"]), [0, 0])
        assert counted == [int(row["分子"]), int(row["分母"] or 0)], row
    assert any("四舍五入" in row["说明"] for row in table(notes, "表")) == (
        "mode=separate" not in query and "城建" not in query
    )


def test_the_spreadsheet_says_what_it_was_cut_from_and_when(world: World, officer: Visitor) -> None:
    made, _ = book(officer, "figures/xlsx/?category=城建")
    for sheet in made.sheets:
        said = sheet.rows[1][0].text
        assert "类别“城建”" in said and "2026年5月19日 " in said and "从回音导出" in said


def test_the_rows_of_a_number_go_out_too_and_a_title_is_never_a_formula(world: World, officer: Visitor) -> None:
    made, name = book(officer, "figures/registered/session-suggestion--/numerator/xlsx/")
    (sheet,) = made.sheets
    rows = table(sheet, "编号")
    assert name == f"{world.congress.short_name}登记的件2026年5月19日.xlsx"
    assert {row["标题"] for row in rows} == {"公平秤", "断点", FORMULA} and {row["算几次"] for row in rows} == {"1"}
    content = officer.asks("figures/xlsx/").content
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(one).decode() for one in archive.namelist() if "worksheets/sheet" in one]
    assert len(sheets) == 3 and any("HYPERLINK" in one for one in sheets) and not any("<f>" in one for one in sheets)


def test_too_many_cases_are_left_out_of_the_page_s_spreadsheet_and_it_says_so(
    officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huiyin.web.office.figure_sheets.MOST_CASES", 3)
    made, _ = book(officer, "figures/xlsx/")
    assert len(made.sheets) == 2
    assert any("太多，没有放进这个文件" in row["说明"] for row in table(made.sheets[1], "表"))


def test_narrowing_asks_the_database_no_question_more(
    world: World, officer: Visitor, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        officer.opens("figures/?mode=lead&since=2026-01-01&category=城建")
    with world.acting("officer"):
        for within in (
            Within(),
            Within(mode="lead", since=date(2026, 1, 1), leader="甲", delegation=1, category="城建"),
        ):
            items = queries.items_for(world.congress, world.session, world.seats["officer"], within=within)
            assert items is not None
            with django_assert_max_num_queries(12) as asked:
                queries.sections_of(items)
            counting = [one for one in asked.captured_queries if "with proposal as materialized" in one["sql"]]
            assert len(counting) == 1, "items, and items at each unit, in one question"
