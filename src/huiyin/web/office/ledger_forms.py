from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from huiyin.dispatch.ledger import FIELDS, LABELS
from huiyin.foundation.uploads import refusal
from huiyin.web.fields import CleanDate, CleanNumber
from huiyin.web.plainforms import PlainForm

GUESSED, NONE = "", "-1"


class UploadForm(PlainForm):
    file = forms.FileField(
        label="交办表文件", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"})
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        sentence = refusal(upload)
        if sentence:
            raise ValidationError(sentence)
        return upload


class SettingsForm(PlainForm):
    """What the whole ledger is read with: session, hand-over date, what to do about names that are not in the lists."""

    term = CleanNumber(label="第几届", minimum=1, maximum=99)
    session = CleanNumber(label="第几次会议", minimum=1, maximum=99)
    handed_over_on = CleanDate(label="交办日期")
    create = forms.ChoiceField(
        label="名单里没有的单位和代表",
        choices=[("missing", "新建，标明“来自导入，待确认”"), ("none", "不新建，这些行先不导入")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, headings: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for spec in FIELDS:
            self.fields[f"column_{spec.name}"] = forms.ChoiceField(
                label=LABELS[spec.name],
                required=False,
                choices=[(GUESSED, "自动认"), (NONE, "表里没有"), *(headings or [])],
            )

    def columns(self) -> dict[str, int]:
        """Columns a person has corrected; what was left to be guessed is not in it."""
        chosen = {spec.name: self.cleaned_data.get(f"column_{spec.name}", GUESSED) for spec in FIELDS}
        return {name: int(value) for name, value in chosen.items() if value != GUESSED}

    def column_fields(self) -> list[Any]:
        return [self[f"column_{spec.name}"] for spec in FIELDS]
