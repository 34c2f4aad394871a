"""Figures that do not count items: what stands over their rows says how many were counted, and from how many items."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huiyin.foundation import clock
from tests.reports.test_indicators import LATER, answered, evaluated, handed_over
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    made = make_world(profile="chongqing")
    with clock.frozen(LATER):
        yield made


@pytest.fixture
def two_units() -> Iterator[World]:
    """One item, handled by two units in parts, evaluated at both."""
    made = make_world()
    first, second = handed_over(made, "unit", "school", title="两家分办的一件")
    evaluated(made, answered(made, first, LATER), "satisfied")
    evaluated(made, answered(made, second, LATER, "school"), "satisfied")
    with clock.frozen(LATER):
        yield made


def test_the_rows_of_times_name_each_item_once_and_say_how_many_times_it_was_counted(two_units: World) -> None:
    officer = Visitor(two_units, "officer")
    rows = officer.opens("figures/satisfied_times_first/---/numerator/")
    assert "首次评价满意的件次，2 件次（出自 1 件）" in text_of(rows)
    assert rows.count("两家分办的一件") == 1
    whole = text_of(officer.opens("figures/registered/---/numerator/"))
    assert "登记的件，1 件" in whole and "出自" not in whole


def test_the_page_tells_items_times_and_ratings_apart(two_units: World) -> None:
    page = Visitor(two_units, "officer").opens("figures/")
    assert "一位代表评价一个承办单位算一件次" in page and "代表评价：按件和按件次" in page
    assert "分子 2 件次" in page and "分子 2 项" in page and "分子 1 件" in page
    assert "见面沟通不够的单位" not in page, "the rules of this congress set no floor"


def test_units_below_the_floor_stand_on_the_page_with_the_rule_and_its_source(world: World) -> None:
    with world.acting():
        (row,) = world.hand_over(world.register("没有见过面的一件"))
        world.receive(row)
    page = text_of(Visitor(world, "officer").opens("figures/"))
    assert (
        "见面沟通不够的单位" in page
        and "不低于主办、分办件数的 1/3（重庆市人大常委会主任会议2024年11月26日报告" in page
    )
    assert "0.00%" in page


def test_the_share_of_a_class_opens_its_rows_and_what_can_be_no_class_is_not_found(two_units: World) -> None:
    officer = Visitor(two_units, "officer")
    assert "A类的件，0 件" in text_of(officer.opens("figures/class_A/---/numerator/"))
    for odd in ("class_", "class_A%27", "class_%E7%94%B2"):
        assert officer.asks(f"figures/{odd}/---/numerator/").status_code == 404, odd
