"""The straight line once more, in plain Python and by hand: the product is held against it when steps come anyhow.

It knows nothing of the catalogue: who may, from which state, what must hold, and what follows are written down again
here. Outcomes: "done", "not yours", "refused", "already".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.chain import arranging, drafts, follows, keeping, promising, supervising, who_may
from tests.chain.things import Thing


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
    follows.move(thing, code, who, rule.to)
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


def _newest(thing: Thing, code: str) -> tuple[str, str, int]:
    return [step for step in thing.standing if step[0] == code][-1]


def _may_undo(thing: Thing, undoes: str, who: str) -> bool:
    if not any(step[0] == undoes for step in thing.standing):
        return False
    _, by, after = _newest(thing, undoes)
    return by == who and all(later == who for later in thing.case.acts[after:])


def _draft(who: Callable[[Thing], set[str]], was: str, then: str) -> Rule:
    return Rule(who, {"handling"}, holds=lambda thing, who, facts: drafts.newest(thing) == was, then=drafts.became(then))


RULES = {
    "proposal.void": Rule(who_may.just(*who_may.OFFICERS), {"registered"}, "voided", then=follows.parted),
    "proposal.unmerge": Rule(
        who_may.just(*who_may.OFFICERS), {"registered", "handed_over"}, holds=who_may.may_part, then=follows.parted
    ),
    "proposal.correct_signers": Rule(
        who_may.just(*who_may.OFFICERS),
        {"registered", "handed_over", "concluded"},
        holds=lambda thing, who, facts: facts == "facts" or facts != thing.case.cosigned,
        then=follows.cosigned,
    ),
    "dispatch.hand_over": Rule(who_may.just(*who_may.OFFICERS), {"registered"}, "handed_over", then=follows.handed_over),
    "dispatch.recall": Rule(
        who_may.just(*who_may.OFFICERS),
        {"handed_over"},
        "registered",
        holds=lambda thing, who, facts: who_may.none_received(thing.case.rows),
        then=lambda thing, who, facts: follows.recall(thing.case.live),
        undoes="dispatch.hand_over",
    ),
    "dispatch.assign": Rule(who_may.dispatcher, {"handed_over"}, "passed_on", then=follows.assigned),
    "dispatch.take_back": Rule(
        who_may.dispatcher,
        {"passed_on"},
        "handed_over",
        # One that was handed to another unit since has been acted upon, too.
        holds=lambda thing, who, facts: who_may.none_received([row for row in thing.case.rows if row.parent is thing]),
        then=lambda thing, who, facts: follows.recall(who_may.children(thing)),
        undoes="dispatch.assign",
    ),
    "assignment.receive": Rule(who_may.clerk, {"handed_over"}, "received"),
    "assignment.unreceive": Rule(
        who_may.clerk,
        {"received"},
        "handed_over",
        holds=lambda thing, who, facts: who_may.not_begun(thing),
        undoes="assignment.receive",
    ),
    "assignment.ask_return": Rule(
        who_may.both,
        {"handed_over", "received"},
        "returning",
        holds=lambda thing, who, facts: not thing.refused and who_may.not_written(thing),
    ),
    "assignment.drop_return": Rule(who_may.both, {"returning"}, "received"),
    "assignment.refuse_return": Rule(who_may.hander, {"returning"}, "received", then=follows.refused),
    "assignment.accept_return": Rule(who_may.hander, {"returning"}, "replaced", holds=who_may.others_fit, then=follows.given_back),
    "assignment.replace": Rule(
        who_may.hander,
        {"handed_over", "received"},
        "replaced",
        holds=lambda thing, who, facts: thing.mode != "route" and who_may.not_written(thing)
        and who_may.others_fit(thing, who, facts),
        then=follows.given_back,
    ),
    "assignment.dispute": Rule(
        who_may.head,
        {"received"},
        holds=lambda thing, who, facts: thing.refused and not thing.disputed and who_may.not_written(thing),
        then=follows.mark("disputed", True),
    ),
    "opinion.give": Rule(who_may.assisting, {"received"}, "opined"),
    "opinion.withdraw": Rule(who_may.assisting, {"opined"}, "received", undoes="opinion.give"),
    "opinion.redo": Rule(who_may.leading, {"opined"}, "received"),
    "long.grant": Rule(
        lambda thing: who_may.OFFICERS if thing.answering else set(),
        {"received"},
        holds=lambda thing, who, facts: who_may.may_be_long(thing),
        then=follows.long,
    ),
    "long.ask": Rule(
        who_may.answers,
        {"received"},
        holds=lambda thing, who, facts: who_may.may_be_long(thing) and not thing.asked_long,
        then=follows.mark("asked_long", True),
    ),
    "long.refuse": Rule(
        lambda thing: who_may.OFFICERS if thing.answering else set(),
        {"received"},
        holds=lambda thing, who, facts: thing.asked_long,
        then=follows.mark("asked_long", False),
    ),
    "dispute.uphold": Rule(
        who_may.leader, {"received"},
        holds=lambda thing, who, facts: thing.disputed and not thing.ruled,
        then=follows.mark("ruled", True),
    ),
    "dispute.reassign": Rule(
        who_may.leader,
        {"received"},
        "replaced",
        holds=lambda thing, who, facts: thing.disputed
        and not thing.ruled
        and who_may.not_written(thing)
        and who_may.others_fit(thing, who, facts),
        then=follows.given_back,
    ),
    "opinion.chase": Rule(
        lambda thing: who_may.leading(thing) | (who_may.OFFICERS if thing.mode == "assist" else set()),
        {"handed_over", "received"},
        holds=lambda thing, who, facts: not thing.chased,
        then=follows.mark("chased", True),
    ),
    "contact.record": Rule(
        who_may.clerk,
        who_may.OPEN | who_may.AFTER,
        holds=lambda thing, who, facts: thing.row is not None and thing.row.state == "received"
        and arranging.recorded_out_of(thing, who, facts),
        then=follows.talked,
    ),
    "contact.withdraw": Rule(
        who_may.clerk,
        who_may.OPEN | who_may.AFTER,
        holds=lambda thing, who, facts: not thing.unsaid[-1] and arranging.may_unmeet(thing),
        then=follows.not_talked,
        undoes="contact.record",
    ),
    "contact.correct": Rule(
        who_may.clerk,
        who_may.OPEN | who_may.AFTER,
        holds=lambda thing, who, facts: thing.row is not None and thing.row.state == "received" and bool(thing.unsaid),
        then=follows.corrected,
    ),
    "draft.offer": Rule(who_may.clerk, {"handling"}, holds=drafts.may_offer, then=drafts.offered),
    "draft.take_back": Rule(
        who_may.clerk,
        {"handling"},
        holds=lambda thing, who, facts: drafts.newest(thing) == "open",
        then=drafts.taken_back,
        undoes="draft.offer",
    ),
    "draft.agree": _draft(who_may.just("deputy"), "open", "agreed"),
    "draft.disagree": _draft(who_may.just("deputy"), "open", "disagreed"),
    "draft.note_word": _draft(who_may.just(*who_may.OFFICERS), "open", "agreed"),
    "draft.verify": _draft(who_may.just(*who_may.OFFICERS), "disagreed", "verified"),
    "letter.follow_up": Rule(who_may.head, who_may.AFTER | {"concluded", "lapsed"}, then=follows.followed),
    "letter.submit": Rule(
        who_may.clerk, {"handling"}, "clearing",
        holds=lambda thing, who, facts: who_may.ready_to_submit(thing, who, facts) and promising.stands(thing),
        then=follows.submitted,
    ),
    "letter.withdraw": Rule(who_may.clerk, {"clearing"}, "handling", undoes="letter.submit"),
    "letter.clear": Rule(who_may.head, {"clearing"}, "cleared", then=follows.cleared),
    "letter.review": Rule(
        who_may.whose_office("dispatcher"), {"reviewing"},
        holds=lambda thing, who, facts: not who_may.passed_by(thing),
        then=follows.passed,
    ),
    "letter.sign_off": Rule(
        who_may.whose_office("leader"), {"reviewing"},
        holds=lambda thing, who, facts: bool(who_may.passed_by(thing)),
        then=follows.passed,
    ),
    "letter.decline": Rule(
        who_may.whose_office("dispatcher", "leader"),
        {"reviewing"},
        "handling",
        holds=lambda thing, who, facts: who == "dispatcher" or bool(who_may.passed_by(thing)),
        then=follows.come_back,
    ),
    "letter.send_back": Rule(who_may.head, {"clearing", "reviewing", "cleared"}, "handling", then=follows.come_back),
    "letter.send": Rule(
        who_may.head,
        {"cleared"},
        "answered",
        holds=who_may.may_send,
        then=follows.jointly("letter.send_jointly", "answered"),
    ),
    "letter.recall": Rule(
        who_may.head,
        {"answered"},
        "cleared",
        holds=lambda thing, who, facts: thing.letter is not None and not thing.letter.followed,
        then=follows.jointly("letter.recall_jointly", "cleared"),
        undoes="letter.send",
    ),
    "letter.open": Rule(
        who_may.signers, who_may.AFTER | who_may.ENDED, then=lambda thing, who, facts: thing.opened.add(who)
    ),
    "evaluation.give": Rule(
        who_may.just("deputy"), {"answered"}, "evaluated", holds=lambda thing, who, facts: who in thing.opened, then=follows.graded
    ),
    "letter.serve_on_paper": Rule(
        lambda thing: who_may.OFFICERS | who_may.clerk(thing), who_may.AFTER, holds=who_may.may_serve, then=follows.served
    ),
    "contact.confirm_by_phone": Rule(
        who_may.just(*who_may.OFFICERS), who_may.OPEN | who_may.AFTER,
        holds=lambda thing, who, facts: bool(thing.unsaid),
        then=follows.said,
    ),
    "evaluation.enter_paper": Rule(
        who_may.just(*who_may.OFFICERS),
        {"answered"},
        holds=lambda thing, who, facts: "deputy" in thing.opened and thing.sheet is None,
        then=follows.entered,
    ),
    "evaluation.drop_paper": Rule(
        who_may.just(*who_may.OFFICERS), {"answered"}, holds=lambda thing, who, facts: thing.sheet is not None, then=follows.dropped
    ),
    "evaluation.confirm_paper": Rule(
        who_may.just(*who_may.OFFICERS),
        {"answered"},
        "evaluated",
        holds=lambda thing, who, facts: thing.sheet is not None and thing.sheet[0] != who,
        then=follows.confirmed,
    ),
    "evaluation.reject_paper": Rule(
        who_may.just("deputy"), {"evaluated"}, "answered", holds=lambda thing, who, facts: thing.confirmed, then=follows.disowned
    ),
    "evaluation.settle": Rule(
        who_may.just(*who_may.OFFICERS),
        {"evaluated"},
        "concluded",
        holds=lambda thing, who, reason: bool(reason) or thing.grade != "unsatisfied",
        then=lambda thing, who, facts: follows.finished(thing),
    ),
    "evaluation.set_aside": Rule(
        who_may.just(*who_may.OFFICERS),
        {"answered"},
        "lapsed",
        holds=lambda thing, who, facts: thing.sheet is None,
        then=lambda thing, who, facts: follows.finished(thing),
    ),
    "rehandling.order": Rule(who_may.just(*who_may.OFFICERS), {"evaluated"}, "reordered", then=follows.ordered),
    **arranging.rules(Rule),
    **promising.rules(Rule),
    **keeping.rules(Rule),
    **supervising.rules(Rule),
}
ON = {
    "proposal": ("proposal.void", "proposal.unmerge", "proposal.correct_signers", "dispatch.hand_over", "dispatch.recall"),
    "assignment": tuple(
        code
        for code in RULES
        if code.startswith(("assignment.", "opinion.", "long.", "dispute.")) or code in ("dispatch.assign", "dispatch.take_back")
    ),
    "round": (
        *(code for code in RULES if code.startswith(("contact.", "draft.", "letter.", "evaluation.", "rehandling."))),
        *arranging.KEPT,
    ),
    "appointment": tuple(code for code in RULES if code.startswith("appointment.") and code not in arranging.KEPT),
    **{kind: tuple(code for code in RULES if code.startswith(f"{kind}.")) for kind in ("promise", "light", "key_item")},
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
    if newest == "reviewing" and who_may.passed_by(row.rounds[-1]):
        return "signing_off"
    return "answered" if newest == "evaluated" else newest


def clock_runs(row: Thing) -> bool:
    """Whether the desk must show a reply date."""
    if row.mode == "route":
        return row.state == "handed_over"
    # Wuchang sets no time for handling again: a blank means no such clock.
    first = row.answering and len(row.rounds) == 1
    return first and row.live and row.state != "concluded" and row.rounds[0].state in who_may.OPEN
