"""Looking at a page as the journeys do: both sizes, axe, no sideways scroll; pictures where SCREENS says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings

from huiyin.people.models import Seat
from tests.browser import measures
from tests.world import login

SIZES = ((1440, 900), (390, 844))


def sign_in(page: Any, seat: Seat, site: str) -> Any:
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": login(seat), "url": site}])
    return page


def look(page: Any, name: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    """Assert what holds for every page, at every size, and at 320 pixels that nothing scrolls sideways."""
    before = page.viewport_size
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        shoot(page, f"{name}-{width}")
        measures.start_axe(page)
        found = measures.violations(page)
        assert not found, f"{name} at {width}: {found}"
    page.set_viewport_size({"width": 320, "height": 700})
    found = measures.sideways(page)
    assert not found, f"{name}: {found}"
    page.set_viewport_size(before)


def shoot(page: Any, name: str) -> None:
    folder = os.environ.get("SCREENS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
