"""How well promises are found in whole letters (issue E, acceptance 2; rules.md 6, 8.1): figures that may not get worse."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from huiyin.cli.find_promises import find_promises
from huiyin.foundation.workdays import Calendar
from huiyin.promises import measuring
from huiyin.promises.due_words import DueKind, Written
from huiyin.promises.finding import candidates

LETTERS = Path(__file__).parents[1] / "data" / "letters"
WRITTEN = Written(date(2026, 5, 20), date(2026, 12, 31), Calendar.from_seed())
PIECES = (
    "我局将", "9月底前", "待资金到位后", "，", "。", "；", "年内", "20个工作日内", "已", "２０２７年", "每季度",
    "（", "）", "春节前",
)  # fmt: skip


def test_there_are_eighty_letters_and_more_of_every_kind() -> None:
    letters = [letter for file in sorted(LETTERS.glob("*.txt")) for letter in measuring.read(file)]
    assert len(letters) >= 80
    kinds = [one.kind for letter in letters for one in letter.marked]
    assert kinds.count(DueKind.DATED) >= 80 and kinds.count(DueKind.CONDITIONAL) >= 15 and kinds.count(DueKind.VAGUE) >= 10
    assert sum(not letter.marked for letter in letters) >= 5, "letters that promise nothing"
    for letter in letters:
        assert all(one.on is None or one.on >= letter.written.on for one in letter.marked), letter.name


@pytest.mark.parametrize(
    ("file", "precision", "recall", "exact"), [("development", 0.97, 0.97, 0.97), ("held-out", 0.9, 0.95, 0.97)]
)
def test_promises_with_a_day_or_a_condition_are_found_with_the_right_day(
    file: str, precision: float, recall: float, exact: float
) -> None:
    told = measuring.measure(measuring.read(LETTERS / f"{file}.txt"))
    dated = told.kinds["dated"]
    assert told.right / told.firm >= precision
    assert told.firm_found / told.firm_marked >= recall
    assert dated.exact / dated.found >= exact


def test_the_command_says_the_figures_and_lists_what_is_wrong() -> None:
    done = CliRunner().invoke(find_promises, ["--measure", str(LETTERS / "held-out.txt")])
    assert done.exit_code == 0 and "44 封答复函" in done.output and "不是承诺 —— " in done.output
    told = json.loads(CliRunner().invoke(find_promises, ["--measure", str(LETTERS / "held-out.txt"), "--json"]).output)
    assert told["letters"] == 44 and told["firm"] >= told["right"]


def test_a_sentence_that_names_two_days_is_told_apart_at_its_commas() -> None:
    found = list(candidates("我局4月前加装探头6个，并在9月底前反馈。", Written(date(2026, 3, 2))))
    assert [(one.quote, one.due.on) for one in found if one.due] == [
        ("我局4月前加装探头6个", date(2026, 3, 31)),
        ("并在9月底前反馈。", date(2026, 9, 30)),
    ]


def test_a_time_that_hangs_on_a_condition_has_no_day() -> None:
    (one,) = candidates("待省林业局批复后，我局一个月内启动建设。", WRITTEN)
    assert one.due is not None and (one.due.kind, one.due.on) == (DueKind.CONDITIONAL, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "该项目已列入2026年城建计划。",
        "截至9月底，已完成870套。",
        "管线迁改由市水务集团负责，预计2026年10月完成。",
        "我局于每季度结束后20日内公布经济指标。",
        "责令其8月10日前更换设备。",
    ],
)
def test_reports_names_of_papers_customs_and_the_work_of_others_are_no_promises(sentence: str) -> None:
    assert [one for one in candidates(sentence, WRITTEN) if one.is_firm] == []


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30).map("".join))
def test_any_text_can_be_looked_through_and_what_is_quoted_stands_in_it(text: str) -> None:
    for one in candidates(text, WRITTEN):
        assert one.quote in text
        assert one.due is None or one.due.on is None or one.due.on >= WRITTEN.on


def test_a_very_long_text_without_an_end_is_looked_through_in_a_second() -> None:
    for piece in ("待", "结合", "我局将在", "9月", "同意", "2026年计划"):
        began = time.process_time()
        list(candidates(piece * (20_000 // len(piece)), WRITTEN))
        assert time.process_time() - began < 4, piece
