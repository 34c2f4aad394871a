"""The site as browsers meet it in tests: real HTTP, a database of its own, Chromium where there is one."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from typing import Any

import pytest


def test_the_live_site_answers_over_http_from_the_test_s_own_database(live_site: str, own_database: str) -> None:
    with urllib.request.urlopen(f"{live_site}/health/") as answer:
        assert answer.status == 200


def test_a_page_opens_with_its_style_sheets(browser_page: Any) -> None:
    missing: list[str] = []
    browser_page.on("response", lambda answer: answer.status >= 400 and missing.append(answer.url))
    assert browser_page.goto("/signin/").status == 200
    assert browser_page.evaluate("document.styleSheets.length") > 0
    assert missing == []


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_have_the_width_asked_for_and_work_without_javascript(new_page: Callable[..., Any], width: int) -> None:
    page = new_page(width=width, height=844, javascript=False)
    page.goto("/signin/")
    assert page.viewport_size == {"width": width, "height": 844}
    assert page.locator("form").count() > 0
