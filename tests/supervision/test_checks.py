"""督查 and the problem list: reception days, heavy-unit meetings, half-way checks, inspections (W3, W4, C6, M6, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import Error, transaction

from huiyin.chain.clocks import RECTIFY
from huiyin.chain.models import Clock, Event
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take, work
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment
from huiyin.dispatch.taking_over import take_over
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.people.models import Body
from huiyin.promises.keeping import Agreed
from huiyin.promises.models import Promise
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.supervision import check_queries as queries
from huiyin.supervision import totals
from huiyin.supervision.checks import Finding, Held, Looked, More, Plan, Said, agree, new_check
from huiyin.supervision.models import FIRST_CHECK, Check, CheckRow, CheckWord, Problem, ProblemWord
from huiyin.supervision.problems import Circular, Raising, Rectified, new_problem
from tests.world import World, make_world

TODAY, DUE = date(2026, 4, 13), date(2026, 5, 29)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(TODAY):
        yield make_world()


def handed(world: World) -> Proposal:
    proposal = world.register()
    world.by_the_office(proposal)
    return Proposal.objects.get(pk=proposal.pk)


def planned(world: World, kind: str = "reception", items: int = 2, **more: Any) -> tuple[Check, list[CheckRow]]:
    looks = tuple(Looked(world.bodies["unit"].pk, handed(world).pk) for _ in range(items))
    check = new_check(world.congress.pk)
    members = (world.seats["deputy"].pk,)
    plan = Plan(kind, "4月主任接待代表日", TODAY, "三楼会议室", "李主任", looks=looks, member_seat_ids=members, **more)
    take("check.plan", check, world.seats["officer"], plan)
    return check, rows_of(check)


def rows_of(check: Check) -> list[CheckRow]:
    return list(CheckRow.objects.filter(check_up=check).select_related(*CheckRow.READ_WITH).order_by("order"))


def act(world: World, code: str, thing: Any, facts: Any = None, who: str = "officer") -> None:
    take(code, thing, world.seats[who], facts)


def held(world: World, **more: Any) -> tuple[Check, list[CheckRow]]:
    check, rows = planned(world, **more)
    act(world, "check.hold", check, Held(TODAY, "代表、单位"))
    return check, rows_of(check)


def told(world: World, who: str) -> str:
    rows = Notice.objects.filter(congress=world.congress, seat_id=world.seats[who].pk)
    return " ".join(rows.values_list("text", flat=True))


def test_a_reception_day_from_its_plan_to_its_end(world: World) -> None:
    with world.acting():
        check, (first, second) = planned(world)
        assert "4月主任接待代表日" in told(world, "clerk") and "三楼会议室" in told(world, "deputy")
        act(world, "check_row.self_check", first, Said("方案报批了。"), "clerk")
        act(world, "check.hold", check, Held(TODAY))
        act(world, "check_row.comment", first, Said("要有时间表。"), "deputy")
        act(world, "check_row.comment", first, Said("同意李代表的意见。", "王秀兰"))
        with pytest.raises(StepRefused, match="还有 2 项没有检查"):
            act(world, "check.close", check, Reason("总的不错。"))
        act(world, "check_row.find", first, Finding("方案在走程序。"))
        act(world, "check_row.drop", second)
        act(world, "check.close", check, Reason("总的不错。"))
        first.refresh_from_db()
        check.refresh_from_db()
        assert (check.state, check.comment, first.state, first.self_check) == ("closed", "总的不错。", "settled", "方案报批了。")
        assert list(CheckWord.objects.filter(row=first).order_by("number").values_list("said_by", flat=True)) == ["", "王秀兰"]
        with pytest.raises(StepRefused, match="现在是“已了结”"):
            act(world, "check_row.comment", first, Said("还有一句。"), "deputy")
        assert verify(world.congress).breaches == []


def test_what_a_unit_agrees_to_goes_into_the_ledger_of_promises_with_the_day_it_was_said(world: World) -> None:
    with world.acting():
        check, (row, _) = held(world)
        facts = Agreed("增设护栏", "dated", "reception", check.title, "6月底前", date(2026, 6, 30))
        promise = agree(row, world.seats["officer"], facts)
        kept = Promise.objects.get(pk=promise.pk)
        assert (kept.state, kept.due_on, kept.made_at, kept.body_id) == ("running", date(2026, 6, 30), check.title, row.body_id)
        assert [one.promise_id for one in row.promises.all()] == [promise.pk]
        with pytest.raises(NotYours):
            agree(row, world.seats["clerk"], facts)
        assert verify(world.congress).breaches == []


def test_whole_units_are_checked_and_those_that_lag_are_reminded_in_person(world: World) -> None:
    """M7: the half-way check of departments, not of items."""
    with world.acting():
        check = new_check(world.congress.pk)
        looks = (Looked(world.bodies["unit"].pk), Looked(world.bodies["school"].pk))
        act(world, "check.plan", check, Plan("halfway", "上半年办理督查", TODAY, looks=looks))
        first, second = rows_of(check)
        act(world, "check_row.find", first, Finding("时间过半，任务没有过半。", lagging=True))
        act(world, "check_row.find", second, Finding("都在期限内。"))
        act(world, "check_row.remind", first, Said("请一周内联系代表。"))
        with pytest.raises(StepRefused, match="没有认定为滞后"):
            act(world, "check_row.remind", second, Said("请抓紧。"))
        first.refresh_from_db()
        assert (first.lagging, first.reminded_on) == (True, TODAY)
        assert "办理滞后，当面提醒" in told(world, "head")
        with pytest.raises(StepRefused, match="没有具体的件"):
            agree(first, world.seats["officer"], Agreed("x", "vague", "meeting", "y"))


def test_a_check_names_what_it_is_and_whom_it_looks_at(world: World) -> None:
    with world.acting():
        unit, case = world.bodies["unit"].pk, handed(world).pk
        for plan, why in (
            (Plan("reception", " ", TODAY, looks=(Looked(unit),)), "写上名称"),
            (Plan("party", "茶话会", TODAY, looks=(Looked(unit),)), "哪一种督查"),
            (Plan("reception", "接待日", TODAY), "还没有选单位"),
            (Plan("reception", "接待日", TODAY, looks=(Looked(world.bodies["school"].pk, case),)), "不归这个单位办"),
            (Plan("reception", "接待日", TODAY, looks=(Looked(unit),), member_seat_ids=(world.seats["clerk"].pk,)), "不是本级代表"),
        ):
            with pytest.raises(StepRefused, match=why):
                act(world, "check.plan", new_check(world.congress.pk), plan)
        assert not Check.objects.filter(congress=world.congress).exists()


def test_more_units_are_added_once_and_a_plan_that_is_called_off_lets_them_go(world: World) -> None:
    with world.acting():
        check, rows = planned(world)
        look = Looked(rows[0].body_id, rows[0].proposal_id)
        act(world, "check.add", check, More((look, Looked(world.bodies["school"].pk))))
        assert len(rows_of(check)) == 3
        act(world, "check.call_off", check, Reason("下雨。"))
        assert {row.state for row in rows_of(check)} == {"dropped"}
        assert "取消" in told(world, "clerk")


def test_a_check_that_has_begun_is_not_called_off_and_its_beginning_is_taken_back_only_before_the_first_finding(
    world: World,
) -> None:
    with world.acting():
        check, (row, _) = held(world)
        act(world, "check.unhold", check)
        assert Check.objects.get(pk=check.pk).held_on is None
        act(world, "check.hold", check, Held(TODAY))
        act(world, "check_row.find", row, Finding("看过。"))
        with pytest.raises(StepRefused, match="检查过一项"):
            act(world, "check.unhold", check)


def raised(world: World) -> Problem:
    _, (row, _) = held(world, kind="special")
    problem = new_problem(row)
    act(world, "problem.raise", problem, Raising("路面塌陷没有修复。", DUE))
    return problem


def test_a_problem_is_put_right_with_proof_sent_back_and_verified_by_the_committee(world: World) -> None:
    with world.acting():
        problem = raised(world)
        (runs,) = Clock.objects.filter(thing_kind="problem", stopped_on__isnull=True)
        assert (runs.kind, runs.due_on) == (RECTIFY, DUE)
        with pytest.raises(StepRefused, match="要有证明"):
            act(world, "problem.report", problem, Rectified("修好了。"), "clerk")
        with pytest.raises(NotYours):
            act(world, "problem.verify", problem, None, "head")
        act(world, "problem.report", problem, Rectified("修好了。", "临城管验〔2026〕9号"), "clerk")
        assert not Clock.objects.filter(thing_kind="problem", stopped_on__isnull=True).exists()
        act(world, "problem.send_back", problem, Reason("照片上看不出来。"))
        assert Clock.objects.get(thing_kind="problem", stopped_on__isnull=True).due_on == DUE, "no more time than before"
        act(world, "problem.circulate", problem, Circular("临政督〔2026〕3号"))
        with pytest.raises(StepRefused, match="已经通报过"):
            act(world, "problem.circulate", problem, Circular("临政督〔2026〕4号"))
        act(world, "problem.report", problem, Rectified("重新修好了。", "临城管验〔2026〕10号"), "head")
        act(world, "problem.verify", problem, Reason("现场看过。"))
        problem.refresh_from_db()
        assert (problem.state, problem.verified_on, problem.circular_no) == ("verified", TODAY, "临政督〔2026〕3号")
        assert ProblemWord.objects.filter(problem=problem).count() == 5
        assert verify(world.congress).breaches == []


def test_an_open_problem_is_reminded_of_and_told_upwards_when_it_is_late(world: World) -> None:
    with world.acting():
        raised(world)
    for on in (DUE, date(2026, 5, 30)):
        with clock.frozen(on):
            remind_all()
    with world.acting():
        assert "今天到期" in told(world, "clerk") and "逾期" in told(world, "head") and "逾期" in told(world, "officer")


def test_a_problem_goes_to_whoever_takes_over_from_its_unit(world: World) -> None:
    with world.acting():
        problem = raised(world)
        body, successor = Body.objects.get(pk=world.bodies["unit"].pk), Body.objects.get(pk=world.bodies["school"].pk)
        take_over(body, successor)
        problem.refresh_from_db()
        assert (problem.body_id, problem.row.body_id) == (successor.pk, body.pk)
        assert queries.problem_seen(world.seats["stranger"], problem.pk) is not None or world.seats["stranger"].body != successor
        assert Clock.objects.filter(thing_kind="problem", stopped_on__isnull=True).count() == 1
        assert verify(world.congress).breaches == []


def test_who_sees_a_check_its_rows_and_its_problems(world: World) -> None:
    with world.acting():
        problem = raised(world)
        check, row = problem.row.check_up, problem.row
        seats = world.seats
        for who in ("officer", "dispatcher", "leader", "clerk", "head", "deputy"):
            assert queries.check_seen(seats[who], check.pk) and queries.row_seen(seats[who], row.pk), who
            assert queries.problem_seen(seats[who], problem.pk), who
        for who in ("stranger", "cosigner", "admin"):
            assert queries.check_seen(seats[who], check.pk) is None and queries.row_seen(seats[who], row.pk) is None, who
            assert queries.problem_seen(seats[who], problem.pk) is None, who
        assert queries.problem_counts(seats["clerk"], TODAY)["open"] == 1


def test_numbers_of_checks_lie_above_those_of_items_and_the_database_keeps_it_so(world: World) -> None:
    """One order of locks over both kinds of roots."""
    with world.acting():
        check, rows = planned(world)
        assert check.pk >= FIRST_CHECK > rows[0].proposal.pk
        with pytest.raises(Error), transaction.atomic():
            Check.objects.create(pk=5, congress=world.congress, kind="reception", title="低", on=TODAY, state="planned")
        with work(rows[0].proposal_id, check.pk) as unit:
            unit.take("check.hold", check, world.seats["officer"], Held(TODAY))
        events = Event.objects.filter(congress=world.congress, case_id=check.pk).order_by("number")
        assert [one.step for one in events] == ["check_row.list", "check_row.list", "check.plan", "check.hold"]
        assert Assignment.objects.filter(proposal=rows[0].proposal).exists()


def test_the_numbers_of_a_year_count_what_was_begun_and_nothing_that_was_only_planned(world: World) -> None:
    with world.acting():
        _, (first, second) = held(world)
        act(world, "check_row.comment", first, Said("要快。"), "deputy")
        act(world, "check_row.comment", first, Said("看过现场。", "", "visit"))
        act(world, "check_row.find", first, Finding("没有动。", lagging=True))
        act(world, "check_row.remind", first, Said("请抓紧。"))
        act(world, "check_row.drop", second)
        problem = new_problem(first)
        act(world, "problem.raise", problem, Raising("没有动。", DUE))
        planned(world)
        found = totals.by_kind(world.seats["officer"], date(2026, 1, 1), TODAY)
        assert found == {"reception": totals.OfKind("reception", 1, 1, 1, 1, 1, 1, 1, 1)}
        assert totals.by_kind(world.seats["officer"], date(2025, 1, 1), date(2025, 12, 31)) == {}
        assert totals.by_kind(world.seats["stranger"], date(2026, 1, 1), TODAY) == {}
