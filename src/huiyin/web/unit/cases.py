"""The case page (案卷) of units, the government office and the deputies' committee. A deputy's is made elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.people.models import Role
from huiyin.web.door import Door, door
from huiyin.web.shared.views import inside
from huiyin.web.stepforms import new_key
from huiyin.web.unit import showing


@require_safe
@door()
def case(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    if made.seat.role == Role.DEPUTY:
        from huiyin.web.deputy import views as deputy

        return inside(deputy.case, request, case_id)
    page = showing.page(made.seat, case_id, made.today) if made.seat.role in showing.STAFF else None
    if page is None:
        raise Http404
    context = {
        "page": page,
        "case": page.file.case,
        "clock": page.clock,
        "light_state": page.light_state,
        "request_key": new_key(),
        "undo_url": reverse("undo", args=[made.seat.pk, page.undo.event.pk]) if page.undo is not None else "",
    }
    return TemplateResponse(request, "unit/case.html", context)
