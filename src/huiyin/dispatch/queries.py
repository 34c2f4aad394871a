"""Reading for desks and cases: which cases a seat may see, and what lies on a desk.

`visible_to` answers for rows what `handling.casefiles.sees` answers for one case that has been read; a test holds them
together.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huiyin.dispatch.models import GONE, OPEN_STAGES, Assignment, AssignmentState, Mode, Stage
from huiyin.foundation import search
from huiyin.people.models import ONLOOKERS, OVERSEERS, Body, BodyKind, Role, Seat, Session
from huiyin.proposals.lookout import within_reach
from huiyin.proposals.merging import group_of
from huiyin.proposals.models import Proposal, ProposalState, Signer, number_shown, signers_shown

LIVE = ~Q(state__in=GONE)
# A body from which an item was taken by mistake never had it; one that gave it back goes on seeing that it did.
SEEN = ~Q(state=AssignmentState.RECALLED)
# Who takes in or reads what deputies raise, apart from the committee's officers.
READERS = (Role.SECRETARIAT, Role.STREET_CLERK)
# So many of the newest that match are listed, and counted exactly; of them a reader sees those that may be seen.
MOST_READ = 1000
CONGRESS_SIDE = (BodyKind.STANDING_COMMITTEE, BodyKind.DEPUTIES_COMMITTEE)


def sees_all(seat: Seat) -> bool:
    """Officers of the deputies' committee, the council of chairpersons, committees, and leaders on the congress's side."""
    if seat.role in (Role.COMMITTEE_OFFICER, *ONLOOKERS):
        return True
    return seat.role == Role.LEADER and seat.body.kind in CONGRESS_SIDE


def sees_handed_over(seat: Seat) -> bool:
    """A supervision office that is no part of a government office — the party's, or one of its own — pushes everything that
    was handed over, by whomever; one within a government office what that office passed on."""
    return seat.role == Role.SUPERVISION_OFFICER and seat.body.kind != BodyKind.GOVERNMENT_OFFICE


def sees_every_handling(seat: Seat) -> bool:
    """Whatever units have in hand, whoever gave it to them; of what nobody was given yet this says nothing."""
    return sees_all(seat) or sees_handed_over(seat)


def sees_by_body(seat: Seat) -> bool:
    """Units and the government's side see what is, or was, on their own body's desk."""
    by_body = seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD, *OVERSEERS)
    return by_body and not sees_every_handling(seat)


def visible_to(seat: Seat) -> QuerySet[Proposal]:
    """Cases the seat may see: all of the congress for the deputies' committee; its own desk's for a body; its own
    signed ones for a deputy, also after the seat has ended; those raised at the session for its secretariat; those of
    its delegations for a street; none for those who only keep people and accounts."""
    cases = Proposal.objects.filter(congress_id=seat.congress_id)
    if sees_all(seat):
        return cases
    if sees_by_body(seat):
        mine = Assignment.objects.filter(SEEN, congress_id=seat.congress_id, proposal_id=OuterRef("pk"))
        return cases.filter(Exists(mine.filter(body_id=seat.body_id)))
    if sees_handed_over(seat):
        return cases.filter(Exists(Assignment.objects.filter(SEEN, congress_id=seat.congress_id, proposal_id=OuterRef("pk"))))
    if seat.role == Role.DEPUTY:
        signed = Signer.objects.filter(
            congress_id=seat.congress_id, proposal_id=OuterRef("pk"), seat_id=seat.pk, withdrawn_on__isnull=True
        )
        return cases.filter(Exists(signed))
    return cases.filter(within_reach(seat)) if seat.role in READERS else cases.none()


def sees_item(seat: Seat, case_id: int) -> bool:
    return visible_to(seat).filter(pk=case_id).exists()


def search_scope(seat: Seat) -> dict[str, list[int] | None]:
    """The same limits in the words of the search function, which knows desks and signers; for those who read what is
    raised it finds more than they may see, and `found_cases` leaves the rest out."""
    if sees_every_handling(seat) or seat.role == Role.SECRETARIAT:
        return {"bodies": None, "seats": None}
    if seat.role == Role.DEPUTY:
        return {"bodies": None, "seats": [seat.pk]}
    if seat.role == Role.STREET_CLERK:
        of_street = Seat.objects.filter(congress_id=seat.congress_id, role=Role.DEPUTY, body__street_id=seat.body_id)
        return {"bodies": None, "seats": list(of_street.values_list("pk", flat=True))}
    return {"bodies": [seat.body_id], "seats": None}


def desk_of(seat: Seat) -> QuerySet[Assignment]:
    """Assignments on a seat's desk. The deputies' committee sees those of all units, route rows left out."""
    rows = Assignment.objects.filter(LIVE, congress_id=seat.congress_id)
    if seat.role == Role.COMMITTEE_OFFICER:
        return rows.exclude(mode=Mode.ROUTE)
    if seat.role == Role.DISPATCHER:
        return rows.filter(body_id=seat.body_id, mode=Mode.ROUTE)
    return rows.filter(body_id=seat.body_id).exclude(mode=Mode.ROUTE)


@dataclass(frozen=True)
class Hit:
    """A case that was found, with how it stands as the seat may know it."""

    case_id: int
    number: str
    title: str
    who: str
    words: str
    units: str


def cases_numbered(seat: Seat, words: str, number: int | None) -> list[tuple[int, int]]:
    """(case, session) of the cases a seat may see that go by exactly this number, those of the newest session first.

    `words` as an office prints a number, `number` our own, if the words are one. Few: what two sessions share.
    """
    cases = visible_to(seat).exclude(own_no__isnull=True)
    own = Q(printed_no="", own_no=number) if number is not None and number < 2**31 else Q(pk__in=())
    scope = search_scope(seat)
    # A printed number is among the words an item is found by; only the newest that have them are looked at.
    printed = search.find_cases(words, bodies=scope["bodies"], seats=scope["seats"], most=search.MOST).ids
    newest = Session.objects.filter(congress_id=seat.congress_id).order_by("-term__number", "-number")
    rank = {pk: place for place, pk in enumerate(newest.values_list("pk", flat=True))}
    # Named one by one, the sessions let the numbers be looked up in their index.
    ours = cases.filter(own, session_id__in=list(rank)).values_list("pk", "session_id")[:20]
    said = {words, f"{words}号", f"第{words}", f"第{words}号"}
    theirs = cases.filter(pk__in=printed, printed_no__in=said).values_list("pk", "session_id")[:20]
    return sorted({*ours, *theirs}, key=lambda one: (rank[one[1]], -one[0]))


_GONE = ", ".join(f"'{state.value}'" for state in GONE)
_HITS = f"""
select p.id, p.printed_no, p.own_no, p.title, p.lead_name, p.signer_count, p.state, u.bodies, u.names, u.stages
from proposals_proposal p cross join lateral (
  select array_agg(a.body_id order by a.id) as bodies, array_agg(a.stage order by a.id) as stages,
         array_agg(coalesce(nullif(b.short_name, ''), b.name) order by a.id) as names
  from dispatch_assignment a join people_body b on b.congress_id = a.congress_id and b.id = a.body_id
  where a.congress_id = p.congress_id and a.proposal_id = p.id and a.mode <> 'route' and a.state not in ({_GONE})) u
