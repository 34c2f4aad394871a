"""Through the pages: assisting late and once more, a return refused and one accepted, a wrong unit, joint lead, a merger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.handling import drafting
from huiyin.handling.drafting import LetterFields
from huiyin.people.models import Body, Seat
from tests.chain.cast import hand_over_directly
from tests.web.pages import TALK, Browser
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
HANDED_OVER, LATER = date(2026, 3, 2), date(2026, 3, 10)
JOINT_LETTER = LetterFields(
    title="关于第1号建议的答复", number="临联函〔2026〕1号", body="现联合答复如下：护栏和划线一起做。",
    class_code="solved", signatory="郑海波、黄志远",
)  # fmt: skip
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world("yuzhong", profile="chongqing")
        yield made


def test_an_opinion_comes_late_is_asked_for_again_and_only_then_the_letter_goes_out(world: World) -> None:
    clerk, head, school, officer = (Browser(world, who) for who in ("clerk", "head", "stranger", "officer"))
    with world.acting():
        lead, assist = hand_over_directly(world)
        round_, title = world.round_of(lead), lead.proposal.title
    for browser, row in ((clerk, lead), (school, assist)):
        assert "已签收" in browser.done(f"step/assignment.receive/{row.pk}/")
    with clock.frozen(date(2026, 4, 20)):
        assert title in school.read("?view=red"), "due on 14 April"
        assert "请尽快提出" in school.read(f"case/{lead.proposal_id}/")
        assert "区教育局（逾期）" in clerk.read()
        assert title in officer.read("?view=assist-late")
        assert "已催" in clerk.done(f"step/opinion.chase/{assist.pk}/")
        typed = "校门前一百米可以划为限时停车区。"
        again = school.send(f"opinion/{assist.pk}/", body="  ").content.decode()
        assert "还没有写会办意见" in again
        assert "会办意见已交给主办单位" in school.done(f"opinion/{assist.pk}/", body=typed)
        page = clerk.read(f"case/{lead.proposal_id}/")
        assert typed in page and "请重提会办意见" in page
        assert "已请会办单位重新提出" in clerk.done(f"why/opinion.redo/{assist.pk}/", reason="没有说谁来管。")
        assert "没有说谁来管。" in school.read(f"opinion/{assist.pk}/")
        clerk.done(f"contact/{round_.pk}/", **TALK | {"happened_on": "2026-04-20"})
        letter = {"title": "答复", "body": "已增设护栏。", "number": "函1号", "class_code": "solved", "do": "preview"}
        clerk.done(f"reply/{round_.pk}/edit/", **letter)
        clerk.done(f"step/letter.submit/{round_.pk}/")
        head.done(f"step/letter.clear/{round_.pk}/")
        asked = head.read(f"reply/{round_.pk}/send/")
        assert "会办单位“区教育局”还没有提出意见" in asked and "为什么不等" in asked
        refused = head.send(f"reply/{round_.pk}/send/", without="").content.decode()
        assert "还没有填为什么不等" in refused
        assert "答复函已发出" in head.done(f"reply/{round_.pk}/send/", without="区教育局来电：意见不变。")
        assert "区教育局来电：意见不变。" in officer.read(f"case/{lead.proposal_id}/")


def test_a_stamped_opinion_is_read_by_the_lead_unit_and_not_by_the_deputy(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    with world.acting():
        lead, assist = hand_over_directly(world)
    school = Browser(world, "stranger")
    school.done(f"step/assignment.receive/{assist.pk}/")
    school.done(f"opinion/{assist.pk}/", document=SimpleUploadedFile("会办意见.pdf", PDF))
    page = Browser(world, "clerk").read(f"case/{lead.proposal_id}/")
    (link,) = {part.split('"')[0] for part in page.split('href="') if "/file/" in part.split('"')[0]}
    number = link.rstrip("/").rpartition("/")[2]
    assert Browser(world, "clerk").open(f"file/{number}/").status_code == 200
    assert Browser(world, "deputy").open(f"file/{number}/").status_code == 404
    assert "会办意见" not in Browser(world, "deputy").read(f"case/{lead.proposal_id}/")


def test_a_return_is_refused_disputed_and_the_leader_hands_the_item_to_another_unit(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
        title = row.proposal.title
    clerk, head, office, leader = (Browser(world, who) for who in ("clerk", "head", "dispatcher", "leader"))
    assert "还没有填为什么不归本单位" in clerk.send(f"return/{row.pk}/", reason="").content.decode()
    assert "已申请退回" in clerk.done(f"return/{row.pk}/", reason="三定方案写的是区教育局。", suggested="教育局")
    assert title in office.read("?view=returning")
    # What waits for a word is not green, whatever time is left.
    beside = office.read(f"case/{row.proposal_id}/").partition("主办：区城市管理执法局")[2].partition("</section>")[0]
    assert "is-amber" in beside and "is-green" not in beside
    page = office.read(f"move/assignment.accept_return/{row.pk}/")
    assert "三定方案写的是区教育局。" in page and 'value="区教育局"' in page
    assert "不同意退回" in office.done(f"why/assignment.refuse_return/{row.pk}/", reason="护栏归你局。")
    assert "护栏归你局。" in clerk.read(f"case/{row.proposal_id}/")
    assert "提请领导协调" in head.read(f"case/{row.proposal_id}/")
    head.done(f"why/assignment.dispute/{row.pk}/", reason="经费已经划转。")
    assert title in leader.read("?view=disputed")
    assert "已改交" in leader.done(f"move/dispute.reassign/{row.pk}/", unit="区教育局", reason="由区教育局办。")
    assert "已改交其他单位，本单位不再办理" in clerk.read(f"case/{row.proposal_id}/")
    assert "区教育局" in Browser(world, "deputy").read(f"case/{row.proposal_id}/")
    assert title in Browser(world, "stranger").read("?view=waiting")


def test_a_unit_matched_wrongly_is_corrected_and_the_old_one_stays_visible(world: World) -> None:
    with world.acting():
        (row,) = world.hand_over(world.register())
    officer = Browser(world, "officer")
    refused = officer.send(f"move/assignment.replace/{row.pk}/", unit="不存在的局", reason="写错了。").content.decode()
    assert "没有叫“不存在的局”的单位" in refused and "写错了。" in refused
    assert "已改交" in officer.done(f"move/assignment.replace/{row.pk}/", unit="教育局", reason="交办表上看错了行。")
    page = officer.read(f"case/{row.proposal_id}/")
    assert "改交" in page and "区城市管理执法局不再办理" in page


def test_an_item_is_found_difficult_and_a_request_is_answered(world: World) -> None:
    with world.acting():
        (row,) = world.hand_over(world.register())
    Browser(world, "clerk").done(f"step/assignment.receive/{row.pk}/")
    officer = Browser(world, "officer")
    assert "已认定为疑难件" in officer.done(f"why/long.grant/{row.pk}/", reason="涉及五个部门。")
    assert "9月2日" in officer.read(f"case/{row.proposal_id}/")
    assert Browser(world, "clerk").open(f"why/long.grant/{row.pk}/").status_code == 403


def test_an_item_known_to_be_difficult_is_marked_when_it_is_handed_over_and_the_date_is_shown_first(world: World) -> None:
    with world.acting():
        case = world.register()
    officer, unit = Browser(world, "officer"), world.bodies["unit"].pk
    path = f"case/{case.pk}/hand-over/"
    assert "自交办之日起 6 个月内" in officer.read(path)
    chosen = {"way": "direct", "rows": "3", "body_0": str(unit), "mode_0": "lead", "is_long": "on"}
    preview = officer.send(path, stage="preview", **chosen).content.decode()
    assert "9月2日" in preview and 'name="is_long"' in preview
    officer.done(path, stage="take", **chosen)
    with world.acting():
        row = Assignment.objects.get(proposal=case)
        assert (row.is_long, row.due_on) == (True, date(2026, 9, 2))


def test_the_government_office_hands_an_item_to_two_units_that_lead_jointly(world: World) -> None:
    with world.acting():
        case = world.register()
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
        route = Assignment.objects.get(mode=Mode.ROUTE)
    office = Browser(world, "dispatcher")
    one = office.send(f"assign/{route.pk}/", joint_1="区教育局").content.decode()
    assert "共同主办至少要两个单位" in one and 'value="区教育局"' in one
    assert "已分办" in office.done(f"assign/{route.pk}/", joint_1="区教育局", joint_2="区城市管理执法局")
    with world.acting():
        assert Assignment.objects.filter(mode=Mode.JOINT_LEAD).count() == 2


def test_a_bureau_is_merged_on_the_set_up_page_after_seeing_what_moves(world: World) -> None:
    with world.acting():
        (row,) = world.by_the_office(world.register())
    admin, old, new = Browser(world, "admin"), world.bodies["unit"], world.bodies["school"]
    assert "没有了结的承诺共 1 项" in admin.read(f"setup/bodies/{old.pk}/merge/")
    shown = admin.send(f"setup/bodies/{old.pk}/merge/", successor=str(new.pk)).content.decode()
    assert "1 件转到区教育局" in shown and 'name="sure"' in shown
    with world.acting():
        assert Body.objects.get(pk=old.pk).ends_on is None, "nothing happens before the second button"
    assert "已并入区教育局" in admin.done(f"setup/bodies/{old.pk}/merge/", successor=str(new.pk), sure="1")
    with world.acting():
        clerk = Seat.objects.get(person=world.person("clerk"), ended_on__isnull=True)
        row.refresh_from_db()
        assert (clerk.body_id, row.body_id) == (new.pk, new.pk)


def test_somebody_acts_for_the_head_and_the_list_of_seats_says_until_when(world: World) -> None:
    admin, unit = Browser(world, "admin"), world.bodies["unit"]
    head = world.seats["head"].pk
    path = f"setup/seats/new/?body={unit.pk}"
    open_ended = admin.send(path, role="unit_head", name="秦海明", acting_for=str(head)).content.decode()
    assert "代理要写明到哪一天为止" in open_ended
    admin.done(path, role="unit_head", name="秦海明", acting_for=str(head), from_on="2026-03-09", to_on="2026-03-13")
    listed = admin.read("setup/seats/")
    assert "代 郑海波" in listed and "3月13日" in listed


def test_the_meeting_owed_after_the_answer_is_asked_for_until_it_was_held() -> None:
    """Malong: 办前、办中、办后三见面. A telephone call afterwards is none."""
    with clock.frozen(HANDED_OVER):
        world = make_world("malong", profile="malong")
        with world.acting():
            round_ = world.receive(world.hand_over(world.register())[0])
            world.answer(round_)
            case = f"case/{round_.case_key}/"
        clerk, officer = Browser(world, "clerk"), Browser(world, "officer")
        assert "请登记沟通，阶段选“办后”" in clerk.read(case) and "还没有见面记录" in officer.read(case)
        after = {"stage": "after", "happened_on": HANDED_OVER.isoformat(), "note": "代表看了现场。", "people": ""}
        clerk.done(f"contact/{round_.pk}/", **after, form="phone")
        assert "阶段选“办后”" in clerk.read(case)
        clerk.done(f"contact/{round_.pk}/", **after, form="on_site")
        assert "办后见面" not in clerk.read(case) and "办后见面" not in officer.read(case)


def test_of_two_that_lead_jointly_the_first_to_clear_waits_for_the_other(world: World) -> None:
    """Shanghai 17: they agree first, then answer."""
    with world.acting():
        proposal = world.register()
        targets = tuple(Target(world.bodies[name].pk, Mode.JOINT_LEAD) for name in ("unit", "school"))
        take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=targets))
        rounds = {}
        for row, who in zip(Assignment.objects.order_by("pk"), ("clerk", "stranger"), strict=True):
            take("assignment.receive", row, world.seats[who])
            rounds[who] = world.round_of(row)
        world.talk(rounds["clerk"])
        drafting.save_letter(rounds["clerk"], JOINT_LETTER, 0)
        take("letter.submit", rounds["clerk"], world.seats["clerk"])
        take("letter.clear", rounds["clerk"], world.seats["head"])
    head, path = Browser(world, "head"), f"case/{proposal.pk}/"
    page = head.read(path)
    assert "还要等区教育局审签同意" in page and f"reply/{rounds['clerk'].pk}/send/" not in page
    assert "发出答复" not in head.read(f"reply/{rounds['clerk'].pk}/")
    with world.acting():
        take("letter.submit", rounds["stranger"], world.seats["stranger"])
        take("letter.clear", rounds["stranger"], world.seats["stranger_head"])
    assert f"reply/{rounds['clerk'].pk}/send/" in head.read(path)


def test_the_last_of_two_joint_leads_may_still_be_moved_and_whoever_follows_leads(world: World) -> None:
    with world.acting():
        proposal = world.register()
        targets = tuple(Target(world.bodies[name].pk, Mode.JOINT_LEAD) for name in ("unit", "school"))
        take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=targets))
        unit, school = Assignment.objects.order_by("pk")
    officer = Browser(world, "officer")
    officer.done(f"move/assignment.replace/{school.pk}/", unit="", reason="由城管局一家办。")
    officer.done(f"move/assignment.replace/{unit.pk}/", unit="区教育局", reason="看错了行。")
    with world.acting():
        now = Assignment.objects.order_by("-pk")[0]
        assert (now.body_id, now.mode) == (world.bodies["school"].pk, Mode.LEAD)
