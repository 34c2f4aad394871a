"""From the counts of a replay to its items, always the same ones; and the two controls that must be noticed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from huiyin.reports.indicators import RANKS
from huiyin.reports.replays.reading import Batch, Inputs


@dataclass(frozen=True)
class Planned:
    """One item: when it is registered, which way it goes, how it is graded in its first and its second round."""

    title: str
    kind: str
    side: str
    path: str
    registered_on: date
    grades: tuple[str, ...]


def plan(inputs: Inputs) -> list[Planned]:
    """The items of all batches, each batch in the order of registration."""
    return [item for batch in inputs.items for item in _of_batch(batch)]


def _of_batch(batch: Batch) -> list[Planned]:
    again = [grade for grade in RANKS for _ in range(batch.again.get(grade, 0))]
    grades: list[tuple[str, ...]] = []
    for grade in RANKS:
        for number in range(batch.first.get(grade, 0)):
            second = again[number : number + 1] if grade == "unsatisfied" else []
            grades.append((grade, *second))
    grades += [()] * (batch.count - len(grades))
    # Mixed, so that a mistake about first or last items, or one desk, cannot hide; always mixed alike.
    random.Random(batch.name).shuffle(grades)
    first, last = batch.registered
    days = (last - first).days
    return [
        Planned(
            title=f"{batch.name}（第{number + 1}件）",
            kind=batch.kind,
            side=batch.side,
            path=batch.path,
            registered_on=first + timedelta(days=days * number // max(1, batch.count - 1)),
            grades=grades[number],
        )
        for number in range(batch.count)
    ]


def flip_grade(items: list[Planned]) -> list[Planned]:
    """Control: the first item that is satisfied in its first round is only basically satisfied."""
    at = next(n for n, item in enumerate(items) if item.grades[:1] == ("satisfied",))
    flipped = replace(items[at], grades=("basically", *items[at].grades[1:]))
    return [*items[:at], flipped, *items[at + 1 :]]


def drop_item(items: list[Planned]) -> list[Planned]:
    """Control: one item that should have been evaluated never comes in."""
    at = next(n for n, item in enumerate(items) if item.grades)
    return [*items[:at], *items[at + 1 :]]
