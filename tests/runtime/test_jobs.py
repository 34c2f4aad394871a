"""Jobs live and die with the transaction that queued them, and outlive the worker that ran them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from huiyin.foundation.jobs import job, later

WorkOff = Callable[[], None]
done: list[Any] = []


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    done.clear()
    yield
    # The app is one per process: what these tests register must not be there for others.
    for name in [name for name in app.tasks if name.startswith("tests.")]:
        del app.tasks[name]


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return int(cursor.fetchone()[0])


def note(name: str, **options: Any) -> Any:
    @job(f"tests.{name}", congress=False, **options)
    def write_down(word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select current_user, current_database()")
            done.append((word, *cursor.fetchone()))

    return write_down


def test_a_job_is_done_by_the_worker_as_the_app_role(own_database: str, work_off_jobs: WorkOff) -> None:
    later(note("simple"), word="甲")
    work_off_jobs()
    assert done == [("甲", "huiyin_app", own_database)]


def test_a_job_done_leaves_no_row(own_database: str, work_off_jobs: WorkOff) -> None:
    later(note("gone"), word="甲")
    work_off_jobs()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        assert cursor.fetchone() == (0,)


def test_when_the_step_is_rolled_back_its_job_was_never_there(own_database: str, work_off_jobs: WorkOff) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        later(note("undone"), word="甲")
        assert waiting() == 1
        raise ZeroDivisionError
    assert waiting() == 0
    work_off_jobs()
    assert done == []


def test_a_job_waiting_under_the_same_word_is_not_queued_twice_and_the_transaction_goes_on(own_database: str) -> None:
    task = note("once")
    with transaction.atomic():
        assert later(task, once="same", word="甲") is not None
        assert later(task, once="same", word="乙") is None
        assert later(task, once="other", word="丙") is not None
    assert waiting() == 2


def test_a_failed_job_is_tried_again_later(own_database: str, work_off_jobs: WorkOff) -> None:
    @job("tests.fails", congress=False, retry=2)
    def fails() -> None:
        done.append("tried")
        raise ValueError("not today")

    later(fails)
    work_off_jobs()
    assert done == ["tried"]
    with connection.cursor() as cursor:
        cursor.execute("select status::text, attempts, scheduled_at > now() from procrastinate_jobs")
        assert cursor.fetchall() == [("todo", 1, True)]


def test_a_job_that_may_not_be_tried_again_stays_as_failed_for_the_doctor(
    own_database: str, work_off_jobs: WorkOff
) -> None:
    from huiyin.foundation.doctor import queue

    @job("tests.fails_once", congress=False, retry=0)
    def fails() -> None:
        raise ValueError("never")

    later(fails)
    work_off_jobs()
    level, words = queue()
    assert level == "warn"
    assert "1 项任务多次重试仍未完成" in words


@pytest.mark.parametrize("silence, done_again", [("10 minutes", ["甲"]), ("1 second", [])])
def test_the_jobs_of_a_killed_worker_are_put_back_and_those_of_a_living_one_are_not(
    own_database: str,
    work_off_jobs: WorkOff,
    superuser_connection: psycopg.Connection[Any],
    silence: str,
    done_again: list[str],
) -> None:
    later(note("revived"), word="甲")
    # What a kill -9 leaves behind: a job in the hands of a worker whose last sign of life is old.
    superuser_connection.execute(
        f"with holder as (insert into procrastinate_workers (last_heartbeat) values (now() - interval '{silence}') "
        "returning id) update procrastinate_jobs set status = 'doing', worker_id = (select id from holder)"
    )
    app.tasks["foundation.revive"].defer(timestamp=0)
    work_off_jobs()
    assert [row[0] for row in done] == done_again


def test_the_periodic_jobs_are_known_to_the_worker() -> None:
    known = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {"foundation.revive", "foundation.sweep"} <= known
