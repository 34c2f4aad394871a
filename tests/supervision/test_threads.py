"""多年关注 (C9): one matter in several years, proposed by likeness, confirmed by a person, shown with what came of it each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.people.models import Session
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.supervision.models import ThreadItem
from huiyin.supervision.thread_queries import Raised, matter_of, often, proposed, times_raised
from huiyin.supervision.threads import Like, items_in, thread_of
from tests.chain.cast import refusal
from tests.world import World, make_world, with_supervisors

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 2), date(2026, 4, 20)
TITLE = "关于整治粮道街积水点的建议"


@pytest.fixture
def world() -> Iterator[World]:
    """粮道街的积水 was raised in three sessions; what is raised this year about parking is another matter."""
    made = with_supervisors(make_world())
    with clock.frozen(MARCH), made.acting():
        newest = made.session
        for number in (3, 4, 5):
            made.session, _ = Session.objects.get_or_create(congress=made.congress, term=newest.term, number=number)
            made.register(TITLE, body="粮道街每逢大雨积水没过小腿，请改造排水管网。")
        made.register("关于增设停车泊位的建议", body="老旧小区停车难。")
        yield made


def items() -> list[Proposal]:
    return list(Proposal.objects.order_by("pk"))


def join(world: World, one: Proposal, other: Proposal) -> None:
    take("thread.join", one, world.seats["officer"], Like(other.pk))


def test_items_of_other_sessions_that_look_like_it_are_proposed(world: World) -> None:
    first, second, third, parking = items()
    assert {one.proposal_id for one in proposed(world.seats["officer"], third)} == {first.pk, second.pk}
    assert proposed(world.seats["officer"], parking) == []


def test_what_a_person_confirmed_or_denied_is_not_proposed_again(world: World) -> None:
    first, second, third, _ = items()
    join(world, third, first)
    take("thread.tell_apart", third, world.seats["officer"], Like(second.pk))
    assert proposed(world.seats["officer"], third) == []
    assert [one.proposal_id for one in proposed(world.seats["officer"], second)] == [first.pk]
    assert "已经记为不是" in refusal("thread.tell_apart", second, world.seats["officer"], Like(third.pk))


def test_two_threads_become_one_and_nobody_is_lost(world: World) -> None:
    first, second, third, parking = items()
    join(world, first, second)
    join(world, third, parking)
    join(world, second, third)
    thread = thread_of(world.congress.pk, parking.pk)
    assert thread is not None and thread.title == first.title
    assert set(items_in(thread)) == {first.pk, second.pk, third.pk, parking.pk}
    assert "已经列为同一事项" in refusal("thread.join", parking, world.seats["officer"], Like(first.pk))
    assert times_raised(world.congress.pk, [parking.pk]) == {parking.pk: 4}


def test_what_was_taken_out_stands_alone_and_of_two_neither_is_left_in(world: World) -> None:
    first, second, third, _ = items()
    join(world, first, second)
    join(world, first, third)
    take("thread.leave", third, world.seats["officer"], Reason("不是一条街。"))
    assert thread_of(world.congress.pk, third.pk) is None and matter_of(world.seats["officer"], first.pk, MAY) is not None
    take("thread.leave", first, world.seats["officer"], Reason("不是一条街。"))
    assert thread_of(world.congress.pk, second.pk) is None
    assert ThreadItem.objects.filter(left_on__isnull=False).count() == 3, "what was said stays"
    assert "没有列入" in refusal("thread.leave", first, world.seats["officer"], Reason("再来"))


def test_a_voided_item_leaves_its_thread(world: World) -> None:
    first, second, third, _ = items()
    join(world, first, second)
    join(world, first, third)
    take("proposal.void", second, world.seats["officer"], Reason("重复登记。"))
    thread = thread_of(world.congress.pk, first.pk)
    assert thread is not None and items_in(thread) == [first.pk, third.pk]
    assert "作废" in refusal("thread.join", first, world.seats["officer"], Like(second.pk))


def test_an_item_is_no_matter_with_itself_or_with_none(world: World) -> None:
    first = items()[0]
    for other in (first.pk, 999_999_999):
        assert "没有这一件" in refusal("thread.join", first, world.seats["officer"], Like(other))


@pytest.mark.parametrize("who", ["dispatcher", "clerk", "head", "leader", "chair", "deputy", "member", "supervisor", "admin"])
def test_only_the_deputies_office_says_what_is_one_matter(world: World, who: str) -> None:
    first, second, *_ = items()
    with pytest.raises(NotYours):
        take("thread.join", first, world.seats[who], Like(second.pk))


def test_three_times_make_a_list_with_what_was_answered_and_promised_each_time(world: World) -> None:
    first, second, third, _ = items()
    join(world, third, second)
    assert often(world.seats["officer"], MAY) == []
    join(world, third, first)
    round_ = world.receive(world.by_the_office(first)[0])
    with clock.frozen(MAY):
        world.answer(round_)
    (matter,) = often(world.seats["officer"], MAY)
    told: dict[int, Raised] = {one.case_id: one for one in matter.raised}
    assert [one.case_id for one in matter.raised] == [first.pk, second.pk, third.pk], "in the order of the sessions"
    assert told[first.pk].answered_on == MAY and told[first.pk].units == (world.bodies["unit"].label,)
    assert told[third.pk].answered_on is None and told[third.pk].units == ()


def test_a_seat_is_told_of_answers_it_may_read_and_a_unit_of_its_own_items_alone(world: World) -> None:
    first, second, third, _ = items()
    join(world, first, second)
    join(world, first, third)
    world.by_the_office(first)
    office = matter_of(world.seats["dispatcher"], first.pk, MAY)
    assert office is not None and [one.seen for one in office.raised] == [True, False, False]
    assert all(not one.units for one in office.raised if not one.seen)
    assert matter_of(world.seats["clerk"], first.pk, MAY) is None, "the others were not given to it"
    world.by_the_office(second)
    mine = matter_of(world.seats["clerk"], first.pk, MAY)
    assert mine is not None and [one.case_id for one in mine.raised] == [first.pk, second.pk]
