"""What lies on a desk: the saved views of each role, their counts, and one page of rows.

The questions are a clerk's (等我动手, 等别人, 办结以后), not the database's. Everything reads along the two desk
indexes; counts stop at a thousand, pages go on by key, and no list ever reads the text of a proposal.

Written as SQL: two statements make a desk, and a third counts when something has happened, each read in index order. Put
together by the ORM the same questions took longer to compose than to answer. Pieces of SQL are constants of this file;
whatever comes from outside is bound.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from huiyin.dispatch.models import Stage
from huiyin.dispatch.queries import search_scope, sees_all, sees_handed_over
from huiyin.foundation import search
from huiyin.foundation.row_ids import row_id
from huiyin.handling import waiting
from huiyin.handling.desk_filters import CASE_FILTERS, FILTERS, Filters, bound
from huiyin.handling.desk_views import HANDLED, VIEWS, View
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import number_shown, signers_shown

PAGE = 50
MOST = 1000
# A unit with more open items than this has its views counted one by one, each up to MOST.
WHOLE = 3000
# A lamp turns amber at most 15 days before its date, or on the last workday before a long holiday: no row due later
# than this can be amber, so the index need not be read further.
AMBER_REACH = timedelta(days=45)


@dataclass(frozen=True)
class Companion:
    """Another body on the same case, or, for the government office, a unit it passed the item on to."""

    body: str
    mode: str
    stage: Stage
    due_on: date | None


class DeskRow(NamedTuple):
    """One line of a desk. `row_id` is the assignment, None for a case that has not been handed over yet."""

    case_id: int
    row_id: int | None
    number: str
    title: str
    who: str
    is_key: bool
    body: str = ""
    mode: str = ""
    stage: Stage | None = None
    start_on: date | None = None
    due_on: date | None = None
    amber_on: date | None = None
    met: bool = False
    rounds: int = 0
    to_mend: bool = False
    merged: bool = False
    companions: tuple[Companion, ...] = ()
    # From which day it waits as it does now, in views that say so.
    since: date | None = None


@dataclass(frozen=True)
class Desk:
    view: View
    counts: Mapping[str, int]
    rows: list[DeskRow]
    # How many there are within the filters; MOST + 1 means “more than a thousand”.
    found: int = 0
    # Where the next page begins; "" at the end.
    after: str = ""
    delegations: list[tuple[int, str]] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    saved: list[tuple[str, str, str]] = field(default_factory=list)


# -- pieces of SQL: `a` is an assignment -----------------------------------------------------------------------------

_EVALUATED = """exists (
    select from handling_round r where r.congress_id = a.congress_id and r.assignment_id = a.id
    and r.state = 'evaluated')"""
_ONLY = {
    "unmet": "not a.met",
    "sent_back": "a.to_mend",
    "direct": "a.parent_id is null",
    "long_asked": """exists (select from dispatch_longrequest q where q.congress_id = a.congress_id
    and q.assignment_id = a.id and q.outcome = 'open')""",
    "disputed": """exists (select from dispatch_returnrequest q where q.congress_id = a.congress_id
    and q.assignment_id = a.id and q.disputed_on is not null and q.ruled_on is null)""",
    "evaluated": _EVALUATED,
    "not_evaluated": f"not {_EVALUATED}",
}
_LAMP = {
    "red": "a.due_on < %(today)s",
    "amber": "a.due_on >= %(today)s and a.due_on <= %(reach)s and a.amber_on <= %(today)s",
    "green": "a.due_on >= %(today)s and a.amber_on > %(today)s",
}


def _rows_of(seat: Seat, view: View) -> str:
    """Which assignments are the seat's in this view."""
    if view.only == "assist":
        return "a.mode = 'assist'"
    if seat.role == Role.COMMITTEE_OFFICER:
        # 会办 is the lead unit's affair; the committee counts the item once.
        return "a.mode <> 'assist'"
    if (sees_all(seat) and view.only != "passed_on") or sees_handed_over(seat):
        return "a.mode not in ('assist', 'route')"
    if seat.role in (Role.LEADER, Role.SUPERVISION_OFFICER) or (seat.role == Role.DISPATCHER and view.only == "passed_on"):
        return """a.mode <> 'assist' and exists (select from dispatch_assignment o
            where o.congress_id = a.congress_id and o.id = a.parent_id and o.body_id = %(body)s)"""
    if seat.role == Role.DISPATCHER:
        return "a.body_id = %(body)s and a.mode = 'route'"
    return "a.body_id = %(body)s and a.mode <> 'route'"


