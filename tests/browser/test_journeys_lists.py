"""台账, clicked through: filtered, saved as a view, its columns chosen, exported, and the file holds the same rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import load_workbook

from huiyin.chain.taking import take
from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.handling import columns
from tests.browser.journey import Journey, Person
from tests.browser.looking import shoot
from tests.world import World, make_world

pytestmark = pytest.mark.deep
DAY = date(2026, 3, 9)


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(DAY):
        made = make_world()
        with made.acting():
            for n in range(12):
                case = made.register(f"关于第{n}条路的建议", category="城建" if n % 2 else "民生")
                unit = made.bodies["unit" if n < 8 else "school"].pk
                targets = (Target(unit, Mode.LEAD),)
                take("dispatch.hand_over", case, made.seats["officer"], HandOver(targets=targets))
        yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def downloaded(person: Person, to: Path) -> list[list[Any]]:
    with person.page.expect_download() as caught:
        person.main.get_by_role("button", name="导出 Excel").click()
    caught.value.save_as(to)
    rows = load_workbook(str(to)).get_sheet_by_index(0).to_python()
    return rows[3:]


def shown(person: Person) -> list[str]:
    found: list[str] = person.main.locator("tbody th a").all_inner_texts()
    return found


def test_a_list_is_filtered_saved_put_into_columns_and_exported(journey: Journey, tmp_path: Path) -> None:
    officer = journey["officer"].goes_to().follows("台账").reads("12 行").looks("list-whole")
    with officer.page.expect_navigation():
        officer.main.get_by_label("类别").select_option(label="城建")
    officer.reads("6 行", "类别：城建").unfolds("保存为视图")
    officer.writes("视图名称", "城建类").presses("保存").reads("已保存视图“城建类”").looks("list-saved")
    officer.follows("选列").looks("list-columns")
    officer.main.get_by_role("checkbox", name="类别", exact=True).uncheck()
    officer.main.get_by_label("承办单位排第几", exact=True).fill("0")
    officer.presses("用这些列").reads("已记住您选的列", "6 行")
    heads = officer.main.locator("thead th").all_inner_texts()
    assert heads[0] == "承办单位" and "类别" not in heads
    rows = downloaded(officer, tmp_path / "list.xlsx")
    assert rows[0] == ["序号", *heads]
    assert [row[heads.index("标题") + 1] for row in rows[1:]] == shown(officer) and len(rows) == 7
    officer.goes_to().follows("城建类").reads("6 行")
    officer.follows("整理").looks("list-views").presses("删去“城建类”").reads("已删去视图“城建类”")
    officer.page.get_by_role("button", name="撤销").click()
    officer.reads("放回来了", "城建类")

    clerk = journey["clerk"].goes_to().follows("本单位台账").reads("8 行").looks("list-unit")
    own = downloaded(clerk, tmp_path / "own.xlsx")
    assert own[0][:3] == ["序号", "编号", "标题"] and "承办单位" not in own[0] and "见面沟通" in own[0]
    assert [row[2] for row in own[1:]] == shown(clerk) and len(own) == 9

    officer.goes_to()
    officer.page.keyboard.press("/")
    officer.page.keyboard.type("003")
    officer.page.keyboard.press("Enter")
    officer.reads("关于第2条路的建议")
    assert "/case/" in officer.page.url


def test_head_number_and_title_stay_in_sight_and_the_whole_list_prints(journey: Journey, tmp_path: Path) -> None:
    world = journey.world
    with world.acting():
        for n in range(12, 60):
            case = world.register(f"关于第{n}条路的建议", category="城建")
            targets = (Target(world.bodies["unit"].pk, Mode.LEAD),)
            take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
    offered = columns.offered("committee_officer")
    every = ",".join(["number", "title", *(one for one in offered if one not in ("number", "title"))])
    officer = journey["officer"].goes_to(f"lists/?cols={every}").reads("60 行")
    page = officer.page
    page.set_viewport_size({"width": 1440, "height": 900})
    box, first = page.locator(".of-list"), page.locator(".of-list tbody tr").first
    before = [first.locator("> *").nth(n).bounding_box()["x"] for n in (0, 1, 2)]
    top = page.locator(".of-list thead th").first.bounding_box()["y"]
    box.evaluate("one => { one.scrollLeft = 400; one.scrollTop = 700; }")
    after = [page.locator(".of-list tbody tr").nth(15).locator("> *").nth(n).bounding_box()["x"] for n in (0, 1, 2)]
    assert before[:2] == after[:2] and after[2] < before[2] - 100, (before, after)
    assert abs(page.locator(".of-list thead th").first.bounding_box()["y"] - top) < 1, "the head stays"
    shoot(page, "list-scrolled-1440")
    officer.looks("list-frozen").follows("打印全部").reads("共 60 行").looks("list-print")
    officer.goes_to("lists/print/").reads("共 60 行")
    page.emulate_media(media="print")
    printed = Path(os.environ.get("SCREENS") or tmp_path) / "list.pdf"
    page.pdf(path=str(printed), prefer_css_page_size=True)
    page.emulate_media(media="screen")
    pages = PdfReader(str(printed)).pages
    said = "".join("".join(one.extract_text().split()) for one in pages)
    assert all(f"关于第{n}条路的建议" in said for n in (0, 30, 59)) and len(pages) > 1
    assert all("序号" in one.extract_text() for one in pages), "the head stands on every sheet"
    assert pages[0].mediabox.width > pages[0].mediabox.height, "on its side"
