"""The straight line once more, in plain Python and by hand: the product is held against it when steps come anyhow.

It knows nothing of the catalogue: who may, from which state, what must hold, and what follows are written down again
here. Outcomes: "done", "not yours", "refused", "already".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.chain.model_things import Case, Thing

CLERKS = {"unit": "clerk", "school": "stranger"}
OFFICERS = {"officer", "second"}
HEADS = {"unit": "head", "school": "stranger_head"}


@dataclass(frozen=True)
class Rule:
    """One step: who may (by the thing), from, to, what must hold, what follows, and which step it takes back."""

    who: Callable[[Thing], set[str]]
    frm: set[str]
    to: str | None = None
    holds: Callable[[Thing, str, Any], bool] = lambda thing, who, facts: True
    then: Callable[[Thing, str, Any], None] = lambda thing, who, facts: None
    undoes: str = ""


def outcome(thing: Thing, code: str, who: str, facts: Any) -> str:
    """What must come of it; the model moves when it is "done"."""
    rule = RULES[code]
    if who not in rule.who(thing):
        return "not yours"
    if thing.state not in rule.frm and thing.last == code:
        return "already"
    if rule.undoes and not _may_undo(thing, rule.undoes, who):
        return "refused"
    if thing.state not in rule.frm or not rule.holds(thing, who, facts):
        return "refused"
    if code == "letter.open" and who in thing.opened:
        return "already"
    _take(thing, code, who, rule.to)
    if rule.undoes:
        thing.standing.remove(_newest(thing, rule.undoes))
    else:
        thing.standing.append((code, who, len(thing.case.acts)))
    rule.then(thing, who, facts)
    return "done"


def may_go_on(thing: Thing, code: str, who: str) -> bool:
    """Whether the step, taken with good facts, would go through now."""
    rule = RULES[code]
    again = code == "letter.open" and who in thing.opened
    undone = not rule.undoes or _may_undo(thing, rule.undoes, who)
    return (
        who in rule.who(thing) and thing.state in rule.frm and undone and rule.holds(thing, who, "facts") and not again
    )


def _take(thing: Thing, code: str, who: str, to: str | None) -> None:
    thing.state, thing.last = to or thing.state, code
    if who:
        thing.case.acts.append(who)


def _newest(thing: Thing, code: str) -> tuple[str, str, int]:
    return [step for step in thing.standing if step[0] == code][-1]


def _may_undo(thing: Thing, undoes: str, who: str) -> bool:
    if not any(step[0] == undoes for step in thing.standing):
        return False
    _, by, after = _newest(thing, undoes)
    return by == who and all(later == who for later in thing.case.acts[after:])


# -- what follows ------------------------------------------------------------------------------------------------------


def _open(case: Case, unit: str, mode: str, before: Thing | None, parent: Thing | None) -> None:
    row = Thing("assignment", "handed_over", case, last="assignment.open", unit=unit, mode=mode, parent=parent)
    row.long = before.long if before is not None else False
    case.rows.append(row)
    if row.answering:
        _round(row)


def _round(row: Thing) -> None:
    row.rounds.append(Thing("round", "handling", row.case, last="round.open", row=row))


def _handed_over(thing: Thing, who: str, targets: Any) -> None:
    for unit, mode in targets:
        _open(thing.case, unit, mode, None, None)


def _assigned(route: Thing, who: str, targets: Any) -> None:
    for unit, mode in targets:
        _open(route.case, unit, mode, route, route)


def _recall(rows: list[Thing]) -> None:
    for row in rows:
        for round_ in row.rounds:
            _take(round_, "round.recall", "", "recalled")
        _take(row, "assignment.recall", "", "recalled")


def _none_received(rows: list[Thing]) -> bool:
    return all(row.state in ("handed_over", "passed_on", "recalled") for row in rows)


def _children(route: Thing) -> list[Thing]:
    return [row for row in route.case.live if row.parent is route]


def _not_begun(row: Thing) -> bool:
    return all(round_.state == "handling" and round_.talks == 0 for round_ in row.rounds)


def _finished(round_: Thing) -> None:
    row = round_.row
    assert row is not None
    _take(row, "assignment.conclude", "", "concluded")
    case = row.case
    if all(other.state == "concluded" for other in case.live if other.answering):
        _take(case.thing, "proposal.conclude", "", "concluded")
        for other in case.live:
            if other.mode == "assist" and other.state != "concluded":
                _take(other, "assignment.release", "", "concluded")


def _ordered(round_: Thing, who: str, facts: Any) -> None:
    assert round_.row is not None
    _round(round_.row)


def _given_back(row: Thing, who: str, targets: Any) -> None:
    for round_ in row.rounds:
        _take(round_, "round.recall", "", "recalled")
    for unit, mode in targets:
        _open(row.case, unit, mode, row, row.parent)


def _refused(row: Thing, who: str, facts: Any) -> None:
    row.refused = True


def _mark(name: str, value: bool) -> Callable[[Thing, str, Any], None]:
    return lambda row, who, facts: setattr(row, name, value)


def _not_written(row: Thing) -> bool:
    return not row.rounds or (len(row.rounds) == 1 and row.rounds[0].state in ("handling", "recalled"))


def _others_fit(row: Thing, who: str, targets: Any) -> bool:
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
    return bool(answering) and len(set(answering)) == 1 and answering.count("lead") < 2


def _talked(change: int) -> Callable[[Thing, str, Any], None]:
    def then(round_: Thing, who: str, facts: Any) -> None:
        round_.talks += change
        round_.unsaid += change

    return then


def _said(round_: Thing, who: str, facts: Any) -> None:
    round_.unsaid -= 1


def _served(round_: Thing, who: str, name: str) -> None:
    round_.on_paper.add(name)
    round_.opened.add(name)


def _may_serve(round_: Thing, who: str, name: str) -> bool:
    return len(round_.on_paper) < 2 if name == "facts" else name not in round_.on_paper


def _entered(round_: Thing, who: str, grade: str) -> None:
    round_.sheet = who, grade


def _dropped(round_: Thing, who: str, facts: Any) -> None:
    round_.sheet = None


def _confirmed(round_: Thing, who: str, facts: Any) -> None:
    assert round_.sheet is not None
    round_.grade, round_.confirmed = round_.sheet[1], True


def _disowned(round_: Thing, who: str, facts: Any) -> None:
    round_.grade, round_.confirmed, round_.sheet = "", False, None


def _graded(round_: Thing, who: str, grade: str) -> None:
    round_.grade = grade


def _cleared(round_: Thing, who: str, facts: Any) -> None:
    round_.passed = set()
    if round_.case.reviewed and _of_office(round_):
        _take(round_, "letter.pass_up", "", "reviewing")


def _passed(round_: Thing, who: str, facts: Any) -> None:
    round_.passed.add(who)
    if round_.passed == {"dispatcher", "leader"}:
        _take(round_, "letter.approve", "", "cleared")


# -- who, and what must hold -------------------------------------------------------------------------------------------


def _just(*names: str) -> Callable[[Thing], set[str]]:
    return lambda thing: set(names)


def _clerk(thing: Thing) -> set[str]:
    row = thing.row or thing
    return {CLERKS[row.unit]} if row.unit in CLERKS else set()


def _head(thing: Thing) -> set[str]:
    return {HEADS[(thing.row or thing).unit]} if (thing.row or thing).unit in HEADS else set()


def _dispatcher(thing: Thing) -> set[str]:
    return {"dispatcher"} if thing.mode == "route" else set()


def _both(thing: Thing) -> set[str]:
    return {CLERKS[thing.unit], HEADS[thing.unit]} if thing.unit in CLERKS else set()


def _hander(thing: Thing) -> set[str]:
    return OFFICERS if thing.parent is None else {"dispatcher"}


def _leader(thing: Thing) -> set[str]:
    return {"chair"} if thing.parent is None else {"leader"}


def _of_office(round_: Thing) -> bool:
    """What the congress handed over itself is not the government's to review."""
    return round_.row is not None and round_.row.parent is not None


