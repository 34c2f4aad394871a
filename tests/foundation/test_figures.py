"""Shares come out as 19 real annual reports print them."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation.figures import percent, ratio

TABLE = Path(__file__).parents[1] / "data" / "report-figures.csv"
with TABLE.open(encoding="utf-8", newline="") as table:
    ROUNDED = [line for line in csv.DictReader(table) if line["fits"].startswith("round")]


def test_the_table_of_printed_figures_is_the_whole_one() -> None:
    assert len(ROUNDED) >= 70


@pytest.mark.parametrize("line", ROUNDED, ids=lambda line: f"{line['report']}-{line['figure']}")
def test_a_share_is_rounded_as_the_report_printed_it(line: dict[str, str]) -> None:
    printed = line["printed"].replace(" ", "")
    places = len(printed.rstrip("%").partition(".")[2])
    assert percent(int(line["numerator"]), int(line["denominator"]), places) == printed


def test_the_figures_of_wuchang_come_out() -> None:
    """W9: 113, 9 and 1 of 123; 128, 10 and 1 of 139."""
    assert [percent(n, 123) for n in (113, 9, 1)] == ["91.87%", "7.32%", "0.81%"]
    assert [percent(n, 139) for n in (128, 10, 1)] == ["92.09%", "7.19%", "0.72%"]


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (5, 0), (1, -1)])
def test_without_a_denominator_there_is_a_dash_and_no_hundred_percent(numerator: int, denominator: int) -> None:
    assert percent(numerator, denominator) == "–"
    assert ratio(numerator, denominator) is None


def test_ties_go_up_where_floats_would_go_down() -> None:
    assert percent(107, 4000) == "2.68%"  # 2.675 exactly
    assert percent(1, 8, 0) == "13%"
    assert percent(1, 200, 0) == "1%"
    assert percent(-1, 8, 0) == "-13%"


def test_the_printed_places_are_always_there() -> None:
    assert (percent(1, 1), percent(1, 2, 1), percent(0, 3, 0)) == ("100.00%", "50.0%", "0%")
    with pytest.raises(ValueError):
        percent(1, 2, -1)


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 6))
def test_a_figure_is_never_more_than_half_a_last_place_off(numerator: int, denominator: int, places: int) -> None:
    value = ratio(numerator, denominator, places)
    assert value is not None
    off = Fraction(value) - Fraction(numerator * 100, denominator)
    assert -Fraction(1, 2 * 10**places) < off <= Fraction(1, 2 * 10**places)
    assert value == value.quantize(Decimal(1).scaleb(-places))
