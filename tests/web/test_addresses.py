"""The golden table of addresses: who gets what at which address. A change of rights is a diff of golden/addresses.txt.

Asking everybody for everything takes minutes: the table is of the deep run.
After a change that is meant: `REGOLD=1 .venv/bin/python -m pytest tests/web/test_addresses.py`, then read the diff.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from huiyin.foundation import clock
from huiyin.people.models import Role
from tests.web.examples import EXAMPLES
from tests.web.walk import SIGNED_OUT, TODAY, Route, Walk, digest, routes

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parents[1] / "golden" / "addresses.txt"
HEAD = f"""\
# 哪个席位打开哪个地址得到什么。由 {Path(__file__).name} 写出；改权限时这里会有差异，逐行看过再提交。
# 看不见的是 404，看得见而不该他办的是 403。门口放行的席位每样东西都试；
# 门口不放行的，每种席位试一个。POST 是不带内容、带令牌的提交，每次都撤回；不带令牌的一律 403，另有一项测试。
# signed-out 是没有登录的人；foreign_* 是另一个人大的席位，用的是本表同样的编号。
"""


def arguments(route: Route, walk: Walk, who: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """With the seat before them where the address begins with one; a signed-out visitor tries an officer's."""
    if not route.of_a_seat:
        return args
    seat = walk.seats["officer" if who == SIGNED_OUT else who]
    return (seat.pk, *args)


def admitted(route: Route, walk: Walk) -> list[str]:
    """Whose role the door lets in; it turns the others away before it looks at the thing."""
    roles = getattr(route.view, "door_roles", ())
    return [who for who, seat in walk.seats.items() if not roles or seat.role in roles]


def ask(client: Client, method: str, url: str) -> int:
    answer = client.get(url) if method == "GET" else client.post(url)
    status: int = answer.status_code
    return status


def said(found: dict[str, int]) -> str:
    """200 officer · 403 clerk head · 404 the others"""
    groups: dict[int, list[str]] = {}
    for who, status in found.items():
        groups.setdefault(status, []).append(who)
    if len(groups) == 1 and len(found) > 1:
        return f"{next(iter(groups))} all {len(found)}"
    return " · ".join(f"{status} {' '.join(who)}" for status, who in sorted(groups.items()))


