"""Counting the items of a congress: one row per item (or per item and unit) with what every indicator asks of it.

All indicators are counted in one query, live; grades come from the sealed function, which is joined in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from huiyin.foundation import figures
from huiyin.handling.models import FACE_TO_FACE
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.reports.indicators import RANKS, Counted, Indicator, Part
from huiyin.reports.within import EVERYTHING as NOT_NARROWED
from huiyin.reports.within import Within

# Everything hangs on the items asked for, so that a session costs what it holds and not what the congress does.
# `handling` is an item at one unit; `part` that of a unit which answers; `item` is the item as a whole: answered when all
# its units have answered, late when one is, its grade the worst; `item_at_unit` the same at each of its units. Stage one
# at the government office (route) and assisting units count nowhere.
# A motion that became a suggestion stays a registered motion and is never handed over; what it became is a row of its own.
# What is not counted by item (indicators.Counted): `piece` is an item at one unit, assisting ones too; `rating` one grade
# of a deputy in one dimension; `time` that deputy's evaluation of one unit, as bad as its worst dimension.
# A class that a letter was given later (B → A, rules.md 6.2) counts from its own day; figures of a session whose ledger was
# closed have been given out, and keep the classes of that day.
# `voided` items are no part of any figure; they are counted so that a sum can be explained.
# Materialized each: right after a big import the planner takes every table for empty, nests the parts in one another,
# and the query never ends.
ITEMS = """
with proposal as materialized (
  select p.id, p.side, p.kind, p.procedure_id, p.state in ('handed_over', 'concluded') as handed_over,
         p.state = 'converted' as converted, p.state = 'not_adopted' as not_adopted, exists (
      select from dispatch_assignment a where a.congress_id = p.congress_id and a.proposal_id = p.id
      and a.mode = 'route' and a.state not in ('recalled', 'replaced', 'terminated')) as government,
         least(s.ledger_closed_on, %(today)s) as classes_on
  from proposals_proposal p
  join people_session s on s.congress_id = %(congress)s and s.id = p.session_id
  where p.congress_id = %(congress)s and p.own_no is not null and p.state not in ('voided', 'withdrawn')
    and (%(session)s::bigint is null or p.session_id = %(session)s){of_item}
), voided as materialized (
  select p.id, p.side, p.kind, false as government, null::bigint as body_id from proposals_proposal p
  where p.congress_id = %(congress)s and p.state = 'voided' and %(body)s::bigint is null
    and (%(session)s::bigint is null or p.session_id = %(session)s){of_item}
), handling as materialized (
  select a.id, a.proposal_id, a.body_id, a.mode, p.procedure_id, p.classes_on
  from proposal p join dispatch_assignment a on a.congress_id = %(congress)s and a.proposal_id = p.id
  where a.mode <> 'route' and a.state not in ('recalled', 'replaced', 'terminated')
    and (%(body)s::bigint is null or a.body_id = %(body)s){of_handling}
), round as materialized (
  select r.id, r.assignment_id, r.number, r.answered_on, h.procedure_id, h.classes_on
  from handling h join handling_round r on r.congress_id = %(congress)s and r.assignment_id = h.id
), given as materialized (
  select r.assignment_id, r.number, {rank} as rank, g.seat_id, g.dimension, exists (
      select from evaluation_paperevaluation e where e.congress_id = %(congress)s and e.round_id = r.id
      and e.confirmed_on is not null and e.withdrawn_on is null) as paper
  from {grades} as g join round r on r.id = g.round_id
), grade as materialized (
  select g.assignment_id,
         max(g.rank) filter (where g.number = 1) as first_rank,
         (array_agg(g.rank order by g.number desc, g.rank desc))[1] as final_rank
  from given g
  group by g.assignment_id
), reply as materialized (
  select distinct on (c.thing_id) c.thing_id, c.due_on
  from round r join chain_clock c on c.congress_id = %(congress)s and c.thing_kind = 'round' and c.thing_id = r.id
  where r.number = 1 and c.kind = 'reply'
  order by c.thing_id, c.id desc
), meeting as materialized (
  select * from unnest(%(versions)s::bigint[], %(forms)s::text[]) as m (procedure_id, form)
), met as materialized (
  select distinct r.assignment_id
  from round r join handling_contact c on c.congress_id = %(congress)s and c.round_id = r.id and not c.withdrawn
  join meeting m on m.procedure_id = r.procedure_id and m.form = c.form
), again as materialized (
  select distinct r.assignment_id
  from round r join evaluation_rehandlingorder o on o.congress_id = %(congress)s and o.round_id = r.id
), corrected as materialized (
  select distinct on (f.letter_id) f.letter_id, f.class_code
  from handling_followup f
  join handling_letteranswer a on a.congress_id = %(congress)s and a.letter_id = f.letter_id
  join round r on r.id = a.round_id
  where f.congress_id = %(congress)s and f.class_code <> '' and f.sent_on <= r.classes_on
  order by f.letter_id, f."order" desc
), letter as materialized (
  select distinct on (r.assignment_id) r.assignment_id, coalesce(f.class_code, l.class_code) as class_code
  from round r
  join handling_letteranswer a on a.congress_id = %(congress)s and a.round_id = r.id
  join handling_letter l on l.congress_id = %(congress)s and l.id = a.letter_id
  left join corrected f on f.letter_id = l.id
  where r.answered_on is not null
  order by r.assignment_id, r.number desc
), solving as materialized (
  select * from unnest(%(solving)s::bigint[], %(classes)s::text[]) as s (procedure_id, code)
), part as materialized (
  select a.proposal_id, a.body_id,
         r.answered_on is not null as answered,
         c.due_on is not null as limited,
         r.answered_on is null and c.due_on < %(today)s as overdue,
         coalesce(r.answered_on, %(today)s) > c.due_on as late,
         m.assignment_id is not null as met,
         o.assignment_id is not null as rehandled,
         nullif(l.class_code, '') as letter_class,
         g.first_rank, g.final_rank
  from handling a
  left join round r on r.assignment_id = a.id and r.number = 1
  left join reply c on c.thing_id = r.id
  left join met m on m.assignment_id = a.id
  left join again o on o.assignment_id = a.id
  left join letter l on l.assignment_id = a.id
  left join grade g on g.assignment_id = a.id
  where a.mode in ('lead', 'joint_lead', 'separate')
), item as materialized ({item}
), item_at_unit as materialized ({item_at_unit}
), piece as materialized (
  select p.id, p.side, p.kind, p.government, a.body_id, a.id as assignment_id, a.mode, m.assignment_id is not null as met
  from handling a
  join proposal p on p.id = a.proposal_id
  left join met m on m.assignment_id = a.id
), rating as materialized (
  select t.id, t.side, t.kind, t.government, t.body_id, t.assignment_id, g.seat_id, g.dimension, bool_or(g.paper) as paper,
         max(g.rank) filter (where g.number = 1) as first_rank,
         (array_agg(g.rank order by g.number desc))[1] as final_rank
  from given g join piece t on t.assignment_id = g.assignment_id
  group by t.id, t.side, t.kind, t.government, t.body_id, t.assignment_id, g.seat_id, g.dimension
), time as materialized (
  select id, side, kind, government, body_id, assignment_id, seat_id, bool_or(paper) as paper,
         max(first_rank) as first_rank, max(final_rank) as final_rank
  from rating group by id, side, kind, government, body_id, assignment_id, seat_id
)
"""
_ITEM = """
  select p.id, p.side, p.kind, p.government, p.handed_over, p.converted, p.not_adopted, {body} as body_id,
         count(t.proposal_id) > 0 as assigned,
         coalesce(bool_and(t.answered), false) as answered,
         coalesce(bool_or(t.overdue), false) or coalesce(bool_and(t.answered) and bool_or(t.limited), false) as timed,
         coalesce(bool_or(t.late), false) as late,
         coalesce(bool_or(t.met), false) as met,
         coalesce(bool_or(t.rehandled), false) as rehandled,
         p.procedure_id = any(%(classed)s::bigint[]) as classed,
         coalesce(bool_and(s.code is not null), false) as solved,
         case when count(*) = count(t.letter_class) and min(t.letter_class) = max(t.letter_class)
              then min(t.letter_class) end as letter_class,
         max(t.first_rank) as first_rank,
         max(t.final_rank) as final_rank
  from proposal p {join} part t on t.proposal_id = p.id
  left join solving s on s.procedure_id = p.procedure_id and s.code = t.letter_class
  group by p.id, p.side, p.kind, p.government, p.procedure_id, p.handed_over, p.converted, p.not_adopted, {body}"""
_NOBODY = "null::bigint"
_RANK = f"case g.grade {' '.join(f'when {grade!r} then {rank}' for grade, rank in RANKS.items())} end"
# Of one session those of its rounds; else all, which costs less than naming every round.
_GRADES = """sealed.read_grades(%(reader)s, 'figures',
      case when %(session)s::bigint is not null then (select array_agg(id) from round) end)"""
_NO_GRADES = "(select null::bigint as round_id, null::bigint as seat_id, '' as dimension, '' as grade where false)"


@dataclass(frozen=True)
class Cut:
    """Which items a figure is about. Empty means all; `body_id` counts an item at that unit alone."""

    side: str = ""
    kind: str = ""
    government: bool = False
    body_id: int | None = None

    @property
    def code(self) -> str:
        """For addresses: `session-suggestion-government-`; read back by `Cut.read`."""
        path = "government" if self.government else ""
        return "-".join((self.side, self.kind, path, str(self.body_id or "")))

    @classmethod
    def read(cls, code: str) -> Cut:
        """The cut of a code. Raises ValueError for anything `code` did not make."""
        side, kind, path, body = code.split("-")
        cut = cls(side, kind, path == "government", int(body) if body else None)
        if cut.code != code:
            raise ValueError(code)
        return cut

    def holds(self, cell: Cell | Member) -> bool:
        return (
            self.side in ("", cell.side)
            and self.kind in ("", cell.kind)
            and (cell.government or not self.government)
            and self.body_id in (None, cell.body_id)
        )


EVERYTHING = Cut()


@dataclass(frozen=True)
class Cell:
    """Items that are counted together: the numbers of each indicator, numerator then denominator."""

    side: str
    kind: str
    government: bool
    body_id: int | None
    counts: dict[tuple[str, Part], int]


@dataclass(frozen=True)
class Member:
    """One row that is counted, and in which numbers it is counted."""

    counted: Counted
    case_id: int
    side: str
    kind: str
    government: bool
    body_id: int | None
    counts_in: frozenset[tuple[str, Part]]


@dataclass(frozen=True)
class Figure:
    """One number with what stands behind it; `rows()` are the items it counts."""

    indicator: Indicator
    cut: Cut
    numerator: int
    denominator: int | None
    items: Items = field(repr=False, compare=False)

    @property
    def percent(self) -> str:
        """The share as reports print it; '–' without anything to divide by, '' for a plain count."""
        return "" if self.denominator is None else figures.percent(self.numerator, self.denominator)

    def rows(self, part: Part = Part.NUMERATOR) -> list[int]:
        """The case numbers behind the numerator (or the denominator), so that the number opens its rows."""
        return self.items.rows(self.indicator, self.cut, part)


@dataclass(frozen=True)
class Items:
    """The items of a congress (of one session with its time after, or of all) as one seat may count them.

    `reader` is the seat that may read grades, its login session in the scope; None for who may not see any: then
    indicators that tell of them are refused. Every counting of grades is written down as a look.
    """

    congress_id: int
    session_id: int | None
    today: date
    reader: int | None = None
    # Counted for one unit, or for the government side only.
    body_id: int | None = None
    government: bool = False
    within: Within = NOT_NARROWED

    @property
    def has_grades(self) -> bool:
        return self.reader is not None

    def cells(self, indicators: Iterable[Indicator], *, by_unit: bool = False) -> list[Cell]:
        """Count all indicators at once. `by_unit` counts an item at each of its units."""
        return self._cells({by_unit: self._asked(indicators)})[by_unit]

    def both_cells(
        self, indicators: Iterable[Indicator], of_units: Iterable[Indicator]
    ) -> tuple[list[Cell], list[Cell]]:
        """The items as such, and at each of their units, in one question: what both rest on is read once."""
        found = self._cells({False: self._asked(indicators), True: self._asked(of_units)})
        return found[False], found[True]

    def _cells(self, asked: dict[bool, list[tuple[Indicator, Part]]]) -> dict[bool, list[Cell]]:
        # Whatever they count stands in one answer, each in its own rows: elsewhere it is nought, so sums come out right.
        # What is asked by unit and what is not keep their own columns; the shorter is filled up.
        width = max(map(len, asked.values()))
        counting = " union all ".join(
            f"select {by_unit}, side, kind, government, {_body(by_unit)}, {_counts(those, counted)}"
            f"{', 0::bigint' * (width - len(those))} from {_table(counted, by_unit)} where {self._mine} group by 2, 3, 4, 5"
            for by_unit, those in asked.items()
            for counted in _kinds(those)
        )
        found: dict[bool, list[Cell]] = {by_unit: [] for by_unit in asked}
        for by_unit, side, kind, government, body_id, *counts in self._query(counting, body_id=self.body_id):
            names = [(i.code, part) for i, part in asked[by_unit]]
            found[by_unit].append(Cell(side, kind, government, body_id, dict(zip(names, counts, strict=False))))
        return found

    def figure(self, indicator: Indicator, cut: Cut = EVERYTHING, cells: Iterable[Cell] | None = None) -> Figure:
        """One figure, from cells counted before or counted now. Raises PermissionError for a sealed one."""
        counted = self.cells([indicator], by_unit=cut.body_id is not None) if cells is None else cells
        mine = [cell.counts for cell in counted if cut.holds(cell)]

        def total(part: Part) -> int:
            return sum(counts[indicator.code, part] for counts in mine)

        whole = total(Part.DENOMINATOR) if indicator.denominator is not None else None
        return Figure(indicator, cut, total(Part.NUMERATOR), whole, self)

    def rows(self, indicator: Indicator, cut: Cut, part: Part = Part.NUMERATOR) -> list[int]:
        """The case numbers a figure counts, newest first; a case as often as it is counted (several units, 件次)."""
        self._asked([indicator])
        if self.body_id not in (None, cut.body_id) and cut.body_id is not None:
            return []
        found = self._query(
            f"select id from {indicator.counted.value} where {self._mine} and ({indicator.condition(part)}) "
            "and %(side)s in ('', side) and %(kind)s in ('', kind) and (government or not %(government)s) "
            "order by id desc",
            body_id=cut.body_id or self.body_id,
            side=cut.side,
            kind=cut.kind,
            government=cut.government,
        )
        return [row[0] for row in found]

    def members(self, indicators: Iterable[Indicator], *, by_unit: bool = False) -> list[Member]:
        """Every row behind every number at once, newest first: what `rows` says of one, without a question for each."""
        asked = self._asked(indicators)
        of = {counted: [(i, part) for i, part in asked if i.counted is counted] for counted in _kinds(asked)}
        listing = " union all ".join(
            f"select '{counted.value}', id, side, kind, government, {_body(by_unit)}, "
            f"array[{', '.join(f'({i.condition(part)})' for i, part in those)}] "
            f"from {_table(counted, by_unit)} where {self._mine}"
            for counted, those in of.items()
        )
        found = self._query(f"{listing} order by 2 desc", body_id=self.body_id)
        names = {counted: [(i.code, part) for i, part in those] for counted, those in of.items()}
        return [
            Member(
                Counted(counted),
                case_id,
                side,
                kind,
                government,
                body_id,
                frozenset(name for name, counts in zip(names[Counted(counted)], flags, strict=True) if counts),
            )
            for counted, case_id, side, kind, government, body_id, flags in found
        ]

    def _asked(self, indicators: Iterable[Indicator]) -> list[tuple[Indicator, Part]]:
        asked = []
        for indicator in indicators:
            if indicator.sealed and not self.has_grades:
                raise PermissionError(f"{indicator.code} tells of grades")
            asked += [(indicator, part) for part in indicator.parts]
        return asked

    @property
    def _mine(self) -> str:
        return "government" if self.government else "true"

    def _query(self, select: str, *, body_id: int | None, **more: Any) -> list[tuple[Any, ...]]:
        join = "join" if body_id is not None or self.within.of_handlings else "left join"
        sql = ITEMS.format(
            item=_ITEM.format(body=_NOBODY, join=join),
            item_at_unit=_ITEM.format(body="t.body_id", join="join"),
            grades=_GRADES if self.has_grades else _NO_GRADES,
            rank=_RANK,
            of_item=self.within.of_item(),
            of_handling=self.within.of_handling(),
        )
        kept = procedures_of(self.congress_id)
        # Which forms of contact count as meeting the deputy, and the classes of letters.
        meetings = meeting_forms(kept)
        classes = [(pk, one) for pk, rules in kept.items() for one in rules.letter.classes.value or ()]
        values = {
            "congress": self.congress_id,
            "session": self.session_id,
            "today": self.today,
            "body": body_id,
            "reader": self.reader,
            "versions": [version for version, _ in meetings],
            "forms": [form for _, form in meetings],
            "classed": [version for version, _ in classes],
            "solving": [version for version, one in classes if one.counts_as_solved],
            "classes": [one.code for _, one in classes if one.counts_as_solved],
        }
        with connection.cursor() as cursor:
            # The planner cannot know how many items a session has behind the fence of a congress: it takes thousands for a
            # handful, and going through one part for each row of another took minutes with ten congresses.
            cursor.execute("set local enable_nestloop = off")
            cursor.execute(sql + select, values | self.within.values | more)
            found = cursor.fetchall()
            cursor.execute("set local enable_nestloop = on")
            return found


def _table(counted: Counted, by_unit: bool) -> str:
    return "item_at_unit" if by_unit and counted is Counted.ITEM else counted.value


def _body(by_unit: bool) -> str:
    return "body_id" if by_unit else _NOBODY


def _kinds(asked: list[tuple[Indicator, Part]]) -> list[Counted]:
    return list(dict.fromkeys(i.counted for i, _ in asked))


def _counts(asked: list[tuple[Indicator, Part]], counted: Counted) -> str:
    return ", ".join(
        f"count(*) filter (where {i.condition(part)})" if i.counted is counted else "0::bigint" for i, part in asked
    )


def procedures_of(congress_id: int) -> dict[int, Procedure]:
    """Each version of the procedure a case may keep."""
    versions = ProcedureVersion.objects.filter(congress_id=congress_id).values_list("pk", flat=True)
    return {pk: procedure_of(pk) for pk in versions}


def meeting_forms(procedures: Mapping[int, Procedure]) -> list[tuple[int, str]]:
    """(version, form of contact) for each form that the version takes for meeting the deputy."""
    return [
        (pk, form.value)
        for pk, one in procedures.items()
        for form in one.contact.counts_as_meeting.value or FACE_TO_FACE
    ]
