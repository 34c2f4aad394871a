"""Forms of the rules: choosing a profile, and answering what it leaves open. The kind of rule decides the fields."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from huiyin.procedures import texts as rules
from huiyin.procedures.answering import (
    CHOICE,
    CHOICES,
    CLASS_PRESETS,
    CLASSES,
    LIMIT,
    NAMES,
    NUMBER,
    SHARE,
    WORDS,
    YESNO,
    Asked,
)
from huiyin.web.dates import day
from huiyin.web.fields import CleanDate, CleanLine, CleanNumber, CleanText
from huiyin.web.plainforms import PlainForm
from huiyin.web.setup import texts

START, FROM = "start", "from"


class _Dated(PlainForm):
    """From when on the new version holds: from the beginning while that is still open, or from a day."""

    when = forms.ChoiceField(label="从什么时候起用", widget=forms.RadioSelect)
    valid_from = CleanDate(label="起用日", required=False)

    def __init__(
        self,
        *args: Any,
        today: date,
        earliest: date,
        from_start: bool,
        offered: date | None = None,
        coming: bool = False,
        **kwargs: Any,
    ) -> None:
        """`offered`: the day proposed; `coming`: a version is already chosen for a later day, which is proposed then."""
        super().__init__(*args, **kwargs)
        self.earliest, self.start_on = earliest, earliest if from_start else None
        choices = [(START, "从头起用，补录和导入以前年度的件也按它")] if from_start else []
        self.fields["when"].choices = [*choices, (FROM, "从下面这一天起用")]  # type: ignore[attr-defined]
        self.initial.setdefault("when", START if from_start and not coming else FROM)
        self.initial.setdefault("valid_from", offered or today)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("when") == START:
            data["valid_from"] = self.start_on
        elif data.get("when") == FROM and "valid_from" not in self.errors:
            if data.get("valid_from") is None:
                self.add_error("valid_from", "还没有填起用日。")
            elif data["valid_from"] < self.earliest:
                self.add_error("valid_from", texts.TOO_EARLY.format(day=day(self.earliest)))
        return data


class ProfileForm(_Dated):
    profile = forms.ChoiceField(label="用哪一套规程", widget=forms.RadioSelect)
    field_order = ["profile", "when", "valid_from"]

    def __init__(self, *args: Any, profiles: list[tuple[str, str]], kept: list[tuple[str, str]], **kwargs: Any) -> None:
        """`kept`: earlier versions of the congress's own, which may hold again with all that was filled in."""
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = [*profiles, *kept]  # type: ignore[attr-defined]


UNITS = [("", "请选择"), ("day", "日"), ("workday", "个工作日"), ("month", "个月")]
PRESETS = {"ab": "A、B、C 三类", "abcd": "A、B、C、D 四类"}


class AnswerForm(_Dated):
    """One rule, with the document it stands in: nothing is taken without a source."""

    source = CleanLine(60, label="出处的文件")
    article = CleanLine(40, label="第几条", required=False)

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        mine = self._own_fields(asked)
        self.fields = {**mine, **self.fields}
        for field in mine.values():
            field.error_messages["required"] = f"还没有填{field.label}。"

    def _own_fields(self, asked: Asked) -> dict[str, forms.Field]:
        if asked.kind == LIMIT:
            triggers = [("", "请选择"), *((str(code), words) for code, words in rules.TRIGGERS.items())]
            return {
                "amount": CleanNumber(label="多少", minimum=1, maximum=1000),
                "unit": forms.ChoiceField(label="单位", choices=UNITS),
                "trigger": forms.ChoiceField(label="从哪一天起算", choices=triggers),
            }
        fields: dict[str, forms.Field] = {
            YESNO: forms.ChoiceField(
                label="本地怎么规定", choices=[("yes", "是"), ("no", "否")], widget=forms.RadioSelect
            ),
            NUMBER: CleanNumber(label="数字", minimum=1, maximum=366),
            CHOICE: forms.ChoiceField(label="选一项", choices=asked.choices, widget=forms.RadioSelect),
            CHOICES: forms.MultipleChoiceField(
                label="可以选几项", choices=asked.choices, widget=forms.CheckboxSelectMultiple
            ),
            NAMES: CleanText(2000, label="每行写一项", rows="low"),
            WORDS: CleanLine(60, label="内容"),
            SHARE: CleanLine(10, label="比例", help_text="写成分数，例如 1/3。"),
            CLASSES: forms.ChoiceField(
                label="用哪一种分类", choices=[(key, _classes(key)) for key in PRESETS], widget=forms.RadioSelect
            ),
        }
        return {"value": fields[asked.kind]}

    def clean_value(self) -> Any:
        given = self.cleaned_data["value"]
        if self.asked.kind == NAMES:
            lines = list(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip()))
            if any(len(line) > 60 for line in lines) or len(lines) > 30:
                raise ValidationError("每项最多 60 个字，最多 30 项。请改短或合并后再交。")
        if self.asked.kind == SHARE and not re.fullmatch(r"[1-9][0-9]{0,2}/[1-9][0-9]{0,2}", given):
            raise ValidationError("请写成分数，例如 1/3。")
        return given

    def rule(self) -> dict[str, Any]:
        """The answer in the shape of a profile file."""
        data = self.cleaned_data
        if self.asked.kind == LIMIT:
            return {"amount": data["amount"], "unit": data["unit"], "trigger": data["trigger"]}
        value: Any = data["value"]
        if self.asked.kind == YESNO:
            value = value == "yes"
        elif self.asked.kind == NAMES:
            lines = dict.fromkeys(line.strip() for line in value.splitlines() if line.strip())
            value = [{"code": f"own{number}", "label": line} for number, line in enumerate(lines, 1)]
        elif self.asked.kind == CLASSES:
            value = [dict(one) for one in CLASS_PRESETS[value]]
        return {"value": value}

    @property
    def own(self) -> list[Any]:
        names = ("amount", "unit", "trigger") if self.asked.kind == LIMIT else ("value",)
        return [self[name] for name in names]


def _classes(key: str) -> str:
    words = "；".join(f"{one['code']} {one['label']}" for one in CLASS_PRESETS[key])
    return f"{PRESETS[key]}：{words}"
