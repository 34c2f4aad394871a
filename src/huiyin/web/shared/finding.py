"""The page 搜索: words in, one page of the seat's own cases out."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from huiyin.dispatch.queries import Hit, found_cases
from huiyin.foundation import text
from huiyin.foundation.search import COUNTED, MOST
from huiyin.people.models import Seat

PAGE = 50
LONGEST = 100


@dataclass(frozen=True)
class Found:
    """`refused` says why these words cannot be searched for; `more_url` continues, newest first, up to MOST cases."""

    words: str
    rows: list[tuple[Hit, str]] = field(default_factory=list)
    total: int = 0
    refused: str = ""
    page: int = 1
    more_url: str = ""

    @property
    def total_words(self) -> str:
        return f"{COUNTED}+" if self.total > COUNTED else str(self.total)

    @property
    def cut(self) -> bool:
        return self.total > MOST


def find(seat: Seat, typed: str, page: str) -> Found:
    try:
        words = text.one_line(typed, max_length=LONGEST, what="搜索词")
    except text.TextRefused as refused:
        return Found(typed, refused=refused.sentence)
    if not words:
        return Found("")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 3 and int(page) else 1
    hits, total = found_cases(seat, words, (number - 1) * PAGE, PAGE)
    rows = [(hit, reverse("case", args=[seat.pk, hit.case_id])) for hit in hits]
    more = number * PAGE < min(total, MOST)
    return Found(words, rows, total, page=number, more_url=_url(words, number + 1) if more else "")


def _url(words: str, page: int) -> str:
    return "?" + urlencode({"q": words, "page": page})
