"""初步答复函 (C3): shown to the deputy who leads, agreed to or not, verified by the deputies' committee."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling.consulting import DeputyWord, Verified, newest_draft, waiting_for
from huiyin.handling.models import Letter, Round
from tests.chain.cast import refusal
from tests.world import World, make_world

WANTED = {"letter": {"draft_to_deputy": {"value": True, "source": "回音默认"}}}
NO = DeputyWord("disagrees", "没有写什么时候办成。")


@pytest.fixture
def make(db: None) -> Callable[..., World]:
    def made(answers: dict[str, Any] | None = WANTED) -> World:
        return make_world(answers=answers)

    return made


def offered(world: World) -> Round:
    (row,) = world.by_the_office(world.register())
    round_ = world.receive(row)
    world.talk(round_)
    world.write(round_)
    take("draft.offer", round_, world.seats["clerk"])
    return round_


def told(world: World, who: str) -> str:
    return Notice.objects.filter(seat_id=world.seats[who].pk).order_by("-pk")[0].text


def test_where_it_is_asked_for_no_letter_goes_up_without_a_draft_the_deputy_agreed_to(make: Callable[..., World]) -> None:
    world = make()
    with clock.frozen(date(2026, 4, 1)), world.acting():
        clerk, deputy = world.seats["clerk"], world.seats["deputy"]
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_)
        assert "还没有送过" in refusal("letter.submit", round_, clerk)
        take("draft.offer", round_, clerk)
        assert [one.round_id for one in waiting_for(deputy)] == [round_.pk] and not waiting_for(world.seats["cosigner"])
        assert "等代表表态" in refusal("letter.submit", round_, clerk)
        assert "还没有回音" in refusal("draft.offer", round_, clerk)
        take("draft.agree", round_, deputy)
        assert "可以送审签" in told(world, "clerk") and waiting_for(deputy) == []
        Letter.objects.update(body="换了一篇。")
        round_.read_again()
        assert "又改过" in refusal("letter.submit", round_, clerk)
        take("draft.offer", round_, clerk)
        take("draft.agree", round_, deputy)
        take("letter.submit", round_, clerk)
        assert verify(world.congress).breaches == []


def test_a_disagreement_is_verified_and_the_unit_talks_and_handles_again(make: Callable[..., World]) -> None:
    world = make()
    with clock.frozen(date(2026, 4, 1)), world.acting():
        clerk, officer = world.seats["clerk"], world.seats["officer"]
        round_ = offered(world)
        assert "哪里不同意" in refusal("draft.disagree", round_, world.seats["deputy"], DeputyWord("disagrees"))
        take("draft.disagree", round_, world.seats["deputy"], NO)
        assert "请核实" in told(world, "officer") and "不同意" in told(world, "head")
        assert "等代表工委核实" in refusal("letter.submit", round_, clerk)
        assert "写明核实的情况" in refusal("draft.verify", round_, officer, Verified("again", " "))
        take("draft.verify", round_, officer, Verified("again", "确实没有写时间。", "区委督查室、区政府办"))
        assert "再沟通、再办理" in refusal("letter.submit", round_, clerk)
        take("draft.offer", round_, clerk)
        take("draft.disagree", round_, world.seats["deputy"], NO)
        take("draft.verify", round_, officer, Verified("may_answer", "单位已经写明条件，可以答复。"))
        take("letter.submit", round_, clerk)


def test_the_committee_notes_down_what_the_deputy_said_on_the_telephone(make: Callable[..., World]) -> None:
    world = make()
    with world.acting():
        round_ = offered(world)
        take("draft.note_word", round_, world.seats["officer"], DeputyWord("agrees"))
        draft = newest_draft(round_)
        assert draft is not None and draft.by_phone and draft.word == "agrees"
        assert "代记了您" in told(world, "deputy")
        assert "没有等您表态" in refusal("draft.agree", round_, world.seats["deputy"])


def test_a_draft_is_taken_back_within_the_window(make: Callable[..., World]) -> None:
    world = make()
    with world.acting():
        round_ = offered(world)
        take("draft.take_back", round_, world.seats["clerk"])
        assert newest_draft(round_) is None and waiting_for(world.seats["deputy"]) == []


def test_where_nobody_asks_for_drafts_a_disagreement_stops_nothing(make: Callable[..., World]) -> None:
    world = make(None)
    with world.acting():
        round_ = offered(world)
        take("draft.disagree", round_, world.seats["deputy"], NO)
        take("letter.submit", round_, world.seats["clerk"])


@pytest.mark.parametrize(
    ("code", "who"),
    [("draft.offer", "head"), ("draft.agree", "cosigner"), ("draft.disagree", "clerk"), ("draft.verify", "dispatcher")],
)
def test_each_word_belongs_to_one_seat(make: Callable[..., World], code: str, who: str) -> None:
    world = make()
    with world.acting():
        round_ = offered(world)
        with pytest.raises(NotYours):
            take(code, round_, world.seats[who], NO)
