"""成批交办 in depth: a batch taken back as one, merged items as one row, joint and separate handling, several offices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from huiyin.chain import taking
from huiyin.chain.models import Batch, Event
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.dispatch import batches
from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.proposing import Proposing
from huiyin.foundation import clock
from huiyin.foundation.models import Notice
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.proposals import merging
from huiyin.proposals.models import Proposal
from huiyin.web.office import table_rows
from huiyin.web.office.table_forms import renamed
from huiyin.web.office.table_rows import TableRow, left_of
from tests.documents.reading import text
from tests.web.test_documents_pages import sheet_of, words
from tests.web.test_hand_over_table import PATH, TITLES, handlers, registered, routed
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
UNIT, SCHOOL = "区城市管理执法局", "区教育局"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


def picks(*pks: int, lead: str = UNIT, **more: str) -> dict[str, str]:
    said = {}
    for pk in pks:
        said |= {f"pick_{pk}": "on", f"lead_{pk}": lead} | {f"{key}_{pk}": value for key, value in more.items()}
    return said


def newest(world: World) -> Batch:
    with world.acting():
        return Batch.objects.filter(congress=world.congress, kind="hand_over").latest("pk")


def merged(world: World, *items: Proposal) -> None:
    with world.acting():
        merging.merge(world.seats["officer"], items, items[0].pk, "都是同一路段")


def states(world: World) -> list[str]:
    with world.acting():
        return list(Proposal.objects.filter(congress=world.congress).order_by("pk").values_list("state", flat=True))


def notices(world: World) -> int:
    with world.acting():
        return Notice.objects.filter(congress=world.congress, text__contains="交办").count()


# -- taking back -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "dispatcher"])
def test_a_batch_is_taken_back_in_one_act_and_nobody_hears_of_it(world: World, who: str) -> None:
    things = registered(world, *TITLES) if who == "officer" else routed(world, *TITLES)
    before, seat = notices(world), Visitor(world, who)
    seat.fills(PATH, way="direct", **picks(*(one.pk for one in things)))
    assert len(handlers(world)) == 3 and notices(world) > before
    page = seat.opens(PATH)
    assert "成批交办的 3 件还没有发出通知" in text_of(page) and "可以整批撤销" in text_of(page)
    address = f"{PATH}undo/{newest(world).pk}/"
    assert page.count(seat.at(address)) >= 1
    assert seat.sends(address).status_code == 302
    assert handlers(world) == [] and notices(world) == before
    page = seat.opens(PATH)
    assert "已撤销这一批，3 件都回到待交办" in page and "可以整批撤销" not in text_of(page)
    assert newest(world).undone_at is not None
    assert "已经办过了" in text_of(seat.sends(address)), "once more changes nothing"
    # And given again, it is another batch.
    seat.fills(PATH, way="direct", **picks(*(one.pk for one in things)))
    assert len(handlers(world)) == 3
    assert "已经办过了" in text_of(seat.sends(address)) and len(handlers(world)) == 3


def test_what_cannot_be_taken_back_any_more_is_named_row_by_row(world: World) -> None:
    cases = registered(world, *TITLES)
    seat = Visitor(world, "officer")
    seat.fills(PATH, way="direct", **picks(*(one.pk for one in cases)))
    with world.acting():
        rows = {one.proposal_id: one for one in Assignment.objects.filter(congress=world.congress)}
        world.receive(rows[cases[1].pk])
    page = text_of(seat.sends(f"{PATH}undo/{newest(world).pk}/"))
    assert "1 件没有撤销" in page and "另外 2 件已经撤销" in page
    assert f"{cases[1].shown_no}：对方已经查看或办理，不能再撤销" in page
    assert states(world) == ["registered", "handed_over", "registered"]


def test_after_ten_minutes_nothing_is_taken_back_and_each_row_says_so(world: World) -> None:
    cases = registered(world, *TITLES[:2])
    seat = Visitor(world, "officer")
    seat.fills(PATH, way="direct", **picks(*(one.pk for one in cases)))
    with clock.frozen(newest(world).at + timedelta(minutes=taking.UNDO_MINUTES + 1)):
        assert "可以整批撤销" not in text_of(seat.opens(PATH))
        page = text_of(seat.sends(f"{PATH}undo/{newest(world).pk}/"))
    assert "2 件没有撤销" in page and "没有任何内容被改动" in page and len(handlers(world)) == 2


def test_what_was_taken_back_alone_counts_no_more_in_its_batch(world: World) -> None:
    cases = registered(world, *TITLES)
    seat = Visitor(world, "officer")
    seat.fills(PATH, way="direct", **picks(*(one.pk for one in cases)))
    with world.acting():
        take("dispatch.recall", Proposal.objects.get(pk=cases[0].pk), world.seats["officer"])
        (found,) = batches.recent(world.seats["officer"])
        assert found.items == 2 and batches.recent(world.seats["dispatcher"]) == []


def test_the_batch_of_another_seat_or_congress_is_not_found(world: World) -> None:
    rows = routed(world, *TITLES[:1])
    Visitor(world, "dispatcher").fills(PATH, **picks(rows[0].pk))
    address = f"{PATH}undo/{newest(world).pk}/"
    assert Visitor(world, "officer").sends(address).status_code == 404
    assert Visitor(make_world("other"), "dispatcher").sends(address).status_code == 404
    assert Visitor(world, "clerk").sends(address).status_code == 403
    assert Visitor(world, "dispatcher").asks(address).status_code == 405
    assert len(handlers(world)) == 1


def test_an_event_of_each_item_bears_the_number_of_the_batch(world: World) -> None:
    cases = registered(world, *TITLES)
    Visitor(world, "officer").fills(PATH, way="via", **picks(*(one.pk for one in cases)))
    with world.acting():
        events = Event.objects.filter(congress=world.congress, step="dispatch.hand_over")
        assert {one.batch_id for one in events} == {newest(world).pk} and len(events) == 3


# -- merged items ------------------------------------------------------------------------------------------------------


def test_merged_items_are_one_row_and_go_together(world: World) -> None:
    cases = registered(world, *TITLES, "关于清运南段垃圾的建议")
    merged(world, cases[3], cases[0])
    seat = Visitor(world, "officer")
    page = seat.opens(PATH)
    assert page.count("data-line") == 3 and "并案办理的 2 件" in text_of(page)
    head = cases[3].pk
    assert f'name="pick_{head}"' in page and f'name="pick_{cases[0].pk}"' not in page
    seat.fills(PATH, way="direct", **picks(head))
    assert states(world) == ["handed_over", "registered", "registered", "handed_over"]
    assert handlers(world) == [(UNIT, Mode.LEAD), (UNIT, Mode.LEAD)]
    seat.sends(f"{PATH}undo/{newest(world).pk}/")
    assert states(world) == ["registered"] * 4


def test_the_office_passes_on_merged_items_as_one_row(world: World) -> None:
    rows = routed(world, *TITLES)
    with world.acting():
        items = [Proposal.objects.get(pk=one.proposal_id) for one in rows[:2]]
    merged(world, *items)
    seat = Visitor(world, "dispatcher")
    assert seat.opens(PATH).count("data-line") == 2
    seat.fills(PATH, **picks(rows[0].pk, lead=SCHOOL))
    assert handlers(world) == [(SCHOOL, Mode.LEAD)] * 2


def test_what_was_merged_or_taken_apart_after_the_page_was_opened_is_never_handed_over_unseen(world: World) -> None:
    cases = registered(world, *TITLES)
    seat = Visitor(world, "officer")
    sent = {"row": [one.pk for one in cases], "way": "direct", **picks(cases[0].pk)}
    merged(world, cases[0], cases[1])
    seat.sends(PATH, **sent)
    assert states(world) == ["handed_over", "registered", "registered"], "the other was not ticked"
    both = {"row": [cases[1].pk, cases[2].pk], f"with_{cases[1].pk}": [cases[2].pk], "way": "direct", **picks(cases[1].pk)}
    seat.sends(PATH, **both)
    assert states(world) == ["handed_over", "handed_over", "registered"], "these two are not merged"


def test_a_group_stands_whole_where_its_first_item_stands_on_whichever_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_rows, "SLICE", 3)
    cases = registered(world, *(f"关于第{n}件事的建议" for n in range(6)))
    merged(world, cases[1], cases[5])
    seen: list[list[int]] = []
    with world.acting():
        after = 0
        while True:
            rows, after = table_rows.page_of(world.seats["officer"], after)
            seen.append([one.pk for row in rows for one in row.things])
            if not after:
                break
    pk = [one.pk for one in cases]
    assert [one for page in seen for one in page] == [pk[0], pk[1], pk[5], pk[2], pk[3], pk[4]]
    assert all(len(page) <= 3 for page in seen)


def test_what_is_left_of_a_group_keeps_what_was_typed_under_its_new_name(world: World) -> None:
    first, second, third = registered(world, *TITLES)
    (left,) = left_of([TableRow((first, second, third))], {first.pk})
    assert left.pk == second.pk and left.cases == [second, third]
    assert left_of([left], {second.pk, third.pk}) == []
    typed = QueryDict(f"row={first.pk}&lead_{first.pk}=甲&how-assist1_{first.pk}=joint_lead&with_{first.pk}=9&lead_1{first.pk}=乙")
    said = renamed(typed, first.pk, second.pk)
    assert said[f"lead_{second.pk}"] == "甲" and said[f"how-assist1_{second.pk}"] == "joint_lead"
    assert f"with_{second.pk}" not in said and said[f"lead_1{first.pk}"] == "乙"


# -- joint and separate ------------------------------------------------------------------------------------------------


def test_units_lead_jointly_and_a_third_assists(world: World) -> None:
    case, *_ = registered(world, *TITLES)
    said = picks(case.pk, assist1=SCHOOL, assist2="区政府办公室") | {f"how-assist1_{case.pk}": "joint_lead"}
    Visitor(world, "officer").fills(PATH, way="direct", **said)
    assert [mode for _, mode in handlers(world)] == [Mode.JOINT_LEAD, Mode.JOINT_LEAD, Mode.ASSIST]


def test_separate_parts_are_written_and_asked_for_where_they_are_missing(world: World) -> None:
    first, second, _ = registered(world, *TITLES)
    more = {"assist1": SCHOOL, "how-assist1": "separate", "part-lead": "清运"}
    seat = Visitor(world, "officer")
    answer = seat.fills(PATH, way="direct", **picks(first.pk, **more, **{"part-assist1": "宣传"}), **picks(second.pk, **more))
    page = answer.content.decode()
    assert answer.status_code == 200 and "要写明区教育局负责哪一部分" in text_of(page) and 'value="清运"' in page
    assert "<details class=\"several\" open>" in page
    assert handlers(world) == [(UNIT, Mode.SEPARATE), (SCHOOL, Mode.SEPARATE)]
    with world.acting():
        rows = Assignment.objects.filter(congress=world.congress).order_by("pk")
        assert [one.part for one in rows] == ["清运", "宣传"]


def test_joint_and_separate_at_once_is_refused_in_words_and_a_mode_beside_an_empty_box_says_nothing(world: World) -> None:
    first, second, _ = registered(world, *TITLES)
    mixed = picks(first.pk, assist1=SCHOOL, assist2="区政府办公室") | {
        f"how-assist1_{first.pk}": "joint_lead", f"how-assist2_{first.pk}": "separate", f"part-assist2_{first.pk}": "一",
    }  # fmt: skip
    alone = picks(second.pk, assist1="", assist2="") | {f"how-assist1_{second.pk}": "joint_lead"}
    answer = Visitor(world, "officer").fills(PATH, way="direct", **mixed, **alone)
    assert "只能选一种" in text_of(answer) and handlers(world) == [(UNIT, Mode.LEAD)]


def test_a_forged_mode_is_refused(world: World) -> None:
    case, *_ = registered(world, *TITLES)
    said = picks(case.pk, assist1=SCHOOL) | {f"how-assist1_{case.pk}": "route"}
    answer = Visitor(world, "officer").fills(PATH, way="direct", **said)
    assert answer.status_code == 200 and handlers(world) == []


# -- several offices ---------------------------------------------------------------------------------------------------


def second_office(world: World) -> None:
    with world.acting():
        office = setup.add_body(world.congress, "开发区管委会办公室", "government_office")
        world.bodies["second_office"] = office
        seat = setup.add_seat(setup.add_person(world.congress, "韩分办"), office, Role.DISPATCHER)
        seat.person.account = world.seats["dispatcher"].person.account
        seat.person.save()
        world.seats["second_dispatcher"] = seat


def test_with_several_offices_the_officer_says_which_and_each_office_sees_its_own(world: World) -> None:
    second_office(world)
    first, second, third = registered(world, *TITLES)
    seat = Visitor(world, "officer")
    page = seat.opens(PATH)
    assert "交开发区管委会办公室分办" in page and "交政府办公室分办" not in page
    answer = seat.sends(PATH, row=[first.pk], **{f"pick_{first.pk}": "on"})
    assert answer.status_code == 200 and states(world)[0] == "registered", "none is meant by itself"
    for case, office in ((first, "second_office"), (second, "office")):
        answer = seat.fills(PATH, way=f"via-{world.bodies[office].pk}", **{f"pick_{case.pk}": "on"})
        assert answer.status_code == 302
    with world.acting():
        routes = dict(Assignment.objects.filter(mode=Mode.ROUTE).values_list("proposal_id", "body_id"))
    assert routes == {first.pk: world.bodies["second_office"].pk, second.pk: world.bodies["office"].pk}
    for who, own, other in (("dispatcher", second, first), ("second_dispatcher", first, second)):
        page = text_of(Visitor(world, who).opens(PATH))
        assert own.title in page and other.title not in page
    forged = seat.sends(PATH, row=[third.pk], way=f"via-{world.bodies['unit'].pk}", **{f"pick_{third.pk}": "on"})
    assert forged.status_code == 200 and states(world)[2] == "registered"


# -- the meeting's sheets (交办会), and a reorganisation after it ---------------------------------------------------------


def test_a_batch_prints_the_meetings_sheets_whole_and_for_each_unit(world: World) -> None:
    rows = routed(world, *TITLES)
    seat = Visitor(world, "dispatcher")
    seat.fills(PATH, **picks(rows[0].pk, rows[2].pk, assist1=SCHOOL), **picks(rows[1].pk, lead=SCHOOL))
    assert seat.at("papers/") in seat.opens(PATH), "the sheets are one click from the table"
    unit, school = world.bodies["unit"].pk, world.bodies["school"].pk
    first, second, third = TITLES
    wanted = {
        "papers/ledger/": (set(TITLES), 5),
        f"papers/hand-over/{unit}/": ({first, third}, 2),
        f"papers/hand-over/{school}/": (set(TITLES), 3),
    }
    for path, (titles, count) in wanted.items():
        sheet = sheet_of(seat.asks(path + "xlsx/").content)[3 : 3 + count]
        assert {row[2] for row in sheet} == titles and all(row[2] for row in sheet), (path, sheet)
        for said in (text(seat.asks(path + "pdf/").content), words(seat.asks(path + "docx/").content)):
            assert [title for title in TITLES if title not in said] == [one for one in TITLES if one not in titles], path
    # Taken back as a whole, nothing of it is on the sheets.
    seat.sends(f"{PATH}undo/{newest(world).pk}/")
    assert seat.asks(f"papers/hand-over/{unit}/pdf/").status_code == 404
    assert len(sheet_of(seat.asks("papers/ledger/xlsx/").content)) < 5


def test_twenty_items_go_to_another_unit_after_a_reorganisation_and_two_stay(world: World) -> None:
    cases = registered(world, *(f"关于第{n}处背街垃圾清运的建议" for n in range(22)))
    seat, admin = Visitor(world, "officer"), Visitor(world, "admin")
    seat.fills(PATH, way="direct", **picks(*(one.pk for one in cases)))
    with world.acting():
        taken = list(Assignment.objects.filter(congress=world.congress).order_by("pk"))
        for row in taken[:5]:
            world.receive(row)
        due = {row.proposal_id: row.due_on for row in Assignment.objects.filter(congress=world.congress)}
    moved = [one.pk for one in cases[:20]]
    path = f"setup/bodies/{world.bodies['unit'].pk}/split/"
    answer = admin.sends(path, successor=world.bodies["school"].pk, pick=moved)
    assert answer.status_code == 302, text_of(answer)
    with world.acting():
        after = Assignment.objects.filter(congress=world.congress)
        assert {one.proposal_id for one in after.filter(body=world.bodies["school"])} == set(moved)
        assert {one.proposal_id for one in after.filter(body=world.bodies["unit"])} == {one.pk for one in cases[20:]}
        assert {row.proposal_id: row.due_on for row in after} == due, "the limits run on"
        assert [one.state for one in after.order_by("pk")] == ["received"] * 5 + ["handed_over"] * 17
        assert verify(world.congress).breaches == []
        new = world.register("关于某处背街垃圾清运的建议", body="")
        found = Proposing(world.congress.pk).for_items([new])[new.pk]
    assert found.returned == () and found.lead is not None
    named = {one.body.pk for one in (found.lead, *found.others)}
    assert world.bodies["school"].pk in named, "what moved is learnt at its new place"


# -- budget ------------------------------------------------------------------------------------------------------------


def test_three_rows_and_three_hundred_with_groups_cost_the_same_number_of_queries(world: World) -> None:
    seat, counts = Visitor(world, "officer"), []
    for more in (3, 297):
        cases = registered(world, *(f"关于第{n}处垃圾清运的建议" for n in range(more)))
        merged(world, *cases[:2])
        seat.opens(PATH)
        with CaptureQueriesContext(connection) as asked:
            seat.opens(PATH)
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
