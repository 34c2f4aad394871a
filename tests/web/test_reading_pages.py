"""阅看 over HTTP: the reader's desk, the sheet with its revision word by word, refusing, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.chain.models import Event
from huiyin.chain.taking import take
from huiyin.foundation import clock, drafts
from huiyin.procedures.choosing import ALWAYS, choose_profile
from huiyin.proposals.models import Proposal, ProposalState, Reading, Refusal, TextVersion
from huiyin.proposals.reading import Sheet
from tests.web.visiting import Visitor, everything, text_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
S = ProposalState


@pytest.fixture(autouse=True)
def a_day_in_may() -> Iterator[None]:
    with clock.frozen(date(2026, 5, 19)):
        yield


@pytest.fixture
def world() -> World:
    made = make_world()
    with made.acting():
        made.reads_for_team()
    return made


@pytest.fixture
def street(world: World) -> Visitor:
    return Visitor(world, "street_clerk")


@pytest.fixture
def secretary(world: World) -> Visitor:
    return Visitor(world, "secretary")


def submitted(world: World, title: str = "关于整治沿江大道违停的建议", **more: Any) -> Proposal:
    with world.acting():
        return world.submit(title, **more)


def passed(world: World, case: Proposal, *who: str) -> Proposal:
    with world.acting():
        for name in who:
            take("reading.pass", case, world.seats[name], Sheet("fit"))
    return case


def state(world: World, case: Proposal) -> tuple[str, str]:
    with world.acting():
        case.refresh_from_db()
        return case.state, case.tier


def sheet_of(world: World, case: Proposal, **more: Any) -> dict[str, Any]:
    return {
        "result": "fit",
        "title": case.title,
        "matter": "沿江大道早晚高峰违停严重，非机动车只能上主路。",
        "ask_1": "增设护栏。",
        "ask_2": "早晚高峰安排专人值守。",
    } | more


# -- the desk ------------------------------------------------------------------------------------------------------------


def test_the_street_reads_first_and_then_the_office(world: World, street: Visitor, secretary: Visitor) -> None:
    case = submitted(world)
    assert case.title in text_of(street.opens("reading/"))
    assert "待阅看 1" in text_of(street.opens("reading/")) and "今天来的" in text_of(street.opens("reading/"))
    assert case.title not in text_of(secretary.opens("reading/"))
    assert case.title in text_of(secretary.opens("reading/?view=street"))
    answer = street.fills(f"reading/{case.pk}/", **sheet_of(world, case, mark_form="met", mark_lawful="not"))
    assert answer.status_code == 302 and state(world, case) == (S.SUBMITTED, "district")
    assert case.title in text_of(secretary.opens("reading/"))
    assert case.title in text_of(street.opens("reading/?view=seen")) and "待阅看 0" in text_of(street.opens("reading/"))
    with world.acting():
        assert Reading.objects.get(proposal=case).marks == {"form": True, "lawful": False}
    assert "街道阅看" in text_of(secretary.opens(f"reading/{case.pk}/")) and "合法性：不合" in text_of(
        secretary.opens(f"reading/{case.pk}/")
    )


def test_the_desk_says_how_long_an_item_has_waited_since_it_came_to_this_reader(
    world: World, street: Visitor, secretary: Visitor
) -> None:
    case = submitted(world)
    with clock.frozen(date(2026, 5, 22)):
        assert "等了 3 天" in text_of(street.opens("reading/"))
        passed(world, case, "street_clerk")
    with clock.frozen(date(2026, 5, 24)):
        assert "等了 2 天" in text_of(secretary.opens("reading/"))


def test_home_of_readers_is_their_desk(world: World, street: Visitor, secretary: Visitor) -> None:
    for visitor in (street, secretary):
        assert "<h1>待阅看</h1>" in visitor.opens() and "没有等着阅看的件" in text_of(visitor.opens())


def test_a_street_without_delegations_is_told_why_nothing_comes(world: World, street: Visitor) -> None:
    with world.acting():
        world.bodies["team"].street = None
        world.bodies["team"].save(update_fields=["street"])
    assert "给代表团选上阅看的街道" in text_of(street.opens("reading/"))


def test_the_desk_goes_on_by_key_and_asks_the_same_few_questions(
    world: World, street: Visitor, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("huiyin.proposals.lookout.PAGE", 3)
    cases = [submitted(world, f"关于第{n}件事的建议") for n in range(1, 6)]
    with django_assert_max_num_queries(20):
        first = street.opens("reading/")
    assert [case.title in first for case in cases] == [True, True, True, False, False]
    more = f"reading/?view=read&after={cases[2].pk}"
    assert f"view=read&amp;after={cases[2].pk}" in first
    assert [case.title in street.opens(more) for case in cases] == [False, False, False, True, True]


@pytest.mark.parametrize("query", ["view=nothing", "after=x", "after=99999999999999999999", "view=日&after=-1"])
def test_an_address_somebody_made_up_shows_the_desk(world: World, street: Visitor, query: str) -> None:
    submitted(world)
    assert street.asks(f"reading/?{query}").status_code == 200


# -- the sheet -----------------------------------------------------------------------------------------------------------


def test_a_revision_is_shown_word_by_word_before_it_is_sent_and_the_deputy_decides(
    world: World, street: Visitor
) -> None:
    """The acceptance journey: two readings with one revision."""
    case = submitted(world)
    said = sheet_of(world, case, result="revise", note="护栏归交警，写明单位更好办。", ask_1="由交警部门增设护栏。")
    shown = street.fills(f"reading/{case.pk}/", **said)
    page = shown.content.decode()
    assert shown.status_code == 200 and "发给代表？" in page
    assert "（增：</span>由交警部门<span" in page and "<del>" not in page.split("</main>")[0].split("revision")[-1]
    assert state(world, case) == (S.SUBMITTED, "street"), "nothing has been sent yet"
    sent = street.goes_on(shown, stage="take")
    assert sent.status_code == 302 and state(world, case) == (S.WITH_DEPUTY, "street")
    with world.acting():
        reading = Reading.objects.get(proposal=case)
        assert reading.advised is not None and list(reading.advised.asks)[0] == "由交警部门增设护栏。"
        assert reading.note == said["note"] and not reading.advised.submitted
        case.refresh_from_db()
        assert case.body.count("由交警部门") == 0, "the item keeps its deputy's words"
        world.resubmit(case, asks=["由交警部门增设护栏。", "早晚高峰安排专人值守。"])
        assert Reading.objects.get(proposal=case).decision == Reading.Decision.TAKEN
    again = text_of(street.opens(f"reading/{case.pk}/"))
    assert "代表照改了" in again and "第 2 稿" in again and "和上一稿对照" in again
    assert street.fills(f"reading/{case.pk}/", **sheet_of(world, case, ask_1="由交警部门增设护栏。")).status_code == 302
    assert state(world, case) == (S.SUBMITTED, "district")


def test_what_was_typed_is_there_again_when_one_goes_back_from_the_preview(world: World, street: Visitor) -> None:
    case = submitted(world)
    shown = street.fills(f"reading/{case.pk}/", **sheet_of(world, case, result="revise", note="写明单位。", ask_1="改过的。"))
    back = street.goes_on(shown, stage="edit").content.decode()
    assert "写明单位。" in back and "改过的。" in back and "还有" not in text_of(back)[:300]


def test_room_for_one_more_ask_keeps_what_was_typed(world: World, street: Visitor) -> None:
    case = submitted(world)
    page = street.fills(f"reading/{case.pk}/", **sheet_of(world, case, stage="more", result="", note="想到一半")).content.decode()
    assert 'name="ask_3"' in page and "想到一半" in page and "errsum" not in page


def test_a_changed_text_is_no_fit_and_an_advice_says_something(world: World, street: Visitor) -> None:
    case = submitted(world)
    changed = street.fills(f"reading/{case.pk}/", **sheet_of(world, case, title="关于别的事的建议"))
    assert "文字改动过" in text_of(changed) and "关于别的事的建议" in changed.content.decode()
    empty = street.fills(f"reading/{case.pk}/", **sheet_of(world, case, result="revise"))
    assert "还没有写怎么改" in text_of(empty)
    without = street.fills(f"reading/{case.pk}/", **sheet_of(world, case, result="withdraw"))
    assert "请写怎么改" in text_of(without)
    assert state(world, case) == (S.SUBMITTED, "street")


def test_a_text_that_moved_meanwhile_is_read_again_before_it_passes(world: World, street: Visitor) -> None:
    case = submitted(world)
    page = street.opens(f"reading/{case.pk}/")
    with world.acting():
        take("proposal.take_back", case, world.seats["deputy"])
        world.resubmit(case, matter="改过的原文。")
    from tests.web.visiting import hidden_fields

    answer = street.sends(f"reading/{case.pk}/", **hidden_fields(page) | sheet_of(world, case))
    assert answer.status_code == 200 and "以后又改了文字" in text_of(answer)
    assert state(world, case)[1] == "street"
    with world.acting():
        assert not Reading.objects.filter(proposal=case).exists()


def test_the_same_sheet_sent_twice_is_one_reading(world: World, street: Visitor) -> None:
    case = submitted(world)
    said = sheet_of(world, case, request_key="r" * 20, text_no="1")
    assert street.sends(f"reading/{case.pk}/", **said).status_code == 302
    again = street.sends(f"reading/{case.pk}/", **said)
    assert again.status_code == 200 and "已经" in text_of(again)
    with world.acting():
        assert Reading.objects.filter(proposal=case).count() == 1


def test_a_draft_of_the_sheet_waits_on_the_server_and_goes_when_it_is_sent(world: World, street: Visitor) -> None:
    case = submitted(world)
    key = f"reading-{case.pk}-1"
    assert street.sends(f"draft/{key}/", **sheet_of(world, case, note="写到一半", ask_3="还想加一条")).status_code == 200
    page = street.opens(f"reading/{case.pk}/")
    assert "写到一半" in page and "还想加一条" in page
    street.fills(f"reading/{case.pk}/", **sheet_of(world, case))
    with world.acting():
        assert drafts.of(world.congress.pk, street.seat.pk, key) is None


# -- refusing ------------------------------------------------------------------------------------------------------------


def test_without_grounds_in_the_rules_nothing_is_refused(world: World, secretary: Visitor) -> None:
    case = submitted(world)
    page = text_of(secretary.opens(f"reading/{case.pk}/refuse/"))
    assert "本级规程没有写哪些情形" in page and "看一遍" not in page


def test_an_item_is_refused_on_a_ground_with_an_explanation_and_a_way_to_go(world: World) -> None:
    with world.acting():
        choose_profile(world.congress, "chongqing", valid_from=ALWAYS)
    secretary = Visitor(world, "secretary")
    case = submitted(world)
    page = secretary.opens(f"reading/{case.pk}/refuse/")
    assert "看一遍" in page
    missing = secretary.fills(f"reading/{case.pk}/refuse/", explained="已电话说明。")
    assert "还有" in text_of(missing) and "已电话说明。" in missing.content.decode()
    from tests.web.forms import forms_in

    form = next(f for f in forms_in(page) if "ground" in f.names)
    ground = next(c.value for c in form.controls if c.name == "ground")
    goes_to = next(c.value for c in form.controls if c.name == "goes_to")
    shown = secretary.fills(f"reading/{case.pk}/refuse/", ground=ground, goes_to=goes_to, explained="已当面向代表说明。")
    assert "不能撤销" in text_of(shown) and state(world, case)[0] == S.SUBMITTED
    assert secretary.goes_on(shown, stage="take").status_code == 302 and state(world, case)[0] == S.REFUSED
    with world.acting():
        refusal = Refusal.objects.get(proposal=case)
        assert (refusal.ground, refusal.goes_to) == (ground, goes_to)
    told = text_of(secretary.opens(f"case/{case.pk}/"))
    assert "已当面向代表说明。" in told and refusal.ground_words in told


# -- who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["deputy", "dispatcher", "clerk", "head", "leader", "chair", "admin"])
def test_only_readers_open_these_pages(world: World, who: str) -> None:
    case = submitted(world)
    visitor = Visitor(world, who)
    for path in ("reading/", f"reading/{case.pk}/", f"reading/{case.pk}/refuse/", "registering/", f"registering/{case.pk}/"):
        assert visitor.asks(path).status_code == 403, path
    assert visitor.sends("registering/batch/", pick=[case.pk], session=world.session.pk).status_code == 403


def test_a_street_neither_registers_nor_refuses_nor_sees_other_streets_items(world: World, street: Visitor) -> None:
    case = submitted(world)
    for path in (f"reading/{case.pk}/refuse/", "registering/", f"registering/{case.pk}/"):
        assert street.asks(path).status_code == 403, path
    with world.acting():
        world.bodies["team"].street = None
        world.bodies["team"].save(update_fields=["street"])
    assert street.asks(f"reading/{case.pk}/").status_code == 404
    assert street.asks(f"case/{case.pk}/").status_code == 404


def test_what_lies_elsewhere_is_not_read_and_says_so(world: World, street: Visitor, secretary: Visitor) -> None:
    case = submitted(world)
    assert secretary.asks(f"reading/{case.pk}/").status_code == 403, "it lies with the street"
    passed(world, case, "street_clerk")
    assert street.asks(f"reading/{case.pk}/").status_code == 403, "it lies with the office"


def test_the_secretariat_reads_what_is_raised_at_the_session_only(world: World, secretary: Visitor) -> None:
    between = passed(world, submitted(world, "关于闭会期间的建议", side="between"), "street_clerk")
    for path in (f"reading/{between.pk}/", f"case/{between.pk}/"):
        assert secretary.asks(path).status_code == 404, path
    assert "关于闭会期间的建议" in text_of(Visitor(world, "officer").opens("reading/"))


def test_another_congress_finds_nothing_by_guessing(world: World) -> None:
    case = submitted(world)
    other = Visitor(make_world("malong"), "secretary")
    for path in (f"reading/{case.pk}/", f"reading/{case.pk}/refuse/", f"registering/{case.pk}/", f"case/{case.pk}/"):
        assert other.asks(path).status_code == 404, path


def test_looking_at_pages_changes_nothing(world: World, street: Visitor, secretary: Visitor) -> None:
    case = submitted(world)
    before = everything(world)
    for visitor in (street, secretary):
        visitor.opens("reading/")
        visitor.opens(f"case/{case.pk}/")
    street.opens(f"reading/{case.pk}/")
    secretary.opens("registering/")
    assert everything(world) == before


# -- the case page of an item without a number ---------------------------------------------------------------------------


def test_the_case_page_before_registration_shows_texts_readings_signers_and_the_next_step(
    world: World, street: Visitor, secretary: Visitor
) -> None:
    case = submitted(world, signed_by=("cosigner",), place="沿江大道")
    with world.acting():
        take("reading.advise", case, world.seats["street_clerk"], Sheet("revise", note="写明路段。"))
        world.resubmit(case, matter="江汉路至武汉关一段违停严重。")
    page = text_of(secretary.opens(f"case/{case.pk}/"))
    assert "未编号" in page and "写明路段。" in page and "代表自己改过" in page and "沿江大道" in page
    assert "签的是改动以前的文字" in page, "the co-signer has not seen the new text"
    assert "（增：" in page and "在街道阅看" in page
    assert "请阅看" in text_of(street.opens(f"case/{case.pk}/"))
    assert f"/reading/{case.pk}/" in street.opens(f"case/{case.pk}/")
    chair = text_of(Visitor(world, "chair").opens(f"case/{case.pk}/"))
    assert "写明路段。" in chair


def test_an_item_with_a_number_is_the_ordinary_case_for_readers_too_and_tells_no_grade(world: World) -> None:
    with world.acting():
        proposal = world.register("关于加装电梯的建议")
        (row,) = world.by_the_office(proposal)
        round_ = world.receive(row)
        world.answer(round_)
    with world.acting("deputy"):
        world.evaluate(round_, "unsatisfied", "没有写期限。")
    for who in ("secretary", "street_clerk"):
        page = text_of(Visitor(world, who).opens(f"case/{proposal.pk}/"))
        assert "001号" in page and "不满意" not in page and "已评价" not in page and "没有写期限" not in page
        assert "已增设护栏" not in page, "the letter is not theirs to read"


def test_reading_leaves_its_steps_in_the_course(world: World, secretary: Visitor) -> None:
    case = passed(world, submitted(world), "street_clerk", "secretary")
    page = text_of(secretary.opens(f"case/{case.pk}/"))
    assert "李文静代表 大会期间提出" in page and page.count("阅看：可以提出") == 2
    with world.acting():
        steps = list(Event.objects.filter(case_id=case.pk).order_by("number").values_list("step", flat=True))
        assert steps == ["proposal.submit", "reading.pass", "reading.pass"]
        assert TextVersion.objects.filter(proposal=case).count() == 1
