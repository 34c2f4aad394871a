"""What readers and the registering office fill in: shape, not rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from huiyin.people.models import Congress
from huiyin.procedures.schema import Procedure
from huiyin.procedures.texts import CHOICES
from huiyin.procedures.values import RefusedGoTo
from huiyin.proposals import manuscripts, queries
from huiyin.proposals.manuscripts import MOST_ASKS, Words
from huiyin.proposals.models import Proposal, ProposalKind, Reading, TextVersion
from huiyin.proposals.reading import Sheet
from huiyin.proposals.submitting import Acceptance, Refusing
from huiyin.web.fields import CleanLine, CleanText
from huiyin.web.office import texts as office_texts
from huiyin.web.plainforms import say_plainly
from huiyin.web.reading import texts
from huiyin.web.stepforms import StepForm

R = Reading.Result


class SheetForm(StepForm):
    """阅看意见: each criterion, the result, a word, and the text itself, which the reader may change in place."""

    result = forms.ChoiceField(label="结论", choices=R.choices, widget=forms.RadioSelect)
    note = CleanText(
        4000, label="意见", required=False, rows="low", help_text="代表会看到。建议修改或者撤回的，写明为什么。"
    )

    # Which text was on the page: what is said must not be kept of another.
    text_no = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: TextVersion, kind: str, procedure: Procedure, asks: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text_no"].initial = text.number
        self.moved = self.is_bound and self.data.get("text_no", "") != str(text.number)
        if self.moved:
            # Shown again it is the page of the present text, with everything that was typed.
            data: Any = self.data.copy()  # type: ignore[attr-defined] # a QueryDict: a bound form of a page
            data["text_no"] = str(text.number)
            self.data = data
        self.kind, self.text, self.original = kind, text, manuscripts.words_of(text)
        motion = kind == ProposalKind.MOTION
        self.criteria = procedure.reading.criteria.value or ()
        for one in self.criteria:
            self._add(
                f"mark_{one.code}",
                forms.ChoiceField(label=one.label, choices=texts.MARKS, required=False, widget=forms.RadioSelect),
            )
        self._add("title", CleanLine(300, label="标题"))
        self._add("matter", CleanText(20_000, label="案据" if motion else "什么问题", required=False))
        self.asks = min(max(asks, len(self.original.asks)), MOST_ASKS)
        for n in range(1, self.asks + 1):
            label = f"方案{manuscripts.numeral(n)}" if motion else f"希望怎么办{manuscripts.numeral(n)}"
            self._add(f"ask_{n}", CleanText(4000, label=label, required=False, rows="low"))

    def _add(self, name: str, field: forms.Field) -> None:
        say_plainly(field, str(field.label))
        # An empty ask is left out; that some text must be there is for the deputies' own steps to say.
        field.wanted_later = not name.startswith("mark_")  # type: ignore[attr-defined]
        self.fields[name] = field

    @staticmethod
    def start(text: TextVersion) -> dict[str, Any]:
        """The text as it was submitted, ready to be changed."""
        return {"title": text.title, "matter": text.matter, **{f"ask_{n}": ask for n, ask in enumerate(text.asks, 1)}}

    def mark_fields(self) -> list[forms.BoundField]:
        return [self[f"mark_{one.code}"] for one in self.criteria]

    def ask_fields(self) -> list[forms.BoundField]:
        return [self[f"ask_{n}"] for n in range(1, self.asks + 1)]

    @property
    def may_have_more(self) -> bool:
        return self.asks < MOST_ASKS

    def without_faults(self) -> SheetForm:
        """As typed so far: asking for room for one more is no attempt to send it."""
        self._errors = ErrorDict()
        return self

    @property
    def words(self) -> Words:
        said = self.cleaned_data
        return Words(said["title"], said["matter"], tuple(said[f"ask_{n}"] for n in range(1, self.asks + 1))).plain

    @property
    def revised(self) -> bool:
        return self.words != self._as_submitted

    @property
    def _as_submitted(self) -> Words:
        """The text of the deputies as these very fields would give it back unchanged."""
        start = self.start(self.text)
        kept = {name: self._cleaned(name, value) for name, value in start.items()}
        asks = tuple(kept[f"ask_{n}"] for n in range(1, len(self.original.asks) + 1))
        return Words(kept["title"], kept["matter"], asks).plain

    def _cleaned(self, name: str, value: str) -> str:
        try:
            return str(self.fields[name].clean(value))
        except forms.ValidationError:
            return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.moved:
            self.add_error(None, texts.TEXT_MOVED)
        if self.errors:
            return cleaned
        if cleaned["result"] == R.REVISE and not self.revised and not cleaned["note"]:
            self.add_error("note", texts.NOTHING_REVISED)
        elif cleaned["result"] != R.REVISE and self.revised:
            self.add_error("result", texts.REVISED_BUT_FIT)
        return cleaned

    def facts(self) -> Sheet:
        said = self.cleaned_data
        chosen = {one.code: said[f"mark_{one.code}"] for one in self.criteria}
        return Sheet(
            result=said["result"],
            marks={code: mark == "met" for code, mark in chosen.items() if mark},
            note=said["note"],
            advised=self.words if said["result"] == R.REVISE and self.revised else None,
        )


class RefuseForm(StepForm):
    """不作为建议处理: on a ground of the procedure, explained, with the way it goes instead."""

    ground = forms.ChoiceField(label="属于哪一种情形", widget=forms.RadioSelect)
    explained = CleanText(4000, label="怎样向代表说明的", rows="low", help_text="代表会看到。写明谁、怎样和代表说的，理由是什么。")
    goes_to = forms.ChoiceField(label="转到哪里", widget=forms.RadioSelect)

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(one.code, one.label) for one in procedure.raising.refusal_grounds.value or ()]
        exits = [str(one) for one in procedure.raising.refused_go_to.value or ("returned",)]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]
        self.fields["goes_to"].choices = [(one, exit_words(one)) for one in exits]  # type: ignore[attr-defined]

    def facts(self) -> Refusing:
        said = self.cleaned_data
        return Refusing(said["ground"], said["explained"], said["goes_to"])

    def told(self) -> Sequence[tuple[str, str]]:
        """What was chosen, in words, for the page before the step."""
        return [
            (str(self[name].label), str(dict(self.fields[name].choices)[self.cleaned_data[name]]))  # type: ignore[attr-defined]
            for name in ("ground", "goes_to")
        ]


def exit_words(code: str) -> str:
    return CHOICES[RefusedGoTo].get(code, code)


class AcceptForm(StepForm):
    """审核登记 of one item: what the office adds to what its deputies wrote."""

    category = CleanLine(
        40, label="类别", required=False, widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"})
    )
    printed_no = CleanLine(
        60,
        label="编号",
        required=False,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text="照印好的写；没有印的不用填，系统按顺序编号。",
    )
    is_key = forms.BooleanField(label="重点督办件", required=False)
    remark = CleanLine(300, label="备注", required=False)

    def __init__(self, *args: Any, congress: Congress, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, thing=proposal, **kwargs)
        self.congress, self.proposal = congress, proposal

    def clean_printed_no(self) -> str:
        written: str = self.cleaned_data["printed_no"]
        other = queries.same_number(self.congress, self.proposal.session, written, self.proposal.pk)
        if other is not None:
            raise forms.ValidationError(office_texts.NUMBER_TAKEN.format(no=other.shown_no, title=other.title))
        return written

    def facts(self) -> Acceptance:
        said = self.cleaned_data
        return Acceptance(said["category"], said["is_key"], said["printed_no"], said["remark"])
