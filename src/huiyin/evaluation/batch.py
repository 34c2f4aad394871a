"""Settling many evaluated items as one act of the office: one unit of work, so at most one slice of them."""

from __future__ import annotations

from dataclasses import dataclass

from huiyin.chain.taking import SLICE, work
from huiyin.evaluation.steps import Settlement
from huiyin.handling.models import Round, RoundState
from huiyin.people.models import Seat


@dataclass(frozen=True)
class Settled:
    """`before`: items somebody had settled already; `later`: items beyond one slice, still waiting."""

    done: int
    before: int
    later: int


def settle_many(seat: Seat, round_ids: list[int]) -> Settled:
    """Conclude the rounds of `round_ids` that still wait for it, at most a slice of them.

    All or none: raises StepRefused (or NotYours) when one of them may not be settled. Web pages run in one transaction,
    and the head of the event chain stays locked to its end: a second unit of work in it would lock cases after the
    head, which deadlocks. So there is one, and what does not fit waits for the next press of the button.
    """
    wanted = sorted(set(round_ids))
    rounds = list(
        Round.objects.filter(congress_id=seat.congress_id, pk__in=wanted[:SLICE])
        .select_related("assignment__proposal")
        .order_by("pk")
    )
    done = 0
    with work(*(round_.case_key for round_ in rounds)) as unit:
        for round_ in rounds:
            # Under the lock: a colleague may have settled it while the page was open.
            round_.refresh_from_db(fields=["state"])
            if round_.state == RoundState.EVALUATED:
                unit.take("evaluation.settle", round_, seat, Settlement())
                done += 1
    return Settled(done, len(rounds) - done, len(wanted) - len(wanted[:SLICE]))
