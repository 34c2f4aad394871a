"""The course of an item that is handled together with others, in words: beside `story`."""

from __future__ import annotations

from collections.abc import Iterator

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.handling import texts
from huiyin.handling.casefiles import CaseFile
from huiyin.proposals.merging import numbers_of
from huiyin.proposals.models import MergedItem
from huiyin.proposals.texts import MERGE_BY_ITSELF

CODES = ("proposal.merge", "proposal.unmerge")


class MergingTeller:
    """Title and body of one event after the other, in their order: each joining is a row, each leaving by a step too."""

    def __init__(self, file: CaseFile) -> None:
        self.file = file
        own = [row for row in file.merged_items if row.proposal_id == file.case.pk]
        self.joined: Iterator[MergedItem] = iter(own)
        left = (row for row in own if row.left_on is not None and row.left_why not in MERGE_BY_ITSELF)
        self.left: Iterator[MergedItem] = left

    def tell(self, event: Event) -> tuple[str, str] | None:
        joins = event.step == "proposal.merge"
        row = next(self.joined if joins else self.left, None)
        if row is None:
            return None
        reason = texts.REASON.format(reason=row.reason if joins else row.left_why)
        return str(catalogue[event.step].label), f"{texts.WITH.format(numbers=self._others(row))}{reason}"

    def _others(self, row: MergedItem) -> str:
        ids = {other.proposal_id for other in self.file.merged_items if other.handling_id == row.handling_id}
        ids.discard(self.file.case.pk)
        cases = [case for case in self.file.merged_cases if case.pk in ids]
        return numbers_of(sorted(cases, key=lambda case: (case.own_no or 0, case.pk)))
