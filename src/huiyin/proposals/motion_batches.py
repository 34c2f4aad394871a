"""The presidium decides on many motions in one sitting: one unit of work under one set of locks, each motion checked and
recorded by itself. What is beyond one slice waits for the next press of the button (see `evaluation.batch` for why)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import SLICE, work
from huiyin.people.models import Seat
from huiyin.proposals import texts
from huiyin.proposals.motion_queries import motions_of
from huiyin.proposals.motions import Decision

BY_WAY = {"agenda": "motion.to_agenda", "committee": "motion.to_committee", "suggestion": "motion.convert"}


@dataclass
class Decided:
    """How many were decided; sentences for those that were not; how many were too many for one time."""

    done: int = 0
    left: list[str] = field(default_factory=list)
    rest: int = 0


def decide(seat: Seat, way: str, motion_ids: Sequence[int], decision: Decision) -> Decided:
    """One decision (`BY_WAY`) on these motions. Those the seat may not see are passed over as if they were not there."""
    found = list(motions_of(seat).filter(pk__in=set(motion_ids)).order_by("pk"))
    result = Decided(rest=len(found[SLICE:]))
    with work(*(one.pk for one in found[:SLICE])) as unit:
        for one in found[:SLICE]:
            try:
                with unit.attempt():
                    unit.take(BY_WAY[way], one, seat, decision)
                result.done += 1
            except AlreadyDone:
                result.left.append(texts.DECIDED_BEFORE.format(no=one.shown_no, title=one.title))
            except StepRefused as refused:
                result.left.append(f"{one.shown_no}《{one.title}》：{refused.sentence}")
    return result
