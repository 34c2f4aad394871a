"""满意度测评: the deputies at a committee's meeting, having heard the units, say how they find the handling of key items (M5).

They put slips into a box; what is written down is the count, and it lies with the grades: sealed, read by the deputies' committee
only, every look written down. Its event tells no number.
"""

from __future__ import annotations

from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.taking import Work
from huiyin.evaluation import sealed, texts
from huiyin.evaluation.sealed import Tally
from huiyin.people.models import Seat
from huiyin.proposals.steps import OFFICER
from huiyin.supervision.models import KeyItem, KeyState

MOST_VOTES = 10_000


class Counted:
    """The count of one item. The event digests nothing of it."""

    def __init__(self, satisfied: int, basically: int, unsatisfied: int) -> None:
        self.tally = Tally(satisfied, basically, unsatisfied)

    def for_event(self) -> dict[str, str]:
        return {}


def _has_votes(item: Any, seat: Seat | None, facts: Counted | None) -> str | None:
    if facts is None:
        return None
    tally = facts.tally
    sound = min(tally.satisfied, tally.basically, tally.unsatisfied) >= 0 and 0 < tally.votes <= MOST_VOTES
    return None if sound else texts.NO_VOTES


def _tally(unit: Work, item: KeyItem, seat: Seat | None, facts: Counted) -> None:
    if seat is None:
        raise RuntimeError("a count is entered by an officer")
    sealed.enter_tally(seat.pk, item.pk, facts.tally)


HAS_VOTES = Guard("has_votes", "有人投票", _has_votes)

register(
    Step(
        "key_item.tally",
        "记满意度测评",
        on=KeyItem.KIND,
        frm=frozenset({KeyState.CHOSEN, KeyState.REPORTED}),
        to=None,
        by=(OFFICER,),
        guards=(HAS_VOTES,),
        effect=_tally,
        sealed=True,
    )
)
