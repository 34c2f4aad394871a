"""成批交办: the waiting items with a suggested lead and assisting units each, handed over in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.taking import SLICE
from huiyin.chain.together import take_own
from huiyin.dispatch import queries as dispatch
from huiyin.dispatch.models import Mode, Stage
from huiyin.dispatch.proposing import ASSISTS, Proposing, Suggestion, loads
from huiyin.dispatch.steps import Assigning, HandOver, Target
from huiyin.foundation.row_ids import row_id, row_ids
from huiyin.people.models import Body, BodyKind, Role, Seat
from huiyin.procedures.queries import procedure_of
from huiyin.proposals.merging import numbers_of
from huiyin.proposals.models import Proposal, ProposalState
from huiyin.web.door import Door, door
from huiyin.web.office import table_texts as texts
from huiyin.web.plainforms import PlainForm
from huiyin.web.shared.suggested import Told, load_words, told
from huiyin.web.unit.unitforms import UnitBox

VIA, DIRECT = "via", "direct"
NAMED = 10
"""Of more items than this the answer names only so many by their numbers."""


@dataclass(frozen=True)
class Line:
    """One item of the table: its boxes, and what is suggested for it."""

    case: Proposal
    pick: forms.BoundField
    lead: forms.BoundField
    assists: list[forms.BoundField]
    suggestion: Told
    refused: str = ""


class TableForm(PlainForm):
    """For each waiting item a tick, a lead and assisting units by name; filled with what is suggested."""

    def __init__(
        self,
        data: Any,
        *,
        things: Sequence[Any],
        suggested: Mapping[int, Suggestion],
        units: Sequence[Body],
        offices: Sequence[Body],
        via_first: bool,
        tick: bool,
    ) -> None:
        super().__init__(data)
        self.things = things
        self.offices = offices
        self.via_first = via_first
        if offices:
            ways = [(VIA, texts.VIA), (DIRECT, texts.DIRECT)]
            first = VIA if via_first else DIRECT
            self.fields["way"] = forms.ChoiceField(
                label=texts.WAY, choices=ways, initial=first, widget=forms.RadioSelect, required=True
            )
        for thing in things:
            case, own = thing.case, suggested[thing.case_key]
            named = {"lead": own.lead} | dict(zip(_ASSISTS, own.assists, strict=False))
            label = texts.PICK.format(no=case.shown_no, title=case.title)
            self.fields[f"pick_{thing.pk}"] = forms.BooleanField(
                label=label, required=False, initial=tick and (via_first or own.lead is not None)
            )
            for box in ("lead", *_ASSISTS):
                what = texts.LEAD if box == "lead" else texts.ASSIST.format(n=_ASSISTS.index(box) + 1)
                one = named.get(box)
                field = UnitBox(
                    label=texts.OF_ITEM.format(no=case.shown_no, what=what), initial=one.body.name if one else ""
                )
                field.units = units
                self.fields[f"{box}_{thing.pk}"] = field

    @property
    def picked(self) -> list[Any]:
        return [thing for thing in self.things if self.cleaned_data.get(f"pick_{thing.pk}")]

    @property
    def goes_via(self) -> bool:
        return self.cleaned_data.get("way") == VIA

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for thing in self.things:
            boxes = [f"{box}_{thing.pk}" for box in ("lead", *_ASSISTS)]
            if not said.get(f"pick_{thing.pk}") or self.goes_via:
                # What stands beside an item that is not handed over now is nobody's fault yet.
                for name in boxes:
                    self.errors.pop(name, None)
            elif not said.get(boxes[0]) and boxes[0] not in self.errors:
                self.add_error(boxes[0], texts.LEAD_NEEDED)
        return said

    def targets(self, thing: Any) -> tuple[Target, ...]:
        said = self.cleaned_data
        chosen = [Target(said[f"lead_{thing.pk}"].pk, Mode.LEAD)]
        assisting = (said.get(f"{box}_{thing.pk}") for box in _ASSISTS)
        return (*chosen, *(Target(body.pk, Mode.ASSIST) for body in assisting if body))

    def ready(self) -> list[Any]:
        """Ticked items in whose boxes nothing is to be mended: the others wait without keeping these back."""
        bad = {name.rpartition("_")[2] for name in self.errors}
        return [thing for thing in self.picked if str(thing.pk) not in bad]

    def line(self, thing: Any, suggestion: Told, refused: str) -> Line:
        assists = [self[f"{box}_{thing.pk}"] for box in _ASSISTS]
        return Line(thing.case, self[f"pick_{thing.pk}"], self[f"lead_{thing.pk}"], assists, suggestion, refused)


_ASSISTS = tuple(f"assist{n}" for n in range(1, ASSISTS + 1))


def _waiting(seat: Seat, after: int = 0, only: Sequence[int] | None = None) -> list[Any]:
    """What waits to be handed over by this seat, in the order of its coming: at most what one go can take, and one more."""
    rows: Any
    if seat.role == Role.COMMITTEE_OFFICER:
        rows = dispatch.visible_to(seat).filter(state=ProposalState.REGISTERED)
        rows = rows.select_related("session__term")
    else:
        rows = dispatch.desk_of(seat).filter(stage=Stage.ROUTING).select_related("proposal__session__term", "body")
    if only is not None:
        rows = rows.filter(pk__in=only)
    return list(rows.filter(pk__gt=after).order_by("pk")[: SLICE + 1])


@door(Role.COMMITTEE_OFFICER, Role.DISPATCHER)
def table(request: HttpRequest) -> HttpResponseBase:
    """Each ticked item is a step of its own: what stands in the way of one keeps no other back."""
    made: Door = request.door  # type: ignore[attr-defined]
    sent = request.method == "POST"
    shown = row_ids(request.POST.getlist("row"))[:SLICE] if sent else None
    things = _waiting(made.seat, 0 if sent else row_id(request.GET.get("after", "")) or 0, shown)
    more, things = len(things) > SLICE, things[:SLICE]
    proposing = Proposing(made.congress.pk)
    suggested = proposing.for_items([thing.case for thing in things])
    officer = made.seat.role == Role.COMMITTEE_OFFICER
    form = TableForm(
        request.POST if sent else None,
        things=things,
        suggested=suggested,
        units=proposing.bodies,
        offices=[one for one in proposing.bodies if officer and one.kind == BodyKind.GOVERNMENT_OFFICE],
        via_first=bool(officer and things and procedure_of(things[0].procedure_id).hand_over.two_stage.value),
        tick=request.GET.get("tick") == "all",
    )
    refused: dict[int, str] = {}
    if sent:
        form.is_valid()
        missing = len(shown or ()) - len(things)
        if missing > 0:
            messages.info(request, texts.GONE.format(n=missing))
        picked, refused = form.picked, _hand_over(request, made, form)
        if not picked and not missing:
            messages.info(request, texts.NOBODY_PICKED)
        elif not refused and not form.errors:
            return HttpResponseRedirect(reverse("hand_over_table", args=[made.seat.pk]))
        things = [thing for thing in things if thing not in picked or thing.case_key in refused or thing not in form.ready()]
    return _page(request, made, form, things, suggested, refused, proposing, things[-1].pk if more and things else 0)


def _hand_over(request: HttpRequest, made: Door, form: TableForm) -> dict[int, str]:
    """Hand over what is ready; case → why it was not."""
    ready = form.ready() if not form.errors.get("way") else []
    if not ready:
        return {}
    if made.seat.role == Role.DISPATCHER:
        found = take_own(made.seat, "dispatch.assign", [(one, Assigning(form.targets(one))) for one in ready])
    else:
        via = HandOver(via=form.offices[0].pk) if form.goes_via else None
        pairs = [(one, via or HandOver(targets=form.targets(one))) for one in ready]
        found = take_own(made.seat, "dispatch.hand_over", pairs)
    if found.done:
        more = texts.AND_MORE if len(found.done) > NAMED else ""
        messages.success(
            request, texts.DONE.format(n=len(found.done), numbers=numbers_of(found.done[:NAMED]) + more)
        )
    if found.why:
        messages.warning(request, texts.NOT_DONE.format(n=len(found.why)))
    return found.why


def _page(
    request: HttpRequest,
    made: Door,
    form: TableForm,
    things: Sequence[Any],
    suggested: Mapping[int, Suggestion],
    refused: Mapping[int, str],
    proposing: Proposing,
    after: int,
) -> HttpResponseBase:
    burdens = loads(made.congress.pk)
    context = {
        "form": form,
        "lines": [form.line(one, told(suggested[one.case_key], burdens), refused.get(one.case_key, "")) for one in things],
        "row_ids": [one.pk for one in things],
        "units": [(body.name, load_words(body, burdens)) for body in proposing.bodies],
        "after": after,
        "from": row_id(request.GET.get("after", "")) or 0,
        "way": form["way"] if "way" in form.fields else None,
    }
    return TemplateResponse(request, "office/table.html", context)
