"""What the machine of `test_any_order` does beside the steps of items, and whom it lets in vain try them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from hypothesis import strategies as st

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment
from huiyin.evaluation import sealed
from huiyin.handling.models import Appointment, Round
from huiyin.promises.models import Promise
from huiyin.proposals.models import Proposal
from huiyin.supervision.models import KeyItem, Light
from tests.chain import model
from tests.chain.arranging import Arranging
from tests.chain.keeping import Keeping
from tests.chain.merging import Merging
from tests.chain.promising import Promising
from tests.chain.supervising import Supervising
from tests.chain.things import Thing
from tests.world import World

MODELS: dict[str, Any] = {
    "proposal": Proposal, "assignment": Assignment, "round": Round, "appointment": Appointment, "promise": Promise,
    "light": Light, "key_item": KeyItem,
}  # fmt: skip
SEATS = (
    "officer", "second", "dispatcher", "clerk", "head", "stranger", "stranger_head",
    "deputy", "cosigner", "admin", "leader", "chair",
)  # fmt: skip
BESIDE = ("foreign", "promise", "promise", "spoken", "spoken", "write", "light", "light", "key", "key")


class Unmet:
    """What earlier runs never came to, tried wherever it can come now: from the second run on that is most of what happens."""

    # Fixed for a whole run: a choice that hung on what came meanwhile could not be repeated when a failure is made small.
    unmet: frozenset[tuple[str, str]] = frozenset()

    def what_never_came(self, world: World, data: st.DataObject) -> None:
        machine: Any = self
        turns = [
            (thing, code, who)
            for case in machine.cases[world.congress.code]
            for thing in case.things
            for code in model.ON[thing.kind]
            for who in SEATS
            if (code, "done") in self.unmet and model.may_go_on(thing, code, who)
            or (code, "not yours") in self.unmet and who not in model.RULES[code].who(thing)
        ]
        if turns:
            machine.attempt_one_of(world, turns, data)
        else:
            # Not yet: what it waits for must come first.
            machine.somebody_s_turn(world, data)


class Modelled:
    """What the plain model knows, for parts of the machine that the model itself is made of."""

    def steps_on(self, thing: Thing) -> tuple[str, ...]:
        return model.ON[thing.kind]

    def may_go_on(self, thing: Thing, code: str, who: str) -> bool:
        return model.may_go_on(thing, code, who)


class Strangers:
    """People of the other congress, and those who may not read grades."""

    def a_foreign_seat(self, data: st.DataObject) -> None:
        """Somebody of the other congress, with the row in hand."""
        machine: Any = self
        here, there = machine.worlds
        thing = machine.some_thing(here, data)
        code = data.draw(st.sampled_from(model.ON[thing.kind]), "step")
        who = data.draw(st.sampled_from(SEATS), "seat")
        with machine.scope(here, who):
            row = MODELS[thing.kind]._base_manager.get(pk=thing.pk)
            with pytest.raises(NotYours):
                take(code, row, there.seats[who], machine.facts(here, thing, code, data)[1])
        with machine.scope(there, who), pytest.raises(StepRefused):
            take(code, row, there.seats[who], machine.facts(here, thing, code, data)[1])
        machine.states(here)

    def nobody_else_reads_grades(self, world: World) -> None:
        machine: Any = self
        officer = world.seats["officer"].pk
        for who in ("clerk", "head", "stranger", "dispatcher", "leader", "chair", "deputy", "cosigner", "admin"):
            with machine.scope(world, who):
                with pytest.raises(ProgrammingError, match="not an officer"), transaction.atomic():
                    sealed.read(officer, "test")


class Beside(Merging, Arranging, Promising, Keeping, Supervising, Modelled, Strangers, Unmet):
    """All of it."""

    def something_beside(self, what: str, world: World, data: st.DataObject) -> None:
        match what:
            case "foreign":
                self.a_foreign_seat(data)
            case "promise":
                self.somebody_marks_a_promise(world, data)
            case "spoken":
                self.somebody_promises_by_word_of_mouth(world, data)
            case "light":
                self.somebody_shows_a_light(world, data)
            case "key":
                self.a_key_item_goes_on(world, data)
            case "write":
                self.the_letter_is_rewritten(world, data)
