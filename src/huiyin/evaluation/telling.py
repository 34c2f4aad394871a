"""What this room tells the rooms below: the demands of an order belong to the course of a case."""

from __future__ import annotations

from collections.abc import Sequence

from huiyin.evaluation.models import RehandlingOrder
from huiyin.handling.casefiles import tell_demands


def demands(congress_id: int, round_ids: Sequence[int]) -> dict[int, str]:
    """Round → what the order that ended it demands."""
    rows = RehandlingOrder.objects.filter(congress_id=congress_id, round_id__in=round_ids)
    return dict(rows.values_list("round_id", "demands"))


tell_demands(demands)
