"""Every step that tells somebody is of one kind, and every kind arrives: as mail and as text, at once and in the digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from huiyin.chain import texts as chain_texts
from huiyin.chain.catalogue import Step, catalogue
from huiyin.chain.models import Event
from huiyin.chain.recording import ACTS
from huiyin.chain.taking import teller_names, words_of
from huiyin.evaluation import texts as evaluation_texts
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.notices import kinds, matrix, planning, sending
from huiyin.notices.messages import SMS_LENGTH, sms_text, width
from huiyin.notices.models import Channel, Delivery, Kind, State, Timing
from huiyin.people.models import Role
from tests.notices.conftest import PHONES, real_world
from tests.support.gateways import MailServer, TextGateway
from tests.world import World

TELLING = sorted(step.code for step in catalogue if step.tells)
ACTS_TELLING = sorted(chain_texts.ACT_NOTICES)
ON = date(2026, 3, 2)
TITLE = "关于整治沿江大道违停的建议"
# Who of the small world hears in the place of each audience.
WHO = {"signers": "deputy", "lead": "deputy", "officers": "officer", "unit_clerks": "clerk", "unit_heads": "head",
       "desks": "clerk", "new_desks": "clerk", "lead_units": "clerk", "handers": "officer", "leaders": "leader",
       "dispatchers": "dispatcher", "former_signers": "cosigner", "beside_signers": "cosigner",
       "reviewers": "dispatcher", "overseers": "dispatcher", "receivers": "secretary", "readers": "street_clerk",
       "helpers": "team_clerk", "consenters": "secretary", "ended_desks": "clerk",
       "keeper_clerks": "clerk", "keeper_heads": "head", "promise_askers": "deputy",
       "above": "leader", "light_shower": "deputy", "checked_clerks": "clerk", "checked_heads": "head",
       "check_members": "deputy", "key_leads": "member", "problem_clerks": "clerk", "problem_heads": "head"}  # fmt: skip
SAID_WITH = {"no": "第12号", "title": TITLE, "due": "2026年6月2日", "others": "第15号", "body": "区城管局",
             "when": "3月12日（周四）15:00", "what": "增设护栏860米",
             "deputy": "李文静", "colour": "红灯", "word": "没有人来联系过。", "leader": "陈大川",
             "on": "3月12日", "place": "三楼会议室"}  # fmt: skip
GOVERNMENT_SIDE = {Role.DISPATCHER, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.LEADER, Role.SUPERVISION_OFFICER, Role.CONGRESS_ADMIN}
GRADE_WORDS = ("满意", "satisfied", "basically")


# -- the sorting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", TELLING + ACTS_TELLING)
def test_every_step_and_act_that_tells_somebody_is_of_exactly_one_kind(code: str) -> None:
    """A new one fails here: put it into `notices.kinds.OF_STEP`."""
    last = code.rpartition(".")[2]
    said = [code in kinds.OF_STEP, last in kinds.OF_CLOCKS, last.startswith("recount_")]
    assert said.count(True) == 1
    assert kinds.named_kind(code) in Kind


def test_nothing_is_sorted_that_is_not_there_and_no_kind_is_empty() -> None:
    assert set(kinds.OF_STEP) <= set(TELLING) | set(ACTS_TELLING) and set(ACTS_TELLING) <= set(ACTS)
    assert {kinds.kind_of(code) for code in TELLING + ACTS_TELLING} == set(Kind)


def test_every_audience_of_the_catalogue_has_its_roles() -> None:
    assert set(kinds.AUDIENCE_ROLES) == teller_names() == set(WHO)


def test_every_role_hears_of_its_account_and_of_nothing_that_never_reaches_it() -> None:
    assert all(Kind.ACCOUNT in kinds.heard_by(role) for role in Role)
    assert kinds.heard_by(Role.CONGRESS_ADMIN) == (Kind.ACCOUNT,)
    assert Kind.CLEARING not in kinds.heard_by(Role.DEPUTY) and Kind.REPLY not in kinds.heard_by(Role.UNIT_CLERK)


@pytest.mark.parametrize("step", [step for step in catalogue if step.sealed and step.tells], ids=lambda step: step.code)
def test_what_would_tell_that_there_is_a_grade_goes_to_no_unit_and_no_government(step: Step) -> None:
    assert not {role for who in step.tells for role in kinds.AUDIENCE_ROLES[who]} & GOVERNMENT_SIDE


def test_every_cell_of_the_matrix_has_a_shipped_timing() -> None:
    for role in Role:
        for kind, channel in matrix.cells_of(role):
            assert matrix.shipped(role, kind, channel) in Timing


# -- what a text says --------------------------------------------------------------------------------------------------


def test_a_text_is_never_longer_than_seventy_characters() -> None:
    for place in ("青山区人大", "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗人民代表大会", "𠮷" * 40):
        for many in ([Kind.OVERDUE], list(Kind), list(Kind) * 9999):
            text = sms_text("青山区人大常委会办公室回音", place, many)
            assert width(text) <= SMS_LENGTH and "请登录回音查看" in text, text


# -- each is delivered -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once; each test takes its own steps back."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = real_world("hongshan")
        with made.acting():
            for number, seat in enumerate(made.seats.values()):
                seat.person.phone = seat.person.phone or f"1580000{number:04}"
                seat.person.save()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def told_world(standing_world: World, db: None) -> World:
    return standing_world


def put_notices(world: World, code: str, at: datetime) -> dict[str, str]:
    """Notices of this step in the words of each of its audiences: who was told → what."""
    said: dict[str, str] = {}
    if code in ACTS_TELLING:
        said["deputy"] = chain_texts.ACT_NOTICES[code].format(day="2026年3月2日", by=chain_texts.BY_ADMINISTRATOR)
    else:
        for audience in catalogue[code].tells:
            words = words_of(code, audience)
            assert words, f"{code} tells {audience} nothing"
            said.setdefault(WHO[audience], words.format(**SAID_WITH))
    event = Event.objects.create(
        congress=world.congress, number=990_000, step=code, thing_kind="round", thing_id=1, case_id=1,
        from_state="", to_state="", at=at, happened_on=at.date(), facts_digest="", previous="", digest="",
    )  # fmt: skip
    for who, words in said.items():
        Notice.objects.create(
            congress=world.congress, seat_id=world.seats[who].pk, event_id=event.pk, case_id=1, text=words,
            path=f"/s/{world.seats[who].pk}/case/1/", deliver_at=at,
        )  # fmt: skip
    return said


@pytest.mark.parametrize("timing", [Timing.AT_ONCE, pytest.param(Timing.DIGEST, marks=pytest.mark.deep)])
@pytest.mark.parametrize("code", TELLING + ACTS_TELLING)
def test_each_kind_arrives_as_mail_and_as_text_at_once_and_in_the_digest(
    told_world: World, mail: MailServer, texting: TextGateway, code: str, timing: Timing
) -> None:
    world, kind = told_world, kinds.kind_of(code)
    at = datetime(2026, 3, 2, 10, 0, tzinfo=clock.SHANGHAI)
    with clock.frozen(at), world.acting():
        said = put_notices(world, code, at)
        for who in said:
            matrix.set_seat(world.seats[who], {(kind.value, channel.value): timing for channel in Channel})
        planning.plan(world.congress.pk)
        deliver(world)
    digest = timing == Timing.DIGEST and kind not in kinds.FIXED
    assert bool(mail.taken) is not digest and bool(texting.asked) is not digest
    with clock.frozen(at + timedelta(hours=23)), world.acting():
        planning.plan(world.congress.pk)
        deliver(world)
    for who, words in said.items():
        [letter] = mail.to(f"{who}@example.cn")
        body = letter.get_content()
        link = f"https://renda.example.gov.cn/s/{world.seats[who].pk}/case/1/"
        assert words in body and link in body and world.seats[who].person.name in body
        [text] = texting.to(world.seats[who].person.phone)
        assert width(text) <= SMS_LENGTH
        for private in (TITLE, "第12号", world.seats[who].person.name, world.seats[who].body.name):
            assert private not in text
        for word in GRADE_WORDS:
            assert word not in body + letter["Subject"] + text
        assert TITLE not in letter["Subject"]
    assert len(mail.taken) == len(texting.asked) == len(said)
    with world.acting():
        assert set(Delivery.objects.filter(congress=world.congress).values_list("state", "kind")) == {
            (State.SENT, kind)
        }


def deliver(world: World) -> None:
    for channel in Channel:
        sending.send_due(world.congress.pk, channel)


def test_grades_and_reasons_are_in_no_mail_and_no_text_of_the_whole_line(
    world: World, mail: MailServer, texting: TextGateway
) -> None:
    """An unsatisfied deputy, handled again, then settled: nobody's mail or text says how it was graded or why."""
    reason = "断点怎么打通一个字没写"
    with clock.frozen(ON), world.acting("deputy"):
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.answer(round_)
        world.evaluate(round_, "unsatisfied", reason)
    with clock.frozen(ON), world.acting("officer"):
        again = world.order(round_, "请逐项写明。")
    with clock.frozen(ON), world.acting("deputy"):
        world.answer(again)
        world.evaluate(again, "basically")
    with clock.frozen(ON), world.acting("officer"):
        world.settle(again)
    with clock.frozen(datetime(2026, 3, 4, 10)), world.acting():
        planning.plan(world.congress.pk)
        deliver(world)
    everything = [f"{letter['Subject']}\n{letter.get_content()}" for _, letter in mail.taken]
    everything += [one["content"] for one in texting.asked]
    said = "\n".join(everything)
    assert (
        "要求重新办理" in said and "代表已评价" in said and PHONES["clerk"] in {one["mobile"] for one in texting.asked}
    )
    # The words of the deputies' committee when it settles are its own; a unit is told of the order alone.
    for word in (*evaluation_texts.GRADES.values(), *evaluation_texts.GRADES, reason):
        assert word not in said
    for who in ("clerk", "head", "dispatcher", "leader", "admin"):
        assert not any("评价" in letter.get_content() for letter in mail.to(f"{who}@example.cn")), who
