"""An invented district for a replay: bodies, people, sign-ins. Everything in it is made up and marked as a demo."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat, Session
from huiyin.people.sessions import SessionStore
from huiyin.procedures.choosing import choose_profile
from huiyin.reports.replays.reading import Inputs

DEPARTMENTS = (
    "城市管理局",
    "教育局",
    "民政局",
    "住房和城市建设局",
    "卫生健康局",
    "文化和旅游局",
    "发展和改革局",
    "公安分局",
)
# What a chairpersons' council keeps from the government: matters of a court, or of the congress itself.
DIRECT = (("人民法院", BodyKind.COURT), ("人大城乡建设与环境保护委员会", BodyKind.COMMITTEE))
DEPUTIES = ("丁一", "卜二", "刁三", "于四", "万五", "马六")


@dataclass(frozen=True)
class Desk:
    """A handling unit with the two seats its work needs."""

    body: Body
    clerk: Seat
    head: Seat


@dataclass(frozen=True)
class District:
    congress: Congress
    session: Session
    office: Body
    officer: Seat
    dispatcher: Seat
    deputies: tuple[Seat, ...]
    departments: tuple[Desk, ...]
    direct: tuple[Desk, ...]


def make_district(code: str, inputs: Inputs) -> District:
    congress = setup.new_congress(f"replay-{code}", f"重演区人民代表大会（{inputs.name}）", inputs.level, is_demo=True)
    with acting(congress.pk):
        term = setup.term_of(congress, inputs.term)
        session = setup.session_of(congress, term, inputs.session)
        choose_profile(congress, inputs.profile)
        committee = setup.add_body(congress, "重演区人大代表工委", BodyKind.DEPUTIES_COMMITTEE)
        office = setup.add_body(congress, "重演区人民政府办公室", BodyKind.GOVERNMENT_OFFICE)
        delegation = setup.add_body(congress, "第一代表团", BodyKind.DELEGATION)

        def seat(name: str, body: Body, role: Role) -> Seat:
            person = setup.add_person(congress, name)
            setup.account_of(person)
            return setup.add_seat(person, body, role, term=term if role == Role.DEPUTY else None)

        def desk(name: str, kind: BodyKind) -> Desk:
            body = setup.add_body(congress, f"重演区{name}", kind)
            return Desk(body, seat(f"{name}经办人", body, Role.UNIT_CLERK), seat(f"{name}负责人", body, Role.UNIT_HEAD))

        return District(
            congress,
            session,
            office,
            officer=seat("工委经办人", committee, Role.COMMITTEE_OFFICER),
            dispatcher=seat("政府办经办人", office, Role.DISPATCHER),
            deputies=tuple(seat(name, delegation, Role.DEPUTY) for name in DEPUTIES),
            departments=tuple(desk(name, BodyKind.DEPARTMENT) for name in DEPARTMENTS),
            direct=tuple(desk(name, kind) for name, kind in DIRECT),
        )


def sign_in(seat: Seat) -> str:
    """A login session of the seat's account, as signing in makes it: the sealed functions ask for one. Its key."""
    account = seat.person.account
    if account is None:
        raise RuntimeError(f"seat {seat.pk} has no account to sign in with")
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "huiyin.people.authentication.AccountBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    if store.session_key is None:
        raise RuntimeError("no login session was made")
    return store.session_key
