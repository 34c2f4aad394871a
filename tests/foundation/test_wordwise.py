"""Two texts compared word by word."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.foundation.text import numbered
from huiyin.foundation.wordwise import Piece, changes, compare
from huiyin.web.wordwise import revised

LINES = st.lists(st.text(alphabet="增设护栏围建议，。2026 ab\n　😀", max_size=30), max_size=6).map("\n".join)


def kept(pieces: list[Piece], *kinds: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


@given(LINES, LINES)
@settings(deadline=None, max_examples=200)
def test_without_what_came_it_is_the_old_text_and_without_what_went_the_new(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert kept(pieces, "same", "out") == old and kept(pieces, "same", "in") == new
    assert all(one.kind != other.kind for one, other in zip(pieces, pieces[1:], strict=False)), "neighbours are one piece"


def test_a_word_changes_as_a_whole_and_the_rest_stays() -> None:
    pieces = compare("建议在沿江大道增设护栏。", "建议在沿江大道增设隔离墩。")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "建议在沿江大道增设"), ("out", "护栏"), ("in", "隔离墩"), ("same", "。"),
    ]  # fmt: skip
    assert changes(pieces) == 1


def test_equal_texts_are_one_piece_and_empty_ones_none() -> None:
    assert compare("一样。", "一样。") == [Piece("same", "一样。")] and compare("", "") == []
    assert changes(compare("", "新写的。")) == 1


def test_long_texts_with_nothing_in_common_are_compared_in_no_time() -> None:
    old, new = "".join(chr(0x4E00 + n % 3000) for n in range(20_000)), "".join(chr(0x6E00 + n % 2999) for n in range(20_000))
    begun = time.monotonic()
    pieces = compare(old, new)
    assert time.monotonic() - begun < 5 and kept(pieces, "in") == new


def test_the_revision_on_the_page_names_both_kinds_and_escapes_what_was_typed() -> None:
    html = revised("增设<b>护栏</b>。", "增设<b>围墙</b>。\n另加一行。")
    assert "<del><span class=\"vh\">（删：</span>护栏" in html and "（增：" in html
    assert "&lt;b&gt;" in html and "<b>" not in html and "<br>" in html


def test_numbers_in_names_count_as_numbers() -> None:
    names = ["第十一代表团", "第二代表团", "第十代表团", "第一代表团", "第二十代表团", "第3代表团", "解放军代表团"]
    assert sorted(names, key=numbered) == [
        "第一代表团", "第二代表团", "第3代表团", "第十代表团", "第十一代表团", "第二十代表团", "解放军代表团",
    ]  # fmt: skip
