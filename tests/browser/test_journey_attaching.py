"""A deputy writes on the telephone and attaches photographs while the network comes and goes."""

from __future__ import annotations

import random
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from huiyin.foundation import arrivals, digests, file_owners, files
from huiyin.foundation.models import Arrival, Draft, StoredFile
from tests.browser.looking import look, sign_in
from tests.support.papers import KIND, make_paper
from tests.world import World, make_world

NewPage = Callable[..., Any]
PHONE = {"width": 390, "height": 844, "has_touch": True}


def photo(size: int, seed: int = 1) -> bytes:
    """A picture that is as large as a telephone's, and that no compression makes smaller."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    side = int((size / 3) ** 0.5)
    noise = random.Random(seed)
    lines = b"".join(b"\0" + noise.randbytes(side * 3) for _ in range(side))
    header = struct.pack(">LLBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(lines, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


PHOTO = photo(6_000_000)


class Wire:
    """The network between browser and site: a plain relay that can be cut, in the midst of a piece too, and mended."""

    def __init__(self, site: str) -> None:
        self.goal = (urlsplit(site).hostname, urlsplit(site).port)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.whole, self.cut_after, self.carried, self.rate = True, 0, 0, 0
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self.listening.accept()
            except OSError:
                return
            if not self.whole:
                here.close()
                continue
            there = socket.create_connection(self.goal)
            self.open |= {here, there}
            threading.Thread(target=self._carry, args=(here, there, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(there, here, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, up: bool) -> None:
        try:
            while data := source.recv(16384):
                target.sendall(data)
                if up:
                    self.carried += len(data)
                    if self.rate:
                        time.sleep(len(data) / self.rate)
                    if self.cut_after and self.carried > self.cut_after:
                        self.cut()
        except OSError:
            pass  # the other side was closed: that is what a wire is cut for
        for end in (source, target):
            end.close()
            self.open.discard(end)

    def cut(self) -> None:
        self.whole, self.cut_after = False, 0
        for end in list(self.open):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def mend(self) -> None:
        self.whole, self.carried = True, 0


@pytest.fixture
def world(own_database: str, settings: Any) -> World:
    settings.ROOT_URLCONF = "tests.browser.attach_urls"
    return make_world()


@pytest.fixture
def paper(world: World) -> Draft:
    with world.acting():
        return make_paper(world.seats["deputy"])


@pytest.fixture
def wire(live_site: str) -> Iterator[Wire]:
    made = Wire(live_site)
    yield made
    made.listening.close()
    made.cut()


@pytest.fixture
def page(world: World, paper: Draft, wire: Wire, browser: Any, live_site: str) -> Iterator[Any]:
    context = browser.new_context(
        base_url=wire.address, viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN"
    )
    context.set_default_timeout(20_000)
    opened, problems = context.new_page(), []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(opened, world.seats["deputy"], wire.address)
    opened.goto(f"/s/{world.seats['deputy'].pk}/a-paper/{paper.pk}/")
    yield opened
    context.close()
    assert problems == []


def chosen(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def kept(world: World, paper: Draft) -> list[StoredFile]:
    with world.acting():
        return file_owners.files_of(world.congress.pk, KIND, paper.pk)


FILES = "input[type=file][multiple]"


def test_a_photo_over_a_cut_connection_arrives_whole_while_the_deputy_writes_on(
    page: Any, wire: Wire, world: World, paper: Draft
) -> None:
    wire.rate, wire.cut_after = 4_000_000, 2_000_000
    page.set_input_files(FILES, [chosen("堵车照片.png", PHOTO), chosen("座谈记录.png", photo(50_000, 2))])
    row = page.locator(".file", has_text="堵车照片")
    expect(row).to_contain_text("会自动接着传")
    with world.acting():
        stopped = Arrival.objects.get(congress=world.congress)
        assert 0 < stopped.received < len(PHOTO)
    page.fill("#matter", "每天早上堵车二十分钟。")
    assert row.get_by_role("progressbar").get_attribute("aria-label") == "上传“堵车照片.png”"
    wire.mend()
    expect(row).to_contain_text("已传好", timeout=60_000)
    expect(page.locator(".file", has_text="座谈记录")).to_contain_text("已传好")
    assert wire.carried < len(PHOTO), "what had arrived before the cut was not sent again"
    first, second = kept(world, paper)
    assert first.digest == digests.sm3(PHOTO) and files.intact(first.digest) and second.name == "座谈记录.png"
    assert page.input_value("#matter") == "每天早上堵车二十分钟。"
    assert page.locator("[data-said]").text_content() == "“座谈记录.png”已传好。"


def test_after_the_page_was_closed_the_same_photo_goes_on_where_it_stopped(
    page: Any, wire: Wire, world: World, paper: Draft
) -> None:
    wire.rate, wire.cut_after = 4_000_000, 3_000_000
    page.set_input_files(FILES, chosen("堵车照片.png", PHOTO))
    expect(page.locator(".file")).to_contain_text("会自动接着传")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    wire.mend()
    page.locator("#matter").click()  # browsers ask only where something was touched
    wire.cut()
    wire.mend()
    page.reload()
    assert asked == ["beforeunload"], "bytes would have been lost"
    halted = page.locator("[data-halted]")
    expect(halted).to_contain_text(re.compile(r"已传 \d+%，没有传完。重新选这个文件，会从断开的地方接着传。"))
    look(page, "attaching-halted")
    wire.mend()
    page.set_input_files(FILES, chosen("堵车照片.png", PHOTO))
    expect(halted).to_have_count(0)
    expect(page.locator(".file")).to_contain_text("已传好", timeout=60_000)
    assert wire.carried < len(PHOTO)
    assert [file.digest for file in kept(world, paper)] == [digests.sm3(PHOTO)]
    asked.clear()
    page.reload()
    assert asked == [], "nothing would be lost: nobody is asked"
    expect(page.locator(".file")).to_contain_text("堵车照片.png")


def test_the_wire_alone_does_not_mend_a_form_without_pieces(page: Any, wire: Wire, world: World, paper: Draft) -> None:
    """The control: the same cut loses a file that is sent the plain way, so the journeys above do prove something."""
    page.evaluate(
        "document.querySelector('[data-uploads]').replaceWith(document.querySelector('[data-uploads]').cloneNode(true))"
    )
    page.set_input_files(FILES, chosen("堵车照片.png", PHOTO))
    wire.rate, wire.cut_after, wire.carried = 4_000_000, 2_000_000, 0
    page.evaluate("document.querySelector('form').submit()")
    page.wait_for_timeout(3000)
    wire.mend()
    assert kept(world, paper) == []


def test_a_file_is_cancelled_and_removed_and_a_bad_one_refused_in_words(
    page: Any, wire: Wire, world: World, paper: Draft
) -> None:
    wire.rate, wire.cut_after = 2_000_000, 1_000_000
    page.set_input_files(FILES, chosen("不传了.png", PHOTO))
    expect(page.locator(".file")).to_contain_text("会自动接着传")
    wire.mend()
    wire.rate = 0
    page.get_by_role("button", name="取消“不传了.png”").click()
    expect(page.locator(".file")).to_have_count(0)
    page.set_input_files(
        FILES, [chosen("程序.png", b"MZ\x90\0" + bytes(9000)), chosen("空.png", b""), chosen("小.png", photo(5000))]
    )
    expect(page.locator(".file", has_text="程序.png")).to_contain_text("内容却不是")
    expect(page.locator(".file", has_text="空.png")).to_contain_text("这个文件是空的")
    expect(page.locator(".file", has_text="小.png")).to_contain_text("已传好")
    look(page, "attaching")
    page.get_by_role("button", name="去掉“小.png”").click()
    expect(page.locator(".file", has_text="小.png")).to_have_count(0)
    assert kept(world, paper) == []
    with world.acting():
        assert not Arrival.objects.filter(congress=world.congress, refusal="").exists()


def test_signed_out_in_between_says_so_and_nothing_is_lost(page: Any, wire: Wire, world: World, paper: Draft) -> None:
    wire.rate, wire.cut_after = 2_000_000, 1_000_000
    page.set_input_files(FILES, chosen("堵车照片.png", PHOTO))
    expect(page.locator(".file")).to_contain_text("会自动接着传")
    page.context.clear_cookies(name="huiyin")
    wire.rate = 0
    wire.mend()
    expect(page.locator(".file")).to_contain_text("登录已过期。请重新登录，再选这个文件", timeout=30_000)
    sign_in(page, world.seats["deputy"], wire.address)
    page.reload()
    expect(page.locator("[data-halted]")).to_contain_text("没有传完")
    with world.acting():
        row = Arrival.objects.get(congress=world.congress)
        assert arrivals.offset_of(row) > 0


def test_without_scripts_the_form_sends_its_files(
    new_page: NewPage, live_site: str, world: World, paper: Draft
) -> None:
    page = new_page(javascript=False, **PHONE)
    sign_in(page, world.seats["deputy"], live_site)
    page.goto(f"/s/{world.seats['deputy'].pk}/a-paper/{paper.pk}/")
    page.fill("#matter", "写了很久。")
    page.set_input_files(FILES, [chosen("好.png", photo(5000)), chosen("坏.png", b"MZ no picture")])
    page.get_by_role("button", name="先放着").click()
    assert page.input_value("#matter") == "写了很久。"
    assert "“坏.png”没有传上去：" in page.inner_text("main") and page.locator(".file").count() == 1
    page.get_by_label("保存时去掉“好.png”").check()
    page.get_by_role("button", name="先放着").click()
    assert kept(world, paper) == []
