"""Files that the worker makes on somebody's word: how far it is, who takes them, and when they go.

A `Progress` of the room's kind says what was wanted and how far it is; the files hang on it. They are what was true on
their day: after a week they go.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from huiyin.foundation import clock, file_owners
from huiyin.foundation.models import Progress, StoredFile
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Congress

KEPT = timedelta(days=7)
WORKING = (Progress.State.WAITING, Progress.State.RUNNING, Progress.State.FAILED)
"""States in which the worker may go on: what failed is tried again."""


class Stopped(Exception):
    """Who asked does not want it any more."""


def files_of(made: Progress) -> list[StoredFile]:
    return file_owners.files_of(made.congress_id, made.kind, made.pk)


def tell(congress_id: int, progress_id: int, **changes: object) -> None:
    """How far it is, in a transaction of its own. Raises Stopped where it was called off."""
    with acting(congress_id):
        rows = Progress.objects.filter(congress_id=congress_id, pk=progress_id, state__in=WORKING)
        if not rows.update(**changes):
            raise Stopped


class Telling:
    """Says how far it is from a connection of its own, while the asking one reads a snapshot that must not end."""

    def __init__(self, thread: Executor) -> None:
        self._thread = thread

    def tell(self, congress_id: int, progress_id: int, **changes: object) -> None:
        """As `tell`; returns when it is written."""
        self._thread.submit(tell, congress_id, progress_id, **changes).result()


@contextmanager
def telling_aside() -> Iterator[Telling]:
    # Connections are a thread's own.
    with ThreadPoolExecutor(1) as thread:
        try:
            yield Telling(thread)
        finally:
            thread.submit(_close_own).result()


def _close_own() -> None:
    connection.close()


def call_off(progress: Progress) -> bool:
    """Stop what waits or runs, and take away what was made of it. False where it had ended already."""
    rows = Progress.objects.filter(congress_id=progress.congress_id, pk=progress.pk, state__in=WORKING)
    if not rows.update(state=Progress.State.STOPPED):
        return False
    file_owners.remove(progress.congress_id, progress.kind, progress.pk, [one.pk for one in files_of(progress)])
    return True


def clear_old(kind: str) -> int:
    """Files of that kind that are a week old go, in all congresses. Returns how many went."""
    before, gone = clock.now() - KEPT, 0
    for congress_id in Congress.objects.order_by("pk").values_list("pk", flat=True):
        with acting(congress_id):
            gone += StoredFile.objects.filter(congress_id=congress_id, owner_kind=kind, at__lt=before).delete()[0]
    return gone
