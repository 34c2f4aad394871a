"""A class may move (B → A) with its day, and figures say which day theirs is (rules.md §6; issue E)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.correcting import Following
from huiyin.handling.models import Round
from huiyin.reports import queries
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

MARCH, ANSWERED, CLOSED, DONE, LATER = (
    date(2026, 3, 2), date(2026, 5, 20), date(2026, 12, 20), date(2026, 11, 3), date(2027, 8, 1),
)  # fmt: skip


@pytest.fixture
def world() -> World:
    """Two suggestions that 城管局 answered with class B."""
    made = make_world(profile="malong")
    with clock.frozen(MARCH), made.acting():
        rounds = [made.receive(made.by_the_office(made.register(title))[0]) for title in ("护栏", "路灯")]
    with clock.frozen(ANSWERED), made.acting():
        for round_ in rounds:
            made.talk(round_)
            made.answer(round_, class_code="B")
    return made


def moves(world: World, title: str, on: date) -> None:
    with clock.frozen(on), world.acting():
        round_ = Round.objects.get(assignment__proposal__title=title)
        take("letter.follow_up", round_, world.seats["head"], Following("护栏已经装好。", "办成了", class_code="A"))


def solved(world: World, today: date) -> tuple[int, str]:
    with clock.frozen(today), world.acting("officer"):
        found = queries.figures(world.congress, world.session, world.seats["officer"], today)
        section: Any = next(one for one in found if one.code == "handling")
        figure = section.lines[-1].figures[[one.code for one in section.columns].index("solved")]
    return figure.numerator, "".join(section.why)


def test_a_class_counts_from_the_day_of_its_move(world: World) -> None:
    moves(world, "护栏", DONE)
    assert solved(world, date(2026, 10, 1))[0] == 0
    number, why = solved(world, CLOSED)
    assert number == 1 and "以2026年12月20日为准" in why and "1 件是答复以后改的类别" in why


def test_a_closed_ledger_keeps_what_was_given_out_and_says_what_moved_since(world: World) -> None:
    moves(world, "护栏", DONE)
    with world.acting():
        world.session.ledger_closed_on = CLOSED
        world.session.save()
    moves(world, "路灯", LATER)
    number, why = solved(world, date(2027, 9, 1))
    assert number == 1
    assert "以2026年12月20日为准" in why and "结账以后又改了类别的 1 件，这里的数不变" in why


def test_where_the_rules_know_no_classes_nothing_is_said_of_them() -> None:
    other = make_world("wuling")
    with clock.frozen(MARCH), other.acting():
        other.by_the_office(other.register("护栏"))
    assert "类别" not in solved(other, CLOSED)[1]
