"""The figures of handling, each with its words and what it counts. No article defines them: the formulas are read off
published reports (rules.md §10), so every figure is shown with definition, numerator and denominator.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from huiyin.reports import texts


class GradeOf(StrEnum):
    """Which evaluation a figure reads: Wuchang prints the first one beside the word that it became satisfied (W9)."""

    NONE = ""
    FIRST = "first"
    FINAL = "final"


class Part(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Indicator:
    """One figure: `numerator` and `denominator` are conditions on a row of `items.ITEMS`.

    Without a denominator it is a plain count. Words come from the room's texts.
    """

    code: str
    numerator: str
    denominator: str | None = None
    grade: GradeOf = GradeOf.NONE
    # Tells of grades though it reads none: only who may see grades may see it.
    sealed: bool = False

    @property
    def name(self) -> str:
        return texts.INDICATORS[self.code][0]

    @property
    def definition(self) -> str:
        return texts.INDICATORS[self.code][1]

    def words(self, part: Part) -> str:
        """What the numerator, or the denominator, counts."""
        return texts.INDICATORS[self.code][2 if part is Part.NUMERATOR else 3]

    def condition(self, part: Part) -> str:
        if part is Part.NUMERATOR:
            return f"({self.numerator}) and ({self.denominator or 'true'})"
        if self.denominator is None:
            raise KeyError(f"{self.code} has no denominator")
        return self.denominator


# Worse is higher: an item with several grades has its worst.
RANKS = {"satisfied": 1, "basically": 2, "unsatisfied": 3}


def _graded(code: str, rank: int, grade: GradeOf) -> Indicator:
    column = f"{grade.value}_rank"
    return Indicator(f"{code}_{grade.value}", f"{column} = {rank}", f"{column} is not null", grade, sealed=True)


REGISTERED = Indicator("registered", "true")
TO_GOVERNMENT = Indicator("to_government", "government", "true")
ANSWERED = Indicator("answered", "answered", "handed_over")
ON_TIME = Indicator("on_time", "not late", "timed")
MET = Indicator("met", "met", "assigned")
FIRST = tuple(_graded(code, rank, GradeOf.FIRST) for code, rank in RANKS.items())
FINAL = tuple(_graded(code, rank, GradeOf.FINAL) for code, rank in RANKS.items())
REHANDLED = Indicator("rehandled", "rehandled", "final_rank is not null", sealed=True)
MENDED = Indicator("mended", "final_rank = 1", "rehandled", GradeOf.FINAL, sealed=True)

HANDLING = (TO_GOVERNMENT, ANSWERED, ON_TIME, MET)
UNIT = (ANSWERED, ON_TIME, MET)
GRADES = (*FIRST, *FINAL, REHANDLED, MENDED)
ALL = (REGISTERED, *HANDLING, *GRADES)
BY_CODE = {indicator.code: indicator for indicator in ALL}
