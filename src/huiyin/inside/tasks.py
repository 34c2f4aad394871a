"""交科室: a unit gives an item, or several, to a division and a person, with a day of its own before the legal one.

Plain functions, no steps: what a unit arranges for itself moves no state, and an event would tell it to everybody who
reads the course of the item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max, Q

from huiyin.dispatch.models import GONE, OPEN_STAGES, Assignment, Mode
from huiyin.foundation import clock, notices
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.notices import Telling
from huiyin.foundation.workdays import Due, amber_on
from huiyin.foundation.workdays.texts import short_date
from huiyin.inside import texts
from huiyin.inside.models import InsideTask
from huiyin.people.models import BodyContact, Role, Seat

ROLES = (Role.UNIT_CLERK, Role.UNIT_HEAD)
MOST = 50
"""So many items are given at once: what one page of a desk shows."""
MOST_NAMES = 40


class NotGiven(Exception):
    """Nothing was given; `sentence` says why, `field` which box it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


@dataclass(frozen=True)
class Giving:
    division: str = ""
    person: str = ""
    seat_id: int | None = None
    due_on: date | None = None
    note: str = ""


def is_own(seat: Seat, row: Assignment) -> bool:
    """Whether the inside of this assignment is the seat's to see: its unit's people, and nobody else."""
    return seat.role in ROLES and row.body_id == seat.body_id and row.mode != Mode.ROUTE


def is_open(row: Assignment) -> bool:
    return row.state not in GONE and row.stage in OPEN_STAGES


def own_rows(seat: Seat, row_ids: Iterable[int]) -> list[Assignment]:
    """Of these assignments those whose inside is the seat's, as a desk orders them; at most `MOST`."""
    if seat.role not in ROLES:
        return []
    rows = Assignment.objects.filter(congress_id=seat.congress_id, body_id=seat.body_id, pk__in=list(row_ids)[:MOST])
    return list(rows.exclude(mode=Mode.ROUTE).select_related("proposal", "body").order_by("due_on", "pk"))


def give(seat: Seat, row_ids: Iterable[int], giving: Giving) -> tuple[list[Assignment], list[str]]:
    """Give the items. Returns those that were given, and a sentence for each that was not because it is closed.

    Raises `NotGiven`, and then nothing is given: nobody is named, or the day is not before the legal day of one of them.
    """
    wanted = own_rows(seat, row_ids)
    if not wanted:
        raise NotGiven(texts.NOT_YOURS)
    locked = Assignment.objects.select_for_update(no_key=True, of=("self",)).filter(
        congress_id=seat.congress_id, pk__in=[row.pk for row in wanted]
    )
    rows = list(locked.select_related("proposal", "body").order_by("pk"))
    person = _sitting(seat, giving.seat_id)
    name = giving.person or (person.person.name if person is not None else "")
    if not giving.division and not name:
        raise NotGiven(texts.NOBODY, "division")
    open_ = [row for row in rows if is_open(row)]
    for row in open_:
        check_day(row, giving.due_on)
    numbers = _numbers(seat, open_)
    today, calendar = clock.today(), calendar_of(seat.congress_id)
    due = giving.due_on
    InsideTask.objects.bulk_create(
        [
            InsideTask(
                congress_id=seat.congress_id, assignment=row, number=numbers.get(row.pk, 0) + 1,
                division=giving.division, person=name, seat=person, due_on=due,
                amber_on=amber_on(Due(due, False, (), today), calendar, today) if due is not None else None,
                note=giving.note, given_on=today, given_by=seat,
            )
            for row in open_
        ]
    )  # fmt: skip
    if person is not None and person.pk != seat.pk:
        _tell(person, open_, due)
    return open_, [texts.NOT_OPEN.format(number=row.proposal.shown_no) for row in rows if row not in open_]


