from __future__ import annotations

import pytest

from tests.world import World, make_world


@pytest.fixture
def chongqing(db: None) -> World:
    """A congress that works by the Chongqing regulation: every limit of assisting and returning is set there."""
    return make_world("yuzhong", profile="chongqing")
