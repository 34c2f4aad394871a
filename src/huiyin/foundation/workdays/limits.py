"""Legal limits: when a period ends, why, when the lamp turns amber. 民法典 第二百零一条至第二百零三条, by analogy."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from huiyin.foundation.workdays.calendar import LAST_YEAR, Calendar, checked

START_DAY = "《民法典》第二百零一条"
MONTH_DAY = "《民法典》第二百零二条"
LAST_DAY = "《民法典》第二百零三条"

AMBER_DAYS = 15
AMBER_SHARE = 6
"""Amber is the last 15 days or the last sixth of the term, whichever is shorter (ui.md 2.2)."""


class Unit(StrEnum):
    """Three different units of law: 日, 工作日, 个月. None may be converted into another."""

    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Limit:
    """A period as the procedure sets it. `trigger` is the code of the fact it counts from, `source` its article."""

    amount: int
    unit: Unit | str
    trigger: str
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))
        if self.amount < 1:
            raise ValueError(f"期限至少是 1，这里是 {self.amount}。没有期限时请留空，不要填 0。")


class ReasonKind(StrEnum):
    LIMIT = "limit"
    START_EXCLUDED = "start_excluded"
    DAYS = "days"
    WORKDAYS = "workdays"
    OFF_DAYS = "off_days"
    MAKE_UP = "make_up"
    MONTHS = "months"
    MONTH_END = "month_end"
    ROLLED = "rolled"
    PROVISIONAL = "provisional"
    TARGET = "target"
    TARGET_AFTER_LIMIT = "target_after_limit"
    TARGET_PASSED = "target_passed"


@dataclass(frozen=True, slots=True)
class NamedDays:
    """A run of days of one name, with the document that arranges them."""

    first: date
    last: date
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the count. `texts.explain` turns it into a sentence; what each kind fills is visible in `due_on`."""

    kind: ReasonKind
    on: date | None = None
    before: date | None = None
    amount: int = 0
    unit: Unit | None = None
    word: str = ""
    days: tuple[NamedDays, ...] = ()
    years: tuple[int, ...] = ()
    law: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; overdue begins the day after. `provisional`: an announcement may still move it."""

    on: date
    provisional: bool
    reasons: tuple[Reason, ...]
    start: date


def _runs(calendar: Calendar, days: list[date]) -> tuple[NamedDays, ...]:
    runs: list[NamedDays] = []
    for day in days:
        name, source = calendar.name_of(day), calendar.source_of(day)
        if runs and runs[-1].last == day - timedelta(days=1) and runs[-1].name == name and source == runs[-1].source:
            runs[-1] = replace(runs[-1], last=day)
        else:
            runs.append(NamedDays(day, day, name, source))
    return tuple(runs)


def _months_after(start: date, months: int) -> tuple[date, bool]:
    """The corresponding day, or the month's last day and True where there is none (31 January + 1 month)."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if year > LAST_YEAR:
        raise ValueError(f"从 {start.isoformat()} 起 {months} 个月，超出了能推算的范围（到 {LAST_YEAR} 年为止）。")
    length = monthrange(year, month)[1]
    return date(year, month, min(start.day, length)), start.day > length


def due_on(limit: Limit, start: date, calendar: Calendar) -> Due:
    """The last day of `limit` counted from the legal day `start`, with the reasons in the order of the count.

    The start day is not counted (art. 201). Months end on the corresponding day, else on the month's last day
    (art. 202). A last day that is not worked gives way to the next workday (art. 203); a make-up Saturday is worked.
    Raises `ValueError` outside 1900–2200.
    """
    checked(start)
    unit = Unit(limit.unit)
    reasons = [
        Reason(ReasonKind.LIMIT, amount=limit.amount, unit=unit, law=limit.source),
        Reason(ReasonKind.START_EXCLUDED, on=start, word=limit.trigger, law=START_DAY),
    ]
    # The days whose state decided the result: all of them for workdays, else only the last one and those it rolls over.
    if unit is Unit.WORKDAY:
        end = calendar.add_workdays(start, limit.amount)
        weighed = list(calendar.days(start + timedelta(days=1), end))
        reasons.append(Reason(ReasonKind.WORKDAYS, on=end, amount=limit.amount, unit=unit))
        holidays = [day for day in weighed if not calendar.is_workday(day) and calendar.source_of(day)]
        if holidays:
            reasons.append(Reason(ReasonKind.OFF_DAYS, days=_runs(calendar, holidays)))
        made_up = [day for day in weighed if calendar.is_make_up(day)]
        if made_up:
            reasons.append(Reason(ReasonKind.MAKE_UP, days=_runs(calendar, made_up)))
    else:
        if unit is Unit.MONTH:
            last, cut = _months_after(start, limit.amount)
            kind = ReasonKind.MONTH_END if cut else ReasonKind.MONTHS
            reasons.append(Reason(kind, on=last, before=start, amount=limit.amount, unit=unit, law=MONTH_DAY))
        else:
            # a sum beyond year 9999 would raise OverflowError, which no caller expects
            if limit.amount > date.max.toordinal() - start.toordinal():
                raise ValueError(
                    f"从 {start.isoformat()} 起 {limit.amount} 日，超出了能推算的范围（到 {LAST_YEAR} 年为止）。"
                )
            last = checked(start + timedelta(days=limit.amount))
            reasons.append(Reason(ReasonKind.DAYS, on=last, amount=limit.amount, unit=unit))
        end = calendar.next_workday(last)
        weighed = list(calendar.days(last, end))
        if end != last:
            skipped = _runs(calendar, weighed[:-1])
            reasons.append(Reason(ReasonKind.ROLLED, on=end, before=last, days=skipped, law=LAST_DAY))
        elif calendar.is_make_up(end):
            reasons.append(Reason(ReasonKind.MAKE_UP, days=_runs(calendar, [end])))
    years = tuple(sorted({day.year for day in weighed if calendar.is_provisional(day)}))
    if years:
        reasons.append(Reason(ReasonKind.PROVISIONAL, years=years))
    return Due(end, bool(years), tuple(reasons), start)


def fixed_target(due: Due, target: date) -> Due:
    """`due` with a date set for a whole session (“all replies by 30 June”): an earlier target, never a later one.

    A target on or before the start of the count binds nobody. It is taken as printed, not rolled off a weekend: it is
    no period of law. An earlier target no longer depends on days that are not announced yet.
    """
    checked(target)
    if target <= due.start:
        return replace(due, reasons=(*due.reasons, Reason(ReasonKind.TARGET_PASSED, on=due.on, before=target)))
    if target >= due.on:
        return replace(due, reasons=(*due.reasons, Reason(ReasonKind.TARGET_AFTER_LIMIT, on=due.on, before=target)))
    reason = Reason(ReasonKind.TARGET, on=target, before=due.on)
    return replace(due, on=target, provisional=False, reasons=(*due.reasons, reason))


def amber_on(due: Due, calendar: Calendar, start: date, *, days: int = AMBER_DAYS, share: int = AMBER_SHARE) -> date:
    """The first day on which the lamp is amber: `days` before the end, or 1/`share` of the term if that is shorter.

    Never later than the last workday before the end, so that somebody is at work to see it; never before `start`.
    """
    term = (due.on - start).days
    span = min(days, -(-term // share))
    return max(start, min(due.on - timedelta(days=span), calendar.add_workdays(due.on, -1)))
