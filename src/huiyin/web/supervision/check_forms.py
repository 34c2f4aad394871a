"""What is filled in on a check, at one of its rows, on a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from huiyin.people.models import Congress
from huiyin.promises.keeping import Agreed
from huiyin.promises.models import Source
from huiyin.proposals.queries import DeputyChoice, deputies, sessions
from huiyin.proposals.steps import Reason
from huiyin.supervision import choosing
from huiyin.supervision.checks import Finding, Held, Looked, More, Plan, Said
from huiyin.supervision.models import Check, CheckKind
from huiyin.supervision.problems import Circular, Raising, Rectified
from huiyin.web.fields import CleanDate, CleanLine, CleanNumber, CleanText
from huiyin.web.naming import ByName
from huiyin.web.office.forms import session_words
from huiyin.web.plainforms import say_plainly
from huiyin.web.stepforms import StepForm
from huiyin.web.supervision import check_texts as texts


class _When(StepForm):
    kind = forms.ChoiceField(label=texts.KIND, choices=CheckKind.choices, widget=forms.RadioSelect)
    title = CleanLine(120, label=texts.TITLE, help_text=texts.TITLE_HINT)
    on = CleanDate(label=texts.ON)
    place = CleanLine(120, label=texts.PLACE, required=False)
    chair = CleanLine(120, label=texts.CHAIR, required=False)
    people = CleanLine(500, label=texts.PEOPLE, required=False, help_text=texts.PEOPLE_HINT)

    def _plan(self, **more: Any) -> Plan:
        data = self.cleaned_data
        return Plan(data["kind"], data["title"], data["on"], data["place"], data["chair"], data["people"], **more)


class ChangeForm(_When):
    """改安排."""

    def facts(self) -> Plan:
        return self._plan()


class _Looks(StepForm):
    """What is looked at, in numbers and names as they are written."""

    session = forms.TypedChoiceField(label=texts.SESSION, coerce=int, required=False, empty_value=None)
    numbers = CleanText(2000, label=texts.NUMBERS, required=False, rows="low", help_text=texts.NUMBERS_HINT)
    heaviest = CleanNumber(label=texts.HEAVIEST, required=False, minimum=1, maximum=30, help_text=texts.HEAVIEST_HINT)
    units = CleanText(4000, label=texts.UNITS, required=False, rows="low", help_text=texts.UNITS_HINT)
    deputies = CleanText(4000, label=texts.DEPUTIES, required=False, rows="low", help_text=texts.DEPUTIES_HINT)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.congress = congress
        self.sessions = {one.pk: one for one in sessions(congress)}
        field: Any = self.fields["session"]
        field.choices = [(pk, session_words(one)) for pk, one in self.sessions.items()]
        self.looks: list[Looked] = []

    def clean_deputies(self) -> Sequence[DeputyChoice]:
        return ByName(deputies(self.congress)).many(self.cleaned_data["deputies"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        session = self.sessions.get(cleaned.get("session") or 0)
        if session is not None and cleaned.get("heaviest"):
            self.looks += choosing.heaviest(session, cleaned["heaviest"])
        if session is not None and cleaned.get("numbers"):
            found, missing = choosing.by_numbers(session, choosing.parts_of(cleaned["numbers"]))
            self.looks += found
            if missing:
                self.add_error("numbers", texts.NO_SUCH_NUMBER.format(names="、".join(missing[:10])))
        if cleaned.get("units"):
            found, missing = choosing.by_names(self.congress.pk, choosing.parts_of(cleaned["units"]))
            self.looks += found
            if missing:
                self.add_error("units", texts.NO_SUCH_UNIT.format(names="、".join(missing[:10])))
        if not (self.looks or self.errors or self._enough()):
            self.add_error("numbers", texts.NEEDS_SOMETHING)
        return cleaned

    def _enough(self) -> bool:
        return False

    @property
    def more(self) -> dict[str, Any]:
        members = tuple(one.seat_id for one in self.cleaned_data["deputies"])
        return {"looks": tuple(dict.fromkeys(self.looks)), "member_seat_ids": members}


class PlanForm(_Looks, _When):
    """安排督查."""

    field_order = ("kind", "title", "on", "place", "chair", "people", "session", "numbers", "heaviest", "units", "deputies")

    def facts(self) -> Plan:
        return self._plan(**self.more)


class AddForm(_Looks):
    """添加."""

    def _enough(self) -> bool:
        return bool(self.cleaned_data.get("deputies"))

    def facts(self) -> More:
        return More(**self.more)


class HoldForm(StepForm):
    held_on = CleanDate(label=texts.HELD_ON)
    people = CleanLine(500, label=texts.PEOPLE, required=False, help_text=texts.PEOPLE_HINT)

    def facts(self) -> Held:
        return Held(self.cleaned_data["held_on"], self.cleaned_data["people"])


class WordForm(StepForm):
    """A word that goes with an act; `asks` labels it."""

    reason = CleanText(4000)

    def __init__(self, *args: Any, asks: str, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = asks
        self.fields["reason"].required = needed
        say_plainly(self.fields["reason"], asks)

    def facts(self) -> Any:
        return Reason(self.cleaned_data["reason"])


class SaidForm(WordForm):
    """自查, 当面提醒."""

    def facts(self) -> Said:
        return Said(self.cleaned_data["reason"])


class CommentForm(SaidForm):
    """评议、实地察看; a deputy writes only their own."""

    kind = forms.ChoiceField(label=texts.WORD_KIND, choices=texts.WORD_KINDS, widget=forms.RadioSelect, initial="comment")
    said_by = CleanLine(60, label=texts.SAID_BY, required=False, help_text=texts.SAID_BY_HINT)
    field_order = ("kind", "said_by", "reason")

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["kind"], self.fields["said_by"]

    def facts(self) -> Said:
        data = self.cleaned_data
        return Said(data["reason"], data.get("said_by", ""), data.get("kind", "comment"))


class FindForm(WordForm):
    """记检查情况."""

    lagging = forms.BooleanField(label=texts.LAGGING, required=False)

    def facts(self) -> Finding:
        return Finding(self.cleaned_data["reason"], self.cleaned_data["lagging"])


class ProblemForm(StepForm):
    """列入问题清单."""

    what = CleanText(1000, label=texts.WHAT, rows="low")
    due_on = CleanDate(label=texts.DUE_ON)

    def facts(self) -> Raising:
        return Raising(self.cleaned_data["what"], self.cleaned_data["due_on"])


class AgreeForm(StepForm):
    """记下承诺: made at the check, on its day."""

    what = CleanLine(300, label=texts.PROMISED)
    due_on = CleanDate(label=texts.PROMISED_DUE, required=False, help_text=texts.PROMISED_DUE_HINT)
    due_words = CleanLine(60, label=texts.PROMISED_WORDS, required=False)
    person = CleanLine(60, label=texts.PERSON, required=False)
    proof = CleanLine(200, label=texts.PROOF, required=False)

    def agreed(self, check: Check) -> Agreed:
        data = self.cleaned_data
        source = Source.RECEPTION if check.kind == CheckKind.RECEPTION else Source.MEETING
        return Agreed(
            data["what"], "dated" if data["due_on"] else "vague", source, check.title, data["due_words"], data["due_on"],
            data["person"], data["proof"],
        )  # fmt: skip


class RectifyForm(StepForm):
    """报整改; the files lie on the tray of the problem."""

    word = CleanText(2000, label=texts.HOW)
    document = CleanLine(120, label=texts.DOCUMENT, required=False, help_text=texts.DOCUMENT_HINT)

    def facts(self) -> Rectified:
        return Rectified(self.cleaned_data["word"], self.cleaned_data["document"])


class CircularForm(StepForm):
    number = CleanLine(60, label=texts.NUMBER)

    def facts(self) -> Circular:
        return Circular(self.cleaned_data["number"])


class NothingForm(StepForm):
    def facts(self) -> None:
        return None
