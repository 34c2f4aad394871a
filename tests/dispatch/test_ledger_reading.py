"""Hand-over ledgers as offices write them. The sums in tests/data/ledgers/*.expected.json are written by hand."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiyin.dispatch.ledger import Ledger, LedgerRefused, LedgerRow, parse
from huiyin.dispatch.ledger.doubts import QUESTIONS, ask

LEDGERS = Path(__file__).parents[1] / "data" / "ledgers"
EXPECTED = {
    path.name.removesuffix(".expected.json"): json.loads(path.read_text()) for path in LEDGERS.glob("*.expected.json")
}


def ledger_of(name: str, **options: Any) -> Ledger:
    return parse((LEDGERS / name).read_bytes(), name, **options)


def csv_of(*lines: str, header: str = "序号,编号,标题,领衔代表,主办单位,协办单位,备注") -> Ledger:
    return parse("\n".join([header, *lines]).encode(), "交办表.csv")


def only_row(*lines: str) -> LedgerRow:
    return csv_of(*lines).rows[0]


def codes(row: LedgerRow) -> set[str]:
    return {doubt.code for doubt in row.doubts} - {"number_missing"}


def plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_ledger_gives_the_sums_counted_by_hand(name: str) -> None:
    wanted = EXPECTED[name]
    ledger = ledger_of(name, year=wanted.get("year"))
    good = [row for row in ledger.rows if not row.mend]
    assert ledger.row_count == wanted["rows"]
    assert len(ledger.rows) == wanted["data"]
    assert ledger.skipped == wanted["skipped"]
    assert ledger.row_count == len(ledger.rows) + sum(ledger.skipped.values())
    assert len(ledger.to_mend) == wanted["to_mend"]
    assert sum(bool(row.assignments) for row in good) == wanted["on_a_desk"]
    assert {key: plain(getattr(ledger.heading, key)) for key in wanted["heading"]} == wanted["heading"]
    assert sum(row.kind == "motion" for row in good) == wanted["motions"]
    assert sum(row.side == "between" for row in good) == wanted["between"]
    assert sum(row.key_item for row in good) == wanted["key_items"]
    assert Counter(doubt.code for row in good for doubt in row.doubts) == wanted["doubts"]
    assert [sheet.name for sheet in ledger.sheets if not sheet.used] == wanted.get("unread_sheets", [])


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_single_rows_read_as_written(name: str) -> None:
    ledger = ledger_of(name, year=EXPECTED[name].get("year"))
    for wanted in EXPECTED[name]["items"]:
        row = next(
            row for row in ledger.rows if row.row_no == wanted["row"] and row.sheet == wanted.get("sheet", row.sheet)
        )
        assert {key: plain(getattr(row, key)) for key in wanted if key != "row"} == {
            key: value for key, value in wanted.items() if key != "row"
        }


def test_every_expected_file_is_there_and_every_ledger_has_its_sums() -> None:
    files = {path.name for path in LEDGERS.iterdir() if not path.name.endswith(".json")}
    assert files == set(EXPECTED)
    assert len(files) >= 6


def test_the_same_file_twice_gives_the_same_keys_and_fingerprints() -> None:  # bad input 126
    first, again = ledger_of("handover-ledger.xlsx"), ledger_of("handover-ledger.xlsx")
    assert [(row.key, row.fingerprint) for row in first.rows] == [(row.key, row.fingerprint) for row in again.rows]
    assert len({row.key for row in first.rows}) == 54
    assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in first.rows)


def test_a_corrected_file_shows_its_changed_rows_as_differences() -> None:
    wanted = EXPECTED["handover-corrected.xlsx"]["against"]
    before = {row.key: row.fingerprint for row in ledger_of(wanted["file"]).rows}
    after = {row.key: row.fingerprint for row in ledger_of("handover-corrected.xlsx").rows}
    shared = before.keys() & after.keys()
    found = {
        "file": wanted["file"],
        "new": len(after.keys() - before.keys()),
        "already_there": sum(before[key] == after[key] for key in shared),
        "differs": sum(before[key] != after[key] for key in shared),
    }
    assert found == wanted


def test_hidden_rows_and_sheets_are_told() -> None:  # bad input 122
    assert any("1 行是隐藏的，也读了" in note for note in ledger_of("two-row-groups.xlsx").notes)
    assert any("“字典”是隐藏的，没有读" in note for note in ledger_of("several-sheets.xlsx").notes)


def test_equal_numbers_of_session_recess_and_motions_are_three_items() -> None:
    rows = [row for row in ledger_of("several-sheets.xlsx").rows if row.printed_no == "1"]
    assert len(rows) == 3
    assert len({row.key for row in rows}) == 3
    assert not any("same_number" in codes(row) for row in rows)


def test_a_row_survives_the_json_column() -> None:
    for row in ledger_of("two-row-groups.xlsx").rows:
        assert LedgerRow.from_data(json.loads(json.dumps(row.as_data()))) == row


def test_every_question_has_its_default_among_the_choices() -> None:
    for code, question in QUESTIONS.items():
        assert question.default in {choice.value for choice in question.choices}, code
        assert len(code) <= 40
        assert question.sentence.endswith(("。", "？", "}"))
        assert re.search("操作失败|参数错误|非法|系统繁忙", question.sentence) is None


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_may_correct_the_columns() -> None:
    ledger = ledger_of("handover-ledger.xlsx", columns={"category": 8, "key_item": -1})
    assert {row.category for row in ledger.rows} == {"", "是"}
    assert not any(row.key_item for row in ledger.rows)
    assert ledger.sheets[0].columns.confidence["category"] == 1.0


def test_a_correction_can_be_for_one_sheet_only() -> None:
    ledger = ledger_of("several-sheets.xlsx", columns={"大会建议!category": -1, "闭会建议!lead_deputy": 0})
    by_sheet = {sheet.name: sheet.columns.mapping for sheet in ledger.sheets}
    assert "category" not in by_sheet["大会建议"]
    assert by_sheet["闭会建议"]["lead_deputy"] == 0
    assert by_sheet["大会建议"]["lead_deputy"] == 2


@pytest.mark.parametrize("column", [99, -7, 10**20])
def test_a_column_that_is_not_there_counts_as_none(column: int) -> None:
    ledger = ledger_of("handover-ledger.xlsx", columns={"category": column, "no such field": 3})
    assert {row.category for row in ledger.rows} == {""}


def test_a_table_without_header_is_guessed_by_content_and_says_so() -> None:
    lines = [f"{n},关于修{n}路的建议,区交通运输局,第{n}代表团" for n in range(1, 9)]
    ledger = parse("\n".join(lines).encode(), "无表头.csv")
    assert len(ledger.rows) == 8
    assert ledger.rows[0].lead_units == ("区交通运输局",)
    assert ledger.rows[0].delegation == "第1代表团"
    assert any("没有表头" in note for note in ledger.notes)
    assert ledger.sheets[0].columns.confidence["title"] < 0.6


def test_the_title_is_found_where_an_office_calls_it_content() -> None:
    ledger = csv_of(
        "1,第1号,关于修路的建议,甲,区交通运输局,,", header="序号,编号,建议内容,领衔代表,承办单位,协办单位,备注"
    )
    assert ledger.rows[0].title == "关于修路的建议"
    assert any("建议内容" in note for note in ledger.notes)


def test_columns_nothing_was_read_from_are_listed() -> None:
    ledger = csv_of("1,第1号,关于修路的建议,甲,区交通运输局,好天气", header="序号,编号,标题,领衔代表,主办单位,天气")
    assert ledger.sheets[0].columns.unused == (5,)


def test_several_columns_of_assisting_units_are_all_read() -> None:
    ledger = csv_of("1,关于修路的建议,区甲局,区乙局,区丙局", header="序号,标题,主办单位,协办单位1,协办单位2")
    assert ledger.rows[0].assist_units == ("区乙局", "区丙局")


def test_a_separate_handling_column_needs_no_question() -> None:
    row = csv_of("1,第1号,关于修路的建议,甲,区甲局、区乙局", header="序号,编号,标题,领衔代表,分办单位").rows[0]
    assert row.assignments == (("区甲局", "separate"), ("区乙局", "separate"))
    assert not codes(row)


def test_section_lines_give_the_unit_or_the_category_of_their_rows() -> None:
    by_unit = csv_of(
        "区教育局（2件）,,,",
        "1,第1号,关于甲的建议,演示甲",
        "2,第2号,关于乙的建议,演示乙",
        header="序号,编号,标题,领衔代表",
    )
    assert [row.lead_units for row in by_unit.rows] == [("区教育局",)] * 2
    assert codes(by_unit.rows[0]) == {"units_by_section"}
    by_topic = csv_of("一、交通类,,,,", "1,第1号,关于甲的建议,演示甲,区甲局", header="序号,编号,标题,领衔代表,主办单位")
    assert by_topic.rows[0].category == "交通"


# ── repeats ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_row_twice_is_registered_once_by_default() -> None:
    ledger = csv_of(*["1,第1号,关于甲的建议,演示甲,区甲局,,"] * 2)
    assert [row.is_repeat for row in ledger.rows] == [False, True]
    assert "第 2 行" in ledger.rows[1].doubts[-1].sentence
    assert len({row.key for row in ledger.rows}) == 2


def test_a_number_twice_with_two_titles_is_two_items_by_default() -> None:
    ledger = csv_of("1,第1号,关于甲的建议,演示甲,区甲局,,", "2,第1号,关于乙的建议,演示甲,区甲局,,")
    assert [codes(row) for row in ledger.rows] == [set(), {"same_number"}]
    assert not ledger.rows[1].is_repeat


def test_an_item_given_once_per_unit_is_not_thrown_away() -> None:
    ledger = csv_of("1,第1号,关于甲的建议,演示甲,区甲局,,", "2,第1号,关于甲的建议,演示甲,区乙局,,")
    assert codes(ledger.rows[1]) == {"same_title"}
    assert not ledger.rows[1].is_repeat


# ── refusals and hostile content ─────────────────────────────────────────────────────────────────────────────────────


def test_a_file_without_any_ledger_is_refused_in_words() -> None:
    with pytest.raises(LedgerRefused) as refused:
        parse("天气,温度\n晴,20\n".encode(), "天气.csv")
    assert "没有找到" in refused.value.sentence
    assert "没有变动" in refused.value.sentence


@pytest.mark.parametrize("bad", ["\u202e", "\u2066", "\ufffe"])
def test_deceiving_characters_make_a_row_to_mend(bad: str) -> None:  # bad input 3, 8, 10
    row = only_row(f"1,第1号,关于{bad}甲的建议,演示甲,区甲局,,")
    assert row.mend.startswith("标题不能保存")


def test_a_title_of_invisible_characters_is_no_title() -> None:  # bad input 11
    assert only_row("1,第1号,\u200b\u200b,演示甲,区甲局,,").mend.startswith("没有标题")


def test_rare_characters_and_variants_are_kept() -> None:  # bad input 15
    assert (
        only_row("1,第1号,关于保护𠮷\U000e0100祥〇门的建议,演示甲,区甲局,,").title == "关于保护𠮷\U000e0100祥〇门的建议"
    )


def test_a_letter_that_only_looks_latin_is_pointed_out() -> None:  # bad input 17
    assert "cell_odd_letters" in codes(only_row("1,第1号,关于А级景区的建议,演示甲,区甲局,,"))


@pytest.mark.parametrize(
    "title", ["=cmd|'/c calc'!A1的建议", "+1的建议", "@SUM的建议", "＝HYPERLINK的建议", "－甲的建议"]
)
def test_formula_like_titles_are_plain_text(title: str) -> None:  # bad input 113–117
    assert only_row(f'1,第1号,"{title}",演示甲,区甲局,,').title == title


def test_a_title_too_long_to_be_one_is_to_mend_and_nothing_is_lost() -> None:
    row = only_row(f"1,第1号,{'长' * 301},演示甲,区甲局,,")
    assert "301 个字" in row.mend
    assert "title_long" in codes(only_row(f"1,第1号,{'长' * 150},演示甲,区甲局,,"))


TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "合计",
            "小计：3件",
            "关于修路的建议",
            "一、交通类",
            "注：说明",
            "序号",
            "标题",
            "承办单位",
            "1",
            "无",
            "2026年1月20日",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=12),
    st.lists(st.tuples(st.integers(2, 9), st.integers(0, 3)), max_size=3),
)
def test_every_row_is_counted_exactly_once(rows: list[list[str]], merges: list[tuple[int, int]]) -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("交办表")
    sheet.write_row(0, 0, ["序号", "标题", "领衔代表", "承办单位"])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value and (number, column) not in {(top + 1, left) for top, left in merges}:
                sheet.write_string(number, column, "".join(c for c in value if c >= " " and c not in "\ufffe\uffff"))
    for top, left in set(merges):
        if (top + 1, left) not in set(merges):
            sheet.merge_range(top, left, top + 1, left, "合并")
    book.close()
    ledger = parse(held.getvalue(), "随机.xlsx")
    assert ledger.row_count == len(ledger.rows) + sum(ledger.skipped.values())
    numbers = [row.row_no for row in ledger.rows]
    assert numbers == sorted(set(numbers))
    assert all(row.key and row.fingerprint for row in ledger.rows)


def test_asking_an_unknown_question_fails_in_development() -> None:
    with pytest.raises(KeyError):
        ask("no_such_question")
