"""Rows of the page 成批交办: an item, or the items that are handled together (并案), which are handed over in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huiyin.chain.taking import SLICE
from huiyin.dispatch import queries as dispatch
from huiyin.dispatch.models import Stage
from huiyin.foundation.row_ids import row_ids
from huiyin.people.models import Role, Seat
from huiyin.proposals.merging import groups_among
from huiyin.proposals.models import Proposal, ProposalState


@dataclass(frozen=True)
class TableRow:
    """What is handed over together; the first of it gives the row its name in the form, and its suggestion."""

    things: tuple[Any, ...]

    @property
    def pk(self) -> int:
        return int(self.things[0].pk)

    @property
    def head(self) -> Any:
        return self.things[0]

    @property
    def case(self) -> Proposal:
        found: Proposal = self.head.case
        return found

    @property
    def cases(self) -> list[Proposal]:
        return [one.case for one in self.things]

    def without(self, done: set[int]) -> TableRow | None:
        """What is left of the row when these cases have been handed over."""
        left = tuple(one for one in self.things if one.case_key not in done)
        return TableRow(left) if left else None


def _waiting(seat: Seat) -> Any:
    """What waits to be handed over by this seat: for the committee what is registered, for an office what lies with it."""
    if seat.role == Role.COMMITTEE_OFFICER:
        rows: Any = dispatch.visible_to(seat).filter(state=ProposalState.REGISTERED)
        return rows.select_related("session__term").order_by("pk")
    rows = dispatch.desk_of(seat).filter(stage=Stage.ROUTING)
    return rows.select_related("proposal__session__term", "body").order_by("pk")


def page_of(seat: Seat, after: int) -> tuple[list[TableRow], int]:
    """Rows in the order of their coming, at most what one go can take, and after which row the next page begins (0: there is
    none). A group stands where its first item stands, whole."""
    first = list(_waiting(seat).filter(pk__gt=after)[: SLICE + 1])
    groups = groups_among(seat.congress_id, [one.case_key for one in first])
    known = {one.case_key for one in first}
    of_case = "pk__in" if seat.role == Role.COMMITTEE_OFFICER else "proposal_id__in"
    missing = [case for case in groups if case not in known]
    rest = list(_waiting(seat).filter(**{of_case: missing})) if missing else []
    members: dict[int, list[Any]] = defaultdict(list)
    for one in sorted((*first, *rest), key=lambda thing: thing.pk):
        if one.case_key in groups:
            members[groups[one.case_key][0]].append(one)
    rows: list[TableRow] = []
    places: list[int] = []
    count = 0
    for one in first:
        together = members[groups[one.case_key][0]] if one.case_key in groups else [one]
        if together[0].pk != one.pk:
            continue  # It stands where its group stands.
        if count + len(together) > SLICE:
            return rows, places[-1]
        lead = groups[one.case_key][1] if one.case_key in groups else one.case_key
        rows.append(TableRow(tuple(sorted(together, key=lambda thing: (thing.case_key != lead, thing.pk)))))
        places.append(one.pk)
        count += len(together)
    return rows, places[-1] if len(first) > SLICE and places else 0


def rows_sent(seat: Seat, data: Any) -> tuple[list[TableRow], int]:
    """The rows of the form that was sent, as far as they still wait, and how many of its items do not any more. Items that
    were one row there are one row here if they are still handled together; none joins them that was not on the page."""
    shown = row_ids(data.getlist("row"))[:SLICE]
    things = {one.pk: one for one in _waiting(seat).filter(pk__in=shown)}
    groups = groups_among(seat.congress_id, [one.case_key for one in things.values()])
    rows: list[TableRow] = []
    taken: set[int] = set()
    for pk in dict.fromkeys(shown):
        if pk not in things or pk in taken:
            continue
        own = groups.get(things[pk].case_key)
        beside = [
            one
            for one in dict.fromkeys(row_ids(data.getlist(f"with_{pk}")))
            if one != pk and one in things and one not in taken and own and groups.get(things[one].case_key) == own
        ]
        taken |= {pk, *beside}
        rows.append(TableRow((things[pk], *(things[one] for one in beside))))
    return rows, len(set(shown)) - len(things)


def left_of(rows: Sequence[TableRow], done: set[int]) -> list[TableRow]:
    return [row for row in (one.without(done) for one in rows) if row is not None]
