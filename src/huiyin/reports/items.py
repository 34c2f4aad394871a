"""Counting the items of a congress: one row per item (or per item and unit) with what every indicator asks of it.

All indicators are counted in one query, live; grades come from the sealed functions and are joined in as arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from huiyin.evaluation.sealed import Grade
from huiyin.foundation import figures
from huiyin.handling.models import FACE_TO_FACE
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import LetterClass
from huiyin.reports.indicators import RANKS, Counted, Indicator, Part
from huiyin.reports.within import EVERYTHING as NOT_NARROWED
from huiyin.reports.within import Within

# `part` is an item at one answering unit; `item` is the item as a whole: answered when all its units have answered,
# late when one is, its grade the worst. Stage one at the government office (route) and assisting units count nowhere.
# A motion that became a suggestion stays a registered motion and is never handed over; what it became is a row of its own.
# What is not counted by item (indicators.Counted): `piece` is an item at one unit, assisting ones too; `rating` one grade
# of a deputy in one dimension; `time` that deputy's evaluation of one unit, as bad as its worst dimension.
# `voided` items are no part of any figure; they are counted so that a sum can be explained.
# Materialized each: right after a big import the planner takes every table for empty, nests the parts in one another,
# and the query never ends.
ITEMS = """
with given as materialized (
  select r.assignment_id, r.number, g.rank, g.seat_id, g.dimension, exists (
      select from evaluation_paperevaluation e where e.congress_id = r.congress_id and e.round_id = r.id
      and e.confirmed_on is not null and e.withdrawn_on is null) as paper
  from unnest(%(rounds)s::bigint[], %(ranks)s::int[], %(seats)s::bigint[], %(dimensions)s::text[])
       as g (round_id, rank, seat_id, dimension)
  join handling_round r on r.congress_id = %(congress)s and r.id = g.round_id
), grade as materialized (
  select g.assignment_id,
         max(g.rank) filter (where g.number = 1) as first_rank,
         (array_agg(g.rank order by g.number desc, g.rank desc))[1] as final_rank
  from given g
  group by g.assignment_id
), reply as materialized (
  select distinct on (thing_id) thing_id, due_on from chain_clock
  where congress_id = %(congress)s and kind = 'reply' and thing_kind = 'round'
  order by thing_id, id desc
), talk as materialized (
  select distinct r.assignment_id, c.form from handling_contact c
  join handling_round r on r.congress_id = c.congress_id and r.id = c.round_id
  where c.congress_id = %(congress)s and not c.withdrawn
), meeting as materialized (
  select * from unnest(%(versions)s::bigint[], %(forms)s::text[]) as m (procedure_id, form)
), met as materialized (
  select distinct t.assignment_id from talk t
  join dispatch_assignment a on a.congress_id = %(congress)s and a.id = t.assignment_id
  join proposals_proposal p on p.congress_id = %(congress)s and p.id = a.proposal_id
  join meeting m on m.procedure_id = p.procedure_id and m.form = t.form
), again as materialized (
  select distinct r.assignment_id from evaluation_rehandlingorder o
  join handling_round r on r.congress_id = o.congress_id and r.id = o.round_id
  where o.congress_id = %(congress)s
), corrected as materialized (
  select distinct on (letter_id) letter_id, class_code from handling_followup
  where congress_id = %(congress)s and class_code <> ''
  order by letter_id, "order" desc
), letter as materialized (
  select distinct on (r.assignment_id) r.assignment_id, coalesce(f.class_code, l.class_code) as class_code
  from handling_round r
  join handling_letteranswer a on a.congress_id = r.congress_id and a.round_id = r.id
  join handling_letter l on l.congress_id = r.congress_id and l.id = a.letter_id
  left join corrected f on f.letter_id = l.id
  where r.congress_id = %(congress)s and r.answered_on is not null
  order by r.assignment_id, r.number desc
), solving as materialized (
  select * from unnest(%(solving)s::bigint[], %(classes)s::text[]) as s (procedure_id, code)
), proposal as materialized (
  select p.id, p.side, p.kind, p.procedure_id, p.state in ('handed_over', 'concluded') as handed_over,
         p.state = 'converted' as converted, p.state = 'not_adopted' as not_adopted, exists (
      select from dispatch_assignment a where a.congress_id = p.congress_id and a.proposal_id = p.id
      and a.mode = 'route' and a.state not in ('recalled', 'replaced', 'terminated')) as government
  from proposals_proposal p
  where p.congress_id = %(congress)s and p.own_no is not null and p.state not in ('voided', 'withdrawn')
    and (%(session)s::bigint is null or p.session_id = %(session)s){of_item}
), voided as materialized (
  select p.id, p.side, p.kind, false as government, null::bigint as body_id from proposals_proposal p
  where p.congress_id = %(congress)s and p.state = 'voided' and %(body)s::bigint is null
    and (%(session)s::bigint is null or p.session_id = %(session)s){of_item}
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
  from dispatch_assignment a
  left join handling_round r on r.congress_id = a.congress_id and r.assignment_id = a.id and r.number = 1
  left join reply c on c.thing_id = r.id
  left join met m on m.assignment_id = a.id
  left join again o on o.assignment_id = a.id
  left join letter l on l.assignment_id = a.id
  left join grade g on g.assignment_id = a.id
  where a.congress_id = %(congress)s and a.mode in ('lead', 'joint_lead', 'separate')
    and a.state not in ('recalled', 'replaced', 'terminated')
    and (%(body)s::bigint is null or a.body_id = %(body)s){of_handling}
), item as materialized (
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
  group by p.id, p.side, p.kind, p.government, p.procedure_id, p.handed_over, p.converted, p.not_adopted, {body}
), piece as materialized (
  select p.id, p.side, p.kind, p.government, {piece_body} as body_id, a.id as assignment_id, a.mode,
         m.assignment_id is not null as met
  from dispatch_assignment a
  join proposal p on p.id = a.proposal_id
  left join met m on m.assignment_id = a.id
  where a.congress_id = %(congress)s and a.mode <> 'route' and a.state not in ('recalled', 'replaced', 'terminated')
    and (%(body)s::bigint is null or a.body_id = %(body)s){of_handling}
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

    `grades` is None for who may not see any; then indicators that tell of them are refused.
    """

    congress_id: int
    session_id: int | None
    today: date
    grades: Sequence[Grade] | None = None
    # Counted for one unit, or for the government side only.
    body_id: int | None = None
    government: bool = False
    within: Within = NOT_NARROWED

    def cells(self, indicators: Iterable[Indicator], *, by_unit: bool = False) -> list[Cell]:
        """Count all indicators at once. `by_unit` counts an item at each of its units."""
        asked = self._asked(indicators)
        # Whatever they count stands in one answer, each in its own rows: elsewhere it is nought, so sums come out right.
        counting = " union all ".join(
            f"select side, kind, government, body_id, {_counts(asked, counted)} from {counted.value} "
            f"where {self._mine} group by 1, 2, 3, 4"
            for counted in _kinds(asked)
        )
        rows = self._query(counting, by_unit=by_unit, body_id=self.body_id)
        names = [(i.code, part) for i, part in asked]
        return [Cell(row[0], row[1], row[2], row[3], dict(zip(names, row[4:], strict=True))) for row in rows]

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
            by_unit=False,
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
            f"select '{counted.value}', id, side, kind, government, body_id, "
            f"array[{', '.join(f'({i.condition(part)})' for i, part in those)}] from {counted.value} where {self._mine}"
            for counted, those in of.items()
        )
        found = self._query(f"{listing} order by 2 desc", by_unit=by_unit, body_id=self.body_id)
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
            if indicator.sealed and self.grades is None:
                raise PermissionError(f"{indicator.code} tells of grades")
            asked += [(indicator, part) for part in indicator.parts]
        return asked

    @property
    def _mine(self) -> str:
        return "government" if self.government else "true"

    def _meetings(self) -> Iterator[tuple[int, str]]:
        """Which forms of contact count as meeting the deputy, for each version of the procedure a case may keep."""
        for pk in ProcedureVersion.objects.filter(congress_id=self.congress_id).values_list("pk", flat=True):
            for form in procedure_of(pk).contact.counts_as_meeting.value or FACE_TO_FACE:
                yield pk, form.value

    def _classes(self) -> Iterator[tuple[int, LetterClass]]:
        """The classes of letters, for each version of the procedure a case may keep."""
        for pk in ProcedureVersion.objects.filter(congress_id=self.congress_id).values_list("pk", flat=True):
            for one in procedure_of(pk).letter.classes.value or ():
                yield pk, one

    def _query(self, select: str, *, by_unit: bool, body_id: int | None, **more: Any) -> list[tuple[Any, ...]]:
        of_handlings = by_unit or body_id is not None or self.within.of_handlings
        nobody = "null::bigint"
        sql = ITEMS.format(
            body="t.body_id" if by_unit else nobody,
            piece_body="a.body_id" if by_unit else nobody,
            join="join" if of_handlings else "left join",
            of_item=self.within.of_item(),
            of_handling=self.within.of_handling(),
        )
        grades, meetings, classes = self.grades or (), list(self._meetings()), list(self._classes())
        values = {
            "congress": self.congress_id,
            "session": self.session_id,
            "today": self.today,
            "body": body_id,
            "versions": [version for version, _ in meetings],
            "forms": [form for _, form in meetings],
            "classed": [version for version, _ in classes],
            "solving": [version for version, one in classes if one.counts_as_solved],
            "classes": [one.code for _, one in classes if one.counts_as_solved],
            "rounds": [g.round_id for g in grades],
            "ranks": [RANKS[g.grade] for g in grades],
            "seats": [g.seat_id for g in grades],
            "dimensions": [g.dimension for g in grades],
        }
        with connection.cursor() as cursor:
            cursor.execute(sql + select, values | self.within.values | more)
            return cursor.fetchall()


def _kinds(asked: list[tuple[Indicator, Part]]) -> list[Counted]:
    return list(dict.fromkeys(i.counted for i, _ in asked))


def _counts(asked: list[tuple[Indicator, Part]], counted: Counted) -> str:
    return ", ".join(
        f"count(*) filter (where {i.condition(part)})" if i.counted is counted else "0::bigint" for i, part in asked
    )
