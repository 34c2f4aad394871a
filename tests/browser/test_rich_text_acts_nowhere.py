"""Bad inputs 73–88 (security.md D) in a real browser: nothing runs, nothing is fetched from elsewhere, nothing covers the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from huiyin.foundation import clock
from tests.browser.looking import sign_in
from tests.web.pages import HANDED_OVER, Browser, received
from tests.web.rich import RICH
from tests.world import World, make_world

pytestmark = pytest.mark.deep
SHORT = [one for one in RICH.values() if len(one) < 1000]


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        yield make_world()


def test_a_browser_runs_none_of_it_and_asks_nobody_else(world: World, live_site: str, new_page: Callable[..., Any]) -> None:
    case, row, round_ = received(world)
    clerk = Browser(world, "clerk")
    for typed in SHORT:
        clerk.done(f"channel/{case.pk}/", body=typed)
        clerk.done(f"inside/{row.pk}/note/", text=typed)
        clerk.done(
            f"contact/{round_.pk}/", form="phone", stage="during", happened_on=HANDED_OVER.isoformat(), note=typed,
            people=typed[:200],
        )  # fmt: skip
    clerk.done(f"reply/{round_.pk}/edit/", title="".join(SHORT)[:300], body="\n".join(SHORT), number=SHORT[0][:60])
    for who, paths in {
        "clerk": (f"case/{case.pk}/", f"channel/{case.pk}/", f"reply/{round_.pk}/", f"reply/{round_.pk}/edit/", ""),
        "deputy": (f"case/{case.pk}/", f"channel/{case.pk}/"),
        "officer": (f"case/{case.pk}/", f"channel/{case.pk}/"),
    }.items():
        page = sign_in(new_page(), world.seats[who], live_site)
        wrong: list[str] = []
        page.on("dialog", lambda dialog, wrong=wrong: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda one, wrong=wrong: wrong.append(one.url) if not one.url.startswith(live_site) else None)
        page.on("console", lambda one, wrong=wrong: wrong.append(one.text) if one.type == "error" else None)
        for path in paths:
            page.goto(f"/s/{world.seats[who].pk}/{path}")
            page.wait_for_load_state("networkidle")
            assert page.url.startswith(live_site), page.url
            there = page.evaluate("document.querySelectorAll('iframe, object, embed, base, main style, main script').length")
            assert there == 0 and page.locator("h1").first.is_visible(), (who, path)
        assert wrong == [], (who, wrong)
