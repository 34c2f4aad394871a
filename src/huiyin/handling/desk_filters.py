"""What narrows a list: every filter by its name in the address, and in SQL. Whatever comes from outside is bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.dispatch.models import ANSWERING


@dataclass(frozen=True)
class Filters:
    """What narrows a view; all of it stands in the address. `session` and `unit` are numbers of rows, `stage` is a
    `Stage`; `key` leaves the items marked as important (重点)."""

    mode: str = ""
    delegation: int | None = None
    category: str = ""
    words: str = ""
    session: int | None = None
    unit: int | None = None
    stage: str = ""
    key: bool = False

    @property
    def any(self) -> bool:
        return bool(
            self.mode or self.delegation or self.category or self.words or self.session or self.unit or self.stage
            or self.key
        )  # fmt: skip


_LED_FROM = """exists (
    select from proposals_signer s join people_seat t on t.congress_id = s.congress_id and t.id = s.seat_id
    where s.congress_id = {0}.congress_id and s.proposal_id = {0}.{1} and s.is_lead and t.body_id = %(delegation)s)"""
_OF_CASE = """exists (select from proposals_proposal p where p.congress_id = a.congress_id and p.id = a.proposal_id
    and {0})"""
# `a` is an assignment, `p` an item that nobody has been given yet.
FILTERS = {
    "modes": "a.mode = any(%(modes)s)",
    "category": _OF_CASE.format("p.category = %(category)s"),
    "delegation": _LED_FROM.format("a", "proposal_id"),
    "cases": "a.proposal_id = any(%(cases)s)",
    "session": _OF_CASE.format("p.session_id = %(session)s"),
    "unit": "a.body_id = %(unit)s",
    "stage": "a.stage = %(stage)s",
    "key": _OF_CASE.format("p.is_key"),
}
CASE_FILTERS = {
    # How it is handled, by whom and how far: of none that waits to be handed over.
    "modes": "true",
    "unit": "false",
    "stage": "false",
    "category": "p.category = %(category)s",
    "delegation": _LED_FROM.format("p", "id"),
    "cases": "p.id = any(%(cases)s)",
    "session": "p.session_id = %(session)s",
    "key": "p.is_key",
}


def bound(filters: Filters, cases: list[int] | None) -> dict[str, Any]:
    """The filters that are set, by their names in the SQL."""
    out: dict[str, Any] = {}
    if filters.mode:
        out["modes"] = [mode.value for mode in ANSWERING] if filters.mode == "lead" else [filters.mode]
    for name in ("category", "delegation", "session", "unit", "stage", "key"):
        if value := getattr(filters, name):
            out[name] = value
    if cases is not None:
        out["cases"] = cases
    return out
