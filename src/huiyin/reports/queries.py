"""What a page of figures shows to a seat. Plain reading, live; grades only for officers of the deputies' committee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from huiyin.dispatch.models import ANSWERING, GONE, Assignment, Stage
from huiyin.foundation import clock
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat, Session
from huiyin.procedures.queries import NoProcedure, procedure_of, version_on
from huiyin.proposals.models import NOT_COUNTED, Proposal
from huiyin.reports import classes, explaining, texts
from huiyin.reports import indicators as ind
from huiyin.reports.indicators import Indicator, Part
from huiyin.reports.items import Cell, Cut, Figure, Items
from huiyin.reports.sections import Line, Section
from huiyin.reports.within import EVERYTHING, Within


@dataclass(frozen=True)
class Choices:
    """What figures can be narrowed to: only what some item has."""

    units: list[tuple[int, str]]
    delegations: list[tuple[int, str]]
    leaders: list[str]
    categories: list[str]


@dataclass(frozen=True)
class UnitStages:
    """How many assignments of a unit stand where. `assisting` are its 会办, which no rate counts."""

    body_id: int
    name: str
    stages: dict[Stage, int]
    assisting: int

    @property
    def total(self) -> int:
        return sum(self.stages.values())


def figures(
    congress: Congress,
    session: Session | None,
    seat: Seat,
    today: date | None = None,
    within: Within = EVERYTHING,
) -> list[Section]:
    """All figures `seat` may see of a session and the time after it (of all sessions for None), as of `today`.

    Deputies have none: theirs are their own items. For an officer the scope must carry that seat's login session; the
    look at the grades is written down.
    """
    items = items_for(congress, session, seat, today, within)
    return [] if items is None else sections_of(items)


def sections_of(items: Items) -> list[Section]:
    """The whole page in one question, which counts items, and counts them at each unit where units are compared."""
    asked = [i for i in ind.ALL if items.has_grades or not i.sealed]
    at_units: list[Cell] = []
    if items.body_id is None:
        cells, at_units = items.both_cells(asked, (*_unit_columns(items), ind.MET_PIECES))
    else:
        cells = items.cells(asked)
    sections = [_registered(items, cells), _handling(items, cells), _modes(items, cells)]
    if items.has_grades:
        sections += [_grades(items, cells), _times(items, cells), _ratings(items, cells)]
    if items.body_id is None:
        sections += _by_unit(items, cells, at_units)
    return [section for section in sections if section.lines]


def case_ids(
    congress: Congress,
    session: Session | None,
    seat: Seat,
    indicator: str,
    cut: str,
    part: str = "numerator",
    today: date | None = None,
    within: Within = EVERYTHING,
) -> list[int]:
    """The cases behind a number of `figures`, by the codes of indicator, cut and part, each as often as it is counted.

    Raises PermissionError where the seat may not see the figure, KeyError or ValueError for codes that are none.
    """
    found, chosen, which = ind.find(indicator), Cut.read(cut), Part(part)
    # Who may not see grades is refused before they are read; for other figures nobody need look at them.
    items = items_for(congress, session, seat, today, within, with_grades=found.sealed)
    if items is None:
        raise PermissionError(f"{seat.role} has no figures")
    return items.rows(found, chosen, which)


def items_for(
    congress: Congress,
    session: Session | None,
    seat: Seat,
    today: date | None = None,
    within: Within = EVERYTHING,
    *,
    with_grades: bool = True,
) -> Items | None:
    """The items `seat` may count: all of them, the government's, or its own unit's, whatever unit it asks for."""
    if seat.role == Role.DEPUTY or seat.is_over:
        return None
    return Items(
        congress.pk,
        session.pk if session is not None else None,
        today or clock.today(),
        seat.pk if with_grades and seat.role == Role.COMMITTEE_OFFICER else None,
        body_id=seat.body_id if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD) else within.unit,
        government=seat.role == Role.DISPATCHER,
        within=within,
    )


def choices(congress: Congress) -> Choices:
    """What an officer may narrow the figures to."""
    bodies = Body.objects.filter(congress=congress).order_by("sort_key", "name")
    handlings = Assignment.objects.filter(congress=congress, mode__in=ANSWERING).exclude(state__in=GONE)
    cases = Proposal.objects.filter(congress=congress, own_no__isnull=False).exclude(state__in=NOT_COUNTED)
    return Choices(
        [(body.pk, body.label) for body in bodies.filter(Exists(handlings.filter(body=OuterRef("pk"))))],
        [(body.pk, body.label) for body in bodies.filter(kind=BodyKind.DELEGATION)],
        _distinct(handlings, "leader_in_charge"),
        _distinct(cases, "category"),
    )


def _distinct(rows: QuerySet[Any], name: str) -> list[str]:
    return list(rows.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).distinct())


# In full and not as parameters: the index `assignment_by_stage` is of these rows alone, and all that is asked lies in it.
_BY_STAGE = """
select a.body_id, a.stage, count(*) filter (where a.mode <> 'assist'), count(*) filter (where a.mode = 'assist')
from dispatch_assignment a {join}
where a.congress_id = %(congress)s and a.mode <> 'route' and a.state not in ('recalled', 'replaced', 'terminated'){where}
group by a.body_id, a.stage"""
_OF_SESSION = "join proposals_proposal p on p.congress_id = %(congress)s and p.id = a.proposal_id and p.session_id = %(session)s"


def unit_stages(congress: Congress, session: Session | None = None, body_id: int | None = None) -> list[UnitStages]:
    """Unit × stage, one query: what lies where now. Stage one at the government office is no unit's work."""
    sql = _BY_STAGE.format(
        join=_OF_SESSION if session is not None else "",
        where=" and a.body_id = %(body)s" if body_id is not None else "",
    )
    values = {"congress": congress.pk, "session": session.pk if session is not None else None, "body": body_id}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        counted = cursor.fetchall()
    found: dict[int, UnitStages] = {}
    names = _names(congress.pk)
    for body, stage, answering, assisting in counted:
        unit = found.setdefault(body, UnitStages(body, names[body][1], {}, 0))
        if answering:
            unit.stages[Stage(stage)] = answering
        found[body] = replace(unit, assisting=unit.assisting + assisting)
    return sorted(found.values(), key=lambda unit: names[unit.body_id])


