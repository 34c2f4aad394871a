"""亮灯 (C12): a deputy shows how it goes before there is anything to grade, and a red light wants an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.clocks import LIGHT
from huiyin.chain.models import Clock, Event
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Mode
from huiyin.dispatch.returning import Reassigning
from huiyin.dispatch.steps import Target
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling.models import Round
from huiyin.supervision import queries
from huiyin.supervision.lights import Answering, Showing, lit, new_light
from huiyin.supervision.models import Light
from tests.world import SEND_ANYHOW, World, make_world

# A Monday: the fifth workday after it is the Monday that follows.
TODAY, DUE = date(2026, 4, 13), date(2026, 4, 20)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(TODAY):
        yield make_world()


def handled(world: World) -> Round:
    (row,) = world.by_the_office(world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2))
    return world.receive(row)


def show(world: World, round_: Round, colour: str = "red", word: str = "没有人来联系过。", who: str = "deputy") -> Light:
    light = new_light(Round.objects.get(pk=round_.pk), world.seats[who])
    take("light.show", light, world.seats[who], Showing(colour, word))
    return light


def told(world: World, who: str) -> list[str]:
    rows = Notice.objects.filter(congress=world.congress, seat_id=world.seats[who].pk)
    return list(rows.order_by("pk").values_list("text", flat=True))


def test_a_red_light_asks_the_unit_for_an_answer_within_five_workdays(world: World) -> None:
    with world.acting():
        light = show(world, handled(world))
        (runs,) = Clock.objects.filter(thing_kind="light", stopped_on__isnull=True)
        assert (runs.kind, runs.due_on, light.due_on, runs.source) == (LIGHT, DUE, DUE, "回音默认")
        assert any("红灯" in one and "没有人来联系过。" in one for one in told(world, "clerk"))
        assert any("红灯" in one for one in told(world, "officer"))
        with clock.frozen(date(2026, 4, 15)):
            take("light.answer", light, world.seats["clerk"], Answering("周五到现场。"))
        light.refresh_from_db()
        assert (light.state, light.answer, light.answered_on) == ("answered", "周五到现场。", date(2026, 4, 15))
        assert not Clock.objects.filter(thing_kind="light", stopped_on__isnull=True).exists()
        assert any("回应了您亮的红灯" in one for one in told(world, "deputy"))
        assert verify(world.congress).breaches == []


@pytest.mark.parametrize("colour", ["green", "amber"])
def test_other_lights_want_no_answer_by_a_day_and_may_have_one(world: World, colour: str) -> None:
    with world.acting():
        light = show(world, handled(world), colour, "来看过现场了。")
        assert light.due_on is None and not Clock.objects.filter(thing_kind="light").exists()
        take("light.answer", light, world.seats["head"], Answering("谢谢。"))
        assert Light.objects.get(pk=light.pk).state == "answered"


def test_the_next_light_puts_the_one_before_out_and_both_stay_to_be_read(world: World) -> None:
    with world.acting():
        round_ = handled(world)
        first = show(world, round_)
        second = show(world, round_, "green", "来过了，办法也好。")
        first.refresh_from_db()
        assert (first.state, first.word, second.state) == ("over", "没有人来联系过。", "shown")
        assert not Clock.objects.filter(thing_kind="light", stopped_on__isnull=True).exists(), "nobody waits any more"
        assert [one.pk for one in queries.lights_on(world.seats["clerk"], [round_.pk])] == [second.pk, first.pk]
        steps = Event.objects.filter(congress=world.congress, thing_kind="light").order_by("number")
        assert [one.step for one in steps] == ["light.show", "light.put_out", "light.show"]


def test_each_who_signed_has_a_light_of_their_own_and_nobody_else_has_one(world: World) -> None:
    with world.acting():
        round_ = handled(world)
        show(world, round_)
        show(world, round_, "green", "我看不错。", "cosigner")
        assert sorted(one.colour for one in lit(round_)) == ["green", "red"]
        for who in ("clerk", "head", "officer", "dispatcher", "leader"):
            with pytest.raises(NotYours):
                show(world, round_, who=who)


def test_a_light_says_why_in_a_sentence(world: World) -> None:
    with world.acting():
        round_ = handled(world)
        with pytest.raises(StepRefused, match="写一句话"):
            show(world, round_, word="  ")
        with pytest.raises(StepRefused, match="写一句话"):
            show(world, round_, colour="blue")
        light = show(world, round_)
        with pytest.raises(StepRefused, match="还没有写回应"):
            take("light.answer", light, world.seats["clerk"], Answering(" "))


def answered(world: World) -> Round:
    with clock.frozen(date(2026, 4, 1)):
        (row,) = world.by_the_office(world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2))
        world.talk(world.receive(row))
    world.write(world.round_of(row))
    round_ = world.round_of(row)
    take("letter.submit", round_, world.seats["clerk"])
    take("letter.clear", round_, world.seats["head"])
    take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
    return round_


def test_after_the_grade_the_deputy_who_gave_it_shows_no_light_and_no_other_refusal_tells_of_it(world: World) -> None:
    with world.acting():
        round_ = answered(world)
        show(world, round_, "amber", "答复没有写时间。")
    with world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"overall": "satisfied"}))
        with pytest.raises(StepRefused, match="已经评价过"):
            show(world, round_)
    with world.acting("cosigner"):
        assert show(world, round_, "green", "可以。", "cosigner").state == "shown"
    with world.acting("clerk"):
        # What the unit sees of the light and may do about it is the same before and after.
        (light,) = [one for one in lit(round_) if one.seat_id == world.seats["deputy"].pk]
        take("light.answer", light, world.seats["clerk"], Answering("补一份。"))


def test_lights_go_out_where_nobody_is_left_to_answer(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
        light = show(world, world.round_of(row))
        target = (Target(world.bodies["school"].pk, Mode.LEAD),)
        take("assignment.replace", row, world.seats["dispatcher"], Reassigning(target, "交错了单位。"))
        light.refresh_from_db()
        assert light.state == "over"
        assert not Clock.objects.filter(thing_kind="light", stopped_on__isnull=True).exists()


def test_a_red_light_nobody_answers_is_reminded_of_and_then_told_upwards(world: World) -> None:
    with world.acting():
        show(world, handled(world))
    for on in (date(2026, 4, 20), date(2026, 4, 21), date(2026, 4, 22)):
        with clock.frozen(on):
            remind_all()
    with world.acting():
        said = {who: [one for one in told(world, who) if "还没有回应" in one] for who in ("clerk", "head", "officer")}
    assert [len(said[who]) for who in ("head", "officer")] == [1, 1] and "逾期" in said["head"][0]
    assert sum("今天到期" in one for one in said["clerk"]) == 1


def test_who_sees_a_light_is_who_sees_the_handling(world: World) -> None:
    with world.acting():
        show(world, handled(world))
        seen = {who: queries.light_counts(seat)["red"] for who, seat in world.seats.items()}
    sees = {"officer", "clerk", "head", "dispatcher", "leader", "deputy", "cosigner"}
    assert {who for who, count in seen.items() if count} >= sees
    assert not [who for who in ("stranger", "stranger_head", "admin") if seen.get(who)]
