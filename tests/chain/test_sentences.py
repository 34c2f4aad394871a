"""What the rights table may not contradict: sentences written by hand, each its own test, at the level of the steps.

Their twins over HTTP stand with the pages.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation import clock
from huiyin.handling.models import ContactForm, ContactStage, LetterCopy, Round
from huiyin.handling.steps import ContactRecord, ContactWord, Remark
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Correcting, Reason, Registration
from tests.chain.cast import Cast, make_cast
from tests.world import World, login, make_world

pytestmark = pytest.mark.django_db

GIVEN = Evaluation({"overall": "satisfied"})


def may_not(cast: Cast, who: str, code: str, thing: Any, facts: Any = None) -> None:
    with pytest.raises(NotYours) as refused:
        take(code, thing, cast.world.seats[who], facts)
    assert "席位" in refused.value.sentence


def refusal(code: str, thing: Any, seat: Any, facts: Any = None, **how: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        take(code, thing, seat, facts, **how)
    assert not isinstance(refused.value, NotYours)
    return refused.value.sentence


def received(cast: Cast) -> Round:
    return cast.world.receive(cast.lead)


def answered(cast: Cast) -> Round:
    round_ = received(cast)
    cast.world.answer(round_)
    return round_


def talk_on(on: date, form: str = ContactForm.FACE_TO_FACE) -> ContactRecord:
    return ContactRecord(ContactStage.DURING, form, on, "代表同意先清理再设护栏。")


# -- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["third_clerk", "stranger", "third_head", "head"])
def test_a_unit_s_item_is_received_by_that_unit_s_clerk_only(cast: Cast, who: str) -> None:
    may_not(cast, who, "assignment.receive", cast.lead)


@pytest.mark.parametrize("who", ["third_clerk", "stranger"])
def test_a_unit_never_takes_a_step_on_another_unit_s_item(cast: Cast, who: str) -> None:
    round_ = received(cast)
    may_not(cast, who, "contact.record", round_, talk_on(clock.today()))
    cast.world.talk(round_)
    cast.world.write(round_)
    may_not(cast, who, "letter.submit", round_)
    may_not(cast, who, "assignment.unreceive", cast.lead)


@pytest.mark.parametrize("who", ["third_head", "stranger_head"])
def test_a_head_never_clears_or_sends_another_unit_s_letter(cast: Cast, who: str) -> None:
    round_ = received(cast)
    cast.world.talk(round_)
    cast.world.write(round_)
    take("letter.submit", round_, cast.world.seats["clerk"])
    may_not(cast, who, "letter.clear", round_)
    may_not(cast, who, "letter.send_back", round_, Remark("不合适"))
    take("letter.clear", round_, cast.world.seats["head"])
    may_not(cast, who, "letter.send", round_)


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_the_evaluated_unit_never_evaluates_settles_or_orders(cast: Cast, who: str) -> None:
    round_ = answered(cast)
    may_not(cast, who, "letter.open", round_)
    may_not(cast, who, "evaluation.give", round_, GIVEN)
    may_not(cast, who, "evaluation.set_aside", round_)
    cast.world.evaluate(round_)
    may_not(cast, who, "evaluation.settle", round_, Settlement())
    may_not(cast, who, "rehandling.order", round_, Order("再办"))


def test_a_clerk_may_not_clear_or_send_his_own_letter(cast: Cast) -> None:
    round_ = received(cast)
    cast.world.talk(round_)
    cast.world.write(round_)
    take("letter.submit", round_, cast.world.seats["clerk"])
    may_not(cast, "clerk", "letter.clear", round_)
    take("letter.clear", round_, cast.world.seats["head"])
    may_not(cast, "clerk", "letter.send", round_)


def test_a_head_does_not_submit_to_himself(cast: Cast) -> None:
    round_ = received(cast)
    may_not(cast, "head", "letter.submit", round_)


def test_an_assisting_unit_receives_but_has_no_round_to_answer(cast: Cast) -> None:
    take("assignment.receive", cast.assist, cast.world.seats["stranger"])
    assert not Round.objects.filter(congress=cast.world.congress, assignment=cast.assist).exists()


def test_the_government_office_itself_may_be_the_handling_unit(cast: Cast) -> None:
    """C15: any body can handle, the one that passes the item on too."""
    world = cast.world
    proposal = world.register("关于政务热线的建议")
    take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
    route = Assignment.objects.get(congress=world.congress, proposal=proposal)
    own = Assigning((Target(world.bodies["office"].pk, Mode.LEAD),))
    take("dispatch.assign", route, world.seats["dispatcher"], own)
    assert Assignment.objects.get(congress=world.congress, parent=route).body == world.bodies["office"]


# -- the congress's and the government's offices -----------------------------------------------------------------------


def test_the_government_office_never_touches_a_letter_a_talk_or_a_grade(cast: Cast) -> None:
    round_ = received(cast)
    may_not(cast, "dispatcher", "contact.record", round_, talk_on(clock.today()))
    for code in ("letter.submit", "letter.clear", "letter.send", "letter.open"):
        may_not(cast, "dispatcher", code, round_)
    may_not(cast, "dispatcher", "evaluation.give", round_, GIVEN)
    may_not(cast, "dispatcher", "evaluation.settle", round_, Settlement())
    may_not(cast, "dispatcher", "rehandling.order", round_, Order("再办"))


def test_the_government_office_does_not_hand_over_in_the_congress_s_place(cast: Cast) -> None:
    proposal = cast.world.register("另一件")
    targets = (Target(cast.world.bodies["unit"].pk, Mode.LEAD),)
    may_not(cast, "dispatcher", "dispatch.hand_over", proposal, HandOver(targets=targets))
    may_not(cast, "dispatcher", "proposal.void", proposal, Reason("重复"))


def test_the_government_office_receives_nothing_for_a_department(cast: Cast) -> None:
    may_not(cast, "dispatcher", "assignment.receive", cast.lead)


def test_the_congress_s_office_does_not_assign_in_the_government_s_place(cast: Cast) -> None:
    targets = (Target(cast.world.bodies["third"].pk, Mode.LEAD),)
    may_not(cast, "officer", "dispatch.assign", cast.route, Assigning(targets))


def test_an_officer_may_not_evaluate(cast: Cast) -> None:
    """Security B4: nobody evaluates in a deputy's place."""
    round_ = answered(cast)
    may_not(cast, "officer", "letter.open", round_)
    may_not(cast, "officer", "evaluation.give", round_, GIVEN)


