"""登记: what waits to be registered, many at once, the numbers of a session, and how its delegations stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from huiyin.chain.models import Event, Head
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import SLICE, work
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.text import numbered
from huiyin.people.models import Body, BodyKind, Seat, Session
from huiyin.proposals import texts
from huiyin.proposals.lookout import CAME, PAGE, Waiting, waiting, within_reach
from huiyin.proposals.models import Proposal, ProposalKind, ProposalState, Signer, number_shown
from huiyin.proposals.submitting import Acceptance

__all__ = ["SLICE"]

S = ProposalState
WAITS = Q(state=S.SUBMITTED, tier="")


def _of_session(seat: Seat, session: Session) -> QuerySet[Proposal]:
    return Proposal.objects.filter(within_reach(seat), congress_id=seat.congress_id, session=session)


def to_register(seat: Seat, session: Session, after: str = "") -> tuple[list[Waiting], int, str]:
    """One page of what is read through and waits for its number, how many there are, and where the next page begins."""
    rows = _of_session(seat, session).filter(WAITS)
    page = rows.defer("body").order_by("pk")
    if (start := row_id(after)) is not None:
        page = page.filter(pk__gt=start)
    found = list(page[: PAGE + 1])
    shown = found[:PAGE]
    return waiting(seat.congress_id, shown), rows.count(), str(shown[-1].pk) if len(found) > PAGE else ""


def newest_event(congress_id: int) -> int:
    """How far the congress's chain has come: what a page was made from."""
    return Head.objects.filter(congress_id=congress_id).values_list("number", flat=True).first() or 0


def come_since(seat: Seat, session: Session, event: int) -> int:
    """How many of those that wait to be registered came after that event."""
    newer = Event.objects.filter(congress_id=seat.congress_id, number__gt=event, step__in=CAME)
    return _of_session(seat, session).filter(WAITS, pk__in=newer.values("case_id")).count()


# -- many at once --------------------------------------------------------------------------------------------------------


@dataclass
class Registered:
    """How many got a number; sentences for those that did not; how many were too many for one time."""

    done: int = 0
    left: list[str] = field(default_factory=list)
    rest: int = 0


def accept_many(seat: Seat, session: Session, ids: Sequence[int]) -> Registered:
    """Register these items of one session, in the order they came, each by itself; others are passed over.

    One session at a time: its row is the lock of its numbers, and two of them locked in turn could meet crosswise.
    """
    rows = list(_of_session(seat, session).filter(WAITS, pk__in=ids).defer("body").order_by("pk")[: len(ids)])
    result = Registered(rest=max(0, len(rows) - SLICE))
    rows = rows[:SLICE]
    if not rows:
        return result
    with work(*(row.pk for row in rows)) as unit:
        for row in rows:
            try:
                with unit.attempt():
                    unit.take("proposal.accept", row, seat, Acceptance())
                result.done += 1
            except AlreadyDone:
                result.left.append(texts.REGISTERED_BEFORE.format(title=row.title))
            except StepRefused as refused:
                result.left.append(texts.NOT_REGISTERED.format(title=row.title, why=refused.sentence))
    return result


# -- numbers -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """The numbers of one kind in a session: how many were given, the last one, and those voided or withdrawn with why."""

    kind: str
    given: int
    last: int
    gone: list[Proposal]

    @property
    def last_words(self) -> str:
        return number_shown("", self.last)

    @property
    def standing(self) -> int:
        return self.given - len(self.gone)


def numbers_of(seat: Seat, session: Session) -> list[Numbers]:
    """The numbers of all items of the session, also those a secretariat would not open: numbers run through."""
    rows = Proposal.objects.filter(congress_id=seat.congress_id, session=session, own_no__isnull=False)
    found = {
        row["kind"]: row for row in rows.values("kind").annotate(given=Count("pk"), last=Max("own_no")).order_by()
    }
    gone: dict[str, list[Proposal]] = {}
    for one in rows.filter(state__in=(S.VOIDED, S.WITHDRAWN)).defer("body").order_by("own_no"):
        gone.setdefault(one.kind, []).append(one)
    return [
        Numbers(kind, found[kind]["given"], found[kind]["last"], gone.get(kind, []))
        for kind in ProposalKind.values
        if kind in found
    ]


# -- delegations ---------------------------------------------------------------------------------------------------------


@dataclass
class Standing:
    """How the items of one delegation stand, of one kind of them."""

    reading: int = 0
    with_deputy: int = 0
    waiting: int = 0
    registered: int = 0

    @property
    def submitted(self) -> int:
        """All that came in and were neither refused nor withdrawn: the four add up to it."""
        return self.reading + self.with_deputy + self.waiting + self.registered

    def add(self, other: Standing) -> None:
        for name in ("reading", "with_deputy", "waiting", "registered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Team:
    name: str
    motions: Standing = field(default_factory=Standing)
    suggestions: Standing = field(default_factory=Standing)

    def of(self, kind: str) -> Standing:
        return self.motions if kind == ProposalKind.MOTION else self.suggestions


def by_delegation(seat: Seat, session: Session) -> list[Team]:
    """All delegations in the order of their numbers, also those that raised nothing; the sum comes last."""
    lead = Signer.objects.filter(congress_id=seat.congress_id, proposal_id=OuterRef("pk"), is_lead=True)
    team = lead.annotate(team=Coalesce(F("body_id"), F("seat__body_id"))).values("team")[:1]
    rows = _of_session(seat, session).exclude(state__in=(S.REFUSED, S.WITHDRAWN, S.VOIDED))
    counted = (
        rows.annotate(team=Subquery(team))
        .values("team", "kind")
        .annotate(
            reading=Count("pk", filter=Q(state=S.SUBMITTED) & ~Q(tier="")),
            with_deputy=Count("pk", filter=Q(state=S.WITH_DEPUTY)),
            waiting=Count("pk", filter=WAITS),
            registered=Count("pk", filter=Q(own_no__isnull=False)),
        )
        .order_by()
    )
    bodies = Body.objects.filter(congress_id=seat.congress_id, kind=BodyKind.DELEGATION)
    teams = {body.pk: (body, Team(body.label)) for body in sorted(bodies, key=lambda body: numbered(body.name))}
    others, total = Team(texts.NO_DELEGATION), Team(texts.ALL_DELEGATIONS)
    for row in counted:
        one = teams[row["team"]][1] if row["team"] in teams else others
        standing = Standing(row["reading"], row["with_deputy"], row["waiting"], row["registered"])
        one.of(row["kind"]).add(standing)
        total.of(row["kind"]).add(standing)
    shown = [
        team
        for body, team in teams.values()
        if body.ends_on is None or team.motions.submitted or team.suggestions.submitted
    ]
    return [*shown, *([others] if others.motions.submitted or others.suggestions.submitted else []), total]
