"""逐条答复 in the editor: one small form for each thing the item asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from huiyin.handling.points import Answered, Outcome, Point, beside_asks, to_store
from huiyin.proposals.models import Proposal
from huiyin.web.fields import CleanDate, CleanText
from huiyin.web.plainforms import NeededLater
from huiyin.web.unit import texts


class PointForm(NeededLater):
    """The answer to one ask. Nothing must be filled in to save; what is missing the check before submitting names."""

    NEEDED = ("outcome",)
    outcome = forms.ChoiceField(
        label=texts.POINT_OUTCOME, required=False, choices=Outcome.choices
    )
    until_on = CleanDate(label=texts.POINT_UNTIL_ON, required=False)
    said = CleanText(1000, rows="low", label=texts.POINT_SAID, required=False)

    def __init__(self, data: Mapping[str, Any] | None, answered: Answered) -> None:
        point = answered.point
        start = {"outcome": point.outcome, "until_on": point.until_on, "said": point.said} if point is not None else {}
        super().__init__(data, initial=start, prefix=f"point-{answered.number}")
        self.number, self.ask = answered.number, answered.ask

    def point(self) -> Point | None:
        """What was chosen and written; None where there is nothing yet."""
        data = self.cleaned_data
        outcome = Outcome(data["outcome"] or Outcome.OPEN)
        if outcome == Outcome.OPEN and not data["said"] and data["until_on"] is None:
            return None
        return Point(self.number, outcome, data["until_on"], data["said"])


class PointForms:
    """All of them, in the order of the asks; falsy where the item asks for nothing that can be told apart."""

    def __init__(self, proposal: Proposal, stored: Sequence[Mapping[str, Any]], data: Mapping[str, Any] | None = None) -> None:
        self.forms = [PointForm(data, one) for one in beside_asks(proposal, stored)]

    def __iter__(self) -> Iterator[PointForm]:
        return iter(self.forms)

    def __bool__(self) -> bool:
        return bool(self.forms)

    def is_valid(self) -> bool:
        # Every form is asked, so that each says what is wrong with it.
        valid = [form.is_valid() for form in self.forms]
        return all(valid)

    def sentences(self) -> Iterator[str]:
        """What is wrong, each with the number of its ask."""
        for form in self.forms:
            for said in form.errors.values():
                yield texts.POINT_ERROR.format(number=form.number, said="".join(map(str, said)))

    def to_store(self) -> list[dict[str, Any]]:
        return to_store(point for form in self.forms if (point := form.point()) is not None)
