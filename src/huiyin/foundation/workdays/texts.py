"""The count in words, shown under 「这个日期怎么来的」."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from huiyin.foundation.workdays import seed as seeds
from huiyin.foundation.workdays.calendar import WEEKDAYS
from huiyin.foundation.workdays.limits import Due, NamedDays, Reason, ReasonKind, Unit

NOT_ANNOUNCED = "未公布，暂按周末推算"

UNITS = {Unit.DAY: "日", Unit.WORKDAY: "个工作日", Unit.MONTH: "个月"}

# What the count starts from. Codes are those of the procedures; a code without words here is shown as it is.
TRIGGERS = {
    "submitted": "收到代表建议",
    "session_closed": "会议闭幕",
    "handed_over": "交办",
    "received": "承办单位收到",
    "return_received": "收到退回",
    "redo_requested": "要求重新提出会办意见",
    "answered": "代表收到答复",
    "rehandling_ordered": "承办单位收到重新办理通知",
    "promise_reported": "代表收到承诺事项办理情况",
}


def long_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date) -> str:
    return f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """周三, as desks and notices say it; full dates say 星期三."""
    return f"周{'一二三四五六日'[day.weekday()]}"


def with_weekday(day: date) -> str:
    return f"{long_date(day)}（{WEEKDAYS[day.weekday()]}）"


def _run(days: NamedDays) -> str:
    if days.first == days.last:
        return f"{days.name} {short_date(days.first)}"
    return f"{days.name} {short_date(days.first)}至{short_date(days.last)}"


def _by(law: str) -> str:
    return f"（参照{law}）" if law else ""


def _limit(reason: Reason) -> str:
    assert reason.unit is not None
    return f"期限是 {reason.amount} {UNITS[reason.unit]}{f'（{reason.law}）' if reason.law else ''}。"


def _start(reason: Reason, triggers: Mapping[str, str]) -> str:
    assert reason.on is not None
    word = triggers.get(reason.word, reason.word)
    return f"从{word}之日 {long_date(reason.on)} 起算，当日不计入，从第二天开始数{_by(reason.law)}。"


def _counted(reason: Reason) -> str:
    assert reason.on is not None and reason.unit is not None
    return f"数满 {reason.amount} {UNITS[reason.unit]}，是 {with_weekday(reason.on)}。"


def _off_days(reason: Reason) -> str:
    return f"其间放假的日子不计入：{'、'.join(_run(run) for run in reason.days)}。"


def _make_up(reason: Reason) -> str:
    days = "、".join(
        f"{short_date(run.first)}（{WEEKDAYS[run.first.weekday()]}）"
        if run.first == run.last
        else f"{short_date(run.first)}至{short_date(run.last)}（周末）"
        for run in reason.days
    )
    sources = "、".join(dict.fromkeys(run.source for run in reason.days if run.source))
    return f"{days}调休上班，算工作日{f'（{sources}）' if sources else ''}。"


def _months(reason: Reason) -> str:
    assert reason.on is not None
    return f"数满 {reason.amount} 个月，对应的日子是 {with_weekday(reason.on)}{_by(reason.law)}。"


def _month_end(reason: Reason) -> str:
    assert reason.on is not None and reason.before is not None
    return (
        f"数满 {reason.amount} 个月，{reason.on.year}年{reason.on.month}月没有 {reason.before.day} 日，"
        f"以月末 {with_weekday(reason.on)} 为最后一日{_by(reason.law)}。"
    )


def _rolled(reason: Reason) -> str:
    assert reason.on is not None and reason.before is not None
    off = "、".join(dict.fromkeys(run.name for run in reason.days))
    return f"{short_date(reason.before)}遇{off}，顺延到下一个工作日 {with_weekday(reason.on)}{_by(reason.law)}。"


def _provisional(reason: Reason) -> str:
    years = "、".join(f"{year}年" for year in reason.years)
    if max(reason.years) < min(seeds.load().years):
        return f"{years}的放假安排没有收录，按周末推算。"
    return f"{years}放假安排{NOT_ANNOUNCED}；公布后这个日期可能变动。"


def _target(reason: Reason) -> str:
    assert reason.on is not None and reason.before is not None
    return f"统一要求不晚于 {long_date(reason.on)}，早于法定期限 {long_date(reason.before)}，按统一要求的日期。"


def _target_after_limit(reason: Reason) -> str:
    assert reason.on is not None and reason.before is not None
    return f"统一要求的日期是 {long_date(reason.before)}，不早于法定期限，仍按法定期限 {long_date(reason.on)}。"


def _target_passed(reason: Reason) -> str:
    assert reason.on is not None and reason.before is not None
    return f"统一要求的日期 {long_date(reason.before)} 在起算之前已经过去，按法定期限 {long_date(reason.on)}。"


SENTENCES: dict[ReasonKind, Callable[[Reason], str]] = {
    ReasonKind.LIMIT: _limit,
    ReasonKind.DAYS: _counted,
    ReasonKind.WORKDAYS: _counted,
    ReasonKind.OFF_DAYS: _off_days,
    ReasonKind.MAKE_UP: _make_up,
    ReasonKind.MONTHS: _months,
    ReasonKind.MONTH_END: _month_end,
    ReasonKind.ROLLED: _rolled,
    ReasonKind.PROVISIONAL: _provisional,
    ReasonKind.TARGET: _target,
    ReasonKind.TARGET_AFTER_LIMIT: _target_after_limit,
    ReasonKind.TARGET_PASSED: _target_passed,
}


def explain(due: Due, triggers: Mapping[str, str] = TRIGGERS) -> list[str]:
    """The reasons as sentences, in the order of the count. `triggers`: words for the codes a limit counts from."""
    return [
        _start(reason, triggers) if reason.kind is ReasonKind.START_EXCLUDED else SENTENCES[reason.kind](reason)
        for reason in due.reasons
    ]
