"""亮灯: a deputy shows how the handling goes before there is anything to grade, and the unit answers (C12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.clocks import LIGHT
from huiyin.chain.models import Clock
from huiyin.chain.recounting import recounts
from huiyin.chain.reminders import remind_of
from huiyin.chain.taking import Work, leads_to, notice_words, said_with, tellers
from huiyin.foundation.workdays import Limit, Unit
from huiyin.handling.models import Round, RoundState
from huiyin.handling.rounds import CLERK, HEAD, rules_of, when_round_rests
from huiyin.people.models import Role, Seat
from huiyin.proposals.steps import SIGNER, lead_seats
from huiyin.supervision import texts
from huiyin.supervision.models import Colour, Light, LightState

L, R = LightState, RoundState

SHOWN = (L.SHOWN, L.ANSWERED)
DEPUTY = Right(Role.DEPUTY, SIGNER)
_OVER = frozenset({R.CONCLUDED, R.LAPSED, R.REORDERED, R.RECALLED, R.TERMINATED})
# The handling went to somebody else or ended unanswered: nobody is left to answer.
_NOBODY_LEFT = frozenset({R.RECALLED, R.TERMINATED})


@dataclass(frozen=True)
class Showing:
    colour: str
    word: str


@dataclass(frozen=True)
class Answering:
    word: str


def new_light(round_: Round, seat: Seat) -> Light:
    """A light about to be shown by the deputy on a round."""
    return Light(congress_id=round_.congress_id, round=round_, seat=seat)


def _says_why(light: Any, seat: Seat | None, facts: Showing | None) -> str | None:
    known = facts is None or facts.colour in Colour.values
    return None if facts is None or (facts.word.strip() and known) else texts.LIGHT_NEEDS_WORD


def _before_grading(light: Any, seat: Seat | None, facts: Any) -> str | None:
    state = light.round.state
    if state in _OVER:
        return texts.LIGHT_ROUND_OVER
    # Whoever evaluates knows that it was done; to those who signed beside, this refusal would tell it.
    led = seat is not None and seat.pk in lead_seats(light)
    return texts.LIGHT_TOO_LATE if led and state == R.EVALUATED else None


def _answers(light: Any, seat: Seat | None, facts: Answering | None) -> str | None:
    return None if facts is None or facts.word.strip() else texts.ANSWER_NEEDED


SAYS_WHY = Guard("light_says_why", "写一句话", _says_why)
BEFORE_GRADING = Guard("before_grading", "这一轮还没有评价、没有办结", _before_grading)
ANSWERS = Guard("light_answered_in_words", "写明回应", _answers)


def answer_limit(light: Light) -> Limit | None:
    """Within how many workdays a red light is to be answered; None where the procedure names no time."""
    days = rules_of(light.round).lights.answer_days
    return Limit(days.value, Unit.WORKDAY, texts.SINCE_LIGHT, days.source) if days.value else None


def lit(round_: Round) -> Any:
    """Lights of the round that are on, the newest last."""
    rows = Light.objects.filter(congress_id=round_.congress_id, round=round_, state__in=SHOWN)
    return rows.select_related(*Light.READ_WITH).order_by("pk")


def _show(unit: Work, light: Light, seat: Seat | None, facts: Showing) -> None:
    for before in lit(light.round).filter(seat=light.seat):
        unit.take("light.put_out", before, None, happened_on=unit.on)
    light.colour, light.word, light.shown_on = facts.colour, facts.word.strip(), unit.on
    light.state = L.SHOWN
    light.save(force_insert=True)
    if facts.colour == Colour.RED:
        started = unit.start_clock(LIGHT, light, answer_limit(light))
        light.due_on = started.due_on if started is not None else None
        light.save(update_fields=["due_on"])


def _answer(unit: Work, light: Light, seat: Seat | None, facts: Answering) -> None:
    unit.stop_clock(LIGHT, light)
    light.answer, light.answered_on, light.answered_by = facts.word.strip(), unit.on, seat
    light.save(update_fields=["answer", "answered_on", "answered_by"])


def _put_out(unit: Work, light: Light, seat: Seat | None, facts: Any) -> None:
    unit.stop_clock(LIGHT, light)


def _with_round(unit: Work, round_: Round, why: str) -> None:
    if round_.state in _NOBODY_LEFT:
        for light in lit(round_):
            unit.take("light.put_out", light, None, happened_on=unit.on)


def _said_of(light: Any) -> dict[str, str]:
    return {
        "body": light.assignment.body.label,
        "deputy": light.seat.person.name,
        "colour": Colour(light.colour).label,
        "word": light.word,
    }


def _due_again(light: Light, clock: Clock) -> None:
    light.due_on = clock.due_on
    light.save(update_fields=["due_on"])


leads_to(Light.KIND, "/s/{seat}/light/%d/")
tellers(light_shower=lambda light: [light.seat_id])
when_round_rests(_with_round)
notice_words(texts.NOTICES)
for _code in ("light.show", "light.answer"):
    said_with(_code, _said_of)

register(
    Step(
        "light.show",
        "亮灯",
        on=Light.KIND,
        frm=frozenset({L.NEW}),
        to=L.SHOWN,
        by=(DEPUTY,),
        guards=(BEFORE_GRADING, SAYS_WHY),
        effect=_show,
        starts=frozenset({LIGHT}),
        tells=("unit_clerks", "officers"),
    ),
    Step(
        "light.answer",
        "回应亮灯",
        on=Light.KIND,
        frm=frozenset({L.SHOWN}),
        to=L.ANSWERED,
        by=(CLERK, HEAD),
        guards=(ANSWERS,),
        effect=_answer,
        stops=frozenset({LIGHT}),
        tells=("light_shower",),
    ),
    Step(
        "light.put_out",
        "灯熄灭",
        on=Light.KIND,
        frm=frozenset(SHOWN),
        to=L.OVER,
        automatic=True,
        backdatable=True,
        effect=_put_out,
        stops=frozenset({LIGHT}),
    ),
)
recounts(LIGHT, Light.KIND, frozenset({L.SHOWN}), lambda light: None, tells=("unit_clerks",), then=_due_again)
remind_of(
    LIGHT, Light.KIND, frozenset({L.SHOWN}), texts.LIGHT_DUE,
    tells=("unit_clerks",), late=("unit_heads", "officers"), long=("above",),
)  # fmt: skip
