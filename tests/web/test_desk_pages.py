"""The desk: its views and counts, its pages by key, and what it may cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.chain import clocks
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.workdays import Limit
from huiyin.handling import desks
from huiyin.handling.desk_views import VIEWS
from huiyin.proposals.steps import Reason
from tests.web.pages import Browser, answered, item, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)
DESKS = ("clerk", "head", "dispatcher", "officer")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(START):
        made = make_world()
    with clock.frozen(date(2026, 5, 20)):
        yield made


def handed_over(world: World, on: date, title: str, *more: Target, **how: Any) -> Assignment:
    """An item straight on 城管局's desk."""
    with clock.frozen(on), world.acting():
        case = world.register(title, **how)
        targets = (Target(world.bodies["unit"].pk, Mode.LEAD), *more)
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
        return Assignment.objects.get(congress=world.congress, proposal=case, body=world.bodies["unit"])


def titles(html: str) -> list[str]:
    return re.findall(r'<a class="t"[^>]*>([^<]*)</a>', html)


def counts(html: str) -> dict[str, str]:
    return dict(re.findall(r'</span>\s*([^<>]+)<span class="n">([^<]*)</span></a>|x', html)) | dict(
        re.findall(r'(?:href="[^"]*"(?: aria-current="page")?>)([^<]+)<span class="n">([^<]*)</span></a>', html)
    )


# -- what stands where ----


def test_items_are_grouped_by_time_and_the_verb_says_what_to_do_next(world: World) -> None:
    late = handed_over(world, date(2026, 2, 10), "关于逾期件的建议")
    handed_over(world, date(2026, 2, 27), "关于临期件的建议")
    handed_over(world, date(2026, 4, 20), "关于正常件的建议")
    with world.acting():
        world.receive(late)
    html = Browser(world, "clerk").read()
    assert titles(html) == ["关于逾期件的建议", "关于临期件的建议", "关于正常件的建议"]
    assert html.index("已逾期 · 1") < html.index("临期 · 1") < html.index("正常 · 1")
    assert "今天先看 1 件逾期；另有 1 件临期。" in html
    assert "登记沟通<small>尚未见面沟通</small>" in html and '<div class="step">签收</div>' in html
    for view, title in (("red", "逾期件"), ("amber", "临期件"), ("green", "正常件")):
        assert titles(Browser(world, "clerk").read(f"?view={view}")) == [f"关于{title}的建议"]


def test_each_view_counts_what_it_lists(world: World) -> None:
    item(world, "关于待签收件的建议")
    received(world, title="关于办理中件的建议")
    answered(world)
    with clock.frozen(START), world.acting():
        world.register("关于待交办件的建议")
    for who in DESKS:
        browser, seat = Browser(world, who), world.seats[who]
        with world.acting():
            counted = desks.counts(seat, clock.today())
        for view in VIEWS[seat.role]:
            listed = titles(browser.read(f"?view={view.key}"))
            assert len(listed) == counted[view.key], f"{who} {view.key}"


def test_the_committee_has_every_item_on_its_desk_once_and_leaves_assisting_units_aside(world: World) -> None:
    handed_over(world, START, "关于会办件的建议", Target(world.bodies["school"].pk, Mode.ASSIST))
    with clock.frozen(START), world.acting():
        case = world.register("关于待分办件的建议")
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    html = Browser(world, "officer").read()
    assert sorted(titles(html)) == ["关于会办件的建议", "关于待分办件的建议"]
    assert "会办：区教育局" in html and "等政府办分办" in html
    assert titles(Browser(world, "stranger").read()) == ["关于会办件的建议"]


def test_filters_narrow_the_list_and_stand_in_the_address(world: World) -> None:
    handed_over(world, START, "关于路灯的建议", category="城乡建设")
    handed_over(world, START, "关于食堂的建议", category="民生")
    with clock.frozen(START), world.acting():
        case = world.register("关于会办路灯的建议", category="城乡建设")
        targets = (Target(world.bodies["school"].pk, Mode.LEAD), Target(world.bodies["unit"].pk, Mode.ASSIST))
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
    clerk, team = Browser(world, "clerk"), world.bodies["team"].pk
    assert len(titles(clerk.read())) == 3
    assert titles(clerk.read("?category=民生")) == ["关于食堂的建议"]
    assert titles(clerk.read("?mode=assist")) == ["关于会办路灯的建议"]
    assert sorted(titles(clerk.read("?mode=lead&q=路灯"))) == ["关于路灯的建议"]
    assert len(titles(clerk.read(f"?delegation={team}"))) == 3
    assert titles(clerk.read(f"?delegation={world.bodies['school'].pk}")) == []
    page = clerk.read("?category=民生&q=没有这个词")
    assert "没有符合这些条件的件" in page and 'value="没有这个词"' in page


@pytest.mark.parametrize(
    "query",
    [
        "view=nowhere", "after=x", "after=20260230-1", "after=-", "delegation=0x1", "delegation=99999999999999999999",
        "mode=route", "q=%25%27%22", "q=" + "长" * 300, "after=99999999999999999999-1", "category=%E2%80%AE",
    ],
)  # fmt: skip
def test_an_address_somebody_made_up_shows_a_desk(world: World, query: str) -> None:
    handed_over(world, START, "关于路灯的建议")
    assert Browser(world, "clerk").open(f"?{query}").status_code == 200


# -- many ----


