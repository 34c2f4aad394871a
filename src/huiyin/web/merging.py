"""并案 on the pages of a case: with which items it is handled together, each linked where the seat may open it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from huiyin.dispatch.queries import visible_to
from huiyin.people.models import Seat
from huiyin.proposals.merging import Group, numbers_of


@dataclass(frozen=True)
class ItemShown:
    """`url` is empty where the seat may know number and title and not open the case."""

    number: str
    title: str
    url: str
    leads: bool


@dataclass(frozen=True)
class MergedShown:
    others: str
    lead: str
    items: list[ItemShown]


def shown(seat: Seat, group: Group | None, case_id: int) -> MergedShown | None:
    """Numbers and titles are for all who have one of the items; texts only for those who see the case."""
    if group is None:
        return None
    seen = set(visible_to(seat).filter(pk__in=[one.pk for one in group.items]).values_list("pk", flat=True))
    items = [
        ItemShown(
            one.shown_no,
            one.title,
            reverse("case", args=[seat.pk, one.pk]) if one.pk in seen and one.pk != case_id else "",
            one.pk == group.lead.pk,
        )
        for one in group.items
    ]
    return MergedShown(numbers_of(group.others(case_id)), numbers_of([group.lead]), items)
