"""加入而不另提: a deputy who writes about what somebody has raised already follows that item, or asks to sign a manuscript."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.people.models import Role
from huiyin.proposals import following, manuscripts
from huiyin.web.dates import day
from huiyin.web.deputy import texts
from huiyin.web.deputy.writing import door_of
from huiyin.web.door import door


@door(Role.DEPUTY)
def followed(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What every deputy may know of a registered item: what it is about, who has it, what became of it."""
    made = door_of(request)
    seen = following.public_part(made.seat, case_id)
    if seen is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("word") == "off":
            following.unfollow(made.seat, seen.case_id)
            messages.success(request, texts.UNFOLLOWED)
        else:
            following.follow(made.seat, seen.case_id)
            messages.success(request, texts.FOLLOWED)
        return HttpResponseRedirect(reverse("followed", args=[made.seat.pk, case_id]))
    context = {"seen": seen, "registered": day(seen.registered_on, made.today) if seen.registered_on else ""}
    return TemplateResponse(request, "deputy/followed.html", context)


@door(Role.DEPUTY)
def ask_to_join(request: HttpRequest, manuscript_id: int) -> HttpResponseBase:
    """An author who left the manuscript open lets others who write about the same come and sign."""
    made = door_of(request)
    found = manuscripts.open_to(made.seat, manuscript_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        manuscripts.ask_to_sign(found, [made.seat])
        return HttpResponseRedirect(reverse("sign", args=[made.seat.pk, found.pk]))
    return TemplateResponse(request, "deputy/ask_to_join.html", {"manuscript": found})
