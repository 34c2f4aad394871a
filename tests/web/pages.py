"""A seat's browser without scripts: opens pages and sends their forms with the hidden fields they carry."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client

from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.handling.models import Round
from huiyin.proposals.models import Proposal
from tests.world import World, login

HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 3, 20)


def field(html: str, name: str) -> str:
    """The value a form of the page carries under `name`."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found is not None, f"the page has no field {name}"
    return found.group(1)


def plain(html: str) -> str:
    """A page without what is new at each rendering: tokens against forgery and the keys of its forms."""
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", html)
    html = re.sub(r'(X-CSRFToken": ")[^"]*', r"\1", html)
    return re.sub(r'(name="request_key"[^>]*value=")[^"]*', r"\1", html)


class Browser:
    def __init__(self, world: World, who: str) -> None:
        self.seat = world.seats[who]
        self.client = Client()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = login(self.seat)

    def at(self, path: str = "") -> str:
        return f"/s/{self.seat.pk}/{path}"

    def open(self, path: str = "") -> Any:
        return self.client.get(self.at(path))

    def read(self, path: str = "") -> str:
        """The page, which must be there."""
        answer = self.open(path)
        text: str = answer.content.decode()
        assert answer.status_code == 200, (path, answer.status_code, text[:500])
        return text

    def send(self, path: str, **data: Any) -> Any:
        return self.client.post(self.at(path), data)

    def fill(self, path: str, **data: Any) -> Any:
        """Open a form and send it, as a person does."""
        html = self.read(path)
        hidden = {name: field(html, name) for name in ("request_key", "version") if f'name="{name}"' in html}
        return self.send(path, **hidden | data)

    def done(self, path: str, **data: Any) -> str:
        """Fill a form whose step is taken; the page it leads to."""
        answer = self.fill(path, **data)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        text: str = self.client.get(answer["Location"]).content.decode()
        return text


# -- items to look at ------------------------------------------------------------------------------------------------


def item(world: World, title: str = "关于整治沿江大道违停的建议", **more: Any) -> tuple[Proposal, Assignment, Round]:
    """An item that the government office has passed on to 城管局, and its handling."""
    with clock.frozen(HANDED_OVER), world.acting():
        case = world.register(title, cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2, **more)
        (row,) = world.by_the_office(case)
        return case, row, world.round_of(row)


def received(world: World, **more: Any) -> tuple[Proposal, Assignment, Round]:
    case, row, round_ = item(world, **more)
    with clock.frozen(HANDED_OVER), world.acting():
        world.receive(row)
    return case, row, round_


def answered(world: World) -> tuple[Proposal, Assignment, Round]:
    case, row, round_ = received(world)
    with clock.frozen(date(2026, 3, 16)), world.acting():
        world.answer(round_)
    return case, row, round_


TALK = {"form": "on_site", "stage": "during", "happened_on": "2026-03-10", "note": "看了现场，代表同意先清理。"}
