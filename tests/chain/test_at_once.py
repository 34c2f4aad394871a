"""Several at once, each with its own connection: one event for one step, no deadlock, one chain (feasibility, trap 8)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from huiyin.chain import events
from huiyin.chain.models import Event, Head
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import SLICE, take, work
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.models import Contact, ContactForm, ContactStage, Round
from huiyin.people.models import Congress
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Correcting, Registration
from tests.world import World, make_world


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in threads that start together; what each returned or raised, in their order."""
    gate = threading.Barrier(len(jobs))
    came: list[Any] = [None] * len(jobs)

    def run(place: int, one: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            came[place] = one()
        except Exception as error:
            came[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, one)) for place, one in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive(), "still waiting: a lock is held"
    return came


def kinds(came: list[Any]) -> Counter[str]:
    return Counter(type(one).__name__ for one in came)


def whole(world: World) -> int:
    """The chain verifies; returns how many events it has."""
    with world.acting():
        head = Head.objects.get(congress=world.congress)
        assert events.check(events.rows_of(world.congress.pk), (head.number, head.digest)) is None
        assert verify(world.congress).breaches == []
        return head.number


@pytest.fixture
def world(own_database: str) -> World:
    return make_world(own_database.replace("_", "-"))


def test_two_who_take_the_same_step_make_one_event_and_one_calm_answer(world: World) -> None:
    with world.acting():
        rows = [world.hand_over(world.register(f"第{number}件"))[0] for number in range(6)]
    before = whole(world)

    def receive(row: Assignment) -> Event:
        with world.acting():
            return take("assignment.receive", Assignment.objects.get(pk=row.pk), world.seats["clerk"])

    for row in rows:
        came = at_once(*[lambda row=row: receive(row)] * 3)
        assert kinds(came) == {"Event": 1, "AlreadyDone": 2}
        (event,) = (one for one in came if isinstance(one, Event))
        assert all(one.event == event for one in came if isinstance(one, AlreadyDone))
    assert whole(world) == before + len(rows)


def test_a_step_that_keeps_the_state_is_taken_once_for_one_form_sent_twice_at_once(world: World) -> None:
    """No state stops the second one: only the request key does, looked for again under the lock."""
    with world.acting():
        round_ = world.receive(world.hand_over(world.register())[0])

    def record(key: str) -> Event:
        facts = ContactRecord(ContactStage.DURING, ContactForm.PHONE, clock.today(), "谈过了。")
        with world.acting():
            return take(
                "contact.record", Round.objects.get(pk=round_.pk), world.seats["clerk"], facts, request_key=key
            )

    for turn in range(5):
        came = at_once(*[lambda turn=turn: record(f"1:form{turn}")] * 2)
        assert kinds(came) == {"Event": 1, "AlreadyDone": 1}, came
    with world.acting():
        assert Contact.objects.filter(congress=world.congress).count() == 5
    whole(world)


def test_one_form_sent_twice_at_once_registers_one_item(world: World) -> None:
    """Nothing is there yet to be locked: the twin is met at the head of the chain."""

    def register(key: str) -> Event:
        facts = Registration("suggestion", "session", world.session.pk, "一件")
        with world.acting():
            return take(
                "proposal.register", Proposal(congress=world.congress), world.seats["officer"], facts, request_key=key
            )

    for turn in range(5):
        came = at_once(*[lambda turn=turn: register(f"1:form{turn}")] * 2)
        assert kinds(came) == {"Event": 1, "AlreadyDone": 1}, came
    assert whole(world) == 5


def test_numbers_have_no_gap_and_no_twin_when_many_register_at_once(world: World) -> None:
    def register() -> int:
        with world.acting():
            return world.register().own_no

    came = at_once(*[register] * 6, *[register] * 6)
    assert sorted(came) == list(range(1, 13))
    assert whole(world) == 12


def test_two_deciders_on_one_item_do_not_both_decide(world: World) -> None:
    """One hands over to 城管局, one to 教育局: one item never has two leads."""
    with world.acting():
        items = [world.register(f"第{number}件") for number in range(5)]

    def hand_over(proposal: Proposal, unit: str) -> Event:
        facts = HandOver(targets=(Target(world.bodies[unit].pk, Mode.LEAD),))
        with world.acting():
            return take("dispatch.hand_over", Proposal.objects.get(pk=proposal.pk), world.seats["officer"], facts)

    for item in items:
        came = at_once(lambda item=item: hand_over(item, "unit"), lambda item=item: hand_over(item, "school"))
        assert kinds(came) == {"Event": 1, "AlreadyDone": 1}
    with world.acting():
        leads = Assignment.objects.filter(congress=world.congress, mode=Mode.LEAD)
        assert set(Counter(leads.values_list("proposal_id", flat=True)).values()) == {1}
    whole(world)


