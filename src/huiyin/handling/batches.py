"""Receiving many items at once: one unit of work under one set of locks, each item checked and recorded by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import SLICE, work
from huiyin.dispatch.models import Assignment, Mode
from huiyin.handling import texts
from huiyin.people.models import Seat


@dataclass
class Received:
    """How many were received; sentences for those that were not; how many were too many for one time."""

    done: int = 0
    left: list[str] = field(default_factory=list)
    rest: int = 0


def receive(seat: Seat, row_ids: Sequence[int]) -> Received:
    """Receive these assignments of the seat's own unit. Others are passed over as if they were not there."""
    wanted = Assignment.objects.filter(congress_id=seat.congress_id, pk__in=row_ids, body_id=seat.body_id)
    rows = list(wanted.exclude(mode=Mode.ROUTE).select_related("proposal").order_by("proposal_id", "pk"))
    result = Received(rest=max(0, len(rows) - SLICE))
    if not rows:
        return result
    rows = rows[:SLICE]
    with work(*{row.proposal_id for row in rows}) as unit:
        for row in rows:
            number = row.proposal.shown_no
            try:
                with transaction.atomic():
                    unit.take("assignment.receive", row, seat)
                result.done += 1
            except AlreadyDone:
                result.left.append(texts.RECEIVED_BEFORE.format(no=number))
            except StepRefused as refused:
                result.left.append(f"{number}：{refused.sentence}")
    return result


__all__ = ["SLICE", "Received", "receive"]
