"""Raising the items of a replay: each is written, signed, submitted, read tier by tier and registered, by the real steps.

What a reader sends back, its deputy decides on: in turn the advised text is taken, an own one is written, the first one kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q

from huiyin.chain.taking import Work
from huiyin.people.models import Congress, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import Reader, ReadingTier
from huiyin.proposals import manuscripts
from huiyin.proposals.manuscripts import Words, words_of
from huiyin.proposals.models import Manuscript, Proposal, Reading
from huiyin.proposals.reading import Sheet
from huiyin.proposals.submitting import Acceptance, Resubmission, submission
from huiyin.reports.replays.district import District
from huiyin.reports.replays.line import Item, Line
from huiyin.reports.replays.planning import Planned
from huiyin.reports.replays.reading import Inputs

D = Reading.Decision
MATTER = "重演用的一件，情况从略。"
ASKS = ("请有关部门现场查看，提出办法。", "请在年内办到，并告诉代表。")
CLEARER = "请写明地点和时间。"
BETTER = f"{MATTER}地点：重演路1号；时间：每天早晚。"
OWN = f"{MATTER}地点：重演路1号前。"


class RaisedLine(Line):
    """The line of a replay whose items come from deputies, not from paper."""

    def __init__(self, district: District, inputs: Inputs, tell: Callable[[str], None]) -> None:
        super().__init__(district, inputs, tell)
        if inputs.raising is None:
            raise ValueError(f"{inputs.name}: nothing says how its items are raised")
        self.raising = inputs.raising

    def _register(self, planned: list[Planned]) -> list[Item]:
        items = self._planned(planned)
        self._write(items)
        self._submit(items)
        self.tell(f"写好、签名、提交了 {len(items)} 件")
        for tier in self.procedure.reading.tiers.value or ():
            self._read(items, tier)
            sent_back = sum(tier.code in item.planned.advised for item in items)
            self.tell(f"{tier.label}了 {len(items)} 件，其中 {sent_back} 件请代表斟酌后再提交")
        through = [item for item in items if not item.planned.stays]
        self._accept(through)
        return through

    def _write(self, items: list[Item]) -> None:
        """The lead writes; the deputies who follow in the list open the text and sign."""
        everybody = self.district.deputies

        def write(unit: Work, item: Item) -> None:
            first = everybody.index(item.deputy) + 1
            cosigners = [everybody[(first + n) % len(everybody)] for n in range(self.raising.cosigners)]
            said = {"title": item.planned.title, "matter": MATTER, "asks": list(ASKS)}
            begun = manuscripts.begin(item.deputy, item.planned.kind)
            manuscript = manuscripts.keep(begun, item.deputy, None, said)
            manuscripts.ask_to_sign(manuscript, cosigners)
            _sign(manuscript, cosigners)
            item.proposal.written = manuscript

        self._each(items, write, new=True)

    def _submit(self, items: list[Item]) -> None:
        def submit(unit: Work, item: Item) -> None:
            written = item.proposal.written
            if written is None:
                raise RuntimeError(f"{item.planned.title} was not written")
            facts = submission(written, self.district.session, item.planned.side)
            on = self._before(item, self.raising.submitted)
            unit.take("proposal.submit", item.proposal, item.deputy, facts, happened_on=on)

        self._each(items, submit, new=True)

    def _read(self, items: list[Item], tier: ReadingTier) -> None:
        decisions = {item.case_id: D.values[n % 3] for n, item in enumerate(self._sent_back(items, tier))}

        def read(unit: Work, item: Item) -> None:
            on, reader = self._before(item, self.raising.read[tier.code]), self._reader(item, tier)
            marks = dict.fromkeys(self.raising.criteria, True)
            if item.case_id in decisions:
                manuscript = _manuscript(item)
                advised = replace(words_of(manuscript), matter=BETTER)
                sheet = Sheet("revise", marks | {self.raising.criteria[-1]: False}, CLEARER, advised)
                unit.take("reading.advise", item.proposal, reader, sheet, happened_on=on)
                facts = _decide(manuscript, item.deputy, decisions[item.case_id], advised)
                unit.take("proposal.resubmit", item.proposal, item.deputy, facts, happened_on=on)
            if item.planned.stays and self._is_last(tier):
                sheet = Sheet("revise", marks, CLEARER)
                unit.take("reading.advise", item.proposal, reader, sheet, happened_on=on)
            else:
                unit.take("reading.pass", item.proposal, reader, Sheet("fit", marks), happened_on=on)

        self._each(items, read)

    def _accept(self, items: list[Item]) -> None:
        def accept(unit: Work, item: Item) -> None:
            on = item.planned.registered_on
            unit.take("proposal.accept", item.proposal, self.district.officer, Acceptance(), happened_on=on)

        self._each(items, accept)

    # -- how ---------------------------------------------------------------------------------------------------------

    @staticmethod
    def _sent_back(items: list[Item], tier: ReadingTier) -> list[Item]:
        return [item for item in items if tier.code in item.planned.advised]

    def _is_last(self, tier: ReadingTier) -> bool:
        return not self.procedure.reading.after(tier.code)

    def _reader(self, item: Item, tier: ReadingTier) -> Seat:
        by_street = tier.reader is Reader.STREET
        return self.district.street_clerks[item.deputy.body_id] if by_street else self.district.officer

    @staticmethod
    def _before(item: Item, days: int) -> date:
        return item.planned.registered_on - timedelta(days=days)


def _manuscript(item: Item) -> Manuscript:
    found = manuscripts.manuscript_of(item.proposal)
    if found is None:
        raise RuntimeError(f"{item.planned.title} was not written")
    return found


def _sign(manuscript: Manuscript, seats: Sequence[Seat]) -> None:
    for seat in seats:
        manuscripts.opened(manuscript, seat)
        manuscripts.sign(manuscript, seat.pk, manuscript.digest)


def _decide(manuscript: Manuscript, deputy: Seat, decision: str, advised: Words) -> Resubmission:
    """The deputy's decision on the advised text; where the text changes, those who signed read it and sign again."""
    if decision != D.KEPT:
        said = advised if decision == D.TAKEN else replace(advised, matter=OWN)
        manuscript = manuscripts.keep(manuscript, deputy, None, {"matter": said.matter, "asks": list(said.asks)})
        others = [one.seat for one in manuscripts.signatures_of(manuscript) if one.seat_id != deputy.pk]
        _sign(manuscript, others)
    return Resubmission(manuscript.digest, tuple(one.seat_id for one in manuscripts.standing(manuscript)))


