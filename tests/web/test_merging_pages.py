"""并案 on the pages: the office chooses and confirms; everybody who has one of the items sees with which others (security B11)."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.people.models import Seat
from huiyin.proposals import merging
from huiyin.proposals.merging import group_of
from huiyin.proposals.models import Proposal
from tests.chain.cast import add_seat
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

WHY = "都是沿江大道同一路段的停车秩序。"
TITLES = ("关于整治沿江大道违停的建议", "关于整治沿江大道违规停车的建议", "关于增加公园座椅的建议")


@pytest.fixture
def world(db: None) -> World:
    return make_world("yuzhong", profile="chongqing")


@pytest.fixture
def second(world: World) -> Seat:
    with world.acting():
        return add_seat(world, "second_deputy", "赵国强", world.bodies["team"], "deputy")


@pytest.fixture
def items(world: World, second: Seat) -> list[Proposal]:
    leads = (world.seats["deputy"], second, second)
    with world.acting():
        return [world.register(title, lead=lead.pk) for title, lead in zip(TITLES, leads, strict=True)]


def merged(world: World, *these: Proposal) -> None:
    with world.acting():
        merging.merge(world.seats["officer"], these, these[0].pk, WHY)


def numbers(world: World, item: Proposal) -> list[int]:
    with world.acting():
        group = group_of(world.congress.pk, item.pk)
    return [one.pk for one in group.items] if group is not None else []


def test_the_office_sees_like_items_ticks_one_reads_what_follows_and_merges(
    world: World, items: list[Proposal]
) -> None:
    officer = Visitor(world, "officer")
    page = officer.opens(f"case/{items[0].pk}/")
    assert "相似的件" in page and f"case/{items[0].pk}/merge/?with={items[1].pk}" in page
    path = f"case/{items[0].pk}/merge/"
    shown = officer.fills(path, pick=[str(items[1].pk)], numbers="第3号", reason=WHY, stage="preview")
    said = text_of(shown)
    assert "把这 3 件并案办理" in said and "分别答复、分别评价" in said and WHY in said
    done = officer.goes_on(shown, lead=str(items[1].pk), stage="take")
    assert done.status_code == 302
    assert numbers(world, items[2]) == [one.pk for one in items]
    page = text_of(officer.opens(f"case/{items[0].pk}/"))
    assert "与第2、3号并案办理，主件第2号" in page and f"与第2、3号。原因：{WHY}" in page
    # The same form once more takes nothing again.
    assert "已经" in text_of(officer.goes_on(shown, lead=str(items[1].pk), stage="take"))


BAD: dict[str, dict[str, Any]] = {
    "还没有选和哪几件": {"numbers": "", "reason": WHY},
    "没有找到编号“99”": {"numbers": "2、99", "reason": WHY},
    "没有找到编号“￥”": {"numbers": "￥", "reason": WHY},
    "没有找到编号“9999999999999999999999”": {"numbers": "9999999999999999999999", "reason": WHY},
    "还没有填为什么并案": {"numbers": "2", "reason": " "},
    "重新选": {"pick": ["999999999999", "x"], "numbers": "2", "reason": WHY},
    "500": {"numbers": "2", "reason": "长" * 501},
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    world: World, items: list[Proposal], sentence: str
) -> None:
    officer = Visitor(world, "officer")
    answer = officer.fills(f"case/{items[0].pk}/merge/", stage="take", **BAD[sentence])
    page = answer.content.decode()
    assert answer.status_code == 200 and sentence in page
    assert BAD[sentence]["numbers"] in page and BAD[sentence]["reason"].strip() in page
    assert numbers(world, items[0]) == []


def test_a_lead_that_is_none_of_them_falls_back_to_the_item_itself(world: World, items: list[Proposal]) -> None:
    officer = Visitor(world, "officer")
    answer = officer.fills(f"case/{items[0].pk}/merge/", numbers="2", reason=WHY, lead="-1", stage="take")
    assert answer.status_code == 302
    with world.acting():
        group = group_of(world.congress.pk, items[0].pk)
    assert group is not None and group.lead.pk == items[0].pk


def test_items_that_cannot_be_merged_are_refused_in_a_sentence(world: World, items: list[Proposal]) -> None:
    officer = Visitor(world, "officer")
    with world.acting():
        between = world.register("关于停车的建议", side="between")
    answer = officer.fills(f"case/{items[0].pk}/merge/", numbers=str(between.own_no), reason=WHY, stage="preview")
    assert "同是大会期间或者同是闭会期间" in text_of(answer)


@pytest.mark.parametrize("who", ["deputy", "clerk", "dispatcher", "admin", "leader"])
def test_others_have_no_such_page(world: World, items: list[Proposal], who: str) -> None:
    assert Visitor(world, who).asks(f"case/{items[0].pk}/merge/").status_code in (403, 404)


def test_each_deputy_sees_number_and_title_of_the_others_and_no_text(world: World, items: list[Proposal]) -> None:
    """Texts only as far as one may see the case; numbers and titles of registered items are no secret."""
    with world.acting():
        other = world.register("关于违停的建议", lead=world.seats["second_deputy"].pk, body="另一位代表写的原文。")
    merged(world, items[0], other)
    page = Visitor(world, "deputy").opens(f"case/{items[0].pk}/")
    assert "与第4号并案办理，主件第1号" in text_of(page) and "关于违停的建议" in page
    assert "另一位代表写的原文" not in page and f"/case/{other.pk}/" not in page
    assert Visitor(world, "deputy").asks(f"case/{other.pk}/").status_code == 404


def test_the_unit_opens_the_items_it_has_and_the_desk_marks_them(world: World, items: list[Proposal]) -> None:
    merged(world, *items)
    with world.acting():
        for one in items[:2]:
            world.hand_over(one)
    clerk = Visitor(world, "clerk")
    page = clerk.opens(f"case/{items[0].pk}/")
    assert f"/case/{items[1].pk}/" in page and f"/case/{items[2].pk}/" not in page and TITLES[2] in page
    assert "并案 · 主办" in text_of(clerk.opens())
    assert "并案" in text_of(Visitor(world, "officer").opens("?view=registered"))


def test_taken_apart_with_a_reason_on_its_page(world: World, items: list[Proposal]) -> None:
    merged(world, *items)
    officer = Visitor(world, "officer")
    page = officer.opens(f"case/{items[1].pk}/")
    assert "不再并案" in page
    path = next(part.split('"')[0] for part in page.split('href="') if "proposal.unmerge" in part.split('"')[0])
    assert "还没有填" in text_of(officer.fills(path, reason=""))
    assert officer.fills(path, reason="不是同一路段。").status_code == 302
    assert numbers(world, items[0]) == [items[0].pk, items[2].pk] and numbers(world, items[1]) == []
    said = text_of(officer.opens(f"case/{items[1].pk}/"))
    assert "原因：不是同一路段" in said


def test_the_secretary_merges_what_was_raised_at_the_session_only(world: World, items: list[Proposal]) -> None:
    secretary = Visitor(world, "secretary")
    answer = secretary.fills(f"case/{items[0].pk}/merge/", numbers="2", reason=WHY, stage="take")
    assert answer.status_code == 302 and len(numbers(world, items[0])) == 2
