"""Inheritance, a congress's own answers over a profile, blanks, and the form a case keeps."""

import json

import pytest

from huiyin.procedures.floor import ProcedureRefused
from huiyin.procedures.loading import available_profiles, blanks, from_stored, load_profile, overlay, stored


def blank_paths(name: str) -> set[str]:
    return {blank.path for blank in blanks(load_profile(name))}


def test_a_local_profile_inherits_the_reply_limit_with_its_national_source():
    wuchang, base = load_profile("wuchang"), load_profile("base")
    assert wuchang.extends == "base"
    assert wuchang.limits.reply == base.limits.reply


def test_a_local_rule_replaces_the_inherited_one_as_a_whole():
    """A local value may not stand beside a national note or source."""
    chongqing = load_profile("chongqing")
    assert chongqing.limits.reply_long.note == ""
    assert "重庆建议条例" in chongqing.limits.reply_long.source


def test_a_profile_knows_its_own_documents_and_those_it_inherits():
    assert {"代表法", "重庆建议条例"} <= set(load_profile("chongqing").documents)


def test_what_was_not_found_stays_blank_in_wuchang():
    assert blank_paths("wuchang") == {
        "limits.hand_over_out_of_session",
        "limits.return_window",
        "limits.reassign",
        "limits.first_contact",
        "limits.assist_opinion",
        "limits.assist_redo",
        "limits.evaluate",
        "limits.rehandle_reply",
        "limits.promise_evaluate",
        "signing.cosigners_confirm",
        "raising.paper_needed",
        "raising.one_matter",
        "raising.refusal_grounds",
        "raising.refused_go_to",
        "contact.meetings_owed",
        "contact.face_to_face_floor",
        "letter.classes",
        "letter.class_required",
        "letter.draft_to_deputy",
        "letter.signatory",
        "letter.copies",
        "letter.paper_too",
        "letter.encloses_receipt",
        "evaluation.returned_to",
        "evaluation.reminders_before_lapse",
        "rehandling.batch_day",
        "rehandling.still_unsatisfied",
        "ledgers.promise_report_quarter",
        "publication.report_month",
        "publication.suggestion_reviewer",
        "publication.letter_reviewer",
        "roles.secretariat",
        "roles.delegation_clerks",
        "roles.party_supervision",
        "roles.letter_review",
        "roles.leader_sign_off",
    }


def test_chongqing_leaves_no_limit_open():
    assert not {path for path in blank_paths("chongqing") if path.startswith("limits.")}


def test_no_profile_leaves_open_what_the_floor_demands():
    for name in available_profiles():
        assert not blank_paths(name) & {"limits.reply", "contact.before_reply", "signing.motion.county"}


def test_a_blank_says_its_name_why_it_matters_and_what_the_documents_do_say():
    found = next(b for b in blanks(load_profile("wuchang")) if b.path == "limits.rehandle_reply")
    assert found.label == "重新办理答复期限"
    assert "没有到期日" in found.why and "没有写重新办理的期限" in found.why


def test_rules_of_other_levels_are_no_blanks():
    rules = stored(load_profile("wuchang"))
    rules["signing"]["motion"]["township"] = {"note": ""}
    rules["signing"]["motion"]["county"] = {"note": ""}
    paths = {blank.path for blank in blanks(from_stored(rules))}
    assert "signing.motion.county" in paths and "signing.motion.township" not in paths


@pytest.mark.parametrize("name", available_profiles())
def test_the_stored_form_is_json_and_comes_back_the_same(name):
    procedure = load_profile(name)
    assert from_stored(json.loads(json.dumps(stored(procedure)))) == procedure


def test_a_stored_form_of_a_newer_huiyin_is_refused_with_a_way_on():
    with pytest.raises(ValueError, match="请先升级再打开"):
        from_stored({**stored(load_profile("base")), "schema": 99})


def test_a_kept_case_still_opens_when_the_floor_has_risen_since():
    """A case keeps the version it was registered under; the floor is asked when rules are set, not when they are read."""
    rules = stored(load_profile("base"))
    rules["limits"]["reply"]["amount"] = 4
    assert from_stored(rules).limits.reply.amount == 4


ANSWER = {
    "documents": {"临江区办法": {"title": "临江区代表建议办理办法", "seen": "full"}},
    "limits": {
        "rehandle_reply": {
            "amount": 1,
            "unit": "month",
            "trigger": "rehandling_ordered",
            "source": "临江区办法第二十条",
        }
    },
    "letter": {
        "class_required": {"value": True, "source": "临江区办法第十五条"},
        "classes": {
            "source": "临江区办法第十五条",
            "value": [{"code": "A", "label": "已经解决", "counts_as_solved": True}, {"code": "B", "label": "列入计划"}],
        },
    },
}


def test_a_congress_fills_its_blanks_over_a_profile():
    wuchang = load_profile("wuchang")
    own = overlay(wuchang, ANSWER)
    assert own.limits.rehandle_reply.amount == 1
    assert [c.code for c in own.letter.classes.value or ()] == ["A", "B"]
    filled = {"limits.rehandle_reply", "letter.class_required", "letter.classes"}
    assert {b.path for b in blanks(wuchang)} - {b.path for b in blanks(own)} == filled
    assert own.limits.reply == wuchang.limits.reply
    assert own.quality_review == wuchang.quality_review


def refused(answers: dict[str, object]) -> str:
    with pytest.raises(ProcedureRefused) as caught:
        overlay(load_profile("wuchang"), answers)
    return "".join(caught.value.sentences)


def test_a_value_without_a_source_is_refused_by_its_chinese_name():
    rule = {"amount": 1, "unit": "month", "trigger": "rehandling_ordered"}
    assert refused({"limits": {"rehandle_reply": rule}}) == "重新办理答复期限：写了内容，却没有写出处。"


def test_a_source_without_a_value_is_refused():
    said = refused({"limits": {"evaluate": {"source": "武昌区2025年工作介绍四3"}}})
    assert said == "代表评价期限：写了出处，却没有写内容。"


def test_half_a_limit_is_refused():
    said = refused({"limits": {"evaluate": {"amount": 20, "source": "武昌区2025年工作介绍四3"}}})
    assert said == "代表评价期限：期限要写全：多少、什么单位、从哪天起算。"


def test_a_source_naming_an_unlisted_document_is_refused():
    said = refused({"letter": {"paper_too": {"value": True, "source": "听说的"}}})
    assert said == "另送纸质答复的出处“听说的”没有列在文件清单里。"


def test_a_misspelt_rule_is_refused_and_not_kept_silently():
    assert "没有“limits.replay”这一项" in refused({"limits": {"replay": {"note": "？"}}})


@pytest.mark.parametrize("amount", [0, -3, 1001, "三", True, 2.5])
def test_a_limit_that_is_no_whole_positive_number_is_refused(amount):
    rule = {"amount": amount, "unit": "day", "trigger": "received", "source": "武昌区2025年工作介绍四3"}
    assert "首次联系代表期限的内容不合要求" in refused({"limits": {"first_contact": rule}})


def test_two_classes_of_one_code_are_refused():
    twice = [{"code": "A", "label": "已经解决"}, {"code": "A", "label": "列入计划"}]
    assert "重复的代号" in refused({"letter": {"classes": {"value": twice, "source": "武昌区2025年工作介绍四3"}}})


def test_an_empty_list_is_no_rule():
    said = refused({"reading": {"criteria": {"value": [], "source": "武昌区2025年工作介绍四1"}}})
    assert "空的列表" in said
