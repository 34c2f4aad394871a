"""What goes into the search index and what a question becomes; nothing a person types raises (bad inputs 28–33)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation.segment import (
    DOMAIN_WORDS,
    MAX_TERMS,
    escape_like,
    fold,
    short_text,
    tsquery_literal,
    tsvector_literal,
    words,
)

LEXEME = re.compile(r"'((?:[^'\\]|''|\\\\)+)'(?::([0-9]+[AB]?(?:,[0-9]+[AB]?)*))?")


def entries(literal: str) -> dict[str, str]:
    """The literal read back by its grammar; what the grammar does not cover fails."""
    found = {}
    at = 0
    while at < len(literal):
        match = LEXEME.match(literal, at)
        assert match, literal[at : at + 40]
        found[match[1].replace("''", "'").replace("\\\\", "\\")] = match[2] or ""
        at = match.end() + 1
    return found


def sides(tsquery: str) -> list[list[str]]:
    """The lexemes of a question: `('a' & 'b') | ('c':*)`, or without parentheses where it has one side only."""
    return [side.removeprefix("(").removesuffix(")").split(" & ") for side in tsquery.split(" | ")] if tsquery else []


def found_by(question: str, title: str, body: str = "", short: tuple[str, ...] = ()) -> bool:
    """What PostgreSQL would answer, worked out in Python."""
    query = tsquery_literal(question)
    if query is None:
        return False
    index = entries(tsvector_literal(title, body, (title, *short)))

    def has(part: str) -> bool:
        lexeme = part.removesuffix(":*")[1:-1].replace("''", "'").replace("\\\\", "\\")
        return any(e.startswith(lexeme) for e in index) if part.endswith(":*") else lexeme in index

    def matches(tsquery: str) -> bool:
        return any(all(has(part) for part in side) for side in sides(tsquery))

    longest = max(query.terms, key=len)
    return matches(query.words) or (matches(query.bigrams) and longest in short_text((title, *short)))


def test_words_of_the_trade_are_one_lexeme() -> None:
    for word in DOMAIN_WORDS:
        assert word in dict(words(f"我们关于{word}，")), word


def test_parts_of_a_compound_stand_at_its_position() -> None:
    found = dict(words("人大代表提出民生实事项目"))
    assert found["人大"] == found["人大代表"] == [1]
    assert found["代表"] == [1]
    assert found["民生实事"] == found["项目"] == found["民生实事项目"] == [3]


def test_words_repeat_their_positions_and_grammar_is_left_out() -> None:
    found = dict(words("停车的停车"))
    assert found == {"停车": [1, 3]}


def test_full_width_capitals_radicals_and_selectors_are_folded() -> None:
    assert fold("ＡＢＣ⼈⼤葛\U000e0100\u200b\0x") == "abc人大葛 x"


def test_titles_weigh_more_than_bodies() -> None:
    found = entries(tsvector_literal("停车", "停车难。停车"))
    assert found["停车"] == "1A,3B,5B"


def test_quotes_and_backslashes_are_carried_over_whole() -> None:
    assert {"·o'", "·'\\", "·\\b"} <= set(entries(tsvector_literal("", "", ["o'\\b"])))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("停车", "关于解决老旧小区停车难的建议"),
        ("停车难", "关于解决老旧小区停车难的建议"),
        ("停车　小区", "关于解决老旧小区停车难的建议"),
        ("小区 停车", "关于解决老旧小区停车难的建议"),
        ("停车、小区", "关于解决老旧小区停车难的建议"),
        ("民生实事", "关于民生实事项目人大代表票决制的建议"),
        ("决制的建", "关于民生实事项目人大代表票决制的建议"),
        ("难", "关于解决老旧小区停车难"),
        ("关", "关于解决老旧小区停车难"),
        ("wifi", "公交车 WiFi 的建议"),
        ("ＷＩＦＩ", "公交车 WiFi 的建议"),
        ("〔2026〕3号", "关于〔2026〕3号文件"),
        ("100%", "覆盖率100%的建议"),
        ("a_b", "a_b\\c"),
        ("⼈⼤", "人大工作"),
    ],
)
def test_a_question_finds_the_title(question: str, title: str) -> None:
    assert found_by(question, title)


@pytest.mark.parametrize(
    ("question", "title"), [("车停", "停车"), ("停车 医院", "停车"), ("a%b", "axb"), ("a_b", "axb"), ("的", "停车")]
)
def test_a_question_does_not_find_another_title(question: str, title: str) -> None:
    assert not found_by(question, title)


def test_the_body_is_found_by_words_and_short_fields_by_any_part() -> None:
    assert found_by("见面沟通", "停车", "请尽快见面沟通。")
    assert found_by("三丰", "停车", "", ("张三丰", "第045号"))
    assert found_by("045", "停车", "", ("张三丰", "第045号"))
    assert not found_by("丰第", "停车", "", ("张三丰", "第045号"))


@pytest.mark.parametrize("question", ["", "   ", "\u3000", "，。", "\u200b", "\ufe0f", "\x00\x01"])
def test_a_question_of_nothing_is_no_question(question: str) -> None:
    assert tsquery_literal(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "{{7*7}} ${7*7} {% load %}",
        "'; DROP TABLE x; --",
        "%_\\",
        "(((a+)+)+$",
        "a & | ! <-> (",
        "':*A",
        "\\'",
        "停车:*",
        "\ud800停车",
        "a\0b",
    ],
)
def test_bad_inputs_28_to_33_operators_are_only_characters(question: str) -> None:
    query = tsquery_literal(question)
    assert query is not None
    assert "\0" not in query.words + query.bigrams + query.like
    for literal in (query.words, query.bigrams):
        for part in (part for side in sides(literal) for part in side):
            assert LEXEME.fullmatch(part.removesuffix(":*")), part


def test_bad_input_30_like_characters_are_escaped() -> None:
    assert escape_like("100%_\\") == "100\\%\\_\\\\"
    query = tsquery_literal("100%_\\")
    assert query is not None and query.like == "%100\\%\\_\\\\%"


def test_bad_input_32_ten_thousand_terms_become_twelve() -> None:
    query = tsquery_literal(" ".join(f"词{n}" for n in range(10_000)))
    assert query is not None
    assert len(query.terms) == MAX_TERMS
    assert query.words.count(" & ") < 40 and query.bigrams.count(" & ") < 40


def test_a_pasted_text_is_asked_as_far_as_it_goes() -> None:
    body = "关于解决老旧小区停车难的建议" * 60
    query = tsquery_literal(body)
    assert query is not None and len(query.terms) == 1
    assert found_by(body, body)


def test_a_text_too_long_for_a_tsvector_is_cut_short() -> None:
    literal = tsvector_literal(
        "停车难", "".join(chr(0x4E00 + n % 20_000) + f"x{n}y" for n in range(120_000)), ["停车难"]
    )
    found = entries(literal)
    assert "停车难" in found and "·停车" in found
    assert sum(len(lexeme.encode()) + 4 + 2 * (places.count(",") + 1) for lexeme, places in found.items()) < 1_048_575


def test_an_endless_word_is_left_out() -> None:
    assert entries(tsvector_literal("", "x" * 5000)) == {}


@given(st.text(max_size=80), st.text(max_size=80), st.lists(st.text(max_size=12), max_size=3))
def test_every_text_gives_a_vector_that_can_be_read_back(title: str, body: str, short: list[str]) -> None:
    for lexeme, places in entries(tsvector_literal(title, body, short)).items():
        assert lexeme and len(lexeme.encode()) <= 2046
        assert lexeme.startswith("·") or places
        assert all(1 <= int(place.rstrip("AB")) <= 16_383 for place in places.split(",") if place)


@given(st.text(max_size=200))
def test_no_question_raises(question: str) -> None:
    query = tsquery_literal(question)
    if query is not None:
        assert len(query.terms) <= MAX_TERMS
        assert query.like.startswith("%") and query.like.endswith("%")
        assert query.bigrams or all(len(term) <= 2 for term in query.terms)
        assert query.bigrams or query.words


@given(st.text(st.sampled_from("停车难老旧小区人大代表ab1·'\\%_("), min_size=1, max_size=12), st.data())
def test_every_part_of_a_short_field_finds_it(field: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(field) - 1))
    end = data.draw(st.integers(start + 1, len(field)))
    assert found_by(field[start:end], "", "", (field,))
