"""Who must not see an appointment, a promise, a word of the channel, a note of the unit: by page and by query."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from huiyin.channel.models import Message
from huiyin.handling.models import Appointment, AppointmentWord, CalendarFeed
from huiyin.inside.models import InsideNote
from huiyin.promises.models import Promise
from tests.web.walk import Walk

pytestmark = pytest.mark.django_db

# Other units, another street's desk and team, the administrator, and people of another congress.
SHUT_OUT = ("stranger_head", "street_clerk", "team_clerk", "foreign_deputy", "foreign_officer", "foreign_admin", "foreign_clerk")
NOTE, MESSAGE = "和交警队说好周三一起去", "周三去现场看"


def status(answer: Any) -> int:
    found: int = answer.status_code
    return found


def said(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


@pytest.mark.parametrize("who", SHUT_OUT)
def test_who_has_no_part_in_an_item_finds_none_of_its_arrangements(walk: Walk, who: str) -> None:
    talk = walk.things["accept of a talk"]
    case = walk.cases["received"].pk
    paths = [
        f"appointment/{talk}/calendar/", f"appointment/{talk}/cancel/", f"appointment/{walk.things['offer of a talk']}/accept/",
        f"reply/{walk.rounds['promised'].pk}/promises/", f"case/{walk.cases['promised'].pk}/",
        f"channel/{case}/", f"case/{case}/",
    ]  # fmt: skip
    answers = {path: status(walk.get(who, path)) for path in paths}
    # 403: a page that is for no seat of that role, whatever the item; it says nothing about this one.
    assert set(answers.values()) <= {403, 404}
    assert {path for path, code in answers.items() if code == 403} == {
        path for path in answers if status(walk.get(who, re.sub(r"[0-9]+", "999999", path, count=1))) == 403
    }


def test_without_an_account_there_is_nothing(walk: Walk) -> None:
    for path in (f"appointment/{walk.things['accept of a talk']}/calendar/", f"channel/{walk.cases['received'].pk}/"):
        answer = Client().get(f"/s/{walk.seats['clerk'].pk}/{path}")
        assert status(answer) in (302, 403, 404) and MESSAGE not in said(answer)


def test_a_note_of_the_unit_is_read_by_its_own_people_alone(walk: Walk) -> None:
    path = f"case/{walk.cases['received'].pk}/"
    assert all(NOTE in said(walk.get(who, path)) for who in ("clerk", "head"))
    for who in ("deputy", "cosigner", "officer", "dispatcher", "leader", "chair", "secretary"):
        answer = walk.get(who, path)
        assert status(answer) == 200 and NOTE not in said(answer), who


def test_a_promise_that_was_only_marked_is_known_to_the_unit_alone(walk: Walk) -> None:
    """What nobody sent binds nobody: the deputy does not read it, nor who supervises."""
    path = f"case/{walk.cases['promised'].pk}/"
    with walk.world.acting():
        promise = Promise.objects.get(congress=walk.world.congress, pk=walk.things["promise"])
    assert promise.state == "marked"
    for who in ("deputy", "cosigner", "officer", "dispatcher", "leader", "chair"):
        answer = walk.get(who, path)
        assert status(answer) == 200 and promise.depends_on not in said(answer), who


def test_another_congress_has_none_of_these_rows(walk: Walk) -> None:
    tables: tuple[Any, ...] = (Appointment, AppointmentWord, CalendarFeed, Promise, Message, InsideNote)
    with walk.world.acting():
        assert {table.__name__ for table in tables if not table.objects.exists()} == set()
    with walk.foreign.acting():
        assert {table.__name__ for table in tables if table.objects.filter(congress=walk.world.congress).exists()} == set()
