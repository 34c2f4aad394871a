"""A promise that was given: reported on, asked about, done, crossed off (Chongqing 22–28; W5, C8, M9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import Error, connection, transaction

from huiyin.chain.clocks import PROMISE, REFRESH
from huiyin.chain.models import Clock, Event
from huiyin.chain.recounting import recount
from huiyin.chain.refusals import NotYours
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.holding import in_hand
from huiyin.dispatch.taking_over import take_over
from huiyin.foundation import announcing, clock
from huiyin.foundation.models import Notice
from huiyin.handling.models import Round
from huiyin.people.models import Body
from huiyin.promises import queries
from huiyin.promises.keeping import Agreed, NamedDay, Report, agreed
from huiyin.promises.leave import Later, open_leave
from huiyin.promises.models import Promise, PromiseLeave, PromiseWord
from huiyin.promises.steps import Promised, new_promise
from huiyin.proposals.models import Side
from huiyin.proposals.steps import Reason
from tests.chain.cast import refusal
from tests.chain.test_recounting import days
from tests.world import SEND_ANYHOW, World, make_world

HANDED_OVER, TODAY, DUE = date(2026, 3, 2), date(2026, 4, 1), date(2026, 9, 30)
FENCE = Promised("增设隔离护栏860米", "dated", "9月底前", DUE, "", "市政科", "验收单")
SOMEDAY = Promised("改造临江路段", "conditional", "待资金到位后", depends_on="资金到位")
DONE = Report("护栏已经装好。", document="临城管验〔2026〕8号", done_on=date(2026, 9, 20))


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def given(world: World, facts: Promised = FENCE, **more: Any) -> Promise:
    """A promise given with a letter that was sent today."""
    with clock.frozen(HANDED_OVER):
        (row,) = world.by_the_office(world.register(**more))
        world.talk(world.receive(row))
    letter = world.write(world.round_of(row))
    round_ = world.round_of(row)
    promise = new_promise(letter, round_)
    take("promise.mark", promise, world.seats["clerk"], facts)
    take("letter.submit", round_, world.seats["clerk"])
    take("letter.clear", round_, world.seats["head"])
    take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
    promise.refresh_from_db()
    return promise


def running(promise: Promise) -> dict[str, date]:
    rows = Clock.objects.filter(thing_kind="promise", thing_id=promise.pk, stopped_on__isnull=True)
    return dict(rows.values_list("kind", "due_on"))


def told(world: World, who: str) -> list[str]:
    return list(Notice.objects.filter(seat_id=world.seats[who].pk).order_by("pk").values_list("text", flat=True))


def test_a_promise_runs_to_its_own_day_and_is_reported_on_every_two_months(world: World) -> None:
    """Wuchang (W5): refreshed every two months. The promised day is a Wednesday; a Sunday would not roll either."""
    with world.acting():
        promise = given(world)
        assert running(promise) == {PROMISE: DUE, REFRESH: date(2026, 6, 1)}
        assert (promise.first_due_on, promise.report_due_on) == (DUE, date(2026, 6, 1))
        with clock.frozen(date(2026, 5, 20)):
            take("promise.report", promise, world.seats["clerk"], Report("已经招标。", place="沿江大道", seen_on=date(2026, 5, 19)))
        assert running(promise) == {PROMISE: DUE, REFRESH: date(2026, 7, 20)}
        assert promise.reported_on == date(2026, 5, 20)


def test_what_was_raised_between_sessions_is_reported_on_monthly(world: World) -> None:
    """Wuchang (W6)."""
    with world.acting():
        promise = given(world, side=Side.BETWEEN)
        assert running(promise)[REFRESH] == date(2026, 5, 6), "1 May is no workday: the period rolls on (art. 203)"


def test_a_named_day_does_not_roll_off_a_sunday(world: World) -> None:
    sunday = date(2026, 8, 30)
    with world.acting():
        assert running(given(world, Promised("清理", "dated", "8月30日前", sunday)))[PROMISE] == sunday


def test_new_holidays_move_the_day_of_the_report_and_never_a_day_that_was_promised(world: World) -> None:
    """9 February 2027 is announced, in an invented arrangement, as a day of Spring Festival."""
    promised = date(2027, 2, 9)
    with clock.frozen(date(2026, 12, 9)):
        with world.acting():
            (row,) = world.by_the_office(world.register())
            promise = agreed(row)
            spoken = Agreed("路口装信号灯", "dated", "reception", "主任接待日", due_on=promised)
            take("promise.agree", promise, world.seats["officer"], spoken)
            assert running(promise) == {PROMISE: promised, REFRESH: promised}
        announcing.keep(days())
        assert recount(world.congress.pk)
        with world.acting():
            promise.refresh_from_db()
            assert running(promise) == {PROMISE: promised, REFRESH: date(2027, 2, 12)}
            assert (promise.due_on, promise.report_due_on) == (promised, date(2027, 2, 12))


def test_the_unit_reports_done_with_proof_and_somebody_else_crosses_it_off(world: World) -> None:
    with world.acting(), clock.frozen(date(2026, 9, 25)):
        with clock.frozen(TODAY):
            promise = given(world)
        clerk, officer = world.seats["clerk"], world.seats["officer"]
        assert "要有证明" in refusal("promise.report_done", promise, clerk, Report("装好了。", done_on=date(2026, 9, 20)))
        assert "哪一天办成" in refusal("promise.report_done", promise, clerk, Report("装好了。", document="8号"))
        early = Report("装好了。", document="8号", done_on=date(2026, 3, 1))
        assert "不能早于作出承诺" in refusal("promise.report_done", promise, clerk, early)
        late = Report("装好了。", document="8号", done_on=date(2026, 9, 26))
        assert "不能晚于今天" in refusal("promise.report_done", promise, clerk, late)
        take("promise.report_done", promise, clerk, DONE)
        assert (promise.state, promise.done_on, running(promise)) == ("done", date(2026, 9, 20), {})
        for who in ("clerk", "head", "dispatcher", "cosigner", "stranger"):
            with pytest.raises(NotYours):
                take("promise.close", promise, world.seats[who])
        take("promise.close", promise, officer)
        assert (promise.state, promise.closed_on, promise.kept_late) == ("kept", date(2026, 9, 25), False)
        assert any("已经销号" in one for one in told(world, "deputy"))
        assert verify(world.congress).breaches == []


def test_the_deputy_who_leads_may_cross_it_off_or_send_it_back_with_a_reason(world: World) -> None:
    with world.acting():
        promise = given(world)
        with clock.frozen(date(2026, 10, 9)):
            take("promise.report_done", promise, world.seats["clerk"], Report("装好。", document="8号", done_on=date(2026, 10, 8)))
            assert "写明原因" in refusal("promise.send_back", promise, world.seats["deputy"], Reason(" "))
            take("promise.send_back", promise, world.seats["deputy"], Reason("只装了一半。"))
            assert (promise.state, promise.done_on) == ("running", None)
            assert running(promise)[PROMISE] == DUE, "the day stays what it was: it is overdue"
            take("promise.report_done", promise, world.seats["clerk"], Report("装完。", document="9号", done_on=date(2026, 10, 9)))
            take("promise.close", promise, world.seats["deputy"])
        assert promise.kept_late
        words = list(PromiseWord.objects.filter(promise=promise).order_by("number").values_list("step", "word"))
        assert [step for step, _ in words] == [
            "promise.report_done", "promise.send_back", "promise.report_done", "promise.close",
        ]  # fmt: skip


def test_what_was_crossed_off_is_looked_at_again_and_may_run_once_more(world: World) -> None:
    """回头看 (M9)."""
    with world.acting(), clock.frozen(date(2026, 9, 25)):
        with clock.frozen(TODAY):
            promise = given(world)
        take("promise.report_done", promise, world.seats["clerk"], DONE)
        take("promise.close", promise, world.seats["officer"])
        with clock.frozen(date(2026, 12, 1)):
            with pytest.raises(NotYours):
                take("promise.reopen", promise, world.seats["deputy"], Reason("倒了。"))
            take("promise.reopen", promise, world.seats["officer"], Reason("两处护栏倒了，没有修。"))
        assert promise.state == "running" and promise.closed_on is None
        assert running(promise)[PROMISE] == DUE


def test_closing_and_reporting_done_may_be_taken_back_at_once(world: World) -> None:
    with world.acting(), clock.frozen(date(2026, 9, 25)):
        with clock.frozen(TODAY):
            promise = given(world)
        take("promise.report_done", promise, world.seats["clerk"], DONE)
        take("promise.take_back_done", promise, world.seats["clerk"])
        assert (promise.state, promise.done_on) == ("running", None)
        assert running(promise) == {PROMISE: DUE, REFRESH: date(2026, 11, 25)}
        take("promise.report_done", promise, world.seats["clerk"], DONE)
        take("promise.close", promise, world.seats["officer"])
        take("promise.unclose", promise, world.seats["officer"])
        assert (promise.state, promise.closed_on) == ("done", None)


def test_whoever_asked_hears_of_the_next_report_and_nobody_else(world: World) -> None:
    with world.acting():
        promise = given(world)
        take("promise.ask", promise, world.seats["deputy"], Reason("招标了吗？"))
        assert any("有人问承诺" in one for one in told(world, "clerk"))
        before = {who: len(told(world, who)) for who in ("deputy", "officer")}
        take("promise.report", promise, world.seats["clerk"], Report("正在招标。"))
        assert len(told(world, "deputy")) == before["deputy"] + 1
        assert len(told(world, "officer")) == before["officer"]
        take("promise.report", promise, world.seats["clerk"], Report("招标完成。"))
        assert len(told(world, "deputy")) == before["deputy"] + 1, "the question was answered by the first report"


def test_a_promise_without_a_day_may_be_given_one_and_from_then_on_needs_leave(world: World) -> None:
    with world.acting():
        promise = given(world, SOMEDAY)
        assert PROMISE not in running(promise)
        assert "不能早于今天" in refusal("promise.name_day", promise, world.seats["clerk"], NamedDay(date(2026, 3, 31)))
        take("promise.name_day", promise, world.seats["clerk"], NamedDay(date(2026, 11, 30)))
        assert (promise.due_on, promise.first_due_on) == (date(2026, 11, 30), date(2026, 11, 30))
        assert running(promise)[PROMISE] == date(2026, 11, 30)
        assert "已经有期限" in refusal("promise.name_day", promise, world.seats["clerk"], NamedDay(date(2026, 12, 30)))


def test_a_promise_by_word_of_mouth_is_written_down_by_the_committee(world: World) -> None:
    """Reception day (W3): the unit said it there, the officer writes it down, the unit is told."""
    with world.acting():
        (row,) = world.by_the_office(world.register())
        facts = Agreed("路口装信号灯", "dated", "reception", "2026年4月1日主任接待日", "6月底前", date(2026, 6, 30), "市政科")
        with pytest.raises(NotYours):
            take("promise.agree", agreed(row), world.seats["clerk"], facts)
        promise = agreed(row)
        take("promise.agree", promise, world.seats["officer"], facts)
        promise.refresh_from_db()
        assert (promise.state, promise.letter, promise.first_due_on) == ("running", None, date(2026, 6, 30))
        assert promise in queries.visible_to(world.seats["clerk"]) and promise in queries.visible_to(world.seats["deputy"])
        assert any("已经登记入台账" in one for one in told(world, "clerk"))


# -- later, or not at all --------------------------------------------------------------------------------------------


def test_a_slip_is_asked_before_due_granted_by_another_and_both_days_stay(world: World) -> None:
    new_day = date(2026, 12, 31)
    with world.acting():
        promise = given(world)
        head, officer = world.seats["head"], world.seats["officer"]
        with pytest.raises(NotYours):
            take("promise.ask_slip", promise, world.seats["clerk"], Later("汛期停工。", new_day))
        assert "要晚于原来" in refusal("promise.ask_slip", promise, head, Later("汛期停工。", DUE))
        assert "写明原因" in refusal("promise.ask_slip", promise, head, Later(" ", new_day))
        take("promise.ask_slip", promise, head, Later("汛期停工。", new_day))
        assert promise.due_on == DUE, "asking moves nothing"
        assert "等答复" in refusal("promise.ask_drop", promise, head, Reason("做不了。"))
        for who in ("head", "clerk", "deputy", "dispatcher"):
            with pytest.raises(NotYours):
                take("promise.grant_slip", promise, world.seats[who], Reason(""))
        take("promise.grant_slip", promise, officer, Reason("只此一次。"))
        promise.refresh_from_db()
        assert (promise.due_on, promise.first_due_on, promise.was_slipped) == (new_day, DUE, True)
        assert running(promise)[PROMISE] == new_day
        leave = PromiseLeave.objects.get(promise=promise)
        assert (leave.from_on, leave.to_on, leave.decided_by, leave.answer) == (DUE, new_day, officer, "只此一次。")
        assert any("准予延期到 2026年12月31日" in one for one in told(world, "deputy"))
        assert verify(world.congress).breaches == []


def test_on_the_day_it_may_still_be_asked_and_the_day_after_not(world: World) -> None:
    with world.acting():
        promise = given(world)
        with clock.frozen(date(2026, 10, 1)):
            head = world.seats["head"]
            assert "已经过了承诺的期限" in refusal("promise.ask_slip", promise, head, Later("忘了。", date(2026, 12, 31)))
            assert "已经过了承诺的期限" in refusal("promise.ask_drop", promise, head, Reason("忘了。"))
        with clock.frozen(DUE):
            take("promise.ask_slip", promise, world.seats["head"], Later("汛期停工。", date(2026, 12, 31)))
        with clock.frozen(date(2026, 10, 3)):
            take("promise.grant_slip", promise, world.seats["officer"], Reason(""))


def test_a_new_day_that_is_past_when_it_is_decided_is_not_granted(world: World) -> None:
    with world.acting():
        promise = given(world)
        take("promise.ask_slip", promise, world.seats["head"], Later("差几天。", date(2026, 10, 5)))
        with clock.frozen(date(2026, 10, 6)):
            assert "新期限已经过了" in refusal("promise.grant_slip", promise, world.seats["officer"], Reason(""))
            take("promise.refuse_leave", promise, world.seats["officer"], Reason("已经过了。"))
        assert open_leave(promise) is None and promise.due_on == DUE


def test_a_promise_is_dropped_with_leave_and_then_rests(world: World) -> None:
    with world.acting():
        promise = given(world)
        assert "没有申请撤销" in refusal("promise.grant_drop", promise, world.seats["officer"], Reason(""))
        take("promise.ask_drop", promise, world.seats["head"], Reason("规划调整，路段取消。"))
        take("promise.withdraw_leave", promise, world.seats["head"])
        take("promise.ask_drop", promise, world.seats["head"], Reason("规划调整，路段取消。"))
        take("promise.grant_drop", promise, world.seats["officer"], Reason("情况属实。"))
        promise.refresh_from_db()
        assert (promise.state, promise.closed_on, running(promise)) == ("dropped", TODAY, {})
        assert [one.outcome for one in PromiseLeave.objects.filter(promise=promise).order_by("pk")] == ["withdrawn", "granted"]
        assert verify(world.congress).breaches == []


def test_leave_that_nobody_decided_falls_away_when_it_is_done(world: World) -> None:
    with world.acting(), clock.frozen(date(2026, 9, 25)):
        with clock.frozen(TODAY):
            promise = given(world)
        take("promise.ask_slip", promise, world.seats["head"], Later("怕来不及。", date(2026, 12, 31)))
        take("promise.report_done", promise, world.seats["clerk"], DONE)
        assert open_leave(promise) is None


@pytest.mark.parametrize(
    "statement",
    [
        "update promises_promise set due_on = '2027-01-01' where id = %s",
        "update promises_promise set due_on = null, due_kind = 'vague' where id = %s",
        "update promises_promise set state = 'dropped' where id = %s",
        "update promises_promise set state = 'unmarked' where id = %s",
        "update promises_promise set state = 'marked' where id = %s",
        "update promises_promise set what = '别的事' where id = %s",
        "update promises_promise set first_due_on = '2027-01-01' where id = %s",
        "update promises_promise set promised_on = null where id = %s",
        "delete from promises_promise where id = %s",
    ],
)
def test_the_app_role_cannot_move_a_given_promise_behind_the_steps(world: World, statement: str) -> None:
    with world.acting():
        promise = given(world)
        before = Promise.objects.values().get(pk=promise.pk)
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [promise.pk])
        assert Promise.objects.values().get(pk=promise.pk) == before


def test_leave_of_yesterday_moves_nothing_today(world: World) -> None:
    """The leave row must be of the same transaction: one that was granted and used is spent."""
    with world.acting():
        promise = given(world)
        take("promise.ask_slip", promise, world.seats["head"], Later("汛期停工。", date(2026, 12, 31)))
        take("promise.grant_slip", promise, world.seats["officer"], Reason(""))
        leave = PromiseLeave.objects.get(promise=promise)
    with world.acting():
        for statement, more in (
            ("update promises_promise set due_on = '2027-06-30' where id = %s", promise.pk),
            ("update promises_promiseleave set granted_in = pg_current_xact_id()::text::bigint where id = %s", leave.pk),
            ("update promises_promiseleave set outcome = 'open' where id = %s", leave.pk),
            ("delete from promises_promiseleave where id = %s", leave.pk),
        ):
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [more])


# -- it outlives ------------------------------------------------------------------------------------------------------


def test_a_promise_outlives_the_merger_of_its_unit_though_the_item_is_long_concluded(world: World) -> None:
    with world.acting():
        promise = given(world)
    with world.acting("deputy"):
        round_ = Round.objects.select_related("assignment__proposal").get(assignment=promise.assignment)
        world.evaluate(round_)
    with world.acting("officer"):
        world.settle(round_)
        unit, other = world.bodies["unit"], world.bodies["school"]
        assert in_hand(unit) == 1, "a body that still has something to keep is not ended"
        take_over(unit, other)
        promise.refresh_from_db()
        assert promise.body == Body.objects.get(pk=other.pk) and in_hand(unit) == 0
        assert promise.assignment.body == unit, "who handled the item keeps its name"
        with pytest.raises(NotYours):
            take("promise.report", promise, world.seats["clerk"], Report("还在办。"))
        take("promise.report", promise, world.seats["stranger"], Report("我局接着办。"))
        assert running(promise)[PROMISE] == DUE


def test_a_promise_outlives_the_term_of_its_deputy_and_the_end_of_the_year(world: World) -> None:
    with world.acting():
        promise = given(world, Promised("建成社区食堂", "dated", "明年6月底前", date(2027, 6, 30)))
        deputy = world.seats["deputy"]
        deputy.ended_on = date(2026, 12, 31)
        deputy.save(update_fields=["ended_on"])
        with clock.frozen(date(2027, 6, 20)):
            take("promise.report_done", promise, world.seats["clerk"], Report("开张。", document="3号", done_on=date(2027, 6, 18)))
            assert promise in queries.visible_to(deputy)
            take("promise.close", promise, deputy)
        assert (promise.state, promise.kept_late) == ("kept", False)


def test_reminders_of_a_promise_name_it_and_climb_when_it_is_overdue(world: World) -> None:
    with world.acting():
        promise = given(world)
        assert promise.due_on == DUE
    for day in (date(2026, 9, 16), DUE, date(2026, 10, 1)):
        with clock.frozen(day):
            remind_all()
    with world.acting():
        codes = list(Event.objects.filter(step__startswith="promise.remind").order_by("number").values_list("step", flat=True))
        assert codes == ["promise.remind_soon", "promise.remind_due", "promise.remind_late"]
        assert sum("增设隔离护栏860米" in one for one in told(world, "clerk")) >= 3
        assert any("已经逾期" in one and "增设隔离护栏" in one for one in told(world, "officer"))
