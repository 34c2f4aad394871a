"""Dates as people in an office write and say them. Every date shown is an Asia/Shanghai date."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huiyin.foundation.workdays import texts


def local_date(on: dt.date | dt.datetime) -> dt.date:
    """The Asia/Shanghai calendar date of a date or a moment."""
    if isinstance(on, dt.datetime):
        return (timezone.localtime(on) if timezone.is_aware(on) else on).date()
    return on


def day(on: dt.date | dt.datetime | None, today: dt.date | None = None, *, weekday: bool = False) -> str:
    """`5月27日`, with the year when it is not today's, with `（周三）` on request. None is `未定`."""
    if on is None:
        return "未定"
    date = local_date(on)
    words = f"{date.month}月{date.day}日"
    if today is None or date.year != today.year:
        words = f"{date.year}年{words}"
    return f"{words}（{texts.weekday(date)}）" if weekday else words


def moment(on: dt.date | dt.datetime, today: dt.date | None = None) -> SafeString:
    """`<time>` with the ISO value: `今天 08:50`, `5月12日`, `5月12日 08:50`."""
    date = local_date(on)
    words = "今天" if date == today else day(date, today)
    if isinstance(on, dt.datetime):
        local = timezone.localtime(on) if timezone.is_aware(on) else on
        return format_html(
            '<time datetime="{}">{} {}</time>', local.isoformat(timespec="minutes"), words, f"{local:%H:%M}"
        )
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), words)


def days_left(due_on: dt.date, today: dt.date) -> str:
    """`余 8 天`, `今天到期`, `逾 3 天`: calendar days, which is how people speak of a date."""
    left = (due_on - today).days
    if left == 0:
        return "今天到期"
    return f"余 {left} 天" if left > 0 else f"逾 {-left} 天"
