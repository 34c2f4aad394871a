"""相似件 while writing: what was raised already, and what others are writing and leave open; one may join instead."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from huiyin.foundation.likeness import Text, rank
from huiyin.people.models import Seat
from huiyin.proposals import likeness, manuscripts

MOST_OPEN = 3
# Rarity says little among a handful of manuscripts: they must have more in common than registered items.
FEW_OFFERED = 0.25
LONGEST = 4000


@dataclass(frozen=True)
class Like:
    """One line of the list. `url` leads to the item's public part, or to the manuscript one may come and sign."""

    title: str
    said: str
    url: str
    near_copy: bool
    to_sign: bool = False


def likes_of(seat: Seat, title: str, text: str, but: int | None = None) -> list[Like]:
    if not title.strip():
        return []
    lines = [
        Like(
            one.title,
            f"{one.number} · {one.lead_name} · {one.session} · {one.state}",
            reverse("followed", args=[seat.pk, one.proposal_id]),
            one.near_copy,
        )
        for one in likeness.like_items(seat, title[:LONGEST], text[:LONGEST], but=but)
    ]
    return [*_open_ones(seat, title), *lines]


def _open_ones(seat: Seat, title: str) -> list[Like]:
    """Manuscripts of others that are open to be signed, of the same matter by their titles."""
    there = manuscripts.open_to_others(seat)
    found = rank(Text(title[:LONGEST]), [Text(one.title) for one in there])
    lines = []
    for scored in found[:MOST_OPEN]:
        one = there[scored.place]
        lead = one.lead.person.name if one.lead is not None else ""
        if scored.near_copy or scored.score >= FEW_OFFERED:
            url = reverse("ask_to_join", args=[seat.pk, one.pk])
            lines.append(Like(one.title, lead, url, scored.near_copy, to_sign=True))
    return lines