def test_a_batch_and_single_steps_on_the_same_items_neither_deadlock_nor_break_the_chain(world: World) -> None:
    """A slice of fifty hands over while three others correct the same items, forwards, backwards and crosswise."""
    with world.acting():
        items = [world.register(f"第{number}件").pk for number in range(SLICE)]
    before = whole(world)
    facts = HandOver(targets=(Target(world.bodies["unit"].pk, Mode.LEAD),))

    def batch() -> int:
        with world.acting(), work(*items) as unit:
            for proposal in Proposal.objects.filter(pk__in=items).order_by("-pk"):
                unit.take("dispatch.hand_over", proposal, world.seats["officer"], facts)
        return len(items)

    def single(order: list[int], word: str) -> int:
        for pk in order:
            with world.acting():
                correcting = Correcting({"remark": f"{word}{pk}"}, "补记")
                take("proposal.correct", Proposal.objects.get(pk=pk), world.seats["officer"], correcting)
        return len(order)

    came = at_once(
        batch,
        lambda: single(items[::2], "甲"),
        lambda: single(items[::-2], "乙"),
        lambda: single(items[10:30], "丙"),
    )
    assert came == [50, 25, 25, 20]
    # Each hand-over opens an assignment and a round.
    assert whole(world) == before + 3 * 50 + 70


def test_two_batches_over_the_same_items_in_opposite_order_do_not_deadlock(world: World) -> None:
    with world.acting():
        items = [world.register(f"第{number}件").pk for number in range(20)]

    def batch(order: list[int], word: str) -> int:
        with world.acting(), work(*order) as unit:
            for pk in order:
                correcting = Correcting({"remark": f"{word}{pk}"}, "补记")
                unit.take("proposal.correct", Proposal.objects.get(pk=pk), world.seats["officer"], correcting)
        return len(order)

    assert at_once(lambda: batch(items, "甲"), lambda: batch(items[::-1], "乙"), lambda: batch(items, "丙")) == [20] * 3
    whole(world)


def test_locks_taken_in_another_order_do_deadlock(world: World) -> None:
    """The control: two transactions of two units of work each, the head in between, as a careless page might do it."""
    with world.acting():
        first, second = (world.register(f"第{number}件").pk for number in range(2))
    between = threading.Barrier(2)

    def careless(one: int, other: int) -> str:
        with acting(world.congress.pk), connection.cursor() as cursor:
            cursor.execute("select from proposals_proposal where id = %s for no key update", [one])
            between.wait(timeout=30)
            cursor.execute("select from proposals_proposal where id = %s for no key update", [other])
        return "through"

    came = at_once(lambda: careless(first, second), lambda: careless(second, first))
    assert "through" in came and any("deadlock" in str(one) for one in came if isinstance(one, OperationalError))


def test_two_congresses_do_not_wait_for_each_other(world: World) -> None:
    """Each has its own head: a long batch of one does not hold up the other."""
    other = make_world(f"{world.congress.code}-b")
    with world.acting():
        held = world.register().pk
    done = threading.Event()

    def long_batch() -> str:
        with world.acting(), work(held) as unit:
            correcting = Correcting({"remark": "慢"}, "补记")
            unit.take("proposal.correct", Proposal.objects.get(pk=held), world.seats["officer"], correcting)
            unit.commit()
            assert done.wait(timeout=30), "the other congress was held up by this one's head"
            unit._pending.clear()
            unit._tellings.clear()
        return "slow"

    def quick() -> str:
        with other.acting():
            other.register()
        done.set()
        return "quick"

    assert at_once(long_batch, quick) == ["slow", "quick"]
    for one in (world, other):
        whole(one)


def test_the_first_events_of_a_congress_make_one_head(own_database: str) -> None:
    congresses = [make_world(f"{own_database.replace('_', '-')}-{number}") for number in range(3)]
    for world in congresses:

        def register(world: World = world) -> int:
            with world.acting():
                return world.register().own_no

        assert sorted(at_once(*[register] * 4)) == [1, 2, 3, 4]
        assert whole(world) == 4
    assert Congress.objects.count() == 3


def test_a_refused_step_holds_no_lock_afterwards(world: World) -> None:
    with world.acting():
        proposal = world.register()
    with world.acting():
        with pytest.raises(StepRefused):
            take("proposal.correct", proposal, world.seats["officer"], Correcting({"remark": "改"}, ""))

        def other() -> str:
            with world.acting(), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '2s'")
                cursor.execute("select from proposals_proposal where id = %s for no key update", [proposal.pk])
            return "free"

        assert at_once(other) == ["free"]
