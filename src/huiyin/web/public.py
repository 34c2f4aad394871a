"""What people without an account see: an item whose deputy gave the link out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huiyin.foundation import clock
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.tenancy import acting
from huiyin.proposals.shares import shared_by
from huiyin.web.dates import day


@require_safe
def shared_item(request: HttpRequest, link: str) -> HttpResponseBase:
    """The public part of one item. A link that was ended is not found, like one that never was."""
    congress, _, code = link.partition("-")
    congress_id = row_id(congress)
    if congress_id is None:
        raise Http404
    with acting(congress_id):
        seen = shared_by(congress_id, code)
        if seen is None:
            raise Http404
        registered = day(seen.registered_on, clock.today()) if seen.registered_on else ""
        context = {"seen": seen, "registered": registered, "place": seen.congress, "demo": seen.demo}
        response = render(request, "public/item.html", context)
    # Whoever has the link may read; search machines are not given it.
    response["X-Robots-Tag"] = "noindex"
    return response