# -- what came of it -------------------------------------------------------------------------------------------------


def _registered(congress: Congress, side: str) -> list[Proposal]:
    rows = Proposal.objects.filter(Q(side=side) if side else Q(), congress=congress, own_no__isnull=False)
    return list(rows.prefetch_related("readings"))


def _passed(proposal: Proposal) -> list[Reading]:
    return [one for one in proposal.readings.all() if one.result == Reading.Result.FIT]


def read_through(congress: Congress, side: str) -> tuple[int, int]:
    """How many registered items every tier of their procedure let pass, and how many are registered."""
    rows = _registered(congress, side)
    tiers = {
        pk: {one.code for one in _procedure(pk).reading.tiers.value or ()} for pk in {r.procedure_id for r in rows}
    }
    read = [row for row in rows if {one.tier for one in _passed(row)} == tiers[row.procedure_id] != set()]
    return len(read), len(rows)


def criteria_read(congress: Congress, side: str) -> list[str]:
    """The criteria, as the procedure names them, by which every registered item was looked at whenever it passed."""
    rows = _registered(congress, side)
    looked = [set(one.marks) for row in rows for one in _passed(row)]
    if not looked:
        return []
    everywhere = set.intersection(*looked)
    criteria = _procedure(rows[0].procedure_id).reading.criteria.value or ()
    return [one.label for one in criteria if one.code in everywhere]


def _procedure(version_id: int | None) -> Procedure:
    if version_id is None:
        raise RuntimeError("an item is registered without a procedure")
    return procedure_of(version_id)
