"""The words of a ledger's cells: units, deputies, motion or suggestion, term and session, dates."""

from __future__ import annotations

import datetime as dt

import pytest

from huiyin.dispatch.ledger import Ledger, LedgerRow, parse
from huiyin.dispatch.ledger.judging import kind_in_number, kind_in_title
from huiyin.dispatch.ledger.layout import read_heading
from huiyin.dispatch.ledger.names import split_deputies, split_units
from huiyin.foundation.written_dates import due_words, number_of


def csv_of(*lines: str, header: str = "序号,编号,标题,领衔代表,主办单位,协办单位,备注") -> Ledger:
    return parse("\n".join([header, *lines]).encode(), "交办表.csv")


def only_row(*lines: str) -> LedgerRow:
    return csv_of(*lines).rows[0]


def codes(row: LedgerRow) -> set[str]:
    return {doubt.code for doubt in row.doubts} - {"number_missing"}


# ── units ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("区教育局、区财政局，区民政局；区水务局", ["区教育局", "区财政局", "区民政局", "区水务局"]),
        ("区教育局,区财政局;区民政局", ["区教育局", "区财政局", "区民政局"]),
        ("区教育局 区财政局", ["区教育局", "区财政局"]),
        ("区教育局\n区财政局", ["区教育局", "区财政局"]),
        ("市自然资源和\n规划局", ["市自然资源和规划局"]),
        ("区教育局（区招生考试中心、区电教馆）、区财政局", ["区教育局（区招生考试中心、区电教馆）", "区财政局"]),
        ("区教育局（未闭合、区财政局", ["区教育局（未闭合、区财政局"]),
        ("1.区教育局 2.区财政局", ["区教育局", "区财政局"]),
        ("①区教育局；②区财政局。", ["区教育局", "区财政局"]),
        ("区教育局和区财政局", ["区教育局", "区财政局"]),
        ("市发展和改革委员会", ["市发展和改革委员会"]),
        ("区教育局、区教育局", ["区教育局"]),
        ("区　教　育　局", ["区教育局"]),
        ("无", []),
        ("/", []),
        ("", []),
    ],
)  # fmt: skip
def test_units_are_split_as_offices_separate_them(cell: str, names: list[str]) -> None:
    assert split_units(cell).names == names


@pytest.mark.parametrize(
    "cell", ["区教育局、等", "区教育局等", "区教育局等部门", "区教育局等3家单位", "区教育局，等有关单位"]
)
def test_and_others_becomes_a_question_not_a_unit(cell: str) -> None:
    units = split_units(cell)
    assert (units.names, units.more) == (["区教育局"], True)


@pytest.mark.parametrize("cell", ["各街道办事处", "有关部门", "各镇人民政府", "相关单位"])
def test_a_group_of_units_is_asked_about(cell: str) -> None:
    assert split_units(cell).names == []
    assert "vague_unit" in codes(only_row(f"1,第1号,关于甲的建议,演示甲,{cell},,"))


def test_two_leads_without_a_word_answer_separately_and_it_is_asked() -> None:
    row = only_row("1,第1号,关于甲的建议,演示甲,区甲局、区乙局,区丙局,")
    assert codes(row) == {"several_leads"}
    assert row.assignments == (("区甲局", "separate"), ("区乙局", "separate"), ("区丙局", "assist"))
    first = row.answered({"several_leads": "first_leads"})
    assert first.assignments == (("区甲局", "lead"), ("区乙局", "assist"), ("区丙局", "assist"))
    assert row.answered({"several_leads": "joint"}).mode == "joint_lead"


def test_joint_lead_is_believed_when_it_is_written() -> None:
    row = only_row("1,第1号,关于甲的建议,演示甲,区甲局、区乙局,,双主办")
    assert (codes(row), row.mode) == (set(), "joint_lead")


def test_separate_handling_in_a_remark_takes_in_the_assisting_units() -> None:
    row = only_row("1,第1号,关于甲的建议,演示甲,区甲局,区乙局、区丙局,分办")
    assert row.assignments == (("区甲局", "separate"), ("区乙局", "separate"), ("区丙局", "separate"))
    assert row.answered({"separate_or_assist": "assist"}).assignments == (
        ("区甲局", "lead"),
        ("区乙局", "assist"),
        ("区丙局", "assist"),
    )


def test_not_separate_in_a_remark_is_not_separate() -> None:
    assert only_row("1,第1号,关于甲的建议,演示甲,区甲局,区乙局,不分办").mode == "lead"


def test_assisting_units_alone_wait_for_the_dispatcher() -> None:
    row = only_row("1,第1号,关于甲的建议,演示甲,,区乙局、区丙局,")
    assert (row.assignments, codes(row)) == ((), {"only_assist"})
    assert row.answered({"only_assist": "first_leads"}).assignments == (("区乙局", "lead"), ("区丙局", "assist"))


def test_a_unit_that_leads_does_not_assist_too() -> None:
    row = only_row("1,第1号,关于甲的建议,演示甲,区甲局,区甲局、区乙局,")
    assert (row.assist_units, codes(row)) == (("区乙局",), {"unit_twice"})


