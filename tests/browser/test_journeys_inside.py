"""Inside a unit and in the channel of an item, clicked through: 交科室 in bulk, notes, and a deputy and a clerk who write to
one another with a file and a pinned brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.channel.models import Message
from huiyin.foundation import clock
from tests.browser.journey import Journey
from tests.chain.cast import hand_over_directly
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, LATER = date(2026, 3, 2), date(2026, 3, 20)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world("yuzhong", profile="chongqing")


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_a_deputy_and_a_clerk_write_to_one_another_with_a_file_and_a_pinned_brief(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        case = hand_over_directly(world)[0].proposal
    deputy, clerk, officer = journey["deputy"], journey["clerk"], journey["officer"]
    deputy.opens(case).follows("沟通群").reads("这里的消息不是答复", "还没有消息").looks("channel-empty")
    deputy.writes("写消息", "早高峰七点半最堵，<b>请</b>派人来看。").presses("发出").reads("早高峰七点半最堵，<b>请</b>派人来看。")
    clerk.opens(case).reads("1 条没有看").looks("case-with-unread").follows("沟通群（1 条没有看）")
    clerk.writes("写消息", "周三到现场，方案见附件。")
    clerk.page.locator("input[type=file][multiple]").set_input_files(
        {"name": "整治方案.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(clerk.page.locator("[data-files] a")).to_have_text("整治方案.pdf")
    clerk.looks("channel-writing").presses("发出").reads("整治方案.pdf")
    with world.acting():
        said = Message.objects.get(seat=world.seats["clerk"])
    with clerk.page.expect_navigation():
        clerk.page.locator(f"#m{said.pk} form[action$='/pin/'] button").click()
    clerk.reads("置顶的情况说明").looks("channel-clerk")
    deputy.opens(case).follows("沟通群（1 条没有看）").reads("置顶的情况说明", "周三到现场").looks("channel-deputy")
    with deputy.page.expect_download() as got:
        deputy.page.locator(".messages a", has_text="整治方案.pdf").click()
    assert got.value.suggested_filename == "整治方案.pdf"
    deputy.writes("写消息", "发错了。").presses("发出").reads("发错了。")
    with deputy.page.expect_navigation():
        deputy.page.locator(".message", has_text="发错了。").get_by_role("button", name="撤回").click()
    deputy.reads("已撤回").does_not_read("发错了。")
    officer.opens(case).follows("沟通群（2 条没有看）").reads("早高峰七点半最堵", "已撤回")
    officer.does_not_read("发错了。").looks("channel-officer")
    deputy.goes_to("channels/").reads(case.title).looks("channels")


def test_a_head_gives_two_items_to_a_division_and_the_clerk_notes_what_was_agreed(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        cases = [world.register(f"关于{what}的建议") for what in ("沿江大道加装护栏", "校门口早晚限时停车", "修缮老码头")]
        for case in cases:
            world.by_the_office(case)
    with clock.frozen(LATER):
        head, clerk = journey["head"].goes_to("?view=all"), journey["clerk"]
        for case in cases[:2]:
            head.page.locator(".row", has_text=case.title).locator(".ck input").check()
        head.presses("交科室").reads("2 件").looks("give")
        head.presses("交科室").reads("还没有写交给哪个科室").looks("give-refused")
        head.writes("科室", "道路科").writes("经办的人", "张伟")
        head.chooses("在本系统里的席位", "周敏（承办单位经办人）").writes("内部时限", "2026-04-10").presses("交科室")
        head.reads("2 件交给了科室", "内部：道路科 张伟").looks("desk-given")
        clerk.goes_to().follows("交给我的").reads("2 件", "内部时限 4月10日").looks("desk-given-to-me")
        clerk.goes_to("?view=waiting").reads("内部：道路科 张伟", "3月2日起").looks("desk-waiting")
        clerk.opens(cases[0]).reads("单位内部", "道路科 张伟").writes("再记一条", "和交警队说好周三一起去。").presses("记下")
        clerk.reads("和交警队说好周三一起去。").looks("case-inside").follows("更正").writes("内部记录", "改周四。").presses("更正")
        clerk.reads("和交警队说好周三一起去。", "改周四。")
        journey["officer"].opens(cases[0]).reads(cases[0].title).does_not_read("交警队").does_not_read("道路科")
        journey["deputy"].opens(cases[0]).reads(cases[0].title).does_not_read("交警队").does_not_read("道路科")
