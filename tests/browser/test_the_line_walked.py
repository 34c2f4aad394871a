"""Acceptance 2 and 3 of issue A: a ledger comes in, one of its items walks the line through five seats, one round
unsatisfied (W9), then satisfied; every screen looked at at both sizes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huiyin.people import setup
from huiyin.people.models import Account, Seat
from huiyin.proposals.models import Proposal
from tests.browser.looking import look, sign_in
from tests.world import World, make_world

LEDGER = Path(__file__).parents[1] / "data" / "ledgers" / "handover-ledger.xlsx"
TITLE = "金山大道复苏"

pytestmark = pytest.mark.deep


class Journey:
    def __init__(
        self, world: World, new_page: Callable[..., Any], site: str, work_off_jobs: Callable[[], None]
    ) -> None:
        self.world, self.new_page, self.site, self.work_off_jobs = world, new_page, site, work_off_jobs
        self.pages: dict[str, Any] = {}

    def page(self, who: str) -> Any:
        if who not in self.pages:
            self.pages[who] = sign_in(self.new_page(), self.world.seats[who], self.site)
        return self.pages[who]

    def go(self, who: str, path: str = "") -> Any:
        page = self.page(who)
        page.goto(f"/s/{self.world.seats[who].pk}/{path}")
        return page

    def case(self, who: str) -> Any:
        return self.go(who, f"case/{self.case_id}/")

    def import_ledger(self) -> None:
        page = self.go("officer", "ledgers/")
        look(page, "ledger-upload")
        page.set_input_files("input[type=file]", str(LEDGER))
        page.click("text=读表并预览")
        assert "61 行 = 要导入 54" in page.inner_text("main")
        look(page, "ledger-preview")
        page.click("text=导入 54 件")
        self.work_off_jobs()
        page.reload()
        assert "导入 54 + 已有 0 + 有改动 0 + 待修正 0 + 跳过 7" in page.inner_text("main")
        look(page, "ledger-done")
        page.goto(f"/s/{self.world.seats['officer'].pk}/ledgers/")
        page.set_input_files("input[type=file]", str(LEDGER))
        page.click("text=读表并预览")
        assert "要导入 0 + 已有 54" in page.inner_text("main"), "the same file again brings nothing new"
        with self.world.acting():
            proposal = Proposal.objects.get(congress=self.world.congress, title__contains=TITLE)
            self.case_id = proposal.pk
            self._seat_the_deputy(proposal)

    def _seat_the_deputy(self, proposal: Proposal) -> None:
        """The administrator's part: an account for the deputy the import made (its pages have their own tests)."""
        seat = Seat.objects.select_related("person").get(
            congress=self.world.congress, pk=proposal.signers.get(is_lead=True).seat_id
        )
        account = setup.account_of(seat.person)
        Account.objects.filter(pk=account.pk).update(must_set_password=False)
        seat.person.account.refresh_from_db()
        self.world.seats["lead"] = seat

    def hand_over(self) -> None:
        page = self.go("officer")
        look(page, "officer-desk")
        page = self.case("officer")
        look(page, "officer-case-registered")
        page.click("main a:text-is('交办')")
        look(page, "hand-over")
        page.click("button:has-text('看看期限')")
        look(page, "hand-over-preview")
        page.click("button:text-is('交办')")
        page = self.go("dispatcher")
        look(page, "dispatcher-desk")
        page = self.case("dispatcher")
        page.click("main a:text-is('分办')")
        look(page, "assign")
        page.fill("input[name=lead]", self.world.bodies["unit"].name)
        page.click("button:text-is('分办')")
        look(page, "dispatcher-case")

    def handle(self, turn: int) -> None:
        if turn == 1:
            page = self.go("clerk", "?view=waiting")
            look(page, "clerk-desk-waiting")
            page = self.case("clerk")
            page.click("button:text-is('签收')")
            look(page, "clerk-case-received")
        page = self.case("clerk")
        page.click("main a:has-text('登记沟通')")
        look(page, f"contact-{turn}")
        page.check("input[name=form][value=on_site]")
        page.check("input[name=stage][value=during]")
        page.fill("textarea[name=note]", f"第 {turn} 次到现场看了，代表同意先修路口再开口子。")
        page.click("button:text-is('登记沟通')")
        page.click("main a:has-text('写答复')")
        look(page, f"letter-edit-{turn}")
        page.fill("input[name=number]", f"临城管函〔2026〕{18 + turn}号")
        page.fill("textarea[name=body]", f"您提出的建议收悉。第 {turn} 次答复：路口已经打通，由市政所负责。")
        page.fill("input[name=signatory]", "郑海波")
        page.click("button:has-text('看一遍')")
        look(page, f"letter-preview-{turn}")
        page.click("button:text-is('送审签')")
        page = self.go("head")
        look(page, f"head-desk-{turn}")
        page = self.case("head")
        page.click("main a:text-is('看答复函')")
        page.click("button:text-is('审签同意')")
        page.goto(page.url)
        page.click("main a:has-text('发出答复')")
        look(page, f"send-confirm-{turn}")
        page.click("main button:has-text('发出答复')")
        assert "已答复" in self.case("head").inner_text("main")
        look(page, f"head-case-answered-{turn}")

    def evaluate(self, turn: int, grade: str, reason: str = "") -> None:
        page = self.page("lead")
        page.set_viewport_size({"width": 390, "height": 844})
        self.go("lead")
        look(page, f"deputy-home-{turn}")
        page.click("button:has-text('看答复')")
        look(page, f"deputy-letter-and-evaluation-{turn}")
        page.locator("label", has=page.locator(f"input[value={grade}]")).click()
        if reason:
            page.fill("textarea", reason)
        page.click("button:has-text('看一遍再交')")
        look(page, f"deputy-evaluate-confirm-{turn}")
        page.click("button:text-is('交评价')")
        look(page, f"deputy-thanks-{turn}")

    def the_unit_sees_no_grade(self) -> None:
        for who in ("clerk", "head", "dispatcher"):
            words = self.case(who).inner_text("main")
            assert "满意" not in words and "断点" not in words


def test_an_imported_item_walks_the_line_through_five_seats(
    live_site: str, new_page: Callable[..., Any], work_off_jobs: Callable[[], None]
) -> None:
    journey = Journey(make_world(), new_page, live_site, work_off_jobs)
    journey.import_ledger()
    journey.hand_over()
    journey.handle(1)
    journey.evaluate(1, "unsatisfied", "断点怎么打通一个字没写。")
    journey.the_unit_sees_no_grade()
    page = journey.go("officer", "settlement/")
    look(page, "settlement-unsatisfied")
    page.click("text=要求重新办理")
    look(page, "order")
    page.fill("textarea", "请写明打通的日期和责任人，当面沟通后重新答复。")
    page.click("button:has-text('发出重新办理要求')")
    look(journey.case("clerk"), "clerk-case-second-round")
    journey.handle(2)
    journey.evaluate(2, "satisfied")
    page = journey.go("officer", "settlement/")
    look(page, "settlement-satisfied")
    page.click("button:has-text('办结选中的件')")
    page = journey.case("officer")
    assert "已办结" in page.inner_text("main")
    look(page, "officer-case-concluded")
    page = journey.go("officer", "figures/")
    look(page, "figures")
    with journey.world.acting():
        assert Proposal.objects.get(pk=journey.case_id).state == "concluded"
