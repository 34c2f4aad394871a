"""Rows of a desk: one function per row, because a desk shows fifty of them in a few milliseconds."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from huiyin.web.components import EMPTY, State, due, light, ruler

_SHAPES: dict[State, SafeString] = {
    state: format_html(
        '<span class="lamp is-{0}"><svg aria-hidden="true" focusable="false"><use href="#lamp-{0}"/></svg></span>', state
    )
    for state in get_args(State)
}


# Items are handed over by the dozen on one day: their rulers and dates are the same, and drawn once.
_ruler = functools.lru_cache(maxsize=2048)(ruler)
_due = functools.lru_cache(maxsize=2048)(due)


@dataclass(frozen=True, slots=True)
class Row:
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


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: 已逾期 · 2 / 先办这些."""

    title: str
    rows: Sequence[Row]
    note: str = ""
    total: int | str | None = None


def row(item: Row, today: dt.date) -> SafeString:
    """The `<li>` of one item; its title is a real link, so Tab, middle click and pages without scripts work."""
    peek = (
        format_html(
            ' hx-get="{}" hx-target="#peek" hx-trigger="peek delay:120ms" hx-sync="#peek:replace"', item.peek_url
        )
        if item.peek_url
        else EMPTY
    )
    tick = (
        format_html(
            '<label class="ck"><input type="checkbox" form="batch" name="pick" value="{}" aria-label="选中 {}"></label>',
            item.key,
            item.number or item.title,
        )
        if item.key
        else EMPTY
    )
    return format_html(
        '<li class="row{}">{}{}<div><a class="t" href="{}"{}>{}</a><span class="m">{}{}{}</span></div>'
        '<div class="step">{}{}</div><div class="rul">{}</div>{}</li>',
        "" if item.key else " no-ck",
        tick,
        # Where a word says how it stands, the lamp's own name would say something else.
        _SHAPES[item.state] if item.word else light(item.state),
        item.url,
        peek,
        item.title,
        item.number,
        format_html(" <b>{}</b> ", item.who) if item.who else " ",
        item.parts,
        item.step,
        format_html("<small>{}</small>", item.sub) if item.sub else "",
        "" if item.state in ("done", "wait") else _ruler(item.start_on, item.due_on, today, item.state),
        format_html('<span class="due is-{}"><b class="word">{}</b></span>', item.state, item.word)
        if item.word
        else _due(item.due_on, today, item.state),
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
                format_html_join("", "{}", ((row(item, today),) for item in group.rows)),
            )
            for group in groups
            if group.rows
        ),
    )
