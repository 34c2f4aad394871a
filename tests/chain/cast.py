"""One case with everybody who could have a hand in it: a lead unit, an assisting unit, strangers, seats out of time."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from huiyin.chain.models import Thing
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.foundation import clock
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.models import Appointment, AppointmentState, ContactForm, ContactStage, Round
from huiyin.people import setup
from huiyin.people.models import Account, Body, Role, Seat
from huiyin.promises.models import Promise
from huiyin.proposals import manuscripts
from huiyin.proposals.models import Proposal, Signature
from huiyin.proposals.reading import Sheet
from huiyin.proposals.submitting import submission
from huiyin.supervision.checks import Looked, Plan, new_check
from huiyin.supervision.models import Check, CheckRow, KeyItem, Light, Problem
from tests.world import PASSWORD, World, make_world, with_supervisors


@dataclass
class Cast:
    world: World
    proposal: Proposal
    route: Assignment
    lead: Assignment
    assist: Assignment
    round_: Round
    # Another item, which the committee handed over directly: who leads, who assists.
    direct: tuple[Assignment, ...] = ()
    # A reception day in which the deputy takes part, and the leading unit's row of it.
    check_up: Check = field(init=False)
    looked_at: CheckRow = field(init=False)
    # Submitted by a clerk for the deputy, by where they lie.
    submitted: dict[str, Proposal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check_up = new_check(self.world.congress.pk)
        look, deputy = Looked(self.lead.body_id, self.proposal.pk), self.world.seats["deputy"].pk
        plan = Plan("reception", "3月主任接待代表日", clock.today(), looks=(look,), member_seat_ids=(deputy,))
        take("check.plan", self.check_up, self.world.seats["officer"], plan)
        self.looked_at = CheckRow.objects.select_related(*CheckRow.READ_WITH).get(check_up=self.check_up)

    @property
    def things(self) -> dict[str, Thing]:
        return {
            "件": self.proposal,
            "交政府办": self.route,
            "主办": self.lead,
            "会办": self.assist,
            "主办的一轮": self.round_,
            **dict(zip(("直接主办", "直接会办"), self.direct, strict=False)),
            **({"直接主办的一轮": self.world.round_of(self.direct[0])} if self.direct else {}),
            "约见": Appointment(congress=self.world.congress, round=self.round_, number=1, state=AppointmentState.OFFERED),
            **self.submitted,
            "承诺事项": Promise(congress=self.world.congress, assignment=self.lead, body=self.lead.body, state="marked"),
            "代表亮灯": Light(
                congress=self.world.congress, round=self.round_, seat=self.world.seats["deputy"], colour="red", state="shown"
            ),
            "重点督办件": KeyItem(
                congress=self.world.congress, proposal=self.proposal, state="proposed", leader="程永年",
                committee=self.world.bodies["city"],
            ),
            "督查": self.check_up,
            "督查的一项": self.looked_at,
            "清单问题": Problem(congress=self.world.congress, row=self.looked_at, body=self.world.bodies["unit"], state="open"),
            "由接办单位落实的承诺": Promise(
                congress=self.world.congress, assignment=self.lead, body=self.world.bodies["school"], state="running"
            ),
        }


def add_seat(world: World, name: str, person: str, body: Body, role: str) -> Seat:
    """A further seat of a new person with an account, under a name like those of `tests.world`."""
    made = setup.add_person(world.congress, person)
    made.account = Account(username=f"{world.congress.code}-{name}")
    made.account.set_password(PASSWORD)
    made.account.save()
    made.save(update_fields=["account"])
    world.seats[name] = setup.add_seat(made, body, role)
    return world.seats[name]


def add_people(world: World) -> None:
    """Those the small world lacks: a deputy who signed nothing, a unit with nothing to do, a second clerk."""
    world.bodies["third"] = setup.add_body(world.congress, "区民政局", "department")
    add_seat(world, "bystander", "赵国强", world.bodies["team"], Role.DEPUTY)
    add_seat(world, "third_clerk", "吴小红", world.bodies["third"], Role.UNIT_CLERK)
    add_seat(world, "third_head", "冯远山", world.bodies["third"], Role.UNIT_HEAD)
    add_seat(world, "second_clerk", "马晓东", world.bodies["unit"], Role.UNIT_CLERK)


def make_cast(code: str = "linjiang", **how: Any) -> Cast:
    """A suggestion of two deputies, passed on by the government office to 城管局 (lead) with 教育局 assisting."""
    world = with_supervisors(make_world(code, **how))
    with world.acting():
        add_people(world)
        proposal = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        route, lead, assist = pass_on(world, proposal)
        return Cast(world, proposal, route, lead, assist, world.round_of(lead))


def pass_on(world: World, proposal: Proposal) -> tuple[Assignment, Assignment, Assignment]:
    """Hand over by the government office: route, lead (城管局), assist (教育局)."""
    bodies = world.bodies
    take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(via=bodies["office"].pk))
    rows = Assignment.objects.filter(congress=world.congress, proposal=proposal).order_by("-id")
    route = rows.get(mode=Mode.ROUTE, state="handed_over")
    targets = (Target(bodies["unit"].pk, Mode.LEAD), Target(bodies["school"].pk, Mode.ASSIST))
    take("dispatch.assign", route, world.seats["dispatcher"], Assigning(targets))
    return route, rows.filter(parent=route, mode=Mode.LEAD)[0], rows.filter(parent=route, mode=Mode.ASSIST)[0]


def hand_over_directly(world: World) -> tuple[Assignment, ...]:
    """An item that the committee hands over itself: 城管局 leads, 教育局 assists."""
    proposal = world.register()
    targets = (Target(world.bodies["unit"].pk, Mode.LEAD), Target(world.bodies["school"].pk, Mode.ASSIST))
    take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=targets))
    return tuple(Assignment.objects.filter(congress=world.congress, proposal=proposal).order_by("pk"))


def submit_three(world: World) -> dict[str, Proposal]:
    """Items that the delegation's clerk filed for the deputy: one lies with the street, two with the district, of which
    one was raised between sessions."""
    world.bodies["team"].street = world.bodies["street"]
    world.bodies["team"].save(update_fields=["street"])
    world.seats["deputy"].refresh_from_db()
    filed = {}
    for name, side in (("街道阅看的件", "session"), ("区级阅看的件", "session"), ("闭会提出的件", "between")):
        made = manuscripts.begin(world.seats["team_clerk"], lead=world.seats["deputy"])
        said = {"title": "关于路灯的建议", "matter": "路灯三天不亮。", "asks": ["修好路灯。"]}
        made = manuscripts.keep(made, world.seats["team_clerk"], None, said)
        manuscripts.sign(made, world.seats["deputy"].pk, made.digest, how=Signature.How.PAPER, by=world.seats["team_clerk"])
        item = Proposal(congress=world.congress)
        item.written = made
        take("proposal.submit", item, world.seats["team_clerk"], submission(made, world.session, side))
        filed[name] = item
    for name in ("区级阅看的件", "闭会提出的件"):
        take("reading.pass", filed[name], world.seats["street_clerk"], Sheet("fit"))
        filed[name].refresh_from_db()
    return filed


def seats_of(cast: Cast, foreign: World) -> dict[str, Seat]:
    """Everybody, under the names of the golden table. Seats out of time are copies in hand; no row is changed."""
    seats = cast.world.seats
    yesterday, tomorrow = clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)

    def but(seat: Seat, **values: Any) -> Seat:
        changed = copy.copy(seat)
        for name, value in values.items():
            setattr(changed, name, value)
        return changed

    return {
        "领衔代表": seats["deputy"],
        "联名代表": seats["cosigner"],
        "没有署名的代表": seats["bystander"],
        "届满的领衔代表": but(seats["deputy"], ended_on=yesterday),
        "任期已过的联名代表": but(seats["cosigner"], to_on=yesterday),
        "尚未就任的领衔代表": but(seats["deputy"], from_on=tomorrow),
        "代表工委": seats["officer"],
        "离任的代表工委": but(seats["officer"], ended_on=yesterday),
        "任期已过的代表工委": but(seats["officer"], to_on=yesterday),
        "外地代表工委": foreign.seats["officer"],
        "政府办": seats["dispatcher"],
        "尚未到任的政府办": but(seats["dispatcher"], from_on=tomorrow),
        "外地政府办": foreign.seats["dispatcher"],
        "主办经办人": seats["clerk"],
        "主办另一经办人": seats["second_clerk"],
        "主办负责人": seats["head"],
        "离任的主办经办人": but(seats["clerk"], ended_on=yesterday),
        "任期已过的主办负责人": but(seats["head"], to_on=yesterday),
        "会办经办人": seats["stranger"],
        "会办负责人": seats["stranger_head"],
        "无关单位经办人": seats["third_clerk"],
        "无关单位负责人": seats["third_head"],
        "外地经办人": foreign.seats["clerk"],
        "外地负责人": foreign.seats["head"],
        "政府分管领导": seats["leader"],
        "人大分管领导": seats["chair"],
        "离任的政府分管领导": but(seats["leader"], ended_on=yesterday),
        "外地政府分管领导": foreign.seats["leader"],
        "领衔督办的主任会议成员": seats["member"],
        "别的主任会议成员": but(seats["member"], person=seats["chair"].person),
        "外地主任会议成员": but(seats["member"], congress_id=foreign.congress.pk),
        "对口的委员会": seats["committee_clerk"],
        "别的委员会": but(seats["committee_clerk"], body_id=seats["chair"].body_id),
        "政府督查室": seats["supervisor"],
        "离任的政府督查室": but(seats["supervisor"], ended_on=yesterday),
        "区委督查室": seats["party_supervisor"],
        "本级管理员": seats["admin"],
        "大会秘书处": seats["secretary"],
        "街道工委": seats["street_clerk"],
        "代表团工作人员": seats["team_clerk"],
    }


def refusal(code: str, thing: Any, seat: Any, facts: Any = None, **how: Any) -> str:
    """What the seat is told: the step is this seat's to take, but not now or not so."""
    with pytest.raises(StepRefused) as refused:
        take(code, thing, seat, facts, **how)
    assert not isinstance(refused.value, NotYours)
    return refused.value.sentence


def received(cast: Cast) -> Round:
    return cast.world.receive(cast.lead)


def answered(cast: Cast) -> Round:
    round_ = received(cast)
    cast.world.answer(round_)
    return round_


def talk_on(on: date, form: str = ContactForm.FACE_TO_FACE) -> ContactRecord:
    return ContactRecord(ContactStage.DURING, form, on, "代表同意先清理再设护栏。")