where p.congress_id = %(congress)s and p.id = any(%(ids)s)
order by p.id desc"""


def found_cases(seat: Seat, text: str, after: int, count: int) -> tuple[search.Found, list[Hit]]:
    """What the seat's words find, and of it `count` cases behind the case `after` (0: from the first), newest first."""
    scope = search_scope(seat)
    found = search.find_cases(text, bodies=scope["bodies"], seats=scope["seats"], most=MOST_READ)
    if seat.role in READERS or sees_handed_over(seat):
        found = search.Found(_seen(seat, found.ids), found.more)
    ids = [pk for pk in found.ids if not after or pk < after][:count]
    if seat.role not in READERS and not sees_all(seat):
        ids = _seen(seat, ids)
    return found, _hits(seat, ids)


def _seen(seat: Seat, ids: list[int]) -> list[int]:
    return list(visible_to(seat).filter(pk__in=ids).order_by("-pk").values_list("pk", flat=True))


def _hits(seat: Seat, ids: list[int]) -> list[Hit]:
    """Cases the seat may see, each with the units that handle it; where its own does, what stage it has it in."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS, {"congress": seat.congress_id, "ids": ids})
        rows = cursor.fetchall()
    hits = []
    for pk, printed, own, title, lead, signers, state, bodies, names, stages in rows:
        mine = next((stage for body, stage in zip(bodies or (), stages or (), strict=True) if body == seat.body_id), None)
        words = Stage(mine).label if mine is not None else ProposalState(state).label
        who = signers_shown(lead, signers)
        hits.append(Hit(pk, number_shown(printed, own), title, who, str(words), "、".join(names or ())))
    return hits


def handlers_of(congress_id: int, case_id: int) -> list[str]:
    """Names of the bodies that handle an item, for those who may know no more of it."""
    rows = Assignment.objects.filter(LIVE, congress_id=congress_id, proposal_id=case_id).exclude(mode=Mode.ROUTE)
    return [row.body.label for row in rows.select_related("body").order_by("id")]


def routes_beside(route: Assignment) -> list[Assignment]:
    """Of the items that are handled together with this one (并案) those that wait to be passed on by the same office."""
    group = group_of(route.congress_id, route.proposal_id)
    others = group.others(route.proposal_id) if group is not None else ()
    rows = Assignment.objects.filter(
        congress_id=route.congress_id, proposal__in=[one.pk for one in others], body_id=route.body_id, mode=Mode.ROUTE,
        state=AssignmentState.HANDED_OVER,
    )  # fmt: skip
    return list(rows.select_related("proposal", "body").order_by("proposal_id"))


NOT_UNITS = (BodyKind.DELEGATION, BodyKind.SECRETARIAT)


def units(congress_id: int) -> list[Body]:
    """Bodies an item may be handed to, in reading order."""
    rows = Body.objects.filter(congress_id=congress_id, ends_on__isnull=True).exclude(kind__in=NOT_UNITS)
    return list(rows.only("name", "short_name", "kind").order_by("sort_key", "id"))


def busiest_first(congress_id: int, seats: list[Seat]) -> list[Seat]:
    """Seats in the order of how much lies before them: open assignments of the body, or items the deputy leads."""
    open_rows = dict(
        Assignment.objects.filter(LIVE, congress_id=congress_id, stage__in=OPEN_STAGES)
        .values_list("body_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    led = dict(
        Signer.objects.filter(congress_id=congress_id, is_lead=True)
        .values_list("seat_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return sorted(seats, key=lambda s: -(led.get(s.pk, 0) if s.role == Role.DEPUTY else open_rows.get(s.body_id, 0)))