# ── deputies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "names", "count"),
    [
        ("张三等3人", ["张三"], 3),
        ("张三等３名代表", ["张三"], 3),
        ("张三等十二人", ["张三"], 12),
        ("张三、李四、王五", ["张三", "李四", "王五"], None),
        ("张　三", ["张三"], None),
        ("张三 李四", ["张三", "李四"], None),
        ("张三（第2代表团）", ["张三"], None),
        ("领衔代表：张三", ["张三"], None),
        ("买买提·艾力", ["买买提·艾力"], None),
        ("𠮷田演", ["𠮷田演"], None),
        ("第三代表团", ["第三代表团"], None),
        ("", [], None),
    ],
)
def test_deputies_are_read_as_written(cell: str, names: list[str], count: int | None) -> None:
    found = split_deputies(cell)
    assert (found.names, found.count) == (names, count)


def test_others_without_a_number_is_a_question() -> None:
    assert codes(only_row("1,第1号,关于甲的建议,张三等,区甲局,,")) == {"cosigners_open"}


# ── motion or suggestion ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于修路的议案", "motion"),
        ("关于修路的议案（案由略）", "motion"),
        ("关于修路的建议案", "suggestion"),
        ("关于办理第3号议案的建议", "suggestion"),
        ("关于修路的建议", "suggestion"),
        ("修路", ""),
    ],
)
def test_the_last_word_of_a_title_tells_its_kind(title: str, kind: str) -> None:
    assert kind_in_title(title) == kind


@pytest.mark.parametrize(("number", "kind"), [("16号议案", "motion"), ("第49号建议案", "suggestion"), ("第3号", "")])
def test_a_number_may_tell_the_kind(number: str, kind: str) -> None:
    assert kind_in_number(number) == kind


def test_a_motion_of_three_signers_is_none_by_law() -> None:  # Local Organic Law 22: ten deputies, in townships five
    row = only_row("1,第1号,关于修路的议案,张三等3人,区甲局,,")
    assert (row.kind, codes(row)) == ("suggestion", {"kind_too_few_signers", "cosigners_unnamed"})
    assert row.answered({"kind_too_few_signers": "motion"}).kind == "motion"


# ── heading and dates ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "congress", "term", "session", "between", "on"),
    [
        ("示例区第十八届人民代表大会第五次会议建议交办表", "示例区", 18, 5, False, None),
        ("示例县十八届人大五次会议代表建议（2026/1/20）", "示例县", 18, 5, False, dt.date(2026, 1, 20)),
        ("示例市第20届人大第1次会议  二〇二六年一月二十日", "示例市", 20, 1, False, dt.date(2026, 1, 20)),
        ("示例区第十八届人大常委会闭会期间建议交办表", "示例区", 18, None, True, None),
        ("示例区十八届人大常委会第三十次会议交办的闭会期间建议", "示例区", 18, None, True, None),
        ("示例区十八届人大五次会议及闭会期间代表建议", "示例区", 18, 5, False, None),
        ("重庆市示例区第十九届人民代表大会第二次会议", "重庆市示例区", 19, 2, False, None),
        ("2026.1.20", "", None, None, False, dt.date(2026, 1, 20)),
        ("2026年元月20日", "", None, None, False, dt.date(2026, 1, 20)),
        ("2026年2月30日", "", None, None, False, None),
    ],
)
def test_title_lines_tell_term_session_and_date(
    line: str, congress: str, term: int | None, session: int | None, between: bool, on: dt.date | None
) -> None:
    heading = read_heading([line])
    assert (heading.congress, heading.term, heading.session) == (congress, term, session)
    assert (heading.between, heading.handed_over_on) == (between, on)


def test_term_and_session_may_stand_in_the_file_name_only() -> None:
    ledger = parse(
        b"\xe6\xa0\x87\xe9\xa2\x98,\xe6\x89\xbf\xe5\x8a\x9e\xe5\x8d\x95\xe4\xbd\x8d\nx\xe7\x94\xb2,y",
        "十八届五次会议交办表.csv",
    )
    assert (ledger.heading.term, ledger.heading.session) == (18, 5)


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026/7/15", "2026-07-15"), ("九月底前", "2026-09-30"), ("6月30日前", "2026-06-30"), ("年底前", "2026-12-31"),
        ("上半年", "2026-06-30"), ("三季度末", "2026-09-30"), ("10月中旬", "2026-10-20"), ("明年3月底前", "2027-03-31"),
        ("二〇二六年六月三十日", "2026-06-30"), ("请于2026年6月30日前答复", "2026-06-30"), ("1月10日前", "2027-01-10"),
        ("三个月内", None), ("2026年2月30日", None), ("9999-12-31", None), ("0001-01-01", None), ("٣月", None),
        ("尽快", None),
    ],
)  # fmt: skip
def test_limits_are_read_relative_to_the_hand_over(words: str, on: str | None) -> None:  # bad input 36, 44–47
    found = due_words(words, dt.date(2026, 1, 20)).on
    assert (found.isoformat() if found else None) == on


@pytest.mark.parametrize(
    ("words", "number"), [("十八", 18), ("一百二十三", 123), ("２０", 20), ("廿三", 23), ("٣", None), ("x", None)]
)
def test_chinese_numerals_are_numbers(words: str, number: int | None) -> None:
    assert number_of(words) == number
