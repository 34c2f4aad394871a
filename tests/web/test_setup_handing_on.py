"""交接: before a person's seat ends, a page says what waits, what only they have, and who goes on with it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.dispatch.hanging import hanging_on
from huiyin.dispatch.returning import ReturnAsked
from huiyin.foundation import clock, drafts
from huiyin.people import setup
from huiyin.people.models import Person, Role, Seat
from tests.web.test_setup_pages import Admin
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TITLE, NUMBER = "关于整治沿江大道违停的建议", "18 届 5 次 001号"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def admin(world: World) -> Admin:
    return Admin(world)


def colleague(world: World, who: str, name: str, **more: object) -> Seat:
    like = world.seats[who]
    with world.acting():
        return setup.add_seat(setup.add_person(world.congress, name), like.body, like.role, **more)


def test_what_waits_for_the_clerk_is_listed_with_its_limit_and_what_waits_for_the_head_is_not(world: World) -> None:
    with world.acting():
        (waiting,) = world.hand_over(world.register("关于甲的建议"))
        round_ = world.receive(world.hand_over(world.register("关于乙的建议"))[0])
        world.talk(round_)
        world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
        clerk, head = hanging_on(world.seats["clerk"]), hanging_on(world.seats["head"])
    assert [(one.no, one.what, one.due_on) for one in clerk.waiting] == [("001号", "待签收", waiting.due_on)]
    assert [(one.no, one.what) for one in head.waiting] == [("002号", "领导审签中")]


def test_what_waits_for_each_other_role_is_listed(world: World) -> None:
    with world.acting():
        world.register("关于丙的建议")
        (row,) = world.by_the_office(world.register("关于丁的建议"))
        world.receive(row)
        take("assignment.ask_return", row, world.seats["clerk"], ReturnAsked("不归本单位。"))
        found = {who: [one.no for one in hanging_on(world.seats[who]).waiting] for who in ("officer", "dispatcher")}
        assert found == {"officer": ["001号"], "dispatcher": ["002号"]}
        assert hanging_on(world.seats["leader"]).waiting == [] and hanging_on(world.seats["admin"]).waiting == []


def test_a_deputys_open_items_are_listed_and_nobody_is_asked_to_go_on_with_them(world: World, admin: Admin) -> None:
    with world.acting():
        world.register(TITLE)
    page = admin.get(f"setup/seats/{world.seats['deputy'].pk}/")
    assert NUMBER in page and "领衔" in page and TITLE not in page and "代表的件不转给别人" in page
    assert "谁可以接着办" not in page and "给接手的人开席位" not in page
    assert NUMBER in admin.get(f"setup/deputies/{world.seats['deputy'].pk}/end/")


def test_it_is_said_loudly_when_nobody_would_be_left(world: World, admin: Admin) -> None:
    with world.acting():
        world.hand_over(world.register(TITLE))
    seat = world.seats["clerk"]
    for path in (f"setup/seats/{seat.pk}/", f"setup/seats/{seat.pk}/end/"):
        page = admin.get(path)
        assert f"{seat.body.name}没有别的承办单位经办人了" in page and "下面 1 件没有人接着办" in page
        assert NUMBER in page and TITLE not in page and "件是单位的，不是个人的" in page


def test_with_a_colleague_in_the_same_role_the_page_names_them_and_is_calm(world: World, admin: Admin) -> None:
    colleague(world, "clerk", "赵接手")
    page = admin.get(f"setup/seats/{world.seats['clerk'].pk}/")
    assert "赵接手" in page and "没有别的" not in page
    with world.acting():
        assert not hanging_on(world.seats["head"]).others, "a clerk does not go on with what the head does"


def test_somebody_who_only_acts_until_a_day_is_not_enough(world: World, admin: Admin) -> None:
    until = clock.today() + timedelta(days=7)
    acting = colleague(world, "clerk", "钱代理", to_on=until, acting_for=world.seats["clerk"])
    page = admin.get(f"setup/seats/{world.seats['clerk'].pk}/")
    assert "只剩代理的承办单位经办人" in page and "钱代理正在代" in page
    assert f"这个席位是代{world.seats['clerk'].person.name}办理的" in admin.get(f"setup/seats/{acting.pk}/")
    with clock.frozen(until + timedelta(days=1)), world.acting():
        assert hanging_on(world.seats["clerk"]).nobody_left


def test_the_successor_is_named_right_there_with_body_and_role_filled_in(world: World, admin: Admin) -> None:
    seat = world.seats["head"]
    query = f"?body={seat.body_id}&amp;role=unit_head"
    assert query in admin.get(f"setup/seats/{seat.pk}/")
    page = admin.get("setup/seats/new/" + query.replace("&amp;", "&"))
    (radio,) = re.findall(r'<input[^>]*value="unit_head"[^>]*>', page)
    assert "checked" in radio
    admin.get(f"setup/seats/new/?body={seat.body_id}&role=emperor")
    admin.post(f"setup/seats/new/?body={seat.body_id}&role=unit_head", name="孙接任", role="unit_head")
    assert "孙接任" in admin.get(f"setup/seats/{seat.pk}/")


def test_what_was_typed_and_not_sent_is_named_but_not_shown(world: World, admin: Admin) -> None:
    seat = world.seats["clerk"]
    with world.acting():
        (row,) = world.hand_over(world.register())
        drafts.keep(world.congress.pk, seat.pk, f"opinion-{row.pk}", {"body": "只给自己看的话"})
        drafts.keep(world.congress.pk, seat.pk, "return-999999999999999999999", {"reason": "x"})
        drafts.keep(world.congress.pk, seat.pk, "unknown", {"reason": "x"})
        number = row.proposal.shown_no
    page = admin.get(f"setup/seats/{seat.pk}/")
    assert f"会办意见，{number}" in page and "退回申请" in page and "没有发出的内容" in page
    assert "只给自己看的话" not in page


def test_unread_notices_are_counted(world: World, admin: Admin) -> None:
    with world.acting():
        world.hand_over(world.register())
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert "还有 1 条通知没有看" in admin.get(f"setup/seats/{world.seats['clerk'].pk}/")


def test_the_page_moves_nothing_and_no_other_congress_and_no_other_role_sees_it(world: World, admin: Admin) -> None:
    other = make_world("lishan")
    with world.acting():
        before = Event.objects.count()
    admin.get(f"setup/seats/{world.seats['clerk'].pk}/")
    admin.get(f"setup/seats/{other.seats['clerk'].pk}/", status=404)
    for who in ("officer", "clerk", "head", "deputy"):
        Admin(world, who).get(f"setup/seats/{world.seats['clerk'].pk}/", status=403)
    with world.acting():
        assert Event.objects.count() == before


def test_after_the_seat_has_ended_a_colleague_goes_on_from_the_same_desk(world: World, admin: Admin) -> None:
    """The page says that nothing need be moved: this holds it to its word."""
    with world.acting():
        (row,) = world.hand_over(world.register(TITLE))
    successor = colleague(world, "clerk", "赵接手")
    with world.acting():
        setup.account_of(Person.objects.get(pk=successor.person_id))
    admin.post(f"setup/seats/{world.seats['clerk'].pk}/end/")
    admin.get(f"setup/seats/{world.seats['clerk'].pk}/", status=404)
    with world.acting():
        take("assignment.receive", row, Seat.objects.select_related("body").get(pk=successor.pk))
        assert row.state == "received" and successor.role == Role.UNIT_CLERK


def test_a_due_date_is_shown_as_a_day(world: World, admin: Admin) -> None:
    with clock.frozen(date(2026, 6, 10)):
        with world.acting():
            world.hand_over(world.register())
        assert "9月10日" in admin.get(f"setup/seats/{world.seats['clerk'].pk}/")
