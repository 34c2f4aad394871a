"""Taking a step back, taking it twice, taking it from an old page, and dating it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from huiyin.chain.models import Clock, Event, Head
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import take, work
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment, Stage
from huiyin.dispatch.steps import Assigning, HandOver, Target, _recalled, when_recalled
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling.contacting import ContactRecord, ContactWord
from huiyin.handling.models import Contact, ContactForm, ContactStage, Letter, LetterCopy, Round
from huiyin.handling.steps import Remark
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason, Registration
from tests.chain.cast import Cast, pass_on, refusal
from tests.world import SEND_ANYHOW, make_world

pytestmark = pytest.mark.django_db


@contextmanager
def later(minutes: int) -> Iterator[None]:
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        yield


def a_talk(note: str) -> ContactRecord:
    return ContactRecord(ContactStage.DURING, ContactForm.PHONE, clock.today(), note)


@pytest.fixture
def submitted(cast: Cast) -> Round:
    round_ = cast.world.receive(cast.lead)
    cast.world.talk(round_)
    cast.world.write(round_)
    take("letter.submit", round_, cast.world.seats["clerk"])
    return round_


@pytest.fixture
def sent(cast: Cast, submitted: Round) -> Round:
    take("letter.clear", submitted, cast.world.seats["head"])
    take("letter.send", submitted, cast.world.seats["head"], SEND_ANYHOW)
    return submitted


# -- undo --------------------------------------------------------------------------------------------------------------


def test_a_clerk_takes_the_letter_back_within_ten_minutes(cast: Cast, submitted: Round) -> None:
    with later(9):
        take("letter.withdraw", submitted, cast.world.seats["clerk"])
    submitted.assignment.refresh_from_db()
    assert (submitted.state, submitted.assignment.stage) == ("handling", Stage.HANDLING)


def test_after_ten_minutes_it_is_too_late(cast: Cast, submitted: Round) -> None:
    with later(11):
        assert "10 分钟" in refusal("letter.withdraw", submitted, cast.world.seats["clerk"])
    submitted.refresh_from_db()
    assert submitted.state == "clearing"


def test_only_the_seat_that_took_the_step_takes_it_back(cast: Cast, submitted: Round) -> None:
    assert "不是您本人" in refusal("letter.withdraw", submitted, cast.world.seats["second_clerk"])


def test_once_another_seat_has_acted_on_the_case_it_is_too_late(cast: Cast, submitted: Round) -> None:
    contact = Contact.objects.get(congress=cast.world.congress, round=submitted)
    take("contact.confirm", submitted, cast.world.seats["cosigner"], ContactWord(contact.pk))
    assert "对方已经查看或办理" in refusal("letter.withdraw", submitted, cast.world.seats["clerk"])


def test_what_the_house_did_itself_does_not_stop_the_undo(cast: Cast) -> None:
    """Handing over opens assignments by itself; those events have no seat."""
    proposal = cast.world.register("另一件")
    cast.world.hand_over(proposal, "unit", "school", mode="separate")
    take("dispatch.recall", proposal, cast.world.seats["officer"])
    rows = Assignment.objects.filter(congress=cast.world.congress, proposal=proposal)
    assert {row.state for row in rows} == {"recalled"}
    assert not Clock.objects.filter(congress=cast.world.congress, case_id=proposal.pk, stopped_on=None).exists()


def test_a_letter_nobody_has_opened_is_recalled_and_its_clocks_are_as_before(cast: Cast, submitted: Round) -> None:
    head, congress = cast.world.seats["head"], cast.world.congress
    before = Assignment.objects.values_list("due_on", "amber_on", "clock_kind", "clock_from").get(pk=cast.lead.pk)
    take("letter.clear", submitted, head)
    take("letter.send", submitted, head, SEND_ANYHOW)
    assert Assignment.objects.values_list("due_on", "clock_kind").get(pk=cast.lead.pk) == (None, "")
    take("letter.recall", submitted, head)
    row = Assignment.objects.get(pk=cast.lead.pk)
    assert (row.due_on, row.amber_on, row.clock_kind, row.clock_from) == before
    assert (submitted.state, row.stage, submitted.answered_on) == ("cleared", Stage.CLEARED, None)
    letter = Letter.objects.get(congress=congress, answers__round=submitted)
    assert letter.sent_on is None and not LetterCopy.objects.filter(congress=congress, letter=letter).exists()
    take("letter.send", submitted, head, SEND_ANYHOW)
    assert LetterCopy.objects.filter(congress=congress, letter=letter).count() == 2


@pytest.mark.parametrize("who", ["deputy", "cosigner"])
def test_a_letter_that_was_opened_is_not_recalled(cast: Cast, sent: Round, who: str) -> None:
    take("letter.open", sent, cast.world.seats[who])
    assert "对方已经查看或办理" in refusal("letter.recall", sent, cast.world.seats["head"])


def test_a_letter_evaluated_and_one_only_opened_are_refused_in_the_same_words(cast: Cast, sent: Round) -> None:
    """Security B2: the refusal must not tell the unit that the deputy has evaluated."""
    head = cast.world.seats["head"]
    take("letter.open", sent, cast.world.seats["deputy"])
    opened = [refusal(code, sent, head) for code in ("letter.recall", "letter.clear", "letter.send")]
    opened.append(refusal("letter.send_back", sent, head, Remark("再改")))
    take("evaluation.give", sent, cast.world.seats["deputy"], Evaluation({"overall": "unsatisfied"}, "没写明"))
    evaluated = [refusal(code, sent, head) for code in ("letter.recall", "letter.clear", "letter.send")]
    evaluated.append(refusal("letter.send_back", sent, head, Remark("再改")))
    assert evaluated == opened
    assert not [sentence for sentence in evaluated if "已评价" in sentence]


def test_an_evaluation_is_never_undone(cast: Cast, sent: Round) -> None:
    cast.world.evaluate(sent)
    given = Evaluation({"overall": "unsatisfied"}, "改主意了")
    with pytest.raises(AlreadyDone):
        take("evaluation.give", sent, cast.world.seats["deputy"], given)


def test_a_receipt_is_not_taken_back_once_work_hangs_on_it(cast: Cast) -> None:
    clerk = cast.world.seats["clerk"]
    round_ = cast.world.receive(cast.lead)
    cast.world.talk(round_)
    assert "先撤销这些" in refusal("assignment.unreceive", cast.lead, clerk)
    take("contact.withdraw", round_, clerk)
    take("assignment.unreceive", cast.lead, clerk)
    assert (cast.lead.state, cast.lead.stage, cast.lead.handler) == ("handed_over", Stage.WAITING, "")


def test_a_receipt_is_not_taken_back_under_a_letter_in_clearance(cast: Cast, submitted: Round) -> None:
    assert "先撤销这些" in refusal("assignment.unreceive", cast.lead, cast.world.seats["clerk"])


def test_a_hand_over_is_not_recalled_once_a_unit_has_received(cast: Cast) -> None:
    proposal = cast.world.register("另一件")
    (row,) = cast.world.hand_over(proposal)
    take("assignment.receive", row, cast.world.seats["clerk"])
    assert "对方已经查看或办理" in refusal("dispatch.recall", proposal, cast.world.seats["officer"])


def test_a_hand_over_is_not_recalled_once_the_government_office_has_passed_it_on(cast: Cast) -> None:
    assert "对方已经查看或办理" in refusal("dispatch.recall", cast.proposal, cast.world.seats["officer"])


def test_passing_on_is_taken_back_and_the_legal_clock_runs_on_from_the_same_day(cast: Cast) -> None:
    dispatcher = cast.world.seats["dispatcher"]
    due = Assignment.objects.get(pk=cast.lead.pk).due_on
    take("dispatch.take_back", cast.route, dispatcher)
    route = Assignment.objects.get(pk=cast.route.pk)
    assert (route.state, route.stage, route.due_on) == ("handed_over", Stage.ROUTING, due)
    assert {row.state for row in Assignment.objects.filter(parent=route)} == {"recalled"}
    targets = (Target(cast.world.bodies["unit"].pk, "lead"),)
    take("dispatch.assign", route, dispatcher, Assigning(targets))
    (again,) = Assignment.objects.filter(parent=route, state="handed_over")
    assert (again.due_on, again.first_handed_over_on) == (due, route.first_handed_over_on)


def test_passing_on_is_not_taken_back_from_a_unit_that_has_received(cast: Cast) -> None:
    take("assignment.receive", cast.assist, cast.world.seats["stranger"])
    assert "对方已经查看或办理" in refusal("dispatch.take_back", cast.route, cast.world.seats["dispatcher"])


def test_an_imported_item_whose_unit_has_received_stays_when_its_batch_is_undone(cast: Cast) -> None:
    cast.world.receive(cast.lead)
    sentence = refusal("dispatch.undo_import", cast.proposal, cast.world.seats["officer"], Reason("导错了"))
    assert "已经签收" in sentence


def test_withdrawing_takes_the_newest_talk_and_never_one_from_before(cast: Cast) -> None:
    """Twice “withdraw” takes two steps back, and each has its own ten minutes."""
    clerk = cast.world.seats["clerk"]
    round_ = cast.world.receive(cast.lead)
    for note in ("第一次", "第二次", "第三次"):
        take("contact.record", round_, clerk, a_talk(note))

    def standing() -> list[str]:
        rows = Contact.objects.filter(congress=cast.world.congress, round=round_, withdrawn=False)
        return list(rows.order_by("pk").values_list("note", flat=True))

    take("contact.withdraw", round_, clerk)
    assert standing() == ["第一次", "第二次"]
    take("contact.withdraw", round_, clerk)
    assert standing() == ["第一次"]
    take("contact.record", round_, clerk, a_talk("第四次"))
    take("contact.withdraw", round_, clerk)
    take("contact.withdraw", round_, clerk)
    assert standing() == []
    assert "10 分钟" in refusal("contact.withdraw", round_, clerk)


def test_withdrawing_a_new_talk_twice_does_not_reach_one_whose_time_is_over(cast: Cast) -> None:
    clerk = cast.world.seats["clerk"]
    round_ = cast.world.receive(cast.lead)
    take("contact.record", round_, clerk, a_talk("先前的"))
    _grow_old(cast)
    with later(60):
        take("contact.record", round_, clerk, a_talk("刚才的"))
        take("contact.withdraw", round_, clerk)
        assert "10 分钟" in refusal("contact.withdraw", round_, clerk)
    (kept,) = Contact.objects.filter(congress=cast.world.congress, round=round_, withdrawn=False)
    assert kept.note == "先前的"


def _grow_old(cast: Cast) -> None:
    """`at` is the database's clock, so what comes next is dated ahead by moving the head: time only rises."""
    head = Head.objects.get(congress=cast.world.congress)
    assert head.at is not None
    Head.objects.filter(congress=cast.world.congress).update(at=head.at + timedelta(hours=1))


