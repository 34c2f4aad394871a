"""The case page (案卷) of units, the government office and the deputies' committee. A deputy's is made elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.handling.casefiles import read_case
from huiyin.people.models import Role
from huiyin.proposals import files
from huiyin.web import merging
from huiyin.web.door import Door, door
from huiyin.web.office.merging import like_items
from huiyin.web.reading import cases as unnumbered
from huiyin.web.shared import channel
from huiyin.web.shared.attaching import shown
from huiyin.web.shared.views import inside
from huiyin.web.stepforms import new_key
from huiyin.web.supervision import threads
from huiyin.web.unit import showing
from huiyin.web.unit.beside import drafts_shown, key_item_shown, lights_shown, promises_shown
from huiyin.web.unit.inside import inside_of


@require_safe
@door()
def case(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    if made.seat.role == Role.DEPUTY:
        from huiyin.web.deputy import views as deputy

        return inside(deputy.case, request, case_id)
    file = read_case(made.seat, case_id) if made.seat.role in showing.STAFF else None
    if file is None:
        raise Http404
    if file.case.own_no is None:
        return unnumbered.show(request, file)
    page = showing.page(file, made.today)
    may_merge = any(act.url == reverse("merge", args=[made.seat.pk, case_id]) for act in page.acts)
    context = {
        "page": page,
        "case": page.file.case,
        "clock": page.clock,
        "light_state": page.light_state,
        "request_key": new_key(),
        "merged": merging.shown(made.seat, file.merged, case_id),
        "likes": like_items(made.seat, file.case) if may_merge and file.case.state == "registered" else [],
        "drafts": drafts_shown(file),
        "promises": promises_shown(file),
        "lights": lights_shown(file, made.today),
        **key_item_shown(file),
        **threads.of_case(made.seat, file.case, made.today),
        "channel": channel.entry_of(file),
        "inside": inside_of(file, made.today),
        "papers": [shown(made.seat, one) for one in files.files_with(page.file.case)],
        "undo_url": reverse("undo", args=[made.seat.pk, page.undo.event.pk]) if page.undo is not None else "",
    }
    return TemplateResponse(request, "unit/case.html", context)
