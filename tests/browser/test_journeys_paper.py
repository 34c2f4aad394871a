"""A deputy who uses paper, clicked through: the letter served, the sheet entered by one officer and checked by another
against its scan, the deputy told, and the deputy saying that it was entered wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.foundation import clock
from huiyin.people.models import Role
from tests.browser.journey import Journey
from tests.chain.cast import add_seat
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, ANSWERED, SERVED = date(2026, 3, 2), date(2026, 5, 11), date(2026, 5, 14)


SHEET = "<h1>代表评价表</h1><p>总体：基本满意</p><p>护栏还差一段没有装。</p><p>李文静</p>"


def scanned(page: Any) -> bytes:
    """A picture of the sheet the deputy signed, as PNG."""
    page.set_content(SHEET)
    made: bytes = page.screenshot()
    return made


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
        with made.acting():
            add_seat(made, "second", "邓小梅", made.bodies["committee"], Role.COMMITTEE_OFFICER)
    with clock.frozen(SERVED):
        yield made


def test_a_sheet_is_served_entered_checked_by_a_second_officer_and_disowned_by_the_deputy(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    journey, scan = Journey(world, new_page, live_site), scanned(new_page(620, 877))
    with clock.frozen(HANDED_OVER), world.acting():
        case = world.register()
        (row,) = world.by_the_office(case)
        round_ = world.receive(row)
    with clock.frozen(ANSWERED), world.acting():
        world.answer(round_)
    officer, second, deputy = journey["officer"], journey["second"], journey["deputy"]
    officer.opens(case).reads("登记纸质送达").does_not_read("登记纸质评价")
    clerk = journey["clerk"].opens(case).follows("登记纸质送达").looks("paper-serve")
    clerk.picks("李文静").writes("送达日期", "2026-05-13").picks("当面送达").presses("登记送达").reads("已登记送达")
    officer.opens(case).follows("登记纸质评价").looks("paper-enter")
    officer.picks("基本满意").presses("登记，请另一位核对").reads("代表签名的评价表").looks("paper-enter-without-scan")
    officer.box("代表签名的评价表").set_input_files({"name": "评价表.png", "mimeType": "image/png", "buffer": scan})
    officer.picks("基本满意").writes("代表在表上写的意见", "护栏还差一段没有装。")
    officer.presses("登记，请另一位核对").reads("请另一位工作人员")
    officer.follows("撤回纸质评价登记").reads("登记的人不能自己核对").does_not_read("与原件一致")
    deputy.opens(case).does_not_read("登记得不对")
    second.opens(case).follows("核对纸质评价")
    second.reads("基本满意", "护栏还差一段没有装。", "陈立新").looks("paper-check")
    with second.page.expect_download() as downloading:
        second.main.get_by_role("link", name="打开评价表原件").click()
    assert downloading.value.path().read_bytes() == scan, "the second reads the very sheet that was uploaded"
    second.presses("与原件一致，登记为代表的评价").reads("登记为代表的评价")
    journey["clerk"].opens(case).reads("等代表评价").does_not_read("基本满意", "还差一段")
    deputy.goes_to("notices/").reads("纸质评价表")
    deputy.opens(case).reads("代表工委两位工作人员按您的纸质评价表登记", "基本满意").looks("paper-deputy-case")
    deputy.follows("登记得不对").looks("paper-deputy-disowns").presses("登记得不对，不算").reads("不算了")
    deputy.does_not_read("护栏还差一段没有装。")
    deputy.reads("评价区城市管理执法局的答复")
    second.goes_to("notices/").reads("登记有误")
    officer.opens(case).follows("登记纸质评价").reads("另一位工作人员对照原件核对")