def test_an_officer_never_receives_writes_clears_or_sends_for_a_unit(cast: Cast) -> None:
    may_not(cast, "officer", "assignment.receive", cast.lead)
    round_ = received(cast)
    may_not(cast, "officer", "contact.record", round_, talk_on(clock.today()))
    for code in ("letter.submit", "letter.clear", "letter.send"):
        may_not(cast, "officer", code, round_)


@pytest.mark.parametrize("who", ["admin", "deputy", "clerk", "head", "dispatcher"])
def test_only_the_deputies_committee_registers_corrects_voids_and_hands_over(cast: Cast, who: str) -> None:
    world = cast.world
    facts = Registration("suggestion", "session", world.session.pk, "新的一件")
    may_not(cast, who, "proposal.register", Proposal(congress=world.congress), facts)
    may_not(cast, who, "proposal.import", Proposal(congress=world.congress), facts)
    proposal = world.register("另一件")
    may_not(cast, who, "proposal.correct", proposal, Correcting({"title": "改"}, "错字"))
    may_not(cast, who, "proposal.void", proposal, Reason("重复"))
    may_not(cast, who, "dispatch.hand_over", proposal, HandOver(via=world.bodies["office"].pk))
    may_not(cast, who, "dispatch.undo_import", proposal, Reason("重来"))


def test_the_administrator_of_accounts_takes_no_step_on_any_item(cast: Cast) -> None:
    round_ = answered(cast)
    may_not(cast, "admin", "letter.open", round_)
    may_not(cast, "admin", "evaluation.settle", round_, Settlement())
    may_not(cast, "admin", "assignment.unreceive", cast.lead)


def test_the_operator_may_import_but_not_register_void_or_hand_over_by_hand(cast: Cast) -> None:
    world = cast.world
    facts = Registration("suggestion", "session", world.session.pk, "从交办表来的一件")
    imported = Proposal(congress=world.congress)
    take("proposal.import", imported, None, facts)
    for code, thing, said in (
        ("proposal.register", Proposal(congress=world.congress), facts),
        ("proposal.void", imported, Reason("重复")),
        ("dispatch.hand_over", imported, HandOver(via=world.bodies["office"].pk)),
    ):
        with pytest.raises(NotYours):
            take(code, thing, None, said)


