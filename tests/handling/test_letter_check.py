"""送审前检查: asks without an answer, and sentences that stood in the unit's earlier letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.foundation.models import StoredFile
from huiyin.handling import drafting
from huiyin.handling.checking import Submission, findings
from huiyin.handling.drafting import LetterFields
from huiyin.handling.models import Letter, LetterVersion, Round
from huiyin.handling.points import Outcome, Point, printed, to_store
from huiyin.proposals.asks import asks_of
from huiyin.proposals.models import Proposal
from tests.chain.cast import refusal
from tests.world import SEND_ANYHOW, World, make_world

TWO_ASKS = "沿江大道早晚高峰违停严重。\n建议：\n一、增设护栏。\n二、早晚高峰安排专人值守。"
STOOD = "我局已会同交管部门对沿江大道沿线的违停情况逐段摸排登记"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(date(2026, 3, 2)):
        yield make_world()


def in_hand(world: World, title: str = "关于整治沿江大道违停的建议", body: str = "违停严重。") -> Round:
    (row,) = world.by_the_office(world.register(title, body=body))
    round_ = world.receive(row)
    world.talk(round_)
    return round_


def write(round_: Round, body: str, *points: Point) -> None:
    fields = LetterFields(title="答复", number="1号", body=body, points=to_store(points), signatory="郑海波")
    letter = round_.letter
    drafting.save_letter(round_, fields, letter.edit_no if letter is not None else 0)
    round_.read_again()


def send(world: World, round_: Round) -> None:
    take("letter.submit", round_, world.seats["clerk"])
    take("letter.clear", round_, world.seats["head"])
    take("letter.send", round_, world.seats["head"], SEND_ANYHOW)


def test_what_an_item_asks_for_is_read_from_its_numbered_text_where_nobody_wrote_it_line_by_line(world: World) -> None:
    with world.acting():
        assert asks_of(world.register(body=TWO_ASKS)) == ["增设护栏。", "早晚高峰安排专人值守。"]
        assert asks_of(world.register("关于路灯的建议", body="路灯不亮，希望修好。")) == []


def test_every_ask_is_answered_or_the_letter_says_why_not(world: World) -> None:
    with world.acting():
        round_ = in_hand(world, body=TWO_ASKS)
        write(round_, "现答复如下。", Point(1, Outcome.ADOPTED, said="已装 300 米。"))
        (found,) = findings(round_)
        assert "第 2 条要求还没有答复" in found.words and found.quote == "早晚高峰安排专人值守。"
        assert "第 2 条" in refusal("letter.submit", round_, world.seats["clerk"])
        write(round_, "现答复如下。", Point(1, Outcome.ADOPTED), Point(2, Outcome.CANNOT))
        assert "还没有写原因" in findings(round_)[0].words
        write(round_, "现答复如下。", Point(1, Outcome.ADOPTED), Point(2, Outcome.CANNOT, said="警力不足。"))
        send(world, round_)


@pytest.mark.parametrize(
    ("point", "lacks"),
    [
        (Point(1, Outcome.OPEN, said="再看看"), "还没有答复"),
        (Point(1, Outcome.DOING), "完成期限"),
        (Point(1, Outcome.DOING, date(2026, 9, 30)), ""),
        (Point(1, Outcome.PLANNED), "什么计划"),
        (Point(1, Outcome.PLANNED, said="明年的计划"), ""),
        (Point(1, Outcome.ADOPTED), ""),
    ],
)
def test_each_kind_of_answer_says_what_it_must(point: Point, lacks: str) -> None:
    assert (lacks in point.lacks) if lacks else point.lacks == ""


def test_the_points_stand_in_the_letter_and_what_is_cleared_is_the_letter_with_its_points(world: World) -> None:
    with world.acting():
        round_ = in_hand(world, body=TWO_ASKS)
        proposal = Proposal.objects.get()
        points = (Point(1, Outcome.DOING, date(2026, 9, 30)), Point(2, Outcome.ADOPTED))
        write(round_, "现答复如下。", *points)
        assert printed(proposal, to_store(points)).splitlines()[1:] == [
            "1、增设护栏——正在办，2026年9月30日前完成。",
            "2、早晚高峰安排专人值守——已经采纳、办成。",
        ]
        take("letter.submit", round_, world.seats["clerk"])
        assert LetterVersion.objects.get().points == to_store(points)
        take("letter.clear", round_, world.seats["head"])
        Letter.objects.update(points=to_store(points[:1]))
        assert "审签后又改过" in refusal("letter.send", round_, world.seats["head"], SEND_ANYHOW)


def test_a_sentence_of_an_earlier_letter_of_the_unit_is_named(world: World) -> None:
    with world.acting():
        first = in_hand(world)
        write(first, f"李文静代表：\n您提出的建议收悉，现答复如下：\n一、{STOOD}。感谢您对城市管理工作的关心支持。")
        assert findings(first) == []
        send(world, first)
        second = in_hand(world, "关于路灯的建议")
        write(second, f"王秀兰代表：\n您提出的建议收悉，现答复如下：\n（二） {STOOD} 。感谢您对城市管理工作的关心支持。")
        (found,) = findings(second)
        assert found.quote == STOOD and "《答复》" in found.words
        take("letter.submit", second, world.seats["clerk"], Submission("两件说的是同一条路。"))


def test_a_stamped_document_is_taken_as_it_is(world: World) -> None:
    with world.acting():
        round_ = in_hand(world, body=TWO_ASKS)
        write(round_, "")
        letter = Letter.objects.get()
        letter.file = StoredFile.objects.create(
            congress=world.congress, digest="1" * 64, size=1, kind="pdf", name="答复.pdf", owner_kind="letter", owner_id=1
        )
        letter.save(update_fields=["file"])
        round_.read_again()
        assert findings(round_) == []
        take("letter.submit", round_, world.seats["clerk"])
