"""Forms of the set-up pages: rows of the lists, seats, sessions, days off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from huiyin.foundation import uploads
from huiyin.people.models import Body, BodyKind, Role, Seat
from huiyin.people.queries import Namesake, masked
from huiyin.people.rolling import Opening
from huiyin.web.fields import CleanDate, CleanLine, CleanName, CleanNumber, CleanText, CleanTime
from huiyin.web.plainforms import PlainForm
from huiyin.web.setup import texts

EMPTY = ("", "请选择")
TEL = forms.TextInput(attrs={"inputmode": "tel", "class": "short", "autocomplete": "off"})


def choices_of(bodies: Iterable[Body]) -> list[tuple[str, str]]:
    return [EMPTY, *((str(body.pk), body.name) for body in bodies)]


class CongressForm(PlainForm):
    name = CleanName(80, label="全称")
    short_name = CleanName(40, label="简称")
    help_phone = CleanLine(40, label="帮助电话", required=False, widget=TEL)


class SessionForm(PlainForm):
    term = CleanNumber(label="第几届", minimum=1, maximum=99)
    number = CleanNumber(label="第几次会议", minimum=1, maximum=99)
    opens_on = CleanDate(label="会议开始", required=False)
    closes_on = CleanDate(label="会议结束", required=False)
    term_starts_on = CleanDate(label="本届开始", required=False)
    term_ends_on = CleanDate(label="本届结束", required=False)
    motions_on = CleanDate(
        label="议案截止的日子", required=False, help_text="主席团决定的代表提出议案的截止时间；没有定的空着。"
    )
    motions_at = CleanTime(label="议案截止的钟点", required=False, help_text="例如 10:00。代表写议案时看得到。")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day, at = cleaned.get("motions_on"), cleaned.get("motions_at")
        if (day is None) != (at is None) and not {"motions_on", "motions_at"} & set(self.errors):
            self.add_error("motions_at" if at is None else "motions_on", texts.BOTH_OF_CUT_OFF)
        return cleaned

    def values(self) -> dict[str, Any]:
        """As `editing.save_session` takes them: the cut-off for motions as one moment of the wall clock."""
        values = dict(self.cleaned_data)
        day, at = values.pop("motions_on"), values.pop("motions_at")
        return values | {"motions_until": timezone.make_aware(datetime.combine(day, at)) if day and at else None}


class OpeningForm(PlainForm):
    term = CleanNumber(label="第几届", minimum=1, maximum=99)
    number = CleanNumber(label="第几次会议", minimum=1, maximum=99)
    opens_on = CleanDate(label="会议开始", required=False)
    closes_on = CleanDate(label="会议结束", required=False)

    def opening(self) -> Opening:
        return Opening(**self.cleaned_data)


class BodyForm(PlainForm):
    name = CleanName(80, label="单位名称")
    short_name = CleanName(40, label="简称", required=False)
    kind = forms.ChoiceField(label="类别", choices=[EMPTY, *BodyKind.choices])
    leader_in_charge = CleanName(60, label="分管领导", required=False)
    note = CleanLine(200, label="备注", required=False)
    street = forms.ChoiceField(label="由哪个街道阅看", required=False)
    of_higher = forms.BooleanField(label="上级人大的代表", required=False)

    def __init__(self, *args: Any, streets: Iterable[Body] = (), team: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not team:
            del self.fields["of_higher"]
        # Only delegations have deputies whose drafts a street reads, and only where there are streets.
        choices = [("", texts.NO_STREET), *((str(one.pk), one.name) for one in streets)]
        if len(choices) > 1:
            self.fields["street"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["street"]


class DeputyForm(PlainForm):
    name = CleanName(40, label="姓名")
    team = forms.ChoiceField(label="代表团")
    gender = forms.ChoiceField(label="性别", choices=[("", "不填"), ("男", "男"), ("女", "女")], required=False)
    work_unit = CleanLine(120, label="工作单位及职务", required=False)
    phone = CleanLine(40, label="联系电话", required=False, widget=TEL)
    deputy_no = CleanLine(40, label="代表证号", required=False)
    another = forms.BooleanField(label="是另一位同名的人", required=False)

    def __init__(self, *args: Any, teams: Iterable[Body], kept_phone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = choices_of(teams)  # type: ignore[attr-defined]
        if kept_phone:
            self.fields["phone"].help_text = f"已登记 {masked(kept_phone)}。不改就空着。"
        if not self.is_bound:
            del self.fields["another"]


class ContactForm(PlainForm):
    body = forms.ChoiceField(label="单位")
    name = CleanName(40, label="联系人")
    division = CleanLine(60, label="科室", required=False)
    post = CleanLine(60, label="职务", required=False)
    office_phone = CleanLine(40, label="办公电话", required=False, widget=TEL)
    mobile = CleanLine(40, label="手机", required=False, widget=TEL)
    note = CleanLine(200, label="备注", required=False)

    def __init__(self, *args: Any, bodies: Iterable[Body], kept_mobile: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = choices_of(bodies)  # type: ignore[attr-defined]
        if kept_mobile:
            self.fields["mobile"].help_text = f"已登记 {masked(kept_mobile)}。不改就空着。"


class SeatForm(PlainForm):
    """A seat at one body, for somebody named; where people of that name are there already, it is asked who is meant."""

    role = forms.ChoiceField(label="席位", widget=forms.RadioSelect)
    name = CleanName(40, label="姓名")
    phone = CleanLine(40, label="联系电话", required=False, widget=TEL)
    from_on = CleanDate(label="从哪天起", required=False)
    acting_for = forms.ChoiceField(label="代谁办理", required=False)
    to_on = CleanDate(label="到哪天为止", required=False)
    person = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        roles: Iterable[Role],
        seats: Sequence[Seat] = (),
        found: Sequence[Namesake] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        away = [(str(one.pk), f"{one.person.name}（{one.get_role_display()}）") for one in seats]
        self.fields["acting_for"].choices = [("", "不是代理"), *away]  # type: ignore[attr-defined]
        self.seats = {str(one.pk): one for one in seats}
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        if found:
            said = texts.PICK_SAME.format(count=len(found), name=self.data.get("name", ""))
            self.fields["person"] = forms.ChoiceField(
                label="是哪一位？",
                choices=[*((str(one.pk), one.words) for one in found), ("new", "都不是，是另一位同名的人")],
                widget=forms.RadioSelect,
                error_messages={"required": said, "invalid_choice": said},
            )


class MergeForm(PlainForm):
    successor = forms.ChoiceField(label="并入哪个单位")

    def __init__(self, *args: Any, bodies: Iterable[Body], label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].label = label or self.fields["successor"].label
        self.fields["successor"].choices = choices_of(bodies)  # type: ignore[attr-defined]


class DaysForm(PlainForm):
    days = CleanText(
        4000,
        label="哪些天",
        help_text="一行一天：日期、放假或上班、名称，中间空一格；从表格里复制三列贴进来也行。例如：2027-03-04 放假 建区纪念日",
    )
    source = CleanLine(200, label="出自哪个文件", help_text="写全称和文号。“这个日期怎么来的”里会写出来。")


class UploadForm(PlainForm):
    file = forms.FileField(
        label="名单文件", widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv", "class": "drop"})
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if sentence := uploads.refusal(upload):
            raise ValidationError(sentence)
        return upload
