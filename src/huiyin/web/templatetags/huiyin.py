"""Template names of the components (a builtin library: no `{% load %}` needed)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.safestring import SafeString

from huiyin.web import components, dates, rows, wordwise

register = template.Library()

for _component in (
    components.bar,
    components.chip,
    components.due,
    components.empty,
    components.error_summary,
    components.field,
    components.icon,
    components.light,
    dates.moment,
    components.options,
    components.person,
    components.pips,
    components.progress,
    components.rail,
    components.rate,
    components.ruler,
    components.sprite,
    components.telephone,
    components.timeline,
    rows.row,
    rows.rows,
    wordwise.revised,
):
    register.simple_tag(_component)

register.filter("paragraphs", components.paragraphs)


@register.filter("day")
def day_filter(on: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """`{{ due_on|day:today }}` → 5月27日; without an argument the year is always said."""
    return dates.day(on, today)


@register.filter("weekday")
def weekday_filter(on: dt.date | dt.datetime | None, today: dt.date | None = None) -> str:
    """`{{ due_on|weekday:today }}` → 5月27日（周三）."""
    return dates.day(on, today, weekday=True)


@register.simple_tag(takes_context=True)
def toast(context: dict[str, Any], text: str, undo_url: str = "") -> SafeString:
    """A toast whose undo form carries the page's own token."""
    return components.toast(text, undo_url, str(context.get("csrf_token", "")))


@register.simple_tag(takes_context=True)
def message_toast(context: dict[str, Any], message: Any) -> SafeString:
    """A Django message as a toast; an address in `extra_tags` (`/s/1/undo/2/`) gives it an undo."""
    tags = str(message.extra_tags or "")
    undo_url = tags if tags.startswith("/") else ""
    return components.toast(str(message.message), undo_url, str(context.get("csrf_token", "")))
