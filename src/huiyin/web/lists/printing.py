"""打印全部: the whole list on one page to print, not only the fifty rows one sees; past two thousand it is a spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from huiyin.handling.columns import COLUMNS
from huiyin.reports import list_exports as room
from huiyin.reports.worklists import LISTING_ROLES
from huiyin.web.door import door
from huiyin.web.lists.asking import Asked
from huiyin.web.lists.views import cell


@require_safe
@door(*LISTING_ROLES)
def whole(request: HttpRequest) -> HttpResponseBase:
    """The list of the address with its columns, each row with its number, as the spreadsheet has them."""
    asked = Asked.of(request)
    seat, wanted = asked.made.seat, asked.wanted
    fits = room.fits_at_once(seat, wanted)
    rows = room.read_at_once(seat, wanted) if fits else []
    context = {
        "asked": asked,
        "title": room.title_of(seat, wanted),
        "columns": [COLUMNS[key] for key in asked.columns],
        "rows": [[(cell(value), COLUMNS[key].wide) for key, value in zip(asked.columns, row, strict=True)] for row in rows],
        "most": room.AT_ONCE,
        "fits": fits,
        "query": asked.query,
        "back_url": asked.url(),
    }
    return TemplateResponse(request, "lists/print.html", context)
