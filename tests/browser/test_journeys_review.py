"""A letter on its way through review, clicked through: declined by the government office, mended, passed, signed off, sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.foundation import clock
from tests.browser.journey import Journey
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, UP = date(2026, 3, 2), date(2026, 5, 20)
ASKED = {"value": True, "source": "回音默认"}
LETTER = "您提出的建议收悉。已在沿江大道增设护栏。"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world(answers={"roles": {"letter_review": ASKED, "leader_sign_off": ASKED}})


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_a_letter_is_declined_mended_reviewed_signed_off_and_then_sent(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        case = world.register()
        world.by_the_office(case)
    journey.receives("clerk", case)
    journey.talks("clerk", case)
    journey.writes_letter("clerk", case, LETTER)
    office, head, clerk, leader = (journey[who] for who in ("dispatcher", "head", "clerk", "leader"))
    with clock.frozen(UP):
        office.goes_to().does_not_read("待审核")
        journey.clears("head", case)
        head.reads("已报政府办审核", "报审中 · 政府办").looks("review-head-waits")
        clerk.goes_to("?view=in-review").reads(case.title, "等政府办审核").looks("review-desk-clerk")

        office.goes_to("?view=reviewing").reads(case.title, "审核答复函").looks("review-desk-office")
        office.opens(case).reads("答复函在下面，等政府办审核。", LETTER).looks("review-case-office")
        office.follows("退回单位修改").presses("退回单位修改").reads("还没有填哪里要改").looks("review-decline-empty")
        office.writes("哪里要改", "写明护栏的长度和完成时间。").presses("退回单位修改")
        office.reads("已退回单位修改", "写明护栏的长度和完成时间。").does_not_read(LETTER)

        clerk.goes_to("?view=sent-back").reads(case.title)
        clerk.opens(case).reads("写明护栏的长度和完成时间。").looks("review-case-declined").follows("按意见修改")
        clerk.reads("写明护栏的长度和完成时间。")
        clerk.writes("正文", f"{LETTER}共320米，已全部完工。").presses("保存，看一遍").presses("送审签")
        journey.clears("head", case)
        leader.goes_to().does_not_read("待签批")
        office.opens(case).follows("审核答复函").reads("已全部完工", "报审时退回修改").looks("review-sheet-office")
        office.presses("审核通过").reads("已审核通过，已报分管领导签批")

        leader.goes_to("?view=signing-off").reads(case.title, "签批答复函").looks("review-desk-leader")
        leader.opens(case).reads("答复函在下面，等您签批。", "已全部完工").looks("review-case-leader")
        leader.presses("签批同意").reads("已签批同意")
        head.opens(case).reads("答复函已审签，可以发出").follows("发出答复").presses("发出答复函").reads("答复函已发出")
        head.goes_to(f"reply/{world_round(journey, case)}/").reads("区政府办公室 审核通过", "分管领导签批同意")
        head.looks("review-sheet-sent")
        deputy = journey["deputy"].opens(case).reads("看区城市管理执法局的答复")
        deputy.does_not_read("写明护栏的长度").does_not_read("签批")


def world_round(journey: Journey, case: Any) -> int:
    with journey.world.acting():
        return journey.world.round_of(case.assignments.get(mode="lead")).pk
