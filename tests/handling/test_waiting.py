"""For whom a row of a unit's desk waits, and since when; the views of what waits for others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.handling import desks
from huiyin.handling.assisting import OpinionGiven
from huiyin.handling.desk_filters import Filters
from huiyin.handling.desk_views import VIEWS, view_named
from huiyin.people.models import Role
from tests.chain.cast import hand_over_directly
from tests.world import SEND_ANYHOW, World, make_world

HANDED_OVER, RECEIVED, WRITTEN = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 9)
CLEARED, SENT, READ, TODAY = date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 18), date(2026, 3, 20)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY), made.acting():
        yield made


@pytest.fixture
def rows(world: World) -> tuple[Assignment, Assignment]:
    """城管局 leads, 教育局 assists; both received on the 4th."""
    with clock.frozen(HANDED_OVER):
        lead, assist = hand_over_directly(world)
    with clock.frozen(RECEIVED):
        take("assignment.receive", lead, world.seats["clerk"])
        take("assignment.receive", assist, world.seats["stranger"])
    return lead, assist


def on(world: World, who: str, view: str) -> list[tuple[int, date | None]]:
    seat = world.seats[who]
    chosen = view_named(seat.role, view)
    found = desks.desk(seat, TODAY, chosen, Filters())
    assert found.counts[view] == len(found.rows)
    return [(row.row_id, row.since) for row in found.rows if row.row_id is not None]


def test_a_letter_waits_for_head_and_deputy_since_the_day_of_each(world: World, rows: tuple[Assignment, Assignment]) -> None:
    lead, _ = rows
    round_ = world.round_of(lead)
    assert on(world, "clerk", "drafting") == [(lead.pk, RECEIVED)]
    with clock.frozen(WRITTEN):
        world.talk(round_)
        world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
    assert on(world, "clerk", "clearing") == on(world, "head", "clearing") == [(lead.pk, WRITTEN)]
    with clock.frozen(CLEARED):
        take("letter.clear", round_, world.seats["head"])
    assert on(world, "head", "cleared") == [(lead.pk, CLEARED)]
    with clock.frozen(SENT):
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
    assert on(world, "clerk", "answered") == [(lead.pk, SENT)]


def test_that_a_deputy_has_evaluated_moves_nothing_on_the_units_desk(world: World, rows: tuple[Assignment, Assignment]) -> None:
    lead, _ = rows
    round_ = world.round_of(lead)
    with clock.frozen(SENT):
        world.answer(round_)
    with clock.frozen(READ), world.acting("deputy"):
        world.evaluate(round_, "unsatisfied", "没有写时间。")
    with world.acting():
        assert on(world, "clerk", "answered") == [(lead.pk, SENT)]


def test_opinions_are_waited_for_until_every_assisting_unit_has_given_one(
    world: World, rows: tuple[Assignment, Assignment]
) -> None:
    lead, assist = rows
    assert on(world, "clerk", "opinions") == on(world, "head", "opinions") == [(lead.pk, HANDED_OVER)]
    assert on(world, "stranger", "opinions") == [], "the assisting unit waits for nobody's"
    with clock.frozen(WRITTEN):
        take("opinion.give", assist, world.seats["stranger"], OpinionGiven("没有意见。", None))
    assert on(world, "clerk", "opinions") == [] and on(world, "stranger", "opined") == [(assist.pk, WRITTEN)]


def test_a_draft_waits_for_the_deputys_word(world: World, rows: tuple[Assignment, Assignment]) -> None:
    lead, _ = rows
    round_ = world.round_of(lead)
    with clock.frozen(WRITTEN):
        world.talk(round_)
        world.write(round_)
        assert on(world, "clerk", "shown") == []
        take("draft.offer", round_, world.seats["clerk"])
    assert on(world, "clerk", "shown") == [(lead.pk, WRITTEN)]


def test_only_people_of_units_are_told_and_only_where_something_waits(world: World, rows: tuple[Assignment, Assignment]) -> None:
    lead, _ = rows
    assert on(world, "officer", "all") == [(lead.pk, None)]
    assert on(world, "clerk", "all") == [(lead.pk, None)], "in hand: whom it waits for the step says"
    assert {view.part for view in VIEWS[Role.UNIT_CLERK]} == {"在办", "等我动手", "等别人", "办结以后"}