def _where(seat: Seat, view: View) -> str:
    only = _ONLY.get(view.only) or waiting.ONLY.get(view.only)
    parts = ("a.congress_id = %(congress)s", _rows_of(seat, view), _LAMP.get(view.lamp), only)
    return " and ".join(part for part in parts if part)


def _given(seat: Seat, today: date, **more: Any) -> dict[str, Any]:
    return {
        "congress": seat.congress_id, "seat": seat.pk, "body": seat.body_id, "today": today, "reach": today + AMBER_REACH,
        "most": MOST + 1, "page": PAGE + 1, **more,
    }  # fmt: skip


def _ask(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


# -- the frame: counts of all views, and what the filters offer ----------------------------------------------------------


def _capped(view: View, seat: Seat) -> str:
    """A count that stops reading at the limit."""
    if view.only == "cases":
        inner = "select from proposals_proposal where congress_id = %(congress)s and state = 'registered' limit %(most)s"
    elif view.only == "evaluated":
        inner = "select from handling_round where congress_id = %(congress)s and state = 'evaluated' limit %(most)s"
    else:
        stages = ", ".join(f"'{stage.value}'" for stage in view.stages)
        inner = f"select from dispatch_assignment a where {_where(seat, view)} and a.stage in ({stages}) limit %(most)s"
    return f"(select count(*) from ({inner}) c)"


# Categories in use: of the newest items in hand, because all of a congress's items would be too many to read.
_CATEGORIES = """array(select distinct category from (select category from proposals_proposal
    where congress_id = %(congress)s and state = 'handed_over' order by id desc limit 300) c
    where category <> '' order by category)"""


def _open_views(seat: Seat) -> list[View]:
    """Views of a unit over its open items: counted together, from one reading of them."""
    if seat.role not in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return []
    return [view for view in VIEWS[seat.role] if set(view.stages) <= set(HANDLED) and view.only not in waiting.ONLY]


def _whole(seat: Seat, views: list[View]) -> str:
    """All counts of these views at once; the last column says how many items were read."""
    open_ = ", ".join(f"'{stage.value}'" for stage in HANDLED)
    chosen: list[str] = []
    for view in views:
        stages = ", ".join(f"'{stage.value}'" for stage in view.stages)
        parts = (f"a.stage in ({stages})", _LAMP.get(view.lamp), _ONLY.get(view.only))
        chosen.append(f"count(*) filter (where {' and '.join(part for part in parts if part)}) as v{len(chosen)}")
    return f"""(select {", ".join(chosen)}, count(*) as read from (
        select a.stage, a.due_on, a.amber_on, a.met, a.to_mend from dispatch_assignment a
        where a.congress_id = %(congress)s and {_rows_of(seat, VIEWS[seat.role][0])} and a.stage in ({open_})
        limit %(whole)s) a) w"""


def _count(congress_id: int, role: str, body_id: int, today: date) -> tuple[Mapping[str, int], list[str]]:
    """How many stand in each view, and the categories in use, as the database has them now."""
    seat = Seat(congress_id=congress_id, role=role, body_id=body_id)
    given = _given(seat, today, whole=WHOLE + 1)
    together = _open_views(seat)
    single = [view for view in VIEWS[seat.role] if view not in together and view.only not in waiting.OF_SEAT]
    asked = ", ".join([_CATEGORIES, *(_capped(view, seat) for view in single)])
    (row,) = _ask(f"select {asked}, w.* from {_whole(seat, together)}" if together else f"select {asked}", given)
    categories, *numbers = row
    if together and numbers.pop() > WHOLE:
        # Too many to be read as a whole: the views are counted one by one, each up to its limit.
        numbers[len(single) :] = _ask(f"select {', '.join(_capped(view, seat) for view in together)}", given)[0]
    counted = zip([*single, *together], numbers, strict=True)
    return {view.key: min(number, MOST + 1) for view, number in counted}, list(categories)


_FRAME = """select (select h.digest from chain_head h where h.congress_id = %(congress)s),
    (select coalesce(json_agg(json_build_array(id, coalesce(nullif(short_name, ''), name)) order by sort_key, id), '[]')
     from people_body where congress_id = %(congress)s and kind = 'delegation' and ends_on is null),
    (select coalesce(json_agg(json_build_array(name, place, query) order by "order", id), '[]')
     from foundation_savedview where congress_id = %(congress)s and seat_id = %(seat)s and removed_at is null)"""


class Frame(NamedTuple):
    """What stands around the rows; `saved` are the seat's own views: name, place (`SavedView.Place`), address."""

    counts: Mapping[str, int]
    categories: list[str]
    delegations: list[tuple[int, str]]
    saved: list[tuple[str, str, str]]


def frame(seat: Seat, today: date) -> Frame:
    """Counts, categories, delegations and saved views.

    Whatever moves an item appends an event to the congress's chain: while its head is the same, so are the counts. The
    head is read before they are, so what is kept under it is never older than it says.
    """
    mine = [view for view in VIEWS[seat.role] if view.only in waiting.OF_SEAT]
    asked = ", ".join([_FRAME, *(_capped(view, seat) for view in mine)])
    ((head, delegations, saved, *numbers),) = _ask(asked, _given(seat, today))
    place = seat.congress_id, seat.role, seat.body_id, today
    # A database's name stands in it too: a replay opens one of its own.
    counted, categories = _counted(head, connection.settings_dict["NAME"], *place) if head else _count(*place)
    own = [(name, place, query) for name, place, query in saved]
    counted = {**counted, **{view.key: min(number, MOST + 1) for view, number in zip(mine, numbers, strict=True)}}
    return Frame(counted, categories, [(pk, name) for pk, name in delegations], own)


@functools.lru_cache(maxsize=512)
def _counted(head: str, database: str, *place: Any) -> tuple[Mapping[str, int], list[str]]:
    return _count(*place)


def counts(seat: Seat, today: date) -> Mapping[str, int]:
    """How many stand in each view of the seat's desk; MOST + 1 means “more than a thousand”."""
    return frame(seat, today).counts


# -- one page ----------------------------------------------------------------------------------------------------------


def _key_of(after: str) -> tuple[date | None, int] | None:
    """`20260527-118`, or `0-118` where there is no date; None for the first page and for anything else."""
    day, _, given = after.partition("-")
    number = row_id(given)
    if number is None or not (day.isascii() and day.isdecimal()):
        return None
    if day == "0":
        return None, number
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), number
    except ValueError:
        return None


