"""What was done to push an item, in the course of its case: lights of the rounds the seat may look into, who leads, promises kept.

Everything said here stands on a page of its own that the same seats may read; candidates for key items stay with the committee.
"""

from __future__ import annotations

from collections.abc import Callable

from huiyin.chain.models import Event
from huiyin.handling.casefiles import CaseFile, Depth
from huiyin.handling.story import tell_course
from huiyin.promises.models import Promise
from huiyin.promises.queries import visible_to
from huiyin.supervision import texts
from huiyin.supervision.models import Colour, KeyItem, Light
from huiyin.supervision.queries import key_item_of, lights_on

Told = tuple[str, str]


def _lights(file: CaseFile) -> Callable[[Event], Told | None]:
    rounds = [made.round.pk for part in (*file.parts, *file.gone) if part.depth > Depth.NAMES for made in part.rounds]
    lights = {light.pk: light for light in lights_on(file.seat, rounds)}

    def tell(event: Event) -> Told | None:
        light = lights.get(event.thing_id)
        if light is None:
            return None
        if event.step == "light.show":
            return texts.SHOWED.format(deputy=light.seat.person.name, colour=Colour(light.colour).label), light.word
        if event.step == "light.answer":
            return texts.ANSWERED.format(body=light.assignment.body.label), light.answer
        return None

    return tell


def _key_items(file: CaseFile) -> Callable[[Event], Told | None]:
    item = key_item_of(file.seat, file.case.pk)

    def tell(event: Event) -> Told | None:
        if item is None or item.pk != event.thing_id:
            return None
        said = texts.COURSE.get(event.step)
        return (said.format(leader=item.leader, at=item.decided_at), "") if said else None

    return tell


def _promises(file: CaseFile) -> Callable[[Event], Told | None]:
    mine = visible_to(file.seat).filter(assignment__proposal_id=file.case.pk).select_related("body")
    seen = {promise.pk: promise for promise in mine}

    def tell(event: Event) -> Told | None:
        promise = seen.get(event.thing_id)
        said = texts.COURSE_OF_PROMISES.get(event.step)
        return (said.format(body=promise.body.label), promise.what) if promise is not None and said else None

    return tell


tell_course(Light.KIND, _lights)
tell_course(KeyItem.KIND, _key_items)
tell_course(Promise.KIND, _promises)
