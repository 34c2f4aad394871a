"""The rush of a session, small: the whole command, and what its count would notice (acceptance 4 of issue C)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from huiyin.chain.taking import take
from huiyin.cli.spike.browsing import form_with
from huiyin.cli.spike.counting import count
from huiyin.cli.spike.making import Made, make
from huiyin.cli.spike.rushing import Rush
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people.models import Seat, Session
from huiyin.proposals.models import Manuscript, Proposal, Signature
from huiyin.proposals.submitting import submission

NOWHERE = 1


def submit(made: Made, upto: int) -> Rush:
    """The first manuscripts by the step itself, and the server said so."""
    rush = Rush()
    for written in made.written[:upto]:
        manuscript = Manuscript.objects.get(congress=made.congress, pk=written.manuscript_id)
        thing = Proposal(congress=made.congress)
        thing.written = manuscript
        facts = submission(manuscript, Session.objects.get(congress=made.congress), "session")
        seat = Seat.objects.get(congress=made.congress, pk=written.seat_id)
        take("proposal.submit", thing, seat, facts, request_key=f"{seat.pk}:{manuscript.pk}")
        rush.has(written)
    return rush


@pytest.mark.django_db
def test_what_is_made_is_a_session_of_delegations_with_finished_manuscripts() -> None:
    made = make(7, 5, 2)
    with acting(made.congress.pk):
        session = Session.objects.get(congress=made.congress)
        assert session.closes_on is not None and session.closes_on - clock.today() == timedelta(days=3)
        assert Manuscript.objects.filter(congress=made.congress, proposal=None).exclude(matter="").count() == 7
        assert Signature.objects.filter(congress=made.congress, word="signed").count() == 6, "two under every third"


@pytest.mark.django_db
def test_a_count_of_what_is_there_finds_no_breach() -> None:
    made = make(4, 3, 1)
    with acting(made.congress.pk):
        held = count(made, submit(made, 4), NOWHERE)
    assert held.breaches == []
    assert (held.numbers["submitted"], held.numbers["lost"], held.numbers["double"]) == (4, 0, 0)


@pytest.mark.django_db
def test_one_not_submitted_and_one_only_said_to_be_are_noticed() -> None:
    made = make(4, 3, 1)
    with acting(made.congress.pk):
        rush = submit(made, 2)
        rush.has(made.written[2])
        held = count(made, rush, NOWHERE)
    assert held.breaches == ["1 件没有交成", "1 件说交成了，库里没有"]


@pytest.mark.django_db
def test_an_item_without_a_manuscript_and_a_gap_in_the_numbers_are_noticed() -> None:
    made = make(3, 3, 1)
    with acting(made.congress.pk):
        rush = submit(made, 3)
        twice = Proposal.objects.filter(congress=made.congress).order_by("pk")[0]
        Manuscript.objects.filter(congress=made.congress, proposal=twice).update(proposal=None)
        held = count(made, rush, NOWHERE)
    assert "有的件交了两次" in held.breaches and "1 件说交成了，库里没有" in held.breaches


def test_a_form_is_found_by_a_field_of_it() -> None:
    page = (
        '<form method="post"><input type="hidden" name="other" value="1"></form>'
        '<form method="get"><input type="hidden" name="digest" value="no"></form>'
        '<form method="post"><input type="hidden" name="a" value="&lt;"><input type="hidden" name="digest" value="x"></form>'
    )
    assert form_with(page, "digest") == [("a", "<"), ("digest", "x")]
    assert form_with(page, "pick") == []


@pytest.mark.deep
def test_a_small_rush_loses_nothing_and_keeps_nothing_twice() -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "huiyin", "spike", "--submissions", "40", "--seconds", "15", "--json"]
    done = subprocess.run(command, check=False, env=kept, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    report = json.loads(done.stdout)
    # Speed is measured on a machine that does nothing else; here only that nothing is lost.
    assert [one for one in report["breaches"] if "p95" not in one] == [], done.stderr
    assert report["held"]["submitted"] == 40 and sum(report["resent"].values()) > 0
