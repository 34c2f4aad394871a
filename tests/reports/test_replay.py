"""Replays: a report's counts walked through the real steps (acceptance 4 of issue A), and controls that must fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from huiyin.chain.models import Event
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.foundation.database import roles
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress
from huiyin.reports.replays import judging, planning, reading
from tests.support import server

DATA = Path(__file__).parent.parent / "data" / "replays"


def told(text: str) -> None:
    """Progress, which nobody reads here."""


def test_a_dozen_items_walk_the_real_steps_to_the_figures_of_their_report(own_database: str) -> None:
    verdicts = judging.run(reading.read(DATA / "dozen"), told)
    assert [verdict.product for verdict in verdicts] == [verdict.expected.printed for verdict in verdicts]
    assert all(verdict.equal for verdict in verdicts)
    congress = Congress.objects.get()
    assert congress.is_demo
    with acting(congress.pk):
        found = verify(congress)
        assert found.events and not found.breaches
        events = Event.objects.filter(congress=congress)
        first, last = (events.order_by(order)[0] for order in ("happened_on", "-happened_on"))
        assert first.happened_on == date(2023, 1, 5)
        assert date(2023, 1, 5) < last.happened_on <= date(2023, 12, 1)
        # Replays set the legal date, never the moment of recording.
        assert {event.at.astimezone(clock.SHANGHAI).year for event in events} == {clock.now().year}
        steps = set(events.values_list("step", flat=True))
    assert steps >= {
        "proposal.register",
        "dispatch.hand_over",
        "dispatch.assign",
        "assignment.receive",
        "contact.record",
        "letter.submit",
        "letter.clear",
        "letter.send",
        "letter.open",
        "evaluation.give",
        "evaluation.settle",
        "rehandling.order",
        "proposal.conclude",
    }


@pytest.mark.parametrize(
    ("control", "evaluated"),
    [(None, 3), (planning.flip_grade, 3), (planning.drop_item, 2)],
    ids=["as it was", "one grade flipped", "one item dropped"],
)
def test_a_flipped_grade_and_a_dropped_item_are_noticed(
    own_database: str, control: judging.Control | None, evaluated: int
) -> None:
    (verdict,) = judging.run(reading.read(DATA / "three"), told, control)
    assert verdict.equal is (control is None)
    assert verdict.figures[0].denominator == evaluated


def test_the_plan_of_a_replay_is_always_the_same_and_holds_every_count() -> None:
    inputs = reading.read(reading.SHIPPED / "wuchang").inputs
    items = planning.plan(inputs)
    assert items == planning.plan(inputs)
    assert len(items) == 2 + 129 + 139
    given = [item for item in items if item.path == "government" and item.side == "session"]
    assert len(given) == 123
    assert [sum(item.grades[0] == grade for item in given) for grade in ("satisfied", "basically", "unsatisfied")] == [
        113,
        9,
        1,
    ]
    assert [item.grades for item in given if len(item.grades) > 1] == [("unsatisfied", "satisfied")]


@pytest.mark.parametrize("name", reading.shipped())
def test_a_shipped_replay_prints_what_its_quote_says_or_says_why_it_follows(name: str) -> None:
    for figure in reading.read(reading.SHIPPED / name).expected:
        assert figure.mechanism and figure.quote
        assert figure.derived or figure.printed in figure.quote


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": {"satisfied": 3, "basically": 1}},
        {"again": {"satisfied": 1}},
        {"registered": (date(2023, 1, 5), date(2023, 11, 7))},
        {"registered": (date(2023, 1, 7), date(2023, 1, 5))},
        {"path": "none"},
        {"first": {"delighted": 3}},
    ],
    ids=["more grades than items", "again without unsatisfied", "after the report", "backwards", "unhanded", "unknown"],
)
def test_inputs_that_do_not_hold_together_are_refused(wrong: dict[str, Any]) -> None:
    right = reading.read(DATA / "three").inputs.model_dump()
    reading.Inputs.model_validate(right)
    with pytest.raises(ValidationError):
        reading.Inputs.model_validate(right | {"items": [right["items"][0] | wrong]})


def test_steps_out_of_order_are_refused() -> None:
    right = reading.read(DATA / "three").inputs.pace.model_dump()
    with pytest.raises(ValidationError):
        reading.Pace.model_validate(right | {"talked": right["answered"] + 1})


# -- the command -------------------------------------------------------------------------------------------------------


def huiyin(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator types it, on the test session's server."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "huiyin", *arguments], env=kept, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def databases_left() -> list[Any]:
    with roles.superuser(server.home()) as connection:
        found: list[Any] = connection.execute(
            "select datname from pg_database where datname like 'huiyin\\_replay\\_%'"
        ).fetchall()
    return found


def test_an_unknown_replay_is_refused_with_the_names_there_are() -> None:
    done = huiyin("replay", "nowhere")
    assert done.returncode == 2
    assert "wuchang" in done.stderr and not done.stdout


@pytest.mark.deep
def test_wuchang_2023_comes_out_as_printed(django_db_setup: None) -> None:
    """Acceptance 4 of issue A: 113 / 9 / 1 of 123 and 128 / 10 / 1 of 139; 114 / 9 / 0 and 129 / 10 / 0 in the end."""
    done = huiyin("replay", "wuchang", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    (wuchang,) = report["replays"]
    assert report["equal"] and wuchang["equal"]
    printed = {(f["mechanism"], f["name"]): f["product"] for f in wuchang["figures"]}
    assert printed["W10", "大会期间建议·满意（首次）"] == "123件建议中,代表满意的113件,占91.87%"
    assert printed["W10", "大会期间建议·基本满意（首次）"] == "基本满意9件,占7.32%"
    assert printed["W10", "大会期间建议·不满意（首次）"] == "不满意1件,占0.81%"
    assert printed["W10", "闭会期间建议·满意（首次）"] == "139条闭会建议中:代表对办理工作满意的128件,占92.09%"
    assert printed["W10", "闭会期间建议·基本满意（首次）"] == "基本满意10件,占7.19%"
    assert printed["W10", "闭会期间建议·不满意（首次）"] == "不满意1件,占0.72%"
    assert printed["W9", "大会期间建议·满意/基本满意/不满意（最终）"] == "114 / 9 / 0，共123件"
    assert printed["W9", "闭会期间建议·满意/基本满意/不满意（最终）"] == "129 / 10 / 0，共139件"
    assert databases_left() == []


@pytest.mark.deep
@pytest.mark.parametrize("control", ["--flip-grade", "--drop-item"])
def test_the_controls_of_wuchang_2023_fail_and_leave_no_database_behind(django_db_setup: None, control: str) -> None:
    done = huiyin("replay", "wuchang", control)
    assert done.returncode == 1, done.stderr
    assert "不一致！" in done.stdout
    assert databases_left() == []
