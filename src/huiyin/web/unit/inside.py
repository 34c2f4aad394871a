"""单位内部: giving items to divisions and persons, notes that stay inside. Only for the people of the unit itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.dispatch.models import Assignment
from huiyin.foundation.row_ids import row_id, row_ids
from huiyin.handling.casefiles import CaseFile
from huiyin.handling.desk_views import VIEWS
from huiyin.inside import notes, tasks
from huiyin.inside.models import InsideNote, InsideTask
from huiyin.inside.notes import NoteShown, NotNoted
from huiyin.inside.tasks import Giving, NotGiven
from huiyin.people.models import Role, Seat
from huiyin.web.components import State, state_of
from huiyin.web.dates import day, days_left
from huiyin.web.door import Door, door
from huiyin.web.fields import CleanDate, CleanLine, CleanName, CleanText
from huiyin.web.plainforms import PlainForm
from huiyin.web.unit import texts

UNIT = (Role.UNIT_CLERK, Role.UNIT_HEAD)


# -- what the desk and the case page show ------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskShown:
    """To whom the unit gave the item, and the unit's own day in the colours of a deadline; no colour once it is done."""

    who: str
    state: State
    due: str
    note: str = ""
    on: date | None = None
    by: str = ""

    @property
    def words(self) -> str:
        return f"{self.who} · {texts.INSIDE_DUE.format(due=self.due)}" if self.due else self.who


def task_shown(task: InsideTask, today: date, *, over: bool = False, by: bool = False) -> TaskShown:
    state: State = "done" if over else state_of(task.due_on, today, task.amber_on)
    left = f"（{days_left(task.due_on, today)}）" if task.due_on is not None and not over else ""
    due = f"{day(task.due_on, today)}{left}" if task.due_on is not None else ""
    return TaskShown(task.who, state, due, task.note, task.given_on, task.given_by.person.name if by else "")


@dataclass(frozen=True)
class Inside:
    """The article 单位内部 of a case page."""

    give_url: str
    note_url: str
    now: TaskShown | None
    before: Sequence[TaskShown]
    notes: Sequence[NoteShown]
    form: Any


def inside_of(file: CaseFile, today: date) -> Inside | None:
    """None for everybody but the people of the unit, whatever else they may see of the case."""
    seat = file.seat
    if seat.role not in UNIT:
        return None
    rows = [part.row for part in (*file.parts, *file.gone) if tasks.is_own(seat, part.row)]
    # Of a body that had the item, lost it and has it again, the newest.
    row = max(rows, key=lambda one: one.pk, default=None)
    if row is None:
        return None
    open_ = tasks.is_open(row)
    has_tasks, has_notes = tasks.kept_inside(row)
    given = [
        task_shown(one, today, over=not open_ or place > 0, by=True)
        for place, one in enumerate(tasks.history(seat, row) if has_tasks else ())
    ]
    return Inside(
        give_url=f"{reverse('inside-give', args=[seat.pk])}?pick={row.pk}" if open_ else "",
        note_url=reverse("inside-note", args=[seat.pk, row.pk]) if notes.is_open(row) else "",
        now=given[0] if given else None,
        before=given[1:],
        notes=notes.notes(seat, row) if has_notes else (),
        form=NoteForm(),
    )


# -- giving ------------------------------------------------------------------------------------------------------------


class Listed(forms.TextInput):
    """A line with what is known to choose from (`<datalist>`); anything else may be typed."""

    def __init__(self, known: Sequence[str], list_id: str) -> None:
        super().__init__({"list": list_id, "autocomplete": "off"})
        self.known, self.list_id = known, list_id


