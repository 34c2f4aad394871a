"""督, clicked through (issue E, acceptance 5): a red light to its answer; a reception day with twelve items on a tablet; an
inspection to its verified rectification; a key item from candidate to report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.foundation import clock
from tests.browser.journey import Journey, Person
from tests.handling.test_talk_photos import png
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 4, 13)
TABLET = {"width": 1024, "height": 768}
ITEMS = 12


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world()


def handed(world: World, many: int = 1) -> list[Any]:
    with world.acting():
        found = [world.register(f"关于第{number}处路口增设护栏的建议") for number in range(1, many + 1)]
        for case in found:
            world.receive(world.by_the_office(case)[0])
    return found


def test_a_red_light_is_shown_on_the_phone_seen_by_the_committee_and_answered_by_the_unit(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    (case,) = handed(world)
    journey = Journey(world, new_page, live_site)
    clerk, officer, deputy = (journey[who] for who in ("clerk", "officer", "deputy"))
    deputy.page.set_viewport_size({"width": 390, "height": 844})
    with clock.frozen(TODAY):
        deputy.opens(case).reads("亮红灯，单位要回应").follows("给区城市管理执法局亮灯").looks("light-up")
        deputy.picks("红灯").presses("亮灯").reads("还没有填一句话")
        deputy.picks("红灯").writes("一句话", "一个多月了，没有人来联系过。").presses("亮灯").reads("灯亮了，单位已收到。", "红灯")
        deputy.looks("light-on-the-case")
        officer.goes_to("lights/").reads("红灯，等单位回应 1", "没有人来联系过").looks("lights")
        clerk.opens(case).reads("代表亮灯 1 次", "红灯，").follows("看这盏灯").reads("请在").looks("light-to-answer")
        clerk.presses("回应").reads("还没有填回应")
        clerk.writes("回应", "周五下午请您一起到现场看。").presses("回应").reads("单位已回应", "周五下午请您一起到现场看。")
        deputy.opens(case).reads("单位回应：周五下午请您一起到现场看。")
        officer.goes_to("lights/?list=answered").reads("红灯，单位已回应")


def test_a_reception_day_with_twelve_items_is_run_on_a_tablet(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    handed(world, ITEMS)
    journey = Journey(world, new_page, live_site)
    clerk, officer, deputy = (journey[who] for who in ("clerk", "officer", "deputy"))
    officer.page.set_viewport_size(TABLET)
    with clock.frozen(TODAY):
        officer.goes_to("lights/").follows("督查").reads("这里还没有督查").follows("安排督查").looks("check-plan")
        officer.writes("名称", "2026年4月主任接待代表日").writes("哪一天", "2026-04-13").writes("地点", "三楼会议室")
        officer.writes("主持人", "李主任").writes("看哪些件", "1、2、99").writes("请哪些代表参加", "李文静").presses("安排督查")
        officer.reads("这次会议里没有交给单位办的件：99")
        numbers = "、".join(str(number) for number in range(1, ITEMS + 1))
        officer.writes("看哪些件", numbers).presses("安排督查").reads("共 12 项，还有 12 项没有检查")
        clerk.goes_to("notices/").reads("2026年4月主任接待代表日")
        clerk.goes_to("checks/").follows("2026年4月主任接待代表日").follows("001号").follows("报自查情况")
        clerk.writes("写什么", "方案已报批，等交警队意见。").presses("报自查").reads("自查情况已报。")
        officer.goes_to("checks/").follows("2026年4月主任接待代表日").follows("开始").presses("开始").reads("进行中")
        officer.looks("check-twelve").follows("001号")
        for number in range(1, ITEMS + 1):
            officer.reads(f"第 {number} 项，共 12 项").follows("记检查情况")
            officer.writes("检查情况", f"第{number}处看过，护栏没有装。").presses("记下").reads("已记下。")
            if number == 1:
                officer.reads("方案已报批").follows("记下承诺").writes("答应办什么", "6月底前装好护栏")
                officer.writes("到哪一天为止", "2026-06-30").looks("check-promise").presses("记入承诺台账")
                officer.reads("当场的承诺 1 项", "6月30日前").looks("check-row")
            if number < ITEMS:
                officer.follows("下一项")
        deputy.goes_to("checks/").follows("2026年4月主任接待代表日").looks("check-deputy").follows("002号").follows("写评议")
        deputy.writes("写什么", "第二处最急，请先装。").presses("写下").reads("第二处最急")
        officer.goes_to("checks/").follows("2026年4月主任接待代表日").follows("结束").writes("综合评议", "十二处都要在汛期前装好。")
        officer.presses("结束督查").reads("已结束", "十二处都要在汛期前装好。").looks("check-closed")
        clerk.goes_to("promises/").reads("6月底前装好护栏")


def puts(person: Person, name: str, shade: int) -> None:
    person.page.locator("input[type=file][multiple]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": png(shade)}
    )
    expect(person.page.locator("[data-files]")).to_contain_text(name)


def test_an_inspection_lists_a_problem_that_is_put_right_with_a_photo_sent_back_and_verified(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    handed(world)
    journey = Journey(world, new_page, live_site)
    clerk, officer = journey["clerk"], journey["officer"]
    with clock.frozen(TODAY):
        officer.goes_to("checks/new/").picks("专项检查").writes("名称", "2026年护栏专项检查").writes("哪一天", "2026-04-13")
        officer.writes("件最多的几个单位", "1").presses("安排督查").reads("共 1 项").follows("开始").presses("开始")
        officer.follows("001号").follows("记检查情况").writes("检查情况", "时间过半，没有动工。")
        officer.picks("办理滞后").presses("记下").reads("办理滞后").follows("记一次当面提醒")
        officer.writes("写什么", "请一周内进场。").presses("记下提醒").reads("当面提醒", "请一周内进场。")
        officer.follows("列入问题清单").writes("是什么问题", "护栏没有动工。").writes("哪天以前整改", "2026-05-29")
        officer.presses("列入问题清单").reads("列入问题清单 1 个")
        officer.goes_to("problems/").reads("没有了结的 1", "护栏没有动工。").looks("problems")
        officer.follows("护栏没有动工。").follows("记督查通报").writes("通报文号", "临政督〔2026〕3号").presses("记下通报")
        officer.reads("临政督〔2026〕3号")
    with clock.frozen(date(2026, 5, 20)):
        clerk.goes_to("problems/").follows("护栏没有动工。").follows("报整改").writes("怎么整改的", "已装好860米。")
        clerk.presses("报整改").reads("报整改要有证明")
        expect(clerk.box("怎么整改的")).to_have_value("已装好860米。")
        puts(clerk, "装好.png", 80)
        clerk.looks("problem-report").presses("报整改").reads("已报整改", "装好.png")
        officer.goes_to("problems/?list=waiting").follows("护栏没有动工。").reads("装好.png").follows("退回整改")
        officer.writes("原因", "照片只有一段，请补全。").presses("退回整改").reads("已退回。")
        clerk.goes_to("problems/").follows("护栏没有动工。").reads("照片只有一段").follows("报整改")
        clerk.writes("怎么整改的", "全段照片补上。").writes("证明的文号", "临城管验〔2026〕9号").presses("报整改")
        officer.goes_to("problems/?list=waiting").follows("护栏没有动工。").follows("核实通过").presses("核实通过")
        officer.reads("已核实").looks("problem-verified")


def test_a_key_item_is_put_forward_chosen_led_and_reported_on(
    world: World, live_site: str, new_page: Callable[..., Any]
) -> None:
    (case,) = handed(world)
    journey = Journey(world, new_page, live_site)
    clerk, officer, deputy = (journey[who] for who in ("clerk", "officer", "deputy"))
    with clock.frozen(TODAY):
        officer.opens(case).follows("提为重点督办候选").writes("为什么提为重点", "群众反映集中。").looks("key-propose")
        officer.presses("提为候选").reads("已列入候选名单。")
        officer.goes_to("key-items/").reads("候选，还没有决定 1 件").follows("001号").follows("列为重点督办件")
        officer.picks("政府领导").writes("谁领衔督办", "陈大川").writes("职务", "副区长").writes("哪天决定的", "2026-04-10")
        officer.presses("列为重点督办件").reads("哪次会议")
        officer.writes("哪次会议决定的", "区十八届人大常委会第52次主任会议").looks("key-choose").presses("列为重点督办件")
        officer.reads("陈大川领衔").follows("记一次督办").picks("实地督办").writes("哪一天", "2026-04-12")
        officer.writes("经过和结果", "看了三处路口。").presses("记下").reads("看了三处路口。")
        officer.follows("报告督办情况").writes("经过和结果", "已向主任会议报告。").presses("记下报告").reads("已报告督办情况")
        officer.looks("key-item")
        officer.goes_to("key-items/").reads("共 1 件，已报告督办情况 1 件").looks("key-items")
        deputy.opens(case).reads("重点督办", "陈大川领衔").follows("看督办经过").reads("看了三处路口。")
        clerk.opens(case).follows("看督办经过").reads("区十八届人大常委会第52次主任会议")
