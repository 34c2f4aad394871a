"""What the unit's and the government office's steps take from a person: shape, not rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from huiyin.dispatch.models import Mode
from huiyin.dispatch.steps import Assigning, Target
from huiyin.foundation import text
from huiyin.foundation.uploads import refusal
from huiyin.handling.contacting import ContactRecord
from huiyin.handling.drafting import LetterFields
from huiyin.handling.models import ContactForm, ContactStage, Letter
from huiyin.handling.steps import Remark
from huiyin.people.models import Body
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import LetterClass
from huiyin.web.fields import CleanDate, CleanLine, CleanText
from huiyin.web.letters import class_words, is_mark
from huiyin.web.plainforms import PlainForm
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts


class TalkForm(StepForm):
    """登记沟通."""

    form = forms.ChoiceField(label="怎么沟通的", choices=ContactForm.choices, widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="什么阶段", choices=ContactStage.choices, widget=forms.RadioSelect)
    happened_on = CleanDate(label="沟通日期")
    people = CleanLine(200, label="参加的人", required=False, help_text="单位去了谁，代表一方有谁。")
    note = CleanText(
        2000, rows="low", label="谈了什么", help_text="一两句：谈到哪些事，代表怎么说。代表会看到并可以更正。"
    )

    def record(self) -> ContactRecord:
        data = self.cleaned_data
        return ContactRecord(data["stage"], data["form"], data["happened_on"], data["note"], data["people"])


class RemarkForm(StepForm):
    """退回修改."""

    remark = CleanText(1000, rows="low", label="哪里要改", help_text="经办人会看到这段话，也会记在办理经过里。")

    def facts(self) -> Remark:
        return Remark(self.cleaned_data["remark"])


class NumberForm(StepForm):
    """发出答复: the number, where it is given last."""

    number = CleanLine(60, label="发文字号", help_text="例如：临城管函〔2026〕19号。")


class LetterForm(PlainForm):
    """The editor. Nothing must be filled in to save; what the letter needs is asked when it is submitted."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    number = CleanLine(60, label="发文字号", required=False, help_text="例如：临城管函〔2026〕19号。发出前填也可以。")
    title = CleanLine(300, label="标题", required=False)
    body = CleanText(
        20_000,
        rows="tall",
        label="正文",
        required=False,
        help_text="第一行写称呼，一行一段，不用空格缩进。日期在发出时自动落上。",
        widget=forms.Textarea(attrs={"class": "tall", "data-count": "body-n"}),
    )
    class_code = forms.ChoiceField(label="办理结果类别", required=False, widget=forms.RadioSelect)
    class_due_on = CleanDate(label="办成的期限", required=False)
    class_reason = CleanText(1000, rows="low", label="原因", required=False)
    signatory = CleanLine(60, label="签发人", required=False, help_text="空着的，由审签的负责人签发。")
    contact_line = CleanLine(120, label="联系人和电话", required=False, help_text="印在答复函末尾，代表可以直接打。")
    document = forms.FileField(label="上传盖章的正式文件", required=False)

    use_required_attribute = False
    NEEDED = ("title", "body")

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._say_needed(True)
        classes = procedure.letter.classes.value or ()
        if classes:
            choices = [(c.code, class_words(c)) for c in classes]
            self.fields["class_code"].choices = choices  # type: ignore[attr-defined]
            hints = [f"{c.code if is_mark(c.code) else c.label}：{c.hint}" for c in classes if c.hint]
            self.fields["class_code"].help_text = "".join(hints)
        else:
            del self.fields["class_code"]
        self._only_where_required("class_due_on", [c for c in classes if c.requires_due_date])
        self._only_where_required("class_reason", [c for c in classes if c.requires_reason])
        if procedure.letter.stamped_document.value is False:
            del self.fields["document"]
        else:
            limit = settings.HUIYIN_UPLOAD_LIMIT
            self.fields["document"].widget.attrs.update({"accept": ".pdf,.ofd,.jpg,.jpeg,.png", "data-limit": limit})
            most = f"最多 {limit // 1024 // 1024} MB"
            self.fields["document"].help_text = f"PDF、OFD 或扫描件，{most}。不用在上面写正文，以上传的为准。"

    def _say_needed(self, needed: bool) -> None:
        for name in self.NEEDED:
            self.fields[name].required = needed

    def full_clean(self) -> None:
        """Title and text are not “可不填” on the page, yet a half-written letter may be saved without them."""
        self._say_needed(False)
        super().full_clean()
        self._say_needed(True)

    def _only_where_required(self, name: str, classes: Sequence[LetterClass]) -> None:
        if not classes:
            del self.fields[name]
            return
        self.fields[name].help_text = f"{'、'.join(class_words(c) for c in classes)}，要写。"

    def clean_document(self) -> Any:
        upload = self.cleaned_data.get("document")
        sentence = refusal(upload) if upload else ""
        if sentence:
            raise ValidationError(sentence)
        return upload

    def values(self) -> LetterFields:
        data = self.cleaned_data
        return LetterFields(
            title=data["title"],
            number=data["number"],
            body=data["body"],
            class_code=data.get("class_code", ""),
            class_due_on=data.get("class_due_on"),
            class_reason=data.get("class_reason", ""),
            signatory=data["signatory"],
            contact_line=data["contact_line"],
        )

    @staticmethod
    def from_letter(letter: Letter) -> dict[str, Any]:
        names = ("title", "number", "body", "class_code", "class_due_on", "class_reason", "signatory", "contact_line")
        return {name: getattr(letter, name) for name in names} | {"version": letter.edit_no}


