from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from huiyin.chain.models import Batch, Clock, Reminder
from huiyin.chain.taking import take
from huiyin.channel.models import Message, Place
from huiyin.dispatch.models import LedgerImport, LedgerQuestion, LedgerRowResult, LongRequest, ReturnRequest, TakeOver
from huiyin.evaluation.models import PaperEvaluation
from huiyin.foundation import clock
from huiyin.foundation.database import roles
from huiyin.foundation.database.session import connected_as
from huiyin.foundation.models import (
    Arrival,
    Draft,
    KeptColumns,
    Notice,
    Progress,
    SavedView,
    StoredFile,
    WorkdayOverride,
)
from huiyin.handling.models import (
    Appointment,
    AppointmentWord,
    CalendarFeed,
    Contact,
    ContactCorrection,
    DraftReply,
    FollowUp,
    Letter,
    LetterVersion,
    Opinion,
)
from huiyin.inside.models import InsideNote, InsideTask
from huiyin.notices.models import Delivery, NoticeHours, RoleTiming, SeatTiming
from huiyin.people.models import BodyContact
from huiyin.promises.models import Promise, PromiseLeave, PromiseWord
from huiyin.proposals.models import (
    Ask,
    Following,
    Manuscript,
    MergedHandling,
    MergedItem,
    MotionLeader,
    MotionWord,
    Reading,
    Refusal,
    Signature,
    Signer,
    SplitAdvice,
    TextVersion,
    TitleVector,
    Withdrawal,
    WithdrawalWord,
)
from huiyin.proposals.shares import Share
from huiyin.proposals.steps import Correcting
from huiyin.supervision.models import (
    Check,
    CheckMember,
    CheckPromise,
    CheckRow,
    CheckWord,
    KeyItem,
    KeyWord,
    Light,
    Problem,
    ProblemWord,
    Thread,
    ThreadApart,
    ThreadItem,
)
from tests.support import server
from tests.world import World, make_world


