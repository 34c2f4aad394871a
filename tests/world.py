"""A small congress with everybody in it, and the straight line as plain calls: what most tests stand on.

People: deputy 李 (lead) and 王 (co-signer), an officer of the deputies' committee, a dispatcher of the government office,
clerk and head of 城管局, clerk and head of 教育局 (strangers to the case), a leader on the government's and one on the
congress's side, the congress administrator; the session's secretary, the street's clerk, the delegation's clerk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation.tenancy import acting
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.models import ContactForm, ContactStage, Letter, LetterAnswer, Round
from huiyin.handling.steps import Sending
from huiyin.people import setup
from huiyin.people.models import Account, Body, Congress, Person, Role, Seat, Session
from huiyin.people.sessions import SessionStore
from huiyin.procedures.choosing import choose_profile
from huiyin.promises.models import Promise
from huiyin.promises.steps import Promised, new_promise
from huiyin.proposals import manuscripts
from huiyin.proposals.models import Manuscript, Proposal, Side
from huiyin.proposals.steps import Registration
from huiyin.proposals.submitting import Resubmission, submission

# Tests of other things do not wait for an assisting unit's opinion.
SEND_ANYHOW = Sending("会办单位电话答复没有意见。")
PASSWORD = "大江东去浪淘尽千古"


@dataclass
class World:
    congress: Congress
    session: Session
    bodies: dict[str, Body] = field(default_factory=dict)
    seats: dict[str, Seat] = field(default_factory=dict)

    @contextmanager
    def acting(self, who: str | None = None) -> Iterator[None]:
        """The scope of this congress, as the login session of `who` where grades are at stake."""
        key = login(self.seats[who]) if who else None
        with acting(self.congress.pk, session_key=key):
            yield

    def person(self, who: str) -> Person:
        return self.seats[who].person

    # -- the straight line -----------------------------------------------------------------------------------------

    def register(self, title: str = "关于整治沿江大道违停的建议", **more: Any) -> Proposal:
        thing = Proposal(congress=self.congress)
        facts = Registration(
            kind=more.pop("kind", "suggestion"),
            side=more.pop("side", "session"),
            session_id=self.session.pk,
            title=title,
            body=more.pop("body", "沿江大道早晚高峰违停严重，希望增设护栏。"),
            lead_seat_id=more.pop("lead", self.seats["deputy"].pk),
            **more,
        )
        take("proposal.register", thing, self.seats["officer"], facts)
        return thing

    def write_manuscript(self, title: str, who: str = "deputy", signed_by: tuple[str, ...] = (), **more: Any) -> Manuscript:
        """A manuscript of `who`, signed by the others; nothing of it has been submitted."""
        begun = manuscripts.begin(self.seats[who], more.pop("kind", "suggestion"))
        said = {
            "title": title,
            "matter": more.pop("matter", "沿江大道早晚高峰违停严重，非机动车只能上主路。"),
            "asks": more.pop("asks", ["增设护栏。", "早晚高峰安排专人值守。"]),
        }
        kept = manuscripts.keep(begun, self.seats[who], None, said | more)
        manuscripts.ask_to_sign(kept, [self.seats[name] for name in signed_by])
        for name in signed_by:
            self.sign(kept, name)
        return kept

    def sign(self, manuscript: Manuscript, who: str) -> None:
        manuscripts.opened(manuscript, self.seats[who])
        manuscripts.sign(manuscript, self.seats[who].pk, manuscript.digest)

    def submit(self, title: str = "关于整治沿江大道违停的建议", who: str = "deputy", **more: Any) -> Proposal:
        """An item as its deputy submitted it: it waits to be read, or to be registered where nobody reads."""
        side = more.pop("side", Side.SESSION)
        manuscript = self.write_manuscript(title, who, **more)
        thing = Proposal(congress=self.congress)
        thing.written = manuscript
        take("proposal.submit", thing, self.seats[who], submission(manuscript, self.session, side))
        # Read as a page would read it: the object in hand still carries the manuscript of that moment.
        return Proposal.objects.get(congress=self.congress, pk=thing.pk)

    def resubmit(self, proposal: Proposal, who: str = "deputy", **changes: Any) -> None:
        """The deputy has put it right, or left it as it was, and submits it again."""
        manuscript = manuscripts.manuscript_of(proposal)
        assert manuscript is not None
        kept = manuscripts.keep(manuscript, self.seats[who], None, changes)
        signed = tuple(one.seat_id for one in manuscripts.standing(kept))
        take("proposal.resubmit", proposal, self.seats[who], Resubmission(kept.digest, signed))

    def reads_for_team(self) -> None:
        """The street committee reads for the first delegation, as the rules of the small world say."""
        self.bodies["team"].street = self.bodies["street"]
        self.bodies["team"].save(update_fields=["street"])

    def hand_over(self, proposal: Proposal, *bodies: str, mode: str = Mode.LEAD, **how: Any) -> list[Assignment]:
        targets = tuple(Target(self.bodies[name].pk, mode) for name in bodies or ("unit",))
        take("dispatch.hand_over", proposal, self.seats["officer"], HandOver(targets=targets), **how)
        return list(Assignment.objects.filter(congress=self.congress, proposal=proposal).order_by("id"))

    def by_the_office(self, proposal: Proposal, *bodies: str, **how: Any) -> list[Assignment]:
        take("dispatch.hand_over", proposal, self.seats["officer"], HandOver(via=self.bodies["office"].pk), **how)
        route = Assignment.objects.get(congress=self.congress, proposal=proposal, mode=Mode.ROUTE)
        mode = Mode.LEAD if len(bodies) < 2 else Mode.SEPARATE
        targets = tuple(Target(self.bodies[name].pk, mode, part="") for name in bodies or ("unit",))
        take("dispatch.assign", route, self.seats["dispatcher"], Assigning(targets), **how)
        return list(Assignment.objects.filter(congress=self.congress, parent=route).order_by("id"))

    def receive(self, row: Assignment, **how: Any) -> Round:
        take("assignment.receive", row, self.seats["clerk"], **how)
        return self.round_of(row)

    def round_of(self, row: Assignment) -> Round:
        return Round.objects.filter(congress=self.congress, assignment=row).order_by("-number")[0]

    def talk(self, round_: Round, on: date | None = None, **how: Any) -> Event:
        when = on or round_.assignment.handed_over_on
        facts = ContactRecord(ContactStage.DURING, ContactForm.FACE_TO_FACE, when, "代表同意先清理再设护栏。")
        return take("contact.record", round_, self.seats["clerk"], facts, **how)

    def write(self, round_: Round, class_code: str = "", **more: Any) -> Letter:
        letter = Letter.objects.create(
            congress=self.congress,
            title="关于第1号建议的答复",
            number="临城管函〔2026〕19号",
            body="您提出的建议收悉，现答复如下：已增设护栏。",
            signatory="郑海波",
            class_code=class_code,
            **more,
        )
        LetterAnswer.objects.create(congress=self.congress, letter=letter, round=round_)
        return letter

    def mark(self, round_: Round, what: str = "增设护栏", **more: Any) -> Promise:
        """A promise in the round's letter, without a sentence of it."""
        letter = round_.letter
        assert letter is not None
        promise = new_promise(letter, round_)
        take("promise.mark", promise, self.seats["clerk"], Promised(what, "conditional", depends_on="资金到位", **more))
        return promise

    def answer(self, round_: Round, class_code: str = "", **how: Any) -> None:
        """Talk, write, submit, clear, send."""
        self.talk(round_, **how)
        self.write(round_, class_code)
        take("letter.submit", round_, self.seats["clerk"], **how)
        take("letter.clear", round_, self.seats["head"], **how)
        take("letter.send", round_, self.seats["head"], SEND_ANYHOW, **how)

    def evaluate(self, round_: Round, grade: str = "satisfied", reason: str = "", **how: Any) -> None:
        """Must run in `acting("deputy")`: the sealed functions look at the login session."""
        take("letter.open", round_, self.seats["deputy"], **how)
        take("evaluation.give", round_, self.seats["deputy"], Evaluation({"overall": grade}, reason), **how)

    def settle(self, round_: Round, reason: str = "") -> None:
        take("evaluation.settle", round_, self.seats["officer"], Settlement(reason))

    def order(self, round_: Round, demands: str = "请逐项写明完成时间后重新答复。") -> Round:
        take("rehandling.order", round_, self.seats["officer"], Order(demands))
        return self.round_of(round_.assignment)


