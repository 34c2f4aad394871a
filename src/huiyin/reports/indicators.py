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


class Counted(StrEnum):
    """What a figure counts, named as the rows of `items.ITEMS` it reads. Reports mix them: the same word, another number."""

    ITEM = "item"
    PIECE = "piece"  # an item at one unit, assisting units included
    TIME = "time"  # 件次: one deputy's evaluation of one unit's handling
    VOIDED = "voided"  # an item that was voided, in no other figure
    RATING = "rating"  # one grade in one dimension: 答复和落实“双满意” are two

    @property
    def unit(self) -> str:
        """件, 件次, 项: said after the number."""
        return texts.UNITS[self.value]


class Part(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Indicator:
    """One figure: `numerator` and `denominator` are conditions on the rows that `counted` names.

    Without a denominator it is a plain count. Words come from the room's texts.
    """

    code: str
    numerator: str
    denominator: str | None = None
    grade: GradeOf = GradeOf.NONE
    # Tells of grades though it reads none: only who may see grades may see it.
    sealed: bool = False
    counted: Counted = Counted.ITEM

    @property
    def name(self) -> str:
        return self._said[0]

    @property
    def definition(self) -> str:
        return self._said[1]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (Part.NUMERATOR,) if self.denominator is None else (Part.NUMERATOR, Part.DENOMINATOR)

    def words(self, part: Part) -> str:
        """What the numerator, or the denominator, counts."""
        return self._said[2 if part is Part.NUMERATOR else 3]

    @property
    def _said(self) -> tuple[str, str, str, str]:
        if self.code.startswith(OF_CLASS):
            name, definition, numerator, denominator = texts.OF_CLASS
            code = self.code.removeprefix(OF_CLASS)
            return name.format(code=code), definition, numerator.format(code=code), denominator
        return texts.INDICATORS[self.code]

    def condition(self, part: Part) -> str:
        if part is Part.NUMERATOR:
            return f"({self.numerator}) and ({self.denominator or 'true'})"
        if self.denominator is None:
            raise KeyError(f"{self.code} has no denominator")
        return self.denominator


# Worse is higher: an item with several grades has its worst.
RANKS = {"satisfied": 1, "basically": 2, "unsatisfied": 3}


OF_CLASS = "class_"


def _graded(code: str, ranks: str, grade: GradeOf, counted: Counted = Counted.ITEM) -> Indicator:
    column = f"{grade.value}_rank"
    kind = "" if counted is Counted.ITEM else f"{counted.value}s_"
    return Indicator(
        f"{code}_{kind}{grade.value}",
        f"{column} {ranks}",
        f"{column} is not null",
        grade,
        sealed=True,
        counted=counted,
    )


def _three(grade: GradeOf, counted: Counted = Counted.ITEM) -> tuple[Indicator, ...]:
    return tuple(_graded(code, f"= {rank}", grade, counted) for code, rank in RANKS.items())


def _content(grade: GradeOf, counted: Counted = Counted.ITEM) -> Indicator:
    return _graded("content", "<= 2", grade, counted)


def of_class(code: str) -> Indicator:
    """The share of the items answered with letters of one class. Raises KeyError for what can be no class."""
    if not (code.isascii() and code.replace("_", "").isalnum() and len(code) <= 8):
        raise KeyError(code)
    return Indicator(f"{OF_CLASS}{code}", f"letter_class = '{code}'", "answered and classed")


def find(code: str) -> Indicator:
    """The indicator of a code. Raises KeyError."""
    if code.startswith(OF_CLASS):
        return of_class(code.removeprefix(OF_CLASS))
    return BY_CODE[code]


REGISTERED = Indicator("registered", "true")
# Beside the items registered, so that the sums of other tables can be understood.
VOIDED = Indicator("voided", "true", counted=Counted.VOIDED)
NOT_HANDED_OVER = Indicator("not_handed_over", "not handed_over and not converted and not not_adopted")
# Motions that will never be handed over; their suggestions are counted for themselves.
CONVERTED = Indicator("converted", "converted")
NOT_ADOPTED = Indicator("not_adopted", "not_adopted")
AT_NO_UNIT = Indicator("at_no_unit", "handed_over and not assigned")
TO_GOVERNMENT = Indicator("to_government", "government", "true")
ANSWERED = Indicator("answered", "answered", "handed_over")
ON_TIME = Indicator("on_time", "not late", "timed")
MET = Indicator("met", "met", "assigned")
# Of items whose rules know classes: elsewhere there is nothing to count, and no 0 %.
SOLVED = Indicator("solved", "solved", "answered and classed")
# Chongqing's 见面沟通率 (C11): item by unit, assisting ones left out, against a floor.
MET_PIECES = Indicator("met_pieces", "met", "mode <> 'assist'", counted=Counted.PIECE)
LED = Indicator("led", "mode in ('lead', 'joint_lead')", counted=Counted.PIECE)
SEPARATE = Indicator("separate", "mode = 'separate'", counted=Counted.PIECE)
ASSISTING = Indicator("assisting", "mode = 'assist'", counted=Counted.PIECE)
FIRST = _three(GradeOf.FIRST)
FINAL = _three(GradeOf.FINAL)
TIMES_FIRST = _three(GradeOf.FIRST, Counted.TIME)
TIMES_FINAL = _three(GradeOf.FINAL, Counted.TIME)
CONTENT = (_content(GradeOf.FIRST), _content(GradeOf.FINAL))
CONTENT_RATINGS = (_content(GradeOf.FIRST, Counted.RATING), _content(GradeOf.FINAL, Counted.RATING))
REHANDLED = Indicator("rehandled", "rehandled", "final_rank is not null", sealed=True)
MENDED = Indicator("mended", "final_rank = 1", "rehandled", GradeOf.FINAL, sealed=True)

# Read off sheets by two officers (threat B4): in all other figures too, and counted apart here.
ON_PAPER = Indicator("on_paper", "paper", "first_rank is not null", sealed=True, counted=Counted.TIME)

ALL_REGISTERED = (REGISTERED, NOT_HANDED_OVER, AT_NO_UNIT, VOIDED)
HANDLING = (TO_GOVERNMENT, ANSWERED, ON_TIME, MET, SOLVED)
UNIT = (ANSWERED, ON_TIME, MET, SOLVED)
MODES = (LED, SEPARATE, ASSISTING, MET_PIECES)
GRADES = (*FIRST, *FINAL, REHANDLED, MENDED)
TIMES = (*TIMES_FIRST, *TIMES_FINAL)
# Per item and per 件次 of the same items beside each other.
ITEMS_AND_TIMES = tuple(
    one for pair in zip((*FIRST, *FINAL), (*TIMES_FIRST, *TIMES_FINAL), strict=True) for one in pair
)
RATINGS = (*CONTENT, *CONTENT_RATINGS)
ALL = (*ALL_REGISTERED, CONVERTED, NOT_ADOPTED, *HANDLING, *MODES, *GRADES, *TIMES, ON_PAPER, *RATINGS)
BY_CODE = {indicator.code: indicator for indicator in ALL}
