from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from huiyin.foundation import clock
from tests.support import server
from tests.web.walk import TODAY, Walk, make_walk


@pytest.fixture(scope="session")
def walked_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[str, Walk]]:
    """A database in which the walk has been made once for all tests of this worker; nobody commits to it again."""
    from huiyin.foundation.database.session import connected_as

    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
        made = make_walk()
    yield name, made
    server.drop(name)


@pytest.fixture(scope="module")
def standing_walk(walked_database: tuple[str, Walk], django_db_blocker: DjangoDbBlocker) -> Iterator[Walk]:
    """Django is connected to the walked database while the tests of one module run."""
    from huiyin.foundation.database.session import connected_as

    name, made = walked_database
    with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
        yield made


@pytest.fixture
def walk(standing_walk: Walk, db: None) -> Iterator[Walk]:
    """The standing walk, as if new, half a year after its items were handed over."""
    with clock.frozen(TODAY):
        yield copy.deepcopy(standing_walk)
