"""What stands beside the letters of a case: drafts that were shown to the deputy, promises that were given, lights, who leads.

All are read only where the case's events say that there are any: most cases have none.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.handling.casefiles import CaseFile, Depth
from huiyin.handling.consulting import drafts_of_case
from huiyin.handling.models import DraftReply
from huiyin.promises.models import Promise
from huiyin.promises.queries import promises_of, visible_to
from huiyin.supervision.key_items import new_key_item
from huiyin.supervision.models import Light
from huiyin.supervision.queries import key_item_of
from huiyin.web.components import State
from huiyin.web.supervision.lights import of_rounds


def drafts_shown(file: CaseFile) -> list[DraftReply]:
    """Of the units whose work the seat may look into, and of the whole case to the deputies' committee."""
    if not any(event.step == "draft.offer" for event in file.events):
        return []
    deep = {made.round.pk for part in file.parts if part.depth is Depth.ALL for made in part.rounds}
    return [one for one in drafts_of_case(file.case.congress_id, file.case.pk) if one.round_id in deep]


def promises_shown(file: CaseFile) -> list[Promise]:
    """Those of the letters the seat may read, and those made by word of mouth."""
    steps = {event.step for event in file.events}
    found: list[Promise] = []
    if "promise.mark" in steps:
        letters = {made.letter.pk: made.letter for part in file.parts for made in part.rounds if made.letter is not None}
        found = [one for some in promises_of(list(letters.values())).values() for one in some]
    if "promise.agree" in steps:
        spoken = visible_to(file.seat).filter(assignment__proposal_id=file.case.pk, letter__isnull=True)
        found += spoken.select_related(*Promise.READ_WITH).order_by("pk")
    return found


def lights_shown(file: CaseFile, today: date) -> list[tuple[Light, State, str]]:
    """What deputies showed on the rounds whose work the seat may look into."""
    if not any(event.step == "light.show" for event in file.events):
        return []
    return of_rounds(file.seat, [made.round.pk for part in file.parts if part.depth >= Depth.WORK for made in part.rounds], today)


def key_item_shown(file: CaseFile) -> dict[str, Any]:
    """The key item that this case is, or the way to put it forward, for whoever may."""
    if any(event.thing_kind == "key_item" for event in file.events):
        found = key_item_of(file.seat, file.case.pk)
        if found is not None:
            return {"key_item": found}
    if catalogue["key_item.propose"].permits(file.seat, new_key_item(file.case)):
        return {"propose_url": reverse("key_item_propose", args=[file.seat.pk, file.case.pk])}
    return {}
