"""一页纸: its sentences, where its numbers lead, the wall, the paper; who has it, and that no grade is on it (ui.md 4.5)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.foundation import clock
from huiyin.promises.ledger import Totals
from huiyin.reports.overview import Lamps, Late, Overview, Progress, UnitLamps
from huiyin.web.leader import charts, texts, views
from tests.web.walk import Walk

TODAY = date(2026, 5, 19)
NO_PROMISES = Totals(0, 0, 0, 0, 0, 0, 0, 0, 0)


def found(lamps: Lamps, **more: Any) -> Overview:
    late = tuple(
        Late(n, f"{n}号", "关于粮道街积水点改造的建议", "区水务局", "周建平", TODAY - timedelta(days=11 - n))
        for n in range(lamps.red)
    )
    kept: dict[str, Any] = {
        "session": None, "today": TODAY, "lamps": lamps, "met": 112, "waiting": 0, "units": (), "late": late, "older_late": 0,
        "progress": None, "promises": NO_PROMISES, "red_lights": 0,
    }  # fmt: skip
    return Overview(**(kept | more))


def test_the_page_begins_with_a_sentence_a_person_would_say() -> None:
    said = views.sentence(found(Lamps(red=7, amber=23, green=96, answered=61)))
    assert said.whole == "187 件建议里，7 件已经逾期，最久的一件拖了 11 天。" and said.red == "7 件已经逾期"
    assert views.sentence(found(Lamps(green=3))).whole == "3 件建议，没有一件逾期。"
    assert views.sentence(found(Lamps(answered=3))).whole == "3 件建议，件件都已答复。"


def test_the_second_sentence_says_what_comes_next_and_what_is_not_counted() -> None:
    promises = Totals(all=38, kept=21, late=0, waiting=0, overdue=2, not_due=15, no_day=0, dropped=0, slipped=0)
    lamps = Lamps(red=7, amber=23)
    assert views.besides(found(lamps, promises=promises)) == "另有 23 件快到期；到期的承诺里有 2 项没有兑现。"
    assert "还有 4 件没有分到承办单位" in views.besides(found(lamps, waiting=4))
    assert "以前各次会议的建议还有 3 件逾期" in views.besides(found(lamps, older_late=3))
    assert views.besides(found(Lamps(answered=3))) == ""


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(112, 187, "59.9%"), (0, 0, "—"), (1, 3, "33.3%"), (2, 3, "66.7%"), (3, 3, "100.0%")],
)
def test_a_share_is_said_with_one_decimal_and_never_of_nothing(part: int, whole: int, said: str) -> None:
    assert views.share(part, whole) == said


def test_titles_of_the_charts_are_what_was_found() -> None:
    worst = UnitLamps(1, "区城管执法局", Lamps(red=2, amber=6))
    assert views.units_title(found(Lamps(red=2), units=(worst,))) == "区城管执法局红灯最多：2 件"
    assert views.units_title(found(Lamps(green=2))) == texts.UNITS_NONE_RED
    for before, words in ((50, "比上次会议同期多 11 件"), (72, "比上次会议同期少 11 件"), (61, "和上次会议同期一样多")):
        progress = Progress(date(2026, 3, 10), ((0, 0), (70, 61)), ((0, 0), (70, before)), 180)
        assert views.run_title(found(Lamps(), progress=progress)).endswith(words)
    assert views.run_title(found(Lamps(), progress=Progress(TODAY, ((0, 5),)))) == "已经答复 5 件"


def test_a_bar_is_as_long_as_its_number_and_tells_numbers_only_where_they_fit() -> None:
    drawn = charts.bar(Lamps(red=1, amber=9, answered=90), 100)
    assert re.findall(r'class="is-(\w+)" x="([\d.]+)%" width="([\d.]+)%"', drawn) == [
        ("red", "0.00", "1.00"), ("amber", "1.00", "9.00"), ("answered", "10.00", "90.00"),
    ]  # fmt: skip
    assert re.findall(r">(\d+)</text>", drawn) == ["9", "90"]
    assert charts.bar(Lamps(), 0).count("<rect") == 0


@pytest.mark.parametrize(("most", "step"), [(0, 1), (4, 1), (5, 2), (61, 20), (88, 50), (4000, 1000)])
def test_the_grid_has_round_numbers(most: int, step: int) -> None:
    assert charts.step_of(most) == step


@pytest.mark.parametrize("before", [(), ((0, 0), (70, 0)), ((0, 0), (70, 61)), ((0, 0), (70, 60)), ((0, 0), (70, 0))])
@pytest.mark.parametrize("now", [0, 1, 61])
def test_words_at_the_ends_of_two_lines_never_lie_on_one_another(now: int, before: tuple[tuple[int, int], ...]) -> None:
    drawn = charts.lines(Progress(date(2026, 3, 10), ((0, 0), (70, now)), before))
    ends = [float(y) for y in re.findall(r'<text(?: class="now")? x="81.50%" y="([\d.]+)%"', drawn)]
    assert len(ends) == 1 + bool(before) and all(charts.TOP - 1 <= y <= charts.TOP + charts.HIGH + 1 for y in ends)
    assert len(ends) == 1 or abs(ends[0] - ends[1]) >= 8


def test_the_first_day_can_be_drawn() -> None:
    assert "polyline" in charts.lines(Progress(TODAY, ((0, 0),)))


def page(walk: Walk, who: str, **query: Any) -> str:
    answer = walk.get(who, "overview/", **query)
    assert answer.status_code == 200
    shown = str(answer.content.decode())
    return shown[shown.index("<main") :] if not query else shown


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["leader", "chair", "officer", "dispatcher"])
def test_leaders_the_committee_and_the_government_s_office_have_it_and_no_grade_is_on_it(walk: Walk, who: str) -> None:
    shown = page(walk, who)
    assert "件建议" in shown and "满意" not in shown and "评价" not in shown
    said = re.findall(r'<a href="([^"]*lists/[^"]*)">', shown)
    assert {re.search(r"view=(\w+)", one)[1] for one in said} >= {"red", "ledger"}  # type: ignore[index]
    for one in set(said):
        assert walk.client(who).get(one.replace("&amp;", "&")).status_code == 200, one


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["clerk", "head", "deputy", "admin", "secretary", "street_clerk"])
def test_nobody_else_has_it(walk: Walk, who: str) -> None:
    assert walk.get(who, "overview/").status_code == 403
    assert walk.get(who, "overview/paper/pdf/").status_code == 403


@pytest.mark.django_db
def test_each_number_of_its_table_is_beside_its_chart(walk: Walk) -> None:
    shown = page(walk, "chair")
    bars = re.findall(r"逾期 (\d+)，临期 (\d+)，正常 (\d+)，已答复 (\d+)", shown)
    table = re.findall(r'<th scope="row">[^<]*</th>' + r'<td class="r num">(\d+)</td>' * 5, shown)
    assert bars and [row[:4] for row in table] == bars
    assert all(sum(map(int, row[:4])) == int(row[4]) for row in table)


@pytest.mark.django_db
def test_on_a_wall_it_asks_again_and_nothing_is_to_be_clicked_but_the_way_out(walk: Walk) -> None:
    shown = page(walk, "chair", wall="1")
    assert "js/wall" in shown and "退出大屏" in shown and "一页 PDF" not in shown
    assert "js/wall" not in page(walk, "chair")


@pytest.mark.django_db
def test_a_session_that_is_not_there_is_the_newest_one(walk: Walk) -> None:
    for wrong in ("999999999999999999999", "abc", "-1", ""):
        assert "件建议" in page(walk, "chair", session=wrong)


@pytest.mark.django_db
def test_the_paper_is_one_sheet(walk: Walk) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    with clock.frozen(date(2027, 1, 5)):
        answer = walk.get("chair", "overview/paper/pdf/")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    words = pages[0].extract_text()
    assert len(pages) == 1 and "已经逾期" in words and "评价结果不在这一页" in words
