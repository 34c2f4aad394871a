"""重点督办件: put forward by the deputies' committee, chosen by the council of chairpersons, led, visited and reported on.

The council decides in its meeting (代表法第五十二条); here its decision is written down with the meeting that took it. The
supervisor may be anybody: a party or government leader, a secretary-general, a committee (rules §8, seed C5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from huiyin.chain.catalogue import Guard, Relation, Right, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, leads_to, said_with, tellers
from huiyin.people.models import Body, Role, Seat
from huiyin.people.sitting import sitting
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import OFFICER
from huiyin.supervision import texts
from huiyin.supervision.models import KeyItem, KeyState, KeyWord, Supervisor

K = KeyState


@dataclass(frozen=True)
class Putting:
    """Why an item is put forward."""

    grounds: str


@dataclass(frozen=True)
class Leading:
    """Who leads, and the meeting that decided it; `committee_id`: the committee in whose field it lies."""

    supervisor: str
    leader: str
    post: str = ""
    decided_at: str = ""
    decided_on: date | None = None
    committee_id: int | None = None
    unit_leader: str = ""


@dataclass(frozen=True)
class Doing:
    """One thing done: `kind` of `KeyWord.Kind`."""

    kind: str
    word: str
    happened_on: date
    place: str = ""
    people: str = ""


def new_key_item(proposal: Proposal) -> KeyItem:
    return KeyItem(congress_id=proposal.congress_id, proposal=proposal)


def _has_grounds(item: Any, seat: Seat | None, facts: Putting | None) -> str | None:
    return None if facts is None or facts.grounds.strip() else texts.NEEDS_GROUNDS


def _not_listed(item: Any, seat: Seat | None, facts: Any) -> str | None:
    listed = KeyItem.objects.filter(congress_id=item.congress_id, proposal=item.proposal)
    return texts.KEY_ALREADY if listed.exclude(state=K.LEFT_OUT).exclude(pk=item.pk).exists() else None


def _is_led(item: Any, seat: Seat | None, facts: Leading | None) -> str | None:
    if facts is None:
        return None
    if not facts.decided_at.strip():
        return texts.NEEDS_DECISION
    return None if facts.leader.strip() and facts.supervisor in Supervisor.values else texts.NEEDS_LEADER


def _says_what(item: Any, seat: Seat | None, facts: Doing | None) -> str | None:
    return None if facts is None or facts.word.strip() else texts.NEEDS_WORDS


GROUNDS = Guard("has_grounds", "写明提为重点的理由", _has_grounds)
NOT_LISTED = Guard("not_listed_yet", "还没有列入名单", _not_listed)
LED = Guard("led_by_somebody", "写明哪次会议决定、由谁领衔督办", _is_led)
SAYS_WHAT = Guard("says_what_was_done", "写明做了什么", _says_what)


def _say(unit: Work, item: KeyItem, kind: str, word: str, seat: Seat | None, doing: Doing | None = None) -> None:
    KeyWord.objects.create(
        congress_id=item.congress_id,
        item=item,
        number=KeyWord.objects.filter(congress_id=item.congress_id, item=item).count() + 1,
        kind=kind,
        word=word,
        happened_on=doing.happened_on if doing is not None else unit.on,
        place=doing.place if doing is not None else "",
        people=doing.people if doing is not None else "",
        on=unit.on,
        seat_id=seat.pk if seat is not None else None,
    )


def _propose(unit: Work, item: KeyItem, seat: Seat | None, facts: Putting) -> None:
    item.grounds, item.proposed_on, item.state = facts.grounds.strip(), unit.on, K.PROPOSED
    item.save(force_insert=True)


def _mark(item: KeyItem, key: bool) -> None:
    Proposal.objects.filter(congress_id=item.congress_id, pk=item.proposal_id).update(is_key=key)


def _led_by(unit: Work, item: KeyItem, facts: Leading) -> None:
    if facts.decided_on is not None and facts.decided_on > unit.on:
        raise StepRefused(texts.NOT_YET, "decided_on")
    for name in ("supervisor", "leader", "post", "unit_leader"):
        setattr(item, name, getattr(facts, name))
    bodies = Body.objects.filter(congress_id=item.congress_id)
    item.committee = bodies.filter(pk=facts.committee_id).first() if facts.committee_id else None
    item.decided_at, item.decided_on = facts.decided_at, facts.decided_on or unit.on
    item.save()


def _choose(unit: Work, item: KeyItem, seat: Seat | None, facts: Leading) -> None:
    _led_by(unit, item, facts)
    _mark(item, True)
    _say(unit, item, KeyWord.Kind.DECISION, texts.WHAT_DECISION.format(at=facts.decided_at, leader=facts.leader), seat)


def _unchoose(unit: Work, item: KeyItem, seat: Seat | None, facts: Any) -> None:
    _mark(item, False)
    # What was said stays; the list and the notices go back.
    _say(unit, item, KeyWord.Kind.DECISION, texts.WHAT_TAKEN_BACK, seat)
    item.decided_at, item.supervisor, item.leader, item.post, item.unit_leader = "", "", "", "", ""
    item.decided_on = item.committee = None
    item.save()


def _change(unit: Work, item: KeyItem, seat: Seat | None, facts: Leading) -> None:
    _led_by(unit, item, facts)
    _say(unit, item, KeyWord.Kind.DECISION, texts.WHAT_CHANGE.format(leader=facts.leader), seat)


def _note(unit: Work, item: KeyItem, seat: Seat | None, facts: Doing) -> None:
    if facts.happened_on > unit.on:
        raise StepRefused(texts.NOT_YET, "happened_on")
    _say(unit, item, facts.kind, facts.word.strip(), seat, facts)


def _report(unit: Work, item: KeyItem, seat: Seat | None, facts: Doing) -> None:
    _note(unit, item, seat, facts)
    item.reported_on = facts.happened_on
    item.save(update_fields=["reported_on"])


def _go_on(unit: Work, item: KeyItem, seat: Seat | None, facts: Any) -> None:
    item.reported_on = None
    item.save(update_fields=["reported_on"])


def _names(item: Any) -> list[str]:
    return [name for name in re.split("[、，,;；\\s]+", item.leader) if name]


def _led_by_seat(seat: Seat, item: Any) -> bool:
    return seat.congress_id == item.congress_id and seat.person.name in _names(item)


LEADS = Right(Role.COUNCIL_MEMBER, Relation("leads_item", "本人领衔督办的件", _led_by_seat))
IN_FIELD = Right(
    Role.COMMITTEE_MEMBER, Relation("in_field", "本委员会对口督办的件", lambda seat, item: item.committee_id == seat.body_id)
)
SUPERVISES = (OFFICER, LEADS, IN_FIELD)


def _leading(item: Any) -> list[int]:
    """Seats of whoever leads it in the council, and of the committee in whose field it lies."""
    council = sitting(item.congress_id, Role.COUNCIL_MEMBER)
    named = Seat.objects.filter(congress_id=item.congress_id, pk__in=council, person__name__in=_names(item))
    found = list(named.order_by("pk").values_list("pk", flat=True))
    return found + (sitting(item.congress_id, Role.COMMITTEE_MEMBER, bodies=[item.committee_id]) if item.committee_id else [])


tellers(key_leads=_leading)
leads_to(KeyItem.KIND, "/s/{seat}/key-item/%d/")
for _code in ("key_item.choose", "key_item.change", "key_item.report"):
    said_with(_code, lambda item: {"leader": item.leader})

SOURCE = "代表法第五十二条"

register(
    Step(
        "key_item.propose",
        "提为重点督办候选",
        on=KeyItem.KIND,
        frm=frozenset({K.NEW}),
        to=K.PROPOSED,
        by=(OFFICER,),
        guards=(GROUNDS, NOT_LISTED),
        effect=_propose,
    ),
    Step(
        "key_item.choose",
        "列为重点督办件",
        on=KeyItem.KIND,
        frm=frozenset({K.PROPOSED}),
        to=K.CHOSEN,
        by=(OFFICER,),
        guards=(LED,),
        effect=_choose,
        tells=("unit_clerks", "unit_heads", "signers", "key_leads"),
        undone_by="key_item.unchoose",
        formal=True,
        source=SOURCE,
    ),
    Step(
        "key_item.unchoose",
        "撤回列为重点督办件",
        on=KeyItem.KIND,
        frm=frozenset({K.CHOSEN}),
        to=K.PROPOSED,
        by=(OFFICER,),
        effect=_unchoose,
        undoes="key_item.choose",
    ),
    Step(
        "key_item.leave_out",
        "不列入",
        on=KeyItem.KIND,
        frm=frozenset({K.PROPOSED}),
        to=K.LEFT_OUT,
        by=(OFFICER,),
    ),
    Step(
        "key_item.change",
        "改领衔督办",
        on=KeyItem.KIND,
        frm=frozenset({K.CHOSEN}),
        to=None,
        by=(OFFICER,),
        guards=(LED,),
        effect=_change,
        tells=("unit_clerks", "signers", "key_leads"),
        formal=True,
    ),
    Step(
        "key_item.note",
        "记一次督办",
        on=KeyItem.KIND,
        frm=frozenset({K.CHOSEN, K.REPORTED}),
        to=None,
        by=SUPERVISES,
        guards=(SAYS_WHAT,),
        effect=_note,
    ),
    Step(
        "key_item.report",
        "报告督办情况",
        on=KeyItem.KIND,
        frm=frozenset({K.CHOSEN}),
        to=K.REPORTED,
        by=SUPERVISES,
        guards=(SAYS_WHAT,),
        effect=_report,
        tells=("unit_clerks", "unit_heads", "signers"),
        formal=True,
    ),
    Step(
        "key_item.go_on",
        "继续督办",
        on=KeyItem.KIND,
        frm=frozenset({K.REPORTED}),
        to=K.CHOSEN,
        by=(OFFICER,),
        effect=_go_on,
    ),
    Step(
        "key_item.close",
        "督办结束",
        on=KeyItem.KIND,
        frm=frozenset({K.REPORTED}),
        to=K.CLOSED,
        by=(OFFICER,),
        formal=True,
    ),
)
