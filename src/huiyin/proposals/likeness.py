"""Like items (相似件): registered items of this and earlier years that a title being written may repeat.

The default compares words (`foundation/likeness.py`); where the extra `huiyin[semantic]` is installed, meaning too
(`proposals/meaning.py`). Whoever asks need not know which.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Left

from huiyin.foundation.likeness import LEAD, NEAR_COPY, Scored, Text, rank
from huiyin.foundation.search import like_cases
from huiyin.people.models import Congress, Seat
from huiyin.proposals import meaning
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.proposals.queries import STANDING, session_words

OFFERED = 0.08
"""Below this nothing is offered for its words. Lower shows more that shares words and is another matter."""

OFFERED_BY_MEANING = 0.93
"""The same for the likeness of meaning (cosine), whose values all lie close together."""

LONGEST_TITLE = 300

RANK_CONSTANT = 20
"""Of reciprocal rank fusion: the larger, the less a first place counts before a fifth."""


@dataclass(frozen=True)
class LikeItem:
    """An item as it is offered. `score` (0–1) orders; only `NEAR_COPY` and above says something by itself."""

    proposal_id: int
    number: str
    title: str
    lead_name: str
    session: str
    state: str
    score: float
    near_copy: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One candidate: how like it is, and whether that is enough to show it."""

    proposal_id: int
    score: float
    near_copy: bool
    offered: bool


def like_items(
    where: Congress | Seat, title: str, text: str = "", *, but: int | None = None, most: int = 5
) -> list[LikeItem]:
    """Items like one that is being written, near copies first; none rather than noise.

    `text` is what has been written below the title, its first lines count. `but` is the item itself. Must run inside
    `acting`; reads and never writes. Says nothing of who may read these items: that is the page's question.
    """
    congress_id = where.pk if isinstance(where, Congress) else where.congress_id
    found = [one for one in compare(congress_id, title, text, but) if one.offered][:most]
    rows = Proposal.objects.select_related("session__term").filter(congress_id=congress_id)
    by_id = rows.in_bulk([one.proposal_id for one in found])
    return [_shown(by_id[one.proposal_id], one) for one in found]


def compare(congress_id: int, title: str, text: str = "", but: int | None = None) -> list[Compared]:
    """All candidates, the likest first, also those too little like to be offered: for measuring."""
    asked = Text(title[:LONGEST_TITLE].replace("\0", " ").strip(), text[:LEAD].replace("\0", " ").strip())
    if not asked.title:
        return []
    by_meaning = meaning.nearest(congress_id, asked)
    rows = list(
        Proposal.objects.filter(congress_id=congress_id, state__in=STANDING, pk__in={*like_cases(asked), *by_meaning})
        .exclude(pk=but or 0)
        .annotate(opening=Left("body", LEAD))
        .order_by("-pk")
        .values_list("pk", "title", "opening")
    )
    scored = rank(asked, [Text(title, opening) for _, title, opening in rows])
    return _fused([(rows[one.place][0], one) for one in scored], by_meaning)


def _fused(by_words: list[tuple[int, Scored]], by_meaning: dict[int, float]) -> list[Compared]:
    """Reciprocal rank fusion of the two orders; without meanings the order of words as it is."""
    if not by_meaning:
        return [Compared(pk, one.score, one.near_copy, one.score >= OFFERED) for pk, one in by_words]
    places = {pk: place for place, pk in enumerate(sorted(by_meaning, key=lambda pk: -by_meaning[pk]))}
    found = []
    for place, (pk, one) in enumerate(by_words):
        score = one.score
        if not one.near_copy:
            # Words that would not be offered by themselves are no second opinion: counted, they cost half of what
            # meaning finds in titles that share no word.
            both = (_share(place) if one.score >= OFFERED else 0.0) + (_share(places[pk]) if pk in places else 0.0)
            score = both / 2 * NEAR_COPY
        offered = one.score >= OFFERED or by_meaning.get(pk, 0.0) >= OFFERED_BY_MEANING
        found.append(Compared(pk, score, one.near_copy, offered))
    return sorted(found, key=lambda one: -one.score)


def _share(place: int) -> float:
    """What a rank (from 0) gives to the sum, below 1."""
    return RANK_CONSTANT / (RANK_CONSTANT + place + 1)


def _shown(proposal: Proposal, found: Compared) -> LikeItem:
    return LikeItem(
        proposal.pk,
        proposal.shown_no,
        proposal.title,
        proposal.lead_name,
        session_words(proposal.session),
        str(ProposalState(proposal.state).label),
        found.score,
        found.near_copy,
    )
