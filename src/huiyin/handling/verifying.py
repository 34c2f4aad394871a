"""What `verify` looks at in this room: a sent letter says what it said when it was sent."""

from __future__ import annotations

from collections.abc import Iterator

from huiyin.chain.verifying import also
from huiyin.handling import texts
from huiyin.handling.letters import letter_digest
from huiyin.handling.models import Letter, LetterVersion


@also("答复函")
def sent_letters(congress_id: int) -> Iterator[str]:
    versions = LetterVersion.objects.filter(congress_id=congress_id, moment="sent").order_by("number")
    sent = dict(versions.values_list("letter_id", "digest"))
    letters = Letter.objects.filter(congress_id=congress_id, sent_on__isnull=False).select_related("file")
    for letter in letters.iterator():
        if sent.get(letter.pk) != letter_digest(letter):
            yield texts.SENT_LETTER_CHANGED.format(id=letter.pk, number=letter.number, title=letter.title)
