"""Forms that speak plainly: what is missing is said with the field's own name, never “这个字段是必填项”."""

from __future__ import annotations

from typing import Any

from django import forms

_CHOOSING = (forms.ChoiceField, forms.FileField)


class PlainForm(forms.Form):
    """Base of every form of ours. A field's own `error_messages` win."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            say_plainly(field, str(field.label or name))


class NeededLater(PlainForm):
    """Fields of `NEEDED` are not “可不填” on the page, yet the form may be sent without them."""

    use_required_attribute = False
    NEEDED: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._say_needed(True)

    def _say_needed(self, needed: bool) -> None:
        for name in self.NEEDED:
            self.fields[name].required = needed

    def full_clean(self) -> None:
        self._say_needed(False)
        super().full_clean()
        self._say_needed(True)


def say_plainly(field: forms.Field, label: str) -> None:
    """Replace Django's stock messages of one field by sentences a person would say."""
    own = _declared(field)
    verb = "选" if isinstance(field, _CHOOSING) else "填"
    words = {"required": f"这一项还没有{verb}。" if label.endswith(("？", "?")) else f"还没有{verb}{label}。"}
    if isinstance(field, forms.BooleanField):
        words["required"] = f"请先勾选“{label}”。"
    if isinstance(field, forms.DateField):
        words["invalid"] = "这个日期认不出来。请写成 2026-05-27 这样。"
    elif isinstance(field, forms.DateTimeField):
        words["invalid"] = "这个时间认不出来。请写成 2026-05-27 15:00 这样。"
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        words["invalid"] = "请只写数字。"
    elif isinstance(field, forms.IntegerField):
        words["invalid"] = "请写整数，例如 12。"
    if isinstance(field, forms.ChoiceField):
        words["invalid_choice"] = "这个选项已经不在了，请重新选一个。"
        words["invalid_list"] = "这几个选项没有收全，请重新选。"
    if isinstance(field, forms.ModelChoiceField):
        words["invalid_choice"] = "这个选项已经不在了，请重新选一个。"
    if isinstance(field, forms.EmailField):
        words["invalid"] = "这个邮箱地址不完整。请写成 name@example.cn 这样。"
    if isinstance(field, forms.FileField):
        words["missing"] = words["invalid"] = "文件没有收到。请再选一次。"
        words["empty"] = "这个文件是空的。请看看是不是选错了，再选一次。"
    field.error_messages.update({key: text for key, text in words.items() if key not in own})


def _declared(field: forms.Field) -> set[str]:
    """Messages this field was given at its declaration: those differing from its classes' defaults."""
    defaults: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        defaults.update(getattr(kind, "default_error_messages", {}))
    return {key for key, text in field.error_messages.items() if key in defaults and text is not defaults[key]}
