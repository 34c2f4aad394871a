"""Finding cases by words. The question is put to a function of the role `finder` (ADR 0003); rows are read under policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from huiyin.foundation.like_query import like_query
from huiyin.foundation.likeness import Text
from huiyin.foundation.models import SearchEntry
from huiyin.foundation.segment import DICTIONARY_VERSION, short_text, tsquery_literal, tsvector_literal

MOST = 200


@dataclass(frozen=True)
class Found:
    """The newest that match; `more`: there are older ones beyond them."""

    ids: list[int]
    more: bool


def index(congress_id: int, kind: str, thing_id: int, on: date, title: str, body: str, short: list[str]) -> None:
    """Write, or write again, what a thing can be found by."""
    # Not an upsert: EXCLUDED would need the right to read the words, which the app role has not.
    SearchEntry.objects.filter(congress_id=congress_id, kind=kind, thing_id=thing_id).delete()
    SearchEntry.objects.create(
        congress_id=congress_id,
        kind=kind,
        thing_id=thing_id,
        on=on,
        search=tsvector_literal(title, body, [title, *short]),
        short=short_text([title, *short]),
        dictionary=DICTIONARY_VERSION,
    )


def find_cases(
    text: str, *, bodies: list[int] | None = None, seats: list[int] | None = None, most: int = MOST
) -> Found:
    """Newest cases that match, at most `most`.

    `bodies` or `seats` narrow to cases on those bodies' desks or signed by those seats; both None: the whole congress.
    """
    query = tsquery_literal(text)
    if query is None:
        return Found([], False)
    with connection.cursor() as cursor:
        cursor.execute(
            "select thing_id, total from huiyin_find_cases(%s::tsquery, %s::tsquery, %s, %s::bigint[], %s::bigint[], %s)",
            [query.words, query.bigrams or None, query.like, bodies, seats, most],
        )
        rows = cursor.fetchall()
    return Found([row[0] for row in rows], bool(rows) and rows[0][1] > most)


def like_cases(text: Text, most: int = 250) -> list[int]:
    """Cases of the congress acted in whose titles may be like this one: candidates, in no order of likeness.

    At most `most` that may be near copies, as many that share two separate things with it (where very many do, of the
    newest 2,000 only), and as many of the newest 2,000 that share anything. Scoring them is `likeness.rank`'s.
    """
    asked = like_query(text)
    with connection.cursor() as cursor:
        cursor.execute(
            "select thing_id from huiyin_find_like(%s::tsquery, %s::tsquery, %s::tsquery, %s::tsquery, %s)",
            [asked.one or None, asked.two or None, asked.copies or None, asked.same or None, most],
        )
        return list({row[0] for row in cursor.fetchall()})
