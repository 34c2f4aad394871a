"""合并重复的人: the page on which two records of one person become one. First it is shown what will become of both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.people import merging, queries
from huiyin.people.models import Person
from huiyin.people.queries import doing
from huiyin.people.setup import SetupRefused
from huiyin.proposals import doubles
from huiyin.web.plainforms import PlainForm
from huiyin.web.setup import texts
from huiyin.web.setup.views import admin, did, to, typed


class DoubleForm(PlainForm):
    double = forms.ChoiceField(label="哪一条是重复的", widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(person.pk): person for person in found}
        self.fields["double"].choices = [(pk, doing(person)) for pk, person in self.found.items()]  # type: ignore[attr-defined]
        if len(self.found) == 1:
            self.fields["double"].initial = next(iter(self.found))


@admin
def merge_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """`person_id` is the record that is kept."""
    made = request.door  # type: ignore[attr-defined]
    kept = queries.person_of(made.congress, person_id)
    if kept is None or kept.merged_into_id is not None:
        raise Http404
    form = DoubleForm(typed(request), found=merging.doubles_of(kept))
    context: dict[str, Any] = {"kept": kept, "words": doing(kept), "form": form}
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "setup/merge_person.html", context)
    doubled = form.found[form.cleaned_data["double"]]
    try:
        if sentence := merging.refusal(kept, doubled, made.seat):
            raise SetupRefused(sentence)
        if "sure" in request.POST:
            carried = doubles.merge(kept, doubled, made.seat, texts.MERGE_REASON.format(name=kept.name))
            did(request, "person.merge", kept, facts={"doubled": doubled.pk})
            messages.success(request, texts.PERSON_MERGED.format(name=kept.name, items=len(carried.moved)))
            return to(request, "setup_deputies")
    except SetupRefused as refused:
        form.add_error(None, str(refused))
        return TemplateResponse(request, "setup/merge_person.html", context)
    context |= {
        "doubled": doubled,
        "planned": merging.plan(kept, doubled),
        "carried": doubles.plans(kept, doubled),
        "account": kept.account or doubled.account,
        "lost": doubled.account if kept.account is not None else None,
    }
    return TemplateResponse(request, "setup/merge_person.html", context)
