"""退回、改交: inside the window, decided by who handed over, refused and disputed once; the clocks, and the long limit."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Q

from huiyin.chain.models import Clock
from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode, ReturnRequest, Stage
from huiyin.dispatch.queries import visible_to
from huiyin.dispatch.returning import Reassigning, ReturnAsked
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.handling import casefiles
from huiyin.people.models import Role
from huiyin.procedures.choosing import choose_profile
from huiyin.proposals.steps import Reason
from tests.chain.cast import add_seat, refusal
from tests.world import World

HANDED_OVER = date(2026, 3, 2)
# Chongqing 16: ten workdays from the hand-over: 3–6, 9–13 and 16 March.
LAST_DAY = date(2026, 3, 16)
NOT_OURS = ReturnAsked("沿江大道由区交通局管养，本局没有设置护栏的职权。")


def direct(world: World) -> Assignment:
    (row,) = world.hand_over(world.register())
    take("assignment.receive", row, world.seats["clerk"])
    return row


def to_school(world: World, mode: str = Mode.LEAD, reason: str = "理由成立。") -> Reassigning:
    return Reassigning((Target(world.bodies["school"].pk, mode),), reason)


def newest(world: World) -> Assignment:
    return Assignment.objects.filter(congress=world.congress).order_by("-pk")[0]


def test_the_last_day_of_the_window_is_in_time_and_the_day_after_is_not(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        first, second = direct(chongqing), direct(chongqing)
    with clock.frozen(LAST_DAY), chongqing.acting():
        take("assignment.ask_return", first, chongqing.seats["clerk"], NOT_OURS)
        assert first.stage == Stage.RETURNING
    with clock.frozen(date(2026, 3, 17)), chongqing.acting():
        sentence = refusal("assignment.ask_return", second, chongqing.seats["clerk"], NOT_OURS)
        assert "2026年3月16日" in sentence


def test_where_no_window_is_set_an_item_may_be_returned_at_any_time(db: None) -> None:
    from tests.world import make_world

    world = make_world("malong", profile="malong")
    with clock.frozen(HANDED_OVER), world.acting():
        row = direct(world)
    with clock.frozen(date(2026, 5, 28)), world.acting():
        take("assignment.ask_return", row, world.seats["clerk"], NOT_OURS)


def test_a_return_waits_ten_workdays_for_its_answer_and_the_reply_clock_goes_on(chongqing: World) -> None:
    """Chongqing 16: 10 March is a Tuesday; 11–13, 16–20, 23 and 24."""
    with clock.frozen(HANDED_OVER), chongqing.acting():
        row = direct(chongqing)
    with clock.frozen(date(2026, 3, 10)), chongqing.acting():
        take("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
        waiting = Clock.objects.get(kind="reassign")
        assert (waiting.started_on, waiting.due_on) == (date(2026, 3, 10), date(2026, 3, 24))
        assert row.due_on == date(2026, 6, 2)
        assert "申请退回" in Notice.objects.filter(seat_id=chongqing.seats["officer"].pk).order_by("-pk")[0].text


def test_an_accepted_return_goes_to_another_body_with_a_clock_of_its_own_and_the_first_day_kept(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        row = direct(chongqing)
        take("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
    with clock.frozen(date(2026, 3, 12)), chongqing.acting():
        take("assignment.accept_return", row, chongqing.seats["officer"], to_school(chongqing))
        made = newest(chongqing)
        assert (row.state, row.stage, row.due_on) == ("replaced", Stage.REPLACED, None)
        assert (made.body_id, made.replaces_id, made.mode) == (chongqing.bodies["school"].pk, row.pk, Mode.LEAD)
        assert (made.handed_over_on, made.first_handed_over_on) == (date(2026, 3, 12), HANDED_OVER)
        assert made.due_on == date(2026, 6, 12), "base: a new unit counts from the hand-over to it"
        running = Clock.objects.filter(stopped_on__isnull=True)
        assert [made.kind for made in running] == ["reply"]
        texts = {n.seat_id: n.text for n in Notice.objects.order_by("pk")}
        assert "改交" in texts[chongqing.seats["stranger"].pk] and "其他单位" in texts[chongqing.seats["deputy"].pk]


def test_where_the_procedure_keeps_the_clock_the_new_body_has_what_is_left_of_it(db: None) -> None:
    from tests.world import make_world

    kept = {"value": "keep", "source": "回音默认"}
    world = make_world(profile="chongqing", answers={"hand_over": {"reassigned_clock": kept}})
    with clock.frozen(HANDED_OVER), world.acting():
        row = direct(world)
    with clock.frozen(date(2026, 3, 12)), world.acting():
        take("assignment.replace", row, world.seats["officer"], to_school(world, reason="交错了单位。"))
        assert newest(world).due_on == date(2026, 6, 2)


def test_a_refused_return_is_handled_on_and_not_asked_again(chongqing: World) -> None:
    """Qingdao 19."""
    with clock.frozen(HANDED_OVER), chongqing.acting():
        (row,) = chongqing.hand_over(chongqing.register())
        take("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
        assert "原因" in refusal("assignment.refuse_return", row, chongqing.seats["officer"], Reason(""))
        take("assignment.refuse_return", row, chongqing.seats["officer"], Reason("护栏由城管局设置，见三定方案。"))
        assert (row.state, row.stage, row.received_on) == ("received", Stage.HANDLING, HANDED_OVER)
        assert "没有获得同意" in refusal("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
        # Received by being refused: the time for the first talk counts too (Chongqing 18).
        assert Clock.objects.get(kind="first_contact").started_on == HANDED_OVER


def test_while_a_return_waits_the_letter_does_and_a_return_taken_back_goes_on(chongqing: World) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        row = direct(chongqing)
        round_ = chongqing.round_of(row)
        chongqing.talk(round_)
        chongqing.write(round_, class_code="solved")
        take("assignment.ask_return", row, chongqing.seats["head"], NOT_OURS)
        assert "正在申请退回" in refusal("letter.submit", round_, chongqing.seats["clerk"])
        take("assignment.drop_return", row, chongqing.seats["clerk"])
        take("letter.submit", round_, chongqing.seats["clerk"])
        assert "已经送审签" in refusal("assignment.replace", row, chongqing.seats["officer"], to_school(chongqing))


def test_who_handed_over_decides(chongqing: World) -> None:
    """What the government office passed on, it takes back; what the committee handed over directly, the committee."""
    with chongqing.acting():
        (passed,) = chongqing.by_the_office(chongqing.register())
        take("assignment.ask_return", passed, chongqing.seats["clerk"], NOT_OURS)
        with pytest.raises(NotYours):
            take("assignment.refuse_return", passed, chongqing.seats["officer"], Reason("不行"))
        take("assignment.refuse_return", passed, chongqing.seats["dispatcher"], Reason("按三定方案归你局。"))
        straight = direct(chongqing)
        take("assignment.ask_return", straight, chongqing.seats["clerk"], NOT_OURS)
        with pytest.raises(NotYours):
            take("assignment.refuse_return", straight, chongqing.seats["dispatcher"], Reason("不行"))


def test_a_refusal_goes_to_the_leader_once_while_work_goes_on(chongqing: World) -> None:
    with chongqing.acting():
        (row,) = chongqing.by_the_office(chongqing.register())
        take("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
        head, leader = chongqing.seats["head"], chongqing.seats["leader"]
        take("assignment.refuse_return", row, chongqing.seats["dispatcher"], Reason("按三定方案归你局。"))
        assert "没有提请协调" in refusal("dispute.uphold", row, leader, Reason("照办"))
        take("assignment.dispute", row, head, Reason("三定方案第六条写的是交通局。"))
        assert "已经提请过" in refusal("assignment.dispute", row, head, Reason("再说一次"))
        chongqing.talk(chongqing.round_of(row))
        take("dispute.uphold", row, leader, Reason("由城管局牵头，交通局配合。"))
        assert (row.state, ReturnRequest.objects.get().ruling) == ("received", "由城管局牵头，交通局配合。")
        assert "没有提请协调" in refusal("dispute.reassign", row, leader, to_school(chongqing))


def test_the_leader_of_the_side_that_handed_over_rules_and_may_hand_it_to_another_body(chongqing: World) -> None:
    with chongqing.acting():
        row = direct(chongqing)
        take("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
        take("assignment.refuse_return", row, chongqing.seats["officer"], Reason("归你局。"))
        take("assignment.dispute", row, chongqing.seats["head"], Reason("不归。"))
        with pytest.raises(NotYours):
            take("dispute.reassign", row, chongqing.seats["leader"], to_school(chongqing))
        take("dispute.reassign", row, chongqing.seats["chair"], to_school(chongqing, reason="由教育局办。"))
        assert newest(chongqing).body_id == chongqing.bodies["school"].pk


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ((), "没有单位答复"),
        ((("unit", Mode.LEAD),), "就是要换下的单位"),
        ((("team", Mode.LEAD),), "不能作为承办单位"),
        ((("school", Mode.ASSIST),), "还没有选承办单位"),
        ((("school", Mode.LEAD), ("third", Mode.SEPARATE)), "只能选一种"),
    ],
)
def test_whoever_takes_the_item_over_must_be_able_to_answer_it(
    chongqing: World, targets: tuple[tuple[str, str], ...], sentence: str
) -> None:
    from huiyin.people import setup

    with chongqing.acting():
        chongqing.bodies["third"] = setup.add_body(chongqing.congress, "区民政局", "department")
        row = direct(chongqing)
        facts = Reassigning(tuple(Target(chongqing.bodies[name].pk, mode) for name, mode in targets), "交错了。")
        assert sentence in refusal("assignment.replace", row, chongqing.seats["officer"], facts)


def test_an_assisting_unit_that_has_nothing_to_say_is_let_go_and_may_be_asked_again(chongqing: World) -> None:
    with chongqing.acting():
        proposal = chongqing.register()
        bodies = chongqing.bodies
        targets = (Target(bodies["unit"].pk, Mode.LEAD), Target(bodies["school"].pk, Mode.ASSIST))
        take("dispatch.hand_over", proposal, chongqing.seats["officer"], HandOver(targets=targets))
        lead, assist = Assignment.objects.filter(proposal=proposal).order_by("pk")
        take("assignment.ask_return", assist, chongqing.seats["stranger"], ReturnAsked("与教育无关。"))
        take("assignment.accept_return", assist, chongqing.seats["officer"], Reassigning((), "同意。"))
        assert assist.state == "replaced" and not Clock.objects.filter(kind="assist", stopped_on=None).exists()
        take("assignment.replace", lead, chongqing.seats["officer"], to_school(chongqing, reason="归教育局。"))
        assert newest(chongqing).mode == Mode.LEAD


def test_what_was_answered_once_and_is_handled_again_stays_with_its_body(chongqing: World) -> None:
    """Its answer and its grade are that body's; in the figures a row handed on would take them along."""
    from huiyin.evaluation.steps import Evaluation

    with chongqing.acting("deputy"):
        row = direct(chongqing)
        round_ = chongqing.round_of(row)
        chongqing.talk(round_)
        chongqing.write(round_, class_code="solved")
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, chongqing.seats[who])
        take("letter.open", round_, chongqing.seats["deputy"])
        take("evaluation.give", round_, chongqing.seats["deputy"], Evaluation({"letter": "unsatisfied"}, "没写期限。"))
    with chongqing.acting("officer"):
        chongqing.order(round_)
        assert "已经答复过" in refusal("assignment.ask_return", row, chongqing.seats["clerk"], NOT_OURS)
        assert "已经答复过" in refusal("assignment.replace", row, chongqing.seats["officer"], to_school(chongqing))


