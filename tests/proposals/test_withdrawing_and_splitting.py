"""What deputies take back after it was handed over leaves every desk at once; what holds several matters becomes several drafts."""

from __future__ import annotations

import pytest

from huiyin.chain.models import Clock, Event
from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, ReturnRequest, Stage
from huiyin.dispatch.queries import desk_of, visible_to
from huiyin.dispatch.returning import ReturnAsked
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling.casefiles import read_case
from huiyin.handling.models import Round
from huiyin.handling.rounds import OPEN
from huiyin.handling.story import tell
from huiyin.proposals.files import files_of
from huiyin.proposals.models import Manuscript, Proposal, SplitAdvice
from huiyin.proposals.splitting import Advice, open_advice
from huiyin.proposals.splitting import Word as Decision
from huiyin.proposals.withdrawing import Asking, Word
from huiyin.reports import indicators as ind
from huiyin.reports.items import Items
from huiyin.web.unit import showing
from tests.chain.cast import refusal
from tests.proposals.raising import ASKS, submitted, with_photo, written
from tests.world import World, make_world

WHY = "街道已经装好护栏。"


@pytest.fixture
def world(db: None) -> World:
    return make_world("yuzhong", profile="chongqing")


def passed_on(world: World, **more: object) -> tuple[Proposal, list[Assignment]]:
    """By the government office to 城管局 (lead) and 教育局 (assisting): route, lead, assist."""
    item = world.register(**more)
    bodies = world.bodies
    take("dispatch.hand_over", item, world.seats["officer"], HandOver(via=bodies["office"].pk))
    route = Assignment.objects.get(proposal=item, mode=Mode.ROUTE)
    targets = (Target(bodies["unit"].pk, Mode.LEAD), Target(bodies["school"].pk, Mode.ASSIST))
    take("dispatch.assign", route, world.seats["dispatcher"], Assigning(targets))
    return item, list(Assignment.objects.filter(proposal=item).order_by("pk"))


def withdraw(world: World, item: Proposal) -> None:
    take("withdrawal.ask", item, world.seats["deputy"], Asking(WHY))
    item.refresh_from_db()


@pytest.mark.parametrize("until", ["handed over", "received", "talked", "submitted", "cleared", "returning"])
def test_withdrawn_it_leaves_all_desks_and_every_clock_stops_however_far_the_work_was(world: World, until: str) -> None:
    with world.acting():
        item, (_, lead, assist) = passed_on(world)
        if until == "returning":
            take("assignment.ask_return", lead, world.seats["clerk"], ReturnAsked("不归本局管。"))
        elif until != "handed over":
            round_ = world.receive(lead)
            take("assignment.receive", assist, world.seats["stranger"])
            if until != "received":
                world.talk(round_)
            if until in ("submitted", "cleared"):
                world.write(round_, "solved")
                take("letter.submit", round_, world.seats["clerk"])
            if until == "cleared":
                take("letter.clear", round_, world.seats["head"])
        assert Clock.objects.filter(case_id=item.pk, stopped_on__isnull=True).exists()
        withdraw(world, item)
        assert item.state == "withdrawn"
        rows = Assignment.objects.filter(proposal=item)
        assert {(row.state, row.stage, row.due_on) for row in rows} == {("terminated", Stage.TERMINATED, None)}
        assert not Clock.objects.filter(case_id=item.pk, stopped_on__isnull=True).exists()
        assert not Round.objects.filter(assignment__proposal=item, state__in=OPEN).exists()
        assert not ReturnRequest.objects.filter(outcome="open").exists()
        for who in ("clerk", "head", "dispatcher", "stranger", "officer"):
            assert not desk_of(world.seats[who]).exists(), who


def test_the_units_are_told_at_once_and_go_on_seeing_that_it_was_withdrawn_and_why(world: World) -> None:
    with world.acting():
        item, (_, lead, _) = passed_on(world)
        world.receive(lead)
        withdraw(world, item)
        told = Notice.objects.filter(text__contains="代表已撤回，办理终止")
        seats = world.seats
        heard = {seats[who].pk for who in ("clerk", "head", "dispatcher", "stranger", "stranger_head")}
        assert set(told.values_list("seat_id", flat=True)) == heard
        for who in ("clerk", "dispatcher", "stranger"):
            assert list(visible_to(seats[who])) == [item]
            file = read_case(seats[who], item.pk)
            assert file is not None
            line = next(line for line in tell(file) if "撤回" in line.title)
            assert WHY in line.body
            page = showing.page(file, clock.today())
            assert page is not None and WHY in page.next_words and page.acts == []
            assert page.clock["words"] == "已撤回"


def test_nothing_of_it_stays_in_the_figures(world: World) -> None:
    with world.acting():
        item, _ = passed_on(world)
        passed_on(world, title="关于公园照明的建议")
        items = Items(world.congress.pk, world.session.pk, clock.today())

        def counted() -> list[int]:
            shown = (ind.REGISTERED, ind.NOT_HANDED_OVER, ind.TO_GOVERNMENT, ind.LED, ind.ASSISTING)
            return [items.figure(one).numerator for one in shown]

        assert counted() == [2, 0, 2, 2, 2]
        withdraw(world, item)
        assert counted() == [1, 0, 1, 1, 1]


def test_once_a_letter_was_sent_it_is_not_withdrawn_any_more_not_even_when_it_is_handled_again(world: World) -> None:
    lead = world.seats["deputy"]
    with world.acting("deputy"):
        item = world.register()
        round_ = world.receive(world.hand_over(item)[0])
        world.talk(round_)
        world.write(round_, "solved")
        for step, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(step, round_, world.seats[who])
        assert "已经答复" in refusal("withdrawal.ask", item, lead, Asking(WHY))
        take("letter.recall", round_, world.seats["head"])
        withdraw(world, item)
        assert item.state == "withdrawn"


