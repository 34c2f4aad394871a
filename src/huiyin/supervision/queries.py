"""What a seat may see of lights and key items."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from huiyin.dispatch.queries import sees_all, sees_every_handling
from huiyin.dispatch.queries import visible_to as visible_cases
from huiyin.people.models import OVERSEERS, Role, Seat
from huiyin.supervision.lights import SHOWN
from huiyin.supervision.models import Colour, KeyItem, KeyState, Light, LightState, Supervisor


def lights_for(seat: Seat) -> QuerySet[Light]:
    """Lights the seat may see: all for the congress's side; those on its own handling for a unit, on what it passed on for the
    government's side; on the items they signed for deputies, on those of its delegations for a street."""
    rows = Light.objects.filter(congress_id=seat.congress_id)
    if sees_every_handling(seat):
        return rows
    if seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD):
        return rows.filter(round__assignment__body_id=seat.body_id)
    if seat.role in OVERSEERS:
        passed_on = Q(round__assignment__parent__body_id=seat.body_id)
        return rows.filter(passed_on | Q(round__assignment__body_id=seat.body_id))
    if seat.role in (Role.DEPUTY, Role.STREET_CLERK):
        # Asked apart: see `promises.queries.visible_to`.
        cases = list(visible_cases(seat).order_by().values_list("pk", flat=True))
        return rows.filter(round__assignment__proposal_id__in=cases)
    return rows.none()


def light_seen(seat: Seat, light_id: int) -> Light | None:
    return lights_for(seat).filter(pk=light_id).select_related(*Light.READ_WITH, "answered_by__person").first()


def lights_on(seat: Seat, round_ids: Collection[int]) -> list[Light]:
    """All lights ever shown on these rounds, the newest first; the caller has read the rounds by right."""
    if not round_ids:
        return []
    rows = Light.objects.filter(congress_id=seat.congress_id, round_id__in=list(round_ids))
    return list(rows.select_related(*Light.READ_WITH).order_by("-pk"))


def lit_red(seat: Seat, assignment_ids: Collection[int]) -> set[int]:
    """Of these handlings, those on which a deputy's red light waits for an answer; the caller has read them by right."""
    rows = Light.objects.filter(congress_id=seat.congress_id, state=LightState.SHOWN, colour=Colour.RED)
    return set(rows.filter(round__assignment_id__in=list(assignment_ids)).values_list("round__assignment_id", flat=True))


# The lists of 代表亮灯, as they stand in the address.
RED, AMBER, GREEN, ANSWERED, EVERY = "red", "amber", "green", "answered", "every"
_LISTS = {
    RED: Q(state=LightState.SHOWN, colour=Colour.RED),
    AMBER: Q(state=LightState.SHOWN, colour=Colour.AMBER),
    GREEN: Q(state=LightState.SHOWN, colour=Colour.GREEN),
    ANSWERED: Q(state=LightState.ANSWERED),
    EVERY: Q(),
}
MOST = 200


def light_list(seat: Seat, which: str, before: int | None = None, many: int = 50) -> list[Light]:
    """One list of lights, the newest first; `before`: the number of the light after which it goes on. One more than `many`."""
    rows = lights_for(seat).filter(_LISTS[which])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related(*Light.READ_WITH).order_by("-pk")[: many + 1])


def light_counts(seat: Seat) -> dict[str, int]:
    """How many lights are in each list; an answered one is counted there and not by its colour."""
    found = dict.fromkeys(_LISTS, 0)
    shown = lights_for(seat).filter(state__in=SHOWN).order_by()
    for state, colour in shown.values_list("state", "colour"):
        found[ANSWERED if state == LightState.ANSWERED else str(colour)] += 1
    found[EVERY] = lights_for(seat).count()
    return found


# -- key items -----------------------------------------------------------------------------------------------------------

LISTED = (KeyState.CHOSEN, KeyState.REPORTED, KeyState.CLOSED)


def key_items_for(seat: Seat) -> QuerySet[KeyItem]:
    """Chosen items whose case the seat may see; candidates and what was left out only for the congress's side."""
    rows = KeyItem.objects.filter(congress_id=seat.congress_id)
    if sees_all(seat):
        return rows
    # Key items are few: the cases among them are asked for by their numbers.
    chosen = list(rows.filter(state__in=LISTED).values_list("proposal_id", flat=True))
    seen = list(visible_cases(seat).filter(pk__in=chosen).order_by().values_list("pk", flat=True))
    return rows.filter(state__in=LISTED, proposal_id__in=seen)


def key_item_seen(seat: Seat, item_id: int) -> KeyItem | None:
    return key_items_for(seat).filter(pk=item_id).select_related(*KeyItem.READ_WITH, "proposal__session").first()


def key_item_of(seat: Seat, case_id: int) -> KeyItem | None:
    """The key item that a case is or may become, left out ones not counted."""
    rows = key_items_for(seat).filter(proposal_id=case_id).exclude(state=KeyState.LEFT_OUT)
    return rows.select_related(*KeyItem.READ_WITH).first()


def key_list(seat: Seat, session_id: int | None = None) -> list[KeyItem]:
    """Candidates first, then what is led by whom, in the order of the kinds of supervisors."""
    rows = key_items_for(seat).exclude(state=KeyState.LEFT_OUT)
    if session_id is not None:
        rows = rows.filter(proposal__session_id=session_id)
    found = list(rows.select_related(*KeyItem.READ_WITH).order_by("pk")[: MOST + 1])
    kinds = [*Supervisor.values, ""]
    return sorted(found, key=lambda one: (one.state != KeyState.PROPOSED, kinds.index(one.supervisor), one.pk))
