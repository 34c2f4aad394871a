"""Acceptance 8 of issue A: the clerk's journey by keyboard alone, from the sign-in slip to 送审签. No mouse, no script
that clicks or fills in; the focus shows at every stop and lands where one goes on (ui.md 5.2, 5.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.chain.models import Event
from huiyin.dispatch.models import Assignment, Stage
from huiyin.handling.models import Contact, ContactForm, ContactStage, Letter, Round, RoundState
from huiyin.people import setup
from huiyin.people.models import Account
from tests.browser.hands import Hands
from tests.world import World, make_world

pytestmark = pytest.mark.deep

PASSWORD = "孤帆远影碧空尽惟见长江天际流"
FIRST, SECOND, THIRD = "关于整治沿江大道违停的建议", "关于增设公平秤的建议", "关于修缮老码头的建议"


class Journey:
    def __init__(self, world: World, page: Any) -> None:
        self.world, self.page, self.hands = world, page, Hands(page)

    def sign_in_with_the_slip(self, code: str) -> None:
        hands = self.hands
        self.page.goto("/signin/")
        hands.skip_to_main().tab_to("使用登录单").opens(into="**/slip/")
        hands.tab_to(what="input#id_code").opens()
        assert hands.focus["what"].startswith("div#errsum"), "a refused form takes the focus to what is to be mended"
        hands.tab_to(what="a").press("Enter")
        assert hands.focus["what"].startswith("input#id_code"), "the summary leads to the field"
        hands.type(code).opens(into="**/password/")
        hands.tab_to("新密码", "input#id_password").type(PASSWORD)
        hands.tab_to("再写一遍", "input#id_again").type("写错了").opens()
        assert hands.focus["what"].startswith("div#errsum") and self.page.title().startswith("错误：")
        hands.tab_to("新密码", "input#id_password").type(PASSWORD)
        hands.tab_to("再写一遍", "input#id_again").type(PASSWORD).opens(into="**/s/*/")
        hands.shows("密码已设好")

    def sign_out_and_in_with_the_password(self) -> None:
        hands = self.hands
        hands.tab_to(what="summary").press("Enter").tab_to("退出", "button").back_to(what="summary").press("Escape")
        hands.press("Enter").tab_to("退出", "button").opens(into="**/signin/")
        hands.tab_to("账号", "input#id_username").type("linjiang-clerk")
        hands.tab_to("密码", "input#id_password").type("不是这个").opens()
        assert hands.focus["what"].startswith("div#errsum")
        assert self.page.input_value("#id_username") == "linjiang-clerk", "what was typed is kept"
        hands.tab_to("密码", "input#id_password").type(PASSWORD).opens(into="**/s/*/")

    def walk_the_desk(self) -> None:
        """J K X / ? Esc, and a batch of one; the preview changes while the focus stays where it was."""
        hands, page = self.hands, self.page
        hands.skip_to_main().tab_to("全部在办", "a").tab_to("待签收").opens(into="**view=waiting")
        expect(page.locator("#peek h2")).to_be_visible()
        self.peeked("j")
        first = hands.focus["words"]
        self.peeked("j")
        assert hands.focus["words"] != first, "J goes on by one"
        self.peeked("k")
        assert hands.focus["words"] == first and page.locator(".row.sel").count() == 1, "K goes back"
        hands.press("?")
        assert page.locator("#keys").is_visible()
        hands.press("Escape")
        assert not page.locator("#keys").is_visible() and hands.focus["words"] == first, "the focus is back"
        hands.press("/").type("jk")
        assert page.input_value("#find") == "jk" and page.locator(".row.sel .t").inner_text() == first
        hands.press("Escape")
        while THIRD not in hands.focus["words"]:
            self.peeked("j")
        hands.press("x")
        assert page.locator(".batch.any").inner_text().startswith("已选 1 件")
        hands.back_to("批量签收", "button").opens(into="**view=waiting")
        hands.shows("签收了 1 件。")

    def peeked(self, key: str) -> None:
        with self.page.expect_response(lambda answer: "/peek/" in answer.url):
            self.hands.press(key)
        title = self.hands.focus["words"]
        expect(self.page.locator("#peek h2")).to_have_text(title)
        assert self.hands.focus["words"] == title and self.hands.focus["what"] == "a.t"

    def receive_take_back_and_receive_again(self) -> None:
        hands = self.hands
        hands.press("j")
        while FIRST not in hands.focus["words"]:
            hands.press("j")
        hands.opens(into="**/case/*/")
        hands.skip_to_main().tab_to("签收", "button").opens()
        hands.shows("已签收")
        # The notice is the last thing on the page: one goes back to it from the top.
        hands.back_to("撤销", "button").opens()
        hands.shows("先签收，再登记沟通")
        hands.skip_to_main().tab_to("签收", "button").opens()
        hands.shows("已签收")

    def talk(self) -> None:
        hands, page = self.hands, self.page
        hands.opens("l", into="**/contact/*/")
        hands.skip_to_main().tab_to("登记沟通", "button").opens()
        assert hands.focus["what"].startswith("div#errsum") and page.title().startswith("错误：")
        hands.tab_to("怎么沟通的", "a").press("Enter")
        assert hands.focus["what"].startswith("input#id_form_0"), "the summary leads to the first choice"
        hands.tab_to("登记沟通", "button").opens()
        assert hands.focus["what"].startswith("div#errsum"), "again, though one has just jumped to a field"
        hands.tab_to("怎么沟通的", "a").press("Enter")
        while not page.is_checked("input[name=form][value=on_site]"):
            hands.press("ArrowDown")
        hands.tab_to(what="input#id_stage")
        hands.press("Space") if not page.locator("input[name=stage]:checked").count() else None
        while not page.is_checked("input[name=stage][value=during]"):
            hands.press("ArrowDown")
        hands.tab_to("参加的人", "input").type("周敏、李文静")
        hands.tab_to("谈了什么", "textarea").type("到现场看了，代表同意先划线再立桩。jkl?/")
        hands.tab_to("登记沟通", "button").opens(into="**/case/*/")
        hands.shows("已登记沟通")

    def write_and_submit(self) -> None:
        hands, page = self.hands, self.page
        hands.opens("r", into="**/edit/")
        hands.skip_to_main().tab_to("标题", "input#id_title").rewrite("关于整治沿江大道违停的答复")
        hands.tab_to("正文", "textarea").rewrite("李文静代表：\n您提出的建议收悉。\n违停已清理，护栏已经全部装好。")
        hands.tab_to("发文字号", "input#id_number").type("临城管函〔2026〕19号")
        hands.tab_to("签发人", "input#id_signatory").type("郑海波")
        expect(page.locator("[data-saved-text]")).to_have_text(re.compile(r"^✓ .*已保存$"))
        hands.tab_to("保存，看一遍", "button").opens(into="**/reply/*/")
        hands.shows("护栏已经全部装好。")
        hands.skip_to_main().tab_to("修改", "a").opens(into="**/edit/")
        hands.skip_to_main().tab_to("保存，看一遍", "button").opens(into="**/reply/*/")
        hands.skip_to_main().tab_to("送审签", "button").opens(into="**/case/*/")
        hands.shows("已送审签")

    def find_it_again(self) -> None:
        hands = self.hands
        hands.press("/").type("违停").opens(into="**/search/**")
        hands.skip_to_main().tab_to(FIRST, "a").opens(into="**/case/*/")
        hands.shows("答复函在领导审签。")


def test_the_clerk_goes_from_the_slip_to_clearance_with_the_keyboard_alone(new_page: Callable[..., Any]) -> None:
    world = make_world()
    with world.acting():
        rows = {title: world.by_the_office(world.register(title))[0] for title in (FIRST, SECOND, THIRD)}
        slip = setup.make_slip(world.person("clerk"))
        Account.objects.filter(username="linjiang-clerk").update(must_set_password=True)
    journey = Journey(world, new_page())
    journey.sign_in_with_the_slip(slip.code)
    journey.sign_out_and_in_with_the_password()
    journey.walk_the_desk()
    journey.receive_take_back_and_receive_again()
    journey.talk()
    journey.write_and_submit()
    journey.find_it_again()
    with world.acting():
        stages = {
            title: Assignment.objects.get(congress=world.congress, pk=row.pk).stage for title, row in rows.items()
        }
        assert stages == {FIRST: Stage.CLEARING, SECOND: Stage.WAITING, THIRD: Stage.HANDLING}
        (talk,) = Contact.objects.filter(congress=world.congress)
        assert (talk.form, talk.stage) == (ContactForm.ON_SITE, ContactStage.DURING)
        assert talk.note == "到现场看了，代表同意先划线再立桩。jkl?/", "keys of the desk are silent while one types"
        round_ = Round.objects.get(congress=world.congress, assignment=rows[FIRST])
        assert round_.state == RoundState.CLEARING
        letter = Letter.objects.get(congress=world.congress, answers__round=round_)
        assert (letter.title, letter.number, letter.signatory) == (
            "关于整治沿江大道违停的答复",
            "临城管函〔2026〕19号",
            "郑海波",
        )
        assert letter.body.endswith("护栏已经全部装好。")
        done = list(
            Event.objects.filter(congress=world.congress, case_id=round_.case_key, seat_id=world.seats["clerk"].pk)
            .order_by("number")
            .values_list("step", flat=True)
        )
        assert done[-3:] == ["assignment.receive", "contact.record", "letter.submit"] and len(done) == 5
