"""约见: a talk is arranged between unit and deputy, and ends in a recorded talk or in words that stay (issue D)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.returning import Reassigning
from huiyin.dispatch.steps import Target
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling import jobs, texts
from huiyin.handling.appointments import Chosen, OtherTimes, Said, shown, standing_on
from huiyin.handling.casefiles import read_case
from huiyin.handling.contacting import ContactRecord, ContactWord
from huiyin.handling.models import (
    Appointment,
    AppointmentState,
    AppointmentWord,
    Contact,
    ContactForm,
    ContactStage,
    Round,
)
from huiyin.handling.story import tell
from huiyin.people.models import Seat
from huiyin.proposals.withdrawing import Asking
from tests.chain.cast import refusal
from tests.handling.meeting import NOW, agreed, at, countered, in_hand, offer, offered
from tests.world import SEND_ANYHOW, World, make_world

A = AppointmentState


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(NOW):
        made = make_world()
        with made.acting("deputy"):
            yield made


@pytest.fixture
def round_(world: World) -> Round:
    return in_hand(world)[0]


def told(world: World, who: str, words: str) -> list[Notice]:
    return list(Notice.objects.filter(seat_id=world.seats[who].pk, text__contains=words))


def state_of(appointment: Appointment) -> str:
    return Appointment.objects.get(pk=appointment.pk).state


def lines(world: World, who: str, round_: Round) -> list[str]:
    file = read_case(world.seats[who], round_.case_key)
    assert file is not None
    return [f"{line.title} {line.body}" for line in tell(file)]


def record(appointment: Appointment, form: str = ContactForm.ON_SITE) -> ContactRecord:
    return ContactRecord(ContactStage.DURING, form, clock.today(), "一起看了现场。", "周敏、李文静", appointment.pk)


# -- the way there -----------------------------------------------------------------------------------------------------


def test_a_deputy_takes_one_of_the_times_offered_and_both_sides_know_it(world: World, round_: Round) -> None:
    made = offered(world, round_)
    assert told(world, "deputy", "想和您见面谈一谈") and not told(world, "cosigner", "见面")
    take("appointment.accept", made, world.seats["deputy"], Chosen(at(13, 9, 30)))
    made.refresh_from_db()
    assert (made.state, made.starts_at, made.agreed_on) == (A.AGREED, at(13, 9, 30), clock.today())
    assert told(world, "clerk", "3月13日（周五）09:30")


def test_a_deputy_asks_for_another_time_and_the_unit_agrees(world: World, round_: Round) -> None:
    made = countered(world, round_, at(16, 10), at(17, 10))
    assert told(world, "clerk", "另提了时间")
    with pytest.raises(NotYours):
        take("appointment.agree", made, world.seats["deputy"], Chosen(at(16, 10)))
    assert refusal("appointment.agree", made, world.seats["clerk"], Chosen(at(12))) == texts.NOT_THAT_TIME
    take("appointment.agree", made, world.seats["head"], Chosen(at(16, 10)))
    assert state_of(made) == A.AGREED and told(world, "deputy", "3月16日（周一）10:00")


def test_the_unit_offers_anew_when_the_times_of_the_deputy_do_not_fit(world: World, round_: Round) -> None:
    made = countered(world, round_)
    take("appointment.offer_anew", made, world.seats["clerk"], offer(at(18), form=ContactForm.FACE_TO_FACE, place="城管局 302"))
    assert refusal("appointment.accept", made, world.seats["deputy"], Chosen(at(12))) == texts.NOT_THAT_TIME
    take("appointment.accept", made, world.seats["deputy"], Chosen(at(18)))
    made.refresh_from_db()
    assert (made.starts_at, made.place) == (at(18), "城管局 302")


def test_a_deputy_who_wants_to_be_called_is_called_and_the_call_may_be_the_talk(world: World, round_: Round) -> None:
    made = offered(world, round_)
    take("appointment.ask_call", made, world.seats["deputy"], None)
    assert told(world, "clerk", "请您打电话")
    take("contact.record", round_, world.seats["clerk"], record(made, ContactForm.PHONE))
    assert state_of(made) == A.CLOSED
    assert AppointmentWord.objects.filter(appointment=made).order_by("-number")[0].word == texts.TALKED_ON_THE_PHONE


def test_who_declines_or_cancels_says_why_and_the_other_side_reads_it(world: World, round_: Round) -> None:
    made = offered(world, round_)
    assert refusal("appointment.decline", made, world.seats["deputy"], Said(" ")) == texts.SAY_WHY_APPOINTMENT
    take("appointment.decline", made, world.seats["deputy"], Said("情况上次都谈过了。"))
    assert any("谢绝约见 情况上次都谈过了。" in line for line in lines(world, "clerk", round_))
    second = agreed(world, round_)
    take("appointment.cancel", second, world.seats["head"], Said("当天区里防汛。"))
    assert told(world, "deputy", "取消了")
    assert any(line.startswith("区城市管理执法局 取消约见 当天区里防汛。") for line in lines(world, "deputy", round_))
    third = agreed(world, round_)
    take("appointment.cancel", third, world.seats["deputy"], Said("临时出差。"))
    assert any(line.startswith("李文静代表 取消约见 临时出差。") for line in lines(world, "officer", round_))


def test_the_committee_answers_for_a_deputy_on_the_telephone_and_the_deputy_is_told(world: World, round_: Round) -> None:
    made = offered(world, round_)
    take("appointment.accept", made, world.seats["officer"], Chosen(at(12)))
    word = AppointmentWord.objects.get(appointment=made, step="appointment.accept")
    assert word.by_phone and word.side == "deputy"
    assert told(world, "deputy", "按您在电话里说的") and told(world, "clerk", "代表接受了")
    assert any("按代表在电话里说的：接受约见时间" in line for line in lines(world, "clerk", round_))


def test_only_the_leading_deputy_and_the_units_own_people_have_a_word(world: World, round_: Round) -> None:
    made = offered(world, round_)
    for who in ("cosigner", "stranger", "dispatcher", "leader", "admin"):
        with pytest.raises(NotYours):
            take("appointment.accept", made, world.seats[who], Chosen(at(12)))
    with pytest.raises(NotYours):
        take("appointment.offer", round_, world.seats["stranger"], offer())


def test_a_deputy_whose_seat_has_ended_still_answers_for_the_own_item(world: World, round_: Round) -> None:
    made = offered(world, round_)
    seat = world.seats["deputy"]
    Seat.objects.filter(pk=seat.pk).update(to_on=clock.today() - timedelta(days=1))
    seat.refresh_from_db()
    assert seat.is_over
    take("appointment.accept", made, seat, Chosen(at(12)))


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ((), texts.NO_TIMES),
        ((at(9, 8),), texts.TIME_PAST.format(when="3月9日（周一）08:00")),
        ((at(12), at(12)), texts.TIMES_TWICE.format(most=3)),
        (tuple(at(day) for day in (12, 13, 16, 17)), texts.TIMES_TWICE.format(most=3)),
        ((at(12) + timedelta(days=365),), texts.TIME_FAR.format(when="2027年3月12日（周五）15:00")),
    ],
)
def test_times_that_cannot_be_meant_are_refused(
    world: World, round_: Round, times: tuple[datetime, ...], words: str
) -> None:
    made = offered(world, round_)
    assert refusal("appointment.counter", made, world.seats["deputy"], OtherTimes(times)) == words


def test_a_place_is_needed_where_somebody_has_to_come(world: World, round_: Round) -> None:
    assert refusal("appointment.offer", round_, world.seats["clerk"], offer(place=" ")) == texts.NO_PLACE
    offered(world, round_, place="", form=ContactForm.PHONE)


def test_a_time_that_has_passed_is_not_taken_any_more(world: World, round_: Round) -> None:
    made = offered(world, round_)
    with clock.frozen(at(12, 16)):
        said = refusal("appointment.accept", made, world.seats["deputy"], Chosen(at(12)))
        assert said == texts.TIME_IS_OVER.format(when="3月12日（周四）15:00")
        take("appointment.accept", made, world.seats["deputy"], Chosen(at(13, 9, 30)))


def test_there_is_one_appointment_at_a_time(world: World, round_: Round) -> None:
    made = offered(world, round_)
    assert refusal("appointment.offer", round_, world.seats["head"], offer()) == texts.APPOINTED_ALREADY
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(congress=world.congress, round=round_, number=2, form="phone", state=A.AGREED)
    take("appointment.cancel", made, world.seats["clerk"], Said("另约。"))
    assert offered(world, round_).number == 2


def test_units_that_lead_jointly_go_together(world: World) -> None:
    first, second = in_hand(world, "unit", "school", mode="joint_lead")
    offered(world, first)
    words = texts.APPOINTED_JOINTLY.format(body="区城市管理执法局")
    assert refusal("appointment.offer", second, world.seats["stranger"], offer()) == words
    assert standing_on(second) == standing_on(first)


def test_nothing_is_offered_before_receipt_or_while_the_item_is_being_returned(world: World) -> None:
    (row,) = world.hand_over(world.register())
    assert refusal("appointment.offer", world.round_of(row), world.seats["clerk"], offer()) == texts.NOT_RECEIVED


def test_an_offer_is_taken_back_until_somebody_has_answered(world: World, round_: Round) -> None:
    made = offered(world, round_)
    take("appointment.take_back", round_, world.seats["clerk"])
    assert state_of(made) == A.TAKEN_BACK and not told(world, "deputy", "见面")
    assert not [line for line in lines(world, "deputy", round_) if "约代表" in line]
    again = agreed(world, round_)
    with pytest.raises(StepRefused):
        take("appointment.take_back", round_, world.seats["clerk"])
    assert state_of(again) == A.AGREED


# -- the day ---------------------------------------------------------------------------------------------------------


def test_an_appointment_is_no_talk_until_the_talk_is_recorded(world: World, round_: Round) -> None:
    made = agreed(world, round_)
    world.write(round_)
    with clock.frozen(at(12, 17)):
        assert refusal("letter.submit", round_, world.seats["clerk"]) in (texts.NOT_TALKED, texts.NOT_MET)
        take("contact.record", round_, world.seats["clerk"], record(made))
        talk = Contact.objects.get(round=round_)
        made.refresh_from_db()
        assert (made.state, made.contact_id) == (A.MET, talk.pk)
        take("contact.confirm", round_, world.seats["deputy"], ContactWord(talk.pk))
        take("letter.submit", round_, world.seats["clerk"])
    assert verify(world.congress).breaches == []


def test_with_its_record_taken_back_the_appointment_stands_again(world: World, round_: Round) -> None:
    made = agreed(world, round_)
    with clock.frozen(at(12, 17)):
        take("contact.record", round_, world.seats["clerk"], record(made))
        take("contact.withdraw", round_, world.seats["clerk"])
        assert state_of(made) == A.AGREED
        take("contact.record", round_, world.seats["clerk"], record(made))
        offered(world, round_, at(18))
        assert refusal("contact.withdraw", round_, world.seats["clerk"]) == texts.APPOINTED_SINCE


def test_a_talk_is_not_recorded_out_of_an_appointment_that_moved_meanwhile(world: World, round_: Round) -> None:
    made = agreed(world, round_)
    take("appointment.counter", made, world.seats["deputy"], OtherTimes((at(16),)))
    said = refusal("contact.record", round_, world.seats["clerk"], record(made))
    assert said == texts.APPOINTMENT_MOVED.format(state="代表另提了时间")
    assert not Contact.objects.exists()


def test_what_did_not_come_about_is_written_down_after_its_time(world: World, round_: Round) -> None:
    made = agreed(world, round_)
    clerk = world.seats["clerk"]
    assert refusal("appointment.miss", made, clerk, Said("没等到。")) == texts.NOT_YET.format(when=shown(at(12)))
    with clock.frozen(at(12, 16)):
        assert refusal("appointment.miss", made, clerk, Said("")) == texts.SAY_WHY_APPOINTMENT
        take("appointment.miss", made, clerk, Said("代表临时有急事。"))
    assert told(world, "deputy", "没有见成") and not Contact.objects.exists()


# -- the round goes on -------------------------------------------------------------------------------------------------


def test_the_house_ends_an_appointment_with_the_answer(world: World, round_: Round) -> None:
    world.talk(round_)
    made = agreed(world, round_)
    world.write(round_)
    for code, who, facts in (("submit", "clerk", None), ("clear", "head", None), ("send", "head", SEND_ANYHOW)):
        take(f"letter.{code}", round_, world.seats[who], facts)
    assert state_of(made) == A.CLOSED and told(world, "deputy", "约见结束了")
    assert any(texts.AT_REST["answered"].rstrip("。") in line for line in lines(world, "clerk", round_))
    # After the answer there may be a visit again; it ends when the item is settled.
    second = offered(world, round_)
    world.evaluate(round_)
    assert state_of(second) == A.OFFERED
    with world.acting("officer"):
        world.settle(round_)
    assert state_of(second) == A.CLOSED and verify(world.congress).breaches == []


def test_the_house_ends_an_appointment_when_the_item_goes_to_another_unit(world: World, round_: Round) -> None:
    made = offered(world, round_)
    target = Target(world.bodies["school"].pk, "lead")
    take("assignment.replace", round_.assignment, world.seats["officer"], Reassigning((target,), "交错了单位。"))
    assert state_of(made) == A.CLOSED
    assert AppointmentWord.objects.filter(appointment=made).order_by("-number")[0].side == "house"


def test_the_house_ends_an_appointment_when_the_deputies_take_the_item_back(db: None) -> None:
    with clock.frozen(NOW):
        yuzhong = make_world("yuzhong", profile="chongqing")
        with yuzhong.acting():
            round_ = yuzhong.receive(yuzhong.hand_over(yuzhong.register())[0])
            made = offered(yuzhong, round_)
            take("withdrawal.ask", round_.assignment.proposal, yuzhong.seats["deputy"], Asking("已经解决了。"))
            assert state_of(made) == A.CLOSED and told(yuzhong, "clerk", "约见结束了")


def test_an_order_to_handle_again_ends_what_was_arranged_before(world: World, round_: Round) -> None:
    world.answer(round_)
    made = offered(world, round_)
    world.evaluate(round_, "unsatisfied", "没有写时间。")
    with world.acting("officer"):
        again = world.order(round_)
    assert state_of(made) == A.CLOSED and standing_on(again) is None


# -- the reminder --------------------------------------------------------------------------------------------------------


def remind(world: World, when: datetime) -> int:
    with clock.frozen(when):
        return jobs.remind_all()


def test_both_sides_are_reminded_once_on_the_working_day_before(world: World, round_: Round) -> None:
    agreed(world, round_)
    assert remind(world, at(10, 10)) == 0
    assert remind(world, at(11, 0, 6)) == 1
    assert remind(world, at(11, 1, 6)) == remind(world, at(12, 8)) == 0
    for who in ("deputy", "clerk"):
        assert len(told(world, who, "提醒：3月12日（周四）15:00")) == 1
    assert not told(world, "cosigner", "提醒") and verify(world.congress).breaches == []


def test_before_a_monday_the_friday_is_the_day(world: World, round_: Round) -> None:
    made = offered(world, round_, at(16, 10))
    take("appointment.accept", made, world.seats["deputy"], Chosen(at(16, 10)))
    assert remind(world, at(12, 23)) == 0
    assert remind(world, at(13, 8)) == 1


def test_a_missed_run_is_made_up_for_while_the_talk_is_still_to_come(world: World, round_: Round) -> None:
    agreed(world, round_)
    assert remind(world, at(12, 16)) == 0, "it is over"
    assert remind(world, at(12, 8)) == 1, "on the very morning"


def test_a_time_that_was_moved_is_reminded_of_again_and_a_cancelled_one_never(world: World, round_: Round) -> None:
    made = agreed(world, round_)
    assert remind(world, at(11, 9)) == 1
    with clock.frozen(at(11, 10)):
        take("appointment.counter", made, world.seats["deputy"], OtherTimes((at(17),)))
        take("appointment.agree", made, world.seats["clerk"], Chosen(at(17)))
    assert remind(world, at(16, 9)) == 1
    with clock.frozen(at(16, 10)):
        take("appointment.offer_anew", made, world.seats["clerk"], offer(at(20)))
        take("appointment.accept", made, world.seats["deputy"], Chosen(at(20)))
        take("appointment.cancel", made, world.seats["clerk"], Said("不用见了。"))
    assert remind(world, at(19, 9)) == 0


def test_who_agreed_on_the_day_before_has_just_heard_and_is_not_reminded(world: World, round_: Round) -> None:
    made = offered(world, round_)
    with clock.frozen(at(11, 9)):
        take("appointment.accept", made, world.seats["deputy"], Chosen(at(12)))
    assert remind(world, at(11, 10)) == remind(world, at(12, 8)) == 0


# -- the rows ----------------------------------------------------------------------------------------------------------


def test_what_was_said_is_never_changed_or_removed(world: World, round_: Round) -> None:
    countered(world, round_)
    with pytest.raises(ProgrammingError), transaction.atomic():
        AppointmentWord.objects.update(word="")
    for table in ("handling_appointmentword", "handling_appointment"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {table}")


def test_other_units_see_that_there_is_an_item_and_not_who_meets_whom(world: World) -> None:
    first, _ = in_hand(world, "unit", "school", mode="separate")
    agreed(world, first)
    assert not [line for line in lines(world, "stranger", first) if "约" in line]
    assert [line for line in lines(world, "cosigner", first) if "接受约见时间" in line]
