"""Single rows of the lists, added, changed, confirmed and ended by the congress administrator.

Nothing is deleted: cases of earlier years name these bodies and seats. Everything runs in the scope of its congress.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from huiyin.foundation import clock
from huiyin.foundation.models import Arrival, Draft, Notice
from huiyin.people import setup, texts
from huiyin.people.models import Body, BodyContact, BodyKind, Congress, Person, Role, Seat, Session, Term
from huiyin.people.setup import SetupRefused


def save_congress(congress: Congress, values: Mapping[str, str]) -> None:
    for name in ("name", "short_name", "help_phone"):
        setattr(congress, name, values[name])
    congress.save(update_fields=["name", "short_name", "help_phone"])


# -- terms and sessions ----------------------------------------------------------------------------------------------


def save_session(congress: Congress, session: Session | None, values: Mapping[str, Any]) -> Session:
    """Add a session (and its term, if new) or change one; saving is also the word an imported one waited for."""
    term = setup.term_of(congress, values["term"])
    twin = Session.objects.filter(congress=congress, term=term, number=values["number"])
    if twin.exclude(pk=session.pk if session else 0).exists():
        raise SetupRefused(texts.SESSION_TAKEN.format(term=term.number, number=values["number"]))
    for first, last in (("term_starts_on", "term_ends_on"), ("opens_on", "closes_on")):
        if values[first] and values[last] and values[last] < values[first]:
            raise SetupRefused(texts.DATES_TURNED)
    term.starts_on, term.ends_on, term.confirmed = values["term_starts_on"], values["term_ends_on"], True
    term.save(update_fields=["starts_on", "ends_on", "confirmed"])
    made = session or Session(congress=congress)
    made.term, made.number = term, values["number"]
    made.opens_on, made.closes_on, made.confirmed = values["opens_on"], values["closes_on"], True
    made.motions_until = values["motions_until"]
    made.save()
    return made


def confirm_sessions(congress: Congress, pks: Iterable[int]) -> list[Session]:
    """Say yes to sessions (and their terms) that an import made; returns those that waited for it."""
    waiting = Q(confirmed=False) | Q(term__confirmed=False)
    rows = list(Session.objects.filter(waiting, congress=congress, pk__in=list(pks)).order_by("pk"))
    Term.objects.filter(congress=congress, pk__in={row.term_id for row in rows}).update(confirmed=True)
    Session.objects.filter(congress=congress, pk__in=[row.pk for row in rows]).update(confirmed=True)
    return rows


# -- bodies ----------------------------------------------------------------------------------------------------------


def save_body(congress: Congress, body: Body | None, values: Mapping[str, str]) -> Body:
    """Add a body or change one. Its seats keep what they are; a name is free again once its body has ended."""
    name = values["name"]
    twin = Body.objects.filter(congress=congress, name=name, ends_on__isnull=True)
    if twin.exclude(pk=body.pk if body else 0).exists():
        raise SetupRefused(texts.BODY_NAME_TAKEN.format(name=name))
    made = body or Body(congress=congress)
    for key in ("name", "kind", "short_name", "leader_in_charge", "note"):
        setattr(made, key, values[key])
    made.sort_key, made.confirmed = setup.sort_key(name), True
    if "street" in values or made.kind != BodyKind.DELEGATION:
        made.street = _street(congress, made, values.get("street", ""))
    made.of_higher = made.kind == BodyKind.DELEGATION and bool(values.get("of_higher"))
    made.save()
    return made


def save_duties(body: Body, words: Sequence[str]) -> None:
    """Keep what the congress says a unit is in charge of, cleaned words without a repeat; none: the usual words again."""
    body.duties = list(words)
    body.save(update_fields=["duties"])


def _street(congress: Congress, body: Body, chosen: str) -> Body | None:
    """The street committee that reads for a delegation; no other body has one."""
    if body.kind != BodyKind.DELEGATION or not chosen:
        return None
    streets = Body.objects.filter(congress=congress, kind=BodyKind.STREET_COMMITTEE, ends_on__isnull=True)
    return streets.filter(pk=int(chosen)).first()


def end_body(body: Body) -> None:
    """End a body that nobody sits in any more; its contacts end with it. Raises SetupRefused."""
    seats = Seat.objects.filter(congress_id=body.congress_id, body=body, ended_on__isnull=True)
    team, others = seats.filter(role=Role.DEPUTY).count(), seats.exclude(role=Role.DEPUTY).count()
    if others:
        raise SetupRefused(texts.BODY_HAS_SEATS.format(name=body.name, count=others))
    if team:
        raise SetupRefused(texts.BODY_HAS_TEAM.format(name=body.name, count=team))
    body.ends_on = clock.today()
    body.save(update_fields=["ends_on"])
    BodyContact.objects.filter(congress_id=body.congress_id, body=body).update(is_current=False)
    # Delegations for which it read have no street any more; what lay with it is read by the office.
    Body.objects.filter(congress_id=body.congress_id, street=body).update(street=None)


def merge_body(body: Body, successor: Body) -> int:
    """End a body that was merged into another: who sits in it goes on there in the same role, its contacts too.

    Its open items have moved already. Returns how many seats moved. Raises SetupRefused.
    """
    if body.pk == successor.pk or successor.ends_on is not None:
        raise SetupRefused(texts.NO_SUCCESSOR)
    seats = list(Seat.objects.filter(congress_id=body.congress_id, body=body, ended_on__isnull=True))
    allowed = setup.roles_at(successor)
    stay = [seat for seat in seats if Role(seat.role) not in allowed]
    if stay:
        raise SetupRefused(texts.SEATS_STAY.format(name=successor.name, role=stay[0].get_role_display()))
    there: dict[int, Seat] = {}
    # Whoever acts for somebody comes after them.
    for seat in sorted(seats, key=lambda one: one.acting_for_id is not None):
        there[seat.pk] = setup.add_seat(
            seat.person,
            successor,
            seat.role,
            term=seat.term,
            from_on=seat.from_on,
            to_on=seat.to_on,
            acting_for=there.get(seat.acting_for_id or 0),
        )
        setup.end_seat(seat)
        _take_along(seat, there[seat.pk])
    BodyContact.objects.filter(congress_id=body.congress_id, body=body, is_current=True).update(body=successor)
    heir = successor if successor.kind == BodyKind.STREET_COMMITTEE else None
    Body.objects.filter(congress_id=body.congress_id, street=body).update(street=heir)
    body.ends_on, body.successor = clock.today(), successor
    body.save(update_fields=["ends_on", "successor"])
    return len(seats)


def _take_along(old: Seat, new: Seat) -> None:
    """What only the holder of a seat has: what was typed and not sent, and what has not been read."""
    Draft.objects.filter(congress_id=old.congress_id, seat_id=old.pk).update(seat_id=new.pk)
    Arrival.objects.filter(congress_id=old.congress_id, seat_id=old.pk).update(seat_id=new.pk)
    Notice.objects.filter(congress_id=old.congress_id, seat_id=old.pk, read_at__isnull=True).update(seat_id=new.pk)


def confirm_bodies(congress: Congress, pks: Iterable[int]) -> list[Body]:
    rows = list(Body.objects.filter(congress=congress, pk__in=list(pks), confirmed=False).order_by("pk"))
    Body.objects.filter(congress=congress, pk__in=[row.pk for row in rows]).update(confirmed=True)
    return rows


# -- deputies --------------------------------------------------------------------------------------------------------

PERSON = ("name", "gender", "deputy_no", "work_unit")


def save_deputy(
    congress: Congress, seat: Seat | None, values: Mapping[str, str], team: Body, *, another: bool = False
) -> Seat:
    """Add a deputy or change one, the delegation included: it is a correction, the seat keeps its suggestions.

    `another`: the administrator says that this is a second person of the same name in the delegation.
    """
    there = Seat.objects.filter(
        congress=congress, role=Role.DEPUTY, body=team, person__name=values["name"], ended_on__isnull=True
    ).exclude(pk=seat.pk if seat else 0)
    if not another and there.exists():
        raise SetupRefused(texts.DEPUTY_TAKEN.format(team=team.name, name=values["name"]))
    if seat is None:
        current = setup.current_session(congress)
        written: dict[str, Any] = {key: values[key] for key in (*PERSON, "phone")}
        person = setup.add_person(congress, **written)
        return setup.add_seat(person, team, Role.DEPUTY, term=current.term if current else None)
    person = seat.person
    twin = Seat.objects.filter(congress=congress, person=person, body=team, role=Role.DEPUTY, ended_on__isnull=True)
    if twin.exclude(pk=seat.pk).exists():
        raise SetupRefused(texts.DEPUTY_THERE.format(team=team.name, name=person.name))
    for key in PERSON:
        setattr(person, key, values[key])
    person.phone = values["phone"] or person.phone
    person.sort_key, person.confirmed = setup.sort_key(person.name), True
    person.save()
    seat.body = team
    seat.save(update_fields=["body"])
    return seat


def confirm_deputies(congress: Congress, pks: Iterable[int]) -> list[Seat]:
    seats = Seat.objects.filter(congress=congress, pk__in=list(pks), role=Role.DEPUTY)
    rows = list(seats.filter(person__confirmed=False).order_by("pk"))
    Person.objects.filter(congress=congress, pk__in=[row.person_id for row in rows]).update(confirmed=True)
    return rows


# -- contacts --------------------------------------------------------------------------------------------------------


def save_contact(congress: Congress, contact: BodyContact | None, values: Mapping[str, str], body: Body) -> BodyContact:
    """Add a unit's contact or change one. An empty mobile number keeps the one there is (pages show it masked)."""
    made = contact or BodyContact(congress=congress)
    made.body = body
    for key in ("name", "division", "post", "office_phone", "note"):
        setattr(made, key, values[key])
    made.mobile = values["mobile"] or made.mobile
    made.save()
    return made