def test_a_colleague_s_talk_is_not_withdrawn_in_place_of_one_s_own(cast: Cast) -> None:
    round_ = cast.world.receive(cast.lead)
    take("contact.record", round_, cast.world.seats["clerk"], a_talk("我的"))
    take("contact.record", round_, cast.world.seats["second_clerk"], a_talk("同事的"))
    assert "不是您本人" in refusal("contact.withdraw", round_, cast.world.seats["clerk"])
    take("contact.withdraw", round_, cast.world.seats["second_clerk"])
    (kept,) = Contact.objects.filter(congress=cast.world.congress, round=round_, withdrawn=False)
    assert kept.note == "我的"


def test_nobody_is_told_of_a_step_that_was_taken_back(cast: Cast, submitted: Round) -> None:
    head = cast.world.seats["head"]
    take("letter.clear", submitted, head)
    event = take("letter.send", submitted, head, SEND_ANYHOW)
    told = Notice.objects.filter(congress=cast.world.congress, event_id=event.pk)
    assert {notice.seat_id for notice in told} >= {cast.world.seats[who].pk for who in ("deputy", "cosigner")}
    assert all(notice.deliver_at > clock.now() + timedelta(minutes=9) for notice in told)
    take("letter.recall", submitted, head)
    assert not told.all().exists()


