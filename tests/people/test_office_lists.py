"""The lists of units, deputies and contacts as offices keep them. The sums beside the files are written by hand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huiyin.people.lists import ListFile, ListRefused, kind_of_name, parse_bodies, parse_contacts, parse_deputies
from huiyin.people.lists.bodies import KINDS

LISTS = Path(__file__).parents[1] / "data" / "lists"
DEMO = Path(__file__).parents[2] / "src" / "huiyin" / "cli" / "demo" / "data"
PARSERS: dict[str, Callable[..., ListFile[Any]]] = {
    "units.xlsx": parse_bodies,
    "deputies.xlsx": parse_deputies,
    "contacts.xlsx": parse_contacts,
}


def read(name: str) -> tuple[ListFile[Any], dict[str, Any]]:
    wanted = json.loads((LISTS / f"{name}.expected.json").read_text())
    return PARSERS[name]((LISTS / name).read_bytes(), name), wanted


def csv_of(parser: Callable[..., ListFile[Any]], *lines: str) -> list[Any]:
    return parser("\n".join(lines).encode(), "名单.csv").rows


def codes(row: Any) -> set[str]:
    return {doubt.code for doubt in row.doubts}


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_a_list_gives_the_sums_counted_by_hand(name: str) -> None:
    listed, wanted = read(name)
    good = [row for row in listed.rows if not row.mend]
    assert listed.row_count == wanted["rows"]
    assert len(listed.rows) == wanted["data"]
    assert listed.skipped == wanted["skipped"]
    assert listed.row_count == len(listed.rows) + sum(listed.skipped.values())
    assert len(listed.to_mend) == wanted["to_mend"]
    assert sum(row.is_repeat for row in good) == wanted["repeats"]
    assert Counter(doubt.code for row in good for doubt in row.doubts) == wanted["doubts"]
    for field, numbers in wanted["counts"].items():
        found = Counter(getattr(row, field) for row in good)
        assert {value: found[value] for value in numbers} == numbers


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_single_rows_read_as_written(name: str) -> None:
    listed, wanted = read(name)
    for item in wanted["items"]:
        row = next(row for row in listed.rows if row.row_no == item["row"])
        assert {key: getattr(row, key) for key in item if key != "row"} == {
            key: value for key, value in item.items() if key != "row"
        }


def test_the_demo_lists_raise_no_question() -> None:
    bodies = parse_bodies((DEMO / "bodies.csv").read_bytes(), "bodies.csv")
    deputies = parse_deputies((DEMO / "deputies.csv").read_bytes(), "deputies.csv")
    contacts = parse_contacts((DEMO / "contacts.csv").read_bytes(), "contacts.csv")
    assert [len(listed.rows) for listed in (bodies, deputies, contacts)] == [30, 40, 34]
    assert [listed.question_count + len(listed.to_mend) for listed in (bodies, deputies, contacts)] == [0, 0, 0]
    assert len({row.delegation for row in deputies.rows}) == 6
    assert {row.unit_key for row in contacts.rows} == {row.key for row in bodies.rows}
    assert all("演示数据" in row.note for listed in (bodies, deputies, contacts) for row in listed.rows)


# ── units ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("临江区人民政府办公室", "government_office"),
        ("县政府办", "government_office"),
        ("区委督查室", "supervision_office"),
        ("区政府督查室", "supervision_office"),
        ("临江区教育局", "department"),
        ("市公安局临江分局", "department"),
        ("省发展改革委", "department"),
        ("区公路事业发展中心", "department"),
        ("沿江街道办事处", "lower_government"),
        ("演示镇人民政府", "lower_government"),
        ("太仓市人民政府", "lower_government"),
        ("临江区人民法院", "court"),
        ("临江区人民检察院", "procuratorate"),
        ("区人大常委会代表工作委员会", "deputies_committee"),
        ("区人大常委会代表工委", "deputies_committee"),
        ("区人大监察和司法委员会", "committee"),
        ("区人大常委会财政经济工作委员会", "committee"),
        ("人大沿江街道工作委员会", "street_committee"),
        ("沿江街道人大工委", "street_committee"),
        ("临江区人大常委会", "standing_committee"),
        ("大会秘书处", "secretariat"),
        ("第一代表团", "delegation"),
        ("区委宣传部", "party_body"),
        ("中共临江区委组织部", "party_body"),
        ("区城市建设投资集团有限公司", "enterprise"),
        ("国网临江供电公司", "enterprise"),
        ("区第一人民医院", "enterprise"),
        ("区妇联", "other"),
        ("区监察委员会", "other"),
    ],
)
def test_the_name_of_a_unit_tells_its_kind(name: str, kind: str) -> None:
    found, sure = kind_of_name(name)
    assert (found, sure >= 0.7) == (kind, True)


def test_a_name_that_tells_nothing_is_asked_about() -> None:
    (row,) = csv_of(parse_bodies, "单位名称,简称", "临江区某某某,某")
    assert codes(row) == {"kind_unsure"}
    assert row.doubts[0].default == row.kind == "other"


def test_the_column_of_kinds_is_believed_over_a_name() -> None:
    (row,) = csv_of(parse_bodies, "单位名称,性质", "临江区自来水厂办公室,国有企业")
    assert (row.kind, codes(row)) == ("enterprise", set())


def test_kinds_offered_are_those_of_the_model() -> None:
    source = (Path(__file__).parents[2] / "src" / "huiyin" / "people" / "models.py").read_text()
    block = source.split("class BodyKind", 1)[1].split("\n\n", 1)[0]
    assert dict(re.findall(r'= "(\w+)", "([^"]+)"', block)) == {choice.value: choice.words for choice in KINDS}


def test_spellings_of_one_unit_have_one_key() -> None:
    rows = csv_of(
        parse_bodies, "单位名称", "区教育局（区委教育工委）", "区教育局(区委教育工委)", "区 教 育 局（区委教育工委）"
    )
    assert len({row.key for row in rows}) == 1
    assert [row.is_repeat for row in rows] == [False, True, True]


# ── deputies and telephones ──────────────────────────────────────────────────────────────────────────────────────────

ROLL = "姓名,性别,出生年月,代表团,联系电话"


@pytest.mark.parametrize(
    ("written", "kept", "asked"),
    [
        ("13800001001", "13800001001", set()),
        ("138-0000-1001", "13800001001", set()),
        ("138 0000 1001", "13800001001", set()),
        ("+86 13800001001", "13800001001", set()),
        ("１３８００００１００１", "13800001001", set()),
        ("13800001001、55500101", "13800001001 55500101", set()),
        ("0999-5550101", "0999-5550101", set()),
        ("0999-5550101-802", "0999-5550101-802", set()),
        ("8321", "8321", set()),
        ("1.38E+10", "13800000000", {"phone_digits_lost"}),
        ("1380000100", "1380000100", {"phone_odd"}),
        ("问办公室", "问办公室", {"phone_odd"}),
        ("无", "", set()),
        ("", "", set()),
    ],
)  # fmt: skip
def test_a_telephone_stays_text(written: str, kept: str, asked: set[str]) -> None:  # bad input 35, 118, 120
    (row,) = csv_of(parse_deputies, ROLL, f"方若兰,女,1982-03,第一代表团,{written}")
    assert (row.phone, codes(row)) == (kept, asked)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1982-03", "1982-03"), ("1982年3月", "1982-03"), ("1982.03.15", "1982-03"), ("198203", "1982-03"),
     ("1982/3", "1982-03"), ("19820315", "1982-03"), ("82.3", ""), ("1982-13", ""), ("٢٠٠٠-٠١", "")],
)  # fmt: skip
def test_a_month_of_birth_is_read_or_left_open(written: str, kept: str) -> None:
    (row,) = csv_of(parse_deputies, ROLL, f"方若兰,女,{written},第一代表团,")
    assert row.birth == kept


def test_names_keep_their_rare_characters_and_lose_their_blanks() -> None:  # bad input 12, 15, 34
    rows = csv_of(parse_deputies, ROLL, "𠮷　田,,,第一代表团,", "买买提•艾力,,,第一代表团,", "张 三,,,第一代表团,")
    assert [row.name for row in rows] == ["𠮷田", "买买提·艾力", "张三"]


def test_namesakes_in_two_delegations_are_two_deputies() -> None:
    rows = csv_of(parse_deputies, ROLL, "王芳,女,1980-01,第一代表团,", "王芳,女,1990-01,第二代表团,")
    assert [row.is_repeat for row in rows] == [False, False]
    assert codes(rows[1]) == {"name_twice"}


def test_a_deputy_without_a_delegation_is_registered_with_a_question() -> None:
    (row,) = csv_of(parse_deputies, "姓名,性别,工作单位及职务", "方若兰,女,某校校长")
    assert (row.mend, codes(row)) == ("", {"delegation_missing"})


# ── contacts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_column_of_telephones_is_sorted_into_mobile_and_office() -> None:
    (row,) = csv_of(parse_contacts, "单位,联系人,联系电话", "区教育局,周以宁,55500101/13800002001")
    assert (row.office_phone, row.mobile) == ("55500101", "13800002001")


def test_the_same_contact_twice_is_registered_once() -> None:
    rows = csv_of(parse_contacts, "单位,联系人,手机", *["区教育局,周以宁,13800002001"] * 2)
    assert [row.is_repeat for row in rows] == [False, True]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("parser", PARSERS.values())
def test_another_table_is_refused_in_words(parser: Callable[..., ListFile[Any]]) -> None:
    with pytest.raises(ListRefused, match="没有找到.*没有变动.*请") as refused:
        parser("天气,温度\n晴,20\n".encode(), "天气.csv")
    assert "表头" in refused.value.sentence


def test_columns_may_be_corrected_by_a_person() -> None:
    data = "单位名称,曾用名\n区教育局,区文教局\n".encode()
    assert parse_bodies(data, "x.csv", {"name": 1}).rows[0].name == "区文教局"


@pytest.mark.parametrize("value", ["=1+1", "\u202e局", "\u200b", "#REF!"])
def test_hostile_cells_do_no_harm(value: str) -> None:
    rows = csv_of(parse_bodies, "单位名称,简称,备注", f"区教育局,{value},好", f"{value},区某,好")
    assert len(rows) == 2
    assert not rows[0].mend
