"""The text cleaner against the corpus of bad inputs 1–50 (security.md D); the numbers in the names are its ids."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.foundation.text import (
    TextRefused,
    clean,
    decode,
    digits,
    doubts,
    in_order,
    length,
    match_key,
    name,
    one_line,
    paragraphs,
    parse_date,
    parse_int,
)


def line(text: str) -> str:
    return one_line(text, max_length=200, what="标题")


def body(text: str) -> str:
    return paragraphs(text, max_length=20_000, what="正文")


def refusal(text: str) -> str:
    with pytest.raises(TextRefused) as caught:
        body(text)
    assert caught.value.sentence == str(caught.value)
    return caught.value.sentence


# ---------------------------------------------------------------- broken bytes and characters: 1–7, 27


def test_bad_input_1_nul_is_refused_with_its_place() -> None:
    assert refusal("张三\0李四") == "正文第 3 个字是无法保存的空字符，请删去这一处再试。"


def test_bad_input_2_a_lone_surrogate_is_refused_with_its_line() -> None:
    assert refusal("第一行\n第二\ud800行").startswith("正文第 2 行第 3 个字无法识别")


@pytest.mark.parametrize("bad", ["\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff"])
def test_bad_input_3_code_points_that_are_no_characters_are_refused(bad: str) -> None:
    assert "第 2 个字无法识别" in refusal(f"甲{bad}乙")


def test_bad_input_4_overlong_utf8_is_refused() -> None:
    with pytest.raises(TextRefused, match="第 4 个字节起不是 UTF-8"):
        decode("张".encode() + b"\xc0\xaf", what="内容")


def test_bad_input_5_gbk_bytes_are_refused_as_bytes_and_as_what_a_form_makes_of_them() -> None:
    gbk = "人大代表".encode("gbk")
    with pytest.raises(TextRefused, match="可能是 GBK"):
        decode(gbk, what="内容")
    assert "转换编码时损坏" in refusal(gbk.decode("utf-8", "replace"))


def test_bad_input_6_a_byte_order_mark_disappears() -> None:
    assert decode("\ufeff标题".encode(), what="内容") == "标题"
    assert line("\ufeff标题") == "标题"


def test_bad_input_7_utf16_is_refused_by_its_name() -> None:
    with pytest.raises(TextRefused, match="UTF-16"):
        decode("标题".encode("utf-16"), what="内容")


def test_bad_input_27_percent_escapes_stay_what_they_are() -> None:
    assert line("100%00 %u4e2d %zz") == "100%00 %u4e2d %zz"


# ---------------------------------------------------------------- what cannot be seen: 8–14, 24–26


@pytest.mark.parametrize("bad", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e"])
def test_bad_input_8_and_9_a_direction_override_is_refused(bad: str) -> None:
    sentence = refusal(f"关于{bad}fdp.exe")
    assert f"U+{ord(bad):04X}" in sentence and "第 3 个字处" in sentence


@pytest.mark.parametrize("bad", ["\u2066", "\u2067", "\u2068", "\u2069"])
def test_bad_input_10_isolates_are_refused(bad: str) -> None:
    assert "文字方向" in refusal(f"甲{bad}乙")


@pytest.mark.parametrize(
    "bad",
    [
        "\u200b",
        "\u200b\u200b \u200d",
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u00ad",
        "\u2800",
        "\ufe0f",
        "\u2060",
        "\u0301",
        "\x1b[0m",
        "\ufeff",
    ],
)
def test_bad_input_11_13_and_14_text_in_which_nothing_can_be_seen_is_refused(bad: str) -> None:
    assert refusal(bad) == "正文里只有看不见的字符，请重新输入。"


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u3000\u3000", "\t \r\n"])
def test_white_space_alone_is_an_empty_field_not_a_fault(blank: str) -> None:
    assert body(blank) == line(blank) == ""


@pytest.mark.parametrize("joiner", ["\u200d", "\u200c", "\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_bad_input_12_a_zero_width_character_between_two_characters_of_a_name_is_dropped(joiner: str) -> None:
    assert name(f"张{joiner}三") == "张三"


def test_joiners_stay_where_a_script_needs_them() -> None:
    persian, mongolian = "می\u200cخواهم", "ᠠᠯᠢᠭᠤ\u180eᠠ"
    assert line(persian) == persian
    assert line(mongolian) == mongolian
    assert line("a\u180eb") == "ab"


def test_bad_input_24_every_line_end_becomes_one_kind() -> None:
    assert body("一\r\n二\r三\x85四\u2028五\u2029六\x0b七") == "一\n二\n三\n四\n五\n六\n七"
    assert line("一\t二\r三\x85四") == "一 二 三 四"
    assert body("甲\t乙") == "甲\t乙"


def test_bad_input_25_terminal_escapes_disappear_and_the_words_stay() -> None:
    assert line("\x1b[31m红\x1b[0m字\x1b]0;title\x07\x9b2J完") == "红字完"
    assert line("前\x1b]0;没有结尾") == "前]0;没有结尾"


def test_bad_input_26_controls_disappear() -> None:
    assert line("甲\x01\x08乙\x7f丙\x90") == "甲乙丙"


# ---------------------------------------------------------------- what must be kept: 15–20, 23


@pytest.mark.parametrize(
    "kept",
    [
        "𠮷",
        "\U0002a6d6",
        "〇",
        "买买提·艾力",
        "葛\U000e0100城",
        "辻\ufe00",
        "\ue000",
        "䶮",
        "﨑",
        "㐱",
        "ཧཱུྃ",
        "ئۇيغۇر",
        "ᠮᠣᠩᠭᠣᠯ",
        "Ａ区",
        "①",
        "㎡",
    ],
)
def test_bad_input_15_rare_names_and_minority_scripts_are_kept(kept: str) -> None:
    assert line(kept) == kept
    assert name(kept) == kept


def test_orphaned_and_doubled_selectors_are_dropped() -> None:
    assert line("\ufe0f甲 \U000e0100乙\ufe00\ufe01") == "甲 乙\ufe00"


def test_bad_input_16_private_characters_are_kept_and_doubted() -> None:
    assert line("张\ue5d1") == "张\ue5d1"
    assert "旧系统的自造字" in doubts("张\ue5d1", what="姓名")[0]


def test_bad_input_17_look_alikes_are_doubted() -> None:
    assert doubts("市А局", what="单位")[0].startswith("单位第 2 个字是希腊或俄文字母")
    assert doubts("市A局", what="单位") == []


def test_bad_input_18_radicals_from_a_pdf_are_doubted_and_found_again() -> None:
    assert "部首符号" in doubts("⼈⼤代表", what="标题")[0]
    assert match_key("⼈⼤ 代表") == match_key("人大（代表）") == match_key("人大代表")
    assert match_key("ＡＢ－1") == match_key("ab1")


def test_bad_input_19_full_width_tags_stay_full_width() -> None:
    assert line("＜script＞") == "＜script＞"


def test_bad_input_20_two_hundred_marks_are_cut_to_a_few() -> None:
    assert len(line("e" + "\u0301" * 200)) <= 9
    start = time.perf_counter()
    clean("e" + "\u0316\u0301" * 150_000, max_length=20_000, multiline=True, what="正文")
    assert time.perf_counter() - start < 2


def test_text_is_brought_to_nfc_and_no_further() -> None:
    assert line("e\u0301") == "é"
    assert line("ﬁ㈱½") == "ﬁ㈱½"


FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        (FAMILY, 1),
        ("👍🏽", 1),
        ("🇨🇳", 1),
        ("🇨🇳🇭🇰", 2),
        ("❤\ufe0f", 1),
        ("1\ufe0f\u20e3", 1),
        ("葛\U000e0100", 1),
        ("é", 1),
        ("人大", 2),
        ("ཧཱུྃ", 1),
        ("", 0),
    ],
)
def test_bad_input_23_length_is_counted_as_a_reader_counts(text: str, characters: int) -> None:
    assert length(text) == characters
    assert line(text) == text


def test_five_families_fit_where_five_characters_may_stand() -> None:
    # 35 code points: the storing column must not be counted in code points
    with pytest.raises(TextRefused, match="叠加的符号太多"):
        one_line(FAMILY * 5, max_length=5, what="标题")
    assert one_line(FAMILY * 5, max_length=10, what="标题") == FAMILY * 5


# ---------------------------------------------------------------- size and spaces: 21, 22, 34


def test_bad_input_21_ten_megabytes_in_one_line_are_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(TextRefused, match="最多 200 个字"):
        line("长" * 10_000_000)
    assert time.perf_counter() - start < 0.5


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(TextRefused) as caught:
        one_line("字" * 61, max_length=60, what="标题")
    assert caught.value.sentence == "标题有 61 个字，最多 60 个字，请删减 1 个字。"


def test_bad_input_22_a_million_newlines_end_in_words_and_a_few_collapse() -> None:
    with pytest.raises(TextRefused):
        clean("一" + "\n" * 1_000_000 + "二", max_length=2000, multiline=True, what="正文")
    assert body("一" + "\n" * 90_000 + "二") == "一\n\n\n二"


@pytest.mark.parametrize(
    "space",
    [" ", "\u00a0", "\u1680", "\u2000", "\u2003", "\u2007", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000", "\t"],
)
def test_bad_input_34_a_name_is_the_same_with_any_space_inside(space: str) -> None:
    assert name(f"{space}张{space}三{space}") == "张三"
    assert line(f"关于{space}{space}停车") == "关于 停车"


def test_names_keep_spaces_between_latin_words_and_get_one_kind_of_dot() -> None:
    assert name("Mary  Ann") == "Mary Ann"
    assert name("买买提•艾力") == name("买买提 ・ 艾力") == name("买买提．艾力".replace("．", "‧")) == "买买提·艾力"


def test_a_paragraphs_indentation_is_kept() -> None:
    assert body("\n　　为改善停车难\u00a0问题  \n　　建议：\n") == "　　为改善停车难 问题\n　　建议："


# ---------------------------------------------------------------- code in the text: 28–31


@pytest.mark.parametrize(
    "text", ["{{7*7}} ${7*7} {% load x %}", "'; DROP TABLE t; --", "%_\\", "(((a+)+)+$", "<b>粗</b>"]
)
def test_bad_input_28_to_31_code_is_only_text(text: str) -> None:
    assert line(text) == text


# ---------------------------------------------------------------- numbers: 35–43


def test_bad_input_35_full_width_digits_are_digits() -> None:
    assert digits("第１２３号") == "第123号"
    assert parse_int(" １２３ ", what="编号") == 123


@pytest.mark.parametrize("text", ["٣", "१२", "𝟏", "߁"])
def test_bad_input_36_digits_of_other_scripts_are_refused(text: str) -> None:
    with pytest.raises(TextRefused, match="不是常用的数字"):
        parse_int(text, what="编号")


@pytest.mark.parametrize(
    "text",
    [
        "9" * 30,
        "-0",
        "NaN",
        "1e999",
        "0x10",
        str(2**63),
        "9" * 5000,
        "",
        "-5",
        "+3",
        "1_000",
        "1.5",
        "①",
        "二十",
        "1,23",
        "１２a",
    ],
)
def test_bad_input_37_to_43_what_is_no_whole_number_in_range_is_refused(text: str) -> None:
    with pytest.raises(TextRefused, match="请填写"):
        parse_int(text, what="件数")


def test_numbers_are_read_with_separators_and_with_a_sign_where_one_makes_sense() -> None:
    assert parse_int("1,267", what="件数") == parse_int("1，267", what="件数") == 1267
    assert parse_int("－5", what="差", minimum=-10) == -5
    assert parse_int("-0", what="差", minimum=-10) == 0
    with pytest.raises(TextRefused, match="1 到 12"):
        parse_int("13", what="月份", minimum=1, maximum=12)


# ---------------------------------------------------------------- dates: 44–50


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-15",
        "2026-7-15",
        "2026/7/15",
        "2026.7.15",
        "20260715",
        "2026年7月15日",
        "2026年7月15号",
        "2026 年 7 月 15 日",
        "２０２６年７月１５日",
        "２０２６／７／１５",
        "2026．7．15",
        "二〇二六年七月十五日",
        "二○二六年七月十五日",
        "二零二六年七月十五号",
        "2026年7月15日（星期三）",
        "2026-07-15 00:00:00",
        "2026-07-15T00:00",
        "2026/7/15 0:00:00",
        "2026年7月15",
    ],
)
def test_a_date_is_read_as_offices_write_it(text: str) -> None:
    assert parse_date(text) == date(2026, 7, 15)


@pytest.mark.parametrize(
    "text", ["1月20日", "1月20", "1/20", "1-20", "一月二十日", "１月２０日", "元月20日".replace("元", "1")]
)
def test_a_day_without_a_year_takes_the_given_one(text: str) -> None:
    assert parse_date(text, default_year=2026) == date(2026, 1, 20)
    with pytest.raises(TextRefused, match="没有写年份"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [("十二月三十一日", (12, 31)), ("十月十日", (10, 10)), ("十一月廿五日", (11, 25)), ("三月三十日", (3, 30))],
)
def test_chinese_numerals_of_months_and_days_are_read(text: str, day: tuple[int, int]) -> None:
    assert parse_date(text, default_year=2026) == date(2026, *day)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1948-12-31", "2101-01-01", "1901-01-01"])
def test_bad_input_44_45_and_49_dates_outside_the_centuries_of_the_congresses_are_refused(text: str) -> None:
    with pytest.raises(TextRefused, match="1949-01-01 到 2100-12-31"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026-02-29", "2026年没有2月29日"), ("2024-02-30", "2024年没有2月30日"), ("2026年13月1日", "没有13月1日")],
)
def test_bad_input_46_a_day_that_does_not_exist_is_named(text: str, said: str) -> None:
    with pytest.raises(TextRefused, match=said):
        parse_date(text)
    assert parse_date("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["二〇二六年", "2026", "2026年7月", "2026-07", "2026.7"])
def test_bad_input_47_a_year_or_month_alone_is_no_day(text: str) -> None:
    with pytest.raises(TextRefused, match="没有写到哪一天"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-15T00:00:00+99:00",
        "2026-07-15 08:30",
        "九月底前",
        "26.7.15",
        "1.2",
        "15/7/2026",
        "2026/7-15",
        "二十十年",
        "٢٠٢٦-٠٧-١٥",
        "近期",
        "-",
        "2026年十十月1日",
    ],
)
def test_bad_input_48_what_is_no_date_is_refused_in_words(text: str) -> None:
    with pytest.raises(TextRefused):
        parse_date(text, default_year=2026)


def test_bad_input_50_an_end_before_its_start_is_refused() -> None:
    in_order(date(2026, 1, 5), date(2026, 1, 5), what="会期")
    with pytest.raises(TextRefused, match="会期的结束日期 2026-01-04 早于"):
        in_order(date(2026, 1, 5), date(2026, 1, 4), what="会期")


# ---------------------------------------------------------------- what holds for every text

anything = st.text(
    st.characters()
    | st.sampled_from(
        "\ufe0f\U000e0100\u200d\u200c\u180e\u3000\n\r\t \x1b[m👨👩🏽🇨🇳\U0001f3f4\U000e0067\U000e007f·\u0301ᠠ張"
    ),
    max_size=60,
)


@settings(max_examples=400)
@given(anything, st.booleans())
def test_cleaning_twice_changes_nothing_and_never_fails_otherwise(text: str, multiline: bool) -> None:
    try:
        once = clean(text, max_length=60, multiline=multiline, what="正文")
    except TextRefused as refused:
        assert refused.sentence.startswith("正文") and refused.sentence.endswith("。")
        return
    assert clean(once, max_length=60, multiline=multiline, what="正文") == once
    assert once == unicodedata.normalize("NFC", once)
    assert once.encode("utf-8").decode() == once
    assert not {"\0", "\r", "\x1b", "\u202e", "\ufeff"} & set(once)
    assert multiline or "\n" not in once
    assert length(once) <= 60
    assert name(once or "甲") == name(name(once or "甲"))


@settings(max_examples=300)
@given(st.text(max_size=20) | st.from_regex(r"[0-9０-９]{1,4}[年/.-][0-9]{1,2}[月/.-][0-9]{1,2}日?", fullmatch=True))
def test_reading_numbers_and_dates_never_fails_otherwise(text: str) -> None:
    for read in (lambda: parse_date(text, default_year=2026), lambda: parse_int(text, what="编号")):
        try:
            read()
        except TextRefused as refused:
            assert refused.sentence.endswith("。")


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_date_comes_back_from_the_forms_it_is_written_in(day: date) -> None:
    written = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ]
    assert {parse_date(text) for text in written} == {day}
