"""What is filled in on a promise: a report with its proof, a reason, a day."""

from __future__ import annotations

from typing import Any

from huiyin.promises.keeping import NamedDay, Report
from huiyin.promises.leave import Later
from huiyin.proposals.steps import Reason
from huiyin.web.fields import CleanDate, CleanLine, CleanText
from huiyin.web.plainforms import say_plainly
from huiyin.web.promises import texts
from huiyin.web.stepforms import StepForm


class ReportForm(StepForm):
    """报进展; the files lie on the tray of the promise."""

    word = CleanText(2000, label=texts.REPORT_WORD, help_text=texts.REPORT_HINT)
    place = CleanLine(120, label=texts.PLACE, required=False)
    seen_on = CleanDate(label=texts.SEEN_ON, required=False)
    document = CleanLine(120, label=texts.DOCUMENT, required=False, help_text=texts.DOCUMENT_HINT)

    def facts(self) -> Report:
        data = self.cleaned_data
        return Report(data["word"], data["document"], data["place"], data["seen_on"], data.get("done_on"))


class DoneForm(ReportForm):
    """报完成."""

    done_on = CleanDate(label=texts.DONE_ON)
    field_order = ("done_on", "word")


class WordForm(StepForm):
    """A reason, or a word that goes with an act."""

    reason = CleanText(1000, rows="low")
    # Where nothing has to be said.
    MAY_BE_SILENT = ("close", "ask", "grant-slip", "grant-drop")

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = texts.WORDS[asks]
        field.required = asks not in self.MAY_BE_SILENT
        say_plainly(field, str(field.label))

    def facts(self) -> Any:
        return Reason(self.cleaned_data["reason"])


class LaterForm(WordForm):
    """申请延期."""

    to_on = CleanDate(label=texts.TO_ON)
    field_order = ("to_on", "reason")

    def facts(self) -> Later:
        return Later(self.cleaned_data["reason"], self.cleaned_data["to_on"])


class DayForm(StepForm):
    """定下期限."""

    due_on = CleanDate(label=texts.DUE_ON)

    def facts(self) -> NamedDay:
        return NamedDay(self.cleaned_data["due_on"])


class NothingForm(StepForm):
    """收回申请: nothing to fill in."""

    def facts(self) -> None:
        return None
