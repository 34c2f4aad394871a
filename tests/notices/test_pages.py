"""The pages: one's own choices, what a congress says for each role, the hours, and what did not get through."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.notices import planning, sending
from huiyin.notices.hours import hours_of
from huiyin.notices.matrix import Matrix
from huiyin.notices.models import Channel, Delivery, State, Timing
from huiyin.people.models import Person, Role
from tests.notices.conftest import PHONES
from tests.support.gateways import MailServer, TextGateway
from tests.web.visiting import Visitor, text_of
from tests.world import World

NOON = datetime(2026, 3, 2, 12, 0)


def person(world: World, who: str) -> Person:
    with world.acting():
        return Person.objects.get(pk=world.seats[who].person_id)


# -- one's own ---------------------------------------------------------------------------------------------------------


def own(world: World, who: str, **changed: str) -> Any:
    clerk = Visitor(world, who)
    page = clerk.opens("notices/settings/")
    names = re.findall(r'<select name="([^"]+)"', page)
    return clerk.sends("notices/settings/", **(dict.fromkeys(names, "congress") | changed))


def test_the_page_lists_only_what_a_role_can_hear_and_says_what_cannot_be_switched_off(world: World) -> None:
    deputy, clerk = (text_of(Visitor(world, who).opens("notices/settings/")) for who in ("deputy", "clerk"))
    assert "答复函到达" in deputy and "审签、会办" not in deputy
    assert "审签、会办" in clerk and "答复函到达 " not in clerk.replace("答复函到达、", "")
    for page in (deputy, clerk):
        assert "不能关" in page and "回音里一定通知" in page and "谁也不能关掉" in page
    assert "按本级的（马上发）" in clerk


def test_the_way_there_is_on_the_page_of_notices(world: World) -> None:
    for who in ("deputy", "clerk", "admin", "leader"):
        visitor = Visitor(world, who)
        assert visitor.at("notices/settings/") in visitor.opens("notices/")
        assert visitor.asks("notices/settings/").status_code == 200


def test_a_choice_is_kept_and_shown_and_taken_back(world: World) -> None:
    assert own(world, "clerk", **{"arrival-sms": "never"}).status_code == 302
    page = Visitor(world, "clerk").opens("notices/settings/")
    assert re.search(r'name="arrival-sms".*?<option value="never" selected', page, re.S)
    clerk = world.seats["clerk"]
    with world.acting():
        assert Matrix(world.congress.pk, [clerk.pk]).of_seat(clerk, "arrival", "sms") == Timing.NEVER
    own(world, "clerk")
    with world.acting():
        assert Matrix(world.congress.pk, [clerk.pk]).own(clerk.pk, "arrival", "sms") is None


def test_address_and_number_are_kept_encrypted_and_the_number_is_shown_masked(world: World) -> None:
    own(world, "clerk", email="zhou.min@example.cn", phone="＋86 139-7124-0009")
    assert (person(world, "clerk").email, person(world, "clerk").phone) == ("zhou.min@example.cn", "13971240009")
    page = Visitor(world, "clerk").opens("notices/settings/")
    assert "139****0009" in page and "13971240009" not in page
    own(world, "clerk", email="")
    assert (person(world, "clerk").email, person(world, "clerk").phone) == ("", "13971240009"), "an empty number stays"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"phone": "027-55500262"}, "这不是手机号"),
        ({"phone": "12345"}, "这不是手机号"),
        ({"email": "zhou"}, "这个邮箱地址不完整"),
        ({"email": "a@b.cn, c@d.cn"}, "这个邮箱地址不完整"),
        ({"arrival-sms": "sometimes"}, "这个选项已经不在了"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_changed(world: World, typed: dict[str, str], words: str) -> None:
    before = person(world, "clerk").email
    answer = own(world, "clerk", **({"email": "new@example.cn"} | typed))
    assert answer.status_code == 200 and words in text_of(answer)
    assert person(world, "clerk").email == before


def test_a_form_sent_without_its_fields_changes_nothing(world: World) -> None:
    own(world, "clerk", **{"arrival-sms": "never"}, email="zhou@example.cn")
    assert Visitor(world, "clerk").sends("notices/settings/").status_code == 200
    clerk = world.seats["clerk"]
    with world.acting():
        assert Matrix(world.congress.pk, [clerk.pk]).own(clerk.pk, "arrival", "sms") == Timing.NEVER
    assert person(world, "clerk").email == "zhou@example.cn"


def test_nobody_chooses_for_another_seat(world: World) -> None:
    stranger = Visitor(world, "stranger")
    assert stranger.client.get(f"/s/{world.seats['clerk'].pk}/notices/settings/").status_code == 404


# -- the congress ------------------------------------------------------------------------------------------------------


def test_the_administrator_sets_what_a_role_gets_and_the_seats_follow(world: World) -> None:
    admin = Visitor(world, "admin")
    page = admin.opens("setup/notices/roles/unit_head/")
    names = re.findall(r'<select name="([^"]+)"', page)
    assert "reply-email" not in names and "overdue-sms" in names and not any(n.startswith("account") for n in names)
    assert admin.sends("setup/notices/roles/unit_head/", **dict.fromkeys(names, "digest")).status_code == 302
    assert "按本级的（每日汇总）" in Visitor(world, "head").opens("notices/settings/")
    assert "按本级的（马上发）" in Visitor(world, "clerk").opens("notices/settings/")
    assert "修改各席位怎样通知" in admin.opens("setup/log/")


def test_every_role_has_its_page(world: World) -> None:
    admin = Visitor(world, "admin")
    for role in set(Role) - {Role.CONGRESS_ADMIN}:
        assert role.label in admin.opens(f"setup/notices/roles/{role}/")
    assert admin.asks("setup/notices/roles/congress_admin/").status_code == 404
    assert admin.asks("setup/notices/roles/emperor/").status_code == 404


def test_hours_are_typed_as_people_write_them(world: World) -> None:
    admin = Visitor(world, "admin")
    answer = admin.sends("setup/notices/", quiet_from="２１：３０", quiet_until="7:05", digest_at="08:30")
    assert answer.status_code == 302
    with world.acting():
        kept = hours_of(world.congress.pk)
    assert (kept.quiet_from, kept.quiet_until, kept.digest_at) == (time(21, 30), time(7, 5), time(8, 30))
    assert 'value="21:30"' in admin.opens("setup/notices/")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"quiet_from": "25:00"}, "请写成 22:00 这样"),
        ({"digest_at": "6:00"}, "不打扰的时段里"),
        ({"quiet_until": ""}, "还没有填"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_what_was_typed(world: World, typed: dict[str, str], words: str) -> None:
    given = {"quiet_from": "22:00", "quiet_until": "7:00", "digest_at": "9:00"} | typed
    answer = Visitor(world, "admin").sends("setup/notices/", **given)
    assert answer.status_code == 200 and words in text_of(answer)
    for value in typed.values():
        assert f'value="{value}"' in answer.content.decode() or not value


def test_the_page_says_how_the_channels_stand(world: World, mail: MailServer, settings: Any) -> None:
    assert "邮件：已接通" in text_of(Visitor(world, "admin").opens("setup/notices/")).replace(" ：", "：")
    settings.SITE = ""
    page = text_of(Visitor(world, "admin").opens("setup/notices/"))
    assert "设置不完整" in page and "没有接通" in page


# -- what did not get through ------------------------------------------------------------------------------------------


@pytest.fixture
def refused(world: World, mail: MailServer, texting: TextGateway) -> World:
    """The clerk's text was refused for ever, the mail is being tried again."""
    texting.refuses.add(PHONES["clerk"])
    mail.refuses["clerk@example.cn"] = "450 full"
    with clock.frozen(NOON - timedelta(hours=1)), world.acting():
        world.hand_over(world.register("关于不应当露出的建议"))
    minute(world, NOON)
    return world


