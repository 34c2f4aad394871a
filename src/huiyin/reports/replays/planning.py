"""From the counts of a replay to its items, always the same ones; and the two controls that must be noticed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, islice

from huiyin.reports.indicators import RANKS
from huiyin.reports.replays.reading import Batch, Grades, Inputs, Meetings, Place, Promised, Supervised

WHOLE = ""
"""Instead of a dimension: the same grade in all that the procedure asks for."""

Rated = tuple[tuple[str, str], ...]
"""The grades of one evaluation, dimension and grade."""

DEPARTMENTS = (
    "城市管理局",
    "教育局",
    "民政局",
    "住房和城市建设局",
    "卫生健康局",
    "文化和旅游局",
    "发展和改革局",
    "公安分局",
)


@dataclass(frozen=True)
class Piece:
    """An item at one answering unit: how it is graded in its first and its second round, whether there is a meeting."""

    unit: str
    grades: tuple[Rated, ...]
    class_code: str = ""
    promise: Promised | None = None
    met: bool = True


@dataclass(frozen=True)
class Planned:
    """One item: when it is registered, which way it goes, what becomes of it at each of its units."""

    title: str
    kind: str
    side: str
    path: str
    registered_on: date
    pieces: tuple[Piece, ...]
    assisting: tuple[str, ...] = ()
    # Tiers of reading that send it back to its deputy once; and whether it then stays there.
    advised: tuple[str, ...] = ()
    stays: bool = False
    # Who leads its supervision, and the kinds of checks in which it is looked at as one of so many items.
    led_by: str = ""
    looked: tuple[str, ...] = ()

    @property
    def grades(self) -> tuple[str, ...]:
        """The whole grades of the rounds of an item with one unit."""
        rounds = self.pieces[0].grades if self.pieces else ()
        return tuple(grade for rated in rounds for dimension, grade in rated if dimension == WHOLE)


def departments(place: Place) -> list[str]:
    """Names of the departments, as many as asked for."""
    return [*DEPARTMENTS, *(f"第{number}承办单位" for number in range(len(DEPARTMENTS) + 1, place.departments + 1))][
        : place.departments
    ]


def plan(inputs: Inputs) -> list[Planned]:
    """The items of all batches, each batch in the order of registration; departments and bodies take turns."""
    turns = count()
    items = [item for batch in inputs.items for item in _of_batch(batch, inputs.place, turns)]
    return _supervised(_with_meetings(items, inputs.meetings), inputs.supervision)


def _supervised(items: list[Planned], supervised: Supervised | None) -> list[Planned]:
    """Key items are the first, what is looked at too: the same may be both."""
    if supervised is None:
        return items
    led = [of.by for of in supervised.key_items for _ in range(of.count)]
    led += [""] * (len(items) - len(led))
    return [
        replace(item, led_by=by, looked=tuple(one.kind for one in supervised.checks if at < one.items))
        for at, (item, by) in enumerate(zip(items, led, strict=True))
    ]


def _of_batch(batch: Batch, place: Place, turns: Iterator[int]) -> list[Planned]:
    handled = batch.path != "none"
    grades = _grades(batch)
    classes = [code for code, number in batch.classes.items() for _ in range(number)]
    classes += [batch.class_of_rest] * (batch.pieces - len(classes))
    # Mixed, so that a mistake about first or last items, or one desk, cannot hide; always mixed alike.
    random.Random(batch.name).shuffle(grades)
    random.Random(f"{batch.name} classes").shuffle(classes)
    promises: list[Promised | None] = [one for one in batch.promises for _ in range(one.count)]
    promises += [None] * (batch.pieces - len(promises))
    random.Random(f"{batch.name} promises").shuffle(promises)
    advised = _advised(batch)
    pieces = iter(map(Piece, _units(batch, place, turns), grades, classes, promises))
    first, last = batch.registered
    days = (last - first).days
    return [
        Planned(
            title=f"{batch.name}（第{number + 1}件）",
            kind=batch.kind,
            side=batch.side,
            path=batch.path,
            registered_on=first + timedelta(days=days * number // max(1, batch.count - 1)),
            pieces=tuple(islice(pieces, batch.units)) if handled else (),
            assisting=batch.assisting,
            advised=tuple(tier for tier, numbers in advised.items() if number in numbers),
        )
        for number in range(batch.count)
    ]


def _units(batch: Batch, place: Place, turns: Iterator[int]) -> Iterator[str]:
    """Item by item its units: the named bodies, then the departments whose turn it is."""
    taking_turns = [body.name for body in place.bodies] if batch.path == "direct" else departments(place)
    for _ in range(batch.count):
        yield from batch.bodies
        for turn in islice(turns, batch.units - len(batch.bodies)):
            yield taking_turns[turn % len(taking_turns)]


def _grades(batch: Batch) -> list[tuple[Rated, ...]]:
    """One entry for each piece: none, one evaluation or two."""
    if batch.ratings:
        columns = [[(dimension, grade) for grade in _listed(given)] for dimension, given in batch.ratings.items()]
        for column in columns:
            random.Random(f"{batch.name} {column[0][0]}").shuffle(column)
        return [(rated,) for rated in zip(*columns, strict=True)]
    again = iter(_listed(batch.again))
    grades: list[tuple[Rated, ...]] = []
    for grade in _listed(batch.first):
        second = next(again, None) if grade == "unsatisfied" else None
        grades.append((((WHOLE, grade),), *([((WHOLE, second),)] if second else [])))
    return grades + [()] * (batch.pieces - len(grades))


def _advised(batch: Batch) -> dict[str, set[int]]:
    """Tier → the items that it sends back, by their place in the batch."""
    return {
        tier: set(random.Random(f"{batch.name} {tier}").sample(range(batch.count), number))
        for tier, number in batch.advised.items()
    }


def _listed(grades: Grades) -> list[str]:
    return [grade for grade in RANKS for _ in range(grades.get(grade, 0))]


def _with_meetings(items: list[Planned], meetings: Meetings) -> list[Planned]:
    """Which pieces are met for: each unit's share, spread over its items."""
    if meetings.met is None:
        return items
    owed = _met_by_unit(Counter(piece.unit for item in items for piece in item.pieces), meetings)
    done: Counter[str] = Counter()
    found = []
    for item in items:
        pieces = []
        for piece in item.pieces:
            done[piece.unit] += 1
            met, total = owed.get(piece.unit, (0, 1))
            # As the Bresenham line goes: `met` of `total`, evenly.
            pieces.append(replace(piece, met=done[piece.unit] * met // total > (done[piece.unit] - 1) * met // total))
        found.append(replace(item, pieces=tuple(pieces)))
    return found


def _met_by_unit(totals: Counter[str], meetings: Meetings) -> dict[str, tuple[int, int]]:
    """Unit → met, all. What no unit is given by name goes to the others by largest remainder."""
    if unknown := set(meetings.of_unit) - set(totals):
        raise ValueError(f"meetings of units without items: {unknown}")
    fixed = meetings.of_unit
    others = {unit: total for unit, total in totals.items() if unit not in fixed}
    left, whole = (meetings.met or 0) - sum(fixed.values()), sum(others.values())
    met = {unit: left * total // whole for unit, total in others.items()} | fixed
    by_remainder = sorted(others, key=lambda unit: (-(left * others[unit] % whole), unit))
    for unit in by_remainder[: (meetings.met or 0) - sum(met.values())]:
        met[unit] += 1
    if any(met[unit] > totals[unit] for unit in totals):
        raise ValueError("more meetings than items")
    return {unit: (met[unit], total) for unit, total in totals.items()}


def flip_grade(items: list[Planned]) -> list[Planned]:
    """Control: the first evaluation that is all satisfied is unsatisfied in one thing. Where nothing is evaluated, the
    first promise that was kept is not, the first item that was supervised is not, or the first item that was read through
    stays with its deputy."""
    if any(item.led_by or item.looked for item in items):
        return [replace(items[0], led_by="", looked=()), *items[1:]]
    if any(piece.promise for item in items for piece in item.pieces):
        return _unkept(items)
    if not any(piece.grades for item in items for piece in item.pieces):
        return [replace(items[0], stays=True), *items[1:]]
    for at, item in enumerate(items):
        for number, piece in enumerate(item.pieces):
            if piece.grades and {grade for _, grade in piece.grades[0]} == {"satisfied"}:
                (dimension, _), *rest = piece.grades[0]
                flipped = replace(piece, grades=(((dimension, "unsatisfied"), *rest), *piece.grades[1:]))
                pieces = (*item.pieces[:number], flipped, *item.pieces[number + 1 :])
                return [*items[:at], replace(item, pieces=pieces), *items[at + 1 :]]
    raise ValueError("nobody is satisfied")


def _unkept(items: list[Planned]) -> list[Planned]:
    for at, item in enumerate(items):
        for number, piece in enumerate(item.pieces):
            if piece.promise is not None and piece.promise.kept is not None:
                broken = replace(piece, promise=piece.promise.model_copy(update={"kept": None}))
                pieces = (*item.pieces[:number], broken, *item.pieces[number + 1 :])
                return [*items[:at], replace(item, pieces=pieces), *items[at + 1 :]]
    raise ValueError("no promise is kept")


def drop_item(items: list[Planned]) -> list[Planned]:
    """Control: one item that should have been evaluated (where nothing is, the first) never comes in."""
    at = next((n for n, item in enumerate(items) if any(piece.grades for piece in item.pieces)), 0)
    return [*items[:at], *items[at + 1 :]]