def test_pages_follow_each_other_by_key_and_show_every_item_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PAGE", 3)
    for n in range(7):
        handed_over(world, START + timedelta(days=n % 3), f"关于第{n}件的建议")
    with clock.frozen(START), world.acting():
        for n in range(4):
            case = world.register(f"关于会办第{n}件的建议")
            targets = (Target(world.bodies["school"].pk, Mode.LEAD), Target(world.bodies["unit"].pk, Mode.ASSIST))
            take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
            world.register(f"关于待交办第{n}件的建议")
    for who, path, whole in (("clerk", "", 11), ("officer", "?view=registered", 4), ("officer", "", 11)):
        browser, seen = Browser(world, who), []
        while path is not None:
            html = browser.read(path)
            seen += titles(html)
            more = re.search(r'href="(\?[^"]*after=[^"]*)"', html)
            path = more.group(1).replace("&amp;", "&") if more else None  # type: ignore[assignment]
        assert len(seen) == len(set(seen)) == whole, (who, seen)


def test_a_count_stops_at_a_thousand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "MOST", 2)
    for n in range(4):
        handed_over(world, START, f"关于第{n}件的建议")
    assert counts(Browser(world, "clerk").read())["全部在办"] == "2+"


@pytest.mark.parametrize("who", DESKS)
def test_a_desk_asks_the_same_few_questions_for_three_items_and_for_thirty(world: World, who: str) -> None:
    asked = []
    for many in (3, 27):
        for n in range(many):
            more = Target(world.bodies["school"].pk, Mode.ASSIST)
            if n % 2:
                handed_over(world, START, f"关于第{many}批第{n}件的建议", more)
            else:
                item(world, f"关于第{many}批第{n}件的建议")
        browser = Browser(world, who)
        for view in VIEWS[world.seats[who].role]:
            desks._counted.cache_clear()
            with CaptureQueriesContext(connection) as caught:
                browser.read(f"?view={view.key}")
            asked.append((many, view.key, [query["sql"] for query in caught]))
    for few, lots in zip(asked[: len(asked) // 2], asked[len(asked) // 2 :], strict=True):
        ours = [[sql for sql in queries if "SAVEPOINT" not in sql] for queries in (few[2], lots[2])]
        # Nothing to list, nothing to look up for it: the empty page may only ask less.
        # Session, congress and seat at the door; head, counts, saved views, one page of the desk; whom a unit gave them to;
        # on which a deputy's red light waits.
        assert len(ours[0]) <= len(ours[1]) <= (9 if who in ("clerk", "head") else 8), (who, few[1], ours[1])
        assert not [sql for sql in ours[1] if '"proposals_proposal"."body"' in sql], "a list never reads the texts"
    full = [len([s for s in q if "SAVEPOINT" not in s]) for many, key, q in asked if key in ("all", "waiting")]
    assert len(set(full)) == 1, full


def test_the_counts_are_asked_once_until_something_happens_in_the_congress(world: World) -> None:
    with world.acting():
        case = world.register("关于增设公交站的建议")
    browser = Browser(world, "officer")

    def counting() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.read("?view=registered")
        return len([query for query in caught if "count(*) from (select" in query["sql"]])

    assert [counting() for _ in range(3)] == [1, 0, 0]
    with world.acting("officer"):
        take("proposal.void", case, world.seats["officer"], Reason("重复"))
    assert [counting() for _ in range(2)] == [1, 0]


def test_no_lamp_turns_amber_earlier_than_the_desk_looks_for_it(world: World) -> None:
    """The desk reads its index only so far for amber rows; a limit of a year must not break that."""
    with world.acting():
        case = world.register()
        calendar = calendar_of(world.congress.pk)
        for months in (1, 3, 6, 12, 24):
            for day in range(0, 365, 13):
                limit = Limit(months, "month", "handed_over", "试")
                made = clocks.start("reply", case, limit, date(2026, 1, 1) + timedelta(days=day), calendar)
                assert made.due_on - made.amber_on <= desks.AMBER_REACH
                made.stopped_on = made.due_on
                made.save()


# -- 批量签收 ----


def test_receiving_in_a_batch_does_what_it_can_and_says_what_it_could_not(world: World) -> None:
    waiting = [handed_over(world, START, f"关于第{n}件的建议", printed_no=f"{n}号") for n in range(3)]
    others = item(world, "关于别家的建议")
    with world.acting():
        world.receive(waiting[0])
        foreign = handed_over(world, START, "关于教育局的建议", Target(world.bodies["school"].pk, Mode.ASSIST))
        theirs = Assignment.objects.get(congress=world.congress, proposal=foreign.proposal, mode=Mode.ASSIST)
        theirs_before = theirs.stage
    clerk = Browser(world, "clerk")
    picked = [str(row.pk) for row in (*waiting, others[1], theirs)] + ["x", "9" * 25, "0"]
    answer = clerk.client.post(clerk.at("receive/"), {"pick": picked, "view": "waiting"})
    assert answer.status_code == 302 and answer["Location"].endswith("?view=waiting")
    page = clerk.client.get(answer["Location"]).content.decode()
    assert "签收了 3 件。1 件没有签收：0号 已经签收过" in page
    with world.acting():
        assert set(
            Assignment.objects.filter(pk__in=[row.pk for row in (*waiting, others[1])]).values_list("stage", flat=True)
        ) == {Stage.HANDLING}
        theirs.refresh_from_db()
        assert theirs.stage == theirs_before, "another unit's item is left alone, and nothing is said of it"


def test_receiving_nothing_says_how_to_choose(world: World) -> None:
    clerk = Browser(world, "clerk")
    answer = clerk.client.post(clerk.at("receive/"), {})
    assert "还没有选中要签收的件" in clerk.client.get(answer["Location"]).content.decode()


def test_only_the_clerk_receives_in_a_batch(world: World) -> None:
    row = handed_over(world, START, "关于路灯的建议")
    for who in ("head", "dispatcher", "officer", "deputy"):
        answer = Browser(world, who).send("receive/", pick=str(row.pk))
        assert answer.status_code == 403, who
    assert Browser(world, "clerk").open("receive/").status_code == 405