BODIES = {
    "committee": ("代表工作委员会", "deputies_committee"),
    "standing": ("人大常委会办公室", "standing_committee"),
    "office": ("区政府办公室", "government_office"),
    "unit": ("区城市管理执法局", "department"),
    "school": ("区教育局", "department"),
    "team": ("第一代表团", "delegation"),
    "secretariat": ("大会秘书处", "secretariat"),
    "street": ("人大粮道街工委", "street_committee"),
}
SEATS = {
    "deputy": ("李文静", "team", Role.DEPUTY),
    "cosigner": ("王秀兰", "team", Role.DEPUTY),
    "officer": ("陈立新", "committee", Role.COMMITTEE_OFFICER),
    "admin": ("何建国", "standing", Role.CONGRESS_ADMIN),
    "dispatcher": ("刘敏", "office", Role.DISPATCHER),
    "clerk": ("周敏", "unit", Role.UNIT_CLERK),
    "head": ("郑海波", "unit", Role.UNIT_HEAD),
    "stranger": ("孙丽华", "school", Role.UNIT_CLERK),
    "stranger_head": ("黄志远", "school", Role.UNIT_HEAD),
    "leader": ("罗家明", "office", Role.LEADER),
    "chair": ("谢长林", "standing", Role.LEADER),
    "secretary": ("方晓云", "secretariat", Role.SECRETARIAT),
    "street_clerk": ("秦玉兰", "street", Role.STREET_CLERK),
    "team_clerk": ("余志强", "team", Role.DELEGATION_CLERK),
}


