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
from tests.chain import model
from tests.chain.arranging import Arranging
from tests.chain.keeping import Keeping
from tests.chain.merging import Merging
from tests.chain.promising import Promising
from tests.world import World

MODELS: dict[str, Any] = {
    "proposal": Proposal, "assignment": Assignment, "round": Round, "appointment": Appointment, "promise": Promise,
}  # fmt: skip
SEATS = (
    "officer", "second", "dispatcher", "clerk", "head", "stranger", "stranger_head",
    "deputy", "cosigner", "admin", "leader", "chair",
)  # fmt: skip
BESIDE = ("foreign", "promise", "promise", "spoken", "spoken", "write")


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


class Beside(Merging, Arranging, Promising, Keeping, Strangers):
    """All of it."""
