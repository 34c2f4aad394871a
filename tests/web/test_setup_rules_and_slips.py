"""The congress's own rules, and sign-in slips from the click to the first password, over HTTP."""

from __future__ import annotations

import base64
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people import setup
from huiyin.people.models import LoginSession, Person, SlipCode
from huiyin.procedures import texts
from huiyin.procedures.answering import newest
from huiyin.procedures.choosing import ALWAYS
from huiyin.procedures.models import ProcedureVersion
from huiyin.procedures.queries import procedure_of, version_on
from huiyin.procedures.schema import Procedure
from tests.web.test_setup_pages import Admin
from tests.world import PASSWORD, World, make_world

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "黄河之水天上来奔流到海不复回"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def admin(world: World) -> Admin:
    return Admin(world)


def rules(world: World) -> Procedure:
    with world.acting():
        version = newest(world.congress.pk)
        assert version is not None
        return procedure_of(version.pk)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_profiles_stand_side_by_side_and_a_choice_is_a_new_version(admin: Admin) -> None:
    page = admin.get("setup/profile/")
    assert "重庆市" in page and "武昌区" in page and "自交办之日起 3 个月内" in page and "未设定" in page
    admin.post("setup/profile/", profile="chongqing", when="from", valid_from="2027-01-01")
    with admin.world.acting():
        versions = list(ProcedureVersion.objects.filter(congress=admin.world.congress).order_by("number"))
        assert [(v.profile, v.valid_from) for v in versions] == [("wuchang", ALWAYS), ("chongqing", date(2027, 1, 1))]
        assert version_on(admin.world.congress.pk, date(2026, 12, 31)).number == 1
    admin.post("setup/profile/", status=200, profile="nowhere", when="start")
    admin.post("setup/profile/", status=200, profile="v9", when="start")
    admin.post("setup/profile/", status=200, profile="township", when="start")


LIMIT = {"amount": "15", "unit": "workday", "trigger": "answered", "source": "临江区办理办法", "article": "第九条"}
ANSWERS: list[tuple[str, dict[str, Any], str]] = [
    ("limits.evaluate", LIMIT, "自代表收到答复函之日起 15 个工作日内"),
    ("raising.paper_needed", {"value": "yes"}, "是"),
    ("rehandling.batch_day", {"value": "１５"}, "每月 15 日"),
    ("letter.signatory", {"value": "main_head"}, "主要负责人"),
    ("contact.meetings_owed", {"value": ["before", "after"]}, "办前、办后"),
    ("raising.refusal_grounds", {"value": "检举控告的\r\n\r\n检举控告的\n学术探讨的"}, "检举控告的、学术探讨的"),
    ("quality_review.form", {"value": "质量评审记录"}, "质量评审记录"),
    ("contact.face_to_face_floor", {"value": "1/3"}, "1/3"),
    ("letter.classes", {"value": "ab"}, "A类（已经解决或者采纳）、B类（列入计划逐步解决）、C类（留作参考）"),
]


def test_each_kind_of_blank_is_answered_with_its_source_and_the_answers_add_up() -> None:
    admin = Admin(make_world(profile="base"))
    for path, given, said in ANSWERS:
        assert texts.label(path) in admin.get("setup/blanks/")
        admin.post(f"setup/blanks/{path}/", **({"source": "临江区办理办法", "when": "start"} | given))
        assert texts.say(rules(admin.world), path) == said
    page = admin.get("setup/blanks/")
    assert "出处：临江区办理办法第九条" in page
    kept = rules(admin.world)
    assert all(texts.say(kept, path) == said for path, _, said in ANSWERS)
    with admin.world.acting():
        assert ProcedureVersion.objects.filter(congress=admin.world.congress).count() == 1 + len(ANSWERS)
        # An answer that holds from the beginning holds for a ledger of last January as well.
        early = procedure_of(version_on(admin.world.congress.pk, date(2025, 1, 9)).pk)
    assert texts.say(early, "limits.evaluate") == ANSWERS[0][2]


