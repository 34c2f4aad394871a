"""W2: items that deputies write, streets and the district read, and the office registers (acceptance 2 of issue C)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from huiyin.chain.models import Event
from huiyin.chain.verifying import verify
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress
from huiyin.proposals.models import Proposal, Reading, Signer
from huiyin.reports.replays import judging, planning, reading

DATA = Path(__file__).parent.parent / "data" / "replays"


def told(text: str) -> None:
    """Progress, which nobody reads here."""


def test_six_items_are_raised_read_and_registered_by_the_real_steps(own_database: str) -> None:
    verdicts = judging.run(reading.read(DATA / "raised"), told)
    assert [verdict.product for verdict in verdicts] == [verdict.expected.printed for verdict in verdicts]
    congress = Congress.objects.get()
    with acting(congress.pk):
        found = verify(congress)
        assert found.events and not found.breaches
        steps = Counter(Event.objects.filter(congress=congress).values_list("step", flat=True))
        numbers = list(Proposal.objects.filter(congress=congress).order_by("own_no").values_list("own_no", flat=True))
        decided = Counter(Reading.objects.filter(congress=congress).values_list("tier", "decision"))
        signers = Signer.objects.filter(congress=congress, withdrawn_on__isnull=True).count()
    # Six readings at each tier let pass, and four times a deputy was asked to think again.
    assert steps == Counter(
        {
            "proposal.submit": 6,
            "reading.pass": 12,
            "reading.advise": 4,
            "proposal.resubmit": 4,
            "proposal.accept": 6,
        }
    )
    assert numbers == [1, 2, 3, 4, 5, 6], "no gaps"
    assert decided[("street", "taken")] == decided[("street", "own")] == decided[("street", "kept")] == 1
    assert decided[("district", "taken")] == 1
    assert signers == 12, "the lead and one other stand behind each text as it was registered"


@pytest.mark.parametrize("control", [planning.flip_grade, planning.drop_item], ids=["one stays", "one dropped"])
def test_an_item_that_is_not_read_through_and_one_that_is_dropped_are_noticed(
    own_database: str, control: judging.Control
) -> None:
    registered, through, _ = judging.run(reading.read(DATA / "raised"), told, control)
    assert (registered.product, through.product) == ("3件", "5件中的5件")


def test_wuchang_s_two_readings_are_planned_for_every_suggestion_of_the_report() -> None:
    """W2: 129 and 139."""
    items = planning.plan(reading.read(reading.SHIPPED / "wuchang-reading").inputs)
    assert Counter(item.side for item in items) == {"session": 129, "between": 139}
    sent_back = Counter((item.side, tier) for item in items for tier in item.advised)
    assert sent_back == {
        ("session", "street"): 26,
        ("session", "district"): 13,
        ("between", "street"): 28,
        ("between", "district"): 14,
    }
    stays = [item.stays for item in planning.flip_grade(items)]
    assert stays.count(True) == 1 and len(planning.drop_item(items)) == len(items) - 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"advised": {"province": 1}},
        {"advised": {"street": 5}},
        {"kind": "motion"},
    ],
    ids=["no such tier", "more than items", "a motion"],
)
def test_items_that_cannot_be_raised_so_are_refused(wrong: dict[str, Any]) -> None:
    right = reading.read(DATA / "raised").inputs.model_dump()
    with pytest.raises(ValidationError):
        reading.Inputs.model_validate(right | {"items": [right["items"][0] | wrong]})


@pytest.mark.parametrize(
    "wrong",
    [{"submitted": 0}, {"cosigners": 6}, {"criteria": ()}],
    ids=["out of order", "too many", "nothing looked at"],
)
def test_a_raising_that_does_not_hold_together_is_refused(wrong: dict[str, Any]) -> None:
    right = reading.read(DATA / "raised").inputs.model_dump()
    with pytest.raises(ValidationError):
        reading.Inputs.model_validate(right | {"raising": right["raising"] | wrong})


@pytest.mark.deep
def test_wuchang_s_readings_come_out_as_printed(own_database: str) -> None:
    verdicts = judging.run(reading.read(reading.SHIPPED / "wuchang-reading"), told)
    assert [verdict.product for verdict in verdicts] == [verdict.expected.printed for verdict in verdicts]
    congress = Congress.objects.get()
    with acting(congress.pk):
        assert not verify(congress).breaches
