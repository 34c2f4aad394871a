"""Promises marked in a letter, given when it is sent (Chongqing 22 and 24; wuchang keeps a ledger of them)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from huiyin.chain.refusals import NotYours
from huiyin.chain.taking import take
from huiyin.chain.verifying import verify
from huiyin.foundation import clock
from huiyin.handling.checking import Submission, findings
from huiyin.handling.letters import Remark
from huiyin.handling.models import Letter, LetterVersion, Round
from huiyin.promises.models import Promise
from huiyin.promises.steps import Promised, new_promise
from tests.chain.cast import refusal
from tests.world import SEND_ANYHOW, World, make_world

HANDED_OVER, TODAY = date(2026, 3, 2), date(2026, 4, 1)
SENTENCE = "我局计划9月底前增设隔离护栏860米。"
FENCE = Promised("增设隔离护栏860米", "dated", "9月底前", date(2026, 9, 30), SENTENCE, "市政科", "验收单")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.frozen(HANDED_OVER):
        made = make_world()
    with clock.frozen(TODAY):
        yield made


def written(world: World, body: str = f"李文静代表：\n{SENTENCE}", **more: Any) -> tuple[Round, Letter]:
    """A round in hand whose letter promises something."""
    with clock.frozen(HANDED_OVER):
        (row,) = world.by_the_office(world.register())
        round_ = world.receive(row)
        world.talk(round_)
    letter = world.write(round_, **more)
    Letter.objects.filter(pk=letter.pk).update(body=body)
    letter.refresh_from_db()
    return world.round_of(row), letter


def mark(world: World, round_: Round, letter: Letter, facts: Promised = FENCE, who: str = "clerk") -> Promise:
    promise = new_promise(letter, round_)
    take("promise.mark", promise, world.seats[who], facts)
    return promise


def test_a_letter_that_promises_goes_up_when_the_promise_is_marked_or_a_reason_is_given(world: World) -> None:
    with world.acting():
        round_, letter = written(world)
        (found,) = findings(round_)
        assert "9月底前" in found.words and found.quote == SENTENCE
        assert "送审前检查有 1 处要看" in refusal("letter.submit", round_, world.seats["clerk"])
        take("letter.submit", round_, world.seats["clerk"], Submission("这是去年的计划，不是新的承诺。"))
        assert LetterVersion.objects.get(letter=letter).remark == "这是去年的计划，不是新的承诺。"
        take("letter.withdraw", round_, world.seats["clerk"])
        mark(world, round_, letter)
        assert findings(round_) == []
        take("letter.submit", round_, world.seats["clerk"])


def test_promises_are_given_with_the_letter_and_come_back_with_it(world: World) -> None:
    with world.acting():
        round_, letter = written(world)
        promise = mark(world, round_, letter)
        take("letter.submit", round_, world.seats["clerk"])
        take("letter.clear", round_, world.seats["head"])
        assert Promise.objects.get().state == "marked", "what nobody sent binds nobody"
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        promise.refresh_from_db()
        assert (promise.state, promise.promised_on, promise.due_on) == ("running", TODAY, date(2026, 9, 30))
        take("letter.recall", round_, world.seats["head"])
        promise.refresh_from_db()
        assert (promise.state, promise.promised_on) == ("marked", None)
        take("letter.send", round_, world.seats["head"], SEND_ANYHOW)
        assert Promise.objects.get().state == "running"
        assert verify(world.congress).breaches == []


def test_marks_move_only_while_the_letter_may_be_written(world: World) -> None:
    with world.acting():
        round_, letter = written(world)
        promise = mark(world, round_, letter)
        take("letter.submit", round_, world.seats["clerk"])
        for code, facts in (("promise.change", FENCE), ("promise.unmark", None)):
            assert "不能再改" in refusal(code, promise, world.seats["clerk"], facts)
        assert "不能再改" in refusal("promise.mark", new_promise(letter, round_), world.seats["clerk"], FENCE)
        take("letter.send_back", round_, world.seats["head"], Remark("写明谁负责。"))
        take("promise.unmark", promise, world.seats["clerk"])
        assert promise.state == "unmarked" and findings(round_)
        mark(world, round_, letter)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Promised("", "dated", "", date(2026, 9, 30)), "还没有写承诺办什么"),
        (Promised("增设护栏", "dated", "9月底前"), "要填到哪一天为止"),
        (Promised("增设护栏", "dated", "", date(2026, 3, 31)), "不能早于今天"),
        (Promised("改造路段", "conditional", "待资金到位后"), "写明前提"),
        (Promised("增设护栏", "vague", quote="答复里没有的话。"), "答复函里没有这句话"),
    ],
)
def test_a_promise_says_what_and_by_when_and_stands_in_the_letter(world: World, facts: Promised, words: str) -> None:
    with world.acting():
        round_, letter = written(world)
        assert words in refusal("promise.mark", new_promise(letter, round_), world.seats["clerk"], facts)
        assert not Promise.objects.exists()


def test_one_sentence_is_marked_once(world: World) -> None:
    with world.acting():
        round_, letter = written(world)
        mark(world, round_, letter)
        assert "已经标记" in refusal("promise.mark", new_promise(letter, round_), world.seats["clerk"], FENCE)


@pytest.mark.parametrize("who", ["stranger", "head", "officer", "dispatcher", "deputy"])
def test_only_the_clerk_of_the_unit_marks(world: World, who: str) -> None:
    with world.acting():
        round_, letter = written(world)
        with pytest.raises(NotYours):
            mark(world, round_, letter, who=who)


def test_a_class_that_is_a_commitment_needs_its_promise_and_no_reason_replaces_it(db: None) -> None:
    with clock.frozen(HANDED_OVER):
        world = make_world("yuzhong", profile="chongqing")
    with clock.frozen(TODAY), world.acting():
        round_, letter = written(world, "已经研究。", class_code="in_work", class_due_on=date(2026, 9, 30))
        clerk = world.seats["clerk"]
        assert "要记入承诺台账" in refusal("letter.submit", round_, clerk, Submission("先送。"))
        mark(world, round_, letter, Promised("增设护栏", "dated", "", date(2026, 9, 30)))
        take("letter.submit", round_, clerk)


def test_where_no_ledger_is_kept_nobody_asks_for_promises(db: None) -> None:
    with clock.frozen(HANDED_OVER):
        world = make_world("yuzhong", profile="chongqing", answers={"ledgers": {"promises": {"value": None, "source": ""}}})
    with clock.frozen(TODAY), world.acting():
        round_, _ = written(world, class_code="solved")
        assert findings(round_) == []


def test_a_letter_whose_promised_sentence_was_rewritten_does_not_go_up_until_the_mark_follows(world: World) -> None:
    with world.acting():
        round_, letter = written(world)
        promise = mark(world, round_, letter)
        Letter.objects.filter(pk=letter.pk).update(body="李文静代表：\n已经研究。")
        round_ = Round.objects.get(pk=round_.pk)
        clerk = world.seats["clerk"]
        assert "已经没有了" in refusal("letter.submit", round_, clerk, Submission("就这样送。"))
        take("promise.unmark", promise, clerk)
        take("letter.submit", round_, clerk)