def _names(congress_id: int) -> dict[int, tuple[str, str]]:
    """Unit → (sort key, name): read apart, so that the count need not carry names through its grouping."""
    rows = Body.objects.filter(congress_id=congress_id).exclude(kind=BodyKind.DELEGATION)
    return {pk: (key, name) for pk, key, name in rows.values_list("pk", "sort_key", "name")}


def _line(
    items: Items, label: str, columns: Iterable[Indicator], cut: Cut, cells: Iterable[Cell], body_id: int | None = None
) -> Line:
    kept = list(cells)
    return Line(label, tuple(items.figure(column, cut, kept) for column in columns), body_id)


def _sides(cells: Iterable[Cell], cut: Cut) -> list[str]:
    """The sides there are items of, and the sum when there are two."""
    there = {cell.side for cell in cells if cut.holds(cell)}
    return [side for side in texts.SIDES if side in there] + ([""] if len(there) > 1 else [])


def _registered(items: Items, cells: list[Cell]) -> Section:
    # What waits, and what was voided, is at no unit: beside a part of the items these would be noughts that mean nothing.
    whole = items.body_id is None and not items.government and not items.within.of_handlings
    columns = ind.ALL_REGISTERED if whole else (ind.REGISTERED,)
    lines = [
        _line(items, texts.SIDES[side] + texts.KINDS[kind], columns, Cut(side, kind), cells)
        for kind in texts.KINDS
        for side in _sides(cells, Cut(kind=kind))
    ]
    why = explaining.registered(items, cells) if whole else ()
    return Section("registered", texts.REGISTERED, columns, tuple(lines), why=why)


def _handling(items: Items, cells: list[Cell]) -> Section:
    # For the government and for a unit “given to the government” would be all, or beside the point.
    whole = items.body_id is None and not items.government
    note = "" if items.has_grades else texts.NO_GRADES
    made = _by_side(items, cells, "handling", texts.HANDLING, ind.HANDLING if whole else ind.UNIT, note)
    classed = items.figure(ind.SOLVED, Cut(kind="suggestion"), cells).denominator
    return replace(made, why=explaining.handling(items, cells) + (classes.said(items) if classed else ()))