def fill(world: World) -> World:
    """Rows in every fenced table: an item that was unsatisfying, handled again, and all that lies beside it."""
    with world.acting("deputy"):
        proposal = world.register(printed_no="临人〔2026〕1号")
        (row,) = world.by_the_office(proposal)
        round_ = world.receive(row)
        world.answer(round_)
        world.evaluate(round_, "unsatisfied", "断点怎么打通一个字没写。")
    with world.acting("officer"):
        world.order(round_)
        take("proposal.correct", proposal, world.seats["officer"], Correcting({"remark": "重点件"}, "漏填"))
        congress = world.congress
        today = clock.today()
        ReturnRequest.objects.create(congress=congress, assignment=row, reason="不归本局。", asked_on=today)
        LongRequest.objects.create(congress=congress, assignment=row, reason="涉及五家。", asked_on=today)
        unit = world.bodies["unit"]
        TakeOver.objects.create(congress=congress, assignment=row, from_body=unit, to_body=world.bodies["school"], on=today)
        running = Clock.objects.filter(congress=congress)[0]
        Reminder.objects.create(congress=congress, clock=running, moment="soon", falls_on=today, given_on=today)
        Opinion.objects.create(congress=congress, assignment=row, number=1, body="没有意见。", given_on=today)
        BodyContact.objects.create(congress=congress, body=world.bodies["unit"], name="周敏", mobile="13800138000")
        WorkdayOverride.objects.create(
            congress=congress, on=clock.today() + timedelta(days=40), is_workday=False, name="县庆", source="县府办通知"
        )
        talk = Contact.objects.filter(congress=congress)[0]
        ContactCorrection.objects.create(
            congress=congress, contact=talk, stage=talk.stage, form=talk.form, happened_on=talk.happened_on,
            note=talk.note, reason="记错了日期", corrected_on=today,
        )  # fmt: skip
        arranged = Appointment.objects.create(congress=congress, round=round_, number=1, form="visit", state="cancelled")
        AppointmentWord.objects.create(
            congress=congress, appointment=arranged, number=1, step="appointment.offer", side="unit", at=clock.now()
        )
        CalendarFeed.objects.create(congress=congress, seat=world.seats["clerk"], digest="2" * 64, made_at=clock.now())
        letter = Letter.objects.filter(congress=congress)[0]
        FollowUp.objects.create(congress=congress, letter=letter, order=1, body="改一处。", reason="错字", sent_on=today)
        promise = Promise.objects.create(
            congress=congress, assignment=row, body=row.body, letter=letter, what="增设护栏。", due_kind="vague", marked_on=today,
            state="marked",
        )  # fmt: skip
        PromiseWord.objects.create(
            congress=congress, promise=promise, number=1, step="promise.report", word="已招标。", on=today, at=clock.now()
        )
        PromiseLeave.objects.create(
            congress=congress, promise=promise, kind="drop", reason="取消。", asked_on=today, asked_by=world.seats["head"]
        )
        Light.objects.create(
            congress=congress, round=round_, seat=world.seats["deputy"], colour="red", word="红", shown_on=today, state="shown"
        )
        key = KeyItem.objects.create(congress=congress, proposal=proposal, grounds="关切。", proposed_on=today, state="proposed")
        KeyWord.objects.create(congress=congress, item=key, number=1, kind="plan", word="先看现场。", happened_on=today, on=today)
        check = Check.objects.create(congress=congress, kind="reception", title="接待日", on=today, state="held")
        CheckMember.objects.create(congress=congress, check_up=check, seat=world.seats["deputy"])
        looked = CheckRow.objects.create(
            congress=congress, check_up=check, body=row.body, proposal=proposal, order=1, state="listed"
        )
        CheckWord.objects.create(congress=congress, row=looked, number=1, kind="comment", word="看过。", on=today)
        CheckPromise.objects.create(congress=congress, row=looked, promise=promise)
        problem = Problem.objects.create(
            congress=congress, row=looked, body=row.body, number=1, what="没修。", found_on=today, due_on=today, state="open"
        )
        ProblemWord.objects.create(
            congress=congress, problem=problem, number=1, step="problem.report", word="修了。", on=today, at=clock.now()
        )
        thread = Thread.objects.create(congress=congress, title=proposal.title, begun_on=today)
        ThreadItem.objects.create(congress=congress, thread=thread, proposal=proposal, joined_on=today)
        ThreadApart.objects.create(congress=congress, one=proposal, other=proposal, on=today)
        version = LetterVersion.objects.filter(congress=congress)[0]
        DraftReply.objects.create(congress=congress, round=round_, number=1, version=version, offered_on=today)
        Message.objects.create(congress=congress, proposal=proposal, seat=world.seats["clerk"], body="收到。", at=clock.now())
        Place.objects.create(congress=congress, proposal=proposal, seat=world.seats["deputy"])
        InsideTask.objects.create(
            congress=congress, assignment=row, number=1, division="道路科", given_on=today, given_by=world.seats["head"]
        )
        InsideNote.objects.create(
            congress=congress, assignment=row, seat=world.seats["clerk"], text="先看现场。", at=clock.now()
        )
        MotionWord.objects.create(
            congress=congress, proposal=proposal, kind="opinion", outcome="agenda", by_whom="议案审查委员会", on=today
        )
        MotionLeader.objects.create(congress=congress, proposal=proposal, side="government", name="周永明", from_on=today)
        SplitAdvice.objects.create(
            congress=congress, proposal=proposal, groups=[[1], [2]], note="两件事。", seat=world.seats["officer"], on=today
        )
        Share.objects.create(
            congress=congress, proposal=proposal, seat=world.seats["deputy"], code="a-link", made_at=clock.now()
        )
        merged = MergedHandling.objects.create(congress=congress, lead=proposal, on=today)
        MergedItem.objects.create(
            congress=congress, handling=merged, proposal=proposal, joined_on=today, reason="同一路段。"
        )
        file = StoredFile.objects.create(
            congress=congress, digest="1" * 64, size=1, kind="xlsx", name="交办表.xlsx", owner_kind="ledger"
        )
        PaperEvaluation.objects.create(
            congress=congress, round=round_, scan=file, entered_on=today, entered_by_id=world.seats["officer"].pk
        )
        Progress.objects.create(congress=congress, kind="import")
        SavedView.objects.create(congress=congress, seat_id=1, place="list", name="民生", query="category=民生", order=1)
        KeptColumns.objects.create(congress=congress, seat_id=1, columns=["title"])
        seat, told = world.seats["clerk"], Notice.objects.filter(congress=congress)[0]
        timing = {"kind": "arrival", "channel": "sms", "timing": "never"}
        NoticeHours.objects.create(congress=congress)
        RoleTiming.objects.create(congress=congress, role="deputy", **timing)
        SeatTiming.objects.create(congress=congress, seat=seat, **timing)
        Delivery.objects.create(congress=congress, notice=told, seat=seat, at=clock.now(), due_at=clock.now(), **timing)
        manuscript = Manuscript.objects.create(congress=congress, lead=world.seats["deputy"], title="写到一半")
        Signature.objects.create(congress=congress, manuscript=manuscript, seat=world.seats["cosigner"], order=1)
        text = TextVersion.objects.create(
            congress=congress, proposal=proposal, number=1, title=proposal.title, digest=proposal.text_digest
        )
        Ask.objects.create(congress=congress, proposal=proposal, number=1, text="增设护栏。")
        Reading.objects.create(
            congress=congress, proposal=proposal, seat=world.seats["officer"], text=text, result="fit", on=today
        )
        Refusal.objects.create(
            congress=congress, proposal=proposal, ground="personal", ground_words="个人事务", explained="已说明。",
            goes_to="returned", seat=world.seats["officer"], on=today,
        )  # fmt: skip
        asked = Withdrawal.objects.create(
            congress=congress, proposal=proposal, reason="已解决。", seat=world.seats["deputy"], on=today
        )
        signer = Signer.objects.filter(congress=congress, proposal=proposal)[0]
        WithdrawalWord.objects.create(congress=congress, withdrawal=asked, signer=signer, agrees=True, on=today)
        Following.objects.create(congress=congress, proposal=proposal, seat=world.seats["cosigner"])
        draft = Draft.objects.create(congress=congress, seat_id=seat.pk, key="letter:1")
        Arrival.objects.create(
            congress=congress, seat_id=seat.pk, owner_kind="manuscript", owner_id=draft.pk, name="照片.jpg", size=9, file=file,
            expires_at=clock.now(),
        )  # fmt: skip
        TitleVector.objects.create(
            congress=congress, proposal=proposal, text_digest=proposal.text_digest, model="无", vector=b"\0" * 1536
        )
        batch = Batch.objects.create(congress=congress, kind="import")
        ledger = LedgerImport.objects.create(
            congress=congress, file=file, session=world.session, batch=batch, handed_over_on=clock.today()
        )
        result = LedgerRowResult.objects.create(
            congress=congress, ledger=ledger, sheet="Sheet1", row_no=3, outcome="imported", proposal=proposal, data={}
        )
        LedgerQuestion.objects.create(congress=congress, row=result, code="unit", field="unit", sentence="是哪个单位？")
    return world


