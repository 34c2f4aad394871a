"""会办: an own clock, an opinion to the lead unit only, another one where it is asked for, and no letter without it."""

from __future__ import annotations

from datetime import date

import pytest

from huiyin.chain.models import Clock
from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, Stage
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling import casefiles
from huiyin.handling.assisting import OpinionGiven
from huiyin.handling.models import Opinion, Round
from huiyin.handling.steps import Sending
from huiyin.proposals.steps import Reason
from tests.chain.cast import hand_over_directly, refusal
from tests.world import World

HANDED_OVER = date(2026, 3, 2)


def hand_over(world: World) -> tuple[Assignment, Assignment]:
    """城管局 leads, 教育局 assists; both have received."""
    lead, assist = hand_over_directly(world)
    take("assignment.receive", lead, world.seats["clerk"])
    take("assignment.receive", assist, world.seats["stranger"])
    return lead, assist


def cleared(world: World, lead: Assignment) -> Round:
    round_ = world.round_of(lead)
    world.talk(round_)
    world.write(round_, class_code="solved")
    take("letter.submit", round_, world.seats["clerk"])
    take("letter.clear", round_, world.seats["head"])
    return round_


def due(row: Assignment) -> date | None:
    row.refresh_from_db()
    return row.due_on


def test_the_assisting_unit_has_thirty_workdays_from_the_hand_over(chongqing: World) -> None:
    """Chongqing 20(1). March has 21 workdays after the 2nd, April 3 until Qingming (4–6), then 7–10, 13 and 14."""
    with clock.frozen(HANDED_OVER), chongqing.acting():
        lead, assist = hand_over(chongqing)
        assert due(assist) == date(2026, 4, 14)
        assert due(lead) == date(2026, 6, 2)


def test_where_the_time_counts_from_receipt_it_does_not_run_before(chongqing: World) -> None:
    """Shanghai 17: one month from receipt."""
    from huiyin.procedures.choosing import choose_profile

    rule = {"amount": 1, "unit": "month", "trigger": "received", "source": "重庆建议条例第二十条第一款"}
    with clock.frozen(date(2026, 3, 1)), chongqing.acting():
        choose_profile(chongqing.congress, "chongqing", answers={"limits": {"assist_opinion": rule}})
    with clock.frozen(HANDED_OVER), chongqing.acting():
        proposal = chongqing.register()
        bodies = chongqing.bodies
        targets = (Target(bodies["unit"].pk, Mode.LEAD), Target(bodies["school"].pk, Mode.ASSIST))
        take("dispatch.hand_over", proposal, chongqing.seats["officer"], HandOver(targets=targets))
        assist = Assignment.objects.get(proposal=proposal, mode=Mode.ASSIST)
        assert due(assist) is None
    with clock.frozen(date(2026, 3, 9)), chongqing.acting():
        take("assignment.receive", assist, chongqing.seats["stranger"])
        assert due(assist) == date(2026, 4, 9)
        take("assignment.unreceive", assist, chongqing.seats["stranger"])
        assert due(assist) is None


