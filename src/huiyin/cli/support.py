"""What commands share: a running database, a ready Django, an up-to-date schema."""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import ParamSpec, TypeVar

import click

from huiyin.foundation.home import Home

P = ParamSpec("P")
R = TypeVar("R")


SUPERVISOR = "HUIYIN_SUPERVISOR"  # set by `huiyin run` for the processes it starts


def end_with_supervisor() -> None:
    """Ask the kernel to end this process when `huiyin run` is killed, so that nothing is left to hold the port (Linux).

    Survives exec, so that granian has it too.
    """
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if os.getppid() != int(supervisor):
        sys.exit(1)


def tell(text: str) -> None:
    """Progress for the person at the terminal. Standard output is for results alone (`--json`)."""
    click.echo(text, err=True)


@contextmanager
def stopped_cleanly() -> Iterator[None]:
    """SIGTERM and SIGHUP end the command as Ctrl-C does: what was begun is cleared away."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def database_running() -> Iterator[Home]:
    """The installation's database, running: started here when it is ours and stopped again when nobody else uses it."""
    home = Home.from_environment()
    if not home.embedded:
        yield home
        return
    from huiyin.foundation.database.server import EmbeddedServer

    with EmbeddedServer(home).in_use():
        yield home


def start_django() -> None:
    """Load Django. Only after the database runs: its settings name the socket recorded at the start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
    import django

    django.setup()


@contextmanager
def ready() -> Iterator[Home]:
    """Database running, schema up to date (embedded database only), Django loaded."""
    with database_running() as home:
        start_django()
        if home.embedded:
            from huiyin.cli.preparing import bring_up_to_date

            bring_up_to_date(home)
            _take_your_time()
        yield home


def _take_your_time() -> None:
    """A command may read for minutes (verify, import, the demo on a slow machine): the limits are for pages.

    Not on an external server, where a pooler in between may refuse the option and the DBA sets the role's limits.
    """
    from django.db import connections

    limits = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "lock_timeout": "60s"}
    options = connections.settings["default"]["OPTIONS"]
    options["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())


def with_django(function: Callable[P, R]) -> Callable[P, R]:
    """For a command's function: run it inside `ready()`, whether a server is running or not."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with ready():
            return function(*args, **kwargs)

    return run
