"""一页纸, clicked through (issue E, acceptance 5): at 1440 and 390, on a wall of 1920 × 1080, printed on one A4."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from huiyin.foundation import clock
from tests.browser.journey import Journey
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 6, 20)
WALL = {"width": 1920, "height": 1080}


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
        with made.acting():
            cases = [made.register(f"关于在第{number}处路口增设护栏、改善夜间照明的建议") for number in range(1, 15)]
            rounds = [made.receive(made.by_the_office(case)[0]) for case in cases]
    with clock.frozen(date(2026, 4, 13)), made.acting():
        for round_ in rounds[:2]:
            made.talk(round_)
            made.answer(round_)
    yield made


def test_whoever_has_one_minute_reads_a_sentence_and_goes_from_each_number_to_its_list(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    journey = Journey(world, new_page, live_site)
    chair = journey["chair"]
    with clock.frozen(TODAY):
        chair.goes_to("").page.get_by_role("navigation").get_by_role("link", name="一页纸").click()
        chair.reads("14 件建议里，", "12 件已经逾期", "最久的一件拖了", "已经答复 2 件")
        chair.looks("overview")
        chair.page.get_by_text("看数据表").first.click()
        chair.looks("overview-tables")
        chair.follows("全部逾期的").reads("逾期")
        chair.goes_to("overview/").page.locator(".ledger.fold th a").first.click()
        chair.reads("改善夜间照明的建议")


def test_on_a_wall_the_page_needs_no_scrolling_and_on_paper_one_sheet(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    journey = Journey(world, new_page, live_site)
    chair = journey["chair"]
    with clock.frozen(TODAY):
        chair.page.set_viewport_size(WALL)
        chair.goes_to("overview/?wall=1").reads("12 件已经逾期")
        ends = chair.page.evaluate("[...document.querySelectorAll('.bars, .lines')].map(e => e.getBoundingClientRect().bottom)")
        assert len(ends) == 2 and max(ends) <= WALL["height"], "both charts end on the wall"
        assert chair.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 24
        if folder := os.environ.get("SCREENS"):
            chair.page.screenshot(path=Path(folder) / "overview-wall.png")
        chair.page.set_viewport_size({"width": 1440, "height": 900})
        chair.goes_to("overview/")
        printed = PdfReader(BytesIO(chair.page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1
        made = chair.page.request.get(chair.page.url + "paper/pdf/")
        assert made.ok and len(PdfReader(BytesIO(made.body())).pages) == 1
