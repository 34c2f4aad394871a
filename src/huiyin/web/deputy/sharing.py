"""分享: the leading deputy gives out a link to the public part of an item, and ends it."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime

from huiyin.dispatch.queries import visible_to
from huiyin.people.models import Role, Seat
from huiyin.proposals import shares
from huiyin.proposals.models import Proposal
from huiyin.web.dates import day
from huiyin.web.deputy import texts
from huiyin.web.deputy.writing import door_of
from huiyin.web.door import door


def offers(seat: Seat, item: Proposal) -> list[tuple[str, str]]:
    """Address and label of the page, for the case page of who may share the item."""
    return [(reverse("my_share", args=[seat.pk, item.pk]), texts.SHARE)] if shares.may_share(seat, item) else []


@door(Role.DEPUTY)
def share(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What the link would show, before it is made; the link itself, and its end, after."""
    made = door_of(request)
    item = visible_to(made.seat).filter(pk=case_id).select_related("congress").first()
    if item is None or not shares.may_share(made.seat, item):
        raise Http404
    if request.method == "POST":
        if request.POST.get("word") == "off":
            shares.end(made.seat, case_id)
            messages.success(request, texts.UNSHARED)
        else:
            shares.share(made.seat, case_id)
            messages.success(request, texts.SHARED)
        return HttpResponseRedirect(reverse("my_share", args=[made.seat.pk, case_id]))
    seen = shares.shared_part(item)
    given = shares.open_share(made.congress.pk, case_id)
    context = {
        "seen": seen,
        "registered": day(seen.registered_on, made.today) if seen.registered_on else "",
        "case_url": reverse("case", args=[made.seat.pk, case_id]),
    }
    if given is not None:
        address = request.build_absolute_uri(reverse("shared_item", args=[given.link]))
        picture = segno.make(address, error="m", micro=False).png_data_uri(scale=5, border=2)
        context |= {"address": address, "picture": picture, "since": day(localtime(given.made_at).date(), made.today)}
    return TemplateResponse(request, "deputy/share.html", context)
