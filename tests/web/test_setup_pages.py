"""The set-up pages over HTTP: who may enter, every form with bad inputs, the lists, seats, rules, and sign-in slips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huiyin.foundation.models import StoredFile
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import Body, BodyContact, Person, Role, Seat, Session
from tests.world import World, login, make_world

pytestmark = pytest.mark.django_db
LISTS = Path(__file__).parents[1] / "data" / "lists"
# Bad inputs 6, 9–12, 16, 19, 30: deceiving, unseen and endless text, markup, formulas.
ODD = {
    "bidi": "城管\u202e局",
    "unseen": "\u200b\u200d\u2060",
    "overlong": "长" * 5000,
    "nul": "城\x00管",
    "lone surrogate escape": "\\ud800",
    "markup": "<script>alert(1)</script>",
    "formula": "=HYPERLINK(1)",
    "combining": "a" + "\u0301" * 2000,
}


class Admin:
    """The congress administrator's browser."""

    def __init__(self, world: World, who: str = "admin") -> None:
        self.world, self.seat = world, world.seats[who]
        self.client = Client()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = login(self.seat)

    def at(self, path: str = "") -> str:
        return f"/s/{self.seat.pk}/{path}"

    def get(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(self.at(path))
        assert answer.status_code == status, (path, answer.status_code)
        page = answer.content.decode() if not answer.get("Content-Disposition") else ""
        # Without the toast, which still names what was done on the page before.
        return page.partition('<div id="toasts"')[0]

    def post(self, path: str, status: int = 302, **data: Any) -> str:
        answer = self.client.post(self.at(path), data)
        assert answer.status_code == status, (path, answer.status_code, answer.content.decode()[-3000:])
        return answer.content.decode() if status != 302 else str(answer["Location"])


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def admin(world: World) -> Iterator[Admin]:
    yield Admin(world)


def pages(world: World) -> list[str]:
    unit, deputy = world.bodies["unit"].pk, world.seats["deputy"].pk
    with world.acting():
        contact = BodyContact.objects.create(
            congress=world.congress,
            body=world.bodies["unit"],
            name="周敏",
            office_phone="88880000",
            mobile="13800009999",
        )
    return [
        "setup/congress/",
        "setup/profile/",
        "setup/profile/compare/?left=base&right=chongqing",
        "setup/blanks/",
        "setup/blanks/limits.evaluate/",
        "setup/blanks/letter.classes/",
        "setup/blanks/contact.meetings_owed/",
        "setup/terms/",
        "setup/terms/new/",
        "setup/days/",
        f"setup/terms/{world.session.pk}/",
        "setup/bodies/",
        "setup/bodies/new/",
        f"setup/bodies/{unit}/",
        f"setup/bodies/{unit}/end/",
        "setup/deputies/",
        "setup/deputies/new/",
        f"setup/deputies/{deputy}/",
        f"setup/deputies/{deputy}/end/",
        "setup/contacts/",
        "setup/contacts/new/",
        f"setup/contacts/{contact.pk}/",
        f"setup/contacts/{contact.pk}/end/",
        "setup/lists/bodies/",
        "setup/lists/deputies/download/",
        "setup/seats/",
        f"setup/seats/new/?body={unit}",
        f"setup/seats/{world.seats['clerk'].pk}/",
        f"setup/seats/{deputy}/",
        f"setup/seats/{world.seats['clerk'].pk}/end/",
        "setup/accounts/",
        f"setup/accounts/{world.seats['clerk'].person_id}/close/",
    ]


# ── who may enter ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_administrator_enters_and_nothing_of_a_case_is_shown(world: World) -> None:
    addresses = pages(world)
    with world.acting():
        proposal = world.register("关于整治沿江大道违停的建议")
        world.hand_over(proposal)
    admin = Admin(world)
    for path in ["", *addresses]:
        assert "沿江大道" not in admin.get(path)
    for who in ("officer", "dispatcher", "clerk", "head", "deputy"):
        other = Admin(world, who)
        for path in addresses[::5]:
            other.get(path, status=403)


def test_rows_of_another_congress_are_not_found(world: World) -> None:
    other = make_world("hengshan")
    admin = Admin(world)
    theirs = other.bodies["unit"].pk, other.seats["deputy"].pk, other.seats["clerk"].pk
    for path in (
        f"setup/bodies/{theirs[0]}/",
        f"setup/bodies/{theirs[0]}/end/",
        f"setup/deputies/{theirs[1]}/",
        f"setup/terms/{other.session.pk}/",
        f"setup/seats/new/?body={theirs[0]}",
        f"setup/seats/{theirs[2]}/end/",
        f"setup/accounts/{other.seats['clerk'].person_id}/close/",
    ):
        admin.get(path, status=404)
    admin.post(f"setup/accounts/{other.seats['clerk'].person_id}/reset/", status=404)
    admin.post("setup/confirm/bodies/", pick=[theirs[0]])
    answer = admin.client.post(admin.at("setup/accounts/slips/"), {"pick": [other.seats["clerk"].person_id]})
    assert answer.status_code == 302
    Admin(other).client.cookies[settings.SESSION_COOKIE_NAME] = login(world.seats["admin"])
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = login(other.seats["admin"])
    assert stranger.get(admin.at("setup/bodies/")).status_code == 404


def test_unknown_rules_lists_and_rows_are_not_found(admin: Admin) -> None:
    for path in (
        "setup/blanks/limits.nowhere/",
        "setup/blanks/evaluation.levels/",
        "setup/lists/nowhere/",
        "setup/lists/bodies/999999/",
        "setup/bodies/999999999999999999/",
        "setup/seats/new/",
        "setup/seats/new/?body=-1",
        f"setup/seats/new/?body={admin.world.bodies['team'].pk + 10**6}",
    ):
        admin.get(path, status=404)
    admin.post("setup/confirm/nowhere/", status=404)


# ── the steps ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_set_up_page_says_for_each_step_how_far_it_is(admin: Admin) -> None:
    page = admin.get()
    for words in (
        "本级",
        "办理规程",
        "届次和会议",
        "单位",
        "代表",
        "单位联系人",
        "席位",
        "账号和登录单",
        "未设定的规则",
        "交办表",
    ):
        assert words in page
    assert "由代表工委办理" in page and "现在是第 18 届第 5 次会议" in page and "还没有帮助电话" in page
    admin.post("setup/congress/", name="临江区人民代表大会", short_name="临江区人大", help_phone="027-88886666")
    assert "还没有帮助电话" not in admin.get() and "027-88886666" in admin.get()


def test_a_new_congress_is_told_at_every_step_what_to_do() -> None:
    congress = setup.new_congress("fresh", "新区人民代表大会", "county")
    with acting(congress.pk):
        body = setup.add_body(congress, "新区人大常委会办公室", "standing_committee")
        seat = setup.add_seat(setup.add_person(congress, "管理员"), body, Role.CONGRESS_ADMIN)
        setup.account_of(seat.person)
        seat.person.account.must_set_password = False  # type: ignore[union-attr]
        seat.person.account.save()  # type: ignore[union-attr]
    admin = Admin(World(congress, Session(), seats={"admin": seat}))
    page = admin.get()
    for words in (
        "还没有选定",
        "还没有会议",
        "还没有代表工委、政府办公室、承办单位",
        "请上传代表名册",
        "请上传单位联系人名单",
    ):
        assert words in page
    assert admin.client.get(admin.at("setup/blanks/"))["Location"].endswith("setup/profile/")
    admin.post("setup/profile/", profile="base", when="start")
    admin.post("setup/terms/new/", term="７", number="1", opens_on="2026年1月5日", closes_on="2026/1/9")
    assert "现在是第 7 届第 1 次会议" in admin.get() and "国家规定，第 1 版" in admin.get()


# ── rows and bad inputs ──────────────────────────────────────────────────────────────────────────────────────────────


def forms(world: World) -> dict[str, tuple[str, dict[str, Any]]]:
    unit, team = world.bodies["unit"].pk, world.bodies["team"].pk
    return {
        "setup/congress/": ("short_name", {"name": "临江区人大", "short_name": "临江", "help_phone": "1"}),
        "setup/bodies/new/": ("name", {"name": "区水务局", "kind": "department"}),
        f"setup/bodies/{unit}/": ("note", {"name": "区城市管理执法局", "kind": "department"}),
        "setup/deputies/new/": ("work_unit", {"name": "张一鸣", "team": team}),
        f"setup/deputies/{world.seats['deputy'].pk}/": ("deputy_no", {"name": "李文静", "team": team}),
        "setup/contacts/new/": ("name", {"name": "王五", "body": unit}),
        f"setup/seats/new/?body={unit}": ("name", {"name": "赵六", "role": "unit_clerk"}),
        "setup/terms/new/": ("opens_on", {"term": "18", "number": "6"}),
        "setup/blanks/limits.evaluate/": (
            "source",
            {"amount": "15", "unit": "workday", "trigger": "answered", "when": "start", "source": "本区办法"},
        ),
        "setup/blanks/raising.refusal_grounds/": ("value", {"source": "本区办法", "when": "start", "value": "检举"}),
        "setup/blanks/contact.face_to_face_floor/": ("value", {"source": "本区办法", "when": "start"}),
    }


@pytest.mark.parametrize("odd", sorted(ODD))
def test_odd_text_never_breaks_a_form_and_what_else_was_typed_stays(admin: Admin, odd: str) -> None:
    """Bad inputs 6–30."""
    for path, (field, data) in forms(admin.world).items():
        answer = admin.client.post(admin.at(path), data | {field: ODD[odd]})
        assert answer.status_code in (200, 302), (path, answer.status_code)
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "错误：" in page and "error-summary" in page
            assert all(str(typed) in page for key, typed in data.items() if key in ("name", "source") and key != field)
            assert "<script>alert" not in page


@pytest.mark.parametrize("number", ["-1", "0", "９９９９９", "1e3", "十五", "", "1" * 400, "1.5"])
def test_odd_numbers_in_a_limit_are_said_in_words(admin: Admin, number: str) -> None:
    data = {"unit": "workday", "trigger": "answered", "when": "start", "source": "本区办法"}
    page = admin.post("setup/blanks/limits.evaluate/", status=200, amount=number, **data)
    assert "error-summary" in page and "本区办法" in page


def test_an_address_or_a_form_of_nonsense_is_no_server_error(admin: Admin) -> None:
    for path in ("bodies/?page=-1", "bodies/?page=99999999999999", "deputies/?team=x&show=y", "contacts/?q=%25_%5C"):
        admin.get(f"setup/{path}")
    for path in ("accounts/?state=zz", "seats/?role=deputy&page=０"):
        admin.get(f"setup/{path}")
    admin.get("setup/bodies/?q=%00", status=400)
    many = {f"x{n}": "1" for n in range(10_000)}
    for path in ("setup/bodies/new/", "setup/confirm/bodies/", "setup/accounts/slips/"):
        assert admin.client.post(admin.at(path), many).status_code == 400
    for pick in (["x"], ["-1"], ["9" * 40], ["1'"]):
        assert admin.client.post(admin.at("setup/confirm/bodies/"), {"pick": pick}).status_code == 302


def test_an_empty_form_names_each_field_that_is_missing(admin: Admin) -> None:
    page = admin.post("setup/bodies/new/", status=200)
    assert "还没有填单位名称。" in page and "还没有选类别。" in page
    assert "还没有填姓名。" in admin.post("setup/deputies/new/", status=200)


def test_a_body_is_added_changed_confirmed_and_ended(admin: Admin) -> None:
    congress = admin.world.congress
    admin.post("setup/bodies/new/", name="临江区 水务局", kind="department", short_name="区水务局")
    with acting(congress.pk):
        body = Body.objects.get(congress=congress, name="临江区水务局")
        raw = setup.add_body(congress, "区气象局", "other", confirmed=False)
    assert "已经有名为" in admin.post("setup/bodies/new/", status=200, name="临江区水务局", kind="department")
    admin.post(f"setup/bodies/{body.pk}/", name="临江区水务和湖泊局", kind="department")
    page = admin.get("setup/bodies/?show=waiting")
    assert "区气象局" in page and "临江区水务和湖泊局" not in page
    admin.post("setup/confirm/bodies/", pick=[raw.pk])
    assert "区气象局" not in admin.get("setup/bodies/?show=waiting")
    admin.post(f"setup/bodies/{body.pk}/end/")
    assert "临江区水务和湖泊局" not in admin.get("setup/bodies/")
    assert "临江区水务和湖泊局" in admin.get("setup/bodies/?show=ended")
    assert "席位没有终止" in admin.post(f"setup/bodies/{admin.world.bodies['unit'].pk}/end/", status=200)


def test_a_body_with_work_in_hand_is_not_ended(world: World, admin: Admin) -> None:
    with world.acting():
        proposal = world.register()
        world.hand_over(proposal)
        Seat.objects.filter(congress=world.congress, body=world.bodies["unit"]).update(ended_on=date(2026, 1, 1))
    page = admin.post(f"setup/bodies/{world.bodies['unit'].pk}/end/", status=200)
    assert "手上还有 1 件没有办结" in page and "沿江大道" not in page


def test_a_deputy_is_added_moved_and_ended_and_a_namesake_is_asked_about(admin: Admin) -> None:
    congress, team = admin.world.congress, admin.world.bodies["team"].pk
    page = admin.post("setup/deputies/new/", status=200, name="李文静", team=team, phone="13800001234")
    assert "已有一位“李文静”" in page and "是另一位同名的人" in page and "13800001234" in page
    admin.post("setup/deputies/new/", name="李文静", team=team, phone="13800001234", another="on")
    with acting(congress.pk):
        second = setup.add_body(congress, "第二代表团", "delegation")
        seats = Seat.objects.filter(congress=congress, person__name="李文静", role=Role.DEPUTY).order_by("id")
        seat = seats.select_related("person", "term")[1]
    assert seat.term is not None and seat.term.number == 18
    shown = admin.get(f"setup/deputies/{seat.pk}/")
    assert "138****1234" in shown and "13800001234" not in shown and "13800001234" not in admin.get("setup/deputies/")
    admin.post(f"setup/deputies/{seat.pk}/", name="李文婧", team=second.pk, work_unit="区一中教师")
    with acting(congress.pk):
        seat = Seat.objects.select_related("person", "body").get(congress=congress, pk=seat.pk)
    assert (seat.person.name, seat.body.name, seat.person.phone) == ("李文婧", "第二代表团", "13800001234")
    admin.post(f"setup/deputies/{seat.pk}/end/")
    assert "李文婧" not in admin.get("setup/deputies/") and "李文婧" in admin.get("setup/deputies/?show=ended")


def test_a_contact_shows_the_office_telephone_and_hides_the_mobile(admin: Admin) -> None:
    unit = admin.world.bodies["unit"].pk
    admin.post("setup/contacts/new/", body=unit, name="周敏", office_phone="027-88886666", mobile="13900001234")
    page = admin.get("setup/contacts/")
    assert "027-88886666" in page and "139****1234" in page and "13900001234" not in page
    with admin.world.acting():
        contact = BodyContact.objects.get(congress=admin.world.congress, name="周敏")
    admin.post(f"setup/contacts/{contact.pk}/", body=unit, name="周敏", post="科长")
    with admin.world.acting():
        contact = BodyContact.objects.get(pk=contact.pk)
    assert (contact.mobile, contact.post, contact.office_phone) == ("13900001234", "科长", "")
    admin.post(f"setup/contacts/{contact.pk}/end/")
    admin.get(f"setup/contacts/{contact.pk}/", status=404)


def test_a_session_from_an_import_is_confirmed_and_its_dates_are_kept_in_order(admin: Admin) -> None:
    congress = admin.world.congress
    with acting(congress.pk):
        setup.session_of(congress, setup.term_of(congress, 19, confirmed=False), 1, confirmed=False)
        made = Session.objects.get(congress=congress, term__number=19)
    assert "来自导入，待确认" in admin.get("setup/terms/")
    admin.post("setup/confirm/sessions/", pick=[made.pk])
    assert "来自导入，待确认" not in admin.get("setup/terms/")
    page = admin.post(
        "setup/terms/new/", status=200, term="19", number="2", opens_on="2027-01-09", closes_on="2027-01-05"
    )
    assert "结束日期早于开始日期" in page and "2027-01-09" in page
    assert "已经有了" in admin.post("setup/terms/new/", status=200, term="19", number="1")


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def upload(admin: Admin, kind: str, name: str, content: bytes, status: int = 302) -> str:
    return admin.post(f"setup/lists/{kind}/", status=status, file=SimpleUploadedFile(name, content))


@pytest.mark.parametrize(("kind", "name"), [("bodies", "units.xlsx"), ("deputies", "deputies.xlsx")])
def test_a_list_is_shown_first_written_on_a_word_and_again_brings_nothing_new(
    admin: Admin, kind: str, name: str
) -> None:
    content = (LISTS / name).read_bytes()
    with admin.world.acting():
        before = Body.objects.filter(congress=admin.world.congress).count()
    where = upload(admin, kind, name, content).removeprefix(admin.at())
    page = admin.get(where)
    assert "要改" in page and re.search(r"写入 \d+ 行", page)
    with admin.world.acting():
        assert Body.objects.filter(congress=admin.world.congress).count() == before
    admin.post(where)
    again = upload(admin, kind, name, content).removeprefix(admin.at())
    assert "没有新的内容" in admin.get(again)
    with admin.world.acting():
        assert StoredFile.objects.filter(congress=admin.world.congress, owner_kind=f"list_{kind}").count() == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名单.xlsx", b"", "空的"),
        ("名单.xlsx", b"not a zip at all", "损坏"),
        ("名单.csv", "甲,乙\n1,2\n".encode(), "表头"),
        ("名单.exe", b"MZ" + b"\0" * 500, "不能上传"),
        ("名单.pdf", b"%PDF-1.7 ......", "这里不能传"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(admin: Admin, name: str, content: bytes, said: str) -> None:
    page = upload(admin, "bodies", name, content, status=200)
    assert said in page and "原来的名单没有改动" in page
    with admin.world.acting():
        assert not StoredFile.objects.filter(congress=admin.world.congress).exists()


def test_an_upload_without_a_file_says_so(admin: Admin) -> None:
    assert "还没有选名单文件" in admin.post("setup/lists/bodies/", status=200)


def test_a_list_is_taken_away_as_a_sheet_under_its_own_name(admin: Admin) -> None:
    answer = admin.client.get(admin.at("setup/lists/deputies/download/"))
    assert answer.content[:2] == b"PK" and "attachment" in answer["Content-Disposition"]


# ── seats ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_seat_is_given_to_a_new_person_or_to_one_who_is_there(admin: Admin) -> None:
    congress, school = admin.world.congress, admin.world.bodies["school"].pk
    path = f"setup/seats/new/?body={school}"
    admin.post(path, name="赵六", role="unit_clerk", phone="13800001111")
    page = admin.post(path, status=200, name="赵六", role="unit_head")
    assert "已有 1 位叫“赵六”的人" in page and "是哪一位" in page
    with acting(congress.pk):
        person = Person.objects.get(congress=congress, name="赵六")
    admin.post(path, name="赵六", role="unit_head", person=person.pk)
    assert "不用再开" in admin.post(path, status=200, name="赵六", role="unit_head", person=person.pk)
    admin.post(path, name="赵六", role="unit_head", person="new")
    with acting(congress.pk):
        assert Person.objects.filter(congress=congress, name="赵六").count() == 2
        seats = Seat.objects.filter(congress=congress, person=person).order_by("id")
        assert [seat.role for seat in seats] == ["unit_clerk", "unit_head"]
        last = seats[1].pk
    admin.post(f"setup/seats/{last}/end/")
    admin.get(f"setup/seats/{last}/end/", status=404)
    admin.post(path, status=200, name="某人", role="committee_officer")
    admin.post(path, status=200, name="某人", role="deputy")


def test_the_administrator_cannot_end_the_own_seat_or_account(admin: Admin) -> None:
    page = admin.post(f"setup/seats/{admin.seat.pk}/end/", status=200)
    assert "自己不能终止" in page
    admin.post(f"setup/accounts/{admin.seat.person_id}/close/")
    admin.post(f"setup/accounts/{admin.seat.person_id}/reset/")
    admin.get()


def test_each_contact_gets_a_seat_on_one_click(admin: Admin) -> None:
    admin.post("setup/contacts/new/", body=admin.world.bodies["school"].pk, name="钱七")
    admin.post("setup/seats/contacts/")
    assert "钱七" in admin.get("setup/seats/?role=unit_clerk")
    admin.get("setup/seats/contacts/", status=405)


def test_in_a_new_term_all_or_none_of_the_deputies_are_ticked_without_a_script(world: World, admin: Admin) -> None:
    given = {"term": "19", "number": "1", "opens_on": "2026-01-12", "sure": "1"}
    deputy = world.seats["deputy"]
    with acting(world.congress.pk):
        seats = Seat.objects.filter(congress=world.congress, role=Role.DEPUTY, ended_on__isnull=True).count()
    page = admin.post("setup/terms/open/", 200, **given, tick="all")
    assert len(re.findall(r'name="pick" value="[0-9]+" checked', page)) == seats and f"已勾选 {seats} 位" in page
    page = admin.post("setup/terms/open/", 200, **given, tick="none", pick=[deputy.pk])
    assert " checked" not in page.partition("<table")[2] and "已勾选 0 位" in page
    with acting(world.congress.pk):
        assert not Session.objects.filter(congress=world.congress, term__number=19).exists(), "nothing is opened yet"
    admin.post("setup/terms/open/", **given, pick=[deputy.pk])
    with acting(world.congress.pk):
        deputy.refresh_from_db()
        assert deputy.ended_on is None and Session.objects.filter(congress=world.congress, term__number=19).exists()
