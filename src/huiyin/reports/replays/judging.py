"""A whole replay: walk the items, count the figures as an officer would see them, hold them against the print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from huiyin.foundation.figures import percent
from huiyin.foundation.tenancy import acting
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.promises import ledger, queries
from huiyin.reports import indicators as ind
from huiyin.reports.items import Cell, Cut, Figure, Items
from huiyin.reports.queries import below_floor, items_for
from huiyin.reports.replays.district import District, make_district, sign_in
from huiyin.reports.replays.line import Line
from huiyin.reports.replays.planning import Planned, plan
from huiyin.reports.replays.raising import RaisedLine, criteria_read, read_through
from huiyin.reports.replays.reading import (
    BELOW_FLOOR,
    PROMISES,
    READ_THROUGH,
    READINGS,
    SUPERVISION,
    TRIPLES,
    Expected,
    Replay,
)
from huiyin.reports.replays.supervising import SupervisedLine, numbers

Control = Callable[[list[Planned]], list[Planned]]


@dataclass(frozen=True)
class Verdict:
    """One figure of the source beside the product's, both as the source writes it."""

    expected: Expected
    product: str
    figures: tuple[Figure, ...]

    @property
    def equal(self) -> bool:
        return self.product == self.expected.printed


def run(
    replay: Replay,
    tell: Callable[[str], None],
    control: Control | None = None,
    processes: int = 1,
    walked: Callable[[], None] | None = None,
) -> list[Verdict]:
    """Replay into the database Django is connected to, which must be a scratch one: a congress is made and kept there.

    `control` changes the planned items; a replay that is still all equal then proves nothing. `walked` is called when
    the rows are there, before they are counted.
    """
    district = make_district(replay.code, replay.inputs)
    items = plan(replay.inputs)
    line = RaisedLine if replay.inputs.raising is not None else SupervisedLine if replay.inputs.supervision is not None else Line
    line(district, replay.inputs, tell).walk(control(items) if control is not None else items, processes)
    if walked is not None:
        walked()
    return judge(replay, district)


def judge(replay: Replay, district: District) -> list[Verdict]:
    """The figures as of the day of the report, through the login session of the deputies' committee's officer."""
    with acting(district.congress.pk, session_key=sign_in(district.officer)):
        items = items_for(district.congress, district.session, district.officer, replay.inputs.reported_on)
        if items is None:
            raise RuntimeError("an officer counts all items")
        asked = list(dict.fromkeys(indicator for one in replay.expected for indicator in _indicators(one)))
        counted = Counted(
            items,
            items.cells(asked) if asked else [],
            items.cells(asked, by_unit=True) if any(one.body for one in replay.expected) else [],
            {name: desk.body.pk for name, desk in district.desks.items()},
        )
        return [_judged(one, counted, district, replay.inputs.reported_on) for one in replay.expected]


def _judged(expected: Expected, counted: Counted, district: District, on: date) -> Verdict:
    if expected.indicator == BELOW_FLOOR:
        return _list_of_units(expected, counted, district)
    if expected.indicator in READINGS:
        return _of_readings(expected, district)
    if expected.indicator in PROMISES:
        return _of_promises(expected, district, on)
    if expected.indicator in SUPERVISION:
        return _of_supervision(expected, district, on)
    return _verdict(expected, counted)


def _of_promises(expected: Expected, district: District, on: date) -> Verdict:
    """As the ledger of the deputies' committee counts them on the day of the report."""
    officer = district.officer
    totals = ledger.totals(officer, ledger.Asked(ledger.ALL), on)
    before = queries.visible_to(officer).filter(promised_on__lt=on.replace(month=1, day=1)).count()
    numbers = {
        "promises_carried": before,
        "promises_new": totals.all - before,
        "promises_in_time": totals.kept - totals.late,
        "promises_overdue": totals.overdue,
        "promises_not_due": totals.not_due,
    }
    return Verdict(expected, expected.form.format_map({"numerator": numbers[expected.indicator]}), ())


def _of_supervision(expected: Expected, district: District, on: date) -> Verdict:
    """`key_by_supervisor` names each kind of supervisor in the form; `tens` is the number with its last digit left out."""
    found = numbers(district, on).get(expected.indicator, 0)
    words = found if isinstance(found, dict) else {"numerator": found, "tens": int(str(found)) // 10 * 10}
    return Verdict(expected, expected.form.format_map(words), ())


def _of_readings(expected: Expected, district: District) -> Verdict:
    """Counted on the readings' own rows: the statistics page has no figure of reading."""
    if expected.indicator == READ_THROUGH:
        read, registered = read_through(district.congress, expected.side)
        words: dict[str, object] = {"numerator": read, "denominator": registered}
    else:
        words = {"criteria": "、".join(criteria_read(district.congress, expected.side))}
    return Verdict(expected, expected.form.format_map(words), ())


@dataclass(frozen=True)
class Counted:
    """All that the figures are read from: counted once as a whole, and once by unit where a unit is asked for."""

    items: Items
    cells: list[Cell]
    by_unit: list[Cell]
    bodies: dict[str, int]


def _indicators(expected: Expected) -> tuple[ind.Indicator, ...]:
    if expected.indicator in (BELOW_FLOOR, *READINGS, *PROMISES, *SUPERVISION):
        return ()
    return TRIPLES.get(expected.indicator) or (ind.find(expected.indicator),)


def _list_of_units(expected: Expected, counted: Counted, district: District) -> Verdict:
    """Units below the floor of meetings: their short names in the order of the page."""
    version = version_on(district.congress.pk, counted.items.today)
    floor = procedure_of(version.pk).contact.face_to_face_floor.value
    lines = below_floor(counted.items, floor) if floor is not None else ()
    names = {pk: name for name, pk in counted.bodies.items()}
    said = "、".join(
        f"{names[line.body_id or 0]}（{line.figures[0].numerator}/{line.figures[0].denominator}）" for line in lines
    )
    words = {"names": said, "numerator": len(lines)}
    return Verdict(expected, expected.form.format_map(words), tuple(line.figures[0] for line in lines))


def _verdict(expected: Expected, counted: Counted) -> Verdict:
    asked = _indicators(expected)
    body = counted.bodies[expected.body] if expected.body else None
    cut = Cut(expected.side, expected.kind, expected.government, body)
    cells = counted.cells if body is None else counted.by_unit
    figures = tuple(counted.items.figure(indicator, cut, cells) for indicator in asked)
    words: dict[str, object] = {
        "numerator": figures[0].numerator,
        "denominator": figures[0].denominator,
        "percent": figures[0].percent,
    }
    if figures[0].denominator is not None:
        for places in (0, 1):
            words[f"percent{places}"] = percent(figures[0].numerator, figures[0].denominator, places)
    if len(figures) > 1:
        words |= {name: figure.numerator for name, figure in zip(ind.RANKS, figures, strict=True)}
        words["numerator"] = sum(figure.numerator for figure in figures)
    return Verdict(expected, expected.form.format_map(words), figures)
