"""Two readings with one revision, and the last hour of a session with forty delegations, clicked through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.people import setup
from huiyin.proposals import manuscripts
from huiyin.proposals.manuscripts import numeral
from huiyin.proposals.models import ProposalState, Reading
from huiyin.proposals.reading import Sheet
from tests.browser.journey import Journey
from tests.browser.looking import look
from tests.world import World, make_world

pytestmark = pytest.mark.deep
UNTIL = datetime(2026, 1, 14, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(UNTIL - timedelta(minutes=59)):
        made = make_world()
        with made.acting():
            made.reads_for_team()
        yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_the_street_advises_word_by_word_and_after_the_revision_both_tiers_let_it_pass(journey: Journey) -> None:
    world, street, office, deputy = journey.world, journey["street_clerk"], journey["secretary"], journey["deputy"]
    with world.acting():
        case = world.submit("关于整治沿江大道违停的建议", signed_by=("cosigner",))
    street.goes_to("reading/").reads("待阅看", "今天来的")
    look(street.page, "reading-desk")
    street.follows(case.title).reads("规范性", "没有看")
    street.page.locator("input[name=mark_focus][value=not]").check()
    street.picks("建议修改").writes("意见", "护栏归交警，写明单位更好办。")
    street.page.locator("details.edit-text summary").click()
    street.page.locator("#id_ask_1").fill("由交警部门增设护栏。")
    look(street.page, "reading-sheet")
    street.presses("交阅看意见").reads("逐字对照", "由交警部门")
    expect(street.page.locator("ins")).to_contain_text("由交警部门")
    look(street.page, "reading-advice")
    street.presses("发给代表").reads("改不改由代表定")
    with world.acting():
        world.resubmit(case, asks=["由交警部门增设护栏。", "早晚高峰安排专人值守。"])
        assert Reading.objects.get(proposal=case).decision == Reading.Decision.TAKEN
        manuscript = manuscripts.manuscript_of(case)
        assert manuscript is not None
        world.sign(manuscript, "cosigner")
    street.goes_to(f"reading/{case.pk}/").reads("代表照改了", "和上一稿对照").picks("可以提出").presses("交阅看意见")
    office.goes_to("reading/").follows(case.title).reads("前面的阅看意见", "护栏归交警").picks("可以提出").presses("交阅看意见")
    office.goes_to("registering/").follows(case.title).reads("已确认现在的文字")
    look(office.page, "registering-one")
    office.presses("登记编号").reads("001号")
    deputy.opens(case).follows("登记回执").reads("国密摘要", "怎样核对")
    look(deputy.page, "receipt")
    with world.acting():
        case.refresh_from_db()
        assert case.state == ProposalState.REGISTERED and case.signer_count == 2


def test_in_the_last_hour_the_counts_move_by_themselves_and_the_list_does_not(journey: Journey) -> None:
    world, office = journey.world, journey["secretary"]
    with world.acting():
        for number in range(2, 41):
            setup.add_body(world.congress, f"第{numeral(number)}代表团", "delegation")
        world.session.motions_until = UNTIL
        world.session.save(update_fields=["motions_until"])
        first = world.submit("关于整治沿江大道违停的建议")
        for who in ("street_clerk", "secretary"):
            take("reading.pass", first, world.seats[who], Sheet("fit"))
    office.goes_to("registering/").reads("离议案截止还有 59 分钟", "第四十代表团", first.title)
    look(office.page, "registering")
    with world.acting():
        later = world.submit("关于加装电梯的建议")
        for who in ("street_clerk", "secretary"):
            take("reading.pass", later, world.seats[who], Sheet("fit"))
    # What the page does every half minute, now.
    office.page.evaluate(
        "htmx.ajax('GET', document.getElementById('counts').getAttribute('hx-get'), {target: '#counts', swap: 'outerHTML'})"
    )
    office.reads("有 1 件新的，点这里看").does_not_read(later.title)
    office.follows("有 1 件新的，点这里看").reads(later.title)
    for box in office.page.locator("input[name=pick]").all():
        box.check()
    office.presses("登记选中的件").reads("已登记 2 件", "编到 002号")
