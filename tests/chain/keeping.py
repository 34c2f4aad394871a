"""承诺 in the plain model once it was given: reported, done, crossed off, later or dropped with leave, by word of mouth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant

from huiyin.chain.models import Clock
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.dispatch.models import Assignment
from huiyin.foundation import clock
from huiyin.promises.keeping import Agreed, NamedDay, Report, agreed
from huiyin.promises.leave import Later
from huiyin.promises.models import Promise, PromiseLeave
from huiyin.proposals.steps import Reason
from tests.chain import follows, who_may
from tests.chain.things import Thing
from tests.world import World

CAME: Counter[str] = Counter()


def keepers(thing: Thing) -> set[str]:
    return who_may.clerk(thing) | who_may.head(thing)


def closers(thing: Thing) -> set[str]:
    return {"deputy"} | who_may.OFFICERS


def fits(thing: Thing, who: str, facts: Any) -> bool:
    return bool(facts != "bad")


def none_asked(thing: Thing, who: str, facts: Any) -> bool:
    return not thing.leave and facts != "bad"


def may_slip(thing: Thing, who: str, facts: Any) -> bool:
    return thing.day and none_asked(thing, who, facts)


def asked(kind: str) -> Callable[[Thing, str, Any], bool]:
    return lambda thing, who, facts: thing.leave == kind


def some_asked(thing: Thing, who: str, facts: Any) -> bool:
    return bool(thing.leave) and facts != "bad"


def asks(kind: str) -> Callable[[Thing, str, Any], None]:
    return lambda thing, who, facts: setattr(thing, "leave", kind)


def dropped(thing: Thing, who: str, facts: Any) -> None:
    thing.leave = ""
    follows.move(thing, "promise.drop", "", "dropped")


def day_named(thing: Thing, who: str, facts: Any) -> None:
    thing.day = True


def rules(rule: Callable[..., Any]) -> dict[str, Any]:
    running, officers = {"running"}, who_may.just(*who_may.OFFICERS)
    return {
        "promise.report": rule(keepers, running, holds=fits),
        "promise.report_done": rule(keepers, running, "done", holds=fits, then=asks("")),
        "promise.take_back_done": rule(keepers, {"done"}, "running", undoes="promise.report_done"),
        "promise.close": rule(closers, {"done"}, "kept"),
        "promise.unclose": rule(closers, {"kept"}, "done", undoes="promise.close"),
        "promise.send_back": rule(closers, {"done"}, "running", holds=fits),
        "promise.reopen": rule(officers, {"kept"}, "running", holds=fits),
        "promise.ask": rule(closers, running),
        "promise.name_day": rule(keepers, running, holds=lambda thing, who, facts: not thing.day, then=day_named),
        "promise.ask_slip": rule(who_may.head, running, holds=may_slip, then=asks("slip")),
        "promise.ask_drop": rule(who_may.head, running, holds=none_asked, then=asks("drop")),
        "promise.withdraw_leave": rule(who_may.head, running, holds=some_asked, then=asks("")),
        "promise.grant_slip": rule(officers, running, holds=asked("slip"), then=asks("")),
        "promise.grant_drop": rule(officers, running, holds=asked("drop"), then=dropped),
        "promise.refuse_leave": rule(officers, running, holds=some_asked, then=asks("")),
    }


class Keeping:
    """Of the machine: what goes with these steps, and what holds of every promise that was given."""

    def of_keeping(self, world: World, thing: Thing, code: str, data: st.DataObject | None) -> tuple[Any, Any]:
        good = data is None or data.draw(st.integers(0, 4), "in order") < 4
        words = "写明了原因。" if good else " "
        match code.partition(".")[2]:
            case "report":
                facts: Any = Report(words)
            case "report_done":
                facts = Report("装好了。", document="8号" if good else "", done_on=clock.today())
            case "ask_slip":
                facts = Later(words, self._later(world, thing))
            case "name_day":
                good, facts = True, NamedDay(clock.today() + timedelta(days=60))
            case "withdraw_leave":
                good, facts = True, None
            case "close" | "ask" | "grant_slip" | "grant_drop":
                good, facts = True, Reason("")
            case _:
                facts = Reason(words)
        return "good" if good else "bad", facts

    def _later(self, world: World, thing: Thing) -> Any:
        machine: Any = self
        with machine.scope(world, "officer"):
            due_on = Promise.objects.get(pk=thing.pk).due_on
        return (due_on or clock.today()) + timedelta(days=30)

    def somebody_promises_by_word_of_mouth(self, world: World, data: st.DataObject) -> None:
        machine: Any = self
        rows = [row for case in machine.cases[world.congress.code] for row in case.rows if row.mode != "route" and row.unit]
        if not rows:
            return
        row = data.draw(st.sampled_from(rows), "promised by")
        who = data.draw(st.sampled_from(["officer", "officer", "second", "clerk", "head", "deputy", "dispatcher"]), "written by")
        dated, good = data.draw(st.booleans(), "with a day"), data.draw(st.integers(0, 4), "in order") < 4
        facts = Agreed(
            "增设护栏" if good else " ", "dated" if dated else "vague", "reception", "主任接待日",
            due_on=clock.today() + timedelta(days=90) if dated else None,
        )  # fmt: skip
        machine.level = False
        with machine.scope(world, who):
            promise = agreed(Assignment.objects.select_related("proposal", "body").get(pk=row.pk))
            try:
                take("promise.agree", promise, world.seats[who], facts)
                came = "done"
            except NotYours:
                came = "not yours"
            except StepRefused:
                came = "refused"
        expected = "not yours" if who not in who_may.OFFICERS else "done" if good else "refused"
        assert came == expected, f"agreed by {who}: {came}, expected {expected}"
        CAME[came] += 1
        if came == "done":
            made = Thing("promise", "running", row.case, promise.pk, last="promise.agree", row=row, day=dated)
            row.spoken.append(made)
            follows.move(made, "promise.agree", who, None)
        machine.all_is_as_the_model_says(world)
        machine.level = True

    @invariant()
    def no_promise_moves_without_leave(self) -> None:
        machine: Any = self
        for world in machine.worlds if machine.level else ():
            with machine.scope(world, "officer"):
                for one in Promise.objects.filter(congress=world.congress, promised_on__isnull=False):
                    granted = PromiseLeave.objects.filter(promise=one, outcome="granted")
                    slips = list(granted.filter(kind="slip").order_by("pk"))
                    assert one.due_on == (slips[-1].to_on if slips else one.first_due_on)
                    assert [slip.from_on for slip in slips[:1]] == [one.first_due_on] * len(slips[:1])
                    assert (one.state == "dropped") == granted.filter(kind="drop").exists()
                    runs = Clock.objects.filter(thing_kind="promise", thing_id=one.pk, kind="promise", stopped_on__isnull=True)
                    due = list(runs.values_list("due_on", flat=True))
                    assert due == ([one.due_on] if one.state == "running" and one.due_on else [])
