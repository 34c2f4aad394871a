"""Seats of the offices: who sits where, given and ended."""

from __future__ import annotations

from django.contrib import messages
from django.forms import ChoiceField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.dispatch.hanging import hanging_on
from huiyin.people import editing, importing, queries, setup
from huiyin.people.models import Body, Congress, Role, Seat
from huiyin.people.setup import SetupRefused
from huiyin.web.setup import texts
from huiyin.web.setup.forms import SeatForm
from huiyin.web.setup.views import admin, did, kept, number, to, typed, words_of

OFFICE_ROLES = [(role.value, role.label) for role in Role if role != Role.DEPUTY]


@require_safe
@admin
def seats(request: HttpRequest) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    role, show = request.GET.get("role", ""), request.GET.get("show", "")
    page = queries.office_seats(
        congress,
        words_of(request),
        role if role in dict(OFFICE_ROLES) else "",
        ended=show == "ended",
        page=number(request.GET.get("page", ""), 1),
    )
    bodies = [body for body in queries.living_bodies(congress) if Role.DEPUTY not in setup.roles_at(body)]
    context = {"page": page, "roles": OFFICE_ROLES, "role": role, "show": show, "q": words_of(request)}
    return TemplateResponse(request, "setup/seats.html", context | {"bodies": bodies, "keep": kept(request)})


@admin
def new(request: HttpRequest) -> HttpResponseBase:
    """A seat at the body named in the address."""
    congress = request.door.congress  # type: ignore[attr-defined]
    body = queries.body_of(congress, number(request.GET.get("body", "")))
    roles = [role for role in setup.roles_at(body) if role != Role.DEPUTY] if body is not None else []
    if body is None or body.ends_on is not None or not roles:
        raise Http404
    wanted = request.GET.get("role", "")
    initial = {"role": roles[0].value if len(roles) == 1 else wanted if wanted in roles else ""}
    seated = queries.seats_at(congress, body)
    form = SeatForm(typed(request), roles=roles, seats=seated, initial=initial)
    if request.method == "POST" and form.is_valid():
        # Only now the name is clean enough to ask who has it already.
        found = queries.namesakes(congress, form.cleaned_data["name"])
        form = SeatForm(request.POST, roles=roles, seats=seated, found=found) if found else form
    given = _give(form, congress, body) if request.method == "POST" and form.is_valid() else None
    if given is not None:
        did(request, "seat.open", given, facts=form.cleaned_data)
        messages.success(request, texts.ADDED.format(what=f"{form.cleaned_data['name']}的席位"))
        return to(request, "setup_seats")
    return TemplateResponse(request, "setup/seat_new.html", {"form": form, "body": body})


def _give(form: SeatForm, congress: Congress, body: Body) -> Seat | None:
    data = form.cleaned_data
    asked = isinstance(form.fields["person"], ChoiceField)
    person = queries.person_of(congress, number(data["person"])) if asked else None
    try:
        return editing.give_seat(
            congress,
            body,
            data["role"],
            person=person,
            name=data["name"],
            phone=data["phone"],
            on=data["from_on"],
            until=data["to_on"],
            acting_for=form.seats.get(data["acting_for"]),
        )
    except SetupRefused as refused:
        form.add_error(None, str(refused))
        return None


@admin
def end(request: HttpRequest, row_id: int) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    row = queries.seat_of(made.congress, row_id)
    if row is None or row.ended_on is not None or row.role == Role.DEPUTY:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            editing.end_seat(row, made.seat)
        except SetupRefused as refused:
            refusal = str(refused)
        else:
            did(request, "seat.end", row)
            messages.success(request, texts.ENDED.format(what=f"{row.person.name}的席位"))
            return to(request, "setup_seats")
    context = {
        "hanging": hanging_on(row),
        "verb": "终止席位",
        "object": f"{row.person.name}（{row.body.name} {row.get_role_display()}）",
        "consequence": texts.SEAT_ENDS,
        "back_url": reverse("setup_seats", args=[made.seat.pk]),
        "refusal": refusal,
    }
    return TemplateResponse(request, "setup/seat_end.html", context)


@require_safe
@admin
def handing_on(request: HttpRequest, row_id: int) -> HttpResponseBase:
    """交接: what hangs on one seat, and who can go on with it. It moves nothing."""
    made = request.door  # type: ignore[attr-defined]
    row = queries.seat_of(made.congress, row_id)
    if row is None or row.ended_on is not None:
        raise Http404
    return TemplateResponse(request, "setup/seat.html", {"hanging": hanging_on(row), "row": row})


@require_POST
@admin
def of_contacts(request: HttpRequest) -> HttpResponseBase:
    """A clerk's seat for every unit contact who has none."""
    made = importing.people_of_contacts(request.door.congress)  # type: ignore[attr-defined]
    did(request, "seat.open", *made)
    messages.success(request, texts.SEATS_OPENED.format(count=len(made)) if made else texts.NO_SEATS_OPENED)
    return to(request, "setup_seats")
