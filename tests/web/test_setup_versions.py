"""The rules pages in time, and two procedures side by side, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest

from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.procedures.choosing import ALWAYS
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of, version_on
from tests.web.test_setup_pages import Admin
from tests.world import PASSWORD, World, make_world

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
NEW_YEAR = date(2027, 1, 1)
LIMIT = {"amount": "15", "unit": "workday", "trigger": "answered", "source": "本区办法", "article": "第九条"}


@pytest.fixture
def admin() -> Iterator[Admin]:
    """A congress that works by Wuchang's profile."""
    made = make_world()
    with clock.frozen(TODAY):
        yield Admin(made)


def versions(admin: Admin) -> list[tuple[int, str, date]]:
    with admin.world.acting():
        found = ProcedureVersion.objects.filter(congress=admin.world.congress).order_by("number")
        return list(found.values_list("number", "profile", "valid_from"))


def number_on(admin: Admin, day: date) -> int:
    with admin.world.acting():
        return version_on(admin.world.congress.pk, day).number


def plain(page: str) -> str:
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", page)))


# -- from a date on ----------------------------------------------------------------------------------------------------


def test_the_page_lists_each_version_with_its_days_and_the_items_that_keep_it(admin: Admin) -> None:
    with admin.world.acting():
        admin.world.register()
    admin.post("setup/profile/", profile="chongqing", when="from", valid_from="2027-01-01")
    page = plain(admin.get("setup/profile/"))
    assert "现在用的是第1版" in page and "第2版从2027年1月1日起用，那天以前登记的件仍按现在这一版。" in page
    assert "第2版：重庆市还没到起用日2027年1月1日起；按它登记的有0件" in page
    assert "第1版：武昌区现在用从头，到2026年12月31日止；按它登记的有1件" in page
    assert "武昌区，第1版" in (home := plain(admin.get())) and "2027年1月1日起用第2版" in home
    with clock.frozen(NEW_YEAR):
        page = plain(admin.get("setup/profile/"))
    assert "现在用的是第2版" in page and "第1版：武昌区用过从头，到2026年12月31日止" in page


def test_after_a_choice_for_new_year_the_rules_of_today_may_still_be_mended(admin: Admin) -> None:
    admin.post("setup/profile/", profile="malong", when="from", valid_from="2027-01-01")
    # What is filled in next is meant for the version just chosen, unless another day is typed.
    assert 'value="2027-01-01"' in admin.get("setup/blanks/limits.evaluate/")
    assert "马龙区，第 2 版（2027年1月1日起用）" in admin.get("setup/blanks/")
    admin.post("setup/blanks/limits.evaluate/", **LIMIT, when="from", valid_from="2026-11-20")
    shown = admin.client.get(admin.at("setup/blanks/")).content.decode()
    assert "第 2 版从2027年1月1日起用，里面没有这次的改动；到时也要的，请按那一天再填一次。" in shown
    assert versions(admin)[1:] == [(2, "malong", NEW_YEAR), (3, "wuchang", TODAY)]
    with admin.world.acting():
        now, then = (procedure_of(version_on(admin.world.congress.pk, day).pk) for day in (TODAY, NEW_YEAR))
    assert now.limits.evaluate.amount == 15 and then.limits.evaluate.is_blank
    admin.post("setup/blanks/limits.evaluate/", **LIMIT, when="from", valid_from="2027-01-01")
    with admin.world.acting():
        then = procedure_of(version_on(admin.world.congress.pk, NEW_YEAR).pk)
    assert (then.name, then.limits.evaluate.amount) == ("马龙区", 15)


def test_nothing_new_holds_before_the_version_in_force_began(admin: Admin) -> None:
    admin.post("setup/profile/", profile="chongqing", when="from", valid_from="2026-07-01")
    page = admin.post("setup/profile/", status=200, profile="base", when="from", valid_from="2026-06-30")
    assert "不能早于正在用的这一版的起用日（2026年7月1日）" in page and "2026-06-30" in page
    admin.post("setup/profile/", status=200, profile="base", when="start")
    assert len(versions(admin)) == 2
    admin.post("setup/profile/", profile="base", when="from", valid_from="2026-07-01")
    assert number_on(admin, date(2026, 7, 1)) == 3


def test_an_earlier_version_may_hold_again_with_what_was_filled_in(admin: Admin) -> None:
    admin.post("setup/blanks/limits.evaluate/", **LIMIT, when="start")
    admin.post("setup/profile/", profile="malong", when="from", valid_from="2027-01-01")
    assert "沿用本级第 2 版（武昌区，含自己填的 1 项）" in admin.get("setup/profile/")
    admin.post("setup/profile/", profile="v2", when="from", valid_from="2027-01-01")
    assert versions(admin)[-1] == (4, "wuchang", NEW_YEAR)
    page = plain(admin.get("setup/profile/"))
    assert "第3版：马龙区没有起用，已有新版原定2027年1月1日起" in page and "沿用第2版" in page
    with admin.world.acting():
        assert procedure_of(version_on(admin.world.congress.pk, NEW_YEAR).pk).limits.evaluate.amount == 15


