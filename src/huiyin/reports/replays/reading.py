"""The two files of a replay, read and checked: what goes in, and what the source printed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from huiyin.reports.indicators import BY_CODE, RANKS

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


class Batch(Frozen):
    """Items that go one way: `government` by its office to a department, `direct` to a body, `none` registered only.

    `first` are the first grades, `again` those of the second evaluation, for as many of the unsatisfied ones. Items
    beyond the grades stay answered and are not evaluated.
    """

    name: str
    kind: Literal["motion", "suggestion"] = "suggestion"
    side: Literal["session", "between"]
    count: Annotated[int, Field(ge=1)]
    path: Literal["government", "direct", "none"]
    # Registered from the first to the second day, evenly.
    registered: tuple[date, date]
    first: Grades = {}
    again: Grades = {}

    @model_validator(mode="after")
    def _grades_fit(self) -> Self:
        if sum(self.first.values()) > self.count:
            raise ValueError(f"{self.name}: more grades than items")
        if sum(self.again.values()) > self.first.get("unsatisfied", 0):
            raise ValueError(f"{self.name}: more second evaluations than unsatisfied items")
        if self.path == "none" and self.first:
            raise ValueError(f"{self.name}: what is not handed over is not evaluated")
        return self


class Inputs(Frozen):
    """`source` is the published report; `term` and `session` are those it reports on, `reported_on` its day."""

    name: str
    source: str
    profile: str
    level: str
    term: int
    session: int
    reported_on: date
    pace: Pace
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


class Expected(Frozen):
    """One figure of the source: `printed` is compared, letter by letter, with the product's written as `form`."""

    mechanism: str
    name: str
    quote: str
    # Where the source says it in words and prints no number, why `printed` follows from the quote.
    derived: str = ""
    indicator: Annotated[str, Field(pattern="^(" + "|".join(BY_CODE) + "|grades_first|grades_final)$")]
    side: str = ""
    kind: str = "suggestion"
    government: bool = False
    form: str
    printed: str


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
