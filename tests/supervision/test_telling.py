"""办理经过: what was done to push an item stands in the course of its case, for whoever may read it on its own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.casefiles import read_case
from huiyin.handling.models import Round
from huiyin.handling.story import SUPERVISION, tell
from huiyin.promises.keeping import Agreed, Report, agreed
from huiyin.proposals.models import Proposal
from huiyin.supervision.key_items import Leading, Putting, new_key_item
from huiyin.supervision.lights import Answering, Showing, new_light
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(date(2026, 4, 13)):
        yield make_world()


def course(world: World, case: Proposal, who: str) -> list[tuple[str, str]]:
    file = read_case(world.seats[who], case.pk)
    assert file is not None
    return [(line.title, line.body) for line in tell(file) if line.kind == SUPERVISION]


def test_lights_leaders_and_promises_stand_in_the_course_for_those_who_may_read_them(world: World) -> None:
    with world.acting():
        case = world.register()
        row, other = world.by_the_office(case, "unit", "school")
        round_ = world.receive(row)
        light = new_light(Round.objects.get(pk=round_.pk), world.seats["deputy"])
        take("light.show", light, world.seats["deputy"], Showing("red", "没有人来。"))
        take("light.answer", light, world.seats["clerk"], Answering("周五来。"))
        item = new_key_item(Proposal.objects.get(pk=case.pk))
        take("key_item.propose", item, world.seats["officer"], Putting("关切。"))
        before = course(world, case, "clerk")
        take("key_item.choose", item, world.seats["officer"], Leading("government", "陈大川", "", "第5次主任会议"))
        promise = agreed(row)
        take("promise.agree", promise, world.seats["officer"], Agreed("增设护栏", "vague", "reception", "接待日"))
        take("promise.report", promise, world.seats["clerk"], Report("招标了。"))
        unit = row.body.label
        told = [
            (f"{unit} 报承诺进展", "增设护栏"), (f"{unit} 当场作出承诺", "增设护栏"), ("列为重点督办件，陈大川领衔督办", ""),
            (f"{unit} 回应亮灯", "周五来。"), ("李文静代表亮红灯", "没有人来。"),
        ]  # fmt: skip
        assert before == told[3:], "a candidate is nobody's business yet"
        for who in ("clerk", "officer", "dispatcher", "deputy"):
            assert course(world, case, who) == told, who
        # Who answers another part of the item knows who leads it, and nothing of the work of this unit.
        assert course(world, case, "stranger") == [told[2]] and other.body_id == world.seats["stranger"].body_id