PARTS = 6
ASSISTS = 6


class UnitBox(CleanLine):
    """A unit by name, from a list one can search by typing; works without scripts, and takes the short name too."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"list": "units", "autocomplete": "off"}))
        super().__init__(80, required=False, **more)
        self.units: Sequence[Body] = ()

    def clean(self, value: Any) -> Body | None:
        written = super().clean(value)
        return self._named(written) if written else None

    def _named(self, written: str) -> Body:
        key = text.match_key(written)
        whole = [b for b in self.units if key in (text.match_key(b.name), text.match_key(b.short_name))]
        close = whole or [b for b in self.units if key and key in text.match_key(b.name)]
        if len(close) == 1:
            return close[0]
        if close:
            names = "、".join(b.name for b in close[:4])
            raise ValidationError(texts.SEVERAL_UNITS.format(name=written, names=names))
        raise ValidationError(texts.NO_UNIT.format(name=written))


class AssignForm(StepForm):
    """分办: one lead unit, or several each with its part; and who assists."""

    lead = UnitBox(label="主办单位")

    def __init__(self, *args: Any, units: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, PARTS + 1):
            self.fields[f"unit_{n}"] = UnitBox(label=f"分办单位 {n}")
            self.fields[f"part_{n}"] = CleanLine(300, label=f"单位 {n} 办哪一部分", required=False)
        for n in range(1, ASSISTS + 1):
            self.fields[f"assist_{n}"] = UnitBox(label=f"会办单位 {n}")
        for field in self.fields.values():
            if isinstance(field, UnitBox):
                field.units = units

    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"unit_{n}"], self[f"part_{n}"]) for n in range(1, PARTS + 1)]

    def assists(self) -> list[forms.BoundField]:
        return [self[f"assist_{n}"] for n in range(1, ASSISTS + 1)]

    @property
    def has_parts(self) -> bool:
        return any(bound.value() or bound.errors for pair in self.parts() for bound in pair)

    @property
    def has_assists(self) -> bool:
        return any(bound.value() or bound.errors for bound in self.assists())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(1, PARTS + 1):
            if data.get(f"part_{n}") and not data.get(f"unit_{n}") and f"unit_{n}" not in self.errors:
                self.add_error(f"unit_{n}", "写了哪一部分，还没有写哪个单位。")
        if sum(bool(data.get(f"unit_{n}")) for n in range(1, PARTS + 1)) == 1 and not data.get("lead"):
            self.add_error("lead", texts.ONE_PART)
        return data

    def facts(self) -> Assigning:
        data = self.cleaned_data
        targets = [Target(data["lead"].pk, Mode.LEAD)] if data.get("lead") else []
        for n in range(1, PARTS + 1):
            if data.get(f"unit_{n}"):
                targets.append(Target(data[f"unit_{n}"].pk, Mode.SEPARATE, data.get(f"part_{n}") or ""))
        for n in range(1, ASSISTS + 1):
            if data.get(f"assist_{n}"):
                targets.append(Target(data[f"assist_{n}"].pk, Mode.ASSIST))
        return Assigning(tuple(targets))


def talk_start(stage: str, today: date) -> dict[str, Any]:
    return {"stage": stage, "happened_on": today}
