"""议案 from registration to the vote (地方组织法第二十二条): who decides what, what a motion becomes, and what is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from huiyin.chain.models import Clock, Event
from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock, file_owners
from huiyin.foundation.models import Notice
from huiyin.handling.casefiles import read_case
from huiyin.handling.story import tell
from huiyin.people.models import Seat
from huiyin.proposals import files, motion_batches, motion_queries
from huiyin.proposals.converting import suggestion_of
from huiyin.proposals.models import Ask, MotionLeader, Proposal, Signer
from huiyin.proposals.motions import Decision, Leading, Opinion, is_adopted, words_of
from huiyin.proposals.steps import Reason
from huiyin.proposals.withdrawing import Asking, Word
from huiyin.reports import indicators as ind
from huiyin.reports.items import Cut, Items
from huiyin.reports.queries import figures
from tests.chain.cast import refusal
from tests.proposals.raising import add_deputies, motion
from tests.world import World, make_world

THIRD = "主席团第三次会议"
REVIEWERS = "议案审查委员会"
NOT_OURS = "所提事项属于政府职权，不属于大会职权范围。"


@pytest.fixture
def world(db: None) -> World:
    return make_world(profile="base")


@pytest.fixture
def nine(world: World) -> list[Seat]:
    with world.acting():
        return [*add_deputies(world, 8), world.seats["cosigner"]]


def today() -> date:
    return clock.today()


def decided(text: str = "", committee: str = "", by: str = THIRD) -> Decision:
    return Decision(by, today(), text, committee)


def test_a_motion_that_deputies_submit_is_under_review_and_nobody_can_hand_it_over(world: World, nine: list[Seat]) -> None:
    with world.acting():
        item = motion(world, nine)
        assert (item.state, item.own_no, item.shown_no) == ("in_review", 1, "001号")
        facts = HandOver(targets=(Target(world.bodies["unit"].pk, "lead"),))
        assert "议案审查中" in refusal("dispatch.hand_over", item, world.seats["officer"], facts)
        steps = list(Event.objects.filter(case_id=item.pk).order_by("number").values_list("step", "to_state"))
        assert steps[-2:] == [("proposal.accept", "registered"), ("motion.begin", "in_review")]


def test_a_motion_of_past_sessions_registered_on_paper_is_handed_over_directly_or_put_into_review(world: World) -> None:
    with world.acting():
        old, new = world.register("关于旧城改造的议案", kind="motion"), world.register("关于公园的议案", kind="motion")
        assert len(world.hand_over(old)) == 1
        take("motion.put_in", new, world.seats["secretary"])
        assert new.state == "in_review"
        assert "是建议" in refusal("motion.put_in", world.register(), world.seats["officer"])


def test_adopted_by_the_congress_it_gets_leaders_on_both_sides_and_is_handed_over(world: World, nine: list[Seat]) -> None:
    officer, secretary = world.seats["officer"], world.seats["secretary"]
    with world.acting():
        item = motion(world, nine)
        take("motion.opine", item, secretary, Opinion("agenda", REVIEWERS, today(), "案由清楚，方案可行。"))
        take("motion.to_agenda", item, secretary, decided())
        assert "表决通过" in refusal("motion.lead", motion_of_paper(world), officer, leading("government", "周区长"))
        take("motion.adopt", item, secretary, decided(by="第五次会议第三次全体会议"))
        assert item.state == "registered" and is_adopted(item)
        take("motion.lead", item, officer, leading("government", "周永明"))
        take("motion.lead", item, officer, leading("congress", "高建平"))
        assert len(world.hand_over(item)) == 1
        take("motion.lead", item, officer, leading("government", "石磊"))
        told = [(one.side, one.name, one.to_on is None) for one in MotionLeader.objects.order_by("pk")]
        assert told == [("government", "周永明", False), ("congress", "高建平", True), ("government", "石磊", True)]
        early = Leading("congress", "许明", "副主任", today() - timedelta(days=3))
        assert "不能更早" in refusal("motion.lead", item, officer, early)


def leading(side: str, name: str) -> Leading:
    return Leading(side, name, "", today())


def motion_of_paper(world: World) -> Proposal:
    return world.register("关于河道的议案", kind="motion")


def test_a_committee_that_has_it_speaks_before_the_presidium_decides(world: World, nine: list[Seat]) -> None:
    officer = world.seats["officer"]
    with world.acting():
        item = motion(world, nine)
        assert "哪个委员会" in refusal("motion.to_committee", item, officer, decided())
        take("motion.to_committee", item, officer, decided(committee="城乡建设与环境保护委员会"))
        assert "委员会还没有提出意见" in refusal("motion.to_agenda", item, officer, decided())
        again = Opinion("committee", "城建环保委", today(), "再议。")
        assert "怎么处理" in refusal("motion.opine", item, officer, again)
        take("motion.opine", item, officer, Opinion("agenda", "城建环保委", today(), "建议列入。"))
        take("motion.to_agenda", item, officer, decided())
        take("motion.reject", item, officer, decided(by="全体会议"))
        assert item.state == "not_adopted"
        assert [word.kind for word in words_of(item)] == ["decision", "report", "decision", "vote"]


def test_what_is_no_motion_becomes_a_suggestion_with_its_own_number_and_clock(world: World, nine: list[Seat]) -> None:
    officer, lead = world.seats["officer"], world.seats["deputy"]
    with world.acting():
        world.register("先登记的一件建议")
        item = motion(world, nine)
        assert "写明理由" in refusal("motion.convert", item, officer, decided())
        take("motion.convert", item, officer, decided(NOT_OURS))
        made = suggestion_of(item)
        assert made is not None and (item.state, item.own_no) == ("converted", 1)
        assert (made.kind, made.own_no, made.state, made.converted_from_id) == ("suggestion", 2, "registered", item.pk)
        assert (made.title, made.body, made.text_digest) == (item.title, item.body, item.text_digest)
        assert asks(made) == asks(item) and len(asks(made)) == 3
        assert signers(made) == signers(item) and len(signers(made)) == 10
        assert not Clock.objects.filter(case_id__in=(item.pk, made.pk)).exists()
        round_ = world.round_of(world.hand_over(made)[0])
        assert Clock.objects.get(case_id=made.pk, kind="reply").thing_id == round_.pk
        # What was handed in with the motion goes with the suggestion, to the unit that handles it and to no other.
        (photo,) = files.files_with(made)
        assert file_owners.readable(world.seats["clerk"], photo.pk) == photo
        assert file_owners.readable(world.seats["stranger"], photo.pk) is None
        told = Notice.objects.filter(seat_id=lead.pk, text__contains="不作为议案").get()
        assert told.path == f"/s/{lead.pk}/case/{item.pk}/"
        assert verify(world.congress).breaches == []


def asks(item: Proposal) -> list[tuple[int, str]]:
    return list(Ask.objects.filter(proposal=item).order_by("number").values_list("number", "text"))


def signers(item: Proposal) -> list[tuple[int | None, bool]]:
    return list(Signer.objects.filter(proposal=item).order_by("order").values_list("seat_id", "is_lead"))


def test_the_deputy_reads_the_reasons_and_the_new_number_in_the_course(world: World, nine: list[Seat]) -> None:
    with world.acting("deputy"):
        item = motion(world, nine)
        take("motion.convert", item, world.seats["officer"], decided(NOT_OURS))
        made = suggestion_of(item)
        assert made is not None
        file, other = read_case(world.seats["deputy"], item.pk), read_case(world.seats["deputy"], made.pk)
        assert file is not None and other is not None
        line = next(line for line in tell(file) if "不作为议案" in line.title)
        assert line.title == f"{THIRD}决定不作为议案，转为建议" and NOT_OURS in line.body and made.shown_no in line.body
        assert [line.title for line in tell(other)] == ["由议案 001号 转来登记"]


def test_reconsidered_it_is_a_motion_again_and_the_number_of_its_suggestion_stays(world: World, nine: list[Seat]) -> None:
    officer = world.seats["officer"]
    with world.acting():
        item = motion(world, nine)
        take("motion.convert", item, officer, decided(NOT_OURS))
        made = suggestion_of(item)
        assert made is not None
        world.hand_over(made)
        assert "已经交办" in refusal("motion.reconsider", item, officer, Reason("代表要求复议，主席团同意。"))
        take("dispatch.recall", made, officer)
        take("motion.reconsider", item, officer, Reason("代表要求复议，主席团同意。"))
        made.refresh_from_db()
        assert (item.state, made.state, made.own_no) == ("in_review", "voided", 1)
        assert suggestion_of(item) is None and words_of(item)[0].lifted_why == "代表要求复议，主席团同意。"
        take("motion.convert", item, officer, decided("经复议仍不作为议案。"))
        again = suggestion_of(item)
        assert again is not None and again.own_no == 2 and verify(world.congress).breaches == []


def test_a_decision_recorded_by_mistake_is_taken_back_with_a_reason(world: World, nine: list[Seat]) -> None:
    officer = world.seats["officer"]
    with world.acting():
        item = motion(world, nine)
        take("motion.to_agenda", item, officer, decided())
        take("motion.adopt", item, officer, decided(by="全体会议"))
        take("motion.lead", item, officer, leading("government", "周永明"))
        take("motion.reconsider", item, officer, Reason("登记错了，还没有表决。"))
        assert item.state == "in_review" and not is_adopted(item)
        assert MotionLeader.objects.get().to_on == today()
        paper = motion_of_paper(world)
        assert "没有可以复议" in refusal("motion.reconsider", paper, officer, Reason("看看"))


def test_on_the_agenda_it_is_withdrawn_only_with_the_presidium_s_consent(world: World, nine: list[Seat]) -> None:
    lead, officer = world.seats["deputy"], world.seats["officer"]
    with world.acting():
        item = motion(world, nine)
        take("motion.to_agenda", item, officer, decided())
        assert "没有正在征求意见的撤回请求" in refusal("motion.consent", item, officer, decided())
        take("withdrawal.ask", item, lead, Asking("已经列入政府计划。"))
        assert item.state == "on_agenda"
        assert "还没有都同意" in refusal("motion.consent", item, officer, decided())
        for seat in nine:
            assert not Notice.objects.filter(seat_id=world.seats["secretary"].pk, text__contains="提请主席团").exists()
            take("withdrawal.answer", item, seat, Word(agrees=True))
        assert item.state == "on_agenda"
        assert Notice.objects.filter(seat_id=world.seats["secretary"].pk, text__contains="提请主席团").exists()
        take("motion.refuse_consent", item, officer, decided("大会已安排审议。"))
        assert "没有正在征求意见" in refusal("motion.consent", item, officer, decided())
        take("withdrawal.ask", item, lead, Asking("已经列入政府计划。"))
        for seat in nine:
            take("withdrawal.answer", item, seat, Word(agrees=True))
        take("motion.consent", item, officer, decided())
        assert item.state == "withdrawn"


def test_before_the_agenda_those_who_signed_withdraw_it_by_themselves(world: World, nine: list[Seat]) -> None:
    with world.acting():
        item = motion(world, nine)
        take("withdrawal.ask", item, world.seats["deputy"], Asking("想再调研。"))
        for seat in nine:
            take("withdrawal.answer", item, seat, Word(agrees=True))
        item.refresh_from_db()
        assert item.state == "withdrawn"


def test_the_vote_ends_a_request_to_withdraw(world: World, nine: list[Seat]) -> None:
    with world.acting():
        item = motion(world, nine)
        take("motion.to_agenda", item, world.seats["officer"], decided())
        take("withdrawal.ask", item, world.seats["deputy"], Asking("想再调研。"))
        take("motion.adopt", item, world.seats["officer"], decided(by="全体会议"))
        asked = item.withdrawals.get()
        assert asked.dropped_on == today() and asked.done_on is None


def test_many_are_converted_in_one_act_each_recorded_by_itself(world: World, nine: list[Seat]) -> None:
    officer = world.seats["officer"]
    with world.acting():
        items = [motion(world, nine, title=f"关于第{n}件事的议案") for n in range(4)]
        take("motion.to_committee", items[3], officer, decided(committee="法制委员会"))
        foreign = world.register("不是议案的一件")
        ids = [*(one.pk for one in items), foreign.pk]
        found = motion_batches.decide(officer, "suggestion", ids, decided(NOT_OURS))
        assert (found.done, found.rest) == (3, 0) and len(found.left) == 1 and "委员会还没有提出意见" in found.left[0]
        numbers = Proposal.objects.filter(converted_from__isnull=False).order_by("own_no")
        assert [(one.own_no, one.converted_from_id) for one in numbers] == [
            (n, item.pk) for n, item in enumerate(items[:3], start=2)
        ]
        again = motion_batches.decide(officer, "suggestion", ids, decided(NOT_OURS))
        assert again.done == 0 and len(again.left) == 4 and numbers.count() == 3
        assert verify(world.congress).breaches == []


def test_the_secretariat_decides_on_what_was_raised_while_the_congress_sat_and_units_on_nothing(
    world: World, nine: list[Seat]
) -> None:
    secretary = world.seats["secretary"]
    with world.acting():
        item, late = motion(world, nine), world.register("闭会期间的议案", kind="motion", side="between")
        assert list(motion_queries.motions_of(secretary)) == [item]
        assert motion_queries.motions_of(world.seats["officer"]).count() == 2
        assert not motion_queries.motions_of(world.seats["clerk"]).exists()
        with pytest.raises(NotYours):
            take("motion.put_in", late, secretary)
        with pytest.raises(NotYours):
            take("motion.convert", item, world.seats["dispatcher"], decided(NOT_OURS))
        page = motion_queries.page(secretary, item.pk)
        assert page is not None and (page.needed, page.is_enough, len(page.signers)) == (10, True, 10)


def test_a_converted_motion_stays_a_motion_and_its_suggestion_alone_is_handled(world: World, nine: list[Seat]) -> None:
    with world.acting("officer"):
        item, kept = motion(world, nine), motion(world, nine, title="关于医院的议案")
        take("motion.convert", item, world.seats["officer"], decided(NOT_OURS))
        made = suggestion_of(item)
        assert made is not None
        world.hand_over(made)
        items = Items(world.congress.pk, world.session.pk, today())

        def count(indicator: ind.Indicator, kind: str = "") -> int:
            return items.figure(indicator, Cut(kind=kind)).numerator

        assert (count(ind.REGISTERED), count(ind.REGISTERED, "motion"), count(ind.REGISTERED, "suggestion")) == (3, 2, 1)
        # Waiting is only the motion under review: the converted one will never be handed over.
        assert items.rows(ind.NOT_HANDED_OVER, Cut()) == [kept.pk]
        assert items.figure(ind.ANSWERED).denominator == 1
        assert items.rows(ind.CONVERTED, Cut()) == [item.pk]
        sections = figures(world.congress, world.session, world.seats["officer"])
        why = next(section for section in sections if section.code == "registered").why
        assert any("有 1 件议案已转为建议" in sentence for sentence in why)
        assert "登记 3 件，其中还没交办 1 件，已交办 1 件。" in why


def test_a_decision_says_who_and_when_and_not_tomorrow(world: World, nine: list[Seat]) -> None:
    officer = world.seats["officer"]
    with world.acting():
        item = motion(world, nine)
        assert "谁定的" in refusal("motion.to_agenda", item, officer, decided(by=" "))
        tomorrow = Decision(THIRD, today() + timedelta(days=1))
        assert "不能晚于今天" in refusal("motion.to_agenda", item, officer, tomorrow)
