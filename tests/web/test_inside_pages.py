"""单位内部 on the page: 交科室 from the case and in bulk from the desk, notes, and nothing of it for anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.foundation import clock
from huiyin.inside.models import InsideNote, InsideTask
from tests.web.pages import HANDED_OVER, TODAY, Browser, item
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def stored(world: World, model: Any, **where: Any) -> list[Any]:
    with world.acting():
        return list(model.objects.filter(**where).order_by("pk"))


def test_an_item_is_given_to_a_division_and_the_desk_shows_it_in_the_colour_of_its_day(world: World) -> None:
    case, row, _ = item(world)
    clerk = Browser(world, "clerk")
    assert f"inside/give/?pick={row.pk}" in clerk.read(f"case/{case.pk}/")
    due = TODAY + timedelta(days=12)
    html = clerk.done(f"inside/give/?pick={row.pk}", go="1", pick=row.pk, division="道路科", person="张伟", due_on=due.isoformat())
    assert "道路科 张伟" in html and "内部时限 4月1日（余 12 天）" in html and "单位内部" in html
    desk = clerk.read()
    assert '<span class="m in is-green">内部：道路科 张伟 · 内部时限 4月1日（余 12 天）</span>' in desk
    with clock.frozen(due + timedelta(days=1)):
        assert "in is-red" in clerk.read() and "逾 1 天" in clerk.read()
        assert "全部在办" in clerk.read("?view=red") and "道路科" not in clerk.read("?view=red"), "not late by law"
    assert "道路科" in Browser(world, "head").read()


def test_a_day_that_is_not_before_the_legal_one_is_refused_and_what_was_typed_stays(world: World) -> None:
    _, row, _ = item(world)
    assert row.due_on is not None
    answer = Browser(world, "clerk").fill(
        f"inside/give/?pick={row.pk}", go="1", pick=row.pk, division="道路科", due_on=row.due_on.isoformat()
    )
    html = answer.content.decode()
    assert "内部时限要早于法定期限" in html and 'value="道路科"' in html and not stored(world, InsideTask)


def test_several_items_are_ticked_on_the_desk_and_given_at_once(world: World) -> None:
    rows = [item(world, f"关于第{n}条路的建议")[1] for n in "一二三"]
    head = Browser(world, "head")
    assert "交科室" in head.read() and "批量签收" not in head.read()
    assert "批量签收" in Browser(world, "clerk").read("?view=waiting")
    picked = [str(row.pk) for row in rows[:2]]
    page = head.send("inside/give/", pick=picked, view="all").content.decode()
    assert page.count('name="pick"') == 2 and "第三条路" not in page
    answer = head.send("inside/give/", pick=picked, view="all", go="1", division="市容科")
    assert answer.status_code == 302 and answer["Location"].endswith("?view=all")
    assert len(stored(world, InsideTask)) == 2 and "2 件交给了科室" in head.read()


@pytest.mark.parametrize("pick", [[], ["x"], ["-1"], ["999999999999999999"], ["99999999999999999999"], ["１"]])
def test_nothing_ticked_or_nonsense_leads_back_to_the_desk(world: World, pick: list[str]) -> None:
    answer = Browser(world, "clerk").send("inside/give/", pick=pick, go="1", division="道路科")
    assert answer.status_code == 302 and not stored(world, InsideTask)


BAD: dict[str, dict[str, Any]] = {
    "a date that is none": {"due_on": "2026-02-30"},
    "words for a date": {"due_on": "下周三"},
    "a seat of nobody": {"seat": "999999999999999999"},
    "a seat that is no number": {"seat": "x"},
    "too long": {"division": "科" * 61},
    "a broken sign": {"note": "坏\ufffd字"},
    "turned round": {"person": "\u202e张伟"},
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_bad_input_is_refused_at_its_field(world: World, data: dict[str, Any]) -> None:
    _, row, _ = item(world)
    answer = Browser(world, "clerk").send("inside/give/", pick=row.pk, go="1", **({"division": "道路科"} | data))
    assert answer.status_code == 200 and "错误：" in answer.content.decode() and not stored(world, InsideTask)


def test_a_note_is_kept_put_right_beside_and_a_refused_one_keeps_its_words(world: World) -> None:
    case, row, _ = item(world)
    clerk = Browser(world, "clerk")
    assert "和交警队" in clerk.done(f"inside/{row.pk}/note/", text="和交警队说好周五去。<b>粗</b>")
    note = stored(world, InsideNote)[0]
    html = clerk.done(f"inside/{row.pk}/note/?corrects={note.pk}", text="改周四。", corrects=note.pk)
    assert "说好周五去。&lt;b&gt;" in html and "改周四。" in html
    assert Browser(world, "head").open(f"inside/{row.pk}/note/?corrects={note.pk}").status_code == 404
    answer = clerk.send(f"inside/{row.pk}/note/", text="长" * 5001)
    assert answer.status_code == 200 and "长" * 200 in answer.content.decode()
    answer = clerk.send(f"inside/{row.pk}/note/", text="\u200b")
    assert answer.status_code == 200 and "错误：" in answer.content.decode()


OTHERS = ("stranger", "stranger_head", "deputy", "cosigner", "officer", "dispatcher", "leader", "chair", "secretary",
          "street_clerk", "team_clerk", "admin")  # fmt: skip


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_meets_a_word_of_it_on_any_page(world: World, who: str) -> None:
    case, row, _ = item(world)
    clerk = Browser(world, "clerk")
    clerk.send("inside/give/", pick=row.pk, go="1", division="绝密科", person="张绝密", note="绝密交代")
    clerk.send(f"inside/{row.pk}/note/", text="绝密记录")
    other = Browser(world, who)
    for path in ("", f"case/{case.pk}/", f"peek/{case.pk}/", "?view=all", "search/?q=绝密", "notices/"):
        answer = other.open(path)
        # What was searched for stands in the box of the search.
        assert "绝密" not in answer.content.decode().replace("绝密</", "").replace('value="绝密"', "").replace("“绝密”", ""), path
        assert "绝密科" not in answer.content.decode() and "绝密记录" not in answer.content.decode()
    assert other.open(f"inside/give/?pick={row.pk}").status_code in (302, 403)
    assert other.send(f"inside/{row.pk}/note/", text="别人写的").status_code in (403, 404)
    assert len(stored(world, InsideNote)) == 1


def test_it_is_in_no_file_of_the_case(world: World) -> None:
    from huiyin.handling.casefiles import read_case
    from huiyin.handling.story import tell

    case, row, _ = item(world)
    clerk = Browser(world, "clerk")
    clerk.send("inside/give/", pick=row.pk, go="1", division="绝密科")
    clerk.send(f"inside/{row.pk}/note/", text="绝密记录")
    for who in ("clerk", "officer"):
        with world.acting():
            file = read_case(world.seats[who], case.pk)
            assert file is not None and "绝密" not in repr(tell(file))
        archive = Browser(world, who).open(f"case/{case.pk}/archive/")
        assert archive.status_code == 200


def test_the_desk_costs_the_same_however_many_were_given(world: World) -> None:
    clerk, asked = Browser(world, "clerk"), []
    rows = [item(world, f"关于第{n}件的建议")[1] for n in range(12)]
    for many in (3, 12):
        clerk.send("inside/give/", pick=[str(row.pk) for row in rows[:many]], go="1", division="道路科")
        clerk.read()
        with CaptureQueriesContext(connection) as caught:
            clerk.read()
        asked.append(len(caught))
    assert asked[0] == asked[1], asked
