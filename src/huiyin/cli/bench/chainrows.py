"""The events of the made cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from huiyin.chain import events
from huiyin.cli.bench.making import Made, People


class Chain:
    """The unbroken event chain of the made cases: hashed by the product's own code, so that `verify` passes."""

    def __init__(self, congress_id: int, first_id: int, people: People) -> None:
        self.congress_id = congress_id
        self.first_id = first_id
        self.people = people
        self.number = 0
        self.digest = events.FIRST
        self.at = datetime(2022, 1, 1, tzinfo=UTC)

    def _row(
        self, step: str, kind: str, thing: int, case: int, seat: int | None, states: str, on: date
    ) -> dict[str, Any]:
        before, _, after = states.partition(">")
        self.number += 1
        self.at += timedelta(seconds=3)
        row: dict[str, Any] = {
            "congress_id": self.congress_id, "number": self.number, "step": step, "thing_kind": kind,
            "thing_id": thing, "case_id": case, "seat_id": seat, "from_state": before, "to_state": after,
            "at": self.at, "happened_on": on, "late_ground": "", "request_key": None, "batch_id": None,
            "facts_digest": "0" * 64, "previous": self.digest,
        }  # fmt: skip
        row["digest"] = self.digest = events.link(row)
        row["id"] = self.first_id + self.number
        return row

    def rows(
        self, cases: list[Made], base: int, one: int, rounds: int, assist: dict[int, int]
    ) -> Iterator[dict[str, Any]]:
        """The events of all cases, one case after another; the first keys of items, assignments and rounds are given, and
        of the assignments that assist all of them."""
        for made in cases:
            on = made.on
            case, row, round_ = base + made.i, one + made.i, rounds + made.i
            clerk, head = self.people.clerks[made.unit].pk, self.people.heads[made.unit].pk
            yield self._row("proposal.register", "proposal", case, case, None, "new>registered", on)
            yield self._row("assignment.open", "assignment", row, case, None, "new>handed_over", on)
            yield self._row("round.open", "round", round_, case, None, "new>handling", on)
            yield self._row("dispatch.hand_over", "proposal", case, case, None, "registered>handed_over", on)
            other = assist.get(made.i)
            if other is not None:
                yield self._row("assignment.open", "assignment", other, case, None, "new>handed_over", on)
                yield self._row("assignment.receive", "assignment", other, case, None, "handed_over>received", on)
            if made.stage != "waiting":
                yield self._row("assignment.receive", "assignment", row, case, clerk, "handed_over>received", on)
            if made.has_letter:
                yield self._row("contact.record", "round", round_, case, clerk, "handling>handling", on)
                yield self._row("letter.submit", "round", round_, case, clerk, "handling>clearing", on)
            if made.stage in ("cleared", "concluded"):
                yield self._row("letter.clear", "round", round_, case, head, "clearing>cleared", on)
            if made.stage == "concluded":
                yield self._row("letter.send", "round", round_, case, head, "cleared>answered", on)
                yield self._row("evaluation.settle", "round", round_, case, None, "evaluated>concluded", on)
                yield self._row("assignment.conclude", "assignment", row, case, None, "received>concluded", on)
                if other is not None:
                    yield self._row("assignment.release", "assignment", other, case, None, "received>concluded", on)
                yield self._row("proposal.conclude", "proposal", case, case, None, "handed_over>concluded", on)
