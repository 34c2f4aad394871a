"""What the unit's and the government office's steps take from a person: shape, not rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from huiyin.foundation import clock
from huiyin.foundation.uploads import refusal
from huiyin.handling.appointments import shown
from huiyin.handling.contacting import ContactRecord, ContactWord
from huiyin.handling.correcting import ContactCorrected, Following
from huiyin.handling.drafting import LetterFields
from huiyin.handling.letters import Remark
from huiyin.handling.models import (
    Appointment,
    AppointmentState,
    Contact,
    ContactForm,
    ContactStage,
    Letter,
    LetterCopy,
    Round,
    ServedHow,
)
from huiyin.handling.serving import Serving
from huiyin.handling.steps import Sending
from huiyin.procedures.schema import Procedure
from huiyin.procedures.values import LetterClass
from huiyin.proposals.steps import Reason
from huiyin.web.fields import CleanDate, CleanLine, CleanText
from huiyin.web.letters import class_words, is_mark
from huiyin.web.meeting import texts as meeting_texts
from huiyin.web.plainforms import NeededLater, PlainForm, say_plainly
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts
from huiyin.web.unit.point_forms import PointForms


class TalkForm(StepForm):
    """登记沟通."""

    form = forms.ChoiceField(label="怎么沟通的", choices=ContactForm.choices, widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="什么阶段", choices=ContactStage.choices, widget=forms.RadioSelect)
    happened_on = CleanDate(label="沟通日期")
    people = CleanLine(200, label="参加的人", required=False, help_text="单位去了谁，代表一方有谁。")
    note = CleanText(
        2000, rows="low", label="谈了什么", help_text="一两句：谈到哪些事，代表怎么说。代表会看到并可以更正。"
    )
    # 并案: the other items whose own deputies took part.
    also = forms.TypedMultipleChoiceField(
        label=texts.TALK_ALSO, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=texts.TALK_ALSO_HINT,
    )  # fmt: skip

    # 约见: whether this is the talk that was arranged.
    meeting = forms.TypedChoiceField(
        label=meeting_texts.WHICH, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, mates: Sequence[Round] = (), meeting: Appointment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mates = tuple(mates)
        if meeting is not None:
            at = meeting.starts_at if meeting.state == AppointmentState.AGREED else None
            this = meeting_texts.THIS_ONE.format(when=shown(at)) if at is not None else meeting_texts.THIS_CALL
            self.fields["meeting"].choices = [(meeting.pk, this), ("", meeting_texts.ANOTHER)]  # type: ignore[attr-defined]
        else:
            del self.fields["meeting"]
        if mates:
            named = [(one.pk, texts.TALK_OF.format(case=one.assignment.proposal)) for one in mates]
            self.fields["also"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["also"]

    @property
    def chosen_mates(self) -> list[Round]:
        chosen = self.cleaned_data.get("also", ())
        return [one for one in self.mates if one.pk in chosen]

    def record(self) -> ContactRecord:
        data = self.cleaned_data
        meeting = data.get("meeting")
        return ContactRecord(data["stage"], data["form"], data["happened_on"], data["note"], data["people"], meeting)


class TalkCorrectionForm(TalkForm):
    """更正沟通记录."""

    reason = CleanLine(200, label="为什么更正", help_text="代表会看到，例如“日期记错了一天”。")

    def __init__(self, *args: Any, talk: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.talk = talk

    def facts(self) -> ContactCorrected:
        return ContactCorrected(self.talk.pk, self.record(), self.cleaned_data["reason"])


class RemarkForm(StepForm):
    """退回修改."""

    remark = CleanText(1000, rows="low", label="哪里要改", help_text="经办人会看到这段话，也会记在办理经过里。")

    def facts(self) -> Remark:
        return Remark(self.cleaned_data["remark"])


class SendForm(StepForm):
    """发出答复: the number, where it is given last; and why it goes out although something is missing."""

    number = CleanLine(60, label="发文字号", help_text="例如：临城管函〔2026〕19号。")
    without = CleanText(1000, rows="low", label=texts.SEND_WITHOUT, help_text=texts.SEND_WITHOUT_HINT)

    def __init__(self, *args: Any, number: bool, without: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asked in (("number", number), ("without", without)):
            if not asked:
                del self.fields[name]

    def facts(self) -> Sending:
        return Sending(self.cleaned_data.get("without", ""))


class WhyForm(StepForm):
    """A step for which a reason is written."""

    reason = CleanText(1000, rows="low")

    def __init__(self, *args: Any, why: texts.Why, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = why.field, why.hint
        say_plainly(self.fields["reason"], why.field)

    def facts(self) -> Reason:
        return Reason(self.cleaned_data["reason"])


class ServingForm(StepForm):
    """登记纸质送达. `copies` are those of signers who have not read the letter."""

    copy = forms.TypedChoiceField(label="送给哪位代表", coerce=int, widget=forms.RadioSelect)
    on = CleanDate(label="送达日期")
    how = forms.ChoiceField(label="怎么送的", choices=ServedHow.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, copies: Sequence[LetterCopy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(copy.pk, copy.signer.seat.person.name) for copy in copies]
        self.fields["copy"].choices = named  # type: ignore[attr-defined]
        if len(named) == 1:
            self.fields["copy"].initial = named[0][0]

    def facts(self) -> Serving:
        return Serving(self.cleaned_data["copy"], self.cleaned_data["on"], self.cleaned_data["how"])


class PhoneWordForm(StepForm):
    """代记代表的核对意见: what the deputy said on the telephone about one recorded talk."""

    contact = forms.TypedChoiceField(label="核对的是哪一次沟通", coerce=int, widget=forms.RadioSelect)
    correction = CleanText(
        1000, rows="low", label="代表说哪里不一样", required=False, help_text="代表说记得对，就空着。"
    )

    def __init__(self, *args: Any, contacts: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(c.pk, f"{c.happened_on:%Y-%m-%d} {c.get_form_display()}：{c.note[:60]}") for c in contacts]
        self.fields["contact"].choices = told  # type: ignore[attr-defined]
        if len(told) == 1:
            self.fields["contact"].initial = told[0][0]

    def facts(self) -> ContactWord:
        return ContactWord(self.cleaned_data["contact"], self.cleaned_data["correction"])


class OpinionForm(StepForm, NeededLater):
    """会办意见: a text, or the stamped document."""

    body = CleanText(
        10_000, rows="tall", label="会办意见", required=False,
        help_text="只给主办单位和代表工委看，由主办单位统一答复代表。涉及本单位职责的，逐条写清楚能办什么、什么时候办。",
    )  # fmt: skip
    NEEDED = ("body",)
    document = forms.FileField(label="或者上传盖章的正式文件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.HUIYIN_UPLOAD_LIMIT
        self.fields["document"].widget.attrs.update({"accept": ".pdf,.ofd,.jpg,.jpeg,.png", "data-limit": limit})
        self.fields["document"].help_text = f"PDF、OFD 或扫描件，最多 {limit // 1024 // 1024} MB。"

    def clean_document(self) -> Any:
        upload = self.cleaned_data.get("document")
        sentence = refusal(upload) if upload else ""
        if sentence:
            raise ValidationError(sentence)
        return upload


class Classed(PlainForm):
    """The classes of results of the procedure, with what each requires; fields of no class are left out."""

    def _offer_classes(self, procedure: Procedure) -> None:
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

    def _only_where_required(self, name: str, classes: Sequence[LetterClass]) -> None:
        if not classes:
            del self.fields[name]
            return
        self.fields[name].help_text = f"{'、'.join(class_words(c) for c in classes)}，要写。"


class FollowUpForm(StepForm, Classed):
    """发更正函. What is left empty stays as the letter says."""

    reason = CleanLine(200, label="为什么更正", help_text="代表会看到，例如“办理结果类别选错了”。")
    body = CleanText(10_000, rows="tall", label="更正的内容", help_text="原来怎么说，现在应当怎么说，一条一条写清楚。")
    number = CleanLine(60, label="发文字号", required=False)
    class_code = forms.ChoiceField(label="办理结果类别改为", required=False, widget=forms.RadioSelect)
    class_due_on = CleanDate(label="办成的期限", required=False)
    class_reason = CleanText(1000, rows="low", label="原因", required=False)
    contact_line = CleanLine(120, label="联系人和电话改为", required=False)

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_classes(procedure)
        if "class_code" in self.fields:
            kept = [("", texts.CLASS_STAYS), *self.fields["class_code"].choices]  # type: ignore[attr-defined]
            self.fields["class_code"].choices = kept  # type: ignore[attr-defined]

    def facts(self) -> Following:
        data = self.cleaned_data
        return Following(
            body=data["body"],
            reason=data["reason"],
            number=data["number"],
            class_code=data.get("class_code", ""),
            class_due_on=data.get("class_due_on"),
            class_reason=data.get("class_reason", ""),
            contact_line=data["contact_line"],
        )


class LetterForm(NeededLater, Classed):
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

    NEEDED = ("title", "body")

    def __init__(self, *args: Any, procedure: Procedure, points: PointForms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        self._offer_classes(procedure)
        if procedure.letter.stamped_document.value is False:
            del self.fields["document"]
        else:
            limit = settings.HUIYIN_UPLOAD_LIMIT
            self.fields["document"].widget.attrs.update({"accept": ".pdf,.ofd,.jpg,.jpeg,.png", "data-limit": limit})
            most = f"最多 {limit // 1024 // 1024} MB"
            self.fields["document"].help_text = f"PDF、OFD 或扫描件，{most}。不用在上面写正文，以上传的为准。"

    def clean_document(self) -> Any:
        upload = self.cleaned_data.get("document")
        sentence = refusal(upload) if upload else ""
        if sentence:
            raise ValidationError(sentence)
        return upload

    def clean(self) -> dict[str, Any]:
        if not self.points.is_valid():
            for sentence in self.points.sentences():
                self.add_error(None, sentence)
        return super().clean() or self.cleaned_data

    def values(self) -> LetterFields:
        data = self.cleaned_data
        return LetterFields(
            points=self.points.to_store(),
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


def talk_start(stage: str, today: date, meeting: Appointment | None = None) -> dict[str, Any]:
    """What the record of a talk begins with; out of an appointment its form, people and day."""
    start: dict[str, Any] = {"stage": stage, "happened_on": today}
    if meeting is None:
        return start
    if meeting.state != AppointmentState.AGREED or meeting.starts_at is None:
        return start | {"form": ContactForm.PHONE, "meeting": meeting.pk}
    on = meeting.starts_at.astimezone(clock.SHANGHAI).date()
    return start | {
        "form": meeting.form, "people": meeting.people, "happened_on": min(on, today), "meeting": meeting.pk
    }  # fmt: skip
