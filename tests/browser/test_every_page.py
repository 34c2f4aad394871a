"""Acceptance 8 of issue A: every page, for everybody who gets one, in the browser: axe at a desk and on a phone, in
大字 too; nothing scrolls sideways at 320 pixels; targets and letters large enough; after a refusal the focus is on what
to mend. A new address is looked at as soon as tests/web/examples.py knows its examples.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from huiyin.foundation import clock
from huiyin.proposals.models import Proposal
from huiyin.web.context import ELDER_COOKIE
from tests.browser import measures
from tests.browser.looking import shoot
from tests.browser.sights import Gathering, Sight, worth_opening
from tests.web.walk import SIGNED_OUT, TODAY, Walk, make_walk

pytestmark = pytest.mark.deep

# As titles come: longer than any line, and with a word in it that nothing breaks.
LONG = "关于{}路口至二七码头沿江大道全线增设非机动车专用道、同步加装护栏并按GB50688-2011（2019年版）https://gb.example/50688-2011复核的建议"
# What is folded away or waits for a choice is looked at too: without scripts it is there from the start.
UNFOLD = """() => { document.querySelectorAll('main details').forEach(e => { e.open = true; });
  document.querySelectorAll('main [hidden]').forEach(e => { e.hidden = false; }); }"""
SHOW_PEEK = "url => htmx.ajax('GET', url, '#peek')"


class Eye:
    """One browser window that is never closed: who looks through it changes with the session cookie."""

    def __init__(self, page: Any, site: str, gathered: Gathering, *, large: bool) -> None:
        self.page, self.site, self.gathered, self.large = page, site, gathered, large
        self.who = SIGNED_OUT
        if large:
            self._cookie(ELDER_COOKIE, "1")

    def _cookie(self, name: str, value: str) -> None:
        self.page.context.add_cookies([{"name": name, "value": value, "url": self.site}])

    def open(self, sight: Sight) -> None:
        if sight.who != self.who:
            self.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
            if sight.who != SIGNED_OUT:
                self._cookie(settings.SESSION_COOKIE_NAME, self.gathered.walk.key_of(sight.who))
            self.who = sight.who
        if sight.sent is None:
            self.page.goto(sight.url)
        else:
            self._answer(sight)
        if sight.peek:
            self.page.evaluate(SHOW_PEEK, sight.peek)
        waits = self.page.locator("#peek [hx-trigger='intersect once']")
        if waits.count() and waits.is_visible():
            waits.wait_for(state="detached")
        self.page.evaluate(UNFOLD)

    def _answer(self, sight: Sight) -> None:
        """The answer to a form, made here and taken back, at the address it was sent to."""
        _, html = self.gathered.answer(sight, large=self.large)
        address = f"{self.site}{sight.url}"
        self.page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        self.page.goto(sight.url)
        self.page.unroute(address)

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})


def look(sight: Sight, standard: Eye, large: Eye) -> Iterator[str]:
    """A page at 1440, 390 and 320 pixels, in standard and in large type; what is wrong with it."""
    standard.size(1440, 900)
    standard.open(sight)
    yield from misplaced_focus(sight, standard.page)
    measures.start_axe(standard.page)
    # The preview is the desk's alone: neither a phone nor large type has one.
    if not sight.peek:
        large.size(390, 844)
        large.open(sight)
        measures.start_axe(large.page)
    yield from at_the_desk(standard, sight)
    if not sight.peek:
        yield from on_a_phone(standard, sight)
        yield from in_large_type(large, sight)


def at_the_desk(eye: Eye, sight: Sight) -> Iterator[str]:
    yield from measures.violations(eye.page)
    yield from measures.too_small(eye.page, 24)
    yield from measures.type_below(eye.page, 13)
    yield from measures.sideways(eye.page)
    shoot(eye.page, f"{safe(sight.name)}-1440")
    if sight.route == "home" and not sight.peek:
        for opening in ("details.menu > summary", "[data-keys]"):
            yield from opened(eye, opening)


def opened(eye: Eye, opening: str) -> Iterator[str]:
    """What every page of a seat carries folded away: the menu of the seat, the list of keys."""
    button = eye.page.locator(opening).first
    if button.count() and button.is_visible():
        button.click()
        measures.start_axe(eye.page)
        for said in measures.violations(eye.page):
            yield f"{opening} opened: {said}"
        eye.page.keyboard.press("Escape")


def on_a_phone(eye: Eye, sight: Sight) -> Iterator[str]:
    eye.size(390, 844)
    measures.start_axe(eye.page)
    yield from measures.violations(eye.page)
    yield from measures.too_small(eye.page, 44)
    yield from measures.type_below(eye.page, 15)
    shoot(eye.page, f"{safe(sight.name)}-390")
    eye.size(320, 640)
    yield from measures.sideways(eye.page)


def in_large_type(eye: Eye, sight: Sight) -> Iterator[str]:
    for said in measures.violations(eye.page):
        yield f"大字: {said}"
    for width, target in ((390, 44), (320, 44), (1440, 24)):
        eye.size(width, 844)
        shoot(eye.page, f"{safe(sight.name)}-{width}-large")
        found = measures.sideways(eye.page)
        if width != 320:
            found += measures.too_small(eye.page, target) + measures.type_below(eye.page, 20)
        if width == 390 and sight.who == "deputy":
            found += measures.main_controls_below(eye.page, 60)
        for said in found:
            yield f"大字 at {width}: {said}"


def misplaced_focus(sight: Sight, page: Any) -> Iterator[str]:
    """A page that refuses says so in its title and takes the focus to what to mend."""
    if page.locator("main .error-summary").count():
        if not page.evaluate("document.activeElement.classList.contains('error-summary')"):
            yield "the focus is not on the error summary"
        if sight.sent is not None and not page.title().startswith("错误："):
            yield f"the title does not say that something is wrong: {page.title()}"


def safe(name: str) -> str:
    return "".join(one if one.isalnum() else "-" for one in name)


@pytest.fixture
def committed_walk(own_database: str) -> Iterator[Walk]:
    walk = make_walk()
    with walk.world.acting():
        for state, case in walk.cases.items():
            Proposal.objects.filter(congress=walk.world.congress, pk=case.pk).update(title=LONG.format(state))
    with clock.frozen(TODAY):
        yield walk


def test_every_page_is_accessible_at_every_size_and_in_large_type(
    committed_walk: Walk, live_site: str, new_page: Callable[..., Any]
) -> None:
    """`LOOK_AT=figures` looks only at pages whose name it matches; `SCREENS=folder` keeps pictures of all."""
    gathered = Gathering(committed_walk)
    wanted = os.environ.get("LOOK_AT", "")
    sights = sorted(worth_opening(gathered.all()), key=lambda one: (one.who, one.name))
    standard, large = (Eye(new_page(), live_site, gathered, large=large) for large in (False, True))
    problems = list(gathered.problems)
    for sight in sights:
        if re.search(wanted, sight.name):
            problems += [f"{sight.name}: {said}" for said in look(sight, standard, large)]
    heading = f"{len(problems)} problems on {len(sights)} of {len(gathered.sights)} pages:"
    assert not problems, "\n".join([heading, *problems])
