"""What is asked of who has a booklet made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from huiyin.people.models import Session
from huiyin.proposals.models import ProposalKind
from huiyin.reports.booklets import Wanted
from huiyin.web.documents import texts
from huiyin.web.office.forms import session_words
from huiyin.web.plainforms import PlainForm


class BookletForm(PlainForm):
    session = forms.TypedChoiceField(label="哪一次会议", coerce=int)
    kind = forms.ChoiceField(
        label="编哪一种", widget=forms.RadioSelect, choices=ProposalKind.choices, initial=ProposalKind.SUGGESTION
    )
    forms_wanted = forms.MultipleChoiceField(
        label="要哪几种文件",
        widget=forms.CheckboxSelectMultiple,
        choices=(("pdf", "PDF"), ("docx", "Word")),
        initial=["pdf", "docx"],
    )
    internal = forms.BooleanField(label="连代表希望不公开的也收入", required=False, help_text=texts.INTERNAL_ONLY)

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].choices = [(one.pk, session_words(one)) for one in sessions]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["session"], given["kind"], tuple(given["forms_wanted"]), given["internal"])