def test_nothing_is_answered_without_a_source(admin: Admin) -> None:
    page = admin.post("setup/blanks/limits.evaluate/", status=200, **(LIMIT | {"source": "", "when": "start"}))
    assert "还没有填出处的文件。" in page and 'value="15"' in page and "第九条" in page


@pytest.mark.parametrize(
    ("path", "given", "article"),
    [
        ("limits.reply", {"amount": "4", "unit": "month", "trigger": "handed_over"}, "代表法第五十一条第二款"),
        ("contact.before_reply", {"value": "none"}, "代表法第五十一条第二款"),
        ("signing.motion.county", {"value": "3"}, "地方组织法第二十二条第二款"),
        ("signing.suggestion", {"value": "5"}, "代表法第二十四条"),
        ("publication.report_public", {"value": "no"}, "代表法第五十一条第三款"),
    ],
)
def test_an_answer_below_national_law_is_refused_with_its_article(
    admin: Admin, path: str, given: dict[str, Any], article: str
) -> None:
    page = admin.post(f"setup/blanks/{path}/", status=200, source="本区办法", when="start", **given)
    assert article in page and "请" in page and "本区办法" in page
    with admin.world.acting():
        assert ProcedureVersion.objects.filter(congress=admin.world.congress).count() == 1


@pytest.mark.parametrize("source", ["甲办法；乙办法", "note", "value", "回音默认", "代表法", "source"])
def test_odd_names_of_documents_are_kept_as_sources(admin: Admin, source: str) -> None:
    admin.post("setup/blanks/limits.evaluate/", **(LIMIT | {"source": source, "when": "start"}))
    assert rules(admin.world).limits.evaluate.source.startswith(source.replace("；", "，"))
    assert "代表法" in rules(admin.world).documents


@pytest.mark.parametrize("given", ["3", "1/0", "0/3", "4/3", "一半", "1/9999"])
def test_a_share_must_be_a_share(admin: Admin, given: str) -> None:
    answer = {"value": given, "source": "本区办法", "when": "start"}
    assert "error-summary" in admin.post("setup/blanks/contact.face_to_face_floor/", status=200, **answer)


# ── slips ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def codes(page: str) -> list[str]:
    return re.findall(r"<dd class=\"num strong\">([0-9A-Z-]{14})</dd>", page)


def newcomers(world: World, *names: str) -> list[Person]:
    with world.acting():
        people = [setup.add_person(world.congress, name) for name in names]
        for person in people:
            setup.add_seat(person, world.bodies["school"], "unit_clerk")
    return people


