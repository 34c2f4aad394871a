"""逐条答复: each thing the deputy asked for has its answer – done, in hand until a day, planned, or not possible and why.

Points are part of the letter: saved, versioned and digested with it, and printed below its text. What was asked stands in the
item itself (`proposals.asks`); the number joins the two (Qingdao 29: 逐条答复).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from huiyin.handling import texts
from huiyin.proposals.asks import asks_of
from huiyin.proposals.models import Proposal

LONGEST_ASK = 60


class Outcome(models.TextChoices):
    OPEN = "open", "还没有定"
    ADOPTED = "adopted", "已经采纳、办成"
    DOING = "doing", "正在办，有完成期限"
    PLANNED = "planned", "列入计划"
    CANNOT = "cannot", "现在办不到"


@dataclass(frozen=True)
class Point:
    """The answer to the ask of that number. `until_on`: by when; `said`: what is done, planned, or why it cannot be."""

    number: int
    outcome: Outcome
    until_on: date | None = None
    said: str = ""

    @property
    def lacks(self) -> str:
        """What is missing of what this kind of answer must say, as a sentence; "" where nothing is."""
        if self.outcome == Outcome.OPEN:
            return texts.ASK_UNANSWERED.format(number=self.number)
        if self.outcome == Outcome.DOING and self.until_on is None:
            return texts.POINT_NEEDS_DATE.format(number=self.number)
        if self.outcome == Outcome.PLANNED and self.until_on is None and not self.said.strip():
            return texts.POINT_NEEDS_PLAN.format(number=self.number)
        if self.outcome == Outcome.CANNOT and not self.said.strip():
            return texts.POINT_NEEDS_REASON.format(number=self.number)
        return ""

    @property
    def words(self) -> str:
        """The answer as the letter prints it."""
        until = texts.POINT_UNTIL.format(on=self.until_on) if self.until_on is not None else ""
        return texts.POINT_SAYS[self.outcome].format(until=until) + self.said.strip()


def read(stored: Iterable[Mapping[str, Any]]) -> list[Point]:
    """Points as a letter or one of its versions keeps them."""
    return [
        Point(
            one["number"],
            Outcome(one["outcome"]),
            date.fromisoformat(one["until_on"]) if one["until_on"] else None,
            one["said"],
        )
        for one in stored
    ]


def to_store(points: Iterable[Point]) -> list[dict[str, Any]]:
    """The same, to be kept with the letter; in the order of the asks."""
    return [
        {
            "number": one.number,
            "outcome": one.outcome.value,
            "until_on": one.until_on.isoformat() if one.until_on else None,
            "said": one.said,
        }
        for one in sorted(points, key=lambda point: point.number)
    ]


def printed(proposal: Proposal, stored: Sequence[Mapping[str, Any]]) -> str:
    """The points as they stand below the text of the letter, a line for each; "" where none is given."""
    if not stored:
        return ""
    lines = [
        texts.POINT_LINE.format(number=one.number, ask=_short(one.ask), said=one.point.words)
        for one in beside_asks(proposal, stored)
        if one.point is not None
    ]
    return "\n".join([texts.POINTS_HEAD, *lines]) if lines else ""


def _short(ask: str) -> str:
    """An ask in one line: its first sentence, as far as a line of a letter goes."""
    first = ask.strip().partition("\n")[0].rstrip("。；;")
    return first if len(first) <= LONGEST_ASK else f"{first[:LONGEST_ASK]}…"


@dataclass(frozen=True)
class Answered:
    """One ask beside its answer; None where there is none."""

    number: int
    ask: str
    point: Point | None


def beside_asks(proposal: Proposal, stored: Sequence[Mapping[str, Any]]) -> list[Answered]:
    """All the item asks for, each with what the letter says to it."""
    given = {one.number: one for one in read(stored)}
    return [Answered(number, ask, given.get(number)) for number, ask in enumerate(asks_of(proposal), start=1)]
