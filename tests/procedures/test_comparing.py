"""Two procedures side by side: every rule once, what differs is what is said."""

from __future__ import annotations

from itertools import combinations

import pytest

from huiyin.procedures import texts
from huiyin.procedures.comparing import Row, side_by_side
from huiyin.procedures.loading import available_profiles, load_profile, overlay


def rows(left: str, right: str, *, only_differing: bool = False) -> dict[str, Row]:
    groups = side_by_side(load_profile(left), load_profile(right), only_differing=only_differing)
    return {row.path: row for group in groups for row in group.rows}


def test_every_rule_stands_once_under_its_group_in_the_order_of_the_schema():
    groups = side_by_side(load_profile("base"), load_profile("base"))
    assert [group.name for group in groups] == list(texts.GROUPS.values())
    assert [row.path for group in groups for row in group.rows] == list(texts.LABELS)


def test_rules_of_levels_that_neither_fits_are_left_out():
    there = rows("wuchang", "malong")
    assert "signing.motion.county" in there and "hand_over.by.county" in there
    assert not {path for path in there if path.endswith((".national", ".province", ".city", ".township"))}
    assert {"signing.motion.county", "signing.motion.township"} <= set(rows("wuchang", "township"))


def test_each_side_says_its_rule_its_source_and_what_a_blank_is():
    row = rows("wuchang", "chongqing")["limits.evaluate"]
    assert (row.left.words, row.left.source, row.left.is_blank) == ("未设定", "", True)
    assert (row.right.words, row.right.source) == (
        "自代表收到答复函之日起 20 个工作日内",
        "重庆建议条例第二十七条第一款",
    )
    assert row.differs and row.label == "代表评价期限"


def test_the_same_rule_out_of_two_documents_is_the_same_rule():
    row = rows("base", "chongqing")["limits.reply"]
    assert row.left.source != row.right.source and not row.differs


@pytest.mark.parametrize(("left", "right"), list(combinations(available_profiles(), 2)))
def test_only_what_differs_is_kept_and_whatever_has_another_value_differs(left, right):
    """Held against the values themselves, not against the words that are shown."""
    one, two = load_profile(left), load_profile(right)
    everything, kept = rows(left, right), rows(left, right, only_differing=True)
    bare = {"source", "note"}
    differing = {
        path
        for path in everything
        if one.leaf(path).model_dump(mode="json", exclude=bare) != two.leaf(path).model_dump(mode="json", exclude=bare)
    }
    assert set(kept) == differing
    assert all(kept[path] == everything[path] for path in kept)


def test_classes_of_the_same_name_that_ask_for_different_things_differ():
    malong = load_profile("malong")
    classes = malong.model_dump(mode="json")["letter"]["classes"]
    classes["value"][1] |= {"requires_due_date": True}
    [group] = side_by_side(malong, overlay(malong, {"letter": {"classes": classes}}), only_differing=True)
    [row] = group.rows
    assert row.left.words == "A类（已解决或正在解决）：算已解决；B类（计划解决）"
    assert row.right.words == "A类（已解决或正在解决）：算已解决；B类（计划解决）：要写完成日期"
