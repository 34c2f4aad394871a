"""The ground the other tests stand on: which role, which database, what stays and what goes."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
from django.db import connection


def scalar(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_ordinary_tests_run_as_the_app_role_in_a_transaction() -> None:
    assert scalar("select current_user") == "huiyin_app"
    assert connection.in_atomic_block


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_an_ordinary_test_writes_is_gone_for_the_next(turn: int) -> None:
    assert scalar("select count(*) from procrastinate_jobs") == 0
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_jobs (queue_name, task_name) values ('default', 'x')")
    assert scalar("select count(*) from procrastinate_jobs") == 1


def test_a_database_of_ones_own_commits_for_all_threads(own_database: str) -> None:
    assert scalar("select current_database()") == own_database
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_jobs (queue_name, task_name) values ('default', 'x')")
    seen: list[Any] = []

    def look() -> None:
        seen.append((scalar("select current_database()"), scalar("select count(*) from procrastinate_jobs")))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(own_database, 1)]


def test_a_database_of_ones_own_starts_as_migrated(own_database: str) -> None:
    assert scalar("select count(*) from procrastinate_jobs") == 0


def test_connections_of_other_roles_go_to_the_same_database(
    own_database: str,
    owner_connection: psycopg.Connection[Any],
    keeper_connection: psycopg.Connection[Any],
    superuser_connection: psycopg.Connection[Any],
) -> None:
    for role, opened in (
        ("huiyin_owner", owner_connection),
        ("huiyin_keeper", keeper_connection),
        ("postgres", superuser_connection),
    ):
        assert opened.execute("select current_user, current_database()").fetchone() == (role, own_database)


@pytest.mark.django_db
def test_connections_of_other_roles_serve_ordinary_tests_too(keeper_connection: psycopg.Connection[Any]) -> None:
    assert keeper_connection.execute("select current_database()").fetchone() == (scalar("select current_database()"),)
