"""What the plain model of `tests.chain.model` moves: items with their assignments and rounds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class Thing:
    """A proposal, assignment or round: its state, and the steps not taken back, newest last."""

    kind: str
    state: str
    case: Case
    pk: int = 0
    last: str = ""
    standing: list[tuple[str, str, int]] = field(default_factory=list)
    # assignment
    unit: str = ""
    mode: str = ""
    parent: Thing | None = None
    rounds: list[Thing] = field(default_factory=list)
    # round
    row: Thing | None = None
    talks: int = 0
    refused: bool = False
    disputed: bool = False
    long: bool = False
    letter: bool = False
    # Talks on which nobody has written down the deputy's word.
    unsaid: int = 0
    # Who has passed the letter since it was last submitted.
    passed: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    on_paper: set[str] = field(default_factory=set)
    # Who entered the deputy's sheet, and what it says; the second reader.
    sheet: tuple[str, str] | None = None
    confirmed: bool = False
    grade: str = ""

    @property
    def answering(self) -> bool:
        return self.mode in ("lead", "separate")

    @property
    def live(self) -> bool:
        return self.state not in ("recalled", "replaced")


@dataclass(eq=False)
class Case:
    # The procedure wants letters reviewed by the government office, then signed off by the leader in charge.
    reviewed: bool = False
    acts: list[str] = field(default_factory=list)
    rows: list[Thing] = field(default_factory=list)
    thing: Thing = field(init=False)

    def __post_init__(self) -> None:
        self.thing = Thing("proposal", "registered", self, last="proposal.register")

    @property
    def live(self) -> list[Thing]:
        return [row for row in self.rows if row.live]

    @property
    def things(self) -> list[Thing]:
        return [self.thing, *self.rows, *(round_ for row in self.rows for round_ in row.rounds)]
