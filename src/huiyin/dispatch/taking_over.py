"""A body is merged into another in mid-year, or gives part of its work to another (机构改革).

The other takes over what is open, all or the items named; what is concluded keeps the name of its day.

Clocks run on, talks and letters stay where they are. Where both bodies handle the same item, an assisting one becomes
part of the other; two that each answer a part of it cannot become one by a merger, and stay to be settled by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from huiyin.chain.catalogue import Step, register
from huiyin.chain.clocks import ASSIST, REASSIGN, REPLY
from huiyin.chain.taking import Work, notice_words, work
from huiyin.dispatch import texts
from huiyin.dispatch.holding import OVER, held
from huiyin.dispatch.models import GONE, Assignment, AssignmentState, Mode, Stage, TakeOver
from huiyin.dispatch.steps import take_from_desk
from huiyin.people.models import Body, Seat

A = AssignmentState


@dataclass(frozen=True)
class Succession:
    from_body_id: int
    to_body_id: int


@dataclass
class Taken:
    """What a merger does: items that move, those that become part of another, and those in its way (their numbers)."""

    moved: list[Assignment] = field(default_factory=list)
    released: list[Assignment] = field(default_factory=list)
    in_the_way: list[str] = field(default_factory=list)


# What a body still has of items that are over moves too; rooms above say which items, and move it.
Which = Callable[[Body, Collection[int] | None], set[int]]
Move = Callable[[Work, Body, Body, Collection[int] | None], None]
_also: list[tuple[Which, Move]] = []


def when_taken_over(which: Which, then: Move) -> None:
    """`which(body, only)`: the cases it concerns, which are locked; `then(unit, body, successor, only)` moves what is there."""
    _also.append((which, then))


def open_rows(body: Body) -> list[Assignment]:
    """What `body` has in hand, by item; of a government office also what it passed on and still answers for."""
    return list(held(body).select_related("proposal").order_by("proposal_id", "pk"))


def plan(body: Body, successor: Body, only: Collection[int] | None = None) -> Taken:
    """What would happen to the open items of `body`, or to those numbered in `only`. Writes nothing."""
    rows = Assignment.objects.filter(congress_id=body.congress_id).select_related("proposal")
    theirs = {
        row.proposal_id: row
        for row in rows.filter(body=successor).exclude(state__in=GONE).exclude(mode=Mode.ROUTE)
    }
    found = Taken()
    for row in open_rows(body):
        if only is not None and row.proposal_id not in only:
            continue
        other = theirs.get(row.proposal_id) if row.mode != Mode.ROUTE else None
        if other is None:
            found.moved.append(row)
        elif row.mode == Mode.ASSIST:
            found.released.append(row)
        elif other.mode == Mode.ASSIST and other.state not in OVER:
            found.released.append(other)
            found.moved.append(row)
        else:
            found.in_the_way.append(row.proposal.shown_no)
    return found


def take_over(body: Body, successor: Body, only: Collection[int] | None = None) -> Taken:
    """Move the open items of `body` (those in `only`) to `successor`, as one unit of work. Raises nothing for what
    stands in the way: ask `plan` first; the caller does not merge while something does."""
    found = plan(body, successor, only)
    cases = {row.proposal_id for row in (*found.moved, *found.released)}
    cases.update(*(which(body, only) for which, _ in _also))
    if not cases:
        return found
    with work(*cases) as unit:
        for row in found.released:
            unit.take("assignment.absorb", row, None)
        for row in found.moved:
            unit.take("assignment.take_over", row, None, Succession(body.pk, successor.pk))
        for _, then in _also:
            then(unit, body, successor, only)
    return found


def _take_over(unit: Work, row: Assignment, seat: Seat | None, facts: Succession) -> None:
    TakeOver.objects.create(
        congress_id=unit.congress_id,
        assignment=row,
        from_body_id=facts.from_body_id,
        to_body_id=facts.to_body_id,
        on=unit.on,
    )
    row.body = Body.objects.get(congress_id=unit.congress_id, pk=facts.to_body_id)
    row.leader_in_charge = row.body.leader_in_charge or row.leader_in_charge
    row.save(update_fields=["body", "leader_in_charge"])


def _absorb(unit: Work, row: Assignment, seat: Seat | None, facts: Any) -> None:
    take_from_desk(unit, row, Stage.REPLACED)
    unit.stop_clock(REASSIGN, row)


notice_words(texts.TAKE_OVER_NOTICES)

register(
    Step(
        "assignment.take_over",
        "并入后接办",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.PASSED_ON, A.RECEIVED, A.OPINED, A.RETURNING}),
        to=None,
        automatic=True,
        effect=_take_over,
        tells=("unit_clerks", "signers"),
        formal=True,
    ),
    Step(
        "assignment.absorb",
        "并入后合为一份",
        on="assignment",
        frm=frozenset({A.HANDED_OVER, A.RECEIVED, A.OPINED, A.RETURNING}),
        to=A.REPLACED,
        automatic=True,
        effect=_absorb,
        stops=frozenset({ASSIST, REPLY, REASSIGN}),
    ),
)
