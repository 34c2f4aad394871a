"""Rules that hold for every title, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation import likeness
from huiyin.foundation.like_query import like_query
from huiyin.foundation.likeness import NEAR_COPY, Text, Weights, copy_score, rank

WORDS = st.sampled_from(
    [
        "整治",
        "渡口河",
        "黑臭水体",
        "老旧小区",
        "停车难",
        "文昌小学",
        "红绿灯",
        "关于",
        "的建议",
        "12路",
        "末班车",
        "养老",
        "助餐",
        "、",
        "（",
        "）",
        "建",
        "AED",
    ]
)
TITLES = st.one_of(st.lists(WORDS, min_size=1, max_size=8).map("".join), st.text(min_size=1, max_size=40))
MATTERS = st.lists(st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"), min_size=8, max_size=20).map("".join)


@given(TITLES, st.lists(TITLES, max_size=6))
def test_a_text_is_most_like_itself(title: str, others: list[str]) -> None:
    found = rank(Text(title), [*(Text(other) for other in others), Text(title)])
    assert found[0].score == 1.0 and {0.0 <= one.score <= 1.0 for one in found} == {True}


@given(TITLES, TITLES, st.text(max_size=30), st.lists(TITLES, max_size=5))
def test_likeness_is_symmetric_for_the_same_weights(one: str, other: str, lead: str, rest: list[str]) -> None:
    left, right = Text(one, lead), Text(other)
    weights = Weights([left, right, *map(Text, rest)])
    assert weights.score(left, right).score == pytest.approx(weights.score(right, left).score)


@given(MATTERS, st.integers(0, 100), st.sampled_from(["　", "，", "某", ""]), st.lists(TITLES, max_size=6))
def test_a_near_copy_comes_before_all_that_is_none(title: str, at: int, put: str, others: list[str]) -> None:
    at %= len(title)
    copy = title[:at] + put + title[at + (put in ("某", "")) :]
    found = rank(Text(title), [*(Text(other) for other in others), Text(f"关于{copy}的建议")])
    assert found[0].near_copy and found[0].score >= NEAR_COPY
    assert all(one.score < NEAR_COPY for one in found if not one.near_copy)
    assert len(others) in [one.place for one in found if one.near_copy]


@given(MATTERS, st.integers(0, 100))
def test_other_digits_are_another_matter(title: str, at: int) -> None:
    at %= len(title)
    assert copy_score(f"{title[:at]}12路{title[at:]}", f"{title[:at]}15路{title[at:]}") is None


@given(st.text(alphabet="甲乙丙", max_size=8), st.text(alphabet="甲乙丙", max_size=8), st.integers(0, 8))
def test_the_distance_is_that_of_the_plain_definition(one: str, other: str, most: int) -> None:
    def plain(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        return min(plain(a[1:], b) + 1, plain(a, b[1:]) + 1, plain(a[1:], b[1:]) + (a[0] != b[0]))

    if len(one) + len(other) <= 9:
        assert likeness.distance(one, other, most) == min(plain(one, other), most + 1)


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("关于整治渡口河的建议", "整治渡口河"),
        (" 关于整治渡口河的议案（第二次）。", "整治渡口河"),
        ("关于停车难问题的建议案", "停车难问题"),
        ("整治渡口河", "整治渡口河"),
        ("关于的建议", "关于的建议"),
    ],
)
def test_the_frame_of_a_title_says_nothing_of_its_matter(title: str, core: str) -> None:
    assert likeness.core(title) == core


def test_each_word_of_the_table_has_two_characters_at_least_and_each_group_two_words() -> None:
    for number in set().union(*likeness._groups().values()):
        assert len(likeness.words_of(number)) >= 2
        assert all(len(word) >= 2 for word in likeness.words_of(number))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_asked_by(title: str, lead: str) -> None:
    asked = like_query(Text(title, lead))
    assert "()" not in asked.one + asked.two + asked.copies + asked.same
