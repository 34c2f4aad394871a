"""The lists of an office written into a congress: sums, twice without harm, corrections, previews that keep nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from huiyin.foundation import files
from huiyin.foundation.sheets.writing import write_sheet
from huiyin.people import importing, queries, setup, taking_away
from huiyin.people.lists import ListRefused
from huiyin.people.models import Body, BodyContact, BodyKind, Person, Role, Seat
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
LISTS = Path(__file__).parents[1] / "data" / "lists"
FILES = {"bodies": "units.xlsx", "deputies": "deputies.xlsx", "contacts": "contacts.xlsx"}


@pytest.fixture
def world() -> World:
    return make_world()


def bring(world: World, kind: str, *lines: str) -> importing.ListReport:
    with world.acting():
        return importing.import_list(kind, world.congress, "\n".join(lines).encode(), "名单.csv")


def all_of(world: World) -> dict[str, importing.ListReport]:
    with world.acting():
        return {
            kind: importing.import_list(kind, world.congress, (LISTS / name).read_bytes(), name)
            for kind, name in FILES.items()
        }


def test_every_row_of_a_list_is_counted_once(world: World) -> None:
    for kind, report in all_of(world).items():
        wanted = json.loads((LISTS / f"{FILES[kind]}.expected.json").read_text())
        parts = report.added + report.changed + report.already_there + report.to_mend + sum(report.skipped.values())
        assert report.rows == wanted["rows"] == parts
        # Two contacts are of units that the list of units does not have.
        assert report.to_mend == wanted["to_mend"] + (2 if kind == "contacts" else 0)
        assert len(report.lines) == wanted["data"]


def test_the_same_lists_again_bring_nothing_new(world: World) -> None:
    all_of(world)
    with world.acting():
        before = (Body.objects.count(), Person.objects.count(), Seat.objects.count(), BodyContact.objects.count())
    again = all_of(world)
    assert {kind: (report.added, report.changed) for kind, report in again.items()} == dict.fromkeys(FILES, (0, 0))
    with world.acting():
        after = (Body.objects.count(), Person.objects.count(), Seat.objects.count(), BodyContact.objects.count())
    assert before == after


def test_a_corrected_list_changes_the_rows_that_differ_and_an_empty_cell_says_nothing(world: World) -> None:
    bring(world, "bodies", "单位名称,简称,分管领导", "临江区水务局,区水务局,王副区长")
    report = bring(world, "bodies", "单位名称,简称,分管领导", "临江区水务局,,李副区长")
    assert (report.added, report.changed) == (0, 1)
    with world.acting():
        body = Body.objects.get(congress=world.congress, name="临江区水务局")
    assert (body.short_name, body.leader_in_charge) == ("区水务局", "李副区长")


def test_an_office_list_is_the_word_that_rows_made_by_a_ledger_waited_for(world: World) -> None:
    with world.acting():
        setup.add_body(world.congress, "临江区水务局", "department", confirmed=False)
    report = bring(world, "bodies", "单位名称,类别", "临江区水务局,政府部门")
    assert (report.added, report.changed) == (0, 1)
    with world.acting():
        assert Body.objects.get(congress=world.congress, name="临江区水务局").confirmed


def test_deputies_get_a_seat_in_their_delegation_and_the_current_term(world: World) -> None:
    report = bring(world, "deputies", "姓名,性别,代表团,联系电话", "张一鸣,男,第二代表团,13800001234")
    assert report.added == 1
    with world.acting():
        seat = Seat.objects.select_related("person", "body", "term").get(
            congress=world.congress, person__name="张一鸣", role=Role.DEPUTY
        )
        assert (seat.body.name, seat.body.kind) == ("第二代表团", BodyKind.DELEGATION)
        assert seat.term is not None and seat.term.number == 18
        assert seat.person.phone == "13800001234"


def test_two_deputies_of_one_name_in_two_delegations_are_two_people(world: World) -> None:
    bring(world, "deputies", "姓名,代表团", "张一鸣,第一代表团", "张一鸣,第二代表团")
    with world.acting():
        assert Person.objects.filter(congress=world.congress, name="张一鸣").count() == 2


def test_a_contact_of_an_unknown_unit_waits_to_be_mended(world: World) -> None:
    report = bring(world, "contacts", "单位,联系人,办公电话", "区没有局,张三,88880000", "区教育局,李四,88881111")
    assert (report.added, report.to_mend) == (1, 1)
    assert "区没有局" in report.lines[0].sentences[0] and "请" in report.lines[0].sentences[0]


def test_a_preview_keeps_nothing_and_the_kept_file_is_written_later(world: World) -> None:
    content = "单位名称,类别\n临江区水务局,政府部门\n".encode()
    with world.acting():
        stored = files.store(io.BytesIO(content), "单位.csv", limit=10_000, allowed=files.TABLES)
        seen = importing.preview_list("bodies", world.congress, stored)
        assert seen.added == 1
        assert not Body.objects.filter(congress=world.congress, name="临江区水务局").exists()
        row = importing.keep_list("bodies", world.congress, stored)
        assert importing.kept_list("contacts", world.congress, row.pk) is None
        assert importing.write_list("bodies", world.congress, row).added == 1
        assert importing.preview_list("bodies", world.congress, row).added == 0


def test_a_file_that_is_no_such_list_is_refused_with_what_to_do(world: World) -> None:
    with pytest.raises(ListRefused, match="请"):
        bring(world, "deputies", "甲,乙", "1,2")


def test_a_list_that_was_taken_away_comes_back_as_nothing_new(world: World) -> None:
    """What goes out carries masked telephones (PIPL 51); uploaded again they must not replace the true ones."""
    all_of(world)
    for kind in FILES:
        with world.acting():
            headings, rows = taking_away.as_table(kind, world.congress)
            target = io.BytesIO()
            write_sheet(target, f"临江区{kind}", headings, rows, subtitle="导出")
            report = importing.import_list(kind, world.congress, target.getvalue(), "导出.xlsx")
        assert (report.added, report.changed, report.to_mend) == (0, 0, 0), kind
        assert "13800001001" not in str(rows) and "13800002001" not in str(rows)
    with world.acting():
        assert "13800001001" in {p.phone for p in Person.objects.filter(congress=world.congress)}


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("027-88886666", "027-******66"),
        ("02788886666", "027****6666"),
        ("13800001234 13900005678", "138****1234 139****5678"),
        ("8808", "8808"),
        ("", ""),
    ],
)
def test_a_masked_number_is_recognised_but_cannot_be_called(phone: str, shown: str) -> None:
    assert queries.masked(phone) == shown


def test_every_contact_gets_a_clerk_seat_once(world: World) -> None:
    all_of(world)
    with world.acting():
        made = importing.people_of_contacts(world.congress)
        assert len(made) > 20
        assert importing.people_of_contacts(world.congress) == []
        clerks = Seat.objects.filter(congress=world.congress, role=Role.UNIT_CLERK, pk__in=[seat.pk for seat in made])
        assert clerks.count() == len(made)
        assert not clerks.filter(body__kind__in=queries.NO_UNITS).exists()


def test_an_import_touches_no_other_congress(world: World) -> None:
    other = make_world("hengshan")
    with other.acting():
        before: Any = list(Body.objects.filter(congress=other.congress).values_list("name", flat=True))
    all_of(world)
    with other.acting():
        assert list(Body.objects.filter(congress=other.congress).values_list("name", flat=True)) == before
