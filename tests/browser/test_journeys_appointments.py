"""约见, clicked through: offered, moved by the deputy, agreed, reminded of, held, recorded, confirmed (issue D)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from huiyin.foundation import clock
from huiyin.handling import jobs
from tests.browser.journey import Journey
from tests.world import World, make_world

pytestmark = pytest.mark.deep
# A Monday.
DAY = date(2026, 3, 9)


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, 30, tzinfo=clock.SHANGHAI)


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(on(9)):
        made = make_world()
        with made.acting():
            made.person("deputy").phone = "13800138000"
            made.person("deputy").save()
        yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_a_talk_is_offered_moved_agreed_reminded_of_held_and_confirmed(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        item = world.register()
        world.receive(world.hand_over(item)[0])
    clerk, deputy = journey["clerk"], journey["deputy"]
    clerk.opens(item).reads("还没有约过代表").looks("meet-none").follows("约代表见面").looks("meet-offer")
    clerk.writes("第一个时间", "2026-03-12").writes("几点", "15:00")
    clerk.picks("现场察看").presses("发给代表").reads("还没有写在哪里见面", "您填的其他内容都还在")
    clerk.writes("在哪里", "沿江大道三阳路口").writes("单位去的人", "周敏、郑海波").writes("给代表的话", "想请您看看断点。")
    clerk.writes("第二个时间", "2026-03-13").main.get_by_label("几点").nth(1).fill("9:30")
    clerk.presses("发给代表").reads("已发给代表，等代表选时间。", "等代表选时间").looks("meet-offered-unit")

    deputy.goes_to().reads("请您选时间", "区城市管理执法局想和您见面").looks("meet-home")
    deputy.follows("去选时间").reads("3月12日（周四）15:00", "3月13日（周五）09:30").looks("meet-choose")
    deputy.follows("改时间").looks("meet-counter").presses("请改时间").reads("还没有填第一个时间")
    deputy.writes("第一个时间", "2026-03-17").writes("几点", "10:00").writes("想说的话", "那两天在外地。")
    deputy.presses("请改时间").reads("已告诉承办单位，等他们答复。", "代表另提了时间")

    with clock.frozen(on(10)):
        clerk.opens(item).reads("代表另提了时间", "那两天在外地。").looks("meet-countered")
        clerk.page.get_by_role("button", name="3月17日（周二）10:00").click()
        clerk.reads("约好了，已告诉代表。", "已约定", "加入日历").looks("meet-agreed-unit")
        deputy.opens(item).reads("已约定", "3月17日（周二）10:00", "加入日历").looks("meet-agreed-deputy")
        with deputy.page.expect_download() as found:
            deputy.main.get_by_role("link", name="加入日历").click()
        made = found.value.path().read_text(encoding="utf-8")
        assert "DTSTART:20260317T020000Z" in made and "STATUS:CONFIRMED" in made
        deputy.goes_to().reads("约好见面", "3月17日（周二）10:00与区城市管理执法局见面")
    with clock.frozen(on(16, 8)):
        jobs.remind_all()
        deputy.goes_to("notices/").reads("提醒：3月17日（周二）10:00").looks("meet-reminded")
        clerk.goes_to("notices/").reads("提醒：3月17日（周二）10:00")
    with clock.frozen(on(17, 16)):
        clerk.opens(item).reads("约定的时间已经过了").looks("meet-over").follows("登记这次沟通")
        clerk.reads("就是约好的这一次（3月17日（周二）10:00）").looks("meet-record")
        clerk.writes("谈了什么", "看了三处断点，代表同意先清理再设护栏。").presses("登记沟通").reads("已见面，登记了沟通")
        deputy.opens(item).reads("看了三处断点", "记得对不对？").presses("记得对").reads("已记下这次沟通记得对")
        clerk.opens(item).reads("代表已核对").looks("meet-met")


def test_a_clerk_subscribes_to_the_dates_of_the_unit(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        world.receive(world.hand_over(world.register())[0])
    clerk = journey["clerk"]
    clerk.goes_to("calendar/").reads("还没有开通").looks("calendar-none").presses("开通订阅链接")
    clerk.reads("只显示这一次").looks("calendar-made")
    address = clerk.main.locator("code").inner_text()
    answer = clerk.page.request.get(address)
    assert answer.status == 200 and "答复到期：001号" in answer.text().replace("\r\n ", "")
    with clock.frozen(on(9) + timedelta(hours=1)):
        clerk.goes_to("calendar/").reads("链接在用").does_not_read(address).looks("calendar-open")
        clerk.presses("停用链接").reads("已停用", "还没有开通")
        assert clerk.page.request.get(address).status == 404