class Table:
    """Each address with each of its things: all whom the door admits, and with the first thing one of each other role."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.everybody = [SIGNED_OUT, *walk.seats]
        self.errors: list[str] = []
        self.refused: dict[str, set[str]] = {"GET": set(), "POST": set()}

    def lines(self, method: str) -> dict[tuple[str, str], str]:
        found = {}
        for route in routes():
            who = self.to_ask(route)
            for label, args in EXAMPLES[route.name](self.walk).items():
                found[route.name, label] = said(self._asked(route, method, args, who, label))
                who = admitted(route, self.walk) if route.of_a_seat else self.everybody
        return found

    def to_ask(self, route: Route) -> list[str]:
        """The door judges by role alone: of those it turns away one a role is enough."""
        if not route.of_a_seat:
            return self.everybody
        inside = admitted(route, self.walk)
        roles = {self.walk.seats[who].role for who in inside}
        outside = {seat.role: who for who, seat in reversed(self.walk.seats.items()) if seat.role not in roles}
        return [SIGNED_OUT, *(who for who in self.walk.seats if who in inside or who in outside.values())]

    def _asked(
        self, route: Route, method: str, args: tuple[Any, ...], everybody: list[str], label: str
    ) -> dict[str, int]:
        found: dict[str, int] = {}
        for who in everybody:
            # A verb that is refused before the door is refused to everybody.
            if route.name in self.refused[method]:
                found[who] = 405
                continue
            url = reverse(route.name, args=arguments(route, self.walk, who, args))
            if method == "GET":
                found[who] = ask(self.walk.client(who), method, url)
            else:
                with self.walk.taken_back():
                    found[who] = ask(self.walk.client(who), method, url)
            if found[who] >= 500:
                self.errors.append(f"{method} {route.name} [{label}] as {who}: {found[who]}")
            if found[who] == 405 and who == SIGNED_OUT:
                self.refused[method].add(route.name)
        return found


@dataclass(frozen=True)
class Asked:
    text: str
    errors: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


@pytest.fixture(scope="module")
def asked(standing_walk: Walk) -> Iterator[Asked]:
    """Everybody has opened every address, then sent an empty form to each: asked once, judged by several tests."""
    with transaction.atomic(), clock.frozen(TODAY):
        walk = copy.deepcopy(standing_walk)
        for who in walk.seats:
            walk.key_of(who)
        made, before = Table(walk), held(walk)
        opened = made.lines("GET")
        after = held(walk)
        sent = made.lines("POST")
        lines = []
        for route in routes():
            lines.append(f"{route.name}  /{route.pattern}")
            for name, label in opened:
                if name == route.name:
                    mark = f"[{label}] " if label else ""
                    lines += [f"  GET  {mark}{opened[name, label]}", f"  POST {mark}{sent[name, label]}"]
        transaction.set_rollback(True)
    yield Asked(HEAD + "\n".join(lines) + "\n", made.errors, before, after)


# -- every address is known --------------------------------------------------------------------------------------------


def test_every_address_has_a_name_and_is_in_the_table_of_examples() -> None:
    found = routes()
    assert [route.pattern for route in found if not route.name] == []
    assert len({route.name for route in found}) == len(found), "two addresses share a name"
    missing = sorted({route.name for route in found} - set(EXAMPLES))
    gone = sorted(set(EXAMPLES) - {route.name for route in found})
    assert (missing, gone) == ([], []), "new addresses need examples in tests/web/examples.py; gone ones leave it"


def test_every_address_of_a_seat_stands_behind_the_door() -> None:
    """C14: a view without a door would be read by whoever is signed in."""
    without = [route.name for route in routes() if route.of_a_seat and not hasattr(route.view, "door_roles")]
    assert without == []


def test_no_address_without_a_seat_shows_a_thing_of_a_congress() -> None:
    """What stands outside /s/… may not take a number of a row."""
    assert [route.pattern for route in routes() if not route.of_a_seat and "<id:" in route.pattern] == []


def test_a_role_named_at_a_door_is_a_role() -> None:
    assert all(isinstance(role, Role) for route in routes() for role in getattr(route.view, "door_roles", ()))


# -- the table ---------------------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_the_table_of_addresses_and_seats_is_the_one_that_was_reviewed(asked: Asked) -> None:
    if os.environ.get("REGOLD"):
        GOLDEN.write_text(asked.text, encoding="utf-8")
    assert asked.text == GOLDEN.read_text(encoding="utf-8"), (
        "Rights of addresses have changed. If that is meant: REGOLD=1 with this test, then read the diff."
    )


@pytest.mark.deep
def test_no_address_is_a_server_error_for_anybody(asked: Asked) -> None:
    assert asked.errors == []


@pytest.mark.deep
def test_no_get_changes_the_database(asked: Asked) -> None:
    """C40: counts and contents of all tables, before and after everybody has opened every address."""
    changed = {table: (asked.before[table], asked.after[table]) for table in asked.before}
    assert {table: pair for table, pair in changed.items() if pair[0] != pair[1]} == {}


# -- what holds for all addresses --------------------------------------------------------------------------------------


def urls_of(walk: Walk, who: str, *, of_seats: bool = True) -> list[tuple[Route, str]]:
    """One address of each kind, of the seat of `who`."""
    first = [(route, next(iter(EXAMPLES[route.name](walk).values()))) for route in routes()]
    return [
        (route, reverse(route.name, args=arguments(route, walk, who, args)))
        for route, args in first
        if route.of_a_seat or not of_seats
    ]


@pytest.mark.parametrize(("whose", "who"), [("officer", "clerk"), ("admin", "officer"), ("deputy", "foreign_deputy")])
def test_no_address_of_somebody_else_s_seat_is_found(walk: Walk, whose: str, who: str) -> None:
    """C15: 404, never 403: nothing tells whether the seat exists."""
    client = walk.client(who)
    for route, url in urls_of(walk, whose):
        assert ask(client, "GET", url) in (404, 405), route.name
        assert ask(client, "POST", url) in (404, 405), route.name


def test_every_post_without_its_token_is_refused(walk: Walk) -> None:
    """C40, bad input 65: at every address, for everybody who may enter and for the signed-out."""
    for who in (SIGNED_OUT, "deputy", "officer", "admin", "clerk"):
        client = walk.client(who, enforce_csrf_checks=True)
        for route, url in urls_of(walk, "officer" if who == SIGNED_OUT else who, of_seats=False):
            answer = client.post(url, {"csrfmiddlewaretoken": "x" * 64, "request_key": "a" * 20})
            assert answer.status_code == 403, (route.name, who)
            assert "没有提交" in answer.content.decode() or "过期" in answer.content.decode(), route.name


def held(walk: Walk) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for world in (walk.world, walk.foreign):
        with world.acting():
            found |= {f"{world.congress.code} {table}": rows for table, rows in digest().items()}
    return found
