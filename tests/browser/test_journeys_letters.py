"""Letters that answer: a draft the deputy disagrees with, a letter the check names, clearance that sends it back, a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.foundation import clock
from huiyin.promises.models import Promise
from tests.browser.journey import Journey
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, ANSWERED = date(2026, 3, 2), date(2026, 4, 1)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
ASKS = "沿江大道早晚高峰违停严重，非机动车只能上主路。\n建议：\n一、增设隔离护栏。\n二、早晚高峰安排专人值守。"
WANTED = {"letter": {"draft_to_deputy": {"value": True, "source": "回音默认"}}}


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world(answers=WANTED)


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def handed_over(journey: Journey) -> Any:
    with journey.world.acting():
        case = journey.world.register(body=ASKS)
        journey.world.by_the_office(case)
    journey.receives("clerk", case)
    journey.talks("clerk", case)
    return case


def test_a_draft_is_disagreed_with_verified_and_then_a_letter_the_check_named_is_mended_sent_back_and_sent(
    journey: Journey,
) -> None:
    case = handed_over(journey)
    with clock.frozen(ANSWERED):
        clerk = journey["clerk"].opens(case).follows("写答复").reads("逐条答复", "增设隔离护栏。").looks("letter-points")
        clerk.writes("正文", "李文静代表：\n您提出的建议收悉，现答复如下。").writes("发文字号", "临城管函〔2026〕19号")
        clerk.presses("保存，看一遍").reads("还没有送过")
        clerk.opens(case).follows("初步答复函送代表").presses("初步答复函送代表").reads("初步答复函已送代表")
        deputy = journey["deputy"].goes_to().reads("请您看初步答复").follows("看初步答复函").looks("draft-before-the-deputy")
        deputy.presses("不同意").reads("哪里不同意，希望怎么改").writes("哪里不同意", "没有说护栏什么时候装。").presses("不同意")
        deputy.reads("已告诉承办单位和代表工委您不同意")
        clerk.opens(case).reads("没有说护栏什么时候装。").follows("看一遍，送审签").reads("等代表工委核实")
        officer = journey["officer"].opens(case).follows("核实初步答复函").reads("没有说护栏什么时候装。").looks("draft-verify")
        officer.writes("核实的情况", "确实没有写时间，请补上再送代表看。").writes("会同哪些单位", "区委督查室、区政府办公室")
        officer.picks("再沟通、再办理").presses("核实初步答复函").reads("已记下核实的情况")
        # Mended: every ask answered, and what is promised said with a day.
        clerk.opens(case).reads("请补上再送代表看").follows("写答复")
        clerk.writes("正文", "李文静代表：\n您提出的建议收悉，现答复如下。\n我局计划9月底前装好隔离护栏860米。")
        first, second = (clerk.main.get_by_role("group", name=f"第 {n} 条") for n in (1, 2))
        first.get_by_label("怎么答复").select_option(label="正在办，有完成期限")
        first.get_by_label("哪天以前办成").fill("2026-09-30")
        second.get_by_label("怎么答复").select_option(label="现在办不到")
        clerk.presses("保存，看一遍").reads("增设隔离护栏——正在办，2026年9月30日前完成。").looks("letter-with-points")
        clerk.opens(case).follows("初步答复函送代表").presses("初步答复函送代表")
        deputy.goes_to().follows("看初步答复函").reads("2026年9月30日前完成").presses("同意").reads("已告诉承办单位您同意")
        # The check names what is missing; it is mended, and the deputy sees the draft once more because its text changed.
        clerk.opens(case).follows("看一遍，送审签").follows("送审前看一眼")
        clerk.reads("有 2 处要看", "还没有写原因", "这句话像是承诺（9月底前）").looks("check-before-submitting")
        clerk.follows("标记承诺").looks("promises").follows("标记为承诺").looks("promise-to-mark")
        assert clerk.box("到哪一天为止").input_value() == "2026-09-30", "the day the words mean stands there already"
        clerk.writes("办成以后拿什么证明", "验收单").presses("标记为承诺").reads("已标记为承诺")
        clerk.follows("回去改答复函")
        clerk.main.get_by_role("group", name="第 2 条").get_by_label("怎么办的").fill("警力不足，暑期前无法安排。")
        clerk.presses("保存，看一遍").reads("代表同意的那一稿之后，正文又改过")
        clerk.opens(case).follows("初步答复函送代表").presses("初步答复函送代表")
        deputy.goes_to().follows("看初步答复函").presses("同意")
        clerk.opens(case).follows("看一遍，送审签").presses("送审签").reads("已送审签")
        # Clearance sends it back once.
        head = journey["head"].opens(case).follows("审签答复函").reads("承诺事项 1 条", "验收单").follows("退回修改")
        head.writes("哪里要改", "联系电话补上。").presses("退回修改")
        clerk.opens(case).reads("联系电话补上。").follows("按意见修改").writes("联系人和电话", "周敏，027-5550 0262")
        clerk.presses("保存，看一遍").presses("送审签").reads("已送审签")
        journey.clears("head", case)
        head.opens(case).follows("发出答复")
        head.presses("发出答复函").reads("答复函已发出")
        deputy.opens(case).presses("看区城市管理执法局的答复并评价").reads("承诺事项 1 条", "9月30日")
        deputy.looks("letter-with-promises")
        clerk.opens(case).reads("承诺 1 项", "9月30日前").looks("case-with-a-promise")
    with journey.world.acting():
        promise = Promise.objects.get()
        assert (promise.state, promise.due_on, promise.proof) == ("running", date(2026, 9, 30), "验收单")


def test_a_stamped_scan_is_sent_instead(journey: Journey) -> None:
    case = handed_over(journey)
    with clock.frozen(ANSWERED):
        clerk = journey["clerk"].opens(case).follows("写答复")
        clerk.page.set_input_files(
            "input[type=file]", {"name": "答复函.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        clerk.presses("保存，看一遍").reads("盖章的正式文件，以它为准").looks("stamped").presses("送审签").reads("已送审签")
        journey.clears("head", case)
        journey["head"].opens(case).follows("发出答复").presses("发出答复函").reads("答复函已发出")
        journey["deputy"].opens(case).presses("看区城市管理执法局的答复并评价").reads("这一份是盖章的正式文件")
