"""多年关注, clicked through (issue E, C9): what was raised before is proposed, confirmed, and read by whoever oversees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.foundation import clock
from huiyin.people.models import Session
from tests.browser.journey import Journey
from tests.world import World, make_world

pytestmark = pytest.mark.deep
MARCH, TODAY = date(2026, 3, 2), date(2026, 4, 13)
TITLE, TEXT = "关于整治粮道街积水点的建议", "粮道街每逢大雨积水没过小腿，请改造排水管网。"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    """粮道街的积水, raised in three sessions; last year's was answered."""
    with clock.frozen(MARCH):
        made = make_world()
        with made.acting():
            newest = made.session
            for number in (3, 4, 5):
                made.session, _ = Session.objects.get_or_create(congress=made.congress, term=newest.term, number=number)
                case = made.register(TITLE, body=TEXT)
                if number == 4:
                    round_ = made.receive(made.by_the_office(case)[0])
    with clock.frozen(TODAY), made.acting():
        made.talk(round_)
        made.answer(round_)
    yield made


def test_the_committee_confirms_what_was_raised_before_and_the_chair_reads_what_came_of_it(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    from huiyin.proposals.models import Proposal

    with world.acting():
        newest = Proposal.objects.order_by("-pk")[0]
    journey = Journey(world, new_page, live_site)
    officer, chair = journey["officer"], journey["chair"]
    with clock.frozen(TODAY):
        officer.opens(newest).follows("往年有 2 件可能是同一件事").reads("往年可能是同一件事的", "第 18 届第 4 次会议")
        officer.looks("thread-proposed")
        officer.presses("是同一件事").reads("已列为同一事项。", "已列为同一事项 2 件")
        officer.presses("是同一件事").reads("已列为同一事项 3 件", "没有找到别的会议里像这一件")
        officer.looks("thread")
        officer.presses("不再列为同一事项").reads("还没有填为什么不再列为同一事项")
        chair.opens(newest).reads("提了 3 次", "4月13日答复")
        chair.goes_to("threads/").reads("多年关注", "提了 3 次", "区城市管理执法局办").looks("threads")
