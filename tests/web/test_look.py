"""The look, in a real browser: readable by everybody, usable by keyboard and thumb, whole without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from huiyin.web.styleguide import PAGES
from tests.browser import measures

SIGHTS = [*(f"/styleguide/?page={name}" for name in PAGES if name != "peek"), "/styleguide/?page=write&errors=1"]
SIGHTS += ["/styleguide/?page=evaluate&errors=1", "/nowhere/", "/broken/"]
QUEUE = "/styleguide/?page=queue"
NewPage = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.look_urls"


@pytest.fixture
def large(live_site: str) -> list[dict[str, str]]:
    return [{"name": "elder", "value": "1", "url": live_site}]


@pytest.mark.parametrize(
    ("width", "elder", "target", "type_size"),
    [
        pytest.param(1440, False, 24, 13, id="desk"),
        pytest.param(390, False, 44, 15, id="phone"),
        pytest.param(390, True, 44, 20, id="phone in large type", marks=pytest.mark.deep),
        pytest.param(1440, True, 24, 20, id="desk in large type", marks=pytest.mark.deep),
    ],
)
def test_every_model_page_is_accessible_with_targets_and_letters_large_enough(
    new_page: NewPage, large: Any, width: int, elder: bool, target: int, type_size: int
) -> None:
    page, problems = new_page(width=width), []
    # axe on the desk in large type would see the same tree and the same colours again.
    with_axe = not (elder and width == 1440)
    if elder:
        page.context.add_cookies(large)
    for sight in SIGHTS:
        page.goto(sight)
        if with_axe:
            measures.start_axe(page)
            problems += [(sight, found) for found in measures.violations(page)]
        problems += [(sight, found) for found in measures.too_small(page, target)]
        standing_alone = sight == "/broken/"  # rendered without the request, so without the cookie
        least = 15 if elder and standing_alone else type_size
        problems += [(sight, found) for found in measures.type_below(page, least)]
    assert problems == []


def test_nothing_scrolls_sideways_at_320_pixels_in_large_type_neither(new_page: NewPage, large: Any) -> None:
    page, wide = new_page(width=320, height=640), []
    for cookies in ([], large):
        page.context.add_cookies(cookies)
        for sight in SIGHTS:
            page.goto(sight)
            wide += [(sight, bool(cookies), found) for found in measures.sideways(page)]
    assert wide == []


def test_main_controls_of_the_deputy_are_sixty_pixels_high_in_large_type(new_page: NewPage, large: Any) -> None:
    page = new_page(width=390, height=844)
    page.context.add_cookies(large)
    for name in ("deputy", "evaluate"):
        page.goto(f"/styleguide/?page={name}")
        assert page.locator(measures.MAIN_CONTROLS).count() and measures.main_controls_below(page, 60) == []


def test_the_clerk_works_the_desk_with_the_keyboard_alone(new_page: NewPage) -> None:
    page, asked = new_page(), []
    page.on("request", lambda request: asked.append(request.url) if "page=peek" in request.url else None)
    page.goto(QUEUE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "the skip link comes first"
    with page.expect_response(lambda answer: "page=peek" in answer.url):
        page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.row') === document.querySelector('.row')")
    assert page.locator(".row.sel").count() == 1 and len(asked) == 1 and page.url.endswith(QUEUE)
    page.keyboard.press("x")
    assert page.locator(".batch.any").inner_text().startswith("已选 1 件") and not page.locator(".filters").is_visible()
    page.keyboard.press("x")
    assert page.locator(".filters").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.querySelector('.row').classList.contains('sel')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("jjx/?")
    assert page.input_value("#find") == "jjx/?" and page.locator(".row .ck input:checked").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.locator(".row .t").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("page=case")


def test_keys_can_be_switched_off_on_this_machine(new_page: NewPage) -> None:
    page = new_page()
    page.goto(QUEUE)
    page.keyboard.press("?")
    page.locator("#keys .pick").click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator(".row.sel").count() == 0
    page.reload()
    page.keyboard.press("j")
    assert page.locator(".row.sel").count() == 0


def test_a_click_shows_the_preview_and_a_second_one_opens_the_file(new_page: NewPage) -> None:
    page = new_page()
    page.goto(QUEUE)
    with page.expect_response(lambda answer: "page=peek" in answer.url):
        page.locator(".row .t").nth(2).click()
    assert page.url.endswith(QUEUE)
    with page.expect_navigation():
        page.locator(".row .t").nth(2).click()
    assert page.url.endswith("page=case")


def test_on_a_phone_a_tap_opens_the_file_at_once(new_page: NewPage) -> None:
    page = new_page(width=390, height=844, has_touch=True)
    page.goto(QUEUE)
    with page.expect_navigation():
        page.locator(".row .t").first.tap()
    assert page.url.endswith("page=case")


def test_without_scripts_lists_filters_batches_and_large_type_work(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(QUEUE)
    assert page.locator(".batch button[name=step]").is_visible() and page.locator(".filters .nojs").is_visible()
    page.locator(".row .t").first.click()
    assert page.url.endswith("page=case")
    phone = new_page(width=390, height=844, javascript=False)
    phone.goto("/styleguide/?page=deputy")
    phone.get_by_role("button", name="大字").click()
    assert phone.url.endswith("/styleguide/?page=deputy")
    phone.get_by_role("button", name="标准").click()
    assert phone.get_by_role("button", name="大字").is_visible()


def test_with_scripts_the_filters_send_themselves(new_page: NewPage) -> None:
    page = new_page()
    page.goto(QUEUE)
    assert not page.locator(".filters .nojs").is_visible()
    with page.expect_navigation():
        page.select_option("select[name=mode]", "只看主办")
    assert page.url.endswith("?page=queue&mode=%E5%8F%AA%E7%9C%8B%E4%B8%BB%E5%8A%9E"), (
        "empty filters stay out of the address"
    )


def test_after_a_refused_form_the_focus_is_on_what_to_mend(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/styleguide/?page=write&errors=1")
    assert page.title().startswith("错误：") and page.evaluate("document.activeElement.id") == "errsum"
    page.locator("#errsum a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_title"


DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('huiyin-draft')).length"


def test_what_is_typed_is_saved_and_without_a_network_it_waits_on_this_machine(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    page.goto("/styleguide/?page=write")
    bar = page.locator("[data-saved-text]")
    page.fill("#id_text", "一、清理违停。")
    page.clock.fast_forward(3000)
    expect(bar).to_have_text(re.compile(r"^✓ \d+:\d\d 已保存$"))
    assert page.evaluate(DRAFTS) == 0
    page.context.set_offline(True)
    page.fill("#id_text", "一、清理违停。二、打通断点。")
    page.clock.fast_forward(3000)
    expect(bar).to_have_text("没网，已存在本机，联网后自动补存")
    assert page.evaluate(DRAFTS) == 1
    page.context.set_offline(False)
    expect(bar).to_have_text(re.compile("^✓ .* 已保存$"))
    assert page.evaluate(DRAFTS) == 0, "the copy on this machine goes once the server has it"


def test_what_was_typed_without_a_network_comes_back_after_the_page_was_closed(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    page.goto("/styleguide/?page=write")
    page.route("**/*", lambda route: route.abort())
    page.fill("#id_text", "断网时写的。")
    page.clock.fast_forward(3000)
    expect(page.locator("[data-saved-text]")).to_have_text("没网，已存在本机，联网后自动补存")
    page.unroute("**/*")
    page.goto("/styleguide/?page=parts")
    page.goto("/styleguide/?page=write")
    expect(page.locator("#id_text")).to_have_value("断网时写的。")
    page.clock.fast_forward(1000)
    expect(page.locator("[data-saved-text]")).to_have_text(re.compile("^✓ .* 已保存$"))
    assert page.evaluate(DRAFTS) == 0


def test_a_file_is_sent_with_its_progress_and_the_notice_of_the_answer_is_kept(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/styleguide/?page=write")
    page.evaluate("document.querySelector('form[data-upload]').setAttribute('action', '/sent/')")
    page.set_input_files("#id_file", {"name": "答复.pdf", "mimeType": "application/pdf", "buffer": b"x" * 300_000})
    page.get_by_role("button", name="预览答复函").click()
    page.wait_for_url("**/*after=sending")
    assert "已收到 300000 个字节。" in page.locator("#toasts").inner_text()
    assert page.locator("#toasts form[action='/sent/'] [name=csrfmiddlewaretoken]").count() == 1


def test_a_file_too_big_is_named_before_it_is_sent(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/styleguide/?page=write")
    page.evaluate("document.querySelector('#id_file').dataset.limit = '1000'")
    page.set_input_files("#id_file", {"name": "扫描.pdf", "mimeType": "application/pdf", "buffer": b"x" * 5000})
    assert "“扫描.pdf”有 5 KB，最多能传 1 KB" in page.locator("[data-too-big]").inner_text()
    assert page.input_value("#id_file") == ""


def test_a_notice_leaves_after_ten_seconds_but_in_large_type_it_stays(new_page: NewPage, large: Any) -> None:
    page = new_page()
    page.clock.install()
    page.goto("/styleguide/?page=parts")
    page.evaluate("document.querySelector('#toasts').append(document.querySelector('main .toast'))")
    page.clock.fast_forward(9000)
    assert page.locator("#toasts .toast").count() == 1
    page.clock.fast_forward(2000)
    assert page.locator("#toasts .toast").count() == 0
    page.context.add_cookies(large)
    page.goto("/styleguide/?page=parts")
    page.evaluate("document.querySelector('#toasts').append(document.querySelector('main .toast'))")
    page.clock.fast_forward(60000)
    page.get_by_role("button", name="关闭提示").click()
    assert page.locator("#toasts .toast").count() == 0


def test_a_letter_prints_on_one_sheet_of_a4(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/styleguide/?page=letter")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    assert re.search(rb"MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]", printed)


def test_the_policy_lets_everything_of_ours_through_and_nothing_else(new_page: NewPage) -> None:
    page = new_page()
    answer = page.goto(QUEUE)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy and "unsafe" not in policy
    assert page.evaluate("typeof htmx") == "object" and page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 244, 239)"
