"""交给我的: what a person of a unit was given, on that seat's desk and in that seat's calendar, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.foundation import clock
from huiyin.inside.models import InsideTask
from tests.web.pages import HANDED_OVER, TODAY, Browser, item
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=12)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def give(world: World, rows: list[Any], who: str | None, by: str = "head", **more: Any) -> None:
    seat = {"seat": str(world.seats[who].pk)} if who else {}
    data = {"go": "1", "pick": [str(row.pk) for row in rows], "division": "道路科", "due_on": DUE.isoformat()} | seat | more
    assert Browser(world, by).send("inside/give/", **data).status_code == 302


def test_what_was_given_to_me_is_a_view_of_my_desk_and_counted_at_once(world: World) -> None:
    rows = [item(world, f"关于第{n}条路的建议")[1] for n in "一二三"]
    clerk, head = Browser(world, "clerk"), Browser(world, "head")
    assert "交给我的" not in clerk.read(), "shown while something is in it"
    give(world, rows[:2], "clerk")
    give(world, rows[2:], None)
    page = clerk.read("?view=given")
    assert "第一条路" in page and "第二条路" in page and "第三条路" not in page
    assert re.search(r'view=given"[^>]*>(?:<[^>]*>)*交给我的<span class="n">2</span>', clerk.read()), "no event moves that count"
    assert "交给我的" not in head.read(), "what the head gave is not the head's"
    give(world, rows[:1], "head", by="clerk")
    assert "第一条路" not in clerk.read("?view=given") and "第一条路" in head.read("?view=given")
    assert "第二条路" in clerk.read("lists/?view=given") and "第一条路" not in clerk.read("lists/?view=given")
    assert "第二条路" not in clerk.read("?view=given&q=码头")


def test_it_is_gone_from_the_view_when_the_item_is_answered(world: World) -> None:
    _, row, round_ = item(world)
    give(world, [row], "clerk")
    with world.acting():
        world.receive(row)
        world.answer(round_)
    assert "交给我的" not in Browser(world, "clerk").read()


@pytest.mark.parametrize("who", ["officer", "dispatcher", "leader", "deputy"])
def test_nobody_outside_a_unit_has_such_a_view(world: World, who: str) -> None:
    _, row, _ = item(world)
    give(world, [row], "clerk")
    page = Browser(world, who).open("?view=given")
    assert "交给我的" not in page.content.decode() and "内部时限" not in page.content.decode()


def feed(world: World, who: str) -> str:
    page = Browser(world, who).send("calendar/", word="on").content.decode()
    address = re.search(r"/calendar/\d+-[\w-]+\.ics", page)
    assert address is not None
    answer = Browser(world, who).client.get(address[0])
    return answer.content.decode().replace("\r\n ", "")


def test_the_inner_day_stands_in_the_calendar_of_that_seat_alone(world: World) -> None:
    case, row, _ = item(world)
    give(world, [row], "clerk", note="先看现场。")
    mine, heads = feed(world, "clerk"), feed(world, "head")
    assert f"内部时限：{case.shown_no}" in mine and f"DTSTART;VALUE=DATE:{DUE:%Y%m%d}" in mine
    assert "先看现场" not in mine and "道路科" not in mine, "number, title and date, nothing else"
    assert "内部时限" not in heads and "答复到期" in heads
    assert "内部时限" in Browser(world, "clerk").read("calendar/")
    uid = re.search(r"UID:(\S*inside\S*)", mine)
    give(world, [row], "clerk", due_on=(DUE + timedelta(days=2)).isoformat())
    again = feed(world, "clerk")
    assert uid is not None and again.count(uid[1]) == 1, "a day put off is the same entry"
    assert f"DTSTART;VALUE=DATE:{DUE + timedelta(days=2):%Y%m%d}" in again and "SEQUENCE:2" in again
    with world.acting():
        assert InsideTask.objects.count() == 2
    give(world, [row], "head", by="clerk")
    assert "内部时限" not in feed(world, "clerk")


def test_desk_and_calendar_cost_the_same_however_many_were_given(world: World) -> None:
    clerk, asked = Browser(world, "clerk"), []
    rows = [item(world, f"关于第{n}件的建议")[1] for n in range(8)]
    for many in (2, 8):
        give(world, rows[:many], "clerk")
        for path in ("?view=given", "calendar/"):
            clerk.read(path)
            with CaptureQueriesContext(connection) as caught:
                clerk.read(path)
            asked.append(len(caught))
    assert asked[:2] == asked[2:], asked
