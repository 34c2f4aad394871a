"""What nobody outside the committee may read off a page: that, and how, a deputy has evaluated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment
from huiyin.evaluation.steps import Evaluation, Settlement
from huiyin.foundation import clock
from huiyin.handling.models import Round
from huiyin.proposals.models import Proposal
from huiyin.reports import indicators as ind
from huiyin.reports import queries
from huiyin.reports.within import Within
from tests.web.pages import HANDED_OVER, TODAY, Browser, answered, plain
from tests.world import World, make_world, with_supervisors

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = with_supervisors(make_world())
    with clock.frozen(TODAY):
        yield made


SEALED_FROM = ("clerk", "head", "stranger", "dispatcher", "leader", "admin", "supervisor", "party_supervisor")


def _pages(world: World, case: Proposal, row: Assignment, round_: Round) -> dict[tuple[str, str], str]:
    """Everything a unit and the government office can open about this item, without what changes by itself."""
    paths = [
        "",
        "?view=answered",
        "?view=concluded",
        "overview/",
        "notices/",
        "search/?q=违停",
        f"case/{case.pk}/",
        f"peek/{case.pk}/",
    ]
    paths += [f"reply/{round_.pk}/", f"contact/{round_.pk}/", f"reply/{round_.pk}/edit/", f"reply/{round_.pk}/send/"]
    paths += [f"step/letter.clear/{round_.pk}/", f"step/assignment.receive/{row.pk}/", f"reply/{round_.pk}/back/"]
    paths += [f"opinion/{row.pk}/", f"return/{row.pk}/", f"assign/{row.pk}/"]
    paths += [f"why/{code}/{row.pk}/" for code in ("long.ask", "opinion.redo", "assignment.dispute", "dispute.uphold")]
    paths += [f"move/{code}/{row.pk}/" for code in ("assignment.replace", "dispute.reassign")]
    # Not theirs at all, in whatever shape: neither the figures nor their spreadsheets.
    paths += ["figures/", "figures/xlsx/", f"figures/?unit={row.body_id}"]
    paths += [f"figures/unsatisfied_first/---{end}" for end in ("/numerator/", "/numerator/xlsx/", f"{row.body_id}/numerator/")]
    found = {}
    for who in SEALED_FROM:
        browser = Browser(world, who)
        for path in paths:
            answer = browser.open(path)
            if path.startswith("figures/"):
                assert answer.status_code == 403, (who, path)
            found[who, path] = f"{answer.status_code} {plain(answer.content.decode())}"
        sent_to = [f"reply/{round_.pk}/send/", f"step/letter.submit/{round_.pk}/", f"reply/{round_.pk}/back/"]
        sent_to += [f"opinion/{row.pk}/", f"return/{row.pk}/", f"why/long.ask/{row.pk}/", f"move/assignment.replace/{row.pk}/"]
        for path in sent_to:
            answer = browser.send(path, remark="改", version=round_.version)
            found[who, f"sent to {path}"] = f"{answer.status_code} {plain(answer.content.decode())}"
    return found


def test_no_page_of_unit_or_government_tells_satisfied_from_unsatisfied_from_not_evaluated(world: World) -> None:
    case, row, round_ = answered(world)
    with world.acting():
        take("letter.open", round_, world.seats["deputy"])
    seen = []
    for grade in ("satisfied", "unsatisfied", ""):
        with transaction.atomic():
            if grade:
                with world.acting("deputy"):
                    facts = Evaluation({"overall": grade}, "没有写时间。" if grade == "unsatisfied" else "")
                    take("evaluation.give", round_, world.seats["deputy"], facts)
            seen.append(_pages(world, case, row, round_))
            transaction.set_rollback(True)
    for key in seen[0]:
        assert seen[0][key] == seen[1][key], f"{key} tells the grade"
        assert seen[0][key] == seen[2][key], f"{key} tells that there is a grade"
    assert any("已答复·待评价" in page for page in seen[0].values())


def test_no_figure_of_unit_or_government_counts_a_grade_even_where_the_address_names_one(world: World) -> None:
    _, _, round_ = answered(world)
    with world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"overall": "unsatisfied"}, "没有写时间。"))
    for who in SEALED_FROM:
        with world.acting(who):
            narrowed = Within(unit=world.bodies["unit"].pk, mode="lead")
            sections = queries.figures(world.congress, world.session, world.seats[who], TODAY, narrowed)
            assert not [column for section in sections for column in section.columns if column.sealed], who
            items = queries.items_for(world.congress, world.session, world.seats[who], TODAY, narrowed)
            assert items is not None
            for sealed in [indicator for indicator in ind.ALL if indicator.sealed]:
                with pytest.raises(PermissionError):
                    items.members([sealed])


def test_no_notice_of_unit_or_government_names_a_grade(world: World) -> None:
    """A notice is also what a mail would say. The order to handle again tells its demands, never the grade."""
    _, _, round_ = answered(world)
    with world.acting("deputy"):
        take("letter.open", round_, world.seats["deputy"])
        take("evaluation.give", round_, world.seats["deputy"], Evaluation({"overall": "unsatisfied"}, "没有写时间。"))
    with world.acting("officer"):
        world.order(round_, "请逐项写明完成时间。")
    said = {who: Browser(world, who).read("notices/") for who in SEALED_FROM}
    assert "重新办理" in said["clerk"]
    for who, page in said.items():
        assert not [word for word in ("满意", "没有写时间") if word in page], who


def test_the_committee_sees_that_an_evaluation_waits_for_it(world: World) -> None:
    case, _, round_ = answered(world)
    officer = Browser(world, "officer")
    assert case.title in officer.read("?view=answered") and case.title not in officer.read("?view=evaluated")
    with world.acting("deputy"):
        world.evaluate(round_, "satisfied")
    assert case.title in officer.read("?view=evaluated") and case.title not in officer.read("?view=answered")
    page = officer.read(f"case/{case.pk}/")
    assert "李文静代表 已评价" in page and "请决定办结还是重新办理" in page


def test_all_ends_of_a_handling_read_the_same_to_the_unit(world: World) -> None:
    case, _, round_ = answered(world)
    seen = []
    for end in ("settled", "set aside"):
        with transaction.atomic():
            if end == "settled":
                with world.acting("deputy"):
                    world.evaluate(round_, "satisfied")
                with world.acting("officer"):
                    world.settle(round_)
            else:
                with world.acting("deputy"):
                    take("letter.open", round_, world.seats["deputy"])
                with world.acting("officer"):
                    take("evaluation.set_aside", round_, world.seats["officer"], Settlement())
            seen.append(plain(Browser(world, "clerk").read(f"case/{case.pk}/")))
            transaction.set_rollback(True)
    assert seen[0] == seen[1] and "已办结" in seen[0]
