"""What stands beside the letters of a case: drafts that were shown to the deputy, promises that were given.

Both are read only where the case's events say that there are any: most cases have none.
"""

from __future__ import annotations

from huiyin.handling.casefiles import CaseFile, Depth
from huiyin.handling.consulting import drafts_of_case
from huiyin.handling.models import DraftReply
from huiyin.promises.models import Promise
from huiyin.promises.queries import promises_of, visible_to


def drafts_shown(file: CaseFile) -> list[DraftReply]:
    """Of the units whose work the seat may look into, and of the whole case to the deputies' committee."""
    if not any(event.step == "draft.offer" for event in file.events):
        return []
    deep = {made.round.pk for part in file.parts if part.depth is Depth.ALL for made in part.rounds}
    return [one for one in drafts_of_case(file.case.congress_id, file.case.pk) if one.round_id in deep]


def promises_shown(file: CaseFile) -> list[Promise]:
    """Those of the letters the seat may read, and those made by word of mouth."""
    steps = {event.step for event in file.events}
    found: list[Promise] = []
    if "promise.mark" in steps:
        letters = {made.letter.pk: made.letter for part in file.parts for made in part.rounds if made.letter is not None}
        found = [one for some in promises_of(list(letters.values())).values() for one in some]
    if "promise.agree" in steps:
        spoken = visible_to(file.seat).filter(assignment__proposal_id=file.case.pk, letter__isnull=True)
        found += spoken.select_related(*Promise.READ_WITH).order_by("pk")
    return found
