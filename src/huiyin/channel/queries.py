"""Reading a channel for its page: a page of messages, the pinned one, how many are unread."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Value

from huiyin.channel import files
from huiyin.channel.models import Message, Place
from huiyin.channel.standing import Standing
from huiyin.dispatch.models import GONE, Assignment, Mode
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Role, Seat
from huiyin.proposals.models import Signer

PAGE = 30
MOST_CHANNELS = 200
MOST_UNREAD = 99


@dataclass
class Shown:
    """A message with its files and the corrections that stand beside it."""

    message: Message
    files: list[StoredFile] = field(default_factory=list)
    corrections: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class ChannelPage:
    """Oldest first. `before` leads to what came earlier; None at the beginning of the channel."""

    rows: list[Shown]
    pinned: Shown | None
    before: int | None
    newest: int


def page_of(here: Standing, before: int | None = None) -> ChannelPage:
    found = here.messages().select_related("seat__person", "seat__body", "corrects")
    rows = list((found if before is None else found.filter(pk__lt=before)).order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
    pinned = found.filter(pinned_at__isnull=False).select_related("pinned_by__person").first()
    shown = {one.pk: Shown(one) for one in [*rows, *([pinned] if pinned is not None else [])]}
    for row in StoredFile.objects.filter(
        congress_id=here.seat.congress_id, owner_kind=files.KIND, owner_id__in=list(shown)
    ).order_by("pk"):
        shown[row.owner_id].files.append(row)
    for one in found.filter(corrects_id__in=list(shown), taken_back_at__isnull=True).order_by("pk"):
        shown[one.corrects_id or 0].corrections.append(one)
    newest = here.messages().aggregate(last=Max("pk"))["last"] or 0
    return ChannelPage(
        rows=[shown[one.pk] for one in rows],
        pinned=shown[pinned.pk] if pinned is not None else None,
        before=rows[0].pk if more else None,
        newest=newest,
    )


# Every case page asks it.
_UNREAD = """
select count(*) from (
  select from channel_message m
  where m.congress_id = %(congress)s and m.proposal_id = %(case)s and m.taken_back_at is null
    and m.seat_id is distinct from %(seat)s and m.id > coalesce((
      select p.read_to from channel_place p
      where p.congress_id = %(congress)s and p.proposal_id = %(case)s and p.seat_id = %(seat)s), 0)
  limit %(most)s) as fresh"""


def unread(seat: Seat, case_id: int) -> int:
    """How many messages of others a seat that takes part has not seen, at most `MOST_UNREAD` + 1; one query."""
    values = {"congress": seat.congress_id, "case": case_id, "seat": seat.pk, "most": MOST_UNREAD + 1}
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, values)
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Line:
    """A channel in the list of a seat's channels. Of one the seat has left nothing is told but that it was there."""

    case_id: int
    number: str
    title: str
    left: bool
    unread: int = 0
    last_at: datetime | None = None


def channels(seat: Seat) -> list[Line]:
    """The seat's channels in which something was written, those it is in first, the latest first; one query."""
    message = "proposal__messages"
    others = ~Q(**{f"{message}__seat_id": seat.pk}) & Q(**{f"{message}__taken_back_at__isnull": True})
    rows = (
        Place.objects.filter(congress_id=seat.congress_id, seat_id=seat.pk)
        .annotate(
            inside=_takes_part(seat),
            last=Max(f"{message}__pk"),
            last_at=Max(f"{message}__at"),
            fresh=Count(message, filter=others & Q(**{f"{message}__pk__gt": F("read_to")})),
        )
        .filter(last__isnull=False)
        .order_by("-inside", "-last")
        .select_related("proposal")[:MOST_CHANNELS]
    )
    return [
        Line(one.proposal_id, one.proposal.shown_no, one.proposal.title, False, one.fresh, one.last_at)
        if one.inside
        else Line(one.proposal_id, one.proposal.shown_no, one.proposal.title, True)
        for one in rows
    ]


def _takes_part(seat: Seat) -> Any:
    """Of a place: whether its seat is still in that channel."""
    if seat.role == Role.COMMITTEE_OFFICER:
        return Value(True)
    here = {"congress_id": seat.congress_id, "proposal_id": OuterRef("proposal_id")}
    if seat.role == Role.DEPUTY:
        return Exists(Signer.objects.filter(**here, seat_id=seat.pk, withdrawn_on__isnull=True))
    rows = Assignment.objects.filter(**here, body_id=seat.body_id).exclude(state__in=GONE)
    route = Q(mode=Mode.ROUTE)
    return Exists(rows.filter(route if seat.role == Role.DISPATCHER else ~route))
