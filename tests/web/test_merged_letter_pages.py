"""并案 from the hand-over to the grade on the pages: together where it can be, each item with its own letter and evaluation
(浙江办法第十八条: 分别答复)."""

from __future__ import annotations

import pytest

from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment, Mode
from huiyin.evaluation.steps import Evaluation
from huiyin.foundation import clock
from huiyin.handling.models import Contact, Letter, LetterCopy, LetterVersion, Round
from huiyin.handling.steps import Remark
from huiyin.proposals import merging
from huiyin.proposals.models import Proposal
from tests.chain.cast import add_seat
from tests.web.visiting import Visitor, text_of
from tests.world import World, make_world

WHY = "都是沿江大道同一路段的停车秩序。"
BODY = "李文静代表：\n您提出的《关于沿江大道停车的建议》收悉。已增设护栏，全部装完。"


@pytest.fixture
def world(db: None) -> World:
    made = make_world("yuzhong", profile="chongqing")
    with made.acting():
        add_seat(made, "second_deputy", "赵国强", made.bodies["team"], "deputy")
    return made


@pytest.fixture
def items(world: World) -> list[Proposal]:
    """Three items of two deputies, handled together."""
    leads = [world.seats[who].pk for who in ("deputy", "second_deputy", "second_deputy")]
    titles = ("关于沿江大道停车的建议", "关于沿江大道违停的建议", "关于沿江大道护栏的建议")
    with world.acting():
        found = [world.register(title, lead=lead) for title, lead in zip(titles, leads, strict=True)]
        merging.merge(world.seats["officer"], found, found[0].pk, WHY)
    return found


def handled(world: World, items: list[Proposal], receive: int = 9) -> list[Round]:
    """城管局 has all of them, has received so many, and has talked with each one's deputy."""
    rounds = []
    with world.acting():
        for n, one in enumerate(items):
            one.refresh_from_db()
            (row,) = world.hand_over(one)
            rounds.append(world.receive(row) if n < receive else world.round_of(row))
            if n < receive:
                world.talk(rounds[-1])
    return rounds


def written(world: World, round_: Round, **more: str) -> Letter:
    with world.acting():
        letter = world.write(round_, "solved", class_due_on="2026-12-31")
        Letter.objects.filter(pk=letter.pk).update(body=BODY, contact_line="联系人：周敏", edit_no=1, **more)
    return letter


def letter_of(world: World, round_: Round) -> Letter:
    with world.acting():
        return Letter.objects.get(answers__round=round_)


def states(world: World, rounds: list[Round]) -> list[str]:
    with world.acting():
        return [Round.objects.get(pk=one.pk).state for one in rounds]


# -- handing over ------------------------------------------------------------------------------------------------------


def test_the_whole_group_is_handed_over_in_one_go_each_by_its_own_step(world: World, items: list[Proposal]) -> None:
    officer = Visitor(world, "officer")
    path = f"case/{items[0].pk}/hand-over/"
    assert "并案的件一并交办" in text_of(officer.opens(path))
    also = [str(one.pk) for one in items[1:]]
    unit = str(world.bodies["unit"].pk)
    shown = officer.fills(path, way="direct", body_0=unit, mode_0="lead", also=also, stage="preview")
    assert "今天交办这几件" in text_of(shown) and items[2].title in text_of(shown)
    assert officer.goes_on(shown, stage="take").status_code == 302
    with world.acting():
        rows = Assignment.objects.filter(body=world.bodies["unit"], mode=Mode.LEAD)
        assert set(rows.values_list("proposal_id", flat=True)) == {one.pk for one in items}
        assert set(Proposal.objects.values_list("state", flat=True)) == {"handed_over"}


def test_what_cannot_be_handed_over_keeps_no_other_item_back(world: World, items: list[Proposal]) -> None:
    officer = Visitor(world, "officer")
    path = f"case/{items[0].pk}/hand-over/"
    unit = str(world.bodies["unit"].pk)
    shown = officer.fills(
        path, way="direct", body_0=unit, mode_0="lead", also=[str(one.pk) for one in items[1:]], stage="preview"
    )
    with world.acting():
        world.hand_over(items[2], "school")
    answer = officer.goes_on(shown, stage="take")
    # The page was older than that: what was ticked is no choice any more, and nothing has been taken.
    assert answer.status_code == 200 and "重新选" in text_of(answer)
    assert officer.fills(path, way="direct", body_0=unit, mode_0="lead", also=[], stage="take").status_code == 302


