"""`huiyin session`: the same roll-over as on the page 届次和会议, and its refusals in the same words."""

from __future__ import annotations

import pytest

from huiyin.chain.models import Event
from huiyin.people.models import Seat
from tests.runtime.homes import Run
from tests.world import make_world

AT = ("--congress", "linjiang", "--term")


@pytest.mark.deep
def test_a_session_is_opened_and_the_ledger_before_it_closed_and_opened_again(
    own_database: str, huiyin: Run, external: dict[str, str]
) -> None:
    world = make_world("linjiang")
    done = huiyin("session", "close", *AT, "18", "--number", "5", **external)
    assert done.returncode == 1 and "台账" in done.stderr, "the current one stays open"
    done = huiyin("session", "open", *AT, "18", "--number", "4", **external)
    assert done.returncode == 1 and "第18届第5次会议" in done.stderr.replace(" ", "")
    assert huiyin("session", "open", *AT, "18", "--number", "6", **external).returncode == 0
    assert huiyin("session", "close", *AT, "18", "--number", "5", **external).returncode == 0
    assert "结账" in huiyin("session", "list", "--congress", "linjiang", **external).stdout
    assert huiyin("session", "reopen", *AT, "18", "--number", "5", **external).returncode == 0
    done = huiyin("session", "close", *AT, "17", "--number", "1", **external)
    assert done.returncode == 1 and "没有第17届第1次会议" in done.stderr
    with world.acting():
        told = list(Event.objects.filter(case_id=0).order_by("number").values_list("step", flat=True))
    assert told == ["session.open", "session.close", "session.reopen"], "what was refused left nothing"


@pytest.mark.deep
def test_a_new_term_asks_who_goes_on(own_database: str, huiyin: Run, external: dict[str, str]) -> None:
    world = make_world("linjiang")
    opening = ("session", "open", *AT, "19", "--number", "1", "--opens-on", "2026-01-12")
    done = huiyin(*opening, **external)
    assert done.returncode == 2 and "--carry all" in done.stderr
    assert "任期届满 0 位" in huiyin(*opening, "--carry", "all", **external).stdout
    with world.acting():
        assert Seat.objects.get(pk=world.seats["deputy"].pk).ended_on is None
