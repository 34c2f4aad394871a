"""What mail servers and text gateways answer, and what becomes of the message then. Both really listen, on the loopback."""

from __future__ import annotations

import contextlib
import inspect
import io
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from huiyin.cli import notices as command_line
from huiyin.foundation import clock
from huiyin.foundation.home import Home, SetupProblem
from huiyin.notices import gateways, planning, sending, texts
from huiyin.notices.doctor import channels
from huiyin.notices.gateways import SENT, SMS_FILE, SMS_KEY, MailGateway, Message, Outcome, SmsGateway
from huiyin.notices.models import Channel, Delivery, Reason, State
from huiyin.notices.queries import words_of
from huiyin.people import setup
from tests.notices.conftest import PHONES, SMS_TOML
from tests.support.gateways import MailServer, TextGateway
from tests.world import World

TEXT = Message("k" * 32, "13971240001", "【回音】青山区人大：您有 1 条通知，请登录回音查看。")
MAIL = Message("k" * 32, "clerk@example.cn", "周敏：\n\n请签收。\n.\n好。", "【回音】交办")
NOON = datetime(2026, 3, 2, 12, 0)

# -- texts -------------------------------------------------------------------------------------------------------------


def test_a_text_arrives_whole_with_its_key_and_the_secret_of_the_home(texting: TextGateway) -> None:
    assert SmsGateway().send(TEXT) == SENT
    assert texting.asked == [{"mobile": TEXT.to, "content": TEXT.text, "request": TEXT.key}]
    assert texting.headers[0]["authorization"] == "Bearer s3cret" and texting.headers[0]["idempotency-key"] == TEXT.key


def test_a_gateway_that_wants_a_form_gets_a_form(texting: TextGateway, texting_home: Home) -> None:
    file = texting_home.path(SMS_FILE)
    file.write_text('format = "form"\n' + file.read_text())
    assert SmsGateway().send(TEXT) == SENT
    assert texting.to(TEXT.to) == [TEXT.text]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"code": "0"}', SENT),
        (200, '{"code": 0}', SENT),
        (200, '{"code": "MOBILE_ILLEGAL"}', Outcome(Reason.REFUSED, "MOBILE_ILLEGAL", for_ever=True)),
        (200, '{"code": "LIMIT"}', Outcome(Reason.GATEWAY, "LIMIT")),
        (200, "<html>欠费停机</html>", Outcome(Reason.GATEWAY)),
        (200, '{"code": "13971240001 is bad"}', Outcome(Reason.GATEWAY)),
        (401, "", Outcome(Reason.DENIED, "401", down=True)),
        (429, "", Outcome(Reason.BUSY, "429", down=True)),
        (400, "", Outcome(Reason.GATEWAY, "400")),
        (500, "", Outcome(Reason.GATEWAY, "500", down=True)),
        (503, "", Outcome(Reason.GATEWAY, "503", down=True)),
        (302, "http://127.0.0.1:9/elsewhere", Outcome(Reason.GATEWAY, "302")),
    ],
)
def test_each_answer_of_a_text_gateway_is_understood(
    texting: TextGateway, status: int, body: str, outcome: Outcome
) -> None:
    texting.answers = [(status, body, 0.0)]
    assert SmsGateway().send(TEXT) == outcome
    assert len(texting.asked) == 1


def test_a_slow_answer_is_waited_for_a_while_and_then_no_longer(texting: TextGateway) -> None:
    texting.answers = [(200, '{"code": "0"}', 0.5), (200, '{"code": "0"}', 2.0)]
    assert SmsGateway().send(TEXT) == SENT
    assert SmsGateway().send(TEXT) == Outcome(Reason.TIMEOUT, down=True)


def test_a_gateway_that_is_not_there_is_unreachable(texting_home: Home) -> None:
    texting_home.path(SMS_FILE).write_text(SMS_TOML.format(url="http://127.0.0.1:9/send"), encoding="utf-8")
    assert SmsGateway().send(TEXT) == Outcome(Reason.UNREACHABLE, down=True)


