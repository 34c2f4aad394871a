"""Query budget: every page that lists something asks as many questions of three hundred rows as of three (issue D)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huiyin.chain.taking import take
from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.handling import desks
from huiyin.promises.keeping import Agreed, agreed
from tests.handling.meeting import offer
from tests.proposals.writing import submit, written
from tests.web.examples import EXAMPLES, _none
from tests.web.visiting import Visitor
from tests.web.walk import routes
from tests.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.deep]

PEOPLE = ("officer", "dispatcher", "clerk", "head", "deputy", "leader", "chair", "secretary", "street_clerk", "team_clerk",
          "admin")  # fmt: skip
NOT_PAGES = {"signout", "health", "front", "figures_xlsx"}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(date(2026, 3, 2)):
        yield make_world()


def grow(world: World, many: int) -> None:
    """So many items of each kind that somebody's list holds: two seats and two units have all of them."""
    with world.acting():
        for n in range(many):
            world.register(f"关于登记第{many}批{n}件的建议")
            case = world.register(f"关于交办第{many}批{n}件的建议", cosigner_seat_ids=(world.seats["cosigner"].pk,))
            targets = (Target(world.bodies["unit"].pk, Mode.LEAD), Target(world.bodies["school"].pk, Mode.ASSIST))
            take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
            (row,) = world.by_the_office(world.register(f"关于办理第{many}批{n}件的建议"))
            round_ = world.receive(row)
            spoken = Agreed(f"增设第{many}批{n}处护栏", "dated", "reception", "主任接待日", due_on=date(2026, 9, 30))
            take("promise.agree", agreed(row), world.seats["officer"], spoken)
            take("appointment.offer", round_, world.seats["clerk"], offer())
            (row,) = world.by_the_office(world.register(f"关于答复第{many}批{n}件的建议"))
            world.answer(world.receive(row))
            take("dispatch.hand_over", world.register(f"关于待分第{many}批{n}件的建议"), world.seats["officer"],
                 HandOver(via=world.bodies["office"].pk))  # fmt: skip
            submit(world, written(world, title=f"关于提交第{many}批{n}件的建议"))
            world.write_manuscript(f"关于在写第{many}批{n}件的建议")


def asked(world: World, who: str) -> dict[str, int]:
    """Page → how many statements it asks, of the pages whose address names nothing."""
    visitor, found = Visitor(world, who), {}
    for route in routes():
        if not route.of_a_seat or EXAMPLES[route.name] is not _none or route.name in NOT_PAGES:
            continue
        path = reverse(route.name, args=(world.seats[who].pk,))
        # Once before, so that neither the procedure nor a count of the desk is new to one of the two.
        if visitor.asks(path).status_code != 200:
            continue
        desks._counted.cache_clear()
        with CaptureQueriesContext(connection) as caught:
            visitor.asks(path)
        # How many lie beyond the page is asked only where there are such, once.
        found[route.name] = len([one for one in caught if "SAVEPOINT" not in one["sql"] and "__count" not in one["sql"]])
    return found


def test_every_page_that_lists_asks_as_much_of_three_hundred_rows_as_of_three(world: World) -> None:
    grow(world, 3)
    few = {who: asked(world, who) for who in PEOPLE}
    grow(world, 60)
    lots = {who: asked(world, who) for who in PEOPLE}
    assert sum(map(len, few.values())) > 60, "the pages are met"
    more: list[Any] = [
        (who, page, few[who][page], n) for who, pages in lots.items() for page, n in pages.items() if n > few[who][page]
    ]
    assert more == []
