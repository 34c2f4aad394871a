"""Talks and letters put right: the old stands beside the new (issue B, 勘误; M8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction

from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling.casefiles import read_case
from huiyin.handling.contacting import ContactRecord, ContactWord
from huiyin.handling.correcting import ContactCorrected, Following
from huiyin.handling.models import Contact, ContactCorrection, ContactForm, ContactStage, FollowUp, Letter, Round
from huiyin.handling.story import tell
from huiyin.reports import indicators, queries
from tests.chain.cast import refusal
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def talked(world: World) -> Round:
    with world.acting():
        round_ = world.receive(world.hand_over(world.register())[0])
        world.talk(round_)
    return round_


def by_phone(round_: Round, reason: str = "其实是电话") -> ContactCorrected:
    talk = Contact.objects.get(round=round_)
    record = ContactRecord(ContactStage.DURING, ContactForm.PHONE, talk.happened_on, "代表在电话里同意先清理。")
    return ContactCorrected(talk.pk, record, reason)


def test_a_talk_that_was_no_meeting_does_not_count_as_one_and_waits_for_the_deputy_again(
    world: World, talked: Round
) -> None:
    clerk, deputy = world.seats["clerk"], world.seats["deputy"]
    with world.acting():
        assert talked.assignment.met
        said = ContactWord(Contact.objects.get().pk, "没有见面，是打的电话")
        take("contact.confirm", talked, deputy, said)
        take("contact.correct", talked, clerk, by_phone(talked))
        talk, before = Contact.objects.get(), ContactCorrection.objects.get()
        assert (talk.form, talk.confirmed_on, talk.correction) == (ContactForm.PHONE, None, "")
        assert (before.form, before.word, before.reason) == (
            ContactForm.FACE_TO_FACE, "没有见面，是打的电话", "其实是电话",
        )  # fmt: skip
        talked.assignment.refresh_from_db()
        assert not talked.assignment.met
        assert Notice.objects.filter(seat_id=deputy.pk, text__contains="更正了一次").exists()


def test_the_course_tells_what_was_written_before_and_why(world: World, talked: Round) -> None:
    with world.acting():
        take("contact.correct", talked, world.seats["clerk"], by_phone(talked))
        for who in ("clerk", "officer", "deputy"):
            file = read_case(world.seats[who], talked.case_key)
            assert file is not None
            (line,) = [one for one in tell(file) if "更正沟通记录" in one.title]
            assert "当面座谈，代表同意先清理再设护栏。" in line.body and "原因：其实是电话" in line.body, who


def test_a_correction_without_reason_change_or_possible_date_is_refused(world: World, talked: Round) -> None:
    clerk = world.seats["clerk"]
    with world.acting():
        talk = Contact.objects.get()
        same = ContactRecord(talk.stage, talk.form, talk.happened_on, talk.note, talk.people)
        assert "没有变化" in refusal("contact.correct", talked, clerk, ContactCorrected(talk.pk, same, "核对"))
        assert "为什么更正" in refusal("contact.correct", talked, clerk, by_phone(talked, " "))
        later = ContactRecord(talk.stage, talk.form, clock.today() + timedelta(days=1), talk.note)
        assert "晚于今天" in refusal("contact.correct", talked, clerk, ContactCorrected(talk.pk, later, "核对"))
        assert "不在这一轮" in refusal("contact.correct", talked, clerk, ContactCorrected(talk.pk + 1, later_of(talk), "核对"))


def test_a_talk_that_was_corrected_is_not_withdrawn_unseen(world: World, talked: Round) -> None:
    """The deputy has been told, and the correction stands in the course: another correction, no undoing."""
    clerk = world.seats["clerk"]
    with world.acting():
        take("contact.correct", talked, clerk, by_phone(talked))
        assert "不能再撤销" in refusal("contact.withdraw", talked, clerk)
        world.talk(talked)
        take("contact.withdraw", talked, clerk)
        assert Contact.objects.filter(withdrawn=False).count() == 1


def later_of(talk: Contact) -> ContactRecord:
    return ContactRecord(ContactStage.BEFORE, ContactForm.VISIT, talk.happened_on, "另一次。")


# -- letters -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def answered(chongqing: World) -> Round:
    with chongqing.acting():
        round_ = chongqing.receive(chongqing.hand_over(chongqing.register())[0])
        chongqing.answer(round_, "solved")
        take("letter.open", round_, chongqing.seats["deputy"])
    return round_


def test_a_letter_that_was_read_stays_and_is_followed_by_another(chongqing: World, answered: Round) -> None:
    head = chongqing.seats["head"]
    with chongqing.acting():
        before = Letter.objects.values().get()
        take("letter.follow_up", answered, head, Following("第二条应为“2027年6月底前完成”。", "期限写错"))
        take("letter.follow_up", answered, head, Following("联系电话有变。", "电话换了", contact_line="周敏 027-1"))
        assert Letter.objects.values().get() == before
        assert [one.order for one in FollowUp.objects.order_by("pk")] == [1, 2]
        assert verify(chongqing.congress).breaches == []
        told = Notice.objects.filter(text__contains="请看更正函").values_list("seat_id", flat=True)
        assert set(told) == {chongqing.seats["deputy"].pk, chongqing.seats["officer"].pk}


def test_a_class_put_right_is_the_one_that_figures_count(chongqing: World, answered: Round) -> None:
    """Chongqing 22, 24: a suggestion said to be solved that is only being worked on must not stand among the solved."""
    with chongqing.acting():

        def solved() -> int:
            items = queries.items_for(
                chongqing.congress, chongqing.session, chongqing.seats["clerk"], clock.today()
            )
            assert items is not None
            return items.figure(indicators.SOLVED).numerator

        assert solved() == 1
        due = clock.today() + timedelta(days=90)
        facts = Following("本件尚未办成，列入计划。", "类别选错", class_code="in_work", class_due_on=due, class_reason="经费在报。")
        take("letter.follow_up", answered, chongqing.seats["head"], facts)
        assert solved() == 0
        take("letter.follow_up", answered, chongqing.seats["head"], Following("另有一处错字。", "错字"))
        assert solved() == 0, "a later word that leaves the class alone leaves it as put right"


def test_a_follow_up_says_something_why_and_no_unknown_class(chongqing: World, answered: Round) -> None:
    head = chongqing.seats["head"]
    with chongqing.acting():
        assert "更正的内容" in refusal("letter.follow_up", answered, head, Following(" ", "错字"))
        assert "为什么更正" in refusal("letter.follow_up", answered, head, Following("改一处。", ""))
        assert "不在本级规程里" in refusal("letter.follow_up", answered, head, Following("改。", "错", class_code="Z"))


def test_a_letter_that_was_followed_is_not_recalled_and_written_anew(chongqing: World) -> None:
    """Nobody has opened it and ten minutes are not over: still the follow-up would hang on another letter."""
    head = chongqing.seats["head"]
    with chongqing.acting():
        round_ = chongqing.receive(chongqing.hand_over(chongqing.register())[0])
        chongqing.answer(round_, "solved")
        take("letter.recall", round_, head)
        take("letter.send", round_, head)
        take("letter.follow_up", round_, head, Following("第二条应为“2027年6月底前完成”。", "期限写错"))
        assert "已经发了更正函" in refusal("letter.recall", round_, head)
        assert Letter.objects.get().sent_on is not None and verify(chongqing.congress).breaches == []


def test_what_was_said_in_a_correction_the_database_never_changes(chongqing: World, answered: Round) -> None:
    with chongqing.acting():
        take("letter.follow_up", answered, chongqing.seats["head"], Following("改一处。", "错字"))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            FollowUp.objects.update(body="没有说过")


def test_a_letter_may_be_given_another_class_after_the_ledger_was_closed(chongqing: World, answered: Round) -> None:
    """What was in work is done in a later year; the figures of the closed ledger stay (tests/reports/test_classes.py)."""
    head = chongqing.seats["head"]
    with chongqing.acting():
        chongqing.session.ledger_closed_on = clock.today()
        chongqing.session.save()
        moved = Following("改在明年。", "推迟", class_code="in_work", class_due_on=date(2027, 6, 30))
        take("letter.follow_up", answered, head, moved)
        assert FollowUp.objects.get().class_code == "in_work"


def test_a_word_on_a_record_that_was_corrected_meanwhile_is_not_taken_for_one_on_the_new(
    world: World, talked: Round
) -> None:
    deputy = world.seats["deputy"]
    with world.acting():
        seen = Contact.objects.get()
        take("contact.correct", talked, world.seats["clerk"], by_phone(talked))
        word = ContactWord(seen.pk, seen=seen.fingerprint)
        assert "刚刚更正" in refusal("contact.confirm", talked, deputy, word)
        take("contact.confirm", talked, deputy, ContactWord(seen.pk, seen=Contact.objects.get().fingerprint))
        assert Contact.objects.get().confirmed_on == clock.today()
