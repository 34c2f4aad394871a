"""约见 stands again where what ended it is taken back: the answer, or the record of the call."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.handling import texts
from huiyin.handling.appointments import standing_on
from huiyin.handling.models import Appointment, AppointmentState, ContactForm, Round
from tests.handling.meeting import NOW, agreed, at, countered, in_hand, offered
from tests.handling.test_appointments import lines, record, state_of, told
from tests.world import SEND_ANYHOW, World, make_world

A = AppointmentState


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(NOW):
        made = make_world()
        with made.acting("deputy"):
            yield made


@pytest.fixture
def round_(world: World) -> Round:
    return in_hand(world)[0]


def send(world: World, round_: Round) -> None:
    world.write(round_)
    for code, who, facts in (("submit", "clerk", None), ("clear", "head", None), ("send", "head", SEND_ANYHOW)):
        take(f"letter.{code}", round_, world.seats[who], facts)


@pytest.mark.parametrize(("made_by", "state"), [(offered, A.OFFERED), (countered, A.COUNTERED), (agreed, A.AGREED)])
def test_what_the_answer_ended_stands_again_with_the_answer_taken_back(
    world: World, round_: Round, made_by: Callable[[World, Round], Appointment], state: str
) -> None:
    world.talk(round_)
    made = made_by(world, round_)
    send(world, round_)
    assert state_of(made) == A.CLOSED
    take("letter.recall", round_, world.seats["head"])
    assert state_of(made) == state and told(world, "deputy", "恢复了")
    assert any(texts.ANSWER_TAKEN_BACK in line for line in lines(world, "deputy", round_))
    # It ends with the next sending, and stands again with the next recall: the round goes on as if nothing had been sent.
    take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
    assert state_of(made) == A.CLOSED
    take("letter.recall", round_, world.seats["head"])
    assert state_of(made) == state and verify(world.congress).breaches == []


def test_what_ended_before_the_answer_stays_ended_with_the_answer_taken_back(world: World, round_: Round) -> None:
    world.talk(round_)
    called = offered(world, round_)
    take("appointment.ask_call", called, world.seats["deputy"], None)
    take("contact.record", round_, world.seats["clerk"], record(called, ContactForm.PHONE))
    send(world, round_)
    take("letter.recall", round_, world.seats["head"])
    assert state_of(called) == A.CLOSED


def test_what_was_arranged_after_the_answer_stands_and_not_what_the_answer_ended(world: World, round_: Round) -> None:
    world.talk(round_)
    before = agreed(world, round_)
    send(world, round_)
    after = offered(world, round_, at(18), by="head")
    take("letter.recall", round_, world.seats["head"])
    assert (state_of(before), state_of(after)) == (A.CLOSED, A.OFFERED)
    assert standing_on(round_) == after


def test_with_the_record_of_the_call_taken_back_the_deputy_still_asks_to_be_called(world: World, round_: Round) -> None:
    made = offered(world, round_)
    take("appointment.ask_call", made, world.seats["deputy"], None)
    take("contact.record", round_, world.seats["clerk"], record(made, ContactForm.PHONE))
    # Another talk is no call: taking that one back moves nothing.
    world.talk(round_)
    take("contact.withdraw", round_, world.seats["clerk"])
    assert state_of(made) == A.CLOSED
    take("contact.withdraw", round_, world.seats["clerk"])
    made.refresh_from_db()
    assert (made.state, made.contact_id) == (A.CALLING, None)
    assert any(texts.CALL_WITHDRAWN in line for line in lines(world, "clerk", round_))
    assert verify(world.congress).breaches == []
