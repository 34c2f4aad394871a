"""交科室: a unit gives its item to a division and a person, with a day of its own; nobody outside the unit sees it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import Reassigning
from huiyin.dispatch.steps import Target
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.inside import tasks
from huiyin.inside.models import InsideTask
from huiyin.inside.tasks import Giving, NotGiven
from huiyin.people.models import BodyContact
from tests.world import World, make_world

HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 3, 20)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY), made.acting():
        yield made


def on_the_desk(world: World, title: str = "关于整治沿江大道违停的建议") -> Assignment:
    with clock.frozen(HANDED_OVER):
        (row,) = world.by_the_office(world.register(title))
    return row


def test_the_newest_row_holds_and_what_was_before_stays(world: World) -> None:
    row, clerk = on_the_desk(world), world.seats["clerk"]
    before = Event.objects.count()
    tasks.give(clerk, [row.pk], Giving("道路科", "张伟", None, TODAY + timedelta(days=10), "先看现场"))
    tasks.give(world.seats["head"], [row.pk], Giving("市容科", "", None, None))
    assert tasks.current(clerk, [row.pk])[row.pk].division == "市容科"
    assert [(one.number, one.who) for one in tasks.history(clerk, row)] == [(2, "市容科"), (1, "道路科 张伟")]
    assert Event.objects.count() == before, "what a unit arranges for itself is in nobody's course"


def test_the_units_day_lies_between_today_and_the_day_before_the_legal_one(world: World) -> None:
    row, clerk = on_the_desk(world), world.seats["clerk"]
    assert row.due_on is not None
    for day, word in ((row.due_on, "要早于法定期限"), (TODAY - timedelta(days=1), "已经过了")):
        with pytest.raises(NotGiven, match=word) as refused:
            tasks.give(clerk, [row.pk], Giving("道路科", due_on=day))
        assert refused.value.field == "due_on"
    tasks.give(clerk, [row.pk], Giving("道路科", due_on=row.due_on - timedelta(days=1)))
    row.refresh_from_db()
    assert row.due_on != tasks.current(clerk, [row.pk])[row.pk].due_on, "the legal day stays as it is"


def test_a_legal_day_that_is_today_leaves_no_room_for_another(world: World) -> None:
    row = on_the_desk(world)
    assert row.due_on is not None
    with clock.frozen(row.due_on), pytest.raises(NotGiven, match="没有更早的日子"):
        tasks.give(world.seats["clerk"], [row.pk], Giving("道路科", due_on=row.due_on))


def test_of_several_items_none_is_given_while_the_day_is_wrong_for_one(world: World) -> None:
    rows = [on_the_desk(world, f"关于第{n}条路的建议") for n in "一二"]
    clerk, legal = world.seats["clerk"], rows[0].due_on
    assert legal is not None
    Assignment.objects.filter(pk=rows[1].pk).update(due_on=legal - timedelta(days=30))
    with pytest.raises(NotGiven):
        tasks.give(clerk, [row.pk for row in rows], Giving("道路科", due_on=legal - timedelta(days=5)))
    assert not InsideTask.objects.exists()
    given, left = tasks.give(clerk, [row.pk for row in rows], Giving("道路科", due_on=legal - timedelta(days=40)))
    assert len(given) == 2 and not left


def test_somebody_must_be_named_and_a_seat_names_its_person_and_hears_of_it(world: World) -> None:
    row, head, clerk = on_the_desk(world), world.seats["head"], world.seats["clerk"]
    with pytest.raises(NotGiven, match="还没有写交给"):
        tasks.give(head, [row.pk], Giving(note="尽快"))
    tasks.give(head, [row.pk], Giving(seat_id=clerk.pk))
    assert tasks.current(head, [row.pk])[row.pk].person == clerk.person.name
    assert Notice.objects.filter(seat_id=clerk.pk, text__contains="交给您办理").count() == 1
    tasks.give(clerk, [row.pk], Giving(seat_id=clerk.pk))
    assert Notice.objects.filter(seat_id=clerk.pk, text__contains="交给您办理").count() == 1, "not of one's own doing"
    stranger = world.seats["stranger"]
    with pytest.raises(NotGiven, match="还没有写交给"):
        tasks.give(head, [row.pk], Giving(seat_id=stranger.pk))


def test_what_has_ended_is_not_given_and_the_others_are(world: World) -> None:
    open_, done = on_the_desk(world, "关于甲路的建议"), on_the_desk(world, "关于乙路的建议")
    Assignment.objects.filter(pk=done.pk).update(stage="concluded", state="concluded")
    given, left = tasks.give(world.seats["clerk"], [open_.pk, done.pk], Giving("道路科"))
    assert [row.pk for row in given] == [open_.pk] and len(left) == 1


@pytest.mark.parametrize(
    "who", ["stranger", "stranger_head", "deputy", "cosigner", "officer", "dispatcher", "leader", "chair", "secretary", "admin"]
)
def test_nobody_outside_the_unit_sees_or_gives_anything(world: World, who: str) -> None:
    row = on_the_desk(world)
    tasks.give(world.seats["clerk"], [row.pk], Giving("道路科", "张伟"))
    seat = world.seats[who]
    assert tasks.current(seat, [row.pk]) == {} and tasks.history(seat, row) == []
    with pytest.raises(NotGiven):
        tasks.give(seat, [row.pk], Giving("别的科"))


def test_names_that_are_known_are_those_of_contacts_and_of_what_was_given(world: World) -> None:
    row, clerk = on_the_desk(world), world.seats["clerk"]
    BodyContact.objects.create(congress=world.congress, body=world.bodies["unit"], name="周敏", division="督查室")
    tasks.give(clerk, [row.pk], Giving("道路科", "张伟"))
    assert tasks.known_names(clerk) == (["督查室", "道路科"], ["周敏", "张伟"])
    assert [seat.pk for seat in tasks.colleagues(clerk)] != [] and world.seats["stranger"] not in tasks.colleagues(clerk)


def test_the_next_unit_begins_without_what_the_one_before_arranged(world: World) -> None:
    row = on_the_desk(world)
    tasks.give(world.seats["clerk"], [row.pk], Giving("道路科"))
    school = Target(world.bodies["school"].pk, Mode.LEAD)
    take("assignment.replace", row, world.seats["dispatcher"], Reassigning((school,), "归教育局。"))
    new = Assignment.objects.get(replaces=row)
    assert tasks.current(world.seats["stranger"], [row.pk, new.pk]) == {}
    assert len(tasks.history(world.seats["clerk"], row)) == 1
