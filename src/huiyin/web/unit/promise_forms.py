"""What marking a promise takes from the clerk."""

from __future__ import annotations

from typing import Any

from django import forms

from huiyin.promises import texts as promise_texts
from huiyin.promises.due_words import DueKind
from huiyin.promises.steps import Promised
from huiyin.web.fields import CleanDate, CleanLine, CleanText
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts


class PromiseForm(StepForm):
    """承诺事项: `quote` is the sentence of the letter it stands in, as the page that offered it found it."""

    quote = CleanText(2000, label=texts.PROMISE_QUOTE, required=False, widget=forms.HiddenInput)
    what = CleanLine(300, label=texts.PROMISE_WHAT, help_text=texts.PROMISE_WHAT_HINT)
    due_kind = forms.ChoiceField(
        label=texts.PROMISE_KIND, choices=tuple(promise_texts.DUE_KINDS.items()), widget=forms.RadioSelect
    )
    due_words = CleanLine(60, label=texts.PROMISE_WORDS, required=False, help_text=texts.PROMISE_WORDS_HINT)
    due_on = CleanDate(label=texts.PROMISE_ON, required=False, help_text=texts.PROMISE_ON_HINT)
    depends_on = CleanLine(200, label=texts.PROMISE_DEPENDS, required=False, help_text=texts.PROMISE_DEPENDS_HINT)
    person = CleanLine(60, label=texts.PROMISE_PERSON, required=False, help_text=texts.PROMISE_PERSON_HINT)
    proof = CleanLine(200, label=texts.PROMISE_PROOF, required=False, help_text=texts.PROMISE_PROOF_HINT)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("due_kind")
        if kind == DueKind.DATED and data.get("due_on") is None and "due_on" not in self.errors:
            self.add_error("due_on", promise_texts.NEEDS_DAY)
        if kind == DueKind.CONDITIONAL and not data.get("depends_on") and "depends_on" not in self.errors:
            self.add_error("depends_on", promise_texts.NEEDS_CONDITION)
        return data

    def facts(self) -> Promised:
        data = self.cleaned_data
        names = ("what", "due_kind", "due_words", "due_on", "quote", "person", "proof", "depends_on")
        return Promised(**{name: data[name] for name in names})
