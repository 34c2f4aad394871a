"""The catalogue holds together: no step without somebody to take it, no state without a way in and a way out.

`faults` is asked of the real catalogue and must be silent; then of catalogues each spoiled in one way, and must speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from huiyin.chain import diagram, rights
from huiyin.chain.catalogue import Step, catalogue
from huiyin.chain.clocks import KINDS
from huiyin.chain.taking import teller_names, words_of
from huiyin.chain.texts import AUDIENCES
from huiyin.chain.verifying import things

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# An item ends in one of these and stays; of every other state there must be a way on.
FINAL = {
    "proposal": {"concluded", "voided", "refused", "withdrawn"},
    "assignment": {"concluded", "replaced", "recalled", "terminated"},
    "round": {"concluded", "lapsed", "reordered", "recalled", "terminated"},
    "promise": {"unmarked", "dropped"},
    "light": {"over"},
    "key_item": {"left_out", "closed"},
    "check": {"called_off", "closed"},
    "check_row": {"dropped", "settled"},
    "problem": {"verified"},
    # One that was held stands again when the record of the talk is taken back, one that the answer closed when that is.
    "appointment": {"missed", "declined", "cancelled", "taken_back"},
}


def faults(steps: Iterable[Step]) -> list[str]:
    by_code = {step.code: step for step in steps}
    found = [f"{step.code}: {fault}" for step in by_code.values() for fault in _of_step(step, by_code)]
    for kind in things():
        found += [f"{kind}: {fault}" for fault in _of_states(kind, [s for s in by_code.values() if s.on == kind])]
    return found


def _of_step(step: Step, by_code: dict[str, Step]) -> Iterable[str]:
    states = set(things()[step.on].STATES.values)
    if not CHINESE.search(step.label):
        yield "no Chinese label"
    if not (step.by or step.automatic or step.operator):
        yield "nobody can take it"
    if step.automatic and (step.by or step.operator or step.undoes):
        yield "the house's own, and yet somebody's"
    if not step.frm or step.frm - states or (step.to is not None and step.to not in states):
        yield "states that the thing does not have"
    if step.to == "new" or ("new" in step.frm and not step.creates) or (step.creates and step.to is None):
        yield "things begin once, and in a state"
    for audience in step.tells:
        if audience not in teller_names() or audience not in AUDIENCES:
            yield f"tells {audience}, whom nobody knows"
        elif not CHINESE.search(words_of(step.code, audience) or ""):
            yield f"tells {audience} without words"
    if not step.tells and words_of(step.code):
        yield "words for nobody"
    if (step.starts | step.stops) - set(KINDS):
        yield "clocks that are not known"
    yield from _of_undo(step, by_code)


def _of_undo(step: Step, by_code: dict[str, Step]) -> Iterable[str]:
    if step.undone_by:
        counter = by_code.get(step.undone_by)
        if counter is None or counter.undoes != step.code or counter.on != step.on:
            yield "its counter-step does not know it"
        elif step.to is not None and (step.to not in counter.frm or counter.to not in step.frm):
            yield "its counter-step does not lead back"
        elif {right.role for right in counter.by} != {right.role for right in step.by}:
            yield "is taken back by others than took it"
        elif not (step.stops <= counter.starts):
            yield "stops a clock that its counter-step does not start again"
        if step.sealed or step.code.startswith("evaluation."):
            yield "evaluations are never undone"
    if step.undoes and (step.undoes not in by_code or by_code[step.undoes].undone_by != step.code):
        yield "undoes what does not know it"
    if step.undoes and step.undone_by:
        yield "undoing has no end"


def _of_states(kind: str, steps: list[Step]) -> Iterable[str]:
    states = set(things()[kind].STATES.values)
    # Counter-steps only lead back: no state may hang on one.
    forward = [step for step in steps if not step.undoes and step.to is not None]
    reached = {"new"}
    while more := {step.to for step in forward if step.frm & reached and step.to not in reached}:
        reached |= {state for state in more if state is not None}
    for state in states - reached:
        yield f"{state} is never reached"
    ending = set(FINAL[kind])
    while more := {state for step in forward if step.to in ending for state in step.frm if state not in ending}:
        ending |= more
    for state in states - ending:
        yield f"{state} is never left"
    for state in FINAL[kind]:
        if any(state in step.frm and step.to is not None for step in steps):
            yield f"{state} is final and yet left"
    started = {clock for step in steps for clock in step.starts}
    for clock in started - {clock for step in steps for clock in step.stops}:
        yield f"the clock {clock} is started and never stopped"


def test_the_catalogue_has_no_faults() -> None:
    assert faults(catalogue) == []


SPOILED = {
    "a step nobody can take": ("letter.clear", {"by": ()}),
    "a label that is not Chinese": ("letter.clear", {"label": "clear"}),
    "a state the thing does not have": ("letter.clear", {"to": "approved"}),
    "a state that is never left": ("letter.send", {"to": None, "undone_by": ""}),
    "a state that is never reached": ("rehandling.order", {"to": "concluded"}),
    "a final state that is left": ("evaluation.give", {"frm": frozenset({"answered", "lapsed"})}),
    "an audience nobody knows": ("letter.clear", {"tells": ("everybody",)}),
    "an audience without words": ("letter.clear", {"code": "letter.approve"}),
    "words for nobody": ("letter.clear", {"tells": ()}),
    "a counter-step that does not know its step": ("letter.withdraw", {"undoes": "letter.clear"}),
    "a counter-step that leads elsewhere": ("letter.withdraw", {"to": "cleared"}),
    "a counter-step in other hands": ("letter.withdraw", {"by": catalogue["letter.clear"].by}),
    "a counter-step that forgets a clock": ("letter.recall", {"starts": frozenset()}),
    "a clock nobody knows": ("letter.send", {"starts": frozenset({"tea"})}),
    "an evaluation that may be undone": ("evaluation.give", {"undone_by": "letter.recall"}),
    "the house's own step in a seat's hands": ("round.open", {"by": catalogue["letter.clear"].by}),
}


@pytest.mark.parametrize("why", SPOILED)
def test_a_spoiled_catalogue_is_found_out(why: str) -> None:
    code, changes = SPOILED[why]
    spoiled = replace(catalogue[code], **changes)
    assert faults([spoiled, *(step for step in catalogue if step.code != code)]), why


def test_a_clock_that_nothing_stops_is_found_out() -> None:
    spoiled = [replace(step, stops=step.stops - {"reassign"}) for step in catalogue]
    assert "assignment: the clock reassign is started and never stopped" in faults(spoiled)


def test_every_audience_that_a_room_names_has_words() -> None:
    assert teller_names() == set(AUDIENCES)


def test_nothing_tells_the_unit_or_the_government_of_an_evaluation() -> None:
    """Security B2: that a deputy has evaluated is itself a secret until the office acts."""
    sealed = [step for step in catalogue if step.sealed]
    told = {step.code: set(step.tells) for step in sealed}
    assert told.pop("evaluation.give") == {"officers"}
    # Whoever is still reminded has not evaluated: that is between the house and the deputy.
    reminders = {f"evaluate.remind_{moment}": {"lead"} for moment in ("soon", "due", "late")}
    paper = {
        "evaluation.enter_paper": {"officers"},
        "evaluation.drop_paper": set(),
        "evaluation.confirm_paper": {"lead"},
        "evaluation.reject_paper": {"officers"},
    }
    assert told == reminders | paper | {"round.recount_evaluate": {"lead"}, "key_item.tally": set()}


def test_the_documents_are_those_of_the_catalogue(pytestconfig: pytest.Config) -> None:
    """`huiyin steps > docs/rights.md; huiyin steps --diagram > docs/steps.md` writes them again."""
    docs = pytestconfig.rootpath / "docs"
    assert (docs / "rights.md").read_text(encoding="utf-8") == rights.rights_document()
    assert (docs / "steps.md").read_text(encoding="utf-8") == diagram.diagram_document()


def test_every_step_stands_in_the_documents() -> None:
    table = rights.rights_document()
    assert [step.code for step in catalogue if f"`{step.code}`" not in table] == []
    drawn = diagram.diagram_document()
    assert [step.label for step in catalogue if step.label not in drawn and not (step.undoes and step.to is None)] == []
