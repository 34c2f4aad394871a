"""往年类似的件 beside the editor of a letter: by right, with the letters of then, and nothing copied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.foundation import clock
from tests.web.pages import HANDED_OVER, Browser, item
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
TITLE = "关于整治沿江大道非机动车道违停的建议"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(date(2025, 3, 3)):
        made = make_world()
    with clock.frozen(date(2026, 3, 20)):
        yield made


def test_last_years_letter_on_a_like_item_is_at_hand(world: World) -> None:
    with clock.frozen(date(2025, 3, 5)), world.acting():
        before = world.register("关于沿江大道违停整治的建议")
        (row,) = world.by_the_office(before)
        round_then = world.receive(row)
        world.answer(round_then)
        theirs = world.register("关于沿江大道学校门口违停整治的建议")
        world.by_the_office(theirs, "school")
    _, row, _ = item(world, TITLE)
    with clock.frozen(HANDED_OVER), world.acting():
        round_ = world.receive(row)
    html = Browser(world, "clerk").read(f"reply/{round_.pk}/edit/")
    assert "往年类似的件 1 件" in html and f"/reply/{round_then.pk}/" in html and f"/case/{before.pk}/" in html
    assert "学校门口" not in html, "another unit's item is not this unit's to read"
    assert "已增设护栏" not in html, "its words are read there, not copied here"


def test_where_nothing_is_like_it_there_is_no_box(world: World) -> None:
    _, row, _ = item(world, TITLE)
    with clock.frozen(HANDED_OVER), world.acting():
        round_ = world.receive(row)
    assert "往年类似的件" not in Browser(world, "clerk").read(f"reply/{round_.pk}/edit/")
