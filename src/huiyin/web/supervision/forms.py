"""What is filled in on a light and on a key item."""

from __future__ import annotations

from typing import Any

from django import forms

from huiyin.evaluation.tallying import Counted
from huiyin.people.models import Body, BodyKind
from huiyin.supervision.key_items import Doing, Leading, Putting
from huiyin.supervision.lights import Answering, Showing
from huiyin.supervision.models import KeyWord, Supervisor
from huiyin.web.fields import CleanDate, CleanLine, CleanNumber, CleanText
from huiyin.web.stepforms import StepForm
from huiyin.web.supervision import texts


class LightForm(StepForm):
    """亮灯."""

    colour = forms.ChoiceField(label=texts.COLOUR, choices=texts.COLOURS, widget=forms.RadioSelect)
    word = CleanLine(200, label=texts.WORD, help_text=texts.WORD_HINT)

    def facts(self) -> Showing:
        return Showing(self.cleaned_data["colour"], self.cleaned_data["word"])


class AnswerForm(StepForm):
    """回应亮灯."""

    word = CleanText(1000, label=texts.ANSWER, rows="low", help_text=texts.ANSWER_HINT)

    def facts(self) -> Answering:
        return Answering(self.cleaned_data["word"])


class ProposeForm(StepForm):
    """提为候选."""

    grounds = CleanLine(300, label=texts.GROUNDS, help_text=texts.GROUNDS_HINT)

    def facts(self) -> Putting:
        return Putting(self.cleaned_data["grounds"])


class LeadingForm(StepForm):
    """列为重点督办件, 改领衔督办."""

    supervisor = forms.ChoiceField(label=texts.SUPERVISOR, choices=Supervisor.choices, widget=forms.RadioSelect)
    leader = CleanLine(60, label=texts.LEADER, help_text=texts.LEADER_HINT)
    post = CleanLine(120, label=texts.POST, required=False)
    committee = forms.TypedChoiceField(label=texts.COMMITTEE, coerce=int, empty_value=None, required=False)
    unit_leader = CleanLine(120, label=texts.UNIT_LEADER, required=False, help_text=texts.UNIT_LEADER_HINT)
    decided_at = CleanLine(120, label=texts.DECIDED_AT, help_text=texts.DECIDED_AT_HINT)
    decided_on = CleanDate(label=texts.DECIDED_ON)

    def __init__(self, *args: Any, thing: Any, **kwargs: Any) -> None:
        super().__init__(*args, thing=thing, **kwargs)
        bodies = Body.objects.filter(congress_id=thing.congress_id, kind=BodyKind.COMMITTEE, ends_on__isnull=True)
        field: Any = self.fields["committee"]
        field.choices = [("", texts.NO_COMMITTEE), *((one.pk, one.label) for one in bodies.order_by("pk"))]

    def facts(self) -> Leading:
        data = self.cleaned_data
        return Leading(
            data["supervisor"], data["leader"], data["post"], data["decided_at"], data["decided_on"], data["committee"],
            data["unit_leader"],
        )  # fmt: skip


class DoingForm(StepForm):
    """记一次督办."""

    KINDS = [(one.value, one.label) for one in KeyWord.Kind if one not in (KeyWord.Kind.REPORT, KeyWord.Kind.DECISION)]

    kind = forms.ChoiceField(label=texts.KIND, choices=KINDS, widget=forms.RadioSelect)
    happened_on = CleanDate(label=texts.HAPPENED_ON)
    place = CleanLine(120, label=texts.PLACE, required=False)
    people = CleanLine(200, label=texts.PEOPLE, required=False)
    word = CleanText(4000, label=texts.WHAT)

    def facts(self) -> Doing:
        data = self.cleaned_data
        kind = data.get("kind", KeyWord.Kind.REPORT.value)
        return Doing(kind, data["word"], data["happened_on"], data.get("place", ""), data.get("people", ""))


class ReportForm(DoingForm):
    """报告督办情况."""

    kind = None  # type: ignore[assignment]
    place = None  # type: ignore[assignment]
    people = None  # type: ignore[assignment]


class TallyForm(StepForm):
    """记满意度测评."""

    satisfied = CleanNumber(label=texts.SATISFIED, maximum=10_000)
    basically = CleanNumber(label=texts.BASICALLY, maximum=10_000)
    unsatisfied = CleanNumber(label=texts.UNSATISFIED, maximum=10_000)

    def facts(self) -> Counted:
        return Counted(*(self.cleaned_data[name] for name in ("satisfied", "basically", "unsatisfied")))


class NothingForm(StepForm):
    def facts(self) -> None:
        return None