def test_of_several_who_signed_all_agree_and_one_no_keeps_the_item_on_the_desks(world: World) -> None:
    other = world.seats["cosigner"]
    with world.acting():
        item, (_, lead, _) = passed_on(world, cosigner_seat_ids=(other.pk,), signer_count=2)
        withdraw(world, item)
        assert item.state == "handed_over"
        take("withdrawal.answer", item, other, Word(agrees=False))
        lead.refresh_from_db()
        assert (item.state, lead.state) == ("handed_over", "handed_over")
        withdraw(world, item)
        take("withdrawal.answer", item, other, Word(agrees=True))
        item.refresh_from_db()
        assert item.state == "withdrawn"


def test_by_national_law_alone_nothing_is_withdrawn_after_the_hand_over(db: None) -> None:
    world = make_world(profile="base")
    with world.acting():
        item = world.register()
        world.hand_over(item)
        assert "交办以后不能撤回" in refusal("withdrawal.ask", item, world.seats["deputy"], Asking(WHY))


def test_each_desk_s_end_is_an_event_of_the_house_after_that_of_the_deputy(world: World) -> None:
    with world.acting():
        item, _ = passed_on(world)
        withdraw(world, item)
        steps = list(Event.objects.filter(case_id=item.pk).order_by("number").values_list("step", flat=True))
        assert steps[-6] == "withdrawal.ask"
        assert sorted(steps[-5:]) == ["assignment.terminate"] * 3 + ["proposal.withdraw", "round.terminate"]


# -- several matters in one --------------------------------------------------------------------------------------------


def test_the_asks_that_belong_together_become_drafts_and_the_first_is_withdrawn_at_the_deputy_s_word(world: World) -> None:
    lead, officer = world.seats["deputy"], world.seats["officer"]
    with world.acting():
        item = submitted(world, with_photo(written(world)))
        take("split.advise", item, officer, Advice(((1, 2), (3,)), "护栏和停车场是两件事。"))
        assert Notice.objects.filter(seat_id=lead.pk, text__contains="建议分开提").exists()
        with pytest.raises(NotYours):
            take("split.answer", item, world.seats["cosigner"], Decision("split"))
        take("split.answer", item, lead, Decision("split"))
        item.refresh_from_db()
        assert item.state == "withdrawn" and item.body.count("\n") > 2
        drafts = list(Manuscript.objects.filter(proposal__isnull=True).order_by("pk"))
        assert [draft.asks for draft in drafts] == [[ASKS[0], ASKS[1]], [ASKS[2]]]
        assert {(draft.lead_id, draft.matter) for draft in drafts} == {(lead.pk, "沿江大道早晚高峰违停严重。")}
        assert drafts[0].title == f"{item.title}（分 1）"
        assert [[one.name for one in files_of(draft)] for draft in drafts] == [["堵车照片.png"]] * 2
        assert submitted(world, drafts[1]).state == "submitted"


@pytest.mark.parametrize(("answer", "drafts"), [("split_kept", 2), ("kept", 0)])
def test_kept_the_first_goes_on_as_it_is(world: World, answer: str, drafts: int) -> None:
    with world.acting():
        item = submitted(world, written(world))
        before = (item.title, item.body, item.text_digest, item.state)
        take("split.advise", item, world.seats["secretary"], Advice(((1,), (2, 3)), "两件事。"))
        take("split.answer", item, world.seats["deputy"], Decision(answer))
        item.refresh_from_db()
        assert (item.title, item.body, item.text_digest, item.state) == before
        assert Manuscript.objects.filter(proposal__isnull=True).count() == drafts
        assert open_advice(item) is None and SplitAdvice.objects.get().answered_on == clock.today()


def test_of_a_joint_item_the_drafts_are_made_and_the_first_waits_for_the_others_word(world: World) -> None:
    other = world.seats["cosigner"]
    with world.acting():
        item = submitted(world, written(world, cosigners=[other]))
        take("split.advise", item, world.seats["officer"], Advice(((1,), (2, 3)), "两件事。"))
        take("split.answer", item, world.seats["deputy"], Decision("split"))
        assert item.state == "submitted" and Manuscript.objects.filter(proposal__isnull=True).count() == 2
        take("withdrawal.answer", item, other, Word(agrees=True))
        item.refresh_from_db()
        assert item.state == "withdrawn"


def test_advice_without_whole_groups_or_a_reason_is_refused(world: World) -> None:
    officer = world.seats["officer"]
    with world.acting():
        item = submitted(world, written(world))
        for groups in (((1, 2, 3),), ((1,), (2,)), ((1, 2), (2, 3)), ((1, 2, 3), ()), ((1, 2), (3, 4))):
            assert "至少分成两份" in refusal("split.advise", item, officer, Advice(groups, "两件事。"))
        assert "为什么" in refusal("split.advise", item, officer, Advice(((1,), (2, 3)), " "))
        paper = world.register("纸质件，没有分条")
        assert "没有可以分开的" in refusal("split.advise", paper, officer, Advice(((1,), (2,)), "两件事。"))
        take("split.advise", item, officer, Advice(((1,), (2, 3)), "两件事。"))
        assert "正在等代表决定" in refusal("split.advise", item, officer, Advice(((1,), (2, 3)), "两件事。"))
        assert "请选" in refusal("split.answer", item, world.seats["deputy"], Decision("perhaps"))
