"""约见 and 日历订阅 on their pages: what each side may press, what bad input becomes, what the calendar files say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling.appointments import Chosen, Said
from huiyin.handling.models import Appointment, AppointmentState, CalendarFeed, Contact, Round
from huiyin.people.models import Account
from huiyin.web.meeting.feeds import MOST_VISITS
from tests.handling.meeting import NOW, agreed, at, countered, in_hand, offered
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
A = AppointmentState
FILLED = {"on_1": "2026-03-12", "at_1": "15:00", "form": "on_site", "place": "三阳路口", "minutes": "60"}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(NOW):
        yield make_world()


@pytest.fixture
def round_(world: World) -> Round:
    with world.acting():
        return in_hand(world)[0]


def the_one(world: World) -> Appointment:
    with world.acting():
        return Appointment.objects.get()


def case(round_: Round) -> str:
    return f"case/{round_.case_key}/"


def unfolded(answer: object) -> str:
    return answer.content.decode().replace("\r\n ", "")  # type: ignore[attr-defined,no-any-return]


# -- offering ------------------------------------------------------------------------------------------------------------


def test_a_clerk_offers_times_in_the_forms_people_write_them(world: World, round_: Round) -> None:
    clerk = Visitor(world, "clerk")
    assert "还没有约过代表" in clerk.opens(case(round_))
    answer = clerk.fills(f"appointment/offer/{round_.pk}/", **FILLED | {"on_2": "2026年3月13日", "at_2": "９：30"})
    assert answer.status_code == 302, text_of(answer)
    page = text_of(Visitor(world, "deputy").opens(case(round_)))
    assert "3月12日（周四）15:00" in page and "3月13日（周五）09:30" in page and "三阳路口" in page


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"on_1": ""}, "还没有填第一个时间"),
        ({"at_1": "下午三点"}, "这个时间认不出来"),
        ({"on_1": "2026-02-30"}, "第一个时间"),
        ({"on_2": "2026-03-13"}, "日期和几点要一起写"),
        ({"place": ""}, "还没有写在哪里见面"),
        ({"on_1": "2026-03-08"}, "已经过了"),
        ({"on_1": "2029-03-12"}, "太远了"),
        ({"form": "letter"}, "这个选项已经不在了"),
        ({"minutes": "9" * 30}, "这个选项已经不在了"),
        ({"place": "楼" * 200}, "在哪里"),
        ({"word": "\u202e倒着"}, ""),
        ({"on_1": "9" * 5000}, "第一个时间"),
    ],
)
def test_bad_input_is_said_in_a_sentence_and_nothing_typed_is_lost(
    world: World, round_: Round, bad: dict[str, str], said: str
) -> None:
    clerk = Visitor(world, "clerk")
    answer = clerk.fills(f"appointment/offer/{round_.pk}/", **FILLED | {"people": "周敏、郑海波"} | bad)
    if not said:
        assert answer.status_code in (200, 302)
        return
    assert answer.status_code == 200 and said in text_of(answer)
    assert "周敏、郑海波" in answer.content.decode()
    with world.acting():
        assert not Appointment.objects.exists()


def test_the_button_and_the_page_are_the_units_alone(world: World, round_: Round) -> None:
    for who in ("deputy", "officer", "dispatcher"):
        assert Visitor(world, who).asks(f"appointment/offer/{round_.pk}/").status_code == 403
    assert Visitor(world, "stranger").asks(f"appointment/offer/{round_.pk}/").status_code == 404
    assert "约代表见面" not in text_of(Visitor(world, "officer").opens(case(round_)))


def test_an_offer_sent_twice_is_one_offer_and_can_be_undone(world: World, round_: Round) -> None:
    clerk = Visitor(world, "clerk")
    first = clerk.opens(f"appointment/offer/{round_.pk}/")
    key = re.search(r'name="request_key" value="(\w+)"', first)
    assert key is not None
    sent = [clerk.sends(f"appointment/offer/{round_.pk}/", **FILLED | {"request_key": key[1]}) for _ in range(2)]
    assert [one.status_code for one in sent] == [302, 200] and "已经办过" in text_of(sent[1])
    page = clerk.opens(case(round_))
    undo = re.search(r"/s/\d+/undo/\d+/", page)
    assert undo is not None
    clerk.sends(undo[0])
    assert the_one(world).state == A.TAKEN_BACK
    assert "约您见面" not in text_of(Visitor(world, "deputy").opens(case(round_)))


# -- answering -----------------------------------------------------------------------------------------------------------


def test_a_deputy_takes_a_time_with_one_button(world: World, round_: Round) -> None:
    with world.acting():
        made = offered(world, round_)
    deputy = Visitor(world, "deputy")
    assert "请您选时间" in text_of(deputy.opens()) and "选见面的时间" in text_of(deputy.opens(case(round_)))
    value = at(12).isoformat(timespec="minutes")
    page = deputy.opens(case(round_))
    assert f'value="{value}"' in page
    answer = deputy.sends(f"appointment/{made.pk}/accept/", at=value, version=str(made.version))
    assert answer.status_code == 302 and the_one(world).starts_at == at(12)
    assert "约好见面" in text_of(deputy.opens()) and "加入日历" in text_of(deputy.opens(case(round_)))


@pytest.mark.parametrize("value", ["", "2026-03-20T10:00+08:00", "今天", "2026-03-12T15:00", "9" * 4000])
def test_a_time_that_was_not_offered_is_not_taken(world: World, round_: Round, value: str) -> None:
    with world.acting():
        made = offered(world, round_)
    answer = Visitor(world, "deputy").sends(f"appointment/{made.pk}/accept/", at=value)
    assert answer.status_code == 200 and the_one(world).state == A.OFFERED


def test_a_page_from_before_the_unit_moved_the_times_is_old(world: World, round_: Round) -> None:
    with world.acting():
        made = countered(world, round_)
    version = made.version
    with world.acting():
        take("appointment.cancel", made, world.seats["deputy"], Said("不用了。"))
    value = at(16, 10).isoformat(timespec="minutes")
    answer = Visitor(world, "clerk").sends(f"appointment/{made.pk}/agree/", at=value, version=str(version))
    assert answer.status_code == 200 and "已取消" in text_of(answer)


def test_a_co_signer_reads_and_does_not_answer_and_others_find_nothing(world: World, round_: Round) -> None:
    with world.acting():
        made = offered(world, round_)
    cosigner = Visitor(world, "cosigner")
    page = cosigner.opens(case(round_))
    assert "3月12日（周四）15:00" in text_of(page) and f"appointment/{made.pk}/" not in page
    assert cosigner.asks(f"appointment/{made.pk}/accept/").status_code == 403
    for who in ("stranger", "bystander") if "bystander" in world.seats else ("stranger",):
        assert Visitor(world, who).asks(f"appointment/{made.pk}/accept/").status_code == 404
        assert Visitor(world, who).asks(f"appointment/{made.pk}/calendar/").status_code == 404


def test_an_officer_writes_down_what_a_deputy_said_on_the_telephone(world: World, round_: Round) -> None:
    with world.acting():
        made = offered(world, round_)
    officer = Visitor(world, "officer")
    assert "代表打电话来说的，代为登记" in text_of(officer.opens(case(round_)))
    assert "会标明是电话里说的" in text_of(officer.opens(f"appointment/{made.pk}/decline/"))
    officer.fills(f"appointment/{made.pk}/decline/", word="上次都谈过了。")
    page = text_of(Visitor(world, "deputy").opens(case(round_)))
    assert "代表谢绝" in page and "电话里说的，代表工委代记" in page


def test_who_is_asked_to_call_sees_the_number_and_nobody_else_does(world: World, round_: Round) -> None:
    with world.acting():
        person = world.person("deputy")
        person.phone = "13800138000"
        person.save()
        made = offered(world, round_)
    Visitor(world, "deputy").fills(f"appointment/{made.pk}/call/", word="下午打。")
    page = text_of(Visitor(world, "clerk").opens(case(round_)))
    assert "代表请您打电话商量见面的时间" in page and page.count("13800138000") == 2
    assert "13800138000" not in text_of(Visitor(world, "dispatcher").asks(case(round_)))
    assert "13800138000" not in text_of(Visitor(world, "cosigner").opens(case(round_)))


def test_the_talk_is_recorded_out_of_the_appointment_or_beside_it(world: World, round_: Round) -> None:
    with world.acting():
        made = agreed(world, round_)
    with clock.frozen(at(12, 17)):
        clerk = Visitor(world, "clerk")
        page = clerk.opens(f"contact/{round_.pk}/")
        assert "就是约好的这一次（3月12日（周四）15:00）" in text_of(page) and "周敏、郑海波" in page
        talk = {"form": "phone", "stage": "during", "happened_on": "2026-03-12", "note": "先打了个电话。"}
        clerk.fills(f"contact/{round_.pk}/", **talk | {"meeting": ""})
        assert the_one(world).state == A.AGREED
        clerk.fills(f"contact/{round_.pk}/", **talk | {"meeting": str(made.pk), "form": "on_site", "note": "看了现场。"})
    assert the_one(world).state == A.MET
    with world.acting():
        assert Contact.objects.count() == 2


# -- calendar ------------------------------------------------------------------------------------------------------------


def test_the_file_of_an_appointment_is_struck_out_when_it_falls_through(world: World, round_: Round) -> None:
    with world.acting():
        made = offered(world, round_)
    deputy, address = Visitor(world, "deputy"), f"appointment/{made.pk}/calendar/"
    assert deputy.asks(address).status_code == 404, "nothing is agreed"
    with world.acting():
        take("appointment.accept", made, world.seats["deputy"], Chosen(at(12)))
    first = deputy.asks(address)
    assert first["Content-Type"].startswith("text/calendar") and "attachment" in first["Content-Disposition"]
    said = unfolded(first)
    assert "DTSTART:20260312T070000Z" in said and "LOCATION:沿江大道三阳路口" in said and "METHOD:PUBLISH" in said
    with world.acting():
        take("appointment.cancel", made, world.seats["clerk"], Said("防汛。"))
    second = unfolded(deputy.asks(address))
    assert "METHOD:CANCEL" in second and "STATUS:CANCELLED" in second
    uid, number = (lambda text: re.search(r"UID:(\S+)", text)), (lambda text: re.search(r"SEQUENCE:(\d+)", text))
    assert uid(said)[1] == uid(second)[1] and int(number(second)[1]) > int(number(said)[1])  # type: ignore[index]


def subscribed(world: World, who: str = "clerk") -> str:
    page = Visitor(world, who).sends("calendar/", word="on").content.decode()
    found = re.search(r"/calendar/\d+-[\w-]+\.ics", page)
    assert found is not None
    return found[0]


def test_a_feed_holds_number_title_and_date_and_nothing_more(world: World, round_: Round) -> None:
    with world.acting():
        agreed(world, round_)
    address = subscribed(world)
    answer = Client().get(address)
    said = unfolded(answer)
    assert answer.status_code == 200 and {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert "答复到期：001号 关于整治沿江大道违停的建议" in said and "约见：001号" in said
    for private in ("三阳路口", "李文静", "周敏", "护栏"):
        assert private not in said
    assert "周敏" not in said and address not in Visitor(world, "clerk").opens("calendar/")
    with world.acting():
        feed = CalendarFeed.objects.get()
        assert feed.digest not in address and len(feed.digest) == 64


def test_a_link_that_was_renewed_ended_or_whose_seat_is_gone_leads_nowhere(world: World, round_: Round) -> None:
    first = subscribed(world)
    second = subscribed(world)
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    Visitor(world, "clerk").sends("calendar/", word="off")
    assert Client().get(second).status_code == 404
    third = subscribed(world)
    account = world.seats["clerk"].person.account
    assert account is not None
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert Client().get(third).status_code == 404
    Account.objects.filter(pk=account.pk).update(is_active=True)
    with world.acting():
        seat = world.seats["clerk"]
        seat.ended_on = clock.today() - timedelta(days=1)
        seat.save()
    assert Client().get(third).status_code == 404
    with world.acting():
        assert CalendarFeed.objects.count() == 3, "it is known what stood open, from when until when"


def test_a_feed_shows_the_own_unit_and_only_what_is_open(world: World, round_: Round) -> None:
    head, stranger = subscribed(world, "head"), subscribed(world, "stranger_head")
    assert "001号" in unfolded(Client().get(head)) and "001号" not in unfolded(Client().get(stranger))
    with world.acting():
        world.answer(round_)
    assert "001号" not in unfolded(Client().get(head))


def test_a_calendar_program_run_wild_is_told_to_wait(world: World) -> None:
    address = subscribed(world, "stranger")
    said = [Client().get(address).status_code for _ in range(MOST_VISITS + 1)]
    assert said == [200] * MOST_VISITS + [429]
    assert int(Client().get(address)["Retry-After"]) > 0
    with clock.frozen(NOW + timedelta(minutes=11)):
        assert Client().get(address).status_code == 200


def test_who_has_no_desk_of_a_unit_has_no_feed(world: World) -> None:
    for who in ("deputy", "officer", "dispatcher", "leader", "admin"):
        assert Visitor(world, who).asks("calendar/").status_code == 403


@pytest.mark.parametrize("link", ["1", "1-", "x-y", "999999999999999999-abc", "1-" + "a" * 3000])
def test_addresses_made_up_are_not_found(world: World, link: str) -> None:
    assert Client().get(f"/calendar/{link}.ics").status_code == 404


def test_nothing_stands_in_the_calendar_and_the_page_says_so(world: World) -> None:
    assert "现在没有要到期的件" in text_of(Visitor(world, "clerk").opens("calendar/"))


def test_a_page_asks_as_many_questions_for_one_appointment_as_for_ten(world: World, round_: Round) -> None:
    def asked() -> int:
        visitor = Visitor(world, "clerk")
        visitor.opens(case(round_))
        with CaptureQueriesContext(connection) as seen:
            visitor.opens(case(round_))
        return len(seen)

    with world.acting():
        offered(world, round_)
    few = asked()
    with world.acting():
        for _ in range(9):
            take("appointment.cancel", Appointment.objects.order_by("-pk")[0], world.seats["clerk"], Said("改期。"))
            offered(world, round_)
    assert asked() == few
