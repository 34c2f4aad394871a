"""Setting a congress up: congress, term, session, bodies, persons, seats, accounts, sign-in slips.

One code for the set-up pages, the operators' command, imports, the demo and tests. Everything but `new_congress` runs
in the scope of its congress.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from huiyin.foundation import clock, digests
from huiyin.people import texts
from huiyin.people.models import (
    Account,
    Body,
    BodyKind,
    Congress,
    LoginSession,
    Person,
    Role,
    Seat,
    Session,
    SlipCode,
    Term,
)

SLIP_DAYS = 14
# No 0/O, 1/I/L: the code is typed from paper.
SLIP_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
SLIP_LENGTH = 12


class SetupRefused(Exception):
    """Something about the congress, a person or an account cannot be as asked; the message says why."""


def sort_key(name: str) -> str:
    """Pinyin of a name, for lists in reading order (the embedded server has no Chinese collation)."""
    # Its tables are 55 MB, and of the web's processes few ever register a name.
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(name, style=Style.TONE3, errors=list))[:200]  # type: ignore[arg-type]


def new_congress(code: str, name: str, level: str, *, short_name: str = "", is_demo: bool = False) -> Congress:
    if Congress.objects.filter(code=code).exists():
        raise SetupRefused(texts.CODE_TAKEN.format(code=code))
    return Congress.objects.create(code=code, name=name, short_name=short_name or name, level=level, is_demo=is_demo)


def term_of(congress: Congress, number: int, *, confirmed: bool = True) -> Term:
    return Term.objects.get_or_create(congress=congress, number=number, defaults={"confirmed": confirmed})[0]


def session_of(congress: Congress, term: Term, number: int, *, confirmed: bool = True) -> Session:
    """The session of a term, made “to be confirmed” when an import names one that is not there yet."""
    return Session.objects.get_or_create(
        congress=congress, term=term, number=number, defaults={"confirmed": confirmed}
    )[0]


def current_session(congress: Congress) -> Session | None:
    return Session.objects.filter(congress=congress).order_by("-term__number", "-number").select_related("term").first()


def ledger_refusal(session: Session) -> tuple[str, str] | None:
    """Why nothing may be written into the ledger of a session any more, and what to do; None while it is open."""
    on = session.ledger_closed_on
    if on is None:
        return None
    day = f"{on.year}年{on.month}月{on.day}日"
    return texts.LEDGER_CLOSED.format(term=session.term.number, number=session.number, on=day), texts.REOPEN_FIRST


def body_named(congress: Congress, name: str) -> Body | None:
    """A living body by its full or its short name."""
    rows = Body.objects.filter(congress=congress, ends_on__isnull=True).filter(Q(name=name) | Q(short_name=name))
    return rows.order_by("id").first()


def add_body(congress: Congress, name: str, kind: str, *, confirmed: bool = True, **more: Any) -> Body:
    return Body.objects.create(
        congress=congress, name=name, kind=kind, sort_key=sort_key(name), confirmed=confirmed, **more
    )


def add_person(congress: Congress, name: str, *, confirmed: bool = True, **more: Any) -> Person:
    return Person.objects.create(congress=congress, name=name, sort_key=sort_key(name), confirmed=confirmed, **more)


def add_seat(
    person: Person,
    body: Body,
    role: str,
    *,
    term: Term | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    acting_for: Seat | None = None,
) -> Seat:
    """Give a person a seat, for some days only where `to_on` is given; asking again for a living seat returns it."""
    living = Seat.objects.filter(
        congress_id=person.congress_id, person=person, body=body, role=role, ended_on__isnull=True
    ).first()
    return living or Seat.objects.create(
        congress_id=person.congress_id,
        person=person,
        body=body,
        role=role,
        term=term,
        from_on=from_on,
        to_on=to_on,
        acting_for=acting_for,
    )


def end_seat(seat: Seat) -> None:
    seat.ended_on = clock.today()
    seat.save(update_fields=["ended_on"])


@dataclass(frozen=True)
class Slip:
    """What is printed on a sign-in slip. The code is known now and never again."""

    person: Person
    username: str
    code: str
    expires_on: date


def account_of(person: Person) -> Account:
    """The person's account, opened if there is none. It has no password until a slip is used."""
    if person.account_id is None:
        while True:
            username = f"{secrets.choice('abcdefghjkmnpqrstuvwxyz')}{secrets.randbelow(10**7):07d}"
            if not Account.objects.filter(username=username).exists():
                break
        account = Account(username=username, must_set_password=True)
        account.set_unusable_password()
        account.save()
        person.account = account
        person.save(update_fields=["account"])
    assert person.account is not None
    return person.account


