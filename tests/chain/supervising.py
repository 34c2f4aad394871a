"""督 in the plain model: lights that deputies show on a round and units answer, and the key items of the council's list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from huiyin.chain.models import Clock
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.models import Round
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.supervision.key_items import Doing, Leading, Putting, new_key_item
from huiyin.supervision.lights import Answering, Showing, new_light
from huiyin.supervision.models import KeyItem, Light
from tests.chain import follows, who_may
from tests.chain.things import Thing
from tests.world import World

CAME: Counter[str] = Counter()
SHOWERS = ("deputy", "deputy", "cosigner", "cosigner", "officer", "clerk", "head", "stranger", "leader", "admin")
PROPOSERS = ("officer", "officer", "second", "chair", "leader", "deputy", "clerk", "dispatcher")


def fits(thing: Thing, who: str, facts: Any) -> bool:
    return bool(facts != "bad")


def answerers(light: Thing) -> set[str]:
    return who_may.clerk(light) | who_may.head(light)


def moved(round_: Thing) -> None:
    """The handling went to somebody else: nobody is left to answer its lights."""
    if round_.state == "recalled":
        for light in round_.lights:
            put_out(light)


def put_out(light: Thing) -> None:
    if light.state != "over":
        follows.move(light, "light.put_out", "", "over")


def rules(rule: Callable[..., Any]) -> dict[str, Any]:
    officers = who_may.just(*who_may.OFFICERS)
    return {
        "light.answer": rule(answerers, {"shown"}, "answered", holds=fits),
        "key_item.choose": rule(officers, {"proposed"}, "chosen", holds=fits),
        "key_item.unchoose": rule(officers, {"chosen"}, "proposed", undoes="key_item.choose"),
        "key_item.leave_out": rule(officers, {"proposed"}, "left_out"),
        "key_item.change": rule(officers, {"chosen"}, holds=fits),
        "key_item.note": rule(officers, {"chosen", "reported"}, holds=fits),
        "key_item.report": rule(officers, {"chosen"}, "reported", holds=fits),
        "key_item.go_on": rule(officers, {"reported"}, "chosen"),
        "key_item.close": rule(officers, {"reported"}, "closed"),
    }


class Supervising:
    """Of the machine: showing a light, putting an item forward; the other steps come with those of all things."""

    def of_supervision(self, thing: Thing, code: str, data: st.DataObject | None) -> tuple[Any, Any]:
        good = data is None or data.draw(st.integers(0, 4), "in order") < 4
        today = clock.today()
        match code.partition(".")[2]:
            case "answer":
                facts: Any = Answering("周五到现场。" if good else " ")
            case "choose" | "change":
                facts = Leading("government", "陈大川" if good else " ", "副区长", "第52次主任会议", today)
            case "note" | "report":
                facts = Doing("visit" if code == "key_item.note" else "report", "到现场看了。" if good else " ", today)
            case _:
                good, facts = True, Reason("")
        return "good" if good else "bad", facts

    def somebody_shows_a_light(self, world: World, data: st.DataObject) -> None:
        machine: Any = self
        rounds = [one for case in machine.cases[world.congress.code] for one in case.things if one.kind == "round"]
        if not rounds:
            return
        round_, who = data.draw(st.sampled_from(rounds), "round"), data.draw(st.sampled_from(SHOWERS), "by")
        good, colour = data.draw(st.integers(0, 4), "in order") < 4, data.draw(st.sampled_from(["red", "amber", "green"]), "colour")
        with machine.scope(world, who):
            row = Round.objects.select_related("assignment__proposal", "assignment__body").get(pk=round_.pk)
            light = new_light(row, world.seats[who])
            came = self._tried(machine, "light.show", light, world.seats[who], Showing(colour, "没有人来过。" if good else " "))
        expected = self._shown(round_, who, good)
        assert came == expected, f"light on {round_.state} by {who}: {came}, expected {expected}"
        if came == "done":
            made = Thing("light", "shown", round_.case, light.pk, last="light.show", row=round_.row, shower=who)
            for before in round_.lights:
                if before.shower == who:
                    put_out(before)
            round_.lights.append(made)
            follows.move(made, "light.show", who, None)
        machine.all_is_as_the_model_says(world)
        machine.level = True

    def _shown(self, round_: Thing, who: str, good: bool) -> str:
        if who not in who_may.signers(round_):
            return "not yours"
        # Only whoever evaluates knows that it was done: whoever signed beside is not told by a refusal.
        over = round_.state in {"concluded", "lapsed", "reordered", "recalled"}
        graded = who == "deputy" and round_.state == "evaluated"
        return "done" if good and not over and not graded else "refused"

    def a_key_item_goes_on(self, world: World, data: st.DataObject) -> None:
        """Its way is long and few are on it: one that can go on mostly does, else another is put forward."""
        machine: Any = self
        turns = [
            (item, code, "officer")
            for case in machine.cases[world.congress.code]
            for item in case.keys
            for code in machine.steps_on(item)
            if machine.may_go_on(item, code, "officer") and code != "key_item.leave_out"
        ]
        if turns and data.draw(st.integers(0, 3), "goes on"):
            machine.attempt_one_of(world, turns, data)
        else:
            self.somebody_puts_an_item_forward(world, data)

    def somebody_puts_an_item_forward(self, world: World, data: st.DataObject) -> None:
        machine: Any = self
        case = data.draw(st.sampled_from(machine.cases[world.congress.code]), "item")
        who, good = data.draw(st.sampled_from(PROPOSERS), "by"), data.draw(st.integers(0, 4), "in order") < 4
        with machine.scope(world, who):
            item = new_key_item(Proposal.objects.get(pk=case.thing.pk))
            came = self._tried(machine, "key_item.propose", item, world.seats[who], Putting("群众反映集中。" if good else " "))
        listed = any(one.state != "left_out" for one in case.keys)
        expected = "not yours" if who not in who_may.OFFICERS else "done" if good and not listed else "refused"
        assert came == expected, f"put forward by {who}: {came}, expected {expected}"
        if came == "done":
            case.keys.append(Thing("key_item", "proposed", case, item.pk, last="key_item.propose"))
            follows.move(case.keys[-1], "key_item.propose", who, None)
        machine.all_is_as_the_model_says(world)
        machine.level = True

    def _tried(self, machine: Any, code: str, thing: Any, seat: Any, facts: Any) -> str:
        machine.level = False
        try:
            take(code, thing, seat, facts)
            came = "done"
        except NotYours:
            came = "not yours"
        except StepRefused:
            came = "refused"
        CAME[came] += 1
        return came

    @invariant()
    def lights_and_key_items_are_what_they_say(self) -> None:
        machine: Any = self
        for world in machine.worlds if machine.level else ():
            with machine.scope(world, "officer"):
                lit = Light.objects.filter(congress=world.congress, state__in=("shown", "answered"))
                pairs = list(lit.values_list("round_id", "seat_id"))
                assert len(pairs) == len(set(pairs)), "a deputy shows one light on a round"
                waits = {one.pk for one in lit if one.state == "shown" and one.colour == "red"}
                running = Clock.objects.filter(congress=world.congress, kind="light", stopped_on__isnull=True)
                assert set(running.values_list("thing_id", flat=True)) == waits, "a red light runs until it is answered or out"
                led = KeyItem.objects.filter(congress=world.congress, state__in=("chosen", "reported", "closed"))
                marked = Proposal.objects.filter(congress=world.congress, is_key=True)
                assert set(led.values_list("proposal_id", flat=True)) == set(marked.values_list("pk", flat=True))
