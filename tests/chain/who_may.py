"""Of the plain model (`tests.chain.model`): who may take a step, and what must hold for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.chain.things import Case, Thing

CLERKS = {"unit": "clerk", "school": "stranger"}
OFFICERS = {"officer", "second"}
HEADS = {"unit": "head", "school": "stranger_head"}
OPEN, AFTER = {"handling", "clearing", "reviewing", "cleared"}, {"answered", "evaluated"}
ENDED = {"concluded", "lapsed", "reordered"}


def just(*names: str) -> Callable[[Thing], set[str]]:
    return lambda thing: set(names)


def clerk(thing: Thing) -> set[str]:
    row = thing.row or thing
    return {CLERKS[row.unit]} if row.unit in CLERKS else set()


def head(thing: Thing) -> set[str]:
    return {HEADS[(thing.row or thing).unit]} if (thing.row or thing).unit in HEADS else set()


def dispatcher(thing: Thing) -> set[str]:
    return {"dispatcher"} if thing.mode == "route" else set()


def both(thing: Thing) -> set[str]:
    return {CLERKS[thing.unit], HEADS[thing.unit]} if thing.unit in CLERKS else set()


def hander(thing: Thing) -> set[str]:
    return OFFICERS if thing.parent is None else {"dispatcher"}


def leader(thing: Thing) -> set[str]:
    return {"chair"} if thing.parent is None else {"leader"}


def reviewed(round_: Thing) -> bool:
    return round_.case.reviewed and of_office(round_)


def passed_by(round_: Thing) -> set[str]:
    return round_.letter.passed if round_.letter is not None else set()


def of_office(round_: Thing) -> bool:
    """What the congress handed over itself is not the government's to review."""
    return round_.row is not None and round_.row.parent is not None


def whose_office(*names: str) -> Callable[[Thing], set[str]]:
    return lambda round_: set(names) if of_office(round_) else set()


def assisting(thing: Thing) -> set[str]:
    return both(thing) if thing.mode == "assist" else set()


def leading(thing: Thing) -> set[str]:
    if thing.mode != "assist":
        return set()
    return {who for row in thing.case.live if row.answering for who in both(row)}


def answers(thing: Thing) -> set[str]:
    return both(thing) if thing.answering else set()


def signers(thing: Thing) -> set[str]:
    return thing.case.signers


def opinions_in(round_: Thing) -> bool:
    return not any(row.mode == "assist" and row.state in ("handed_over", "received", "returning") for row in round_.case.live)


def ready_to_submit(round_: Thing, who: str, facts: Any) -> bool:
    assert round_.row is not None
    # The machine writes the letter, mostly, just before it tries.
    written = round_.letter is not None or facts == "facts"
    return round_.row.state == "received" and written and round_.all_talks > 0


def was_answered(case: Case) -> bool:
    answered = AFTER | ENDED
    return any(round_.state in answered for row in case.rows for round_ in row.rounds)


def may_part(thing: Thing, who: str, facts: Any) -> bool:
    together = thing.case.together
    return together is not None and not any(was_answered(case) for case in together.cases)


def may_send(round_: Thing, who: str, facts: Any) -> bool:
    agreed = all(other.state == "cleared" for other in round_.sharing)
    passed = not reviewed(round_) or passed_by(round_) == {"dispatcher", "leader"}
    same = round_.letter is not None and round_.letter.named == round_.case.named
    return round_.all_talks > 0 and same and (bool(facts) or opinions_in(round_)) and agreed and passed


def may_be_long(row: Thing) -> bool:
    return not row.long and len(row.rounds) == 1 and row.rounds[0].state in OPEN


def none_received(rows: list[Thing]) -> bool:
    return all(row.state in ("handed_over", "passed_on", "recalled") for row in rows)


def children(route: Thing) -> list[Thing]:
    return [row for row in route.case.live if row.parent is route]


def not_begun(row: Thing) -> bool:
    return all(round_.state == "handling" and round_.talks == 0 for round_ in row.rounds)


def not_written(row: Thing) -> bool:
    return not row.rounds or (len(row.rounds) == 1 and row.rounds[0].state in ("handling", "recalled"))


def others_fit(row: Thing, who: str, targets: Any) -> bool:
    """The machine offers one other unit in the same mode; it must not have the item already."""
    if targets == "facts":
        return True
    others = [other for other in row.case.live if other is not row and other.mode != "route"]
    if any(unit == row.unit or any(other.unit == unit for other in others) for unit, _ in targets):
        return False
    modes = [other.mode for other in others] + [mode for _, mode in targets]
    answering = [mode for mode in modes if mode != "assist"]
    if not targets:
        return bool([other for other in others if other.answering])
    alone = answering.count("joint_lead") == 1
    return bool(answering) and len(set(answering)) == 1 and answering.count("lead") < 2 and not alone


def may_serve(round_: Thing, who: str, name: str) -> bool:
    waiting = round_.case.signers - round_.on_paper
    return bool(waiting) if name == "facts" else name in waiting
