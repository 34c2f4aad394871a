"""Pages every role has: home, notices, search, undo, files, drafts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from huiyin.chain.models import Event
from huiyin.foundation import clock, drafts
from huiyin.foundation.models import Draft, Notice
from huiyin.people import setup
from huiyin.web.shared import finding
from tests.chain.cast import add_seat
from tests.web.pages import HANDED_OVER, TALK, TODAY, Browser, answered, item, received
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
EVERYBODY = ("deputy", "cosigner", "officer", "admin", "dispatcher", "clerk", "head", "stranger")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_has_a_home_with_one_heading_and_a_title(world: World, who: str) -> None:
    item(world)
    page = Browser(world, who).read()
    assert page.count("<h1") == 1 and "<title>" in page and "<title> ·" not in page


def test_a_seat_that_is_somebody_elses_is_not_found_on_any_page(world: World) -> None:
    item(world)
    clerk, head = Browser(world, "clerk"), world.seats["head"]
    for path in ("", "notices/", "search/?q=x", "draft/x/", "file/1/", "undo/1/"):
        assert clerk.client.get(f"/s/{head.pk}/{path}").status_code in (404, 405), path


def test_without_signing_in_every_page_leads_to_the_sign_in_page(world: World) -> None:
    clerk = Browser(world, "clerk")
    clerk.client.cookies.clear()
    answer = clerk.open("search/?q=x")
    assert answer.status_code == 302 and answer["Location"].startswith("/signin/?next=")


# -- notices ----


def test_a_notice_leads_to_its_case_and_is_marked_read_by_a_form_alone(world: World) -> None:
    case, _, _ = item(world)
    clerk = Browser(world, "clerk")
    with clock.frozen(TODAY + timedelta(days=1)), world.acting():
        Notice.objects.filter(congress=world.congress).update(deliver_at=clock.now() - timedelta(hours=1))
    with clock.frozen(TODAY + timedelta(days=2)):
        for _ in range(2):
            page = clerk.read("notices/")
            assert "1 条还没有看" in page, "looking at a page changes nothing"
        assert f'href="/s/{clerk.seat.pk}/case/{case.pk}/"' in page
        assert clerk.send("notices/").status_code == 302
        page = clerk.read("notices/")
        assert "都看过了" in page and case.title in page
    with world.acting():
        others = Notice.objects.filter(congress=world.congress, read_at__isnull=True).exclude(seat_id=clerk.seat.pk)
        assert others.exists(), "only one's own notices are marked"


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "１", "", "0"])
def test_marking_a_notice_that_is_not_there_harms_nothing(world: World, typed: str) -> None:
    assert Browser(world, "clerk").send("notices/", notice=typed).status_code == 302
    assert Browser(world, "clerk").open(f"notices/?before={typed}").status_code == 200


# -- search ----


def test_search_finds_by_number_title_name_and_text_and_only_ones_own(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        mine = world.register("关于加装电梯的建议", printed_no="临人建〔2026〕077号", body="双井社区八号楼没有电梯。")
        world.hand_over(mine)
        other = world.register("关于电梯安全的建议", lead=world.seats["cosigner"].pk)
        world.hand_over(other, "school")
    for words in ("077", "加装电梯", "李文静", "双井社区"):
        assert mine.title in Browser(world, "clerk").read(f"search/?q={words}"), words
    found = {who: Browser(world, who).read("search/?q=电梯") for who in ("clerk", "stranger", "officer", "deputy")}
    assert {who: (mine.title in page, other.title in page) for who, page in found.items()} == {
        "clerk": (True, False),
        "stranger": (False, True),
        "officer": (True, True),
        "deputy": (True, False),
    }
    assert "找到 2 件" in found["officer"]


def test_an_exact_number_leads_straight_to_its_case_and_only_to_one_s_own(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        mine = world.register("关于加装电梯的建议", printed_no="临人建〔2026〕077号")
        world.hand_over(mine)
        plain = world.register("关于电梯安全的建议")
        world.hand_over(plain, "school")
    case = f"/case/{mine.pk}/"
    for words in ("临人建〔2026〕077号", "临人建〔2026〕077"):
        assert Browser(world, "clerk").open(f"search/?q={words}")["Location"].endswith(case), words
    wide = str(plain.own_no).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for words in (str(plain.own_no), plain.shown_no, f"第{plain.own_no}号", f" 0{plain.own_no} ", wide):
        assert Browser(world, "officer").open(f"search/?q={words}")["Location"].endswith(f"/case/{plain.pk}/"), words
        assert Browser(world, "clerk").open(f"search/?q={words}").status_code == 200, "another unit's item"
    assert mine.title in Browser(world, "clerk").read("search/?q=077&list=1")
    for words in ("9" * 600, "77777", "0", "1 or 1=1"):
        assert Browser(world, "officer").open(f"search/?q={words}").status_code == 200, words


def test_pages_of_found_cases_follow_each_other_by_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    with clock.frozen(HANDED_OVER), world.acting():
        for n in range(5):
            world.register(f"关于加装电梯的建议之{n}")
    officer, path, seen = Browser(world, "officer"), "search/?q=电梯", []
    while path:
        page = officer.read(path)
        seen += re.findall(r'class="t" href="([^"]*)"', page)
        more = re.search(r'href="(\?[^"]*)">看后面的', page)
        path = "search/" + more[1].replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 5
    assert officer.open("search/?q=电梯&after=x").status_code == 200


def test_those_who_read_what_is_raised_find_what_they_may_see_and_no_more(world: World) -> None:
    with clock.frozen(HANDED_OVER), world.acting():
        world.reads_for_team()
        at_session = world.register("关于加装电梯的建议", side="session")
        between = world.register("关于电梯安全的建议", side="between", cosigner_seat_ids=(), signer_count=1)
        other_team = setup.add_body(world.congress, "第九代表团", "delegation")
        other = add_seat(world, "of_another_team", "赵国强", other_team, "deputy")
        elsewhere = world.register("关于电梯年检的建议", side="between", lead=other.pk)
    found = {who: Browser(world, who).read("search/?q=电梯") for who in ("secretary", "street_clerk")}
    titles = (at_session.title, between.title, elsewhere.title)
    shown = {who: tuple(title in page for title in titles) for who, page in found.items()}
    assert shown == {"secretary": (True, False, False), "street_clerk": (True, True, False)}
    assert "找到 1 件" in found["secretary"]
    assert Browser(world, "secretary").open(f"case/{at_session.pk}/").status_code == 200
    assert Browser(world, "street_clerk").open(f"case/{between.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "写一两个词"),
        ("没有这样的词语", "没有找到"),
        ("违" + "\u202e" + "停", "文字方向"),
        ("长" * 101, "最多 100 个字"),
        ("' or 1=1 --", "没有找到"),
        ("%_&|!:*()", ""),
        ("\u200b\u200b", "看不见的字符"),
    ],
)
def test_odd_search_words_get_a_sentence(world: World, typed: str, said: str) -> None:
    item(world)
    answer = Browser(world, "clerk").client.get(Browser(world, "clerk").at("search/"), {"q": typed, "page": "x"})
    assert answer.status_code == 200 and said in answer.content.decode()


def test_the_congress_administrator_has_no_search(world: World) -> None:
    assert Browser(world, "admin").open("search/?q=x").status_code == 403


# -- undo ----


def test_a_step_is_undone_by_its_own_seat_within_ten_minutes(world: World) -> None:
    case, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    clerk.done(f"contact/{round_.pk}/", **TALK)
    with world.acting():
        told = Event.objects.get(congress=world.congress, step="contact.record")
    assert Browser(world, "head").send(f"undo/{told.pk}/").status_code == 404, "another's step is not even there"
    with clock.frozen(told.at + timedelta(minutes=11)):
        late = clerk.send(f"undo/{told.pk}/")
        assert late.status_code == 200 and "“登记沟通”没有撤销" in late.content.decode()
    with clock.frozen(told.at + timedelta(minutes=9)):
        assert "撤销沟通记录" in clerk.read(f"case/{case.pk}/")
        assert clerk.send(f"undo/{told.pk}/").status_code == 302
        again = clerk.send(f"undo/{told.pk}/")
        assert again.status_code == 200 and "已经办过了" in again.content.decode()
    assert TALK["note"] not in clerk.read(f"case/{case.pk}/")


def test_an_old_undo_button_never_takes_back_a_newer_step_of_the_same_kind(world: World) -> None:
    case, _, round_ = received(world)
    clerk = Browser(world, "clerk")
    clerk.done(f"contact/{round_.pk}/", **TALK)
    with world.acting():
        first = Event.objects.get(congress=world.congress, step="contact.record")
    page = clerk.done(f"contact/{round_.pk}/", **TALK | {"note": "第二次，定了时间。"})
    assert "第二次，定了时间。" in page
    with clock.frozen(first.at):
        answer = clerk.send(f"undo/{first.pk}/")
    assert "请在案卷里先撤销后面的那一次" in answer.content.decode()
    assert "第二次，定了时间。" in clerk.read(f"case/{case.pk}/")


def test_undoing_needs_a_form_and_a_step_that_can_be_undone(world: World) -> None:
    _, _, round_ = answered(world)
    head = Browser(world, "head")
    with world.acting():
        cleared = Event.objects.get(congress=world.congress, step="letter.clear")
    assert head.open(f"undo/{cleared.pk}/").status_code == 405
    assert head.send(f"undo/{cleared.pk}/").status_code == 404
    assert head.send("undo/999999999999999999/").status_code == 404
    assert round_.pk


# -- drafts ----


def test_a_draft_is_kept_for_its_seat_alone(world: World) -> None:
    clerk = Browser(world, "clerk")
    assert clerk.send("draft/contact-7/", note="写了一半", form=["phone", "letter"]).status_code == 200
    body = json.dumps({"note": "手机上接着写", "n": 3, "none": None})
    answer = clerk.client.post(clerk.at("draft/contact-7/"), body, content_type="application/json")
    assert answer.status_code == 200 and "saved_at" in answer.json()
    with world.acting():
        (kept,) = Draft.objects.filter(congress=world.congress)
        assert kept.seat_id == clerk.seat.pk and kept.data == {"note": "手机上接着写", "n": "3", "none": ""}
        assert drafts.of(world.congress.pk, world.seats["head"].pk, "contact-7") is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("[]", 400), ('"x"', 400), ("[" * 100_000, 400), (json.dumps({"note": "长" * 300_000}), 413),
        (json.dumps({str(n): "x" for n in range(300)}), 413), ('{"note": "\\ud800"}', 200),
        ('{"note": "\\u0000"}', 200), (b"\xff\xfe{", 400),
    ],
)  # fmt: skip
def test_an_odd_draft_never_breaks_the_page(world: World, body: str | bytes, status: int) -> None:
    clerk = Browser(world, "clerk")
    answer = clerk.client.post(clerk.at("draft/contact-7/"), body, content_type="application/json")
    assert answer.status_code == status


@pytest.mark.parametrize("key", ["a" * 61, "../x", "名字", "a b"])
def test_a_draft_has_a_plain_name(world: World, key: str) -> None:
    clerk = Browser(world, "clerk")
    assert clerk.client.post(clerk.at(f"draft/{key}/"), {"note": "x"}).status_code == 404


def test_a_file_nobody_gave_a_right_to_is_not_found(world: World) -> None:
    for who in EVERYBODY:
        assert Browser(world, who).open("file/999999999999999999/").status_code == 404


def test_dates_are_those_of_shanghai_also_before_eight_in_the_morning(world: World) -> None:
    case, _, _ = item(world)
    assert date(2026, 3, 2) == HANDED_OVER
    assert "3月2日" in Browser(world, "clerk").read(f"case/{case.pk}/")
