"""The desk (案头) of units, the government office and the deputies' committee."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.dispatch.models import OPEN_STAGES, Mode, Stage
from huiyin.dispatch.queries import units
from huiyin.foundation.row_ids import row_ids
from huiyin.handling import batches, desks, waiting
from huiyin.handling.desk_filters import Filters
from huiyin.handling.desk_views import VIEWS, View, view_named
from huiyin.handling.desks import Companion, Desk, DeskRow
from huiyin.inside import tasks
from huiyin.inside.models import InsideTask
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role, Seat
from huiyin.proposals.queries import sessions
from huiyin.supervision import queries as lights
from huiyin.web.components import State, state_of
from huiyin.web.dates import day, days_left
from huiyin.web.door import Door, door
from huiyin.web.lists import filtering
from huiyin.web.lists.asking import saved_links
from huiyin.web.lists.filtering import Known
from huiyin.web.lists.texts import MODES
from huiyin.web.office.forms import session_words
from huiyin.web.rows import Group, Row
from huiyin.web.stepforms import new_key
from huiyin.web.unit import showing, texts
from huiyin.web.unit.inside import task_shown

# Whose view is also a table on which many items are handed over at once.
TABLES = {(Role.COMMITTEE_OFFICER, "registered"), (Role.DISPATCHER, "routing")}
_GROUPS = {
    "red": ("已逾期", "先办这些"),
    "amber": ("临期", "快到期了"),
    "green": ("正常", "还有时间"),
    "wait": ("未设期限", ""),
}


def show(request: HttpRequest) -> HttpResponseBase:
    """One page of one saved view. Everything that narrows it stands in the address."""
    made: Door = request.door  # type: ignore[attr-defined]
    view = view_named(made.seat.role, request.GET.get("view", ""))
    filters = filtering.filters_of(request.GET)
    desk = desks.desk(made.seat, made.today, view, filters, request.GET.get("after", ""))
    kept = ({"view": view.key} if request.GET.get("view") else {}) | filtering.written(filters)
    ids = [line.row_id for line in desk.rows if line.row_id is not None]
    rows = _lit(_rows(desk, made.seat, made.today, tasks.current(made.seat, ids)), desk, lights.lit_red(made.seat, ids))
    rows = _waiting(rows, desk, made.today) if made.seat.role in tasks.ROLES and view.part in waiting.SAYING else rows
    context = {
        "view": view,
        "parts": _rail(desk, made.seat),
        "sum": _sum(desk, made.seat) if not filters.any else texts.DESK_FOUND.format(n=_count(desk.found)),
        "chips": filtering.chips(filtering.words(filters, _known(made.seat, desk, filters)), kept, {}),
        # Filters that have no box on this page stay in the address when the others are changed.
        "hidden": [(k, v) for k, v in kept.items() if k in ("session", "unit", "stage", "key")],
        "saved": saved_links(made.seat, desk.saved),
        "query": urlencode(kept),
        "table_url": reverse("lists", args=[made.seat.pk]) + "?" + urlencode({"view": view.key} | kept),
        "ledger_url": reverse("lists", args=[made.seat.pk]),
        "groups": _groups(desk, rows, made.today),
        "empty": texts.NOTHING_FITS if filters.any else texts.EMPTY.get(view.key, texts.NOTHING_HERE),
        "filters": filters,
        "modes": MODES.items() if made.seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD) else (),
        "categories": [(name, name) for name in _categories(desk, filters)],
        "desk": desk,
        "more_url": "?" + urlencode(kept | {"after": desk.after}) if desk.after else "",
        "first_url": "?" + urlencode(kept) if request.GET.get("after") else "",
        "clear_url": "?" + urlencode({"view": view.key}),
        "batch": _givable(made.seat, view),
        "receives": _batchable(made.seat, view),
        "table": desk.rows and (made.seat.role, view.key) in TABLES,
        "request_key": new_key(),
        "first_peek": next((row.peek_url for row in rows), ""),
        "hint": texts.PEEK_HINT,
    }
    return TemplateResponse(request, "unit/desk.html", context)


def _known(seat: Seat, desk: Desk, filters: Filters) -> Known:
    """Names for the chips. Sessions and units are looked up only where an address mentions one."""
    named = {one.pk: session_words(one) for one in sessions(seat.congress)} if filters.session else {}
    bodies = {one.pk: one.label for one in units(seat.congress_id)} if filters.unit else {}
    return Known(named, bodies, dict(desk.delegations))


def _categories(desk: Desk, filters: Filters) -> list[str]:
    """Those in use; the chosen one stands among them even when nothing is left of it."""
    missing = filters.category and filters.category not in desk.categories
    return [*desk.categories, filters.category] if missing else desk.categories


def _batchable(seat: Seat, view: View) -> bool:
    return seat.role == Role.UNIT_CLERK and Stage.WAITING in view.stages


def _givable(seat: Seat, view: View) -> bool:
    """Whether items of this view may be ticked: to be given to a division, and by clerks to be received."""
    return seat.role in tasks.ROLES and bool(set(view.stages) & set(OPEN_STAGES))


def _count(number: int) -> str:
    return str(number) if number <= desks.MOST else f"{desks.MOST}+"


def _rail(desk: Desk, seat: Seat) -> list[tuple[str, list[tuple[str, str, str, str, bool]]]]:
    """Headings with their views: (address, label, count, lamp, current)."""
    home = reverse("home", args=[seat.pk])
    first = view_named(seat.role, "").key
    parts: dict[str, list[tuple[str, str, str, str, bool]]] = {}
    for view in VIEWS[seat.role]:
        if view.rare and not desk.counts[view.key] and view != desk.view:
            continue
        url = home if view.key == first else f"{home}?view={view.key}"
        entry = (url, view.label, _count(desk.counts[view.key]), view.lamp, view == desk.view)
        parts.setdefault(view.part, []).append(entry)
    return list(parts.items())


def _sum(desk: Desk, seat: Seat) -> str:
    count = _count(desk.counts[desk.view.key])
    if desk.view.key != "all":
        heads = texts.DESK_SUMS_HEAD if seat.role == Role.UNIT_HEAD else {}
        return f"{count} 件。{heads.get(desk.view.key) or texts.DESK_SUMS.get(desk.view.key, '')}"
    red, amber = desk.counts.get("red", 0), desk.counts.get("amber", 0)
    if red:
        return f"{count} 件。今天先看 {_count(red)} 件逾期" + (
            f"；另有 {_count(amber)} 件临期。" if amber else "。"
        )
    return f"{count} 件，没有逾期。" + (f"{_count(amber)} 件临期。" if amber else "")


def _groups(desk: Desk, rows: list[Row], today: date) -> list[Group]:
    if desk.view.newest_first or desk.view.only == "cases":
        return [Group(desk.view.label, rows, total=_count(desk.counts[desk.view.key]))] if rows else []
    groups = []
    for state, (title, note) in _GROUPS.items():
        chosen = [row for row in rows if row.state == state]
        total = desk.counts.get(state) if desk.view.key == "all" and state in desk.counts else None
        groups.append(Group(title, chosen, note, _count(total) if total is not None else None))
    return groups


# -- rows ------------------------------------------------------------------------------------------------------------


def _rows(desk: Desk, seat: Seat, today: date, given: dict[int, InsideTask]) -> list[Row]:
    # Two addresses are asked for and filled in by hand: asking for a hundred would cost more than the rows do.
    case, peek = (reverse(name, args=[seat.pk, 0]).removesuffix("0/") for name in ("case", "peek"))
    batch = _givable(seat, desk.view)
    return [_row(line, desk.view, seat, today, batch, case, peek, given.get(line.row_id or 0)) for line in desk.rows]


def _lit(rows: list[Row], desk: Desk, red: set[int]) -> list[Row]:
    """With what the deputies say of the handling, where it is red and nobody has answered (C12)."""
    if not red:
        return rows
    return [
        row._replace(sub=" · ".join(filter(None, (texts.RED_LIGHT, row.sub)))) if line.row_id in red else row
        for row, line in zip(rows, desk.rows, strict=True)
    ]


def _waiting(rows: list[Row], desk: Desk, today: date) -> list[Row]:
    """With for whom each waits, and since when."""
    said = []
    for row, line in zip(rows, desk.rows, strict=True):
        step = row.step
        if desk.view.key == "opinions":
            late = [c.body for c in line.companions if c.mode == Mode.ASSIST and c.stage in (Stage.WAITING, Stage.ASSISTING)]
            step = texts.WAITS_FOR_OPINION.format(bodies="、".join(late))
        elif desk.view.key == "shown":
            step = texts.WAITS_FOR_WORD
        from_ = texts.SINCE.format(on=day(line.since, today)) if line.since is not None else ""
        said.append(row._replace(step=step, sub=" · ".join(words for words in (row.sub, from_) if words)))
    return said


def _row(
    line: DeskRow, view: View, seat: Seat, today: date, batch: bool, case: str, peek: str, task: InsideTask | None
) -> Row:
    state, word = _state(line, today)
    step, sub = _next(line, view, seat)
    inside = task_shown(task, today, over=line.stage not in OPEN_STAGES) if task is not None else None
    return Row(
        url=f"{case}{line.case_id}/",
        title=line.title,
        number=line.number,
        state=state,
        who=line.who,
        parts=_parts(line, seat, today),
        step=step,
        sub=sub,
        start_on=line.start_on,
        due_on=line.due_on,
        peek_url=f"{peek}{line.case_id}/",
        key=str(line.row_id) if batch else "",
        word=word,
        inside=inside.words if inside is not None else "",
        inside_state=inside.state if inside is not None else "",
    )


def _state(line: DeskRow, today: date) -> tuple[State, str]:
    if line.stage is None:
        return "wait", ""
    if line.stage == Stage.CONCLUDED:
        return "done", ""
    if line.stage == Stage.ANSWERED:
        return "green", "已答复"
    if line.stage == Stage.OPINED:
        return "done", "已提意见"
    if line.due_on is None:
        return "wait", "会办" if line.mode == Mode.ASSIST else str(line.stage.label)
    return state_of(line.due_on, today, line.amber_on), ""


def _parts(line: DeskRow, seat: Seat, today: date) -> str:
    if line.stage is None:
        return " · ".join(["重点"] * line.is_key + ["并案"] * line.merged)
    if line.mode == Mode.ROUTE:
        if line.stage == Stage.PASSED_ON:
            return "；".join(_stands(line, today))
        return "交政府办分办" if seat.role == Role.COMMITTEE_OFFICER else ""
    said = ["重点"] * line.is_key + ["并案"] * line.merged + [str(Mode(line.mode).label)]
    if seat.role in (Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS):
        said[-1] = f"{Mode(line.mode).label}：{line.body}"
    leads = [c.body for c in line.companions if c.mode != Mode.ASSIST]
    assists = [_assist(c, today) for c in line.companions if c.mode == Mode.ASSIST]
    if leads:
        said.append(f"{'主办' if line.mode == Mode.ASSIST else '另有'}：{'、'.join(leads)}")
    if assists and line.mode != Mode.ASSIST:
        said.append(f"会办：{'、'.join(assists)}")
    return " · ".join(said)


def _assist(one: Companion, today: date) -> str:
    """An assisting unit by name, with what everybody on the item must see: that its opinion is overdue (C17)."""
    late = one.due_on is not None and one.due_on < today
    return f"{one.body}（逾期）" if late else f"{one.body}（已提意见）" if one.stage == Stage.OPINED else one.body


def _stands(line: DeskRow, today: date) -> Iterable[str]:
    for one in line.companions:
        left = f"，{days_left(one.due_on, today)}" if one.due_on else ""
        yield f"{one.body}：{one.stage.label}{left}"


# What a leader does in the views that wait for them; everywhere else they look on.
_LEADERS = {"disputed": texts.RULE, "signing-off": texts.SIGN_OFF}


def _next(line: DeskRow, view: View, seat: Seat) -> tuple[str, str]:
    """The verb to do next, and why or how it stands."""
    if line.stage is None:
        return texts.HAND_OVER, ""
    again = texts.AGAIN.format(n=line.rounds) if line.rounds > 1 else ""
    if seat.role == Role.COMMITTEE_OFFICER:
        return (texts.JUDGE if view.only == "evaluated" else texts.NEXT_OFFICER[line.stage]), again
    if seat.role in (Role.LEADER, Role.SUPERVISION_OFFICER, *ONLOOKERS):
        return _LEADERS.get(view.key) or texts.NEXT_LEADER[line.stage], again
    if seat.role == Role.DISPATCHER:
        return texts.NEXT_OFFICE[line.stage], again
    if seat.role == Role.UNIT_HEAD:
        return texts.NEXT_HEAD[line.stage], again or (texts.CAME_BACK if line.to_mend else "")
    if line.stage == Stage.HANDLING:
        if line.to_mend:
            return texts.MEND, texts.CAME_BACK
        return (texts.NEXT_CLERK[line.stage], again or texts.MET) if line.met else (texts.TALK, again or texts.NOT_MET)
    return texts.NEXT_CLERK[line.stage], again


# -- the preview and the batch ---------------------------------------------------------------------------------------


@require_safe
@door(*showing.DESKS)
def peek(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The preview of one item: a fragment for the pane of the desk."""
    made: Door = request.door  # type: ignore[attr-defined]
    shown = showing.peek(made.seat, case_id, made.today)
    if shown is None:
        raise Http404
    return TemplateResponse(request, "unit/peek.html", {"peek": shown})


@require_POST
@door(Role.UNIT_CLERK)
def receive(request: HttpRequest) -> HttpResponseBase:
    """批量签收: one unit of work, each item checked by itself; the answer says what was done and what was not."""
    made: Door = request.door  # type: ignore[attr-defined]
    picked = row_ids(request.POST.getlist("pick"))
    result = batches.receive(made.seat, picked)
    if not picked:
        messages.info(request, texts.BATCH_NONE)
    else:
        said = [texts.BATCH_DONE.format(done=result.done)]
        if result.left:
            said.append(texts.BATCH_LEFT.format(left=len(result.left), why="；".join(result.left[:5])))
        if result.rest:
            said.append(texts.BATCH_TOO_MANY.format(most=batches.SLICE, rest=result.rest))
        messages.success(request, "".join(said))
    back = request.POST.get("view", "")
    home = reverse("home", args=[made.seat.pk])
    known = {view.key for view in VIEWS[made.seat.role]}
    return HttpResponseRedirect(f"{home}?view={back}" if back in known else home)
