"""台账: filters in the address, columns, pages by key, saved views, and exports of what is seen."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock, saved_views
from huiyin.foundation.models import SavedView
from huiyin.handling import desks, tables
from huiyin.reports import worklists
from tests.web.pages import Browser
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)
WHO = ("officer", "dispatcher", "clerk", "head")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(START):
        made = make_world()
    with clock.frozen(date(2026, 5, 20)):
        yield made


def handed_over(world: World, title: str, unit: str = "unit", *more: Target, **how: Any) -> Any:
    with clock.frozen(START), world.acting():
        case = world.register(title, **how)
        targets = (Target(world.bodies[unit].pk, Mode.LEAD), *more)
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
        return case


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a></th>', page)


def headings(page: str) -> list[str]:
    return re.findall(r'<th scope="col">([^<]*)</th>', page)


def sheet(answer: Any) -> list[list[Any]]:
    """Rows of the downloaded file, from its headings on."""
    assert answer.status_code == 200 and answer["Content-Type"].endswith("sheet"), answer
    rows = cells(answer.content)
    return rows[next(n for n, row in enumerate(rows) if row[0] == "序号") :]


def cells(content: bytes) -> list[list[Any]]:
    return load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_ledger_stands_in_the_order_of_numbers_and_shows_only_what_the_seat_answers_for(world: World) -> None:
    for n in range(3):
        handed_over(world, f"关于第{n}件的建议")
    handed_over(world, "关于学校的建议", "school")
    assert titles(Browser(world, "officer").read("lists/")) == [
        "关于第0件的建议", "关于第1件的建议", "关于第2件的建议", "关于学校的建议",
    ]  # fmt: skip
    page = Browser(world, "clerk").read("lists/")
    assert titles(page) == [f"关于第{n}件的建议" for n in range(3)] and "本单位台账" in page
    assert "承办单位" not in headings(page) and "见面沟通" in headings(page)
    assert titles(Browser(world, "clerk").read("lists/?session=all"))[0] == "关于第2件的建议", "the newest first"


def test_a_ledger_has_the_same_rows_as_the_one_on_paper(world: World) -> None:
    handed_over(world, "关于城管的建议", "unit", Target(world.bodies["school"].pk, Mode.ASSIST))
    handed_over(world, "关于学校的建议", "school")
    with clock.frozen(START), world.acting():
        world.by_the_office(world.register("关于分办的建议"))
    for who in (*WHO, "stranger", "leader"):
        if who not in world.seats:
            continue
        seat = world.seats[who]
        with world.acting(who):
            paper = sorted(piece.row.proposal.title for piece in worklists.ledger(seat, None))
        assert sorted(titles(Browser(world, who).read("lists/?session=all"))) == paper, who


def test_filters_stand_in_the_address_and_each_has_a_chip_that_removes_it(world: World) -> None:
    handed_over(world, "关于路灯的建议", category="城乡建设")
    handed_over(world, "关于食堂的建议", "school", category="民生")
    handed_over(world, "关于公厕的建议", category="民生")
    officer = Browser(world, "officer")
    unit = world.bodies["unit"].pk
    page = officer.read(f"lists/?category=民生&unit={unit}&stage=waiting")
    assert titles(page) == ["关于公厕的建议"] and "1 行" in page
    chips = {words: html.unescape(url) for url, words in re.findall(r'chip is-act" href="([^"]*)">([^<]*)<', page)}
    assert set(chips) >= {"类别：民生", "环节：待签收"} and any(words.startswith("承办单位：") for words in chips)
    assert sorted(titles(officer.read(f"lists/{chips['类别：民生']}"))) == ["关于公厕的建议", "关于路灯的建议"]
    whole = next(url for words, url in chips.items() if words.startswith("会议："))
    assert "session=all" in whole and titles(officer.read(f"lists/{whole}")) == ["关于公厕的建议"]
    desk = officer.read(f"?unit={unit}&category=民生")
    assert "符合条件的 1 件" in desk and "承办单位：" in desk


@pytest.mark.parametrize("who", WHO)
def test_every_view_of_the_desk_is_a_table_with_as_many_rows_as_it_says(world: World, who: str) -> None:
    handed_over(world, "关于路灯的建议")
    with clock.frozen(START), world.acting():
        world.register("关于待交办的建议")
        world.by_the_office(world.register("关于分办的建议"))
    seat, browser = world.seats[who], Browser(world, who)
    for view in tables.views(seat):
        page = browser.read(f"lists/?view={view.key}&session=all")
        assert f"{len(titles(page))} 行" in page, view.key
        if view.key != "ledger":
            with world.acting(who):
                assert len(titles(page)) == desks.counts(seat, clock.today())[view.key], view.key


def test_pages_follow_each_other_by_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PAGE", 3)
    for n in range(8):
        handed_over(world, f"关于第{n}件的建议", "unit", Target(world.bodies["school"].pk, Mode.ASSIST))
        with clock.frozen(START), world.acting():
            world.register(f"关于待交办第{n}件的建议")
    for who, path, whole in (
        ("officer", "lists/", 16), ("officer", "lists/?session=all", 16), ("clerk", "lists/", 8),
        ("clerk", "lists/?view=all", 8), ("officer", "lists/?view=registered", 8), ("stranger", "lists/?view=all", 8),
    ):  # fmt: skip
        browser, seen, at = Browser(world, who), [], path
        while at:
            page = browser.read(at)
            seen += re.findall(r'scope="row"><a href="([^"]*)"', page)
            more = re.search(r'href="(/s/[^"]*after=[^"]*)">看后面的', page)
            at = html.unescape(more[1]).partition(f"/s/{browser.seat.pk}/")[2] if more else ""
        assert len(seen) == whole, (who, path, seen)
        assert len(set(seen)) == 8, (who, path)


def test_the_count_is_exact_to_a_thousand_and_stops_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (desks, tables):
        monkeypatch.setattr(module, "MOST", 2)
    for n in range(4):
        handed_over(world, f"关于第{n}件的建议", category="民生" if n < 2 else "")
    officer = Browser(world, "officer")
    assert "2+ 行" in officer.read("lists/") and ">2 行" in officer.read("lists/?category=民生")


def test_a_list_asks_the_same_few_questions_for_three_rows_and_for_three_hundred(world: World) -> None:
    asked: dict[str, list[int]] = {who: [] for who in WHO}
    # Fifty rows make a page: beyond them nothing more is read, and so three hundred are no more than sixty.
    for many in (3, 57):
        for n in range(many):
            handed_over(world, f"关于{many}批第{n}件的建议", "unit", Target(world.bodies["school"].pk, Mode.ASSIST))
        for who in WHO:
            desks._counted.cache_clear()
            with CaptureQueriesContext(connection) as caught:
                Browser(world, who).read(f"lists/?session=all&cols={','.join(tables.COLUMNS)}")
            asked[who].append(len([one for one in caught if "SAVEPOINT" not in one["sql"]]))
    assert all(few == lots <= 14 for few, lots in asked.values()), asked


@pytest.mark.parametrize(
    "query",
    [
        "after=x", "after=suggestion.1", "after=suggestion.9999999999999.1", f"after=suggestion.1.{'9' * 600}",
        "after=motion.-1.2", "after=20260230-1", f"after=0-{'9' * 600}", "cols=nothing,at,all", "cols=title,title",
        f"cols={'x' * 1000}", f"session={'9' * 600}", "session=-1", f"unit={'9' * 600}", "stage=gone",
        "view=nowhere", "mode=route", "key=2", "q=%25%27%22", "q=" + "长" * 150, "category=%E2%80%AE",
        "view=red&after=suggestion.1.1", "session=all&after=suggestion.1.1", "after=20260401-1", "delegation=0x1",
    ],
)  # fmt: skip
def test_an_address_somebody_made_up_shows_a_calm_list(world: World, query: str) -> None:
    handed_over(world, "关于路灯的建议")
    for path in (f"lists/?{query}", f"lists/columns/?{query}", f"?{query}"):
        assert Browser(world, "officer").open(path).status_code == 200, path
    assert Browser(world, "officer").send(f"lists/export/?{query}").status_code in (200, 302)


@pytest.mark.parametrize("query", [f"unit={'9' * 5000}", f"after=0-{'9' * 5000}", "q=%00", "cols=title%00,unit"])
def test_an_address_no_browser_sends_is_refused_calmly(world: World, query: str) -> None:
    for path in (f"lists/?{query}", f"lists/columns/?{query}", f"search/?{query}"):
        assert Browser(world, "officer").open(path).status_code == 400, path


# -- columns -----------------------------------------------------------------------------------------------------------


def test_columns_are_chosen_in_an_order_kept_for_the_seat_and_an_address_may_name_its_own(world: World) -> None:
    handed_over(world, "关于路灯的建议")
    clerk = Browser(world, "clerk")
    chosen = {"col": ["title", "number", "due"], "at-title": "2", "at-number": "1", "at-due": "9" * 5000}
    answer = clerk.send("lists/columns/?stage=waiting", **chosen)
    assert answer.status_code == 302 and "stage=waiting" in answer["Location"]
    assert headings(clerk.read("lists/")) == ["编号", "标题", "现在到期"]
    assert headings(clerk.read("lists/?cols=unit,title")) == ["承办单位", "标题"]
    assert headings(Browser(world, "head").read("lists/")) != ["编号", "标题", "现在到期"], "another seat keeps its own"
    assert "至少选一列" in clerk.send("lists/columns/", col=["nonsense"]).content.decode()
    clerk.send("lists/columns/", usual="1")
    assert len(headings(clerk.read("lists/"))) == 13


def test_who_handles_an_item_inside_a_unit_is_no_column_of_the_office(world: World) -> None:
    handed_over(world, "关于路灯的建议")
    assert "经办人" not in headings(Browser(world, "officer").read("lists/?cols=title,handler"))
    assert "经办人" in headings(Browser(world, "clerk").read("lists/?cols=title,handler"))


# -- saved views -------------------------------------------------------------------------------------------------------


def test_a_view_is_saved_shown_renamed_removed_and_put_back(world: World) -> None:
    handed_over(world, "关于路灯的建议", category="民生")
    clerk = Browser(world, "clerk")
    saved = clerk.send("lists/views/", name="民生待签收", place="list", query="category=民生&stage=waiting&evil=1&after=9")
    assert saved.status_code == 302 and "evil" not in saved["Location"] and "after" not in saved["Location"]
    page = clerk.read("lists/")
    assert ">民生待签收</a>" in page and ">民生待签收</a>" in clerk.read()
    assert "民生待签收" not in Browser(world, "head").read("lists/")
    with world.acting("clerk"):
        view = SavedView.objects.get(congress=world.congress)
    assert "已经有一个叫" in clerk.send("lists/views/", name="民生待签收", query="").content.decode()
    assert Browser(world, "head").send(f"lists/views/{view.pk}/", remove="1").status_code == 404
    clerk.send(f"lists/views/{view.pk}/", name="民生")
    assert ">民生</a>" in clerk.read("lists/")
    assert "还没有填名称" in clerk.send(f"lists/views/{view.pk}/", name="").content.decode()
    clerk.send(f"lists/views/{view.pk}/", remove="1")
    page = clerk.read("lists/")
    assert ">民生</a>" not in page and f"lists/views/{view.pk}/restore/" in page
    clerk.send(f"lists/views/{view.pk}/restore/")
    assert ">民生</a>" in clerk.read("lists/")


def test_no_seat_keeps_more_than_twenty_views_and_nothing_is_put_back_after_ten_minutes(world: World) -> None:
    clerk, seat = Browser(world, "clerk"), world.seats["clerk"]
    for n in range(saved_views.MOST):
        assert clerk.send("lists/views/", name=f"视图{n}", query=f"q={n}").status_code == 302
    page = clerk.send("lists/views/", name="再来一个", query="q=x").content.decode()
    assert "最多保存 20 个" in page and 'value="再来一个"' in page
    with world.acting("clerk"):
        first = saved_views.of(world.congress.pk, seat.pk)[0]
    clerk.send(f"lists/views/{first.pk}/", remove="1")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        Browser(world, "clerk").send(f"lists/views/{first.pk}/restore/")
    with world.acting("clerk"):
        assert len(saved_views.of(world.congress.pk, seat.pk)) == saved_views.MOST - 1


def test_views_are_moved_and_a_query_that_is_too_long_is_refused_with_what_was_typed(world: World) -> None:
    clerk = Browser(world, "clerk")
    for name in "甲乙":
        clerk.send("lists/views/", name=name, query="")
    with world.acting("clerk"):
        second = saved_views.of(world.congress.pk, world.seats["clerk"].pk)[1]
    clerk.send(f"lists/views/{second.pk}/", up="1")
    with world.acting("clerk"):
        assert [one.name for one in saved_views.of(world.congress.pk, world.seats["clerk"].pk)] == ["乙", "甲"]
    page = clerk.send("lists/views/", name="长", query="q=" + "x" * 5000).content.decode()
    assert "条件太多" in page and 'value="长"' in page


# -- exports -----------------------------------------------------------------------------------------------------------


def test_the_file_has_the_rows_and_columns_of_the_page_under_a_head_that_says_what_it_is(world: World) -> None:
    handed_over(world, "=1+1 的建议", category="民生")
    handed_over(world, "关于食堂的建议", "school", category="民生")
    handed_over(world, "关于路灯的建议")
    officer = Browser(world, "officer")
    answer = officer.send("lists/export/?category=民生&cols=number,title,unit,handed,state")
    rows = sheet(answer)
    assert rows[0] == ["序号", "编号", "标题", "承办单位", "交办日期", "期限情况"]
    assert [row[2] for row in rows[1:]] == ["=1+1 的建议", "关于食堂的建议"]
    assert [row[0] for row in rows[1:]] == [1, 2] and rows[1][4] == START
    assert all("余" in row[5] or "逾期" in row[5] for row in rows[1:]), rows
    head = "".join(str(row[0]) for row in cells(answer.content)[:3])
    assert "建议、议案办理台账" in head and "制表单位：" in head and "类别：民生" in head and "2026年5月20日" in head
    drawn = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'orientation="landscape"' in drawn and 'paperSize="9"' in drawn and 'ySplit="4"' in drawn
    with world.acting("officer"):
        event = Event.objects.get(congress=world.congress, step="list.export")
    assert event.seat_id == world.seats["officer"].pk


def test_a_unit_exports_its_own_ledger_and_nothing_of_others(world: World) -> None:
    handed_over(world, "关于路灯的建议")
    handed_over(world, "关于食堂的建议", "school")
    rows = sheet(Browser(world, "clerk").send("lists/export/"))
    assert [row[2] for row in rows[1:]] == ["关于路灯的建议"]
    other = Browser(world, "clerk").send(f"lists/export/?unit={world.bodies['school'].pk}")
    assert other.status_code == 302, "nothing to export"
    assert Browser(world, "deputy").send("lists/export/").status_code == 403