def test_what_the_government_office_was_to_pass_on_may_be_handed_to_units_directly(chongqing: World) -> None:
    """A court's matter handed to the government office by mistake; the days that passed still count."""
    with clock.frozen(HANDED_OVER), chongqing.acting():
        proposal = chongqing.register()
        take("dispatch.hand_over", proposal, chongqing.seats["officer"], HandOver(via=chongqing.bodies["office"].pk))
        route = newest(chongqing)
    with clock.frozen(date(2026, 3, 5)), chongqing.acting():
        take("assignment.replace", route, chongqing.seats["officer"], to_school(chongqing, reason="不归政府。"))
        made = newest(chongqing)
        assert (made.parent_id, made.first_handed_over_on, route.state) == (None, HANDED_OVER, "replaced")
        assert [one.thing_kind for one in Clock.objects.filter(kind="reply", stopped_on__isnull=True)] == ["round"]


def test_the_body_that_gave_it_back_still_sees_that_it_did_and_no_longer_the_work(chongqing: World) -> None:
    with chongqing.acting():
        row = direct(chongqing)
        take("assignment.replace", row, chongqing.seats["officer"], to_school(chongqing, reason="交错了单位。"))
        clerk = chongqing.seats["clerk"]
        assert visible_to(clerk).filter(pk=row.proposal_id).exists()
        file = casefiles.read_case(clerk, row.proposal_id)
        assert file is not None and file.own is None
        assert [part.row.pk for part in file.gone] == [row.pk]
        assert [part.depth for part in file.parts] == [casefiles.Depth.NAMES]


