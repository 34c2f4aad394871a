"""Sentences on who supervises (M11): leaders, committees, government, the deputies' office, deputies, the unit itself."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest

from huiyin.dispatch.models import Assignment
from huiyin.dispatch.queries import visible_to
from huiyin.proposals.models import Proposal
from huiyin.supervision.models import KeyItem
from tests.web.walk import Walk

pytestmark = pytest.mark.django_db

# What each page of an act is for: its address, by the name of the thing it is tried on.
ACTS = {
    "show a light": ("light-up", "received", ""),
    "choose a key item": ("key-item", "candidate", "choose/"),
    "note on a key item": ("key-item", "key item", "note/"),
    "enter a count": ("key-item", "key item", "tally/"),
    "begin a check": ("check", "planned check", "hold/"),
    "end a check": ("check", "held check", "close/"),
    "report on oneself": ("check-row", "row to look at", "self-check/"),
    "comment": ("check-row", "row to look at", "comment/"),
    "write down what was found": ("check-row", "row to look at", "find/"),
    "write down a promise": ("check-row", "row to look at", "agree/"),
    "list a problem": ("check-row", "row to look at", "problem/"),
    "remind in person": ("check-row", "lagging row", "remind/"),
    "put right": ("problem", "open problem", "report/"),
    "note a circular": ("problem", "open problem", "circulate/"),
    "verify": ("problem", "rectified problem", "verify/"),
    "send back": ("problem", "rectified problem", "send-back/"),
}
OF_THE_UNIT = {"report on oneself", "put right"}
OF_DEPUTIES = {"show a light", "comment"}


def may(walk: Walk, who: str) -> set[str]:
    found = set()
    for name, (address, of, act) in ACTS.items():
        pk = walk.rounds[of].pk if address == "light-up" else walk.things[of]
        answer = walk.get(who, f"{address}/{pk}/{act}")
        assert answer.status_code in (200, 403, 404), f"{who}: {name}"
        if answer.status_code == 200:
            found.add(name)
    return found


def text(walk: Walk, who: str, path: str) -> str:
    answer: Any = walk.get(who, path)
    return str(answer.content.decode()) if answer.status_code == 200 else ""


def test_the_deputies_office_does_all_but_what_is_the_unit_s_and_the_deputies_own(walk: Walk) -> None:
    assert may(walk, "officer") == set(ACTS) - OF_THE_UNIT - {"show a light"}


def test_a_deputy_shows_lights_and_comments_where_they_take_part_and_nothing_else(walk: Walk) -> None:
    assert may(walk, "deputy") == OF_DEPUTIES
    assert may(walk, "cosigner") == {"show a light"}, "who signed beside takes no part in the check"


@pytest.mark.parametrize("who", ["clerk", "head"])
def test_the_unit_speaks_for_itself_and_judges_nothing_of_its_own(walk: Walk, who: str) -> None:
    assert may(walk, who) == OF_THE_UNIT


@pytest.mark.parametrize("who", ["member", "committee_clerk"])
def test_the_council_s_member_who_leads_an_item_and_the_committee_in_whose_field_it_lies_note_what_they_did(
    walk: Walk, who: str
) -> None:
    assert may(walk, who) == {"note on a key item"}
    assert walk.get(who, f"key-item/{walk.things['reported key item']}/note/").status_code == 200
    other = walk.world.bodies["standing"]
    with walk.world.acting():
        KeyItem.objects.filter(pk=walk.things["key item"]).update(leader="许国强", committee=other)
    assert may(walk, who) == set(), "of an item that somebody else leads they read"


@pytest.mark.parametrize("who", ["supervisor", "party_supervisor"])
def test_a_supervision_office_gives_circulars_their_numbers_and_judges_nothing(walk: Walk, who: str) -> None:
    assert may(walk, who) == {"note a circular"}
    assert walk.get(who, "problems/paper/docx/").status_code == 200


def test_the_government_s_supervision_office_sees_what_its_office_passed_on_the_party_s_what_was_handed_over(
    walk: Walk,
) -> None:
    with walk.world.acting():
        given = Assignment.objects.exclude(state="recalled")
        passed_on = set(given.filter(body=walk.world.bodies["office"]).values_list("proposal_id", flat=True))
        handed = set(given.values_list("proposal_id", flat=True))
        government, leader, party = (
            set(visible_to(walk.seats[who]).values_list("pk", flat=True)) for who in ("supervisor", "leader", "party_supervisor")
        )
        assert government == leader == passed_on
        assert party == handed < set(Proposal.objects.values_list("pk", flat=True))
    direct, kept = min(handed - government), walk.cases["registered"].pk
    assert walk.get("party_supervisor", f"case/{direct}/").status_code == 200
    assert walk.get("supervisor", f"case/{direct}/").status_code == 404
    for who in ("supervisor", "party_supervisor"):
        assert walk.get(who, f"case/{kept}/").status_code == 404, "nobody was given it yet"
    assert walk.get("member", f"case/{kept}/").status_code == walk.get("committee_clerk", f"case/{kept}/").status_code == 200


@pytest.mark.parametrize("who", ["member", "committee_clerk", "supervisor", "party_supervisor"])
def test_every_supervisor_has_a_desk_the_one_page_and_the_ledgers_and_no_word_of_a_grade(walk: Walk, who: str) -> None:
    for path in ("", "overview/", "lists/", "promises/", "lights/", "key-items/", "checks/", "problems/", "notices/"):
        page = text(walk, who, path)
        assert page, path
        assert "满意" not in page[page.index("<main") :], path
    case = text(walk, who, f"case/{walk.cases['unsatisfied'].pk}/")
    assert case and "不满意" not in case and "已评价" not in case


@pytest.mark.parametrize("who", ["leader", "chair", "dispatcher"])
def test_leaders_committees_and_the_government_s_office_look_on_and_write_nothing(walk: Walk, who: str) -> None:
    assert may(walk, who) == set()
    for path in ("checks/", f"check/{walk.things['held check']}/", f"check-row/{walk.things['lagging row']}/", "problems/"):
        assert text(walk, who, path), path


@pytest.mark.parametrize("who", ["stranger", "stranger_head", "admin", "secretary", "street_clerk", "foreign_officer"])
def test_whoever_has_no_part_in_it_finds_nothing(walk: Walk, who: str) -> None:
    assert may(walk, who) == set()
    for address, of in (("light", "red light"), ("key-item", "key item"), ("check", "held check"), ("problem", "open problem")):
        assert text(walk, who, f"{address}/{walk.things[of]}/") == ""


def test_candidates_are_known_to_the_congress_s_side_alone(walk: Walk) -> None:
    title = walk.cases["registered"].title
    assert all(title in text(walk, who, "key-items/") for who in ("officer", "chair", "member", "committee_clerk"))
    others = ("leader", "dispatcher", "supervisor", "party_supervisor", "clerk", "head", "street_clerk")
    assert not any(title in text(walk, who, "key-items/") for who in others)


def test_a_light_is_no_grade_and_no_page_calls_it_one(walk: Walk) -> None:
    for who in ("clerk", "head", "dispatcher", "leader"):
        said = text(walk, who, f"light/{walk.things['answered light']}/")
        assert "红灯" in said and "满意" not in said


def test_a_brief_tells_a_unit_of_its_own_rows_and_the_circular_is_not_its_to_make(walk: Walk) -> None:
    path = f"check/{walk.things['held check']}/paper/docx/"
    assert walk.get("officer", path).status_code == walk.get("clerk", path).status_code == 200
    assert walk.get("stranger", path).status_code == 404
    assert walk.get("officer", "problems/paper/docx/").status_code == 200
    assert walk.get("clerk", "problems/paper/docx/").status_code == 403


def test_the_brief_says_what_was_found_and_what_is_to_be_put_right(walk: Walk) -> None:
    answer = walk.get("officer", f"check/{walk.things['held check']}/paper/docx/")
    document = docx.Document(BytesIO(answer.content))
    words = " ".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    assert "没有动。" in words and "滞后" in words and "路面塌陷没有修复。（2027年3月31日前整改）" in words


@pytest.mark.parametrize("who", ["clerk", "officer", "leader"])
def test_a_red_light_that_waits_is_said_in_the_row_of_the_desk(walk: Walk, who: str) -> None:
    """As drawn (ui-shots/queue); one that is amber, or answered, is not said there."""
    page = text(walk, who, "?view=all")
    assert page.count("代表已亮红灯") == 1
    assert "代表已亮红灯" not in text(walk, "stranger", "?view=all")
