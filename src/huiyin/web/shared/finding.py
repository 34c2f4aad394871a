"""The page 搜索: words in, one page of the seat's own cases out; a number leads straight to its case."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from huiyin.dispatch.queries import Hit, cases_numbered, found_cases
from huiyin.foundation import text
from huiyin.foundation.row_ids import row_id
from huiyin.people.models import Seat
from huiyin.reports.worklists import LISTING_ROLES

PAGE = 50
LONGEST = 100
NUMBER = re.compile(r"第?0*([0-9]{1,6})号?")


@dataclass(frozen=True)
class Found:
    """`refused` says why these words cannot be searched for; `more_url` continues, newest first, up to `most` cases, and
    `cut` says that there are older ones that are not listed. `table_url`: the same words in the ledger, for those who
    have one."""

    words: str
    rows: list[tuple[Hit, str]] = field(default_factory=list)
    total: int = 0
    cut: bool = False
    refused: str = ""
    after: int = 0
    more_url: str = ""
    first_url: str = ""
    table_url: str = ""


def find(seat: Seat, typed: str, after: str) -> Found:
    """One page behind the case `after`; what is no number of a case begins at the beginning."""
    try:
        words = text.one_line(typed, max_length=LONGEST, what="搜索词")
    except text.TextRefused as refused:
        return Found(typed, refused=refused.sentence)
    if not words:
        return Found("")
    behind = row_id(after) or 0
    found, hits = found_cases(seat, words, behind, PAGE + 1)
    more, hits = len(hits) > PAGE, hits[:PAGE]
    case = reverse("case", args=[seat.pk, 0]).removesuffix("0/")
    rows = [(hit, f"{case}{hit.case_id}/") for hit in hits]
    return Found(
        words,
        rows,
        len(found.ids),
        found.more,
        after=behind,
        more_url=_url(words, hits[-1].case_id) if more else "",
        first_url=_url(words, 0) if behind else "",
        table_url=_ledger(seat, words) if seat.role in LISTING_ROLES else "",
    )


def straight_to(seat: Seat, typed: str) -> tuple[int, int] | None:
    """Where exactly a number was typed: its case, and how many of other sessions bear the same number.

    None where the words are no number, where no case the seat may see bears it, or where several of the newest session
    do (a motion and a suggestion).
    """
    words = "".join(typed.split())
    if not 0 < len(words) <= LONGEST or not re.search("[0-9]", words) or not words.isprintable():
        return None
    plain = NUMBER.fullmatch(words)
    found = cases_numbered(seat, words, int(plain[1]) if plain else None)
    if not found:
        return None
    newest = [case for case, session in found if session == found[0][1]]
    return (newest[0], len(found) - 1) if len(newest) == 1 else None


def _url(words: str, after: int) -> str:
    return "?" + urlencode({"q": words, "list": "1"} | ({"after": after} if after else {}))


def _ledger(seat: Seat, words: str) -> str:
    return reverse("lists", args=[seat.pk]) + "?" + urlencode({"session": "all", "q": words})