@pytest.mark.parametrize("who", ["officer", "clerk", "head", "deputy", "dispatcher", "admin"])
def test_no_seat_takes_a_step_of_the_house(cast: Cast, who: str) -> None:
    may_not(cast, who, "proposal.conclude", cast.proposal)
    may_not(cast, who, "assignment.conclude", cast.lead)
    may_not(cast, who, "evaluation.lapse", cast.round_)
    may_not(cast, who, "round.recall", cast.round_)


def test_no_seat_of_another_congress_acts_here(cast: Cast) -> None:
    foreign = make_world("lishan")
    with cast.world.acting():
        for who, code, thing, facts in (
            ("officer", "proposal.correct", cast.proposal, Correcting({"title": "改"}, "错字")),
            ("officer", "proposal.void", cast.world.register("另一件"), Reason("重复")),
            ("clerk", "assignment.receive", cast.lead, None),
            ("dispatcher", "dispatch.assign", cast.route, Assigning(())),
        ):
            with pytest.raises(NotYours):
                take(code, thing, foreign.seats[who], facts)


# -- deputies ----------------------------------------------------------------------------------------------------------


def test_a_co_signer_reads_the_letter_and_does_not_evaluate(cast: Cast) -> None:
    """The house default: the lead evaluates, the others read."""
    round_ = answered(cast)
    take("letter.open", round_, cast.world.seats["cosigner"])
    may_not(cast, "cosigner", "evaluation.give", round_, GIVEN)


def test_a_deputy_who_did_not_sign_neither_reads_nor_evaluates(cast: Cast) -> None:
    round_ = answered(cast)
    may_not(cast, "bystander", "letter.open", round_)
    may_not(cast, "bystander", "evaluation.give", round_, GIVEN)
    may_not(cast, "bystander", "contact.confirm", round_, ContactWord(1))


def test_each_signer_has_a_copy_of_the_letter(cast: Cast) -> None:
    round_ = answered(cast)
    copies = LetterCopy.objects.filter(congress=cast.world.congress, letter__answers__round=round_)
    seats = {cast.world.seats[who].pk for who in ("deputy", "cosigner")}
    assert set(copies.values_list("signer__seat_id", flat=True)) == seats


def test_an_ended_deputy_still_reads_and_evaluates_what_is_his(cast: Cast) -> None:
    """Handling outlives the term."""
    round_ = answered(cast)
    setup.end_seat(cast.world.seats["deputy"])
    cast.world.evaluate(round_, "unsatisfied", "断点没打通。")
    round_.refresh_from_db()
    assert round_.state == "evaluated"


def test_a_deputy_whose_term_has_run_out_still_evaluates_what_is_his(cast: Cast) -> None:
    round_ = answered(cast)
    seat = cast.world.seats["deputy"]
    seat.from_on, seat.to_on = clock.today() - timedelta(days=400), clock.today() - timedelta(days=1)
    seat.save()
    cast.world.evaluate(round_)
    assert sealed.mine(seat.pk, round_.pk) == ({"overall": "satisfied"}, "")


@pytest.mark.parametrize("who, code", [("clerk", "assignment.receive"), ("head", "letter.clear")])
@pytest.mark.parametrize("why", ["ended", "term over", "not yet begun"])
def test_a_seat_out_of_its_time_does_nothing(cast: Cast, who: str, code: str, why: str) -> None:
    seat, today = cast.world.seats[who], clock.today()
    day = timedelta(days=1)
    if why == "ended":
        setup.end_seat(seat)
    elif why == "term over":
        seat.to_on = today - day
    else:
        seat.from_on = today + day
    may_not(cast, who, code, cast.lead if who == "clerk" else cast.round_)


def test_a_seat_acts_on_its_first_and_on_its_last_day(cast: Cast) -> None:
    seat = cast.world.seats["clerk"]
    seat.from_on = seat.to_on = clock.today()
    take("assignment.receive", cast.lead, seat)


# -- what must hold before a step --------------------------------------------------------------------------------------


