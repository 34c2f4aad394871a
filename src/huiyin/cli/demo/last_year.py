"""The session before this one: 119 items, all but two of them concluded, and its ledger closed.

They are played by the worker when the pages are up, each in a transaction of its own: stopped, it goes on where it stood.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from huiyin.chain.recording import record
from huiyin.cli.demo.cast import Cast
from huiyin.cli.demo.items import Item, last_year
from huiyin.cli.demo.line import AGREED, Line
from huiyin.cli.demo.making import PROGRESS
from huiyin.cli.demo.promising import follow
from huiyin.cli.demo.supervising import recognise
from huiyin.cli.support import tell
from huiyin.dispatch.models import Assignment
from huiyin.dispatch.returning import Reassigning, ReturnAsked
from huiyin.dispatch.steps import Target
from huiyin.foundation.calendars import national_seed
from huiyin.foundation.models import Notice, Progress
from huiyin.foundation.tenancy import acting
from huiyin.handling.assisting import OpinionGiven
from huiyin.people import rolling
from huiyin.people.models import Congress, Seat
from huiyin.proposals.steps import Reason

SPOKEN_OF = 20  # a line at the terminal after so many items
STILL_OPEN = ("疑难在办", "重办在办")


def load(congress_id: int) -> None:
    """Play what is not there yet, then close the ledger."""
    items = last_year()
    with acting(congress_id):
        cast = Cast(Congress.objects.get(pk=congress_id))
    while (done := _one_more(cast, items)) is not None:
        if done % SPOKEN_OF == 0:
            tell(f"演示：上一次会议的件已装入 {done} / {len(items)}。")
    tell(f"演示：上一次会议的 {len(items)} 件已全部装入，台账已结账。")


def _one_more(cast: Cast, items: list[Item]) -> int | None:
    """Play the next item and say how many there are now; None when all are there and the ledger is closed."""
    with acting(cast.congress.pk):
        progress = Progress.objects.select_for_update().get(congress=cast.congress, kind=PROGRESS)
        if progress.state == Progress.State.DONE:
            return None
        if progress.done == len(items):
            rolling.close_ledger(cast.last_session, on=cast.session.opens_on)
            record("session.close", cast.last_session, seat=None)
            recognise(cast)
            progress.state = Progress.State.DONE
        else:
            _play(cast, items[progress.done])
            progress.done += 1
            progress.state = Progress.State.RUNNING
        progress.save(update_fields=["done", "state"])
    return progress.done


def _play(cast: Cast, item: Item) -> None:
    """One item, with those of its notices that somebody may still want: nobody keeps what was told a year ago."""
    deputies = cast.deputies
    lead = deputies[item.number * 11 % len(deputies)]
    others = [seat for seat in deputies[item.number % 7 :: 8] if seat.pk != lead.pk][: item.number % 3]
    with acting(cast.congress.pk, session_key=cast.login(lead)):
        case_id = PastLine(cast, item, lead, others).play_through()
        if item.fate not in STILL_OPEN:
            Notice.objects.filter(congress=cast.congress, case_id=case_id).delete()
        cast.end_logins()


class PastLine(Line):
    """An item of last year, to its end; `item.fate` is the word that stands in the file."""

    def __init__(self, cast: Cast, item: Item, lead: Seat, others: list[Seat]) -> None:
        super().__init__(cast, item, lead, others)
        self.n = item.number
        self.other = cast.units.get(item.other)

    def day(self, after: int) -> date:
        """A working day: offices are closed on the others."""
        return min(national_seed().next_workday(self.start + timedelta(days=after)), self.cast.today)

    @property
    def session(self) -> Any:
        return self.cast.last_session

    @property
    def registered_on(self) -> date:
        if self.item.side == "session":
            return self.session.opens_on + timedelta(days=self.n % 3)
        return national_seed().add_workdays(self.day(0), -3)

    @property
    def is_key(self) -> bool:
        return self.n in (10, 21, 38, 60, 104)

    # -- the way -----------------------------------------------------------------------------------------------------

    def play_through(self) -> int:
        proposal = self.register()
        number: int = proposal.pk
        if self.item.fate == "作废":
            self.void(proposal)
            return number
        if self.item.fate in ("退回", "改交"):
            # It went to the wrong unit first.
            assert self.other is not None
            self.body = self.other
        rows = self.hand_over(proposal)
        if self.item.fate == "退回":
            rows = [self._returned(rows[0])]
        elif self.item.fate == "改交":
            rows = [self._replaced(rows[0])]
        self._handle_all(rows)
        return number

    def targets(self) -> tuple[Target, ...]:
        other = self.other.pk if self.other is not None else 0
        match self.item.fate:
            case "会办":
                return Target(self.body.pk, "lead"), Target(other, "assist")
            case "共同主办":
                return Target(self.body.pk, "joint_lead"), Target(other, "joint_lead")
            case "分办":
                return Target(self.body.pk, "separate", "日常管理"), Target(other, "separate", "设施改造")
            case _:
                return (Target(self.body.pk, "lead"),)

    def _returned(self, row: Any) -> Any:
        unit = self.cast.units[self.item.unit]
        self.receive(row)
        with self.on(self.day(5)) as take:
            asked = ReturnAsked(f"按三定方案，这一事项由{unit.label}负责，我单位没有相应职责。", unit.pk)
            take("assignment.ask_return", row, self.clerk(row), asked)
        with self.on(self.day(9)) as take:
            given = Reassigning((Target(unit.pk, "lead"),), "职责属实，同意退回。")
            take("assignment.accept_return", row, self.cast.dispatcher, given)
        return self._instead_of(row)

    def _replaced(self, row: Any) -> Any:
        unit = self.cast.units[self.item.unit]
        with self.on(self.day(2)) as take:
            given = Reassigning((Target(unit.pk, "lead"),), "分办时单位选错了。")
            take("assignment.replace", row, self.cast.dispatcher, given)
        return self._instead_of(row)

    def _instead_of(self, row: Any) -> Any:
        return Assignment.objects.get(congress=self.cast.congress, replaces=row)

    def _handle_all(self, rows: list[Any]) -> None:
        received = 11 if self.item.fate == "退回" else 2 + self.n % 3
        for row in rows:
            self.receive(row, received)
            if row.mode == "assist":
                with self.on(self.day(18 + self.n % 9)) as take:
                    take("opinion.give", row, self.clerk(row), OpinionGiven(AGREED))
        answering = [row for row in rows if row.mode != "assist"]
        if "疑难" in self.item.fate or self.item.fate == "重办在办":
            with self.on(self.day(50)) as take:
                take("long.grant", answering[0], self.cast.officer, Reason("涉及五个部门，要等省里的专项规划。"))
        rounds = [self.round_of(row) for row in answering]
        for round_ in rounds:
            self.talk(round_, 13 + self.n % 7, self._form())
        if self.item.fate == "疑难在办":
            return
        after = self._answered_after()
        for together in [rounds] if self.item.fate == "共同主办" else [[one] for one in rounds]:
            self._reply(together, after)
        for round_ in rounds:
            self._conclude(round_, after, opened=self.item.fate == "共同主办" and round_ is not rounds[0])
        follow(self, answering)

    def _form(self) -> str:
        """One in eight by telephone: the others met."""
        return "phone" if self.n % 8 == 5 else ("on_site" if self.n % 2 else "face_to_face")

    def _answered_after(self) -> int:
        """Days from hand-over to the reply: the law gives three months, six to those that are broad and difficult."""
        match self.item.fate:
            case "逾期" | "逾期基本满意":
                return 97 + self.n % 13
            case "疑难":
                return 128 + self.n % 3
            case "重办在办":
                return 136
            case _:
                return 32 + self.n * 13 % 48

    def _reply(self, rounds: list[Any], after: int) -> None:
        """Written, cleared by each unit that signs it, and sent by the first."""
        class_code = "C" if self.n % 12 == 9 else ("B" if self.n % 3 == 1 else "A")
        self.write(rounds, class_code, self.day(after + 180), self.day(after))
        with self.on(self.day(after)) as take:
            for round_ in rounds:
                take("letter.submit", round_, self.clerk(round_.assignment), self.submission(round_))
                take("letter.clear", round_, self.cast.heads[round_.assignment.body_id])
            take("letter.send", rounds[0], self.cast.heads[rounds[0].assignment.body_id])

    def _conclude(self, round_: Any, answered: int, *, opened: bool) -> None:
        fate, seen = self.item.fate, answered + 3 + self.n % 8
        round_.refresh_from_db()
        if fate == "未评价":
            with self.on(self.day(answered + 40)) as take:
                take("evaluation.set_aside", round_, self.cast.officer)
            return
        if not fate.startswith("重办"):
            self.evaluate(round_, seen, "basically" if fate.endswith("基本满意") else "satisfied", opened=opened)
            self.settle(round_, seen + 4)
            return
        self.evaluate(round_, seen, "unsatisfied")
        self.order_again(round_, self.day(seen + 5))
        if fate == "重办在办":
            return
        second = self.round_of(round_.assignment, number=2)
        self.talk(second, seen + 12, "on_site")
        self._reply([second], seen + 24)
        second.refresh_from_db()
        self.evaluate(second, seen + 28, "basically" if fate == "重办后基本满意" else "satisfied")
        self.settle(second, seen + 31)