def test_a_step_that_cannot_be_undone_is_told_at_once(cast: Cast, submitted: Round) -> None:
    event = take("letter.clear", submitted, cast.world.seats["head"])
    told = Notice.objects.filter(congress=cast.world.congress, event_id=event.pk)
    assert told and all(notice.deliver_at <= clock.now() for notice in told)


def test_each_is_told_in_the_words_meant_for_them(cast: Cast, sent: Round) -> None:
    def words(who: str) -> str:
        rows = Notice.objects.filter(congress=cast.world.congress, seat_id=cast.world.seats[who].pk)
        return rows.order_by("-id")[0].text

    assert "再作评价" in words("deputy")
    assert "评价" not in words("cosigner") and "可以看了" in words("cosigner")
    handed = Notice.objects.filter(congress=cast.world.congress, seat_id=cast.world.seats["deputy"].pk)
    assert not [notice.text for notice in handed if "请签收" in notice.text]


# -- repeats -----------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_takes_the_step_once(cast: Cast) -> None:
    clerk = cast.world.seats["clerk"]
    round_ = cast.world.receive(cast.lead)
    event = take("contact.record", round_, clerk, a_talk("谈过了"), request_key="1:abcdef12")
    with pytest.raises(AlreadyDone) as done:
        take("contact.record", round_, clerk, a_talk("谈过了，另一番话"), request_key="1:abcdef12")
    assert done.value.event == event
    assert Contact.objects.filter(congress=cast.world.congress, round=round_).count() == 1


