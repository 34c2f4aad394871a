"""重点督办件 (C5; Deputies Law 52): put forward, chosen by the council, led by whoever it may be, reported on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.people import setup
from huiyin.proposals.models import Proposal
from huiyin.supervision import queries
from huiyin.supervision.key_items import Doing, Leading, Putting, new_key_item
from huiyin.supervision.models import KeyItem, KeyWord
from tests.world import World, make_world

TODAY = date(2026, 4, 13)
COUNCIL = "区十八届人大常委会第52次主任会议"
LED = Leading("government", "陈大川", "副区长", COUNCIL, date(2026, 4, 10))


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(TODAY):
        yield make_world()


def candidate(world: World) -> KeyItem:
    proposal = world.register()
    world.by_the_office(proposal)
    item = new_key_item(Proposal.objects.get(pk=proposal.pk))
    take("key_item.propose", item, world.seats["officer"], Putting("群众反映集中。"))
    return item


def act(world: World, code: str, item: KeyItem, facts: Any = None, who: str = "officer") -> None:
    take(code, item, world.seats[who], facts)


def test_from_candidate_to_the_report_with_all_that_was_done_between(world: World) -> None:
    with world.acting():
        committee = setup.add_body(world.congress, "城建环保工作委员会", "committee")
        item = candidate(world)
        act(world, "key_item.choose", item, Leading("party", "周远", "区委常委", COUNCIL, date(2026, 4, 10), committee.pk))
        act(world, "key_item.note", item, Doing("plan", "六月底前现场看一次。", TODAY))
        act(world, "key_item.note", item, Doing("visit", "看了三处路口。", TODAY, "沿江大道", "周远、李文静"))
        act(world, "key_item.report", item, Doing("report", "已向主任会议报告。", TODAY))
        item.refresh_from_db()
        assert (item.state, item.leader, item.committee, item.reported_on) == ("reported", "周远", committee, TODAY)
        words = KeyWord.objects.filter(item=item).order_by("number").values_list("kind", flat=True)
        assert list(words) == ["decision", "plan", "visit", "report"]
        assert Proposal.objects.get(pk=item.proposal_id).is_key
        notices = Notice.objects.filter(congress=world.congress, seat_id=world.seats["clerk"].pk)
        assert "已列为重点督办件，由周远领衔督办" in " ".join(notices.values_list("text", flat=True))
        act(world, "key_item.go_on", item)
        assert KeyItem.objects.get(pk=item.pk).reported_on is None
        act(world, "key_item.report", item, Doing("report", "再次报告。", TODAY))
        act(world, "key_item.close", item)
        assert verify(world.congress).breaches == []


def test_the_decision_names_its_meeting_and_who_leads(world: World) -> None:
    with world.acting():
        item = candidate(world)
        for facts, why in (
            (Leading("government", "陈大川"), "哪次会议"),
            (Leading("government", " ", "", COUNCIL), "由谁领衔"),
            (Leading("emperor", "陈大川", "", COUNCIL), "由谁领衔"),
            (Leading("government", "陈大川", "", COUNCIL, date(2026, 4, 14)), "不能晚于今天"),
        ):
            with pytest.raises(StepRefused, match=why):
                act(world, "key_item.choose", item, facts)
        item.refresh_from_db()
        assert item.state == "proposed" and not Proposal.objects.get(pk=item.proposal_id).is_key


def test_an_item_is_put_forward_once_and_again_after_it_was_left_out(world: World) -> None:
    with world.acting():
        item = candidate(world)
        again = new_key_item(item.proposal)
        with pytest.raises(StepRefused, match="已经在重点督办的名单里"):
            act(world, "key_item.propose", again, Putting("再提一次。"))
        act(world, "key_item.leave_out", item)
        act(world, "key_item.propose", new_key_item(item.proposal), Putting("再提一次。"))
        assert KeyItem.objects.filter(proposal=item.proposal).count() == 2


def test_the_choice_is_taken_back_within_the_window_and_leaves_a_candidate(world: World) -> None:
    with world.acting():
        item = candidate(world)
        act(world, "key_item.choose", item, LED)
        act(world, "key_item.unchoose", item)
        item.refresh_from_db()
        assert (item.state, item.leader, item.decided_on) == ("proposed", "", None)
        assert not Proposal.objects.get(pk=item.proposal_id).is_key
        assert [one.word for one in KeyWord.objects.filter(item=item).order_by("number")][-1] == "撤回了列为重点督办件的登记。"


def test_only_the_committee_writes_and_candidates_are_its_own_to_see(world: World) -> None:
    with world.acting():
        item = candidate(world)
        for who in ("clerk", "head", "dispatcher", "leader", "deputy"):
            with pytest.raises(NotYours):
                act(world, "key_item.choose", item, LED, who)
            assert queries.key_item_seen(world.seats[who], item.pk) is None, who
        act(world, "key_item.choose", item, LED)
        for who in ("clerk", "head", "dispatcher", "deputy"):
            assert queries.key_item_seen(world.seats[who], item.pk) is not None, who
        assert queries.key_item_seen(world.seats["stranger"], item.pk) is None


def test_the_list_begins_with_candidates_and_goes_on_by_supervisor(world: World) -> None:
    with world.acting():
        first, second, third = candidate(world), candidate(world), candidate(world)
        act(world, "key_item.choose", first, LED)
        act(world, "key_item.choose", second, Leading("party", "周远", "", COUNCIL))
        found = [one.pk for one in queries.key_list(world.seats["officer"])]
        assert found == [third.pk, second.pk, first.pk]
        assert [one.pk for one in queries.key_list(world.seats["clerk"])] == [second.pk, first.pk]