def test_no_letter_goes_out_before_the_opinion_is_there_unless_somebody_answers_for_it(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        lead, assist = hand_over(chongqing)
        round_ = cleared(chongqing, lead)
        sentence = refusal("letter.send", round_, chongqing.seats["head"])
        assert "教育局”还没有提出意见" in sentence and "写明原因" in sentence
        assert "还没有提出意见" in refusal("letter.send", round_, chongqing.seats["head"], Sending("  "))
        take("letter.send", round_, chongqing.seats["head"], Sending("教育局来电：没有意见，公函随后补上。"))
        round_.refresh_from_db()
        assert round_.sent_without == "教育局来电：没有意见，公函随后补上。"


def test_with_the_opinion_the_letter_goes_out_and_no_reason_is_kept(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        lead, assist = hand_over(chongqing)
        round_ = cleared(chongqing, lead)
        take("opinion.give", assist, chongqing.seats["stranger"], OpinionGiven("校门前一百米可以划为限时停车区。"))
        assert (assist.stage, due(assist)) == (Stage.OPINED, None)
        take("letter.send", round_, chongqing.seats["head"], Sending("用不着的话"))
        round_.refresh_from_db()
        assert round_.sent_without == ""


def test_an_opinion_asked_for_again_is_due_in_five_workdays_and_the_first_one_stays(chongqing: World) -> None:
    """Chongqing 20(1): five workdays. 16 April is a Thursday."""
    with clock.frozen(HANDED_OVER), chongqing.acting():
        lead, assist = hand_over(chongqing)
        take("opinion.give", assist, chongqing.seats["stranger"], OpinionGiven("没有意见。"))
    with clock.frozen(date(2026, 4, 16)), chongqing.acting():
        assert "原因" in refusal("opinion.redo", assist, chongqing.seats["clerk"], Reason(" "))
        take("opinion.redo", assist, chongqing.seats["clerk"], Reason("没有说校门前怎么管。"))
        assert (assist.stage, due(assist)) == (Stage.ASSISTING, date(2026, 4, 23))
        told = Notice.objects.filter(seat_id=chongqing.seats["stranger"].pk).order_by("-pk")[0]
        assert "重新提出会办意见" in told.text
        take("opinion.give", assist, chongqing.seats["stranger"], OpinionGiven("校门前限时停车。"))
        said = [(one.body, one.redo_reason) for one in Opinion.objects.order_by("number")]
        assert said == [("没有意见。", "没有说校门前怎么管。"), ("校门前限时停车。", "")]


def test_an_opinion_given_by_mistake_is_taken_back_and_its_clock_runs_on(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        lead, assist = hand_over(chongqing)
        take("opinion.give", assist, chongqing.seats["stranger"], OpinionGiven("发错了。"))
        take("opinion.withdraw", assist, chongqing.seats["stranger"])
        assert (assist.stage, due(assist)) == (Stage.ASSISTING, date(2026, 4, 14))
        assert "还没有写会办意见" in refusal("opinion.give", assist, chongqing.seats["stranger"], OpinionGiven(" "))


@pytest.mark.parametrize("who", ["clerk", "head", "officer", "dispatcher", "deputy", "admin", "leader"])
def test_nobody_but_the_assisting_unit_gives_its_opinion(chongqing: World, who: str) -> None:
    with chongqing.acting():
        _, assist = hand_over(chongqing)
        with pytest.raises(NotYours):
            take("opinion.give", assist, chongqing.seats[who], OpinionGiven("替你们写了。"))


@pytest.mark.parametrize(
    ("who", "reads"),
    [("clerk", True), ("head", True), ("officer", True), ("stranger", True), ("deputy", False)],
)
def test_the_opinion_is_read_by_the_lead_unit_and_the_committee_but_not_by_the_deputy(
    chongqing: World, who: str, reads: bool
) -> None:
    with chongqing.acting(who):
        lead, assist = hand_over(chongqing)
        take("opinion.give", assist, chongqing.seats["stranger"], OpinionGiven("校门前限时停车。"))
        file = casefiles.read_case(chongqing.seats[who], lead.proposal_id)
        assert file is not None
        part = next(part for part in file.parts if part.row.mode == Mode.ASSIST)
        assert [one.body for one in part.opinions] == (["校门前限时停车。"] if reads else [])


def test_an_opinion_that_does_not_come_is_chased_once_a_day(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        lead, assist = hand_over(chongqing)
        take("opinion.chase", assist, chongqing.seats["clerk"])
        texts = list(Notice.objects.filter(seat_id=chongqing.seats["stranger_head"].pk).values_list("text", flat=True))
        assert any(text.startswith("催办：") for text in texts)
        assert "一天之内已经催过" in refusal("opinion.chase", assist, chongqing.seats["officer"])
        with pytest.raises(NotYours):
            take("opinion.chase", lead, chongqing.seats["officer"])


def test_when_the_item_is_concluded_no_clock_of_an_assisting_unit_runs_on(chongqing: World) -> None:
    with chongqing.acting("deputy"):
        lead, assist = hand_over(chongqing)
        round_ = cleared(chongqing, lead)
        take("letter.send", round_, chongqing.seats["head"], Sending("教育局来电没有意见。"))
        from huiyin.evaluation.steps import Evaluation

        take("letter.open", round_, chongqing.seats["deputy"])
        take("evaluation.give", round_, chongqing.seats["deputy"], Evaluation({"letter": "satisfied"}))
    with chongqing.acting("officer"):
        chongqing.settle(round_)
        assist.refresh_from_db()
        assert (assist.state, assist.due_on) == ("concluded", None)
        assert not Clock.objects.filter(stopped_on__isnull=True).exists()
