"""The three lists every office keeps — bodies, deputies, contacts — row by row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huiyin.dispatch.hanging import hanging_on
from huiyin.dispatch.holding import in_hand
from huiyin.dispatch.taking_over import open_rows, plan, take_over
from huiyin.people import editing, queries, setup
from huiyin.people.merging import doubles_of
from huiyin.people.models import Body, BodyKind, Role
from huiyin.people.setup import SetupRefused
from huiyin.web.setup import texts
from huiyin.web.setup.duties import carry, standing
from huiyin.web.setup.forms import BodyForm, ContactForm, DeputyForm, MergeForm
from huiyin.web.setup.views import admin, did, kept, number, picked, to, typed, words_of

NO_MERGER = (BodyKind.DELEGATION, BodyKind.SECRETARIAT)


@require_safe
@admin
def bodies(request: HttpRequest) -> HttpResponseBase:
    kind = request.GET.get("kind", "")
    show = request.GET.get("show", "")
    page = queries.bodies(
        request.door.congress,  # type: ignore[attr-defined]
        words_of(request),
        kind if kind in BodyKind.values else "",
        waiting=show == "waiting",
        ended=show == "ended",
        page=number(request.GET.get("page", ""), 1),
    )
    context = {"page": page, "kinds": BodyKind.choices, "kind": kind, "show": show, "q": words_of(request)}
    return TemplateResponse(request, "setup/bodies.html", context | {"keep": kept(request)})


@admin
def body(request: HttpRequest, body_id: int | None = None) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    row = queries.body_of(congress, body_id) if body_id is not None else None
    if body_id is not None and row is None:
        raise Http404
    fields = ("name", "short_name", "kind", "leader_in_charge", "note", "of_higher")
    initial = {name: getattr(row, name) for name in fields} | {"street": row.street_id or ""} if row else {}
    is_team = row is None or row.kind == BodyKind.DELEGATION
    streets = queries.living_bodies(congress, BodyKind.STREET_COMMITTEE) if is_team else []
    form = BodyForm(typed(request), initial=initial, streets=streets, team=is_team)
    if request.method == "POST" and form.is_valid():
        saved = _saved(form, lambda: editing.save_body(congress, row, form.cleaned_data))
        if saved is not None:
            did(request, "body.change" if row else "body.add", saved, facts=form.cleaned_data)
            messages.success(request, (texts.SAVED if row else texts.ADDED).format(what=saved.name))
            return to(request, "setup_bodies")
    context: dict[str, Any] = {"form": form, "row": row}
    if row is not None:
        context["seats"] = queries.office_seats(congress, body=row.pk)
        context["duties"] = standing(row) if row.kind not in NO_MERGER else None
        context["can_have_seats"] = any(role != Role.DEPUTY for role in setup.roles_at(row))
    return TemplateResponse(request, "setup/body.html", context)


def _saved(form: Form, write: Any) -> Any:
    """What was written; None, with the refusal as the form's own sentence, if it was refused."""
    try:
        return write()
    except SetupRefused as refused:
        form.add_error(None, str(refused))
        return None


@admin
def end_body(request: HttpRequest, body_id: int) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    row = queries.body_of(congress, body_id)
    if row is None or row.ends_on is not None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            if count := in_hand(row):
                raise SetupRefused(texts.BODY_AT_WORK.format(name=row.name, count=count))
            editing.end_body(row)
        except SetupRefused as refused:
            refusal = str(refused)
        else:
            did(request, "body.end", row)
            messages.success(request, texts.ENDED.format(what=row.name))
            return to(request, "setup_bodies")
    return ask(
        request,
        "撤销单位",
        row.name,
        "撤销后不再出现在交办和添加的选项里；以前的件照样查得到。它的联系人一并终止。",
        back=reverse("setup_body", args=[request.door.seat.pk, row.pk]),  # type: ignore[attr-defined]
        refusal=refusal,
    )


