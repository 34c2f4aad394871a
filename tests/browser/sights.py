"""Every page there is to see: each address with each of its examples for each persona, the links that only change the
question (?view=…), the peeks, and what answers when a form is sent empty or filled in (taken back at once).

Pages that hold the same kinds of elements are looked at once: the same template with another thing in it shows nothing
new to an eye, unless its state does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponseBase
from django.urls import reverse

from huiyin.web.context import ELDER_COOKIE
from tests.web.examples import EXAMPLES
from tests.web.forms import forms_in
from tests.web.walk import SIGNED_OUT, Route, Walk, routes

PERSONAS = (SIGNED_OUT, "deputy", "officer", "admin", "dispatcher", "clerk", "head")
# What a list shows once it is asked: a form of method GET has no link to follow.
ASKED = {
    "search": ("?q=建议", "?q=没有这样的件"),
    "setup_bodies": ("?q=城管",),
    "setup_compare": ("?left=v1&right=chongqing", "?left=malong&right=chongqing&only=1"),
}
# Its own pages are looked at in tests/web/test_look.py.
LOOKED_AT_ELSEWHERE = ("styleguide",)
_VOID = {"meta", "link", "input", "br", "img", "hr", "source", "wbr"}


@dataclass
class Sight:
    """A page as `who` sees it: what stands at the address, or, with `sent`, what answers the form sent there; with
    `peek`, the desk with that item in its preview."""

    who: str
    route: str
    name: str
    url: str
    status: int = 200
    sent: dict[str, str] | None = None
    peek: str = ""
    kinds: frozenset[str] = field(default=frozenset(), repr=False)


class _Kinds(HTMLParser):
    """The kinds of elements on a page (tag, class and what they stand in), how its headings follow each other, and the
    links that only change the question."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: set[str] = set()
        self.asking: list[str] = []
        self.ids: list[str] = []
        self.heading = "page"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        me = f"{tag}.{got.get('class') or ''}[{got.get('type') or ''}]"
        self.found.add(" ".join([*self.inside[-5:], me]))
        if re.fullmatch(r"h[1-6]", tag):
            self.found.add(f"{self.heading} before {tag}")
            self.heading = tag
        if tag == "a" and (got.get("href") or "").startswith("?"):
            self.asking.append(str(got["href"]))
        if got.get("id"):
            self.ids.append(str(got["id"]))
        if tag not in _VOID:
            self.inside.append(me)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Parts of a drawing."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and self.inside:
            self.inside.pop()


class Gathering:
    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.sights: list[Sight] = []
        self.problems: list[str] = []
        self.asked: set[tuple[str, str]] = set()
        self.sent: set[tuple[str, ...]] = set()

    def all(self) -> list[Sight]:
        for route in routes():
            for label, args in EXAMPLES[route.name](self.walk).items():
                for who in PERSONAS:
                    if self._open(route, label, args, who) == 405:
                        break
        return self.sights

    def _open(self, route: Route, label: str, args: tuple[Any, ...], who: str) -> int:
        seat = self.walk.seats["officer" if who == SIGNED_OUT else who]
        if who == SIGNED_OUT and route.of_a_seat:
            return 302
        if who != SIGNED_OUT and not route.of_a_seat and who != "clerk":
            return 200  # the same page whoever is signed in
        roles = getattr(route.view, "door_roles", ())
        if route.of_a_seat and roles and seat.role not in roles:
            return 403
        url = reverse(route.name, args=(seat.pk, *args) if route.of_a_seat else args)
        status = self._see(who, route.name, label, url)
        for question in ASKED.get(route.name, ()):
            self._see(who, route.name, question, url + question)
        return status

    def _see(self, who: str, route: str, label: str, url: str) -> int:
        if (who, url) in self.asked:
            return 200
        self.asked.add((who, url))
        answer = self.walk.client(who).get(url)
        html = page_of(answer)
        status: int = answer.status_code
        name = f"{route} [{label}] as {who}"
        if html and "<html" not in html:
            home = reverse("home", args=[self.walk.seats[who].pk])
            self._add(Sight(who, route, name, home, peek=url), html)
        elif html:
            read = self._add(Sight(who, route, name, url, status), html)
            if status == 200 and route not in LOOKED_AT_ELSEWHERE:
                for link in dict.fromkeys(read.asking):
                    self._see(who, route, link, urljoin(url, link))
                self._send_forms(who, route, url, html)
        return status

    def _send_forms(self, who: str, route: str, url: str, html: str) -> None:
        for form in forms_in(html):
            kind = (who, route, *form.names)
            if form.method != "post" or kind in self.sent:
                continue
            self.sent.add(kind)
            action = urlsplit(urljoin(url, form.action)).path
            pressed = {one.name: one.value for one in form.controls if one.kind in ("hidden", "submit") and one.name}
            for how, data in (("sent empty", pressed), ("sent filled in", form.filled())):
                sight = Sight(who, route, f"{route} {how} to {action} as {who}", action, sent=data)
                sight.status, answer = self.answer(sight)
                if "<html" in answer:
                    self._add(sight, answer)

    def answer(self, sight: Sight, *, large: bool = False) -> tuple[int, str]:
        """Send the form of the sight and take back whatever came of it."""
        client = self.walk.client(sight.who)
        if large:
            client.cookies[ELDER_COOKIE] = "1"
        with self.walk.taken_back():
            answer = client.post(sight.url, sight.sent)
            return answer.status_code, page_of(answer)

    def _add(self, sight: Sight, html: str) -> _Kinds:
        read = _Kinds()
        read.feed(html)
        twice = sorted({one for one in read.ids if read.ids.count(one) > 1})
        if twice:
            self.problems.append(f"{sight.name}: two elements with the id {twice}")
        if sight.status >= 500:
            self.problems.append(f"{sight.name}: {sight.status}")
        sight.kinds = frozenset(read.found)
        self.sights.append(sight)
        return read


def page_of(answer: HttpResponseBase) -> str:
    is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.has_header("Content-Disposition")
    return answer.content.decode() if is_page and answer.status_code not in (301, 302) else ""  # type: ignore[attr-defined]


def worth_opening(sights: list[Sight]) -> Iterator[Sight]:
    """Of each address the richest pages first; the others only where they hold a kind of element not yet seen there.

    What is refused is one page for all addresses.
    """
    seen: dict[object, set[str]] = {}
    for sight in sorted(sights, key=lambda one: -len(one.kinds)):
        of_which = (sight.route, bool(sight.peek)) if sight.status == 200 else sight.status
        known = seen.setdefault(of_which, set())
        if not sight.kinds <= known:
            known |= sight.kinds
            yield sight
