"""上级代表: suggestions where the rules let them, motions never (地方组织法第二十二条第二款; rules.md §1)."""

from __future__ import annotations

import pytest

from huiyin.chain.taking import take
from huiyin.people import setup
from huiyin.people.models import Body, Role, Seat
from huiyin.procedures.loading import available_profiles
from huiyin.proposals.models import Proposal
from huiyin.proposals.steps import Registration
from huiyin.proposals.submitting import submission
from tests.chain.cast import refusal
from tests.proposals.raising import add_deputies, submitted, written
from tests.web.test_setup_pages import Admin
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
BY_REFERENCE = {"raising": {"by_reference": {"value": True, "source": "回音默认"}}}


def guest(world: World) -> Seat:
    """A deputy of the city's congress who is active in the district."""
    team = setup.add_body(world.congress, "市代表临江小组", "delegation")
    team.of_higher = True
    team.save(update_fields=["of_higher"])
    return setup.add_seat(setup.add_person(world.congress, "许明远"), team, Role.DEPUTY, term=world.session.term)


@pytest.mark.parametrize("profile", available_profiles())
def test_by_every_shipped_profile_only_the_congress_s_own_deputies_raise(profile: str) -> None:
    world = make_world(profile=profile)
    with world.acting():
        other = guest(world)
        draft = written(world, cosigners=[other])
        thing = Proposal(congress=world.congress)
        thing.written = draft
        facts = submission(draft, world.session, "session")
        assert "没有规定上级代表可以提" in refusal("proposal.submit", thing, world.seats["deputy"], facts)
        paper = Registration(
            kind="suggestion", side="session", session_id=world.session.pk, title="关于护栏的建议", body="",
            lead_seat_id=other.pk,
        )  # fmt: skip
        assert "上级代表" in refusal("proposal.register", Proposal(congress=world.congress), world.seats["officer"], paper)


def test_where_the_rules_let_them_they_raise_suggestions_and_no_motions() -> None:
    world = make_world(profile="base", answers=BY_REFERENCE)
    with world.acting():
        other, nine = guest(world), add_deputies(world, 9)
        assert submitted(world, written(world, cosigners=[other])).state == "submitted"
        draft = written(world, "motion", [*nine, other])
        thing = Proposal(congress=world.congress)
        thing.written = draft
        facts = submission(draft, world.session, "session")
        assert "第二十二条" in refusal("proposal.submit", thing, world.seats["deputy"], facts)
        own = written(world, "motion", nine)
        thing = Proposal(congress=world.congress)
        thing.written = own
        take("proposal.submit", thing, world.seats["deputy"], submission(own, world.session, "session"))


def test_the_administrator_says_which_delegation_is_of_a_higher_congress() -> None:
    world = make_world()
    admin = Admin(world)
    form = {"name": "市代表临江小组", "short_name": "", "kind": "delegation", "leader_in_charge": "", "note": ""}
    admin.post("setup/bodies/new/", **form, of_higher="on")
    with world.acting():
        team = Body.objects.get(name="市代表临江小组")
        assert team.of_higher
    assert "checked" in admin.get(f"setup/bodies/{team.pk}/")
    unit = world.bodies["unit"]
    assert "上级人大的代表" not in admin.get(f"setup/bodies/{unit.pk}/")
