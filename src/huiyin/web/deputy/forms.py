"""What deputies fill in: a word on a recorded talk, and the evaluation, whose answers no draft and no message keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from huiyin.evaluation.sealed import UNSATISFIED
from huiyin.procedures.values import Dimension
from huiyin.web.deputy import texts
from huiyin.web.fields import CleanText
from huiyin.web.plainforms import say_plainly
from huiyin.web.stepforms import StepForm

LONGEST_REASON = 2000


class EvaluationForm(StepForm):
    """One question per dimension of the case's procedure; an “unsatisfied” says where."""

    where = forms.MultipleChoiceField(
        label="哪里不满意",
        required=False,
        choices=tuple(texts.WHERE.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="选“不满意”时要说一说，可以只勾选。",
    )
    why = CleanText(
        LONGEST_REASON, label="说得具体些", required=False, rows="low", help_text="希望怎么改，代表工委会看到。"
    )

    def __init__(self, *args: Any, dimensions: Sequence[Dimension], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dimensions = tuple(dimensions)
        for dimension in self.dimensions:
            label = dimension.label if len(self.dimensions) > 1 else "这件事办得怎么样？"
            field = forms.ChoiceField(
                label=label,
                choices=texts.GRADE_CHOICES,
                widget=forms.RadioSelect,
                error_messages={
                    "required": texts.CHOOSE.format(label=f"“{dimension.label}”" if len(dimensions) > 1 else "")
                },
            )
            say_plainly(field, label)
            self.fields[f"grade_{dimension.code}"] = field
        self.order_fields([*(f"grade_{dimension.code}" for dimension in self.dimensions), "where", "why"])

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"grade_{dimension.code}"] for dimension in self.dimensions]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unsatisfied = UNSATISFIED in self.grades.values()
        if unsatisfied and not (cleaned.get("where") or cleaned.get("why")) and not self.errors.get("why"):
            self.add_error("where", texts.WHERE_NEEDED)
        return cleaned

    @property
    def grades(self) -> dict[str, str]:
        found = {dimension.code: self.cleaned_data.get(f"grade_{dimension.code}", "") for dimension in self.dimensions}
        return {code: grade for code, grade in found.items() if grade}

    @property
    def reason(self) -> str:
        """The ticked words and what was written, for an “unsatisfied”; else what was written."""
        ticked = [texts.WHERE[code] for code in self.cleaned_data.get("where") or ()]
        if UNSATISFIED not in self.grades.values():
            ticked = []
        return "\n".join(part for part in ("；".join(ticked), self.cleaned_data.get("why", "")) if part)


class CheckForm(StepForm):
    """记得对不对？ Right as it is, or what was different."""

    correction = CleanText(LONGEST_REASON, label="哪里不一样", rows="low", error_messages={"required": texts.SAY_WHAT})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong = self.data.get("word") == "wrong"
        self.fields["correction"].required = self.wrong or not self.is_bound

    def clean_correction(self) -> str:
        return self.cleaned_data["correction"] if self.wrong else ""
