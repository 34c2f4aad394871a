"""职责词: a congress keeps its own words of what each unit is in charge of; suggestions go by them and say so."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.chain.models import Event
from huiyin.dispatch.proposing import Proposing, Suggestion
from huiyin.dispatch.suggesting import departments, usual_words
from huiyin.people import setup
from huiyin.people.models import Body
from tests.web.test_setup_pages import ODD, Admin
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def path(world: World, who: str = "unit") -> str:
    return f"setup/bodies/{world.bodies[who].pk}/duties/"


def words_of(world: World, who: str = "unit") -> list[str]:
    with world.acting():
        return list(Body.objects.get(congress=world.congress, pk=world.bodies[who].pk).duties)


def suggested(world: World, title: str, body: str = "") -> Suggestion:
    with world.acting():
        case = world.register(title, body=body)
        return Proposing(world.congress.pk).for_items([case])[case.pk]


def test_the_usual_words_of_a_unit_with_a_standard_name_are_there_to_begin_from(world: World) -> None:
    admin = Admin(world)
    unit = admin.get(f"setup/bodies/{world.bodies['unit'].pk}/")
    assert "用的是产品自带的城市管理部门的" in unit and path(world) in unit
    page = admin.get(path(world))
    assert "本级还没有写过" in page and "环卫、环境卫生、垃圾" in page
    with world.acting():
        odd = setup.add_body(world.congress, "区某某事务中心", "other")
    page = admin.get(f"setup/bodies/{odd.pk}/duties/")
    assert "没有通常的词可用" in page and 'name="usual"' not in page


def test_all_usual_words_may_be_saved_as_they_stand(world: World) -> None:
    admin = Admin(world)
    for one in departments().values():
        with world.acting():
            body = setup.add_body(world.congress, f"临江区{one.names[0]}局", "department")
        words = usual_words(body.name)
        admin.post(f"setup/bodies/{body.pk}/duties/", words="、".join(words))
        with world.acting():
            body.refresh_from_db()
        assert tuple(body.duties) == words


def test_own_words_are_kept_clean_each_once_and_leave_an_event(world: World) -> None:
    admin = Admin(world)
    admin.post(path(world), words=" 背街小巷，路灯\n路灯;ＡＥＤ aed \n\n 墙绘 ")
    assert words_of(world) == ["背街小巷", "路灯", "ＡＥＤ", "墙绘"]
    with world.acting():
        event = Event.objects.get(congress=world.congress, step="body.duties")
    assert event.thing_id == world.bodies["unit"].pk and event.seat_id == world.seats["admin"].pk
    assert "本级写了 4 个" in admin.get(f"setup/bodies/{world.bodies['unit'].pk}/")
    assert "现在用的是本级写的 4 个词" in admin.get(path(world))


def test_the_usual_words_come_back_by_a_button_or_by_an_empty_box(world: World) -> None:
    admin = Admin(world)
    for back in ({"usual": "1"}, {"words": ""}):
        admin.post(path(world), words="墙绘")
        assert words_of(world) == ["墙绘"]
        admin.post(path(world), **back)
        assert words_of(world) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("路灯、闸", "“闸”不能用"),
        ("一二三四五六七八九十一二三", "2 到 12 个字"),
        ("路灯、——", "不能用"),
        ("加强、路灯", "“加强”每件建议里都可能有"),
        ("建议", "听不出归哪个单位"),
        ("、".join(f"词语{n}" for n in range(121)), "最多写 120 个"),
    ],
)
def test_what_cannot_be_heard_is_refused_and_stays_in_the_box(world: World, typed: str, said: str) -> None:
    page = Admin(world).post(path(world), status=200, words=typed)
    assert said in page and typed[:20] in page and "您写的都还在下面" in page
    assert words_of(world) == []


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_text_is_no_server_error(world: World, name: str) -> None:
    admin = Admin(world)
    answer: Any = admin.client.post(admin.at(path(world)), {"words": ODD[name]})
    assert answer.status_code in (200, 302)
    assert all(len(word) <= 12 for word in words_of(world))


def test_a_delegation_an_ended_unit_and_one_of_another_congress_have_no_such_page(world: World) -> None:
    admin = Admin(world)
    other = make_world("other")
    with world.acting():
        ended = setup.add_body(world.congress, "区旧局", "department")
        ended.ends_on = "2026-01-01"
        ended.save()
    for pk in (world.bodies["team"].pk, ended.pk, other.bodies["unit"].pk):
        admin.get(f"setup/bodies/{pk}/duties/", status=404)
    for who in ("officer", "dispatcher", "clerk"):
        Admin(world, who).get(path(world), status=403)


def test_when_a_unit_is_merged_its_own_words_go_along_behind_those_of_the_other(world: World) -> None:
    admin = Admin(world)
    merging = f"setup/bodies/{world.bodies['unit'].pk}/merge/"
    admin.post(path(world), words="墙绘、学校")
    admin.post(merging, successor=world.bodies["school"].pk, sure="1")
    assert words_of(world, "school") == [*usual_words("区教育局"), "墙绘"]
    found = suggested(world, "关于墙绘的建议")
    assert found.lead is not None and found.lead.body == world.bodies["school"]


# -- what they do ------------------------------------------------------------------------------------------------------


def test_a_word_of_the_congress_comes_first_and_the_reason_says_whose_it_is(world: World) -> None:
    title = "关于安装云河路路灯的建议"
    before = suggested(world, title)
    assert before.lead is not None and before.lead.body == world.bodies["unit"]
    assert before.lead.reasons == ("标题里的“路灯”属于城市管理的职责。",)
    Admin(world).post(path(world, "school"), words="路灯")
    after = suggested(world, title)
    assert after.lead is not None and after.lead.body == world.bodies["school"]
    assert after.lead.reasons[0] == "标题里的“路灯”在本级给它写的职责词里。"


def test_a_unit_with_own_words_is_heard_by_these_alone(world: World) -> None:
    Admin(world).post(path(world), words="墙绘")
    found = suggested(world, "关于清运背街小巷垃圾的建议")
    assert found.lead is None
    found = suggested(world, "关于某事的建议", body="希望多做墙绘。")
    assert found.lead is not None and found.lead.reasons == ("正文里写到“墙绘”，在本级给它写的职责词里。",)


def test_added_words_are_named_first_and_kept_ones_count_as_before(world: World) -> None:
    title = "关于清运垃圾并做墙绘的建议"
    with world.acting():
        rival = setup.add_body(world.congress, "临江区城市管理第二局", "department")
    Admin(world).post(path(world), words="垃圾、墙绘")
    found = suggested(world, title)
    assert found.lead is not None and found.lead.body == world.bodies["unit"]
    assert found.lead.reasons[0].startswith("标题里的“墙绘”“垃圾”在本级")
    assert [one.body for one in found.others] == [rival]


def test_another_congress_hears_nothing_of_these_words(world: World) -> None:
    other = make_world("other")
    Admin(world).post(path(world, "school"), words="云河路")
    assert suggested(other, "关于云河路的建议").lead is None