def test_a_slip_leads_from_the_click_to_a_password_of_ones_own(admin: Admin) -> None:
    newcomers(admin.world, "钱七")
    assert "1 人有席位，还没有账号" in admin.get("setup/accounts/")
    page = admin.post("setup/accounts/slips/", status=200, who="without", request_key="a" * 24)
    [code] = codes(page)
    [picture] = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert base64.b64decode(picture).startswith(b"\x89PNG") and "只显示这一次" in page and "钱七" in page
    assert "登录单待用" in admin.get("setup/accounts/?q=钱七") and code not in admin.get("setup/accounts/")
    phone = Client()
    shown = phone.get(f"/slip/{code}/")
    assert code in shown.content.decode()
    assert phone.post("/slip/", {"code": code})["Location"] == "/password/"
    [username] = re.findall(r"<dt>账号</dt><dd class=\"num\">(\w+)</dd>", page)
    assert username in phone.get("/password/").content.decode(), "the name to sign in with next time is told"
    phone.post("/password/", {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert "区教育局" in phone.get("/seats/", follow=True).content.decode()
    assert Client().post("/signin/", {"username": username, "password": NEW_PASSWORD}).status_code == 302
    assert "已启用" in admin.get("setup/accounts/?q=钱七")
    assert Client().post("/slip/", {"code": code}).status_code == 200, "a code works once"


def test_a_page_of_slips_opened_again_does_not_void_what_was_printed(admin: Admin) -> None:
    newcomers(admin.world, "钱七", "孙八")
    first = admin.post("setup/accounts/slips/", status=200, who="without", request_key="b" * 24)
    again = admin.post("setup/accounts/slips/", status=200, who="without", request_key="b" * 24)
    assert len(codes(first)) == 2 and codes(again) == [] and "仍然有效" in again
    assert Client().post("/slip/", {"code": codes(first)[1]}).status_code == 302


def test_eight_slips_stand_on_a_sheet(admin: Admin) -> None:
    newcomers(admin.world, *(f"新人{number}" for number in "一二三四五六七八九"))
    page = admin.post("setup/accounts/slips/", status=200, who="without")
    assert page.count('class="slip-sheet"') == 2 and len(set(codes(page))) == 9


def test_slips_are_made_only_for_those_ticked_and_never_for_oneself(admin: Admin) -> None:
    one, two = newcomers(admin.world, "钱七", "孙八")
    page = admin.post("setup/accounts/slips/", status=200, pick=[one.pk, admin.seat.person_id])
    assert len(codes(page)) == 1 and "孙八" not in page
    admin.post("setup/accounts/slips/")
    admin.post("setup/accounts/slips/", pick=[admin.seat.person_id, "x", 999999999])
    with admin.world.acting():
        assert Person.objects.get(congress=admin.world.congress, pk=two.pk).account_id is None


def test_one_click_resets_an_account_and_ends_its_sign_ins(admin: Admin) -> None:
    clerk = Admin(admin.world, "clerk")
    clerk.get("notices/")
    page = admin.post(f"setup/accounts/{clerk.seat.person_id}/reset/", status=200, request_key="c" * 24)
    [code] = codes(page)
    assert clerk.client.get(clerk.at("notices/")).status_code == 302
    assert Client().post("/signin/", {"username": "linjiang-clerk", "password": PASSWORD}).status_code == 200
    assert Client().post("/slip/", {"code": code}).status_code == 302


def test_an_account_is_closed_after_a_question_and_opened_again_by_a_reset(admin: Admin) -> None:
    clerk = Admin(admin.world, "clerk")
    path = f"setup/accounts/{clerk.seat.person_id}/close/"
    assert "停用账号" in admin.get(path)
    admin.post(path)
    with acting(admin.world.congress.pk):
        assert not LoginSession.objects.filter(account=clerk.seat.person.account).exists()
    assert "已停用" in admin.get("setup/accounts/?state=closed")
    assert Client().post("/signin/", {"username": "linjiang-clerk", "password": PASSWORD}).status_code == 200
    admin.post(f"setup/accounts/{clerk.seat.person_id}/reset/", status=200)
    assert "周敏" not in admin.get("setup/accounts/?state=closed")


def test_a_slip_that_has_run_out_is_shown_as_such(admin: Admin) -> None:
    newcomers(admin.world, "钱七")
    [code] = codes(admin.post("setup/accounts/slips/", status=200, who="without"))
    SlipCode.objects.filter(digest=setup.code_digest(code)).update(expires_at=clock.now() - timedelta(minutes=1))
    assert "登录单过期" in admin.get("setup/accounts/?state=waiting")


def test_others_make_no_slips_and_a_slip_needs_a_post(admin: Admin) -> None:
    officer = Admin(admin.world, "officer")
    officer.post("setup/accounts/slips/", status=403, who="without")
    officer.post(f"setup/accounts/{admin.seat.person_id}/reset/", status=403)
    admin.get("setup/accounts/slips/", status=405)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin.client.cookies
    assert strict.post(admin.at("setup/accounts/slips/"), {"who": "without"}).status_code == 403
