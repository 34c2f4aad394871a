"""约见: the unit offers times, either side answers. One address for each answer; the pages take the form of who opens them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.chain.refusals import StepRefused
from huiyin.foundation import clock, drafts, ics
from huiyin.handling import queries
from huiyin.handling.appointments import on_the_table
from huiyin.handling.models import Appointment
from huiyin.people.models import Role, Seat
from huiyin.web.door import Door, act, door
from huiyin.web.meeting import texts
from huiyin.web.meeting.calendars import entry_of
from huiyin.web.meeting.forms import ChoiceForm, OfferForm, OtherTimesForm, SaidForm
from huiyin.web.stepforms import StepForm, must_be_permitted, must_be_possible

ARRANGING = (Role.UNIT_CLERK, Role.UNIT_HEAD, Role.DEPUTY, Role.COMMITTEE_OFFICER)


def _case_url(made: Door, thing: Any) -> str:
    return reverse("case", args=[made.seat.pk, thing.case_key]) + "#meetings"


@door(Role.UNIT_CLERK, Role.UNIT_HEAD)
def offer(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """约代表见面. What is typed is kept as a draft of the seat until it is sent."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = queries.round_for(made.seat, round_id)
    if round_ is None:
        raise Http404
    code, key = "appointment.offer", f"meeting-{round_.pk}"
    (must_be_permitted if request.method == "POST" else must_be_possible)(code, round_, made.seat)
    if request.method == "POST":
        form = OfferForm(request.POST, thing=round_)
        if form.is_valid():
            answer = act(request, code, round_, form.facts(), back=_case_url(made, round_), said=texts.OFFERED)
            if not isinstance(answer, StepRefused):
                drafts.drop(made.congress.pk, made.seat.pk, key)
                return answer
            form.refuse(answer)
    else:
        kept = drafts.of(made.congress.pk, made.seat.pk, key)
        form = OfferForm(initial=OfferForm.start(None) | (kept.data if kept is not None else {}), thing=round_)
    context = {
        "form": form,
        "case": round_.case,
        "case_url": _case_url(made, round_),
        "draft_url": reverse("draft", args=[made.seat.pk, key]),
    }
    return TemplateResponse(request, "meeting/offer.html", context)


@door(*ARRANGING)
def word(request: HttpRequest, appointment_id: int, word: str) -> HttpResponseBase:
    """An answer to what the other side said, by its name in the address."""
    made: Door = request.door  # type: ignore[attr-defined]
    appointment = queries.appointment_for(made.seat, appointment_id)
    asks = texts.WORDS.get(word)
    if appointment is None or asks is None:
        raise Http404
    (must_be_permitted if request.method == "POST" else must_be_possible)(asks.code, appointment, made.seat)
    form = _form(request, appointment, word)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()  # type: ignore[attr-defined]
        answer = act(request, asks.code, appointment, facts, back=_case_url(made, appointment), said=asks.said)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    put_forward = on_the_table(appointment)
    context = {
        "form": form,
        "word": asks,
        "appointment": appointment,
        "body": appointment.assignment.body.label,
        "put_forward": put_forward,
        "case": appointment.case,
        "case_url": _case_url(made, appointment),
        "by_phone": texts.FOR_DEPUTY if _speaks_for_deputy(made.seat) else "",
        "help": texts.HELP_OTHER if word == "counter" else texts.HELP_TIMES,
    }
    return TemplateResponse(request, "meeting/word.html", context)


def _speaks_for_deputy(seat: Seat) -> bool:
    return seat.role == Role.COMMITTEE_OFFICER


def _form(request: HttpRequest, appointment: Appointment, word: str) -> StepForm:
    data = request.POST if request.method == "POST" else None
    if word in ("accept", "agree"):
        put_forward = on_the_table(appointment)
        return ChoiceForm(data, times=put_forward.moments if put_forward is not None else (), thing=appointment)
    if word == "counter":
        return OtherTimesForm(data, thing=appointment)
    if word == "anew":
        return OfferForm(data, initial=OfferForm.start(appointment), thing=appointment)
    return SaidForm(data, asks=word, thing=appointment)


@require_safe
@door()
def as_file(request: HttpRequest, appointment_id: int) -> HttpResponseBase:
    """加入日历: the agreed time as a calendar file; after it fell through, its cancellation."""
    made: Door = request.door  # type: ignore[attr-defined]
    appointment = queries.appointment_for(made.seat, appointment_id)
    entry = entry_of(appointment) if appointment is not None else None
    if appointment is None or entry is None:
        raise Http404
    answer = HttpResponse(ics.calendar([entry], clock.now()), content_type=ics.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="appointment-{appointment.pk}.ics"'
    return answer
