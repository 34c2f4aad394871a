"""内部记录: notes of a unit on its item, corrected beside what was there, read by nobody outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import Reassigning
from huiyin.dispatch.steps import Target
from huiyin.foundation import clock
from huiyin.inside import notes
from huiyin.inside.models import InsideNote
from huiyin.inside.notes import NotNoted
from tests.world import World, make_world

HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 3, 20)
OTHERS = ("stranger", "stranger_head", "deputy", "cosigner", "officer", "dispatcher", "leader", "chair", "secretary",
          "street_clerk", "team_clerk", "admin")  # fmt: skip


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY), made.acting():
        yield made


@pytest.fixture
def row(world: World) -> Assignment:
    with clock.frozen(HANDED_OVER):
        (made,) = world.by_the_office(world.register())
    return made


def test_a_note_is_read_by_the_unit_and_leaves_no_event(world: World, row: Assignment) -> None:
    before = Event.objects.count()
    notes.add(world.seats["clerk"], row, "和交警队说好周五一起去。")
    (seen,) = notes.notes(world.seats["head"], row)
    assert seen.note.text == "和交警队说好周五一起去。" and not seen.mine
    assert Event.objects.count() == before


def test_a_correction_stands_beside_the_note_and_only_its_author_writes_it(world: World, row: Assignment) -> None:
    clerk, head = world.seats["clerk"], world.seats["head"]
    first = notes.add(clerk, row, "周五去。")
    with pytest.raises(NotNoted, match="只有写这条记录的人"):
        notes.add(head, row, "周六去。", first.pk)
    notes.add(clerk, row, "改周四去。", first.pk)
    (seen,) = notes.notes(head, row)
    assert seen.note.text == "周五去。" and [one.text for one in seen.corrections] == ["改周四去。"]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_or_writes_one(world: World, row: Assignment, who: str) -> None:
    notes.add(world.seats["clerk"], row, "只给自己看。")
    assert notes.notes(world.seats[who], row) == []
    with pytest.raises(NotNoted):
        notes.add(world.seats[who], row, "别人写的。")


def test_a_note_of_another_item_cannot_be_put_right_here(world: World, row: Assignment) -> None:
    with clock.frozen(HANDED_OVER):
        (other,) = world.by_the_office(world.register("关于另一件的建议"))
    elsewhere = notes.add(world.seats["clerk"], other, "另一件。")
    with pytest.raises(InsideNote.DoesNotExist):
        notes.add(world.seats["clerk"], row, "改。", elsewhere.pk)


def test_a_unit_that_lost_the_item_reads_its_notes_and_writes_no_more(world: World, row: Assignment) -> None:
    notes.add(world.seats["clerk"], row, "先问教育局。")
    school = Target(world.bodies["school"].pk, Mode.LEAD)
    take("assignment.replace", row, world.seats["dispatcher"], Reassigning((school,), "归教育局。"))
    row.refresh_from_db()
    assert len(notes.notes(world.seats["clerk"], row)) == 1
    with pytest.raises(NotNoted, match="不在本单位办理"):
        notes.add(world.seats["clerk"], row, "再写一条。")
    assert notes.notes(world.seats["stranger"], Assignment.objects.get(replaces=row)) == []
