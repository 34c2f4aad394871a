"""Reading for the set-up pages: how far a congress is set up, and its lists, page by page.

No full telephone number of a deputy and no mobile number leaves this module: pages and files show them masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from huiyin.foundation import clock
from huiyin.people.models import Body, BodyContact, BodyKind, Congress, Person, Role, Seat, Session, SlipCode, Term

PAGE = 50
Line = TypeVar("Line")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """One page of a list. `number` and `last` count from 1; `start` is the serial number of the first line."""

    lines: list[Line]
    total: int
    number: int
    last: int

    @property
    def start(self) -> int:
        return (self.number - 1) * PAGE + 1

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def _page(rows: QuerySet[Any], number: int, line: Callable[[Any], Line]) -> Page[Line]:
    total = rows.count()
    last = max(-(-total // PAGE), 1)
    at = min(max(number, 1), last)
    return Page([line(row) for row in rows[(at - 1) * PAGE : at * PAGE]], total, at, last)


def masked(phone: str) -> str:
    """138****1234: enough to recognise a number, not to call it (PIPL 51). Of a mail address its first letter is left."""
    if "@" in phone:
        return f"{phone[0]}***{phone[phone.rindex('@') :]}"
    return re.sub(r"[0-9]{5,}", lambda found: _masked(found[0]), phone)


def _masked(digits: str) -> str:
    if len(digits) >= 10:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"{'*' * (len(digits) - 2)}{digits[-2:]}"


# -- how far a congress is set up ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """The counts behind the steps of the set-up page."""

    session: Session | None
    sessions_waiting: int
    bodies: int
    bodies_waiting: int
    kinds: frozenset[str]
    deputies: int
    deputies_waiting: int
    contacts: int
    units: int
    units_without_contact: int
    seats: dict[str, int]
    people: int
    without_account: int


def standing(congress: Congress) -> Standing:
    """Everything the set-up page counts, in eight short queries."""
    living = Body.objects.filter(congress=congress, ends_on__isnull=True)
    kinds = living.values("kind").annotate(n=Count("id"), waiting=Count("id", filter=Q(confirmed=False)))
    per_kind = {row["kind"]: row for row in kinds}
    units = living.exclude(kind__in=(*NO_UNITS,))
    with_contact = BodyContact.objects.filter(congress=congress, is_current=True).values("body_id")
    seated = Seat.objects.filter(congress=congress, ended_on__isnull=True)
    roles: dict[str, Any] = {
        row["role"]: row for row in seated.values("role").annotate(n=Count("id"), waiting=_UNCONFIRMED)
    }
    people = Person.objects.filter(congress=congress, pk__in=seated.values("person_id"))
    numbers = people.aggregate(n=Count("id"), without=Count("id", filter=Q(account__isnull=True)))
    waiting = Q(confirmed=False)
    return Standing(
        session=Session.objects.filter(congress=congress)
        .select_related("term")
        .order_by("-term__number", "-number")
        .first(),
        sessions_waiting=Session.objects.filter(waiting, congress=congress).count()
        + Term.objects.filter(waiting, congress=congress).count(),
        bodies=sum(row["n"] for row in per_kind.values()),
        bodies_waiting=sum(row["waiting"] for row in per_kind.values()),
        kinds=frozenset(per_kind),
        deputies=roles.get(Role.DEPUTY, {}).get("n", 0),
        deputies_waiting=roles.get(Role.DEPUTY, {}).get("waiting", 0),
        contacts=BodyContact.objects.filter(congress=congress, is_current=True).count(),
        units=units.count(),
        units_without_contact=units.exclude(pk__in=with_contact).count(),
        seats={role: row["n"] for role, row in roles.items()},
        people=numbers["n"],
        without_account=numbers["without"],
    )


_UNCONFIRMED = Count("id", filter=Q(person__confirmed=False))
# Bodies of the congress itself: they hand over and supervise; a contact person for deputies is asked of the others.
NO_UNITS = (
    BodyKind.STANDING_COMMITTEE,
    BodyKind.DEPUTIES_COMMITTEE,
    BodyKind.COMMITTEE,
    BodyKind.SECRETARIAT,
    BodyKind.STREET_COMMITTEE,
    BodyKind.DELEGATION,
)


@dataclass(frozen=True)
class SessionLine:
    pk: int
    term: int
    number: int
    term_starts_on: date | None
    term_ends_on: date | None
    opens_on: date | None
    closes_on: date | None
    confirmed: bool
    ledger_closed_on: date | None


def sessions(congress: Congress) -> list[SessionLine]:
    """All sessions, the newest first."""
    rows = Session.objects.filter(congress=congress).select_related("term").order_by("-term__number", "-number")
    return [
        SessionLine(
            row.pk,
            row.term.number,
            row.number,
            row.term.starts_on,
            row.term.ends_on,
            row.opens_on,
            row.closes_on,
            row.confirmed and row.term.confirmed,
            row.ledger_closed_on,
        )
        for row in rows
    ]


# -- bodies ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BodyLine:
    pk: int
    name: str
    short_name: str
    kind: str
    leader_in_charge: str
    note: str
    contacts: int
    seats: int
    confirmed: bool
    ended_on: date | None


def find_bodies(congress: Congress, words: str, kind: str, waiting: bool, ended: bool) -> QuerySet[Body]:
    rows = Body.objects.filter(congress=congress, ends_on__isnull=not ended)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
    if kind:
        rows = rows.filter(kind=kind)
    if waiting:
        rows = rows.filter(confirmed=False)
    return rows.annotate(
        contact_count=_count(BodyContact.objects.filter(congress=congress, is_current=True)),
        seat_count=_count(Seat.objects.filter(congress=congress, ended_on__isnull=True)),
    ).order_by("sort_key", "id")


def _count(rows: QuerySet[Any]) -> Any:
    """How many of these rows each body has."""
    of_body = rows.filter(body_id=OuterRef("pk")).order_by().values("body_id").annotate(n=Count("id"))
    return Coalesce(Subquery(of_body.values("n")), 0)


def _body_line(row: Any) -> BodyLine:
    return BodyLine(
        row.pk,
        row.name,
        row.short_name,
        row.get_kind_display(),
        row.leader_in_charge,
        row.note,
        row.contact_count,
        row.seat_count,
        row.confirmed,
        row.ends_on,
    )


def bodies(
    congress: Congress, words: str = "", kind: str = "", *, waiting: bool = False, ended: bool = False, page: int = 1
) -> Page[BodyLine]:
    """Bodies in the order of their pinyin; `waiting`: only those made by an import of a ledger."""
    return _page(find_bodies(congress, words, kind, waiting, ended), page, _body_line)


def body_of(congress: Congress, pk: int) -> Body | None:
    return Body.objects.filter(congress=congress, pk=pk).first()


def living_bodies(congress: Congress, *kinds: str) -> list[Body]:
    """For choices in forms."""
    rows = Body.objects.filter(congress=congress, ends_on__isnull=True)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("sort_key", "id"))


# -- seats -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SeatLine:
    pk: int
    person_pk: int
    name: str
    body_pk: int
    body: str
    role: str
    role_code: str
    phone: str
    gender: str
    work_unit: str
    deputy_no: str
    from_on: date | None
    ended_on: date | None
    confirmed: bool
    to_on: date | None
    acting_for: str


def seat_line(row: Any) -> SeatLine:
    person: Person = row.person
    return SeatLine(
        row.pk,
        person.pk,
        person.name,
        row.body_id,
        row.body.name,
        row.get_role_display(),
        row.role,
        masked(person.phone),
        person.gender,
        person.work_unit,
        person.deputy_no,
        row.from_on,
        row.ended_on,
        person.confirmed,
        row.to_on,
        row.acting_for.person.name if row.acting_for is not None else "",
    )


def reads_for(street: Body) -> bool:
    """Whether any delegation has this street committee as its reader."""
    return Body.objects.filter(congress_id=street.congress_id, street=street, ends_on__isnull=True).exists()


def seats_at(congress: Congress, body: Body) -> list[Seat]:
    """Seats at a body that somebody may act for."""
    rows = Seat.objects.filter(congress=congress, body=body, ended_on__isnull=True, acting_for__isnull=True)
    return list(rows.exclude(role=Role.DEPUTY).select_related("person").order_by("person__sort_key", "id"))


def find_seats(congress: Congress, words: str, ended: bool) -> QuerySet[Seat]:
    rows = Seat.objects.filter(congress=congress, ended_on__isnull=not ended)
    rows = rows.select_related("person", "body", "acting_for__person")
    if words:
        rows = rows.filter(
            Q(person__name__icontains=words)
            | Q(body__name__icontains=words)
            | Q(body__short_name__icontains=words)
            | Q(person__deputy_no__icontains=words)
            | Q(person__work_unit__icontains=words)
        )
    return rows.order_by("person__sort_key", "id")


def deputies(
    congress: Congress, words: str = "", body: int = 0, *, waiting: bool = False, ended: bool = False, page: int = 1
) -> Page[SeatLine]:
    """Deputies' seats in the order of the names' pinyin; `body` is a delegation."""
    rows = find_seats(congress, words, ended).filter(role=Role.DEPUTY)
    if body:
        rows = rows.filter(body_id=body)
    if waiting:
        rows = rows.filter(person__confirmed=False)
    return _page(rows, page, seat_line)


def office_seats(
    congress: Congress, words: str = "", role: str = "", body: int = 0, *, ended: bool = False, page: int = 1
) -> Page[SeatLine]:
    """All seats but the deputies'."""
    rows = find_seats(congress, words, ended).exclude(role=Role.DEPUTY)
    if role:
        rows = rows.filter(role=role)
    if body:
        rows = rows.filter(body_id=body)
    return _page(rows, page, seat_line)


