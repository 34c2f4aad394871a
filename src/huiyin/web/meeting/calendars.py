"""Appointments and due dates as entries of a calendar."""

from __future__ import annotations

from huiyin.foundation.ics import Entry
from huiyin.handling.models import Appointment, AppointmentState
from huiyin.web.meeting import texts

# An appointment that was held, or should have been, was not called off.
_STAYS = (AppointmentState.AGREED, AppointmentState.MET, AppointmentState.MISSED)


def entry_of(appointment: Appointment) -> Entry | None:
    """For those who take part: with place and people. None where no time was ever agreed."""
    if appointment.starts_at is None:
        return None
    case = appointment.round.assignment.proposal
    with_whom = texts.TALK_WITH.format(body=appointment.assignment.body.label, deputy=case.lead_name)
    return Entry(
        uid=uid("appointment", appointment.congress_id, appointment.pk),
        summary=texts.TALK.format(no=case.shown_no, title=case.title),
        starts=appointment.starts_at,
        minutes=appointment.minutes,
        place=appointment.place,
        description="\n".join(part for part in (with_whom, appointment.get_form_display(), appointment.people) if part),
        sequence=appointment.version,
        cancelled=appointment.state not in _STAYS,
    )


def uid(kind: str, congress_id: int, row_id: int) -> str:
    """The same for one matter for ever: a calendar knows by it what it has already."""
    return f"{kind}-{congress_id}-{row_id}@huiyin"
