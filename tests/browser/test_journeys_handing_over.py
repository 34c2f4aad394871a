"""成批交办, clicked through: forty imported items, given to the government office in one go, passed on with suggested units."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from huiyin.dispatch import importing
from huiyin.dispatch.ledger.parsing import parse
from huiyin.dispatch.models import Assignment, Mode
from huiyin.foundation import clock
from huiyin.people import setup
from huiyin.people.models import Role
from huiyin.proposals.models import Proposal, ProposalState
from tests.browser.journey import Journey
from tests.world import World, make_world

pytestmark = pytest.mark.deep
DAY = date(2026, 3, 9)
LEDGER = Path(__file__).parent.parent / "data" / "ledgers" / "handover-ledger.xlsx"
UNITS = (
    "交通运输局", "水务局", "民政局", "卫生健康局", "住房和城乡建设局", "农业农村局", "文化和旅游局", "林业局",
    "发展和改革局", "商务局", "公安分局",
)  # fmt: skip


@pytest.fixture
def world(own_database: str) -> Iterator[World]:
    with clock.frozen(DAY):
        made = make_world()
        with made.acting():
            for name in UNITS:
                body = setup.add_body(made.congress, f"区{name}", "department")
                setup.add_seat(setup.add_person(made.congress, f"{name}经办"), body, Role.UNIT_CLERK)
        yield made


@pytest.fixture
def journey(world: World, live_site: str, new_page: Callable[..., Any]) -> Journey:
    return Journey(world, new_page, live_site)


def import_forty(world: World) -> None:
    """Real titles in a table whose column of units is still empty: what an office has before its afternoon of 交办."""
    titles = [row.title for row in parse(LEDGER.read_bytes(), LEDGER.name).rows][3:43]
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(["序号", "建议编号", "建议标题", "领衔代表", "代表团", "主办单位", "会办单位"])
    rows.writerows([n, f"第{n}号", title, "李文静", "第一代表团", "", ""] for n, title in enumerate(titles, start=1))
    data = io.BytesIO(table.getvalue().encode("utf-8-sig"))
    read = importing.read_ledger(data, "待交办.csv")
    data.seek(0)
    with world.acting():
        made = importing.open_import(
            world.congress, data, "待交办.csv", read, world.session, DAY, create_missing=True, asked=[]
        )
    importing.run_import(made, None, lambda *a: None)


def test_forty_imported_items_are_handed_over_in_bulk_with_suggestions(journey: Journey) -> None:
    world = journey.world
    import_forty(world)
    with world.acting():
        assert Proposal.objects.filter(congress=world.congress, state=ProposalState.REGISTERED).count() == 40
    officer, dispatcher = journey["officer"], journey["dispatcher"]
    officer.goes_to("?view=registered").follows("成批交办").reads("40 件", "建议主办").looks("table-office")
    officer.follows("全部勾选").presses("交办勾选的件").reads("已交办 40 件", "没有等着交办的件").looks("table-done")
    # Too early: nobody has been told, so all forty come back by one act, and go again.
    officer.main.get_by_role("button", name="整批撤销").click()
    officer.reads("40 件都回到待交办").looks("table-taken-back")
    with world.acting():
        assert not Assignment.objects.filter(congress=world.congress).exclude(state="recalled").exists()
    officer.follows("全部勾选").presses("交办勾选的件").reads("已交办 40 件", "没有等着交办的件")

    dispatcher.goes_to()
    dispatcher.page.set_viewport_size({"width": 390, "height": 844})
    assert dispatcher.main.get_by_role("link", name="成批交办").is_visible(), "on a phone too"
    dispatcher.page.set_viewport_size({"width": 1440, "height": 900})
    dispatcher.follows("成批交办").reads("标题里的", "属于交通运输的职责").looks("table-dispatcher")
    dispatcher.follows("全部勾选")
    boxes = dispatcher.main.get_by_role("checkbox")
    assert boxes.count() == 40
    ticked = dispatcher.main.locator("input[type=checkbox]:checked").count()
    assert 30 <= ticked < 40
    lead = dispatcher.main.get_by_label("主办单位")
    # The first item has no suggestion and is not ticked.
    lead.nth(1).fill("没有这个局")
    # Two lead the third one jointly, written behind its fold.
    dispatcher.main.get_by_text("几家共同主办或者分办").nth(2).click()
    line = dispatcher.main.locator("[data-line]").nth(2)
    line.get_by_label("会办单位").first.fill("区交通运输局")
    line.get_by_label("第 2 家怎么办").select_option("joint_lead")
    dispatcher.looks("table-joint")
    dispatcher.presses("交办勾选的件").reads("没有这个局").looks("table-left")
    assert dispatcher.main.get_by_label("主办单位").nth(1).input_value() == "没有这个局"
    left = dispatcher.main.get_by_role("checkbox").count()
    assert left == 40 - ticked + 1
    with world.acting():
        leads = Assignment.objects.filter(congress=world.congress, mode=Mode.LEAD)
        assert leads.count() == ticked - 2
        joint = Assignment.objects.filter(congress=world.congress, mode=Mode.JOINT_LEAD)
        assert joint.count() == 2 and joint.filter(body__name="区交通运输局").exists()
        case = leads.select_related("proposal").order_by("pk")[0].proposal
        assert leads.filter(body__name="区交通运输局").count() >= 10
    dispatcher.opens(case).presses("撤回分办")
    dispatcher.goes_to("hand-over/").reads(case.title)