def minute(world: World, at: datetime) -> None:
    with clock.frozen(at):
        planning.plan(world.congress.pk)
        for channel in Channel:
            sending.send_due(world.congress.pk, channel)


def test_the_administrator_sees_who_was_not_reached_why_and_what_to_do_and_never_which_item(refused: World) -> None:
    with clock.frozen(NOON):
        admin = Visitor(refused, "admin")
        page = admin.opens("setup/notices/failed/")
        assert "看没有发成的 2 条" in admin.opens("setup/notices/")
    said = text_of(page)
    assert "周敏" in said and "短信网关说这个手机号发不了（MOBILE_ILLEGAL）" in said and "核对手机号" in said
    assert "邮件服务器暂时不收（450）" in said and "今天 12:01 再试" in said
    for private in ("不应当露出", PHONES["clerk"], "clerk@example.cn", "新交办"):
        assert private not in page


def test_again_sends_it_again_once_the_number_is_right(refused: World, texting: TextGateway, mail: MailServer) -> None:
    texting.refuses.clear()
    with clock.frozen(NOON):
        admin = Visitor(refused, "admin")
        [pk] = re.findall(
            r'name="pick" value="(\d+)"[^>]*>再发一次<span class="vh">：周敏，短信',
            admin.opens("setup/notices/failed/"),
        )
        assert admin.sends("setup/notices/failed/", pick=pk).status_code == 302
        assert "再发一次" in admin.opens("setup/log/")
    minute(refused, NOON + timedelta(seconds=30))
    assert len(texting.to(PHONES["clerk"])) == 2 and mail.to("clerk@example.cn") == []
    with refused.acting():
        states = dict(Delivery.objects.filter(seat=refused.seats["clerk"]).values_list("channel", "state"))
    assert states == {"sms": State.SENT, "email": State.FAILED}


