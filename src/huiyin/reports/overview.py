"""一页纸: how a session's suggestions stand, for whoever has one minute. Counted live; nothing on it tells of a grade.

A suggestion counts once, by the worst lamp of the units that answer it; at units each counts its own. Stage one at the
government office and assisting units are no part of it: who waits to be given to a unit is a number apart.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from huiyin.dispatch.models import OPEN_STAGES
from huiyin.dispatch.queries import sees_every_handling
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role, Seat, Session
from huiyin.promises import ledger
from huiyin.proposals.models import number_shown
from huiyin.proposals.queries import sessions
from huiyin.reports.items import meeting_forms, procedures_of
from huiyin.supervision.queries import RED, light_counts

READERS = (Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS)
MOST_LATE = 10
MOST_UNITS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Lamps:
    """How many are overdue, nearly due, in time, answered."""

    red: int = 0
    amber: int = 0
    green: int = 0
    answered: int = 0

    @property
    def total(self) -> int:
        return self.red + self.amber + self.green + self.answered

    def __add__(self, other: Lamps) -> Lamps:
        return Lamps(
            self.red + other.red, self.amber + other.amber, self.green + other.green, self.answered + other.answered
        )


@dataclass(frozen=True)
class UnitLamps:
    body_id: int
    name: str
    lamps: Lamps


@dataclass(frozen=True)
class Late:
    """An overdue suggestion at one unit."""

    case_id: int
    number: str
    title: str
    unit: str
    leader: str
    due_on: date

    def days(self, today: date) -> int:
        return (today - self.due_on).days


@dataclass(frozen=True)
class Progress:
    """Suggestions that all their units have answered, summed up week by week since the first was handed over.

    `now` and `before` hold (days since then, number): of this session and of the one before it, after as many days; `before`
    is empty where there was none."""

    begun_on: date
    now: tuple[tuple[int, int], ...]
    before: tuple[tuple[int, int], ...] = ()
    items_before: int = 0

    @property
    def answered(self) -> int:
        return self.now[-1][1]

    @property
    def more(self) -> int | None:
        """How many more than in the session before, after as many days; None where there is nothing to compare."""
        return self.answered - self.before[-1][1] if self.before else None


@dataclass(frozen=True)
class Overview:
    session: Session
    today: date
    lamps: Lamps
    # Suggestions that a unit has met the deputies of, in a form the rule takes for a meeting.
    met: int
    waiting: int
    units: tuple[UnitLamps, ...]
    late: tuple[Late, ...]
    # Overdue ones of earlier sessions: they are not in the sentence, and not forgotten.
    older_late: int
    progress: Progress | None
    promises: ledger.Totals
    red_lights: int

    @property
    def longest(self) -> int:
        """Days by which the oldest overdue one is late; 0 where none is."""
        return self.late[0].days(self.today) if self.late else 0

    @property
    def top(self) -> tuple[UnitLamps, ...]:
        return self.units if len(self.units) <= MOST_UNITS + 1 else self.units[:MOST_UNITS]

    @property
    def others(self) -> tuple[int, Lamps]:
        """How many units are not among the top ones, and what they have together."""
        rest = self.units[len(self.top) :]
        return len(rest), sum((one.lamps for one in rest), Lamps())


_SCOPE = {
    True: "",
    # The government's side: what was passed on from its own desk.
    False: """ and a.parent_id in (select o.id from dispatch_assignment o
        where o.congress_id = %(congress)s and o.body_id = %(body)s and o.mode = 'route')""",
}
_OPEN = ", ".join(f"'{stage.value}'" for stage in OPEN_STAGES)
_ANSWERING = "a.mode in ('lead', 'joint_lead', 'separate') and a.state not in ('recalled', 'replaced', 'terminated')"
# An item is answered when each of its units has given its first answer. Met: in whichever round, in a form that the rule of
# the item takes for a meeting. Both as the figures count them (reports.items).
_ITEMS = f"""
with piece as materialized (
  select a.id, a.proposal_id, a.body_id, a.first_handed_over_on, p.procedure_id,
    case when a.stage not in ({_OPEN}) then 3 when a.due_on < %(today)s then 0 when a.amber_on <= %(today)s then 1
      else 2 end as lamp
  from proposals_proposal p
  join dispatch_assignment a on a.congress_id = %(congress)s and a.proposal_id = p.id
  where p.congress_id = %(congress)s and p.session_id = %(session)s and p.kind = 'suggestion' and {_ANSWERING}{{scope}}
), meeting as materialized (
  select * from unnest(%(versions)s::bigint[], %(forms)s::text[]) as m (procedure_id, form)
), met as materialized (
  select distinct piece.proposal_id
  from handling_contact c
  join handling_round r on r.congress_id = %(congress)s and r.id = c.round_id
  join piece on piece.id = r.assignment_id
  join meeting m on m.procedure_id = piece.procedure_id and m.form = c.form
  where c.congress_id = %(congress)s and not c.withdrawn
), item as materialized (
  select piece.proposal_id, min(piece.lamp) as lamp, min(piece.first_handed_over_on) as begun_on,
    case when bool_and(r.answered_on is not null) then max(r.answered_on) end as answered_on
  from piece left join handling_round r
    on r.congress_id = %(congress)s and r.assignment_id = piece.id and r.number = 1
  group by piece.proposal_id
)"""
_COUNTS = """
select 'item', lamp::bigint, null::date, count(*) from item group by lamp
union all select 'met', null, null, count(*) from met
union all select 'unit', body_id * 4 + lamp, null, count(*) from piece group by body_id, lamp
union all {run}"""
_RUN = """select 'begun', null, min(begun_on), count(*) from item
union all select 'answered', null, answered_on, count(*) from item where answered_on is not null group by answered_on"""
_LATE = f"""
select a.proposal_id, p.printed_no, p.own_no, p.title, coalesce(nullif(b.short_name, ''), b.name),
  coalesce(nullif(a.leader_in_charge, ''), b.leader_in_charge), a.due_on
