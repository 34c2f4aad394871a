"""Reading, registering, refusing, withdrawing: what is submitted is always answered (W2, W18; rules.md §3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.proposals import manuscripts
from huiyin.proposals.manuscripts import Words
from huiyin.proposals.models import Manuscript, Proposal, Reading, Refusal, Signer, TextVersion, Withdrawal
from huiyin.proposals.reading import Sheet
from huiyin.proposals.submitting import Acceptance, Refusing
from huiyin.proposals.withdrawing import Asking, Word
from tests.chain.cast import refusal
from tests.proposals.writing import ASKS, MATTER, TITLE, deputies, resubmit, signed_by, submit, written
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
FIT = Sheet("fit", {"form": True, "one_matter": True})
BETTER = Words(TITLE, MATTER, (*ASKS, "请六月底前答复进展。"))


def with_street(profile: str = "wuchang") -> World:
    world = make_world(profile=profile)
    with world.acting():
        world.bodies["team"].street = world.bodies["street"]
        world.bodies["team"].save(update_fields=["street"])
    return world


@pytest.fixture
def world() -> Iterator[World]:
    made = with_street()
    with made.acting():
        yield made


def read_through(world: World, item: Proposal) -> None:
    take("reading.pass", item, world.seats["street_clerk"], FIT)
    take("reading.pass", item, world.seats["officer"], FIT)


# -- reading -------------------------------------------------------------------------------------------------------------


def test_the_street_reads_first_then_the_district_then_it_is_registered(world: World) -> None:
    """W2 区街两级阅看."""
    item = submit(world, written(world))
    assert item.tier == "street"
    for who in ("officer", "secretary"):
        with pytest.raises(NotYours):
            take("reading.pass", item, world.seats[who], FIT)
    assert "街道阅看" in refusal("proposal.accept", item, world.seats["officer"], Acceptance())
    take("reading.pass", item, world.seats["street_clerk"], FIT)
    item.refresh_from_db()
    assert item.tier == "district"
    with pytest.raises(NotYours):
        take("reading.pass", item, world.seats["street_clerk"], FIT)
    assert "区级阅看" in refusal("proposal.accept", item, world.seats["officer"], Acceptance())
    take("reading.pass", item, world.seats["officer"], FIT)
    take("proposal.accept", item, world.seats["officer"], Acceptance(category="教育"))
    item.refresh_from_db()
    assert (item.state, item.own_no, item.category) == ("registered", 1, "教育")


def test_a_delegation_without_a_street_goes_to_the_district_at_once() -> None:
    world = make_world()
    with world.acting():
        assert submit(world, written(world)).tier == "district"


def test_where_nobody_reads_it_is_registered_at_once() -> None:
    world = make_world(profile="malong")
    with world.acting():
        item = submit(world, written(world))
        assert item.tier == ""
        with pytest.raises(NotYours):
            take("reading.pass", item, world.seats["officer"], FIT)
        take("proposal.accept", item, world.seats["officer"], Acceptance())


def test_a_reader_advises_and_the_deputy_takes_the_advice(world: World) -> None:
    made = written(world)
    item = submit(world, made)
    take("reading.advise", item, world.seats["street_clerk"], Sheet("revise", {"focus": False}, "写上时间。", BETTER))
    item.refresh_from_db()
    assert item.state == "with_deputy" and item.body == manuscripts.composed("suggestion", Words(TITLE, MATTER, tuple(ASKS)))
    manuscripts.keep(made, world.seats["deputy"], None, {"asks": list(BETTER.asks)})
    resubmit(world, item)
    item.refresh_from_db()
    reading = Reading.objects.get()
    assert reading.decision == "taken" and item.tier == "street" and "六月底前" in item.body
    assert [ask.text for ask in item.asks.order_by("number")] == list(BETTER.asks)
    assert list(TextVersion.objects.order_by("number").values_list("submitted", flat=True)) == [True, False, True]


@pytest.mark.parametrize(("change", "decision"), [({}, "kept"), ({"title": "关于接送区的建议"}, "own")])
def test_the_deputy_decides_and_may_keep_the_text_or_write_another(world: World, change: dict[str, str], decision: str) -> None:
    made = written(world)
    item = submit(world, made)
    take("reading.advise", item, world.seats["street_clerk"], Sheet("revise", note="写上时间。", advised=BETTER))
    manuscripts.keep(made, world.seats["deputy"], None, change)
    resubmit(world, item)
    assert Reading.objects.get().decision == decision
    # The reader who advised has it again, and may let it pass: it was advice.
    take("reading.pass", item, world.seats["street_clerk"], FIT)


def test_an_advice_says_what_to_change_and_a_pass_is_no_advice(world: World) -> None:
    item = submit(world, written(world))
    street = world.seats["street_clerk"]
    assert "怎么改" in refusal("reading.advise", item, street, Sheet("revise"))
    assert refusal("reading.advise", item, street, Sheet("fit", note="好"))
    assert refusal("reading.pass", item, street, Sheet("withdraw", note="不提为好"))
    assert "对不上" in refusal("reading.pass", item, street, Sheet("fit", {"beauty": True}))


def test_signatures_are_asked_again_for_what_a_reader_changed(world: World) -> None:
    made = written(world)
    signed_by(made, world.seats["cosigner"])
    item = submit(world, made)
    take("reading.advise", item, world.seats["street_clerk"], Sheet("revise", note="写上时间。", advised=BETTER))
    manuscripts.keep(made, world.seats["deputy"], None, {"asks": list(BETTER.asks)})
    assert manuscripts.waiting_for(world.seats["cosigner"])[0].again
    resubmit(world, item)
    assert Signer.objects.get(proposal=item, seat=world.seats["cosigner"]).withdrawn_on == clock.today()
    signed_by(Manuscript.objects.get(), world.seats["cosigner"])
    read_through(world, item)
    take("proposal.accept", item, world.seats["officer"], Acceptance())
    assert Signer.objects.get(proposal=item, seat=world.seats["cosigner"]).withdrawn_on is None


def test_what_somebody_has_read_is_not_taken_back_any_more(world: World) -> None:
    item = submit(world, written(world))
    take("reading.pass", item, world.seats["street_clerk"], FIT)
    assert "已经有人阅看过" in refusal("proposal.take_back", item, world.seats["deputy"])


# -- registering ---------------------------------------------------------------------------------------------------------


def test_numbers_are_given_in_the_order_of_registration_and_submitting_leaves_no_gap(world: World) -> None:
    first, second = submit(world, written(world)), submit(world, written(world, title="关于另一件事的建议"))
    for item in (second, first):
        read_through(world, item)
        take("proposal.accept", item, world.seats["secretary"], Acceptance())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.own_no, first.own_no) == (1, 2)
    assert world.register().own_no == 3


def test_the_secretariat_takes_in_what_is_raised_in_session_and_nothing_else(world: World) -> None:
    """重庆建议条例第四条; 代表法第二十四条、第三十六条."""
    world.session.closes_on = clock.today() - timedelta(days=1)
    world.session.save(update_fields=["closes_on"])
    item = submit(world, written(world))
    assert item.side == "between"
    read_through(world, item)
    with pytest.raises(NotYours):
        take("proposal.accept", item, world.seats["secretary"], Acceptance())
    take("proposal.accept", item, world.seats["officer"], Acceptance())


# -- motions in time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "passes"), [("suggestion", False), ("out_of_session", True)])
def test_a_motion_after_the_presidium_s_hour_goes_by_the_rules_of_the_place(late: str, passes: bool) -> None:
    """上海议案规定第八条: 截止时间后的，按闭会期间的处理; elsewhere it may be raised as a suggestion."""
    answers = {"raising": {"late_motions": {"value": late, "source": "回音默认"}}}
    world = make_world(answers=answers)
    with world.acting():
        until = timezone.make_aware(datetime(2026, 1, 8, 10, 0))
        world.session.motions_until = until
        world.session.save(update_fields=["motions_until"])
        made = written(world, kind="motion")
        signed_by(made, *deputies(world, 9))
        with clock.frozen(date(2026, 1, 9)):
            if passes:
                assert submit(world, made).side == "between"
            else:
                with pytest.raises(StepRefused, match="已经过了主席团定的议案截止时间"):
                    submit(world, made)
        with clock.frozen(date(2026, 1, 7)):
            if not passes:
                assert submit(world, made).side == "session"


# -- refusing ------------------------------------------------------------------------------------------------------------


def test_an_item_is_refused_only_on_a_ground_of_the_rules_with_an_explanation_and_a_way_out() -> None:
    """重庆建议条例第九条第二款、第十三条第三款."""
    world = make_world(profile="chongqing")
    with world.acting():
        item = submit(world, written(world))
        officer = world.seats["officer"]
        good = Refusing("personal", "已当面向代表说明，这是个人住房问题。", "returned")
        assert "哪一种情形" in refusal("proposal.refuse", item, officer, Refusing("ugly", good.explained, "returned"))
        assert "转到哪里" in refusal("proposal.refuse", item, officer, Refusing("personal", good.explained, "bin"))
        assert "怎样向代表说明" in refusal("proposal.refuse", item, officer, Refusing("personal", " ", "returned"))
        take("proposal.refuse", item, officer, good)
        item.refresh_from_db()
        said = Refusal.objects.get()
        assert (item.state, item.own_no) == ("refused", None) and said.ground_words.startswith("涉及解决代表本人")


def test_where_the_rules_name_no_ground_nothing_is_refused(world: World) -> None:
    item = submit(world, written(world))
    assert "要登记" in refusal("proposal.refuse", item, world.seats["officer"], Refusing("personal", "说明", "returned"))


# -- withdrawing ---------------------------------------------------------------------------------------------------------


def test_one_deputy_withdraws_alone_and_says_why(world: World) -> None:
    item = submit(world, written(world))
    assert "书面" in refusal("withdrawal.ask", item, world.seats["deputy"], Asking(" "))
    take("withdrawal.ask", item, world.seats["deputy"], Asking("已经解决。"))
    item.refresh_from_db()
    assert item.state == "withdrawn" and Withdrawal.objects.get().done_on == clock.today()


def test_a_joint_item_is_withdrawn_when_all_agree_and_stays_when_one_does_not(world: World) -> None:
    """上海建议规定第十条: 联名提出的，经全体同意."""
    for agrees, state in ((False, "submitted"), (True, "withdrawn")):
        made = written(world)
        signed_by(made, world.seats["cosigner"])
        item = submit(world, made)
        take("withdrawal.ask", item, world.seats["deputy"], Asking("已经解决。"))
        item.refresh_from_db()
        assert item.state == "submitted"
        take("withdrawal.answer", item, world.seats["cosigner"], Word(agrees))
        item.refresh_from_db()
        assert item.state == state


def test_after_the_hand_over_it_is_the_rules_that_say_whether_it_may_be_withdrawn(world: World) -> None:
    """北京办法第十三条: 交办前; 重庆建议条例第十二条: 一经撤回，办理工作即行终止."""
    item = world.register()
    world.hand_over(item)
    assert "交办以后不能撤回" in refusal("withdrawal.ask", item, world.seats["deputy"], Asking("已经解决。"))
