"""督 in a replay: once the items are handled, checks are held over them and key items are led, as the report counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from huiyin.chain.taking import Work, work
from huiyin.evaluation import sealed
from huiyin.evaluation.tallying import Counted
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Seat
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Reason
from huiyin.reports.replays.district import District, sign_in
from huiyin.reports.replays.line import Item, Line
from huiyin.reports.replays.planning import Planned
from huiyin.reports.replays.reading import Checked, Supervised
from huiyin.supervision import totals
from huiyin.supervision.checks import Finding, Held, Looked, Plan, Said, new_check
from huiyin.supervision.choosing import heaviest
from huiyin.supervision.key_items import Doing, Leading, Putting, new_key_item
from huiyin.supervision.models import CheckRow, KeyItem

FOUND = "在办，与代表见过面，时间表已定。"
LAGS = "重视不够，推进缓慢。"


class SupervisedLine(Line):
    """Walks the items as any line does, then supervises them."""

    items: list[Item]

    def walk(self, planned: list[Planned], processes: int = 1) -> None:
        super().walk(planned, processes)
        if self.supervision is None:
            raise RuntimeError("nothing is supervised in this replay")
        self._lead(self.supervision)
        for checked in self.supervision.checks:
            self._check(checked)

    def _register(self, planned: list[Planned]) -> list[Item]:
        self.items = super()._register(planned)
        return self.items

    @contextmanager
    def _on_day(self, on: date, by: Seat | None = None) -> Iterator[Any]:
        """`take(code, thing, seat, facts)` on the legal date, in one unit of work."""
        with acting(self.district.congress.pk, session_key=sign_in(by) if by is not None else None):
            with work(rehearsal=True) as unit:

                def take(code: str, thing: Any, seat: Seat, facts: Any = None, unit: Work = unit) -> None:
                    unit.take(code, thing, seat, facts, happened_on=on)

                yield take

    # -- key items ---------------------------------------------------------------------------------------------------

    def _lead(self, supervised: Supervised) -> None:
        officer = self.district.officer
        led = [item for item in self.items if item.planned.led_by]
        for number, item in enumerate(led, 1):
            leading = Leading(item.planned.led_by, f"第{number}位督办领导", "", supervised.decided_at, supervised.decided_on)
            with self._on_day(supervised.decided_on) as take:
                key = new_key_item(Proposal.objects.get(pk=item.case_id))
                take("key_item.propose", key, officer, Putting("群众关切，涉及面广。"))
                take("key_item.choose", key, officer, leading)
                take("key_item.note", key, officer, Doing("plan", "先调研，再面商，年底报告。", supervised.decided_on))
            if supervised.tallied is not None:
                with self._on_day(supervised.tallied_on, officer) as take:
                    votes = supervised.tallied
                    take("key_item.tally", key, officer, Counted(votes.satisfied, votes.basically, votes.unsatisfied))
        if led:
            self.tell(f"列了 {len(led)} 件重点督办件")

    # -- checks ------------------------------------------------------------------------------------------------------

    def _check(self, checked: Checked) -> None:
        """One check a day; the items are spread over the days, deputies take turns."""
        for number, (on, looks, deputies) in enumerate(self._days(checked), 1):
            with self._on_day(on) as take:
                check = new_check(self.district.congress.pk)
                name = f"{checked.name}第{number}场" if len(checked.on) > 1 else checked.name
                plan = Plan(checked.kind, name, on, looks=looks, member_seat_ids=deputies)
                take("check.plan", check, self.district.officer, plan)
                take("check.hold", check, self.district.officer, Held(on))
                rows = CheckRow.objects.filter(congress=self.district.congress, check_up=check)
                self._look(take, checked, list(rows.select_related(*CheckRow.READ_WITH).order_by("order")))
                take("check.close", check, self.district.officer, Reason("逐项点评，按时间表落实。"))
        self.tell(f"{checked.name}：{len(checked.on)} 次")

    def _look(self, take: Any, checked: Checked, rows: list[CheckRow]) -> None:
        clerks = {desk.body.pk: desk.clerk for desk in self.district.desks.values()}
        comments, officer = iter(range(checked.comments)), self.district.officer
        for number, row in enumerate(rows):
            if checked.self_checked:
                take("check_row.self_check", row, clerks[row.body_id], Said("自查：在办，不足已经列出。"))
            lags = number < checked.lagging
            take("check_row.find", row, officer, Finding(LAGS if lags else FOUND, lagging=lags))
            if lags:
                take("check_row.remind", row, officer, Said("实地提醒：请抓紧办理，与代表沟通。"))
        for at in comments:
            take("check_row.comment", rows[at % len(rows)], officer, Said("代表的一条建议。", f"第{at + 1}位代表"))

    def _days(self, checked: Checked) -> Iterator[tuple[date, tuple[Looked, ...], tuple[int, ...]]]:
        days = len(checked.on)
        with acting(self.district.congress.pk):
            looks = self._looks(checked)
        seats, turns = [seat.pk for seat in self.district.deputies], count()
        for number, on in enumerate(checked.on):
            # Evenly: 80 over seven days are 12, 11, 12, 11, …
            first, last = len(looks) * number // days, len(looks) * (number + 1) // days
            many = checked.deputies * (number + 1) // days - checked.deputies * number // days
            yield on, tuple(looks[first:last]), tuple(seats[next(turns) % len(seats)] for _ in range(many))

    def _looks(self, checked: Checked) -> Sequence[Looked]:
        if checked.heaviest:
            return heaviest(self.district.session, checked.heaviest)
        if checked.units:
            return [Looked(desk.body.pk) for desk in list(self.district.desks.values())[: checked.units]]
        return [Looked(item.pieces[0].desk.body.pk, item.case_id) for item in self.items if checked.kind in item.planned.looked]


def numbers(district: District, on: date) -> dict[str, object]:
    """Every figure of supervision that a report prints, as the product counts them for the officer on that day."""
    officer, session = district.officer, district.session
    found: dict[str, object] = {}
    for kind, of in totals.by_kind(officer, on.replace(month=1, day=1), on).items():
        for name in ("times", "units", "items", "deputies", "comments", "lagging", "reminded"):
            found[f"{kind}_{name}"] = getattr(of, name)
    led = totals.key_items_by_supervisor(officer, session.pk)
    found |= {"key_items": sum(led.values()), "key_by_supervisor": led}
    ids = list(KeyItem.objects.filter(congress=district.congress).values_list("pk", flat=True))
    tallies = sealed.tallies(officer.pk, "replay", ids) if ids else {}
    found["tallied_items"] = len(tallies)
    found["tallied_deputies"] = max((tally.votes for tally in tallies.values()), default=0)
    return found
