"""What must hold before a step, in sentences the rights table may not contradict (issue A, acceptance 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.dispatch.steps import HandOver, Target
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation import clock
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.models import ContactForm, ContactStage
from huiyin.handling.steps import Remark
from huiyin.people.models import Role
from huiyin.people.sessions import SessionStore
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Correcting, Reason, Registration
from tests.chain.cast import Cast, answered, make_cast, received, refusal, talk_on
from tests.world import SEND_ANYHOW, World, login, make_world

pytestmark = pytest.mark.django_db

GIVEN = Evaluation({"overall": "satisfied"})


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
    take("letter.send", round_, seats["head"], SEND_ANYHOW)


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
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head")):
            take(code, round_, seats[who])
        take("letter.send", round_, seats["head"], SEND_ANYHOW)
        assert "还没有过" in refusal("evaluation.set_aside", round_, seats["officer"])
        assert "还没有过" in refusal("evaluation.lapse", round_, None)
    with clock.frozen(clock.today() + timedelta(days=59)):
        with made.world.acting():
            assert "催够 1 次" in refusal("evaluation.lapse", round_, None)
        remind_all()
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
        ((("unit", "lead"), ("school", "separate")), "只能选一种"),
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
    assert "不能作为承办单位" in refusal("dispatch.hand_over", proposal, officer, targets(world, ("third", "lead")))
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

    def my_seats(key: str) -> list[int]:
        store = SessionStore(key)
        store.load()
        return [own.seat_id for own in store.seats]

    seat = cast.world.seats["clerk"]
    key = login(seat)
    assert my_seats(key) == [seat.pk]
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