def test_the_same_form_registers_one_item_and_uses_one_number(cast: Cast) -> None:
    world, officer = cast.world, cast.world.seats["officer"]
    facts = Registration("suggestion", "session", world.session.pk, "一件")
    first = Proposal(congress=world.congress)
    take("proposal.register", first, officer, facts, request_key="2:abcdef12")
    with pytest.raises(AlreadyDone):
        take("proposal.register", Proposal(congress=world.congress), officer, facts, request_key="2:abcdef12")
    assert world.register("下一件").own_no == first.own_no + 1


def test_a_request_key_of_one_congress_is_no_key_of_another(cast: Cast) -> None:
    foreign = make_world("lishan")
    for world in (cast.world, foreign):
        with world.acting():
            facts = Registration("suggestion", "session", world.session.pk, "一件")
            take(
                "proposal.register", Proposal(congress=world.congress), world.seats["officer"], facts, request_key="3:k"
            )


def test_a_step_taken_by_a_colleague_a_moment_ago_is_calmly_done_already(cast: Cast) -> None:
    event = take("assignment.receive", cast.lead, cast.world.seats["clerk"])
    with pytest.raises(AlreadyDone) as done:
        take("assignment.receive", cast.lead, cast.world.seats["second_clerk"])
    assert done.value.event == event
    assert Event.objects.filter(congress=cast.world.congress, step="assignment.receive").count() == 1


def test_a_step_from_another_state_is_refused_with_what_the_state_is_now(cast: Cast, submitted: Round) -> None:
    sentence = refusal("letter.send", submitted, cast.world.seats["head"])
    assert "领导审签中" in sentence and "发出答复" in sentence and "刷新" in sentence


def test_a_letter_that_went_back_and_came_again_is_not_cleared_from_the_old_page(cast: Cast, submitted: Round) -> None:
    """The head would put his name to a text he has not read."""
    head, clerk = cast.world.seats["head"], cast.world.seats["clerk"]
    seen = submitted.version
    take("letter.send_back", submitted, head, Remark("第二段写实。"))
    take("letter.submit", submitted, clerk)
    assert "刷新" in refusal("letter.clear", submitted, head, version=seen)
    take("letter.clear", submitted, head, version=submitted.version)


def test_a_talk_noted_meanwhile_does_not_make_a_page_old(cast: Cast, submitted: Round) -> None:
    seen = submitted.version
    take("contact.record", submitted, cast.world.seats["second_clerk"], a_talk("又通了电话"))
    take("letter.clear", submitted, cast.world.seats["head"], version=seen)


