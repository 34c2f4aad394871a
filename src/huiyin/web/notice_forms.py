"""The matrix as a form: a choice for each kind of notice on each channel, of a role or of one's own seat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from huiyin.notices import texts as words
from huiyin.notices.addresses import mobile
from huiyin.notices.kinds import FIXED, LEGAL, heard_by
from huiyin.notices.matrix import Cell, Matrix, cells_of
from huiyin.notices.models import Channel, Kind, Timing
from huiyin.people.models import Role, Seat
from huiyin.people.queries import masked
from huiyin.web import texts
from huiyin.web.fields import CleanEmail, CleanLine
from huiyin.web.plainforms import PlainForm, say_plainly

# A value of its own: a form sent without its fields must not be taken for somebody's choice.
AS_CONGRESS = "congress"


@dataclass(frozen=True)
class KindRow:
    """A kind as the page shows it; without fields where nobody may choose."""

    label: str
    says: str
    legal: bool
    fields: list[BoundField]


class TimingForm(PlainForm):
    """Made for one role: it asks about the kinds which that role can hear of."""

    def __init__(self, *args: object, role: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.role = role

    def add_choices(self, choices: Callable[[Kind, Channel], list[tuple[str, str]]]) -> None:
        for kind, channel in cells_of(self.role):
            made = forms.ChoiceField(label=channel.label, choices=choices(kind, channel))
            say_plainly(made, channel.label)
            self.fields[_name(kind, channel)] = made

    def rows(self) -> list[KindRow]:
        return [
            KindRow(
                kind.label,
                words.KIND_SAYS[kind],
                kind in LEGAL,
                [] if kind in FIXED else [self[_name(kind, channel)] for channel in Channel],
            )
            for kind in heard_by(self.role)
        ]

    def chosen(self) -> dict[Cell, str]:
        cells = cells_of(self.role)
        given = {(kind.value, channel.value): self.cleaned_data[_name(kind, channel)] for kind, channel in cells}
        return {cell: "" if timing == AS_CONGRESS else timing for cell, timing in given.items()}


def _name(kind: Kind, channel: Channel) -> str:
    return f"{kind}-{channel}"


class RoleForm(TimingForm):
    """What a congress says for all seats of a role."""

    def __init__(self, *args: object, role: str, matrix: Matrix, **kwargs: object) -> None:
        initial = {_name(kind, channel): matrix.of_role(role, kind, channel) for kind, channel in cells_of(role)}
        super().__init__(*args, role=role, initial=initial, **kwargs)
        self.add_choices(lambda kind, channel: list(Timing.choices))


class SeatForm(TimingForm):
    """Where a person is reached, and what they want of what their congress would send them."""

    email = CleanEmail(label="邮箱", required=False)
    phone = CleanLine(40, label="手机号", required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))

    def __init__(self, *args: object, seat: Seat, matrix: Matrix, **kwargs: object) -> None:
        own = {_name(k, c): matrix.own(seat.pk, k, c) or AS_CONGRESS for k, c in cells_of(seat.role)}
        super().__init__(*args, role=seat.role, initial=own | {"email": seat.person.email}, **kwargs)
        self.kept_email = seat.person.email
        said = texts.PHONE_KEPT.format(phone=masked(seat.person.phone)) if seat.person.phone else ""
        self.fields["phone"].help_text = said + (texts.PHONE_OF_DEPUTY if seat.role == Role.DEPUTY else "")

        def choices(kind: Kind, channel: Channel) -> list[tuple[str, str]]:
            here = matrix.of_role(seat.role, kind, channel).label
            return [(AS_CONGRESS, texts.TIMING_OF_CONGRESS.format(timing=here)), *Timing.choices]

        self.add_choices(choices)

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        return typed if "email" in self.data else self.kept_email

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        if typed and not mobile(typed):
            raise ValidationError(texts.NOT_A_MOBILE)
        return mobile(typed)
