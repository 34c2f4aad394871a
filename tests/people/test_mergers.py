"""A bureau is merged in mid-year (机构改革); a head is on leave and somebody acts for them."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from huiyin.chain.models import Clock
from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.dispatch.taking_over import plan, take_over
from huiyin.foundation import clock
from huiyin.foundation import drafts as store
from huiyin.foundation.models import Notice
from huiyin.handling import casefiles, drafting
from huiyin.handling.drafting import LetterFields
from huiyin.handling.models import Round
from huiyin.handling.story import tell
from huiyin.people import editing, setup
from huiyin.people.models import Role, Seat
from huiyin.people.setup import SetupRefused
from tests.chain.cast import hand_over_directly, make_cast, received
from tests.world import World, login, make_world

HANDED_OVER = date(2026, 3, 2)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def merge(world: World, old: str = "unit", new: str = "school") -> None:
    """As the set-up page does it: seats first, then what is open."""
    editing.merge_body(world.bodies[old], world.bodies[new])
    take_over(world.bodies[old], world.bodies[new])


def test_what_is_open_goes_on_at_the_successor_with_its_clock_and_its_half_written_letter(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.talk(round_)
        drafting.save_letter(round_, LetterFields(title="写了一半", body="第一条"), 0)
    with clock.frozen(date(2026, 4, 7)), world.acting():
        merge(world)
        row.refresh_from_db()
        assert (row.body_id, row.state, row.due_on) == (world.bodies["school"].pk, "received", date(2026, 6, 2))
        clerk = Seat.objects.get(person=world.person("clerk"), ended_on__isnull=True)
        assert (clerk.body_id, clerk.role) == (world.bodies["school"].pk, Role.UNIT_CLERK)
        take("letter.submit", round_, clerk)
        with pytest.raises(NotYours):
            take("letter.withdraw", round_, Seat.objects.get(pk=world.seats["clerk"].pk))
        told = Notice.objects.filter(seat_id=world.seats["stranger"].pk).order_by("-pk")
        assert any("由本单位接着办理" in notice.text for notice in told)
        file = casefiles.read_case(world.seats["officer"], row.proposal_id)
        assert file is not None
        assert any("区城市管理执法局并入区教育局" in line.title for line in tell(file))
        assert verify(world.congress).breaches == []


def test_what_is_concluded_keeps_the_name_of_its_day(world: World) -> None:
    with world.acting("deputy"):
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.answer(round_)
        world.evaluate(round_)
    with world.acting("officer"):
        world.settle(round_)
        merge(world)
        row.refresh_from_db()
        assert row.body_id == world.bodies["unit"].pk
        old = world.bodies["unit"]
        old.refresh_from_db()
        assert (old.successor_id, old.ends_on) == (world.bodies["school"].pk, clock.today())


def test_where_the_successor_led_and_the_other_assisted_the_assisting_part_ends(db: None) -> None:
    made = make_cast()
    world = made.world
    with world.acting():
        received(made)
        found = plan(world.bodies["school"], world.bodies["unit"])
        assert ([row.pk for row in found.released], found.moved) == ([made.assist.pk], [])
        merge(world, "school", "unit")
        made.assist.refresh_from_db()
        assert made.assist.state == "replaced"


def test_where_the_merged_body_led_and_the_successor_assisted_the_lead_goes_over(world: World) -> None:
    with world.acting():
        lead, assist = hand_over_directly(world)
        merge(world)
        lead.refresh_from_db()
        assist.refresh_from_db()
        assert (lead.body_id, assist.state) == (world.bodies["school"].pk, "replaced")
        assert not Clock.objects.filter(kind="assist", stopped_on__isnull=True).exists()


def test_two_bodies_that_each_answer_a_part_are_not_merged_behind_the_deputy_s_back(world: World) -> None:
    with world.acting():
        proposal = world.register()
        bodies = world.bodies
        parts = (Target(bodies["unit"].pk, Mode.SEPARATE, "护栏"), Target(bodies["school"].pk, Mode.SEPARATE, "校门"))
        take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=parts))
        found = plan(bodies["unit"], bodies["school"])
        assert found.in_the_way == [proposal.shown_no]
        assert Assignment.objects.filter(body=bodies["unit"]).count() == 1


def test_a_body_that_cannot_have_the_seats_is_no_successor(world: World) -> None:
    with world.acting():
        setup.add_seat(world.person("dispatcher"), world.bodies["office"], Role.UNIT_CLERK)
        with pytest.raises(SetupRefused, match="政府办交办人员"):
            editing.merge_body(world.bodies["office"], world.bodies["school"])
        with pytest.raises(SetupRefused, match="别的单位"):
            editing.merge_body(world.bodies["unit"], world.bodies["unit"])


def test_while_the_head_is_on_leave_a_deputy_head_clears_and_sends_and_the_course_says_so(world: World) -> None:
    """副局长代行审签: from the first day to the last, and not a day longer."""
    with clock.frozen(HANDED_OVER), world.acting():
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.talk(round_)
        world.write(round_)
        take("letter.submit", round_, world.seats["clerk"])
        acting = editing.give_seat(
            world.congress, world.bodies["unit"], Role.UNIT_HEAD, person=None, name="秦海明",
            on=date(2026, 3, 9), until=date(2026, 3, 13), acting_for=world.seats["head"],
        )  # fmt: skip
        with pytest.raises(NotYours):
            take("letter.clear", round_, acting)
    with clock.frozen(date(2026, 3, 13)), world.acting():
        take("letter.clear", round_, acting)
        file = casefiles.read_case(world.seats["head"], row.proposal_id)
        assert file is not None
        assert any("秦海明（代理） 审签同意" in line.title for line in tell(file))
    with clock.frozen(date(2026, 3, 14)), world.acting():
        with pytest.raises(NotYours):
            take("letter.send", round_, acting)
        take("letter.send", round_, world.seats["head"])
        told = Notice.objects.filter(seat_id=acting.pk).count()
        (later,) = world.by_the_office(world.register())
        take("letter.submit", _ready(world, later), world.seats["clerk"])
        assert Notice.objects.filter(seat_id=acting.pk).count() == told, "whose days are over is told nothing more"


def _ready(world: World, row: Assignment) -> Round:
    round_ = world.receive(row)
    world.talk(round_)
    world.write(round_)
    return round_


def test_acting_for_somebody_has_an_end(world: World) -> None:
    with world.acting(), pytest.raises(SetupRefused, match="哪一天为止"):
        editing.give_seat(
            world.congress, world.bodies["unit"], Role.UNIT_HEAD, person=None, name="秦海明", on=None,
            acting_for=world.seats["head"],
        )  # fmt: skip


def test_part_of_a_bodys_work_goes_to_another_and_the_rest_stays(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        (goes,) = world.by_the_office(world.register("关于校门口停车的建议"))
        (stays,) = world.by_the_office(world.register("关于夜市噪声的建议"))
        world.receive(goes)
    with clock.frozen(date(2026, 4, 7)), world.acting():
        unit, school = world.bodies["unit"], world.bodies["school"]
        take_over(unit, school, {goes.proposal_id})
        goes.refresh_from_db()
        stays.refresh_from_db()
        assert (goes.body_id, goes.state, goes.due_on) == (school.pk, "received", date(2026, 6, 2))
        assert (stays.body_id, unit.ends_on) == (unit.pk, None)
        merge(world, "school", "unit")
        file = casefiles.read_case(world.seats["officer"], goes.proposal_id)
        assert file is not None
        told = [line.title for line in tell(file) if "由后者接着办理" in line.title]
        assert told == [
            "区教育局并入区城市管理执法局，由后者接着办理",
            "区城市管理执法局把这项职能划给区教育局，由后者接着办理",
        ], "from hand to hand, each told as it was"
        assert verify(world.congress).breaches == []


def test_a_bookmark_of_the_old_seat_leads_to_the_new_one_and_that_of_a_stranger_leads_nowhere(world: World) -> None:
    with world.acting():
        (row,) = world.hand_over(world.register())
        title = row.proposal.title
        merge(world)
        new = Seat.objects.get(person=world.person("clerk"), ended_on__isnull=True)
        ended = colleague_who_left(world, new)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = login(new)
    old = world.seats["clerk"].pk
    answer = client.get(f"/s/{old}/case/{row.proposal_id}/?from=mail")
    assert answer.status_code == 302
    assert answer["Location"] == f"/s/{new.pk}/case/{row.proposal_id}/?from=mail"
    page = client.get(answer["Location"]).content.decode()
    assert "您原来的单位已并入" in page and title in page
    assert client.post(f"/s/{old}/receive/", {"pick": [row.pk]}).status_code == 404
    for other in (world.seats["head"].pk, ended, 999_999):
        assert client.get(f"/s/{other}/").status_code == 404


def colleague_who_left(world: World, seat: Seat) -> int:
    """Another ended seat of the same account, which no merger ended."""
    left = setup.add_seat(seat.person, world.bodies["school"], Role.UNIT_HEAD)
    setup.end_seat(left)
    return left.pk


def test_what_only_the_holder_has_goes_along_and_who_acts_for_somebody_still_does(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        head = world.seats["head"]
        (row,) = world.hand_over(world.register())
        away = setup.add_seat(
            setup.add_person(world.congress, "代理人"), head.body, head.role, to_on=date(2026, 4, 1), acting_for=head
        )
        store.keep(world.congress.pk, world.seats["clerk"].pk, f"return-{row.pk}", {"reason": "写了一半"})
        unread = Notice.objects.filter(seat_id=world.seats["clerk"].pk, read_at__isnull=True).count()
        merge(world)
        clerk = Seat.objects.get(person=world.person("clerk"), ended_on__isnull=True)
        assert store.of(world.congress.pk, clerk.pk, f"return-{row.pk}") is not None
        assert unread and Notice.objects.filter(seat_id=clerk.pk, read_at__isnull=True).count() > unread
        acting = Seat.objects.get(person=away.person, ended_on__isnull=True)
        assert acting.acting_for is not None and acting.acting_for.person_id == head.person_id
        assert acting.acting_for.ended_on is None
