"""The visible parts of a page as plain functions: each returns safe HTML, none asks the database.

Rows of a desk call these hundreds of times, so they are string formatting, not template inclusion. Templates reach them
through `templatetags/huiyin.py` (same names); views and fragments may call them directly.

Two rules hold everywhere: a light is shape, word and colour together, and **no component can carry a grade** — a
deputy's satisfaction is sealed from units, the government side and the public, so there is nothing here to put it in.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from html import escape
from pathlib import Path
from typing import Literal

import lucide
from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from huiyin.web.dates import day, days_left, moment

State = Literal["red", "amber", "green", "done", "wait"]
StageState = Literal["done", "current", "future"]

LIGHT_NAMES: dict[str, str] = {"red": "红灯", "amber": "黄灯", "green": "绿灯", "done": "已办结", "wait": "未交办"}
STAGE_WORDS: dict[str, str] = {"done": "已完成", "current": "进行中", "future": "未开始"}
_STAGE_CLASS: dict[str, str] = {"done": "ok", "current": "on", "future": "next"}
EMPTY = mark_safe("")


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a navigation list; `count` is what waits there, `icon` a Lucide name (phones show it)."""

    label: str
    url: str
    current: bool = False
    icon: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five seals 提交办督评; two may be current at once, since supervision runs beside handling."""

    seal: str
    label: str
    note: str = ""
    state: StageState = "future"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of 办理经过. `kind`: an event, a formal step (hand-over, letter, re-handling) or a supervision."""

    on: dt.date | dt.datetime
    title: str
    body: str = ""
    kind: Literal["event", "formal", "supervision"] = "event"
    late_note: str = ""
    chips: Sequence[str] = dataclass_field(default=())
    files: Sequence[tuple[str, str]] = dataclass_field(default=())
    """Names and addresses."""


# ── lights and clocks ────────────────────────────────────────────────────────────────────────────────────────────────


def state_of(due_on: dt.date | None, today: dt.date, amber_on: dt.date | None = None, *, done: bool = False) -> State:
    """Colour of a deadline: red once the due day has passed, amber from `amber_on` on, green before.

    `amber_on` is the caller's (the procedure says how long before); without it there is no amber. The due day itself
    is still in time. No due date means the clock has not started.
    """
    if done:
        return "done"
    if due_on is None:
        return "wait"
    if today > due_on:
        return "red"
    return "amber" if amber_on is not None and today >= amber_on else "green"


@functools.lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """A Lucide icon at text size; hidden from readers unless `label` names it."""
    named: dict[str, str] = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    svg = lucide._render_icon(str(name), 24, **{"class": "i", "focusable": "false", **named})
    return mark_safe(re.sub(r">\s+<", "><", svg))


@functools.lru_cache(maxsize=1)
def sprite() -> SafeString:
    """Our lamps and the mark, to stand once in a page; components refer to them as `#lamp-red`, `#mark`."""
    return mark_safe((Path(__file__).parent / "static/img/lamps.svg").read_text("utf-8").strip())


@functools.lru_cache(maxsize=512)
def light(state: str, words: str = "") -> SafeString:
    """A deadline light. With `words` (`余 8 天`, `逾期`) the shape is decoration; alone it carries its own name."""
    if words:
        return format_html(
            '<span class="lamp is-{0}"><svg aria-hidden="true" focusable="false">'
            '<use href="#lamp-{0}"/></svg>{1}</span>',
            state,
            words,
        )
    return format_html(
        '<span class="lamp is-{0}"><svg role="img" aria-label="{1}" focusable="false">'
        '<use href="#lamp-{0}"/></svg></span>',
        state,
        LIGHT_NAMES[state],
    )


def due(due_on: dt.date | None, today: dt.date, state: str) -> SafeString:
    """The deadline cell of a row: the number first, the date beneath. Finished and not started say so in words."""
    if state in ("done", "wait") or due_on is None:
        small = format_html("<small>{}</small>", moment(due_on, today)) if due_on and state != "wait" else EMPTY
        word = LIGHT_NAMES["done"] if state == "done" else LIGHT_NAMES["wait"] if state == "wait" else "未设定"
        return format_html('<span class="due is-{}"><b class="word">{}</b>{}</span>', state, word, small)
    left = (due_on - today).days
    words: SafeString = (
        format_html('<b class="word">{}</b>', "今天到期")
        if left == 0
        else format_html("{}<b>{}</b>天", "余" if left > 0 else "逾", abs(left))
    )
    return format_html(
        '<span class="due is-{}">{}<small><time datetime="{}">{}</time></small></span>',
        state,
        words,
        due_on.isoformat(),
        day(due_on, today),
    )


