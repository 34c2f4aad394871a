"""One step on several things at once: one unit of work under one set of locks, each thing checked and recorded by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from huiyin.chain import texts
from huiyin.chain.models import Batch, Event
from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.chain.taking import SLICE, work
from huiyin.people.models import Seat


@dataclass
class Done:
    """The cases on which it was done; sentences for those on which it was not."""

    done: list[Any] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    # Case → why it was not done on this one.
    why: dict[int, str] = field(default_factory=dict)

    def leave(self, case: Any, why: str) -> None:
        self.why[case.pk] = why
        self.left.append(texts.LEFT_ONE.format(no=case.shown_no, why=why))


def take_all(
    seat: Seat,
    code: str,
    things: Sequence[Any],
    facts: Any,
    request_key: str | None = None,
    *,
    beside: Sequence[int] = (),
) -> list[Event]:
    """Take the step on all of these or on none, with the cases `beside` locked too. Raises what the first refusal says."""
    with work(*{one.case_key for one in things}, *beside) as unit:
        pending = [
            unit.take(code, one, seat, facts, request_key=request_key if n == 0 else None)
            for n, one in enumerate(things)
        ]
    return [one.row for one in pending if one.row is not None]


def take_each(seat: Seat, code: str, things: Sequence[Any], facts: Any = None, request_key: str | None = None) -> Done:
    """Take the step on each of these, at most a slice of them. The key of the form is the first one's."""
    return take_own(seat, code, [(one, facts) for one in things], request_key)


def take_own(
    seat: Seat,
    code: str,
    pairs: Sequence[tuple[Any, Any]],
    request_key: str | None = None,
    batch: Batch | None = None,
) -> Done:
    """Take the step on each thing with its own facts, at most a slice of them. The key of the form is the first one's; the events
    bear the number of the `batch`, by which they may be taken back together."""
    result = Done()
    chosen = sorted(pairs, key=lambda pair: pair[0].case_key)[:SLICE]
    with work(*{one.case_key for one, _ in chosen}, batch=batch) as unit:
        for n, (one, facts) in enumerate(chosen):
            try:
                with unit.attempt():
                    unit.take(code, one, seat, facts, request_key=request_key if n == 0 else None)
                result.done.append(one.case)
            except AlreadyDone:
                result.leave(one.case, texts.DONE_BEFORE)
            except StepRefused as refused:
                result.leave(one.case, refused.sentence)
    return result
