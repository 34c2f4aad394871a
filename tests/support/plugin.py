"""What every test may ask for.

* `@pytest.mark.django_db`: an ordinary test. It runs as the app role on this worker's database, in a transaction that
  is rolled back. Nothing is ever flushed: the app role could not, and a flushed catalogue is not what was migrated.
* `own_database`: a database of the test's own, where it may commit, use threads, break things.
* `app_connection`, `owner_connection`, `superuser_connection`, `keeper_connection`: psycopg connections to the test's
  current database, each statement a transaction of its own.
* `live_site`: the site over HTTP on a database of its own; `browser_page`, `new_page`: Chromium.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

from tests.support import server
from tests.support.browser import browser, browser_page, new_page, report_missing_browser

__all__ = ["browser", "browser_page", "new_page"]


def pytest_configure(config: pytest.Config) -> None:
    # A busy machine is no fault of the product: speed is measured by `make bench`, not by a test.
    settings.register_profile("calm", deadline=None)
    settings.load_profile("calm")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        server.clear_up_after_killed_sessions()


def pytest_unconfigure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ and server.home().root.exists():
        server.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"browser", "browser_page", "new_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        mark = item.get_closest_marker("django_db")
        if mark is not None and (mark.kwargs.get("transaction") or mark.args):
            raise pytest.UsageError(f"{item.nodeid}: a test that commits uses own_database; nothing is ever flushed")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    report_missing_browser(terminalreporter)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of pytest-django's: a clone of the migrated template for this worker, entered as the app role."""
    from huiyin.foundation.database.session import connected_as

    name = server.new_name()
    with django_db_blocker.unblock():
        server.start()
        server.clone(name)
        with connected_as(server.home(), "app", name):
            yield
        server.drop(name)


@pytest.fixture(scope="session", autouse=True)
def papers() -> None:
    """The tests' own kind of thing that files hang on, registered as rooms do it: when the program starts, for good."""
    from huiyin.foundation import file_owners
    from tests.support.papers import PAPERS

    file_owners.register(PAPERS)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A freshly cloned database; Django is connected to it, in every thread, as the app role. Yields its name."""
    from django.db import connection

    from huiyin.foundation.database.session import connected_as

    if connection.in_atomic_block:
        pytest.fail("own_database and django_db exclude each other: one commits, the other never does")
    name = server.new_name()
    server.clone(name)
    try:
        with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
            yield name
    finally:
        server.drop(name)


@pytest.fixture
def database_as(request: pytest.FixtureRequest) -> Iterator[Callable[..., psycopg.Connection[Any]]]:
    """`database_as("owner")`: a further psycopg connection to the test's current database, closed at its end."""
    from django.db import connections

    has_one = {"own_database", "live_site", "db"} & set(request.fixturenames)
    if not has_one and not request.node.get_closest_marker("django_db"):
        request.getfixturevalue("own_database")
    opened: list[psycopg.Connection[Any]] = []

    def connect(role: str, autocommit: bool = True) -> psycopg.Connection[Any]:
        made = server.connect(role, connections.settings["default"]["NAME"], autocommit=autocommit)
        opened.append(made)
        return made

    yield connect
    for made in opened:
        made.close()


@pytest.fixture
def app_connection(database_as: Callable[..., psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    return database_as("app")


@pytest.fixture
def owner_connection(database_as: Callable[..., psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    return database_as("owner")


@pytest.fixture
def superuser_connection(database_as: Callable[..., psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    return database_as("superuser")


@pytest.fixture
def keeper_connection(database_as: Callable[..., psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    return database_as("keeper")


@pytest.fixture
def work_off_jobs(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do the queued jobs now, as the worker would, until none is due.

    Not the periodic ones: a worker that starts takes up those of the last ten minutes, so whether chains were anchored
    in the home that all tests share would hang on the minute at which a test runs.
    """
    from django.db import connection
    from procrastinate.contrib.django import app

    from huiyin.foundation.jobs import work

    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})

    def any_due() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from procrastinate_jobs "
                "where status = 'todo' and coalesce(scheduled_at, now()) <= now())"
            )
            return bool(cursor.fetchone()[0])

    def work_off() -> None:
        # A thread of its own: once a browser was opened, Playwright keeps an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            # A job may queue others while the last round is already leaving.
            while any_due():
                thread.submit(work, wait=False).result()

    return work_off


@pytest.fixture
def live_site(own_database: str) -> Iterator[str]:
    """The address of the site, served from threads of this process: a frozen clock holds there too. Data commits."""
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.wsgi import get_wsgi_application
    from django.test.testcases import QuietWSGIRequestHandler

    # Not Django's live-server thread: it puts handlers for media and static files before the site's own.
    site = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler, allow_reuse_address=False)
    site.daemon_threads = True
    site.set_app(get_wsgi_application())
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    site.server_close()
    thread.join()
