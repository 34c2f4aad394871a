"""Of the plain model (`tests.chain.model`): what follows from a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.chain import arranging, lines, promising, supervising, who_may
from tests.chain.things import Case, Paper, Thing


def move(thing: Thing, code: str, who: str, to: str | None) -> None:
    thing.state, thing.last = to or thing.state, code
    if who:
        thing.case.acts.append(who)
    if thing.kind == "round":
        arranging.moved(thing, code)
        promising.moved(thing, code)
        supervising.moved(thing)


def open_row(case: Case, unit: str, mode: str, before: Thing | None, parent: Thing | None) -> None:
    row = Thing("assignment", "handed_over", case, last="assignment.open", unit=unit, mode=mode, parent=parent)
    row.long = before.long if before is not None else False
    case.rows.append(row)
    if row.answering:
        open_round(row)


def open_round(row: Thing) -> None:
    row.rounds.append(Thing("round", "handling", row.case, last="round.open", row=row))


def handed_over(thing: Thing, who: str, targets: Any) -> None:
    for unit, mode in targets:
        open_row(thing.case, unit, mode, None, None)


def assigned(route: Thing, who: str, targets: Any) -> None:
    for unit, mode in targets:
        open_row(route.case, unit, mode, route, route)


def recall(rows: list[Thing]) -> None:
    for row in rows:
        for round_ in row.rounds:
            move(round_, "round.recall", "", "recalled")
        move(row, "assignment.recall", "", "recalled")


def finished(round_: Thing) -> None:
    row = round_.row
    assert row is not None
    move(row, "assignment.conclude", "", "concluded")
    case = row.case
    if all(other.state == "concluded" for other in case.live if other.answering):
        move(case.thing, "proposal.conclude", "", "concluded")
        for other in case.live:
            if other.mode == "assist" and other.state != "concluded":
                move(other, "assignment.release", "", "concluded")


def ordered(round_: Thing, who: str, facts: Any) -> None:
    assert round_.row is not None
    open_round(round_.row)


def given_back(row: Thing, who: str, targets: Any) -> None:
    for round_ in row.rounds:
        move(round_, "round.recall", "", "recalled")
    for unit, mode in targets:
        open_row(row.case, unit, mode, row, row.parent)


def refused(row: Thing, who: str, facts: Any) -> None:
    row.refused = True


def mark(name: str, value: bool) -> Callable[[Thing, str, Any], None]:
    return lambda row, who, facts: setattr(row, name, value)


def talked(round_: Thing, who: str, facts: Any) -> None:
    round_.talks += 1
    arranging.met(round_, facts)
    round_.unsaid.append(False)


def not_talked(round_: Thing, who: str, facts: Any) -> None:
    round_.talks -= 1
    arranging.unmet(round_)
    round_.unsaid.pop()


def corrected(round_: Thing, who: str, facts: Any) -> None:
    round_.unsaid[0] = True


def said(round_: Thing, who: str, facts: Any) -> None:
    round_.unsaid.pop(0)


def followed(round_: Thing, who: str, facts: Any) -> None:
    assert round_.letter is not None
    round_.letter.followed = True


def served(round_: Thing, who: str, name: str) -> None:
    round_.on_paper.add(name)
    round_.opened.add(name)


def cosigned(thing: Thing, who: str, facts: Any) -> None:
    thing.case.cosigned = facts


def entered(round_: Thing, who: str, grade: str) -> None:
    round_.sheet = who, grade


def dropped(round_: Thing, who: str, facts: Any) -> None:
    round_.sheet = None


def confirmed(round_: Thing, who: str, facts: Any) -> None:
    assert round_.sheet is not None
    round_.grade, round_.confirmed = round_.sheet[1], True


def disowned(round_: Thing, who: str, facts: Any) -> None:
    round_.grade, round_.confirmed, round_.sheet = "", False, None


def graded(round_: Thing, who: str, grade: str) -> None:
    round_.grade = grade


def submitted(round_: Thing, who: str, facts: Any) -> None:
    # A letter that goes through with good facts has been written.
    if round_.letter is not None:
        round_.letter.passed.clear()
        round_.letter.named = round_.case.named


def parted(thing: Thing, who: str, facts: Any) -> None:
    """The item leaves those it is handled together with; one that is left by all is handled alone too."""
    together = thing.case.together
    if together is None:
        return
    together.cases.remove(thing.case)
    thing.case.together = None
    if len(together.cases) == 1:
        together.cases.pop().together = None


def cleared(round_: Thing, who: str, facts: Any) -> None:
    if who_may.reviewed(round_) and all(other.state == "cleared" for other in round_.sharing):
        for one in (round_, *round_.sharing):
            move(one, "letter.pass_up", "", "reviewing")


def passed(round_: Thing, who: str, facts: Any) -> None:
    assert round_.letter is not None
    round_.letter.passed.add(who)
    if round_.letter.passed == {"dispatcher", "leader"}:
        for one in (round_, *round_.sharing):
            move(one, "letter.approve", "", "cleared")


def come_back(round_: Thing, who: str, facts: Any) -> None:
    assert round_.letter is not None
    round_.letter.passed.clear()
    for other in round_.sharing:
        if other.state in ("clearing", "reviewing", "cleared"):
            move(other, "letter.reopen", "", "handling")


def write(round_: Thing) -> None:
    """A letter is begun: those that lead jointly have it from then on, whoever began."""
    joint = round_.row is not None and round_.row.mode == "joint_lead"
    round_.letter = Paper(body=lines.LETTER.body if joint else promising.BODIES[0])
    for other in round_.siblings:
        if other.letter is None and other.state == "handling":
            other.letter = round_.letter


def jointly(code: str, to: str) -> Callable[[Thing, str, Any], None]:
    def then(round_: Thing, who: str, facts: Any) -> None:
        for other in round_.sharing:
            move(other, code, "", to)

    return then


def long(row: Thing, who: str, facts: Any) -> None:
    row.long, row.asked_long = True, False
