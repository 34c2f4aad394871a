"""One item on its way, by real steps; the legal dates lie in the past, the recorded ones are now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from huiyin.chain.taking import work
from huiyin.cli.demo.cast import Cast
from huiyin.cli.demo.items import LETTER, Item
from huiyin.cli.demo.promising import follow
from huiyin.dispatch.models import Assignment
from huiyin.dispatch.returning import ReturnAsked
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation.steps import Evaluation, Order, Settlement
from huiyin.foundation.tenancy import acting
from huiyin.handling.assisting import OpinionGiven
from huiyin.handling.checking import Submission, findings
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.models import Letter, LetterAnswer, Round
from huiyin.promises.steps import Promised, new_promise
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason, Registration

Take = Callable[..., Any]
AGREED = "所需资金可以从今年的城市维护费中调剂，请主办单位提出项目清单和预算，我局在收到后十个工作日内审核。"
NOT_SAID = "只说了已经研究，哪天办、办到什么程度没有写。"
SAME_MATTER = "与去年的件是同一件事，答复的口径没有变。"
DEMANDS = "请逐项写明完成时间和责任人，与代表当面沟通后重新答复。"


class Line:
    """An item of this year, as far as its fate goes."""

    def __init__(self, cast: Cast, item: Item, lead: Any, others: list[Any]) -> None:
        self.cast, self.item, self.lead, self.others = cast, item, lead, others
        self.start = cast.today - timedelta(days=item.age)
        self.body = cast.units[item.unit]

    def day(self, after: int) -> date:
        return min(self.start + timedelta(days=after), self.cast.today)

    @contextmanager
    def on(self, day: date) -> Iterator[Take]:
        with work(rehearsal=True) as unit:
            yield lambda code, thing, seat, facts=None: unit.take(code, thing, seat, facts, happened_on=day)

    def play(self) -> None:
        proposal = self.register()
        if self.item.fate == "registered":
            return
        if self.item.fate == "voided":
            self.void(proposal)
            return
        self.go_on(proposal)

    def go_on(self, proposal: Any) -> None:
        """From a registered item to the end of its fate."""
        rows = self.hand_over(proposal)
        if self.item.fate != "waiting":
            for row in rows:
                self._handle(row)

    # -- what all items have in common -------------------------------------------------------------------------------

    @property
    def session(self) -> Any:
        return self.cast.session

    @property
    def registered_on(self) -> date:
        return self.start - timedelta(days=3)

    @property
    def is_key(self) -> bool:
        return self.item.age in (97, 120, 88, 150)

    def register(self) -> Any:
        item = self.item
        proposal = Proposal(congress=self.cast.congress)
        facts = Registration(
            kind="motion" if item.is_motion else "suggestion",
            side=item.side,
            session_id=self.session.pk,
            title=item.title,
            body=f"{item.problem}\n建议：{item.wish}",
            category=item.category,
            is_key=self.is_key,
            lead_seat_id=self.lead.pk,
            cosigner_seat_ids=tuple(seat.pk for seat in self.others),
            signer_count=1 + len(self.others),
        )
        with self.on(self.registered_on) as take:
            take("proposal.register", proposal, self.cast.officer, facts)
        return proposal

    def void(self, proposal: Any) -> None:
        with self.on(self.day(1)) as take:
            take("proposal.void", proposal, self.cast.officer, Reason("与代表此前提出的一件重复，代表书面同意撤回。"))

    def hand_over(self, proposal: Any) -> list[Assignment]:
        """To the unit itself, or through the government office; the rows of the units, none while it lies there."""
        cast = self.cast
        of_case = Assignment.objects.filter(congress=cast.congress, proposal=proposal).order_by("pk")
        if self.body.kind in ("court", "procuratorate", "government_office"):
            with self.on(self.day(0)) as take:
                take("dispatch.hand_over", proposal, cast.officer, HandOver(targets=(Target(self.body.pk, "lead"),)))
            return list(of_case)
        with self.on(self.day(0)) as take:
            take("dispatch.hand_over", proposal, cast.officer, HandOver(via=cast.government.pk))
        if self.item.fate == "routing":
            return []
        route = of_case.get()
        with self.on(self.day(1)) as take:
            take("dispatch.assign", route, cast.dispatcher, Assigning(self.targets()))
        return list(of_case.filter(parent=route))

    def targets(self) -> tuple[Target, ...]:
        units = self.cast.units
        if self.item.fate == "separate":
            return (
                Target(self.body.pk, "separate", "管网摸排和改造"),
                Target(units["区水务局"].pk, "separate", "积水点排涝"),
            )
        if self.item.fate in ("assisted", "opinion", "redo"):
            return (Target(self.body.pk, "lead"), Target(units["区财政局"].pk, "assist"))
        if self.item.fate == "joint":
            return (Target(self.body.pk, "joint_lead"), Target(units["区水务局"].pk, "joint_lead"))
        return (Target(self.body.pk, "lead"),)

    def receive(self, row: Any, after: int = 3) -> None:
        with self.on(self.day(after)) as take:
            take("assignment.receive", row, self.clerk(row))

    def clerk(self, row: Any) -> Any:
        return self.cast.clerks[row.body_id]

    def round_of(self, row: Any, number: int = 1) -> Any:
        return Round.objects.get(congress=self.cast.congress, assignment=row, number=number)

    def talk(self, round_: Any, after: int, form: str) -> None:
        note = f"到现场看了情况，{self.lead.person.name}代表同意先易后难、分步解决。"
        if form == "phone":
            note = f"电话里听了{self.lead.person.name}代表的意见，约定办完以后一起去看。"
        with self.on(self.day(after)) as take:
            take("contact.record", round_, self.clerk(round_.assignment), self._contact(form, after, note))

    def _contact(self, form: str, after: int, note: str) -> ContactRecord:
        return ContactRecord("during", form, self.day(after), note)

    def write(self, rounds: list[Any], class_code: str, promised: date, on: date) -> None:
        """One letter that answers the rounds: of one unit, or of those that lead jointly. `on`: the day it goes up."""
        row = rounds[0].assignment
        unit, proposal, clerk = row.body, row.proposal, self.clerk(row)
        year = self.start.year
        letter = Letter.objects.create(
            congress=self.cast.congress,
            title=f"关于区十八届人大{SESSIONS[self.session.number]}次会议第{proposal.shown_no.removeprefix('第')}建议的答复",
            number=f"临{unit.label.removeprefix('区')[:2]}函〔{year}〕{proposal.own_no}号",
            body=LETTER.format(title=proposal.title, wish=self.item.wish, unit=unit.label),
            class_code=class_code,
            class_due_on=promised,
            class_reason="要等上级的专项规划定下来，现在没有条件办。" if class_code == "C" else "",
            signatory=self.cast.heads[unit.pk].person.name,
            contact_line=f"{clerk.person.name}，{unit.label}办公室",
        )
        for round_ in rounds:
            LetterAnswer.objects.create(congress=self.cast.congress, letter=letter, round=round_)
        if class_code == "B":
            self._promise(rounds[0], letter, promised, on)

    def _promise(self, round_: Any, letter: Letter, by: date, on: date) -> None:
        """What is being done or planned goes into the ledger of promises, with a day (Chongqing 22)."""
        clerk = self.clerk(round_.assignment)
        said = Promised(self.item.wish.rstrip("。"), "dated", "", by, "", clerk.person.name, "现场照片和验收单")
        with self.on(on) as take:
            take("promise.mark", new_promise(letter, round_), clerk, said)

    @staticmethod
    def submission(round_: Any) -> Submission | None:
        """Why the letter goes up although the check found places: items of two years ask for the same thing."""
        return Submission(SAME_MATTER) if findings(round_) else None

    def evaluate(self, round_: Any, after: int, grade: str, *, opened: bool = False) -> None:
        """`opened`: the deputy has the letter open already, because it answers for two units."""
        with self.on(self.day(after)) as take:
            if not opened:
                take("letter.open", round_, self.lead)
            reason = NOT_SAID if grade == "unsatisfied" else ""
            take("evaluation.give", round_, self.lead, Evaluation({"overall": grade}, reason))

    def settle(self, round_: Any, after: int) -> None:
        officer = self.cast.officer
        with acting(self.cast.congress.pk, session_key=self.cast.login(officer)), self.on(self.day(after)) as take:
            take("evaluation.settle", round_, officer, Settlement())

    def order_again(self, round_: Any, on: date) -> None:
        with self.on(on) as take:
            take("rehandling.order", round_, self.cast.officer, Order(DEMANDS))

    # -- this year ---------------------------------------------------------------------------------------------------

    def _handle(self, row: Any) -> None:
        fate = self.item.fate
        self.receive(row)
        if row.mode == "assist":
            self._assist(row)
            return
        if fate in ("returning", "disputed"):
            self._return(row)
            return
        if fate == "long":
            with self.on(self.day(60)) as take:
                take("long.grant", row, self.cast.officer, Reason("涉及五个部门，要等省里的专项规划。"))
        round_ = self.round_of(row)
        form = "on_site" if self.item.age % 2 else "face_to_face"
        if fate in ("handling", "separate", "assisted", "opinion", "redo", "joint", "long"):
            # Three in four have talked already: the others stand under 未见面沟通.
            if self.item.age % 4:
                self.talk(round_, 10, form)
            return
        self.talk(round_, 12, form)
        if self._answer(round_, 40):
            self._after_answer(row, round_, form)
            follow(self, [row])

    def _assist(self, row: Any) -> None:
        """会办: one has given its opinion, one is asked for another, one is late."""
        if self.item.fate not in ("opinion", "redo"):
            return
        with self.on(self.day(20)) as take:
            said = OpinionGiven(AGREED if self.item.fate == "opinion" else "我局没有意见。")
            take("opinion.give", row, self.clerk(row), said)
            if self.item.fate == "redo":
                lead = row.proposal.assignments.get(mode="lead")
                take("opinion.redo", row, self.clerk(lead), Reason("没有说明资金从哪里列支，请补充。"))

    def _return(self, row: Any) -> None:
        """退回: one waits for the government office's word, one was refused and lies before the leader."""
        cast = self.cast
        with self.on(self.day(5)) as take:
            asked = ReturnAsked("按三定方案，这一事项由区水务局负责，我局没有相应职责。", cast.units["区水务局"].pk)
            take("assignment.ask_return", row, self.clerk(row), asked)
            if self.item.fate == "disputed":
                take("assignment.refuse_return", row, cast.dispatcher, Reason("日常管养在你局，请牵头办理。"))
                take("assignment.dispute", row, cast.heads[row.body_id], Reason("管养经费去年已经划转区水务局。"))

    def _answer(self, round_: Any, after: int) -> bool:
        """Write, submit, clear, send — as far as the item's fate goes; True when it was sent."""
        self.write([round_], "A" if self.item.age % 2 else "B", self.cast.today + timedelta(days=90), self.day(after))
        head, fate = self.cast.heads[round_.assignment.body_id], self.item.fate
        with self.on(self.day(after)) as take:
            take("letter.submit", round_, self.clerk(round_.assignment), self.submission(round_))
            if fate == "clearing":
                return False
            take("letter.clear", round_, head)
            if fate == "cleared":
                return False
            take("letter.send", round_, head)
        return True

    def _after_answer(self, row: Any, round_: Any, form: str) -> None:
        fate, age = self.item.fate, self.item.age
        if fate == "answered":
            if age % 2:
                with self.on(self.day(44)) as take:
                    take("letter.open", round_, self.lead)
            return
        if fate == "set_aside":
            with self.on(self.day(110)) as take:
                take("evaluation.set_aside", round_, self.cast.officer)
            return
        bad = fate in ("unsatisfied", "reordered", "reordered_answered")
        self.evaluate(round_, 45, "unsatisfied" if bad else ("basically" if age % 6 == 0 else "satisfied"))
        if fate == "concluded":
            self.settle(round_, 50)
        if fate in ("reordered", "reordered_answered"):
            self.order_again(round_, self.day(age - 20))
        if fate == "reordered_answered":
            second = self.round_of(row, number=2)
            self.talk(second, age - 15, form)
            self._answer(second, age - 5)


SESSIONS = {4: "四", 5: "五"}
