"""A promise, clicked through (issue E, acceptance 5): given with its letter, reported on with a photo, slipped with leave,
done, crossed off by the deputy; the ledger of the committee tells it to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.foundation import clock
from tests.browser.journey import Journey, Person
from tests.handling.test_talk_photos import png
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, ANSWERED = date(2026, 3, 2), date(2026, 4, 1)
LETTER = "李文静代表：\n您提出的建议收悉。我局计划9月底前增设隔离护栏860米。\n感谢您对城市管理工作的支持。"
WHAT = "增设隔离护栏860米"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world()


def puts(person: Person, name: str, shade: int) -> None:
    person.page.locator("input[type=file][multiple]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": png(shade)}
    )
    expect(person.page.locator("[data-files]")).to_contain_text(name)


def test_a_promise_is_given_reported_on_slipped_with_leave_done_and_crossed_off_by_the_deputy(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    journey = Journey(world, new_page, live_site)
    with world.acting():
        case = world.register()
        world.by_the_office(case)
    journey.receives("clerk", case)
    journey.talks("clerk", case)
    clerk, head, officer, deputy = (journey[who] for who in ("clerk", "head", "officer", "deputy"))
    deputy.page.set_viewport_size({"width": 390, "height": 844})
    with clock.frozen(ANSWERED):
        clerk.opens(case).follows("写答复").writes("正文", LETTER).writes("发文字号", "临城管函〔2026〕19号")
        clerk.presses("保存，标记承诺").reads("读起来像承诺的话").follows("标记为承诺")
        clerk.reads("9月底前").writes("办什么", WHAT).presses("标记为承诺").reads("已经标记的")
        clerk.follows("看一遍答复函").presses("送审签")
        journey.clears("head", case)
        head.opens(case).follows("发出答复").presses("发出答复函").reads("答复函已发出")
        clerk.goes_to("promises/").reads(WHAT, "没有到期 1").looks("promise-ledger-clerk")
    with clock.frozen(date(2026, 6, 10)):
        officer.goes_to("promises/?list=report").reads(WHAT, "还没有报").looks("promise-ledger-late-report")
        officer.follows(WHAT).follows("问进展").writes("想问什么", "招标完成了吗？").presses("问进展").reads("问进展")
        clerk.goes_to("promises/").follows(WHAT).follows("报进展").writes("做到哪一步", "招标完成，6月底进场。")
        clerk.writes("照片在哪里拍的", "沿江大道三阳路口").writes("哪天拍的", "2026-06-09")
        puts(clerk, "进场.png", 40)
        clerk.looks("promise-report").presses("报进展").reads("招标完成，6月底进场。", "进场.png", "在沿江大道三阳路口拍摄")
        officer.goes_to("notices/").reads("您问过的承诺有了进展")
    with clock.frozen(date(2026, 9, 1)):
        head.goes_to("promises/").follows(WHAT).follows("申请延期").looks("promise-slip")
        head.writes("延到哪一天", "2026-10-31").writes("为什么要延期", "汛期停工二十天。").presses("申请延期")
        head.reads("从 9月30日 延到 10月31日 · 待定")
        officer.goes_to("promises/?list=leave").follows(WHAT).follows("准予延期").reads("汛期停工二十天。").looks("promise-grant")
        officer.presses("准予延期").reads("准予延期；原定 9月30日")
        deputy.goes_to("promises/").reads("对我的承诺", WHAT).looks("promise-mine").follows(WHAT)
        deputy.reads("汛期停工二十天。", "原定 9月30日")
    with clock.frozen(date(2026, 10, 20)):
        clerk.goes_to("promises/").follows(WHAT).follows("报完成").writes("哪一天办成的", "2026-10-18")
        clerk.writes("做到哪一步", "860米全部装好。").presses("报完成").reads("报完成要有证明")
        expect(clerk.box("做到哪一步")).to_have_value("860米全部装好。")
        puts(clerk, "竣工.png", 120)
        clerk.presses("报完成").reads("已报完成·待销号", "竣工.png")
        deputy.goes_to("promises/").follows(WHAT).reads("竣工.png").looks("promise-done-deputy").follows("销号")
        deputy.writes("想说的话", "10月19日去看过，装好了。").presses("销号").reads("已销号", "10月19日去看过，装好了。")
        officer.goes_to("promises/?list=all").reads("已销号 1", "延过期的 1 项").looks("promise-ledger-end")
        clerk.goes_to("promises/?list=kept").reads(WHAT, "已销号")