def make_world(
    code: str = "linjiang", *, is_demo: bool = True, profile: str = "wuchang", answers: dict[str, Any] | None = None
) -> World:
    """A congress of the county level with the people above; every seat has an account with a password."""
    congress = setup.new_congress(code, f"{code}区人民代表大会", "county", is_demo=is_demo)
    with acting(congress.pk):
        term = setup.term_of(congress, 18)
        world = World(congress, setup.session_of(congress, term, 5))
        choose_profile(congress, profile, answers=answers)
        for name, (title, kind) in BODIES.items():
            world.bodies[name] = setup.add_body(congress, title, kind)
        for name, (person_name, body, role) in SEATS.items():
            person = setup.add_person(congress, person_name)
            account = Account(username=f"{code}-{name}")
            account.set_password(PASSWORD)
            account.save()
            person.account = account
            person.save(update_fields=["account"])
            world.seats[name] = setup.add_seat(
                person, world.bodies[body], role, term=term if role == Role.DEPUTY else None
            )
    return world


def with_second_officer(made: World) -> World:
    """And another officer of the deputies' committee, on the seat `second`: sheets of paper are read by two people."""
    with made.acting():
        person = setup.add_person(made.congress, "邓小梅")
        person.account = Account.objects.create_account(f"{made.congress.code}-second")
        person.save(update_fields=["account"])
        made.seats["second"] = setup.add_seat(person, made.bodies["committee"], Role.COMMITTEE_OFFICER)
    return made


SUPERVISORS = {
    "member": ("程永年", "standing", Role.COUNCIL_MEMBER),
    "committee_clerk": ("葛春梅", "city", Role.COMMITTEE_MEMBER),
    "supervisor": ("范志刚", "office", Role.SUPERVISION_OFFICER),
    "party_supervisor": ("陶建平", "party", Role.SUPERVISION_OFFICER),
}


def with_supervisors(made: World) -> World:
    """And who else pushes (M11): a vice-chair, a committee in its field, the government's and the party's supervision office."""
    with made.acting():
        made.bodies["city"] = setup.add_body(made.congress, "城乡建设与环境保护委员会", "committee")
        made.bodies["party"] = setup.add_body(made.congress, "区委督查室", "supervision_office")
        for name, (person_name, body, role) in SUPERVISORS.items():
            person = setup.add_person(made.congress, person_name)
            person.account = Account.objects.create_account(f"{made.congress.code}-{name}", PASSWORD)
            person.save(update_fields=["account"])
            made.seats[name] = setup.add_seat(person, made.bodies[body], role)
    return made


def login(seat: Seat) -> str:
    """A login session of the seat's account, as signing in makes it; its key."""
    account = seat.person.account
    assert account is not None
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "huiyin.people.authentication.AccountBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    store.save()
    assert store.session_key is not None
    return store.session_key
