"""Rows of a desk: one function per row, because a desk shows fifty of them in a few milliseconds."""

from __future__ import annotations

import datetime as dt
import functools
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from huiyin.web.components import State, due, light, ruler

_SHAPES: dict[State, SafeString] = {
    state: format_html(
        '<span class="lamp is-{0}"><svg aria-hidden="true" focusable="false"><use href="#lamp-{0}"/></svg></span>', state
    )
    for state in get_args(State)
}


_SPECIAL = re.compile("[&<>\"']")


def _safe(words: str) -> str:
    """Escaped; most words have nothing to escape, and a desk has five hundred of them."""
    return html.escape(words) if _SPECIAL.search(words) else words


# Items are handed over by the dozen on one day: their rulers and dates are the same, and drawn once.
_ruler = functools.lru_cache(maxsize=2048)(ruler)
_due = functools.lru_cache(maxsize=2048)(due)


class Row(NamedTuple):
    """One item on a desk. `step` is the verb to do next, `sub` why; `parts` are the grey words under the title.

    `peek_url` is the fragment for the preview pane (desk only), `key` the value of the tick box (none, no box). `word`
    stands in the place of the days left where none are counted (等代表评价).
    """

    url: str
    title: str
    number: str
    state: State
    who: str = ""
    parts: str = ""
    step: str = ""
    sub: str = ""
    start_on: dt.date | None = None
    due_on: dt.date | None = None
    peek_url: str = ""
    key: str = ""
    word: str = ""
    # 单位内部: whom the unit gave it to and the unit's own day, with the colour of that day.
    inside: str = ""
    inside_state: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: 已逾期 · 2 / 先办这些."""

    title: str
    rows: Sequence[Row]
    note: str = ""
    total: int | str | None = None


def row(item: Row, today: dt.date) -> SafeString:
    """The `<li>` of one item; its title is a real link, so Tab, middle click and pages without scripts work.

    Fifty of these make a page: each word is escaped here by hand, because composing pieces with `format_html` took half
    of the time of the desk.
    """
    title, number, state = _safe(item.title), _safe(item.number), item.state
    peek = (
        f' hx-get="{_safe(item.peek_url)}" hx-target="#peek" hx-trigger="peek delay:120ms" hx-sync="#peek:replace"'
        if item.peek_url
        else ""
    )
    tick = (
        f'<label class="ck"><input type="checkbox" form="batch" name="pick" value="{_safe(item.key)}" '
        f'aria-label="选中 {number or title}"></label>'
        if item.key
        else ""
    )
    who = f" <b>{_safe(item.who)}</b> " if item.who else " "
    sub = f"<small>{_safe(item.sub)}</small>" if item.sub else ""
    # Where a word says how it stands, the lamp's own name would say something else.
    lamp = _SHAPES[state] if item.word else light(state)
    ruled = "" if state in ("done", "wait") else _ruler(item.start_on, item.due_on, today, state)
    left = (
        f'<span class="due is-{state}"><b class="word">{_safe(item.word)}</b></span>'
        if item.word
        else _due(item.due_on, today, state)
    )
    given = f'<span class="m in is-{item.inside_state}">内部：{_safe(item.inside)}</span>' if item.inside else ""
    return SafeString(
        f'<li class="row{"" if item.key else " no-ck"}">{tick}{lamp}<div><a class="t" href="{_safe(item.url)}"{peek}>'
        f'{title}</a><span class="m">{number}{who}{_safe(item.parts)}</span>{given}</div>'
        f'<div class="step">{_safe(item.step)}{sub}</div><div class="rul">{ruled}</div>{left}</li>'
    )


def rows(groups: Sequence[Group], today: dt.date) -> SafeString:
    """All groups of a desk, each a labelled section with its heading; empty groups are left out."""
    return format_html_join(
        "",
        '<section aria-label="{0}"><h2 class="grp">{0} · {1}{2}</h2><ul>{3}</ul></section>',
        (
            (
                group.title,
                len(group.rows) if group.total is None else group.total,
                format_html(" <span>{}</span>", group.note) if group.note else "",
                SafeString("".join(row(item, today) for item in group.rows)),
            )
            for group in groups
            if group.rows
        ),
    )
