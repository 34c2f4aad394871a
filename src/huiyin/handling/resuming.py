"""Steps of the room 办: an appointment (约见) stands again when what ended it is taken back.

The answer ends an appointment, and so does the call that was recorded out of it (`appointments`, `contacting`). Either may
be taken back within the window, and then the talk is arranged as it was: nobody but the house had ended it.
"""

from __future__ import annotations

from typing import Any

from huiyin.chain.catalogue import Step, register
from huiyin.chain.models import Event
from huiyin.chain.taking import Work, notice_words, said_with
from huiyin.handling import texts
from huiyin.handling.appointments import said_of, say, standing_on
from huiyin.handling.contacting import when_call_withdrawn
from huiyin.handling.models import STANDING, Appointment, AppointmentState, Round
from huiyin.handling.rounds import when_round_goes_on
from huiyin.people.models import Seat

A = AppointmentState
# One step for each state that an appointment may have been in: a step leads to one state alone.
RESUMES = {state: f"appointment.resume_{state.value}" for state in STANDING}


def _last_closing(appointment: Appointment) -> Event | None:
    """How the appointment was last closed."""
    events = Event.objects.filter(
        congress_id=appointment.congress_id, case_id=appointment.case_key, thing_kind=Appointment.KIND, thing_id=appointment.pk
    )
    return events.filter(step="appointment.close").order_by("-number").first()


def closed_with(appointment: Appointment, *steps: str) -> AppointmentState | None:
    """The state in which the appointment was when one of these steps closed it; None where something else did.

    Events of what a step brings about come before its own: the next that somebody took in the case is the step itself.
    """
    closing = _last_closing(appointment) if appointment.state == A.CLOSED else None
    if closing is None:
        return None
    later = Event.objects.filter(congress_id=closing.congress_id, case_id=closing.case_id, number__gt=closing.number)
    cause = later.filter(seat_id__isnull=False).order_by("number").first()
    return AppointmentState(closing.from_state) if cause is not None and cause.step in steps else None


def _answer_taken_back(unit: Work, round_: Round) -> None:
    """What the answer ended stands again, unless something else was arranged since."""
    rows = Appointment.objects.filter(congress_id=unit.congress_id, round=round_).exclude(state=A.TAKEN_BACK)
    newest = rows.select_related("round__assignment__proposal").order_by("-number").first()
    was = closed_with(newest, "letter.send") if newest is not None else None
    if newest is not None and was is not None and standing_on(round_) is None:
        unit.take(RESUMES[was], newest, None, texts.ANSWER_TAKEN_BACK)


def _call_withdrawn(unit: Work, appointment: Appointment) -> None:
    unit.take(RESUMES[A.CALLING], appointment, None, texts.CALL_WITHDRAWN)


def _resume(unit: Work, appointment: Appointment, seat: Seat | None, facts: str) -> None:
    appointment.contact = None
    appointment.save(update_fields=["contact"])
    say(unit, appointment, RESUMES[AppointmentState(appointment.state)], None, facts)


when_round_goes_on(_answer_taken_back)
when_call_withdrawn(_call_withdrawn)
notice_words(dict.fromkeys(RESUMES.values(), texts.APPOINTMENT_RESUMED))
for _state, _code in RESUMES.items():
    said_with(_code, said_of)


def _step(state: Any, code: str) -> Step:
    return Step(
        code,
        texts.RESUME_LABEL.format(state=state.label),
        on="appointment",
        frm=frozenset({A.CLOSED}),
        to=state,
        automatic=True,
        backdatable=True,
        effect=_resume,
        tells=("lead", "unit_clerks"),
    )


register(*(_step(state, code) for state, code in RESUMES.items()))