@pytest.mark.parametrize(
    "content",
    [
        "url = ",
        'url = "ftp://x"\nsign="回音"\n[body]\na="b"',
        'sign = "回音"\n[body]\na="b"',
        'colour = "red"',
        "[body]",
    ],
)
def test_settings_that_cannot_be_read_send_nothing_and_say_what_is_wrong(texting_home: Home, content: str) -> None:
    texting_home.path(SMS_FILE).write_text(content, encoding="utf-8")
    assert SmsGateway().send(TEXT) == Outcome(Reason.MISCONFIGURED, down=True)
    assert "sms.toml" in gateways.misconfigured(Channel.SMS)


def test_a_secret_that_is_not_there_is_named_and_nothing_is_sent(texting: TextGateway, texting_home: Home) -> None:
    texting_home.path("keys", SMS_KEY).unlink()
    assert SmsGateway().send(TEXT) == Outcome(Reason.MISCONFIGURED, down=True)
    assert "gateway-sms" in gateways.misconfigured(Channel.SMS) and texting.asked == []


def test_places_in_the_words_of_a_text_are_not_filled(texting: TextGateway) -> None:
    """The secret must not be had by writing its place into what is sent."""
    SmsGateway().send(Message("k", TEXT.to, "{secret}{phone}"))
    assert texting.to(TEXT.to) == ["{secret}{phone}"]


# -- mail --------------------------------------------------------------------------------------------------------------


def test_a_mail_arrives_whole_and_its_twin_has_the_same_id(mail: MailServer) -> None:
    assert MailGateway().send(MAIL) == SENT and MailGateway().send(MAIL) == SENT
    one, two = mail.to(MAIL.to)
    assert one.get_content().replace("\r\n", "\n").strip() == MAIL.text
    assert one["Subject"] == MAIL.subject and one["From"] == "huiyin@example.gov.cn"
    assert one["Message-ID"] == two["Message-ID"] == f"<{MAIL.key}@renda.example.gov.cn>"
    assert one["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 no such user clerk@example.cn", Outcome(Reason.REFUSED, "550", for_ever=True)),
        ("450 come back later", Outcome(Reason.BUSY, "450")),
    ],
)
def test_a_recipient_who_is_refused(mail: MailServer, answer: str, outcome: Outcome) -> None:
    mail.refuses[MAIL.to] = answer
    assert MailGateway().send(MAIL) == outcome


def test_a_mail_server_that_takes_no_data_now(mail: MailServer) -> None:
    mail.data_answer = "452 disk full"
    assert MailGateway().send(MAIL) == Outcome(Reason.GATEWAY, "452", down=True)


