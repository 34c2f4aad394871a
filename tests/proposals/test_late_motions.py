"""The presidium's cut-off for motions: set on the session's page, kept to by the minute, and what a profile says of late ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.people.models import Level, Session
from huiyin.procedures.loading import available_profiles
from huiyin.proposals.models import Proposal
from huiyin.proposals.submitting import submission
from tests.chain.cast import refusal
from tests.proposals.raising import accepted, add_deputies, submitted, written
from tests.web.pages import Browser
from tests.web.test_setup_pages import Admin
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
OUT_OF_SESSION = {"raising": {"late_motions": {"value": "out_of_session", "source": "回音默认"}}}


def cut_off(world: World, minutes: int) -> None:
    world.session.motions_until = clock.now() + timedelta(minutes=minutes)
    world.session.save(update_fields=["motions_until"])


@pytest.mark.parametrize("profile", available_profiles())
def test_by_every_shipped_profile_a_late_motion_is_refused_and_its_words_may_go_as_a_suggestion(profile: str) -> None:
    world = make_world(profile=profile)
    if profile == "township":
        world.congress.level = Level.TOWNSHIP
        with world.acting():
            world.congress.save(update_fields=["level"])
    with world.acting():
        deputies = add_deputies(world, 9)
        draft = written(world, "motion", deputies)
        cut_off(world, minutes=-1)
        thing = Proposal(congress=world.congress)
        thing.written = draft
        facts = submission(draft, world.session, "session")
        assert "已经过了主席团定的议案截止时间" in refusal("proposal.submit", thing, world.seats["deputy"], facts)
        assert submitted(world, written(world, "suggestion")).kind == "suggestion"
        cut_off(world, minutes=1)
        assert submitted(world, draft).side == "session"


def test_where_the_rules_say_so_a_late_motion_counts_as_raised_between_sessions() -> None:
    world = make_world(profile="base", answers=OUT_OF_SESSION)
    with world.acting():
        deputies = add_deputies(world, 9)
        cut_off(world, minutes=-1)
        item = accepted(world, submitted(world, written(world, "motion", deputies)))
        assert (item.kind, item.side, item.state) == ("motion", "between", "in_review")


def test_without_a_cut_off_motions_are_taken_while_the_congress_sits_and_not_between_sessions() -> None:
    world = make_world(profile="base")
    with world.acting():
        deputies = add_deputies(world, 9)
        draft = written(world, "motion", deputies)
        thing = Proposal(congress=world.congress)
        thing.written = draft
        facts = submission(draft, world.session, "between")
        assert "截止时间" in refusal("proposal.submit", thing, world.seats["deputy"], facts)
        take("proposal.submit", thing, world.seats["deputy"], submission(draft, world.session, "session"))
        assert thing.side == "session"


def session_form(**more: Any) -> dict[str, Any]:
    return {"term": "18", "number": "5", "opens_on": "2026-01-06", "closes_on": "2026-01-09", **more}


def test_the_administrator_sets_the_day_and_the_hour_on_the_page_of_the_session() -> None:
    world = make_world()
    admin, path = Admin(world), f"setup/terms/{world.session.pk}/"
    admin.post(path, **session_form(motions_on="2026-01-07", motions_at="10:00"))
    with world.acting():
        until = Session.objects.get(pk=world.session.pk).motions_until
        assert until is not None and until.isoformat() == "2026-01-07T02:00:00+00:00"
    html = admin.get(path)
    assert 'value="2026-01-07"' in html and 'value="10:00"' in html
    html = admin.post(path, 200, **session_form(motions_on="2026-01-07"))
    assert "日子和钟点要一起填" in html and 'value="2026-01-07"' in html
    html = admin.post(path, 200, **session_form(motions_on="2026-01-07", motions_at="上午十点"))
    assert "这个时间认不出来" in html and "上午十点" in html and "日子和钟点要一起填" not in html
    admin.post(path, **session_form())
    with world.acting():
        assert Session.objects.get(pk=world.session.pk).motions_until is None


def test_nobody_but_the_administrator_sets_it() -> None:
    world = make_world()
    assert Browser(world, "secretary").open(f"setup/terms/{world.session.pk}/").status_code == 403
