"""Units in all modes, clicked through by those who take part: assisting late and once more, a return refused and one
accepted, one letter of two units, a unit matched wrongly, an acting head, a bureau merged in mid-year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.steps import HandOver
from huiyin.foundation import clock
from huiyin.people.models import Role, Seat
from huiyin.web.dates import day
from tests.browser.journey import Journey
from tests.chain.cast import add_seat, hand_over_directly
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, LATE = date(2026, 3, 2), date(2026, 4, 20)


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world("yuzhong", profile="chongqing")


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_an_opinion_comes_late_is_asked_for_again_and_then_the_letter_goes_out(journey: Journey) -> None:
    with journey.world.acting():
        case = hand_over_directly(journey.world)[0].proposal
    for who in ("clerk", "stranger"):
        journey.receives(who, case)
    with clock.frozen(LATE):
        journey["stranger"].goes_to("?view=red").reads(case.title).looks("assist-desk-late")
        journey["stranger"].opens(case).reads("请尽快提出")
        journey["officer"].goes_to("?view=assist-late").reads(case.title)
        clerk = journey["clerk"].opens(case).looks("assist-late-seen-by-lead")
        clerk.follows("催会办意见").presses("催会办意见").reads("已催")
        journey["stranger"].opens(case).follows("写会办意见").looks("opinion")
        journey["stranger"].writes("会办意见", "校门前一百米可以划为限时停车区。").presses("交给主办单位")
        journey["stranger"].reads("会办意见已交给主办单位")
        clerk.opens(case).reads("校门前一百米可以划为限时停车区。").follows("请重提会办意见").looks("opinion-redo")
        clerk.writes("哪里不够", "没有说谁来管。").presses("请重提会办意见").reads("已请会办单位重新提出")
        journey.talks("clerk", case)
        journey.writes_letter("clerk", case, "您提出的建议收悉。已增设护栏。", kind="已经解决或者采纳")
        journey.clears("head", case)
        head = journey["head"].opens(case).follows("发出答复")
        head.reads("会办单位“区教育局”还没有提出意见", "为什么不等").looks("send-without-opinion")
        school = journey["stranger"].opens(case).follows("写会办意见").reads("没有说谁来管。").looks("opinion-again")
        school.writes("会办意见", "限时停车区由区教育局安排保安，七点至八点值守。").presses("交给主办单位")
        clerk.opens(case).reads("七点至八点值守").looks("lead-case-two-opinions")
        head.opens(case).follows("发出答复").reads("发出答复").does_not_read("为什么不等")
        head.presses("发出答复函").reads("答复函已发出")
        journey["deputy"].opens(case).reads("看区城市管理执法局的答复").does_not_read("七点至八点值守")


def test_a_return_is_refused_and_another_accepted_and_handed_to_the_unit_suggested(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        ours, theirs = (world.register(f"关于{what}的建议") for what in ("沿江大道加装护栏", "校门口早晚限时停车"))
        for case in (ours, theirs):
            world.by_the_office(case)
    clerk, office = journey["clerk"], journey["dispatcher"]
    for case in (ours, theirs):
        clerk.opens(case).follows("申请退回")
        if case == ours:
            clerk.presses("申请退回").reads("还没有填为什么不归本单位").looks("return-ask-refused")
        clerk.writes("为什么不归本单位", "三定方案写的是区教育局。").writes("建议由哪个单位承办", "教育局")
        clerk.presses("申请退回").reads("已申请退回")
    office.goes_to("?view=returning").reads(ours.title, theirs.title).looks("returning-desk")
    office.opens(ours).reads("三定方案写的是区教育局。").looks("return-to-decide")
    office.follows("不同意退回")
    office.writes("为什么不同意", "护栏归你局。").presses("不同意退回").reads("已答复承办单位：不同意退回")
    clerk.opens(ours).reads("护栏归你局。").does_not_read("已改交其他单位")
    office.opens(theirs).follows("同意退回，改交").reads("三定方案写的是区教育局。")
    assert office.box("接办单位").input_value() == "区教育局", "the unit that was suggested stands there already"
    office.looks("return-accept").writes("说明", "由区教育局办。").presses("同意退回，改交").reads("已改交")
    clerk.opens(theirs).reads("已改交其他单位，本单位不再办理")
    journey["stranger"].goes_to("?view=waiting").reads(theirs.title).does_not_read(ours.title)
    journey.receives("stranger", theirs)
    journey["deputy"].opens(theirs).reads("区教育局")


def test_two_units_lead_jointly_with_one_letter_that_both_heads_agree_to(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        case = world.register()
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    office = journey["dispatcher"].opens(case).follows("分办").unfolds("几家共同主办")
    office.writes("共同主办单位 1", "城市管理").writes("共同主办单位 2", "区教育局").looks("joint-assign")
    office.presses("分办").reads("已分办")
    for who in ("clerk", "stranger"):
        journey.receives(who, case)
    journey.talks("clerk", case)
    journey.writes_letter("clerk", case, "现联合答复如下：护栏和划线一起做。", "临联函〔2026〕1号", "已经解决或者采纳")
    journey.clears("head", case)
    journey["head"].opens(case).reads("还要等区教育局审签同意").looks("joint-waits-for-the-other")
    school = journey["stranger"].opens(case).follows("看一遍，送审签").reads("现联合答复如下")
    school.presses("送审签")
    journey.clears("stranger_head", case)
    other = journey["stranger_head"].opens(case).follows("发出答复").presses("发出答复函")
    other.reads("答复函已发出")
    deputy = journey["deputy"].opens(case).presses("看区城市管理执法局的答复并评价").looks("joint-deputy")
    deputy.reads("现联合答复如下", "区城市管理执法局、区教育局")


def test_a_unit_matched_wrongly_is_corrected_and_the_right_one_goes_on(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        case = world.register()
        world.hand_over(case)
    officer = journey["officer"].opens(case).follows("改交其他单位")
    officer.writes("接办单位", "不存在的局").writes("说明", "交办表上看错了行。").presses("改交其他单位")
    officer.reads("没有叫“不存在的局”的单位")
    assert officer.box("说明").input_value() == "交办表上看错了行。", "what was typed is kept"
    officer.writes("接办单位", "教育局").presses("改交其他单位").reads("已改交", "区城市管理执法局不再办理")
    officer.looks("replaced-officer")
    journey["clerk"].goes_to().does_not_read(case.title)
    journey["clerk"].opens(case).reads("已改交其他单位，本单位不再办理")
    journey.receives("stranger", case)
    journey["deputy"].opens(case).reads("区教育局")


def test_while_the_head_is_on_leave_another_acts_with_dates_and_clears_the_letter(journey: Journey) -> None:
    """Dated from the true day: whether a seat can be used is asked of the database, by its own clock."""
    world, admin = journey.world, journey["admin"]
    today = datetime.now(clock.SHANGHAI).date()
    until = today + timedelta(days=4)
    with clock.frozen(today):
        with world.acting():
            first, second = world.register(), world.register("关于沿江大道增设护栏的建议")
            for case in (first, second):
                world.by_the_office(case)
            add_seat(world, "second_clerk", "马晓东", world.bodies["unit"], Role.UNIT_CLERK)
        admin.goes_to("setup/seats/").chooses("给哪个单位开席位", "区城市管理执法局").presses("开席位")
        admin.picks("承办单位负责人").writes("姓名", "马晓东").chooses("代谁办理", "郑海波（承办单位负责人）")
        admin.writes("从哪天起", str(today)).presses("开席位").reads("已有 1 位叫“马晓东”的人")
        admin.picks("马晓东（区城市管理执法局 承办单位经办人）").presses("开席位").reads("代理要写明到哪一天为止")
        admin.looks("acting-without-end").writes("到哪天为止", str(until)).presses("开席位")
        admin.reads("代 郑海波", f"到 {day(until)}").looks("acting-seats")
        with world.acting():
            world.seats["acting"] = Seat.objects.select_related("person__account").get(acting_for=world.seats["head"])
        for case in (first, second):
            journey.receives("clerk", case)
            journey.talks("clerk", case)
            journey.writes_letter("clerk", case, "您提出的建议收悉。已增设护栏。", kind="已经解决或者采纳")
        acting = journey["acting"].goes_to().reads(first.title, "（代理）")
        journey.clears("acting", first)
        acting.opens(first).reads("马晓东（代理）").looks("acting-cleared")
        acting.follows("发出答复").presses("发出答复函").reads("答复函已发出")
        journey["deputy"].opens(first).reads("看区城市管理执法局的答复")
        row = admin.goes_to("setup/seats/").main.get_by_role("row").filter(has_text="代 郑海波")
        row.get_by_role("link", name="终止").click()
        admin.presses("终止席位")
        acting.goes_to(f"case/{second.pk}/").reads("没有您要找的页面").does_not_read(second.title)
        journey.clears("head", second)
        journey["head"].opens(second).reads("答复函已审签，可以发出")


def test_a_bureau_is_merged_in_mid_year_and_its_work_goes_on_in_the_other(journey: Journey) -> None:
    world = journey.world
    with world.acting():
        case = world.register()
        world.by_the_office(case)
    journey.receives("clerk", case)
    journey.talks("clerk", case)
    with clock.frozen(date(2026, 7, 1)):
        admin = journey["admin"].goes_to("setup/bodies/").follows("区城市管理执法局").follows("并入其他单位")
        admin.reads("没有了结的承诺共 1 项").chooses("并入哪个单位", "区教育局")
        admin.presses("下一步：看看哪些件会转过去").reads("1 件转到区教育局", "并入后不能撤回").looks("merge-preview")
        admin.presses("并入区教育局").reads("已并入区教育局").looks("merged")
        with world.acting():
            seats = Seat.objects.select_related("person__account").filter(ended_on__isnull=True)
            world.seats["clerk"] = seats.get(person=world.person("clerk"))
        clerk = journey["clerk"].opens(case).reads("到现场看了，代表同意先清理再设护栏。", "区教育局")
        clerk.looks("merged-case")
        journey["stranger"].goes_to().reads(case.title)
        journey["deputy"].opens(case).reads("区教育局")
        journey.writes_letter("clerk", case, "您提出的建议收悉。已增设护栏。", kind="已经解决或者采纳")
        journey.clears("stranger_head", case)
        clerk.opens(case).reads("答复函已审签")