def test_no_letter_without_the_contact_the_law_demands(cast: Cast) -> None:
    """DBF 51, second paragraph; C16."""
    round_ = received(cast)
    cast.world.write(round_)
    assert "沟通" in refusal("letter.submit", round_, cast.world.seats["clerk"])
    take("contact.record", round_, cast.world.seats["clerk"], talk_on(clock.today(), ContactForm.PHONE))
    take("letter.submit", round_, cast.world.seats["clerk"])


def test_where_the_procedure_demands_a_meeting_a_telephone_call_does_not_do() -> None:
    """Malong: 面商."""
    made = make_cast("malong", profile="malong")
    with made.world.acting():
        round_, clerk = received(made), made.world.seats["clerk"]
        made.world.write(round_)
        take("contact.record", round_, clerk, talk_on(clock.today(), ContactForm.PHONE))
        assert "当面" in refusal("letter.submit", round_, clerk)
        take("contact.record", round_, clerk, talk_on(clock.today(), ContactForm.VISIT))
        take("letter.submit", round_, clerk)


def test_nothing_is_done_on_an_item_before_it_is_received(cast: Cast) -> None:
    clerk = cast.world.seats["clerk"]
    assert "签收" in refusal("contact.record", cast.round_, clerk, talk_on(clock.today()))
    cast.world.write(cast.round_)
    assert "签收" in refusal("letter.submit", cast.round_, clerk)


def test_no_letter_is_submitted_that_is_not_written(cast: Cast) -> None:
    round_ = received(cast)
    cast.world.talk(round_)
    assert "答复函" in refusal("letter.submit", round_, cast.world.seats["clerk"])
    letter = cast.world.write(round_)
    letter.body = "  \n"
    letter.save()
    assert "答复函" in refusal("letter.submit", round_, cast.world.seats["clerk"])


def test_a_talk_is_neither_before_the_hand_over_nor_in_the_future(cast: Cast) -> None:
    round_, clerk, day = received(cast), cast.world.seats["clerk"], timedelta(days=1)
    assert "交办日期" in refusal("contact.record", round_, clerk, talk_on(cast.lead.handed_over_on - day))
    assert "今天" in refusal("contact.record", round_, clerk, talk_on(clock.today() + day))
    assert "一两句" in refusal(
        "contact.record", round_, clerk, ContactRecord(ContactStage.DURING, ContactForm.PHONE, clock.today(), " ")
    )


def test_what_goes_out_is_what_the_head_cleared(cast: Cast) -> None:
    round_, seats = received(cast), cast.world.seats
    cast.world.talk(round_)
    letter = cast.world.write(round_)
    take("letter.submit", round_, seats["clerk"])
    take("letter.clear", round_, seats["head"])
    letter.refresh_from_db()
    letter.body = "另一番话。"
    letter.save()
    assert "审签后又改过" in refusal("letter.send", round_, seats["head"])
    round_.refresh_from_db()
    assert round_.state == "cleared"


def test_the_number_may_be_filled_in_after_clearance(cast: Cast) -> None:
    round_, seats = received(cast), cast.world.seats
    cast.world.talk(round_)
    letter = cast.world.write(round_)
    letter.number = ""
    letter.save()
    take("letter.submit", round_, seats["clerk"])
    take("letter.clear", round_, seats["head"])
    assert "发文字号" in refusal("letter.send", round_, seats["head"])
    letter.refresh_from_db()
    letter.number = "临城管函〔2026〕20号"
    letter.save()
    take("letter.send", round_, seats["head"])


def test_a_letter_is_sent_back_with_a_remark(cast: Cast) -> None:
    round_, seats = received(cast), cast.world.seats
    cast.world.talk(round_)
    cast.world.write(round_)
    take("letter.submit", round_, seats["clerk"])
    assert "退回的原因" in refusal("letter.send_back", round_, seats["head"], Remark("  "))
    take("letter.send_back", round_, seats["head"], Remark("第二段写实。"))


def test_a_deputy_reads_before_evaluating(cast: Cast) -> None:
    round_ = answered(cast)
    assert "先看" in refusal("evaluation.give", round_, cast.world.seats["deputy"], GIVEN)


