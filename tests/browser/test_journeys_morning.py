"""A clerk's morning by keyboard alone (ui.md 5.2, 5.3): from the desk to clearance, without one call of the mouse. The focus
shows at every stop, and axe finds nothing where one stops to read. How one gets in by keys is in `test_keyboard.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.dispatch.models import Assignment, Stage
from huiyin.foundation import clock
from huiyin.handling.models import Letter
from tests.browser import measures
from tests.browser.hands import Hands
from tests.browser.looking import shoot, sign_in
from tests.world import World, make_world

pytestmark = pytest.mark.deep
HANDED_OVER, MORNING = date(2026, 3, 2), date(2026, 5, 25)
TWO_ASKS = "沿江大道违停严重。建议：\n一、增设护栏。\n二、早晚高峰安排专人值守。"
FIRST, NEW = "关于整治沿江大道违停的建议", ("关于增设公平秤的建议", "关于修缮老码头的建议", "关于校门口限时停车的建议")


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
        with made.acting():
            (row,) = made.by_the_office(made.register(FIRST, body=TWO_ASKS))
            made.talk(made.receive(row))
    with clock.frozen(MORNING):
        with made.acting():
            for title in NEW:
                made.by_the_office(made.register(title))
        yield made


class Morning:
    def __init__(self, world: World, page: Any) -> None:
        self.world, self.page, self.hands = world, page, Hands(page)

    def stops(self, name: str) -> None:
        """One stops here to read: the focus shows, axe finds nothing, a picture is kept where somebody wants to look."""
        self.hands.check()
        shoot(self.page, f"morning-{name}")
        measures.start_axe(self.page)
        found = measures.violations(self.page)
        assert not found, f"{name}: {found}"

    def peeks(self, key: str) -> str:
        """J or K; the preview follows and the focus stays on the row."""
        with self.page.expect_response(lambda answer: "/peek/" in answer.url):
            self.hands.press(key)
        title: str = self.hands.focus["words"]
        expect(self.page.locator("#peek h2")).to_have_text(title)
        assert self.hands.focus["what"].startswith("a.t")
        return title

    def asks_which_keys_there_are(self) -> None:
        hands, page = self.hands, self.page
        first = self.peeks("j")
        hands.press("?")
        expect(page.locator("#keys")).to_be_visible()
        said = page.locator("#keys").inner_text()
        assert all(word in said for word in ("下一件", "打开案卷", "选中", "登记沟通", "写答复", "搜索", "关闭")), said
        self.stops("keys")
        hands.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        assert hands.focus["words"] == first, "the focus is back where it was"

    def receives_what_came_in(self) -> None:
        """待签收, each one ticked with X, received at once."""
        hands, page = self.hands, self.page
        hands.back_to("待签收", "a").opens(into="**view=waiting")
        expect(page.locator("#peek h2")).to_be_visible()
        seen = set()
        for _ in NEW:
            seen.add(self.peeks("j") if seen else self.first_row())
            hands.press("x")
        assert seen == set(NEW), seen
        expect(page.locator(".batch")).to_contain_text("已选 3 件")
        self.stops("ticked")
        hands.back_to("批量签收", "button").opens(into="**view=waiting")
        hands.shows("签收了 3 件。")
        self.stops("received")

    def first_row(self) -> str:
        title = self.peeks("j")
        while self.page.locator(".row").first.locator(".t").inner_text() != title:
            title = self.peeks("k")
        return title

    def opens_what_is_due_first(self) -> None:
        hands, page = self.hands, self.page
        hands.skip_to_main().tab_to("全部在办", "a").opens(into=re.compile(r"/s/\d+/$"))
        expect(page.locator("#peek h2")).to_be_visible()
        assert self.first_row() == FIRST, "what is due first stands first"
        self.stops("desk")
        hands.opens(into="**/case/*/")
        self.stops("case")

    def answers_point_by_point(self) -> None:
        hands = self.hands
        hands.opens("r", into="**/edit/")
        hands.skip_to_main().tab_to("标题", "input#id_title").rewrite("关于整治沿江大道违停的答复")
        hands.tab_to("正文", "textarea").rewrite("李文静代表：\n您提出的建议收悉。\n护栏已经装好。jk?/x")
        self.chooses("point-1-outcome", "adopted", "护栏 3 月已经装好。")
        hands.tab_to("保存，看一遍", "button").opens(into="**/reply/*/")
        hands.shows("护栏 3 月已经装好。")
        self.stops("letter")

    def chooses(self, box: str, value: str, words: str) -> None:
        hands, page = self.hands, self.page
        for _ in range(60):
            if page.evaluate("document.activeElement.name") == box:
                break
            hands.press("Tab")
        for _ in range(6):
            if page.input_value(f"[name={box}]") == value:
                break
            hands.press("ArrowDown")
        assert page.input_value(f"[name={box}]") == value
        said = box.replace("outcome", "said")
        hands.tab_to(what=f"textarea#id_{said}").rewrite(words)

    def is_told_what_is_missing_and_mends_it(self) -> None:
        """The check names the ask without an answer; back to the editor, then it goes up."""
        hands = self.hands
        hands.skip_to_main().tab_to("送审前看一眼", "a").opens(into="**/check/")
        hands.shows("早晚高峰安排专人值守")
        self.stops("check")
        hands.skip_to_main().tab_to("回去改", "a").opens(into="**/edit/")
        hands.skip_to_main()
        self.chooses("point-2-outcome", "cannot", "执勤由交警安排，已转请研究。")
        hands.tab_to("保存，看一遍", "button").opens(into="**/reply/*/")
        hands.skip_to_main().tab_to("送审签", "button").opens(into="**/case/*/")
        hands.shows("已送审签")

    def goes_back_and_sees_for_whom_it_waits(self) -> None:
        hands, page = self.hands, self.page
        hands.tab_to("案头", "a").opens(into=re.compile(r"/s/\d+/$"))
        hands.skip_to_main().tab_to("领导审签", "a").opens()
        expect(page.locator(".row .t")).to_have_text([FIRST])
        hands.shows("5月25日起")
        self.stops("waiting-for-the-head")

    def finds_a_number(self, number: str) -> None:
        hands = self.hands
        hands.press("/").type(number).opens(into="**/case/*/")
        hands.shows(FIRST)
        hands.shows("答复函在领导审签。")
        self.stops("found")


def test_a_morning_of_a_clerk_needs_no_mouse(world: World, live_site: str, new_page: Callable[..., Any]) -> None:
    page = sign_in(new_page(), world.seats["clerk"], live_site)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/s/{world.seats['clerk'].pk}/")
    morning = Morning(world, page)
    morning.asks_which_keys_there_are()
    morning.receives_what_came_in()
    morning.opens_what_is_due_first()
    morning.answers_point_by_point()
    morning.is_told_what_is_missing_and_mends_it()
    morning.goes_back_and_sees_for_whom_it_waits()
    with world.acting():
        row = Assignment.objects.select_related("proposal").get(congress=world.congress, proposal__title=FIRST, mode="lead")
        assert row.stage == Stage.CLEARING
        letter = Letter.objects.get(congress=world.congress)
        assert letter.body.endswith("jk?/x"), "keys of the desk are silent while one types"
        assert [point["outcome"] for point in letter.points] == ["adopted", "cannot"]
        received = Assignment.objects.filter(congress=world.congress, proposal__title__in=NEW, stage=Stage.HANDLING)
        assert received.count() == 3
    morning.finds_a_number(str(row.proposal.shown_no))
