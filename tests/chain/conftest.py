from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.chain.cast import Cast, make_cast


@pytest.fixture(scope="module")
def standing_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once for a module, in a transaction around those of its tests: each takes its own steps back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def cast(standing_cast: Cast, db: None) -> Iterator[Cast]:
    """The standing cast, as if new; inside the scope of its congress, signed in as the lead deputy."""
    made = copy.deepcopy(standing_cast)
    with made.world.acting("deputy"):
        yield made
