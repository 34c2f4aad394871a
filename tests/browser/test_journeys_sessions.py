"""From one session to the next, and from one term to the next, on the set-up pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.foundation import clock
from tests.browser.journey import Journey, Person
from tests.world import World, make_world

pytestmark = pytest.mark.deep
LAST_YEAR, NEXT_YEAR = date(2026, 3, 2), date(2027, 1, 12)


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(LAST_YEAR):
        made = make_world()
    with clock.frozen(NEXT_YEAR):
        yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def preview(admin: Person, term: str, number: str) -> None:
    """From the set-up page to what opening the session would change; nothing is opened yet."""
    admin.goes_to("setup/terms/").follows("打开新的会议")
    admin.writes("第几届", term).writes("第几次会议", number)
    admin.writes("会议开始", "2027-01-11").writes("会议结束", "2027-01-14").presses("下一步：看看会有哪些变化")


def test_the_next_session_is_opened_the_old_ledger_closed_and_only_the_new_one_takes_items(journey: Journey) -> None:
    world = journey.world
    with clock.frozen(LAST_YEAR), world.acting():
        case = world.register()
        world.by_the_office(case)
    admin, officer = journey["admin"], journey["officer"]
    admin.goes_to("setup/terms/").looks("terms-before").follows("打开新的会议")
    assert (admin.box("第几届").input_value(), admin.box("第几次会议").input_value()) == ("18", "6")
    preview(admin, "18", "6")
    admin.reads("代表和各单位的席位都不变", "现在有 1 件没有办完，接着办").looks("session-open-preview")
    admin.presses("打开第 18 届第 6 次会议").reads("第 18 届第 6 次会议")
    admin.follows("结账").reads("其中 1 件还没有办完").looks("ledger-closing")
    admin.presses("台账结账").reads("台账已结账，只供查阅").looks("terms-closed")
    officer.goes_to("register/")
    assert officer.box("哪一次会议").locator("option").all_inner_texts() == ["第 18 届第 6 次会议"]
    officer.writes("标题", "关于修一座人行桥的建议").writes("领衔代表", "李文静").presses("登记").reads("已登记")
    officer.opens(case).follows("更正登记").writes("标题", "关于整治沿江大道停车的建议")
    officer.writes("为什么更正", "录入差错。").presses("更正")
    officer.reads("第 18 届第 5 次会议的台账已于2027年1月12日结账，只供查阅").looks("correction-refused")
    officer.opens(case).reads("关于整治沿江大道违停的建议").does_not_read("关于整治沿江大道停车的建议")


def test_in_a_new_term_who_is_ticked_goes_on_and_the_others_end_but_still_read(journey: Journey) -> None:
    world = journey.world
    with clock.frozen(LAST_YEAR), world.acting():
        case = world.register()
        (row,) = world.by_the_office(case)
        world.answer(world.receive(row))
    admin = journey["admin"]
    preview(admin, "19", "1")
    admin.reads("这是新的一届", "李文静", "王秀兰").looks("term-preview")
    admin.ticks("王秀兰连任").presses("打开第 19 届第 1 次会议")
    admin.reads("连任 1 位代表，任期届满 1 位")
    officer = journey["officer"].goes_to("register/")
    assert officer.box("哪一次会议").locator("option").all_inner_texts()[0] == "第 19 届第 1 次会议"
    officer.writes("标题", "关于修一座人行桥的建议").writes("领衔代表", "李文静").presses("登记").reads(
        "代表名册里没有“李文静”"
    )
    officer.writes("领衔代表", "王秀兰").presses("登记").reads("已登记")
    deputy = journey["deputy"].goes_to().reads(case.title).looks("term-deputy-ended")
    deputy.opens(case).presses("看区城市管理执法局的答复并评价").reads("已增设护栏")
