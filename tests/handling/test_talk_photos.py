"""Photos of a talk: hung on its record, read by whoever reads it, in the case's archive, back on the tray when it is undone."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock, file_owners
from huiyin.foundation.files import open_stored
from huiyin.foundation.models import StoredFile
from huiyin.handling import photos
from huiyin.handling.models import Contact
from tests.web.pages import HANDED_OVER, TALK, TODAY, Browser, item, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


def png(shade: int = 0) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    place = chunk(b"tEXt", b"GPSLatitude\030.59N")
    drawn = chunk(b"IDAT", zlib.compress(bytes([0, shade])))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + place + drawn + chunk(b"IEND", b"")


def photo(name: str = "现场.png", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or png(), "image/png")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def hung(world: World, kind: str = photos.KIND) -> list[StoredFile]:
    with world.acting():
        return list(StoredFile.objects.filter(owner_kind=kind).order_by("pk"))


def test_photos_go_with_the_record_and_everybody_who_reads_the_talk_sees_them(world: World) -> None:
    case, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    html = clerk.done(f"contact/{round_.pk}/", **TALK, files=[photo(), photo("签到表.png", png(9))])
    assert "现场.png" in html and "签到表.png" in html
    kept = hung(world)
    assert [one.name for one in kept] == ["现场.png", "签到表.png"] and not hung(world, photos.TRAY)
    with open_stored(kept[0].digest) as file:
        assert b"GPSLatitude" not in file.read(), "what the camera noted down is gone"
    for who in ("clerk", "head", "officer", "dispatcher", "deputy", "cosigner"):
        assert "现场.png" in Browser(world, who).read(f"case/{case.pk}/"), who
        assert Browser(world, who).open(f"file/{kept[0].pk}/").status_code == 200, who
    for who in ("stranger", "stranger_head", "admin", "secretary"):
        assert Browser(world, who).open(f"file/{kept[0].pk}/").status_code in (403, 404), who
    drawn = PdfReader(io.BytesIO(clerk.open(f"case/{case.pk}/archive/").content))
    inside = [content for contents in drawn.attachments.values() for content in contents]
    assert len(inside) >= 2 and all(content.startswith(b"\x89PNG") for content in inside)


def test_an_assisting_unit_that_reads_no_talks_reads_no_photos(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        case = world.register()
        targets = (Target(world.bodies["unit"].pk, Mode.LEAD), Target(world.bodies["school"].pk, Mode.ASSIST))
        take("dispatch.hand_over", case, world.seats["officer"], HandOver(targets=targets))
        round_ = world.receive(Assignment.objects.get(proposal=case, mode=Mode.LEAD))
    Browser(world, "clerk").done(f"contact/{round_.pk}/", **TALK, files=photo())
    (kept,) = hung(world)
    assert Browser(world, "stranger").open(f"file/{kept.pk}/").status_code in (403, 404)


BAD = {
    "no picture": (b"MZ\x90\x00" + b"\0" * 64, "病毒.exe"),
    "cut short": (png()[:40], "断.png"),
    "empty": (b"", "空.png"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "图.png"),
}


@pytest.mark.parametrize(("content", "name"), BAD.values(), ids=BAD.keys())
def test_a_refused_photo_keeps_the_words_and_the_good_ones(world: World, content: bytes, name: str) -> None:
    _, _, round_ = received(world)
    answer = Browser(world, "clerk").fill(f"contact/{round_.pk}/", **TALK, files=[photo(), SimpleUploadedFile(name, content)])
    page = answer.content.decode()
    assert answer.status_code == 200 and TALK["note"] in page and name in page
    with world.acting():
        assert not Contact.objects.exists()
    assert [one.name for one in hung(world, photos.TRAY)] == ["现场.png"]
    assert "现场.png" in Browser(world, "clerk").done(f"contact/{round_.pk}/", **TALK)


def test_a_form_sent_back_for_its_words_keeps_the_photos(world: World) -> None:
    _, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    answer = clerk.fill(f"contact/{round_.pk}/", **TALK | {"note": ""}, files=photo())
    assert answer.status_code == 200 and "现场.png" in answer.content.decode()
    assert "现场.png" in clerk.read(f"contact/{round_.pk}/")
    clerk.done(f"contact/{round_.pk}/", **TALK)
    assert len(hung(world)) == 1


def test_a_record_taken_back_gives_its_photos_back(world: World) -> None:
    _, _, round_ = received(world)
    Browser(world, "clerk").done(f"contact/{round_.pk}/", **TALK, files=photo())
    (kept,) = hung(world)
    with world.acting():
        take("contact.withdraw", round_, world.seats["clerk"])
    assert [one.pk for one in hung(world, photos.TRAY)] == [kept.pk]
    assert Browser(world, "deputy").open(f"file/{kept.pk}/").status_code == 404
    assert Browser(world, "clerk").open(f"file/{kept.pk}/").status_code == 200


def test_photos_come_later_with_a_correction_and_the_deputy_is_asked_again(world: World) -> None:
    case, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    clerk.done(f"contact/{round_.pk}/", **TALK)
    page = clerk.done(f"contact/{round_.pk}/correct/", **TALK, reason="补照片。", files=photo())
    assert "现场.png" in page
    same = clerk.fill(f"contact/{round_.pk}/correct/", **TALK, reason="没有什么。").content.decode()
    assert "没有变化" in same and "现场.png" in same
    assert "记得对不对" in Browser(world, "deputy").read(f"case/{case.pk}/")


def test_the_tray_is_the_clerks_of_the_unit_alone_and_closes_with_the_round(world: World) -> None:
    _, _, round_ = received(world)
    with world.acting():
        for who in ("head", "officer", "dispatcher", "deputy", "stranger", "stranger_head", "admin"):
            assert file_owners.owner_for(world.seats[who], photos.TRAY, round_.pk) is None, who
        assert photos.OF_TRAY.why_closed(world.seats["clerk"], round_.pk) == ""
    clerk = Browser(world, "clerk")
    clerk.done(f"contact/{round_.pk}/", **TALK, files=photo())
    with world.acting():
        talk = Contact.objects.get()
        assert photos.OF_TALK.why_closed(world.seats["clerk"], talk.pk)


def test_a_case_page_costs_the_same_however_many_photos_there_are(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case, _, round_ = received(world)
    clerk, asked = Browser(world, "clerk"), []
    for many in (1, 6):
        clerk.done(f"contact/{round_.pk}/", **TALK, files=[photo(f"{many}-{n}.png", png(many * 10 + n)) for n in range(many)])
        for who in ("clerk", "deputy"):
            reader = Browser(world, who)
            reader.read(f"case/{case.pk}/")
            with CaptureQueriesContext(connection) as caught:
                reader.read(f"case/{case.pk}/")
            asked.append((who, len(caught)))
    assert asked[:2] == asked[2:], asked


def test_one_visit_for_several_items_hangs_its_photos_on_each_record(world: World) -> None:
    _, _, first = item(world)
    with world.acting():
        file_owners.attach(world.seats["clerk"], photos.OF_TRAY, first.pk, io.BytesIO(png()), "现场.png", 1_000_000)
        _, _, other = item(world, "关于增设公平秤的建议")
        photos.spread(first, [other])
        photos.spread(first, [other])
    assert sorted(one.owner_id for one in hung(world, photos.TRAY)) == sorted([first.pk, other.pk])