def test_again_for_all_and_for_none(refused: World, texting: TextGateway, mail: MailServer) -> None:
    texting.refuses.clear()
    mail.refuses.clear()
    with clock.frozen(NOON):
        admin = Visitor(refused, "admin")
        admin.sends("setup/notices/failed/", who="all")
    minute(refused, NOON + timedelta(seconds=30))
    assert len(mail.to("clerk@example.cn")) == 1
    with clock.frozen(NOON):
        admin.sends("setup/notices/failed/", who="all")
        assert "没有要再发的" in admin.client.get(admin.at("setup/notices/failed/")).content.decode()


def test_what_is_sent_already_or_belongs_to_another_congress_is_not_sent_again(refused: World) -> None:
    from tests.notices.conftest import real_world

    other = real_world("hanyang")
    with refused.acting():
        pks = [row.pk for row in Delivery.objects.filter(congress=refused.congress)]
    with clock.frozen(NOON):
        Visitor(other, "admin").sends("setup/notices/failed/", pick=pks)
    with refused.acting():
        assert Delivery.objects.filter(state=State.GIVEN_UP).count() == 1


def test_the_counts_are_those_of_the_rows(refused: World) -> None:
    from huiyin.notices.queries import tallies

    with clock.frozen(NOON), refused.acting():
        by_mail, by_text = tallies(refused.congress.pk)
        rows = Delivery.objects.filter(congress=refused.congress)
        assert (by_mail.failed, by_text.given_up) == (1, 1)
        total = sum(one.sent + one.waiting + one.failed + one.given_up + one.skipped for one in (by_mail, by_text))
        assert total == rows.count() and Notice.objects.count() > 0


def test_only_the_administrator_opens_these_pages(world: World) -> None:
    for name, args in (("setup_notices", ()), ("setup_notices_failed", ()), ("setup_notices_role", ("deputy",))):
        for who in ("clerk", "officer", "deputy"):
            visitor = Visitor(world, who)
            assert visitor.client.get(reverse(name, args=[visitor.seat.pk, *args])).status_code == 403
