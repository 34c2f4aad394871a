"""Several people at their desks, each in a window of their own, doing what people do: they read, follow links by their
words, fill boxes by their labels, press buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from huiyin.foundation import clock
from tests.browser.looking import look, sign_in
from tests.world import World


class Person:
    """One seat's window."""

    def __init__(self, page: Any, world: World, who: str, site: str) -> None:
        self.page, self.world, self.who, self.site = page, world, who, site
        self.signed_in_on: Any = None

    @property
    def main(self) -> Any:
        return self.page.get_by_role("main")

    def goes_to(self, path: str = "") -> Person:
        """Sign in where that was not yet done today, and open a page of the seat."""
        if self.signed_in_on != clock.today():
            sign_in(self.page, self.world.seats[self.who], self.site)
            self.signed_in_on = clock.today()
        self.page.goto(f"/s/{self.world.seats[self.who].pk}/{path}")
        return self

    def opens(self, case: Any) -> Person:
        return self.goes_to(f"case/{case.pk}/")

    def reads(self, *words: str) -> Person:
        """Wait for the words to be seen on the page: in the window, not folded away."""
        for one in words:
            expect(self.page.locator("body")).to_contain_text(one, use_inner_text=True)
        return self

    def does_not_read(self, *words: str) -> Person:
        """Only behind `reads`, which waits for the page; the words stand nowhere in it, not even folded away."""
        for one in words:
            assert one not in self.page.text_content("body"), f"{one!r} is on {self.page.url} of {self.who}"
        return self

    def follows(self, words: str) -> Person:
        """Follow the first link with these words; words for screen readers alone may come behind them."""
        link = self.main.get_by_role("link", name=re.compile(rf"^{re.escape(words)}( |$)"))
        with self.page.expect_navigation():
            link.first.click()
        return self

    def presses(self, words: str) -> Person:
        """Press a button that sends its form."""
        with self.page.expect_navigation():
            self.page.locator("main, .dock").get_by_role("button", name=words, exact=True).first.click()
        return self

    def unfolds(self, words: str) -> Person:
        self.main.locator("summary", has_text=re.compile(f"^{words}$")).click()
        return self

    def box(self, label: str) -> Any:
        return self.main.get_by_label(label).locator("visible=true").first

    def writes(self, label: str, words: str) -> Person:
        self.box(label).fill(words)
        return self

    def chooses(self, label: str, choice: str) -> Person:
        self.box(label).select_option(label=choice)
        return self

    def picks(self, label: str) -> Person:
        """Click the words beside a radio button or a box to tick."""
        self.main.locator("label", has_text=label).locator("visible=true").first.click()
        return self

    def ticks(self, name: str) -> Person:
        """Tick a box that only a screen reader is told the name of: on the page it stands in a column of a table."""
        self.main.get_by_role("checkbox", name=name, exact=True).check()
        return self

    def looks(self, name: str) -> Person:
        look(self.page, name)
        return self


class Journey:
    def __init__(self, world: World, new_page: Callable[..., Any], site: str) -> None:
        self.world, self.new_page, self.site = world, new_page, site
        self._people: dict[str, Person] = {}

    def __getitem__(self, who: str) -> Person:
        if who not in self._people:
            self._people[who] = Person(self.new_page(), self.world, who, self.site)
        return self._people[who]

    # -- what every unit does ------------------------------------------------------------------------------------------

    def receives(self, who: str, case: Any) -> None:
        self[who].opens(case).presses("签收").reads("已签收")

    def talks(self, who: str, case: Any, on: str = "") -> None:
        desk = self[who].opens(case).follows("登记沟通")
        desk.picks("现场").picks("办中")
        if on:
            desk.writes("沟通日期", on)
        desk.writes("谈了什么", "到现场看了，代表同意先清理再设护栏。").presses("登记沟通")

    def writes_letter(
        self, who: str, case: Any, body: str, number: str = "临城管函〔2026〕19号", kind: str = ""
    ) -> None:
        """Talked with the deputy already; at the end the letter waits for the head."""
        desk = self[who].opens(case).follows("写答复")
        desk.writes("正文", body).writes("发文字号", number)
        if kind:
            desk.picks(kind)
        desk.presses("保存，看一遍").presses("送审签")

    def clears(self, who: str, case: Any) -> None:
        self[who].opens(case).follows("审签答复函").presses("审签同意")
