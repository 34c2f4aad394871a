"""Joining instead of raising once more, and a motion that is no motion, clicked through (W1, C1; issue C)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from huiyin.people.models import Seat
from huiyin.proposals import manuscripts
from huiyin.proposals.converting import suggestion_of
from huiyin.proposals.models import Following, Manuscript, Proposal, Signature
from tests.browser.journey import Journey
from tests.proposals.raising import add_deputies
from tests.world import World, make_world

pytestmark = pytest.mark.deep
RAISED = "关于在粮道街小学门口设置家长临时接送区的建议"
WRITTEN = "关于粮道街小学门口设临时接送区的建议"
MOTION = "关于制定老旧小区物业管理办法的议案"
GROUNDS = "全区老旧小区316个，近三年物业投诉2163件，调处没有统一的程序。"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    yield make_world(profile="base")


@pytest.fixture
def others(world: World) -> list[Seat]:
    """Nine deputies: with who leads they are ten (地方组织法第二十二条第二款)."""
    with world.acting():
        return [world.seats["cosigner"], *add_deputies(world, 8)]


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_a_deputy_who_writes_of_what_was_raised_joins_it_and_throws_the_own_text_away(journey: Journey) -> None:
    world, lead, other = journey.world, journey["deputy"], journey["cosigner"]
    with world.acting():
        raised = world.register(RAISED, body="粮道街小学早高峰家长车辆占道，建议划出接送区。")
        world.hand_over(raised)
    other.goes_to("write/").presses("写建议")
    other.page.get_by_label("标题").press_sequentially(WRITTEN)
    other.reads("有人提过类似的", RAISED).looks("likes-offered")
    other.follows(RAISED).reads("李文静代表", "谁在办", "区城市管理执法局", "家长车辆占道").looks("likes-public-part")
    other.presses("关注这一件").reads("不再关注").looks("likes-followed")
    other.goes_to().reads(RAISED)
    with world.acting():
        own = Manuscript.objects.get()
        assert Following.objects.get().seat_id == world.seats["cosigner"].pk
    # What was typed until then was kept, and is thrown away by a decision of its own.
    other.goes_to("write/").reads(WRITTEN).follows(WRITTEN).follows("不要这份稿件了").looks("likes-throw-away")
    other.presses("删除稿件").reads("还没有写到一半的稿件")
    with world.acting():
        assert not Manuscript.objects.filter(pk=own.pk).exists()

    # Somebody who is still writing lets others come and sign.
    lead.goes_to("write/").presses("写建议").writes("标题", "关于沿江步道路灯延时关灯的建议")
    lead.writes("什么问题", "步道路灯晚上10点熄灭。").writes("希望怎么办（1）", "夏季延到11点半。")
    lead.picks("写同一件事的代表可以看到、来联名").presses("先放着").reads("已保存")
    other.goes_to("write/").presses("写建议")
    other.page.get_by_label("标题").press_sequentially("关于沿江步道路灯夏天晚点关灯的建议")
    other.reads("正在写，可以联名").looks("likes-to-sign").follows("关于沿江步道路灯延时关灯的建议")
    other.presses("看全文，再定签不签").presses("看全文").reads("夏季延到11点半").presses("签名").reads("已签名")
    with world.acting():
        signed = Signature.objects.get(seat=world.seats["cosigner"], manuscript__lead=world.seats["deputy"])
        assert manuscripts.stands(signed, signed.manuscript)


def test_a_motion_with_too_few_names_is_refused_and_one_that_is_none_becomes_a_suggestion(
    journey: Journey, others: list[Seat]
) -> None:
    world, lead, secretary, officer = journey.world, journey["deputy"], journey["secretary"], journey["officer"]
    lead.goes_to("write/").presses("写议案").writes("案由", MOTION).writes("案据", GROUNDS)
    lead.writes("方案（1）", "由常务委员会制定全区老旧小区物业管理办法。").presses("预览并提交")
    lead.reads("要 10 名以上代表联名，现在 1 名", "这份文字现在有 1 名").looks("motion-too-few")
    with world.acting():
        manuscript = Manuscript.objects.get()
        manuscripts.ask_to_sign(manuscript, others)
        for seat in others:
            manuscripts.opened(manuscript, seat)
            manuscripts.sign(manuscript, seat.pk, manuscript.digest)
    lead.goes_to(f"write/{manuscript.pk}/preview/").presses("提交议案").reads("已提交", MOTION)
    secretary.goes_to("registering/").follows(MOTION).presses("登记编号").reads("001号")
    with world.acting():
        motion = Proposal.objects.get()
    secretary.goes_to("motions/").reads(MOTION).looks("motion-review").follows(f"001号 {MOTION}")
    secretary.follows("登记审查意见").looks("motion-opinion")
    secretary.picks("不作为议案，转为建议").writes("谁提出的意见", "议案审查委员会").writes("意见内容", "所提事项属于政府职权。")
    secretary.presses("登记意见").reads("审查意见：不作为议案，转为建议")
    secretary.goes_to("motions/").reads("议案审查委员会").ticks("选 001号").picks("不作为议案，转为建议")
    secretary.writes("由谁决定", "主席团第三次会议").presses("登记选中的决定").reads("理由").looks("motion-no-reason")
    secretary.ticks("选 001号").writes("理由、说明", "所提事项由政府组织实施，转为建议办理。").presses("登记选中的决定")
    with world.acting():
        suggestion = suggestion_of(motion)
        assert suggestion is not None and (suggestion.kind, suggestion.own_no) == ("suggestion", 1)
    secretary.goes_to(f"motions/{motion.pk}/").reads("已转为建议 001号").looks("motion-converted")
    lead.goes_to().reads("已转建议").opens(motion).reads("所提事项由政府组织实施").looks("motion-converted-deputy")
    officer.goes_to("?view=registered").reads(MOTION)
    lead.opens(suggestion).reads("由常务委员会制定全区老旧小区物业管理办法").looks("motion-as-suggestion")
