"""Steps before the registration as the reader's desk takes them: tiers, the clock to the hand-over, many numbers at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.clocks import HAND_OVER
from huiyin.chain.models import Clock, Event
from huiyin.chain.recounting import moves
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.reminders import remind_all
from huiyin.chain.taking import take
from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import HandOver, Target
from huiyin.foundation import clock
from huiyin.foundation.calendars import calendar_of
from huiyin.foundation.models import Notice, WorkdayOverride
from huiyin.people import editing
from huiyin.procedures.choosing import ALWAYS, choose_profile
from huiyin.proposals import lookout, registry
from huiyin.proposals.models import Proposal, ProposalState, Side
from huiyin.proposals.reading import Sheet
from huiyin.proposals.steps import Reason
from huiyin.proposals.submitting import Acceptance, Refusing
from huiyin.proposals.withdrawing import Asking
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
S = ProposalState
MONDAY = date(2026, 5, 18)


@pytest.fixture(autouse=True)
def a_monday_in_may() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def world() -> Iterator[World]:
    made = make_world()
    with made.acting():
        made.reads_for_team()
        yield made


@pytest.fixture
def chongqing() -> Iterator[World]:
    """A congress whose rules hand over within ten workdays what was raised between sessions, and know grounds."""
    made = make_world()
    with made.acting():
        choose_profile(made.congress, "chongqing", valid_from=ALWAYS)
        yield made


def running(world: World, case: Proposal) -> Clock | None:
    return next(iter(lookout.running(world.congress.pk, [case.pk])), None)


def waits(world: World, who: str, view: str) -> list[str]:
    return [line.case.title for line in lookout.desk(world.seats[who], view).rows]


# -- tiers ---------------------------------------------------------------------------------------------------------------


def test_each_item_lies_on_the_desk_of_whoever_may_take_the_step(world: World) -> None:
    """The list and the right agree, tier by tier."""
    case = world.submit()
    readers = ("street_clerk", "secretary", "officer")
    for upto in range(3):
        on_desks = {who for who in readers if case.title in waits(world, who, "read")}
        may = set()
        for who in readers:
            from huiyin.proposals.reading import reads

            may |= {who} if reads(world.seats[who], case) else set()
        assert on_desks == may == ({"street_clerk"}, {"secretary", "officer"}, set())[upto]
        if upto < 2:
            take("reading.pass", case, world.seats[sorted(may)[-1]], Sheet("fit"))
    assert case.title in waits(world, "officer", "register")


def test_what_lay_with_a_street_that_ended_is_read_by_the_office(world: World) -> None:
    from huiyin.people import setup

    case = world.submit()
    setup.end_seat(world.seats["street_clerk"])
    editing.end_body(world.bodies["street"])
    assert case.title in waits(world, "secretary", "read") and case.title not in waits(world, "secretary", "street")
    take("reading.pass", case, world.seats["secretary"], Sheet("fit"))
    assert case.tier == "district"


def test_a_street_that_was_merged_leaves_its_delegations_to_its_heir(world: World) -> None:
    from huiyin.people import setup

    heir = setup.add_body(world.congress, "人大中华路街工委", "street_committee")
    editing.merge_body(world.bodies["street"], heir)
    world.bodies["team"].refresh_from_db()
    assert world.bodies["team"].street_id == heir.pk


def test_a_seat_to_which_it_does_not_lie_takes_no_step(world: World) -> None:
    case = world.submit()
    for who in ("secretary", "officer", "clerk", "deputy"):
        with pytest.raises(NotYours):
            take("reading.pass", case, world.seats[who], Sheet("fit"))


# -- the clock to the hand-over ------------------------------------------------------------------------------------------


def test_what_is_raised_between_sessions_is_to_be_handed_over_within_ten_workdays(chongqing: World) -> None:
    """重庆建议条例第十三条第二款."""
    case = chongqing.submit(side=Side.BETWEEN)
    found = running(chongqing, case)
    assert found is not None and (found.started_on, found.due_on) == (MONDAY, date(2026, 6, 1))
    assert "重庆建议条例第十三条第二款" in found.source
    assert running(chongqing, chongqing.submit("关于会上提的建议", side=Side.SESSION)) is None


def test_rules_without_such_a_limit_start_no_clock(world: World) -> None:
    assert running(world, world.submit(side=Side.BETWEEN)) is None


def test_the_clock_goes_on_while_the_deputy_revises_and_stops_at_the_hand_over(chongqing: World) -> None:
    case = chongqing.submit(side=Side.BETWEEN)
    take("proposal.take_back", case, chongqing.seats["deputy"])
    assert running(chongqing, case) is not None
    chongqing.resubmit(case, matter="改过的事由。")
    assert Clock.objects.filter(kind=HAND_OVER).count() == 1, "it is the first submission that counts"
    take("proposal.accept", case, chongqing.seats["officer"], Acceptance())
    assert running(chongqing, case) is not None
    targets = (Target(chongqing.bodies["unit"].pk, Mode.LEAD),)
    take("dispatch.hand_over", case, chongqing.seats["officer"], HandOver(targets=targets))
    assert running(chongqing, case) is None
    take("dispatch.recall", case, chongqing.seats["officer"])
    assert running(chongqing, case) is not None, "what was recalled is still to be handed over"


def test_it_stops_where_the_item_ends(chongqing: World) -> None:
    officer, deputy = chongqing.seats["officer"], chongqing.seats["deputy"]
    voided = chongqing.submit("关于登记后作废的建议", side=Side.BETWEEN)
    take("proposal.accept", voided, officer, Acceptance())
    take("proposal.void", voided, officer, Reason("重复。"))
    withdrawn = chongqing.submit("关于撤回的建议", side=Side.BETWEEN)
    take("withdrawal.ask", withdrawn, deputy, Asking("另有新情况。"))
    refused = chongqing.submit("关于不受理的建议", side=Side.BETWEEN)
    from huiyin.procedures.queries import procedure_of

    raising = procedure_of(refused.procedure_id).raising
    assert raising.refusal_grounds.value
    exits = raising.refused_go_to.value or ("returned",)
    take(
        "proposal.refuse", refused, officer, Refusing(raising.refusal_grounds.value[0].code, "已说明。", str(exits[0]))
    )
    for case in (voided, withdrawn, refused):
        assert running(chongqing, case) is None, case.title


def test_receivers_are_reminded_before_and_officers_after_the_day(chongqing: World) -> None:
    case = chongqing.submit(side=Side.BETWEEN)
    due = running(chongqing, case)
    assert due is not None
    with clock.frozen(date(2026, 6, 2)):
        remind_all()
        texts = Notice.objects.filter(congress=chongqing.congress, seat_id=chongqing.seats["officer"].pk, case_id=case.pk)
        assert any("已经逾期" in one.text and "按规程要交办" in one.text for one in texts)
    assert Event.objects.filter(case_id=case.pk, step="hand_over.remind_late").exists()


def test_a_local_holiday_moves_the_day(chongqing: World) -> None:
    case = chongqing.submit(side=Side.BETWEEN)
    WorkdayOverride.objects.create(
        congress=chongqing.congress, on=date(2026, 5, 20), is_workday=False, name="建区日", source="通知"
    )
    (moved,) = moves(chongqing.congress.pk, calendar_of(chongqing.congress.pk))
    assert moved.due_on == date(2026, 6, 2) and moved.clock.case_id == case.pk


# -- numbers -------------------------------------------------------------------------------------------------------------


def passed(world: World, title: str, **more: object) -> Proposal:
    case = world.submit(title, **more)  # type: ignore[arg-type]
    take("reading.pass", case, world.seats["street_clerk"], Sheet("fit"))
    take("reading.pass", case, world.seats["officer"], Sheet("fit"))
    return case


def test_many_are_registered_in_the_order_they_came_and_what_is_not_ready_says_why(world: World) -> None:
    first, second = passed(world, "关于第一件事的建议"), passed(world, "关于第二件事的建议")
    unread = world.submit("关于还在看的建议")
    short = passed(world, "关于人数不够的建议")
    from huiyin.proposals.models import Manuscript

    # Its text is another than the one its deputies signed, as after a fault in the database only.
    Manuscript.objects.filter(proposal=short).update(kind="motion")
    result = registry.accept_many(world.seats["officer"], world.session, [second.pk, short.pk, first.pk, unread.pk])
    assert result.done == 2 and len(result.left) == 1 and "还差" in result.left[0]
    for case, number in ((first, 1), (second, 2), (unread, None), (short, None)):
        case.refresh_from_db()
        assert case.own_no == number, case.title
    events = Event.objects.filter(step="proposal.accept").order_by("number")
    assert list(events.values_list("case_id", flat=True)) == [first.pk, second.pk], "each is an event of its own"


def test_one_time_takes_a_slice_and_says_how_many_are_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "SLICE", 2)
    cases = [passed(world, f"关于第{n}件事的建议") for n in range(1, 4)]
    result = registry.accept_many(world.seats["secretary"], world.session, [case.pk for case in cases])
    assert (result.done, result.rest) == (2, 1)


def test_a_secretariat_registers_nothing_of_the_other_side(world: World) -> None:
    between = passed(world, "关于闭会期间的建议", side=Side.BETWEEN)
    assert registry.accept_many(world.seats["secretary"], world.session, [between.pk]).done == 0
    with pytest.raises(StepRefused):
        take("proposal.accept", between, world.seats["secretary"], Acceptance())


def test_numbers_of_a_session_count_the_voided_and_list_them(world: World) -> None:
    officer = world.seats["officer"]
    cases = [passed(world, f"关于第{n}件事的建议") for n in range(1, 4)]
    registry.accept_many(officer, world.session, [case.pk for case in cases])
    cases[1].refresh_from_db()
    take("proposal.void", cases[1], officer, Reason("同一件登记了两次。"))
    (numbers,) = registry.numbers_of(officer, world.session)
    assert (numbers.kind, numbers.given, numbers.last_words, numbers.standing) == ("suggestion", 3, "003号", 2)
    assert [(one.shown_no, one.void_reason) for one in numbers.gone] == [("002号", "同一件登记了两次。")]


def test_counts_by_delegation_add_up_and_leave_out_what_is_over(world: World) -> None:
    from huiyin.people import setup

    setup.add_body(world.congress, "第二代表团", "delegation")
    registered, waiting = passed(world, "关于已登记的建议"), passed(world, "关于待登记的建议")
    take("proposal.accept", registered, world.seats["officer"], Acceptance())
    world.submit("关于在看的建议")
    revised = world.submit("关于请代表定稿的建议")
    take("reading.advise", revised, world.seats["street_clerk"], Sheet("revise", note="写明路段。"))
    gone = world.submit("关于撤回的建议")
    take("withdrawal.ask", gone, world.seats["deputy"], Asking("另有新情况。"))
    first, second, total = registry.by_delegation(world.seats["officer"], world.session)
    assert (first.name, second.name, total.name) == ("第一代表团", "第二代表团", "合计")
    one = first.suggestions
    assert (one.reading, one.with_deputy, one.waiting, one.registered, one.submitted) == (1, 1, 1, 1, 4)
    assert (total.suggestions.submitted, second.suggestions.submitted, total.motions.submitted) == (4, 0, 0)
    assert waiting.title in [line.case.title for line in registry.to_register(world.seats["officer"], world.session)[0]]


def test_what_came_since_a_page_was_opened_is_told_apart(world: World) -> None:
    officer = world.seats["officer"]
    passed(world, "关于先来的建议")
    seen = registry.newest_event(world.congress.pk)
    assert registry.come_since(officer, world.session, seen) == 0
    late = passed(world, "关于后来的建议")
    world.submit("关于还在看的建议")
    assert registry.come_since(officer, world.session, seen) == 1
    take("proposal.accept", late, officer, Acceptance())
    assert registry.come_since(officer, world.session, seen) == 0