def _living(request: HttpRequest, body_id: int) -> tuple[Body, list[Body]]:
    """A body whose work may go to others, and those that may take it over."""
    congress = request.door.congress  # type: ignore[attr-defined]
    row = queries.body_of(congress, body_id)
    if row is None or row.ends_on is not None or row.kind == BodyKind.DELEGATION:
        raise Http404
    others = [one for one in queries.living_bodies(congress) if one.pk != row.pk and one.kind not in NO_MERGER]
    return row, others


@admin
def merge_body(request: HttpRequest, body_id: int) -> HttpResponseBase:
    """并入其他单位: what is open goes on there, seats and contacts too; first it is shown what will move."""
    row, others = _living(request, body_id)
    form = MergeForm(typed(request), bodies=others)
    seats_there = len(queries.seats_at(row.congress, row))
    context = {"row": row, "form": form, "seats": seats_there, "in_hand": in_hand(row)}
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "setup/merge.html", context)
    successor = next(one for one in others if str(one.pk) == form.cleaned_data["successor"])
    planned = plan(row, successor)
    context |= {"successor": successor, "planned": planned}
    if planned.in_the_way:
        form.add_error("successor", texts.BOTH_ANSWER.format(numbers="、".join(planned.in_the_way[:10])))
    elif "sure" in request.POST:
        try:
            # Seats first: who is told of an item that moves sits at the successor already.
            seats = editing.merge_body(row, successor)
        except SetupRefused as refused:
            form.add_error("successor", str(refused))
        else:
            take_over(row, successor)
            carry(row, successor)
            did(request, "body.merge", row)
            said = texts.MERGED.format(name=row.name, to=successor.name, items=len(planned.moved), seats=seats)
            messages.success(request, said)
            return to(request, "setup_bodies")
    return TemplateResponse(request, "setup/merge.html", context)


@admin
def split_body(request: HttpRequest, body_id: int) -> HttpResponseBase:
    """划出职能: the items that are ticked go on at another body; this one, its seats and its other items stay."""
    row, others = _living(request, body_id)
    form = MergeForm(typed(request), bodies=others, label="划给哪个单位")
    chosen = set(picked(request))
    context = {"row": row, "form": form, "items": open_rows(row), "chosen": chosen}
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "setup/split.html", context)
    receiver = next(one for one in others if str(one.pk) == form.cleaned_data["successor"])
    planned = plan(row, receiver, chosen)
    if planned.in_the_way:
        form.add_error("successor", texts.BOTH_ANSWER.format(numbers="、".join(planned.in_the_way[:10])))
    elif not (planned.moved or planned.released):
        form.add_error(None, texts.NOTHING_TO_SPLIT)
    else:
        take_over(row, receiver, chosen)
        did(request, "body.split", row, facts={"to": receiver.pk, "items": sorted(chosen)})
        messages.success(request, texts.SPLIT.format(name=row.name, to=receiver.name, items=len(planned.moved)))
        return to(request, "setup_body", row.pk)
    return TemplateResponse(request, "setup/split.html", context)


def ask(
    request: HttpRequest, verb: str, thing: str, consequence: str, *, back: str, refusal: str = ""
) -> HttpResponseBase:
    """The page before something that cannot be taken back."""
    context = {"verb": verb, "object": thing, "consequence": consequence, "back_url": back, "refusal": refusal}
    return TemplateResponse(request, "setup/confirm.html", context)


@require_safe
@admin
def deputies(request: HttpRequest) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    show, team = request.GET.get("show", ""), number(request.GET.get("team", ""))
    page = queries.deputies(
        congress,
        words_of(request),
        team,
        waiting=show == "waiting",
        ended=show == "ended",
        page=number(request.GET.get("page", ""), 1),
    )
    teams = queries.living_bodies(congress, BodyKind.DELEGATION)
    context = {"page": page, "teams": teams, "team": team, "show": show, "q": words_of(request)}
    return TemplateResponse(request, "setup/deputies.html", context | {"keep": kept(request)})


