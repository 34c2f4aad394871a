"""No local rule undercuts national law; each refusal names the article and says what to do."""

import pytest

from huiyin.procedures.floor import ProcedureRefused, refusals
from huiyin.procedures.loading import available_profiles, load_profile, overlay

HOUSE = "回音默认"


def limit(amount: int, unit: str = "month", trigger: str = "handed_over") -> dict[str, object]:
    return {"amount": amount, "unit": unit, "trigger": trigger, "source": HOUSE}


def refused(answers: dict[str, object]) -> list[str]:
    with pytest.raises(ProcedureRefused) as caught:
        overlay(load_profile("base"), answers)
    return caught.value.sentences


@pytest.mark.parametrize("name", available_profiles())
def test_no_shipped_profile_is_below_the_floor(name):
    assert refusals(load_profile(name)) == []


def test_four_months_to_reply_are_refused_naming_the_article():
    """DBF 51(2)."""
    (said,) = refused({"limits": {"reply": limit(4)}})
    assert said.startswith("答复期限不能长于三个月：代表法第五十一条第二款规定自交办之日起三个月内答复")
    assert said.endswith("这里写的是“自交办之日起 4 个月内”。请改短。")


@pytest.mark.parametrize(
    "longer", [limit(4), limit(92, "day"), limit(90, "day"), limit(65, "workday"), limit(60, "workday")]
)
def test_a_reply_limit_that_may_outlast_three_months_is_refused(longer):
    assert "代表法第五十一条第二款" in refused({"limits": {"reply": longer}})[0]


@pytest.mark.parametrize("shorter", [limit(3), limit(2), limit(89, "day"), limit(60, "day"), limit(45, "workday")])
def test_a_shorter_reply_limit_is_a_local_right(shorter):
    assert overlay(load_profile("base"), {"limits": {"reply": shorter}}).limits.reply.amount == shorter["amount"]


@pytest.mark.parametrize("trigger", ["received", "session_closed", "submitted"])
def test_the_reply_clock_starts_at_the_hand_over_and_not_later(trigger):
    """Some local rules count from receipt (ZJ 21, HN 20); DBF 51 counts from the hand-over."""
    (said,) = refused({"limits": {"reply": limit(3, trigger=trigger)}})
    assert said.startswith("答复期限要从交办之日起算：代表法第五十一条第二款")


def test_the_reply_limit_may_not_be_left_blank():
    (said,) = refused({"limits": {"reply": {"note": "以后再定"}}})
    assert said.startswith("答复期限不能空着：代表法第五十一条第二款")


def test_seven_months_for_difficult_items_are_refused():
    (said,) = refused({"limits": {"reply_long": limit(7)}})
    assert "不能长于六个月" in said and "代表法第五十一条第二款" in said


def test_a_long_limit_shorter_than_the_ordinary_one_is_refused():
    (said,) = refused({"limits": {"reply_long": limit(2)}})
    assert "比一般答复期限还短" in said


def test_a_congress_may_do_without_the_long_limit():
    assert overlay(load_profile("base"), {"limits": {"reply_long": {"note": ""}}}).limits.reply_long.is_blank


@pytest.mark.parametrize(("level", "number", "law"), [("county", 8, 10), ("county", 12, 10), ("township", 4, 5)])
def test_the_number_of_co_signers_of_a_motion_is_not_configurable(level, number, law):
    """ZZF 22: not downward, and not upward either, for that would take a right from the deputies."""
    (said,) = refused({"signing": {"motion": {level: {"value": number, "source": HOUSE}}}})
    assert f"地方组织法第二十二条第二款规定 {law} 人以上联名，这里写的是 {number} 人" in said


def test_a_suggestion_may_not_be_made_to_need_co_signers():
    (said,) = refused({"signing": {"suggestion": {"value": 3, "source": HOUSE}}})
    assert "建议一人就可以提出" in said


@pytest.mark.parametrize("duty", [{"value": "none", "source": HOUSE}, {"note": ""}])
def test_the_talk_with_the_deputy_before_the_reply_cannot_be_switched_off(duty):
    """DBF 51(2)."""
    (said,) = refused({"contact": {"before_reply": duty}})
    assert "代表法第五十一条第二款" in said


def test_the_handling_report_stays_public():
    """DBF 51(3)."""
    (said,) = refused({"publication": {"report_public": {"value": False, "source": HOUSE}}})
    assert "代表法第五十一条第三款" in said


def test_a_township_has_no_standing_committee_to_hand_over():
    (said,) = refused({"hand_over": {"by": {"township": {"value": "standing_committee_office", "source": HOUSE}}}})
    assert "由主席团交办" in said


def test_a_required_class_needs_classes_to_choose_from():
    (said,) = refused({"letter": {"class_required": {"value": True, "source": HOUSE}}})
    assert "请先填答复分类" in said


def test_dropping_the_unsatisfied_level_is_refused():
    two = [{"code": "satisfied", "label": "满意"}, {"code": "basically", "label": "基本满意"}]
    (said,) = refused({"evaluation": {"levels": {"value": two, "source": HOUSE}}})
    assert "一档不能少" in said


def test_all_faults_are_said_at_once():
    said = refused({"limits": {"reply": limit(5)}, "signing": {"suggestion": {"value": 2, "source": HOUSE}}})
    assert len(said) == 2
