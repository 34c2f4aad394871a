"""Looking at a page as the journeys do: both sizes, axe, no sideways scroll; pictures where SCREENS says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from huiyin.people.models import Seat
from tests.world import login

SIZES = ((1440, 900), (390, 844))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def sign_in(page: Any, seat: Seat, site: str) -> Any:
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": login(seat), "url": site}])
    return page


def look(page: Any, name: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    """Assert what holds for every page, at every size, and at 320 pixels that nothing scrolls sideways."""
    before = page.viewport_size
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        shoot(page, f"{name}-{width}")
        found = Axe().run(page, options=RULES).response["violations"]
        told = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
        assert not told, f"{name} at {width}: {told}"
    assert not sideways(page, 320), f"{name} scrolls sideways at 320 pixels"
    page.set_viewport_size(before)


def sideways(page: Any, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 700})
    return bool(page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth + 1"))


def shoot(page: Any, name: str) -> None:
    folder = os.environ.get("SCREENS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