def _whose_office(*names: str) -> Callable[[Thing], set[str]]:
    return lambda round_: set(names) if _of_office(round_) else set()


def _assisting(thing: Thing) -> set[str]:
    return _both(thing) if thing.mode == "assist" else set()


def _leading(thing: Thing) -> set[str]:
    if thing.mode != "assist":
        return set()
    return {who for row in thing.case.live if row.answering for who in _both(row)}


def _answers(thing: Thing) -> set[str]:
    return _both(thing) if thing.answering else set()


def _opinions_in(round_: Thing) -> bool:
    return not any(row.mode == "assist" and row.state in ("handed_over", "received", "returning") for row in round_.case.live)


def _ready_to_submit(round_: Thing, who: str, facts: Any) -> bool:
    assert round_.row is not None
    # The machine writes the letter, mostly, just before it tries.
    return round_.row.state == "received" and (round_.letter or facts == "facts") and round_.talks > 0


OPEN, AFTER = {"handling", "clearing", "reviewing", "cleared"}, {"answered", "evaluated"}
ENDED = {"concluded", "lapsed", "reordered"}
RULES = {
    "proposal.void": Rule(_just(*OFFICERS), {"registered"}, "voided"),
    "dispatch.hand_over": Rule(_just(*OFFICERS), {"registered"}, "handed_over", then=_handed_over),
    "dispatch.recall": Rule(
        _just(*OFFICERS),
        {"handed_over"},
        "registered",
        holds=lambda thing, who, facts: _none_received(thing.case.rows),
        then=lambda thing, who, facts: _recall(thing.case.live),
        undoes="dispatch.hand_over",
    ),
    "dispatch.assign": Rule(_dispatcher, {"handed_over"}, "passed_on", then=_assigned),
    "dispatch.take_back": Rule(
        _dispatcher,
        {"passed_on"},
        "handed_over",
        # One that was handed to another unit since has been acted upon, too.
        holds=lambda thing, who, facts: _none_received([row for row in thing.case.rows if row.parent is thing]),
        then=lambda thing, who, facts: _recall(_children(thing)),
        undoes="dispatch.assign",
    ),
    "assignment.receive": Rule(_clerk, {"handed_over"}, "received"),
    "assignment.unreceive": Rule(
        _clerk,
        {"received"},
        "handed_over",
        holds=lambda thing, who, facts: _not_begun(thing),
        undoes="assignment.receive",
    ),
    "assignment.ask_return": Rule(
        _both,
        {"handed_over", "received"},
        "returning",
        holds=lambda thing, who, facts: not thing.refused and _not_written(thing),
    ),
    "assignment.drop_return": Rule(_both, {"returning"}, "received"),
    "assignment.refuse_return": Rule(_hander, {"returning"}, "received", then=_refused),
    "assignment.accept_return": Rule(_hander, {"returning"}, "replaced", holds=_others_fit, then=_given_back),
    "assignment.replace": Rule(
        _hander,
        {"handed_over", "received"},
        "replaced",
        holds=lambda thing, who, facts: thing.mode != "route" and _not_written(thing) and _others_fit(thing, who, facts),
        then=_given_back,
    ),
    "assignment.dispute": Rule(
        _head,
        {"received"},
        holds=lambda thing, who, facts: thing.refused and not thing.disputed and _not_written(thing),
        then=_mark("disputed", True),
    ),
    "opinion.give": Rule(_assisting, {"received"}, "opined"),
    "opinion.withdraw": Rule(_assisting, {"opined"}, "received", undoes="opinion.give"),
    "opinion.redo": Rule(_leading, {"opined"}, "received"),
    "long.grant": Rule(
        lambda thing: OFFICERS if thing.answering else set(),
        {"received"},
        holds=lambda thing, who, facts: not thing.long and len(thing.rounds) == 1 and thing.rounds[0].state in OPEN,
        then=_mark("long", True),
    ),
    "contact.record": Rule(
        _clerk,
        OPEN | AFTER,
        holds=lambda thing, who, facts: thing.row is not None and thing.row.state == "received",
        then=_talked(1),
    ),
    "contact.withdraw": Rule(_clerk, OPEN | AFTER, then=_talked(-1), undoes="contact.record"),
    "letter.submit": Rule(_clerk, {"handling"}, "clearing", holds=_ready_to_submit),
    "letter.withdraw": Rule(_clerk, {"clearing"}, "handling", undoes="letter.submit"),
    "letter.clear": Rule(_head, {"clearing"}, "cleared", then=_cleared),
    "letter.review": Rule(
        _whose_office("dispatcher"), {"reviewing"}, holds=lambda thing, who, facts: not thing.passed, then=_passed
    ),
    "letter.sign_off": Rule(
        _whose_office("leader"), {"reviewing"}, holds=lambda thing, who, facts: bool(thing.passed), then=_passed
    ),
    "letter.decline": Rule(
        _whose_office("dispatcher", "leader"),
        {"reviewing"},
        "handling",
        holds=lambda thing, who, facts: who == "dispatcher" or bool(thing.passed),
    ),
    "letter.send_back": Rule(_head, {"clearing", "reviewing", "cleared"}, "handling"),
    "letter.send": Rule(
        _head,
        {"cleared"},
        "answered",
        holds=lambda thing, who, facts: thing.talks > 0 and (bool(facts) or _opinions_in(thing)),
    ),
    "letter.recall": Rule(_head, {"answered"}, "cleared", undoes="letter.send"),
    "letter.open": Rule(
        _just("deputy", "cosigner"), AFTER | ENDED, then=lambda thing, who, facts: thing.opened.add(who)
    ),
    "evaluation.give": Rule(
        _just("deputy"), {"answered"}, "evaluated", holds=lambda thing, who, facts: who in thing.opened, then=_graded
    ),
    "letter.serve_on_paper": Rule(
        lambda thing: OFFICERS | _clerk(thing), AFTER, holds=_may_serve, then=_served
    ),
    "contact.confirm_by_phone": Rule(
        _just(*OFFICERS), OPEN | AFTER, holds=lambda thing, who, facts: thing.unsaid > 0, then=_said
    ),
    "evaluation.enter_paper": Rule(
        _just(*OFFICERS),
        {"answered"},
        holds=lambda thing, who, facts: "deputy" in thing.opened and thing.sheet is None,
        then=_entered,
    ),
    "evaluation.drop_paper": Rule(
        _just(*OFFICERS), {"answered"}, holds=lambda thing, who, facts: thing.sheet is not None, then=_dropped
    ),
    "evaluation.confirm_paper": Rule(
        _just(*OFFICERS),
        {"answered"},
        "evaluated",
        holds=lambda thing, who, facts: thing.sheet is not None and thing.sheet[0] != who,
        then=_confirmed,
    ),
    "evaluation.reject_paper": Rule(
        _just("deputy"), {"evaluated"}, "answered", holds=lambda thing, who, facts: thing.confirmed, then=_disowned
    ),
    "evaluation.settle": Rule(
        _just(*OFFICERS),
        {"evaluated"},
        "concluded",
        holds=lambda thing, who, reason: bool(reason) or thing.grade != "unsatisfied",
        then=lambda thing, who, facts: _finished(thing),
    ),
    "evaluation.set_aside": Rule(
        _just(*OFFICERS), {"answered"}, "lapsed", then=lambda thing, who, facts: _finished(thing)
    ),
    "rehandling.order": Rule(_just(*OFFICERS), {"evaluated"}, "reordered", then=_ordered),
}
ON = {
    "proposal": ("proposal.void", "dispatch.hand_over", "dispatch.recall"),
    "assignment": tuple(
        code
        for code in RULES
        if code.startswith(("assignment.", "opinion.", "long.")) or code in ("dispatch.assign", "dispatch.take_back")
    ),
    "round": tuple(code for code in RULES if code.startswith(("contact.", "letter.", "evaluation.", "rehandling."))),
}


def stage_of(row: Thing) -> str:
    """What a desk must show for an assignment."""
    if row.mode == "route":
        return {"handed_over": "routing"}.get(row.state, row.state)
    if row.state == "handed_over":
        return "waiting"
    if row.state != "received":
        return row.state
    if not row.answering:
        return "assisting"
    newest = row.rounds[-1].state
    if newest == "reviewing" and row.rounds[-1].passed:
        return "signing_off"
    return "answered" if newest == "evaluated" else newest


def clock_runs(row: Thing) -> bool:
    """Whether the desk must show a reply date."""
    if row.mode == "route":
        return row.state == "handed_over"
    # Wuchang sets no time for handling again: a blank means no such clock.
    first = row.answering and len(row.rounds) == 1
    return first and row.live and row.state != "concluded" and row.rounds[0].state in OPEN