def ruler(
    start_on: dt.date | None,
    due_on: dt.date | None,
    today: dt.date,
    state: str = "",
    aria: str = "",
    *,
    full: bool = False,
) -> SafeString:
    """期限尺: elapsed time against the due tick. In a list the tick stands at 82 % so that late bars visibly cross it;
    `full` puts it at the end of the line (case page). SVG attributes, because the policy allows no inline style."""
    if start_on is None or due_on is None:
        return EMPTY
    tick = 100.0 if full else 82.0
    term = max((due_on - start_on).days, 1)
    share = min(max((today - start_on).days / term, 0.0), 1.0)
    if today > due_on and not full:
        # One day late must be seen too: a late bar passes the tick by 6 % at least, by 18 % at most.
        share += min(max((today - due_on).days / term, 0.06), 0.18)
    label = aria or f"{day(start_on, today)}交办，{day(due_on, today)}到期，{days_left(due_on, today)}"
    return format_html(
        '<svg class="ruler is-{}" role="img" aria-label="{}" focusable="false" height="12">'
        '<rect class="track" x="0" y="5" width="{}%" height="2"/>'
        '<rect class="run" x="0" y="4" width="{}%" height="4" rx="2"/>'
        '<rect class="tick" x="{}%" y="0" width="2" height="12"{}/></svg>',
        state or state_of(due_on, today),
        label,
        f"{tick:g}",
        f"{share * tick:.1f}",
        f"{tick:g}",
        mark_safe(' transform="translate(-2 0)"') if full else "",
    )


def bar(part: float, whole: float, tone: str = "") -> SafeString:
    """A plain bar for tables; the number beside it is the information, so readers skip the bar."""
    share = 0.0 if whole <= 0 else min(max(part / whole, 0.0), 1.0) * 100
    return format_html(
        '<svg class="bar{}" aria-hidden="true" focusable="false" height="10"><rect width="{}%" height="10"/></svg>',
        f" is-{tone}" if tone else "",
        f"{share:.1f}",
    )


def progress(done: int, total: int, label: str) -> SafeString:
    """Progress of a job: a determinate bar with both numbers in words."""
    return format_html(
        '<div class="job"><p><span>{0}</span><span class="num">{1} / {2}</span></p>'
        '<progress max="{2}" value="{1}" aria-label="{0}">{1} / {2}</progress></div>',
        label,
        done,
        total,
    )


# ── stages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def rail(stages: Sequence[Stage]) -> SafeString:
    """The five seals of a case, with label and date under each."""
    items = format_html_join(
        "",
        '<li class="{}"{}><span class="seal" aria-hidden="true">{}</span><span class="lbl"><b>{}<span class="vh">（{}）'
        "</span></b><span>{}</span></span></li>",
        (
            (
                _STAGE_CLASS[s.state],
                mark_safe(' aria-current="step"') if s.state == "current" else "",
                s.seal,
                s.label,
                STAGE_WORDS[s.state],
                s.note,
            )
            for s in stages
        ),
    )
    return format_html('<ol class="rail" aria-label="办理环节：{}">{}</ol>', "、".join(s.seal for s in stages), items)


def pips(stages: Sequence[Stage]) -> SafeString:
    """The rail in miniature, for lists."""
    reached = [s.seal for s in stages if s.state != "future"]
    return format_html(
        '<span class="pips" role="img" aria-label="{}">{}</span>',
        f"已到“{reached[-1]}”环节" if reached else "还没有开始",
        format_html_join("", '<i class="{}">{}</i>', ((_STAGE_CLASS[s.state], s.seal) for s in stages)),
    )


# ── people, course, words ────────────────────────────────────────────────────────────────────────────────────────────


