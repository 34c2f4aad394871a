from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from huiyin.foundation.database.session import connected_as
from huiyin.proposals import meaning
from tests.proposals.likeness.measuring import TITLES, register_all
from tests.support import server
from tests.world import World, make_world


@dataclass
class Library:
    """A congress in which every title of the set is registered; title → item."""

    world: World
    ids: dict[str, int]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Library]:
    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
        world = make_world()
        with world.acting():
            ids = register_all(TITLES, world.session, world.seats["officer"], world.seats["deputy"])
        meaning.forget()
        yield Library(world, ids)
    meaning.forget()
    server.drop(name)


@pytest.fixture
def library(filled: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """The library asked without the extra, whether it is installed here or not."""
    monkeypatch.setattr(meaning, "installed", lambda: False)
    with filled.world.acting():
        yield filled