def test_an_old_page_of_a_step_already_taken_is_calmly_done_already(cast: Cast, submitted: Round) -> None:
    with pytest.raises(AlreadyDone):
        take("letter.submit", submitted, cast.world.seats["clerk"], version=submitted.version - 1)


def test_a_version_from_nowhere_does_no_harm(cast: Cast, submitted: Round) -> None:
    take("letter.clear", submitted, cast.world.seats["head"], version=999_999_999)


def test_the_version_in_a_unit_s_form_does_not_tell_of_an_evaluation(cast: Cast, sent: Round) -> None:
    take("letter.open", sent, cast.world.seats["deputy"])
    before = sent.version
    take("evaluation.give", sent, cast.world.seats["deputy"], Evaluation({"overall": "satisfied"}))
    assert Round.objects.get(pk=sent.pk).version == before


def test_a_letter_is_opened_once_however_often_it_is_looked_at(cast: Cast, sent: Round) -> None:
    take("letter.open", sent, cast.world.seats["deputy"])
    opened = LetterCopy.objects.get(congress=cast.world.congress, signer__seat=cast.world.seats["deputy"]).opened_at
    with pytest.raises(AlreadyDone):
        take("letter.open", sent, cast.world.seats["deputy"])
    assert Event.objects.filter(congress=cast.world.congress, step="letter.open").count() == 1
    copy = LetterCopy.objects.get(congress=cast.world.congress, signer__seat=cast.world.seats["deputy"])
    assert copy.opened_at == opened


def test_a_refusal_leaves_nothing_behind_neither_in_the_rows_nor_in_the_hand(cast: Cast) -> None:
    """The page is shown again with the same object: it must not show a state that was never reached."""
    proposal = cast.world.register("另一件")
    before = Event.objects.filter(congress=cast.world.congress).count()
    (row,) = cast.world.hand_over(proposal)
    take("assignment.receive", row, cast.world.seats["clerk"])
    cast.world.talk(cast.world.round_of(row))
    known = row.state, row.version
    refusal("assignment.unreceive", row, cast.world.seats["clerk"])
    assert (row.state, row.version) == known
    row.refresh_from_db()
    assert (row.state, row.version) == known
    assert Event.objects.filter(congress=cast.world.congress).count() == before + 5


def test_one_refused_step_takes_the_whole_unit_of_work_back(cast: Cast) -> None:
    world = cast.world
    first, second = world.register("甲"), world.register("乙")
    with pytest.raises(StepRefused), work(first.pk, second.pk) as unit:
        unit.take("proposal.void", first, world.seats["officer"], Reason("重复"))
        unit.take("proposal.void", second, world.seats["officer"], Reason(" "))
    first.refresh_from_db()
    assert first.state == "registered"
    assert not Event.objects.filter(congress=world.congress, step="proposal.void").exists()


def test_cases_are_locked_in_the_order_of_their_numbers_or_not_at_all(cast: Cast) -> None:
    world = cast.world
    first, second = world.register("甲"), world.register("乙")
    with pytest.raises(RuntimeError, match="id order"), work(second.pk) as unit:
        unit.take("proposal.void", first, world.seats["officer"], Reason("重复"))


# -- the two times -----------------------------------------------------------------------------------------------------


def test_only_steps_marked_so_are_dated_back_and_only_with_a_ground(cast: Cast) -> None:
    world, officer = cast.world, cast.world.seats["officer"]
    yesterday = clock.today() - timedelta(days=1)
    facts = Registration("suggestion", "session", world.session.pk, "去年的一件")
    with pytest.raises(RuntimeError, match="may not be dated back"):
        take("proposal.register", Proposal(congress=world.congress), officer, facts, happened_on=yesterday)
    with pytest.raises(RuntimeError, match="without a ground"):
        take("proposal.import", Proposal(congress=world.congress), officer, facts, happened_on=yesterday)
    imported = Proposal(congress=world.congress)
    event = take("proposal.import", imported, officer, facts, happened_on=yesterday, ground="import")
    assert (event.happened_on, event.late_ground, imported.registered_on) == (yesterday, "import", yesterday)
    assert event.at.astimezone(clock.SHANGHAI).date() == clock.today()