def test_a_mail_server_that_does_not_know_us(mail: MailServer, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "huiyin", "wrong"
    assert MailGateway().send(MAIL) == Outcome(Reason.DENIED, "535", down=True)


def test_a_mail_server_that_is_not_there_or_does_not_speak(mail: MailServer, settings: Any) -> None:
    mail.greeting_delay = 2
    assert MailGateway().send(MAIL) == Outcome(Reason.TIMEOUT, down=True)
    settings.EMAIL_PORT = 9
    assert MailGateway().send(MAIL) == Outcome(Reason.UNREACHABLE, down=True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"DEFAULT_FROM_EMAIL": ""}, "HUIYIN_MAIL_FROM"),
        ({"SITE": ""}, "HUIYIN_SITE"),
        ({"SITE": "renda.example.gov.cn"}, "HUIYIN_SITE"),
        ({"EMAIL_PORT": 0}, "HUIYIN_MAIL_PORT"),
        ({"MAIL_TLS": "yes"}, "HUIYIN_MAIL_TLS"),
    ],
)
def test_mail_half_set_up_sends_nothing_and_says_what_is_missing(
    mail: MailServer, settings: Any, changed: dict[str, Any], words: str
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    assert MailGateway().send(MAIL) == Outcome(Reason.MISCONFIGURED, down=True)
    assert words in gateways.misconfigured(Channel.EMAIL) and mail.taken == []


@pytest.mark.parametrize("address", ["a b", "clerk@example.cn\nBcc: all@example.cn", "@", "x@y@z"])
def test_an_address_that_is_none_harms_nobody(mail: MailServer, address: str) -> None:
    MailGateway().send(Message("k", address, "x", "y"))
    assert mail.to("all@example.cn") == []


# -- what becomes of the message ---------------------------------------------------------------------------------------


def planned(world: World) -> None:
    """A hand-over's text to the clerk, due now."""
    with clock.frozen(NOON - timedelta(hours=1)), world.acting():
        world.hand_over(world.register())
    with clock.frozen(NOON):
        planning.plan(world.congress.pk)


def the_text(world: World) -> Delivery:
    with world.acting():
        return Delivery.objects.get(congress=world.congress, seat=world.seats["clerk"], channel="sms")


def send(world: World, at: datetime) -> int:
    with clock.frozen(at):
        return sending.send_due(world.congress.pk, Channel.SMS)


def test_after_an_error_it_is_tried_again_later_and_later_under_the_same_key(
    world: World, texting: TextGateway
) -> None:
    planned(world)
    texting.answers = [(503, "", 0.0), (503, "", 0.0), (200, '{"code": "0"}', 0.0)]
    assert send(world, NOON) == 0
    row = the_text(world)
    assert (row.state, row.reason, row.code, row.attempts) == (State.FAILED, Reason.GATEWAY, "503", 1)
    assert send(world, NOON + timedelta(seconds=59)) == 0 and len(texting.asked) == 1
    send(world, NOON + timedelta(minutes=1))
    send(world, NOON + timedelta(minutes=5))
    assert len(texting.asked) == 2
    assert send(world, NOON + timedelta(minutes=6)) == 1
    assert the_text(world).state == State.SENT and the_text(world).reason == ""
    assert len({one["request"] for one in texting.asked}) == 1


def test_what_fails_for_two_days_is_given_up(world: World, texting: TextGateway) -> None:
    planned(world)
    texting.answers = [(500, "", 0.0)]
    at = NOON
    while the_text(world).state != State.GIVEN_UP:
        send(world, at)
        at += timedelta(minutes=30)
        assert at < NOON + timedelta(days=7)
    assert the_text(world).attempts == len(sending.AFTER_MINUTES) + 1 == len(texting.asked)
    assert at - NOON > timedelta(days=1)


def test_a_refused_number_is_given_up_at_once_and_the_next_one_is_sent(world: World, texting: TextGateway) -> None:
    with world.acting():
        setup.add_seat(world.seats["head"].person, world.bodies["unit"], "unit_clerk")
    planned(world)
    texting.refuses.add(PHONES["clerk"])
    assert send(world, NOON) == 1
    assert (the_text(world).state, the_text(world).reason) == (State.GIVEN_UP, Reason.REFUSED)
    assert len(texting.to(PHONES["head"])) == 1
    assert send(world, NOON + timedelta(days=3)) == 0


def test_while_the_gateway_is_down_the_others_do_not_use_up_their_tries(world: World, texting: TextGateway) -> None:
    for who in ("head", "officer"):
        with world.acting():
            setup.add_seat(world.seats[who].person, world.bodies["unit"], "unit_clerk")
    planned(world)
    texting.answers = [(503, "", 0.0)]
    send(world, NOON)
    with world.acting():
        tries = Delivery.objects.filter(congress=world.congress, channel="sms").values_list("attempts", flat=True)
        assert sorted(tries) == [0, 0, 1]


def test_neither_rows_nor_logs_hold_a_number_an_address_or_the_gateway_s_words(
    world: World, texting: TextGateway, mail: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    planned(world)
    texting.answers = [(200, f'{{"code": "{PHONES["clerk"]} 号码有误"}}', 0.0)]
    mail.refuses["clerk@example.cn"] = "550 clerk@example.cn unknown"
    with caplog.at_level(logging.DEBUG), clock.frozen(NOON):
        for channel in Channel:
            sending.send_due(world.congress.pk, channel)
    with world.acting():
        held = " ".join(str(row) for row in Delivery.objects.filter(congress=world.congress).values_list())
    assert len(texting.asked) == 1 and "gateway" in held and "refused" in held
    for secret in (PHONES["clerk"], "clerk@example.cn", "号码有误", "s3cret"):
        assert secret not in held and secret not in caplog.text


# -- the operators' test -----------------------------------------------------------------------------------------------


def try_out(*arguments: str) -> tuple[int, str]:
    """`huiyin notices test …` in this process, past the starting of a database: exit code and all it said."""
    command = inspect.unwrap(command_line.test.callback)  # type: ignore[arg-type]
    given = command_line.test.make_context("test", list(arguments)).params
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            command(**given)
        except SetupProblem as problem:
            return 1, str(problem)
    return 0, out.getvalue()


def test_the_command_sends_one_real_mail_and_one_real_text(mail: MailServer, texting: TextGateway) -> None:
    code, said = try_out("--email", "ops@example.cn", "--sms", "+86 13800138000")
    assert code == 0 and "邮件服务器收下了" in said and "短信网关收下了" in said
    [letter] = mail.to("ops@example.cn")
    assert letter["Subject"] == "【回音】测试邮件" and "https://renda.example.gov.cn/" in letter.get_content()
    assert texting.to("13800138000") == ["【回音】这是一条测试短信，收到就说明短信已经接通。"]


def test_the_command_says_what_is_wrong_and_what_to_do(mail: MailServer, texting: TextGateway, settings: Any) -> None:
    assert try_out("--sms", "027-55500262") == (1, "这不是 11 位的手机号，没有发。")
    texting.answers = [(403, "", 0.0)]
    assert try_out("--sms", "13800138000") == (
        1,
        "短信网关不认我们的密钥（403）。请核对 sms.toml 和 keys/gateway-sms。",
    )
    settings.SITE = ""
    assert "HUIYIN_SITE" in try_out("--email", "ops@example.cn")[1]
    settings.EMAIL_HOST = ""
    assert "HUIYIN_MAIL_HOST" in try_out("--email", "ops@example.cn")[1]
    assert not mail.taken


def test_every_reason_has_its_words_on_every_channel() -> None:
    for reason in Reason:
        for channel in Channel:
            assert words_of(texts.WHAT_HAPPENED, reason, channel, "550")
            if reason not in (Reason.NO_ADDRESS, Reason.SEAT_OVER, Reason.READ):
                assert words_of(texts.WHAT_TO_DO, reason, channel, "")
                assert reason == Reason.MISCONFIGURED or words_of(texts.TEST_FAILED, reason, channel, "")


# -- the doctor --------------------------------------------------------------------------------------------------------


def test_the_doctor_tells_what_is_off_on_and_wrong(world: World, mail: MailServer, settings: Any) -> None:
    assert channels() == ("ok", "邮件已设置，短信没有接通")
    settings.DEFAULT_FROM_EMAIL = ""
    level, said = channels()
    assert level == "fail" and "HUIYIN_MAIL_FROM" in said


def test_the_doctor_counts_what_was_given_up_lately(world: World, texting: TextGateway) -> None:
    planned(world)
    texting.refuses.add(PHONES["clerk"])
    send(world, NOON)
    with clock.frozen(NOON):
        level, said = channels()
    assert level == "warn" and "1 条通知没有发成" in said
    with clock.frozen(NOON + timedelta(days=8)):
        assert channels()[0] == "ok"
