"""Reading for the reader's desk and the desk of the session: what waits with whom before it is registered, and how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.chain.clocks import HAND_OVER
from huiyin.chain.models import Clock, Event
from huiyin.foundation.row_ids import row_id
from huiyin.people.models import Role, Seat
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.values import Reader
from huiyin.proposals.models import Proposal, ProposalState, Reading, Side, Signer

S = ProposalState
PAGE = 50
CAME = ("proposal.submit", "proposal.resubmit", "reading.pass")
"""Steps by which an item comes to a tier of reading, or to the office that registers."""
WENT = ("reading.advise", "proposal.take_back", "proposal.refuse")
"""Steps by which it goes from there to the deputy."""


def of_street(congress_id: int, street_id: int) -> Q:
    """Items of the deputies for whom a street committee reads (街道工委): who leads is of its delegations."""
    lead = Signer.objects.filter(
        Q(seat__body__street_id=street_id) | Q(body__street_id=street_id),
        congress_id=congress_id,
        proposal_id=OuterRef("pk"),
        is_lead=True,
        withdrawn_on__isnull=True,
    )
    return Q(Exists(lead))


def within_reach(seat: Seat) -> Q:
    """Which items a reader or an officer has to do with: all; those of the session; those of the street's delegations."""
    if seat.role == Role.SECRETARIAT:
        return Q(side=Side.SESSION)
    return of_street(seat.congress_id, seat.body_id) if seat.role == Role.STREET_CLERK else Q()


def _at_tiers(congress_id: int, *readers: Reader) -> Q:
    """Items that lie at a tier of these readers, by the procedure which each keeps; what each version calls its tiers."""
    found = Q(pk__in=())
    for pk in ProcedureVersion.objects.filter(congress_id=congress_id).values_list("pk", flat=True):
        tiers = [tier.code for tier in procedure_of(pk).reading.tiers.value or () if tier.reader in readers]
        if tiers:
            found |= Q(procedure_id=pk, tier__in=tiers)
    return found


# -- the reader's desk ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """A saved view of the reader's desk. `which` narrows the items within the seat's reach."""

    key: str
    which: Callable[[Seat], Q]
    newest_first: bool = False
    # Offices only: the street's clerk neither registers nor waits for streets.
    office: bool = False


def _to_read(seat: Seat) -> Q:
    at_street = _at_tiers(seat.congress_id, Reader.STREET)
    if seat.role == Role.STREET_CLERK:
        return Q(state=S.SUBMITTED) & at_street
    # A street that ended meanwhile leaves what lay with it to the office (`reading.reads`).
    return Q(state=S.SUBMITTED) & (_at_tiers(seat.congress_id, Reader.OFFICE) | at_street & ~_with_street(seat))


def _with_street(seat: Seat) -> Q:
    lead = Signer.objects.filter(
        Q(seat__body__street__isnull=False) | Q(body__street__isnull=False),
        congress_id=seat.congress_id,
        proposal_id=OuterRef("pk"),
        is_lead=True,
    )
    return Q(Exists(lead))


def _with_streets(seat: Seat) -> Q:
    return Q(state=S.SUBMITTED) & _at_tiers(seat.congress_id, Reader.STREET) & _with_street(seat)


def _read_here(seat: Seat) -> Q:
    own = Reading.objects.filter(congress_id=seat.congress_id, proposal_id=OuterRef("pk"), seat__body_id=seat.body_id)
    return Q(Exists(own))


VIEWS = (
    View("read", _to_read),
    View("register", lambda seat: Q(state=S.SUBMITTED, tier=""), office=True),
    View("street", _with_streets, office=True),
    View("deputy", lambda seat: Q(state=S.WITH_DEPUTY), newest_first=True),
    View("seen", _read_here, newest_first=True),
    View("refused", lambda seat: Q(state=S.REFUSED), newest_first=True),
)


def views_of(seat: Seat) -> list[View]:
    return [view for view in VIEWS if seat.role != Role.STREET_CLERK or not view.office]


def view_named(seat: Seat, key: str) -> View:
    views = views_of(seat)
    return next((view for view in views if view.key == key), views[0])


@dataclass(frozen=True)
class Waiting:
    """One item on the desk: since when it lies where it lies, and its clock where the procedure has one."""

    case: Proposal
    tier: str
    since: date
    clock: Clock | None = None
    result: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Desk:
    view: View
    counts: dict[str, int]
    rows: list[Waiting] = field(default_factory=list)
    after: str = ""


def _items(seat: Seat) -> QuerySet[Proposal]:
    return Proposal.objects.filter(within_reach(seat), congress_id=seat.congress_id)


def desk(seat: Seat, key: str, after: str = "") -> Desk:
    """One page of one view; `after` is where the page before ended."""
    view = view_named(seat, key)
    counted = {one.key: Count("pk", filter=one.which(seat)) for one in views_of(seat)}
    # Items that were registered without ever being submitted are no reader's; they are most of an old congress's rows.
    rows = _items(seat).filter(submitted_on__isnull=False)
    counts = rows.aggregate(**counted)
    page = rows.filter(view.which(seat)).defer("body").order_by("-pk" if view.newest_first else "pk")
    if (start := row_id(after)) is not None:
        page = page.filter(pk__lt=start) if view.newest_first else page.filter(pk__gt=start)
    found = list(page[: PAGE + 1])
    shown = found[:PAGE]
    return Desk(view, counts, waiting(seat.congress_id, shown), str(shown[-1].pk) if len(found) > PAGE else "")


def waiting(congress_id: int, cases: Sequence[Proposal]) -> list[Waiting]:
    """The items with what a list says of them, in three queries."""
    ids = [case.pk for case in cases]
    came = dict(
        Event.objects.filter(congress_id=congress_id, case_id__in=ids, step__in=(*CAME, *WENT))
        .order_by("number")
        .values_list("case_id", "happened_on")
    )
    clocks = {one.thing_id: one for one in running(congress_id, ids)}
    readings: dict[int, Reading] = {}
    for one in Reading.objects.filter(congress_id=congress_id, proposal_id__in=ids).order_by("pk"):
        readings[one.proposal_id] = one
    made = []
    for case in cases:
        tier = procedure_of(case.procedure_id).reading.tier(case.tier)
        last = readings.get(case.pk)
        made.append(
            Waiting(
                case,
                tier.label if tier is not None else "",
                came.get(case.pk, case.begun_on),
                clocks.get(case.pk),
                last.result if last is not None else "",
                last.decision if last is not None else "",
            )
        )
    return made


def running(congress_id: int, case_ids: Iterable[int]) -> list[Clock]:
    """The clocks to the hand-over that run on these items."""
    rows = Clock.objects.filter(congress_id=congress_id, kind=HAND_OVER, thing_kind=Proposal.KIND, stopped_on__isnull=True)
    return list(rows.filter(thing_id__in=list(case_ids)))
