"""A promise was kept: its page leads the unit's head to give the answer its new class (B → A, rules.md §6)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.correcting import Following
from huiyin.handling.models import Round
from huiyin.promises.keeping import Report
from huiyin.promises.models import Promise
from tests.world import SEND_ANYHOW, World, login, make_world

pytestmark = pytest.mark.django_db

MARCH, MAY, OCTOBER = date(2026, 3, 2), date(2026, 4, 20), date(2026, 10, 9)


@pytest.fixture
def world() -> World:
    made = make_world(profile="malong")
    with clock.frozen(MARCH), made.acting():
        round_ = made.receive(made.by_the_office(made.register())[0])
    with clock.frozen(MAY), made.acting():
        made.talk(round_)
        made.write(round_, class_code="B")
        made.mark(Round.objects.get())
        take("letter.submit", round_, made.seats["clerk"])
        take("letter.clear", round_, made.seats["head"])
        take("letter.send", round_, made.seats["head"], SEND_ANYHOW)
    return made


def page(world: World, who: str, path: str) -> Any:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = login(world.seats[who])
    return client.get(f"/s/{world.seats[who].pk}/{path}")


def test_a_kept_promise_leads_to_the_letter_that_moves_the_class_and_no_further(world: World) -> None:
    with clock.frozen(OCTOBER):
        with world.acting():
            promise = Promise.objects.get()
            path = f"promise/{promise.pk}/"
            take("promise.report_done", promise, world.seats["clerk"], Report("已经装好。", document="验收单", done_on=OCTOBER))
        assert "改答复的类别" not in page(world, "head", path).content.decode(), "nobody has seen the proof yet"
        with world.acting():
            take("promise.close", promise, world.seats["officer"])
            round_ = Round.objects.get()
        link = f"reply/{round_.pk}/follow-up/"
        assert link in page(world, "head", path).content.decode()
        assert page(world, "head", link).status_code == 200
        assert link not in page(world, "clerk", path).content.decode(), "the head signs letters"
        with world.acting():
            take("letter.follow_up", round_, world.seats["head"], Following("已经装好。", "办成了", class_code="A"))
        assert link not in page(world, "head", path).content.decode(), "the answer has its new class"
