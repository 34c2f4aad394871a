"""The demo as a stranger finds it: two sessions and what deputies write now, all by real steps; a worker that may be stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from huiyin.chain.verifying import verify
from huiyin.cli.demo import items, last_year, load_once
from huiyin.cli.demo.cast import Cast
from huiyin.dispatch.models import Assignment, ReturnRequest, Stage
from huiyin.foundation import clock
from huiyin.foundation.database.session import connected_as
from huiyin.foundation.models import Notice, Progress
from huiyin.foundation.tenancy import acting
from huiyin.handling.models import Letter, Round
from huiyin.people.models import Congress, LoginSession, Role, Seat, Session
from huiyin.people.setup import current_session
from huiyin.promises import ledger
from huiyin.promises.models import PromiseLeave
from huiyin.proposals.models import Manuscript, Proposal, Signature
from huiyin.reports import queries
from huiyin.reports.items import Cut
from huiyin.supervision import check_queries as checks
from huiyin.supervision import queries as supervision
from tests.support import server

BODIES = {word for row in items.rows("bodies.csv") for word in (row["单位名称"], row["简称"])}
FATES = {
    *("", "作废", "未评价", "基本满意", "重办", "重办后基本满意", "重办在办", "疑难", "疑难在办", "逾期", "逾期基本满意"),
    *("退回", "改交", "会办", "共同主办", "分办"),
}


def test_every_item_of_the_demo_names_a_unit_of_the_demo_and_no_title_comes_twice() -> None:
    made = [*items.this_year(), *items.last_year()]
    assert len(made) == 179
    assert {item.unit for item in made} | {item.other for item in made if item.other} <= BODIES
    assert len({item.title for item in made}) == len(made)


def test_the_file_of_last_year_knows_no_fate_that_the_program_does_not() -> None:
    assert {item.fate for item in items.last_year()} == FATES


def test_last_years_items_were_handed_over_between_the_two_sessions() -> None:
    assert all(items.OPENED < item.age < items.OPENED + items.YEAR for item in items.last_year())


# -- the whole of it, once -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Congress]:
    """The demo with all its items, in a database of this module's own. The worker is stopped once on the way."""
    name = server.new_name()
    server.clone(name)
    with django_db_blocker.unblock(), connected_as(server.home(), "app", name):
        load_once()
        congress = Congress.objects.get()
        with pytest.raises(KeyboardInterrupt):
            _stopped_after(congress, 3)
        last_year.load(congress.pk)
        yield congress
    server.drop(name)


def _stopped_after(congress: Congress, count: int) -> None:
    """Load until `count` items are kept and one more is half done."""
    with acting(congress.pk):
        cast = Cast(congress)
    made = items.last_year()
    for _ in range(count):
        last_year._one_more(cast, made)
    with transaction.atomic():
        last_year._one_more(cast, made)
        raise KeyboardInterrupt


def of_session(demo: Congress, number: int) -> dict[str, str | int]:
    return {"congress": demo, "proposal__session__number": number}


@pytest.mark.deep
def test_the_chain_of_the_demo_holds(demo: Congress) -> None:
    with acting(demo.pk):
        assert verify(demo).breaches == []


@pytest.mark.deep
def test_this_session_has_something_in_every_state(demo: Congress) -> None:
    with acting(demo.pk):
        rows = Assignment.objects.filter(**of_session(demo, 5)).exclude(mode="route")
        stages = set(rows.values_list("stage", flat=True))
        states = Counter(Proposal.objects.filter(session__number=5).values_list("state", flat=True))
    assert stages == {
        *(Stage.WAITING, Stage.HANDLING, Stage.CLEARING, Stage.CLEARED, Stage.ANSWERED, Stage.CONCLUDED),
        *(Stage.ASSISTING, Stage.OPINED, Stage.RETURNING),
    }
    assert states == {
        "submitted": 5,
        "with_deputy": 1,
        "registered": 3,
        "in_committee": 1,
        "converted": 1,
        "handed_over": 40,
        "concluded": 18,
        "voided": 1,
    }


@pytest.mark.deep
def test_the_ledger_of_promises_shows_what_becomes_of_them(demo: Congress) -> None:
    with acting(demo.pk):
        seat = Seat.objects.filter(congress=demo, role=Role.COMMITTEE_OFFICER).order_by("pk")[0]
        found = ledger.totals(seat, ledger.Asked(ledger.ALL), clock.today())
        assert found.kept > found.overdue > 0 and found.late and found.waiting and found.not_due
        assert PromiseLeave.objects.filter(congress=demo, outcome="open").exists()


@pytest.mark.deep
def test_supervision_has_something_on_each_of_its_lists(demo: Congress) -> None:
    with acting(demo.pk):
        cast = Cast(demo)
        counts = supervision.light_counts(cast.officer)
        assert (counts["red"], counts["amber"], counts["green"], counts["answered"]) == (1, 1, 1, 1)
        assert len(supervision.key_list(cast.officer)) == 4
        states = Counter(checks.checks_for(cast.officer).values_list("state", flat=True))
        assert states == {"held": 1, "planned": 1}
        problems = checks.problem_counts(cast.officer, cast.today)
        assert (problems["open"], problems["waiting"]) == (2, 1)


