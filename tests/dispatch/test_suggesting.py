"""Suggested units: by the duties of departments and by like items, measured on a real hand-over ledger by the title alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from huiyin.cli.suggest_units import suggest_units
from huiyin.dispatch.measuring import items_of, measure
from huiyin.dispatch.suggesting import Past, Suggester, department_of, departments, duty_points

COLD, WARM, STRICT = (42, 45), (43, 45), (31, 33)
"""First, among the first three: as measured when this was written; see docs/suggesting.md."""
LEDGER = Path(__file__).parent.parent / "data" / "ledgers" / "handover-ledger.xlsx"


@pytest.fixture(scope="module")
def items() -> list[Past]:
    return items_of(LEDGER.read_bytes(), LEDGER.name)[0]


@pytest.mark.parametrize(
    ("name", "department"),
    [
        ("区城市管理执法局", "urban"),
        ("龙陵县教育体育局", "education"),
        ("文山州文化和旅游局", "culture"),
        ("省卫生厅", "health"),
        ("区卫生和计划生育局", "health"),
        ("省经济和信息化委", "industry"),
        ("重庆市沙坪坝区交通运输委员会", "transport"),
        ("市环境保护局", "ecology"),
        ("区市场监督管理局", "market"),
        ("象山县茅洋乡人民政府", "street"),
        ("太仓市人民政府", ""),
        ("区人民检察院", ""),
    ],
)
def test_a_department_is_known_under_its_names_before_and_after_reorganisations(name: str, department: str) -> None:
    assert department_of(name) == department


def test_the_real_ledger_by_titles_alone_is_no_worse_than_measured(items: list[Past]) -> None:
    cold, warm = measure(items, warm=False), measure(items, warm=True)
    assert cold.items == 51
    assert cold.top1 >= COLD[0] and cold.top3 >= COLD[1]
    assert warm.top1 >= WARM[0] and warm.top3 >= WARM[1]
    assert cold.chance1 < cold.top1 // 2 and cold.chance3 < cold.top3
    assert len(cold.wrong) == cold.items - cold.top1


def test_without_words_that_only_one_title_has_it_is_still_better_than_chance(items: list[Past]) -> None:
    """What might have been written for a single row is not counted: the harshest reading of the same ledger."""
    strict = measure(items, warm=True, strict=True)
    assert strict.top1 >= STRICT[0] > strict.chance1 and strict.top3 >= STRICT[1]


def test_most_duty_words_come_from_elsewhere_than_the_ledger_and_none_is_a_whole_title(items: list[Past]) -> None:
    words = [word for one in departments().values() for word in one.words]
    assert max(map(len, words)) <= 7 and len(words) > 500
    met = [word for word in words if any(word in item.title for item in items)]
    assert len(met) < len(words) / 5


def test_the_label_of_an_item_is_never_learnt_from_itself() -> None:
    """Leave one out: an item alone in history finds nothing like it."""
    own = Past(7, "7号", "关于某某某的奇怪事情", ("urban",))
    suggester = Suggester([own])
    assert [one.key for _, one in suggester.like(own.title)] == [7]
    assert suggester.like(own.title, without=7) == []
    assert suggester.scored(own.title, without=7) == []


def test_history_says_what_duties_do_not_know() -> None:
    past = [Past(n, f"{n}号", f"关于云上剧场第{n}期演出季的建议", ("culture",)) for n in range(1, 4)]
    title = "关于办好云上剧场演出季的建议"
    assert Suggester().scored(title) == []
    first = Suggester(past).scored(title)[0]
    assert first.department == "culture" and len(first.like) == 3 and first.words == ()


def test_a_word_inside_a_longer_one_is_heard_once() -> None:
    assert duty_points("农村公路")["transport"][1] == ("农村公路",)


@pytest.mark.parametrize("title", ["", "关于的建议", "的", "啊" * 300, "!!! ???", "ABC"])
def test_an_empty_or_odd_title_suggests_nothing_and_breaks_nothing(title: str) -> None:
    assert Suggester([Past(1, "1", "关于公交的建议", ("transport",))]).scored(title) == []


def test_the_command_prints_figures_and_wrong_cases() -> None:
    said = json.loads(CliRunner().invoke(suggest_units, ["--measure", str(LEDGER), "--json"]).output)
    assert said["cold"]["items"] == 51 and len(said["cold"]["wrong"]) == 51 - said["cold"]["top1"]
    words = CliRunner().invoke(suggest_units, ["--measure", str(LEDGER)]).output
    assert "第一个就对" in words and "没对上" in words
