"""Words for “by when”, as letters write them (rules.md 6, 8.1; issue E names the kinds)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.foundation.workdays import Calendar
from huiyin.promises.due_words import DueKind, Written, find_due
from huiyin.promises.finding import candidates

# Wednesday, 20 May 2026; the term of office ends with the year.
WRITTEN = Written(date(2026, 5, 20), date(2026, 12, 31), Calendar.from_seed())


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("年内", (2026, 12, 31)),
        ("今年底前", (2026, 12, 31)),
        ("年底前", (2026, 12, 31)),
        ("今年年内", (2026, 12, 31)),
        ("2026年年底前", (2026, 12, 31)),
        ("二〇二七年底", (2027, 12, 31)),
        ("明年6月底前", (2027, 6, 30)),
        ("9月底前", (2026, 9, 30)),
        ("四月底前", (2027, 4, 30)),
        ("6月上旬", (2026, 6, 10)),
        ("9月前", (2026, 8, 31)),
        ("本月底前", (2026, 5, 31)),
        ("月底前", (2026, 5, 31)),
        ("下月底", (2026, 6, 30)),
        ("2026年9月30日前", (2026, 9, 30)),
        ("12月31日以前", (2026, 12, 31)),
        ("三季度末", (2026, 9, 30)),
        ("第四季度", (2026, 12, 31)),
        ("明年一季度", (2027, 3, 31)),
        ("下半年", (2026, 12, 31)),
        ("2027年上半年", (2027, 6, 30)),
        ("今冬明春", (2027, 3, 31)),
        ("“十五五”期间", (2030, 12, 31)),
        ("本届任期内", (2026, 12, 31)),
        ("20个工作日内", (2026, 6, 17)),
        ("3个月内", (2026, 8, 20)),
        ("半年内", (2026, 11, 20)),
        ("两周内", (2026, 6, 3)),
        ("三年内", (2029, 5, 20)),
        ("两年时间内", (2028, 5, 20)),
        ("国庆节前", (2026, 9, 30)),
        ("春节前", (2027, 2, 5)),
        ("2026—2028年", (2028, 12, 31)),
    ],
)
def test_words_that_name_a_day_are_read_to_the_last_day_they_allow(words: str, on: tuple[int, int, int]) -> None:
    (found,) = find_due(f"我局将于{words}完成改造。", WRITTEN)
    assert (found.words, found.kind, found.on) == (words, DueKind.DATED, date(*on))


@pytest.mark.parametrize("words", ["待资金到位后", "视征收情况", "条件成熟后"])
def test_what_hangs_on_something_has_no_day_and_gets_none(words: str) -> None:
    (found,) = find_due(f"{words}，再改造临江路段。", WRITTEN)
    assert (found.kind, found.on) == (DueKind.CONDITIONAL, None)


@pytest.mark.parametrize("words", ["尽快", "适时", "近期", "逐步"])
def test_soon_is_no_day(words: str) -> None:
    (found,) = find_due(f"我局将{words}改造临江路段。", WRITTEN)
    assert (found.kind, found.on) == (DueKind.VAGUE, None)


def test_without_a_known_end_of_the_term_its_words_name_no_day() -> None:
    assert find_due("本届任期内完成。", Written(date(2026, 5, 20))) == []


@pytest.mark.parametrize("words", ["9 月底前", "９月 底前", "2026 年 9 月 30 日前"])
def test_blanks_between_a_number_and_its_word_change_nothing(words: str) -> None:
    (found,) = find_due(f"我局将于 {words}完成改造。", WRITTEN)
    assert (found.words, found.on) == (words, date(2026, 9, 30))


def test_of_a_day_that_the_month_does_not_have_the_month_is_read() -> None:
    assert [(one.words, one.on) for one in find_due("6月31日前完成。", WRITTEN)] == [("6月", date(2026, 6, 30))]


@given(st.text(alphabet="年月日底前内一二三四五六七八九十百0123456789季度个工作半今明十五五任期届待后尽快。，", max_size=60))
def test_no_text_breaks_the_reading_and_places_are_what_they_say(text: str) -> None:
    found = find_due(text, WRITTEN)
    assert all(text[one.start : one.end] == one.words and (one.on is None or one.kind is DueKind.DATED) for one in found)
    assert all(left.end <= right.start for left, right in zip(found, found[1:], strict=False))


LETTER = """李文静代表：
您提出的《关于整治沿江大道违停的建议》收悉，现答复如下：
一、已增设护栏300米。我局于3月底前完成了路面修补。
二、我局计划9月底前增设隔离护栏860米，由市政科负责；待资金到位后，再改造临江路段。
三、下一步，我局将持续加大巡查力度。拟于今年四季度启动方案设计，2027年6月底前建成投用。
感谢您对城市管理工作的关心。"""


def test_sentences_of_a_letter_that_read_like_promises_are_found_and_reports_are_not() -> None:
    found = {one.quote: one for one in candidates(LETTER, WRITTEN)}
    assert [quote[:11] for quote, one in found.items() if one.is_firm] == [
        "二、我局计划9月底前增", "待资金到位后，再改造临", "拟于今年四季度启动方案", "2027年6月底前建成",
    ]  # fmt: skip
    assert not found["三、下一步，我局将持续加大巡查力度。"].is_firm
    last = found["2027年6月底前建成投用。"].due
    assert last is not None and last.on == date(2027, 6, 30), "each day of a sentence is a promise of its own"
