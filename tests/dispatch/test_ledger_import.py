"""The ledger import from file to desks, by the same code as page and command (acceptance 2 of issue A)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import take
from huiyin.dispatch import importing
from huiyin.dispatch.models import Assignment, LedgerImport, LedgerRowResult, Mode, Stage
from huiyin.foundation import clock
from huiyin.people.models import Body, Person, Session
from huiyin.proposals.models import Correction, Proposal, ProposalState
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
LEDGERS = Path(__file__).parents[1] / "data" / "ledgers"
NASTY = sorted(p.name.removesuffix(".expected.json") for p in LEDGERS.glob("*.expected.json"))


@pytest.fixture
def world() -> World:
    return make_world()


def bring_in(
    world: World, name: str, *, create: bool = True, seat: str | None = None
) -> tuple[LedgerImport, importing.Report]:
    with (LEDGERS / name).open("rb") as file, world.acting():
        read = importing.read_ledger(file, name)
        session = importing.session_for(world.congress, read, None, None)
        on = read.heading.handed_over_on or date(2026, 1, 20)
        made = importing.open_import(world.congress, file, name, read, session, on, create_missing=create)
        return made, importing.run_import(made, world.seats[seat] if seat else None)


def sums(report: importing.Report) -> int:
    skipped = sum(report.skipped.values())
    return report.imported + report.already_there + report.differs + report.to_mend + skipped


@pytest.mark.parametrize("name", [n for n in NASTY if "5000" not in n])
def test_the_rows_of_a_ledger_add_up(world: World, name: str) -> None:
    expected = json.loads((LEDGERS / f"{name}.expected.json").read_text())
    _, report = bring_in(world, name)
    assert sums(report) == report.rows == expected["rows"]
    assert report.imported + report.already_there + report.to_mend == expected["data"]
    assert report.to_mend == expected["to_mend"]
    with world.acting():
        on_desks = Assignment.objects.filter(congress=world.congress, mode__in=("lead", "joint_lead", "separate"))
        assert on_desks.values("proposal").distinct().count() == expected["on_a_desk"]


def test_the_real_ledger_reaches_fifty_one_desks_with_due_dates_and_three_wait(world: World) -> None:
    """DBF 51: three months from the hand-over of 20 January 2026."""
    made, report = bring_in(world, "handover-ledger.xlsx")
    assert (report.imported, report.to_mend, report.skipped) == (54, 0, {"title": 4, "blank": 2, "total": 1})
    assert report.questions == 40
    with world.acting():
        rows = Proposal.objects.filter(congress=world.congress)
        assert rows.filter(state=ProposalState.HANDED_OVER).count() == 51
        assert rows.filter(state=ProposalState.REGISTERED).count() == 3
        answering = Assignment.objects.filter(congress=world.congress).exclude(mode=Mode.ASSIST)
        assert set(answering.values_list("due_on", "stage")) == {(date(2026, 4, 20), Stage.WAITING)}
        assert made.session.term.number == 18 and made.session.number == 5


def test_the_same_file_again_brings_nothing_new(world: World) -> None:
    bring_in(world, "handover-ledger.xlsx")
    _, again = bring_in(world, "handover-ledger.xlsx")
    assert (again.imported, again.already_there, again.questions) == (0, 54, 0)


def test_a_corrected_file_shows_its_changed_rows_as_differences_to_accept(world: World) -> None:
    bring_in(world, "handover-ledger.xlsx")
    made, report = bring_in(world, "handover-corrected.xlsx")
    assert (report.imported, report.already_there, report.differs) == (1, 51, 3)
    with world.acting():
        differing = LedgerRowResult.objects.filter(congress=world.congress, ledger=made, outcome="differs")
        for row in differing:
            importing.accept(row, world.seats["officer"])
        assert Correction.objects.filter(congress=world.congress).exists(), "the old values stay visible"
    _, again = bring_in(world, "handover-corrected.xlsx")
    assert (again.differs, again.already_there) == (0, 55)


def test_units_and_deputies_not_in_the_lists_are_made_to_be_confirmed(world: World) -> None:
    bring_in(world, "handover-ledger.xlsx")
    with world.acting():
        unit = Body.objects.get(congress=world.congress, name="舒城县水利局")
        assert (unit.kind, unit.confirmed) == ("department", False)
        assert not Person.objects.get(congress=world.congress, name="示例代表01").confirmed


def test_nothing_is_made_when_told_so_and_the_rows_wait_to_be_mended(world: World) -> None:
    _, report = bring_in(world, "handover-ledger.xlsx", create=False)
    assert (report.imported, report.to_mend) == (0, 54)
    with world.acting():
        assert not Body.objects.filter(congress=world.congress, confirmed=False).exists()


def test_an_import_is_undone_as_one_act_but_what_a_unit_received_stays(world: World) -> None:
    made, _ = bring_in(world, "two-row-groups.xlsx")
    with world.acting():
        row = Assignment.objects.filter(congress=world.congress, state="handed_over").first()
        assert row is not None
        from huiyin.people import setup

        clerk = setup.add_seat(setup.add_person(world.congress, "新经办"), row.body, "unit_clerk")
        take("assignment.receive", row, clerk)
        before = Proposal.objects.filter(congress=world.congress).exclude(state="voided").count()
        gone, stayed = importing.undo_import(made, world.seats["officer"], "表传错了")
        assert (gone, [p.pk for p in stayed]) == (before - 1, [row.proposal_id])
        assert not Assignment.objects.filter(congress=world.congress, stage=Stage.WAITING).exists()
    _, again = bring_in(world, "two-row-groups.xlsx")
    assert again.imported == before - 1, "undone items may be imported again"


def test_the_hand_over_is_dated_as_the_ledger_says_and_marked_as_entered_late(world: World) -> None:
    from huiyin.chain.models import Event

    with clock.frozen(date(2026, 3, 2)):
        bring_in(world, "handover-ledger.xlsx")
    with world.acting():
        event = Event.objects.filter(congress=world.congress, step="dispatch.hand_over_from_ledger").first()
        assert event is not None
        assert (event.happened_on, event.late_ground) == (date(2026, 1, 20), "import")


def test_a_refused_row_spoils_neither_its_slice_nor_the_numbers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importing._import_row

    def refuse_third(unit: object, made: object, row: object, *rest: object) -> object:
        if row.row_no == 7:  # type: ignore[attr-defined]
            raise StepRefused("这一行办不了。")
        return real(unit, made, row, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "_import_row", refuse_third)
    _, report = bring_in(world, "handover-ledger.xlsx")
    assert (report.imported, report.to_mend) == (53, 1)
    with world.acting():
        numbers = list(
            Proposal.objects.filter(congress=world.congress, kind="suggestion")
            .order_by("own_no")
            .values_list("own_no", flat=True)
        )
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_session_not_there_yet_is_made_to_be_confirmed(world: World) -> None:
    with (LEDGERS / "handover-ledger.xlsx").open("rb") as file, world.acting():
        read = importing.read_ledger(file, "handover-ledger.xlsx")
        made = importing.session_for(world.congress, read, 6, 19)
        assert not made.confirmed and not made.term.confirmed
        assert Session.objects.filter(congress=world.congress, number=6).count() == 1


@pytest.mark.deep
def test_five_thousand_rows_half_of_them_bad_are_told_apart(world: World) -> None:
    """Bad input 125."""
    _, report = bring_in(world, "half-bad-5000.xlsx")
    assert (report.imported, report.to_mend, report.rows) == (2500, 2500, 5001)
