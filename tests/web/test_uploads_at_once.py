"""Two tabs, or a piece that is sent again while the first is still being written: each byte once, each limit kept."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from huiyin.foundation import arrivals, files
from huiyin.foundation.tenancy import acting
from tests.support.tus import Sender
from tests.world import make_world

PDF = b"%PDF-1.7\n" + random.Random(7).randbytes(300_000)
CUT = 100_000


def side_by_side(acts: list[Callable[[], Any]]) -> list[Any]:
    together = threading.Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            together.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result() for done in [threads.submit(one, act) for act in acts]]


@pytest.fixture
def committed(own_database: str) -> Sender:
    made = make_world()
    with made.acting():
        return Sender(made.seats["deputy"])


def test_the_same_piece_twice_at_once_is_written_once(committed: Sender) -> None:
    url = committed.begin(PDF)["Location"]
    for at in range(0, len(PDF), CUT):
        piece = PDF[at : at + CUT]
        answers = side_by_side([lambda at=at, piece=piece: committed.bring(url, at, piece)] * 4)  # type: ignore[misc]
        assert sorted(answer.status_code for answer in answers)[0] == 204
        assert {answer.status_code for answer in answers[1:]} | {204, 409, 423} == {204, 409, 423}
        assert sum(answer.status_code == 204 for answer in answers) == 1
    with acting(committed.seat.congress_id):
        (file,) = committed.kept
    assert files.open_stored(file.digest).read() == PDF


def test_many_announcements_at_once_do_not_pass_the_limit(committed: Sender) -> None:
    for n in range(arrivals.MOST_UNDER_WAY - 2):
        committed.begin(PDF, f"{n}.pdf")
    more = [lambda n=n: committed.begin(PDF, f"more-{n}.pdf") for n in range(6)]  # type: ignore[misc]
    assert sorted(answer.status_code for answer in side_by_side(more)) == [201, 201, 429, 429, 429, 429]
