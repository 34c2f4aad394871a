"""W3, W4, C5, C6, M5, M7 replayed: reception days, heavy units, key items, an inspection, a sealed count, reminders in person."""

from __future__ import annotations

import pytest

from huiyin.chain.models import Event
from huiyin.chain.verifying import verify
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress
from huiyin.reports.replays import judging, planning, reading
from tests.reports.test_replay import SUPERVISED, told


@pytest.mark.parametrize("name", SUPERVISED)
def test_the_controls_change_an_item_that_is_supervised(name: str) -> None:
    items = planning.plan(reading.read(reading.SHIPPED / name).inputs)
    assert items[0].led_by or items[0].looked
    flipped = planning.flip_grade(items)[0]
    assert not (flipped.led_by or flipped.looked) and len(planning.drop_item(items)) == len(items) - 1


def test_the_nine_heaviest_have_what_the_report_says_and_nobody_else_comes_near() -> None:
    items = planning.plan(reading.read(reading.SHIPPED / "wuchang-supervision").inputs)
    of: dict[str, int] = {}
    for item in items:
        of[item.pieces[0].unit] = of.get(item.pieces[0].unit, 0) + 1
    most = sorted(of.values(), reverse=True)
    assert (sum(most[:9]), most[8], max(most[9:])) == (81, 5, 2)


@pytest.mark.deep
@pytest.mark.parametrize("name", SUPERVISED)
@pytest.mark.parametrize("control", [None, planning.flip_grade, planning.drop_item])
def test_supervision_comes_out_as_printed_and_not_with_an_item_less(
    own_database: str, name: str, control: judging.Control | None
) -> None:
    verdicts = judging.run(reading.read(reading.SHIPPED / name), told, control)
    wrong = [(one.expected.name, one.expected.printed, one.product) for one in verdicts if not one.equal]
    assert bool(wrong) is (control is not None), wrong
    congress = Congress.objects.get()
    with acting(congress.pk):
        assert verify(congress).breaches == []
        steps = set(Event.objects.filter(congress=congress).values_list("step", flat=True))
    assert steps >= {"check.plan", "check.hold", "check_row.find", "check.close"}