def end_contact(contact: BodyContact) -> None:
    contact.is_current = False
    contact.save(update_fields=["is_current"])


# -- where a person is reached ------------------------------------------------------------------------------------------


def save_reach(person: Person, email: str, phone: str) -> None:
    """What persons say of themselves. An empty telephone number keeps the one there is (pages show it masked)."""
    person.email, person.phone = email, phone or person.phone
    person.save(update_fields=["email", "phone"])


# -- seats -----------------------------------------------------------------------------------------------------------


def give_seat(
    congress: Congress,
    body: Body,
    role: str,
    *,
    person: Person | None,
    name: str,
    phone: str = "",
    on: date | None,
    until: date | None = None,
    acting_for: Seat | None = None,
) -> Seat:
    """A seat for a person who is there, or for a new one; `until` a day, where it is held for somebody who is away.

    Raises SetupRefused.
    """
    if acting_for is not None and until is None:
        raise SetupRefused(texts.ACTING_ENDS)
    if until is not None and until < (on or clock.today()):
        raise SetupRefused(texts.DATES_TURNED)
    if role not in setup.roles_at(body) or role == Role.DEPUTY:
        raise SetupRefused(texts.ROLE_NOT_HERE.format(body=body.name, role=Role(role).label))
    if person is None:
        person = setup.add_person(congress, name, phone=phone)
    elif Seat.objects.filter(congress=congress, person=person, body=body, role=role, ended_on__isnull=True).exists():
        raise SetupRefused(texts.SEAT_TAKEN.format(name=person.name, body=body.name, role=Role(role).label))
    return setup.add_seat(person, body, role, from_on=on, to_on=until, acting_for=acting_for)


def end_seat(seat: Seat, by: Seat) -> None:
    """End a seat; its holder's other seats stay. Nobody ends their own administrator's seat, so one always remains."""
    if seat.pk == by.pk:
        raise SetupRefused(texts.OWN_SEAT)
    setup.end_seat(seat)
