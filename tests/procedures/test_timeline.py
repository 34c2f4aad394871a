"""A procedure changed from a date on: which version holds when, and that every case keeps the one it began with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.clocks import EVALUATE, FIRST_CONTACT, REPLY
from huiyin.chain.models import Clock
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.procedures.answering import answer, answered
from huiyin.procedures.choosing import ALWAYS, choose_again, choose_profile
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.procedures.timeline import Standing, coming_after, timeline
from huiyin.proposals.models import Proposal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

S = Standing
TODAY = date(2026, 11, 20)
NEW_YEAR = date(2027, 1, 1)
RULE = {"amount": 15, "unit": "workday", "trigger": "answered"}


@pytest.fixture
def world() -> Iterator[World]:
    """By Wuchang's profile from the beginning, which sets no time to evaluate."""
    made = make_world(profile="wuchang")
    with made.acting():
        yield made


def fill(world: World, valid_from: date) -> ProcedureVersion:
    base = version_on(world.congress.pk, valid_from)
    answers = answered(procedure_of(base.pk), "limits.evaluate", RULE, "本区办法", "第九条")
    return answer(world.congress, base, answers, valid_from=valid_from)


def standings(world: World, today: date = TODAY) -> list[tuple[int, date, date | None, Standing]]:
    return [(p.version.number, p.since, p.until, p.standing) for p in timeline(world.congress.pk, today)]


def test_a_profile_chosen_for_new_year_comes_and_then_holds(world: World) -> None:
    choose_profile(world.congress, "chongqing", valid_from=NEW_YEAR)
    assert standings(world) == [
        (2, NEW_YEAR, None, S.COMING),
        (1, ALWAYS, date(2026, 12, 31), S.IN_FORCE),
    ]
    assert [s[3] for s in standings(world, date(2026, 12, 31))] == [S.COMING, S.IN_FORCE]
    assert [s[3] for s in standings(world, NEW_YEAR)] == [S.IN_FORCE, S.PAST]
    on = {day: version_on(world.congress.pk, day).number for day in (ALWAYS, TODAY, date(2026, 12, 31), NEW_YEAR)}
    assert on == {ALWAYS: 1, TODAY: 1, date(2026, 12, 31): 1, NEW_YEAR: 2}


def test_a_version_of_the_same_day_takes_the_place_of_the_one_before(world: World) -> None:
    choose_profile(world.congress, "chongqing", valid_from=NEW_YEAR)
    choose_profile(world.congress, "malong", valid_from=NEW_YEAR)
    assert standings(world) == [
        (3, NEW_YEAR, None, S.COMING),
        (2, NEW_YEAR, date(2026, 12, 31), S.REPLACED),
        (1, ALWAYS, date(2026, 12, 31), S.IN_FORCE),
    ]
    assert [version.number for version in coming_after(world.congress.pk, TODAY)] == [3]


def test_an_answer_before_a_version_to_come_holds_until_then_and_leaves_it_alone(world: World) -> None:
    choose_profile(world.congress, "malong", valid_from=NEW_YEAR)
    fill(world, TODAY)
    assert standings(world) == [
        (2, NEW_YEAR, None, S.COMING),
        (3, TODAY, date(2026, 12, 31), S.IN_FORCE),
        (1, ALWAYS, date(2026, 11, 19), S.PAST),
    ]
    names = {day: procedure_of(version_on(world.congress.pk, day).pk) for day in (TODAY, NEW_YEAR)}
    assert (names[TODAY].name, names[TODAY].limits.evaluate.amount) == ("武昌区", 15)
    assert (names[NEW_YEAR].name, names[NEW_YEAR].limits.evaluate.is_blank) == ("马龙区", True)


def test_an_earlier_version_holds_again_with_all_that_was_filled_in(world: World) -> None:
    """A change for new year is thought better of: nothing is taken out, the old rules are put after it."""
    filled = fill(world, ALWAYS)
    choose_profile(world.congress, "malong", valid_from=NEW_YEAR)
    again = choose_again(filled, valid_from=NEW_YEAR, note="沿用第2版")
    held = procedure_of(version_on(world.congress.pk, date(2027, 6, 1)).pk)
    assert again.number == 4 and again.profile == "wuchang" and held.limits.evaluate.amount == 15
    assert [s[3] for s in standings(world)] == [S.COMING, S.REPLACED, S.IN_FORCE, S.REPLACED]


def test_before_the_first_day_of_all_the_first_version_holds() -> None:
    congress = setup.new_congress("bare", "新区人民代表大会", "county")
    with acting(congress.pk):
        choose_profile(congress, "malong", valid_from=NEW_YEAR)
        choose_profile(congress, "wuchang", valid_from=date(2027, 3, 1))
        assert version_on(congress.pk, TODAY).number == 1
        assert [(p.version.number, p.standing) for p in timeline(congress.pk, TODAY)] == [
            (2, S.COMING),
            (1, S.IN_FORCE),
        ]
        assert timeline(congress.pk + 1, TODAY) == []


def registered(world: World, on: date) -> Proposal:
    with clock.frozen(on):
        return world.register(f"{on}提出的建议")


def answered_on(world: World, proposal: Proposal, on: date) -> dict[str, date]:
    """Handed over, received, met and answered on `on`; the clocks that ran, by kind, with their last days."""
    with clock.frozen(on):
        (row,) = world.hand_over(proposal)
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_, class_code="solved" if procedure_of(proposal.procedure_id).letter.classes.value else "")
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, world.seats[who])
        return dict(Clock.objects.filter(congress=world.congress, thing_id=round_.pk).values_list("kind", "due_on"))


def test_an_item_of_the_last_day_of_the_year_keeps_its_rules_far_into_the_next(world: World) -> None:
    """Registered on 31 December by the old rules, on 1 January by the new ones; both handed over and answered later."""
    choose_profile(world.congress, "chongqing", valid_from=NEW_YEAR)
    old, new = registered(world, date(2026, 12, 31)), registered(world, NEW_YEAR)
    # Monday 11 January 2027; three months later is Sunday 11 April, so Monday the 12th.
    on = date(2027, 1, 11)
    clocks = answered_on(world, old, on)
    assert clocks == {REPLY: date(2027, 4, 12)}, "the old rules set no time to evaluate"
    # Twenty workdays: 12–15 January 4, 18–22 9, 25–29 14, 1–5 February 19, the 8th 20; the holidays of 2027 are not known.
    expected = {REPLY: date(2027, 4, 12), EVALUATE: date(2027, 2, 8), FIRST_CONTACT: date(2027, 2, 8)}
    assert answered_on(world, new, on) == expected
    kept = Proposal.objects.filter(congress=world.congress).order_by("pk").values_list("procedure__number", flat=True)
    assert list(kept) == [1, 2]


def test_a_later_change_touches_no_item_that_is_registered(world: World) -> None:
    item = registered(world, date(2026, 3, 2))
    fill(world, date(2026, 3, 1))
    assert version_on(world.congress.pk, date(2026, 3, 2)).number == 2
    item.refresh_from_db()
    assert item.procedure.number == 1
    assert answered_on(world, item, date(2026, 3, 5)) == {REPLY: date(2026, 6, 5)}
    with clock.frozen(date(2026, 3, 6)):
        late = world.register("第二件")
    assert late.procedure.number == 2
