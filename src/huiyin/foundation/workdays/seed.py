"""The State Council's holiday arrangements of past years, read once from the chinesecalendar package.

The package raises for a year it does not carry, and the next year's arrangement comes out only in November: it is a
seed, never the calendar itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from chinese_calendar import constants

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
# Three arrangements came in a notice of their own, after the yearly one.
EXTENSION_2020 = "国务院办公厅关于延长2020年春节假期的通知（国办发明电〔2020〕1号）"
LABOUR_DAY_2019 = "国务院办公厅关于调整2019年劳动节假期安排的通知（国办发明电〔2019〕3号）"
ANNIVERSARY_2015 = "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知"
YEARLY = "国务院办公厅关于{year}年部分节假日安排的通知"


class SpecialDay(NamedTuple):
    """A day whose state does not follow from its weekday alone, or that carries a holiday's name."""

    is_workday: bool
    name: str
    source: str


@dataclass(frozen=True)
class Seed:
    years: frozenset[int]
    days: Mapping[date, SpecialDay]


def _source(day: date, english: str) -> str:
    if english == "Anti-Fascist 70th Day":
        return ANNIVERSARY_2015
    if english == "Labour Day" and day.year == 2019:
        return LABOUR_DAY_2019
    if date(2020, 1, 31) <= day <= date(2020, 2, 2):
        return EXTENSION_2020
    # December days named after New Year stand in the arrangement of the year that begins.
    return YEARLY.format(year=day.year + 1 if day.month == 12 else day.year)


@lru_cache(maxsize=1)
def load() -> Seed:
    days = {
        day: SpecialDay(is_workday, NAMES[english], _source(day, english))
        for table, is_workday in ((constants.holidays, False), (constants.workdays, True))
        for day, english in table.items()
    }
    return Seed(frozenset(range(min(days).year, max(days).year + 1)), MappingProxyType(days))
