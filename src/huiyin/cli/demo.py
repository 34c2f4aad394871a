"""The demo: 临江区, invented from its streets to its people, with sixty items in every state a page can show.

It is made by the product's own doors: lists by the list import, items by real steps whose legal dates lie in the past.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

import click

from huiyin.cli.support import tell, with_django

CODE = "linjiang"
DATA = resources.files("huiyin.cli") / "demo_data"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = ("海波", "文静", "立新", "秀兰", "建国", "志远", "丽华", "启明", "德顺", "慧敏")


@click.group()
def demo() -> None:
    """演示数据。"""


@demo.command()
@with_django
def load() -> None:
    """装入演示区（已有就不动）。"""
    load_once()
    for line in seats_lines():
        click.echo(line)


def load_once() -> None:
    """Make the demo congress, in an installation that has no congress yet: it must never stand beside a real one."""
    from django.db import transaction

    from huiyin.people.models import Congress

    if not Congress.objects.exists():
        tell("正在装入演示数据（临江区，人物均为虚构）……")
        # All or nothing: half a demo would never be finished.
        with transaction.atomic():
            Demo().make()


def seats_lines() -> list[str]:
    """What `make run` prints: how to enter the demo; nothing where there is none."""
    from huiyin.people.models import Congress

    if not Congress.objects.filter(code=CODE, is_demo=True).exists():
        return []
    return [
        "演示：临江区（虚构）。打开首页，点一个席位就能进去：",
        "  代表工委工作人员、政府办交办人员、承办单位经办人、承办单位负责人、人大代表、本级管理员",
    ]


@dataclass(frozen=True)
class Item:
    """One demo item: how far it has come, and how long ago it was handed over (days)."""

    title: str
    unit: str
    category: str
    problem: str
    wish: str
    fate: str
    age: int


# fate → days since hand-over, in the order of the items' file: every list and every light has something to show.
FATES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("reordered", (120,)),
    ("handling", (97, 94, 88, 84, 40, 22)),
    ("opinion", (44,)),
    ("redo", (50,)),
    ("joint", (32,)),
    ("long", (105,)),
    ("waiting", (93, 79, 9, 2)),
    ("returning", (7,)),
    ("disputed", (13,)),
    ("clearing", (86, 60, 45)),
    ("cleared", (70, 52)),
    ("answered", (85, 74, 66, 61, 58)),
    ("evaluated", (90, 82, 76)),
    ("unsatisfied", (89,)),
    ("reordered_answered", (140,)),
    ("concluded", (150, 148, 146, 144, 142, 139, 136, 133, 131, 128, 126, 124, 122)),
    ("set_aside", (160,)),
    ("separate", (35,)),
    ("assisted", (28,)),
    ("routing", (6, 5, 3, 1)),
    ("registered", (0, 0, 0)),
    ("voided", (20,)),
    ("concluded", (118, 112, 108, 105)),
)

LETTER = (
    "您提出的《{title}》收悉。经认真研究，现答复如下：\n"
    "一、关于您反映的问题。我们到现场看了三次，与居民和经营户分别座谈，情况属实。\n"
    "二、关于您的建议。{wish}我们已列入今年工作计划，由{unit}牵头，逐项落实。\n"
    "三、下一步。每季度向您通报一次进展，欢迎随时到现场看。\n"
    "感谢您对我们工作的关心和支持。"
)


class Demo:
    def make(self) -> None:
        from huiyin.foundation import clock
        from huiyin.foundation.tenancy import acting
        from huiyin.people import setup
        from huiyin.procedures.choosing import choose_profile

        self.today = clock.today()
        self.congress = setup.new_congress(CODE, "临江区人民代表大会", "county", short_name="临江区人大", is_demo=True)
        with acting(self.congress.pk):
            self.congress.help_phone = "027-55500000"
            self.congress.save(update_fields=["help_phone"])
            self.session = setup.session_of(self.congress, setup.term_of(self.congress, 18), 5)
            choose_profile(self.congress, "wuchang", answers=ANSWERS)
            self._people()
        self.officer_session = self._login(self.officer)
        for item, lead, others in self._items():
            self._play(item, lead, others)
        self._end_sessions()
        self._read_old_notices()

    # -- people ----------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        from huiyin.chain.recording import record
        from huiyin.people import setup
        from huiyin.people.importing import import_list, people_of_contacts
        from huiyin.people.models import Body, BodyKind, Role, Seat

        committee = setup.add_body(
            self.congress, "临江区人大常委会代表工作委员会", BodyKind.DEPUTIES_COMMITTEE, short_name="代表工委"
        )
        office = setup.add_body(
            self.congress, "临江区人大常委会办公室", BodyKind.STANDING_COMMITTEE, short_name="人大常委会办公室"
        )
        for kind in ("bodies", "deputies", "contacts"):
            report = import_list(kind, self.congress, (DATA / f"{kind}.csv").read_bytes(), f"{kind}.csv")
            record(f"list.{kind}", self.congress, seat=None, facts=report.as_data())
        people_of_contacts(self.congress)
        self.officer = self._seat("李文静", committee, Role.COMMITTEE_OFFICER)
        self._seat("何建国", office, Role.CONGRESS_ADMIN)
        self._seat("谢长林", office, Role.LEADER)
        self.government = Body.objects.get(congress=self.congress, kind=BodyKind.GOVERNMENT_OFFICE)
        self.dispatcher = self._seat("刘敏", self.government, Role.DISPATCHER)
        self._seat("罗家明", self.government, Role.LEADER)
        self.units = {
            name: body for body in Body.objects.filter(congress=self.congress) for name in (body.name, body.short_name)
        }
        names = (f"{SURNAMES[i % len(SURNAMES)]}{GIVEN[i * 7 % len(GIVEN)]}" for i in range(100))
        for body in Body.objects.filter(congress=self.congress).order_by("pk"):
            if Role.UNIT_HEAD in setup.roles_at(body):
                self._seat(next(names), body, Role.UNIT_HEAD)
        seats = Seat.objects.filter(congress=self.congress).select_related("person", "body").order_by("pk")
        for seat in seats:
            account = setup.account_of(seat.person)
            account.must_set_password = False
            account.save(update_fields=["must_set_password"])
        made = {seat.pk: seat for seat in seats}
        self.officer, self.dispatcher = made[self.officer.pk], made[self.dispatcher.pk]
        self.deputies = [seat for seat in seats if seat.role == Role.DEPUTY]
        self.clerks = {seat.body_id: seat for seat in reversed(list(seats)) if seat.role == Role.UNIT_CLERK}
        self.heads = {seat.body_id: seat for seat in seats if seat.role == Role.UNIT_HEAD}

    def _seat(self, name: str, body: Any, role: str) -> Any:
        from huiyin.people import setup

        return setup.add_seat(setup.add_person(self.congress, name), body, role)

    # -- items -----------------------------------------------------------------------------------------------------

    def _items(self) -> Iterator[tuple[Item, Any, list[Any]]]:
        rows = list(csv.DictReader(io.StringIO((DATA / "items.csv").read_text(encoding="utf-8"))))
        fates = [(fate, age) for fate, ages in FATES for age in ages]
        if len(rows) != len(fates):
            raise RuntimeError(f"{len(rows)} items, but {len(fates)} fates")
        for i, (row, (fate, age)) in enumerate(zip(rows, fates, strict=True)):
            item = Item(row["标题"], row["单位"], row["类别"], row["问题"], row["希望"], fate, age)
            # The first deputies lead most, so that a phone opened as one of them has something on it.
            lead = self.deputies[(i * i) % 7 if i % 2 else i % len(self.deputies)]
            others = [d for d in self.deputies[i % 5 :: 9] if d.pk != lead.pk][: i % 4]
            yield item, lead, others

    def _play(self, item: Item, lead: Any, others: list[Any]) -> None:
        from huiyin.foundation.tenancy import acting

        with acting(self.congress.pk, session_key=self._login(lead)):
            Line(self, item, lead, others).play()

    def _login(self, seat: Any) -> str:
        """A login session of the deputy: the sealed functions accept an evaluation from nothing else."""
        from huiyin.people.signing_in import session_for

        return session_for(seat.person.account)

    def _read_old_notices(self) -> None:
        """Everybody has read what they were told, but for the newest two or three."""
        from huiyin.foundation import clock
        from huiyin.foundation.models import Notice
        from huiyin.foundation.tenancy import acting

        with acting(self.congress.pk):
            newest: dict[int, list[int]] = {}
            for pk, seat_id in (
                Notice.objects.filter(congress=self.congress).order_by("-pk").values_list("pk", "seat_id")
            ):
                newest.setdefault(seat_id, []).append(pk)
            kept = [pk for pks in newest.values() for pk in pks[:2]]
            Notice.objects.filter(congress=self.congress).exclude(pk__in=kept).update(
                read_at=clock.now(), deliver_at=clock.now()
            )
            Notice.objects.filter(congress=self.congress, pk__in=kept).update(deliver_at=clock.now())

    def _end_sessions(self) -> None:
        from huiyin.people.models import LoginSession

        LoginSession.objects.filter(account__in=[s.person.account for s in (self.officer, *self.deputies)]).delete()


class Line:
    """One item on its way, by real steps; the legal dates lie in the past, the recorded ones are now."""

    def __init__(self, demo: Demo, item: Item, lead: Any, others: list[Any]) -> None:
        self.demo, self.item, self.lead, self.others = demo, item, lead, others
        self.start = demo.today - timedelta(days=item.age)

    def day(self, after: int) -> date:
        return min(self.start + timedelta(days=after), self.demo.today)

    @contextmanager
    def _on(self, day: date) -> Iterator[Any]:
        from huiyin.chain.taking import work

        with work(rehearsal=True) as unit:
            yield lambda code, thing, seat, facts=None: unit.take(code, thing, seat, facts, happened_on=day)

    def play(self) -> None:
        from huiyin.dispatch.models import Assignment
        from huiyin.dispatch.steps import Assigning, HandOver, Target
        from huiyin.proposals.steps import Reason

        demo, item = self.demo, self.item
        proposal = self._register()
        if item.fate == "registered":
            return
        if item.fate == "voided":
            with self._on(self.day(1)) as take:
                take("proposal.void", proposal, demo.officer, Reason("与代表此前提出的一件重复，代表书面同意撤回。"))
            return
        body = demo.units[item.unit]
        if body.kind in ("court", "procuratorate", "government_office"):
            with self._on(self.day(0)) as take:
                take("dispatch.hand_over", proposal, demo.officer, HandOver(targets=(Target(body.pk, "lead"),)))
            rows = list(Assignment.objects.filter(congress=demo.congress, proposal=proposal))
        else:
            with self._on(self.day(0)) as take:
                take("dispatch.hand_over", proposal, demo.officer, HandOver(via=demo.government.pk))
            if item.fate == "routing":
                return
            route = Assignment.objects.get(congress=demo.congress, proposal=proposal)
            with self._on(self.day(1)) as take:
                take("dispatch.assign", route, demo.dispatcher, Assigning(self._targets(body)))
            rows = list(Assignment.objects.filter(congress=demo.congress, parent=route).order_by("pk"))
        if item.fate != "waiting":
            for row in rows:
                self._handle(row)

    def _targets(self, body: Any) -> tuple[Any, ...]:
        from huiyin.dispatch.steps import Target

        units = self.demo.units
        if self.item.fate == "separate":
            return (
                Target(body.pk, "separate", "管网摸排和改造"),
                Target(units["区水务局"].pk, "separate", "积水点排涝"),
            )
        if self.item.fate in ("assisted", "opinion", "redo"):
            return (Target(body.pk, "lead"), Target(units["区财政局"].pk, "assist"))
        if self.item.fate == "joint":
            return (Target(body.pk, "joint_lead"), Target(units["区水务局"].pk, "joint_lead"))
        return (Target(body.pk, "lead"),)

    def _register(self) -> Any:
        from huiyin.proposals.models import Proposal
        from huiyin.proposals.steps import Registration

        item, demo = self.item, self.demo
        motion = item.title.endswith("的议案")
        proposal = Proposal(congress=demo.congress)
        facts = Registration(
            kind="motion" if motion else "suggestion",
            side="between" if item.age % 3 == 0 and not motion else "session",
            session_id=demo.session.pk,
            title=item.title,
            body=f"{item.problem}\n建议：{item.wish}",
            category=item.category,
            is_key=item.age in (97, 120, 88, 150),
            lead_seat_id=self.lead.pk,
            cosigner_seat_ids=tuple(seat.pk for seat in self.others),
            signer_count=1 + len(self.others),
        )
        with self._on(self.start - timedelta(days=3)) as take:
            take("proposal.register", proposal, demo.officer, facts)
        return proposal

    def _handle(self, row: Any) -> None:
        from huiyin.handling.models import Round
        from huiyin.proposals.steps import Reason

        clerk, fate = self.demo.clerks[row.body_id], self.item.fate
        with self._on(self.day(3)) as take:
            take("assignment.receive", row, clerk)
        if row.mode == "assist":
            self._assist(row, clerk)
            return
        if fate in ("returning", "disputed"):
            self._return(row, clerk)
            return
        if fate == "long":
            with self._on(self.day(60)) as take:
                take("long.grant", row, self.demo.officer, Reason("涉及五个部门，要等省里的专项规划。"))
        round_ = Round.objects.get(congress=self.demo.congress, assignment=row)
        if fate in ("handling", "separate", "assisted", "opinion", "redo", "joint", "long"):
            # Three in four have talked already: the others stand under 未见面沟通.
            if self.item.age % 4:
                self._talk(round_, clerk, 10)
            return
        self._talk(round_, clerk, 12)
        if not self._answer(round_, clerk, 40):
            return
        self._after_answer(row, round_)

    def _assist(self, row: Any, clerk: Any) -> None:
        """会办: one has given its opinion, one is asked for another, one is late."""
        from huiyin.handling.assisting import OpinionGiven
        from huiyin.proposals.steps import Reason

        if self.item.fate not in ("opinion", "redo"):
            return
        said = "所需资金可以从今年的城市维护费中调剂，请主办单位提出项目清单和预算，我局在收到后十个工作日内审核。"
        with self._on(self.day(20)) as take:
            take("opinion.give", row, clerk, OpinionGiven(said if self.item.fate == "opinion" else "我局没有意见。"))
            if self.item.fate == "redo":
                lead = row.proposal.assignments.get(mode="lead")
                asked = Reason("没有说明资金从哪里列支，请补充。")
                take("opinion.redo", row, self.demo.clerks[lead.body_id], asked)

    def _return(self, row: Any, clerk: Any) -> None:
        """退回: one waits for the government office's word, one was refused and lies before the leader."""
        from huiyin.dispatch.returning import ReturnAsked
        from huiyin.proposals.steps import Reason

        demo = self.demo
        with self._on(self.day(5)) as take:
            asked = ReturnAsked("按三定方案，这一事项由区水务局负责，我局没有相应职责。", demo.units["区水务局"].pk)
            take("assignment.ask_return", row, clerk, asked)
            if self.item.fate == "disputed":
                take("assignment.refuse_return", row, demo.dispatcher, Reason("日常管养在你局，请牵头办理。"))
                take("assignment.dispute", row, demo.heads[row.body_id], Reason("管养经费去年已经划转区水务局。"))

    def _talk(self, round_: Any, clerk: Any, after: int) -> None:
        from huiyin.handling.contacting import ContactRecord

        form = "on_site" if self.item.age % 2 else "face_to_face"
        note = f"到现场看了情况，{self.lead.person.name}代表同意先易后难、分步解决。"
        with self._on(self.day(after)) as take:
            take("contact.record", round_, clerk, ContactRecord("during", form, self.day(after), note))

    def _answer(self, round_: Any, clerk: Any, after: int) -> bool:
        """Write, submit, clear, send — as far as the item's fate goes; True when it was sent."""
        from huiyin.handling.models import Letter, LetterAnswer

        head = self.demo.heads[round_.assignment.body_id]
        unit = round_.assignment.body
        proposal = round_.assignment.proposal
        letter = Letter.objects.create(
            congress=self.demo.congress,
            title=f"关于区十八届人大五次会议第{proposal.shown_no.removeprefix('第')}建议的答复",
            number=f"临{unit.label.removeprefix('区')[:2]}函〔{self.start.year}〕{proposal.own_no}号",
            body=LETTER.format(title=proposal.title, wish=self.item.wish, unit=unit.label),
            class_code="A" if self.item.age % 2 else "B",
            class_due_on=self.demo.today + timedelta(days=90),
            signatory=head.person.name,
            contact_line=f"{clerk.person.name}，{unit.label}办公室",
        )
        LetterAnswer.objects.create(congress=self.demo.congress, letter=letter, round=round_)
        fate = self.item.fate
        with self._on(self.day(after)) as take:
            take("letter.submit", round_, clerk)
            if fate == "clearing":
                return False
            take("letter.clear", round_, head)
            if fate == "cleared":
                return False
            take("letter.send", round_, head)
        return True

    def _after_answer(self, row: Any, round_: Any) -> None:
        from huiyin.evaluation.steps import Evaluation, Order, Settlement
        from huiyin.foundation.tenancy import acting
        from huiyin.handling.models import Round

        fate, officer = self.item.fate, self.demo.officer
        if fate == "answered":
            if self.item.age % 2:
                with self._on(self.day(44)) as take:
                    take("letter.open", round_, self.lead)
            return
        if fate == "set_aside":
            with self._on(self.day(110)) as take:
                take("evaluation.set_aside", round_, officer)
            return
        bad = fate in ("unsatisfied", "reordered", "reordered_answered")
        grade = "unsatisfied" if bad else ("basically" if self.item.age % 6 == 0 else "satisfied")
        reason = "只说了已经研究，哪天办、办到什么程度没有写。" if bad else ""
        with self._on(self.day(45)) as take:
            take("letter.open", round_, self.lead)
            take("evaluation.give", round_, self.lead, Evaluation({"overall": grade}, reason))
        if fate == "concluded":
            with acting(self.demo.congress.pk, session_key=self.demo.officer_session), self._on(self.day(50)) as take:
                take("evaluation.settle", round_, officer, Settlement())
        if fate in ("reordered", "reordered_answered"):
            order = Order("请逐项写明完成时间和责任人，与代表当面沟通后重新答复。")
            with self._on(self.demo.today - timedelta(days=20)) as take:
                take("rehandling.order", round_, officer, order)
            if fate == "reordered_answered":
                second = Round.objects.get(congress=self.demo.congress, assignment=row, number=2)
                clerk = self.demo.clerks[row.body_id]
                self._talk(second, clerk, self.item.age - 15)
                self._answer(second, clerk, self.item.age - 5)