class GiveForm(PlainForm):
    division = CleanLine(60, label="科室", required=False)
    person = CleanName(60, label="经办的人", required=False, help_text=texts.INSIDE_PERSON_HINT)
    seat = forms.TypedChoiceField(
        label="在本系统里的席位", coerce=int, required=False, empty_value=None, help_text=texts.INSIDE_SEAT_HINT
    )
    due_on = CleanDate(label="内部时限", required=False)
    note = CleanLine(300, label="交代的话", required=False, help_text=texts.INSIDE_NOTE_HINT)

    def __init__(self, *args: Any, seats: Sequence[Seat], known: tuple[list[str], list[str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(one.pk, f"{one.person.name}（{one.get_role_display()}）") for one in seats]
        self.fields["seat"].choices = [("", "不指定"), *choices]  # type: ignore[attr-defined]
        self.fields["division"].widget = Listed(known[0], "divisions")
        self.fields["person"].widget = Listed(known[1], "persons")
        self.known = {"divisions": known[0], "persons": known[1]}

    def giving(self) -> Giving:
        data = self.cleaned_data
        return Giving(data["division"], data["person"], data["seat"], data["due_on"], data["note"])


@door(*UNIT)
def give(request: HttpRequest) -> HttpResponseBase:
    """交科室, for one item or several: ticked on the desk (POST without `go`), or from a case page (`?pick=`)."""
    made: Door = request.door  # type: ignore[attr-defined]
    sent = request.method == "POST"
    rows = tasks.own_rows(made.seat, row_ids((request.POST if sent else request.GET).getlist("pick")))
    back = _back(request, made, rows)
    if not rows:
        messages.info(request, texts.INSIDE_NONE)
        return HttpResponseRedirect(reverse("home", args=[made.seat.pk]))
    asked = sent and "go" in request.POST
    form = GiveForm(
        request.POST if asked else None, initial=_initial(made.seat, rows), seats=tasks.colleagues(made.seat),
        known=tasks.known_names(made.seat),
    )  # fmt: skip
    if asked and form.is_valid():
        try:
            given, left = tasks.give(made.seat, [row.pk for row in rows], form.giving())
        except NotGiven as why:
            form.add_error(why.field or None, why.sentence)
        else:
            if given:
                messages.success(request, texts.INSIDE_GIVEN.format(n=len(given)))
            if left:
                messages.warning(request, "；".join(left) + "。")
            return HttpResponseRedirect(back)
    legal = min((row.due_on for row in rows if row.due_on is not None), default=None)
    context = {
        "form": form,
        "rows": [(row, days_left(row.due_on, made.today) if row.due_on is not None else "") for row in rows],
        "back_url": back,
        "view": request.POST.get("view", ""),
        "until": texts.INSIDE_UNTIL.format(on=day(legal, made.today, weekday=True)) if legal is not None else "",
    }
    return TemplateResponse(request, "unit/give.html", context)


def _initial(seat: Seat, rows: Sequence[Assignment]) -> dict[str, Any]:
    """One item that was given before begins with what holds now."""
    now = tasks.current(seat, [row.pk for row in rows]).get(rows[0].pk) if len(rows) == 1 else None
    if now is None:
        return {}
    return {"division": now.division, "person": now.person, "seat": now.seat_id, "due_on": now.due_on}


def _back(request: HttpRequest, made: Door, rows: Sequence[Assignment]) -> str:
    view = request.POST.get("view", "")
    home = reverse("home", args=[made.seat.pk])
    if view:
        return f"{home}?view={view}" if view in {one.key for one in VIEWS[made.seat.role]} else home
    return reverse("case", args=[made.seat.pk, rows[0].proposal_id]) if len(rows) == 1 else home


# -- notes -------------------------------------------------------------------------------------------------------------


class NoteForm(PlainForm):
    text = CleanText(notes.LONGEST, rows="low", label="内部记录")


@door(*UNIT)
def note(request: HttpRequest, row_id_: int) -> HttpResponseBase:
    """A note is written, or one's own put right (`corrects`); what is refused is shown again as it was typed."""
    made: Door = request.door  # type: ignore[attr-defined]
    row = next(iter(tasks.own_rows(made.seat, [row_id_])), None)
    if row is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    before = _note(made.seat, row, row_id(given.get("corrects", "")))
    form = NoteForm(request.POST if request.method == "POST" else None)
    back = reverse("case", args=[made.seat.pk, row.proposal_id])
    if form.is_valid():
        try:
            notes.add(made.seat, row, form.cleaned_data["text"], before.pk if before is not None else None)
        except NotNoted as why:
            form.add_error(None, why.sentence)
        else:
            messages.success(request, texts.INSIDE_NOTED)
            return HttpResponseRedirect(f"{back}#inside")
    context = {"form": form, "before": before, "row": row, "case": row.proposal, "case_url": back}
    return TemplateResponse(request, "unit/note.html", context)


def _note(seat: Seat, row: Assignment, note_id: int | None) -> InsideNote | None:
    """The seat's own note that is put right; 404 where the number is of no note it could put right."""
    if note_id is None:
        return None
    found = next((one for one in notes.notes(seat, row) if one.note.pk == note_id and one.mine), None)
    if found is None:
        raise Http404
    return found.note
