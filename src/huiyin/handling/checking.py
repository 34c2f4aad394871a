"""送审前检查: what a letter should be looked at for before it goes up – asks without an answer, sentences that stood in the
unit's earlier letters, and what rooms above add (promises that nobody marked).

It names places, it does not judge. The clerk mends them, or writes why the letter goes up as it is; the head who clears it
reads that reason. Of a stamped document only the paper knows what it says: nothing in it is checked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard
from huiyin.handling import texts
from huiyin.handling.models import Letter, Round
from huiyin.handling.points import beside_asks
from huiyin.people.models import Seat

# So many of the unit's newest letters are held against this one, and sentences of so many signs.
EARLIER_LETTERS = 200
SHORTEST_SENTENCE = 16


@dataclass(frozen=True)
class Finding:
    """One place: what is to be looked at, in a sentence; `quote` is the place itself. `must`: no reason passes it."""

    words: str
    quote: str = ""
    must: bool = False


@dataclass(frozen=True)
class Submission:
    """Why the letter goes up although the check named something; "" where nothing is to be explained."""

    despite: str = ""


_more: list[Callable[[Round, Letter], list[Finding]]] = []


def checks_letters(check: Callable[[Round, Letter], list[Finding]]) -> None:
    """Rooms above add what they look for."""
    _more.append(check)


def findings(round_: Round) -> list[Finding]:
    """What the check names in the letter of a round as it is now; [] where it has none, or is a stamped document."""
    letter = round_.letter
    if letter is None or letter.is_stamped_document:
        return []
    found = [*_unanswered(round_, letter), *_copied(round_, letter)]
    return found + [one for check in _more for one in check(round_, letter)]


def _unanswered(round_: Round, letter: Letter) -> Iterator[Finding]:
    for one in beside_asks(round_.assignment.proposal, letter.points):
        if one.point is None:
            yield Finding(texts.ASK_UNANSWERED.format(number=one.number), one.ask)
        elif one.point.lacks:
            yield Finding(one.point.lacks, one.ask)


# -- sentences that stood elsewhere ------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^。！？；\n]+")
# The frame of every letter: who thanks, who calls whom.
_FRAME = re.compile(r"收悉|答复如下|感谢|支持和?关心|关心和?支持|联系人|联系电话|欢迎.{0,10}监督|提出宝贵")


def sentences(text: str) -> Iterator[str]:
    """Sentences worth comparing, without blanks and the number they begin with; not those that frame every letter."""
    for match in _SENTENCE.finditer(text):
        said = re.sub(r"\s+", "", unicodedata.normalize("NFKC", match[0]))
        said = re.sub(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)|[0-9]+[.、])", "", said)
        if len(said) >= SHORTEST_SENTENCE and not _FRAME.search(said):
            yield said


def _copied(round_: Round, letter: Letter) -> Iterator[Finding]:
    """Sentences of letters that the same unit sent to other items; those of items handled together with it are meant to be
    the same."""
    mine = list(dict.fromkeys(sentences(letter.body)))
    if not mine:
        return
    earlier = (
        Letter.objects.filter(
            congress_id=letter.congress_id,
            sent_on__isnull=False,
            answers__round__assignment__body_id=round_.assignment.body_id,
        )
        .exclude(answers__round__assignment__proposal_id=round_.case_key)
        .order_by("-pk")
    )
    if letter.merged_numbers:
        earlier = earlier.exclude(merged_numbers=letter.merged_numbers)
    stood: dict[str, str] = {}
    for title, body in earlier.values_list("title", "body")[:EARLIER_LETTERS]:
        for said in sentences(body):
            stood.setdefault(said, title)
    for said in mine:
        if said in stood:
            yield Finding(texts.SENTENCE_COPIED.format(title=stood[said]), said)


# -- at the door -------------------------------------------------------------------------------------------------------


def _checked(round_: Any, seat: Seat | None, facts: Submission | None) -> str | None:
    found = findings(round_)
    must = next((one.words for one in found if one.must), None)
    if must is not None:
        return must
    explained = facts is not None and facts.despite.strip()
    return texts.CHECK_FOUND.format(count=len(found), first=found[0].words) if found and not explained else None


CHECKED = Guard("checked", "逐条答复、没有照抄、承诺已标记，或者写明原因", _checked)