def chip(text: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A small label. Tones: red, amber, green, act, line (outlined)."""
    css = {"": "chip", "line": "chip line"}.get(tone, f"chip is-{tone}")
    return format_html('<span class="{}">{}{}</span>', css, icon(icon_name) if icon_name else "", text)


def telephone(phone: str, *, css: str = "tel") -> SafeString:
    """A number one can dial; spaces and hyphens are for the eye only."""
    digits = re.sub(r"[^\d+#*,]", "", phone.translate(str.maketrans("０１２３４５６７８９－", "0123456789-")))
    if not digits:
        return EMPTY
    return format_html('<a class="{}" href="tel:{}">{}{}</a>', css, digits, icon("phone"), phone)


def person(name: str, role: str = "", phone: str = "", extra: str = "", tag: str = "") -> SafeString:
    """Contact card: who answers for this, and the number to dial."""
    return format_html(
        '<div class="person"><span class="av" aria-hidden="true">{}</span><div><b>{}{}</b>{}{}{}</div></div>',
        name[:1],
        name,
        format_html(" {}", chip(tag)) if tag else "",
        format_html('<span class="said">{}</span><br>', role) if role else "",
        telephone(phone),
        format_html("<small>{}</small>", extra) if extra else "",
    )


def _entry(entry: Entry, today: dt.date | None) -> SafeString:
    css = {"event": "", "formal": "key", "supervision": "sup"}[entry.kind]
    return format_html(
        "<li{}>{}<b>{}</b>{}{}{}{}</li>",
        format_html(' class="{}"', css) if css else "",
        moment(entry.on, today),
        entry.title,
        format_html_join("", "{}", ((chip(text),) for text in entry.chips)),
        chip(entry.late_note, "line") if entry.late_note else "",
        format_html("<p>{}</p>", entry.body) if entry.body else "",
        _files(entry.files) if entry.files else "",
    )


def _files(files: Sequence[tuple[str, str]]) -> SafeString:
    rows = format_html_join("", '<li class="file"><a href="{1}">{2}{0}</a></li>', ((*one, icon("paperclip")) for one in files))
    return format_html('<ul class="files">{}</ul>', rows)


def timeline(entries: Iterable[Entry], today: dt.date | None = None, keep: int = 0) -> SafeString:
    """办理经过, in the order given (newest first by custom); beyond `keep` the older ones fold away."""
    rows = [_entry(entry, today) for entry in entries]
    shown, older = (rows[:keep], rows[keep:]) if keep and len(rows) > keep + 1 else (rows, [])
    html = format_html('<ol class="story">{}</ol>', format_html_join("", "{}", ((row,) for row in shown)))
    if not older:
        return html
    return format_html(
        '{}<details><summary>更早的 {} 条</summary><ol class="story">{}</ol></details>',
        html,
        len(older),
        format_html_join("", "{}", ((row,) for row in older)),
    )


def empty(text: str, action_label: str = "", action_url: str = "") -> SafeString:
    """Why this is empty and one next step: 「没有逾期的件。下一个到期：5月21日 038号。」"""
    return format_html(
        '<div class="empty"><svg aria-hidden="true" focusable="false"><use href="#mark"/></svg><p>{}</p>{}</div>',
        text,
        format_html('<p class="acts"><a class="btn" href="{}">{}</a></p>', action_url, action_label)
        if action_url
        else "",
    )


def toast(text: str, undo_url: str = "", csrf_token: str = "") -> SafeString:
    """What happened and who hears of it, with an undo where the step has a counter-step. Lives in `#toasts`."""
    undo = (
        format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="btn">撤销</button></form>',
            undo_url,
            csrf_token,
        )
        if undo_url
        else EMPTY
    )
    return format_html(
        '<div class="toast" data-toast><span>{}</span>{}'
        '<button type="button" class="x" data-close aria-label="关闭提示">{}</button></div>',
        text,
        undo,
        icon("x"),
    )


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def error_summary(form: BaseForm, kept: str = "您填的其他内容都还在。") -> SafeString:
    """How many things to mend, a link to each field, and what was kept. Takes the focus when the page opens."""
    if not form.is_bound or not form.errors:
        return EMPTY
    general = [(format_html("<li>{}</li>", error),) for error in form.non_field_errors()]
    hidden = [(format_html("<li>{}</li>", error),) for bound in form.hidden_fields() for error in bound.errors]
    visible = [
        (format_html('<li><a href="#{}">{}</a></li>', _anchor(bound), _with_label(str(bound.label), str(error))),)
        for bound in form.visible_fields()
        for error in bound.errors
    ]
    count = len(general) + len(hidden) + len(visible)
    return format_html(
        '<div class="note is-red error-summary" id="errsum" role="alert" tabindex="-1">'
        "<p><b>还有 {} 处要改，改完再交：</b></p><ul>{}</ul>{}</div>",
        count,
        format_html_join("", "{}", [*general, *visible, *hidden]),
        format_html('<p class="kept">{}</p>', kept) if kept else "",
    )


def _with_label(label: str, error: str) -> str:
    """The field's name before the error, unless the sentence names it already."""
    if label in error:
        return error
    return f"{label}{error}" if label.endswith("？") else f"{label}：{error}"


def _anchor(bound: BoundField) -> str:
    """The id a link can jump to: groups of choices have none of their own, so their first choice is meant."""
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or str(bound.auto_id)


def _hints(bound: BoundField, hint: str) -> tuple[SafeString, SafeString, list[str]]:
    described: list[str] = []
    hint_html, error_html = EMPTY, EMPTY
    if hint:
        described.append(f"{bound.auto_id}_hint")
        hint_html = format_html('<p class="hint" id="{}_hint">{}</p>', bound.auto_id, hint)
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        error_html = format_html(
            '<p class="err" id="{}_error">{}</p>',
            bound.auto_id,
            format_html_join(mark_safe("<br>"), "{}", ((error,) for error in bound.errors)),
        )
    return hint_html, error_html, described


def field(bound: BoundField, hint: str = "", label: str = "", css: str = "") -> SafeString:
    """One field as every form shows it: label above, hint before, the error between label and field.

    `hint` replaces the field's help text; `css` goes to the widget (`short`, `low`, `tall`, `code`). Fields that
    need not be filled say so. Radios and check boxes become a group with a legend and one line per choice.
    """
    if bound.is_hidden:
        return mark_safe(str(bound))
    hint_html, error_html, described = _hints(bound, hint or str(bound.help_text or ""))
    name = label or bound.label
    # Some are wanted before the end and not now: what is being written is kept with any of them empty.
    wanted = bound.field.required or getattr(bound.field, "wanted_later", False)
    optional = EMPTY if wanted else format_html(' <span class="opt">{}</span>', "可不填")
    bad = " bad" if bound.errors else ""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return format_html(
            '<div class="field{}">{}{}<label class="pick">{}<span>{}</span></label></div>',
            bad,
            hint_html,
            error_html,
            bound.as_widget(attrs=_attrs(bound, described, css)),
            name,
        )
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        described_by = format_html(' aria-describedby="{}"', " ".join(described)) if described else EMPTY
        choices = format_html_join(
            "",
            '<label class="pick">{}<span>{}</span></label>',
            ((option.tag(), option.choice_label) for option in bound.subwidgets),
        )
        return format_html(
            '<fieldset class="field{}"{}><legend>{}{}</legend>{}{}{}</fieldset>',
            bad,
            described_by,
            name,
            optional,
            hint_html,
            error_html,
            choices,
        )
    return format_html(
        '<div class="field{}"><label for="{}">{}{}</label>{}{}{}</div>',
        bad,
        bound.id_for_label,
        name,
        optional,
        hint_html,
        error_html,
        bound.as_widget(attrs=_attrs(bound, described, css)),
    )


def _attrs(bound: BoundField, described: Sequence[str], css: str) -> dict[str, str | bool]:
    attrs: dict[str, str | bool] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if css:
        attrs["class"] = f"{bound.field.widget.attrs.get('class', '')} {css}".strip()
    return attrs


def rate(bound: BoundField) -> SafeString:
    """Big equal choices for an evaluation (满意 / 基本满意 / 不满意): only the deputy's own form ever shows them."""
    hint_html, error_html, described = _hints(bound, str(bound.help_text or ""))
    return format_html(
        '<fieldset class="field{}"{}><legend>{}</legend>{}{}<div class="rate">{}</div></fieldset>',
        " bad" if bound.errors else "",
        format_html(' aria-describedby="{}"', " ".join(described)) if described else EMPTY,
        bound.label,
        hint_html,
        error_html,
        format_html_join(
            "",
            "<label>{}<span><b>{}</b></span></label>",
            ((option.tag(), option.choice_label) for option in bound.subwidgets),
        ),
    )


def options(choices: Iterable[tuple[object, str]], chosen: object) -> SafeString:
    """The choices of a `<select>` by hand, as (value, words): lists of forty names stand on every desk."""
    return mark_safe(
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>{escape(words)}</option>'
            for value, words in choices
        )
    )


def paragraphs(text: str) -> SafeString:
    """Typed text as paragraphs, one per line, blank lines dropped; everything escaped."""
    return format_html_join(
        "", "<p>{}</p>", ((conditional_escape(line.strip()),) for line in text.splitlines() if line.strip())
    )