from dispatch_assignment a
join proposals_proposal p on p.congress_id = %(congress)s and p.id = a.proposal_id
join people_body b on b.congress_id = %(congress)s and b.id = a.body_id
where a.congress_id = %(congress)s and a.stage in ({_OPEN}) and a.due_on < %(today)s and {_ANSWERING}{{scope}}
  and p.session_id = %(session)s and p.kind = 'suggestion'
order by a.due_on, a.id limit %(most)s"""
# Suggestions of the session that no unit has yet: registered, or at the government office.
_WAITING = """
select count(*) from proposals_proposal p
where p.congress_id = %(congress)s and p.session_id = %(session)s and p.kind = 'suggestion'
  and (p.state = 'registered' and {whole} or exists (select from dispatch_assignment a
    where a.congress_id = p.congress_id and a.proposal_id = p.id and a.stage = 'routing'{own}))"""
_OLDER = f"""
select count(distinct a.proposal_id) from dispatch_assignment a
join proposals_proposal p on p.congress_id = %(congress)s and p.id = a.proposal_id
where a.congress_id = %(congress)s and a.stage in ({_OPEN}) and a.due_on < %(today)s and {_ANSWERING}{{scope}}
  and p.session_id <> %(session)s and p.kind = 'suggestion'"""
_NAMES = """
select id, coalesce(nullif(short_name, ''), name), sort_key from people_body
where congress_id = %(congress)s and id = any(%(ids)s)"""
_HEAD = "select h.digest from chain_head h where h.congress_id = %(congress)s"


def overview(seat: Seat, today: date, session: Session | None = None) -> Overview | None:
    """The page of a session, the newest that any unit has a suggestion of where none is named; None where no unit has any.

    Raises PermissionError for a seat that has no such page."""
    if seat.role not in READERS or seat.is_over:
        raise PermissionError(f"{seat.role} has no such page")
    place = seat.congress_id, sees_every_handling(seat), seat.body_id, today
    # A database's name stands in it: a replay opens one of its own. The head changes with every step.
    head = "".join(row[0] for row in _ask(_HEAD, {"congress": seat.congress_id})), connection.settings_dict["NAME"]
    every = sessions(seat.congress)
    if session is None:
        session = next((one for one in every if _begun(_counted(head, one.pk, *place).run) is not None), None)
    if session is None:
        return None
    counted = _counted(head, session.pk, *place)
    if not counted.lamps.total:
        return None
    before = next(iter(every[every.index(session) + 1 :]), None)
    run_before = _run(head, before.pk, *place) if before is not None else ()
    return Overview(
        session,
        today,
        counted.lamps,
        counted.met,
        counted.waiting,
        counted.units,
        counted.late,
        counted.older_late,
        _progress(counted.run, run_before, today),
        ledger.totals(seat, ledger.Asked(session_id=session.pk), today),
        light_counts(seat)[RED],
    )


# What steps may change is counted once after each step: a page on a wall asks every minute, whether anything happened or not.
Run = tuple[tuple[str, date | None, int], ...]


@dataclass(frozen=True)
class _Counted:
    lamps: Lamps
    met: int
    waiting: int
    units: tuple[UnitLamps, ...]
    late: tuple[Late, ...]
    older_late: int
    run: Run


def _ask(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _given(session_id: int, congress_id: int, body_id: int, today: date) -> dict[str, Any]:
    meetings = meeting_forms(procedures_of(congress_id))
    return {
        "congress": congress_id, "session": session_id, "body": body_id, "today": today, "most": MOST_LATE,
        "versions": [version for version, _ in meetings], "forms": [form for _, form in meetings],
    }  # fmt: skip


@functools.lru_cache(maxsize=64)
def _counted(head: tuple[str, str], session_id: int, congress_id: int, whole: bool, body_id: int, today: date) -> _Counted:
    given, scope = _given(session_id, congress_id, body_id, today), _SCOPE[whole]
    items, met, run = [0] * 4, 0, []
    units: dict[int, list[int]] = {}
    for what, which, on, number in _ask(_ITEMS.format(scope=scope) + _COUNTS.format(run=_RUN), given):
        match what:
            case "item":
                items[which] = number
            case "met":
                met = number
            case "unit":
                units.setdefault(which // 4, [0] * 4)[which % 4] = number
            case _:
                run.append((what, on, number))
    registered, own = ("true", "") if whole else ("false", " and a.body_id = %(body)s")
    ((waiting,),) = _ask(_WAITING.format(whole=registered, own=own), given)
    ((older,),) = _ask(_OLDER.format(scope=scope), given)
    late = tuple(
        Late(case, number_shown(printed, own_no), title, unit, leader, due_on)
        for case, printed, own_no, title, unit, leader, due_on in _ask(_LATE.format(scope=scope), given)
    )
    return _Counted(Lamps(*items), met, waiting, _units(congress_id, units), late, older, tuple(run))


@functools.lru_cache(maxsize=64)
def _run(head: tuple[str, str], session_id: int, congress_id: int, whole: bool, body_id: int, today: date) -> Run:
    rows = _ask(_ITEMS.format(scope=_SCOPE[whole]) + _RUN, _given(session_id, congress_id, body_id, today))
    return tuple((what, on, number) for what, _, on, number in rows)


def _units(congress_id: int, counted: dict[int, list[int]]) -> tuple[UnitLamps, ...]:
    """Those with most overdue first, then with most nearly due, then with most in hand."""
    names = {pk: (name, key) for pk, name, key in _ask(_NAMES, {"congress": congress_id, "ids": list(counted)})}
    found = [UnitLamps(body, names[body][0], Lamps(*lamps)) for body, lamps in counted.items()]
    return tuple(
        sorted(found, key=lambda one: (-one.lamps.red, -one.lamps.amber, -one.lamps.total, names[one.body_id][1]))
    )


def _begun(run: Run) -> date | None:
    return next((on for what, on, _ in run if what == "begun"), None)


def _answered(run: Run, until: date) -> int:
    return sum(n for what, on, n in run if what == "answered" and on is not None and on <= until)


def _summed(run: Run, begun: date, last: date) -> tuple[tuple[int, int], ...]:
    """(days since `begun`, answered by then), each week and on the last day."""
    days = [begun + WEEK * week for week in range((last - begun).days // 7 + 1)]
    if days[-1] != last:
        days.append(last)
    return tuple(((day - begun).days, _answered(run, day)) for day in days)


def _progress(run: Run, run_before: Run, today: date) -> Progress | None:
    begun, before = _begun(run), _begun(run_before)
    if begun is None:
        return None
    now = _summed(run, begun, max(begun, today))
    if before is None:
        return Progress(begun, now)
    as_long = before + (max(begun, today) - begun)
    items_before = sum(number for what, _, number in run_before if what == "begun")
    return Progress(begun, now, _summed(run_before, before, as_long), items_before)
