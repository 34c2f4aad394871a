"""Jobs of the room 群."""

from __future__ import annotations

from datetime import datetime

from huiyin.channel import telling
from huiyin.foundation.jobs import job, later
from huiyin.proposals.models import Proposal


@job("channel.tell")
def tell(congress_id: int, case_id: int) -> None:
    """The end of somebody's hour: whoever has not read by now hears of it. Run twice it tells nobody twice."""
    case = Proposal.objects.select_for_update(no_key=True).filter(congress_id=congress_id, pk=case_id).first()
    if case is not None:
        telling.tell(case)


def tell_later(case: Proposal, at: datetime) -> None:
    once = f"channel.tell:{case.congress_id}:{case.pk}"
    later(tell, at=at, once=once, congress_id=case.congress_id, case_id=case.pk)
