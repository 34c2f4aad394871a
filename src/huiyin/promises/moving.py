"""A promise outlives its unit: whoever takes over from the body takes over what the body still has to keep (机构改革).

Promises that were kept or dropped stay with the name of their day; open ones move, whether their item is open or long
concluded.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from huiyin.chain.catalogue import Step, register
from huiyin.chain.taking import Work, notice_words, said_with
from huiyin.dispatch.holding import also_in_hand
from huiyin.dispatch.taking_over import Succession, when_taken_over
from huiyin.people.models import Body, Seat
from huiyin.promises import texts
from huiyin.promises.keeping import said_of
from huiyin.promises.models import OPEN, Promise


def kept_by(body: Body, only: Collection[int] | None = None) -> QuerySet[Promise]:
    """Open promises of a body: all, or those of the items named."""
    rows = Promise.objects.filter(congress_id=body.congress_id, body=body, state__in=OPEN)
    return rows if only is None else rows.filter(assignment__proposal_id__in=list(only))


def _cases(body: Body, only: Collection[int] | None) -> set[int]:
    return set(kept_by(body, only).values_list("assignment__proposal_id", flat=True))


def _move_all(unit: Work, body: Body, successor: Body, only: Collection[int] | None) -> None:
    for promise in kept_by(body, only).select_related(*Promise.READ_WITH).order_by("pk"):
        unit.take("promise.move", promise, None, Succession(body.pk, successor.pk))


def _move(unit: Work, promise: Promise, seat: Seat | None, facts: Succession) -> None:
    promise.body = Body.objects.get(congress_id=unit.congress_id, pk=facts.to_body_id)
    promise.save(update_fields=["body"])


when_taken_over(_cases, _move_all)
also_in_hand(lambda body: kept_by(body).count())
notice_words(texts.MOVE_NOTICES)
said_with("promise.move", said_of)

register(
    Step(
        "promise.move",
        "承诺由接办单位继续落实",
        on="promise",
        frm=frozenset(OPEN),
        to=None,
        automatic=True,
        effect=_move,
        tells=("keeper_clerks", "signers"),
        formal=True,
    )
)
