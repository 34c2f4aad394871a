"""Notices by mail and text, as a congress wants them: hours, what each role gets, and what did not get through."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.notices import queries
from huiyin.notices.hours import Hours, hours_of, set_hours
from huiyin.notices.matrix import Matrix, cells_of, set_role
from huiyin.people.models import Role
from huiyin.web.fields import CleanTime
from huiyin.web.notice_forms import RoleForm
from huiyin.web.plainforms import PlainForm
from huiyin.web.setup import texts
from huiyin.web.setup.standings import standings
from huiyin.web.setup.views import admin, did, number, picked, to, typed


class HoursForm(PlainForm):
    quiet_from = CleanTime(label="从几点起不打扰")
    quiet_until = CleanTime(label="到几点为止")
    digest_at = CleanTime(label="每天几点汇总")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and Hours(**data).quiet(data["digest_at"]):
            self.add_error("digest_at", texts.DIGEST_IN_QUIET)
        return data


@admin
def overview(request: HttpRequest) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    form = HoursForm(typed(request), initial=asdict(hours_of(congress.pk)))
    if request.method == "POST" and form.is_valid():
        set_hours(congress.pk, Hours(**form.cleaned_data))
        did(request, "notices.hours", congress, facts={name: str(at) for name, at in form.cleaned_data.items()})
        messages.success(request, texts.SAVED.format(what=texts.HOURS))
        return to(request, "setup_notices")
    context = {
        "form": form,
        "standings": standings(congress),
        "tallies": queries.tallies(congress.pk),
        "troubles": queries.troubles(congress.pk).total,
        "roles": _roles(),
    }
    return TemplateResponse(request, "setup/notices.html", context)


def _roles() -> list[tuple[str, str]]:
    """Those about whose notices there is something to choose: an administrator hears of accounts alone."""
    return [(role.value, role.label) for role in Role if cells_of(role)]


@admin
def role(request: HttpRequest, role: str) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    if role not in dict(_roles()):
        raise Http404
    label = Role(role).label
    form = RoleForm(typed(request), role=role, matrix=Matrix(congress.pk))
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        set_role(congress.pk, role, chosen)
        facts = {"role": role, "timings": {f"{kind} {channel}": timing for (kind, channel), timing in chosen.items()}}
        did(request, "notices.matrix", congress, facts=facts)
        messages.success(request, texts.SAVED.format(what=texts.ROLE_TIMINGS.format(role=label)))
        return to(request, "setup_notices")
    context = {"form": form, "rows": form.rows(), "role": label}
    return TemplateResponse(request, "setup/notices_role.html", context)


@admin
def failed(request: HttpRequest) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    if request.method == "POST":
        chosen = None if request.POST.get("who") == "all" else picked(request)
        count = queries.retry(congress.pk, chosen)
        if count:
            did(request, "notices.retry", congress, facts={"rows": count})
        messages.success(request, texts.RETRIED.format(count=count) if count else texts.NOTHING_TO_RETRY)
        return to(request, "setup_notices_failed")
    before = number(request.GET.get("before", "")) or None
    context = {"page": queries.troubles(congress.pk, before), "older": before is not None}
    return TemplateResponse(request, "setup/notices_failed.html", context)
