"""The golden table: which seat may take which step in which state. A change of rights is a diff of golden/steps.txt.

After a change that is meant: `REGOLD=1 .venv/bin/python -m pytest tests/chain/test_golden.py`, then read the diff.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from huiyin.chain.catalogue import Right, Step, catalogue
from huiyin.chain.models import Thing
from huiyin.people.models import Role, Seat
from tests.chain.cast import Cast, hand_over_directly, seats_of, submit_three
from tests.world import make_world

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parents[1] / "golden" / "steps.txt"
HEAD = f"""\
# 谁在什么状态下可以办什么。由 {Path(__file__).name} 写出；改权限时这里会有差异，逐行看过再提交。
# 没有列出的席位什么也不能办；“(系统)”是自动环节，“(命令行)”是没有席位的运维人员。撤回类环节另有时限。
"""


class Table:
    """The table of one catalogue. Whether a right holds does not hang on the state, so each is asked once."""

    def __init__(self, cast: Cast, seats: dict[str, Seat]) -> None:
        self.things, self.seats = cast.things, seats
        self._known: dict[tuple[str, str, str, str], bool] = {}

    def lines(self, steps: Iterable[Step]) -> list[str]:
        listed = sorted(steps, key=lambda step: step.code)
        blocks = [(name, state) for name in self.things for state in self._states(name)]
        return [line for name, state in blocks for line in self._block(name, state, listed)]

    def _states(self, name: str) -> list[tuple[str, str]]:
        return [(code, str(label)) for code, label in self.things[name].STATES.choices]

    def _block(self, name: str, state: tuple[str, str], steps: list[Step]) -> list[str]:
        thing = self.things[name]
        mine = [step for step in steps if step.on == thing.KIND and state[0] in step.frm]
        rows = [(who, [s.code for s in mine if self._may(s, name, who)]) for who in self.seats]
        rows.append(("(命令行)", [s.code for s in mine if s.operator]))
        rows.append(("(系统)", [s.code for s in mine if s.automatic]))
        said = [f"  {who}: {' '.join(codes)}" for who, codes in rows if codes]
        return [f"{name} · {state[1]}（{state[0]}）", *(said or ["  —"])]

    def _may(self, step: Step, name: str, who: str) -> bool:
        return not step.automatic and any(self._allows(right, name, who) for right in step.by)

    def _allows(self, right: Right, name: str, who: str) -> bool:
        key = right.role, right.relation.name, name, who
        if key not in self._known:
            self._known[key] = right.allows(self.seats[who], self.things[name])
        return self._known[key]


@pytest.fixture
def table(cast: Cast) -> Iterator[Table]:
    foreign = make_world("lishan")
    with cast.world.acting():
        cast.direct = hand_over_directly(cast.world)
        cast.submitted = submit_three(cast.world)
        yield Table(cast, seats_of(cast, foreign))


def _applies(relation: str, kind: str) -> bool:
    """Relations to an assignment cannot be asked of a proposal, nor those to what is written of an assignment."""
    if relation in OF_PROPOSALS:
        return kind == "proposal"
    if kind in CHECKS or any(relation in some for some in OF_CHECKS.values()):
        return relation == "of_congress" or relation in OF_CHECKS.get(kind, ())
    if relation in OF_KEY_ITEMS:
        return kind == "key_item"
    if relation in OF_PROMISES:
        return kind == "promise"
    return kind == "assignment" or relation not in OF_ASSIGNMENTS and (kind in OF_ROUNDS or relation not in OF_ROWS)


# What may be asked of an assignment only, and of an assignment, its rounds or what hangs on these only.
OF_ASSIGNMENTS = {
    "handed_by_committee",
    "handed_by_office",
    "led_by",
    "assisting",
    "leading",
    "of_route",
    "an_assisting_one",
    "an_answering_one",
    "answering_here",
}
OF_ROWS = {"of_handling_body"}
OF_ROUNDS = ("round", "appointment", "promise", "light")
# And of an item only.
OF_PROPOSALS = {"writer", "reads"}
# What is no item's: a check, a row of it, a problem; and what may be asked of each.
CHECKS = ("check", "check_row", "problem")
OF_CHECKS: dict[str, set[str]] = {
    "check": {"takes_part"}, "check_row": {"checked", "takes_part"}, "problem": {"rectifies", "takes_part"},
}  # fmt: skip
# And of a key item only.
OF_KEY_ITEMS = {"leads_item", "in_field"}
# And of a promise only, which may have gone to another body than its item.
OF_PROMISES = {"keeps"}


def test_the_table_of_seats_states_and_steps_is_the_one_that_was_reviewed(table: Table) -> None:
    computed = HEAD + "\n".join(table.lines(catalogue)) + "\n"
    if os.environ.get("REGOLD"):
        GOLDEN.write_text(computed, encoding="utf-8")
    assert computed == GOLDEN.read_text(encoding="utf-8"), (
        "rights have changed: if that is meant, write the table again (see the head of this file) and read the diff"
    )


def test_flipping_any_row_of_the_rights_table_changes_the_golden_table(table: Table) -> None:
    """Security E.3: a suite that would not notice a wrong right proves nothing."""
    flipped = 0
    for step in catalogue:
        # The table of one step: the rest of the whole table is the same before and after.
        reviewed = table.lines([step])
        for number, right in enumerate(step.by):
            rest = step.by[:number] + step.by[number + 1 :]
            for by in (rest, *((*rest, Right(role, right.relation)) for role in Role if role != right.role)):
                assert table.lines([replace(step, by=by)]) != reviewed, f"{step.code}: {right} may be flipped"
                flipped += 1
        for name in ("operator", "automatic"):
            if not (name == "automatic" and step.operator):
                changed = replace(step, **{name: not getattr(step, name)})
                assert table.lines([changed]) != reviewed, f"{step.code}: {name} may be flipped"
                flipped += 1
    assert flipped > 150


def test_giving_a_step_to_one_more_role_changes_the_golden_table(table: Table) -> None:
    """Rows added are as dangerous as rows taken away. A right that nobody in the cast could hold is left out."""
    relations = {right.relation.name: right.relation for step in catalogue for right in step.by}
    given = 0
    for step in catalogue:
        reviewed = table.lines([step])
        for relation in relations.values():
            for role in Role:
                right = Right(role, relation)
                if step.automatic or not _applies(relation.name, step.on) or not _somebody(table, right, step.on):
                    continue
                if any(own.role == role and _covers(own, right) for own in step.by):
                    continue
                assert table.lines([replace(step, by=(*step.by, right))]) != reviewed, f"{step.code}: {right}"
                given += 1
    assert given > 50


def _somebody(table: Table, right: Right, kind: str) -> bool:
    things = [name for name, thing in table.things.items() if kind == thing.KIND]
    return any(table._allows(right, name, who) for name in things for who in table.seats)


# The first holds wherever the second does; whoever handed an item over sits at the body whose leader rules on it.
WIDER = {
    ("handed_by_committee", "led_by"),
    ("handed_by_office", "led_by"),
    ("led_by", "handed_by_office"),
    ("of_handling_body", "assisting"),
    ("of_handling_body", "answering_here"),
    # A secretary reads only what was raised in session.
    ("in_session", "reads"),
    # Who wrote it leads it.
    ("lead_signer", "writer"),
    ("signer", "writer"),
}


def _covers(own: Right, other: Right) -> bool:
    if (own.relation.name, other.relation.name) in WIDER:
        return True
    wider = {"of_congress": 3, "signer": 2, "recipient": 2, "lead_signer": 1}
    return own.relation.name == other.relation.name or wider.get(own.relation.name, 0) >= wider.get(
        other.relation.name, 9
    )


def test_a_button_is_offered_exactly_where_the_table_allows_the_step(table: Table) -> None:
    """`possible` feeds the pages: it leaves out counter-steps, automatic steps and those that make a thing."""
    for name, thing in table.things.items():
        for code in thing.STATES.values:
            shown: Thing = thing
            before, shown.state = shown.state, code
            for who, seat in table.seats.items():
                allowed = {
                    step.code
                    for step in catalogue.of(thing.KIND)
                    if code in step.frm and not step.undoes and not step.creates and table._may(step, name, who)
                }
                assert {step.code for step in catalogue.possible(shown, seat)} == allowed, (name, code, who)
            shown.state = before
