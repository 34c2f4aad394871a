"""多年关注 on the pages: said on the case page, confirmed on a page of its own, listed when it came three times (C9)."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.supervision.models import ThreadItem
from tests.web.walk import Walk

pytestmark = pytest.mark.django_db


def page(walk: Walk, who: str, path: str, **query: Any) -> str:
    answer = walk.get(who, path, **query)
    assert answer.status_code == 200, (who, path, answer.status_code)
    return str(answer.content.decode())


@pytest.mark.parametrize("who", ["officer", "chair", "member", "leader", "dispatcher", "supervisor", "party_supervisor"])
def test_whoever_oversees_reads_on_the_case_what_was_raised_before(walk: Walk, who: str) -> None:
    shown = page(walk, who, f"case/{walk.cases['answered'].pk}/")
    part = shown[shown.index('id="thread"') :]
    assert "提了 3 次" in part and walk.cases["waiting"].title in part
    assert "满意" not in part[: part.index("</article>")]
    assert ("改同一事项" in part) is (who == "officer")


def test_what_came_three_times_is_listed_with_its_answers(walk: Walk) -> None:
    for who in ("officer", "chair", "member", "committee_clerk", "leader", "dispatcher", "supervisor"):
        shown = page(walk, who, "threads/")
        assert "提了 3 次" in shown and "答复" in shown, who
    for who in ("clerk", "head", "deputy", "admin"):
        assert walk.get(who, "threads/").status_code == 403


def test_the_one_page_says_how_many_came_three_times_and_leads_there(walk: Walk) -> None:
    shown = page(walk, "chair", "overview/")
    assert "1 件事提了三次以上" in shown and walk.at("chair", "threads/") in shown


def test_the_committee_adds_one_by_its_number_and_takes_one_out_again(walk: Walk) -> None:
    case, other = walk.cases["received"], walk.cases["opened"]
    path = f"case/{case.pk}/thread/"
    assert "没有找到" in page(walk, "officer", path) or "是同一件事" in page(walk, "officer", path)
    wrong = walk.post("officer", path, act="add", session=case.session_id, number="99998").content.decode()
    assert "没有这一件" in wrong and "99998" in wrong, "what was typed is kept"
    assert walk.post("officer", path, act="add", session=case.session_id, number=other.own_no).status_code == 302
    assert other.title in page(walk, "officer", path)
    empty = walk.post("officer", path, act="leave", reason="").content.decode()
    assert "还没有填" in empty
    assert walk.post("officer", path, act="leave", reason="不是一条路。").status_code == 302
    with walk.world.acting():
        assert not ThreadItem.objects.filter(proposal__in=(case, other), left_on__isnull=True).exists()


def test_what_looks_alike_and_is_not_the_same_is_said_once(walk: Walk) -> None:
    path = f"case/{walk.cases['received'].pk}/thread/"
    other = walk.cases["opened"].pk
    assert walk.post("officer", path, act="apart", other=other).status_code == 302
    assert "已经记为不是" in walk.post("officer", path, act="apart", other=other).content.decode()
    for wrong in ({"act": "burn"}, {"act": ""}):
        assert walk.post("officer", path, **wrong).status_code in (200, 404)
    assert "没有这一件" in walk.post("officer", path, act="join", other="999999999999999999999").content.decode()


@pytest.mark.parametrize("who", ["chair", "leader", "dispatcher", "clerk", "deputy", "member", "supervisor"])
def test_nobody_else_says_what_is_one_matter(walk: Walk, who: str) -> None:
    path = f"case/{walk.cases['received'].pk}/thread/"
    assert walk.get(who, path).status_code == walk.post(who, path, act="join", other="1").status_code == 403
