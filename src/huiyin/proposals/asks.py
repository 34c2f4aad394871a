"""What an item asks for, one by one: what the reply must answer point by point."""

from __future__ import annotations

from huiyin.foundation.wordfiles.reading import WordParagraph
from huiyin.proposals.models import Ask, Proposal
from huiyin.proposals.reading_word import sort_out

# Beyond that many a text is a list of something else; a letter is not made to answer it line by line.
MOST = 20


def asks_of(proposal: Proposal) -> list[str]:
    """Its asks in their order: as the deputy wrote them line by line, else those that its text numbers (一、二、 or 一是、二是);
    [] where a text asks for nothing that can be told apart."""
    kept = Ask.objects.filter(congress_id=proposal.congress_id, proposal_id=proposal.pk).order_by("number")
    written = list(kept.values_list("text", flat=True))
    if written:
        return written
    read = sort_out([WordParagraph(line.strip()) for line in proposal.body.splitlines() if line.strip()]).asks
    return list(read) if 1 < len(read) <= MOST else []
