"""并案: like items are handled together, and each keeps its number, its text and all that is its own (重庆建议条例第十三条;
浙江办法第十八条; security B11)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huiyin.chain.models import Event
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.people.models import Seat
from huiyin.proposals import merging
from huiyin.proposals.merging import Group, Leaving, Merging, group_of, merged_among
from huiyin.proposals.models import MergedItem, Proposal
from huiyin.proposals.steps import Reason
from huiyin.proposals.withdrawing import Asking
from huiyin.reports import indicators
from huiyin.reports.items import Items
from tests.chain.cast import refusal
from tests.proposals.raising import add_deputies
from tests.world import World, make_world

WHY = "都是沿江大道同一路段的停车秩序。"


@pytest.fixture
def world(db: None) -> World:
    return make_world("yuzhong", profile="chongqing")


def items(world: World, count: int, leads: list[Seat] | None = None, **more: Any) -> list[Proposal]:
    leads = leads if leads is not None else add_deputies(world, count)
    return [world.register(f"关于沿江大道停车的建议之{n}", lead=lead.pk, **more) for n, lead in enumerate(leads, 1)]


def merge(world: World, *these: Proposal, who: str = "officer") -> list[Event]:
    return merging.merge(world.seats[who], these, these[0].pk, WHY)


def group(item: Proposal) -> Group:
    found = group_of(item.congress_id, item.pk)
    assert found is not None
    return found


def told(seat: Seat) -> list[str]:
    return list(Notice.objects.filter(seat_id=seat.pk, text__contains="并").order_by("pk").values_list("text", flat=True))


def frozen_of(item: Proposal) -> dict[str, Any]:
    """All that merging must leave as it is."""
    return {
        field.attname: getattr(Proposal.objects.get(pk=item.pk), field.attname)
        for field in Proposal._meta.concrete_fields
        if field.attname != "version"
    }


def test_merged_items_keep_number_text_and_state_and_each_chain_tells_it(world: World) -> None:
    with world.acting():
        these = items(world, 3)
        before = [frozen_of(one) for one in these]
        merge(world, *these)
        assert [frozen_of(one) for one in these] == before
        assert [one.pk for one in group(these[2]).items] == [one.pk for one in these]
        assert group(these[1]).lead.pk == these[0].pk
        assert set(MergedItem.objects.values_list("reason", flat=True)) == {WHY}
        for one in these:
            (event,) = Event.objects.filter(case_id=one.pk, step="proposal.merge")
            assert (event.from_state, event.to_state) == ("registered", "registered")
        assert merged_among(world.congress.pk, [one.pk for one in these]) == {one.pk for one in these}
        assert verify(world.congress).breaches == []


def test_every_deputy_is_told_with_which_numbers_and_that_the_own_answer_stays(world: World) -> None:
    """重庆建议条例第十三条: 告知代表."""
    with world.acting():
        leads = add_deputies(world, 3)
        these = items(world, 3, leads)
        merge(world, these[0], these[1])
        (said,) = told(leads[0])
        assert "第2号" in said and "分别答复" in said and "编号" in said
        assert "第1号" in told(leads[1])[0] and told(leads[2]) == []
        merge(world, these[1], these[2])
        assert "与第1、2号并案" in told(leads[2])[0]
        # Who was there before hears of the one that came, in words of their own, and cannot open it.
        later = Notice.objects.filter(seat_id=leads[0].pk, text__contains="并入").get()
        assert "003号" in later.text and later.path == ""
        assert group(these[0]).lead.pk == these[0].pk and len(group(these[0]).items) == 3


def test_units_that_have_the_item_already_hear_that_each_is_still_answered_by_itself(world: World) -> None:
    """浙江办法第十八条、山东办法第二十条、海南办法第二十一条: 分别答复代表."""
    with world.acting():
        one, other = items(world, 2)
        world.hand_over(one)
        one.refresh_from_db()
        merge(world, one, other)
        (said,) = told(world.seats["clerk"])
        assert "单独答复" in said and "第2号" in said


def test_what_cannot_be_merged_is_said_in_a_sentence(world: World) -> None:
    with world.acting():
        officer = world.seats["officer"]
        one, other, third, fourth = items(world, 4)
        motion = world.register("关于旧城改造的议案", kind="motion")
        between = world.register("关于停车的建议", side="between")
        voided = world.register("关于停车的建议")
        take("proposal.void", voided, officer, Reason("重复登记。"))
        sentences = {
            "议案和建议的办理程序不同": [one, motion],
            "同是大会期间": [one, between],
            "已作废": [one, voided],
            "至少要两件": [one],
        }
        for sentence, these in sentences.items():
            with pytest.raises(StepRefused) as refused:
                merge(world, *these)
            assert sentence in refused.value.sentence
        both = (one.pk, other.pk)
        assert "写明原因" in refusal("proposal.merge", one, officer, Merging(both, one.pk, " "))
        assert "主件要从这几件里选" in refusal("proposal.merge", one, officer, Merging(both, third.pk, WHY))
        assert "找不到" in refusal("proposal.merge", one, officer, Merging((one.pk, 10**12), one.pk, WHY))
        merge(world, one, other)
        merge(world, third, fourth)
        with pytest.raises(StepRefused) as refused:
            merge(world, one, third, other)
        assert "003号已经与第4号并案" in refused.value.sentence
        with pytest.raises(StepRefused) as refused:
            merge(world, one, other)
        assert "不用再并" in refused.value.sentence
        assert "已经与第2号并案" in refusal("proposal.merge", one, officer, Merging(both, one.pk, WHY))
        assert MergedItem.objects.filter(left_on__isnull=True).count() == 4


def test_only_the_office_that_registers_may_merge(world: World) -> None:
    with world.acting():
        one, other = items(world, 2)
        facts = Merging((one.pk, other.pk), one.pk, WHY)
        for who in ("deputy", "clerk", "head", "dispatcher", "leader", "admin", "street_clerk"):
            with pytest.raises(NotYours):
                take("proposal.merge", one, world.seats[who], facts)
        merge(world, one, other, who="secretary")
        between = items(world, 2, side="between")
        with pytest.raises(NotYours):
            merge(world, *between, who="secretary")


def test_after_a_letter_nothing_of_the_group_is_changed_any_more(world: World) -> None:
    """The letter names the items that it answers (浙江办法第十八条): they stay as they were together."""
    with world.acting():
        officer = world.seats["officer"]
        one, other, third = items(world, 3)
        merge(world, one, other)
        (row,) = world.hand_over(one)
        world.answer(world.receive(row), "solved")
        for item, code, facts in (
            (one, "proposal.unmerge", Leaving("分开办。")),
            (other, "proposal.unmerge", Leaving("分开办。")),
            (third, "proposal.merge", Merging((third.pk,), one.pk, WHY)),
        ):
            item.refresh_from_db()
            assert "001号的答复已经发给代表" in refusal(code, item, officer, facts)


def test_taken_apart_with_a_reason_each_goes_on_alone_and_the_others_hear(world: World) -> None:
    with world.acting():
        leads = add_deputies(world, 3)
        one, other, third = items(world, 3, leads)
        merge(world, one, other, third)
        assert "写明原因" in refusal("proposal.unmerge", one, world.seats["officer"], Leaving(" "))
        take("proposal.unmerge", one, world.seats["officer"], Leaving("不是同一路段。"))
        assert group_of(one.congress_id, one.pk) is None
        # Who led has left: the next number leads.
        assert group(other).lead.pk == other.pk
        assert "不再与第2、3号并案" in told(leads[0])[-1] and "您的件照常办理" in told(leads[1])[-1]
        take("proposal.unmerge", other, world.seats["officer"], Leaving("不是同一路段。"))
        assert group_of(third.congress_id, third.pk) is None and not merged_among(third.congress_id, [third.pk])
        assert "没有并案" in refusal("proposal.unmerge", third, world.seats["officer"], Leaving("再来一次。"))
        assert MergedItem.objects.get(proposal=one).left_why == "不是同一路段。"


def test_withdrawn_or_voided_it_stands_in_the_group_no_more(world: World) -> None:
    with world.acting():
        one, other, third = items(world, 3, [world.seats["deputy"], *add_deputies(world, 2)])
        merge(world, one, other, third)
        take("withdrawal.ask", one, world.seats["deputy"], Asking("已经解决。"))
        assert [item.pk for item in group(other).items] == [other.pk, third.pk]
        take("proposal.void", third, world.seats["officer"], Reason("重复登记。"))
        assert group_of(other.congress_id, other.pk) is None
        # It may be merged with another one again; what was voided does not hold it.
        (fourth,) = items(world, 1)
        merge(world, other, fourth)
        assert group(other).lead.pk == other.pk


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sets(st.integers(0, 4), min_size=2, max_size=4)),
        st.tuples(st.just("unmerge"), st.integers(0, 4)),
    ),
    min_size=1,
    max_size=6,
)


def test_whatever_is_merged_and_taken_apart_no_number_no_text_and_no_figure_changes(world: World) -> None:
    """Security B11: an office that merges to bury something changes no count."""
    with world.acting():
        officer = world.seats["officer"]
        these = items(world, 5)
        world.hand_over(these[0])
        before, counted = [frozen_of(one) for one in these], figures(world)

        @settings(
            max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(acts=ACTS)
        def anything(acts: list[tuple[str, Any]]) -> None:
            with transaction.atomic():
                for act, chosen in acts:
                    with suppress(StepRefused), transaction.atomic():
                        if act == "merge":
                            merge(world, *(these[n] for n in sorted(chosen)))
                        else:
                            take("proposal.unmerge", these[chosen], officer, Leaving("另办。"))
                    groups = [found for one in these if (found := group_of(one.congress_id, one.pk)) is not None]
                    for found in groups:
                        assert len(found.items) > 1 and found.lead in found.items
                    inside = {pk: found.handling.pk for found in groups for pk in [one.pk for one in found.items]}
                    assert all(inside[one.pk] == found.handling.pk for found in groups for one in found.items)
                assert [frozen_of(one) for one in these] == before
                assert figures(world) == counted
                transaction.set_rollback(True)

        anything()


def figures(world: World) -> list[Any]:
    """Every figure that needs no grade, whole and at each unit."""
    shown = [one for one in indicators.ALL if not one.sealed]
    found = Items(world.congress.pk, world.session.pk, clock.today())
    return [*found.cells(shown), *found.cells(shown, by_unit=True)]


def test_an_import_that_is_taken_back_leaves_nobody_merged_with_a_voided_item(world: World) -> None:
    with world.acting():
        one, other = items(world, 2)
        merge(world, one, other)
        take("dispatch.undo_import", one, world.seats["officer"], Reason("导入错了。"))
        assert not merged_among(world.congress.pk, [one.pk, other.pk])
        assert MergedItem.objects.get(proposal=one).left_why == "已作废"
