"""The pages about motions over HTTP: the list with one decision on many, one motion, withdrawing and splitting on the phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from huiyin.people.models import Seat
from huiyin.proposals.converting import suggestion_of
from huiyin.proposals.models import Manuscript, MotionLeader, MotionWord, Proposal
from huiyin.proposals.splitting import open_advice
from tests.proposals.raising import ASKS, add_deputies, motion, submitted, written
from tests.web.pages import Browser
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
MEETING = {"by_whom": "主席团第三次会议", "on": "2026-01-07"}
NOT_OURS = "属于政府职权，不属于大会职权范围。"


@pytest.fixture
def world() -> World:
    return make_world(profile="base")


@pytest.fixture
def nine(world: World) -> list[Seat]:
    with world.acting():
        return [*add_deputies(world, 8), world.seats["cosigner"]]


@pytest.fixture
def three(world: World, nine: list[Seat]) -> list[Proposal]:
    with world.acting():
        return [motion(world, nine, title=f"关于第{n}件事的议案") for n in range(1, 4)]


def again(world: World, item: Proposal) -> Proposal:
    with world.acting():
        return Proposal.objects.get(pk=item.pk)


def test_the_secretariat_converts_those_it_ticks_in_one_go_and_the_reason_is_kept(
    world: World, three: list[Proposal]
) -> None:
    secretary = Browser(world, "secretary")
    assert "关于第1件事的议案" in secretary.read("motions/")
    picked = [str(one.pk) for one in three[:2]]
    refused = secretary.send("motions/", pick=picked, way="suggestion", **MEETING)
    html = refused.content.decode()
    assert "请写明理由" in html and html.count(" checked aria-label") == 2 and "主席团第三次会议" in html
    assert secretary.send("motions/", pick=picked, way="suggestion", text=NOT_OURS, **MEETING).status_code == 302
    assert [again(world, one).state for one in three] == ["converted", "converted", "in_review"]
    html = secretary.read(f"motions/{three[0].pk}/")
    assert "已转为建议 001号" in html and NOT_OURS in html and "够法定的 10 人" in html


def test_nothing_ticked_or_a_form_half_filled_loses_nothing(world: World, three: list[Proposal]) -> None:
    officer = Browser(world, "officer")
    html = officer.send("motions/", way="agenda", text="写好的说明", **MEETING).content.decode()
    assert "还没有选中任何一件议案" in html and "写好的说明" in html
    html = officer.send("motions/", pick=["x", "9" * 30, "999"], way="agenda", by_whom="", on="昨天").content.decode()
    assert "还没有填由谁决定" in html and "昨天" in html
    html = officer.send("motions/", pick=[str(three[0].pk)], way="committee", **MEETING).content.decode()
    assert "先交哪个委员会" in html
    assert all(again(world, one).state == "in_review" for one in three)


def test_one_that_cannot_be_decided_is_named_and_the_others_are_done(world: World, three: list[Proposal]) -> None:
    officer = Browser(world, "officer")
    first = f"motions/{three[0].pk}/"
    assert officer.fill(f"{first}committee/", committee="法制委员会", text="", **MEETING).status_code == 302
    picked = [str(one.pk) for one in three]
    html = officer.send("motions/", pick=picked, way="agenda", **MEETING).content.decode()
    assert "001号《关于第1件事的议案》：已经先交委员会审议" in html
    assert [again(world, one).state for one in three] == ["in_committee", "on_agenda", "on_agenda"]


def test_the_way_of_one_motion_from_opinion_to_hand_over(world: World, three: list[Proposal]) -> None:
    officer, item = Browser(world, "officer"), three[0]
    path = f"motions/{item.pk}/"
    html = officer.read(path)
    assert "登记审查意见" in html and "大会表决通过" not in html and "主席团同意撤回" not in html
    html = officer.fill(f"{path}opinion/", outcome="agenda", text="", by_whom="议案审查委员会", on="2026-01-06").content.decode()
    assert "还没有填意见内容" in html and "议案审查委员会" in html
    opinion = {"outcome": "agenda", "text": "方案可行。", "by_whom": "议案审查委员会", "on": "2026-01-06"}
    assert officer.fill(f"{path}opinion/", **opinion).status_code == 302
    assert "方案可行。" in officer.read(path) and "议案审查委员会" in officer.read("motions/")
    assert officer.fill(f"{path}agenda/", text="", **MEETING).status_code == 302
    assert officer.fill(f"{path}adopt/", text="", **MEETING).status_code == 302
    lead = {"side": "government", "name": "周永明", "post": "区长", "from_on": "2026-01-09"}
    assert officer.fill(f"{path}lead/", **lead).status_code == 302
    html = officer.read(path)
    assert "周永明（区长）" in html and f"case/{item.pk}/hand-over/" in html and "待交办" in html
    with world.acting():
        assert MotionLeader.objects.count() == 1 and MotionWord.objects.count() == 3
    assert officer.fill(f"{path}reconsider/", reason="登记错了。").status_code == 302
    assert again(world, item).state == "in_review" and "登记错了。" in officer.read(path)


def test_an_act_that_is_not_to_be_taken_now_says_so_and_what_is_no_act_is_not_there(
    world: World, three: list[Proposal]
) -> None:
    officer, path = Browser(world, "officer"), f"motions/{three[0].pk}/"
    assert officer.open(f"{path}adopt/").status_code == 403
    assert officer.open(f"{path}explode/").status_code == 404
    assert officer.open("motions/999999999999/").status_code == 404
    assert officer.send(f"{path}agenda/", **MEETING).status_code == 302
    # The same again, from a page that was left open.
    answer = officer.send(f"{path}agenda/", text="", **MEETING)
    assert answer.status_code == 200 and "主席团决定列入议程" in answer.content.decode()
    with world.acting():
        assert MotionWord.objects.count() == 1


@pytest.mark.parametrize("who", ["deputy", "clerk", "head", "dispatcher", "leader", "admin", "street_clerk"])
def test_nobody_else_opens_these_pages(world: World, three: list[Proposal], who: str) -> None:
    other = Browser(world, who)
    for path in ("motions/", f"motions/{three[0].pk}/", f"motions/{three[0].pk}/agenda/"):
        assert other.open(path).status_code == 403, path
        assert other.send(path, **MEETING).status_code in (403, 405), path


def test_a_motion_between_sessions_is_not_the_secretariat_s(world: World) -> None:
    with world.acting():
        late = world.register("闭会期间的议案", kind="motion", side="between")
    assert Browser(world, "secretary").open(f"motions/{late.pk}/").status_code == 404
    assert "闭会期间的议案" in Browser(world, "officer").read(f"motions/{late.pk}/")


def test_the_deputy_sees_what_became_of_the_motion_on_the_phone(world: World, three: list[Proposal]) -> None:
    deputy, officer = Browser(world, "deputy"), Browser(world, "officer")
    assert "议案正在审查，等主席团决定" in deputy.read(f"case/{three[0].pk}/")
    assert officer.fill(f"motions/{three[0].pk}/convert/", text=NOT_OURS, **MEETING).status_code == 302
    html = deputy.read(f"case/{three[0].pk}/")
    assert NOT_OURS in html and "转成的建议：001号" in html
    with world.acting():
        made = suggestion_of(three[0])
    assert made is not None and "由议案 001号 转来登记" in deputy.read(f"case/{made.pk}/")
    assert "已转建议" in deputy.read()
    assert "已转为建议，另有编号" in officer.read(f"case/{three[0].pk}/")


# -- withdrawing and splitting -----------------------------------------------------------------------------------------


@pytest.fixture
def chongqing() -> Iterator[World]:
    yield make_world("yuzhong", profile="chongqing")


def test_the_lead_asks_in_writing_the_co_signer_agrees_and_the_unit_reads_why(chongqing: World) -> None:
    world = chongqing
    with world.acting():
        item = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        world.receive(world.hand_over(item)[0])
    lead, other, clerk = (Browser(world, who) for who in ("deputy", "cosigner", "clerk"))
    path = f"mine/withdraw/{item.pk}/"
    assert path in lead.read(f"case/{item.pk}/") and path not in other.read(f"case/{item.pk}/")
    assert other.open(path).status_code == 403
    html = lead.fill(path, step="withdrawal.ask", reason="  ").content.decode()
    assert "还没有填为什么撤回" in html
    assert lead.fill(path, step="withdrawal.ask", reason="街道已经装好护栏。").status_code == 302
    assert "王秀兰" in lead.read(path) and "对撤回表态" in other.read(f"case/{item.pk}/")
    assert "街道已经装好护栏。" in other.read(path)
    assert "还没有表态" in other.fill(path, step="withdrawal.answer").content.decode()
    assert again(world, item).state == "handed_over"
    assert other.fill(path, step="withdrawal.answer", word="yes").status_code == 302
    assert again(world, item).state == "withdrawn"
    html = clerk.read(f"case/{item.pk}/")
    assert "代表已撤回，办理终止" in html and "街道已经装好护栏。" in html
    assert "已经撤回，办理终止" in lead.read(f"case/{item.pk}/") and lead.open(path).status_code == 403


def test_one_no_or_a_second_thought_leaves_it_with_the_unit(chongqing: World) -> None:
    world = chongqing
    with world.acting():
        item = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        world.hand_over(item)
    lead, other, path = Browser(world, "deputy"), Browser(world, "cosigner"), f"mine/withdraw/{item.pk}/"
    lead.fill(path, step="withdrawal.ask", reason="想再看看。")
    assert lead.fill(path, step="withdrawal.drop").status_code == 302
    lead.fill(path, step="withdrawal.ask", reason="想再看看。")
    assert other.fill(path, step="withdrawal.answer", word="no").status_code == 302
    assert again(world, item).state == "handed_over"
    assert "要求撤回" in lead.read(f"case/{item.pk}/")


def test_where_it_cannot_be_withdrawn_there_is_no_button_and_the_page_says_why(world: World) -> None:
    with world.acting():
        item = world.register()
        world.hand_over(item)
    lead = Browser(world, "deputy")
    assert "mine/withdraw/" not in lead.read(f"case/{item.pk}/")
    assert "交办以后不能撤回" in lead.read(f"mine/withdraw/{item.pk}/")
    with world.acting():
        foreign = world.register("别人的件", lead=world.seats["cosigner"].pk)
    assert lead.open(f"mine/withdraw/{foreign.pk}/").status_code == 404


def test_the_office_groups_the_asks_and_the_deputy_gets_a_draft_of_each_matter(chongqing: World) -> None:
    world = chongqing
    with world.acting():
        item = submitted(world, written(world))
    officer, lead = Browser(world, "officer"), Browser(world, "deputy")
    path = f"case/{item.pk}/split/"
    html = officer.fill(path, ask_1="1", ask_2="1", ask_3="1", note="两件事。").content.decode()
    assert "至少分成两份" in html and "两件事。" in html
    assert officer.fill(path, ask_1="1", ask_2="1", ask_3="2", note="两件事。").status_code == 302
    own = f"mine/split/{item.pk}/"
    assert own in lead.read(f"case/{item.pk}/") and all(ask in lead.read(own) for ask in ASKS)
    assert "还没有选怎么办" in lead.fill(own).content.decode()
    assert lead.fill(own, answer="split_kept").status_code == 302
    with world.acting():
        assert [one.asks for one in Manuscript.objects.filter(proposal__isnull=True).order_by("pk")] == [
            list(ASKS[:2]), [ASKS[2]]
        ]  # fmt: skip
        assert open_advice(item) is None
    assert "没有等着您决定的" in lead.read(own) and again(world, item).state == "submitted"
