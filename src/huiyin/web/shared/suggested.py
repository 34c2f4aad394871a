"""Suggested units as pages say them: name, what the unit has in hand, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from huiyin.dispatch.proposing import Load, Proposing, Suggested, Suggestion, loads
from huiyin.people.models import Body
from huiyin.proposals.models import Proposal
from huiyin.web import texts


@dataclass(frozen=True)
class ToldUnit:
    """A suggested unit as the page says it: its name, what it has in hand, and why."""

    name: str
    load: str
    why: str


@dataclass(frozen=True)
class Told:
    lead: ToldUnit | None
    assists: list[ToldUnit]
    others: list[ToldUnit]
    returned: list[str]


def load_words(body: Body, burdens: Mapping[int, Load]) -> str:
    """What stands beside a unit's name: how much it has in hand per handling officer, and the leader in charge."""
    load = burdens.get(body.pk, Load())
    said = texts.LOAD.format(items=load.items)
    if load.each is not None:
        said += texts.LOAD_EACH.format(officers=load.officers, each=f"{load.each:g}")
    return said + (texts.LEADER.format(name=body.leader_in_charge) if body.leader_in_charge else "")


def suggestion_for(congress_id: int, item: Proposal) -> Told:
    """For the pages that hand over one item."""
    proposing = Proposing(congress_id)
    return told(proposing.for_items([item])[item.pk], loads(congress_id))


def told(suggestion: Suggestion, burdens: Mapping[int, Load]) -> Told:
    def one(found: Suggested) -> ToldUnit:
        return ToldUnit(found.body.name, load_words(found.body, burdens), "".join(found.reasons))

    return Told(
        one(suggestion.lead) if suggestion.lead else None,
        [one(found) for found in suggestion.assists],
        [one(found) for found in suggestion.others],
        [body.name for body in suggestion.returned],
    )
