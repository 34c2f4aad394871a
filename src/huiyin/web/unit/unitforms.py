"""Forms in which units are named: passing on (分办), returning (退回), handing to another body (改交)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from huiyin.dispatch.models import Assignment, Mode
from huiyin.dispatch.returning import Reassigning, ReturnAsked, mode_for_another
from huiyin.dispatch.steps import Assigning, Target
from huiyin.foundation import text
from huiyin.people.models import Body
from huiyin.web.fields import CleanLine, CleanText
from huiyin.web.stepforms import StepForm
from huiyin.web.unit import texts

PARTS = 6
JOINT = 3
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
    """分办: one lead unit, or several jointly, or several each with its part; and who assists."""

    lead = UnitBox(label="主办单位")
    # 并案: those that wait to be passed on as well.
    also = forms.TypedMultipleChoiceField(
        label=texts.ASSIGN_ALSO, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, units: Sequence[Body], beside: Sequence[Assignment] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.beside = tuple(beside)
        if beside:
            named = [(one.pk, f"{one.proposal.shown_no}《{one.proposal.title}》") for one in beside]
            self.fields["also"].choices = named  # type: ignore[attr-defined]
            self.fields["also"].initial = [one.pk for one in beside]
        else:
            del self.fields["also"]
        for n in range(1, JOINT + 1):
            self.fields[f"joint_{n}"] = UnitBox(label=f"共同主办单位 {n}")
        for n in range(1, PARTS + 1):
            self.fields[f"unit_{n}"] = UnitBox(label=f"分办单位 {n}")
            self.fields[f"part_{n}"] = CleanLine(300, label=f"单位 {n} 办哪一部分", required=False)
        for n in range(1, ASSISTS + 1):
            self.fields[f"assist_{n}"] = UnitBox(label=f"会办单位 {n}")
        _name_units(self, units)

    def chosen_beside(self) -> list[Assignment]:
        chosen = self.cleaned_data.get("also", ())
        return [one for one in self.beside if one.pk in chosen]

    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"unit_{n}"], self[f"part_{n}"]) for n in range(1, PARTS + 1)]

    def joint(self) -> list[forms.BoundField]:
        return [self[f"joint_{n}"] for n in range(1, JOINT + 1)]

    @property
    def has_joint(self) -> bool:
        return any(bound.value() or bound.errors for bound in self.joint())

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
        for n in range(1, JOINT + 1):
            if data.get(f"joint_{n}"):
                targets.append(Target(data[f"joint_{n}"].pk, Mode.JOINT_LEAD))
        for n in range(1, PARTS + 1):
            if data.get(f"unit_{n}"):
                targets.append(Target(data[f"unit_{n}"].pk, Mode.SEPARATE, data.get(f"part_{n}") or ""))
        for n in range(1, ASSISTS + 1):
            if data.get(f"assist_{n}"):
                targets.append(Target(data[f"assist_{n}"].pk, Mode.ASSIST))
        return Assigning(tuple(targets))


class ReturnForm(StepForm):
    """申请退回."""

    reason = CleanText(1000, rows="low", label="为什么不归本单位", help_text="写明依据，例如职责分工的规定。交办方会看到。")
    suggested = UnitBox(label="建议由哪个单位承办")

    def __init__(self, *args: Any, units: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_units(self, units)

    def facts(self) -> ReturnAsked:
        suggested = self.cleaned_data.get("suggested")
        return ReturnAsked(self.cleaned_data["reason"], suggested.pk if suggested is not None else None)


class MoveForm(StepForm):
    """改交 of one assignment: another body in the same mode."""

    unit = UnitBox(label="接办单位")
    reason = CleanText(1000, rows="low", label="说明", help_text="会记入案卷，原单位和接办的单位会看到。")

    def __init__(self, *args: Any, units: Sequence[Body], row: Assignment, last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        _name_units(self, units)
        # Somebody must answer; only where others do may a body be let go without a successor.
        self.fields["unit"].required = last

    def facts(self) -> Reassigning:
        unit = self.cleaned_data.get("unit")
        targets = (Target(unit.pk, mode_for_another(self.row), self.row.part),) if unit is not None else ()
        return Reassigning(targets, self.cleaned_data["reason"])


class MoveRouteForm(AssignForm):
    """改交 of what the government office was to pass on: it goes to units directly."""

    reason = CleanText(1000, rows="low", label="说明", help_text="会记入案卷，原单位和接办的单位会看到。")

    def __init__(self, *args: Any, row: Assignment, last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def reassigning(self) -> Reassigning:
        return Reassigning(self.facts().targets, self.cleaned_data["reason"])


def _name_units(form: forms.Form, units: Sequence[Body]) -> None:
    for field in form.fields.values():
        if isinstance(field, UnitBox):
            field.units = units
