"""What is done to a congress itself — its lists, seats, accounts, rules — written into its event chain.

These acts are no steps: they move no state, belong to no case and are taken back by no counter-step. An act on several
things (slips for forty people) is an event for each of them; an import is one event, of its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from huiyin.chain import texts
from huiyin.chain.events import Pending, append, facts_digest, lock_head
from huiyin.chain.models import Event
from huiyin.foundation import clock
from huiyin.foundation.models import StoredFile
from huiyin.foundation.notices import Telling, put
from huiyin.foundation.tenancy import current_scope
from huiyin.people.models import Body, BodyContact, Congress, Person, Role, Seat, Session
from huiyin.procedures.models import ProcedureVersion

NO_CASE = 0
KINDS: dict[type[Model], str] = {
    Congress: "congress",
    ProcedureVersion: "procedure",
    Session: "session",
    Body: "body",
    Seat: "seat",
    BodyContact: "contact",
    StoredFile: "file",
    Person: "person",
}


@dataclass(frozen=True)
class Act:
    """`on`: what it may be done to. An import from the command line keeps no file, so it is one of the congress."""

    code: str
    on: tuple[type[Model], ...]

    @property
    def words(self) -> str:
        return texts.ACTS[self.code]


_LIST = (StoredFile, Congress)
ACTS = {
    code: Act(code, on)
    for code, on in {
        "congress.change": (Congress,),
        "procedure.choose": (ProcedureVersion,),
        "procedure.answer": (ProcedureVersion,),
        "session.add": (Session,),
        "session.change": (Session,),
        "session.confirm": (Session,),
        "session.open": (Session,),
        "session.close": (Session,),
        "session.reopen": (Session,),
        "session.booklet": (Session,),
        "body.add": (Body,),
        "body.change": (Body,),
        "body.duties": (Body,),
        "body.confirm": (Body,),
        "body.end": (Body,),
        "body.merge": (Body,),
        "body.split": (Body,),
        "deputy.add": (Seat,),
        "deputy.change": (Seat,),
        "deputy.confirm": (Seat,),
        "deputy.end": (Seat,),
        "contact.add": (BodyContact,),
        "contact.change": (BodyContact,),
        "contact.end": (BodyContact,),
        "list.bodies": _LIST,
        "list.deputies": _LIST,
        "list.contacts": _LIST,
        "seat.open": (Seat,),
        "seat.end": (Seat,),
        "list.export": (Seat,),
        "slip.make": (Person,),
        "account.reset": (Person,),
        "account.close": (Person,),
        "person.merge": (Person,),
        "days.enter": (Congress,),
        "days.restore": (Congress,),
        "notices.hours": (Congress,),
        "notices.matrix": (Congress,),
        "notices.retry": (Congress,),
    }.items()
}


def record(code: str, *things: Model, seat: Seat | None, facts: Any = None) -> list[Event]:
    """Write that `seat` has done this to these rows; None is the operators' command. Call it last of all.

    It runs in the transaction of the change and locks the head of the chain, as every unit of work does at its end:
    what is slow (printing slips) comes before. `facts` leave nothing but a keyed digest. Whoever may have been given
    somebody else's way in is told of it. Raises ValueError for an act that is not in the table.
    """
    act = ACTS.get(code)
    if act is None or not all(isinstance(thing, act.on) for thing in things):
        raise ValueError(f"{code} is no act on {', '.join(type(thing).__name__ for thing in things) or 'nothing'}")
    if not things:
        return []
    congress_id = current_scope().congress_id
    today = clock.today()
    pending = [
        Pending(
            step=code,
            thing_kind=KINDS[type(thing)],
            thing_id=thing.pk,
            case_id=NO_CASE,
            seat_id=seat.pk if seat is not None else None,
            from_state="",
            to_state="",
            happened_on=today,
            late_ground="",
            request_key=None,
            batch_id=None,
            facts_digest=facts_digest(code, KINDS[type(thing)], thing.pk, facts),
        )
        for thing in things
    ]
    tellings = _tellings(congress_id, code, things, seat)
    events = append(lock_head(congress_id), pending)
    by_thing = {event.thing_id: event.pk for event in events}
    put(congress_id, [(told, by_thing[pk], None, telling, False) for told, pk, telling in tellings], 0)
    return events


def _tellings(
    congress_id: int, code: str, things: tuple[Model, ...], seat: Seat | None
) -> list[tuple[int, int, Telling]]:
    """(seat told, person, words): a new way into an account is told on all seats that its holder may sit on.

    The first slip of somebody who has never signed in is the one they wait for, so it says nothing.
    """
    words = texts.ACT_NOTICES.get(code)
    if words is None:
        return []
    people = [
        thing
        for thing in things
        if isinstance(thing, Person)
        and (code != "slip.make" or (thing.account is not None and thing.account.has_usable_password()))
    ]
    today = clock.today()
    by = texts.BY_ADMINISTRATOR if seat is not None else texts.BY_OPERATORS
    said = words.format(day=f"{today.year}年{today.month}月{today.day}日", by=by)
    living = Q(ended_on__isnull=True) | Q(role=Role.DEPUTY)
    seats = Seat.objects.filter(living, congress_id=congress_id, person__in=people).order_by("pk")
    return [(row.pk, row.person_id, Telling(said, "")) for row in seats]
