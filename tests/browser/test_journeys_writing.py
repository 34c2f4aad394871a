"""From a deputy's first sentence to a registered item, clicked through on a telephone and at a desk (issue C)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import expect

from huiyin.foundation import digests, files
from huiyin.people.models import Role
from huiyin.proposals.files import files_of
from huiyin.proposals.manuscripts import begin, slip_code
from huiyin.proposals.models import Manuscript, Proposal
from tests.browser.journey import Journey
from tests.browser.looking import sign_in
from tests.browser.test_journey_attaching import FILES, PHOTO, Wire, chosen
from tests.chain.cast import add_seat
from tests.world import World, make_world

pytestmark = pytest.mark.deep
TITLE = "关于在粮道街小学门口设置临时接送区的建议"
MATTER = (
    "粮道街小学每天7:40至8:05有约600名学生入校，家长车辆停满两侧车道。4月以来我和12位家长、校保安座谈两次，"
    "现场数过三个早晨，每次堵车20分钟以上。"
)
FIRST, SECOND = "校门东侧60米划临时接送区，限时停3分钟。", "上学日早上安排2名辅警疏导。"


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    made = make_world()
    with made.acting():
        for name, person in (("third", "赵国强"), ("fourth", "吴小红")):
            add_seat(made, name, person, made.bodies["team"], Role.DEPUTY)
    yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def test_three_sign_one_refuses_the_text_changes_and_signatures_are_asked_again(journey: Journey) -> None:
    lead, second, third, fourth = (journey[who] for who in ("deputy", "cosigner", "third", "fourth"))
    lead.goes_to("write/").presses("写建议").looks("write-empty")
    lead.writes("标题", TITLE).writes("什么问题", MATTER).writes("希望怎么办（1）", FIRST).looks("write-filled")
    lead.presses("请人联名").writes("请谁联名", "王秀兰、赵国强、吴小红、张三").presses("邀请")
    lead.reads("代表名册里没有“张三”").looks("signing-unknown")
    lead.writes("请谁联名", "王秀兰、赵国强、吴小红").presses("邀请").reads("已邀请 3 位代表", "0 人签了现在这份文字")
    second.goes_to().reads("请您联名", TITLE).looks("home-asked")
    second.follows(TITLE).does_not_read(MATTER).presses("看全文").reads(MATTER, FIRST).looks("sign-open")
    second.presses("签名").reads("已签名")
    third.goes_to().follows(TITLE).presses("看全文").presses("签名").reads("已签名")
    fourth.goes_to().follows(TITLE).presses("看全文").unfolds("不签").writes("想说的话", "学校门前我不熟悉。")
    fourth.presses("不签").reads("已告诉领衔代表您不签")

    with journey.world.acting():
        manuscript = Manuscript.objects.get()
    lead.goes_to(f"write/{manuscript.pk}/signing/").reads("2 人签了现在这份文字", "学校门前我不熟悉").looks("signing")
    lead.goes_to(f"write/{manuscript.pk}/").writes("希望怎么办（2）", SECOND).presses("预览并提交")
    lead.reads("还没有签这份文字的：王秀兰、赵国强").looks("preview")
    second.goes_to().reads("您签过名，文字又改了").follows(TITLE).reads("看过新的文字再定").presses("看全文")
    second.reads(SECOND).presses("签名").reads("已签名")
    lead.goes_to(f"write/{manuscript.pk}/preview/").reads("还没有签这份文字的：赵国强").presses("提交建议")
    lead.reads("已提交", TITLE, "撤回修改").looks("case-submitted")
    with journey.world.acting():
        signers = [(one.seat_id, one.is_lead) for one in Proposal.objects.get().signers.order_by("order")]
    assert signers == [(lead.world.seats["deputy"].pk, True), (lead.world.seats["cosigner"].pk, False)]
    lead.presses("撤回修改").reads("已撤回修改").looks("write-taken-back")


def test_a_clerk_writes_for_a_deputy_who_confirms_by_slip(journey: Journey) -> None:
    """重庆建议条例第十条: 交代表团记录、核对后提交. The clerk files; the deputy has said yes to this very text."""
    clerk, lead = journey["team_clerk"], journey["deputy"]
    clerk.goes_to().presses("写建议").reads("请先选替谁写").looks("clerk-unchosen")
    clerk.chooses("替谁写", "李文静").presses("写建议").looks("clerk-write")
    clerk.writes("标题", TITLE).writes("什么问题", MATTER).writes("希望怎么办（1）", FIRST).presses("预览并提交")
    clerk.reads("领衔代表还没有确认这份文字").looks("clerk-preview-refused")
    with journey.world.acting():
        manuscript = Manuscript.objects.get()
        old = slip_code(manuscript, journey.world.seats["deputy"].pk)
    clerk.goes_to(f"write/{manuscript.pk}/signing/").follows("打确认条").reads(f"{old[:3]} {old[3:]}").looks("clerk-slip")
    # The text is changed while the slip lies on the deputy's table: it does not fit any more.
    clerk.goes_to(f"write/{manuscript.pk}/").writes("希望怎么办（2）", SECOND).presses("请人联名")
    clerk.follows("登记李文静的确认").writes("确认条上的 6 位数字", old).presses("登记确认").reads("和现在的文字对不上")
    with journey.world.acting():
        manuscript.refresh_from_db()
        new = slip_code(manuscript, journey.world.seats["deputy"].pk)
    clerk.looks("clerk-wrong-slip").writes("确认条上的 6 位数字", f"{new[:3]} {new[3:]}").presses("登记确认")
    clerk.reads("已登记李文静的确认（凭确认条）", "1 人签了现在这份文字")
    clerk.goes_to(f"write/{manuscript.pk}/preview/").presses("提交建议").reads("已经提交的", "阅看审核中").looks("clerk-submitted")
    lead.goes_to().reads(TITLE, "已提交，等阅看登记").follows(TITLE).reads("李文静", "撤回修改")


def test_a_word_file_fills_the_fields_to_be_looked_over(journey: Journey) -> None:
    made = Document()
    for line in (
        TITLE, "领衔代表：李文静", "一、存在的问题", MATTER, "二、建议", f"1.{FIRST}", f"2.{SECOND}", "联系电话：027-55500262"
    ):  # fmt: skip
        made.add_paragraph(line)
    content = BytesIO()
    made.save(content)
    lead = journey["deputy"]
    lead.goes_to("write/").unfolds("已经写在 Word 里了")
    lead.page.set_input_files("#word", {"name": "建议.doc", "mimeType": "", "buffer": b"\xd0\xcf\x11\xe0" + bytes(600)})
    lead.presses("读进来").reads("docx").looks("word-refused")
    lead.unfolds("已经写在 Word 里了")
    lead.page.set_input_files("#word", {"name": "建议.docx", "mimeType": "", "buffer": content.getvalue()})
    lead.presses("读进来").reads("请逐栏核对一遍").looks("word-in")
    assert lead.box("标题").input_value() == TITLE
    assert MATTER in lead.box("什么问题").input_value()
    assert [lead.box(f"希望怎么办（{n}）").input_value() for n in (1, 2)] == [FIRST, SECOND]
    # Nothing typed is lost: what fits no field stands where the deputy sees it.
    assert "55500262" in lead.page.inner_html("main")


@pytest.fixture
def wire(live_site: str) -> Iterator[Wire]:
    made = Wire(live_site)
    yield made
    made.listening.close()
    made.cut()


def test_a_photo_comes_over_a_cut_connection_while_the_deputy_writes_on(world: World, wire: Wire, browser: Any) -> None:
    with world.acting():
        manuscript = begin(world.seats["deputy"])
    context = browser.new_context(base_url=wire.address, viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN")
    page = context.new_page()
    sign_in(page, world.seats["deputy"], wire.address)
    page.goto(f"/s/{world.seats['deputy'].pk}/write/{manuscript.pk}/")
    wire.rate, wire.cut_after = 4_000_000, 2_000_000
    page.set_input_files(FILES, chosen("堵车照片.png", PHOTO))
    row = page.locator(".file", has_text="堵车照片")
    expect(row).to_contain_text("会自动接着传", timeout=30_000)
    page.get_by_label("什么问题").fill(MATTER)
    expect(page.locator("[data-saved]")).to_contain_text("没网", timeout=30_000)
    wire.rate = 0
    wire.mend()
    expect(row).to_contain_text("已传好", timeout=60_000)
    expect(page.locator("[data-saved]")).to_contain_text("已保存", timeout=60_000)
    with world.acting():
        manuscript.refresh_from_db()
        (kept,) = files_of(manuscript)
    assert kept.digest == digests.sm3(PHOTO) and files.intact(kept.digest) and manuscript.matter == MATTER
    context.close()