def test_the_government_office_passes_the_whole_group_on_in_one_go(world: World, items: list[Proposal]) -> None:
    officer, dispatcher = Visitor(world, "officer"), Visitor(world, "dispatcher")
    office = str(world.bodies["office"].pk)
    also = [str(one.pk) for one in items[1:]]
    path = f"case/{items[0].pk}/hand-over/"
    shown = officer.fills(path, way="via", office=office, also=also, stage="preview")
    assert officer.goes_on(shown, stage="take").status_code == 302
    with world.acting():
        routes = list(Assignment.objects.filter(mode=Mode.ROUTE).order_by("proposal_id"))
    page = dispatcher.opens(f"assign/{routes[0].pk}/")
    assert "并案的件一并分办" in page
    answer = dispatcher.fills(
        f"assign/{routes[0].pk}/", lead=world.bodies["unit"].name, also=[str(one.pk) for one in routes[1:]]
    )
    assert answer.status_code == 302
    with world.acting():
        assert Assignment.objects.filter(body=world.bodies["unit"], mode=Mode.LEAD).count() == 3


# -- one text for several letters --------------------------------------------------------------------------------------


def test_one_text_goes_into_the_letters_of_the_others_each_to_its_own_deputy(
    world: World, items: list[Proposal]
) -> None:
    rounds = handled(world, items)
    written(world, rounds[0])
    clerk = Visitor(world, "clerk")
    assert "这份答复也用于并案的第2、3号（2 件）" in clerk.opens(f"reply/{rounds[0].pk}/")
    path = f"reply/{rounds[0].pk}/carry/"
    assert clerk.fills(path, to=[str(one.pk) for one in rounds[1:]]).status_code == 302
    first, second = letter_of(world, rounds[0]), letter_of(world, rounds[1])
    assert second.pk != first.pk and second.number == "" and second.class_code == "solved"
    assert second.body.startswith("赵国强代表：\n您提出的《关于沿江大道违停的建议》收悉")
    assert str(second.class_due_on) == "2026-12-31" and "第002号" in second.title
    # It says at its head with which items, and is changed by itself from now on.
    assert "（第1、2、3号并案办理）" in text_of(clerk.opens(f"reply/{rounds[1].pk}/"))
    edit = f"reply/{rounds[1].pk}/edit/"
    assert clerk.fills(edit, title=second.title, body="另写的。", class_code="solved", do="save").status_code == 302
    assert letter_of(world, rounds[0]).body == BODY and letter_of(world, rounds[1]).body == "另写的。"


def test_a_text_that_is_there_already_is_only_replaced_where_it_was_ticked(world: World, items: list[Proposal]) -> None:
    rounds = handled(world, items, receive=2)
    written(world, rounds[0])
    own = written(world, rounds[1], number="临城管函〔2026〕20号")
    clerk = Visitor(world, "clerk")
    page = clerk.opens(f"reply/{rounds[0].pk}/carry/")
    assert "已有答复草稿" in page and " checked" not in page.split("已有答复草稿")[0].split('name="to"')[-1]
    assert "003号《关于沿江大道护栏的建议》" in page and "签收" in page
    assert "还没有选" in text_of(clerk.fills(f"reply/{rounds[0].pk}/carry/"))
    clerk.fills(f"reply/{rounds[0].pk}/carry/", to=[str(rounds[1].pk)])
    again = letter_of(world, rounds[1])
    assert again.pk == own.pk and again.number == "临城管函〔2026〕20号" and "赵国强代表" in again.body


@pytest.mark.parametrize("to", [["999999999999999999"], ["x"], ["\x00"]])
def test_what_is_no_item_of_the_group_is_refused(world: World, items: list[Proposal], to: list[str]) -> None:
    rounds = handled(world, items)
    written(world, rounds[0])
    answer = Visitor(world, "clerk").fills(f"reply/{rounds[0].pk}/carry/", to=to)
    assert answer.status_code == 200 and "重新选" in text_of(answer)


def test_another_unit_neither_carries_nor_sends_what_is_not_its_own(world: World, items: list[Proposal]) -> None:
    rounds = handled(world, items)
    written(world, rounds[0])
    for who in ("stranger", "stranger_head", "deputy", "officer"):
        for page in ("carry/", "together/submit/", "together/send/"):
            assert Visitor(world, who).asks(f"reply/{rounds[0].pk}/{page}").status_code in (403, 404), (who, page)
    assert Visitor(world, "clerk").asks(f"reply/{rounds[0].pk}/together/burn/").status_code == 404


# -- submitted, cleared and sent together ------------------------------------------------------------------------------


