"""Who may see a case is asked in two ways: of all cases at once, and of one that has been read. They must agree."""

from __future__ import annotations

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.queries import visible_to
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.handling.casefiles import read_case
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.proposals.models import Proposal, Signer
from tests.chain.cast import Cast, add_seat
from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_a_list_and_a_case_page_agree_on_who_sees_a_case(cast: Cast) -> None:
    world, officer = cast.world, cast.world.seats["officer"]
    with world.acting("officer"):
        waiting = world.register("关于尚未交办的建议")
        recalled = world.register("关于交办后收回的建议")
        unit = Target(world.bodies["unit"].pk, "lead")
        take("dispatch.hand_over", recalled, officer, HandOver(targets=(unit,)))
        take("dispatch.recall", recalled, officer)
        withdrawn = world.register(
            "关于撤回签名的建议", cosigner_seat_ids=(world.seats["cosigner"].pk,), signer_count=2
        )
        Signer.objects.filter(proposal=withdrawn, seat=world.seats["cosigner"]).update(withdrawn_on=clock.today())
        world.reads_for_team()
        session, between = world.submit("关于会上提的建议"), world.submit("关于会后提的建议", side="between")
        other_team = setup.add_body(world.congress, "第二代表团", "delegation")
        elsewhere = add_seat(world, "elsewhere", "田国庆", other_team, Role.DEPUTY)
        away = world.register("关于别的街道的建议", lead=elsewhere.pk)
        cases = list(Proposal.objects.values_list("pk", flat=True))
    assert {cast.proposal.pk, waiting.pk, recalled.pk, withdrawn.pk} <= set(cases)
    seen: dict[str, set[int]] = {}
    for who, seat in world.seats.items():
        with world.acting():
            seen[who] = set(visible_to(seat).values_list("pk", flat=True))
            assert {pk for pk in cases if read_case(seat, pk) is not None} == seen[who], who
    assert seen["officer"] == set(cases)
    assert seen["clerk"] == {cast.proposal.pk}, "a recalled item has left the desk"
    assert withdrawn.pk not in seen["cosigner"]
    assert seen["bystander"] == seen["admin"] == set()
    assert session.pk in seen["secretary"] and between.pk not in seen["secretary"], "the secretariat sees the session's"
    assert {session.pk, between.pk} <= seen["street_clerk"] and away.pk not in seen["street_clerk"]


def test_a_case_of_another_congress_is_not_there(cast: Cast) -> None:
    other = make_world("lishan")
    with other.acting():
        assert read_case(other.seats["officer"], cast.proposal.pk) is None