@pytest.mark.parametrize(
    "facts, words",
    [
        (Evaluation({}), "还有一项"),
        (Evaluation({"overall": "unsatisfied"}, " "), "不满意"),
        (Evaluation({"overall": "excellent"}), "满意、基本满意、不满意"),
        (Evaluation({"overall": "satisfied", "attitude": "satisfied"}), "满意、基本满意、不满意"),
    ],
)
def test_an_evaluation_is_whole_and_says_why_it_is_unsatisfied(cast: Cast, facts: Evaluation, words: str) -> None:
    round_ = answered(cast)
    take("letter.open", round_, cast.world.seats["deputy"])
    assert words in refusal("evaluation.give", round_, cast.world.seats["deputy"], facts)


def test_an_unsatisfied_item_is_closed_only_with_the_office_s_reason_which_stays_sealed(cast: Cast) -> None:
    round_, officer = answered(cast), cast.world.seats["officer"]
    cast.world.evaluate(round_, "unsatisfied", "断点没打通。")
    with cast.world.acting("officer"):
        assert "写明原因" in refusal("evaluation.settle", round_, officer, Settlement(" "))
        take("evaluation.settle", round_, officer, Settlement("已列入明年计划，代表同意。"))
        assert sealed.settlements(officer.pk, "test") == {round_.pk: "已列入明年计划，代表同意。"}


def test_a_satisfied_item_is_closed_without_a_word(cast: Cast) -> None:
    round_ = answered(cast)
    cast.world.evaluate(round_)
    with cast.world.acting("officer"):
        take("evaluation.settle", round_, cast.world.seats["officer"], Settlement())
        assert sealed.settlements(cast.world.seats["officer"].pk, "test") == {}


def test_an_order_to_handle_again_says_what_is_demanded(cast: Cast) -> None:
    round_ = answered(cast)
    cast.world.evaluate(round_, "unsatisfied", "断点没打通。")
    assert "要求重新办理什么" in refusal("rehandling.order", round_, cast.world.seats["officer"], Order(" "))


def test_nobody_but_time_closes_an_item_that_waits_for_its_deputy() -> None:
    """Chongqing 29: the deputy has twenty workdays."""
    made = make_cast("chongqing", profile="chongqing")
    with made.world.acting(), clock.frozen(clock.today()):
        seats = made.world.seats
        round_ = received(made)
        made.world.talk(round_)
        made.world.write(round_, class_code="solved")
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, seats[who])
        assert "还没有过" in refusal("evaluation.set_aside", round_, seats["officer"])
        assert "还没有过" in refusal("evaluation.lapse", round_, None)
    with made.world.acting(), clock.frozen(clock.today() + timedelta(days=60)):
        take("evaluation.lapse", round_, None)
        made.proposal.refresh_from_db()
        assert made.proposal.state == "concluded"


def test_without_a_set_time_nothing_lapses_by_itself_but_the_office_may_set_it_aside(cast: Cast) -> None:
    round_ = answered(cast)
    assert "没有设评价期限" in refusal("evaluation.lapse", round_, None)
    take("evaluation.set_aside", round_, cast.world.seats["officer"])
    round_.refresh_from_db()
    assert round_.state == "lapsed"


def test_a_class_brings_what_it_requires() -> None:
    """Chongqing 22, 24: a class that promises names the date, one that explains names the reason."""
    made = make_cast("chongqing", profile="chongqing")
    with made.world.acting():
        round_, clerk = received(made), made.world.seats["clerk"]
        made.world.talk(round_)
        letter = made.world.write(round_)
        assert "类别" in refusal("letter.submit", round_, clerk)
        letter.class_code = "Z"
        letter.save()
        assert "不在本级规程里" in refusal("letter.submit", round_, clerk)
        for code, words in (("in_work", "期限"), ("cannot", "原因")):
            letter.class_code = code
            letter.save()
            assert words in refusal("letter.submit", round_, clerk)
        letter.class_reason = "资金没有列入今年预算。"
        letter.save()
        take("letter.submit", round_, clerk)


# -- registering and handing over --------------------------------------------------------------------------------------


def test_nothing_is_registered_without_a_title_or_signed_by_others_than_deputies(cast: Cast) -> None:
    world, officer = cast.world, cast.world.seats["officer"]
    new = Proposal(congress=world.congress)
    plain = {"kind": "suggestion", "side": "session", "session_id": world.session.pk}
    assert "标题" in refusal("proposal.register", new, officer, Registration(title=" 　", **plain))
    clerk = Registration(title="一件", lead_seat_id=world.seats["clerk"].pk, **plain)
    assert "代表" in refusal("proposal.register", Proposal(congress=world.congress), officer, clerk)
    foreign = make_world("lishan").seats["deputy"].pk
    with world.acting():
        theirs = Registration(title="一件", cosigner_seat_ids=(foreign,), **plain)
        assert "代表" in refusal("proposal.register", Proposal(congress=world.congress), officer, theirs)


