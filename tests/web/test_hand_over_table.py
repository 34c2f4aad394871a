"""成批交办: suggested units, taken with a tick; each item a step of its own; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.proposing import Proposing, loads
from huiyin.dispatch.returning import Reassigning, ReturnAsked
from huiyin.dispatch.steps import HandOver, Target
from huiyin.dispatch.taking_over import take_over
from huiyin.foundation import clock
from huiyin.people import setup
from huiyin.proposals.models import Proposal
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
PATH = "hand-over/"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


def registered(world: World, *titles: str, body: str = "") -> list[Proposal]:
    with world.acting():
        return [world.register(title, body=body) for title in titles]


def routed(world: World, *titles: str) -> list[Assignment]:
    cases = registered(world, *titles)
    with world.acting():
        for case in cases:
            take("dispatch.hand_over", case, world.seats["officer"], HandOver(via=world.bodies["office"].pk))
        return list(Assignment.objects.filter(congress=world.congress, mode=Mode.ROUTE).order_by("pk"))


def handlers(world: World) -> list[tuple[str, str]]:
    with world.acting():
        rows = Assignment.objects.filter(congress=world.congress).exclude(state="recalled").exclude(mode=Mode.ROUTE)
        return list(rows.order_by("proposal_id", "pk").values_list("body__name", "mode"))


def give_back(world: World, row: Assignment, to: str) -> None:
    """The unit says it is not its own, the officer agrees and gives it to another."""
    take("assignment.ask_return", row, world.seats["clerk"], ReturnAsked("不归我们"))
    facts = Reassigning((Target(world.bodies[to].pk, Mode.LEAD),), "确实不归")
    take("assignment.accept_return", row, world.seats["officer"], facts)


TITLES = ("关于清运背街小巷垃圾的建议", "关于增加幼儿园学位的建议", "关于某事的建议")


def test_each_item_shows_the_suggested_unit_with_its_reason_and_load(world: World) -> None:
    registered(world, *TITLES)
    page = text_of(Visitor(world, "officer").opens(PATH))
    assert "建议主办： 区城市管理执法局" in page.replace("：区", "： 区")
    assert "标题里的“垃圾”属于城市管理的职责" in page and "“幼儿园”" in page
    assert "在办 0 件，经办 1 人，人均 0 件" in page
    assert "看不出归哪个单位" in page


def test_the_dispatcher_passes_on_what_is_ticked_and_only_that(world: World) -> None:
    first, second, third = routed(world, *TITLES)
    seat = Visitor(world, "dispatcher")
    answer = seat.fills(
        PATH,
        **{f"pick_{first.pk}": "on", f"lead_{first.pk}": "区城市管理执法局", f"assist1_{first.pk}": "区教育局"},
        **{f"pick_{second.pk}": "on", f"lead_{second.pk}": "区教育局", f"lead_{third.pk}": "没有这个局"},
    )
    assert answer.status_code == 302
    assert handlers(world) == [
        ("区城市管理执法局", Mode.LEAD), ("区教育局", Mode.ASSIST), ("区教育局", Mode.LEAD),
    ]  # fmt: skip
    page = seat.opens(PATH)
    assert "已交办 2 件" in page and TITLES[2] in page and TITLES[0] not in text_of(page)


def test_what_cannot_be_handed_over_keeps_no_other_back_and_loses_nothing_typed(world: World) -> None:
    first, second, third = routed(world, *TITLES)
    answer = Visitor(world, "dispatcher").fills(
        PATH,
        **{f"pick_{first.pk}": "on", f"lead_{first.pk}": "区城市管理执法局"},
        **{f"pick_{second.pk}": "on", f"lead_{second.pk}": "没有这个局", f"assist1_{second.pk}": "区教育局"},
        **{f"pick_{third.pk}": "on", f"lead_{third.pk}": "区教育局", f"assist1_{third.pk}": "区教育局"},
    )
    page = text_of(answer)
    assert answer.status_code == 200 and handlers(world) == [("区城市管理执法局", Mode.LEAD)]
    assert 'value="没有这个局"' in answer.content.decode() and "区教育局" in answer.content.decode()
    assert TITLES[0] not in page and TITLES[1] in page and TITLES[2] in page
    assert "1 件没有交办" in answer.content.decode()


def test_the_officer_gives_all_ticked_items_to_the_government_office_in_one_go(world: World) -> None:
    cases = registered(world, *TITLES)
    seat = Visitor(world, "officer")
    answer = seat.fills(PATH, way="via", **{f"pick_{case.pk}": "on" for case in cases})
    assert answer.status_code == 302, text_of(answer)
    with world.acting():
        assert Assignment.objects.filter(congress=world.congress, mode=Mode.ROUTE).count() == 3


def test_the_officer_hands_over_directly_and_may_take_it_back(world: World) -> None:
    case, *_ = registered(world, *TITLES)
    seat = Visitor(world, "officer")
    seat.fills(PATH, way="direct", **{f"pick_{case.pk}": "on", f"lead_{case.pk}": "区城市管理执法局"})
    assert handlers(world) == [("区城市管理执法局", Mode.LEAD)]
    with world.acting():
        take("dispatch.recall", Proposal.objects.get(congress=world.congress, pk=case.pk), world.seats["officer"])
    assert handlers(world) == []


def test_sent_twice_hands_over_once_and_says_so(world: World) -> None:
    row, *_ = routed(world, *TITLES)
    seat = Visitor(world, "dispatcher")
    said = {"row": row.pk, f"pick_{row.pk}": "on", f"lead_{row.pk}": "区教育局"}
    assert seat.sends(PATH, **said).status_code == 302
    again = seat.sends(PATH, **said)
    assert again.status_code in (200, 302) and handlers(world) == [("区教育局", Mode.LEAD)]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"row": "x"},
        {"row": "9" * 30},
        {"row": "²"},
        {"row": "1", "pick_1": "on", "way": "nonsense"},
        {"row": ["1"] * 200},
        {"way": "direct\x00"},
    ],
)
def test_nonsense_is_no_trap(world: World, said: dict[str, object]) -> None:
    registered(world, *TITLES)
    for who in ("officer", "dispatcher"):
        answer = Visitor(world, who).sends(PATH, **said)
        assert answer.status_code in (200, 302, 400), answer.status_code
    assert Visitor(world, "officer").asks(PATH + "?after=²").status_code == 200
    assert handlers(world) == []


@pytest.mark.parametrize("who", ["clerk", "deputy", "leader", "admin"])
def test_nobody_else_sees_the_table(world: World, who: str) -> None:
    assert Visitor(world, who).asks(PATH).status_code == 403


def test_a_unit_that_gave_an_item_back_is_not_suggested_for_it_again(world: World) -> None:
    case, *_ = registered(world, TITLES[0])
    with world.acting():
        before = Proposing(world.congress.pk).for_items([case])[case.pk]
        assert before.lead is not None and before.lead.body == world.bodies["unit"]
        give_back(world, world.hand_over(case)[0], "school")
        found = Proposing(world.congress.pk).for_items([case])[case.pk]
    assert found.returned == (world.bodies["unit"],)
    assert found.lead is None or found.lead.body != world.bodies["unit"]


def test_a_unit_from_which_an_item_was_moved_is_not_suggested_for_it_again_a_merger_is_no_such_move(world: World) -> None:
    case, other = registered(world, TITLES[0], TITLES[0])
    with world.acting():
        (row,) = world.hand_over(case)
        facts = Reassigning((Target(world.bodies["school"].pk, Mode.LEAD),), "不归城管")
        take("assignment.replace", row, world.seats["officer"], facts)
        (lead,) = world.hand_over(other, "unit")
        take_over(world.bodies["unit"], world.bodies["school"], {other.pk})
        found = Proposing(world.congress.pk).for_items([case, other])
    assert found[case.pk].returned == (world.bodies["unit"],)
    assert found[other.pk].returned == ()


def test_a_like_item_once_returned_counts_against_the_unit_and_says_who_took_it(world: World) -> None:
    old, new = "关于清运云河路背街垃圾的建议", "关于清运云河路南段背街垃圾的建议"
    with world.acting():
        give_back(world, world.hand_over(world.register(old, body=""))[0], "school")
        case = world.register(new, body="")
        found = Proposing(world.congress.pk).for_items([case])[case.pk]
        number = Proposal.objects.get(congress=world.congress, title=old).shown_no
    assert found.returned == () and found.lead is not None
    assert found.lead.body == world.bodies["school"], "it took the like one in the end"
    assert f"其中{number}先交给区城市管理执法局，退回或者换下以后由它办。" in found.lead.reasons
    said = [reason for one in (*found.assists, *found.others) for reason in one.reasons]
    assert any(f"但相近的{number}《{old}》它退回或者被换下过，最后由区教育局办。" in one for one in said)
    page = text_of(Visitor(world, "officer").opens(PATH))
    assert "建议主办：区教育局" in page and "最后由区教育局办" in page


def test_whom_the_deputy_names_is_said_with_what_speaks_against_it(world: World) -> None:
    old, new = "关于清运云河路背街垃圾的建议", "关于云河路的建议"
    with world.acting():
        give_back(world, world.hand_over(world.register(old, body=""))[0], "school")
        case = world.register(new, body="")
        case.wanted_body = world.bodies["unit"]
        found = Proposing(world.congress.pk).for_items([case])[case.pk]
    named = {one.body: one.reasons for one in filter(None, (found.lead, *found.assists, *found.others))}
    assert any("它退回或者被换下过" in one for one in named[world.bodies["unit"]])


def test_the_deputys_own_wish_and_like_items_are_reasons(world: World) -> None:
    with world.acting():
        old = world.register("关于云上剧场第一期演出季的建议", body="")
        world.hand_over(old, "school")
        new = world.register("关于办好云上剧场演出季的建议", body="")
        found = Proposing(world.congress.pk).for_items([new])[new.pk]
        assert found.lead is not None and found.lead.body == world.bodies["school"]
        assert "相近的 1 件是它办的" in found.lead.reasons[0] and old.title in found.lead.reasons[0]
        new.wanted_body = world.bodies["unit"]
        found = Proposing(world.congress.pk).for_items([new])[new.pk]
        assert found.lead is not None and found.lead.body == world.bodies["unit"]
        assert found.lead.reasons == ("代表希望由它办理。",)
        assert loads(world.congress.pk)[world.bodies["school"].pk].each == 1


def test_three_items_and_thirty_cost_the_same_number_of_queries(world: World) -> None:
    seat, counts = Visitor(world, "officer"), []
    for more in (3, 27):
        registered(world, *(f"关于第{n}处垃圾清运的建议" for n in range(more)))
        seat.opens(PATH)
        with CaptureQueriesContext(connection) as asked:
            seat.opens(PATH)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_single_forms_show_the_suggestion_too(world: World) -> None:
    case, *_ = registered(world, TITLES[0])
    assert "建议主办" in text_of(Visitor(world, "officer").opens(f"case/{case.pk}/hand-over/"))
    (row,) = routed(world, TITLES[1])[:1]
    assert "建议主办" in text_of(Visitor(world, "dispatcher").opens(f"assign/{row.pk}/"))


def test_a_street_in_the_title_is_asked_to_assist_and_its_leader_stands_beside_it(world: World) -> None:
    with world.acting():
        street = setup.add_body(world.congress, "临江区积玉桥街道办事处", "lower_government")
        street.leader_in_charge = "罗家明"
        street.save(update_fields=["leader_in_charge"])
    registered(world, "关于清运积玉桥一带垃圾的建议")
    page = text_of(Visitor(world, "officer").opens(PATH))
    assert "建议主办：区城市管理执法局" in page and "建议会办：临江区积玉桥街道办事处" in page
    assert "标题写到“积玉桥”" in page and "分管领导罗家明" in page