def _grades(items: Items, cells: list[Cell]) -> Section:
    """As Wuchang reports them: per side, among the suggestions given to the government (W10: 123 of 129)."""
    lines = [
        _line(items, texts.SIDES[side], ind.GRADES, Cut(side, "suggestion", government=True), cells)
        for side in _sides(cells, Cut(kind="suggestion", government=True))
    ]
    why = explaining.grades(items, cells, Cut(kind="suggestion", government=True)) + explaining.rounding(lines)
    return Section("grades", texts.GRADES, ind.GRADES, tuple(lines), texts.GRADES_NOTE, why)


def _by_side(
    items: Items, cells: list[Cell], code: str, title: str, columns: tuple[Indicator, ...], note: str
) -> Section:
    cut = Cut(kind="suggestion")
    lines = [_line(items, texts.SIDES[side], columns, Cut(side, "suggestion"), cells) for side in _sides(cells, cut)]
    return Section(code, title, columns, tuple(lines), note)


def _modes(items: Items, cells: list[Cell]) -> Section:
    made = _by_side(items, cells, "modes", texts.MODES, ind.MODES, texts.MODES_NOTE)
    return replace(made, why=explaining.modes(items, cells))


def _times(items: Items, cells: list[Cell]) -> Section:
    made = _by_side(items, cells, "times", texts.TIMES, (*ind.ITEMS_AND_TIMES, ind.ON_PAPER), texts.TIMES_NOTE)
    return replace(made, why=explaining.times(items, cells) + explaining.rounding(made.lines))


def _ratings(items: Items, cells: list[Cell]) -> Section:
    made = _by_side(items, cells, "ratings", texts.RATINGS, ind.RATINGS, texts.RATINGS_NOTE)
    return replace(made, why=explaining.ratings(items, cells))


def _unit_columns(items: Items) -> tuple[Indicator, ...]:
    return ind.UNIT + (ind.GRADES if items.has_grades else ())


def _by_unit(items: Items, cells: list[Cell], by_unit: list[Cell]) -> list[Section]:
    columns = _unit_columns(items)
    lines = _unit_lines(items, columns, by_unit)
    why = explaining.units(items, cells, by_unit)
    units = Section("units", texts.BY_UNIT, columns, lines, texts.UNIT_NOTE, why)
    return [_below_floor(items, by_unit), units]


def _unit_lines(items: Items, columns: tuple[Indicator, ...], cells: Iterable[Cell]) -> tuple[Line, ...]:
    by_body: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.body_id is not None:
            by_body.setdefault(cell.body_id, []).append(cell)
    names = _names(items.congress_id)
    lines = (
        _line(items, names[body][1], columns, Cut(kind="suggestion", body_id=body), by_body[body], body)
        for body in sorted(by_body, key=lambda body: names[body])
    )
    # A unit of motions alone, or that only assists, would be a line of noughts.
    return tuple(line for line in lines if any(figure.numerator or figure.denominator for figure in line.figures))


def below_floor(items: Items, floor: Fraction, cells: Iterable[Cell] | None = None) -> tuple[Line, ...]:
    """Units that met the deputies of a smaller share of their items than the rule demands (C11); exactly it is enough."""
    by_unit = items.cells((ind.MET_PIECES,), by_unit=True) if cells is None else cells
    lines = _unit_lines(items, (ind.MET_PIECES,), by_unit)
    return tuple(line for line in lines if _is_below(line.figures[0], floor))


def _is_below(figure: Figure, floor: Fraction) -> bool:
    return bool(figure.denominator) and Fraction(figure.numerator, figure.denominator or 1) < floor


def _below_floor(items: Items, cells: list[Cell]) -> Section:
    """By the rule in force on the day: the floor is the unit's for the year, not the single item's."""
    columns = (ind.MET_PIECES,)
    nothing = Section("floor", texts.BELOW_FLOOR, columns, ())
    try:
        rule = procedure_of(version_on(items.congress_id, items.today).pk).contact.face_to_face_floor
    except NoProcedure:
        return nothing
    if rule.value is None:
        return nothing
    note = texts.FLOOR_NOTE.format(floor=f"{rule.value.numerator}/{rule.value.denominator}", source=rule.source)
    return Section("floor", texts.BELOW_FLOOR, columns, below_floor(items, rule.value, cells), note)
