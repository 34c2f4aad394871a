"""面商记录, clicked through: a clerk records a talk with photos, the deputy sees them and says that it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.foundation import clock
from tests.browser.journey import Journey
from tests.chain.cast import hand_over_directly
from tests.handling.test_talk_photos import png
from tests.world import World, make_world

pytestmark = pytest.mark.deep


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(date(2026, 3, 2)):
        yield make_world()


def test_a_talk_is_recorded_with_photos_and_the_deputy_confirms_it(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    journey = Journey(world, new_page, live_site)
    with world.acting():
        row = hand_over_directly(world)[0]
        world.receive(row)
    clerk, deputy = journey["clerk"], journey["deputy"]
    clerk.opens(row.proposal).follows("登记沟通").picks("现场").picks("办中").writes("参加的人", "副局长郑海波、周敏，李文静代表")
    clerk.writes("谈了什么", "到现场看了，代表同意先清理再设护栏。")
    for name, shade in (("路口.png", 10), ("签到表.png", 90)):
        clerk.page.locator("input[type=file][multiple]").set_input_files(
            {"name": name, "mimeType": "image/png", "buffer": png(shade)}
        )
        expect(clerk.page.locator("[data-files]")).to_contain_text(name)
    clerk.looks("talk-writing").presses("登记沟通").reads("已登记沟通", "路口.png", "签到表.png").looks("talk-on-case")
    deputy.opens(row.proposal).reads("路口.png", "记得对不对").looks("talk-deputy").presses("记得对")
    deputy.reads("记得对。")
    clerk.opens(row.proposal).reads("代表已核对")
    clerk.follows("更正沟通记录")
    clerk.reads("已有的照片", "路口.png").looks("talk-correcting")
