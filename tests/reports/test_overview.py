"""一页纸 (ui.md 4.5): counted live, a suggestion once by its worst lamp, never anything that tells of a grade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.people.models import Session
from huiyin.proposals.models import Proposal
from huiyin.reports import indicators as ind
from huiyin.reports import queries
from huiyin.reports.items import Cut
from huiyin.reports.overview import Lamps, Overview, overview
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

MARCH, MAY, JULY = date(2026, 3, 2), date(2026, 4, 20), date(2026, 7, 1)


@pytest.fixture
def world() -> Iterator[World]:
    """城管局 has one alone, one beside 教育局 and a third that it has answered; a fourth is at no unit yet."""
    made = make_world()
    with clock.frozen(MARCH), made.acting():
        for title in ("护栏", "路灯", "公厕", "公交站"):
            made.register(f"关于增设{title}的建议")
        rail, lamps, toilets, _ = Proposal.objects.order_by("pk")
        made.receive(made.by_the_office(rail)[0])
        made.by_the_office(lamps, "unit", "school")
        round_ = made.receive(made.by_the_office(toilets)[0])
    with clock.frozen(MAY), made.acting():
        made.talk(round_, on=date(2026, 3, 20))
        made.answer(round_)
        yield made


def seen(world: World, who: str, today: date = MAY) -> Overview:
    found = overview(world.seats[who], today)
    assert found is not None
    return found


def earlier(world: World) -> Session:
    return Session.objects.create(congress=world.congress, term=world.session.term, number=world.session.number - 1)


def test_a_suggestion_counts_once_and_at_each_of_its_units(world: World) -> None:
    found = seen(world, "chair")
    assert found.lamps == Lamps(green=2, answered=1) and found.lamps.total == 3
    assert {one.name: one.lamps for one in found.units} == {
        world.bodies["unit"].label: Lamps(green=2, answered=1),
        world.bodies["school"].label: Lamps(green=1),
    }
    assert (found.waiting, found.met, found.late, found.longest) == (1, 1, (), 0)


def test_it_says_what_the_figures_say(world: World) -> None:
    with world.acting("officer"):
        found, officer = seen(world, "officer"), world.seats["officer"]
        for indicator, part, number in (
            (ind.MET, "numerator", found.met),
            (ind.MET, "denominator", found.lamps.total),
            (ind.ANSWERED, "numerator", found.lamps.answered),
        ):
            cases = queries.case_ids(
                world.congress, found.session, officer, indicator.code, Cut(kind="suggestion").code, part, MAY
            )
            assert len(cases) == number, indicator.code


def test_what_is_late_is_listed_with_the_oldest_first_and_who_answers_for_it(world: World) -> None:
    world.bodies["unit"].leader_in_charge = "郑海波"
    world.bodies["unit"].save(update_fields=["leader_in_charge"])
    found = seen(world, "chair", JULY)
    assert found.lamps == Lamps(red=2, answered=1)
    assert len(found.late) == 3, "an item at two units is a row at each"
    assert found.longest == found.late[0].days(JULY) > 0
    assert [one.due_on for one in found.late] == sorted(one.due_on for one in found.late)
    assert {one.leader for one in found.late if one.unit == world.bodies["unit"].label} == {"郑海波"}
    assert found.units[0].name == world.bodies["unit"].label, "who has most red stands first"


def test_the_government_sees_what_it_passed_on_and_the_congress_everything(world: World) -> None:
    with clock.frozen(MAY):
        world.hand_over(Proposal.objects.get(title__contains="公交站"), "school")
    assert seen(world, "chair").lamps.total == 4
    assert seen(world, "leader").lamps.total == seen(world, "dispatcher").lamps.total == 3


def test_every_step_is_seen_at_once(world: World) -> None:
    before = seen(world, "chair")
    world.hand_over(Proposal.objects.get(title__contains="公交站"), "school")
    after = seen(world, "chair")
    assert (before.lamps.total, before.waiting) == (3, 1)
    assert (after.lamps.total, after.waiting) == (4, 0)


def test_a_grade_changes_nothing_on_it(world: World) -> None:
    def shown() -> Any:
        found = seen(world, "leader")
        return found.lamps, found.met, found.units, found.late, found.progress

    before = shown()
    round_ = world.round_of(Assignment.objects.get(proposal__title__contains="公厕", mode="lead"))
    with world.acting("deputy"):
        world.evaluate(round_, "unsatisfied", "没有见到护栏。")
    with world.acting():
        assert shown() == before


def test_answers_are_summed_up_week_by_week_beside_the_session_before(world: World) -> None:
    found = seen(world, "chair")
    assert found.progress is not None and found.progress.begun_on == MARCH
    assert found.progress.now[0] == (0, 0) and found.progress.now[-1] == ((MAY - MARCH).days, 1)
    assert found.progress.more is None, "there was no session before it"
    old = earlier(world)
    Proposal.objects.filter(title__contains="公厕").update(session=old)
    world.hand_over(Proposal.objects.get(title__contains="公交站"), "school")
    found = seen(world, "chair")
    assert found.progress is not None
    assert (found.progress.more, found.progress.items_before, found.progress.answered) == (-1, 1, 0)


def test_what_earlier_sessions_left_overdue_is_said_apart(world: World) -> None:
    old = earlier(world)
    Proposal.objects.filter(title__contains="护栏").update(session=old)
    world.hand_over(Proposal.objects.get(title__contains="公交站"), "school")
    found = seen(world, "chair", JULY)
    assert found.lamps.total == 3 and found.older_late == 1


@pytest.mark.parametrize("who", ["clerk", "head", "deputy", "admin"])
def test_nobody_else_has_such_a_page(world: World, who: str) -> None:
    with pytest.raises(PermissionError):
        overview(world.seats[who], MAY)


def test_a_congress_without_a_suggestion_at_any_unit_has_none_yet() -> None:
    made = make_world()
    with made.acting():
        assert overview(made.seats["chair"], MAY) is None


def test_a_session_of_which_no_unit_has_anything_has_none_either(world: World) -> None:
    assert overview(world.seats["chair"], MAY, earlier(world)) is None
