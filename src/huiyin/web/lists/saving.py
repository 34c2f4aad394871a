"""保存的视图: keeping a list under a name, renaming, moving and removing it. Removing can be undone for ten minutes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from huiyin.foundation import saved_views
from huiyin.foundation.models import SavedView
from huiyin.foundation.saved_views import NotKept
from huiyin.reports.worklists import LISTING_ROLES
from huiyin.web.door import Door, door
from huiyin.web.fields import CleanLine
from huiyin.web.lists import texts
from huiyin.web.lists.asking import saved_links
from huiyin.web.plainforms import PlainForm


class NameForm(PlainForm):
    name = CleanLine(saved_views.LONGEST_NAME // 2, column=saved_views.LONGEST_NAME, label=texts.NAME)


NAMED = frozenset(("view", "session", "mode", "unit", "stage", "delegation", "category", "key", "q", "cols"))


def _query(given: str) -> str:
    """The words of a list's address that mean something to a list, and no others."""
    if len(given) > 4 * saved_views.LONGEST_QUERY:
        return given
    read = QueryDict(given)
    kept = QueryDict(mutable=True)
    for name in read:
        if name in NAMED and read[name]:
            kept[name] = read[name].replace("\0", "")
    return kept.urlencode()


@door(*LISTING_ROLES)
def views(request: HttpRequest) -> HttpResponseBase:
    """The seat's views; sent to, it keeps one more."""
    made: Door = request.door  # type: ignore[attr-defined]
    seat = made.seat
    form = NameForm(request.POST if request.method == "POST" else None)
    place = SavedView.Place.DESK if request.POST.get("place") == SavedView.Place.DESK else SavedView.Place.LIST
    query = request.POST.get("query", "")
    if request.method == "POST" and form.is_valid():
        try:
            kept = saved_views.keep(seat.congress_id, seat.pk, place, form.cleaned_data["name"], _query(query))
        except NotKept as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, texts.SAVED.format(name=kept.name))
            home = reverse("home" if place == SavedView.Place.DESK else "lists", args=[seat.pk])
            return HttpResponseRedirect(f"{home}?{kept.query}" if kept.query else home)
    return _page(request, made, form, place, query)


def _page(
    request: HttpRequest, made: Door, form: NameForm, place: str = "", query: str = "", renaming: int = 0
) -> HttpResponseBase:
    context = {
        "form": form,
        "saved": [
            (one.pk, *saved_links(made.seat, [(one.name, one.place, one.query)])[0])
            for one in saved_views.of(made.congress.pk, made.seat.pk)
        ],
        "list_place": place,
        "query": query,
        "saving": request.method == "POST" and not renaming,
        "renaming": renaming,
        "most": saved_views.MOST,
    }
    return TemplateResponse(request, "lists/views.html", context)


@require_POST
@door(*LISTING_ROLES)
def change(request: HttpRequest, view_id: int) -> HttpResponseBase:
    """Rename, move up or remove, by the button that was pressed."""
    made: Door = request.door  # type: ignore[attr-defined]
    congress, seat, back = made.congress.pk, made.seat.pk, reverse("saved_views", args=[made.seat.pk])
    if "remove" in request.POST:
        gone = saved_views.remove(congress, seat, view_id)
        if gone is None:
            raise Http404
        undo = reverse("saved_view_restore", args=[seat, view_id])
        messages.success(request, texts.REMOVED.format(name=gone.name), extra_tags=undo)
        return HttpResponseRedirect(back)
    if "up" in request.POST:
        if not saved_views.move_up(congress, seat, view_id):
            raise Http404
        return HttpResponseRedirect(back)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            renamed = saved_views.rename(congress, seat, view_id, form.cleaned_data["name"])
        except NotKept as refused:
            form.add_error("name", refused.sentence)
        else:
            if renamed is None:
                raise Http404
            messages.success(request, texts.RENAMED.format(name=renamed.name))
            return HttpResponseRedirect(back)
    if all(one.pk != view_id for one in saved_views.of(congress, seat)):
        raise Http404
    return _page(request, made, form, renaming=view_id)


@require_POST
@door(*LISTING_ROLES)
def restore(request: HttpRequest, view_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    try:
        put_back = saved_views.put_back(made.congress.pk, made.seat.pk, view_id)
    except NotKept as refused:
        messages.info(request, refused.sentence)
    else:
        messages.info(request, texts.RESTORED.format(name=put_back.name) if put_back else texts.NOT_RESTORED)
    return HttpResponseRedirect(reverse("saved_views", args=[made.seat.pk]))
