"""What the figures are narrowed to: each condition, several at once, and what nonsense comes to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import Reassigning
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.people import setup
from huiyin.people.models import Person, Role
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.reports import indicators as ind
from huiyin.reports import queries
from huiyin.reports.indicators import Part
from huiyin.reports.items import Cut, Items
from huiyin.reports.within import EVERYTHING, Within
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE = date(2026, 1, 20), date(2026, 3, 10), date(2026, 6, 1)


@pytest.fixture
def world() -> Iterator[World]:
    """城管局 leads one item alone and one beside 教育局, 教育局 has a part of a third; a fourth waits, a fifth was voided."""
    made = make_world()
    with clock.frozen(JANUARY), made.acting():
        made.bodies["unit"].leader_in_charge = "郑海波"
        made.bodies["unit"].save(update_fields=["leader_in_charge"])
        other = setup.add_body(made.congress, "第二代表团", "delegation")
        person = Person.objects.create(congress=made.congress, name="宋德顺")
        made.seats["second"] = setup.add_seat(person, other, Role.DEPUTY)
        made.bodies["second"] = other
        made.hand_over(made.register("单独一件", category="城建"), "unit")
    with clock.frozen(MARCH), made.acting():
        joint = made.register("两家一件", side="between", category="城建")
        give(made, joint, ("unit", Mode.SEPARATE), ("school", Mode.SEPARATE))
        give(made, made.register("教育一件", lead=made.seats["second"].pk, category="教育"), ("school", Mode.LEAD))
        made.register("还没交办", category="教育")
        take("proposal.void", made.register("登记重了", category="教育"), made.seats["officer"], Reason("重复。"))
    with clock.frozen(JUNE):
        yield made


def give(world: World, case: Proposal, *units: tuple[str, Mode]) -> None:
    targets = tuple(Target(world.bodies[name].pk, mode, part="一部分") for name, mode in units)
    take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))


def items(world: World, within: Within) -> Items:
    found = queries.items_for(world.congress, world.session, world.seats["officer"], JUNE, within)
    assert found is not None
    return found


def titles(world: World, **said: Any) -> set[str]:
    with world.acting("officer"):
        figure = items(world, Within(**said)).figure(ind.REGISTERED)
        shown = Proposal.objects.filter(congress=world.congress, pk__in=figure.rows())
        assert figure.numerator == len(shown)
        return {case.title for case in shown}


def test_each_condition_keeps_its_own_items(world: World) -> None:
    alone, joint, taught, waits = "单独一件", "两家一件", "教育一件", "还没交办"
    assert titles(world) == {alone, joint, taught, waits}
    assert titles(world, side="between") == {joint}
    assert titles(world, category="城建") == {alone, joint}
    assert titles(world, mode="lead") == {alone, taught}
    assert titles(world, mode="separate") == {joint}
    assert titles(world, mode="joint_lead") == set()
    assert titles(world, unit=world.bodies["unit"].pk) == {alone, joint}
    assert titles(world, leader="郑海波") == {alone, joint}
    assert titles(world, delegation=world.bodies["second"].pk) == {taught}
    assert titles(world, delegation=world.bodies["team"].pk) == {alone, joint, waits}
    assert titles(world, leader="郑海波", mode="lead", category="城建", since=JANUARY, until=JANUARY) == {alone}
    assert titles(world, leader="郑海波", category="教育") == set()


def test_the_period_is_of_the_first_hand_over_with_both_days_in_it(world: World) -> None:
    assert titles(world, since=MARCH) == {"两家一件", "教育一件"}
    assert titles(world, until=JANUARY) == {"单独一件"}
    assert titles(world, since=date(2026, 1, 21), until=date(2026, 3, 9)) == set()
    assert titles(world, since=JANUARY, until=MARCH) == {"单独一件", "两家一件", "教育一件"}


def test_an_item_moved_to_another_unit_stays_in_the_period_of_its_first_hand_over_and_counts_once(world: World) -> None:
    with world.acting():
        row = Assignment.objects.get(congress=world.congress, proposal__title="单独一件")
        moved = Reassigning((Target(world.bodies["school"].pk, Mode.LEAD),), "交错了。")
        take("assignment.replace", row, world.seats["officer"], moved)
    assert titles(world, until=JANUARY) == {"单独一件"}
    assert titles(world, unit=world.bodies["unit"].pk) == {"两家一件"}
    with world.acting("officer"):
        assert items(world, Within(until=JANUARY)).figure(ind.LED).numerator == 1


def test_of_a_unit_only_its_own_handling_of_an_item_counts(world: World) -> None:
    """Answered by 城管局 while 教育局 has not: answered there, not as a whole."""
    with world.acting():
        row = Assignment.objects.get(congress=world.congress, proposal__title="两家一件", body=world.bodies["unit"])
        world.answer(world.receive(row))
    with world.acting("officer"):
        whole = items(world, Within(category="城建")).figure(ind.ANSWERED)
        part = items(world, Within(category="城建", unit=world.bodies["unit"].pk)).figure(ind.ANSWERED)
        led = items(world, Within(category="城建", leader="郑海波")).figure(ind.ANSWERED)
    assert (whole.numerator, whole.denominator) == (0, 2)
    assert (part.numerator, part.denominator) == (led.numerator, led.denominator) == (1, 2)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"side": "session"},
        {"mode": "lead", "since": JANUARY},
        {"category": "城建", "until": MARCH},
        {"leader": "郑海波"},
    ],
)
def test_every_number_opens_as_many_rows_as_it_says_and_all_at_once_say_the_same(
    world: World, said: dict[str, Any]
) -> None:
    with world.acting("officer"):
        counted = items(world, Within(**said))
        for section in queries.sections_of(counted):
            members = {by_unit: counted.members(section.columns, by_unit=by_unit) for by_unit in (False, True)}
            for figure in (figure for line in section.lines for figure in line.figures):
                numbers = {Part.NUMERATOR: figure.numerator, Part.DENOMINATOR: figure.denominator}
                for part in figure.indicator.parts:
                    rows = figure.rows(part)
                    assert len(rows) == numbers[part], (section.code, figure.indicator.code, part)
                    same = [
                        one.case_id
                        for one in members[figure.cut.body_id is not None]
                        if one.counted is figure.indicator.counted
                        and figure.cut.holds(one)
                        and (figure.indicator.code, part) in one.counts_in
                    ]
                    assert same == rows, (section.code, figure.indicator.code, part)


def test_an_officer_s_unit_and_a_line_of_another_unit_have_nothing_in_common(world: World) -> None:
    with world.acting("officer"):
        narrowed = items(world, Within(unit=world.bodies["unit"].pk))
        assert narrowed.rows(ind.ANSWERED, Cut(body_id=world.bodies["school"].pk), Part.DENOMINATOR) == []


def test_a_unit_counts_its_own_items_whatever_unit_it_asks_for(world: World) -> None:
    with world.acting("clerk"):
        asked = Within(unit=world.bodies["school"].pk)
        found = queries.items_for(world.congress, world.session, world.seats["clerk"], JUNE, asked)
        assert found is not None and found.figure(ind.REGISTERED).numerator == 2


@pytest.mark.parametrize(
    "nonsense",
    [
        {"side": "x"},
        {"mode": "route"},
        {"mode": "lead' or true"},
        {"unit": 0},
        {"delegation": 2**63},
        {"since": MARCH, "until": JANUARY},
    ],
)
def test_what_cannot_be_is_refused(nonsense: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Within(**nonsense)


def test_words_in_a_condition_never_become_part_of_the_question(world: World) -> None:
    for words in ("'; drop table people_seat; --", "%s %(congress)s {of_item}", "城建%"):
        assert titles(world, category=words) == titles(world, leader=words) == set()


def test_the_page_says_why_parts_do_not_add_up_only_where_it_is_so(world: World) -> None:
    with world.acting("officer"):
        found = {section.code: section for section in queries.sections_of(items(world, EVERYTHING))}
        narrowed = {section.code: section for section in queries.sections_of(items(world, Within(mode="lead")))}
    assert found["registered"].why == (
        "登记 4 件，其中还没交办 1 件，已交办 3 件。",
        "另有 1 件登记后作废，不在登记的件数里。",
    )
    assert [figure.numerator for figure in found["registered"].lines[-1].figures] == [4, 1, 0, 1]
    assert found["handling"].why[0] == "建议里有 1 件还没有交办，不在办复率的分母里。"
    assert found["modes"].why == (
        "到了单位的 3 件合主办、分办 4 件承办，多出 1：一件由几个单位办的，每个单位各算一件。",
    )
    assert found["units"].why == ("到了单位的共 3 件，各单位相加 4 件，多出 1：一件由几个单位办的，每个单位各计一件。",)
    for code in ("registered", "modes", "units"):
        assert narrowed[code].why == ()