def code_digest(code: str) -> str:
    return digests.sm3(b"slip:" + code.upper().replace("-", "").replace(" ", "").encode())


def make_slip(person: Person) -> Slip:
    """A new one-time code; codes made before and not used are void from now on."""
    account = account_of(person)
    SlipCode.objects.filter(account=account, used_at__isnull=True).update(expires_at=clock.now())
    code = "".join(secrets.choice(SLIP_ALPHABET) for _ in range(SLIP_LENGTH))
    expires = clock.now() + timedelta(days=SLIP_DAYS)
    SlipCode.objects.create(account=account, digest=code_digest(code), expires_at=expires)
    shown = "-".join(code[i : i + 4] for i in range(0, SLIP_LENGTH, 4))
    return Slip(person, account.username, shown, expires.date())


def use_slip(code: str) -> Account | None:
    """Use up a code and return its account; None for a code that is unknown, used or expired — which, is not told."""
    slip = (
        SlipCode.objects.select_for_update()
        .filter(digest=code_digest(code), used_at__isnull=True, expires_at__gt=clock.now(), account__is_active=True)
        .select_related("account")
        .first()
    )
    if slip is None:
        return None
    slip.used_at = clock.now()
    slip.save(update_fields=["used_at"])
    account = slip.account
    account.must_set_password = True
    account.save(update_fields=["must_set_password"])
    return account


def reset_account(person: Person) -> Slip:
    """One click of the congress administrator: the old password and all sign-ins end, a new slip is made."""
    account = account_of(person)
    account.set_unusable_password()
    account.must_set_password = True
    account.is_active = True
    account.save(update_fields=["password", "must_set_password", "is_active"])
    end_sign_ins(account)
    return make_slip(person)


def close_account(person: Person) -> None:
    """Close, never delete: names are not used again. All sign-ins end at once."""
    account = account_of(person)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sign_ins(account)


def end_sign_ins(account: Account) -> None:
    LoginSession.objects.filter(account=account).delete()


def persons_without_account(congress: Congress) -> list[Person]:
    seated = Seat.objects.filter(congress=congress, ended_on__isnull=True).values("person_id")
    return list(
        Person.objects.filter(congress=congress, pk__in=seated, account__isnull=True).order_by("sort_key", "id")
    )


ROLES_OF_KIND = {
    "deputies_committee": (Role.COMMITTEE_OFFICER, Role.LEADER),
    "government_office": (Role.DISPATCHER, Role.LEADER, Role.SUPERVISION_OFFICER),
    "supervision_office": (Role.SUPERVISION_OFFICER,),
    "party_body": (Role.SUPERVISION_OFFICER,),
    "committee": (Role.COMMITTEE_MEMBER,),
    "delegation": (Role.DEPUTY, Role.DELEGATION_CLERK),
    "standing_committee": (Role.CONGRESS_ADMIN, Role.LEADER, Role.COUNCIL_MEMBER),
    "secretariat": (Role.SECRETARIAT,),
    "street_committee": (Role.STREET_CLERK,),
}
UNIT_ROLES = (Role.UNIT_CLERK, Role.UNIT_HEAD)


def roles_at(body: Body) -> tuple[Role, ...]:
    """The roles a seat at this kind of body may have: any body but a delegation can be a handling unit (C15)."""
    own = ROLES_OF_KIND.get(body.kind, ())
    return own if body.kind == BodyKind.DELEGATION else (*own, *UNIT_ROLES)