@admin
def deputy(request: HttpRequest, deputy_id: int | None = None) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    row = queries.seat_of(congress, deputy_id, Role.DEPUTY) if deputy_id is not None else None
    if deputy_id is not None and row is None:
        raise Http404
    initial: dict[str, Any] = {}
    if row is not None:
        initial = {name: getattr(row.person, name) for name in editing.PERSON} | {"team": str(row.body_id)}
    teams = queries.living_bodies(congress, BodyKind.DELEGATION)
    kept = row.person.phone if row else ""
    form = DeputyForm(typed(request), initial=initial, teams=teams, kept_phone=kept)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = next(one for one in teams if str(one.pk) == data["team"])
        again = data.get("another", False)
        saved = _saved(form, lambda: editing.save_deputy(congress, row, data, chosen, another=again))
        if saved is not None:
            did(request, "deputy.change" if row else "deputy.add", saved, facts=data)
            messages.success(request, (texts.SAVED if row else texts.ADDED).format(what=saved.person.name))
            return to(request, "setup_deputies")
    doubles = doubles_of(row.person) if row is not None else []
    return TemplateResponse(request, "setup/deputy.html", {"form": form, "row": row, "teams": teams, "doubles": doubles})


@admin
def end_deputy(request: HttpRequest, deputy_id: int) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    row = queries.seat_of(made.congress, deputy_id, Role.DEPUTY)
    if row is None or row.ended_on is not None:
        raise Http404
    if request.method == "POST":
        editing.end_seat(row, made.seat)
        did(request, "deputy.end", row)
        messages.success(request, texts.ENDED.format(what=f"{row.person.name}的代表席位"))
        return to(request, "setup_deputies")
    context = {
        "hanging": hanging_on(row),
        "verb": "终止代表席位",
        "object": f"{row.person.name}（{row.body.name}）",
        "consequence": texts.DEPUTY_ENDS,
        "back_url": reverse("setup_deputy", args=[made.seat.pk, row.pk]),
    }
    return TemplateResponse(request, "setup/seat_end.html", context)


@require_safe
@admin
def contacts(request: HttpRequest) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    page = queries.contacts(congress, words_of(request), page=number(request.GET.get("page", ""), 1))
    context = {"page": page, "q": words_of(request), "lacking": queries.units_without_contact(congress)}
    return TemplateResponse(request, "setup/contacts.html", context | {"keep": kept(request)})


@admin
def contact(request: HttpRequest, contact_id: int | None = None) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    row = queries.contact_of(congress, contact_id) if contact_id is not None else None
    if contact_id is not None and row is None:
        raise Http404
    initial: dict[str, Any] = {"body": request.GET.get("body", "")}
    if row is not None:
        fields = ("name", "division", "post", "office_phone", "note")
        initial = {name: getattr(row, name) for name in fields} | {"body": str(row.body.pk)}
    living = queries.living_bodies(congress)
    kept = row.mobile if row else ""
    form = ContactForm(typed(request), initial=initial, bodies=living, kept_mobile=kept)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in living if str(one.pk) == form.cleaned_data["body"])
        saved = editing.save_contact(congress, row, form.cleaned_data, chosen)
        did(request, "contact.change" if row else "contact.add", saved, facts=form.cleaned_data)
        messages.success(request, (texts.SAVED if row else texts.ADDED).format(what=saved.name))
        return to(request, "setup_contacts")
    return TemplateResponse(request, "setup/contact.html", {"form": form, "row": row})


@admin
def end_contact(request: HttpRequest, contact_id: int) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    row = queries.contact_of(made.congress, contact_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        editing.end_contact(row)
        did(request, "contact.end", row)
        messages.success(request, texts.ENDED.format(what=f"联系人{row.name}"))
        return to(request, "setup_contacts")
    return ask(
        request,
        "撤下联系人",
        f"{row.name}（{row.body.name}）",
        "撤下后代表和各席位不再看到这位联系人；经办席位和账号不受影响，要终止请到“席位”。",
        back=reverse("setup_contact", args=[made.seat.pk, row.pk]),
    )
