"""Two charts as SVG from the server: they are there without a script, on paper, on a wall and for a screen reader (ADR 0019).

Colour never stands alone: each part of a bar has a pattern of its own, each line an end that says its number, and the data
table beside the chart holds every number. Shares are percent, so that type keeps its size whatever the width.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from huiyin.reports.overview import Lamps, Progress
from huiyin.web.leader import texts

PARTS = ("red", "amber", "green", "answered")
# Below this share of the chart a number would not fit into its part.
NARROW = 7.0
LEFT, TOP, WIDE, HIGH = 9.0, 5.0, 71.0, 80.0
"""Where the lines of the second chart lie within it, percent."""


class Part(NamedTuple):
    name: str
    x: str
    width: str
    # In its middle; empty where it is too narrow.
    number: str
    middle: str


def bar(lamps: Lamps, most: int) -> SafeString:
    """One unit's bar; `most` is the longest bar's whole. What it shows is said beside it in words."""
    x, parts = 0.0, []
    for name in PARTS:
        number = getattr(lamps, name)
        width = 100 * number / max(most, 1)
        if number:
            told = str(number) if width >= NARROW else ""
            parts.append(Part(name, f"{x:.2f}", f"{width:.2f}", told, f"{x + width / 2:.2f}"))
        x += width
    drawn = format_html_join(
        "",
        '<rect class="is-{0}" x="{1}%" width="{2}%" height="100%"/><rect x="{1}%" width="{2}%" height="100%" fill="url(#of-{0})"/>',
        ((one.name, one.x, one.width) for one in parts),
    )
    numbers = format_html_join(
        "",
        '<text class="in-{}" x="{}%" y="50%" dy=".36em" text-anchor="middle">{}</text>',
        ((one.name, one.middle, one.number) for one in parts if one.number),
    )
    return format_html('<svg class="bar-of" aria-hidden="true" focusable="false">{}{}</svg>', drawn, numbers)


def step_of(most: int) -> int:
    """How far the lines of the grid lie apart: 1, 2 or 5 of some power of ten, at most five lines."""
    size = 1
    while True:
        for times in (1, 2, 5):
            if most <= times * size * 4:
                return times * size
        size *= 10


def _points(run: Sequence[tuple[int, int]], days: int, top: int) -> str:
    return " ".join(f"{100 * day / max(days, 1):.2f},{100 - 100 * number / top:.2f}" for day, number in run)


def _day(on: date) -> str:
    return f"{on.month}/{on.day}"


def lines(progress: Progress) -> SafeString:
    """Answers summed up: this session's line, and the one before it dashed."""
    days = progress.now[-1][0]
    most = max(number for _, number in (*progress.now, *progress.before))
    step = step_of(most)
    top = step * max(1, -(-most // step))
    across = [(LEFT, TOP + HIGH * (1 - at / top), at) for at in range(0, top + 1, step)]
    grid = format_html_join(
        "",
        '<line x1="{0}%" x2="{1}%" y1="{2}%" y2="{2}%"/><text x="{3}%" y="{2}%" dy=".35em" text-anchor="end">{4}</text>',
        ((f"{x:.2f}", f"{LEFT + WIDE:.2f}", f"{y:.2f}", f"{LEFT - 1.5:.2f}", at) for x, y, at in across),
    )
    # Words at the two ends stand inwards of them: on a wall the line of noughts lies close to them.
    said = {0: "start", days // 2: "middle", days: "end"} if days > 1 else {0: "start"}
    below = format_html_join(
        "",
        '<text x="{}%" y="96%" text-anchor="{}">{}</text>',
        (
            (f"{LEFT + WIDE * at / max(days, 1):.2f}", anchor, _day(progress.begun_on + timedelta(days=at)))
            for at, anchor in said.items()
        ),
    )
    end = f"{LEFT + WIDE + 1.5:.2f}"
    y_now, y_before = _ends(progress, top)
    before = format_html('<polyline class="before" points="{}"/>', _points(progress.before, days, top)) if progress.before else ""
    told = format_html('<text class="now" x="{}%" y="{}%" dy=".35em">{}</text>', end, y_now, texts.NOW.format(n=progress.answered))
    if progress.before:
        n = progress.before[-1][1]
        told += format_html('<text x="{}%" y="{}%" dy=".35em">{}</text>', end, y_before, texts.BEFORE.format(n=n))
        label = texts.RUN_LABEL_BEFORE.format(before=n)
    else:
        label = ""
    return format_html(
        '<svg class="lines" role="img" aria-label="{}" focusable="false"><g class="grid">{}{}</g>'
        '<svg x="{}%" y="{}%" width="{}%" height="{}%" viewBox="0 0 100 100" preserveAspectRatio="none">{}'
        '<polyline class="now" points="{}"/></svg>{}</svg>',
        texts.RUN_LABEL.format(now=progress.answered, before=label), grid, below, LEFT, TOP, WIDE, HIGH,
        before, _points(progress.now, days, top), told,
    )  # fmt: skip


def _ends(progress: Progress, top: int) -> tuple[str, str]:
    """Where the words at the two ends stand: beside them, but never on one another."""
    now = TOP + HIGH * (1 - progress.answered / top)
    if not progress.before:
        return f"{now:.2f}", ""
    before = TOP + HIGH * (1 - progress.before[-1][1] / top)
    apart = 8.0
    if abs(now - before) < apart:
        # The higher one goes up and the lower one down; who leads stands above where both are the same.
        middle = min(max((now + before) / 2, TOP + apart / 2), TOP + HIGH - apart / 2)
        up, down = middle - apart / 2, middle + apart / 2
        now, before = (up, down) if now <= before else (down, up)
    return f"{now:.2f}", f"{before:.2f}"
