"""What a whole page of figures is narrowed to, before anything is counted: it stands in the address and is read back.

`items.Cut` picks lines out of what was counted; this decides what is counted at all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from huiyin.dispatch.models import ANSWERING
from huiyin.proposals.models import Side

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Within:
    """Empty means all. The period is of the item's first hand-over, both days included; an item not handed over is in none.

    Of unit, mode and leader only such handlings count: an item is answered when those units have answered. Raises
    ValueError for a side, a mode or a number there cannot be, and for a period that ends before it begins.
    """

    side: str = ""
    since: date | None = None
    until: date | None = None
    mode: str = ""
    unit: int | None = None
    leader: str = ""
    delegation: int | None = None
    category: str = ""

    def __post_init__(self) -> None:
        if self.side not in ("", *Side.values) or self.mode not in ("", *ANSWERING):
            raise ValueError(f"{self.side} {self.mode}")
        if any(number is not None and not 0 < number <= LARGEST_ID for number in (self.unit, self.delegation)):
            raise ValueError(f"{self.unit} {self.delegation}")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"{self.since} {self.until}")

    @property
    def of_handlings(self) -> bool:
        """Narrowed by something only a handling has: items no unit has are left out."""
        return bool(self.unit or self.mode or self.leader)

    @property
    def query(self) -> dict[str, str]:
        """For addresses: only what is set."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, date) else str(value) for name, value in said.items() if value
        }

    def of_item(self) -> str:
        """Conditions on a proposal `p`, to be added to others. Values never stand in it: they are `values`."""
        asked = []
        if self.side:
            asked.append("p.side = %(within_side)s")
        if self.category:
            asked.append("p.category = %(within_category)s")
        if self.since or self.until:
            asked.append(_HANDED_OVER)
        if self.delegation:
            asked.append(_LED_FROM)
        return "".join(f" and {one}" for one in asked)

    def of_handling(self) -> str:
        """Conditions on an assignment `a`; the unit is asked for by whoever counts."""
        asked = []
        if self.mode:
            asked.append("a.mode = %(within_mode)s")
        if self.leader:
            asked.append("a.leader_in_charge = %(within_leader)s")
        return "".join(f" and {one}" for one in asked)

    @property
    def values(self) -> dict[str, Any]:
        return {f"within_{one.name}": getattr(self, one.name) for one in fields(self)}


# The item's first hand-over, stage one at the government office included; a unit it was moved to has its predecessor's.
_HANDED_OVER = """p.id in (
      select h.proposal_id from dispatch_assignment h
      where h.congress_id = %(congress)s and h.state not in ('recalled', 'replaced', 'terminated')
      group by h.proposal_id
      having min(h.first_handed_over_on)
        between coalesce(%(within_since)s::date, '-infinity'::date) and coalesce(%(within_until)s::date, 'infinity'::date))"""
_LED_FROM = """p.id in (
      select s.proposal_id from proposals_signer s
      left join people_seat t on t.congress_id = s.congress_id and t.id = s.seat_id
      where s.congress_id = %(congress)s and s.is_lead and %(within_delegation)s in (s.body_id, t.body_id))"""

EVERYTHING = Within()