def test_nothing_happens_in_the_future(cast: Cast) -> None:
    facts = Registration("suggestion", "session", cast.world.session.pk, "一件")
    new = Proposal(congress=cast.world.congress)
    tomorrow = clock.today() + timedelta(days=1)
    officer = cast.world.seats["officer"]
    assert "晚于今天" in refusal("proposal.import", new, officer, facts, happened_on=tomorrow, ground="import")


def test_clocks_count_from_the_day_it_happened(cast: Cast) -> None:
    world = cast.world
    proposal = world.register("另一件")
    day = clock.today() - timedelta(days=30)
    facts = HandOver(targets=(Target(world.bodies["unit"].pk, "lead"),))
    take(
        "dispatch.hand_over_from_ledger", proposal, world.seats["officer"], facts, happened_on=day, ground="import"
    )
    (running,) = Clock.objects.filter(congress=world.congress, case_id=proposal.pk, stopped_on=None)
    assert running.started_on == day
    row = Assignment.objects.get(congress=world.congress, proposal=proposal)
    assert (row.handed_over_on, row.first_handed_over_on, row.due_on) == (day, day, running.due_on)


def test_only_a_demo_congress_is_rehearsed() -> None:
    world = make_world("lishan", is_demo=False)
    with world.acting():
        proposal = world.register()
        with pytest.raises(RuntimeError, match="only a demo"):
            world.hand_over(proposal, happened_on=clock.today() - timedelta(days=1), rehearsal=True)


def test_the_time_of_events_only_rises_even_when_the_server_s_clock_is_set_back(cast: Cast) -> None:
    """Security B9: as if the head had been written by a clock one hour ahead."""
    head = Head.objects.get(congress=cast.world.congress)
    assert head.at is not None
    ahead = head.at + timedelta(hours=1)
    Head.objects.filter(pk=head.pk).update(at=ahead)
    event = take("assignment.receive", cast.lead, cast.world.seats["clerk"])
    assert event.at == ahead
    times = list(Event.objects.filter(congress=cast.world.congress).order_by("number").values_list("at", flat=True))
    assert times == sorted(times)


def test_a_case_handed_over_again_has_desks_and_clocks_of_its_own(cast: Cast) -> None:
    proposal = cast.world.register("另一件")
    cast.world.hand_over(proposal)
    take("dispatch.recall", proposal, cast.world.seats["officer"])
    route, lead, assist = pass_on(cast.world, proposal)
    live = Assignment.objects.filter(congress=cast.world.congress, proposal=proposal).exclude(state="recalled")
    assert {row.pk for row in live} == {route.pk, lead.pk, assist.pk}
    assert Clock.objects.filter(congress=cast.world.congress, case_id=proposal.pk, stopped_on=None).count() == 1


def test_a_batch_goes_on_after_an_item_that_was_refused_half_way(cast: Cast) -> None:
    """Taking back an import recalls its assignments first; refused on the way, nothing of that item may be recorded."""
    world, officer = cast.world, cast.world.seats["officer"]
    first, second = world.register("甲"), world.register("乙")
    world.hand_over(first)
    world.hand_over(second)
    before = Event.objects.filter(congress=world.congress).count()

    def refuse(unit: Any, row: Assignment) -> None:
        if row.proposal_id == first.pk:
            raise StepRefused("half way")

    when_recalled(refuse)
    try:
        with work(first.pk, second.pk) as unit:
            for item in (first, second):
                with suppress(StepRefused), transaction.atomic():
                    unit.take("dispatch.undo_import", item, officer, Reason("导错了"))
    finally:
        _recalled.remove(refuse)
    for item in (first, second):
        item.refresh_from_db()
    assert (first.state, second.state) == ("handed_over", "voided")
    # The round, the assignment, the item itself: of the second alone.
    later = Event.objects.filter(congress=world.congress).order_by("number")[before:]
    assert {event.case_id for event in later} == {second.pk}
    assert verify(world.congress).breaches == []