def check_day(row: Assignment, due: date | None) -> None:
    """The unit's own day lies between today and the day before the legal one. Raises `NotGiven`."""
    if due is None:
        return
    legal = row.due_on
    if legal is not None and due >= legal:
        latest = legal - timedelta(days=1)
        words = texts.NOT_BEFORE if latest >= clock.today() else texts.NO_ROOM
        raise NotGiven(words.format(legal=short_date(legal), latest=short_date(latest)), "due_on")
    if due < clock.today():
        raise NotGiven(texts.PAST.format(on=short_date(due)), "due_on")


def _numbers(seat: Seat, rows: Sequence[Assignment]) -> dict[int, int]:
    found = InsideTask.objects.filter(congress_id=seat.congress_id, assignment__in=rows)
    return dict(found.values_list("assignment_id").annotate(last=Max("number")).order_by())


def _sitting(seat: Seat, seat_id: int | None) -> Seat | None:
    return next((one for one in colleagues(seat) if one.pk == seat_id), None)


def _tell(person: Seat, rows: Sequence[Assignment], due: date | None) -> None:
    until = texts.UNTIL.format(on=short_date(due)) if due is not None else ""
    said = [
        Telling(
            texts.GIVEN.format(number=row.proposal.shown_no, title=row.proposal.title[:120], until=until),
            f"/s/{{seat}}/case/{row.proposal_id}/",
        )
        for row in rows
    ]
    tellings = [(person.pk, None, row.proposal_id, one, False) for row, one in zip(rows, said, strict=True)]
    notices.put(person.congress_id, tellings, 0)


# -- what a page offers and shows ----------------------------------------------------------------------------------------


def colleagues(seat: Seat) -> list[Seat]:
    """Seats of the unit that somebody holds today, to choose a person from."""
    rows = Seat.objects.filter(congress_id=seat.congress_id, body_id=seat.body_id, role__in=ROLES, ended_on__isnull=True)
    sitting = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=clock.today()))
    return list(sitting.select_related("person").order_by("person__sort_key", "pk"))


def known_names(seat: Seat) -> tuple[list[str], list[str]]:
    """Divisions and persons of the unit that are known: of its contacts, and those that were given items before."""
    contacts = BodyContact.objects.filter(congress_id=seat.congress_id, body_id=seat.body_id, is_current=True)
    tasks = InsideTask.objects.filter(congress_id=seat.congress_id, assignment__body_id=seat.body_id)
    pairs = [
        *contacts.values_list("division", "name").order_by("pk")[:MOST_NAMES],
        *tasks.values_list("division", "person").distinct().order_by("division", "person")[:MOST_NAMES],
    ]
    divisions, persons = ({pair[place]: None for pair in pairs if pair[place]} for place in (0, 1))
    return list(divisions), list(persons)


def current(seat: Seat, row_ids: Iterable[int]) -> dict[int, InsideTask]:
    """Assignment → how it is given inside the unit now. Empty for whoever is not of the unit."""
    if seat.role not in ROLES:
        return {}
    rows = InsideTask.objects.filter(
        congress_id=seat.congress_id, assignment__in=list(row_ids), assignment__body_id=seat.body_id
    )
    return {row.assignment_id: row for row in rows.order_by("assignment_id", "number")}


def kept_inside(row: Assignment) -> tuple[bool, bool]:
    """Whether the unit has given the item inside, and whether it keeps notes on it: of most items neither."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from inside_insidetask where congress_id = %(congress)s and assignment_id = %(row)s), "
            "exists (select from inside_insidenote where congress_id = %(congress)s and assignment_id = %(row)s)",
            {"congress": row.congress_id, "row": row.pk},
        )
        given, noted = cursor.fetchone()
    return given, noted


def history(seat: Seat, row: Assignment) -> list[InsideTask]:
    """All that the item was given inside the unit, the newest first."""
    if not is_own(seat, row):
        return []
    rows = InsideTask.objects.filter(congress_id=seat.congress_id, assignment=row)
    return list(rows.select_related("given_by__person").order_by("-number"))
