"""Walking the items of a replay along the line by its real steps, each on its own legal date.

Steps are taken in slices as a batch takes them. Grades are given in the login session of the deputy who gives them, so
evaluations are walked deputy by deputy. Python is what takes the time, so several processes may share the items.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connections

from huiyin.chain.taking import SLICE, Work, work
from huiyin.dispatch.models import ANSWERING, Assignment, Mode
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.evaluation.sealed import UNSATISFIED
from huiyin.evaluation.steps import Evaluation, Order
from huiyin.foundation.tenancy import acting
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.drafting import LetterFields, save_letter
from huiyin.handling.models import ContactForm, ContactStage, Round
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Registration
from huiyin.reports.replays.district import Desk, District, sign_in
from huiyin.reports.replays.planning import Planned
from huiyin.reports.replays.reading import Pace

AGAIN = "_again"


@dataclass
class Walked:
    """An item under way: what was planned, who has to do with it, and the rows the steps made."""

    planned: Planned
    deputy: Seat
    desk: Desk
    proposal: Proposal
    assignment: Assignment | None = None
    round: Round | None = None

    def at(self) -> Assignment:
        assert self.assignment is not None
        return self.assignment

    def handling(self) -> Round:
        assert self.round is not None
        return self.round


class Line:
    def __init__(self, district: District, pace: Pace, tell: Callable[[str], None]) -> None:
        self.district = district
        self.pace = pace
        self.tell = tell

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

    def _fork(self, parts: list[list[Walked]]) -> None:
        def handle(part: list[Walked]) -> None:
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

    def _handle(self, handed: list[Walked]) -> None:
        self._hand_over(handed)
        self._receive(handed)
        self.tell(f"交办、签收了 {len(handed)} 件")
        self._answer(handed)
        self.tell(f"答复了 {len(handed)} 件")
        graded = [item for item in handed if item.planned.grades]
        self._evaluate(graded, 0)
        again = [item for item in graded if len(item.planned.grades) > 1]
        self._settle([item for item in graded if item.planned.grades != (UNSATISFIED,) and item not in again])
        self.tell(f"评价、办结了 {len(graded) - len(again)} 件，{len(again)} 件重新办理")
        self._order(again)
        self._answer(again, AGAIN)
        self._evaluate(again, 1)
        self._settle(again, AGAIN)

    # -- the steps, in their order ---------------------------------------------------------------------------------

    def _register(self, planned: list[Planned]) -> list[Walked]:
        district = self.district
        items: list[Walked] = []
        for number, item in enumerate(planned):
            desks = district.direct if item.path == "direct" else district.departments
            deputy = district.deputies[number % len(district.deputies)]
            desk = desks[number % len(desks)]
            items.append(Walked(item, deputy, desk, Proposal(congress=district.congress)))

        def register(unit: Work, item: Walked) -> None:
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

    def _hand_over(self, items: list[Walked]) -> None:
        """To the government through its office, which passes on; the rest straight to the body that handles it."""
        district = self.district

        def hand_over(unit: Work, item: Walked) -> None:
            if item.planned.path == "government":
                facts = HandOver(via=district.office.pk)
            else:
                facts = HandOver(targets=(Target(item.desk.body.pk, Mode.LEAD),))
            on = self._on(item, "handed_over")
            unit.take("dispatch.hand_over", item.proposal, district.officer, facts, happened_on=on)

        def assign(unit: Work, item: Walked) -> None:
            facts = Assigning((Target(item.desk.body.pk, Mode.LEAD),))
            on = self._on(item, "assigned")
            unit.take("dispatch.assign", item.at(), district.dispatcher, facts, happened_on=on)

        self._each(items, hand_over)
        government = [item for item in items if item.planned.path == "government"]
        self._find_assignments(government, (Mode.ROUTE,))
        self._each(government, assign)
        self._find_assignments(items, ANSWERING)

    def _receive(self, items: list[Walked]) -> None:
        def receive(unit: Work, item: Walked) -> None:
            unit.take("assignment.receive", item.at(), item.desk.clerk, happened_on=self._on(item, "received"))

        self._each(items, receive)

    def _answer(self, items: list[Walked], again: str = "") -> None:
        """Talk with the deputy, write, submit, clear, send."""
        self._find_rounds(items)

        def talk(unit: Work, item: Walked) -> None:
            on = self._on(item, "talked" + again)
            facts = ContactRecord(ContactStage.DURING, ContactForm.FACE_TO_FACE, on, "当面听取了代表的意见。")
            unit.take("contact.record", item.handling(), item.desk.clerk, facts, happened_on=on)

        def answer(unit: Work, item: Walked) -> None:
            on = self._on(item, "answered" + again)
            desk, round_ = item.desk, item.handling()
            letter = LetterFields(
                title=f"关于{item.planned.title}的答复",
                number=f"重演函〔{on.year}〕{round_.pk}号",
                body="您提出的建议收悉，现答复如下：已经办理。",
                signatory=desk.head.person.name,
            )
            save_letter(round_, letter, 0)
            unit.take("letter.submit", round_, desk.clerk, happened_on=on)
            unit.take("letter.clear", round_, desk.head, happened_on=on)
            unit.take("letter.send", round_, desk.head, happened_on=on)

        self._each(items, talk)
        self._each(items, answer)

    def _evaluate(self, items: list[Walked], nth: int) -> None:
        step = "evaluated" + (AGAIN if nth else "")

        def evaluate(unit: Work, item: Walked) -> None:
            on, grade = self._on(item, step), item.planned.grades[nth]
            reason = "没有办到实处，请重新办理。" if grade == UNSATISFIED else ""
            unit.take("letter.open", item.handling(), item.deputy, happened_on=on)
            facts = Evaluation({"overall": grade}, reason)
            unit.take("evaluation.give", item.handling(), item.deputy, facts, happened_on=on)

        for deputy in self.district.deputies:
            self._each([item for item in items if item.deputy.pk == deputy.pk], evaluate, by=deputy)

    def _settle(self, items: list[Walked], again: str = "") -> None:
        officer = self.district.officer

        def settle(unit: Work, item: Walked) -> None:
            on = self._on(item, "decided" + again)
            unit.take("evaluation.settle", item.handling(), officer, None, happened_on=on)

        self._each(items, settle, by=officer)

    def _order(self, items: list[Walked]) -> None:
        officer = self.district.officer

        def order(unit: Work, item: Walked) -> None:
            facts = Order("请针对代表的意见逐项办理，重新答复。")
            on = self._on(item, "decided")
            unit.take("rehandling.order", item.handling(), officer, facts, happened_on=on)

        self._each(items, order, by=officer)

    # -- how ---------------------------------------------------------------------------------------------------------

    def _on(self, item: Walked, step: str) -> date:
        return self.pace.on(step, item.planned.registered_on)

    def _each(
        self, items: list[Walked], take: Callable[[Work, Walked], None], *, by: Seat | None = None, new: bool = False
    ) -> None:
        """Take steps on every item, a slice at a time; `by` signs in for those that give or read grades."""
        key = sign_in(by) if by is not None and items else None
        for some in _slices(items):
            with acting(self.district.congress.pk, session_key=key):
                locked = () if new else [item.proposal.pk for item in some]
                with work(*locked, rehearsal=True) as unit:
                    for item in some:
                        take(unit, item)

    def _find_assignments(self, items: list[Walked], modes: tuple[Mode, ...]) -> None:
        congress = self.district.congress
        with acting(congress.pk):
            rows = Assignment.objects.filter(congress=congress, mode__in=modes)
            found = {row.proposal_id: row for row in rows.filter(proposal__in=[item.proposal.pk for item in items])}
        for item in items:
            item.assignment = found[item.proposal.pk]

    def _find_rounds(self, items: list[Walked]) -> None:
        congress = self.district.congress
        with acting(congress.pk):
            rows = Round.objects.filter(congress=congress, assignment__in=[item.at().pk for item in items])
            found = {row.assignment_id: row for row in rows.order_by("number")}
        for item in items:
            item.round = found[item.at().pk]


def _slices(items: Iterable[Walked]) -> Iterator[list[Walked]]:
    rest = iter(items)
    while some := list(islice(rest, SLICE)):
        yield some