_SOURCE = "临江区演示办法（虚构）"
ANSWERS: dict[str, Any] = {
    "documents": {_SOURCE: {"title": _SOURCE, "seen": "full", "note": "为演示编写，不是任何地方的规定"}},
    "limits": {
        "return_window": {"amount": 10, "unit": "workday", "trigger": "handed_over", "source": _SOURCE},
        "reassign": {"amount": 10, "unit": "workday", "trigger": "return_received", "source": _SOURCE},
        "first_contact": {"amount": 20, "unit": "workday", "trigger": "received", "source": _SOURCE},
        "assist_opinion": {"amount": 1, "unit": "month", "trigger": "handed_over", "source": _SOURCE},
        "assist_redo": {"amount": 5, "unit": "workday", "trigger": "redo_requested", "source": _SOURCE},
        "evaluate": {"amount": 20, "unit": "workday", "trigger": "answered", "source": _SOURCE},
        "rehandle_reply": {"amount": 1, "unit": "month", "trigger": "rehandling_ordered", "source": _SOURCE},
    },
    "letter": {
        "classes": {
            "source": _SOURCE,
            "value": [
                {"code": "A", "label": "已经解决或基本解决", "counts_as_solved": True},
                {"code": "B", "label": "正在解决或列入计划", "requires_due_date": True, "creates_commitment": True},
                {"code": "C", "label": "暂时不能解决", "requires_reason": True},
                {"code": "D", "label": "留作参考", "requires_reason": True},
            ],
        },
        "class_required": {"value": True, "source": _SOURCE},
    },
}