def test_an_item_known_to_be_difficult_has_six_months_from_its_hand_over(chongqing: World) -> None:
    """Deputies Law 51(2): six months from the same day; 31 August + 6 months ends with February."""
    with clock.frozen(date(2026, 8, 31)), chongqing.acting():
        proposal = chongqing.register()
        targets = (Target(chongqing.bodies["unit"].pk, Mode.LEAD),)
        take("dispatch.hand_over", proposal, chongqing.seats["officer"], HandOver(targets=targets, is_long=True))
        row = newest(chongqing)
        running = Clock.objects.get(kind="reply")
        assert (row.is_long, row.due_on, running.provisional) == (True, date(2027, 3, 1), True), "28 February is a Sunday"


def test_the_office_may_find_an_item_difficult_later_and_the_six_months_still_count_from_the_hand_over(
    chongqing: World,
) -> None:
    with clock.frozen(HANDED_OVER), chongqing.acting():
        row = direct(chongqing)
    with clock.frozen(date(2026, 5, 6)), chongqing.acting():
        sentence = refusal("long.ask", row, chongqing.seats["clerk"], Reason("涉及五个部门。"))
        assert "没有申请延长的规定" in sentence, "Chongqing 21 knows no consent"
        take("long.grant", row, chongqing.seats["officer"], Reason("涉及五个部门、要改管线。"))
        assert row.due_on == date(2026, 9, 2)
        assert "已经按疑难件" in refusal("long.grant", row, chongqing.seats["officer"], Reason("再来"))
        told = Notice.objects.filter(seat_id=chongqing.seats["deputy"].pk).order_by("-pk")[0]
        assert "2026年9月2日" in told.text


