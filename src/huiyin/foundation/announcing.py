"""Days off and days worked instead, as an office types them into a table: read, checked, kept.

The State Council's yearly notice comes out in November; a later notice may change single days (2019, 2020). Both are
entered the same way and hold for every congress of the installation. What one area does differently is its congress's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from huiyin.foundation import text
from huiyin.foundation.models import AnnouncedDay, WorkdayOverride
from huiyin.foundation.workdays import Calendar, Override

HOLIDAY, WORK = "放假", "上班"
# Without these a list is not the arrangement of a year, and would announce what nobody has announced.
FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
FEWEST = 20
MOST_LOCAL = 60


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
    days, wrong = _parsed(rows, source)
    wrong += [] if wrong else _whole_years(days, known)
    if wrong:
        raise ArrangementRefused(wrong)
    return days


def read_local(rows: Iterable[Sequence[str]], source: str, national: Calendar, today: date) -> list[Override]:
    """Days on which one area departs from the nation, from the same rows; from last year to the year after next.

    Raises ArrangementRefused, also for a day that is no departure.
    """
    days, wrong = _parsed(rows, source, local=True)
    first, last = today.year - 1, today.year + 2
    for day in days:
        if not first <= day.on.year <= last:
            wrong.append(f"{day.on} 太早或者太远了，只能写 {first} 年到 {last} 年的日期。")
        elif national.is_workday(day.on) == day.is_workday:
            wrong.append(f"{day.on} 按全国的安排本来就{'上班' if day.is_workday else '放假'}，不用写，请核对日期。")
    if len(days) > MOST_LOCAL:
        wrong.append(f"一次最多写 {MOST_LOCAL} 天，这里有 {len(days)} 天。请分几次录入。")
    if wrong:
        raise ArrangementRefused(wrong)
    return days


def _parsed(rows: Iterable[Sequence[str]], source: str, *, local: bool = False) -> tuple[list[Override], list[str]]:
    """The days by date, and what is wrong, each with its line."""
    found: dict[date, Override] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [str(cell).strip() for cell in row]
        if not any(cells) or (number == 1 and "日期" in cells[0]):
            continue
        try:
            day = _day(cells, source, local)
        except (text.TextRefused, ValueError) as refused:
            wrong.append(f"第 {number} 行：{getattr(refused, 'sentence', refused)}")
            continue
        if day.on in found:
            wrong.append(f"第 {number} 行：{day.on} 写了两次，请去掉一行。")
        found[day.on] = day
    if not found and not wrong:
        wrong.append("表里没有日期。请写三列：日期、放假或上班、名称。")
    return [found[on] for on in sorted(found)], wrong


def _day(cells: Sequence[str], source: str, local: bool) -> Override:
    if len(cells) < 2 or cells[1] not in (HOLIDAY, WORK):
        raise ValueError(f"第二列要写“{HOLIDAY}”或“{WORK}”。")
    on = text.parse_date(cells[0], what="日期")
    # One area may work on a holiday of the nation, which can be any day of the week.
    if cells[1] == WORK and on.weekday() < 5 and not local:
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


def keep_local(congress_id: int, days: Sequence[Override]) -> None:
    """Write the days on which this congress's area departs; a day written before is replaced. In the congress's scope."""
    for day in days:
        values = {"is_workday": day.is_workday, "name": day.name, "source": day.source}
        WorkdayOverride.objects.update_or_create(congress_id=congress_id, on=day.on, defaults=values)


def drop_local(congress_id: int, dates: Collection[date]) -> None:
    """The nation's word holds again on these days."""
    WorkdayOverride.objects.filter(congress_id=congress_id, on__in=dates).delete()
