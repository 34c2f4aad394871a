"""The things of the plain model (`tests.chain.model`): items, assignments, rounds as it remembers them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class Paper:
    """A letter: one for each round, or one for all that lead jointly. Who opened it, who has it on paper."""

    opened: set[str] = field(default_factory=set)
    on_paper: set[str] = field(default_factory=set)
    # Another was sent after it to put it right.
    followed: bool = False
    # The items its head names besides its own, where these are handled together.
    named: frozenset[int] = frozenset()
    # Who has passed it since it was last submitted, where the procedure wants it reviewed.
    passed: set[str] = field(default_factory=set)
    # Drafts shown to the deputy: by whose handling, and what became of each.
    drafts: list[tuple[Thing, str]] = field(default_factory=list)
    body: str = ""
    promises: list[Thing] = field(default_factory=list)


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
    ruled: bool = False
    asked_long: bool = False
    chased: bool = False
    letter: Paper | None = None
    # Talks on which nobody has written down the deputy's word, oldest first: whether the record was corrected.
    unsaid: list[bool] = field(default_factory=list)
    # Who entered the deputy's sheet, and what it says; the second reader.
    sheet: tuple[str, str] | None = None
    confirmed: bool = False
    grade: str = ""
    # Its appointments; of each talk that stands, the one it came out of.
    appointments: list[Thing] = field(default_factory=list)
    kept: list[Thing | None] = field(default_factory=list)
    # appointment: words said, and where it stood before what closed it
    round: Thing | None = None
    words: int = 0
    was: str = ""
    closed_by: str = ""
    # promise: its sentence, whether it has a day, and the kind of leave that was asked and not decided
    quote: str = ""
    day: bool = True
    leave: str = ""
    # assignment: what its body promised by word of mouth
    spoken: list[Thing] = field(default_factory=list)
    # round: the lights shown on it; of a light, who showed it
    lights: list[Thing] = field(default_factory=list)
    shower: str = ""

    @property
    def answering(self) -> bool:
        return self.mode in ("lead", "joint_lead", "separate")

    @property
    def opened(self) -> set[str]:
        return self.letter.opened if self.letter is not None else set()

    @property
    def on_paper(self) -> set[str]:
        return self.letter.on_paper if self.letter is not None else set()

    @property
    def siblings(self) -> list[Thing]:
        """Of a round: the newest rounds of the others that lead the item jointly."""
        if self.row is None or self.row.mode != "joint_lead":
            return []
        others = [row for row in self.case.live if row.mode == "joint_lead" and row is not self.row]
        return [row.rounds[-1] for row in others if row.rounds]

    @property
    def sharing(self) -> list[Thing]:
        """Those of them that the same letter answers."""
        return [other for other in self.siblings if other.letter is not None and other.letter is self.letter]

    @property
    def all_talks(self) -> int:
        """Who leads jointly visits together."""
        return self.talks + sum(other.talks for other in self.siblings)

    @property
    def live(self) -> bool:
        return self.state not in ("recalled", "replaced")


@dataclass(eq=False)
class Together:
    """Items that are handled together (并案): always two or more."""

    cases: list[Case] = field(default_factory=list)


@dataclass(eq=False)
class Case:
    together: Together | None = None
    # The procedure wants letters reviewed by the government office, then signed off by the leader in charge.
    reviewed: bool = False
    # Whether 王 still stands beside the lead: co-signers may turn out to be somebody else.
    cosigned: bool = True
    acts: list[str] = field(default_factory=list)
    rows: list[Thing] = field(default_factory=list)
    # It was put forward as a key item: once, or again after it was left out.
    keys: list[Thing] = field(default_factory=list)
    thing: Thing = field(init=False)

    def __post_init__(self) -> None:
        self.thing = Thing("proposal", "registered", self, last="proposal.register")

    @property
    def signers(self) -> set[str]:
        return {"deputy", "cosigner"} if self.cosigned else {"deputy"}

    @property
    def named(self) -> frozenset[int]:
        return frozenset(case.thing.pk for case in self.together.cases) if self.together else frozenset()

    @property
    def live(self) -> list[Thing]:
        return [row for row in self.rows if row.live]

    @property
    def things(self) -> list[Thing]:
        rounds = [round_ for row in self.rows for round_ in row.rounds]
        papers = {id(round_.letter): round_.letter for round_ in rounds if round_.letter is not None}
        beside = [*(round_.appointments for round_ in rounds), *(paper.promises for paper in papers.values())]
        beside += [*(row.spoken for row in self.rows), *(round_.lights for round_ in rounds), self.keys]
        return [self.thing, *self.rows, *rounds, *(one for some in beside for one in some)]