def seat_of(congress: Congress, pk: int, *roles: str) -> Seat | None:
    rows = Seat.objects.filter(congress=congress, pk=pk).select_related("person", "body")
    return (rows.filter(role__in=roles) if roles else rows).first()


@dataclass(frozen=True)
class Namesake:
    """A person of the same name, told by what they do."""

    pk: int
    words: str


def namesakes(congress: Congress, name: str) -> list[Namesake]:
    rows = Person.objects.filter(congress=congress, name=name, merged_into__isnull=True)
    rows = rows.order_by("id").prefetch_related("seats__body")
    return [Namesake(row.pk, doing(row)) for row in rows]


def person_of(congress: Congress, pk: int) -> Person | None:
    return Person.objects.filter(congress=congress, pk=pk).first()


def doing(person: Person) -> str:
    """A person told from others of the name by what they do."""
    living = [seat for seat in person.seats.all() if seat.ended_on is None]
    words = "、".join(f"{seat.body.label} {seat.get_role_display()}" for seat in living)
    return f"{person.name}（{words or '现在没有席位'}）"


# -- contacts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactLine:
    pk: int
    body_pk: int
    body: str
    name: str
    division: str
    post: str
    office_phone: str
    mobile: str
    leader_in_charge: str
    note: str


def contact_line(row: BodyContact) -> ContactLine:
    return ContactLine(
        row.pk,
        row.body_id,
        row.body.name,
        row.name,
        row.division,
        row.post,
        row.office_phone,
        masked(row.mobile),
        row.body.leader_in_charge,
        row.note,
    )


