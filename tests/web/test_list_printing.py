"""打印全部: all rows of a list on one page, with the filters and columns of the address; past the limit, the way to export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.foundation import clock
from huiyin.handling import desks
from huiyin.reports import list_exports
from tests.web.pages import Browser
from tests.web.test_lists import handed_over, headings
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(START):
        made = make_world()
    with clock.frozen(date(2026, 5, 20)):
        yield made


def test_more_than_a_page_is_printed_as_a_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(6):
        handed_over(world, f"关于第{n}件的建议")
    officer = Browser(world, "officer")
    page = officer.read("lists/")
    assert "data-print" in page and "打印全部" not in page, "one page is all there is"
    monkeypatch.setattr(desks, "PAGE", 4)
    page = officer.read("lists/")
    assert "第5件" not in page and "lists/print/" in page and "打印全部" in page
    printed = officer.read("lists/print/")
    assert all(f"关于第{n}件的建议" in printed for n in range(6)) and "共 6 行" in printed
    assert headings(printed) == ["序号", *headings(page)] and "data-print" in printed and "第一列" not in printed


def test_filters_columns_and_rights_are_those_of_the_list(world: World) -> None:
    handed_over(world, "关于路灯的建议", category="城乡建设")
    handed_over(world, "关于学校的建议", "school", category="教育")
    officer = Browser(world, "officer")
    printed = officer.read("lists/print/?category=教育&cols=number,title")
    assert "关于学校" in printed and "关于路灯" not in printed and headings(printed)[1:] == ["编号", "标题"], headings(printed)
    assert "教育" in printed, "the filters stand in words above the rows"
    assert "关于学校" not in Browser(world, "clerk").read("lists/print/?session=all")
    assert Browser(world, "deputy").open("lists/print/").status_code == 403
    assert "没有可以打印的" in officer.read("lists/print/?q=没有这样的词")


def test_past_the_limit_it_says_to_export_and_reads_no_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        handed_over(world, f"关于第{n}件的建议")
    monkeypatch.setattr(list_exports, "AT_ONCE", 2)
    page = Browser(world, "officer").read("lists/print/?session=all")
    assert "超过 2 行" in page and "导出 Excel" in page and "关于第0件" not in page and "data-print" not in page


@pytest.mark.parametrize("query", ["session=x", "view=nothing", "cols=,,,", "after=%00", "unit=99999999999999999999", "q=%F0%9F"])
def test_nonsense_in_the_address_is_no_error(world: World, query: str) -> None:
    assert Browser(world, "officer").open(f"lists/print/?{query}").status_code in (200, 302, 400, 404)


def test_printing_costs_the_same_however_many_rows(world: World) -> None:
    officer, asked = Browser(world, "officer"), []
    for many in (2, 6):
        for n in range(many):
            handed_over(world, f"关于第{many}{n}件的建议")
        officer.read("lists/print/")
        with CaptureQueriesContext(connection) as caught:
            page: Any = officer.read("lists/print/")
        asked.append(len(caught))
        assert re.search(r"共 \d+ 行", page)
    assert asked[0] == asked[1], asked
