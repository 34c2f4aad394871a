"""The congress of a rush: delegations of deputies with login sessions, and finished manuscripts, some of them co-signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import Body, BodyKind, Congress, Role, Seat, Term
from huiyin.people.signing_in import session_for
from huiyin.procedures.choosing import choose_profile
from huiyin.proposals import manuscripts

TITLE = "关于改善第{n}号路口早晚高峰通行的建议"
MATTER = (
    "第{n}号路口早晚高峰各有约两千人经过，车辆停满两侧，行人只能走机动车道。今年以来居民反映十余次，"
    "代表小组三次到现场查看，情况属实。有关单位来过，没有根本解决。"
)
ASKS = ("增设人行护栏和过街信号灯。", "早晚高峰安排人员疏导。", "年内把两侧停车位改到地下停车场。")


@dataclass(frozen=True)
class Written:
    """A finished manuscript, its lead's seat and login session."""

    manuscript_id: int
    seat_id: int
    key: str


@dataclass
class Made:
    congress: Congress
    written: list[Written] = field(default_factory=list)
    # Seats of the office and their login sessions: who registers first, then those who only look.
    office: list[tuple[int, str]] = field(default_factory=list)


def make(count: int, deputies: int, delegations: int) -> Made:
    """A session that is open now, `deputies` of so many delegations, and `count` manuscripts, each lead's in turn."""
    congress = setup.new_congress("spike", "高峰区人民代表大会", "county")
    with acting(congress.pk):
        made = Made(congress)
        term = setup.term_of(congress, 18)
        session = setup.session_of(congress, term, 5)
        session.opens_on, session.closes_on = clock.today() - timedelta(days=1), clock.today() + timedelta(days=3)
        session.save(update_fields=["opens_on", "closes_on"])
        choose_profile(congress, "base")
        secretariat = setup.add_body(congress, "大会秘书处", BodyKind.SECRETARIAT)
        committee = setup.add_body(congress, "代表工作委员会", BodyKind.DEPUTIES_COMMITTEE)
        made.office = [
            _signed_in(_seat("登记员", secretariat, Role.SECRETARIAT)),
            _signed_in(_seat("秘书", secretariat, Role.SECRETARIAT)),
            _signed_in(_seat("工委工作人员", committee, Role.COMMITTEE_OFFICER)),
        ]
        teams = [setup.add_body(congress, f"第{n + 1}代表团", BodyKind.DELEGATION) for n in range(delegations)]
        seats = [_seat(f"代表{n:04d}", teams[n % delegations], Role.DEPUTY, term) for n in range(deputies)]
        signed_in = [_signed_in(seat) for seat in seats]
        for n in range(count):
            nth = n % deputies
            made.written.append(Written(_write(seats, nth, n), *signed_in[nth]))
    return made


def _seat(name: str, body: Body, role: Role, term: Term | None = None) -> Seat:
    return setup.add_seat(setup.add_person(body.congress, name), body, role, term=term)


def _signed_in(seat: Seat) -> tuple[int, str]:
    """The seat and a login session of its account, which has its password already."""
    account = setup.account_of(seat.person)
    account.must_set_password = False
    account.save(update_fields=["must_set_password"])
    return seat.pk, session_for(account)


def _write(seats: list[Seat], nth: int, n: int) -> int:
    lead = seats[nth]
    said = {"title": TITLE.format(n=n + 1), "matter": MATTER.format(n=n + 1), "asks": list(ASKS)}
    manuscript = manuscripts.keep(manuscripts.begin(lead), lead, None, said)
    # Every third has two co-signers.
    for seat in (seats[(nth + further) % len(seats)] for further in (1, 2) if n % 3 == 0):
        manuscripts.ask_to_sign(manuscript, [seat])
        manuscripts.opened(manuscript, seat)
        manuscripts.sign(manuscript, seat.pk, manuscript.digest)
    return manuscript.pk
