"""What is filled in to arrange a talk: times, place, form; an answer, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from huiyin.foundation import clock
from huiyin.handling.appointments import MOST_TIMES, Chosen, Offer, OtherTimes, Said, shown
from huiyin.handling.models import MEETING_FORMS, Appointment, ContactForm
from huiyin.web.fields import CleanDate, CleanLine, CleanText, CleanTime
from huiyin.web.meeting import texts
from huiyin.web.plainforms import say_plainly
from huiyin.web.stepforms import StepForm

_NUMBERS = "一二三"


class TimesForm(StepForm):
    """One to three times, each a date and an hour."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MOST_TIMES + 1):
            first = n == 1
            self.fields[f"on_{n}"] = CleanDate(label=f"第{_NUMBERS[n - 1]}个时间", required=first)
            self.fields[f"at_{n}"] = CleanTime(label="几点", required=first)
            for name in (f"on_{n}", f"at_{n}"):
                say_plainly(self.fields[name], str(self.fields[name].label))
            self.fields[f"at_{n}"].widget.attrs["placeholder"] = "15:00"
        self.times: tuple[datetime, ...] = ()

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"on_{n}"], self[f"at_{n}"]) for n in range(1, MOST_TIMES + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = []
        for n in range(1, MOST_TIMES + 1):
            on, at = cleaned.get(f"on_{n}"), cleaned.get(f"at_{n}")
            if on is not None and at is not None:
                found.append(datetime.combine(on, at, clock.SHANGHAI))
            elif n > 1 and (on is not None or at is not None):
                missing = f"at_{n}" if at is None else f"on_{n}"
                if missing not in self.errors:
                    self.add_error(missing, texts.BOTH_PARTS)
        self.times = tuple(found)
        return cleaned


class OfferForm(TimesForm):
    """约代表见面, and 另约时间."""

    form = forms.ChoiceField(
        label="怎么见", choices=MEETING_FORMS, widget=forms.RadioSelect, help_text=texts.HELP_FORM
    )
    place = CleanLine(120, label="在哪里", required=False, help_text="写到门口、几楼，代表照着能找到。打电话的不用写。")
    people = CleanLine(200, label="单位去的人", required=False, help_text="例如：副局长郑海波、经办人周敏。")
    minutes = forms.TypedChoiceField(label="大约多久", coerce=int, choices=texts.MINUTES, widget=forms.RadioSelect)
    word = CleanText(500, rows="low", label="给代表的话", required=False, help_text="想谈什么、看什么，一两句。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only who telephones needs none.
        self.fields["place"].wanted_later = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("form") not in (None, ContactForm.PHONE) and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", texts.PLACE_NEEDED)
        return cleaned

    def facts(self) -> Offer:
        data = self.cleaned_data
        return Offer(self.times, data["form"], data["place"], data["people"], data["minutes"], data["word"])

    @staticmethod
    def start(appointment: Appointment | None) -> dict[str, Any]:
        """What an offer begins with: as it was, where there was one."""
        if appointment is None:
            return {"form": ContactForm.ON_SITE, "minutes": 60}
        return {name: getattr(appointment, name) for name in ("form", "place", "people", "minutes")}


class OtherTimesForm(TimesForm):
    """改时间."""

    word = CleanText(500, rows="low", label="想说的话", required=False, help_text="例如“那两天在外地开会”。")

    def facts(self) -> OtherTimes:
        return OtherTimes(self.times, self.cleaned_data["word"])


class ChoiceForm(StepForm):
    """One of the times that the other side put forward."""

    at = forms.TypedChoiceField(label="哪个时间", coerce=datetime.fromisoformat, widget=forms.RadioSelect)

    def __init__(self, *args: Any, times: Sequence[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = clock.now()
        still = [(at.isoformat(timespec="minutes"), shown(at)) for at in times if at > now]
        self.fields["at"].choices = still  # type: ignore[attr-defined]
        self.all_over = not still

    def facts(self) -> Chosen:
        return Chosen(self.cleaned_data["at"])


class SaidForm(StepForm):
    """A reason, or a word that goes with the answer."""

    word = CleanText(500, rows="low")

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, hint = texts.WHY[asks]
        field = self.fields["word"]
        field.label, field.help_text, field.required = label, hint, asks != "call"
        say_plainly(field, label)

    def facts(self) -> Said:
        return Said(self.cleaned_data["word"])
