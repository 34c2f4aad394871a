"""The literals are read by PostgreSQL as they were meant, whatever stands in them."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from huiyin.foundation.segment import Query, short_text, tsquery_literal, tsvector_literal

ALPHABET = "停车难老旧小区人大代表ab1·'\\%_(&|!:*<->  \n\"ＡＢ的𠮷é½㈱\U000e0100\u200b٣ß"


def _text(dice: random.Random, length: int) -> str:
    return "".join(
        dice.choice(ALPHABET)
        if dice.random() < 0.8
        else chr(dice.choice((dice.randrange(1, 0xD800), dice.randrange(0xE000, 0x2FFFF))))
        for _ in range(dice.randrange(length))
    )


def _found(vector: str, short: str, query: Query) -> tuple[bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s::tsvector @@ %s::tsquery, %s::tsvector @@ %s::tsquery and %s like %s",
            [vector, query.words, vector, query.bigrams, short, query.like],
        )
        words, pairs = cursor.fetchone()
    return bool(words), bool(pairs)


@pytest.mark.django_db
def test_every_part_of_a_short_field_is_found_and_nothing_makes_the_server_complain() -> None:
    """Bad inputs 28–33."""
    dice = random.Random(5)
    for _ in range(400):
        title, body, number = _text(dice, 40), _text(dice, 200), _text(dice, 20)
        vector, short = tsvector_literal(title, body, [title, number]), short_text([title, number])
        field = dice.choice((title, number))
        start = dice.randrange(len(field) + 1)
        part = tsquery_literal(field[start : start + dice.randrange(1, 6)])
        if part is not None:
            assert any(_found(vector, short, part)), (field, part)
        any_question = tsquery_literal(_text(dice, 40))
        if any_question is not None:
            _found(vector, short, any_question)


@pytest.mark.django_db
def test_titles_rank_before_bodies() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select ts_rank(%s::tsvector, '停车'::tsquery) > ts_rank(%s::tsvector, '停车'::tsquery)",
            [tsvector_literal("停车", "无关"), tsvector_literal("无关", "停车")],
        )
        assert cursor.fetchone() == (True,)


@pytest.mark.django_db
def test_the_longest_text_still_fits_into_a_tsvector() -> None:
    body = "".join(chr(0x4E00 + n % 20_000) + f"x{n}y" for n in range(120_000))
    with connection.cursor() as cursor:
        cursor.execute("select length(%s::tsvector)", [tsvector_literal("停车难", body, ["停车难"])])
        assert cursor.fetchone()[0] > 10_000
