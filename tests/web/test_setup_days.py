"""放假和调休: days off of one area, previewed before they are entered, and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.html import escape

from huiyin.chain.models import Clock, Event
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment
from huiyin.foundation import announcing, clock
from huiyin.foundation.calendars import national_seed
from huiyin.foundation.models import Notice, WorkdayOverride
from huiyin.people.models import Role
from tests.web.test_setup_pages import Admin
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)
# Three months from 10 June: a Thursday.
DUE, LATER = date(2026, 9, 10), date(2026, 9, 11)
SURE = f"{DUE}-"
TYPED = {"days": f"{DUE} 放假 建区纪念日", "source": "临江区政府办〔2026〕9号"}


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def admin(world: World) -> Admin:
    return Admin(world)


@pytest.fixture
def row(world: World) -> Assignment:
    with clock.frozen(TODAY), world.acting():
        (made,) = world.hand_over(world.register())
    assert made.due_on == DUE
    return made


def local(world: World) -> list[tuple[date, bool]]:
    with world.acting():
        return list(WorkdayOverride.objects.filter(congress=world.congress).values_list("on", "is_workday"))


def test_the_preview_says_which_limit_moves_from_when_to_when_and_changes_nothing(
    world: World, admin: Admin, row: Assignment
) -> None:
    with clock.frozen(TODAY):
        page = admin.post("setup/days/", 200, **TYPED)
        assert "1 个在走的期限会变" in page and "18 届 5 次 001号" in page
        assert "沿江大道" not in page, "an administrator sees nothing of an item but its number"
        assert "9月10日" in page and "9月11日" in page
        assert "建区纪念日" in page and 'name="sure"' in page, "what was typed stands there still"
        with world.acting():
            row.refresh_from_db()
        assert (row.due_on, local(world)) == (DUE, [])


def test_confirmed_the_limit_moves_by_a_step_and_the_unit_is_told(world: World, admin: Admin, row: Assignment) -> None:
    with clock.frozen(TODAY):
        admin.post("setup/days/", **TYPED, sure=SURE)
        assert local(world) == [(DUE, False)]
        with world.acting("officer"):
            row.refresh_from_db()
            assert (row.due_on, Clock.objects.get(kind="reply").due_on) == (LATER, LATER)
            steps = list(Event.objects.order_by("number").values_list("step", flat=True))
            assert steps[-2:] == ["round.recount_reply", "days.enter"]
            assert Notice.objects.filter(seat_id=world.seats["clerk"].pk, text__contains="2026年9月11日").exists()
            assert verify(world.congress).breaches == []


def test_days_that_were_changed_after_the_preview_are_previewed_again(world: World, admin: Admin) -> None:
    with clock.frozen(TODAY):
        page = admin.post("setup/days/", 200, **TYPED | {"days": "2026-09-11 放假"}, sure=SURE)
    assert 'value="2026-09-11-"' in page and local(world) == []


def test_the_way_back_is_previewed_too_and_brings_the_former_date(world: World, admin: Admin, row: Assignment) -> None:
    with clock.frozen(TODAY):
        admin.post("setup/days/", **TYPED, sure=SURE)
        with world.acting():
            kept = WorkdayOverride.objects.get()
        page = admin.post("setup/days/restore/", 200, pick=[kept.pk])
        assert "1 个在走的期限会变" in page and "9月11日" in page
        assert local(world) == [(DUE, False)], "a preview changes nothing"
        admin.post("setup/days/restore/", pick=[kept.pk], sure="1")
        with world.acting():
            row.refresh_from_db()
        assert (row.due_on, local(world)) == (DUE, [])


def test_a_deputys_evaluation_is_counted_and_not_named() -> None:
    """That an answered item has not been evaluated is between the deputy and the committee."""
    world = make_world("yuzhong", profile="chongqing")
    with clock.frozen(TODAY), world.acting():
        (row,) = world.hand_over(world.register())
        world.answer(world.receive(row), class_code="solved")
        running = Clock.objects.get(kind="evaluate", stopped_on__isnull=True)
    with clock.frozen(TODAY):
        page = Admin(world).post("setup/days/", 200, days=f"{running.due_on} 放假", source="区政府办")
    assert "1 个是代表评价的期限" in page
    assert "001号" not in page


def test_what_one_congress_enters_moves_nothing_of_another(world: World, admin: Admin) -> None:
    other = make_world("lishan")
    with clock.frozen(TODAY):
        with other.acting():
            (row,) = other.hand_over(other.register())
        admin.post("setup/days/", **TYPED, sure=SURE)
        with other.acting():
            row.refresh_from_db()
        assert (row.due_on, local(other)) == (DUE, [])


def test_a_day_of_another_congress_cannot_be_restored(world: World, admin: Admin) -> None:
    other = make_world("lishan")
    with other.acting():
        day = WorkdayOverride.objects.create(congress=other.congress, on=DUE, is_workday=False, name="", source="")
    admin.post("setup/days/restore/", pick=[day.pk], sure="1")
    assert local(other) == [(DUE, False)]


def test_a_nations_holiday_may_be_worked_here_and_a_make_up_day_be_free(world: World, admin: Admin) -> None:
    with clock.frozen(TODAY):
        days = "2026-10-01 上班 抗洪值守\n2026/10/10\t放假\t补休"
        admin.post("setup/days/", days=days, source="区政府办", sure="2026-10-01+ 2026-10-10-")
    assert local(world) == [(date(2026, 10, 1), True), (date(2026, 10, 10), False)]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("", "还没有填哪些天"),
        ("2026-02-30 放假", "第 1 行"),
        ("2026-09-10 休息", "第二列要写"),
        ("2026-09-10", "第二列要写"),
        ("2026-09-10 放假\n2026-09-10 放假", "写了两次"),
        ("2026-09-12 放假", "本来就放假"),
        ("2026-09-10 上班", "本来就上班"),
        ("2031-09-10 放假", "太早或者太远"),
        ("0001-01-01 放假", "第 1 行"),
        ("9999-12-31 放假", "第 1 行"),
        ("2199-12-31 放假", "第 1 行"),
        ("<b>日期</b>\x00 放假", ""),
        ("=1+1 放假", "第 1 行"),
        ("放假 2026-09-10", "第二列要写"),
        ("\n".join(f"2026-{month:02}-{day:02} 放假" for month in (7, 8, 9) for day in range(1, 29)), "本来就放假"),
    ],
)
def test_what_is_no_day_is_refused_with_its_line_and_nothing_typed_is_lost(
    world: World, admin: Admin, days: str, said: str
) -> None:
    with clock.frozen(TODAY):
        page = admin.post("setup/days/", 200, days=days, source="区政府办〔2026〕9号", sure="1")
    assert said in page and "区政府办〔2026〕9号" in page
    assert escape(days.replace("\x00", "")) in page.replace("\x00", "")
    assert local(world) == []


def test_days_are_not_entered_without_the_document_that_says_so(world: World, admin: Admin) -> None:
    with clock.frozen(TODAY):
        page = admin.post("setup/days/", 200, days=TYPED["days"], sure=SURE)
    assert "还没有填出自哪个文件" in page and "建区纪念日" in page and local(world) == []


def test_the_page_says_whom_each_part_concerns_and_that_the_nation_is_for_the_operators(admin: Admin) -> None:
    with clock.frozen(TODAY):
        page = admin.get("setup/days/")
    assert "只影响本级人大的期限" in page and "对本安装的每一级人大都有效，所以由运维人员录入" in page
    assert "国庆节" in page and "2027 年：还没有公布或者没有录入" in page


def test_restoring_nothing_says_so(admin: Admin) -> None:
    assert "setup/days/" in admin.post("setup/days/restore/")
    assert "还没有勾选" in admin.client.get(admin.at("setup/days/")).content.decode()


def test_only_the_administrator_enters_days(world: World) -> None:
    for who in ("officer", "dispatcher", "clerk", "head", "deputy"):
        Admin(world, who).get("setup/days/", status=403)
        Admin(world, who).post("setup/days/", 403, **TYPED, sure=SURE)
    assert world.seats["admin"].role == Role.CONGRESS_ADMIN and local(world) == []


def test_many_days_at_once_are_refused() -> None:
    national = national_seed()
    rows = [[str(day), "放假"] for day in national.days(TODAY, date(2026, 12, 31)) if national.is_workday(day)]
    with pytest.raises(announcing.ArrangementRefused) as refused:
        announcing.read_local(rows, "", national, TODAY)
    assert "一次最多写 60 天" in "".join(refused.value.sentences)
