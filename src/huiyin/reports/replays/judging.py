"""A whole replay: walk the items, count the figures as an officer would see them, hold them against the print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from huiyin.foundation.tenancy import acting
from huiyin.reports import indicators as ind
from huiyin.reports.items import Cell, Cut, Figure, Items
from huiyin.reports.queries import items_for
from huiyin.reports.replays.district import District, make_district, sign_in
from huiyin.reports.replays.line import Line
from huiyin.reports.replays.planning import Planned, plan
from huiyin.reports.replays.reading import Expected, Replay

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
    replay: Replay, tell: Callable[[str], None], control: Control | None = None, processes: int = 1
) -> list[Verdict]:
    """Replay into the database Django is connected to, which must be a scratch one: a congress is made and kept there.

    `control` changes the planned items; a replay that is still all equal then proves nothing.
    """
    district = make_district(replay.code, replay.inputs)
    items = plan(replay.inputs)
    Line(district, replay.inputs.pace, tell).walk(control(items) if control is not None else items, processes)
    return judge(replay, district)


def judge(replay: Replay, district: District) -> list[Verdict]:
    """The figures as of the day of the report, through the login session of the deputies' committee's officer."""
    with acting(district.congress.pk, session_key=sign_in(district.officer)):
        items = items_for(district.congress, district.session, district.officer, replay.inputs.reported_on)
        if items is None:
            raise RuntimeError("an officer counts all items")
        cells = items.cells(ind.ALL)
    return [_verdict(expected, items, cells) for expected in replay.expected]


TRIPLES = {"grades_first": ind.FIRST, "grades_final": ind.FINAL}


def _verdict(expected: Expected, items: Items, cells: list[Cell]) -> Verdict:
    asked = TRIPLES.get(expected.indicator) or (ind.BY_CODE[expected.indicator],)
    cut = Cut(expected.side, expected.kind, expected.government)
    figures = tuple(items.figure(indicator, cut, cells) for indicator in asked)
    words: dict[str, object] = {
        "numerator": figures[0].numerator,
        "denominator": figures[0].denominator,
        "percent": figures[0].percent,
    }
    if len(figures) > 1:
        words |= {name: figure.numerator for name, figure in zip(ind.RANKS, figures, strict=True)}
        words["numerator"] = sum(figure.numerator for figure in figures)
    return Verdict(expected, expected.form.format_map(words), figures)
