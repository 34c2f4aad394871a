"""What is measured: pages that are asked for over and over, and steps that are taken once each and taken back."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from string import ascii_letters
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from huiyin.chain.models import Event
from huiyin.cli.bench.site import Request
from huiyin.dispatch.models import Assignment
from huiyin.foundation.tenancy import acting
from huiyin.handling.models import Round
from huiyin.people.models import Role, Seat
from huiyin.people.sessions import SessionStore

BUSY = 50
"""Clerks who ask: those of the fifty busiest units, which have three quarters of the items."""
STEPS = 500
"""Steps of a kind that are taken and taken back in a run."""


@dataclass(frozen=True)
class Target:
    """Milliseconds that were asked for on two quiet cores: the middle of the answers, and CPU of web and database together.
    None: nothing was."""

    p50: float | None = None
    cpu: float | None = None


@dataclass(frozen=True)
class Operation:
    """A page. `next` gives the next request."""

    key: str
    name: str
    target: Target
    next: Callable[[], Request]


@dataclass(frozen=True)
class StepOperation:
    """A step: each request is good for once. `undone` are the requests that take all of them back."""

    key: str
    name: str
    target: Target
    requests: list[Request]
    undone: Callable[[], Iterator[Request]]


@dataclass
class Cast:
    """Who asks, and about what."""

    congress_id: int
    officer: Seat
    clerks: list[Seat]
    heads: dict[int, Seat]
    cookies: dict[int, str]
    secrets: dict[int, str]
    cases: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, congress_id: int) -> Cast:
        with acting(congress_id):
            seats = Seat.objects.filter(congress_id=congress_id).select_related("person__account").order_by("pk")
            officer = seats.get(role=Role.COMMITTEE_OFFICER)
            clerks = list(seats.filter(role=Role.UNIT_CLERK)[:BUSY])
            bodies = [seat.body_id for seat in clerks]
            heads = {seat.body_id: seat for seat in seats.filter(role=Role.UNIT_HEAD, body_id__in=bodies)}
            made = cls(congress_id, officer, clerks, heads, {}, {})
            for seat in (officer, *clerks, *heads.values()):
                made._sign_in(seat)
            for seat in clerks:
                rows = Assignment.objects.filter(congress_id=congress_id, body_id=seat.body_id)
                made.cases[seat.pk] = list(rows.order_by("-pk").values_list("proposal_id", flat=True)[:200])
        return made

    def _sign_in(self, seat: Seat) -> None:
        account = seat.person.account
        if account is None:
            raise RuntimeError("a measured seat has no account")
        account.must_set_password = False
        account.save(update_fields=["must_set_password"])
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = "huiyin.people.authentication.AccountBackend"
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.create()
        store.save()
        # As a browser's second page: the secret against forged forms is there already.
        secret = "".join(random.choices(ascii_letters, k=32))
        self.secrets[seat.pk] = secret
        self.cookies[seat.pk] = (
            f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"
        )

    def page(self, seat: Seat, rest: str) -> Request:
        return Request(f"/s/{seat.pk}/{rest}", self.cookies[seat.pk])

    def form(self, seat: Seat, rest: str, **fields: str) -> Request:
        token = {"csrfmiddlewaretoken": self.secrets[seat.pk], "request_key": secrets.token_hex(12)}
        return Request(f"/s/{seat.pk}/{rest}", self.cookies[seat.pk], {**token, **fields})


DESK, LIST, CASE = Target(10, 10), Target(10, 10), Target(10, 10)
OVERVIEW = Target(60)
SEARCH_RARE, SEARCH_FREQUENT = Target(8), Target(20)
STEP = Target(10)


def pages(cast: Cast) -> list[Operation]:
    def clerk_desk() -> Request:
        return cast.page(random.choice(cast.clerks), "")

    def case() -> Request:
        seat = random.choice(cast.clerks)
        return cast.page(seat, f"case/{random.choice(cast.cases[seat.pk])}/")

    def one(seat: Seat, rest: str) -> Callable[[], Request]:
        return lambda: cast.page(seat, rest)

    def search(*words: str) -> Callable[[], Request]:
        return lambda: cast.page(cast.officer, f"search/?q={quote(random.choice(words))}")

    busiest, officer = cast.clerks[0], cast.officer
    return [
        Operation("desk_unit", "案头（承办单位）", DESK, clerk_desk),
        Operation("desk_busiest", "案头（最忙的单位）", DESK, one(busiest, "")),
        Operation("desk_officer", "案头（代表工委）", DESK, one(officer, "")),
        Operation("list_concluded", "清单（最忙的单位，已办结）", LIST, one(busiest, "?view=concluded")),
        Operation("list_officer", "清单（代表工委，已办结）", LIST, one(officer, "?view=concluded")),
        Operation("case", "案卷", CASE, case),
        Operation("search_2_frequent", "搜索 两个字，常见", SEARCH_FREQUENT, search("停车", "河道", "公交")),
        Operation("search_2_rare", "搜索 两个字，少见", SEARCH_RARE, search("渡口", "祠堂", "蚕桑")),
        Operation("search_4", "搜索 四个字", Target(), search("加装电梯", "垃圾分类", "营商环境")),
        Operation("search_two_words", "搜索 两个词", Target(), search("河道 停车", "公交 养老")),
        Operation("search_three_words", "搜索 三个词，少见", SEARCH_RARE, search("殡葬 红旗村 人才", "加装电梯 盲道 人才")),
        Operation("overview", "一页纸（本次会议）", OVERVIEW, one(officer, "overview/")),
        Operation("figures_page", "统计页（本次会议，全部指标）", Target(), one(officer, "figures/")),
    ]


def steps(cast: Cast) -> list[StepOperation]:
    by_body, before = {seat.body_id: seat for seat in cast.clerks}, _newest_event(cast)
    with acting(cast.congress_id):
        waiting = Assignment.objects.filter(
            congress_id=cast.congress_id, stage="waiting", mode="lead", body_id__in=by_body
        )
        received = [
            cast.form(by_body[body], f"step/assignment.receive/{pk}/", version=str(version))
            for pk, body, version in waiting.order_by("-pk").values_list("pk", "body_id", "version")[:STEPS]
        ]
        # Where a second unit's opinion is missing the form asks for a reason: those letters are left alone.
        cleared = Round.objects.filter(
            congress_id=cast.congress_id, state="cleared", assignment__mode="lead", assignment__body_id__in=cast.heads
        ).exclude(
            assignment__proposal__in=Assignment.objects.filter(congress_id=cast.congress_id, mode="assist").values(
                "proposal"
            )
        )
        sent = [
            cast.form(cast.heads[body], f"reply/{pk}/send/", version=str(version))
            for pk, body, version in cleared.order_by("-pk").values_list("pk", "assignment__body_id", "version")[:STEPS]
        ]
    return [
        StepOperation("receive", "签收", STEP, received, lambda: _undone(cast, "assignment.receive", before)),
        StepOperation("send_letter", "发出答复", STEP, sent, lambda: _undone(cast, "letter.send", before)),
    ]


def _newest_event(cast: Cast) -> int:
    with acting(cast.congress_id):
        newest: Any = Event.objects.filter(congress_id=cast.congress_id).order_by("-number").values_list("number")
        return int(newest[0][0])


def _undone(cast: Cast, code: str, before: int) -> Iterator[Request]:
    """The counter-steps of all that was taken since, as the people who took them ask for them."""
    seats = {seat.pk: seat for seat in (*cast.clerks, *cast.heads.values())}
    with acting(cast.congress_id):
        taken = list(
            Event.objects.filter(congress_id=cast.congress_id, number__gt=before, step=code).values_list("pk", "seat_id")
        )
    for pk, seat in taken:
        if seat is not None:
            yield cast.form(seats[seat], f"undo/{pk}/")
