"""What `verify` looks at in this room: numbers without gaps, and texts as they were frozen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from huiyin.chain.verifying import Remark, also
from huiyin.proposals import texts
from huiyin.proposals.models import BEFORE_REGISTRATION, Proposal, ProposalKind, ProposalState
from huiyin.proposals.steps import text_digest


@also("编号")
def numbers(congress_id: int) -> Iterator[str | Remark]:
    """Our own numbers run from 1 in each session and kind; voided ones are there and are listed (security, B10)."""
    rows = Proposal.objects.filter(congress_id=congress_id, own_no__isnull=False)
    taken: dict[tuple[str, str], list[int]] = defaultdict(list)
    voided: dict[tuple[str, str], list[int]] = defaultdict(list)
    fields = ("session__term__number", "session__number", "kind", "own_no", "state")
    for term, session, kind, number, state in rows.order_by("own_no").values_list(*fields):
        key = f"{term}届{session}次", str(ProposalKind(kind).label)
        taken[key].append(number)
        if state == ProposalState.VOIDED:
            voided[key].append(number)
    unnumbered = Proposal.objects.filter(congress_id=congress_id, own_no__isnull=True).exclude(
        state__in=(*BEFORE_REGISTRATION, ProposalState.REFUSED, ProposalState.WITHDRAWN)
    )
    for pk, title in unnumbered.values_list("pk", "title"):
        yield texts.WITHOUT_NUMBER.format(id=pk, title=title)
    for key, found in taken.items():
        for missing in sorted(set(range(1, found[-1] + 1)) - set(found)):
            yield texts.NUMBER_MISSING.format(session=key[0], kind=key[1], number=missing)
        if voided[key]:
            listed = "、".join(map(str, voided[key]))
            yield Remark(texts.NUMBERS_VOIDED.format(session=key[0], kind=key[1], numbers=listed))


@also("正文")
def frozen_texts(congress_id: int) -> Iterator[str]:
    for row in Proposal.objects.filter(congress_id=congress_id).only("title", "body", "text_digest").iterator():
        if text_digest(row.title, row.body) != row.text_digest:
            yield texts.TEXT_CHANGED.format(id=row.pk, title=row.title)
