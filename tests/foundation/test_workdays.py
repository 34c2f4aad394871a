"""Limits are counted as the Civil Code counts them, and a slow count written apart agrees (rules.md §4 “Counting”)."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.foundation.workdays import (
    NOT_ANNOUNCED,
    Calendar,
    Due,
    Limit,
    Override,
    ReasonKind,
    Unit,
    amber_on,
    due_on,
    explain,
    fixed_target,
)

SEEDED = Calendar.from_seed()
NEXT_DAY = timedelta(days=1)


def due(amount: int, unit: str, start: date, calendar: Calendar = SEEDED) -> Due:
    return due_on(Limit(amount, unit, "handed_over", "《代表法》第五十一条"), start, calendar)


# ---------------------------------------------------------------- the slow count, which asks the library itself

WORKED = {day: chinese_calendar.is_workday(day) for day in (date(2004, 1, 1) + timedelta(days=n) for n in range(8401))}


def slow_due(amount: int, unit: str, start: date) -> date:
    day = start
    if unit == "workday":
        while amount:
            day += NEXT_DAY
            amount -= WORKED[day]
        return day
    if unit == "month":
        month = day.month
        for _ in range(amount):
            while day.month == month:
                day += NEXT_DAY
            month = day.month
        # `day` is the first of the month in which the period ends
        for _ in range(start.day - 1):
            if (day + NEXT_DAY).month != month:
                break
            day += NEXT_DAY
    else:
        for _ in range(amount):
            day += NEXT_DAY
    while not WORKED[day]:
        day += NEXT_DAY
    return day


def test_ten_thousand_random_limits_end_where_the_slow_count_ends() -> None:
    dice = random.Random(20260120)
    first, last = date(2004, 1, 1), date(2025, 12, 31)
    for _ in range(10_000):
        start = first + timedelta(days=dice.randrange((last - first).days))
        unit = dice.choice(("day", "workday", "month"))
        amount = dice.randint(1, {"day": 200, "workday": 60, "month": 8}[unit])
        assert due(amount, unit, start).on == slow_due(amount, unit, start), (start, amount, unit)


def test_ten_thousand_random_days_are_worked_when_the_library_says_so() -> None:
    dice = random.Random(2)
    first = date(2004, 1, 1)
    for _ in range(10_000):
        day = first + timedelta(days=dice.randrange(8400))
        assert SEEDED.is_workday(day) == WORKED[day]
        assert not SEEDED.is_provisional(day)


def test_ten_thousand_random_spans_hold_as_many_workdays_as_a_walk_finds() -> None:
    dice = random.Random(3)
    first = date(2004, 1, 1)
    for _ in range(10_000):
        a = first + timedelta(days=dice.randrange(8200))
        b = a + timedelta(days=dice.randrange(120))
        walked = sum(WORKED[a + timedelta(days=n)] for n in range(1, (b - a).days + 1))
        assert SEEDED.workdays_between(a, b) == walked
        assert SEEDED.workdays_between(b, a) == -walked


# ---------------------------------------------------------------- the law with real dates


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        # National Day 2025 (1–8 October; 28 September and 11 October are worked)
        (3, "month", date(2025, 7, 1), date(2025, 10, 9)),
        (1, "month", date(2025, 8, 28), date(2025, 9, 28)),
        (5, "workday", date(2025, 9, 26), date(2025, 10, 10)),
        (6, "workday", date(2025, 9, 26), date(2025, 10, 11)),
        (10, "day", date(2025, 9, 22), date(2025, 10, 9)),
        # National Day 2026 (1–7 October; 20 September and 10 October are worked), Mid-Autumn 25–27 September
        (3, "month", date(2026, 7, 4), date(2026, 10, 8)),
        (10, "day", date(2026, 9, 30), date(2026, 10, 10)),
        (1, "workday", date(2026, 9, 30), date(2026, 10, 8)),
        (4, "workday", date(2026, 9, 18), date(2026, 9, 23)),
        # Spring Festival 2026 (15–23 February; Saturdays 14 and 28 February are worked)
        (1, "workday", date(2026, 2, 13), date(2026, 2, 14)),
        (2, "workday", date(2026, 2, 13), date(2026, 2, 24)),
        (10, "workday", date(2026, 2, 10), date(2026, 3, 2)),
        # the month without the corresponding day, leap years and not
        (1, "month", date(2026, 1, 31), date(2026, 2, 28)),
        (1, "month", date(2025, 1, 31), date(2025, 2, 28)),
        (3, "month", date(2023, 11, 30), date(2024, 2, 29)),
        (3, "month", date(2024, 2, 29), date(2024, 5, 29)),
        (12, "month", date(2024, 2, 29), date(2025, 2, 28)),
        (6, "month", date(2025, 8, 31), date(2026, 2, 28)),
        # over the year's end
        (3, "month", date(2025, 11, 20), date(2026, 2, 24)),
        (3, "month", date(2025, 10, 1), date(2026, 1, 4)),
        # a plain one: the congress hands over on 20 January
        (3, "month", date(2026, 1, 20), date(2026, 4, 20)),
    ],
)
def test_a_limit_ends_on_the_day_the_law_gives(amount: int, unit: str, start: date, end: date) -> None:
    assert due(amount, unit, start).on == end


def test_the_start_day_is_not_counted() -> None:
    assert due(1, "day", date(2026, 3, 2)).on == date(2026, 3, 3)
    assert due(1, "workday", date(2026, 3, 2)).on == date(2026, 3, 3)
    assert due(1, "month", date(2026, 3, 2)).on == date(2026, 4, 2)


def test_a_last_day_on_a_make_up_sunday_stays_there() -> None:
    found = due(1, "month", date(2026, 8, 20))
    assert found.on == date(2026, 9, 20)
    assert [reason.kind for reason in found.reasons][-1] is ReasonKind.MAKE_UP


def test_three_units_are_three_different_days() -> None:
    start = date(2026, 9, 10)
    assert {due(30, unit, start).on for unit in Unit} == {date(2026, 10, 10), date(2026, 10, 28), date(2029, 3, 12)}


# ---------------------------------------------------------------- the reasons


def test_the_explanation_tells_the_count_in_its_order_with_the_articles() -> None:
    found = due(3, "month", date(2026, 7, 4))
    assert [reason.kind for reason in found.reasons] == [
        ReasonKind.LIMIT,
        ReasonKind.START_EXCLUDED,
        ReasonKind.MONTHS,
        ReasonKind.ROLLED,
    ]
    assert explain(found) == [
        "期限是 3 个月（《代表法》第五十一条）。",
        "从交办之日 2026年7月4日 起算，当日不计入，从第二天开始数（参照《民法典》第二百零一条）。",
        "数满 3 个月，对应的日子是 2026年10月4日（星期日）（参照《民法典》第二百零二条）。",
        "10月4日遇国庆节，顺延到下一个工作日 2026年10月8日（星期四）（参照《民法典》第二百零三条）。",
    ]


def test_the_explanation_names_holidays_left_out_and_make_up_days_counted() -> None:
    sentences = explain(due(10, "workday", date(2026, 2, 10)))
    assert "其间放假的日子不计入：春节 2月15日至2月23日。" in sentences
    assert any(
        "2月14日（星期六）、2月28日（星期六）调休上班，算工作日（国务院办公厅关于2026年部分节假日安排的通知）" in s
        for s in sentences
    )


def test_the_explanation_says_which_month_has_no_such_day() -> None:
    assert (
        "数满 1 个月，2026年2月没有 31 日，以月末 2026年2月28日（星期六） 为最后一日"
        in explain(due(1, "month", date(2026, 1, 31)))[2]
    )


def test_a_trigger_is_told_in_the_callers_words_or_as_it_is() -> None:
    found = due_on(Limit(5, "workday", "闭会", "x"), date(2026, 3, 2), SEEDED)
    assert "从闭会之日" in explain(found)[1]
    assert "从大会闭会之日" in explain(found, {"闭会": "大会闭会"})[1]


# ---------------------------------------------------------------- years not announced, and rows given by the caller


def test_a_date_in_a_year_not_announced_is_marked_provisional() -> None:
    found = due(6, "month", date(2026, 11, 1))
    assert found.on == date(2027, 5, 3)
    assert found.provisional
    assert any(NOT_ANNOUNCED in sentence and "2027年" in sentence for sentence in explain(found))


def test_a_limit_that_ends_before_the_unknown_year_is_not_provisional() -> None:
    assert not due(3, "month", date(2026, 9, 20)).provisional


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 10, 1), date(2028, 5, 1), date(2028, 5, 2)])
def test_an_unannounced_year_rests_on_the_fixed_holidays_of_the_2024_rule(day: date) -> None:
    assert not SEEDED.is_workday(day)
    assert SEEDED.is_provisional(day)


@pytest.mark.parametrize("day", [date(2027, 5, 4), date(2028, 5, 3), date(2028, 10, 4), date(2029, 1, 2)])
def test_an_unannounced_year_rests_on_no_other_weekday(day: date) -> None:
    assert SEEDED.is_workday(day)


def test_a_date_moves_when_its_year_is_announced() -> None:
    announced = [
        Override(date(2027, 5, day), False, "劳动节", "国务院办公厅关于2027年部分节假日安排的通知")
        for day in range(1, 6)
    ]
    known = Calendar.from_seed(announced=announced)
    found = due(6, "month", date(2026, 11, 1), known)
    assert (found.on, found.provisional) == (date(2027, 5, 6), False)


def test_one_local_holiday_does_not_announce_a_year() -> None:
    local = Calendar.from_seed(overrides=[Override(date(2027, 3, 3), False, "州庆", "自治州条例")])
    assert not local.is_workday(date(2027, 3, 3))
    assert local.name_of(date(2027, 3, 3)) == "州庆"
    assert not local.is_provisional(date(2027, 3, 3))
    assert local.is_provisional(date(2027, 3, 4))


def test_days_are_named_with_the_document_that_arranges_them() -> None:
    assert SEEDED.name_of(date(2026, 10, 4)) == "国庆节"
    assert SEEDED.name_of(date(2026, 10, 10)) == "国庆节调休上班"
    assert SEEDED.name_of(date(2026, 10, 17)) == "星期六"
    assert SEEDED.name_of(date(2026, 10, 19)) == ""
    assert SEEDED.source_of(date(2026, 10, 10)) == "国务院办公厅关于2026年部分节假日安排的通知"
    assert SEEDED.source_of(date(2011, 12, 31)) == "国务院办公厅关于2012年部分节假日安排的通知"
    assert "延长2020年春节假期" in SEEDED.source_of(date(2020, 1, 31))


def test_the_extended_spring_festival_of_2020_is_no_workday() -> None:
    assert not SEEDED.is_workday(date(2020, 1, 31))
    assert SEEDED.next_workday(date(2020, 1, 31)) == date(2020, 2, 3)


# ---------------------------------------------------------------- amber and fixed targets


def test_amber_is_the_last_fifteen_days_of_a_long_term() -> None:
    found = due(3, "month", date(2026, 1, 20))
    assert amber_on(found, SEEDED, date(2026, 1, 20)) == found.on - timedelta(days=15)


def test_amber_is_the_last_sixth_of_a_short_term() -> None:
    found = due(20, "workday", date(2026, 3, 2))
    assert found.on == date(2026, 3, 30)
    assert amber_on(found, SEEDED, date(2026, 3, 2)) == date(2026, 3, 25)


def test_amber_falls_on_a_workday_before_a_due_date_after_a_holiday() -> None:
    found = due(5, "workday", date(2026, 9, 24))
    assert found.on == date(2026, 10, 9)
    assert amber_on(found, SEEDED, date(2026, 9, 24)) == date(2026, 10, 6)
    short = due(1, "workday", date(2026, 9, 30))
    assert amber_on(short, SEEDED, date(2026, 9, 30)) == date(2026, 9, 30)


def test_a_campaign_date_can_only_be_earlier_than_the_legal_one() -> None:
    found = due(3, "month", date(2026, 4, 10))
    earlier = fixed_target(found, date(2026, 6, 30))
    assert (earlier.on, earlier.provisional) == (date(2026, 6, 30), False)
    assert "统一要求不晚于 2026年6月30日" in explain(earlier)[-1]
    later = fixed_target(found, date(2026, 8, 31))
    assert later.on == found.on == date(2026, 7, 10)
    assert "仍按法定期限 2026年7月10日" in explain(later)[-1]
    passed = fixed_target(found, date(2026, 4, 10))
    assert passed.on == found.on
    assert "已经过去" in explain(passed)[-1]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2201, 1, 1), date(9999, 12, 31)])
def test_a_date_outside_the_calendar_is_refused_in_words(day: date) -> None:
    """Bad inputs 44 and 45."""
    for ask in (
        lambda: SEEDED.is_workday(day),
        lambda: due(3, "month", day),
        lambda: SEEDED.add_workdays(day, 1),
        lambda: Calendar.from_seed(overrides=[Override(day, False, "", "")]),
    ):
        with pytest.raises(ValueError, match="超出了能推算的范围"):
            ask()


@pytest.mark.parametrize(("amount", "unit"), [(4_000_000, "day"), (10**9, "day"), (10**9, "workday"), (10**9, "month")])
def test_a_limit_that_leaves_the_calendar_is_refused_in_words(amount: int, unit: str) -> None:
    with pytest.raises(ValueError, match="超出了能推算的范围"):
        due(amount, unit, date(2026, 1, 20))


def test_a_limit_of_nothing_and_an_unknown_unit_are_refused() -> None:
    with pytest.raises(ValueError, match="没有期限时请留空"):
        Limit(0, "day", "handed_over", "x")
    with pytest.raises(ValueError):
        Limit(1, "week", "handed_over", "x")


def test_a_datetime_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        SEEDED.is_workday(datetime(2026, 1, 20))


# ---------------------------------------------------------------- what holds for every date

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
counts = st.integers(0, 300)
rows = st.lists(
    st.builds(Override, days, st.booleans(), st.just("某日"), st.just("某文件")),
    max_size=5,
    unique_by=lambda row: row.on,
)


@given(days, st.integers(1, 400), st.sampled_from(list(Unit)), rows)
def test_a_due_date_is_always_a_workday(start: date, amount: int, unit: Unit, overrides: list[Override]) -> None:
    calendar = Calendar.from_seed(overrides=overrides)
    found = due(amount, unit.value, start, calendar)
    assert calendar.is_workday(found.on)
    assert found.on > start
    assert start <= amber_on(found, calendar, start) < found.on
    assert len(explain(found)) == len(found.reasons)


@settings(max_examples=200)
@given(days, st.integers(1, 90), st.sampled_from(list(Unit)), st.integers(0, 150))
def test_one_more_day_off_never_brings_a_date_forward(start: date, amount: int, unit: Unit, after: int) -> None:
    off = Override(start + timedelta(days=after), False, "临时放假", "某文件")
    assert due(amount, unit.value, start, Calendar.from_seed(overrides=[off])).on >= due(amount, unit.value, start).on


@given(days, counts, rows)
def test_so_many_workdays_lie_between_as_were_added(start: date, n: int, overrides: list[Override]) -> None:
    calendar = Calendar.from_seed(overrides=overrides)
    assert calendar.workdays_between(start, calendar.add_workdays(start, n)) == n
    worked = calendar.next_workday(start)
    assert calendar.workdays_between(worked, calendar.add_workdays(worked, -n)) == -n


@given(days, days)
def test_the_count_between_two_days_is_the_same_in_both_directions(a: date, b: date) -> None:
    assert SEEDED.workdays_between(a, b) == -SEEDED.workdays_between(b, a)


@given(days, days, days)
def test_counts_of_adjoining_spans_add_up(a: date, b: date, c: date) -> None:
    assert SEEDED.workdays_between(a, b) + SEEDED.workdays_between(b, c) == SEEDED.workdays_between(a, c)


@given(days, st.integers(1, 24))
def test_months_end_on_the_corresponding_day_or_the_months_last(start: date, months: int) -> None:
    reason = next(r for r in due(months, "month", start).reasons if r.kind in (ReasonKind.MONTHS, ReasonKind.MONTH_END))
    assert reason.on is not None
    assert reason.on.day == min(start.day, monthrange(reason.on.year, reason.on.month)[1])
    assert (reason.on.year - start.year) * 12 + reason.on.month - start.month == months
