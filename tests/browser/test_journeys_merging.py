"""并案, clicked through: two like items put together, handed over together, one text for both, each deputy the own letter and
the own evaluation (浙江办法第十八条)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.foundation import clock
from tests.browser.journey import Journey
from tests.chain.cast import add_seat
from tests.world import World, make_world

pytestmark = pytest.mark.deep
RAISED, HANDED_OVER, WRITTEN = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)
WHY = "都是沿江大道同一路段的停车秩序。"
LETTER = "李文静代表：\n您提出的《关于整治沿江大道违停的建议》收悉。已增设护栏320米。"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(RAISED):
        made = make_world("yuzhong", profile="chongqing")
        with made.acting():
            add_seat(made, "second_deputy", "赵国强", made.bodies["team"], "deputy")
        yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_two_like_items_are_merged_handed_over_answered_with_one_text_and_evaluated_each_by_its_deputy(
    journey: Journey,
) -> None:
    world = journey.world
    with world.acting():
        one = world.register("关于整治沿江大道违停的建议")
        body = "沿江大道早晚高峰违停严重，希望安排人定点巡查。"
        other = world.register("关于整治沿江大道违规停车的建议", body=body, lead=world.seats["second_deputy"].pk)
    officer, clerk, head = (journey[who] for who in ("officer", "clerk", "head"))
    with clock.frozen(HANDED_OVER):
        officer.opens(one).reads("相似的件", other.title).looks("merge-like-items")
        officer.follows("并案办理").looks("merge-choose")
        officer.picks(other.title).writes("为什么并案", WHY).presses("下一步：看看并案以后")
        officer.reads("把这 2 件并案办理？", WHY, "分别答复、分别评价").looks("merge-preview")
        officer.presses("并案办理").reads("已并案：第1、2号，主件第1号", "与第2号并案办理").looks("merge-case-office")
        officer.goes_to("?view=registered").reads("并案").looks("merge-desk-office")
    with clock.frozen(HANDED_OVER + timedelta(days=1)):
        deputy = journey["second_deputy"].goes_to("notices/").reads("与第1号并案办理", "分别答复").looks("merge-notice")
        deputy.opens(other).reads("与第1号并案办理，主件第1号", one.title).does_not_read("希望增设护栏")
        deputy.looks("merge-case-deputy")

        officer.opens(one).follows("交办").reads("并案的件一并交办", other.title)
        officer.picks("直接交给承办单位").chooses("第 1 行单位", "区城市管理执法局").looks("merge-hand-over")
        officer.presses("下一步：看看期限").reads("今天交办这几件？", other.title).looks("merge-hand-over-preview")
        officer.presses("交办").reads("已把 2 件交办给区城市管理执法局")
        clerk.goes_to().reads("并案 · 主办").looks("merge-desk-unit")
        for case in (one, other):
            journey.receives("clerk", case)
            journey.talks("clerk", case)
    with clock.frozen(WRITTEN):
        clerk.opens(one).follows("写答复").writes("正文", LETTER).writes("发文字号", "临城管函〔2026〕19号")
        clerk.picks("已经解决或者采纳").presses("保存，看一遍")
        clerk.reads("（第1、2号并案办理）", "这份答复也用于并案的第2号（1 件）").looks("merge-letter")
        clerk.follows("这份答复也用于并案的第2号（1 件）").looks("merge-carry")
        clerk.presses("写进选中的件").reads("已写进 1 件的答复函：第2号").follows("一并送审 2 件").looks("merge-submit")
        clerk.presses("一并送审").reads("已送审签 2 件：第1、2号")
        head.opens(other).follows("审签答复函").reads("赵国强代表：", f"《{other.title}》收悉")
        head.follows("一并签发 2 件").presses("一并签发").reads("已审签同意 2 件：第1、2号")
        head.follows("一并发出 2 件").presses("一并发出")
        head.reads("有 1 件没有办", "002号：", "已经办好的：001号").looks("merge-send-one-left")
        head.writes("002号的发文字号", "临城管函〔2026〕20号").presses("一并发出").reads("已发出 1 件：第2号")
        head.looks("merge-letter-sent")
        officer.opens(other).reads("已答复").does_not_read("不再并案").looks("merge-case-answered")
    with clock.frozen(WRITTEN + timedelta(days=1)):
        for who, case, number in (("deputy", one, "19号"), ("second_deputy", other, "20号")):
            person = journey[who].opens(case).presses("看区城市管理执法局的答复并评价")
            person.reads("（第1、2号并案办理）", f"临城管函〔2026〕{number}")
            if who == "deputy":
                person.looks("merge-letter-deputy")
        for who, case in (("deputy", one), ("second_deputy", other)):
            person = journey[who].opens(case).follows("评价区城市管理执法局的答复").picks("满意")
            person.presses("下一步：看一遍再交").presses("交评价")
            with world.acting():
                rounds = [world.round_of(item.assignments.get()).state for item in (one, other)]
            # Each evaluates the own item, and says nothing of the other.
            assert rounds == (["evaluated", "answered"] if who == "deputy" else ["evaluated", "evaluated"])
