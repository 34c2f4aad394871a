"""Security B2, B3: the same history with a good grade, a bad grade, and none yet. Nobody on the government's side may
be able to tell them apart until the office acts; page by page this is asked again where the pages are tested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import take
from huiyin.evaluation import sealed
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling import desks
from huiyin.handling.casefiles import read_case
from huiyin.handling.desk_filters import Filters
from huiyin.handling.desk_views import VIEWS
from huiyin.handling.models import Round
from huiyin.handling.steps import Remark
from huiyin.handling.story import tell
from tests.chain.cast import Cast

pytestmark = pytest.mark.django_db

WORLDS: dict[str, Evaluation | None] = {
    "none": None,
    "satisfied": Evaluation({"overall": "satisfied"}),
    "unsatisfied": Evaluation({"overall": "unsatisfied"}, "断点怎么打通一个字没写。"),
}
GOVERNMENT_SIDE = ("clerk", "head", "stranger", "dispatcher", "third_clerk", "admin")
# What the clock of the machine and the sequences of the database give, in any world anew.
RUNNING = {"id", "at", "saved_at", "opened_at", "deliver_at", "event_id", "digest", "previous", "expire_date"}


@pytest.fixture
def answered(cast: Cast) -> Round:
    round_ = cast.world.receive(cast.lead)
    cast.world.answer(round_)
    take("letter.open", round_, cast.world.seats["deputy"])
    return round_


def in_each(cast: Cast, round_: Round, look: Callable[[], Any]) -> dict[str, Any]:
    """What `look` sees in each world; each is taken back before the next."""
    seen = {}
    for name, given in WORLDS.items():
        with transaction.atomic():
            fresh = Round.objects.get(pk=round_.pk)
            if given is not None:
                take("evaluation.give", fresh, cast.world.seats["deputy"], given)
            seen[name] = look()
            transaction.set_rollback(True)
    return seen


def read(cast: Cast, who: str) -> dict[str, Any]:
    """All that the reading functions give this seat, times and row numbers left out."""
    seat = cast.world.seats[who]
    today = clock.today()
    notices = Notice.objects.filter(congress=cast.world.congress, seat_id=seat.pk).order_by("id")
    seen: dict[str, Any] = {"notices": list(notices.values_list("text", "path", "case_id"))}
    with cast.world.acting(who):
        seen["counts"] = desks.counts(seat, today) if seat.role in VIEWS else {}
        file = read_case(seat, cast.proposal.pk)
        if file is None:
            return seen
        case = file.case
        seen["lines"] = [{k: v for k, v in asdict(line).items() if k not in ("at", "number")} for line in tell(file)]
        seen["case"] = (case.state, case.version, file.knows_of_evaluations)
        seen["parts"] = [(part.words, part.row.stage, part.row.due_on, part.row.version) for part in file.parts]
        rounds = [made for part in file.parts for made in part.rounds]
        seen["rounds"] = [
            (made.words, made.round.version, made.evaluate_clock, made.demands, len(made.contacts)) for made in rounds
        ]
        things = [case, *(part.row for part in file.parts), *(made.round for made in rounds)]
        seen["buttons"] = [[step.code for step in catalogue.possible(thing, seat)] for thing in things]
        for view in VIEWS.get(seat.role, ()):
            rows = desks.desk(seat, today, view, Filters()).rows
            seen[f"desk {view.key}"] = [str(row) for row in rows]
    return seen


@pytest.mark.parametrize("who", GOVERNMENT_SIDE)
def test_nobody_on_the_government_s_side_can_tell_whether_and_how_a_deputy_has_evaluated(
    cast: Cast, answered: Round, who: str
) -> None:
    seen = in_each(cast, answered, lambda: read(cast, who))
    for name in WORLDS:
        assert seen[name] == seen["none"], name


def test_the_deputies_committee_and_the_lead_deputy_do_see_that_there_is_an_evaluation(
    cast: Cast, answered: Round
) -> None:
    """The control: the comparison above would notice."""
    for who in ("officer", "deputy"):
        seen = in_each(cast, answered, lambda who=who: read(cast, who))  # type: ignore[misc]
        assert seen["none"] != seen["satisfied"], who


def test_a_good_and_a_bad_grade_leave_the_same_rows_in_every_table_the_app_role_can_read(
    cast: Cast, answered: Round
) -> None:
    """Also raw, with every event and clock: only the sealed schema differs. List of what differs: nothing."""
    seen = in_each(cast, answered, dump)
    assert seen["satisfied"] == seen["unsatisfied"]
    assert seen["none"] != seen["satisfied"], "the control: an evaluation leaves an event, a state, a stopped clock"


def test_what_differs_in_the_raw_rows_once_a_deputy_has_evaluated_is_this_and_pages_leave_it_out(
    cast: Cast, answered: Round
) -> None:
    """Against an app role taken over, only the grade is sealed, not that there is one: kept here in sight."""
    seen = in_each(cast, answered, dump)
    changed = {table for table in seen["none"] if seen["none"][table] != seen["satisfied"][table]}
    assert changed == {"chain_event", "chain_head", "handling_round", "foundation_notice"}


def dump() -> dict[str, list[tuple[Any, ...]]]:
    tables: dict[str, list[tuple[Any, ...]]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("huiyin.") or model.__name__ in ("SearchEntry", "LoginSession"):
            continue
        names = [f'"{field.column}"' for field in model._meta.concrete_fields if field.column not in RUNNING]
        with connection.cursor() as cursor:
            cursor.execute(f'select {", ".join(names)} from "{model._meta.db_table}"')
            tables[model._meta.db_table] = sorted(cursor.fetchall(), key=repr)
    return tables


@pytest.mark.parametrize(
    "code, facts",
    [
        ("letter.submit", None),
        ("letter.clear", None),
        ("letter.send", None),
        ("letter.send_back", Remark("再改")),
        ("letter.recall", None),
        ("letter.withdraw", None),
        ("evaluation.settle", Settlement()),
        ("rehandling.order", Order("再办")),
    ],
)
@pytest.mark.parametrize("who", ["clerk", "head"])
def test_trying_a_step_tells_the_unit_nothing_either(
    cast: Cast, answered: Round, who: str, code: str, facts: Any
) -> None:
    def attempt() -> tuple[str, str]:
        try:
            take(code, Round.objects.get(pk=answered.pk), cast.world.seats[who], facts)
        except StepRefused as refused:
            return type(refused).__name__, refused.sentence
        except AlreadyDone as done:
            return "AlreadyDone", done.event.step if done.event is not None else ""
        raise AssertionError(f"{code} by {who} went through")

    seen = in_each(cast, answered, attempt)
    assert len(set(seen.values())) == 1, seen


def test_a_unit_learns_of_a_second_round_only_from_the_office_s_order_in_the_office_s_words(
    cast: Cast, answered: Round
) -> None:
    reason = "断点怎么打通一个字没写。"
    take("evaluation.give", answered, cast.world.seats["deputy"], Evaluation({"overall": "unsatisfied"}, reason))
    with cast.world.acting("officer"):
        cast.world.order(answered, "请逐项写明完成时间后重新答复。")
    for who in ("clerk", "head", "dispatcher"):
        seen = str(read(cast, who))
        assert "请逐项写明完成时间" in seen
        for word in (reason, "不满意", "unsatisfied", "满意", "已评价"):
            assert word not in seen, (who, word)


def test_closing_after_a_good_and_over_a_bad_grade_leaves_the_unit_the_same_sight(cast: Cast, answered: Round) -> None:
    """The office's reason for closing over an “unsatisfied” would tell: it is sealed with the grade."""

    def closed() -> list[dict[str, Any]]:
        with cast.world.acting("officer"):
            round_ = Round.objects.get(pk=answered.pk)
            if round_.state == "answered":
                return []
            officer = cast.world.seats["officer"]
            unsatisfied = any(grade.grade == "unsatisfied" for grade in sealed.read(officer.pk, "test"))
            take("evaluation.settle", round_, officer, Settlement("已列入明年计划。" if unsatisfied else ""))
        return [read(cast, who) for who in ("clerk", "dispatcher")]

    seen = in_each(cast, answered, closed)
    assert seen["satisfied"] == seen["unsatisfied"]