@pytest.fixture(scope="module")
def two_districts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, World]]:
    """Two congresses of one installation, full of rows, committed in a database of this module's own, as app role."""
    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
        yield fill(make_world("linjiang")), fill(make_world("lishan"))
    server.drop(name)


@pytest.fixture
def districts(two_districts: tuple[World, World]) -> Iterator[tuple[World, World]]:
    """The two, in a transaction of the test's own that is taken back."""
    with transaction.atomic():
        yield two_districts
        transaction.set_rollback(True)


@pytest.fixture
def role(two_districts: tuple[World, World]) -> Iterator[Any]:
    """`role("superuser")`: a psycopg connection to the districts' database, whose changes are taken back."""
    opened: list[psycopg.Connection[Any]] = []

    def connect(name: str) -> psycopg.Connection[Any]:
        made = server.connect(name, connection.settings_dict["NAME"])
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.rollback()
        made.close()


def fenced() -> list[str]:
    """The tables with rows of one congress each, from the models: not from the catalogue that is under test."""
    models = [m for m in apps.get_models() if m.__module__.startswith("huiyin.")]
    return sorted(m._meta.db_table for m in models if any(f.name == "congress" for f in m._meta.get_fields()))


@pytest.fixture
def own_district(two_districts: tuple[World, World]) -> Iterator[str]:
    """The districts copied into a database that the test may ruin; Django is connected to it as the app role."""
    source, name = connection.settings_dict["NAME"], server.new_name()
    connection.close()
    with roles.superuser(server.home()) as superuser:
        superuser.execute(f"create database {name} template {source} strategy file_copy")
        superuser.execute(roles.database_rights(name))
    with connected_as(server.home(), "app", name):
        yield name
    server.drop(name)
