"""诺 in the plain model: promises marked in a letter, given with it, come back with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.handling import drafting
from huiyin.handling.drafting import LetterFields
from huiyin.handling.models import Letter, Round
from huiyin.promises.models import Promise
from huiyin.promises.steps import Promised, new_promise
from tests.chain import follows, who_may
from tests.chain.things import Case, Paper, Thing
from tests.world import World

SENTENCE = "已增设护栏。"
BODIES = (f"您提出的建议收悉，现答复如下：{SENTENCE}", "您提出的建议收悉，现答复如下：已研究。")
EVERYBODY = (
    "clerk", "head", "stranger", "stranger_head", "officer", "dispatcher", "deputy", "cosigner", "leader", "chair", "admin",
)  # fmt: skip
CAME: Counter[str] = Counter()


def of_letter(paper: Paper, case: Case) -> list[Thing]:
    """The rounds that a letter answers."""
    return [round_ for row in case.rows for round_ in row.rounds if round_.letter is paper]


def writable(thing: Thing, who: str, facts: Any) -> bool:
    assert thing.letter is not None
    return all(round_.state == "handling" for round_ in of_letter(thing.letter, thing.case))


def _complete(thing: Thing, facts: Any) -> bool:
    """`facts`: "bad", or the sentence that is quoted; "facts" stands for whatever is in order."""
    assert thing.letter is not None
    if facts in ("bad", "facts"):
        return bool(facts == "facts")
    others = [one for one in thing.letter.promises if one.state == "marked" and one is not thing]
    return not facts or (facts in thing.letter.body and all(one.quote != facts for one in others))


def may_change(thing: Thing, who: str, facts: Any) -> bool:
    return writable(thing, who, facts) and _complete(thing, facts)


def changed(thing: Thing, who: str, facts: Any) -> None:
    thing.quote = facts


def stands(round_: Thing) -> bool:
    """Whether every marked sentence is still in the letter: it is not submitted without it."""
    paper = round_.letter
    return paper is None or all(one.quote in paper.body for one in paper.promises if one.state == "marked")


def moved(round_: Thing, code: str) -> None:
    """Sent, a letter gives its promises; recalled, it takes them back."""
    frm, to, step = {
        "letter.send": (("marked",), "running", "promise.give"),
        "letter.recall": (("running", "done"), "marked", "promise.take_back"),
    }.get(code, ((), "", ""))
    for one in round_.letter.promises if round_.letter is not None else ():
        if one.state in frm:
            one.state, one.last, one.leave = to, step, ""


def rules(rule: Callable[..., Any]) -> dict[str, Any]:
    return {
        "promise.change": rule(who_may.clerk, {"marked"}, holds=may_change, then=changed),
        "promise.unmark": rule(who_may.clerk, {"marked"}, "unmarked", holds=writable),
    }


class Promising:
    """Of the machine: marking and rewriting; the other steps come with those of all things."""

    def somebody_marks_a_promise(self, world: World, data: st.DataObject) -> None:
        machine: Any = self
        written = [one for case in machine.cases[world.congress.code] for one in case.things if one.letter and one.kind == "round"]
        if not written:
            return
        # Mostly where it can be done and by whom: the others are refused soon enough.
        fit = [one for one in written if writable(one, "", None)]
        round_ = data.draw(st.sampled_from(fit if fit and data.draw(st.integers(0, 3), "where") else written), "round")
        own = sorted(who_may.clerk(round_)) if data.draw(st.booleans(), "by the own clerk") else []
        who = data.draw(st.sampled_from(own or EVERYBODY), "by")
        known, facts = self.of_promise(data)
        machine.level = False
        with machine.scope(world, who):
            row = Round.objects.select_related("assignment__proposal").get(pk=round_.pk)
            assert row.letter is not None
            promise = new_promise(row.letter, row)
            try:
                take("promise.mark", promise, world.seats[who], facts)
                came = "done"
            except NotYours:
                came = "not yours"
            except StepRefused:
                came = "refused"
        expected = self._marked(round_, who, known)
        assert came == expected, f"marked by {who}: {came}, expected {expected}"
        CAME[came] += 1
        if came == "done":
            assert round_.letter is not None
            round_.letter.promises[-1].pk = promise.pk
        machine.all_is_as_the_model_says(world)
        machine.level = True

    def _marked(self, round_: Thing, who: str, known: str) -> str:
        made = Thing("promise", "marked", round_.case, last="promise.mark", row=round_.row, quote=known)
        made.letter = round_.letter
        if who not in who_may.clerk(round_):
            return "not yours"
        if not (writable(made, who, known) and _complete(made, known)):
            return "refused"
        assert round_.letter is not None
        round_.letter.promises.append(made)
        follows.move(made, "promise.mark", who, None)
        return "done"

    def of_promise(self, data: st.DataObject | None) -> tuple[Any, Any]:
        known = data.draw(st.sampled_from(["", SENTENCE, SENTENCE, "bad"]), "promised") if data else ""
        if known == "bad":
            return known, Promised("", "vague")
        return known, Promised("增设护栏", "dated", "年底前", clock.today() + timedelta(days=90), known)

    def the_letter_is_rewritten(self, world: World, data: st.DataObject) -> None:
        """The clerk begins a letter, or writes on: with the sentence that was promised, or without it."""
        machine: Any = self
        rounds = [one for case in machine.cases[world.congress.code] for one in case.things if one.kind == "round"]
        for one in rounds:
            if one.letter is None and one.state == "handling" and one.row is not None and one.row.state == "received":
                machine.write(world, one)
        written = [one for one in rounds if one.letter]
        fit = [one for one in written if who_may.clerk(one) and writable(one, "", None)]
        if not fit:
            return
        round_ = data.draw(st.sampled_from(fit), "round")
        body = data.draw(st.sampled_from(BODIES), "body")
        with machine.scope(world, sorted(who_may.clerk(round_))[0]):
            row = Round.objects.get(pk=round_.pk)
            assert row.letter is not None
            now = row.letter
            fields = LetterFields(title=now.title, number=now.number, body=body, signatory=now.signatory)
            drafting.save_letter(row, fields, now.edit_no)
        assert round_.letter is not None
        round_.letter.body = body

    @invariant()
    def promises_are_those_of_letters(self) -> None:
        machine: Any = self
        for world in machine.worlds if machine.level else ():
            with machine.scope(world, "officer"):
                given = Promise.objects.filter(congress=world.congress, promised_on__isnull=False, letter__isnull=False)
                for one in given.select_related("letter"):
                    assert one.quote in one.letter.body, "what was promised stands in the letter that promised it"
                    assert one.letter.sent_on is not None and one.promised_on is not None, "no letter that was recalled binds"
                waiting = Promise.objects.filter(congress=world.congress, state__in=("marked", "unmarked"))
                assert not waiting.filter(promised_on__isnull=False).exists()
                sent = Letter.objects.filter(congress=world.congress, sent_on__isnull=False)
                assert not waiting.filter(state="marked", letter__in=sent).exists(), "what was marked is given with its letter"
