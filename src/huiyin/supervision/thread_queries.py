"""What was raised of one matter, time after time: answered when, promised what; and which matters came three times or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from huiyin.dispatch.models import ANSWERING, GONE, Assignment
from huiyin.dispatch.queries import visible_to
from huiyin.handling.models import Round
from huiyin.people.models import Role, Seat
from huiyin.promises.models import GIVEN, Promise, PromiseState
from huiyin.proposals import likeness
from huiyin.proposals.likeness import LikeItem
from huiyin.proposals.models import Proposal
from huiyin.proposals.queries import session_words
from huiyin.supervision.models import Thread, ThreadApart, ThreadItem
from huiyin.supervision.threads import FROM, items_in, thread_of

# So many like items are asked for: most are of the item's own session, or said to be another matter.
ASKED = 30
MOST = 5
OFTEN = 3
MOST_THREADS = 200


@dataclass(frozen=True)
class Raised:
    """One time that the matter was raised. `answered_on` of the last of its units; promises that were given, and those kept."""

    case_id: int
    session: str
    number: str
    title: str
    lead_name: str
    state: str
    seen: bool
    units: tuple[str, ...] = ()
    answered_on: date | None = None
    promises: int = 0
    kept: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Matter:
    thread: Thread
    raised: tuple[Raised, ...]


def matter_of(seat: Seat, case_id: int, today: date) -> Matter | None:
    """The thread that a case the seat may read is in; of the others what the seat may know."""
    thread = thread_of(seat.congress_id, case_id)
    if thread is None:
        return None
    raised = _raised(seat, items_in(thread), today)
    return Matter(thread, raised) if len(raised) > 1 else None


def often(seat: Seat, today: date) -> list[Matter]:
    """Matters with three items or more that the seat may know of, those raised most often first."""
    rows = ThreadItem.objects.filter(congress_id=seat.congress_id, left_on__isnull=True, proposal__state__in=FROM)
    counted = rows.values_list("thread_id").annotate(n=Count("pk")).filter(n__gte=OFTEN).order_by("-n", "-thread_id")
    ids = [pk for pk, _ in counted[:MOST_THREADS]]
    thread_by_case = dict(rows.filter(thread_id__in=ids).values_list("proposal_id", "thread_id"))
    inside: dict[int, list[Raised]] = {pk: [] for pk in ids}
    for one in _raised(seat, thread_by_case, today):
        inside[thread_by_case[one.case_id]].append(one)
    threads = Thread.objects.filter(congress_id=seat.congress_id).in_bulk(ids)
    found = [Matter(threads[pk], tuple(raised)) for pk, raised in inside.items()]
    return [one for one in found if len(one.raised) >= OFTEN and any(raised.seen for raised in one.raised)]


def times_raised(congress_id: int, case_ids: Iterable[int]) -> dict[int, int]:
    """Of these items those that are in a thread: how many items it has."""
    rows = ThreadItem.objects.filter(congress_id=congress_id, left_on__isnull=True, proposal__state__in=FROM)
    of = dict(rows.filter(proposal_id__in=list(case_ids)).values_list("proposal_id", "thread_id"))
    many = Counter(rows.filter(thread_id__in=set(of.values())).values_list("thread_id", flat=True))
    return {case: many[thread] for case, thread in of.items()}


def proposed(seat: Seat, case: Proposal) -> list[LikeItem]:
    """Items of other sessions that are like this one, of which nobody has said yet whether they are the same matter."""
    thread = thread_of(seat.congress_id, case.pk)
    inside = set(items_in(thread)) if thread is not None else set()
    apart = ThreadApart.objects.filter(Q(one=case) | Q(other=case), congress_id=seat.congress_id)
    inside |= {pk for pair in apart.values_list("one_id", "other_id") for pk in pair}
    found = likeness.like_items(seat, case.title, case.body, but=case.pk, most=ASKED)
    ids = [one.proposal_id for one in found if one.proposal_id not in inside]
    standing = Proposal.objects.filter(congress_id=seat.congress_id, pk__in=ids, state__in=FROM)
    fit = set(standing.exclude(session_id=case.session_id).values_list("pk", flat=True))
    return [one for one in found if one.proposal_id in fit][:MOST]


def _raised(seat: Seat, case_ids: Iterable[int], today: date) -> tuple[Raised, ...]:
    """Units are told of items they have; everybody else of all, with what was answered where they may read it."""
    ids = list(case_ids)
    rows = Proposal.objects.filter(congress_id=seat.congress_id, pk__in=ids, state__in=FROM).defer("body")
    seen = set(visible_to(seat).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        rows = rows.filter(pk__in=seen)
    handlings = Assignment.objects.filter(congress_id=seat.congress_id, proposal_id__in=seen, mode__in=ANSWERING)
    here = handlings.exclude(state__in=GONE)
    units: dict[int, list[str]] = {}
    for one in here.select_related("body").order_by("pk"):
        units.setdefault(one.proposal_id, []).append(one.body.label)
    answers = Round.objects.filter(congress_id=seat.congress_id, assignment__in=here, answered_on__isnull=False)
    answered = dict(answers.values_list("assignment__proposal_id").annotate(on=Max("answered_on")))
    given = Promise.objects.filter(congress_id=seat.congress_id, assignment__proposal_id__in=seen, state__in=GIVEN)
    promised, kept, late = Counter[int](), Counter[int](), Counter[int]()
    for case, state, due_on in given.values_list("assignment__proposal_id", "state", "due_on"):
        promised[case] += 1
        kept[case] += state == PromiseState.KEPT
        late[case] += state == PromiseState.RUNNING and due_on is not None and due_on < today
    ordered = rows.select_related("session__term").order_by("session__term__number", "session__number", "pk")
    return tuple(
        Raised(
            one.pk, session_words(one.session), one.shown_no, one.title, one.lead_name, one.state_words, one.pk in seen,
            tuple(units.get(one.pk, ())), answered.get(one.pk), promised[one.pk], kept[one.pk], late[one.pk],
        )
        for one in ordered
    )  # fmt: skip
