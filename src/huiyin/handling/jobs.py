"""The reminder on the working day before a talk that was agreed (约见), to both sides.

Hourly, because many office servers are switched off at night: what was missed is given as soon as the system is on again,
as long as the talk is still to come. Once for each time agreed.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db import connection
from django.db.models import F
from procrastinate.contrib.django import app

from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import work
from huiyin.foundation import clock
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.tenancy import acting
from huiyin.foundation.workdays import Calendar
from huiyin.handling import texts
from huiyin.handling.models import Appointment, AppointmentState

log = logging.getLogger("huiyin.handling")
# Longer than the longest holiday.
AHEAD = timedelta(days=20)


def remind_on(at: date, calendar: Calendar) -> date:
    """The working day before the day `at`."""
    day = at - timedelta(days=1)
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return day


def due(congress_id: int) -> list[tuple[Appointment, date]]:
    """Agreed talks of which both sides are to be reminded by now, with the day it was for. Whoever agreed on that day or
    after it has just heard."""
    now = clock.now()
    rows = Appointment.objects.filter(
        congress_id=congress_id, state=AppointmentState.AGREED, starts_at__gt=now, starts_at__lte=now + AHEAD
    ).exclude(reminded_of=F("starts_at"))
    rows = rows.select_related(*Appointment.READ_WITH).order_by("round__assignment__proposal_id", "pk")
    found = []
    calendar: Calendar | None = None
    for one in rows:
        if one.starts_at is None or one.agreed_on is None:
            continue
        calendar = calendar or calendar_of(congress_id)
        on = remind_on(one.starts_at.astimezone(clock.SHANGHAI).date(), calendar)
        if one.agreed_on < on <= now.date():
            found.append((one, on))
    return found


def remind_all() -> int:
    """Give, in every congress, the reminders that fall due; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("select id from people_congress order by id")
        congresses = [row[0] for row in cursor.fetchall()]
    return sum(_remind(congress_id) for congress_id in congresses)


def _remind(congress_id: int) -> int:
    with acting(congress_id):
        waiting = due(congress_id)
    given = 0
    for one, on in waiting:
        try:
            with acting(congress_id), work(one.case_key) as unit:
                ground = texts.APPOINTMENT_REMINDED_LATE if on != unit.today else ""
                unit.take("appointment.remind", one, None, happened_on=on, ground=ground)
            given += 1
        except (AlreadyDone, StepRefused) as refused:
            # It was cancelled or moved at this very moment.
            log.info("appointment %s of congress %s: no reminder: %s", one.pk, congress_id, refused)
    return given


@app.periodic(cron="6 * * * *")
@app.task(name="handling.remind_of_appointments", queueing_lock="handling.remind_of_appointments")
def remind(timestamp: int) -> None:
    """Hourly, shortly after the clocks."""
    remind_all()
