"""From a step to a mail and a text: at once, in the digest, not at all; each once, and none in the night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import UNDO_MINUTES, take
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.notices import matrix, planning, sending
from huiyin.notices.hours import Hours, set_hours
from huiyin.notices.models import Channel, Delivery, Kind, Reason, RoleTiming, SeatTiming, State, Timing
from huiyin.people import setup
from huiyin.proposals.models import Proposal
from tests.notices.conftest import PHONES, SITE
from tests.support.gateways import MailServer, TextGateway
from tests.world import World

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, 0)


def round_trip(world: World, at: datetime) -> None:
    """What the minute's job does, at that moment."""
    with clock.frozen(at):
        planning.plan(world.congress.pk)
        for channel in Channel:
            sending.send_due(world.congress.pk, channel)


def rows(world: World, who: str, **more: Any) -> list[Delivery]:
    with world.acting():
        return list(Delivery.objects.filter(congress=world.congress, seat=world.seats[who], **more).order_by("pk"))


def hand_over(world: World, at: datetime = NOON) -> Proposal:
    with clock.frozen(at), world.acting():
        case = world.register()
        world.hand_over(case)
    return case


def test_a_hand_over_reaches_the_clerk_by_mail_and_text_once_however_often_the_job_runs(
    world: World, mail: MailServer, texting: TextGateway
) -> None:
    case = hand_over(world)
    later = NOON + timedelta(minutes=UNDO_MINUTES)
    for minutes in (0, 1, 2, 30):
        round_trip(world, later + timedelta(minutes=minutes))
    [letter] = mail.to("clerk@example.cn")
    body = letter.get_content()
    assert case.title in body and f"{SITE}/s/{world.seats['clerk'].pk}/case/{case.pk}/" in body
    assert case.title not in letter["Subject"] and "交办" in letter["Subject"]
    [text] = texting.to(PHONES["clerk"])
    assert text == "【回音】青山区人大：您有 1 条通知（交办 1 条），请登录回音查看。"
    states = {(row.channel, row.state) for row in rows(world, "clerk")}
    assert states == {("email", State.SENT), ("sms", State.SENT)}


# -- the undo window ---------------------------------------------------------------------------------------------------


def test_a_hand_over_taken_back_within_its_window_is_never_mailed(world: World, mail: MailServer) -> None:
    case = hand_over(world)
    round_trip(world, NOON + timedelta(minutes=UNDO_MINUTES - 1))
    with clock.frozen(NOON + timedelta(minutes=UNDO_MINUTES - 1)), world.acting():
        case.refresh_from_db()
        take("dispatch.recall", case, world.seats["officer"])
    round_trip(world, NOON + timedelta(days=1))
    assert mail.to("clerk@example.cn") == []


# -- the night ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (time(21, 59), False),
        (time(22), True),
        (time(23, 59), True),
        (time(0), True),
        (time(6, 59), True),
        (time(7), False),
    ],
)
def test_quiet_hours_go_over_midnight(at: time, quiet: bool) -> None:
    assert Hours().quiet(at) is quiet


def test_quiet_hours_of_one_day_and_none_at_all() -> None:
    noon = Hours(time(12), time(14))
    assert noon.quiet(time(12)) and not noon.quiet(time(14)) and not noon.quiet(time(23))
    assert not any(Hours(time(5), time(5)).quiet(time(hour)) for hour in range(24))


def test_what_comes_in_the_night_waits_until_morning_and_is_not_lost(
    world: World, mail: MailServer, texting: TextGateway
) -> None:
    hand_over(world, datetime(2026, 3, 2, 21, 55))
    for at in (datetime(2026, 3, 2, 22, 5), datetime(2026, 3, 3, 0, 30), datetime(2026, 3, 3, 6, 59)):
        round_trip(world, at)
    assert not mail.taken and not texting.asked and {row.state for row in rows(world, "clerk")} == {State.WAITING}
    round_trip(world, datetime(2026, 3, 3, 7, 0))
    assert len(mail.to("clerk@example.cn")) == 1 and len(texting.to(PHONES["clerk"])) == 1


def test_a_congress_sets_its_own_quiet_hours(world: World, mail: MailServer) -> None:
    with world.acting():
        set_hours(world.congress.pk, Hours(time(11), time(15), time(9)))
    hand_over(world)
    round_trip(world, datetime(2026, 3, 2, 14, 59))
    assert not mail.taken
    round_trip(world, datetime(2026, 3, 2, 15, 0))
    assert mail.to("clerk@example.cn")


