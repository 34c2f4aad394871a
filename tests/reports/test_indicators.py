"""What each figure counts, and what it leaves out (rules.md §10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import HandOver, Target
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.models import ContactForm, ContactStage, Round
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.reports import indicators as ind
from huiyin.reports import queries, texts
from huiyin.reports.indicators import GradeOf, Part
from huiyin.reports.items import EVERYTHING, Cut, Figure
from tests.world import SEND_ANYHOW, World, make_world

pytestmark = pytest.mark.django_db

HANDED_OVER = date(2026, 1, 20)
DUE = date(2026, 4, 20)  # three months, Deputies Law 51
LATER = date(2026, 6, 1)
WHO = {"unit": ("clerk", "head"), "school": ("stranger", "stranger_head")}


def figure(world: World, code: str, cut: Cut = EVERYTHING, who: str = "officer", today: date = LATER) -> Figure:
    with world.acting(who):
        items = queries.items_for(world.congress, world.session, world.seats[who], today)
        assert items is not None
        return items.figure(ind.find(code), cut)


def of(found: Figure) -> tuple[int, int | None, str]:
    return found.numerator, found.denominator, found.percent


def handed_over(world: World, *units: str, **more: Any) -> list[Assignment]:
    with clock.frozen(HANDED_OVER), world.acting():
        return world.by_the_office(world.register(**more), *units)


def answered(world: World, row: Assignment, on: date, unit: str = "unit", form: str = ContactForm.PHONE) -> Round:
    clerk, head = (world.seats[name] for name in WHO[unit])
    with clock.frozen(on), world.acting():
        if row.state == "handed_over":
            take("assignment.receive", row, clerk)
        round_ = world.round_of(row)
        take("contact.record", round_, clerk, ContactRecord(ContactStage.DURING, form, on, "代表说了意见。"))
        world.write(round_)
        take("letter.submit", round_, clerk)
        take("letter.clear", round_, head)
        take("letter.send", round_, head, SEND_ANYHOW)
    return round_


def evaluated(world: World, round_: Round, grade: str) -> None:
    with world.acting("deputy"):
        world.evaluate(round_, grade, "没有落实。" if grade == "unsatisfied" else "")


def graded(world: World, *grades: str) -> Round:
    """One item, evaluated once for each grade and handled again after every one but the last."""
    (row,) = handed_over(world)
    round_ = answered(world, row, HANDED_OVER + timedelta(days=10))
    for nth, grade in enumerate(grades):
        evaluated(world, round_, grade)
        if nth < len(grades) - 1:
            with world.acting("officer"):
                world.order(round_)
            round_ = answered(world, row, HANDED_OVER + timedelta(days=20 + nth))
    return round_


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", ind.ALL, ids=lambda i: i.code)
def test_every_figure_says_what_it_counts_and_of_what(indicator: ind.Indicator) -> None:
    assert indicator.name and indicator.definition.endswith("。")
    assert indicator.words(Part.NUMERATOR)
    assert bool(indicator.words(Part.DENOMINATOR)) == (indicator.denominator is not None)


def test_no_words_are_left_over() -> None:
    assert set(texts.INDICATORS) == set(ind.BY_CODE)


def test_every_grade_is_counted_as_first_and_as_final_and_says_so() -> None:
    assert [i.grade for i in ind.FIRST + ind.FINAL] == [GradeOf.FIRST] * 3 + [GradeOf.FINAL] * 3
    for indicator in ind.FIRST + ind.FINAL:
        assert ("首次" if indicator.grade is GradeOf.FIRST else "最终") in indicator.name
        assert "最低的一项" in indicator.definition and "没有评价的件不计" in indicator.definition


def test_a_cut_is_read_back_from_its_address_and_nothing_else_is() -> None:
    for cut in (Cut(), Cut("session", "suggestion", True), Cut(kind="motion", body_id=17)):
        assert Cut.read(cut.code) == cut
    for wrong in ("", "session", "session-suggestion-yes-", "---x", "a-b-c-d-e"):
        with pytest.raises(ValueError):
            Cut.read(wrong)


# -- grades ------------------------------------------------------------------------------------------------------------


def test_nothing_of_nothing_is_a_dash_and_not_a_hundred_percent() -> None:
    world = make_world()
    for code in ("answered", "on_time", "met", "satisfied_first", "satisfied_final", "mended"):
        assert of(figure(world, code)) == (0, 0, "–")


def test_an_item_the_deputy_never_answered_is_left_out_of_the_rates() -> None:
    """Chongqing 29: not returned after a reminder is left out; no source says it means satisfied."""
    world = make_world()
    evaluated(world, graded(world), "satisfied")
    silent = graded(world)
    with clock.frozen(LATER), world.acting("officer"):
        take("evaluation.set_aside", silent, world.seats["officer"])
    assert silent.state == "lapsed"
    assert of(figure(world, "satisfied_first")) == (1, 1, "100.00%")
    assert of(figure(world, "answered")) == (2, 2, "100.00%")


def test_first_and_final_grades_are_kept_apart() -> None:
    """W9: reported as unsatisfied, and satisfied after the second handling."""
    world = make_world()
    again = graded(world, "unsatisfied", "satisfied")
    graded(world, "basically")
    counts = {code: of(figure(world, code))[:2] for code in ind.BY_CODE if ind.BY_CODE[code] in ind.FIRST + ind.FINAL}
    assert counts == {
        "satisfied_first": (0, 2),
        "basically_first": (1, 2),
        "unsatisfied_first": (1, 2),
        "satisfied_final": (1, 2),
        "basically_final": (1, 2),
        "unsatisfied_final": (0, 2),
    }
    assert of(figure(world, "rehandled"))[:2] == (1, 2)
    assert of(figure(world, "mended")) == (1, 1, "100.00%")
    with world.acting("officer"):
        assert figure(world, "mended").rows() == [again.case_key]


def test_while_it_is_handled_again_an_item_counts_by_its_last_grade() -> None:
    world = make_world()
    round_ = graded(world, "unsatisfied")
    with world.acting("officer"):
        world.order(round_)
    assert of(figure(world, "unsatisfied_final")) == (1, 1, "100.00%")
    assert of(figure(world, "mended")) == (0, 1, "0.00%")


def test_an_item_with_two_units_has_the_worse_of_their_grades() -> None:
    world = make_world()
    first, second = handed_over(world, "unit", "school")
    evaluated(world, answered(world, first, LATER), "satisfied")
    evaluated(world, answered(world, second, LATER, "school"), "basically")
    assert of(figure(world, "satisfied_first")) == (0, 1, "0.00%")
    assert of(figure(world, "basically_first")) == (1, 1, "100.00%")
    school = Cut(body_id=world.bodies["school"].pk)
    unit = Cut(body_id=world.bodies["unit"].pk)
    assert of(figure(world, "satisfied_first", unit)) == (1, 1, "100.00%")
    assert of(figure(world, "satisfied_first", school)) == (0, 1, "0.00%")


# -- handling ----------------------------------------------------------------------------------------------------------


def test_items_count_by_side_and_kind_and_voided_ones_not_at_all() -> None:
    world = make_world()
    with world.acting():
        world.register()
        world.register("第二件", side="between")
        world.register("设立老旧小区改造专项的议案", kind="motion")
        voided = world.register("登记错的一件")
        take("proposal.void", voided, world.seats["officer"], Reason("重复登记"))
    assert figure(world, "registered").numerator == 3
    assert figure(world, "registered").denominator is None
    assert figure(world, "registered").percent == ""
    assert figure(world, "registered", Cut("session", "suggestion")).numerator == 1
    assert figure(world, "registered", Cut("between", "suggestion")).numerator == 1
    assert figure(world, "registered", Cut("session", "motion")).numerator == 1


def test_what_goes_straight_to_a_unit_was_not_given_to_the_government() -> None:
    """W10: of 129 items 123 went to the government, and only they are in its rates."""
    world = make_world()
    handed_over(world)
    with world.acting():
        world.hand_over(world.register("直接交办的一件"))
    assert of(figure(world, "to_government")) == (1, 2, "50.00%")
    assert of(figure(world, "answered", Cut(government=True)))[1] == 1


def test_an_item_is_answered_when_all_its_units_have_answered_and_assisting_ones_do_not_count() -> None:
    world = make_world()
    first, second = handed_over(world, "unit", "school")
    answered(world, first, HANDED_OVER + timedelta(days=30))
    assert of(figure(world, "answered")) == (0, 1, "0.00%")
    assert of(figure(world, "answered", Cut(body_id=world.bodies["unit"].pk))) == (1, 1, "100.00%")
    answered(world, second, HANDED_OVER + timedelta(days=31), "school")
    assert of(figure(world, "answered")) == (1, 1, "100.00%")
    with clock.frozen(HANDED_OVER), world.acting():
        assisted = world.register("有会办的一件")
        unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
        targets = (Target(unit, Mode.LEAD), Target(school, Mode.ASSIST))
        take("dispatch.hand_over", assisted, world.seats["officer"], HandOver(targets=targets))
        lead = Assignment.objects.get(congress=world.congress, proposal=assisted, mode=Mode.LEAD)
    answered(world, lead, HANDED_OVER + timedelta(days=30))
    assert of(figure(world, "answered")) == (2, 2, "100.00%")
    assert of(figure(world, "answered", Cut(body_id=school))) == (1, 1, "100.00%")


def test_an_answer_on_the_last_day_is_in_time_and_one_a_day_later_is_not() -> None:
    world = make_world()
    rows = [handed_over(world, title=f"第{n}件")[0] for n in range(4)]
    answered(world, rows[0], DUE)
    answered(world, rows[1], DUE + timedelta(days=1))
    # Two are not answered: on the last day their time is not up yet, the day after it is.
    assert of(figure(world, "on_time", today=DUE)) == (1, 2, "50.00%")
    assert of(figure(world, "on_time", today=DUE + timedelta(days=1))) == (1, 4, "25.00%")
    with world.acting("officer"):
        late = figure(world, "on_time")
        assert late.rows() == [rows[0].proposal_id]
        assert late.rows(Part.DENOMINATOR) == sorted((row.proposal_id for row in rows), reverse=True)


def test_handling_again_does_not_make_a_timely_answer_late() -> None:
    world = make_world()
    round_ = graded(world, "unsatisfied")
    with clock.frozen(LATER), world.acting("officer"):
        world.order(round_)
    assert of(figure(world, "on_time")) == (1, 1, "100.00%")
    assert of(figure(world, "answered")) == (1, 1, "100.00%")


def test_a_telephone_call_is_no_meeting_and_a_withdrawn_record_is_none_either() -> None:
    world = make_world()
    answered(world, handed_over(world)[0], HANDED_OVER, form=ContactForm.PHONE)
    answered(world, handed_over(world)[0], HANDED_OVER, form=ContactForm.ON_SITE)
    (row,) = handed_over(world)
    with clock.frozen(HANDED_OVER), world.acting():
        round_ = world.receive(row)
        world.talk(round_)
    assert of(figure(world, "met")) == (2, 3, "66.67%")
    with clock.frozen(HANDED_OVER), world.acting():
        take("contact.withdraw", round_, world.seats["clerk"])
    assert of(figure(world, "met")) == (1, 3, "33.33%")


# -- counted otherwise than by item -----------------------------------------------------------------------------------


def test_an_evaluation_of_each_unit_is_one_time_and_the_item_is_counted_once() -> None:
    """C4: 4,669 件次 over 1,306 suggestions. Handled again by one unit, its second grade takes the place of the first."""
    world = make_world()
    first, second = handed_over(world, "unit", "school")
    round_ = answered(world, first, LATER)
    evaluated(world, round_, "unsatisfied")
    evaluated(world, answered(world, second, LATER, "school"), "satisfied")
    with world.acting("officer"):
        world.order(round_)
    evaluated(world, answered(world, first, LATER), "basically")
    assert [of(figure(world, i.code))[:2] for i in ind.TIMES_FIRST] == [(1, 2), (0, 2), (1, 2)]
    assert [of(figure(world, i.code))[:2] for i in ind.TIMES_FINAL] == [(1, 2), (1, 2), (0, 2)]
    assert [of(figure(world, i.code))[:2] for i in ind.FINAL] == [(0, 1), (1, 1), (0, 1)]
    school = Cut(body_id=world.bodies["school"].pk)
    assert of(figure(world, "satisfied_times_final", school)) == (1, 1, "100.00%")
    with world.acting("officer"):
        assert figure(world, "satisfied_times_final").rows(Part.DENOMINATOR) == [first.proposal_id] * 2


def test_two_dimensions_are_two_ratings_of_one_item() -> None:
    """K1: satisfied with the answer, not with what came of it: one of two ratings, and no content item."""
    world = make_world(profile="caidian")
    for grades in ({"reply": "satisfied", "result": "unsatisfied"}, {"reply": "basically", "result": "satisfied"}):
        (row,) = handed_over(world)
        round_ = answered(world, row, LATER)
        with world.acting("deputy"):
            take("letter.open", round_, world.seats["deputy"])
            take("evaluation.give", round_, world.seats["deputy"], Evaluation(grades, "没有落实。"))
    assert of(figure(world, "content_ratings_first")) == (3, 4, "75.00%")
    assert of(figure(world, "content_ratings_final")) == (3, 4, "75.00%")
    assert of(figure(world, "content_first")) == (1, 2, "50.00%")
    assert of(figure(world, "basically_times_first")) == (1, 2, "50.00%")


def test_units_are_counted_by_mode_and_an_assisting_one_owes_no_meeting() -> None:
    """C11, C15: assisting units are counted, but not in the share of meetings."""
    world = make_world()
    with clock.frozen(HANDED_OVER), world.acting():
        assisted = world.register("有会办的一件")
        unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
        targets = (Target(unit, Mode.LEAD), Target(school, Mode.ASSIST))
        take("dispatch.hand_over", assisted, world.seats["officer"], HandOver(targets=targets))
    first, second = handed_over(world, "unit", "school")
    answered(world, first, HANDED_OVER, form=ContactForm.VISIT)
    answered(world, second, HANDED_OVER, "school", form=ContactForm.PHONE)
    assert [figure(world, code).numerator for code in ("led", "separate", "assisting")] == [1, 2, 1]
    assert of(figure(world, "met_pieces")) == (1, 3, "33.33%")
    assert of(figure(world, "met")) == (1, 2, "50.00%"), "by item one meeting is enough"
    cuts = {name: Cut(body_id=world.bodies[name].pk) for name in ("unit", "school")}
    assert of(figure(world, "met_pieces", cuts["unit"])) == (1, 2, "50.00%")
    assert of(figure(world, "met_pieces", cuts["school"])) == (0, 1, "0.00%")
    assert figure(world, "assisting", cuts["school"]).numerator == 1


@pytest.mark.parametrize(
    ("met", "below"), [(0, ["区城市管理执法局"]), (1, []), (3, [])], ids=["none", "just a third", "all"]
)
def test_a_unit_below_the_floor_of_meetings_is_named_and_one_at_it_is_not(met: int, below: list[str]) -> None:
    """C11: not below a third of what the unit leads or handles its part of."""
    world = make_world(profile="chongqing")
    for number in range(3):
        with clock.frozen(HANDED_OVER), world.acting():
            (row,) = world.hand_over(world.register(f"第{number}件"))
            round_ = world.receive(row)
            form = ContactForm.VISIT if number < met else ContactForm.PHONE
            facts = ContactRecord(ContactStage.DURING, form, HANDED_OVER, "代表说了意见。")
            take("contact.record", round_, world.seats["clerk"], facts)
    shown = sections(world, "officer")
    assert [line.label for line in shown["floor"].lines] == below if below else "floor" not in shown
    if below:
        assert "不低于主办、分办件数的 1/3（重庆市人大常委会主任会议2024年11月26日报告二（三））" in shown["floor"].note


def test_the_share_solved_counts_letters_by_the_classes_of_the_item_s_own_rules() -> None:
    """M3, M4: class A counts as solved in Malong; where the rules know no classes there is nothing to count."""
    world = make_world(profile="malong")
    for code in ("A", "A", "B", ""):
        (row,) = handed_over(world)
        with clock.frozen(LATER), world.acting():
            round_ = world.receive(row)
            world.talk(round_)
            world.write(round_, class_code=code)
            for step, who in (("letter.submit", "clerk"), ("letter.clear", "head")):
                take(step, round_, world.seats[who])
            take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
    handed_over(world)
    assert of(figure(world, "solved")) == (2, 4, "50.00%")
    assert of(figure(world, "class_A")) == (2, 4, "50.00%")
    assert of(figure(world, "class_B")) == (1, 4, "25.00%")
    assert of(figure(world, "class_C")) == (0, 4, "0.00%")
    assert ind.find("class_A").name == "A类占比"
    other = make_world("wuling")
    answered(other, handed_over(other)[0], LATER)
    assert of(figure(other, "solved")) == (0, 0, "–")


def test_an_item_whose_units_answer_with_different_classes_is_of_neither() -> None:
    world = make_world(profile="malong")
    rows = handed_over(world, "unit", "school")
    for row, code, unit in zip(rows, "AB", ("unit", "school"), strict=True):
        clerk, head = (world.seats[name] for name in WHO[unit])
        with clock.frozen(LATER), world.acting():
            take("assignment.receive", row, clerk)
            round_ = world.round_of(row)
            facts = ContactRecord(ContactStage.DURING, ContactForm.ON_SITE, LATER, "看了现场。")
            take("contact.record", round_, clerk, facts)
            world.write(round_, class_code=code)
            take("letter.submit", round_, clerk)
            take("letter.clear", round_, head)
            take("letter.send", round_, head, SEND_ANYHOW)
    assert [of(figure(world, code))[:2] for code in ("class_A", "class_B", "solved")] == [(0, 1)] * 3
    assert of(figure(world, "class_A", Cut(body_id=world.bodies["unit"].pk))) == (1, 1, "100.00%")


@pytest.mark.parametrize(
    "code", ["class_", "class_A'", "class_A) or (1=1", "class_甲", "class_TOOLONGACLASS", "nothing"]
)
def test_what_can_be_no_class_is_no_figure(code: str) -> None:
    with pytest.raises(KeyError):
        ind.find(code)


# -- who sees what -----------------------------------------------------------------------------------------------------


def small_year(world: World) -> tuple[Proposal, Proposal]:
    (row,) = handed_over(world, title="交区政府的一件")
    evaluated(world, answered(world, row, LATER, form=ContactForm.VISIT), "satisfied")
    with clock.frozen(HANDED_OVER), world.acting():
        direct = world.register("直接交教育局的一件", side="between")
        world.hand_over(direct, "school")
    return row.proposal, direct


def sections(world: World, who: str) -> dict[str, queries.Section]:
    with world.acting(who):
        found = queries.figures(world.congress, world.session, world.seats[who], LATER)
        for section in found:
            for line in section.lines:
                assert len(line.figures) == len(section.columns)
                for shown in line.figures:
                    assert len(shown.rows()) == shown.numerator
                    if shown.denominator is not None:
                        assert len(shown.rows(Part.DENOMINATOR)) == shown.denominator
        return {section.code: section for section in found}


def test_the_office_sees_all_figures_and_each_opens_as_many_rows_as_it_counts() -> None:
    world = make_world()
    given, direct = small_year(world)
    found = sections(world, "officer")
    assert list(found) == ["registered", "handling", "modes", "grades", "times", "ratings", "units"]
    assert [line.label for line in found["handling"].lines] == ["大会期间", "闭会期间", "合计"]
    assert [line.label for line in found["units"].lines] == ["区城市管理执法局", "区教育局"]
    assert [line.label for line in found["grades"].lines] == ["大会期间"]
    with world.acting("officer"):
        seat = world.seats["officer"]

        def opened(code: str, cut: Cut, part: str = "numerator") -> list[int]:
            return queries.case_ids(world.congress, world.session, seat, code, cut.code, part, LATER)

        assert opened("satisfied_first", Cut(government=True)) == [given.pk]
        assert opened("answered", Cut(), "denominator") == [direct.pk, given.pk]
        assert opened("answered", Cut(body_id=world.bodies["school"].pk), "denominator") == [direct.pk]


def test_no_unit_nor_the_government_side_gets_a_single_grade() -> None:
    """Architecture §6: back to back. The figure is refused, not only left out of the page."""
    world = make_world()
    small_year(world)
    for who in ("clerk", "head", "dispatcher", "admin"):
        found = sections(world, who)
        assert "grades" not in found
        assert not [i for section in found.values() for i in section.columns if i.sealed]
        with world.acting(who):
            for indicator in (*ind.GRADES, *ind.TIMES, *ind.RATINGS):
                with pytest.raises(PermissionError):
                    queries.case_ids(world.congress, world.session, world.seats[who], indicator.code, "---")


def test_a_unit_counts_its_own_items_and_the_government_office_those_it_was_given() -> None:
    world = make_world()
    small_year(world)
    assert figure(world, "registered", who="clerk").numerator == 1
    assert figure(world, "answered", who="stranger").denominator == 1
    assert figure(world, "answered", who="stranger").numerator == 0
    assert figure(world, "registered", who="dispatcher").numerator == 1
    assert figure(world, "registered", who="admin").numerator == 2
    elsewhere = Cut(body_id=world.bodies["school"].pk)
    with world.acting("clerk"):
        assert queries.case_ids(world.congress, world.session, world.seats["clerk"], "answered", elsewhere.code) == []
    assert sections(world, "deputy") == {}
    with world.acting("deputy"), pytest.raises(PermissionError):
        queries.case_ids(world.congress, world.session, world.seats["deputy"], "answered", "---")


def test_another_congress_and_another_session_do_not_count() -> None:
    world, other = make_world(), make_world("wuling")
    small_year(other)
    handed_over(world)
    assert figure(world, "registered").numerator == 1
    with world.acting("officer"):
        items = queries.items_for(world.congress, None, world.seats["officer"], LATER)
        assert items is not None and items.figure(ind.REGISTERED).numerator == 1


def test_what_lies_where_is_counted_by_unit_without_the_stage_at_the_government_office() -> None:
    world = make_world()
    given, _ = small_year(world)
    with clock.frozen(HANDED_OVER), world.acting():
        assisted = world.register("有会办的一件")
        targets = (Target(world.bodies["school"].pk, Mode.LEAD), Target(world.bodies["unit"].pk, Mode.ASSIST))
        take("dispatch.hand_over", assisted, world.seats["officer"], HandOver(targets=targets))
    with world.acting():
        found = {row.name: row for row in queries.unit_stages(world.congress, world.session)}
        assert list(found) == ["区城市管理执法局", "区教育局"]
        assert (found["区城市管理执法局"].stages, found["区城市管理执法局"].assisting) == ({Stage.ANSWERED: 1}, 1)
        assert (found["区教育局"].stages, found["区教育局"].total) == ({Stage.WAITING: 2}, 2)
        (own,) = queries.unit_stages(world.congress, body_id=world.bodies["unit"].pk)
        assert own == found["区城市管理执法局"]
