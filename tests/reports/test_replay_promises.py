"""C8 replayed: 11 promises carried over and 42 new; 38 due and kept, 1 due and still in work, 14 not yet due."""

from __future__ import annotations

import pytest

from huiyin.chain.models import Event
from huiyin.chain.verifying import verify
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress
from huiyin.reports.replays import judging, planning, reading

LEDGER = reading.SHIPPED / "chongqing-promises"


def told(text: str) -> None:
    """Progress, which nobody reads here."""


def test_the_plan_holds_the_report_s_fifty_three_promises() -> None:
    items = planning.plan(reading.read(LEDGER).inputs)
    promises = [piece.promise for item in items for piece in item.pieces if piece.promise is not None]
    assert len(items) == len(promises) == 53
    assert sum(one.kept is not None for one in promises) == 38


@pytest.mark.parametrize("control", [planning.flip_grade, planning.drop_item])
def test_each_control_changes_one_promise(control: judging.Control) -> None:
    items = planning.plan(reading.read(LEDGER).inputs)
    changed = [piece.promise for item in control(items) for piece in item.pieces if piece.promise is not None]
    assert sum(one.kept is not None for one in changed) == 37


@pytest.mark.deep
@pytest.mark.parametrize(("control", "equal"), [(None, True), (planning.flip_grade, False), (planning.drop_item, False)])
def test_the_ledger_of_chongqing_comes_out_as_printed_and_not_with_a_promise_broken_or_missing(
    own_database: str, control: judging.Control | None, equal: bool
) -> None:
    verdicts = judging.run(reading.read(LEDGER), told, control)
    assert all(one.equal for one in verdicts) is equal
    congress = Congress.objects.get()
    with acting(congress.pk):
        assert verify(congress).breaches == []
        steps = set(Event.objects.filter(congress=congress).values_list("step", flat=True))
    assert steps >= {"promise.mark", "promise.give", "promise.report_done", "promise.close"}