# -- the digest --------------------------------------------------------------------------------------------------------


def test_the_digest_gathers_what_came_since_the_last_one_and_goes_out_on_workdays_only(
    world: World, mail: MailServer
) -> None:
    """1 May is a Friday and a holiday; the next workday by the arrangement of 2026 is Wednesday the 6th."""
    with world.acting():
        digest = {("course", "email"): Timing.DIGEST}
        matrix.set_role(world.congress.pk, "deputy", digest)
    for at in (datetime(2026, 4, 30, 10), datetime(2026, 5, 2, 10)):
        with clock.frozen(at), world.acting():
            world.register(f"关于{at:%d}日登记的建议")
        round_trip(world, at)
    round_trip(world, datetime(2026, 5, 5, 9, 0))
    assert mail.to("deputy@example.cn") == []
    round_trip(world, datetime(2026, 5, 6, 8, 59))
    assert mail.to("deputy@example.cn") == []
    round_trip(world, datetime(2026, 5, 6, 9, 0))
    [digest_mail] = mail.to("deputy@example.cn")
    assert "今日汇总，2 条" in digest_mail["Subject"]
    assert "关于30日" in digest_mail.get_content() and "关于02日" in digest_mail.get_content()


def test_the_machine_was_off_at_the_hour_of_the_digest_and_it_goes_out_when_it_is_on(
    world: World, mail: MailServer
) -> None:
    with clock.frozen(NOON), world.acting():
        world.register()
    round_trip(world, NOON)
    round_trip(world, datetime(2026, 3, 3, 14, 20))
    assert len(mail.to("deputy@example.cn")) == 1


def test_what_was_read_in_the_product_is_not_in_the_digest(world: World, mail: MailServer) -> None:
    with clock.frozen(NOON), world.acting():
        world.register()
        world.register("关于另一件的建议")
    round_trip(world, NOON)
    with world.acting():
        first = Notice.objects.filter(seat_id=world.seats["deputy"].pk).order_by("pk")[0]
        first.read_at = NOON.replace(tzinfo=clock.SHANGHAI)
        first.save()
    round_trip(world, datetime(2026, 3, 3, 9, 0))
    [letter] = mail.to("deputy@example.cn")
    assert "关于另一件的建议" in letter.get_content() and "违停" not in letter.get_content()
    assert [(row.state, row.reason) for row in rows(world, "deputy")][0] == (State.SKIPPED, Reason.READ)


def test_jobs_stopped_for_nine_days_send_everything_once(world: World, mail: MailServer, texting: TextGateway) -> None:
    """C17. The reminders heal first, then what they say goes out: in one mail, because it is late anyway."""
    with clock.frozen(MONDAY), world.acting():
        (row,) = world.by_the_office(world.register())
        world.talk(world.receive(row))
    round_trip(world, datetime(2026, 3, 2, 10))
    mail.taken.clear()
    texting.asked.clear()
    with world.acting():
        row.refresh_from_db()
        due = row.due_on
    assert due is not None
    woke = datetime.combine(due + timedelta(days=9), time(14))
    with clock.frozen(woke):
        assert remind_all() > 0
    for minutes in range(3):
        round_trip(world, woke + timedelta(minutes=minutes))
    with clock.frozen(woke):
        assert remind_all() == 0
    round_trip(world, woke + timedelta(days=5))
    bodies = [letter.get_content() for letter in mail.to("clerk@example.cn")]
    assert sum(body.count("已经逾期") for body in bodies) == 1
    assert sum(body.count("今天到期") for body in bodies) == 1
    assert len([text for text in texting.to(PHONES["clerk"]) if "逾期 1 条" in text]) == 1


# -- who wants what ----------------------------------------------------------------------------------------------------


def test_whoever_chose_never_gets_none_and_still_has_the_notice_in_the_product(
    world: World, mail: MailServer, texting: TextGateway
) -> None:
    with world.acting():
        never = {(kind.value, channel.value): Timing.NEVER for kind in Kind for channel in Channel}
        matrix.set_seat(world.seats["clerk"], never)
    hand_over(world)
    round_trip(world, NOON + timedelta(hours=1))
    assert mail.to("clerk@example.cn") == [] and texting.to(PHONES["clerk"]) == [] and rows(world, "clerk") == []
    with world.acting(), clock.frozen(NOON + timedelta(hours=1)):
        from huiyin.foundation.notices import page_of

        assert page_of(world.congress.pk, world.seats["clerk"].pk).unread == 1


