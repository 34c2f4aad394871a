"""A desk's list as a table: the same views, filters and keys, and besides them the ledger of all that a seat answers for.

Rows come with the columns that were asked for, a page at a time or, for an export, in slices. A ledger of one session
stands in the order of its numbers, as on paper; one of all sessions begins with what was handed over last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from huiyin.dispatch.models import GONE, Stage
from huiyin.dispatch.queries import sees_every_handling
from huiyin.foundation.row_ids import row_id
from huiyin.handling import column_texts as texts
from huiyin.handling import desks
from huiyin.handling.columns import COLUMNS, Value
from huiyin.handling.desk_filters import CASE_FILTERS, FILTERS, Filters, bound
from huiyin.handling.desk_views import VIEWS, View
from huiyin.handling.desks import MOST
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import ProposalKind

STANDING = tuple(stage for stage in Stage if stage.value not in {state.value for state in GONE})
LEDGER = View("ledger", texts.LEDGER, "", STANDING, newest_first=True)
OWN_LEDGER = View("ledger", texts.OWN_LEDGER, "", STANDING, newest_first=True)
BIGGEST = 2**31 - 1


class TableRow(NamedTuple):
    """`values` in the order of the columns; `key` is where the list goes on behind this row."""

    case_id: int
    values: tuple[Value, ...]
    key: str


@dataclass(frozen=True)
class Table:
    """One page. `found`: how many there are in all, MOST + 1 for more than a thousand; `after`: "" at the end."""

    rows: list[TableRow]
    found: int
    after: str = ""


def views(seat: Seat) -> tuple[View, ...]:
    """The ledger, then what the seat's desk has."""
    own = seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD)
    return (OWN_LEDGER if own else LEDGER, *VIEWS[seat.role])


def view_named(seat: Seat, key: str) -> View:
    return next((view for view in views(seat) if view.key == key), views(seat)[0])


def _answered_for(seat: Seat) -> str:
    """The handlings a seat answers for (`reports.worklists.pieces` says the same of rows that have been read)."""
    if sees_every_handling(seat):
        whose = "a.mode <> 'route'"
    elif seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        whose = "a.body_id = %(body)s and a.mode <> 'route'"
    else:
        whose = """a.mode <> 'route' and exists (select from dispatch_assignment o
            where o.congress_id = a.congress_id and o.id = a.parent_id and o.body_id = %(body)s)"""
    gone = ", ".join(f"'{state.value}'" for state in GONE)
    return f"a.congress_id = %(congress)s and {whose} and a.state not in ({gone})"


# -- the rows of a page, in order ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    seat: Seat
    today: date
    view: View
    filters: Filters
    cases: list[int] | None

    @property
    def is_ledger(self) -> bool:
        return self.view.key == LEDGER.key

    @property
    def by_number(self) -> bool:
        return self.is_ledger and self.filters.session is not None

    def given(self, **more: Any) -> dict[str, Any]:
        return desks._given(self.seat, self.today, **bound(self.filters, self.cases), **more)

    def parts(self) -> list[str]:
        """What rows must fulfil; the session of a ledger in the order of numbers stands in its own join."""
        names = [name for name in bound(self.filters, self.cases) if not (self.by_number and name == "session")]
        if self.view.only == "cases":
            return ["p.congress_id = %(congress)s and p.state = 'registered'", *(CASE_FILTERS[name] for name in names)]
        where = _answered_for(self.seat) if self.is_ledger else desks._where(self.seat, self.view)
        return [where, *(FILTERS[name] for name in names)]


def _number_key(after: str) -> tuple[str, int, int] | None:
    """`suggestion.12.345`: kind, number, assignment."""
    kind, _, rest = after.partition(".")
    number, _, given = rest.partition(".")
    own, pk = row_id(number), row_id(given)
    if kind not in ProposalKind.values or own is None or own > BIGGEST or pk is None:
        return None
    return kind, own, pk


_BY_NUMBER = """proposals_proposal p join dispatch_assignment a on a.congress_id = p.congress_id and a.proposal_id = p.id
    where p.congress_id = %(congress)s and p.session_id = %(session)s and p.own_no is not null"""


def _ordered(asked: _Asked, after: str) -> tuple[str, str, dict[str, Any]]:
    """The statement of one page of (id, case, due_on), the order to be kept, and what its key binds."""
    where = " and ".join(asked.parts())
    if asked.by_number:
        key = _number_key(after)
        beyond = " and (p.kind, p.own_no, a.id) > (%(kind)s, %(own)s, %(id)s)" if key else ""
        sql = f"""select a.id, p.id as case_id, a.due_on from {_BY_NUMBER} and {where}{beyond}
            order by p.kind, p.own_no, a.id limit %(page)s"""
        return sql, "p.kind, p.own_no, page.id", dict(zip(("kind", "own", "id"), key, strict=True)) if key else {}
    found = desks._key_of(after)
    if asked.view.only == "cases":
        beyond = " and p.id < %(id)s" if found else ""
        sql = f"""select null::bigint as id, p.id as case_id, null::date as due_on from proposals_proposal p
            where {where}{beyond} order by p.id desc limit %(page)s"""
        return sql, "page.case_id desc", {"id": found[1]} if found else {}
    if asked.is_ledger:
        beyond = " and a.id < %(id)s" if found else ""
        sql = f"""select a.id, a.proposal_id as case_id, a.due_on from dispatch_assignment a
            where {where}{beyond} order by a.id desc limit %(page)s"""
        return sql, "page.id desc", {"id": found[1]} if found else {}
    order = "due_on desc, id desc" if asked.view.newest_first else "due_on, id"
    branches = " union all ".join(desks._branches(asked.view, where, found))
    sql = f"""select u.id, null::bigint as case_id, u.due_on from ({branches}) u order by {order} limit %(page)s"""
    bind = {"due": found[0], "id": found[1]} if found else {}
    return sql, ", ".join(f"page.{one}" for one in order.split(", ")), bind


