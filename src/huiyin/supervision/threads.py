"""多年关注 (C9): the same matter in different years, proposed by likeness, confirmed by a person, kept as one thread.

Nothing of an item changes by it: no number, clock, letter or grade. It ends 年年办年年提 by showing, beside each new item, what was
answered and promised the times before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.proposals.steps import HAS_REASON, OFFICER, when_voided
from huiyin.proposals.withdrawing import when_withdrawn
from huiyin.supervision import texts
from huiyin.supervision.models import Thread, ThreadApart, ThreadItem

S = ProposalState
FROM = frozenset({S.REGISTERED, S.HANDED_OVER, S.CONCLUDED})


@dataclass(frozen=True)
class Like:
    """The other item, by its row."""

    other: int


def thread_of(congress_id: int, case_id: int) -> Thread | None:
    rows = ThreadItem.objects.filter(congress_id=congress_id, proposal_id=case_id, left_on__isnull=True)
    row = rows.select_related("thread").first()
    return row.thread if row is not None else None


def items_in(thread: Thread) -> list[int]:
    """Items that stand in the thread, as they came."""
    rows = ThreadItem.objects.filter(congress_id=thread.congress_id, thread=thread, left_on__isnull=True)
    return list(rows.order_by("pk").values_list("proposal_id", flat=True))


def _pair(thing: Any, other: int) -> dict[str, int]:
    one, two = sorted((thing.pk, other))
    return {"one_id": one, "other_id": two}


def _another(thing: Any, seat: Seat | None, facts: Like | None) -> str | None:
    if facts is None:
        return None
    other = Proposal.objects.filter(congress_id=thing.congress_id, pk=facts.other, state__in=FROM)
    if facts.other == thing.pk or not other.exists():
        return texts.THREAD_NO_OTHER
    return None


def _not_yet(thing: Any, seat: Seat | None, facts: Like | None) -> str | None:
    if facts is None:
        return None
    here = thread_of(thing.congress_id, thing.pk)
    return texts.THREAD_ALREADY if here is not None and facts.other in items_in(here) else None


def _in_one(thing: Any, seat: Seat | None, facts: Any) -> str | None:
    return None if thread_of(thing.congress_id, thing.pk) is not None else texts.THREAD_NONE


ANOTHER = Guard("another_item", "另一件已登记，没有作废、撤回", _another)
NOT_YET = Guard("not_one_matter_yet", "两件还没有列为同一事项", _not_yet)
IN_ONE = Guard("in_a_thread", "已列为同一事项", _in_one)


def _join(unit: Work, proposal: Proposal, seat: Seat | None, facts: Like) -> None:
    """Both go into the older of their threads, or begin one; whoever is in the younger one comes along."""
    congress = unit.congress_id
    threads = {pk: thread_of(congress, pk) for pk in (proposal.pk, facts.other)}
    found = sorted({one.pk for one in threads.values() if one is not None})
    # Two people at two items of one matter: the second waits here, and then finds what the first did.
    locked = list(Thread.objects.select_for_update(no_key=True).filter(congress_id=congress, pk__in=found).order_by("pk"))
    if locked:
        thread = locked[0]
    else:
        first = Proposal.objects.filter(congress_id=congress, pk__in=threads).order_by("pk")[0]
        thread = Thread.objects.create(congress_id=congress, title=first.title, begun_on=unit.on)
    coming = [*threads, *(pk for younger in locked[1:] for pk in items_in(younger))]
    younger = ThreadItem.objects.filter(congress_id=congress, thread__in=locked[1:], left_on__isnull=True)
    younger.update(left_on=unit.on, left_why=texts.THREAD_MOVED)
    there = set(items_in(thread))
    for pk in dict.fromkeys(coming):
        if pk not in there:
            ThreadItem.objects.create(congress_id=congress, thread=thread, proposal_id=pk, joined_on=unit.on)


def _leave(unit: Work, proposal: Proposal, why: str) -> None:
    thread = thread_of(unit.congress_id, proposal.pk)
    if thread is None:
        return
    Thread.objects.select_for_update(no_key=True).get(congress_id=unit.congress_id, pk=thread.pk)
    rows = ThreadItem.objects.filter(congress_id=unit.congress_id, thread=thread, left_on__isnull=True)
    rows.filter(proposal=proposal).update(left_on=unit.on, left_why=why)
    if rows.count() == 1:
        rows.update(left_on=unit.on, left_why=texts.THREAD_LAST)


def _part(unit: Work, proposal: Proposal, seat: Seat | None, facts: Any) -> None:
    _leave(unit, proposal, facts.reason)


def _tell_apart(unit: Work, proposal: Proposal, seat: Seat | None, facts: Like) -> None:
    pair = _pair(proposal, facts.other)
    rows = ThreadApart.objects.filter(congress_id=unit.congress_id, **pair)
    if rows.exists():
        raise StepRefused(texts.THREAD_APART_ALREADY)
    ThreadApart.objects.create(congress_id=unit.congress_id, on=unit.on, **pair)


when_withdrawn(lambda unit, proposal: _leave(unit, proposal, texts.THREAD_GONE))
when_voided(lambda unit, proposal: _leave(unit, proposal, texts.THREAD_GONE))

register(
    Step(
        "thread.join", "列为同一事项", on="proposal", frm=FROM, to=None, by=(OFFICER,), guards=(ANOTHER, NOT_YET),
        effect=_join,
    ),
    Step(
        "thread.leave", "不再列为同一事项", on="proposal", frm=FROM, to=None, by=(OFFICER,), guards=(IN_ONE, HAS_REASON),
        effect=_part,
    ),
    Step(
        "thread.tell_apart", "记为不是同一事项", on="proposal", frm=FROM, to=None, by=(OFFICER,), guards=(ANOTHER, NOT_YET),
        effect=_tell_apart,
    ),
)  # fmt: skip