def _after(due: date | None, pk: int) -> str:
    return f"{due:%Y%m%d}-{pk}" if due is not None else f"0-{pk}"


def _branches(view: View, where: str, key: tuple[date | None, int] | None) -> list[str]:
    """One ordered index read per stage; rows without a date (会办) come last, as NULLs do in the index."""
    order, beyond = "a.due_on, a.id", [""]
    if view.newest_first:
        # No clock runs on these: the date is NULL in all of them, and the index read backwards gives the newest first.
        order, beyond = "a.due_on desc, a.id desc", [""] if key is None else [" and a.id < %(id)s"]
    elif key is not None and key[0] is None:
        beyond = [" and a.due_on is null and a.id > %(id)s"]
    elif key is not None:
        beyond = [" and (a.due_on, a.id) > (%(due)s, %(id)s)", " and a.due_on is null"]
    return [
        f"(select a.due_on, a.id from dispatch_assignment a where {where} and a.stage = '{stage.value}'{more} "
        f"order by {order} limit %(page)s)"
        for stage in view.stages
        for more in beyond
    ]


def _page(seat: Seat, today: date, view: View, filters: Filters, cases: list[int] | None, after: str) -> list[DeskRow]:
    """One more row than a page holds, so that one knows whether it goes on."""
    key = _key_of(after)
    given = _given(seat, today, **bound(filters, cases))
    if key is not None:
        given |= {"due": key[0], "id": key[1]}
    where = " and ".join([_where(seat, view), *(FILTERS[name] for name in bound(filters, cases))])
    order = "due_on desc, id desc" if view.newest_first else "due_on, id"
    found = _ask(
        f"""
        with page as (select * from ({" union all ".join(_branches(view, where, key))}) u order by {order} limit %(page)s)
        select a.proposal_id, a.id, p.printed_no, p.own_no, p.title, p.lead_name, p.signer_count, p.is_key,
          coalesce(nullif(b.short_name, ''), b.name), a.mode, a.stage, a.clock_from, a.due_on, a.amber_on, a.met,
          a.rounds_opened, a.to_mend, {_MERGED}, {_COMPANIONS}, {waiting.since(seat, view.part, view.only)}
        from page
        join dispatch_assignment a on a.congress_id = %(congress)s and a.id = page.id
        join proposals_proposal p on p.congress_id = a.congress_id and p.id = a.proposal_id
        join people_body b on b.congress_id = a.congress_id and b.id = a.body_id
        order by {", ".join(f"page.{column}" for column in order.split(", "))}""",
        given,
    )
    return [
        DeskRow(
            case, pk, number_shown(printed, own), title, signers_shown(lead, count), key_, body, mode, Stage(stage),
            start, due, amber, met, rounds, to_mend, merged, _companions(others), since,
        )
        for case, pk, printed, own, title, lead, count, key_, body, mode, stage, start, due, amber, met, rounds,
        to_mend, merged, others, since in found
    ]  # fmt: skip


