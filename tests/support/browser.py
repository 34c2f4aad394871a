"""Chromium, Debian's or the one HUIYIN_CHROMIUM names. Without one the browser tests are skipped, and it is said."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing outside is reachable. Not by intercepting requests: that would switch off the browser's cache, and most of
    # what a test loads is the same dozen style sheets.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
REASON = "no Chromium on this machine"


def chromium() -> str | None:
    named = os.environ.get("HUIYIN_CHROMIUM")
    if named:
        return named
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def report_missing_browser(reporter: Any) -> None:
    skipped = [report for report in reporter.stats.get("skipped", []) if REASON in str(report.longrepr)]
    if skipped:
        reporter.write_sep("!", f"{len(skipped)} BROWSER TESTS DID NOT RUN: {REASON}", red=True, bold=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    found = chromium()
    if found is None:
        pytest.skip(REASON)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Any, live_site: str) -> Iterator[Callable[..., Any]]:
    """`new_page(width=390, height=844, javascript=False)`: a page of a fresh visitor; paths like "/signin/" suffice.

    Nothing outside the site is reachable. At the end the test fails if a script failed or the page broke its own
    content security policy.
    """
    contexts: list[Any] = []
    problems: list[str] = []

    def heard(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            problems.append(message.text)

    def asked(request: Any) -> None:
        if request.url.startswith(("http:", "https:")) and not request.url.startswith(live_site):
            problems.append(f"asked for {request.url}")

    def open_page(width: int = 1440, height: int = 900, javascript: bool = True, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_site,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.on("request", asked)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", heard)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == [], "the pages had problems of their own"


@pytest.fixture
def browser_page(new_page: Callable[..., Any]) -> Any:
    """A page of 1440 × 900, JavaScript on."""
    return new_page()
