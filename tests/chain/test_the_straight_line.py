"""One item from registration to its end, by the steps alone: the main path of issue A, and W9."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.chain.models import Clock, Event
from huiyin.dispatch.models import Assignment, Stage
from huiyin.evaluation import sealed
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.proposals.models import Proposal
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_an_unsatisfied_item_is_handled_again_and_concluded_when_the_deputy_is_satisfied() -> None:
    world = make_world()
    with clock.frozen(date(2026, 1, 20)), world.acting("deputy"):
        proposal = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        (row,) = world.by_the_office(proposal)
        round_ = world.receive(row)
        world.answer(round_)
        world.evaluate(round_, "unsatisfied", "断点怎么打通一个字没写。")
        row.refresh_from_db()
        assert row.stage == Stage.ANSWERED, "the unit must not see that the deputy has evaluated"
    with clock.frozen(date(2026, 2, 2)), world.acting("officer"):
        grades = sealed.read(world.seats["officer"].pk, "test")
        assert [(g.grade, g.reason) for g in grades] == [("unsatisfied", "断点怎么打通一个字没写。")]
        second = world.order(round_)
        assert second.number == 2
    with clock.frozen(date(2026, 2, 20)), world.acting("deputy"):
        world.answer(second)
        world.evaluate(second, "satisfied")
    with world.acting("officer"):
        world.settle(second)
    with world.acting():
        proposal.refresh_from_db()
        row.refresh_from_db()
        assert (proposal.state, row.state, row.stage) == ("concluded", "concluded", Stage.CONCLUDED)
        events = Event.objects.filter(congress=world.congress).order_by("number")
        numbers = list(events.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_reply_clock_counts_from_the_congress_own_hand_over_not_from_the_governments() -> None:
    """Deputies Law 51: three months from 交办之日."""
    world = make_world()
    with clock.frozen(date(2026, 1, 20)), world.acting():
        proposal = world.register()
        rows = world.by_the_office(proposal)
    with world.acting():
        running = Clock.objects.get(congress=world.congress, kind="reply", stopped_on=None)
        assert (running.started_on, running.due_on) == (date(2026, 1, 20), date(2026, 4, 20))
        assert Assignment.objects.get(pk=rows[0].pk).due_on == date(2026, 4, 20)


def test_those_concerned_are_told_in_the_words_of_the_moment() -> None:
    world = make_world()
    with world.acting():
        proposal = world.register()
        world.by_the_office(proposal)
        told = Notice.objects.filter(congress=world.congress, seat_id=world.seats["clerk"].pk)
        assert "关于整治沿江大道违停的建议" in told.get().text
        assert told.get().path == f"/s/{world.seats['clerk'].pk}/case/{proposal.pk}/"


def test_a_case_keeps_the_procedure_it_was_registered_under() -> None:
    from huiyin.procedures.choosing import choose_profile

    world = make_world()
    with clock.frozen(date(2026, 3, 1)), world.acting():
        proposal = world.register()
    with clock.frozen(date(2026, 3, 2)), world.acting():
        newer = choose_profile(world.congress, "chongqing")
        assert Proposal.objects.get(pk=proposal.pk).procedure_id != newer.pk
        assert world.register("另一件").procedure_id == newer.pk