def test_where_the_rules_want_consent_the_unit_asks_before_the_day_and_the_office_answers(db: None) -> None:
    """Beijing 21, Qingdao 25."""
    from tests.world import make_world

    rule = {"value": "consent_tell", "source": "回音默认"}
    world = make_world(profile="chongqing", answers={"long_limit": {"consent": rule}})
    with clock.frozen(HANDED_OVER), world.acting():
        first, second = direct(world), direct(world)
    with clock.frozen(date(2026, 6, 2)), world.acting():
        take("long.ask", first, world.seats["clerk"], Reason("涉及五个部门。"))
        assert "正在等" in refusal("long.ask", first, world.seats["clerk"], Reason("再问"))
        take("long.refuse", first, world.seats["officer"], Reason("请先答复已有的部分。"))
        assert first.due_on == date(2026, 6, 2)
        assert "没有提出申请" in refusal("long.refuse", first, world.seats["officer"], Reason("再答"))
    with clock.frozen(date(2026, 6, 3)), world.acting():
        assert "期限已过" in refusal("long.ask", second, world.seats["clerk"], Reason("晚了。"))


def test_a_body_of_the_congress_a_court_and_a_street_handle_items_like_any_unit(chongqing: World) -> None:
    """C15: the environment committee of Chongqing led one item, handled one separately, assisted in two."""
    from huiyin.people import setup

    world = chongqing
    kinds = {"环资委": "committee", "区人民法院": "court", "长江街道办事处": "lower_government"}
    with world.acting():
        for n, (name, kind) in enumerate(kinds.items()):
            body = setup.add_body(world.congress, name, kind)
            clerk = add_seat(world, f"clerk{n}", f"经办人{n}", body, Role.UNIT_CLERK)
            proposal = world.register()
            targets = (Target(body.pk, Mode.LEAD),)
            take("dispatch.hand_over", proposal, world.seats["officer"], HandOver(targets=targets))
            take("assignment.receive", newest(world), clerk)
        assert Assignment.objects.filter(~Q(state="received")).count() == 0


def test_a_first_talk_is_due_twenty_workdays_after_the_receipt(chongqing: World) -> None:
    """Chongqing 18: received on Monday 2 March: 3–6, 9–13, 16–20, 23–27 and 30 March."""
    with clock.frozen(HANDED_OVER), chongqing.acting():
        row = direct(chongqing)
        round_ = chongqing.round_of(row)
        running = Clock.objects.get(kind="first_contact")
        assert running.due_on == date(2026, 3, 30)
        chongqing.talk(round_)
        running.refresh_from_db()
        assert running.stopped_on == HANDED_OVER
        take("contact.withdraw", round_, chongqing.seats["clerk"])
        running.refresh_from_db()
        assert running.stopped_on is None


def test_three_meetings_are_owed_where_the_rules_say_so(db: None) -> None:
    """Malong: 办前、办中、办后三见面 (M8). A letter without the first two goes out only for a reason."""
    from huiyin.handling.contacting import ContactRecord
    from huiyin.handling.steps import sent_without
    from tests.world import make_world

    world = make_world("malong", profile="malong")
    with clock.frozen(HANDED_OVER), world.acting():
        choose_profile(world.congress, "malong")
        row = direct(world)
        round_ = world.round_of(row)
        assert len(sent_without(round_)) == 2
        for stage in ("before", "during"):
            take("contact.record", round_, world.seats["clerk"], ContactRecord(stage, "visit", HANDED_OVER, "谈过。"))
        assert sent_without(round_) == []
        world.write(round_)
        for code, who in (("letter.submit", "clerk"), ("letter.clear", "head"), ("letter.send", "head")):
            take(code, round_, world.seats[who])
