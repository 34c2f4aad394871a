"""Walking the items of a replay along the line by its real steps, each on its own legal date.

Steps are taken in slices as a batch takes them. Grades are given in the login session of the deputy who gives them, so
evaluations are walked deputy by deputy. Python is what takes the time, so several processes may share the items.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db import connections

from huiyin.chain.taking import SLICE, Work, work
from huiyin.dispatch.models import ANSWERING, Assignment, Mode
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation.sealed import UNSATISFIED
from huiyin.evaluation.steps import Evaluation, Order
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.drafting import LetterFields, save_letter
from huiyin.handling.models import ContactForm, ContactStage, Round
from huiyin.handling.steps import Sending
from huiyin.people.models import Seat
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.procedures.values import AskedAfter, Phase
from huiyin.promises.due_words import DueKind
from huiyin.promises.keeping import Report
from huiyin.promises.models import Promise
from huiyin.promises.steps import Promised, new_promise
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Registration
from huiyin.reports.replays.district import Desk, District, sign_in
from huiyin.reports.replays.planning import WHOLE, Piece, Planned
from huiyin.reports.replays.reading import Inputs

AGAIN = "_again"
# Reports count no opinions of assisting units; kept only where one is missing.
WITHOUT = "年报没有写会办意见，重演时不等。"


@dataclass
class Item:
    """An item under way: what was planned and who raised it."""

    planned: Planned
    deputy: Seat
    proposal: Proposal
    pieces: list[Walked] = field(default_factory=list)

    @property
    def case_id(self) -> int:
        return self.proposal.pk


@dataclass
class Walked:
    """An item at one of its units, with the rows the steps made."""

    item: Item
    piece: Piece
    desk: Desk
    assignment: Assignment | None = None
    round: Round | None = None

    @property
    def case_id(self) -> int:
        return self.item.case_id

    def at(self) -> Assignment:
        assert self.assignment is not None
        return self.assignment

    def handling(self) -> Round:
        assert self.round is not None
        return self.round


OnTheWay = TypeVar("OnTheWay", Item, Walked)


class Line:
    def __init__(self, district: District, inputs: Inputs, tell: Callable[[str], None]) -> None:
        self.district = district
        self.pace = inputs.pace
        self.settled = inputs.settled
        self.supervision = inputs.supervision
        self.tell = tell
        with acting(district.congress.pk):
            self.procedure = procedure_of(version_on(district.congress.pk, clock.today()).pk)
        self.dimensions = [one.code for one in self.procedure.evaluation.dimensions_asked(AskedAfter.LETTER)]

    def walk(self, planned: list[Planned], processes: int = 1) -> None:
        """Walk all items to their end; not inside a transaction, whose rows other processes would not see."""
        items = self._register(planned)
        self.tell(f"登记了 {len(items)} 件")
        handed = [item for item in items if item.planned.path != "none"]
        if processes == 1:
            self._handle(handed)
            return
        deputies = [seat.pk for seat in self.district.deputies]
        self._fork(
            [
                [item for item in handed if deputies.index(item.deputy.pk) % processes == number]
                for number in range(processes)
            ]
        )

    def _fork(self, parts: list[list[Item]]) -> None:
        def handle(part: list[Item]) -> None:
            # Ctrl-C goes to the whole group: this process ends when its parent says so.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            self._handle(part)

        # Two processes on one connection would read each other's answers.
        connections.close_all()
        context = multiprocessing.get_context("fork")
        walking = [context.Process(target=handle, args=(part,)) for part in parts]
        try:
            for process in walking:
                process.start()
            for process in walking:
                process.join()
        finally:
            for process in walking:
                if process.is_alive():
                    process.terminate()
                    process.join()
        if any(process.exitcode for process in walking):
            raise RuntimeError("a part of the replay broke off; its last words stand above")

    def _handle(self, handed: list[Item]) -> None:
        pieces = [piece for item in handed for piece in item.pieces]
        self._hand_over(handed, pieces)
        self._receive(pieces)
        self._assist(handed)
        self.tell(f"交办、签收了 {_said(handed, pieces)}")
        self._answer(pieces)
        self._keep(pieces)
        self.tell(f"答复了 {_said(handed, pieces)}")
        graded = [walked for walked in pieces if walked.piece.grades]
        again = [walked for walked in graded if len(walked.piece.grades) > 1]
        self._evaluate(graded, 0)
        once = [walked for walked in graded if len(walked.piece.grades) == 1]
        if self.settled:
            self._settle([walked for walked in once if not _is_unsatisfied(walked)])
        self.tell(f"评价了 {len(graded)} 件次，其中 {len(again)} 件次重新办理")
        self._order(again)
        self._answer(again, AGAIN)
        self._evaluate(again, 1)
        if self.settled:
            self._settle(again, AGAIN)

    # -- the steps, in their order ---------------------------------------------------------------------------------

    def _planned(self, planned: list[Planned]) -> list[Item]:
        """The items under way, the deputies in turn."""
        district = self.district
        items: list[Item] = []
        for number, one in enumerate(planned):
            item = Item(one, district.deputies[number % len(district.deputies)], Proposal(congress=district.congress))
            item.pieces = [Walked(item, piece, district.desks[piece.unit]) for piece in one.pieces]
            items.append(item)
        return items

    def _register(self, planned: list[Planned]) -> list[Item]:
        district = self.district
        items = self._planned(planned)

        def register(unit: Work, item: Item) -> None:
            facts = Registration(
                kind=item.planned.kind,
                side=item.planned.side,
                session_id=district.session.pk,
                title=item.planned.title,
                body="重演用的一件，正文从略。",
                lead_seat_id=item.deputy.pk,
            )
            unit.take(
                "proposal.register", item.proposal, district.officer, facts, happened_on=item.planned.registered_on
            )

        self._each(items, register, new=True)
        return items

    def _hand_over(self, items: list[Item], pieces: list[Walked]) -> None:
        """To the government through its office, which passes on; the rest straight to the bodies that handle it."""
        district = self.district

        def targets(item: Item) -> tuple[Target, ...]:
            mode = Mode.LEAD if len(item.pieces) == 1 else Mode.SEPARATE
            answering = [Target(walked.desk.body.pk, mode) for walked in item.pieces]
            assisting = [Target(district.desks[name].body.pk, Mode.ASSIST) for name in item.planned.assisting]
            return (*answering, *assisting)

        def hand_over(unit: Work, item: Item) -> None:
            by_office = item.planned.path == "government"
            facts = HandOver(via=district.office.pk) if by_office else HandOver(targets=targets(item))
            on = self._on(item, "handed_over")
            unit.take("dispatch.hand_over", item.proposal, district.officer, facts, happened_on=on)

        def assign(unit: Work, item: Item) -> None:
            on = self._on(item, "assigned")
            unit.take(
                "dispatch.assign", routes[item.case_id], district.dispatcher, Assigning(targets(item)), happened_on=on
            )

        self._each(items, hand_over)
        government = [item for item in items if item.planned.path == "government"]
        routes = {row.proposal_id: row for row in self._assignments(government, Mode.ROUTE)}
        self._each(government, assign)
        found = {(row.proposal_id, row.body_id): row for row in self._assignments(items, *ANSWERING)}
        for walked in pieces:
            walked.assignment = found[walked.case_id, walked.desk.body.pk]

    def _receive(self, pieces: list[Walked]) -> None:
        def receive(unit: Work, walked: Walked) -> None:
            on = self._on(walked.item, "received")
            unit.take("assignment.receive", walked.at(), walked.desk.clerk, happened_on=on)

        self._each(pieces, receive)

    def _assist(self, items: list[Item]) -> None:
        """Assisting units receive what they were given; it is released when the item is concluded."""
        assisted = [item for item in items if item.planned.assisting]
        clerks = {desk.body.pk: desk.clerk for desk in self.district.desks.values()}
        found: dict[int, list[Assignment]] = {}
        for row in self._assignments(assisted, Mode.ASSIST):
            found.setdefault(row.proposal_id, []).append(row)

        def receive(unit: Work, item: Item) -> None:
            for row in found[item.case_id]:
                on = self._on(item, "received")
                unit.take("assignment.receive", row, clerks[row.body_id], happened_on=on)

        self._each(assisted, receive)

    def _answer(self, pieces: list[Walked], again: str = "") -> None:
        """Talk with the deputy, write, submit, clear, send."""
        self._find_rounds(pieces)

        def answer(unit: Work, walked: Walked) -> None:
            desk, round_, item = walked.desk, walked.handling(), walked.item
            talked, on = self._on(item, "talked" + again), self._on(item, "answered" + again)
            form = ContactForm.FACE_TO_FACE if walked.piece.met else ContactForm.PHONE
            for stage in self._talks(round_, walked.piece.met):
                facts = ContactRecord(stage, form, talked, "听取了代表的意见。")
                unit.take("contact.record", round_, desk.clerk, facts, happened_on=talked)
            letter = LetterFields(
                title=f"关于{item.planned.title}的答复",
                number=f"重演函〔{on.year}〕{round_.pk}号",
                body="您提出的建议收悉，现答复如下：已经办理。",
                class_code=walked.piece.class_code,
                class_due_on=walked.piece.promise.due if walked.piece.promise is not None else None,
                signatory=desk.head.person.name,
            )
            save_letter(round_, letter, 0)
            if walked.piece.promise is not None:
                self._promise(unit, walked, on)
            unit.take("letter.submit", round_, desk.clerk, happened_on=on)
            unit.take("letter.clear", round_, desk.head, happened_on=on)
            unit.take("letter.send", round_, desk.head, Sending(WITHOUT), happened_on=on)

        self._each(pieces, answer)

    @staticmethod
    def _promise(unit: Work, walked: Walked, on: date) -> None:
        round_, due = walked.handling(), walked.piece.promise
        if round_.letter is None or due is None:
            raise RuntimeError(f"{walked.item.planned.title} has no letter to promise anything in")
        promise = new_promise(round_.letter, round_)
        facts = Promised(f"办成{walked.item.planned.title}所提的事", DueKind.DATED, f"{due.due:%Y年%m月%d日}前", due.due)
        unit.take("promise.mark", promise, walked.desk.clerk, facts, happened_on=on)

    def _keep(self, pieces: list[Walked]) -> None:
        """Reported done with its proof, and crossed off by the committee (销号)."""
        kept = {walked.handling().pk: walked for walked in pieces if walked.piece.promise and walked.piece.promise.kept}
        congress = self.district.congress
        with acting(congress.pk):
            rows = Promise.objects.filter(congress=congress, letter__answers__round__in=list(kept))
            found = dict(rows.values_list("letter__answers__round_id", "pk"))

        def keep(unit: Work, walked: Walked) -> None:
            promised = walked.piece.promise
            if promised is None or promised.kept is None:
                return
            promise = Promise.objects.select_related(*Promise.READ_WITH).get(pk=found[walked.handling().pk])
            report = Report("已经办成。", document="重演验〔2024〕1号", done_on=promised.kept)
            unit.take("promise.report_done", promise, walked.desk.clerk, report, happened_on=promised.kept)
            unit.take("promise.close", promise, self.district.officer, happened_on=promised.kept)

        self._each(list(kept.values()), keep)
        if kept:
            self.tell(f"销号了 {len(kept)} 项承诺")

    @staticmethod
    def _talks(round_: Round, met: bool) -> list[str]:
        """The talks before the answer: each meeting that the procedure owes (办前、办中), else one."""
        owed = procedure_of(round_.assignment.proposal.procedure_id).contact.meetings_owed.value or ()
        before = [phase.value for phase in owed if phase is not Phase.AFTER]
        return before if met and before else [ContactStage.DURING]

    def _evaluate(self, pieces: list[Walked], nth: int) -> None:
        step = "evaluated" + (AGAIN if nth else "")

        def evaluate(unit: Work, walked: Walked) -> None:
            on, rated = self._on(walked.item, step), dict(walked.piece.grades[nth])
            grades = {code: rated.get(code) or rated[WHOLE] for code in self.dimensions}
            reason = "没有办到实处，请重新办理。" if UNSATISFIED in grades.values() else ""
            unit.take("letter.open", walked.handling(), walked.item.deputy, happened_on=on)
            unit.take(
                "evaluation.give", walked.handling(), walked.item.deputy, Evaluation(grades, reason), happened_on=on
            )

        by_deputy: dict[int, list[Walked]] = {}
        for walked in pieces:
            by_deputy.setdefault(walked.item.deputy.pk, []).append(walked)
        for mine in by_deputy.values():
            self._each(mine, evaluate, by=mine[0].item.deputy)

    def _settle(self, pieces: list[Walked], again: str = "") -> None:
        officer = self.district.officer

        def settle(unit: Work, walked: Walked) -> None:
            on = self._on(walked.item, "decided" + again)
            unit.take("evaluation.settle", walked.handling(), officer, None, happened_on=on)

        self._each(pieces, settle, by=officer)

    def _order(self, pieces: list[Walked]) -> None:
        officer = self.district.officer

        def order(unit: Work, walked: Walked) -> None:
            facts = Order("请针对代表的意见逐项办理，重新答复。")
            on = self._on(walked.item, "decided")
            unit.take("rehandling.order", walked.handling(), officer, facts, happened_on=on)

        self._each(pieces, order, by=officer)

    # -- how ---------------------------------------------------------------------------------------------------------

    def _on(self, item: Item, step: str) -> date:
        return self.pace.on(step, item.planned.registered_on)

    def _each(
        self,
        things: list[OnTheWay],
        take: Callable[[Work, OnTheWay], None],
        *,
        by: Seat | None = None,
        new: bool = False,
    ) -> None:
        """Take steps on every one, a slice at a time; `by` signs in for those that give or read grades."""
        key = sign_in(by) if by is not None and things else None
        for some in _slices(things):
            with acting(self.district.congress.pk, session_key=key):
                locked = () if new else {one.case_id for one in some}
                with work(*locked, rehearsal=True) as unit:
                    for one in some:
                        take(unit, one)

    def _assignments(self, items: list[Item], *modes: Mode) -> list[Assignment]:
        congress = self.district.congress
        with acting(congress.pk):
            rows = Assignment.objects.filter(congress=congress, mode__in=modes)
            return list(rows.filter(proposal__in=[item.proposal.pk for item in items]))

    def _find_rounds(self, pieces: list[Walked]) -> None:
        congress = self.district.congress
        with acting(congress.pk):
            rows = Round.objects.filter(congress=congress, assignment__in=[walked.at().pk for walked in pieces])
            found = {row.assignment_id: row for row in rows.select_related(*Round.READ_WITH).order_by("number")}
        for walked in pieces:
            walked.round = found[walked.at().pk]


def _is_unsatisfied(walked: Walked) -> bool:
    return UNSATISFIED in dict(walked.piece.grades[0]).values()


def _said(items: list[Item], pieces: list[Walked]) -> str:
    several = f"（{len(pieces)} 份答复）" if len(pieces) != len(items) else ""
    return f"{len(items)} 件{several}"


def _slices(things: Iterable[OnTheWay]) -> Iterator[list[OnTheWay]]:
    rest = iter(things)
    while some := list(islice(rest, SLICE)):
        yield some
