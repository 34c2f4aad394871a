"""The two files of a replay, read and checked: what goes in, and what the source printed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from huiyin.reports import indicators as ind
from huiyin.reports.indicators import RANKS, find

BELOW_FLOOR = "below_floor"
READ_THROUGH, CRITERIA_READ = "read_through", "criteria_read"
READINGS = (READ_THROUGH, CRITERIA_READ)
# Of the ledger of promises (C8): carried over from the year before, made in the year of the report; what became of them.
PROMISES = ("promises_carried", "promises_new", "promises_in_time", "promises_overdue", "promises_not_due")
# Of supervision (W3, W4, C5, C6, M5, M7): what was looked at in checks, which items were led by whom, who graded those.
SUPERVISION = (
    "reception_times", "reception_items", "reception_deputies", "heavy_units", "heavy_items", "special_times",
    "special_comments", "later_units", "later_reminded", "key_items", "key_by_supervisor", "tallied_items",
    "tallied_deputies",
)  # fmt: skip
TRIPLES = {
    "grades_first": ind.FIRST,
    "grades_final": ind.FINAL,
    "times_first": ind.TIMES_FIRST,
    "times_final": ind.TIMES_FINAL,
}
SHIPPED = Path(__file__).parent
Count = Annotated[int, Field(ge=0)]
Grades = dict[Annotated[str, Field(pattern="^(" + "|".join(RANKS) + ")$")], Count]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pace(Frozen):
    """Days after registration on which an item takes its steps; the second round's after those of the first."""

    handed_over: Count
    assigned: Count
    received: Count
    talked: Count
    answered: Count
    evaluated: Count
    decided: Count
    talked_again: Count
    answered_again: Count
    evaluated_again: Count
    decided_again: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = list(self.model_dump().values())
        if days != sorted(days):
            raise ValueError("pace: the steps are not in order")
        return self

    def on(self, step: str, registered_on: date) -> date:
        return registered_on + timedelta(days=getattr(self, step))


class NamedBody(Frozen):
    """`kind` is a `BodyKind`: named when the place is made, for the files are read before Django is started."""

    name: str
    kind: str


class Place(Frozen):
    """The invented congress: how many bodies and people. `bodies` are handling units that are no departments."""

    name: str = "重演区"
    departments: Annotated[int, Field(ge=1)] = 8
    deputies: Annotated[int, Field(ge=1)] = 6
    # What a chairpersons' council keeps from the government: matters of a court, or of the congress itself.
    bodies: tuple[NamedBody, ...] = (
        NamedBody(name="人民法院", kind="court"),
        NamedBody(name="人大城乡建设与环境保护委员会", kind="committee"),
    )


class Meetings(Frozen):
    """How many of the items of all units are met for face to face; the others are talked about on the telephone.

    `of_unit` fixes some units' numbers; what is left is spread over the others by how much they have. Without `met`
    there is a meeting about every item.
    """

    met: Count | None = None
    of_unit: dict[str, Count] = {}


