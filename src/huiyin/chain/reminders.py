"""Reminders of running clocks: when the lamp turns amber, on the last day, the day after it, ten days after it (C2, C17).

Each is given once, however often the job runs; what was missed while the system was switched off is given when it is on
again, with the day it was for. A room says with `remind_of` whom the clocks of a kind concern, and in what words.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from huiyin.chain import texts
from huiyin.chain.catalogue import Step, catalogue, register
from huiyin.chain.clocks import KINDS
from huiyin.chain.models import Clock, Reminder
from huiyin.chain.taking import SLICE, Note, notice_words, work
from huiyin.chain.verifying import things
from huiyin.foundation import clock as system_clock
from huiyin.foundation.tenancy import acting
from huiyin.people.sitting import remembered

log = logging.getLogger("huiyin.reminders")
Moment = Reminder.Moment
_REMINDED: dict[tuple[str, str], str] = {}
# "kind:thing" of the clocks whose reminders climb on to `long`.
_LADDERS: set[str] = set()


@dataclass(frozen=True)
class Due:
    """A reminder that falls due: `clock_id` at `moment`, which was on `falls_on`."""

    clock_id: int
    kind: str
    thing_kind: str
    thing_id: int
    case_id: int
    due_on: date
    moment: str
    falls_on: date


def remind_of(
    kind: str,
    on: str,
    frm: frozenset[str],
    words: str,
    *,
    tells: Sequence[str],
    late: Sequence[str] = (),
    long: Sequence[str] = (),
    sealed: bool = False,
    name: str = "",
) -> None:
    """Let clocks of `kind` on things of kind `on` remind `tells`, and when they are overdue `late` too; `long` hear of
    what is still overdue ten days later: the ladder from the desk to whoever leads (issue E).

    `words` says what is due, with {no}, {title}; what became of the date is added. Sealed where the reminder itself
    would tell that no grade has been given. `name` begins the steps' codes where the kind alone would not tell them apart.
    """
    _REMINDED[kind, on] = f"{name or kind}.remind"
    if long:
        _LADDERS.add(f"{kind}:{on}")
    for moment in Moment.values if long else (Moment.SOON, Moment.DUE, Moment.LATE):
        code = f"{name or kind}.remind_{moment}"
        climbed = {Moment.LATE: late, Moment.LONG: (*late, *long)}.get(Moment(moment), ())
        told = tuple(dict.fromkeys((*tells, *climbed)))
        notice_words({code: f"{texts.REMINDED[moment]}{words}"})
        register(
            Step(
                code,
                f"{texts.REMINDER_LABELS[moment]}：{KINDS[kind]}",
                on=on,
                frm=frm,
                to=None,
                automatic=True,
                backdatable=True,
                tells=told,
                sealed=sealed,
            )
        )


_DUE = """
select c.id, c.kind, c.thing_kind, c.thing_id, c.case_id, c.due_on, m.moment, m.falls_on
from chain_clock c cross join lateral (
  values ('soon', c.amber_on), ('due', c.due_on), ('late', c.due_on + 1), ('long', c.due_on + 10)) m (moment, falls_on)
where c.congress_id = %(congress)s and c.stopped_on is null and m.falls_on <= %(today)s and m.falls_on >= c.entered_on
  and (m.moment <> 'long' or c.kind || ':' || c.thing_kind = any (%(ladders)s))
  and (m.moment <> 'soon' or (c.amber_on > c.started_on and c.amber_on < c.due_on))
  and not exists (select from chain_reminder r
    where r.congress_id = c.congress_id and r.clock_id = c.id and r.moment = m.moment)
order by c.case_id, m.falls_on, c.id
"""


def due(congress_id: int, today: date) -> list[Due]:
    """Reminders that should have been given by `today` and were not, by case and day."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"congress": congress_id, "today": today, "ladders": sorted(_LADDERS)})
        found = [Due(*row) for row in cursor.fetchall()]
    return [one for one in found if (one.kind, one.thing_kind) in _REMINDED]


def remind_all(today: date | None = None) -> int:
    """Give, in every congress, the reminders that fall due; returns how many."""
    on = today or system_clock.today()
    with connection.cursor() as cursor:
        cursor.execute("select id from people_congress order by id")
        congresses = [row[0] for row in cursor.fetchall()]
    return sum(_remind(congress_id, on) for congress_id in congresses)


def _remind(congress_id: int, today: date) -> int:
    with acting(congress_id):
        waiting = due(congress_id, today)
    # Thousands of reminders go to some hundred seats.
    with remembered():
        return sum(_slice(congress_id, waiting[at : at + SLICE]) for at in range(0, len(waiting), SLICE))


def _slice(congress_id: int, reminders: list[Due]) -> int:
    """One unit of work; an item that is answered at this very moment does not hold up the others."""
    with acting(congress_id), work(*{one.case_id for one in reminders}) as unit:
        # Read under the lock: what was answered meanwhile runs no more.
        clocks = Clock.objects.filter(congress_id=congress_id, pk__in=[one.clock_id for one in reminders])
        running = set(clocks.filter(stopped_on__isnull=True).values_list("pk", flat=True))
        found = _found(reminders)
        notes: list[Note] = []
        for one in reminders:
            thing = found.get((one.thing_kind, one.thing_id))
            code = f"{_REMINDED[one.kind, one.thing_kind]}_{one.moment}"
            if thing is None or one.clock_id not in running:
                continue
            if thing.state not in catalogue[code].frm:
                log.info("clock %s of congress %s: no %s reminder in %s", one.clock_id, congress_id, one.moment, thing.state)
                continue
            notes.append(Note(code, thing, one, one.falls_on, texts.REMINDED_LATE if one.falls_on != unit.today else ""))
        unit.note(notes)
        Reminder.objects.bulk_create(
            Reminder(
                congress_id=congress_id,
                clock_id=note.facts.clock_id,
                moment=note.facts.moment,
                falls_on=note.facts.falls_on,
                given_on=unit.today,
            )
            for note in notes
        )
    return len(notes)


def _found(reminders: list[Due]) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for kind, model in things().items():
        ids = {one.thing_id for one in reminders if one.thing_kind == kind}
        for row in model._base_manager.select_related(*model.READ_WITH).filter(pk__in=ids) if ids else ():
            found[kind, row.pk] = row
    return found


def given_on(clock: Clock, times: int) -> date | None:
    """The day on which a clock's `times`-th reminder was really given; None where it was not."""
    days = clock.reminders.order_by("given_on", "pk").values_list("given_on", flat=True)[times - 1 : times]
    return next(iter(days), None)
