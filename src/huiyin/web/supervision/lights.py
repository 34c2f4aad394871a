"""亮灯: the deputy's page, the unit's answer, and the lists in which the committee sees where nothing moves."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.foundation.row_ids import row_id
from huiyin.handling.models import Round
from huiyin.handling.queries import round_for
from huiyin.people.models import ONLOOKERS, OVERSEERS, Role, Seat
from huiyin.supervision import queries
from huiyin.supervision.lights import new_light
from huiyin.supervision.models import Colour, Light, LightState
from huiyin.web.components import State
from huiyin.web.dates import days_left
from huiyin.web.door import Door, act, door
from huiyin.web.stepforms import must_be_permitted, refusal_of
from huiyin.web.supervision import texts
from huiyin.web.supervision.forms import AnswerForm, LightForm

READERS = (
    Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.DEPUTY, Role.STREET_CLERK,
)  # fmt: skip
STAFF = tuple(role for role in READERS if role != Role.DEPUTY)
MANY = 50


def lamp(light: Light, today: date) -> tuple[State, str]:
    """The light as it is drawn, and the words beside it: never the colour alone."""
    colour: State = "done" if light.state == LightState.OVER else light.colour  # type: ignore[assignment]
    words = Colour(light.colour).label
    if light.state == LightState.SHOWN and light.due_on is not None:
        return colour, f"{words}，{days_left(light.due_on, today)}"
    return colour, words if light.state == LightState.SHOWN else f"{words}，{light.state_words}"


def _round(made: Door, round_id: int) -> Round:
    found = round_for(made.seat, round_id)
    if found is None or not found.assignment.is_answering:
        raise Http404
    return found


@door(Role.DEPUTY)
def show(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """亮灯 by a deputy who signed the item; the one before goes out."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = _round(made, round_id)
    light = new_light(round_, made.seat)
    must_be_permitted("light.show", light, made.seat)
    case_url = reverse("case", args=[made.seat.pk, round_.case_key])
    form = LightForm(request.POST if request.method == "POST" else None, thing=light)
    if request.method == "POST" and form.is_valid():
        answer = act(request, "light.show", light, form.facts(), back=f"{case_url}#lights", said=texts.SHOWN)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    if request.method != "POST":
        closed = refusal_of("light.show", light, made.seat, None)
        if closed is not None:
            raise NotYours(closed.sentence)
    context = {"form": form, "round": round_, "case": round_.assignment.proposal, "case_url": case_url}
    return TemplateResponse(request, "supervision/show.html", context)


def _light(made: Door, light_id: int) -> Light:
    found = queries.light_seen(made.seat, light_id)
    if found is None:
        raise Http404
    return found


@door(*READERS)
def light(request: HttpRequest, light_id: int) -> HttpResponseBase:
    """One light, what came before it, and the unit's answer."""
    made: Door = request.door  # type: ignore[attr-defined]
    shown = _light(made, light_id)
    posted = request.method == "POST"
    if posted:
        must_be_permitted("light.answer", shown, made.seat)
    may = {step.code for step in catalogue.possible(shown, made.seat)}
    form = AnswerForm(request.POST if posted else None, thing=shown) if posted or "light.answer" in may else None
    if posted and form is not None and form.is_valid():
        back = reverse("light", args=[made.seat.pk, shown.pk])
        answer = act(request, "light.answer", shown, form.facts(), back=back, said=texts.ANSWERED)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    every = queries.lights_on(made.seat, [shown.round_id])
    context = {
        "light": shown,
        "lamp": lamp(shown, made.today),
        "others": [(one, lamp(one, made.today)) for one in every if one.pk != shown.pk],
        "case": shown.case,
        "case_url": reverse("case", args=[made.seat.pk, shown.case_key]),
        "form": form,
    }
    return TemplateResponse(request, "supervision/light.html", context)


@require_safe
@door(*STAFF)
def lights(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    which = request.GET.get("list", queries.RED)
    which = which if which in texts.LISTS else queries.RED
    before = row_id(request.GET.get("before", ""))
    rows = queries.light_list(made.seat, which, before, MANY)
    counts = queries.light_counts(made.seat)
    context = {
        "which": which,
        "lists": [(key, f"{words} {counts[key]}") for key, words in texts.LISTS.items()],
        "rows": [(one, *lamp(one, made.today)) for one in rows[:MANY]],
        "title": texts.LISTS[which],
        "empty": texts.EMPTY.get(which, texts.EMPTY_ELSE),
        "more_url": f"?list={which}&before={rows[MANY - 1].pk}" if len(rows) > MANY else "",
        "first_url": f"?list={which}" if before else "",
    }
    return TemplateResponse(request, "supervision/lights.html", context)


def of_rounds(seat: Seat, round_ids: list[int], today: date) -> list[tuple[Light, State, str]]:
    """For a case page: every light shown on these rounds, the newest first."""
    return [(one, *lamp(one, today)) for one in queries.lights_on(seat, round_ids)]


def to_show(seat: Seat, case_id: int) -> list[Round]:
    """For the deputy's page: the roundings on which a light may be shown now, one of each unit."""
    rounds = Round.objects.filter(congress_id=seat.congress_id, assignment__proposal_id=case_id)
    newest: dict[int, Round] = {}
    for one in rounds.select_related("assignment__proposal", "assignment__body").order_by("number"):
        if one.assignment.is_answering:
            newest[one.assignment_id] = one
    return [
        one
        for _, one in sorted(newest.items())
        if refusal_of("light.show", new_light(one, seat), seat, None) is None
    ]


def of_case(seat: Seat, case_id: int, today: date) -> list[tuple[Light, State, str]]:
    """For the deputy's own case page: whoever signed the item sees all its lights."""
    rounds = Round.objects.filter(congress_id=seat.congress_id, assignment__proposal_id=case_id)
    return of_rounds(seat, list(rounds.values_list("pk", flat=True)), today)
