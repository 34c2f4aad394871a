"""沟通群 on the page: everybody of the item writes and reads, plain text stays plain text, and bad input loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.channel.models import Message
from huiyin.foundation import clock
from huiyin.foundation.models import StoredFile
from tests.web.pages import HANDED_OVER, TODAY, Browser, field, item
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def stored(world: World, model: Any, **where: Any) -> list[Any]:
    with world.acting():
        return list(model.objects.filter(**where).order_by("pk"))


def test_a_deputy_and_a_clerk_talk_and_the_case_pages_say_what_is_unread(world: World) -> None:
    case, _, _ = item(world)
    clerk, deputy = Browser(world, "clerk"), Browser(world, "deputy")
    assert f"/channel/{case.pk}/" in clerk.read(f"case/{case.pk}/") and f"/channel/{case.pk}/" in deputy.read(f"case/{case.pk}/")
    html = deputy.done(f"channel/{case.pk}/", body="早高峰 7 点半最堵，\n照片随后发。")
    assert "早高峰 7 点半最堵" in html and "这里的消息不是答复" in html
    assert "（1 条没有看）" in clerk.read(f"case/{case.pk}/")
    page = clerk.read(f"channel/{case.pk}/")
    assert "早高峰" in page and "条没有看" in clerk.read(f"case/{case.pk}/"), "to open a page changes nothing"
    assert clerk.send(f"channel/{case.pk}/", seen=field(page, "seen")).status_code == 302
    assert "条没有看" not in clerk.read(f"case/{case.pk}/") and "都看过了" not in clerk.read(f"channel/{case.pk}/")
    clerk.done(f"channel/{case.pk}/", body="收到，周三去现场。")
    assert "（1 条没有看）" in deputy.read(f"case/{case.pk}/") and "1 条没有看" in deputy.read("channels/")
    assert "1 条新消息" in deputy.read("notices/") and "周三去现场" not in deputy.read("notices/")


@pytest.mark.parametrize("who", ["stranger", "leader", "chair", "admin", "secretary", "street_clerk", "team_clerk"])
def test_who_takes_no_part_finds_nothing(world: World, who: str) -> None:
    case, _, _ = item(world)
    Browser(world, "clerk").done(f"channel/{case.pk}/", body="只给群里的人看。")
    browser = Browser(world, who)
    assert browser.open(f"channel/{case.pk}/").status_code in (403, 404)
    assert browser.send(f"channel/{case.pk}/", body="我也说一句").status_code in (403, 404)
    assert len(stored(world, Message)) == 1
    page = browser.open(f"case/{case.pk}/")
    assert page.status_code != 200 or "/channel/" not in page.content.decode()


BAD = {
    "html": "<script>alert(1)</script><b>粗</b>",
    "rich": '<p style="color:red">&nbsp;正文</p>',
    "emoji": "👨‍👩‍👧‍👦🇨🇳 收到",
    "arabic": "مرحبا بكم",
    "template": "{{ seat.pk }}{% url 'home' 1 %}",
    "long word": "啊" * 5000,
    "url": "javascript:alert(1)",
}


@pytest.mark.parametrize("words", BAD.values(), ids=BAD.keys())
def test_whatever_is_typed_is_shown_as_plain_text(world: World, words: str) -> None:
    case, _, _ = item(world)
    html = Browser(world, "clerk").done(f"channel/{case.pk}/", body=words)
    assert stored(world, Message)[0].body == words.strip()
    assert "<script>alert" not in html and "<b>粗" not in html and 'href="javascript' not in html


REFUSED = {
    "too long": ("啊" * 5001, "5000"),
    "nothing seen": ("\u200b" * 5000, "看不见"),
    "nothing": ("", "还没有写内容"),
    "direction": ("\u202e反过来", "文字方向"),
    "nul": ("前\0后", "空字符"),
    "broken": ("坏\ufffd字", "无法识别"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_kept_is_refused_with_a_sentence(world: World, words: str, said: str) -> None:
    case, _, _ = item(world)
    answer = Browser(world, "clerk").fill(f"channel/{case.pk}/", body=words)
    html = answer.content.decode()
    assert answer.status_code == 200 and said in html and not stored(world, Message)
    assert "错误：" in html
    assert "啊" * 100 in html if words.startswith("啊") else True


def test_a_file_goes_with_its_message_and_a_refused_one_keeps_the_words(world: World) -> None:
    case, _, _ = item(world)
    clerk = Browser(world, "clerk")
    bad = SimpleUploadedFile("病毒.exe", b"MZ\x90\x00" + b"\0" * 64)
    answer = clerk.fill(f"channel/{case.pk}/", body="方案在附件里。", files=bad)
    assert answer.status_code == 200 and "方案在附件里。" in answer.content.decode() and not stored(world, Message)
    html = clerk.done(f"channel/{case.pk}/", body="方案在附件里。", files=SimpleUploadedFile("方案.pdf", PDF))
    assert "方案.pdf" in html
    kept = stored(world, StoredFile, name="方案.pdf")[0]
    assert Browser(world, "deputy").open(f"file/{kept.pk}/").status_code == 200
    assert Browser(world, "stranger").open(f"file/{kept.pk}/").status_code == 404


def test_taking_back_putting_right_and_pinning(world: World) -> None:
    case, _, _ = item(world)
    clerk, deputy = Browser(world, "clerk"), Browser(world, "deputy")
    clerk.done(f"channel/{case.pk}/", body="发错了。")
    wrong = stored(world, Message)[0]
    assert deputy.send(f"channel/{case.pk}/{wrong.pk}/take-back/").status_code == 302
    assert "发错了。" in clerk.read(f"channel/{case.pk}/"), "only the author takes it back"
    clerk.send(f"channel/{case.pk}/{wrong.pk}/take-back/")
    html = deputy.read(f"channel/{case.pk}/")
    assert "已撤回" in html and "发错了。" not in html
    clerk.done(f"channel/{case.pk}/", body="周三去。")
    said = stored(world, Message, body="周三去。")[0]
    with clock.frozen(datetime(TODAY.year, TODAY.month, TODAY.day, 9) + timedelta(minutes=20)):
        assert "更正" in clerk.read(f"channel/{case.pk}/?corrects={said.pk}")
        clerk.done(f"channel/{case.pk}/?corrects={said.pk}", body="改周四。", corrects=str(said.pk))
        html = deputy.read(f"channel/{case.pk}/")
        assert "周三去。" in html and html.count("改周四。") == 2, "beside the old one, and in its own place"
    clerk.send(f"channel/{case.pk}/{said.pk}/pin/")
    assert "置顶的情况说明" in deputy.read(f"channel/{case.pk}/")
    assert deputy.send(f"channel/{case.pk}/{said.pk}/unpin/").status_code == 302
    assert "置顶的情况说明" in deputy.read(f"channel/{case.pk}/"), "a deputy does not choose the brief"
    clerk.send(f"channel/{case.pk}/{said.pk}/unpin/")
    assert "置顶的情况说明" not in deputy.read(f"channel/{case.pk}/")


@pytest.mark.parametrize("path", ["999999999999999999/take-back/", "1/no-such-act/", "0/pin/"])
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    case, _, _ = item(world)
    assert Browser(world, "clerk").send(f"channel/{case.pk}/{path}").status_code == 404


@pytest.mark.parametrize("words", ["?before=abc", "?before=-1", "?before=99999999999999999999", "?corrects=x", "?corrects=9"])
def test_an_address_that_was_tampered_with_shows_the_channel(world: World, words: str) -> None:
    case, _, _ = item(world)
    assert Browser(world, "clerk").open(f"channel/{case.pk}/{words}").status_code == 200


def test_the_channel_costs_the_same_whatever_stands_in_it(world: World) -> None:
    case, _, _ = item(world)
    clerk, asked = Browser(world, "clerk"), []
    for many in (3, 30):
        with world.acting():
            Message.objects.bulk_create(
                [
                    Message(congress=world.congress, proposal=case, seat=world.seats["deputy"], body=f"{n}", at=clock.now())
                    for n in range(many)
                ]
            )
        clerk.read(f"channel/{case.pk}/")
        with CaptureQueriesContext(connection, ) as caught:
            clerk.read(f"channel/{case.pk}/")
        asked.append(len(caught))
        clerk.read("channels/")
    assert asked[0] == asked[1], asked


def test_grades_are_never_spoken_of(world: World) -> None:
    case, _, _ = item(world)
    html = Browser(world, "deputy").read(f"channel/{case.pk}/")
    main = html[html.index("<main") : html.index("</main>")]
    assert not re.search("满意|评价", main)
