"""Talks being arranged, for the tests about them: times, offers, answers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.appointments import Chosen, Offer, OtherTimes
from huiyin.handling.models import Appointment, ContactForm, Round
from tests.world import World

# A Monday; nothing is announced off in these weeks.
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=clock.SHANGHAI)


def at(day: int, hour: int = 15, minute: int = 0, month: int = 3) -> datetime:
    return datetime.combine(date(2026, month, day), time(hour, minute), clock.SHANGHAI)


def offer(*times: datetime, **more: Any) -> Offer:
    facts = {"form": ContactForm.ON_SITE, "place": "沿江大道三阳路口", "people": "周敏、郑海波", "word": "想请您一起看看现场。"}
    return Offer(times or (at(12), at(13, 9, 30)), **facts | more)


def in_hand(world: World, *bodies: str, mode: str = "lead") -> list[Round]:
    """An item of two deputies, handed over and received: the rounds of its units, in the order of these."""
    rows = world.hand_over(
        world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2), *bodies, mode=mode
    )
    clerks = {world.bodies["unit"].pk: "clerk", world.bodies["school"].pk: "stranger"}
    for row in rows:
        take("assignment.receive", row, world.seats[clerks[row.body_id]])
    rounds = [world.round_of(row) for row in rows]
    return list(Round.objects.filter(pk__in=[one.pk for one in rounds]).select_related("assignment__proposal").order_by("pk"))


def offered(world: World, round_: Round, *times: datetime, by: str = "clerk", **more: Any) -> Appointment:
    take("appointment.offer", round_, world.seats[by], offer(*times, **more))
    return Appointment.objects.filter(round=round_).order_by("-number")[0]


def agreed(world: World, round_: Round, when: datetime | None = None) -> Appointment:
    made = offered(world, round_)
    take("appointment.accept", made, world.seats["deputy"], Chosen(when or at(12)))
    return made


def countered(world: World, round_: Round, *times: datetime) -> Appointment:
    made = offered(world, round_)
    take("appointment.counter", made, world.seats["deputy"], OtherTimes(times or (at(16, 10),), "那两天在外地。"))
    return made
