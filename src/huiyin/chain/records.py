"""Reading what was done to a congress itself: who, when, what, to whom; for the administrator's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from huiyin.chain import texts
from huiyin.chain.models import Event
from huiyin.chain.recording import ACTS, NO_CASE
from huiyin.foundation.models import StoredFile
from huiyin.people.models import Body, BodyContact, Congress, Person, Seat, Session
from huiyin.people.queries import places
from huiyin.procedures.loading import available_profiles, load_profile
from huiyin.procedures.models import ProcedureVersion

PAGE = 50
# One click may have been an event for each of hundreds of people: they are one line, so more rows than lines are read.
MOST_EVENTS = 1000


@dataclass(frozen=True)
class RecordLine:
    """One act. `things` are named as they are called now; empty where the act says all."""

    at: datetime
    did: str
    who: str
    role: str
    things: tuple[str, ...]


@dataclass(frozen=True)
class RecordPage:
    """Newest first. `before` continues the list where this page ends; None at its end."""

    lines: list[RecordLine]
    before: int | None


def page_of(congress: Congress, before: int | None = None) -> RecordPage:
    """Acts of the administrators and operators of a congress; never a step on a case."""
    rows = Event.objects.filter(congress=congress, case_id=NO_CASE).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    read = list(rows[: MOST_EVENTS + 1])
    more = len(read) > MOST_EVENTS
    groups = [list(same) for _, same in groupby(read[:MOST_EVENTS], lambda e: (e.step, e.seat_id, e.at))]
    more = more or len(groups) > PAGE
    groups = groups[:PAGE]
    names = _names(congress, [event for group in groups for event in group])
    doers = _doers(congress, {group[0].seat_id for group in groups})
    lines = []
    for group in groups:
        first = group[0]
        act = ACTS.get(first.step)
        who, role = doers.get(first.seat_id or 0, (texts.BY_COMMAND, ""))
        things = (names.get((event.thing_kind, event.thing_id), texts.ROW_GONE) for event in reversed(group))
        lines.append(RecordLine(first.at, act.words if act else first.step, who, role, tuple(n for n in things if n)))
    return RecordPage(lines, groups[-1][-1].number if more else None)


def _doers(congress: Congress, seat_ids: set[int | None]) -> dict[int, tuple[str, str]]:
    rows = Seat.objects.filter(congress=congress, pk__in=[pk for pk in seat_ids if pk]).select_related("person")
    return {row.pk: (row.person.name, row.get_role_display()) for row in rows}


def _names(congress: Congress, events: Iterable[Event]) -> dict[tuple[str, int], str]:
    """What the things of these events are called, one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.thing_kind, set()).add(event.thing_id)
    found: dict[tuple[str, int], str] = {}
    for kind, pks in wanted.items():
        if kind in _NAMES:
            found |= {(kind, pk): words for pk, words in _NAMES[kind](congress, pks).items()}
    return found


def _congress(congress: Congress, pks: set[int]) -> dict[int, str]:
    return {congress.pk: ""}


def _procedures(congress: Congress, pks: set[int]) -> dict[int, str]:
    shipped = set(available_profiles())
    rows = ProcedureVersion.objects.filter(congress=congress, pk__in=pks).defer("values")
    return {
        row.pk: texts.VERSION.format(
            number=row.number,
            what=row.note or (load_profile(row.profile).name if row.profile in shipped else row.profile),
        )
        for row in rows
    }


def _sessions(congress: Congress, pks: set[int]) -> dict[int, str]:
    rows = Session.objects.filter(congress=congress, pk__in=pks).select_related("term")
    return {row.pk: texts.SESSION.format(term=row.term.number, number=row.number) for row in rows}


def _bodies(congress: Congress, pks: set[int]) -> dict[int, str]:
    return dict(Body.objects.filter(congress=congress, pk__in=pks).values_list("pk", "name"))


def _seats(congress: Congress, pks: set[int]) -> dict[int, str]:
    rows = Seat.objects.filter(congress=congress, pk__in=pks).select_related("person", "body")
    return {row.pk: f"{row.person.name}（{row.body.name} {row.get_role_display()}）" for row in rows}


def _contacts(congress: Congress, pks: set[int]) -> dict[int, str]:
    rows = BodyContact.objects.filter(congress=congress, pk__in=pks).select_related("body")
    return {row.pk: f"{row.name}（{row.body.name}）" for row in rows}


def _files(congress: Congress, pks: set[int]) -> dict[int, str]:
    return dict(StoredFile.objects.filter(congress=congress, pk__in=pks).values_list("pk", "name"))


def _people(congress: Congress, pks: set[int]) -> dict[int, str]:
    people = list(Person.objects.filter(congress=congress, pk__in=pks))
    where = places(congress, people)
    return {row.pk: f"{row.name}（{where[row.pk]}）" if row.pk in where else row.name for row in people}


_NAMES: dict[str, Callable[[Congress, set[int]], dict[int, str]]] = {
    "congress": _congress,
    "procedure": _procedures,
    "session": _sessions,
    "body": _bodies,
    "seat": _seats,
    "contact": _contacts,
    "file": _files,
    "person": _people,
}
