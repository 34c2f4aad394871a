"""An invented district for a replay: bodies, people, sign-ins. Everything in it is made up and marked as a demo."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat, Session
from huiyin.people.sessions import SessionStore
from huiyin.procedures.choosing import choose_profile
from huiyin.proposals.manuscripts import numeral
from huiyin.reports.replays.planning import departments
from huiyin.reports.replays.reading import Inputs

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
    # By the names of the plan.
    desks: dict[str, Desk]
    # By the delegation whose items they read; none where nothing is read.
    street_clerks: dict[int, Seat]


def make_district(code: str, inputs: Inputs) -> District:
    place = inputs.place
    congress = setup.new_congress(
        f"replay-{code}", f"{place.name}人民代表大会（{inputs.name}）", inputs.level, is_demo=True
    )
    with acting(congress.pk):
        term = setup.term_of(congress, inputs.term)
        session = setup.session_of(congress, term, inputs.session)
        choose_profile(congress, inputs.profile)
        committee = setup.add_body(congress, f"{place.name}人大代表工委", BodyKind.DEPUTIES_COMMITTEE)
        office = setup.add_body(congress, f"{place.name}人民政府办公室", BodyKind.GOVERNMENT_OFFICE)
        teams, street_clerks = [], {}
        for number in range(1, (inputs.raising.streets if inputs.raising is not None else 1) + 1):
            teams.append(setup.add_body(congress, f"第{numeral(number)}代表团", BodyKind.DELEGATION))

        def seat(name: str, body: Body, role: Role) -> Seat:
            person = setup.add_person(congress, name)
            setup.account_of(person)
            return setup.add_seat(person, body, role, term=term if role == Role.DEPUTY else None)

        if inputs.raising is not None:
            for team in teams:
                street = setup.add_body(
                    congress, f"{place.name}人大{team.name}街道工作委员会", BodyKind.STREET_COMMITTEE
                )
                team.street = street
                team.save(update_fields=["street"])
                street_clerks[team.pk] = seat(f"{team.name}街道经办人", street, Role.STREET_CLERK)

        def desk(name: str, kind: BodyKind) -> Desk:
            body = setup.add_body(congress, f"{place.name}{name}", kind)
            return Desk(body, seat(f"{name}经办人", body, Role.UNIT_CLERK), seat(f"{name}负责人", body, Role.UNIT_HEAD))

        names = [*DEPUTIES, *(f"第{number}号代表" for number in range(len(DEPUTIES) + 1, place.deputies + 1))]
        kinds = dict.fromkeys(departments(place), BodyKind.DEPARTMENT)
        kinds |= {body.name: BodyKind(body.kind) for body in place.bodies}
        return District(
            congress,
            session,
            office,
            officer=seat("工委经办人", committee, Role.COMMITTEE_OFFICER),
            dispatcher=seat("政府办经办人", office, Role.DISPATCHER),
            deputies=tuple(
                seat(name, teams[number % len(teams)], Role.DEPUTY)
                for number, name in enumerate(names[: place.deputies])
            ),
            street_clerks=street_clerks,
            desks={name: desk(name, kind) for name, kind in kinds.items()},
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
