"""From what the rooms know to what a deputy reads: lights, seals, sentences, letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString

from huiyin.chain.clocks import reached
from huiyin.dispatch.models import REVIEW_STAGES, Mode, Stage
from huiyin.evaluation.mine import CaseView, Desk, Item, LetterView
from huiyin.evaluation.texts import GRADES
from huiyin.foundation.workdays import explain
from huiyin.handling.story import Line
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.models import BEFORE_REGISTRATION, OVER, UNDER_REVIEW, ProposalState
from huiyin.proposals.queries import SignerLine
from huiyin.web import components, letters
from huiyin.web.components import Entry, State
from huiyin.web.components import Stage as Seal
from huiyin.web.dates import day
from huiyin.web.deputy import texts

P = ProposalState


@dataclass(frozen=True)
class MineRow:
    """One item of 我的建议, ready for the template."""

    case_id: int
    title: str
    number: str
    light: SafeString
    pips: SafeString
    said: str
    phone: str = ""
    phone_of: str = ""


def greeting(now: datetime) -> str:
    if now.hour < 11:
        return texts.MORNING
    if now.hour < 13:
        return texts.NOON
    return texts.AFTERNOON if now.hour < 18 else texts.EVENING


# -- lights and seals ------------------------------------------------------------------------------------------------


def state_of(item: Item, today: date) -> State:
    if item.state in OVER:
        return "done"
    if item.state == P.REGISTERED or not item.desks:
        return "wait"
    if item.answered:
        return "green"
    desk = item.next_desk
    if desk is None or desk.due_on is None:
        return "green"
    return components.state_of(desk.due_on, today, desk.amber_on)


def light_words(item: Item, today: date) -> str:
    """The word beside the light: how many days are left, or where the item stands."""
    if item.state in (*OVER, *BEFORE_REGISTRATION, *UNDER_REVIEW, P.REGISTERED):
        return texts.STATES[item.state.value]
    if item.answered:
        return texts.STATES["to_evaluate" if item.to_evaluate else "evaluated" if item.is_lead else "answered"]
    desk = item.next_desk
    return left(desk.due_on, today) if desk is not None and desk.due_on else texts.STATES["handling"]


def left(due_on: date, today: date) -> str:
    """还剩 8 天: said to a person, not the short word of a desk's column."""
    days = (due_on - today).days
    if days == 0:
        return texts.DUE_TODAY
    return texts.LEFT.format(n=days) if days > 0 else texts.OVERDUE.format(n=-days)


def light(item: Item, today: date, words: str = "") -> SafeString:
    return components.light(state_of(item, today), words or light_words(item, today))


def seals(item: Item, notes: Sequence[str] = ("", "", "", "", "")) -> list[Seal]:
    """提交办督评. Supervision has no steps yet, so its seal never lights by itself."""
    done = item.state == P.CONCLUDED
    handed = bool(item.desks)
    passed = any(desk.answering for desk in item.desks)
    states = {
        "提": "done",
        "交": "done" if passed else "current",
        "办": "done" if done or item.answered else "current" if passed else "future",
        "督": "future",
        "评": "done" if done else "current" if passed and item.answered else "future",
    }
    if item.state in BEFORE_REGISTRATION:
        states |= {"提": "current", "交": "future"}
    elif item.state in OVER and item.state != P.CONCLUDED:
        states = dict.fromkeys(states, "future") | {"提": "done"}
    label = dict(texts.STAGES)
    if handed and any(desk.rounds > 1 for desk in item.handlers):
        label["办"] = texts.AGAIN_LABEL.format(n=max(desk.rounds for desk in item.handlers))
    return [
        Seal(seal, label[seal], note, states[seal])  # type: ignore[arg-type]
        for (seal, _), note in zip(texts.STAGES, notes, strict=True)
    ]


# -- lines -----------------------------------------------------------------------------------------------------------


def desk_words(desk: Desk) -> str:
    if desk.mode == Mode.ROUTE:
        return texts.ROUTING.format(body=desk.body)
    if desk.stage in (Stage.ANSWERED, Stage.CONCLUDED):
        return texts.ANSWERED_BY.format(body=desk.body)
    if desk.stage == Stage.WAITING:
        return texts.WAITING.format(body=desk.body)
    if desk.stage in (Stage.CLEARING, *REVIEW_STAGES, Stage.CLEARED):
        return texts.CLEARING.format(body=desk.body)
    if desk.rounds > 1:
        return texts.AGAIN.format(body=desk.body, n=desk.rounds)
    return texts.HANDLING.format(body=desk.body)


def said(item: Item, today: date) -> str:
    """Who has it and the next date, in one sentence."""
    if item.state.value in texts.MOTION_SAID:
        return texts.MOTION_SAID[item.state.value]
    desk = item.next_desk or next(iter(item.handlers), None)
    if desk is None or item.state in OVER:
        return ""
    words = desk_words(desk)
    by = texts.REPLY_BY.format(on=day(desk.due_on, today)) if desk.open and desk.due_on else ""
    return f"{words}，{by}。" if by else f"{words}。"


def row(item: Item, today: date) -> MineRow:
    desk = item.next_desk or next(iter(item.handlers), None)
    phone = desk.telephone if desk is not None and item.state == P.HANDED_OVER else None
    return MineRow(
        item.case_id,
        item.title,
        item.number,
        light(item, today),
        components.pips(seals(item)),
        said(item, today),
        phone.number if phone else "",
        f"{desk.body} {phone.name}" if phone and desk else "",
    )


# -- one item --------------------------------------------------------------------------------------------------------


def clock_of(view: CaseView, today: date) -> dict[str, Any]:
    """期限灯 of the reply, with how its date is reached."""
    state = state_of(view.item, today)
    clock: dict[str, Any] = {"state": state, "words": light_words(view.item, today)}
    running = view.running
    if running is None or state in ("done", "wait"):
        return clock
    days = (running.due_on - today).days
    words = (texts.STILL, str(days)) if days > 0 else (texts.LATE, str(-days))
    due = reached(running)
    return clock | {
        "start_on": running.started_on,
        "due_on": running.due_on,
        "big_before": words[0] if days else "",
        "big": words[1] if days else texts.DUE_TODAY,
        "big_after": texts.DAYS if days else "",
        "start_word": texts.REORDERED if running.trigger == "rehandling_ordered" else texts.HANDED_OVER,
        "explained": explain(due),
        "source": running.source,
    }


def people_of(signers: Sequence[SignerLine]) -> tuple[SignerLine | None, list[SignerLine]]:
    lead = next((one for one in signers if one.is_lead), None)
    return lead, [one for one in signers if one is not lead]


def letter_of(view: LetterView) -> dict[str, Any]:
    """A sent letter for `components/letter.html`."""
    procedure = procedure_of(view.round.assignment.proposal.procedure_id)
    shown = letters.paper(view.letter, view.round.assignment, procedure)
    return shown | {"follow_ups": letters.follow_ups(view.letter, procedure)}


def course_of(lines: Sequence[Line]) -> list[Entry]:
    return [Entry(line.on, line.title, line.body, line.kind, line.late_note, line.chips) for line in lines]


def grade_words(grades: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, GRADES[grade]) for label, grade in grades]
