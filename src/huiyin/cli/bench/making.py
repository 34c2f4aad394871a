"""The people of a made congress, and its cases before they are written as rows."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from typing import NamedTuple

from huiyin.foundation.segment import tsvector_literal
from huiyin.people import setup
from huiyin.people.models import Congress, Role, Seat
from huiyin.procedures.choosing import choose_profile

UNITS = 200
DEPUTIES = 200
YEARS = range(2022, 2027)
TEXTS = 20_000
CODE = "bench-{size}-{number}"
RARE_EVERY = 997
"""One title in so many has a word that stands nowhere else."""
_WORDS = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text())
PLACES, MATTERS, VERBS, FILLERS, RARE = (
    _WORDS[name].split() for name in ("places", "matters", "verbs", "fillers", "rare")
)


@dataclass
class People:
    units: list[int] = field(default_factory=list)
    deputies: list[Seat] = field(default_factory=list)
    clerks: list[Seat] = field(default_factory=list)
    heads: list[Seat] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    procedure: int = 0


class Made(NamedTuple):
    """A case: its place in the order of registering, its number in its session, and what everything else follows from."""

    i: int
    number: int
    on: date
    is_open: bool
    unit: int
    deputy: int
    title: str

    @property
    def stage(self) -> str:
        """Where its unit has it."""
        return ("waiting", "handling", "handling", "clearing", "cleared")[self.i % 5] if self.is_open else "concluded"

    @property
    def has_letter(self) -> bool:
        return self.stage in ("clearing", "cleared", "concluded")

    @property
    def assists(self) -> bool:
        """A second unit gives its opinion, in 35 of 100 cases."""
        return self.i % 20 < 7


def make_people(congress: Congress) -> People:
    """A committee's officer, 200 deputies, and 200 units with a clerk and a head each. In the congress's scope."""
    made = People()
    made.procedure = choose_profile(congress, "base").pk
    term = setup.term_of(congress, 18)
    made.sessions = [setup.session_of(congress, term, n).pk for n in range(1, len(YEARS) + 1)]
    committee = setup.add_body(congress, "代表工作委员会", "deputies_committee")
    officer = setup.add_person(congress, "测速工作人员")
    setup.account_of(officer)
    setup.add_seat(officer, committee, Role.COMMITTEE_OFFICER)
    team = setup.add_body(congress, "第一代表团", "delegation")
    for n in range(DEPUTIES):
        person = setup.add_person(congress, f"测速代表{n:03d}")
        setup.account_of(person)
        made.deputies.append(setup.add_seat(person, team, Role.DEPUTY, term=term))
    for n in range(UNITS):
        body = setup.add_body(congress, f"测速单位{n:03d}局", "department")
        for name, role, seats in (("经办", Role.UNIT_CLERK, made.clerks), ("领导", Role.UNIT_HEAD, made.heads)):
            person = setup.add_person(congress, f"测速{name}{n:03d}")
            setup.account_of(person)
            seats.append(setup.add_seat(person, body, role))
        made.units.append(body.pk)
    return made


@dataclass(frozen=True)
class Texts:
    """Bodies of items and letters, and the same as words for the search. Every congress draws from the same ones."""

    bodies: list[str]
    words: list[str]


def make_texts(size: int) -> Texts:
    random.seed(20260101)
    bodies = [_body() for _ in range(min(TEXTS, size))]
    return Texts(bodies, [tsvector_literal("", text, []) for text in bodies])


def make_cases(size: int, number: int) -> list[Made]:
    """The cases of the `number`-th congress: five years, units by Zipf's law, of the newest year three in ten open."""
    random.seed(20260101 + number)
    weights = [1 / (n + 1) for n in range(UNITS)]
    cases = []
    for i in range(size):
        session = i * len(YEARS) // size
        year, first = YEARS[session], -(-session * size // len(YEARS))
        on = date(year, 1, 20) + timedelta(days=i % 300)
        is_open = random.random() < (0.30 if year == YEARS[-1] else 0.005)
        unit = random.choices(range(UNITS), weights)[0]
        cases.append(Made(i, i - first + 1, on, is_open, unit, random.randrange(DEPUTIES), _title(i)))
    return cases


def _title(i: int) -> str:
    pick = random.choice
    second = RARE[i // RARE_EVERY % len(RARE)] if i % RARE_EVERY == RARE_EVERY // 2 else pick(MATTERS)
    return f"关于{pick(VERBS)}{pick(PLACES)}{pick(MATTERS)}和{second}问题的建议（{i}）"


def _body() -> str:
    """560 characters on two or three matters: with more, every word would stand in most of the cases."""
    places, matters = random.sample(PLACES, 2), random.sample(MATTERS, random.choice((2, 3)))
    words: list[str] = []
    while sum(map(len, words)) < 560:
        words.append(f"{random.choice(places)}{random.choice(matters)}{random.choice(FILLERS)}，")
    return "".join(words)