def find_contacts(congress: Congress, words: str) -> QuerySet[BodyContact]:
    rows = BodyContact.objects.filter(congress=congress, is_current=True).select_related("body")
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(body__name__icontains=words) | Q(body__short_name__icontains=words)
        )
    return rows.order_by("body__sort_key", "body_id", "id")


def contacts(congress: Congress, words: str = "", *, page: int = 1) -> Page[ContactLine]:
    return _page(find_contacts(congress, words), page, contact_line)


def contact_of(congress: Congress, pk: int) -> BodyContact | None:
    return BodyContact.objects.filter(congress=congress, pk=pk, is_current=True).select_related("body").first()


def units_without_contact(congress: Congress) -> list[Body]:
    """Handling units whose contact a deputy could not find (C10)."""
    there = BodyContact.objects.filter(congress=congress, is_current=True).values("body_id")
    rows = Body.objects.filter(congress=congress, ends_on__isnull=True).exclude(kind__in=NO_UNITS)
    return list(rows.exclude(pk__in=there).order_by("sort_key", "id"))


# -- accounts --------------------------------------------------------------------------------------------------------

NONE, SLIP, EXPIRED, OPEN, CLOSED = "none", "slip", "expired", "open", "closed"


@dataclass(frozen=True)
class AccountLine:
    """A seated person and how far signing in has come. `username` is printed on slips, so it is no secret here."""

    person_pk: int
    name: str
    seats: tuple[str, ...]
    username: str
    state: str
    until: date | None = None