def test_a_correction_has_a_reason_and_changes_something(cast: Cast) -> None:
    officer = cast.world.seats["officer"]
    title = cast.proposal.title
    assert "原因" in refusal("proposal.correct", cast.proposal, officer, Correcting({"title": "改"}, ""))
    assert "没有变化" in refusal("proposal.correct", cast.proposal, officer, Correcting({"title": title}, "错字"))
    assert "没有变化" in refusal("proposal.correct", cast.proposal, officer, Correcting({"state": "voided"}, "错字"))
    assert "标题" in refusal("proposal.correct", cast.proposal, officer, Correcting({"title": " "}, "错字"))
    cast.proposal.refresh_from_db()
    assert (cast.proposal.title, cast.proposal.state) == (title, "handed_over")


def targets(world: World, *pairs: tuple[str, str]) -> HandOver:
    return HandOver(targets=tuple(Target(world.bodies[body].pk, mode) for body, mode in pairs))


@pytest.mark.parametrize(
    "pairs, words",
    [
        ((), "还没有选承办单位"),
        ((("unit", "assist"),), "还没有选承办单位"),
        ((("unit", "lead"), ("school", "lead")), "只能有一个"),
        ((("unit", "lead"), ("school", "separate")), "不能再有分办"),
        ((("unit", "lead"), ("unit", "assist")), "选了两次"),
        ((("team", "lead"),), "不能作为承办单位"),
        ((("unit", "lead"), ("school", "route")), "还没有选承办单位"),
        ((("unit", "lead"), ("school", "watch")), "还没有选承办单位"),
    ],
)
def test_units_and_modes_of_a_hand_over_fit_together(cast: Cast, pairs: Any, words: str) -> None:
    world = cast.world
    proposal = world.register("另一件")
    assert words in refusal("dispatch.hand_over", proposal, world.seats["officer"], targets(world, *pairs))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == ("registered", 0)


def test_nothing_is_handed_to_a_body_that_is_no_more_or_that_is_another_congress_s(cast: Cast) -> None:
    world, officer = cast.world, cast.world.seats["officer"]
    world.bodies["third"].ends_on = clock.today()
    world.bodies["third"].save()
    proposal = world.register("另一件")
    assert "不能作为承办单位" in refusal(
        "dispatch.hand_over", proposal, officer, targets(world, ("third", "lead"))
    )
    foreign = make_world("lishan")
    with world.acting():
        theirs = HandOver(targets=(Target(foreign.bodies["unit"].pk, "lead"),))
        assert "不能作为承办单位" in refusal("dispatch.hand_over", proposal, officer, theirs)
        via = HandOver(via=foreign.bodies["office"].pk)
        assert "不能作为承办单位" in refusal("dispatch.hand_over", proposal, officer, via)


def test_what_is_handed_over_can_no_longer_be_voided(cast: Cast) -> None:
    sentence = refusal("proposal.void", cast.proposal, cast.world.seats["officer"], Reason("重复"))
    assert "现在是“办理中”" in sentence


def test_a_new_sign_in_of_a_seat_that_is_to_come_is_not_found(cast: Cast) -> None:
    """The door finds seats by the date of Shanghai, not by the connection's UTC."""
    from huiyin.web.door import my_seats

    seat = cast.world.seats["clerk"]
    key = login(seat)
    assert [row[0] for row in my_seats(key)] == [seat.pk]
    today = clock.today()
    for from_on, to_on, found in (
        (today, today, True),
        (today + timedelta(days=1), None, False),
        (today - timedelta(days=9), today - timedelta(days=1), False),
    ):
        seat.from_on, seat.to_on = from_on, to_on
        seat.save()
        assert bool(my_seats(key)) is found
    deputy = cast.world.seats["deputy"]
    deputy.to_on = today - timedelta(days=1)
    deputy.from_on = today - timedelta(days=9)
    deputy.save()
    assert deputy.role == Role.DEPUTY
    assert my_seats(login(deputy)), "an ended deputy still finds the way to his own cases"
