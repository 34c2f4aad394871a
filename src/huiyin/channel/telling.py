"""Notices of new messages: for each seat at most one an hour and item, with how many there are and none of their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from huiyin.channel import texts
from huiyin.channel.models import Message, Place
from huiyin.channel.standing import sitting_in
from huiyin.foundation import clock, notices
from huiyin.foundation.notices import Telling
from huiyin.proposals.models import Proposal

CHANNEL_PATH = "/s/{seat}/channel/%d/"
EVERY = timedelta(hours=1)
# Of more it is said that there are more than these.
MOST = 99


def tell(case: Proposal) -> None:
    """Tell those who were not told within the hour; what the others have not read by its end they hear then."""
    from huiyin.channel.jobs import tell_later

    places, now = _places(case), clock.now()
    fresh = _fresh(case, min((_known(one) for one in places), default=0))
    told, waiting = [], []
    for place in places:
        count = sum(pk > _known(place) and seat_id != place.seat_id for pk, seat_id in fresh)
        if not count:
            continue
        if place.told_at is not None and now - place.told_at < EVERY:
            waiting.append(place.told_at + EVERY)
            continue
        place.told_to, place.told_at = fresh[-1][0], now
        told.append((place, count))
    Place.objects.bulk_update([place for place, _ in told], ["told_to", "told_at"])
    notices.put(
        case.congress_id,
        [(place.seat_id, None, case.pk, _said(case, count), False) for place, count in told],
        0,
    )
    if waiting:
        tell_later(case, min(waiting))


def _known(place: Place) -> int:
    return max(place.read_to, place.told_to)


def _places(case: Proposal) -> list[Place]:
    """Places of all who take part now, made for those who never came."""
    seats = sitting_in(case)
    mine = Place.objects.filter(congress_id=case.congress_id, proposal=case)
    missing = set(seats) - set(mine.values_list("seat_id", flat=True))
    Place.objects.bulk_create(
        [Place(congress_id=case.congress_id, proposal=case, seat_id=pk) for pk in sorted(missing)], ignore_conflicts=True
    )
    return list(mine.filter(seat_id__in=seats).order_by("pk"))


def _fresh(case: Proposal, after: int) -> Sequence[tuple[int, int]]:
    """(number, seat) of the messages that came after this one and still stand, oldest first."""
    rows = Message.objects.filter(
        congress_id=case.congress_id, proposal=case, pk__gt=after, taken_back_at__isnull=True
    ).order_by("-pk")
    return list(rows.values_list("pk", "seat_id")[: MOST + 1])[::-1]


def _said(case: Proposal, count: int) -> Telling:
    many = str(count) if count <= MOST else f"{MOST} 多"
    words = texts.NOTICE.format(number=case.shown_no, title=case.title[:80], count=many)
    return Telling(words, CHANNEL_PATH % case.pk)
