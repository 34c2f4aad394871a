"""约见 in the plain model (`tests.chain.model`): offered, answered, ended by the house, standing again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from huiyin.foundation import clock
from huiyin.handling.appointments import Chosen, Offer, OtherTimes, Said, on_the_table
from huiyin.handling.models import Appointment, AppointmentState, AppointmentWord, ContactForm, Round
from tests.chain import who_may
from tests.chain.things import Case, Thing
from tests.world import World

STANDING = {"offered", "countered", "calling", "agreed"}
# The steps of rounds with which the house ends an appointment; only the first are ever taken back.
ANSWERS, RECALLS = {"letter.send", "letter.send_jointly"}, {"letter.recall", "letter.recall_jointly"}
ENDS = {"evaluation.settle", "evaluation.set_aside", "rehandling.order", "round.recall"}
KEPT = ("appointment.offer", "appointment.take_back")


def unit_side(thing: Thing) -> set[str]:
    return who_may.clerk(thing) | who_may.head(thing)


def deputy_side(thing: Thing) -> set[str]:
    return {"deputy"} | who_may.OFFICERS


def both_sides(thing: Thing) -> set[str]:
    return unit_side(thing) | deputy_side(thing)


def standing(round_: Thing) -> list[Thing]:
    """Of the round and of those that lead the item jointly with it."""
    return [one for each in (round_, *round_.siblings) for one in each.appointments if one.state in STANDING]


def _newest(round_: Thing) -> Thing | None:
    shown = [one for one in round_.appointments if one.state != "taken_back"]
    return shown[-1] if shown else None


def may_offer(round_: Thing, who: str, facts: Any) -> bool:
    return round_.row is not None and round_.row.state == "received" and not standing(round_) and facts != "bad"


def offered(round_: Thing, who: str, facts: Any) -> None:
    made = Thing("appointment", "offered", round_.case, last="appointment.open", row=round_.row, round=round_, words=1)
    round_.appointments.append(made)


def may_take_back(round_: Thing, who: str, facts: Any) -> bool:
    newest = _newest(round_)
    return newest is not None and newest.state == "offered" and newest.words == 1


def taken_back(round_: Thing, who: str, facts: Any) -> None:
    newest = _newest(round_)
    assert newest is not None
    _to(newest, "appointment.recall", "taken_back")


def spoke(thing: Thing, who: str, facts: Any) -> None:
    thing.words += 1


def fits(thing: Thing, who: str, facts: Any) -> bool:
    return bool(facts != "bad")


def recorded_out_of(round_: Thing, who: str, facts: Any) -> bool:
    """Whether a talk may be recorded out of the appointment, where one is named."""
    return not isinstance(facts, Thing) or facts.state in ("agreed", "calling")


def met(round_: Thing, of: Any) -> None:
    """A talk was recorded: the appointment it came out of is kept, or the call that was asked for was made."""
    kept = of if isinstance(of, Thing) else None
    round_.kept.append(kept)
    if kept is not None and kept.state == "agreed":
        _to(kept, "appointment.meet", "met")
    elif kept is not None:
        _close(kept, "contact.record")


def may_unmeet(round_: Thing) -> bool:
    return not round_.kept or round_.kept[-1] is None or not [one for one in round_.appointments if one.state in STANDING]


def unmet(round_: Thing) -> None:
    kept = round_.kept.pop()
    if kept is not None and kept.state == "met":
        _to(kept, "appointment.reopen", "agreed")
    elif kept is not None:
        _resume(kept, "calling")


def moved(round_: Thing, code: str) -> None:
    """What a step of a round does to its appointments."""
    if code in ANSWERS | ENDS:
        for one in round_.appointments:
            if one.state in STANDING:
                _close(one, "answer" if code in ANSWERS else code)
    newest = _newest(round_) if code in RECALLS else None
    if newest is not None and newest.state == "closed" and newest.closed_by == "answer" and not standing(round_):
        _resume(newest, newest.was)


def _close(one: Thing, why: str) -> None:
    one.was, one.closed_by, one.words = one.state, why, one.words + 1
    _to(one, "appointment.close", "closed")


def _resume(one: Thing, state: str) -> None:
    one.words += 1
    _to(one, f"appointment.resume_{state}", state)


def _to(one: Thing, code: str, state: str) -> None:
    one.state, one.last = state, code


def rules(rule: Callable[..., Any]) -> dict[str, Any]:
    """Those of rounds first, then those of an appointment; `rule` makes one."""
    still = set(STANDING)
    return {
        "appointment.offer": rule(unit_side, who_may.OPEN | who_may.AFTER, holds=may_offer, then=offered),
        "appointment.take_back": rule(
            unit_side, who_may.OPEN | who_may.AFTER, holds=may_take_back, then=taken_back, undoes="appointment.offer"
        ),
        "appointment.accept": rule(deputy_side, {"offered"}, "agreed", holds=fits, then=spoke),
        "appointment.counter": rule(deputy_side, still, "countered", holds=fits, then=spoke),
        "appointment.ask_call": rule(deputy_side, still - {"calling"}, "calling", then=spoke),
        "appointment.decline": rule(deputy_side, {"offered"}, "declined", holds=fits, then=spoke),
        "appointment.agree": rule(unit_side, {"countered"}, "agreed", holds=fits, then=spoke),
        "appointment.offer_anew": rule(unit_side, still, "offered", holds=fits, then=spoke),
        "appointment.cancel": rule(both_sides, still, "cancelled", holds=fits, then=spoke),
        # Every time the machine names is still to come: nothing can have been missed.
        "appointment.miss": rule(unit_side, {"agreed"}, "missed", holds=lambda thing, who, facts: False),
    }


class Arranging:
    """Of the machine: what goes with the steps of an appointment, and what holds of all of them."""

    def of_appointment(self, world: World, thing: Thing, code: str, data: st.DataObject | None) -> tuple[Any, Any]:
        good = data is None or data.draw(st.integers(0, 4), "in order") < 4
        times = tuple(_to_come(day, hour) for day, hour in ((3, 15), (4, 9)))
        match code.partition(".")[2]:
            case "offer" | "offer_anew":
                facts: Any = Offer(times if good else (), ContactForm.ON_SITE, "三阳路口")
            case "counter":
                facts = OtherTimes(times if good else (times[0] - timedelta(days=30),), "那两天在外地。")
            case "accept" | "agree":
                on_table = self._on_table(world, thing)
                facts = Chosen(on_table[0] if good and on_table else _to_come(9, 8))
            case "decline" | "cancel" | "miss":
                facts = Said("写明了原因。" if good else " ")
            case _:
                facts = None
        return "good" if good else "bad", facts

    def _on_table(self, world: World, thing: Thing) -> list[datetime]:
        machine: Any = self
        with machine.scope(world, "officer"):
            word = on_the_table(Appointment.objects.get(pk=thing.pk))
            return list(word.moments) if word is not None else []

    def appointment_talked_out_of(self, round_: Thing, data: st.DataObject | None) -> Thing | None:
        """Any of the round: one that has ended, too."""
        if data is None or not round_.appointments or data.draw(st.booleans(), "as it came"):
            return None
        fit = [one for one in round_.appointments if one.state in ("agreed", "calling")]
        return data.draw(st.sampled_from(fit or round_.appointments), "out of")

    def find_new_appointments(self, case: Case) -> None:
        for round_ in (round_ for row in case.rows for round_ in row.rounds):
            rows = Appointment.objects.filter(round=round_.pk).order_by("number").values_list("pk", flat=True)
            for made, pk in zip(round_.appointments, rows, strict=True):
                made.pk = pk

    @invariant()
    def appointments_are_what_the_model_says(self) -> None:
        machine: Any = self
        for world in machine.worlds if machine.level else ():
            with machine.scope(world, "officer"):
                modelled = [one for case in machine.cases[world.congress.code] for one in case.things if one.kind == "appointment"]
                rows = {row.pk: row for row in Appointment.objects.filter(congress=world.congress)}
                assert set(rows) == {one.pk for one in modelled}
                for one in modelled:
                    row, words = rows[one.pk], AppointmentWord.objects.filter(appointment=one.pk)
                    assert (row.state, words.count()) == (one.state, one.words)
                    assert row.state != "agreed" or row.starts_at is not None
                    assert (row.contact_id is not None) == (row.state == "met" or one.closed_by == "contact.record"
                                                            and row.state == "closed")  # fmt: skip
                    assert row.state not in STANDING or one.round is None or one.round.state in who_may.OPEN | who_may.AFTER
                self._one_at_a_time(world)

    def _one_at_a_time(self, world: World) -> None:
        open_ = Appointment.objects.filter(congress=world.congress, state__in=sorted(STANDING)).values_list("round", flat=True)
        assert len(open_) == len(set(open_)), "a round has one appointment at a time"
        ended = Round.objects.filter(pk__in=list(open_), state__in=("concluded", "lapsed", "reordered", "recalled", "terminated"))
        assert not ended.exists(), "what is over is not waited for"
        assert set(STANDING) < set(AppointmentState.values)


def _to_come(days: int, hour: int) -> datetime:
    day = clock.now().astimezone(clock.SHANGHAI) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