def test_what_deputies_write_lies_with_everybody_who_has_a_part_in_it(demo: Congress) -> None:
    with acting(demo.pk):
        manuscripts = Manuscript.objects.all()
        assert manuscripts.filter(proposal__isnull=True).count() == 4
        assert manuscripts.filter(proposal__isnull=True, helper__isnull=False).count() == 1
        submitted = Proposal.objects.filter(state="submitted")
        assert Counter(submitted.values_list("tier", flat=True)) == {"street": 2, "district": 1, "": 2}
        assert set(Signature.objects.values_list("word", flat=True)) == {"asked", "signed", "refused"}


@pytest.mark.deep
def test_the_session_before_is_concluded_but_for_two_items_and_its_ledger_is_closed(demo: Congress) -> None:
    with acting(demo.pk):
        states = Counter(Proposal.objects.filter(session__number=4).values_list("state", flat=True))
        second = Round.objects.filter(number=2, assignment__proposal__session__number=4)
        rounds = Counter(second.values_list("state", flat=True))
        returned = ReturnRequest.objects.filter(outcome="accepted").count()
        long = Assignment.objects.filter(is_long=True, **of_session(demo, 4)).count()
        this = current_session(demo)
        before = Session.objects.get(congress=demo, number=4)
    assert states == {"concluded": 115, "handed_over": 2, "voided": 2}
    assert rounds == {"concluded": 3, "handling": 1}
    assert (returned, long) == (3, 7)
    assert this is not None and this.number == 5 and this.ledger_closed_on is None
    assert before.ledger_closed_on == this.opens_on


@pytest.mark.deep
def test_the_worker_went_on_where_it_was_stopped(demo: Congress) -> None:
    with acting(demo.pk):
        progress = Progress.objects.get(kind="demo")
        titles = list(Proposal.objects.filter(session__number=4).order_by("own_no").values_list("title", flat=True))
    assert (progress.state, progress.done, progress.total) == (Progress.State.DONE, 119, 119)
    assert titles == [item.title for item in items.last_year()]


@pytest.mark.deep
def test_the_figures_of_last_year_are_those_of_the_file(demo: Congress) -> None:
    """Nearly nine in ten satisfied at once, one in thirty late: about what districts report."""
    with acting(demo.pk):
        cast = Cast(demo)
        key = cast.login(cast.officer)
    with acting(demo.pk, session_key=key):
        sections = queries.figures(demo, cast.last_session, cast.officer)
        cast.end_logins()
    told = {
        figure.indicator.code: (figure.numerator, figure.denominator)
        for section in sections
        for line in section.lines
        for figure in line.figures
        if figure.cut == Cut(kind="suggestion")
    }
    fates = Counter(item.fate for item in items.last_year())
    assert told["registered"] == (117, None) and told["voided"] == (2, None)
    assert told["answered"] == (116, 117)
    assert told["on_time"] == (116 - fates["逾期"] - fates["逾期基本满意"], 116)
    assert told["basically_first"] == (fates["基本满意"] + fates["逾期基本满意"], 114)
    assert told["unsatisfied_first"] == (4, 114)
    assert told["satisfied_first"] == (100, 114)
    assert told["satisfied_final"] == (102, 114)
    assert told["assisting"] == (fates["会办"], None)


@pytest.mark.deep
def test_no_letter_of_the_demo_is_dated_on_a_day_to_come(demo: Congress) -> None:
    with acting(demo.pk):
        assert not Letter.objects.filter(sent_on__gt=Cast(demo).today).exists()


@pytest.mark.deep
def test_nobody_is_told_on_the_first_page_of_notices_what_happened_a_year_ago(demo: Congress) -> None:
    with acting(demo.pk):
        old = Proposal.objects.filter(session__number=4, state="concluded").values_list("pk", flat=True)
        assert not Notice.objects.filter(congress=demo, case_id__in=list(old)).exists()


@pytest.mark.deep
def test_making_the_demo_leaves_nobody_signed_in(demo: Congress) -> None:
    assert not LoginSession.objects.exists()


@pytest.mark.deep
def test_the_door_says_how_far_the_worker_is_and_nothing_when_it_is_done(demo: Congress) -> None:
    assert "正在后台装入" not in Client().get("/").content.decode()
    with acting(demo.pk):
        Progress.objects.filter(kind="demo").update(state=Progress.State.RUNNING, done=40)
    try:
        page = Client().get("/").content.decode()
    finally:
        with acting(demo.pk):
            Progress.objects.filter(kind="demo").update(state=Progress.State.DONE, done=119)
    assert "正在后台装入" in page and "40 / 119" in page
