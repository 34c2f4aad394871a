"""Form fields whose text goes through the one cleaner at every door (`foundation.text`).

A refusal becomes the field's error in the cleaner's own sentence; what was typed is shown again as it was. None of the
fields sets `maxlength` in the page: a browser would cut a pasted text without a word.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from huiyin.foundation import text

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
validate_email = EmailValidator("这个邮箱地址不完整。请写成 name@example.cn 这样。")


class DateBox(forms.DateInput):
    """The browser's calendar; a text box again where something was typed that a calendar could not show."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _ISO.fullmatch(shown):
            context["widget"]["type"] = "text"
        return context


class _Clean(forms.CharField):
    """`max_length` counts what a reader sees; `column` is the width of the database column in code points, if any."""

    def __init__(self, max_length: int, *, column: int | None = None, **more: Any) -> None:
        self.longest = max_length
        self.column = column
        super().__init__(strip=False, **more)

    @property
    def what(self) -> str:
        return str(self.label or "这一项").rstrip("？?：:")

    def cleaner(self, value: str) -> str:
        raise NotImplementedError  # pragma: no cover - each kind of field names its cleaner

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        try:
            cleaned = self.cleaner(str(value))
        except text.TextRefused as refused:
            raise ValidationError(refused.sentence, code="text") from None
        if self.column is not None and len(cleaned) > self.column:
            raise ValidationError(f"{self.what}里叠加的符号太多，请删去多余的表情或注音符号。", code="text")
        return cleaned


class CleanLine(_Clean):
    """One line: a title, a number, a remark. Fits a varchar of `max_length` unless `column` says otherwise."""

    def __init__(self, max_length: int, *, column: int | None = None, **more: Any) -> None:
        super().__init__(max_length, column=column or max_length, **more)

    def cleaner(self, value: str) -> str:
        return text.one_line(value, max_length=self.longest, what=self.what)


class CleanName(CleanLine):
    """The name of a person or a body: one middle dot, no spaces between Chinese characters."""

    def cleaner(self, value: str) -> str:
        return text.name(value, max_length=self.longest, what=self.what)


class CleanText(_Clean):
    """Paragraphs, for a text column. `rows="low"` or `"tall"` chooses the height of the box."""

    def __init__(self, max_length: int, *, rows: str = "", column: int | None = None, **more: Any) -> None:
        more.setdefault("widget", forms.Textarea(attrs={"class": rows} if rows else {}))
        super().__init__(max_length, column=column, **more)

    def cleaner(self, value: str) -> str:
        return text.paragraphs(value, max_length=self.longest, what=self.what)


class CleanDate(forms.Field):
    """A date from the browser's calendar, or as offices write it (2026/7/15, 2026年7月15日)."""

    widget = DateBox

    def __init__(self, *, earliest: date = text.FIRST_DATE, latest: date = text.LAST_DATE, **more: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**more)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return text.parse_date(
                str(value)[:100],
                what=str(self.label or "日期").rstrip("？?：:"),
                earliest=self.earliest,
                latest=self.latest,
            )
        except text.TextRefused as refused:
            raise ValidationError(refused.sentence, code="date") from None


class CleanTime(forms.Field):
    """A time of day as people write it: 22:00, 7:30, full-width too. A text box: what was typed can be shown again."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"class": "short", "autocomplete": "off"}))
        super().__init__(**more)

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or not str(value).strip():
            return None
        found = _TIME.fullmatch(unicodedata.normalize("NFKC", str(value)[:40]).strip())
        if found is None:
            raise ValidationError("这个时间认不出来。请写成 22:00 这样。", code="time")
        return time(int(found[1]), int(found[2]))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class CleanEmail(CleanLine):
    """One mail address. The server's own word on it comes when the first mail is sent."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(120, **more)

    def cleaner(self, value: str) -> str:
        cleaned = super().cleaner(value)
        if cleaned:
            validate_email(cleaned)
        return cleaned


class CleanNumber(forms.Field):
    """A whole number, full-width digits included."""

    def __init__(self, *, minimum: int = 0, maximum: int = text.LARGEST, **more: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
        super().__init__(**more)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return text.parse_int(
                str(value)[:100], what=str(self.label or "数字"), minimum=self.minimum, maximum=self.maximum
            )
        except text.TextRefused as refused:
            raise ValidationError(refused.sentence, code="number") from None
