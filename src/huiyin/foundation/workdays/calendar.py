"""Which days are worked: the seed, then what was announced since, then what one congress's area does differently."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huiyin.foundation.workdays import seed as seeds
from huiyin.foundation.workdays.seed import SpecialDay

FIRST_YEAR = 1900
LAST_YEAR = 2200
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
# 全国年节及纪念日放假办法 第二条, as revised on 10 November 2024 (State Council order 795): the holidays with a solar
# date. Spring Festival, Qingming, Dragon Boat and Mid-Autumn cannot be told from the Gregorian date and stay unmarked.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class Override:
    """One day that the caller knows better: a row of an announced arrangement, or a local holiday."""

    on: date
    is_workday: bool
    name: str
    source: str


def checked(day: date) -> date:
    """The day itself. Raises `ValueError` outside 1900–2200, `TypeError` for a datetime (which has no one day)."""
    if isinstance(day, datetime):
        raise TypeError("a calendar day is a date, not a datetime: take the Asia/Shanghai date first")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(
            f"日期 {day.isoformat()} 超出了能推算的范围：请填写 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间的日期。"
        )
    return day


class Calendar:
    """An immutable calendar of workdays. All questions are pure; make a new one when a row changes.

    `announced`: rows of arrangements that the seed does not carry; a year with such a row counts as announced.
    `overrides`: single days in which one area departs from the nation; they announce nothing.
    """

    __slots__ = ("_announced", "_days", "_local", "_tables")

    def __init__(
        self, seed: seeds.Seed, announced: Iterable[Override] = (), overrides: Iterable[Override] = ()
    ) -> None:
        days = dict(seed.days)
        years = set(seed.years)
        for row in announced:
            days[checked(row.on)] = SpecialDay(row.is_workday, row.name, row.source)
            years.add(row.on.year)
        local = set()
        for row in overrides:
            days[checked(row.on)] = SpecialDay(row.is_workday, row.name, row.source)
            local.add(row.on)
        self._days = days
        self._local = frozenset(local)
        self._announced = frozenset(years)
        self._tables: dict[int, list[int]] = {}

    def with_announced(self, announced: Iterable[Override]) -> Calendar:
        """This calendar as it would be with these days announced: for a preview. A congress's own days keep their word."""
        made = Calendar.__new__(Calendar)
        days = dict(self._days)
        rows = list(announced)
        local = self._local
        for row in rows:
            if checked(row.on) not in local:
                days[row.on] = SpecialDay(row.is_workday, row.name, row.source)
        made._days, made._local, made._tables = days, local, {}
        made._announced = self._announced | {row.on.year for row in rows}
        return made

    @classmethod
    def from_seed(cls, announced: Iterable[Override] = (), overrides: Iterable[Override] = ()) -> Calendar:
        return cls(seeds.load(), announced, overrides)

    def is_workday(self, day: date) -> bool:
        special = self._days.get(checked(day))
        if special is not None:
            return special.is_workday
        if day.year not in self._announced and (day.month, day.day) in FIXED_HOLIDAYS:
            return False
        return day.weekday() < 5

    def is_provisional(self, day: date) -> bool:
        """True where no arrangement is known for the day's year and nobody has set the day itself.

        The arrangement of year N can still move a few of the last days of December N−1 (it did in 2006, 2007, 2011,
        2018): they are not flagged, the change preview shows them when the year is entered.
        """
        return checked(day).year not in self._announced and day not in self._days

    def name_of(self, day: date) -> str:
        """Why the day is not an ordinary workday: 国庆节, 国庆节调休上班, 星期六; empty for an ordinary workday."""
        special = self._days.get(checked(day))
        if special is not None:
            if not special.is_workday:
                return special.name or "放假"
            return f"{special.name}调休上班" if day.weekday() >= 5 else special.name
        if day.year not in self._announced and (day.month, day.day) in FIXED_HOLIDAYS:
            return FIXED_HOLIDAYS[day.month, day.day]
        return WEEKDAYS[day.weekday()] if day.weekday() >= 5 else ""

    def source_of(self, day: date) -> str:
        """The document that says so; empty where only the weekday does."""
        special = self._days.get(checked(day))
        return special.source if special is not None else ""

    def is_make_up(self, day: date) -> bool:
        """A Saturday or Sunday that is worked (调休上班)."""
        return day.weekday() >= 5 and self.is_workday(day)

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the first workday after it."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def add_workdays(self, start: date, n: int) -> date:
        """The n-th workday after `start` (before it, if n is negative); `start` itself is never counted.

        n = 0 gives `start` even when it is not worked. Raises `ValueError` beyond 1900–2200.
        """
        year, ordinal, wanted = checked(start).year, start.toordinal(), abs(n)
        if n == 0:
            return start
        while FIRST_YEAR <= year <= LAST_YEAR:
            table = self._worked(year)
            if n > 0:
                first = bisect_right(table, ordinal)
                if first + wanted <= len(table):
                    return date.fromordinal(table[first + wanted - 1])
                wanted -= len(table) - first
                year += 1
            else:
                last = bisect_left(table, ordinal)
                if wanted <= last:
                    return date.fromordinal(table[last - wanted])
                wanted -= last
                year -= 1
        raise ValueError(
            f"从 {start.isoformat()} 数 {abs(n)} 个工作日，超出了能推算的范围（{FIRST_YEAR} 年到 {LAST_YEAR} 年）。"
        )

    def workdays_between(self, a: date, b: date) -> int:
        """Workdays after `a` up to and with `b`; negative when `b` lies before `a`: between(a, b) = −between(b, a)."""
        if b < a:
            return -self.workdays_between(b, a)
        checked(a)
        checked(b)
        until = bisect_right(self._worked(b.year), b.toordinal())
        since = bisect_right(self._worked(a.year), a.toordinal())
        return sum(len(self._worked(year)) for year in range(a.year, b.year)) + until - since

    def days(self, first: date, last: date) -> Iterable[date]:
        """Every day from `first` to `last`, both included."""
        return (first + timedelta(days=n) for n in range((last - first).days + 1))

    def _worked(self, year: int) -> list[int]:
        table = self._tables.get(year)
        if table is None:
            table = [day.toordinal() for day in self.days(date(year, 1, 1), date(year, 12, 31)) if self.is_workday(day)]
            self._tables[year] = table
        return table