def _read(asked: _Asked, columns: Sequence[str], after: str, many: int) -> list[TableRow]:
    """At most `many` rows behind the key."""
    page, order, bind = _ordered(asked, after)
    chosen = [COLUMNS[key] for key in columns]
    expressions = [sql for column in chosen for sql in column.sql]
    found = desks._ask(
        f"""
        with page as materialized ({page})
        select {", ".join(["p.id", "page.id", "page.due_on", "p.kind", "p.own_no", *expressions])}
        from page
        left join dispatch_assignment a on a.congress_id = %(congress)s and a.id = page.id
        join proposals_proposal p on p.congress_id = %(congress)s and p.id = coalesce(page.case_id, a.proposal_id)
        left join people_body b on b.congress_id = a.congress_id and b.id = a.body_id
        order by {order}""",
        asked.given(**bind) | {"page": many},
    )
    rows = []
    for case, pk, due_on, kind, own, *values in found:
        at, cells = 0, []
        for column in chosen:
            cells.append(column.read(asked.today, *values[at : at + len(column.sql)]))
            at += len(column.sql)
        if asked.by_number:
            key = f"{kind}.{own}.{pk}"
        else:
            key = desks._after(None if asked.view.newest_first or pk is None else due_on, pk or case)
        rows.append(TableRow(case, tuple(cells), key))
    return rows


def _count(asked: _Asked, most: int | None) -> int:
    if asked.is_ledger or asked.view.only == "cases":
        where = " and ".join(asked.parts())
        if asked.view.only == "cases":
            source = f"proposals_proposal p where {where}"
        elif asked.by_number:
            source = f"{_BY_NUMBER} and {where}"
        else:
            source = f"dispatch_assignment a where {where}"
    else:
        stages = ", ".join(f"'{stage.value}'" for stage in asked.view.stages)
        source = f"dispatch_assignment a where {' and '.join(asked.parts())} and a.stage in ({stages})"
    limit = " limit %(most)s" if most is not None else ""
    ((number,),) = desks._ask(f"select count(*) from (select from {source}{limit}) c", asked.given() | {"most": most})
    return int(number)


# -- what pages and exports ask ------------------------------------------------------------------------------------------


def _asked(seat: Seat, today: date, view: View, filters: Filters) -> _Asked:
    return _Asked(seat, today, view, filters, desks.found_by_words(seat, filters))


def table(
    seat: Seat, today: date, view: View, filters: Filters, columns: Sequence[str], after: str = "", *, page: int = 0
) -> Table:
    """One page of the list, and how many there are, up to MOST + 1."""
    asked, many = _asked(seat, today, view, filters), page or desks.PAGE
    rows = _read(asked, columns, after, many + 1)
    more, rows = len(rows) > many, rows[:many]
    return Table(rows, _count(asked, MOST + 1), rows[-1].key if more else "")


def first_rows(
    seat: Seat, today: date, view: View, filters: Filters, columns: Sequence[str], most: int
) -> list[TableRow]:
    """The list from its beginning, at most `most` rows."""
    return _read(_asked(seat, today, view, filters), columns, "", most)


def count_up_to(seat: Seat, today: date, view: View, filters: Filters, most: int | None) -> int:
    """How many rows there are; with `most`, reading stops there. Without it every row is counted: only for the worker."""
    return _count(_asked(seat, today, view, filters), most)


class Slices:
    """The list in slices, each of which may be read in a transaction of its own.

    What the words find is looked up once, with the first slice.
    """

    def __init__(self, seat: Seat, today: date, view: View, filters: Filters, columns: Sequence[str], size: int) -> None:
        self.seat, self.today, self.view, self.filters = seat, today, view, filters
        self.columns, self.size, self.after, self.ended = columns, size, "", False
        self._asked: _Asked | None = None

    def next(self) -> list[TableRow]:
        """The next slice; empty at the end."""
        if self.ended:
            return []
        self._asked = self._asked or _asked(self.seat, self.today, self.view, self.filters)
        rows = _read(self._asked, self.columns, self.after, self.size)
        self.ended = len(rows) < self.size
        self.after = rows[-1].key if rows else ""
        return rows

    def __iter__(self) -> Iterator[list[TableRow]]:
        while rows := self.next():
            yield rows
