"""The form of 成批交办: for each row a tick, units by name, and, behind a fold, how several of them handle it between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from huiyin.dispatch.models import Mode
from huiyin.dispatch.proposing import ASSISTS, Suggestion
from huiyin.dispatch.steps import Target
from huiyin.people.models import Body
from huiyin.proposals.merging import numbers_of
from huiyin.proposals.models import Proposal
from huiyin.web.fields import CleanLine
from huiyin.web.office import table_texts as texts
from huiyin.web.office.table_rows import TableRow
from huiyin.web.plainforms import PlainForm, say_plainly
from huiyin.web.shared.suggested import Told
from huiyin.web.unit.unitforms import UnitBox

VIA, DIRECT = "via", "direct"
BOXES = ("lead", *(f"assist{n}" for n in range(1, ASSISTS + 1)))
"""The first is who leads; the others assist, lead jointly with it, or have a part of their own."""
HOWS = BOXES[1:]
OF_OTHERS = (Mode.ASSIST, Mode.JOINT_LEAD, Mode.SEPARATE)


@dataclass(frozen=True)
class Line:
    """One row of the table: its items, its boxes, and what is suggested for it."""

    row: TableRow
    pick: forms.BoundField
    lead: forms.BoundField
    others: list[forms.BoundField]
    hows: list[forms.BoundField]
    parts: list[forms.BoundField]
    suggestion: Told
    refused: list[tuple[Proposal, str]]

    @property
    def case(self) -> Proposal:
        return self.row.case

    @property
    def cases(self) -> list[Proposal]:
        return self.row.cases if len(self.row.things) > 1 else []

    @property
    def numbers(self) -> str:
        return numbers_of(self.row.cases)

    @property
    def with_ids(self) -> list[int]:
        return [one.pk for one in self.row.things[1:]]

    @property
    def several(self) -> bool:
        """Whether more is said than who leads and who assists, or something there is to be mended."""
        said = any(bound.value() not in (None, "", Mode.ASSIST.value) for bound in (*self.hows, *self.parts))
        return said or any(bound.errors for bound in (*self.hows, *self.parts))


class TableForm(PlainForm):
    """`offices`: those to which the seat may give items to pass on; with several of them it must say which."""

    def __init__(
        self,
        data: Any,
        *,
        rows: Sequence[TableRow],
        suggested: Mapping[int, Suggestion],
        units: Sequence[Body],
        offices: Sequence[Body],
        modes: Mapping[str, str],
        via_first: bool,
        tick: bool,
    ) -> None:
        super().__init__(data)
        self.rows = rows
        self.modes = modes
        self.via_first = via_first
        self.offices = {VIA if len(offices) == 1 else f"{VIA}-{one.pk}": one for one in offices}
        if offices:
            alone = len(offices) == 1
            words = {key: texts.VIA if alone else texts.VIA_ONE.format(name=one.name) for key, one in self.offices.items()}
            first = (VIA if alone else None) if via_first else DIRECT
            self.fields["way"] = forms.ChoiceField(
                label=texts.WAY, choices=[*words.items(), (DIRECT, texts.DIRECT)], initial=first, widget=forms.RadioSelect
            )
            say_plainly(self.fields["way"], texts.WAY)
        for row in rows:
            self._add(row, suggested[row.head.case_key], units, tick)

    def _add(self, row: TableRow, own: Suggestion, units: Sequence[Body], tick: bool) -> None:
        case = row.case
        named = dict(zip(BOXES, (own.lead, *own.assists), strict=False))
        one_item = texts.PICK.format(no=case.shown_no, title=case.title)
        label = one_item if len(row.things) == 1 else texts.PICK_GROUP.format(n=len(row.things), numbers=numbers_of(row.cases))
        self.fields[f"pick_{row.pk}"] = forms.BooleanField(
            label=label, required=False, initial=tick and (self.via_first or own.lead is not None)
        )

        def called(what: str) -> str:
            return texts.OF_ITEM.format(no=case.shown_no, what=what)

        for n, box in enumerate(BOXES):
            one = named.get(box)
            name = called(texts.OTHER.format(n=n) if n else texts.LEAD)
            field = UnitBox(label=name, initial=one.body.name if one else "")
            field.units = units
            self.fields[f"{box}_{row.pk}"] = field
            words = texts.PART.format(n=n + 1)
            part = CleanLine(300, label=called(words), required=False)
            part.short = words  # type: ignore[attr-defined]
            self.fields[f"part-{box}_{row.pk}"] = part
            if n:
                words = texts.HOW.format(n=n + 1)
                how = forms.ChoiceField(
                    label=called(words),
                    choices=[(mode.value, self.modes[mode]) for mode in OF_OTHERS],
                    required=False,
                    initial=Mode.ASSIST.value,
                )
                say_plainly(how, str(how.label))
                how.short = words  # type: ignore[attr-defined]
                self.fields[f"how-{box}_{row.pk}"] = how

    @property
    def picked(self) -> list[TableRow]:
        return [row for row in self.rows if self.cleaned_data.get(f"pick_{row.pk}")]

    @property
    def via(self) -> Body | None:
        """The office that is to pass on what is ticked; None where it goes to units directly."""
        return self.offices.get(self.cleaned_data.get("way", ""))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.rows:
            if not said.get(f"pick_{row.pk}") or self.via is not None:
                # What stands beside an item that is not handed over now is nobody's fault yet.
                for name in [name for name in self.errors if name.endswith(f"_{row.pk}")]:
                    self.errors.pop(name, None)
                continue
            lead = f"lead_{row.pk}"
            if not said.get(lead) and lead not in self.errors:
                self.add_error(lead, texts.LEAD_NEEDED)
            for box, target in self._chosen(row):
                if target.mode == Mode.SEPARATE and not target.part and f"part-{box}_{row.pk}" not in self.errors:
                    words = texts.PART_NEEDED.format(separate=self.modes[Mode.SEPARATE], body=said[f"{box}_{row.pk}"].label)
                    self.add_error(f"part-{box}_{row.pk}", words)
        return said

    def _chosen(self, row: TableRow) -> list[tuple[str, Target]]:
        """Box and target of each unit that is named. Who stands first leads jointly where another does, and has a part of its own
        where another has; a mode beside an empty box says nothing."""
        said = self.cleaned_data
        named = [box for box in BOXES if said.get(f"{box}_{row.pk}")]
        modes = {box: said.get(f"how-{box}_{row.pk}") or Mode.ASSIST.value for box in named if box != BOXES[0]}
        answering = [mode for mode in modes.values() if mode != Mode.ASSIST]
        modes[BOXES[0]] = answering[0] if answering else Mode.LEAD.value
        return [
            (
                box,
                Target(
                    said[f"{box}_{row.pk}"].pk,
                    modes[box],
                    (said.get(f"part-{box}_{row.pk}") or "") if modes[box] == Mode.SEPARATE else "",
                ),
            )
            for box in named
        ]

    def targets(self, row: TableRow) -> tuple[Target, ...]:
        return tuple(target for _, target in self._chosen(row))

    def ready(self) -> list[TableRow]:
        """Ticked rows in whose boxes nothing is to be mended: the others wait without keeping these back."""
        bad = {name.rpartition("_")[2] for name in self.errors}
        return [row for row in self.picked if str(row.pk) not in bad]

    def line(self, row: TableRow, suggestion: Told, refused: Mapping[int, str]) -> Line:
        return Line(
            row,
            self[f"pick_{row.pk}"],
            self[f"lead_{row.pk}"],
            [self[f"{box}_{row.pk}"] for box in HOWS],
            [self[f"how-{box}_{row.pk}"] for box in HOWS],
            [self[f"part-{box}_{row.pk}"] for box in BOXES],
            suggestion,
            [(case, refused[case.pk]) for case in row.cases if case.pk in refused],
        )


def renamed(data: Any, old: int, new: int) -> Any:
    """What was typed into a row, under the name that the row has now that its first item has been handed over."""
    changed = data.copy()
    for name in data:
        head, _, pk = name.rpartition("_")
        if pk == str(old) and head != "with":
            changed.setlist(f"{head}_{new}", data.getlist(name))
    return changed