def test_versions_that_never_held_are_kept_out_of_the_way(admin: Admin) -> None:
    for amount in ("15", "16", "17"):
        admin.post("setup/blanks/limits.evaluate/", **(LIMIT | {"amount": amount}), when="start")
    page = admin.get("setup/profile/")
    shown, _, folded = page.partition("没有起用的 3 版")
    assert "第 4 版：" in shown and "第 3 版：" not in shown
    assert "第 3 版：" in folded and "第 1 版：" in folded


@pytest.mark.parametrize("asked", ["v0", "v9", "v", "v1 ", "v１", "wuchang2", "", "../base"])
def test_a_version_that_is_not_there_cannot_be_chosen(admin: Admin, asked: str) -> None:
    admin.post("setup/profile/", status=200, profile=asked, when="from", valid_from="2027-01-01")
    assert versions(admin) == [(1, "wuchang", ALWAYS)]


def test_the_versions_of_another_congress_are_neither_listed_nor_chosen(admin: Admin) -> None:
    other = Admin(make_world("hanshui"))
    other.post("setup/profile/", profile="malong", when="from", valid_from="2027-01-01")
    assert "第 2 版" not in admin.get("setup/profile/")
    admin.post("setup/profile/", status=200, profile="v2", when="from", valid_from="2027-01-01")
    assert 'value="v2"' not in admin.get("setup/profile/compare/")


# -- side by side ------------------------------------------------------------------------------------------------------


def rows(page: str) -> dict[str, tuple[str, str]]:
    """Label → what stands on the left and on the right."""
    found = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>\s*<td>(.*?)</td>', page, re.S)
    return {plain(label): (plain(left), plain(right)) for label, left, right in found}


def test_two_procedures_stand_side_by_side_with_their_sources(admin: Admin) -> None:
    page = admin.get("setup/profile/compare/?left=wuchang&right=chongqing")
    shown = rows(page)
    assert shown["代表评价期限不同"][0] == "未设定"
    assert shown["代表评价期限不同"][1] == "自代表收到答复函之日起20个工作日内出处：重庆建议条例第二十七条第一款"
    assert "出处：代表法第五十一条第二款" in shown["答复期限"][0], "the same rule carries no mark"
    assert page.count('class="ask"') == sum(label.endswith("不同") for label in shown)
    assert plain(page).count("期限灯") == 1, "groups have their names"


def test_only_what_differs_is_shown_when_asked(admin: Admin) -> None:
    everything = rows(admin.get("setup/profile/compare/?left=wuchang&right=chongqing"))
    only = rows(admin.get("setup/profile/compare/?left=wuchang&right=chongqing&only=1"))
    assert only == {label: cells for label, cells in everything.items() if label.endswith("不同")}
    assert 0 < len(only) < len(everything)
    same = admin.get("setup/profile/compare/?left=base&right=base&only=1")
    assert "没有不同的地方" in same and not rows(same)


def test_at_first_the_version_in_force_stands_beside_the_profile_it_came_from(admin: Admin) -> None:
    """What the congress itself filled in is what differs."""
    admin.post("setup/blanks/limits.evaluate/", **LIMIT, when="start")
    page = admin.get("setup/profile/compare/")
    assert "本级第 2 版（现在用）" in page
    assert list(rows(page)) == ["代表评价期限不同"]
    assert "出处：本区办法第九条" in page
    earlier = rows(admin.get("setup/profile/compare/?left=v2&right=v1"))
    assert "代表评价期限不同" in earlier


@pytest.mark.parametrize("asked", ["left=v9&right=%2e%2e", "left=&right=", "left=<b>&right=v١", "only=x", "left=base"])
def test_an_address_that_asks_for_nothing_there_is_shows_the_page_anyway(admin: Admin, asked: str) -> None:
    assert "两套规程对照" in admin.get(f"setup/profile/compare/?{asked}")


def test_before_a_procedure_is_chosen_the_shipped_ones_can_be_compared() -> None:
    congress = setup.new_congress("bare", "新区人民代表大会", "county")
    with acting(congress.pk):
        body = setup.add_body(congress, "人大常委会办公室", "standing_committee")
        person = setup.add_person(congress, "何建国")
        account = setup.account_of(person)
        account.set_password(PASSWORD)
        account.must_set_password = False
        account.save()
        seat = setup.add_seat(person, body, Role.CONGRESS_ADMIN)
    bare = Admin(World(congress, None, seats={"admin": seat}))  # type: ignore[arg-type]
    page = bare.get("setup/profile/compare/?left=base&right=township")
    assert "随程序带的" in page and "本级的各版" not in page and rows(page)
    assert "没有不同的地方" in bare.get("setup/profile/compare/")
    assert "两套规程对照" in bare.get("setup/profile/") and "本级的各版" not in bare.get("setup/profile/")
