"""Pages of the government office and of the leader in charge: letters that wait for their word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.letters import Remark
from huiyin.handling.models import Round
from huiyin.people import setup
from huiyin.proposals.models import Proposal
from tests.web.pages import HANDED_OVER, TODAY, Browser, field, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
ASKED = {"value": True, "source": "回音默认"}
LETTER = "您提出的建议收悉，现答复如下：已增设护栏。"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world(answers={"roles": {"letter_review": ASKED, "leader_sign_off": ASKED}})
    with clock.frozen(TODAY):
        yield made


def submitted(world: World) -> tuple[Proposal, Round]:
    case, _, round_ = received(world)
    with world.acting():
        world.talk(round_)
        world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
    return case, round_


def up(world: World, *codes: str) -> tuple[Proposal, Round]:
    """The head has cleared the letter; the office has passed it where `codes` says so."""
    case, round_ = submitted(world)
    seats = {"letter.review": "dispatcher", "letter.sign_off": "leader"}
    with world.acting():
        take("letter.clear", round_, world.seats["head"])
        for code in codes:
            take(code, round_, world.seats[seats[code]])
    return case, round_


def state_of(world: World, round_: Round) -> str:
    with world.acting():
        round_.refresh_from_db()
    return round_.state


def test_a_letter_goes_from_head_to_office_to_leader_and_back_to_the_head(world: World) -> None:
    case, round_ = submitted(world)
    clerk, head, office, leader = (Browser(world, who) for who in ("clerk", "head", "dispatcher", "leader"))
    assert "待审核" not in office.read() and "待签批" not in leader.read(), "shown while something is in it"
    assert "同意后报政府办审核、分管领导签批" in head.read(f"step/letter.clear/{round_.pk}/")
    assert "已审签同意，已报政府办审核" in head.done(f"step/letter.clear/{round_.pk}/")
    for desk in (clerk.read("?view=in-review"), head.read("?view=in-review")):
        assert case.title in desk and "等政府办审核" in desk
    assert "报审中 · 政府办" in clerk.read(f"case/{case.pk}/")
    assert "只有本单位和审核、签批的人看得到" in clerk.read(f"case/{case.pk}/")

    queue = office.read("?view=reviewing")
    assert case.title in queue and "审核答复函" in queue and "答复期限照常在走" in queue
    page = office.read(f"case/{case.pk}/")
    assert "答复函在下面，等政府办审核。" in page and LETTER in page
    assert ">审核通过</button>" in page and "退回单位修改" in page
    assert "已审核通过，已报分管领导签批" in office.done(f"step/letter.review/{round_.pk}/")
    assert "区政府办公室 审核通过" in head.read(f"reply/{round_.pk}/")
    assert "区政府办公室 刘敏 审核通过" in office.read(f"reply/{round_.pk}/")
    assert "送审签</li>" not in office.read(f"reply/{round_.pk}/"), "what was before is the unit's own"
    assert "报审中 · 分管领导" in head.read(f"case/{case.pk}/")
    assert case.title not in office.read("?view=reviewing")

    assert case.title in leader.read("?view=signing-off") and "签批答复函" in leader.read("?view=signing-off")
    page = leader.read(f"case/{case.pk}/")
    assert "答复函在下面，等您签批。" in page and LETTER in page and ">签批同意</button>" in page
    assert "已签批同意" in leader.done(f"step/letter.sign_off/{round_.pk}/")
    assert state_of(world, round_) == "cleared"
    assert "答复函已发出" in head.done(f"reply/{round_.pk}/send/")


@pytest.mark.parametrize("who", ["dispatcher", "leader"])
def test_declining_wants_a_reason_and_keeps_what_was_typed_when_it_is_too_late(world: World, who: str) -> None:
    case, round_ = up(world, *(["letter.review"] if who == "leader" else []))
    one = Browser(world, who)
    empty = one.fill(f"reply/{round_.pk}/decline/", remark="  ")
    assert empty.status_code == 200 and "还没有填哪里要改" in empty.content.decode()
    page = one.read(f"reply/{round_.pk}/decline/")
    with world.acting():
        take("letter.send_back", Round.objects.get(pk=round_.pk), world.seats["head"], Remark("先别报。"))
    late = one.send(f"reply/{round_.pk}/decline/", remark="写明完成时间。", request_key=field(page, "request_key"))
    assert late.status_code == 200
    assert "写明完成时间。" in late.content.decode() and "不能“退回单位修改”" in late.content.decode()


def test_what_was_declined_is_read_by_the_clerk_where_the_letter_is_mended(world: World) -> None:
    case, round_ = up(world)
    said = Browser(world, "dispatcher").done(f"reply/{round_.pk}/decline/", remark="写明完成时间。")
    assert "已退回单位修改" in said and "“写明完成时间。”" in said
    clerk = Browser(world, "clerk")
    assert case.title in clerk.read("?view=sent-back")
    assert "写明完成时间。" in clerk.read(f"reply/{round_.pk}/edit/")
    assert "写明完成时间。" in clerk.read(f"case/{case.pk}/")
    assert Browser(world, "dispatcher").open(f"reply/{round_.pk}/").status_code == 404, "a draft again"


def test_the_leader_does_not_sign_before_the_office_and_the_office_not_for_the_leader(world: World) -> None:
    case, round_ = up(world)
    leader, office = Browser(world, "leader"), Browser(world, "dispatcher")
    page = leader.read(f"case/{case.pk}/")
    assert "答复函等政府办审核" in page and ">签批同意</button>" not in page and "退回单位修改" not in page
    refused = leader.fill(f"step/letter.sign_off/{round_.pk}/")
    assert refused.status_code == 200 and "在等政府办审核" in refused.content.decode()
    assert leader.open(f"step/letter.review/{round_.pk}/").status_code == 403
    assert office.open(f"step/letter.sign_off/{round_.pk}/").status_code == 403
    assert state_of(world, round_) == "reviewing"


@pytest.mark.parametrize("who", ["clerk", "head", "officer", "chair", "deputy"])
def test_nobody_else_is_offered_the_review_nor_may_open_it(world: World, who: str) -> None:
    case, round_ = up(world)
    one = Browser(world, who)
    page = one.read(f"case/{case.pk}/")
    assert ">审核通过</button>" not in page and "退回单位修改" not in page
    for path in (f"step/letter.review/{round_.pk}/", f"reply/{round_.pk}/decline/"):
        assert one.open(path).status_code == one.send(path, remark="改。").status_code == 403
    assert state_of(world, round_) == "reviewing"


@pytest.mark.parametrize("who", ["officer", "chair", "deputy", "cosigner"])
def test_the_draft_under_review_is_read_by_nobody_on_the_congresss_side(world: World, who: str) -> None:
    case, round_ = up(world)
    assert LETTER not in Browser(world, who).read(f"case/{case.pk}/")
    assert Browser(world, who).open(f"reply/{round_.pk}/").status_code == 404


def test_without_a_leader_the_head_is_told_whom_to_ask_and_the_letter_stays(world: World) -> None:
    case, round_ = submitted(world)
    with world.acting():
        setup.end_seat(world.seats["leader"])
    head = Browser(world, "head")
    words = "请本级管理员先在“设置 → 席位”里给“区政府办公室”开“分管领导”席位"
    page = head.read(f"reply/{round_.pk}/")
    assert words in page and ">审签同意</button>" not in page
    refused = head.send(f"step/letter.clear/{round_.pk}/")
    assert refused.status_code == 200 and words in refused.content.decode()
    assert state_of(world, round_) == "clearing"


def test_a_deputy_sees_only_that_the_answer_is_being_cleared(world: World) -> None:
    case, round_ = up(world)
    page = Browser(world, "deputy").read(f"case/{case.pk}/")
    assert "正在审签" in page
    for word in ("报审", "政府办审核", "签批"):
        assert word not in page


def test_no_grade_shows_on_the_reviewers_pages(world: World) -> None:
    """The round of an item that comes again is reviewed by people who may not know that the first was graded."""
    case, round_ = up(world, "letter.review", "letter.sign_off")
    with world.acting():
        take("letter.send", round_, world.seats["head"])
    pages = {who: Browser(world, who).read(f"case/{case.pk}/") for who in ("dispatcher", "leader")}
    with world.acting("deputy"):
        world.evaluate(round_, "unsatisfied", "没有写完成时间。")
    for who in ("dispatcher", "leader"):
        one = Browser(world, who)
        page = one.read(f"case/{case.pk}/")
        assert "没有写完成时间" not in page and "不满意" not in page and "已评价" not in page
        assert _plain(page) == _plain(pages[who]), "before and after the evaluation the page is the same"
        assert case.title in one.read(f"search/?q={case.title[:6]}")


def _plain(page: str) -> str:
    from tests.web.pages import plain

    return plain(page)


def test_the_letter_lies_on_the_desk_by_its_due_date(world: World) -> None:
    case, _ = up(world)
    with clock.frozen(date(2026, 6, 8)):
        page = Browser(world, "dispatcher").read("?view=reviewing")
        assert case.title in page and "逾期" in page
