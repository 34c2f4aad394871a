"""并案 in the plain model: two items put together, and what must come of it. No state changes (ADR 0014)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import strategies as st

from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.proposals import merging
from huiyin.proposals.models import Proposal
from tests.chain import follows, who_may
from tests.chain.things import Case, Together
from tests.world import World

WHO = ("officer", "officer", "second", "clerk", "deputy", "chair")
CAME: Counter[str] = Counter()


def outcome(one: Case, other: Case, who: str) -> str:
    """What must come of putting these two together; the model moves when it is "done"."""
    group = one.together or other.together
    joining = [case for case in (one, other) if case.together is None or case.together is not group]
    if not joining:
        return "refused"
    if who not in who_may.OFFICERS:
        return "not yours"
    whole = {one, other, *(group.cases if group else ())}
    fits = all(case.thing.state in ("registered", "handed_over") and not who_may.was_answered(case) for case in whole)
    if any(case.together for case in joining) or not fits:
        return "refused"
    group = group or Together()
    for case in joining:
        group.cases.append(case)
        case.together = group
        follows.move(case.thing, "proposal.merge", who, None)
    return "done"


class Merging:
    """Of the machine: one more thing that may happen."""

    def merge_two(self, world: World, data: st.DataObject) -> None:
        machine: Any = self
        cases = machine.cases[world.congress.code]
        if len(cases) < 2:
            return
        one, other = data.draw(st.permutations(cases), "merged")[:2]
        who = data.draw(st.sampled_from(WHO), "by")
        machine.level = False
        with machine.scope(world, who):
            items = [Proposal.objects.get(pk=case.thing.pk) for case in (one, other)]
            try:
                merging.merge(world.seats[who], items, items[0].pk, "同一路段。")
                came = "done"
            except NotYours:
                came = "not yours"
            except StepRefused:
                came = "refused"
            expected = outcome(one, other, who)
            assert came == expected, f"merged by {who}: {came}, expected {expected}"
        CAME[came] += 1
        self.groups(world)
        machine.all_is_as_the_model_says(world)
        machine.level = True

    def groups(self, world: World) -> None:
        """Who is with whom is what the model says."""
        machine: Any = self
        with machine.scope(world, "officer"):
            for case in machine.cases[world.congress.code]:
                found = merging.group_of(world.congress.pk, case.thing.pk)
                expected = sorted(one.thing.pk for one in case.together.cases) if case.together else []
                assert [item.pk for item in (found.items if found is not None else ())] == expected
