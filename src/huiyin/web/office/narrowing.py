"""What the page of figures is narrowed to: read off the address, said in words, refused where it makes no sense."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from huiyin.dispatch.models import ANSWERING
from huiyin.proposals.models import Side
from huiyin.reports.queries import Choices
from huiyin.reports.within import Within
from huiyin.web.dates import day
from huiyin.web.fields import DateBox
from huiyin.web.office import texts
from huiyin.web.plainforms import PlainForm


def _same(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]


def _choosing(label: str, nothing: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", nothing)])


class NarrowForm(PlainForm):
    """Named like the fields of `Within`; all of it may stay empty."""

    side = _choosing("大会或闭会", "大会和闭会")
    since = forms.DateField(label="第一次交办，从", required=False, widget=DateBox())
    until = forms.DateField(label="到（含当天）", required=False, widget=DateBox())
    unit = _choosing("承办单位", "全部单位")
    mode = _choosing("承办方式", "全部方式")
    leader = _choosing("分管领导", "全部领导")
    delegation = _choosing("领衔代表所在代表团", "全部代表团")
    category = _choosing("类别", "全部类别")

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        offered: dict[str, list[tuple[str, str]]] = {
            "side": [(side.value, str(side.label)) for side in Side],
            "mode": [(mode.value, str(mode.label)) for mode in ANSWERING],
            "unit": [(str(pk), name) for pk, name in choices.units],
            "delegation": [(str(pk), name) for pk, name in choices.delegations],
            "leader": _same(choices.leaders),
            "category": _same(choices.categories),
        }
        for name, more in offered.items():
            field = self.fields[name]
            field.choices = [*field.choices, *more]  # type: ignore[attr-defined] # all of these are ChoiceField
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "set" if self.data.get(name) else ""

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", texts.PERIOD_BACKWARDS)
        return said

    @property
    def more(self) -> list[forms.BoundField]:
        """What stands behind “更多条件”."""
        return [self[name] for name in self.fields if name != "side"]

    @property
    def is_narrow(self) -> bool:
        """Something of it was asked for, sense or nonsense."""
        return any(self.data.get(name) for name in self.fields if name != "side")

    def within(self) -> Within:
        """What was asked for. Raises ValueError where the form is not valid."""
        if not self.is_valid():
            raise ValueError(self.errors.as_json())
        said = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("unit", "delegation"):
            if name in said:
                said[name] = int(said[name])
        return Within(**said)

    def sentence(self, session: str) -> str:
        """第三届第一次会议；大会期间；2026年3月2日以后第一次交办；区教育局承办……"""
        said = [session, self._label("side") or texts.BOTH_SIDES]
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since or until:
            said.append(_period(since, until))
        for name, words in texts.NARROWED.items():
            if self.cleaned_data.get(name):
                said.append(words.format(self._label(name)))
        return "；".join(said)

    def _label(self, name: str) -> str:
        chosen = self.cleaned_data.get(name, "")
        return dict(self.fields[name].choices)[chosen] if chosen else ""  # type: ignore[attr-defined]


def _period(since: date | None, until: date | None) -> str:
    if since and until:
        return texts.PERIOD.format(since=day(since), until=day(until))
    return texts.PERIOD_SINCE.format(since=day(since)) if since else texts.PERIOD_UNTIL.format(until=day(until))