@dataclass(frozen=True)
class _Codes:
    live: dict[int, date] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person]) -> _Codes:
        accounts = [person.account_id for person in people if person.account_id]
        rows = SlipCode.objects.filter(account_id__in=accounts, used_at__isnull=True, expires_at__gt=clock.now())
        return cls({row.account_id: row.expires_at.astimezone(clock.SHANGHAI).date() for row in rows})


def accounts(congress: Congress, words: str = "", state: str = "", *, page: int = 1) -> Page[AccountLine]:
    """Persons who have a seat, with the state of their account; `state` is one of "none", "waiting", "closed"."""
    living = Seat.objects.filter(congress=congress, ended_on__isnull=True)
    rows = Person.objects.filter(congress=congress, pk__in=living.values("person_id")).select_related("account")
    if words:
        named = living.filter(body__name__icontains=words).values("person_id")
        rows = rows.filter(Q(name__icontains=words) | Q(pk__in=named) | Q(account__username=words))
    if state == "none":
        rows = rows.filter(account__isnull=True)
    elif state == "waiting":
        rows = rows.filter(account__is_active=True, account__must_set_password=True)
    elif state == CLOSED:
        rows = rows.filter(account__is_active=False)
    rows = rows.prefetch_related("seats__body").order_by("sort_key", "id")
    found = _page(rows, page, lambda row: row)
    codes = _Codes.of(found.lines)
    return Page([_account_line(row, codes) for row in found.lines], found.total, found.number, found.last)


def _account_line(person: Any, codes: _Codes) -> AccountLine:
    seats = tuple(
        f"{seat.body.label} · {seat.get_role_display()}" for seat in person.seats.all() if seat.ended_on is None
    )
    account = person.account
    if account is None:
        return AccountLine(person.pk, person.name, seats, "", NONE)
    until = codes.live.get(account.pk)
    if not account.is_active:
        state = CLOSED
    elif account.must_set_password:
        state = SLIP if until else EXPIRED
    else:
        state = OPEN
    return AccountLine(person.pk, person.name, seats, account.username, state, until)


def persons(congress: Congress, pks: Iterable[int]) -> list[Person]:
    """Seated persons among these, in the order of their pinyin."""
    living = Seat.objects.filter(congress=congress, ended_on__isnull=True).values("person_id")
    rows = Person.objects.filter(congress=congress, pk__in=list(pks)).filter(pk__in=living)
    return list(rows.select_related("account").order_by("sort_key", "id"))


def places(congress: Congress, people: Iterable[Person]) -> dict[int, str]:
    """Where each person sits, for what is printed on a slip."""
    found: dict[int, list[str]] = {}
    rows = Seat.objects.filter(congress=congress, ended_on__isnull=True, person__in=list(people)).select_related("body")
    for seat in rows.order_by("id"):
        found.setdefault(seat.person_id, []).append(f"{seat.body.name} {seat.get_role_display()}")
    return {pk: "；".join(words) for pk, words in found.items()}
