"""满意度测评 (M5): the deputies at a meeting grade key items; the count is sealed like a grade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import Error, ProgrammingError, connection, transaction

from huiyin.chain.models import Event
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.evaluation import sealed
from huiyin.evaluation.sealed import Tally
from huiyin.evaluation.tallying import Counted
from huiyin.foundation import clock
from huiyin.supervision.key_items import Leading, Putting, new_key_item
from huiyin.supervision.models import KeyItem
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(date(2026, 4, 13)):
        yield make_world()


def chosen(world: World) -> KeyItem:
    with world.acting("officer"):
        item = new_key_item(world.register())
        take("key_item.propose", item, world.seats["officer"], Putting("群众关切。"))
        take("key_item.choose", item, world.seats["officer"], Leading("congress", "何立群", "副主任", "第5次主任会议"))
    return item


def read(world: World, item: KeyItem, who: str = "officer") -> dict[int, Tally]:
    return sealed.tallies(world.seats[who].pk, "test", [item.pk])


def test_thirty_eight_deputies_grade_a_key_item_and_the_newest_count_holds(world: World) -> None:
    item = chosen(world)
    with world.acting("officer"):
        take("key_item.tally", item, world.seats["officer"], Counted(30, 7, 1))
        take("key_item.tally", item, world.seats["officer"], Counted(31, 7, 0))
        assert read(world, item) == {item.pk: Tally(31, 7, 0)} and read(world, item)[item.pk].votes == 38


def test_no_other_seat_enters_or_reads_a_count_by_page_or_by_sql(world: World) -> None:
    item = chosen(world)
    for who in ("clerk", "head", "dispatcher", "leader", "deputy", "admin", "chair"):
        with world.acting(who):
            with pytest.raises(NotYours):
                take("key_item.tally", item, world.seats[who], Counted(1, 0, 0))
            for by in (who, "officer"):
                with pytest.raises(ProgrammingError, match="not an officer"), transaction.atomic():
                    read(world, item, by)
                with pytest.raises(ProgrammingError, match="not an officer"), transaction.atomic():
                    sealed.enter_tally(world.seats[by].pk, item.pk, Tally(1, 0, 0))
    with world.acting("officer"):
        for statement in ("select * from sealed.tally", "delete from sealed.tally"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_a_count_has_votes_and_is_of_an_item_that_is_being_led(world: World) -> None:
    item = chosen(world)
    with world.acting("officer"):
        for wrong in (Counted(0, 0, 0), Counted(-1, 2, 0), Counted(9_999, 2, 0)):
            with pytest.raises(StepRefused, match="至少一票"):
                take("key_item.tally", item, world.seats["officer"], wrong)
        with pytest.raises(Error), transaction.atomic():
            sealed.enter_tally(world.seats["officer"].pk, 10**9, Tally(1, 0, 0))


def test_the_event_tells_no_number_and_the_page_of_a_unit_grows_no_older(world: World) -> None:
    item = chosen(world)
    with world.acting("officer"):
        version = KeyItem.objects.get(pk=item.pk).version
        take("key_item.tally", item, world.seats["officer"], Counted(30, 7, 1))
        first = Event.objects.get(congress=world.congress, step="key_item.tally")
        take("key_item.tally", item, world.seats["officer"], Counted(1, 0, 0))
        second = Event.objects.filter(congress=world.congress, step="key_item.tally").latest("number")
        assert first.facts_digest == second.facts_digest
        assert KeyItem.objects.get(pk=item.pk).version == version
