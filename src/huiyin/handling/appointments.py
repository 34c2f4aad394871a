"""Steps of the room 办: arranging a talk with the deputy (约见), from the first times offered to the day.

The unit offers times, the deputy takes one, puts forward others, asks to be called, or declines; either may cancel. Each
word stays and is read by both. An appointment satisfies no duty: a talk counts when it has been recorded (`contacting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huiyin.chain.catalogue import Guard, Right, Step, register
from huiyin.chain.refusals import StepRefused
from huiyin.chain.taking import Work, notice_words, said_with
from huiyin.foundation import clock
from huiyin.foundation.workdays.texts import short_date, weekday
from huiyin.handling import texts
from huiyin.handling.contacting import Closing
from huiyin.handling.models import (
    STANDING,
    Appointment,
    AppointmentState,
    AppointmentWord,
    ContactForm,
    Party,
    Round,
)
from huiyin.handling.rounds import AFTER, CLERK, HEAD, OPEN, RECEIVED, siblings, when_round_rests
from huiyin.people.models import Role, Seat
from huiyin.proposals.steps import LEAD_SIGNER, OFFICER

A = AppointmentState
LEAD = Right(Role.DEPUTY, LEAD_SIGNER)
MOST_TIMES = 3
# Nobody arranges a talk for after next season; a wrong year is found out.
FURTHEST = timedelta(days=120)
PUTS_FORWARD = ("appointment.offer", "appointment.offer_anew", "appointment.counter")
# A talk may be the one that was agreed, or the call that the deputy asked for.
RECORDED_OUT_OF = (A.AGREED, A.CALLING)


@dataclass(frozen=True)
class Offer:
    """What the unit offers: one to three moments (Asia/Shanghai), where, in which form, who comes, for how long."""

    times: tuple[datetime, ...]
    form: str
    place: str = ""
    people: str = ""
    minutes: int = 60
    word: str = ""


@dataclass(frozen=True)
class OtherTimes:
    """改时间: the moments the deputy puts forward instead."""

    times: tuple[datetime, ...]
    word: str = ""


@dataclass(frozen=True)
class Chosen:
    """One of the moments that the other side put forward."""

    at: datetime


@dataclass(frozen=True)
class Said:
    """A reason, or a word that goes with an answer."""

    word: str = ""


# -- reading ---------------------------------------------------------------------------------------------------------


def shown(at: datetime) -> str:
    """`3月5日（周四）15:00`, in Asia/Shanghai."""
    local = at.astimezone(clock.SHANGHAI)
    return f"{short_date(local.date())}（{weekday(local.date())}）{local:%H:%M}"


def standing_on(round_: Round) -> Appointment | None:
    """The appointment of a round that is still to be answered or held. Bodies that lead jointly visit together, so one of
    them is enough."""
    rounds = [round_, *siblings(round_)]
    rows = Appointment.objects.filter(congress_id=round_.congress_id, round__in=rounds, state__in=STANDING)
    return rows.select_related("round__assignment__body").order_by("pk").first()


def on_the_table(appointment: Appointment) -> AppointmentWord | None:
    """The newest word that puts times forward."""
    rows = AppointmentWord.objects.filter(congress_id=appointment.congress_id, appointment=appointment)
    return rows.filter(step__in=PUTS_FORWARD).order_by("-number").first()


# -- what must hold --------------------------------------------------------------------------------------------------


def _none_stands(round_: Any, seat: Seat | None, facts: Any) -> str | None:
    found = standing_on(round_)
    if found is None:
        return None
    if found.round_id == round_.pk:
        return texts.APPOINTED_ALREADY
    return texts.APPOINTED_JOINTLY.format(body=found.assignment.body.label)


def _times_fit(thing: Any, seat: Seat | None, facts: Offer | OtherTimes | None) -> str | None:
    if facts is None:
        return None
    now = clock.now()
    if not facts.times:
        return texts.NO_TIMES
    if len(facts.times) > MOST_TIMES or len(set(facts.times)) < len(facts.times):
        return texts.TIMES_TWICE.format(most=MOST_TIMES)
    past = [at for at in facts.times if at <= now]
    if past:
        return texts.TIME_PAST.format(when=shown(min(past)))
    far = [at for at in facts.times if at > now + FURTHEST]
    return texts.TIME_FAR.format(when=f"{max(far).year}年{shown(max(far))}") if far else None


def _has_place(thing: Any, seat: Seat | None, facts: Offer | None) -> str | None:
    if facts is None or facts.form == ContactForm.PHONE:
        return None
    return None if facts.place.strip() else texts.NO_PLACE


def _may_be_chosen(appointment: Any, seat: Seat | None, facts: Chosen | None) -> str | None:
    if facts is None:
        return None
    word = on_the_table(appointment)
    if word is None or facts.at not in word.moments:
        return texts.NOT_THAT_TIME
    return texts.TIME_IS_OVER.format(when=shown(facts.at)) if facts.at <= clock.now() else None


def _says_why(thing: Any, seat: Seat | None, facts: Said | None) -> str | None:
    return None if facts is None or facts.word.strip() else texts.SAY_WHY_APPOINTMENT


def _day_has_come(appointment: Any, seat: Seat | None, facts: Any) -> str | None:
    at = appointment.starts_at
    if at is None or at <= clock.now():
        return None
    return texts.NOT_YET.format(when=shown(at))


NONE_STANDS = Guard("none_stands", "没有还没见的约见", _none_stands)
TIMES_FIT = Guard("times_fit", f"提出一到{MOST_TIMES}个还没有到的时间", _times_fit)
HAS_PLACE = Guard("has_place", "写明地点（电话除外）", _has_place)
MAY_BE_CHOSEN = Guard("may_be_chosen", "对方提出的时间之一，还没有过", _may_be_chosen)
SAYS_WHY = Guard("says_why", "写明原因", _says_why)
DAY_HAS_COME = Guard("day_has_come", "约定的时间已到", _day_has_come)


# -- effects ---------------------------------------------------------------------------------------------------------


def _side(seat: Seat | None) -> Party:
    if seat is None:
        return Party.HOUSE
    # Officers of the deputies' committee write down what a deputy told them on the telephone.
    return Party.DEPUTY if seat.role in (Role.DEPUTY, Role.COMMITTEE_OFFICER) else Party.UNIT


def say(
    unit: Work, appointment: Appointment, step: str, seat: Seat | None, word: str = "",
    times: tuple[datetime, ...] = (), place: str = "",
) -> None:  # fmt: skip
    said = AppointmentWord.objects.filter(congress_id=unit.congress_id, appointment=appointment).count()
    AppointmentWord.objects.create(
        congress_id=unit.congress_id,
        appointment=appointment,
        number=said + 1,
        step=step,
        side=_side(seat),
        by_phone=seat is not None and seat.role == Role.COMMITTEE_OFFICER,
        times=[at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes") for at in sorted(times)],
        place=place,
        word=word,
        at=clock.now(),
        seat_id=seat.pk if seat is not None else None,
    )


def _offer(unit: Work, round_: Round, seat: Seat | None, facts: Offer) -> None:
    before = Appointment.objects.filter(congress_id=unit.congress_id, round=round_).count()
    made = Appointment(congress_id=unit.congress_id, round=round_, number=before + 1)
    _arranged(made, facts)
    unit.take("appointment.open", made, None)
    say(unit, made, "appointment.offer", seat, facts.word, facts.times, facts.place)


def _arranged(appointment: Appointment, facts: Offer) -> None:
    appointment.form, appointment.place = facts.form, facts.place
    appointment.people, appointment.minutes = facts.people, facts.minutes


def _open(unit: Work, appointment: Appointment, seat: Seat | None, facts: Any) -> None:
    appointment.state = A.OFFERED
    appointment.save(force_insert=True)


def _take_back(unit: Work, round_: Round, seat: Seat | None, facts: Any) -> None:
    mine = Appointment.objects.filter(congress_id=unit.congress_id, round=round_).exclude(state=A.TAKEN_BACK)
    newest = mine.order_by("-number").first()
    if newest is None or newest.state != A.OFFERED or newest.words.count() > 1:
        raise StepRefused(texts.APPOINTMENT_WENT_ON)
    unit.take("appointment.recall", newest, None)


def _offer_anew(unit: Work, appointment: Appointment, seat: Seat | None, facts: Offer) -> None:
    _arranged(appointment, facts)
    appointment.save(update_fields=["form", "place", "people", "minutes"])
    say(unit, appointment, "appointment.offer_anew", seat, facts.word, facts.times, facts.place)


def _agreed(code: str) -> Any:
    def effect(unit: Work, appointment: Appointment, seat: Seat | None, facts: Chosen) -> None:
        appointment.starts_at, appointment.agreed_on = facts.at, unit.on
        appointment.save(update_fields=["starts_at", "agreed_on"])
        say(unit, appointment, code, seat, times=(facts.at,), place=appointment.place)

    return effect


def _counter(unit: Work, appointment: Appointment, seat: Seat | None, facts: OtherTimes) -> None:
    say(unit, appointment, "appointment.counter", seat, facts.word, facts.times)


def _spoken(code: str) -> Any:
    def effect(unit: Work, appointment: Appointment, seat: Seat | None, facts: Said | None) -> None:
        say(unit, appointment, code, seat, facts.word if facts is not None else "")

    return effect


def _close(unit: Work, appointment: Appointment, seat: Seat | None, facts: Closing) -> None:
    appointment.contact_id = facts.contact_id
    appointment.save(update_fields=["contact"])
    say(unit, appointment, "appointment.close", None, facts.why)


def _meet(unit: Work, appointment: Appointment, seat: Seat | None, facts: int) -> None:
    appointment.contact_id = facts
    appointment.save(update_fields=["contact"])


def _reopen(unit: Work, appointment: Appointment, seat: Seat | None, facts: Any) -> None:
    appointment.contact = None
    appointment.save(update_fields=["contact"])


def _remind(unit: Work, appointment: Appointment, seat: Seat | None, facts: Any) -> None:
    appointment.reminded_of = appointment.starts_at
    appointment.save(update_fields=["reminded_of"])


def _close_standing(unit: Work, round_: Round, why: str) -> None:
    rows = Appointment.objects.filter(congress_id=unit.congress_id, round=round_, state__in=STANDING)
    standing = list(rows.values_list("pk", flat=True))
    for one in rows.filter(pk__in=standing).order_by("pk") if standing else ():
        unit.take("appointment.close", one, None, Closing(why), happened_on=unit.on)


def _of_round(round_: Any) -> dict[str, str]:
    return {"body": round_.assignment.body.label, "when": ""}


def said_of(appointment: Any) -> dict[str, str]:
    at = appointment.starts_at
    return {"body": appointment.assignment.body.label, "when": shown(at) if at is not None else ""}


when_round_rests(_close_standing)
notice_words(texts.APPOINTMENT_NOTICES)
said_with("appointment.offer", _of_round)
for _code in ("offer_anew", "accept", "agree", "counter", "ask_call", "decline", "cancel", "miss", "close", "remind"):
    said_with(f"appointment.{_code}", said_of)

STILL = frozenset(STANDING)
# The deputy's own word, or the committee's that writes down what the deputy said on the telephone.
DEPUTY_SIDE, BOTH_SIDES = (LEAD, OFFICER), (CLERK, HEAD, LEAD, OFFICER)
TALK_SOURCE = "代表法第五十一条第二款"

register(
    Step(
        "appointment.offer",
        "约代表见面",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(CLERK, HEAD),
        guards=(RECEIVED, NONE_STANDS, TIMES_FIT, HAS_PLACE),
        effect=_offer,
        tells=("lead",),
        undone_by="appointment.take_back",
        source=TALK_SOURCE,
    ),
    Step(
        "appointment.take_back",
        "收回约见",
        on="round",
        frm=OPEN | AFTER,
        to=None,
        by=(CLERK, HEAD),
        effect=_take_back,
        undoes="appointment.offer",
    ),
    Step(
        "appointment.open",
        "发出约见",
        on="appointment",
        frm=frozenset({A.NEW}),
        to=A.OFFERED,
        automatic=True,
        effect=_open,
    ),
    Step(
        "appointment.recall",
        "约见收回",
        on="appointment",
        frm=frozenset({A.OFFERED}),
        to=A.TAKEN_BACK,
        automatic=True,
    ),
    Step(
        "appointment.accept",
        "接受约见时间",
        on="appointment",
        frm=frozenset({A.OFFERED}),
        to=A.AGREED,
        by=DEPUTY_SIDE,
        guards=(MAY_BE_CHOSEN,),
        effect=_agreed("appointment.accept"),
        tells=("unit_clerks", "lead"),
    ),
    Step(
        "appointment.counter",
        "请改时间",
        on="appointment",
        frm=STILL,
        to=A.COUNTERED,
        by=DEPUTY_SIDE,
        guards=(TIMES_FIT,),
        effect=_counter,
        tells=("unit_clerks", "lead"),
    ),
    Step(
        "appointment.ask_call",
        "请来电话商量",
        on="appointment",
        frm=STILL - {A.CALLING},
        to=A.CALLING,
        by=DEPUTY_SIDE,
        effect=_spoken("appointment.ask_call"),
        tells=("unit_clerks", "lead"),
    ),
    Step(
        "appointment.decline",
        "谢绝约见",
        on="appointment",
        frm=frozenset({A.OFFERED}),
        to=A.DECLINED,
        by=DEPUTY_SIDE,
        guards=(SAYS_WHY,),
        effect=_spoken("appointment.decline"),
        tells=("unit_clerks", "lead"),
    ),
    Step(
        "appointment.agree",
        "同意代表提的时间",
        on="appointment",
        frm=frozenset({A.COUNTERED}),
        to=A.AGREED,
        by=(CLERK, HEAD),
        guards=(MAY_BE_CHOSEN,),
        effect=_agreed("appointment.agree"),
        tells=("lead", "unit_clerks"),
    ),
    Step(
        "appointment.offer_anew",
        "另约时间",
        on="appointment",
        frm=STILL,
        to=A.OFFERED,
        by=(CLERK, HEAD),
        guards=(TIMES_FIT, HAS_PLACE),
        effect=_offer_anew,
        tells=("lead",),
    ),
    Step(
        "appointment.cancel",
        "取消约见",
        on="appointment",
        frm=STILL,
        to=A.CANCELLED,
        by=BOTH_SIDES,
        guards=(SAYS_WHY,),
        effect=_spoken("appointment.cancel"),
        tells=("lead", "unit_clerks"),
    ),
    Step(
        "appointment.meet",
        "约见见成",
        on="appointment",
        frm=frozenset({A.AGREED}),
        to=A.MET,
        automatic=True,
        backdatable=True,
        effect=_meet,
    ),
    Step(
        "appointment.reopen",
        "沟通记录撤销，约见恢复",
        on="appointment",
        frm=frozenset({A.MET}),
        to=A.AGREED,
        automatic=True,
        backdatable=True,
        effect=_reopen,
    ),
    Step(
        "appointment.miss",
        "登记没有见成",
        on="appointment",
        frm=frozenset({A.AGREED}),
        to=A.MISSED,
        by=(CLERK, HEAD),
        guards=(DAY_HAS_COME, SAYS_WHY),
        effect=_spoken("appointment.miss"),
        tells=("lead",),
    ),
    Step(
        "appointment.close",
        "约见随办理结束",
        on="appointment",
        frm=STILL,
        to=A.CLOSED,
        automatic=True,
        backdatable=True,
        effect=_close,
        tells=("lead", "unit_clerks"),
    ),
    Step(
        "appointment.remind",
        "约见前一个工作日提醒",
        on="appointment",
        frm=frozenset({A.AGREED}),
        to=None,
        automatic=True,
        backdatable=True,
        effect=_remind,
        tells=("lead", "unit_clerks"),
    ),
)
