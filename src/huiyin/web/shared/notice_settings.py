"""怎样通知我: one's mail address and mobile number, and what is sent there when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.notices.gateways import open_channels
from huiyin.notices.hours import hours_of
from huiyin.notices.matrix import Matrix, set_seat
from huiyin.notices.models import Channel
from huiyin.people.editing import save_reach
from huiyin.web import texts
from huiyin.web.door import Door, door
from huiyin.web.notice_forms import SeatForm


@door()
def settings(request: HttpRequest) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    matrix = Matrix(made.congress.pk, [made.seat.pk])
    form = SeatForm(request.POST if request.method == "POST" else None, seat=made.seat, matrix=matrix)
    if request.method == "POST" and form.is_valid():
        set_seat(made.seat, form.chosen())
        save_reach(made.seat.person, form.cleaned_data["email"], form.cleaned_data["phone"])
        messages.success(request, texts.NOTICE_SETTINGS_SAVED)
        return HttpResponseRedirect(reverse("notices", args=[made.seat.pk]))
    open_ = open_channels(made.congress)
    context: dict[str, Any] = {
        "form": form,
        "rows": form.rows(),
        "hours": hours_of(made.congress.pk),
        "closed": [channel.label for channel in Channel if channel not in open_],
    }
    return TemplateResponse(request, "shared/notice_settings.html", context)
