"""Before each page the line to the database is looked at; a server that was started anew must cost nobody a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from huiyin.foundation.database.backend.base import DatabaseWrapper

pytestmark = pytest.mark.django_db


def test_a_line_that_stands_is_not_asked() -> None:
    assert isinstance(connections["default"], DatabaseWrapper)
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert len(asked) == 0


def test_a_line_that_the_server_has_closed_is_noticed_before_it_is_used(superuser_connection: Any) -> None:
    line = connection.copy()
    try:
        with line.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            (pid,) = cursor.fetchone()
        assert line.is_usable()
        superuser_connection.execute("select pg_terminate_backend(%s, 5000)", [pid])
        assert not line.is_usable()
        line.health_check_enabled, line.health_check_done = True, False
        line.close_if_health_check_failed()
        with line.cursor() as cursor:
            cursor.execute("select 1")
            assert cursor.fetchone() == (1,)
    finally:
        line.close()
