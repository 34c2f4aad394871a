"""The step catalogue: every way in which a thing may move, who may move it, and what must hold.

From it come buttons, permissions, `docs/rights.md`, the diagram and the golden tests; there is no second list.
Rooms add their steps by calling `register` when they are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from huiyin.people.models import Role, Seat

if TYPE_CHECKING:
    from huiyin.chain.models import Thing
    from huiyin.chain.taking import Work


@dataclass(frozen=True)
class Relation:
    """How a seat must stand to a thing: a name for the tables, words for people, and the question itself."""

    name: str
    words: str
    holds: Callable[[Seat, Any], bool]


@dataclass(frozen=True)
class Right:
    """One row of the rights table: a role that stands in a relation to the thing may take the step."""

    role: Role
    relation: Relation

    def allows(self, seat: Seat, thing: Any) -> bool:
        # An ended deputy seat goes on receiving and evaluating its own cases; every other ended seat does nothing.
        if seat.role != self.role or seat.is_to_come or (seat.is_over and self.role != Role.DEPUTY):
            return False
        return self.relation.holds(seat, thing)


@dataclass(frozen=True)
class Guard:
    """What must hold beyond seat and state. `check` returns None, or the sentence that says what is missing."""

    name: str
    words: str
    check: Callable[[Any, Seat | None, Any], str | None]


@dataclass(frozen=True)
class Step:
    """A named step. `to` None keeps the state; `automatic` steps are taken by the house, never by a seat."""

    code: str
    label: str
    on: str
    frm: frozenset[str]
    to: str | None
    by: tuple[Right, ...] = ()
    guards: tuple[Guard, ...] = ()
    effect: Callable[[Work, Any, Seat | None, Any], None] | None = None
    starts: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    # Whose desk hears of it; () says on purpose: nobody is told.
    tells: tuple[str, ...] = ()
    backdatable: bool = False
    automatic: bool = False
    # May also be taken without a seat by the installation's operator at the command line.
    operator: bool = False
    # The step that takes this one back, within the undo window.
    undone_by: str = ""
    undoes: str = ""
    # Not shown to units and the government side: its very existence would tell of a grade (architecture §6 “Sealed”).
    sealed: bool = False
    formal: bool = False
    source: str = ""

    @property
    def creates(self) -> bool:
        return self.frm == frozenset({"new"})

    def permits(self, seat: Seat, thing: Any) -> bool:
        return any(right.allows(seat, thing) for right in self.by)


@dataclass
class Catalogue:
    steps: dict[str, Step] = field(default_factory=dict)

    def add(self, *steps: Step) -> None:
        for step in steps:
            if step.code in self.steps and self.steps[step.code] is not step:
                raise ValueError(f"two steps are called {step.code}")
            self.steps[step.code] = step

    def __getitem__(self, code: str) -> Step:
        return self.steps[code]

    def __iter__(self) -> Iterator[Step]:
        return iter(sorted(self.steps.values(), key=lambda s: s.code))

    def of(self, kind: str) -> list[Step]:
        return [s for s in self.steps.values() if s.on == kind]

    def possible(self, thing: Thing, seat: Seat) -> list[Step]:
        """Steps this seat may take on this thing in its state now; guards are asked when the step is taken."""
        return [
            s
            for s in self.of(thing.KIND)
            if not s.automatic and not s.undoes and thing.state in s.frm and not s.creates and s.permits(seat, thing)
        ]


catalogue = Catalogue()
register = catalogue.add