class Raising(Frozen):
    """How the deputies come to their items: each writes, others sign, streets and the district read (W2).

    There are `streets` delegations, each with the street committee that reads for it. `criteria` are those that each
    reader looks at. `submitted` and `read` (by tier) are days before registration.
    """

    streets: Annotated[int, Field(ge=1)]
    cosigners: Count = 0
    criteria: Annotated[tuple[str, ...], Field(min_length=1)]
    submitted: Count
    read: Annotated[dict[str, Count], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [self.submitted, *self.read.values()]
        if days != sorted(days, reverse=True):
            raise ValueError("raising: the steps are not in order")
        return self


class Promised(Frozen):
    """So many letters promise something until `due`; `kept`: the day it was done, reported and crossed off."""

    count: Annotated[int, Field(ge=1)]
    due: date
    kept: date | None = None


class Checked(Frozen):
    """Checks of one kind, one on each of the days: over so many `items` in all, over all items of the `heaviest` units, or
    over whole `units`. `deputies` take part, all days together; `lagging` of the rows lag and are reminded in person."""

    kind: str
    name: str
    on: Annotated[tuple[date, ...], Field(min_length=1)]
    items: Count = 0
    heaviest: Count = 0
    units: Count = 0
    deputies: Count = 0
    comments: Count = 0
    lagging: Count = 0
    self_checked: bool = False

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> Self:
        if sum(map(bool, (self.items, self.heaviest, self.units))) != 1:
            raise ValueError(f"{self.name}: over items, over the heaviest units, or over whole units")
        return self


class Votes(Frozen):
    satisfied: Count
    basically: Count = 0
    unsatisfied: Count = 0


class Led(Frozen):
    """So many key items, led by this kind of supervisor."""

    by: str
    count: Annotated[int, Field(ge=1)]


class Supervised(Frozen):
    """What was supervised when the items were handled: key items by who leads them, checks; `tallied` on each key item."""

    decided_at: str = ""
    decided_on: date = date.min
    key_items: tuple[Led, ...] = ()
    tallied: Votes | None = None
    tallied_on: date = date.min
    checks: tuple[Checked, ...] = ()


class Batch(Frozen):
    """Items that go one way: `government` by its office to departments, `units` to departments at once, `direct` to
    one of the named bodies, `none` registered only.

    Each item has `units` answering units, the first of them `bodies` where those are named: one leads, several handle
    their parts. A *piece* is an item at one of them. `first` are the first grades of the pieces, `again` those of the
    second evaluation, for as many of the unsatisfied ones; pieces beyond the grades stay answered and are not evaluated.
    `ratings` instead of `first` grades each dimension apart. `classes` are the letters' classes, `class_of_rest` that of
    all other letters. Of items that are raised, `advised` says how many each tier sends back to their deputies once.
    """

    name: str
    kind: Literal["motion", "suggestion"] = "suggestion"
    side: Literal["session", "between"]
    count: Annotated[int, Field(ge=1)]
    path: Literal["government", "units", "direct", "none"]
    # Registered from the first to the second day, evenly.
    registered: tuple[date, date]
    units: Annotated[int, Field(ge=1)] = 1
    bodies: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    first: Grades = {}
    again: Grades = {}
    ratings: dict[str, Grades] = {}
    classes: dict[str, Count] = {}
    class_of_rest: str = ""
    advised: dict[str, Count] = {}
    # One promise in each of so many letters, in turn.
    promises: tuple[Promised, ...] = ()

    @property
    def pieces(self) -> int:
        return self.count * self.units

    @model_validator(mode="after")
    def _grades_fit(self) -> Self:
        if sum(self.first.values()) > self.pieces:
            raise ValueError(f"{self.name}: more grades than items")
        if sum(self.again.values()) > self.first.get("unsatisfied", 0):
            raise ValueError(f"{self.name}: more second evaluations than unsatisfied items")
        if self.path == "none" and (self.first or self.ratings):
            raise ValueError(f"{self.name}: what is not handed over is not evaluated")
        if self.ratings and self.first:
            raise ValueError(f"{self.name}: graded as a whole and by dimension at once")
        if len({sum(grades.values()) for grades in self.ratings.values()} - {self.pieces}):
            raise ValueError(f"{self.name}: graded by dimension, each item has a grade in each")
        return self

    @model_validator(mode="after")
    def _units_fit(self) -> Self:
        if sum(self.classes.values()) > self.pieces:
            raise ValueError(f"{self.name}: more classes than letters")
        if sum(one.count for one in self.promises) > self.pieces:
            raise ValueError(f"{self.name}: more promises than letters")
        if len(self.bodies) > self.units:
            raise ValueError(f"{self.name}: more bodies than units")
        if self.path == "direct" and (self.units > 1 or self.bodies):
            raise ValueError(f"{self.name}: what goes to a named body in turn goes to one")
        if self.path == "government" and (self.bodies or self.assisting):
            raise ValueError(f"{self.name}: the government office passes on to departments")
        return self


class Inputs(Frozen):
    """`source` is the published report; `term` and `session` are those it reports on, `reported_on` its day.

    `chosen` says in words what the report does not tell and somebody had to choose: printed with the figures.
    """

    name: str
    source: str
    profile: str
    level: str
    term: int
    session: int
    reported_on: date
    chosen: tuple[str, ...] = ()
    place: Place = Place()
    meetings: Meetings = Meetings()
    # Whether the office settles what was evaluated; a report that counts evaluations received needs no more.
    settled: bool = True
    pace: Pace
    # Without it, items are registered at once, as those that came on paper.
    raising: Raising | None = None
    supervision: Supervised | None = None
    items: Annotated[tuple[Batch, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _done_before_the_report(self) -> Self:
        for batch in self.items:
            last = "decided_again" if batch.again else "decided"
            if batch.registered[0] > batch.registered[1]:
                raise ValueError(f"{batch.name}: registered from and to are the wrong way round")
            if batch.path != "none" and self.pace.on(last, batch.registered[1]) > self.reported_on:
                raise ValueError(f"{batch.name}: its last step would come after the report")
        return self

    @model_validator(mode="after")
    def _raised_as_read(self) -> Self:
        tiers = set(self.raising.read) if self.raising is not None else set()
        for batch in self.items:
            if unknown := set(batch.advised) - tiers:
                raise ValueError(f"{batch.name}: nobody reads at {unknown}")
            if max(batch.advised.values(), default=0) > batch.count:
                raise ValueError(f"{batch.name}: more advised than items")
            if self.raising is not None and batch.kind != "suggestion":
                raise ValueError(f"{batch.name}: only suggestions are raised in a replay")
        if self.raising is not None and self.raising.cosigners >= self.place.deputies:
            raise ValueError("raising: more cosigners than other deputies")
        return self

    @model_validator(mode="after")
    def _bodies_are_there(self) -> Self:
        there = {body.name for body in self.place.bodies}
        for batch in self.items:
            if unknown := {*batch.bodies, *batch.assisting} - there:
                raise ValueError(f"{batch.name}: no such bodies: {unknown}")
            if batch.units - len(batch.bodies) > self.place.departments:
                raise ValueError(f"{batch.name}: more units than departments")
        return self


class Expected(Frozen):
    """One figure of the source: `printed` is compared, letter by letter, with the product's written as `form`.

    The form may name numerator, denominator, percent (two decimals), percent1 and percent0, the three grades of a
    triple, for `below_floor` the names of the units and their number, for `criteria_read` the criteria.
    """

    mechanism: str
    name: str
    quote: str
    # Where the source says it in words and prints no number, why `printed` follows from the quote.
    derived: str = ""
    # Where print and product write the same number differently, how.
    remark: str = ""
    indicator: str
    body: str = ""
    side: str = ""
    kind: str = "suggestion"
    government: bool = False
    form: str
    printed: str

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        try:
            if self.indicator not in (*TRIPLES, BELOW_FLOOR, *READINGS, *PROMISES, *SUPERVISION):
                find(self.indicator)
        except KeyError:
            raise ValueError(f"{self.name}: no such figure: {self.indicator}") from None
        return self


class Printed(Frozen):
    figure: Annotated[tuple[Expected, ...], Field(min_length=1)]


class Replay(Frozen):
    code: str
    inputs: Inputs
    expected: tuple[Expected, ...]


def shipped() -> list[str]:
    """The names of all replays there are."""
    return sorted(file.parent.name for file in SHIPPED.glob("*/inputs.toml"))


def read(folder: Path) -> Replay:
    """A replay's two files. Raises pydantic's ValidationError where they do not hold together."""
    inputs = Inputs.model_validate(_toml(folder / "inputs.toml"))
    expected = Printed.model_validate(_toml(folder / "expected.toml"))
    return Replay(code=folder.name, inputs=inputs, expected=expected.figure)


def _toml(file: Path) -> Mapping[str, object]:
    with file.open("rb") as opened:
        return tomllib.load(opened)
