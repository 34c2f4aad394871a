"""Every rule can be named and said in Chinese."""

from enum import EnumType

import pytest

from huiyin.foundation.workdays import Unit
from huiyin.procedures import texts, values
from huiyin.procedures.loading import available_profiles, load_profile
from huiyin.procedures.values import Trigger


def test_labels_and_schema_name_the_same_rules_in_the_same_order():
    assert list(texts.LABELS) == [path for path, _ in load_profile("base").leaves()]


def test_every_group_of_the_schema_has_a_name():
    assert set(texts.GROUPS) == {path.split(".")[0] for path, _ in load_profile("base").leaves()}


def test_every_choice_a_rule_may_make_has_a_word():
    assert set(texts.UNITS) == set(Unit)
    assert set(texts.TRIGGERS) == set(Trigger)
    # Grades carry the label of the procedure, documents are listed apart, limits have words of their own.
    apart = {values.Grade, values.AskedAfter, values.Seen, Trigger}
    for kind in vars(values).values():
        if isinstance(kind, EnumType) and kind.__module__ == values.__name__ and kind not in apart:
            assert set(texts.CHOICES[kind]) == {member.value for member in kind}, kind


@pytest.mark.parametrize("name", available_profiles())
def test_no_code_shows_through_in_a_sentence(name):
    procedure = load_profile(name)
    for path, _ in procedure.leaves():
        said = texts.say(procedure, path)
        assert not {letter for letter in said if letter.isascii() and letter.isalpha()} - {"A", "B"}, (path, said)


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("base", "limits.reply", "自交办之日起 3 个月内"),
        ("base", "limits.return_window", "未设定"),
        ("chongqing", "limits.assist_redo", "自主办单位要求重提之日起 5 个工作日内"),
        ("chongqing", "contact.face_to_face_floor", "1/3"),
        ("malong", "letter.classes", "A类（已解决或正在解决）、B类（计划解决）"),
        ("malong", "contact.meetings_owed", "办前、办中、办后"),
        ("base", "signing.motion.township", "5 人"),
        ("base", "lights.amber_share", "最后 1/6"),
        ("wuchang", "ledgers.promise_refresh_months", "每 2 个月"),
        ("wuchang", "evaluation.back_to_back", "是"),
        ("chongqing", "hand_over.two_stage", "否"),
    ],
)
def test_a_rule_reads_as_an_officer_would_say_it(name, path, said):
    assert texts.say(load_profile(name), path) == said


def test_punctuation_is_full_width():
    for path, label in texts.LABELS.items():
        assert not set(label.name + label.why) & set(",;:!?()"), path
        assert label.why.endswith("。"), path
