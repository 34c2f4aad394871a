"""Grades lie behind functions that ask the login session who is there, and believe nothing they are told.

The app role can name any congress and any seat: that must not help it (security B1–B4; architecture §6 “Sealed”).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation, Settlement
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.handling.models import Round
from huiyin.people import setup
from huiyin.people.models import LoginSession, Seat
from tests.chain.cast import Cast
from tests.world import login, make_world

pytestmark = pytest.mark.django_db

REASON = "断点怎么打通一个字没写。"
TABLES = ("verdict", "grade", "look", "settlement", "paper", "tally")


@pytest.fixture
def answered(cast: Cast) -> Round:
    round_ = cast.world.receive(cast.lead)
    cast.world.answer(round_)
    take("letter.open", round_, cast.world.seats["deputy"])
    return round_


@pytest.fixture
def evaluated(cast: Cast, answered: Round) -> Round:
    take("evaluation.give", answered, cast.world.seats["deputy"], Evaluation({"overall": "unsatisfied"}, REASON))
    return answered


def refused(sql: str, values: Any = None) -> str:
    """Run as the app role, in a savepoint, and return what the database said."""
    with pytest.raises(ProgrammingError) as said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(said.value)


def grades(cast: Cast) -> list[sealed.Grade]:
    with cast.world.acting("officer"):
        return sealed.read(cast.world.seats["officer"].pk, "test")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change", ["select * from {}", "insert into {} default values", "delete from {}", "truncate {}"]
)
def test_the_app_role_reaches_no_sealed_table(cast: Cast, evaluated: Round, table: str, change: str) -> None:
    assert "permission denied" in refused(change.format(f"sealed.{table}"))


def test_the_app_role_may_use_these_functions_of_the_sealed_schema_and_no_other(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, p.prosecdef, pg_get_userbyid(p.proowner) from pg_proc p "
            "where p.pronamespace = 'sealed'::regnamespace and has_function_privilege('huiyin_app', p.oid, 'execute')"
        )
        found = cursor.fetchall()
    names = [
        "confirm_paper",
        "drop_paper",
        "enter_paper",
        "enter_tally",
        "give",
        "mine",
        "read_grades",
        "read_paper",
        "read_settlements",
        "read_tallies",
        "reject_paper",
        "settle",
    ]
    assert sorted(found) == [(name, True, "huiyin_sealed") for name in names]


def test_the_sealed_tables_are_listed_here(superuser_connection: Any) -> None:
    """A new table in the schema belongs into the tests above."""
    found = superuser_connection.execute("select tablename from pg_tables where schemaname = 'sealed'").fetchall()
    assert {row[0] for row in found} == set(TABLES)


def test_without_a_login_session_the_functions_give_and_take_nothing(cast: Cast, evaluated: Round) -> None:
    officer, deputy = cast.world.seats["officer"].pk, cast.world.seats["deputy"].pk
    with acting(cast.world.congress.pk, session_key=""):
        give = "select sealed.give(%s, %s, '{\"overall\": \"satisfied\"}', '')"
        assert "not the seat" in refused(give, [deputy, evaluated.pk])
        assert "not an officer" in refused("select * from sealed.read_grades(%s, 'x', null)", [officer])
        assert "not an officer" in refused("select sealed.settle(%s, %s, 'x')", [officer, evaluated.pk])
        assert "not an officer" in refused("select * from sealed.read_settlements(%s, 'x', null)", [officer])
        assert "not an officer" in refused("select * from sealed.read_tallies(%s, 'x', array[1])", [officer])
        assert "not an officer" in refused("select sealed.enter_tally(%s, 1, 1, 0, 0)", [officer])
        assert sealed.mine(deputy, evaluated.pk) == ({}, "")


@pytest.mark.parametrize("who", ["clerk", "head", "dispatcher", "admin", "stranger", "cosigner", "deputy"])
def test_no_other_seat_reads_grades_whatever_seat_it_claims(cast: Cast, evaluated: Round, who: str) -> None:
    with cast.world.acting(who):
        for claimed in (cast.world.seats["officer"].pk, cast.world.seats[who].pk):
            assert "not an officer" in refused("select * from sealed.read_grades(%s, 'x', null)", [claimed])


@pytest.mark.parametrize("who", ["clerk", "head", "dispatcher", "admin", "officer", "cosigner", "bystander"])
def test_nobody_looks_into_a_deputy_s_own_evaluation_by_claiming_the_seat(
    cast: Cast, evaluated: Round, who: str
) -> None:
    with cast.world.acting(who):
        for claimed in (cast.world.seats["deputy"].pk, cast.world.seats[who].pk):
            assert sealed.mine(claimed, evaluated.pk) == ({}, "")
    assert sealed.mine(cast.world.seats["deputy"].pk, evaluated.pk) == ({"overall": "unsatisfied"}, REASON)


@pytest.mark.parametrize("who", ["officer", "clerk", "head", "cosigner", "bystander", "dispatcher"])
def test_nobody_evaluates_in_a_deputy_s_place_by_claiming_the_seat(cast: Cast, answered: Round, who: str) -> None:
    """Security B4, below the steps: the step would refuse them before."""
    with cast.world.acting(who):
        with pytest.raises(ProgrammingError, match="not the seat"), transaction.atomic():
            sealed.give(cast.world.seats["deputy"].pk, answered.pk, {"overall": "satisfied"}, "")
        with pytest.raises(DatabaseError), transaction.atomic():
            sealed.give(cast.world.seats[who].pk, answered.pk, {"overall": "satisfied"}, "")
    assert grades(cast) == []


def test_a_step_taken_with_another_s_seat_object_in_hand_still_meets_the_sealed_schema(
    cast: Cast, answered: Round
) -> None:
    """A page that took the wrong seat would be stopped here: the step passes the object's test, not the session's."""
    with cast.world.acting("clerk"), pytest.raises(ProgrammingError, match="not the seat"), transaction.atomic():
        take("evaluation.give", answered, cast.world.seats["deputy"], Evaluation({"overall": "satisfied"}))
    answered.refresh_from_db()
    assert answered.state == "answered"


def test_a_session_that_has_ended_or_whose_account_is_closed_reads_nothing(cast: Cast, evaluated: Round) -> None:
    officer = cast.world.seats["officer"]
    key = login(officer)
    with acting(cast.world.congress.pk, session_key=key):
        assert sealed.read(officer.pk, "test")
        LoginSession.objects.filter(session_key=key).update(expire_date=clock.now() - timedelta(days=1))
        assert "not an officer" in refused("select * from sealed.read_grades(%s, 'x', null)", [officer.pk])
        LoginSession.objects.filter(session_key=key).update(expire_date=clock.now() + timedelta(days=1))
        assert sealed.read(officer.pk, "test")
        assert officer.person.account is not None
        officer.person.account.is_active = False
        officer.person.account.save()
        assert "not an officer" in refused("select * from sealed.read_grades(%s, 'x', null)", [officer.pk])


@pytest.mark.parametrize("why", ["ended", "over", "to come"])
def test_an_officer_out_of_time_reads_nothing(cast: Cast, evaluated: Round, why: str) -> None:
    officer: Seat = cast.world.seats["officer"]
    day = timedelta(days=2)
    if why == "ended":
        setup.end_seat(officer)
    else:
        officer.from_on = clock.today() + (day if why == "to come" else -2 * day)
        officer.to_on = None if why == "to come" else clock.today() - day
        officer.save()
    with cast.world.acting("officer"):
        assert "not an officer" in refused("select * from sealed.read_grades(%s, 'x', null)", [officer.pk])


def test_an_officer_of_another_congress_reads_nothing_here(cast: Cast, evaluated: Round) -> None:
    foreign = make_world("lishan")
    officer = foreign.seats["officer"]
    key = login(officer)
    with acting(cast.world.congress.pk, session_key=key):
        assert "not an officer" in refused("select * from sealed.read_grades(%s, 'x', null)", [officer.pk])
    with acting(foreign.congress.pk, session_key=key):
        assert sealed.read(officer.pk, "test") == []
        assert sealed.read(officer.pk, "test", [evaluated.pk]) == []


def test_reading_another_congress_does_not_open_its_grades(cast: Cast, evaluated: Round) -> None:
    foreign = make_world("lishan")
    officer = foreign.seats["officer"]
    both = (foreign.congress.pk, cast.world.congress.pk)
    with acting(foreign.congress.pk, reading=both, session_key=login(officer)):
        assert sealed.read(officer.pk, "test", [evaluated.pk]) == []


def test_every_look_at_grades_is_written_down(cast: Cast, evaluated: Round) -> None:
    """The app role cannot read the looks; what it can see is that rows were added."""

    def looks() -> int:
        with connection.cursor() as cursor:
            cursor.execute("select sum(n_tup_ins) from pg_stat_xact_user_tables where relname = 'look'")
            return int(cursor.fetchone()[0])

    before = looks()
    grades(cast)
    grades(cast)
    assert looks() == before + 2


def test_an_evaluation_is_given_once(cast: Cast, evaluated: Round) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sealed.give(cast.world.seats["deputy"].pk, evaluated.pk, {"overall": "satisfied"}, "")
    assert [grade.grade for grade in grades(cast)] == ["unsatisfied"]


@pytest.mark.parametrize("given", [{}, {"overall": "excellent"}])
def test_the_schema_itself_refuses_no_grade_and_an_unknown_one(
    cast: Cast, answered: Round, given: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sealed.give(cast.world.seats["deputy"].pk, answered.pk, given, "")


def test_a_round_not_answered_or_not_led_takes_no_evaluation(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="not waiting"), transaction.atomic():
        sealed.give(cast.world.seats["deputy"].pk, cast.round_.pk, {"overall": "satisfied"}, "")


def test_a_grade_that_is_refused_leaves_no_trace(cast: Cast, answered: Round) -> None:
    before = Event.objects.filter(congress=cast.world.congress).count()
    with pytest.raises(RuntimeError), transaction.atomic():
        take("evaluation.give", answered, cast.world.seats["deputy"], Evaluation({"overall": "satisfied"}))
        raise RuntimeError("the page fell over after the step")
    assert grades(cast) == [] and Event.objects.filter(congress=cast.world.congress).count() == before


def test_the_event_of_an_evaluation_is_the_same_whatever_the_grade(cast: Cast, answered: Round) -> None:
    """It digests what was evaluated, never how; the settlement's reason stays sealed too."""

    def digest_of(grade: str, reason: str) -> str:
        with transaction.atomic():
            facts = Evaluation({"overall": grade}, reason)
            event = take("evaluation.give", answered, cast.world.seats["deputy"], facts)
            transaction.set_rollback(True)
        answered.refresh_from_db()
        return event.facts_digest

    assert digest_of("satisfied", "") == digest_of("unsatisfied", REASON) == digest_of("basically", "还行")


def test_closing_reasons_are_read_by_officers_alone(cast: Cast, evaluated: Round) -> None:
    officer = cast.world.seats["officer"]
    with cast.world.acting("officer"):
        take("evaluation.settle", evaluated, officer, Settlement("已列入明年计划。"))
        assert sealed.settlements(officer.pk, "test", [evaluated.pk]) == {evaluated.pk: "已列入明年计划。"}
    for who in ("clerk", "head", "dispatcher", "deputy", "admin"):
        with cast.world.acting(who):
            assert "not an officer" in refused("select * from sealed.read_settlements(%s, 'x', null)", [officer.pk])
