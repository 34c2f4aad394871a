"""How a talk with the deputy was arranged (约见), in words: beside `story`."""

from __future__ import annotations

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.handling import texts
from huiyin.handling.appointments import shown
from huiyin.handling.casefiles import Arranged, CaseFile
from huiyin.handling.models import Appointment, AppointmentWord, Party
from huiyin.handling.resuming import RESUMES

# The first word is told with the event that made the row: an offer is a step of the round.
CODES = (
    "appointment.open",
    "appointment.accept",
    "appointment.counter",
    "appointment.ask_call",
    "appointment.decline",
    "appointment.agree",
    "appointment.offer_anew",
    "appointment.cancel",
    "appointment.miss",
    "appointment.close",
    *RESUMES.values(),
)


class MeetingTeller:
    """Who and what (one of the two is the whole title), and the body, of one event after the other: each has a word."""

    def __init__(self, file: CaseFile) -> None:
        rounds = (made for part in (*file.parts, *file.gone) for made in part.rounds)
        self.arranged: dict[int, Arranged] = {
            one.appointment.pk: Arranged(one.appointment, list(one.words)) for made in rounds for one in made.appointments
        }

    def tell(self, event: Event) -> tuple[str, str, str] | None:
        of = self.arranged.get(event.thing_id) if event.thing_kind == Appointment.KIND else None
        if of is None or not of.words:
            return None
        word = of.words.pop(0)
        label = str(catalogue[word.step].label)
        body = said(word)
        if event.step == "appointment.open":
            return f"{of.appointment.assignment.body.label} {label}", "", body
        if word.by_phone:
            return "", texts.BY_PHONE_SAID.format(label=label), body
        return (label, "", body) if word.side == Party.HOUSE else ("", label, body)


def said(word: AppointmentWord) -> str:
    """The times of a word, the place and what was written with it, as one line."""
    parts = ["、".join(shown(at) for at in word.moments), word.place]
    first = "，".join(part for part in parts if part)
    return "。".join(part.rstrip("。") for part in (first, word.word) if part) + ("。" if first or word.word else "")
