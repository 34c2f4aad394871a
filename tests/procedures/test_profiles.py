"""What the shipped profiles say, held against a hand-written list: articles were read in the texts of law, not in the profiles."""

import re
from fractions import Fraction

import pytest

from huiyin.foundation.workdays import Unit
from huiyin.procedures.floor import ProcedureRefused
from huiyin.procedures.loading import ProfileUnknown, available_profiles, load_profile, overlay
from huiyin.procedures.schema import HOUSE_DEFAULT
from huiyin.procedures.values import (
    AskedAfter,
    ContactDuty,
    ContactForm,
    HandOverBody,
    Level,
    Ordering,
    Phase,
    Reviewer,
    Signatory,
    Trigger,
)

# Article → number of its paragraphs (款), counted by hand in the texts in force when the profiles were written.
ARTICLES = {
    "代表法": {"第二条": 3, "第十二条": 1, "第二十四条": 1, "第三十六条": 1, "第五十一条": 3},
    "地方组织法": {"第二十二条": 3, "第四十二条": 3, "第五十九条": 4},
    "全国人大组织法": {"第十七条": 1, "第四十六条": 3},
    "重庆建议条例": {
        "第二条": 1,
        "第四条": 3,
        "第八条": 3,
        "第九条": 2,
        "第十条": 1,
        "第十二条": 2,
        "第十三条": 3,
        "第十四条": 1,
        "第十五条": 1,
        "第十六条": 1,
        "第十八条": 1,
        "第二十条": 2,
        "第二十一条": 1,
        "第二十二条": 1,
        "第二十三条": 2,
        "第二十四条": 2,
        "第二十五条": 1,
        "第二十六条": 3,
        "第二十七条": 2,
        "第二十八条": 2,
        "第二十九条": 1,
        "第三十条": 4,
        "第三十四条": 3,
        "第三十六条": 2,
        "第三十九条": 1,
    },
    "重庆代表法实施办法": {"第四十七条": 3},
}
# Documents without articles; what follows the name is the part of the report.
REPORTS = {
    "武昌区代表工委2023年12月1日报告": {"", "一", "二（一）", "二（二）1", "二（二）3", "二（二）4", "三（二）"},
    "武昌区2025年工作介绍": {"四1", "四2", "四3"},
    "重庆市人大常委会主任会议2024年11月26日报告": {"一", "二（二）", "二（三）"},
    "蔡甸区人大常委会2022年工作情况": {"", "三", "四"},
    "江岸区2025年专题询问介绍": {""},
    "马龙区2025年1月6日工作介绍": {
        "",
        "“及时对接建机制”部分",
        "“突出重点加力办”部分",
        "“健全制度增效”部分",
    },
}
PARAGRAPHS = "一二三四五六七八九"


def test_base_is_listed_first_and_all_seven_are_there():
    assert available_profiles() == ("base", "caidian", "chongqing", "jiangan", "malong", "township", "wuchang")


@pytest.mark.parametrize("name", available_profiles())
def test_every_value_has_a_source_and_every_blank_has_none(name):
    for path, leaf in load_profile(name).leaves():
        assert bool(leaf.source) is not leaf.is_blank, path


@pytest.mark.parametrize("name", available_profiles())
def test_every_cited_article_is_on_the_hand_written_list(name):
    for path, leaf in load_profile(name).leaves():
        for part in filter(None, leaf.source.split("；")):
            article = re.fullmatch(
                r"(?P<law>\D+?)(?P<article>第[一二三四五六七八九十]+条)(第(?P<paragraph>.)款)?", part
            )
            if article:
                known = ARTICLES[article["law"]]
                assert article["article"] in known, (path, part)
                if article["paragraph"]:
                    assert PARAGRAPHS.index(article["paragraph"]) < known[article["article"]], (path, part)
            elif part != HOUSE_DEFAULT:
                report = next(name for name in REPORTS if part.startswith(name))
                assert part.removeprefix(report) in REPORTS[report], (path, part)


@pytest.mark.parametrize("name", available_profiles())
def test_a_document_seen_in_part_is_never_a_source(name):
    procedure = load_profile(name)
    unseen = [short for short, document in procedure.documents.items() if document.seen != "full"]
    for path, leaf in procedure.leaves():
        assert not any(short in leaf.source for short in unseen), path


def test_the_six_months_are_a_class_of_item_counted_from_the_same_day_without_consent():
    """DBF 51: not three months and three more."""
    base = load_profile("base")
    assert base.limits.reply_long.trigger is base.limits.reply.trigger is Trigger.HANDED_OVER
    assert base.long_limit.consent.value == "none"


