"""The deputies' committee hands over, settles and counts: rights, refusals and words of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from huiyin.chain.models import Clock, Event
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.handling.models import Round, RoundState
from huiyin.people import setup
from huiyin.people.models import Seat
from huiyin.proposals.models import Correction, Proposal, ProposalState
from tests.web.office import answered, answered_in_chongqing, evaluated, only_case, state
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


@pytest.fixture
def officer(world: World) -> Visitor:
    return Visitor(world, "officer")



# -- handing over ------------------------------------------------------------------------------------------------------


def registered(world: World, title: str = "关于整治沿江大道违停的建议") -> Proposal:
    with world.acting():
        return world.register(title)


def rows_of(world: World, case: Proposal) -> list[tuple[str, str]]:
    with world.acting():
        rows = Assignment.objects.filter(congress=world.congress, proposal=case).exclude(state="recalled")
        return list(rows.order_by("pk").values_list("body__name", "mode"))


def test_the_due_date_is_shown_with_its_reasons_before_anything_is_handed_over(world: World, officer: Visitor) -> None:
    case = registered(world)
    preview = officer.fills(f"case/{case.pk}/hand-over/", way="via", stage="preview")
    page = text_of(preview)
    assert "区政府办公室" in page and "2026年8月19日（周三）" in page
    assert "从交办之日 2026年5月19日 起算，当日不计入" in page and "代表法第五十一条" in page
    assert rows_of(world, case) == []
    taken = officer.goes_on(preview, stage="take")
    assert taken["Location"] == officer.at(f"case/{case.pk}/")
    assert rows_of(world, case) == [("区政府办公室", Mode.ROUTE)]
    with world.acting():
        assert Clock.objects.get(congress=world.congress, stopped_on=None).due_on == date(2026, 8, 19)


def test_an_item_goes_directly_to_one_lead_and_an_assisting_unit(world: World, officer: Visitor) -> None:
    case = registered(world)
    unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
    preview = officer.fills(
        f"case/{case.pk}/hand-over/", way="direct", stage="preview",
        body_0=unit, mode_0="lead", body_1=school, mode_1="assist", part_1="校门口",
    )  # fmt: skip
    assert "区城市管理执法局 主办" in text_of(preview) and "协办 校门口" in text_of(preview)
    officer.goes_on(preview, stage="take")
    assert rows_of(world, case) == [("区城市管理执法局", Mode.LEAD), ("区教育局", Mode.ASSIST)]


def test_an_item_is_divided_among_units_with_a_part_each(world: World, officer: Visitor) -> None:
    case = registered(world)
    unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
    said = {
        "way": "direct",
        "body_0": unit,
        "mode_0": "separate",
        "part_0": "护栏",
        "body_1": school,
        "mode_1": "separate",
    }
    refused = officer.fills(f"case/{case.pk}/hand-over/", **said)
    assert "“区教育局”是分办，请写明负责哪一部分。" in text_of(refused) and "护栏" in refused.content.decode()
    preview = officer.goes_on(refused, **said, part_1="校门口", stage="preview")
    officer.goes_on(preview, stage="take")
    assert rows_of(world, case) == [("区城市管理执法局", Mode.SEPARATE), ("区教育局", Mode.SEPARATE)]


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"body_1": "school", "mode_1": "lead"}, "主办单位只能有一个"),
        ({"body_1": "school", "mode_1": "separate", "part_1": "一半"}, "主办、共同主办、分办只能选一种"),
        ({"body_1": "unit", "mode_1": "assist"}, "选了两次"),
        ({"part_1": "只写了分工"}, "第 2 行还没有选单位"),
        ({"body_1": "team", "mode_1": "assist"}, "请重新选一个"),
    ],
)
def test_a_refused_hand_over_keeps_what_was_chosen(
    world: World, officer: Visitor, second: dict[str, str], sentence: str
) -> None:
    case = registered(world)
    said = {"way": "direct", "body_0": world.bodies["unit"].pk, "mode_0": "lead", "part_0": "全部"} | {
        key: world.bodies[value].pk if key.startswith("body") else value for key, value in second.items()
    }
    refused = officer.fills(f"case/{case.pk}/hand-over/", **said)
    page = refused.content.decode()
    assert sentence in text_of(refused) and f'value="{world.bodies["unit"].pk}" selected' in page and "全部" in page
    assert rows_of(world, case) == []


def test_no_unit_at_all_is_asked_for(world: World, officer: Visitor) -> None:
    case = registered(world)
    assert "还没有选承办单位" in text_of(officer.fills(f"case/{case.pk}/hand-over/", way="direct"))


def test_adding_a_row_keeps_what_was_chosen_and_finds_no_fault(world: World, officer: Visitor) -> None:
    case = registered(world)
    path = f"case/{case.pk}/hand-over/"
    more = officer.fills(path, way="direct", body_0=world.bodies["unit"].pk, mode_0="lead", part_1="半句", stage="more")
    page = more.content.decode()
    assert 'name="body_3"' in page and "半句" in page and 'class="err' not in page
    for _ in range(20):
        more = officer.goes_on(more, way="direct", stage="more")
    assert 'name="body_14"' in more.content.decode() and 'name="body_15"' not in more.content.decode()


@pytest.mark.parametrize("rows", ["x", "-3", "99", "１２", ""])
def test_a_broken_number_of_rows_is_no_trap(world: World, officer: Visitor, rows: str) -> None:
    case = registered(world)
    assert officer.sends(f"case/{case.pk}/hand-over/", way="direct", rows=rows).status_code == 200


def test_a_hand_over_can_be_undone_from_its_toast(world: World, officer: Visitor) -> None:
    case = registered(world)
    officer.goes_on(officer.fills(f"case/{case.pk}/hand-over/", way="via"), stage="take")
    page = officer.opens(f"case/{case.pk}/")
    with world.acting():
        event = Event.objects.get(congress=world.congress, step="dispatch.hand_over")
    assert officer.at(f"undo/{event.pk}/") in page and "已交办给区政府办公室" in page
    assert officer.sends(f"undo/{event.pk}/").status_code == 302
    assert only_case(world).state == ProposalState.REGISTERED and rows_of(world, case) == []


def test_a_hand_over_sent_twice_happens_once(world: World, officer: Visitor) -> None:
    case = registered(world)
    preview = officer.fills(f"case/{case.pk}/hand-over/", way="via")
    assert officer.goes_on(preview, stage="take").status_code == 302
    again = officer.goes_on(preview, stage="take")
    assert again.status_code == 200 and "已经" in text_of(again) and len(rows_of(world, case)) == 1


def test_what_is_handed_over_cannot_be_handed_over_again(world: World, officer: Visitor) -> None:
    round_ = answered(world)
    refused = officer.asks(f"case/{round_.case_key}/hand-over/")
    assert refused.status_code == 403 and "现在是“办理中”" in text_of(refused)


# -- putting right, voiding --------------------------------------------------------------------------------------------


def test_a_correction_keeps_both_texts_and_its_reason(world: World, officer: Visitor) -> None:
    case = registered(world)
    path = f"case/{case.pk}/correct/"
    said = {"title": "关于整治沿江大道乱停车的建议", "body": case.body, "reason": "与纸质件核对"}
    assert officer.fills(path, **said)["Location"] == officer.at(f"case/{case.pk}/")
    with world.acting():
        kept = Correction.objects.get(congress=world.congress)
    assert (kept.field, kept.old, kept.new) == ("title", "关于整治沿江大道违停的建议", "关于整治沿江大道乱停车的建议")
    assert "与纸质件核对" in officer.opens(path)


def test_a_correction_needs_a_change_and_a_reason(world: World, officer: Visitor) -> None:
    case = registered(world)
    path = f"case/{case.pk}/correct/"
    same = {"title": case.title, "body": case.body}
    assert "内容没有变化" in text_of(officer.fills(path, **same, reason="看一看"))
    refused = officer.fills(path, title="改过的标题", body="改过的正文", reason="")
    assert "还没有填为什么更正" in text_of(refused) and "改过的正文" in refused.content.decode()
    assert only_case(world).title == case.title


def test_voiding_needs_a_reason_and_is_for_what_has_not_been_handed_over(world: World, officer: Visitor) -> None:
    case = registered(world)
    refused = officer.fills(f"case/{case.pk}/void/", reason=" ")
    assert "还没有填原因" in text_of(refused) and only_case(world).state == ProposalState.REGISTERED
    assert officer.fills(f"case/{case.pk}/void/", reason="重复登记").status_code == 302
    assert only_case(world).void_reason == "重复登记"
    assert officer.asks(f"case/{case.pk}/void/").status_code == 403
    assert officer.asks(f"case/{case.pk}/correct/").status_code == 403


# -- settling ----------------------------------------------------------------------------------------------------------


def test_satisfied_items_are_ticked_and_the_unsatisfied_stand_apart_with_the_reason(
    world: World, officer: Visitor
) -> None:
    well = evaluated(world, "satisfied", "公平秤")
    half = evaluated(world, "basically", "坡道", "坡还是陡了点。")
    badly = evaluated(world, "unsatisfied", "断点", "断点怎么打通一个字没写。")
    page = officer.opens("settlement/")
    assert "每次打开这一页都有记录" in page
    for round_ in (well, half):
        assert f'value="{round_.pk}" checked' in page
    assert f'value="{badly.pk}" checked' not in page and officer.at(f"settlement/{badly.pk}/order/") in page
    assert "断点怎么打通一个字没写。" in page and "坡还是陡了点。" in page
    settled = officer.sends("settlement/", pick=[well.pk, half.pk])
    assert settled.status_code == 302 and "已办结 2 件。" in officer.opens("settlement/")
    assert (state(world, well), state(world, badly)) == (RoundState.CONCLUDED, RoundState.EVALUATED)


def test_an_unsatisfied_item_cannot_slip_into_a_batch(world: World, officer: Visitor) -> None:
    well, badly = evaluated(world, "satisfied", "公平秤"), evaluated(world, "unsatisfied", "断点", "没写。")
    officer.sends("settlement/", pick=[well.pk, badly.pk])
    assert "不能成批办结" in officer.opens("settlement/")
    assert (state(world, well), state(world, badly)) == (RoundState.EVALUATED, RoundState.EVALUATED)


def test_a_batch_sent_twice_or_emptied_meanwhile_is_calm(world: World, officer: Visitor) -> None:
    well = evaluated(world, "satisfied", "公平秤")
    for said in ("已办结 1 件。", "已经由同事办结"):
        officer.sends("settlement/", pick=[well.pk])
        assert said in officer.opens("settlement/")
    officer.sends("settlement/")
    assert "还没有选中任何一件" in officer.opens("settlement/")
    officer.sends("settlement/", pick=["x", "-1", "9" * 30, "999999"])
    assert officer.asks("settlement/").status_code == 200
    with world.acting():
        assert Event.objects.filter(congress=world.congress, step="evaluation.settle").count() == 1


@pytest.mark.deep
def test_one_press_settles_at_most_fifty(world: World, officer: Visitor) -> None:
    rounds = [evaluated(world, "satisfied", f"第{n}件") for n in range(52)]
    page = officer.opens("settlement/")
    assert page.count('name="pick"') == 50 and "先列 50 件，办结以后接着列。" in page
    officer.sends("settlement/", pick=[round_.pk for round_ in rounds])
    page = officer.opens("settlement/")
    assert "已办结 50 件。一次最多办结 50 件，还有 2 件等着下一次。" in page and page.count('name="pick"') == 2


def test_an_order_is_the_offices_own_words_and_starts_a_second_round(world: World) -> None:
    other, round_ = answered_in_chongqing("断点")
    with other.acting("deputy"):
        take("letter.open", round_, other.seats["deputy"])
        take(
            "evaluation.give", round_, other.seats["deputy"], Evaluation({"letter": "unsatisfied"}, "断点一个字没写。")
        )
    officer = Visitor(other, "officer")
    path = f"settlement/{round_.pk}/order/"
    page = text_of(officer.opens(path))
    assert "不要引用代表的原话，也不要提代表怎么评。" in page and "断点一个字没写。" in page and "2026年7月20日" in page
    assert "断点一个字没写" not in officer.opens(path).split("<textarea")[1], "nothing of the deputy's is prefilled"
    assert "还没有填要求重新办理什么" in text_of(officer.fills(path, demands=""))
    answer = officer.fills(path, demands="请逐处写明打通断点的时间。")
    assert answer["Location"].startswith(officer.at("settlement/"))
    with other.acting():
        second = Round.objects.get(congress=other.congress, number=2)
        assert Clock.objects.get(congress=other.congress, thing_id=second.pk, stopped_on=None).due_on == date(
            2026, 7, 20
        )
    unit = Visitor(other, "clerk").opens(f"case/{round_.case_key}/")
    assert "请逐处写明打通断点的时间。" in unit and "断点一个字没写" not in unit and "不满意" not in unit
    assert officer.asks(path).status_code == 403, "once is enough"


def test_closing_over_an_unsatisfied_needs_a_reason_which_is_sealed(world: World, officer: Visitor) -> None:
    round_ = evaluated(world, "unsatisfied", "断点", "没写期限。")
    path = f"settlement/{round_.pk}/close/"
    assert "还没有填为什么不重新办理" in text_of(officer.fills(path, reason=""))
    assert officer.fills(path, reason="工程已列入明年计划，代表当面同意。").status_code == 302
    assert state(world, round_) == RoundState.CONCLUDED
    for who in ("clerk", "head", "dispatcher", "deputy"):
        assert "明年计划" not in Visitor(world, who).asks(f"case/{round_.case_key}/").content.decode()
    with world.acting("officer"):
        assert list(sealed.settlements(world.seats["officer"].pk, "test").values()) == [
            "工程已列入明年计划，代表当面同意。"
        ]


def test_a_decision_taken_by_a_colleague_meanwhile_is_told_and_the_text_kept(world: World, officer: Visitor) -> None:
    round_ = evaluated(world, "unsatisfied", "断点", "没写期限。")
    with world.acting("officer"):
        world.order(Round.objects.get(congress=world.congress, pk=round_.pk))
    refused = officer.sends(f"settlement/{round_.pk}/close/", reason="写了半天的原因")
    assert refused.status_code == 200 and "现在是“重新办理”" in text_of(refused)
    assert "写了半天的原因" in refused.content.decode()


def test_an_item_is_set_aside_only_when_the_time_to_evaluate_is_over(world: World) -> None:
    other, round_ = answered_in_chongqing("等评价")
    with other.acting():
        last = Clock.objects.get(congress=other.congress, kind="evaluate").due_on
    officer = Visitor(other, "officer")
    assert "还在评价期限里，请等一等。" in officer.opens("settlement/")
    officer.sends(f"settlement/{round_.pk}/set-aside/")
    assert "评价期限还没有过" in officer.opens("settlement/") and state(other, round_) == RoundState.ANSWERED
    with clock.frozen(last):
        # Chongqing 29: only who was asked once more and still says nothing.
        remind_all()
    with clock.frozen(date.fromordinal(last.toordinal() + 1)):
        assert "按未评价办结" in officer.opens("settlement/")
        assert officer.sends(f"settlement/{round_.pk}/set-aside/").status_code == 302
    assert state(other, round_) == RoundState.LAPSED


def test_where_no_time_is_set_an_officer_may_set_the_item_aside(world: World, officer: Visitor) -> None:
    round_ = answered(world)
    assert "未设定" in officer.opens("settlement/")
    officer.sends(f"settlement/{round_.pk}/set-aside/", session="all")
    assert state(world, round_) == RoundState.LAPSED


# -- figures -----------------------------------------------------------------------------------------------------------


def test_figures_are_shown_with_numerator_and_denominator_and_open_their_rows(world: World, officer: Visitor) -> None:
    evaluated(world, "satisfied", "公平秤")
    evaluated(world, "unsatisfied", "断点", "没写。")
    with world.acting():
        world.register("还没交办的一件", side="between")
    page = officer.opens("figures/")
    assert "已评价的 2 件里，首次评价满意 1 件，占 50.00%。" in text_of(page)
    assert "满意率" in page and "（最终评价）" in page and "这些数是怎么算的" in page
    link = next(part.split('"')[0] for part in page.split('href="') if "/figures/unsatisfied_first/" in part)
    rows = officer.opens(link.replace("&amp;", "&"))
    assert "断点" in rows and "公平秤" not in rows and "还没交办的一件" not in rows
    assert "首次评价不满意的件，1 件" in text_of(rows)


def test_a_share_of_nothing_is_a_dash(world: World, officer: Visitor) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
        assert row
    page = officer.opens("figures/")
    assert '<b class="pc">–</b>' in page and "办理情况统计" in page


def test_figures_can_be_cut_by_session_and_side(world: World, officer: Visitor) -> None:
    with world.acting():
        world.register("大会的一件")
        world.register("闭会的一件", side="between")
        setup.session_of(world.congress, world.session.term, 6)
    assert "这次会议还没有登记过件。" in officer.opens("figures/")
    page = text_of(officer.opens(f"figures/?session={world.session.pk}&side=between"))
    assert "闭会期间建议 1" in page and "大会期间建议" not in page
    assert "合计建议 2" in text_of(officer.opens("figures/?session=all"))
    for odd in ("?session=x&side=y", "?session=9999999999999999999999", "?side=%EF%BF%BF"):
        assert officer.asks(f"figures/{odd}").status_code == 200, odd


@pytest.mark.parametrize(
    "path",
    [
        "figures/nothing/---/numerator/",
        "figures/registered/x/numerator/",
        "figures/registered/---/half/",
        "figures/registered/---999999999999999999999/numerator/",
        "figures/registered/---１/numerator/",
        "figures/registered/---/denominator/",
    ],
)
def test_codes_that_are_none_are_not_found(world: World, officer: Visitor, path: str) -> None:
    assert officer.asks(path).status_code == 404


def test_pages_of_many_items_ask_the_database_a_fixed_number_of_times(
    world: World, officer: Visitor, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        evaluated(world, "satisfied", f"第{n}件")
    with django_assert_max_num_queries(30):
        officer.opens("settlement/")
    with django_assert_max_num_queries(30):
        officer.opens("figures/")


def test_the_sealed_schema_is_not_open_to_the_pages_role(world: World) -> None:
    from django.db import ProgrammingError, transaction

    with world.acting("officer"), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from sealed.grade")
    assert isinstance(world.seats["officer"], Seat)