def test_submitted_cleared_and_sent_in_one_go_each_deputy_gets_and_evaluates_the_own_letter(
    world: World, items: list[Proposal]
) -> None:
    rounds = handled(world, items)
    written(world, rounds[0])
    clerk, head = Visitor(world, "clerk"), Visitor(world, "head")
    keys = [str(one.pk) for one in rounds]
    clerk.fills(f"reply/{rounds[0].pk}/carry/", to=keys[1:])
    assert "一并送审 3 件" in clerk.opens(f"reply/{rounds[0].pk}/")
    assert clerk.fills(f"reply/{rounds[0].pk}/together/submit/", pick=keys).status_code == 302
    assert states(world, rounds) == ["clearing"] * 3
    assert letter_of(world, rounds[1]).merged_numbers == "第1、2、3号"
    assert "一并签发 3 件" in head.opens(f"reply/{rounds[1].pk}/")
    head.fills(f"reply/{rounds[1].pk}/together/clear/", pick=keys)
    assert states(world, rounds) == ["cleared"] * 3
    send = f"reply/{rounds[0].pk}/together/send/"
    assert "002号的发文字号" in head.opens(send)
    # One has no number yet: it stays, the others go out.
    said = text_of(head.fills(send, pick=keys, **{f"number_{keys[1]}": "临城管函〔2026〕20号"}))
    assert states(world, rounds) == ["answered", "answered", "cleared"]
    assert "有 1 件没有办" in said and "003号：" in said and "字号" in said and "已经办好的：001号" in said
    head.fills(f"reply/{rounds[2].pk}/send/", number="临城管函〔2026〕21号")
    assert states(world, rounds) == ["answered"] * 3
    with world.acting():
        copies = LetterCopy.objects.order_by("letter_id")
        assert [one.signer.seat_id for one in copies] == [
            world.seats[who].pk for who in ("deputy", "second_deputy", "second_deputy")
        ]
        assert LetterVersion.objects.filter(moment="sent").count() == 3
    with world.acting("deputy"):
        take("letter.open", rounds[0], world.seats["deputy"])
        take("evaluation.give", rounds[0], world.seats["deputy"], Evaluation({"letter": "satisfied"}))
    assert states(world, rounds) == ["evaluated", "answered", "answered"]


def test_without_a_talk_with_its_own_deputy_a_letter_stays_behind(world: World, items: list[Proposal]) -> None:
    """代表法第五十一条: contact before the reply; one talk with one deputy is none with the other."""
    rounds = handled(world, items[:1])
    with world.acting():
        items[1].refresh_from_db()
        (row,) = world.hand_over(items[1])
        rounds.append(world.receive(row))
    written(world, rounds[0])
    clerk = Visitor(world, "clerk")
    keys = [str(one.pk) for one in rounds]
    clerk.fills(f"reply/{rounds[0].pk}/carry/", to=keys[1:])
    page = clerk.opens(f"reply/{rounds[0].pk}/together/submit/")
    assert "002号：" in page and "沟通" in page
    said = text_of(clerk.fills(f"reply/{rounds[0].pk}/together/submit/", pick=keys))
    assert states(world, rounds) == ["clearing", "handling"]
    assert "有 1 件没有办" in said and "002号：" in said


def test_a_letter_whose_head_names_other_items_than_now_is_not_sent(world: World, items: list[Proposal]) -> None:
    rounds = handled(world, items)
    written(world, rounds[0])
    head = world.seats["head"]
    with world.acting():
        take("letter.submit", rounds[0], world.seats["clerk"])
        take("letter.clear", rounds[0], head)
        items[2].refresh_from_db()
        take("proposal.unmerge", items[2], world.seats["officer"], merging.Leaving("不是同一路段。"))
    said = text_of(Visitor(world, "head").opens(f"reply/{rounds[0].pk}/send/"))
    assert "并案的件有了变化" in said
    with world.acting():
        take("letter.send_back", rounds[0], head, Remark("并案有变化。"))
        take("letter.submit", rounds[0], world.seats["clerk"])
        take("letter.clear", rounds[0], head)
        take("letter.send", rounds[0], head)
        assert Letter.objects.get(answers__round=rounds[0]).merged_numbers == "第1、2号"


def test_one_visit_to_the_deputies_of_several_items_is_recorded_for_each_or_for_none(
    world: World, items: list[Proposal]
) -> None:
    with world.acting():
        rounds = []
        for one in items:
            one.refresh_from_db()
            rounds.append(world.receive(world.hand_over(one)[0]))
    clerk = Visitor(world, "clerk")
    path, talk = f"contact/{rounds[0].pk}/", {"form": "on_site", "stage": "during", "note": "三位代表一起看了现场。"}
    today = str(clock.today())
    early = clerk.fills(path, **talk, happened_on="2020-01-02", also=[str(rounds[1].pk)])
    assert early.status_code == 200 and "三位代表一起看了现场" in early.content.decode()
    with world.acting():
        assert Contact.objects.count() == 0
    assert clerk.fills(path, **talk, happened_on=today, also=[str(rounds[1].pk)]).status_code == 302
    with world.acting():
        assert set(Contact.objects.values_list("round_id", flat=True)) == {rounds[0].pk, rounds[1].pk}