# Handled together with others (并案).
_MERGED = """exists (select from proposals_mergeditem m
    where m.congress_id = p.congress_id and m.proposal_id = p.id and m.left_on is null)"""
# Who else is on the case; for the government office the units that the item was passed on to.
_COMPANIONS = """(
    select json_agg(json_build_array(coalesce(nullif(d.short_name, ''), d.name), o.mode, o.stage, o.due_on) order by o.id)
    from dispatch_assignment o join people_body d on d.congress_id = o.congress_id and d.id = o.body_id
    where o.congress_id = a.congress_id and o.proposal_id = a.proposal_id and o.id <> a.id and o.mode <> 'route'
    and o.state not in ('recalled', 'replaced', 'terminated'))"""


def _companions(found: list[tuple[str, str, str, str | None]] | None) -> tuple[Companion, ...]:
    days = date.fromisoformat
    return tuple(Companion(body, mode, Stage(stage), days(due) if due else None) for body, mode, stage, due in found or ())


def _case_page(seat: Seat, today: date, filters: Filters, cases: list[int] | None, after: str) -> list[DeskRow]:
    """Cases that have not been handed over, the newest first."""
    key, given = _key_of(after), bound(filters, cases)
    parts = ["p.congress_id = %(congress)s and p.state = 'registered'", *(CASE_FILTERS[name] for name in given)]
    if key is not None:
        given["id"] = key[1]
        parts.append("p.id < %(id)s")
    found = _ask(
        "select p.id, p.printed_no, p.own_no, p.title, p.lead_name, p.signer_count, p.is_key, "
        f"{_MERGED} from proposals_proposal p "
        f"where {' and '.join(parts)} order by p.id desc limit %(page)s",
        _given(seat, today, **given),
    )
    return [
        DeskRow(pk, None, number_shown(printed, own), title, signers_shown(lead, count), is_key, merged=merged)
        for pk, printed, own, title, lead, count, is_key, merged in found
    ]


def found_by_words(seat: Seat, filters: Filters) -> list[int] | None:
    """The newest cases, at most MOST, that the words find; None where no words narrow the list."""
    if not filters.words:
        return None
    scope = search_scope(seat)
    return search.find_cases(filters.words, bodies=scope["bodies"], seats=scope["seats"], most=MOST).ids


def count_within(seat: Seat, today: date, view: View, filters: Filters, cases: list[int] | None) -> int:
    """How many of a view the filters leave; reading stops at MOST + 1."""
    given = bound(filters, cases)
    if view.only == "cases":
        parts = ["p.congress_id = %(congress)s and p.state = 'registered'", *(CASE_FILTERS[name] for name in given)]
        inner = f"select from proposals_proposal p where {' and '.join(parts)} limit %(most)s"
    else:
        stages = ", ".join(f"'{stage.value}'" for stage in view.stages)
        parts = [_where(seat, view), f"a.stage in ({stages})", *(FILTERS[name] for name in given)]
        inner = f"select from dispatch_assignment a where {' and '.join(parts)} limit %(most)s"
    ((number,),) = _ask(f"select count(*) from ({inner}) c", _given(seat, today, **given))
    return int(number)


def desk(seat: Seat, today: date, view: View, filters: Filters, after: str = "") -> Desk:
    """One page of a view, with the counts of all views. Words are found by the search function."""
    cases = found_by_words(seat, filters)
    around = frame(seat, today)
    if view.only == "cases":
        rows = _case_page(seat, today, filters, cases, after)
    else:
        rows = _page(seat, today, view, filters, cases, after)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    last = rows[-1] if more else None
    found = around.counts[view.key] if not filters.any else count_within(seat, today, view, filters, cases)
    go_on = _after(None if view.newest_first else last.due_on, last.row_id or last.case_id) if last is not None else ""
    return Desk(view, around.counts, rows, found, go_on, around.delegations, around.categories, around.saved)