def test_a_motion_needs_five_deputies_in_a_township_and_ten_above_it():
    """ZZF 22; the National People's Congress by its own law, art. 17."""
    motion = load_profile("base").signing.motion
    assert {level.value: motion.at(level).value for level in Level} == {
        "national": 30,
        "province": 10,
        "city": 10,
        "county": 10,
        "township": 5,
    }
    assert motion.at("township").source == "地方组织法第二十二条第二款"


def test_one_deputy_is_enough_for_a_suggestion_everywhere():
    assert {load_profile(name).signing.suggestion.value for name in available_profiles()} == {1}


def test_a_township_hands_over_by_its_presidium():
    """DBF 51(1)."""
    by = load_profile("base").hand_over.by
    assert by.at("township").value is HandOverBody.PRESIDIUM
    assert by.at("county").value is HandOverBody.STANDING_COMMITTEE_OFFICE


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("base", {"national", "province", "city", "county", "township"}),
        ("wuchang", {"county"}),
        ("malong", {"county"}),
        ("caidian", {"county"}),
        ("jiangan", {"county"}),
        ("township", {"township"}),
        ("chongqing", {"province", "county"}),
    ],
)
def test_a_profile_fits_only_the_levels_its_documents_speak_of(name, levels):
    assert {level.value for level in Level if load_profile(name).fits(level)} == levels


def test_wuchang_says_what_its_two_documents_say():
    """W2, W5, W6, W7, W8."""
    wuchang = load_profile("wuchang")
    assert [tier.code for tier in wuchang.reading.tiers.value or ()] == ["street", "district"]
    assert [c.label for c in wuchang.reading.criteria.value or ()][:5] == [
        "规范性",
        "代表性",
        "合法性",
        "政策性",
        "针对性",
    ]
    assert wuchang.hand_over.two_stage.value is True
    assert wuchang.evaluation.back_to_back.value is True
    assert [d.label for d in wuchang.quality_review.dimensions.value or ()] == ["合规", "文书", "效果"]
    assert [t.label for t in wuchang.quality_review.tiers.value or ()] == ["专工委", "街道工委"]
    assert wuchang.ledgers.promises.value is True
    assert wuchang.ledgers.promise_refresh_months.value == 2
    assert wuchang.ledgers.between_session_months.value == 1
    assert wuchang.roles.street_committees.value and wuchang.roles.government_supervision.value


def test_wuchang_has_one_overall_grade_of_three_levels():
    evaluation = load_profile("wuchang").evaluation
    assert [level.label for level in evaluation.levels.value or ()] == ["满意", "基本满意", "不满意"]
    assert [d.code for d in evaluation.dimensions_asked(AskedAfter.LETTER)] == ["overall"]


def test_chongqing_asks_for_the_letter_first_and_for_kept_promises_later():
    """CQ 26–28."""
    evaluation = load_profile("chongqing").evaluation
    assert [d.label for d in evaluation.dimensions_asked(AskedAfter.LETTER)] == ["答复函"]
    assert [d.label for d in evaluation.dimensions_asked(AskedAfter.PROMISE)] == ["承诺事项落实"]


def test_chongqing_letters_have_four_classes_and_only_the_one_in_work_makes_a_promise():
    """CQ 22, 24."""
    letter = load_profile("chongqing").letter
    classes = letter.classes.value or ()
    assert len(classes) == 4 and letter.class_required.value is True
    assert [c.code for c in classes if c.creates_commitment] == ["in_work"]
    assert [c.code for c in classes if c.requires_due_date] == ["in_work"]
    assert [c.code for c in classes if c.requires_reason] == ["cannot"]
    assert [c.code for c in classes if c.requires_relay] == ["superior"]
    assert [c.code for c in classes if c.counts_as_solved] == ["solved"]


def test_chongqing_units_meet_the_deputies_of_at_least_a_third_of_their_items():
    """C11."""
    assert load_profile("chongqing").contact.face_to_face_floor.value == Fraction(1, 3)


def test_chongqing_says_who_signs_who_publishes_and_who_decides_on_rehandling():
    """CQ 23, 27; C13."""
    chongqing = load_profile("chongqing")
    assert chongqing.letter.signatory.value is Signatory.MAIN_HEAD
    assert chongqing.rehandling.ordering.value is Ordering.TRIAGE
    assert chongqing.publication.suggestion_reviewer.value is Reviewer.DEPUTIES_COMMITTEE
    assert chongqing.publication.letter_reviewer.value is Reviewer.HANDLING_UNIT
    assert chongqing.signing.delegation_may_suggest.value is True
    assert chongqing.hand_over.two_stage.value is False


