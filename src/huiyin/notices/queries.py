"""What became of the messages of a congress, for its administrator: never of which item, and in no words of a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from huiyin.foundation import clock
from huiyin.notices import texts
from huiyin.notices.models import Channel, Delivery, Kind, Reason, State

LATELY = timedelta(days=7)
COUNTED = timedelta(days=30)
PAGE = 50
TROUBLED = (State.FAILED, State.GIVEN_UP)


def given_up_lately(congress_id: int) -> int:
    lately = Delivery.objects.filter(congress_id=congress_id, at__gte=clock.now() - LATELY)
    return lately.filter(state=State.GIVEN_UP).count()


@dataclass(frozen=True)
class Tally:
    """Notices of one channel by what became of them; `no_address` are among the skipped."""

    channel: Channel
    sent: int
    waiting: int
    failed: int
    given_up: int
    skipped: int
    no_address: int


def tallies(congress_id: int) -> list[Tally]:
    """Of the last thirty days."""
    rows = Delivery.objects.filter(congress_id=congress_id, at__gte=clock.now() - COUNTED)
    per: dict[str, Count] = {state.value: Count("id", filter=Q(state=state)) for state in State}
    per["no_address"] = Count("id", filter=Q(reason=Reason.NO_ADDRESS))
    counts: Any = rows.values("channel").annotate(**per).order_by()
    found: dict[str, dict[str, int]] = {row["channel"]: row for row in counts}
    nothing = dict.fromkeys(per, 0)
    return [
        Tally(
            channel,
            sent=counted[State.SENT],
            waiting=counted[State.WAITING],
            failed=counted[State.FAILED],
            given_up=counted[State.GIVEN_UP],
            skipped=counted[State.SKIPPED],
            no_address=counted["no_address"],
        )
        for channel in Channel
        for counted in [found.get(channel.value, nothing)]
    ]


@dataclass(frozen=True)
class Trouble:
    """A message that did not get through: to whom, when, why, and what to do."""

    pk: int
    who: str
    seat: str
    channel: str
    kind: str
    at: datetime
    attempts: int
    again_at: datetime | None
    happened: str
    to_do: str


@dataclass(frozen=True)
class TroublePage:
    """Newest first. `before` continues the list where this page ends; None at its end."""

    rows: list[Trouble]
    total: int
    before: int | None


def troubles(congress_id: int, before: int | None = None) -> TroublePage:
    """What failed or was given up, each notice a line."""
    found = Delivery.objects.filter(congress_id=congress_id, state__in=TROUBLED)
    total = found.count()
    rows = found if before is None else found.filter(pk__lt=before)
    page = list(rows.select_related("seat__person", "seat__body").order_by("-pk")[: PAGE + 1])
    return TroublePage([_trouble(row) for row in page[:PAGE]], total, page[PAGE - 1].pk if len(page) > PAGE else None)


def _trouble(row: Delivery) -> Trouble:
    return Trouble(
        pk=row.pk,
        who=row.seat.person.name,
        seat=f"{row.seat.body.label} {row.seat.get_role_display()}",
        channel=Channel(row.channel).label,
        kind=Kind(row.kind).label,
        at=row.at,
        attempts=row.attempts,
        again_at=row.due_at if row.state == State.FAILED else None,
        happened=words_of(texts.WHAT_HAPPENED, row.reason, row.channel, row.code),
        to_do=words_of(texts.WHAT_TO_DO, row.reason, row.channel, row.code),
    )


def words_of(sentences: Mapping[str, str | Mapping[str, str]], reason: str, channel: str, code: str) -> str:
    """The sentence for a reason; some differ by channel. "" where nothing needs to be said."""
    said = sentences.get(reason, "")
    words = said if isinstance(said, str) else said[channel]
    return words.format(code=texts.CODE.format(code=code) if code else "")


def retry(congress_id: int, pks: Sequence[int] | None = None) -> int:
    """Send again now what did not get through; with `pks` only those. A person decided it: the tries count anew.

    What a worker is sending at this moment is left to it.
    """
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    rows = Delivery.objects.filter(free, congress_id=congress_id, state__in=TROUBLED)
    chosen = rows if pks is None else rows.filter(pk__in=pks)
    return chosen.update(
        state=State.WAITING, reason="", code="", attempts=0, message="", claimed_until=None, settled_at=None, due_at=now
    )
