"""承诺台账 and a promise's own page, through the browser's door (W5, C8; ui.md 4.4)."""

from __future__ import annotations

import io
from datetime import date

import pytest
from python_calamine import load_workbook

from huiyin.foundation import clock
from huiyin.promises.models import Promise, PromiseLeave, PromiseWord
from tests.web.walk import TODAY, Walk

pytestmark = pytest.mark.django_db


def test_the_ledger_says_what_has_become_of_the_promises_and_lists_the_open_ones(walk: Walk) -> None:
    page = walk.get("officer", "promises/").content.decode()
    assert "共 6 项：已销号 1，等销号 1，到期没有兑现 0，没有到期 3，没有说定时间 1。" in page
    assert "增设护栏（running）" in page and "增设护栏（kept）" not in page
    waiting = walk.get("officer", "promises/", list="leave").content.decode()
    assert all(f"增设护栏（{way}）" in waiting for way in ("slip asked", "drop asked")) and "增设护栏（running）" not in waiting
    late = walk.client("officer")
    with clock.frozen(date(2026, 11, 2)):
        again = late.get(walk.at("officer", "promises/"), {"list": "overdue"}).content.decode()
    assert "到期没有兑现 3" in again and "逾" in again


@pytest.mark.parametrize(
    ("who", "sees"),
    [("officer", 200), ("clerk", 200), ("head", 200), ("deputy", 200), ("cosigner", 200), ("dispatcher", 200), ("chair", 200),
     ("stranger", 404), ("secretary", 403), ("team_clerk", 403), ("admin", 403)],
)  # fmt: skip
def test_a_promise_is_read_by_those_whose_item_it_is(walk: Walk, who: str, sees: int) -> None:
    assert walk.get(who, f"promise/{walk.things['running promise']}/").status_code == sees


def test_before_its_letter_is_sent_a_promise_is_nobodys(walk: Walk) -> None:
    for who in ("officer", "clerk", "deputy"):
        assert walk.get(who, f"promise/{walk.things['promise']}/").status_code == 404


def test_a_report_goes_in_with_its_words_and_is_read_by_the_deputy(walk: Walk) -> None:
    path = f"promise/{walk.things['running promise']}/"
    with clock.frozen(TODAY):
        answer = walk.post("clerk", f"{path}report/", word="已经进场。", place="沿江大道", seen_on="2026-08-30")
    assert answer.status_code == 302
    read = walk.get("deputy", path).content.decode()
    assert "已经进场。" in read and "招标了吗？" in read


def test_done_without_proof_keeps_what_was_typed_and_says_what_is_missing(walk: Walk) -> None:
    path = f"promise/{walk.things['running promise']}/done/"
    with clock.frozen(TODAY):
        page = walk.post("clerk", path, word="全部装好了。", done_on="2026-08-20").content.decode()
    assert "报完成要有证明" in page and "全部装好了。" in page and "2026-08-20" in page


def test_a_slip_is_asked_and_granted_on_two_pages_and_both_days_are_shown(walk: Walk) -> None:
    pk = walk.things["slip asked promise"]
    page = walk.get("officer", f"promise/{pk}/grant-slip/").content.decode()
    assert "汛期停工。" in page and "延到" in page
    assert walk.post("officer", f"promise/{pk}/grant-slip/", reason="").status_code == 302
    read = walk.get("deputy", f"promise/{pk}/").content.decode()
    assert "准予延期；原定" in read and "汛期停工。" in read
    with walk.world.acting():
        assert Promise.objects.get(pk=pk).due_on == date(2026, 12, 31)
        assert PromiseLeave.objects.get(promise_id=pk).outcome == "granted"


def test_the_deputy_crosses_off_on_the_phone_and_takes_it_back(walk: Walk) -> None:
    pk = walk.things["done promise"]
    answer = walk.client("deputy").post(walk.at("deputy", f"promise/{pk}/close/"), {"reason": ""}, follow=True)
    page = answer.content.decode()
    assert "已销号" in page and "undo" in page
    with walk.world.acting():
        assert Promise.objects.get(pk=pk).state == "kept"
        assert PromiseWord.objects.filter(promise_id=pk, step="promise.close").exists()


def test_the_sheet_has_both_days_and_the_words_of_the_states(walk: Walk) -> None:
    answer = walk.get("officer", "promises/sheet/", list="all")
    rows = load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    (headings,) = (row for row in rows if row[0] == "序号")
    assert headings[7:9] == ["原期限", "现期限"]
    assert sum(isinstance(row[0], float) for row in rows) == 6


@pytest.mark.parametrize(
    "query", [{"after": "x_y"}, {"after": "2026-13-40_3"}, {"unit": "9" * 30}, {"q": "长" * 100}, {"list": "burn"}]
)
def test_what_nobody_could_have_been_given_is_the_first_page(walk: Walk, query: dict[str, str]) -> None:
    assert walk.get("officer", "promises/", **query).status_code == 200