def test_malong_counts_being_solved_as_solved():
    """M3: 58 of 95 are class A, “solved or being solved”."""
    letter = load_profile("malong").letter
    a, b = letter.class_of("A"), letter.class_of("B")
    assert a is not None and a.label == "已解决或正在解决" and a.counts_as_solved
    assert b is not None and b.label == "计划解决" and not b.counts_as_solved


def test_malong_owes_three_meetings_and_no_unit_is_forced_into_class_a_or_b():
    """M8; classes C and D were not seen, so a letter that is neither may go without a class."""
    malong = load_profile("malong")
    assert malong.contact.before_reply.value is ContactDuty.FACE_TO_FACE
    assert malong.contact.meetings_owed.value == (Phase.BEFORE, Phase.DURING, Phase.AFTER)
    assert malong.letter.class_required.is_blank


def test_caidian_grades_the_answer_and_what_came_of_it():
    """K1: 答复和落实“双满意”; leader in charge, lead unit and handling person are responsible."""
    caidian = load_profile("caidian")
    assert [d.label for d in caidian.evaluation.dimensions_asked(AskedAfter.LETTER)] == ["答复", "落实"]
    assert caidian.roles.leader_in_charge.value is True
    assert caidian.letter.classes.is_blank and caidian.limits.rehandle_reply.is_blank


def test_jiangan_has_nothing_of_its_own_but_its_level():
    """J1–J5: the document speaks of special inquiries; what it does not say is not borrowed from its neighbour."""
    jiangan, base = load_profile("jiangan"), load_profile("base")
    assert {p for p, leaf in jiangan.leaves() if not leaf.is_blank and leaf != base.leaf(p)} == {"levels"}
    assert {p for p, leaf in jiangan.leaves() if leaf.is_blank} == {p for p, leaf in base.leaves() if leaf.is_blank}


def test_a_township_rests_on_national_law_and_bodies_of_its_own():
    """DBF 36, 51; ZZF 22, 42. Two months is the law of some provinces, not of townships everywhere."""
    township = load_profile("township")
    assert township.hand_over.by.at("township").value is HandOverBody.PRESIDIUM
    assert township.signing.motion.at("township").value == 5
    assert township.roles.deputies_committee.is_blank and township.roles.street_committees.is_blank
    assert "主席团" in township.roles.deputies_committee.note
    sources = {part for _, leaf in township.leaves() for part in leaf.source.split("；") if part}
    assert all(part == HOUSE_DEFAULT or re.match("代表法|地方组织法|全国人大组织法", part) for part in sources)
    # Whoever has the shorter rule of a province lays it over: within the floor, unlike anything longer.
    two = {"amount": 2, "unit": "month", "trigger": "handed_over", "source": "本省乡镇人大工作条例第十六条"}
    documents = township.model_dump(mode="json")["documents"]
    documents["本省乡镇人大工作条例"] = {"title": "本省乡镇人大工作条例", "seen": "full"}
    answers = {"documents": documents, "limits": {"reply": two, "reply_long": two | {"amount": 4}}}
    assert overlay(township, answers).limits.reply.amount == 2
    with pytest.raises(ProcedureRefused, match="代表法第五十一条第二款"):
        overlay(township, answers | {"limits": {"reply": two | {"amount": 4}}})


@pytest.mark.parametrize("name", available_profiles())
def test_a_telephone_call_is_contact_but_never_a_meeting(name):
    contact = load_profile(name).contact
    assert not contact.is_meeting(ContactForm.PHONE) and not contact.is_meeting(ContactForm.LETTER)
    assert contact.is_meeting("on_site")


@pytest.mark.parametrize("name", available_profiles())
def test_silence_is_never_satisfaction(name):
    """CQ 29; elsewhere our own default: no source says “default satisfied”."""
    assert load_profile(name).evaluation.not_returned.value == "left_out"


def test_a_limit_is_handed_to_the_workdays_with_its_source():
    limit = load_profile("wuchang").limits.reply.as_limit()
    assert limit is not None
    assert (limit.amount, limit.unit, limit.trigger) == (3, Unit.MONTH, "handed_over")
    assert limit.source == "代表法第五十一条第二款"
    assert load_profile("wuchang").limits.rehandle_reply.as_limit() is None


def test_an_unknown_profile_is_named_with_those_there_are():
    with pytest.raises(ProfileUnknown, match="没有名为“nowhere”的规程。可用的有：base、"):
        load_profile("nowhere")
