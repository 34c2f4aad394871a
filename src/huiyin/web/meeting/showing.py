"""From what the room 办 knows of an appointment to what either side reads of it on the page of the item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.foundation import clock
from huiyin.handling.appointments import PUTS_FORWARD, shown
from huiyin.handling.casefiles import Arranged
from huiyin.handling.models import Appointment, AppointmentState, AppointmentWord, Party
from huiyin.people.models import Role, Seat
from huiyin.web.components import State
from huiyin.web.meeting import texts

A = AppointmentState


@dataclass(frozen=True)
class Choice:
    """A time that this seat may take with one button."""

    value: str
    words: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class SaidShown:
    at: datetime
    who: str
    label: str
    times: str
    word: str


@dataclass(frozen=True)
class MeetingShown:
    """One appointment. `choices` are sent to `choose_url` with the `version` the page was made from."""

    pk: int
    body: str
    light: State
    words: str
    when: str
    form: str
    place: str
    people: str
    lasts: str
    put_forward: str
    word: str
    stands: bool
    past: bool
    by_phone: bool
    calls: bool
    version: int
    choices: Sequence[Choice]
    choose_url: str
    links: Sequence[Link]
    record_url: str
    ics_url: str
    said: Sequence[SaidShown]


def meetings(seat: Seat, arranged: Iterable[Arranged]) -> list[MeetingShown]:
    """The newest first."""
    found = sorted(arranged, key=lambda one: one.appointment.pk, reverse=True)
    return [meeting(seat, one) for one in found]


def meeting(seat: Seat, arranged: Arranged) -> MeetingShown:
    appointment, now = arranged.appointment, clock.now()
    light, words = texts.STATES[appointment.state]
    may = appointment.stands and catalogue["appointment.cancel"].permits(seat, appointment)
    word = next((one for one in reversed(arranged.words) if one.step in PUTS_FORWARD), None)
    agreed = appointment.starts_at if appointment.state in (A.AGREED, A.MET, A.MISSED) else None
    over = appointment.state == A.AGREED and agreed is not None and agreed <= now
    waiting = word.moments if word is not None and appointment.state in (A.OFFERED, A.COUNTERED) else []
    if over:
        light, words = "amber", texts.TO_RECORD
    elif waiting and max(waiting) <= now:
        words = texts.ALL_OVER
    chooses = may and appointment.state == (A.COUNTERED if _of_unit(seat) else A.OFFERED)
    return MeetingShown(
        pk=appointment.pk,
        body=appointment.assignment.body.label,
        light=light,  # type: ignore[arg-type]
        words=words,
        when=shown(agreed) if agreed is not None else "",
        form=str(appointment.get_form_display()),
        place=appointment.place,
        people=appointment.people,
        lasts=texts.LASTS.get(appointment.minutes, ""),
        put_forward="、".join(shown(at) for at in waiting),
        word=_waiting_word(arranged),
        stands=appointment.stands,
        past=over,
        by_phone=may and seat.role == Role.COMMITTEE_OFFICER,
        calls=appointment.state == A.CALLING,
        version=appointment.version,
        choices=[Choice(at.isoformat(timespec="minutes"), shown(at)) for at in waiting if chooses and at > now],
        choose_url=_url(seat, appointment, "agree" if _of_unit(seat) else "accept"),
        links=_links(seat, appointment, over) if may else [],
        record_url=_record_url(seat, appointment) if may else "",
        ics_url=reverse("appointment-ics", args=[seat.pk, appointment.pk]) if appointment.starts_at is not None else "",
        said=[_said(one, appointment) for one in arranged.words],
    )


def _waiting_word(arranged: Arranged) -> str:
    """What the side that spoke last wrote, while the other has not answered."""
    waits = arranged.appointment.state in (A.OFFERED, A.COUNTERED, A.CALLING)
    return arranged.words[-1].word if waits and arranged.words else ""


def _of_unit(seat: Seat) -> bool:
    return seat.role in (Role.UNIT_CLERK, Role.UNIT_HEAD)


def _url(seat: Seat, appointment: Appointment, word: str) -> str:
    return reverse("appointment-word", args=[seat.pk, appointment.pk, word])


_OF_UNIT, _OF_DEPUTY = ("anew", "cancel", "miss"), ("counter", "call", "decline", "cancel")


def _links(seat: Seat, appointment: Appointment, over: bool) -> list[Link]:
    """Answers that have a page of their own. Whether a step fits the state the catalogue says."""
    found = []
    for word in _OF_UNIT if _of_unit(seat) else _OF_DEPUTY:
        step = catalogue[texts.WORDS[word].code]
        fits = appointment.state in step.frm
        # A deputy who has not answered declines; what was under way is called off.
        if word == "cancel" and not _of_unit(seat) and appointment.state == A.OFFERED:
            fits = False
        if fits and (word != "miss" or over):
            found.append(Link(texts.WORDS[word].title, _url(seat, appointment, word)))
    return found


def _record_url(seat: Seat, appointment: Appointment) -> str:
    if seat.role != Role.UNIT_CLERK or appointment.state not in (A.AGREED, A.CALLING):
        return ""
    return reverse("contact", args=[seat.pk, appointment.round_id]) + "?meeting=1"


def _said(word: AppointmentWord, appointment: Appointment) -> SaidShown:
    sides = {Party.UNIT: appointment.assignment.body.label, Party.DEPUTY: Party.DEPUTY.label, Party.HOUSE: Party.HOUSE.label}
    return SaidShown(
        at=word.at,
        who=f"{sides[Party(word.side)]}{texts.BY_PHONE if word.by_phone else ''}",
        label=catalogue[word.step].label,
        times="、".join(shown(at) for at in word.moments),
        word=word.word,
    )
