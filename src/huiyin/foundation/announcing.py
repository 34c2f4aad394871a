"""The State Council's arrangement of a year, as an office types it into a table: read, checked, kept.

The yearly notice comes out in November; a later notice may change single days (2019, 2020). Both are entered the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from huiyin.foundation import text
from huiyin.foundation.models import AnnouncedDay
from huiyin.foundation.workdays import Calendar, Override

HOLIDAY, WORK = "放假", "上班"
# Without these a list is not the arrangement of a year, and would announce what nobody has announced.
FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
FEWEST = 20


class ArrangementRefused(ValueError):
    """The list cannot be the arrangement of a year; `sentences` say why, each with its line."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("".join(sentences))
        self.sentences = list(sentences)


def read(rows: Iterable[Sequence[str]], source: str, known: Calendar) -> list[Override]:
    """Days from rows of (日期, 放假 or 上班, 名称). A heading line is passed over.

    Raises ArrangementRefused. A year that `known` does not carry must be there as a whole: single days would make it
    count as announced.
    """
    found: dict[date, Override] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [str(cell).strip() for cell in row]
        if not any(cells) or (number == 1 and "日期" in cells[0]):
            continue
        try:
            day = _day(cells, source)
        except (text.TextRefused, ValueError) as refused:
            wrong.append(f"第 {number} 行：{getattr(refused, 'sentence', refused)}")
            continue
        if day.on in found:
            wrong.append(f"第 {number} 行：{day.on} 写了两次，请去掉一行。")
        found[day.on] = day
    days = [found[on] for on in sorted(found)]
    if not days and not wrong:
        wrong.append("表里没有日期。请写三列：日期、放假或上班、名称。")
    wrong += [] if wrong else _whole_years(days, known)
    if wrong:
        raise ArrangementRefused(wrong)
    return days


def _day(cells: Sequence[str], source: str) -> Override:
    if len(cells) < 2 or cells[1] not in (HOLIDAY, WORK):
        raise ValueError(f"第二列要写“{HOLIDAY}”或“{WORK}”。")
    on = text.parse_date(cells[0], what="日期")
    if cells[1] == WORK and on.weekday() < 5:
        raise ValueError(f"{on} 本来就是工作日，不用写“{WORK}”，请核对日期。")
    return Override(on, cells[1] == WORK, (cells[2] if len(cells) > 2 else "")[:40], source)


def _whole_years(days: Sequence[Override], known: Calendar) -> list[str]:
    wrong = []
    by_year: dict[int, set[date]] = {}
    for day in days:
        by_year.setdefault(day.on.year, set()).add(day.on)
    for year, dates in sorted(by_year.items()):
        # Days of December that belong to the arrangement of the year that begins.
        if not known.is_provisional(date(year, 7, 1)) or all(on.month == 12 for on in dates):
            continue
        missing = [name for month, number, name in FIXED if date(year, month, number) not in dates]
        if missing or len(dates) < FEWEST:
            lacks = f"没有{'、'.join(missing)}" if missing else f"只有 {len(dates)} 天"
            wrong.append(f"{year} 年的安排不全：{lacks}。请把全年的放假日和调休上班日都写进来。")
    return wrong


def keep(days: Sequence[Override]) -> int:
    """Write the days for the whole country; a day entered before is replaced. Returns how many are new or changed."""
    changed = 0
    for day in days:
        values = {"is_workday": day.is_workday, "name": day.name, "source": day.source}
        row, made = AnnouncedDay.objects.get_or_create(on=day.on, defaults=values)
        if not made and {name: getattr(row, name) for name in values} != values:
            AnnouncedDay.objects.filter(pk=row.pk).update(**values)
            made = True
        changed += made
    return changed