def test_the_nearer_word_wins_shipped_then_congress_then_seat(world: World) -> None:
    clerk, cell = world.seats["clerk"], ("arrival", "sms")

    def now() -> Timing:
        return matrix.Matrix(world.congress.pk, [clerk.pk]).of_seat(clerk, *cell)

    with world.acting():
        assert now() == Timing.AT_ONCE
        matrix.set_role(world.congress.pk, "unit_clerk", {cell: Timing.NEVER})
        assert now() == Timing.NEVER
        matrix.set_seat(clerk, {cell: Timing.DIGEST})
        assert now() == Timing.DIGEST
        matrix.set_seat(clerk, {cell: ""})
        assert now() == Timing.NEVER
        matrix.set_role(world.congress.pk, "unit_clerk", {cell: Timing.AT_ONCE})
        assert now() == Timing.AT_ONCE


def test_the_warning_that_an_account_was_reset_can_be_silenced_by_nobody(world: World, mail: MailServer) -> None:
    """B4: the administrator who resets a deputy's account must not be able to switch the mail off beforehand."""
    from huiyin.chain.recording import record

    deputy = world.seats["deputy"]
    with clock.frozen(NOON), world.acting():
        matrix.set_role(world.congress.pk, "deputy", {("account", "email"): Timing.NEVER})
        matrix.set_seat(deputy, {("account", "email"): Timing.NEVER})
        assert not RoleTiming.objects.exists() and not SeatTiming.objects.exists()
        never = {"congress": world.congress, "kind": "account", "channel": "email", "timing": Timing.NEVER}
        RoleTiming.objects.create(role="deputy", **never)
        SeatTiming.objects.create(seat=deputy, **never)
        setup.reset_account(deputy.person)
        record("account.reset", deputy.person, seat=world.seats["admin"])
    round_trip(world, NOON)
    [letter] = mail.to("deputy@example.cn")
    assert "重置了您的账号" in letter.get_content() and "账号安全" in letter["Subject"]


def test_nobody_without_an_address_is_an_error_and_they_are_counted(
    world: World, mail: MailServer, texting: TextGateway
) -> None:
    with world.acting():
        person = world.seats["clerk"].person
        person.email, person.phone = "", "027-55500262"
        person.save()
    hand_over(world)
    round_trip(world, NOON + timedelta(hours=1))
    found = [(row.channel, row.state, row.reason, row.attempts) for row in rows(world, "clerk")]
    assert sorted(found) == [("email", "skipped", "no_address", 0), ("sms", "skipped", "no_address", 0)]


@pytest.mark.parametrize("how", ["seat ended", "account closed"])
def test_who_has_left_meanwhile_gets_nothing(world: World, mail: MailServer, how: str) -> None:
    hand_over(world)
    with world.acting(), clock.frozen(NOON):
        seat = world.seats["clerk"]
        setup.end_seat(seat) if how == "seat ended" else setup.close_account(seat.person)
    round_trip(world, NOON + timedelta(hours=1))
    assert mail.to("clerk@example.cn") == []
    assert [row.reason for row in rows(world, "clerk")] == [Reason.SEAT_OVER]


def test_a_demo_sends_nothing_to_anybody(db: None, mail: MailServer, texting: TextGateway) -> None:
    from tests.world import make_world

    demo = make_world("linjiang")
    with demo.acting():
        for seat in demo.seats.values():
            seat.person.email, seat.person.phone = "somebody@example.cn", "13800138000"
            seat.person.save()
    hand_over(demo)
    round_trip(demo, NOON + timedelta(days=2))
    assert not mail.taken and not texting.asked


def test_what_was_told_before_a_channel_was_set_up_is_not_sent_after_it(world: World, settings: Any) -> None:
    hand_over(world)
    round_trip(world, NOON + timedelta(hours=1))
    settings.EMAIL_HOST = "127.0.0.1"
    round_trip(world, NOON + timedelta(hours=2))
    assert rows(world, "clerk") == []


def test_fifty_items_handed_over_together_are_one_mail_and_one_text(
    world: World, mail: MailServer, texting: TextGateway
) -> None:
    for number in range(50):
        with clock.frozen(NOON), world.acting():
            world.hand_over(world.register(f"关于第{number:02}件的建议"))
    round_trip(world, NOON + timedelta(minutes=UNDO_MINUTES))
    [letter] = mail.to("clerk@example.cn")
    assert "50 条" in letter["Subject"] and letter.get_content().count("新交办") == 50
    assert texting.to(PHONES["clerk"]) == ["【回音】青山区人大：您有 50 条通知（交办 50 条），请登录回音查看。"]
