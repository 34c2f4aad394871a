"""The page 搜索: words in, one page of the seat's own cases out."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from huiyin.dispatch.queries import Hit, found_cases
from huiyin.foundation import text
from huiyin.foundation.search import MOST
from huiyin.people.models import Seat

PAGE = 50
LONGEST = 100


@dataclass(frozen=True)
class Found:
    """`refused` says why these words cannot be searched for; `more_url` continues, newest first, up to MOST cases, and
    `cut` says that there are older ones that are not listed."""

    words: str
    rows: list[tuple[Hit, str]] = field(default_factory=list)
    total: int = 0
    cut: bool = False
    refused: str = ""
    page: int = 1
    more_url: str = ""
    most: int = MOST


def find(seat: Seat, typed: str, page: str) -> Found:
    try:
        words = text.one_line(typed, max_length=LONGEST, what="搜索词")
    except text.TextRefused as refused:
        return Found(typed, refused=refused.sentence)
    if not words:
        return Found("")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 3 and int(page) else 1
    found, hits = found_cases(seat, words, (number - 1) * PAGE, PAGE)
    case = reverse("case", args=[seat.pk, 0]).removesuffix("0/")
    rows = [(hit, f"{case}{hit.case_id}/") for hit in hits]
    more_url = _url(words, number + 1) if number * PAGE < len(found.ids) else ""
    return Found(words, rows, len(found.ids), found.more, page=number, more_url=more_url)


def _url(words: str, page: int) -> str:
    return "?" + urlencode({"q": words, "page": page})
