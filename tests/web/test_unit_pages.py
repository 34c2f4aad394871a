"""Pages of the unit's clerk and head: who may see and do what, what is kept, what the case page says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.handling.models import Contact, RoundState
from huiyin.people.models import BodyContact
from huiyin.proposals.steps import Correcting
from tests.web.pages import HANDED_OVER, TALK, TODAY, Browser, answered, field, item, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def test_one_item_walks_the_line_through_the_pages_of_office_clerk_and_head(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        case = world.register(cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2)
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
        route = Assignment.objects.get(congress=world.congress, mode=Mode.ROUTE)
    office, clerk, head = (Browser(world, who) for who in ("dispatcher", "clerk", "head"))

    assert case.title in office.read()
    assert "已分办" in office.done(f"assign/{route.pk}/", lead="区城市管理执法局")
    with world.acting():
        row = Assignment.objects.get(congress=world.congress, parent=route)
        round_ = world.round_of(row)

    assert case.title in clerk.read("?view=waiting")
    assert "已签收" in clerk.done(f"step/assignment.receive/{row.pk}/")
    assert "看了现场" in clerk.done(f"contact/{round_.pk}/", **TALK | {"happened_on": "2026-03-20"})
    assert "李文静代表：" in clerk.read(f"reply/{round_.pk}/edit/")
    typed = {"title": "答复", "body": "李文静代表：\n已增设护栏。", "number": "函1号", "do": "preview"}
    assert "已增设护栏。" in clerk.done(f"reply/{round_.pk}/edit/", **typed)
    assert "已送审签" in clerk.done(f"step/letter.submit/{round_.pk}/")

    assert case.title in head.read("?view=clearing")
    assert "已退回修改" in head.done(f"reply/{round_.pk}/back/", remark="写明完成时间。")
    assert "写明完成时间。" in clerk.read(f"reply/{round_.pk}/edit/")
    assert case.title in clerk.read("?view=sent-back")
    clerk.done(f"step/letter.submit/{round_.pk}/")
    assert "发出答复" in head.done(f"step/letter.clear/{round_.pk}/")
    sheet = head.read(f"reply/{round_.pk}/send/")
    assert "发出后不能修改。李文静等 2 位代表会收到。" in sheet and ">发出答复函</button>" in sheet
    assert "答复函已发出" in head.done(f"reply/{round_.pk}/send/")

    with world.acting():
        row.refresh_from_db()
        assert (row.stage, world.round_of(row).state) == (Stage.ANSWERED, RoundState.ANSWERED)


# -- who may see, who may do ----


@pytest.mark.parametrize("who", ["stranger", "stranger_head", "admin"])
def test_a_case_that_is_not_on_the_units_desk_is_not_found(world: World, who: str) -> None:
    case, row, round_ = answered(world)
    other = Browser(world, who)
    paths = [f"case/{case.pk}/", f"contact/{round_.pk}/", f"assign/{row.pk}/", f"step/assignment.receive/{row.pk}/"]
    paths += [f"reply/{round_.pk}/{page}" for page in ("", "edit/", "back/", "send/")]
    assert {path: other.open(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    sent = [f"reply/{round_.pk}/{page}" for page in ("save/", "edit/", "back/", "send/")]
    assert {path: other.send(path, note="x").status_code for path in sent} == dict.fromkeys(sent, 404)
    assert other.open(f"peek/{case.pk}/").status_code == (403 if who == "admin" else 404)


def test_a_deputy_who_signed_may_see_the_case_but_do_none_of_the_units_work(world: World) -> None:
    _, row, round_ = answered(world)
    signer = Browser(world, "cosigner")
    paths = [f"contact/{round_.pk}/", f"reply/{round_.pk}/edit/", f"assign/{row.pk}/", f"reply/{round_.pk}/back/"]
    assert {path: signer.open(path).status_code for path in paths} == dict.fromkeys(paths, 403)


def test_the_head_sees_a_waiting_item_but_may_not_receive_it(world: World) -> None:
    case, row, _ = item(world)
    head = Browser(world, "head")
    page = head.read(f"case/{case.pk}/")
    assert "等承办单位签收" in page and ">签收</button>" not in page
    answer = head.send(f"step/assignment.receive/{row.pk}/")
    assert answer.status_code == 403 and "不能“签收”" in answer.content.decode()
    with world.acting():
        row.refresh_from_db()
        assert row.stage == Stage.WAITING


def test_the_clerk_may_neither_clear_nor_send_the_letter(world: World) -> None:
    _, _, round_ = received(world)
    with world.acting():
        world.talk(round_)
        world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
    clerk = Browser(world, "clerk")
    assert clerk.open(f"step/letter.clear/{round_.pk}/").status_code == 403
    assert clerk.send(f"step/letter.clear/{round_.pk}/").status_code == 403
    assert clerk.send(f"reply/{round_.pk}/back/", remark="x").status_code == 403
    assert clerk.send(f"reply/{round_.pk}/send/").status_code in (403, 404)


def test_the_government_office_may_not_work_on_what_it_passed_on(world: World) -> None:
    _, row, round_ = received(world)
    office = Browser(world, "dispatcher")
    assert office.send(f"step/assignment.receive/{row.pk}/").status_code == 403
    assert office.open(f"contact/{round_.pk}/").status_code == 403
    assert office.open(f"reply/{round_.pk}/").status_code == 404, "a draft belongs to its unit"


def test_a_draft_letter_is_read_by_its_own_unit_only_until_it_is_sent(world: World) -> None:
    case, _, round_ = received(world)
    with world.acting():
        world.talk(round_)
        world.write(round_)
    assert "已增设护栏" in Browser(world, "clerk").read(f"reply/{round_.pk}/")
    for who in ("officer", "dispatcher"):
        assert Browser(world, who).open(f"reply/{round_.pk}/").status_code == 404
        assert "已增设护栏" not in Browser(world, who).read(f"case/{case.pk}/")
    with world.acting():
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
        take("letter.send", round_, world.seats["head"])
    for who in ("officer", "dispatcher"):
        assert "已增设护栏" in Browser(world, who).read(f"case/{case.pk}/")


def test_a_unit_sees_of_other_units_their_names_and_how_far_they_are_but_not_their_work(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        case = world.register()
        parts = tuple(Target(world.bodies[name].pk, Mode.SEPARATE, name) for name in ("unit", "school"))
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=parts))
        row = Assignment.objects.get(congress=world.congress, body=world.bodies["unit"])
        round_ = world.receive(row)
        world.answer(round_)
    other = Browser(world, "stranger").read(f"case/{case.pk}/")
    assert "区城市管理执法局" in other and "已答复·待评价" in other
    assert "代表同意先清理再设护栏" not in other and "已增设护栏" not in other
    assert Browser(world, "stranger").open(f"reply/{round_.pk}/").status_code == 404
    assert "已增设护栏" in Browser(world, "officer").read(f"case/{case.pk}/")


# -- typed things are kept, repeats are calm ----


def test_a_refused_contact_keeps_everything_that_was_typed(world: World) -> None:
    _, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    answer = clerk.fill(f"contact/{round_.pk}/", **TALK | {"happened_on": "2026-02-01"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "沟通日期不能早于交办日期（2026年3月2日）" in page
    assert TALK["note"] in page and 'value="2026-02-01"' in page and "checked" in page
    with world.acting():
        assert not Contact.objects.filter(congress=world.congress).exists()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("note", "看了\x00现场", "无法保存的空字符"),
        ("note", "看了\u202e现场", "看不见的“文字方向”符号"),
        ("note", "长" * 2001, "最多 2000 个字"),
        ("note", "\u200b", "只有看不见的字符"),
        ("happened_on", "三月初", "沟通日期看不懂"),
        ("happened_on", "2026-02-30", "2026年没有2月30日"),
        ("form", "smoke_signal", "这个选项已经不在了"),
    ],
)
def test_a_bad_input_in_the_contact_form_is_said_plainly_and_nothing_typed_is_lost(
    world: World, name: str, typed: str, said: str
) -> None:
    _, _, round_ = received(world)
    answer = Browser(world, "clerk").fill(f"contact/{round_.pk}/", **TALK | {"people": "周敏、李文静代表", name: typed})
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page, page
    assert "周敏、李文静代表" in page


def test_a_form_sent_twice_takes_its_step_once_and_shows_the_calm_page(world: World) -> None:
    _, row, round_ = item(world)
    clerk = Browser(world, "clerk")
    key = {"request_key": "abcdefgh12345678", "version": row.version}
    assert clerk.send(f"step/assignment.receive/{row.pk}/", **key).status_code == 302
    again = clerk.send(f"step/assignment.receive/{row.pk}/", **key)
    assert again.status_code == 200 and "这一步已经办过了" in again.content.decode()
    page = clerk.read(f"contact/{round_.pk}/")
    hidden = {"request_key": field(page, "request_key"), "version": field(page, "version")}
    for expected in (302, 200):
        assert clerk.send(f"contact/{round_.pk}/", **TALK, **hidden).status_code == expected
    with world.acting():
        assert Contact.objects.filter(congress=world.congress).count() == 1


def test_what_is_typed_into_the_contact_form_waits_on_the_server_until_it_is_sent(world: World) -> None:
    _, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    saved = clerk.send(f"draft/contact-{round_.pk}/", note="写到一半", form="phone", version="7")
    assert saved.status_code == 200 and ":" in saved.json()["saved_at"]
    page = clerk.read(f"contact/{round_.pk}/")
    assert "写到一半" in page and field(page, "version") != "7"
    clerk.done(f"contact/{round_.pk}/", **TALK)
    assert "写到一半" not in clerk.read(f"contact/{round_.pk}/")


# -- the case page ----


def test_the_case_page_says_how_its_date_is_reached_and_whom_to_call(world: World) -> None:
    with world.acting():
        BodyContact.objects.create(
            congress=world.congress,
            body=world.bodies["unit"],
            name="周敏",
            division="办公室",
            office_phone="027-5550 0262",
        )
    case, _, _ = received(world)
    page = Browser(world, "clerk").read(f"case/{case.pk}/")
    assert "期限是 3 个月" in page and "当日不计入" in page and "代表法第五十一条" in page
    assert 'href="tel:02755500262"' in page


def test_a_date_that_rests_on_an_unannounced_calendar_is_marked(world: World) -> None:
    with clock.frozen(date(2031, 3, 3)), world.acting():
        case = world.register()
        world.hand_over(case)
    with clock.frozen(date(2031, 3, 4)):
        assert "放假安排未公布，暂按周末推算" in Browser(world, "clerk").read(f"case/{case.pk}/")


def test_a_correction_shows_both_values_to_everybody_on_the_case(world: World) -> None:
    case, _, _ = received(world)
    with world.acting():
        take(
            "proposal.correct",
            case,
            world.seats["officer"],
            Correcting({"title": "关于整治滨江大道违停的建议"}, "路名写错"),
        )
    for who in ("clerk", "head", "dispatcher", "officer"):
        page = Browser(world, who).read(f"case/{case.pk}/")
        assert "关于整治沿江大道违停的建议" in page and "关于整治滨江大道违停的建议" in page and "路名写错" in page


def test_the_second_handling_shows_the_offices_demands_and_keeps_the_first_letter(world: World) -> None:
    case, _, round_ = answered(world)
    with world.acting("deputy"):
        world.evaluate(round_, "unsatisfied", "断点怎么打通一个字没写。")
    with world.acting("officer"):
        world.order(round_, "请写明断点打通的时间。")
    page = Browser(world, "clerk").read(f"case/{case.pk}/")
    assert "请写明断点打通的时间。" in page and "第 1 次答复函" in page and "第 2 次" in page
    assert "一个字没写" not in page and "不满意" not in page
    assert "第 2 次办理" in Browser(world, "clerk").read("?view=drafting")


def test_steps_taken_back_leave_no_line_in_the_course(world: World) -> None:
    case, _, round_ = received(world)
    with world.acting():
        world.talk(round_)
        take("contact.withdraw", round_, world.seats["clerk"])
    page = Browser(world, "clerk").read(f"case/{case.pk}/")
    assert "代表同意先清理再设护栏" not in page and "撤销沟通记录" not in page
