"""并案办理: which items are handled together. First the choice, then what follows from it, then the merging itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.refusals import AlreadyDone, StepRefused
from huiyin.dispatch import queries as dispatch
from huiyin.foundation.row_ids import row_ids
from huiyin.people.models import Role, Seat
from huiyin.proposals import likeness, merging
from huiyin.proposals.models import Proposal
from huiyin.web.door import Door, already_done, door, request_key
from huiyin.web.fields import CleanLine, CleanText
from huiyin.web.office import merging_texts as texts
from huiyin.web.stepforms import StepForm, must_be_permitted, must_be_possible

MOST_LIKE = 8
_BETWEEN = re.compile(r"[、，,；;\s]+")
_BARE = re.compile(r"第?0*([0-9]{1,6})号?")


class MergeForm(StepForm):
    """Items that are like this one to tick, others by their numbers, and why. `items` are those that were chosen."""

    pick = forms.MultipleChoiceField(label="和哪几件一起办理", required=False, widget=forms.CheckboxSelectMultiple)
    numbers = CleanLine(
        300, label="其他件的编号", required=False, help_text="例如 12、15。只能是同一次会议、还没有答复的件。"
    )
    reason = CleanText(
        500, rows="low", label="为什么并案", help_text="代表和承办单位会看到，例如“都是沿江大道同一路段的停车秩序”。"
    )
    lead = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, case: Proposal, like: Sequence[tuple[str, str]], seen: QuerySet[Proposal], **more: Any
    ):
        super().__init__(*args, thing=case, **more)
        self.case, self.seen = case, seen
        self.items: list[Proposal] = [case]
        if like:
            self.fields["pick"].choices = like  # type: ignore[attr-defined]
        else:
            del self.fields["pick"]
        # One of the two boxes is wanted, the first where there is something to tick.
        self.fields["pick" if like else "numbers"].wanted_later = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        ids = {int(one) for one in said.get("pick", ())}
        for number in filter(None, _BETWEEN.split(said.get("numbers", ""))):
            found = self._numbered(number)
            if len(found) == 1:
                ids.add(found[0])
            else:
                words = texts.SEVERAL_OF_NUMBER if found else texts.NO_SUCH_NUMBER
                self.add_error("numbers", words.format(number=number))
        ids.discard(self.case.pk)
        if not ids and not self.errors:
            self.add_error("pick" if "pick" in self.fields else "numbers", texts.NOBODY_CHOSEN)
        self.items = merging.with_group(self.case.congress_id, {self.case.pk, *ids})
        return said

    def _numbered(self, written: str) -> list[int]:
        """Items of the same session and kind that go by that number."""
        rows = self.seen.filter(session_id=self.case.session_id, kind=self.case.kind, own_no__isnull=False)
        printed = list(rows.filter(printed_no=written).values_list("pk", flat=True)[:2])
        bare = _BARE.fullmatch(written)
        if printed or bare is None:
            return printed
        # A printed number is what an item goes by; our own only where there is none.
        own = rows.filter(own_no=int(bare[1]), printed_no="")
        return list(own.values_list("pk", flat=True)[:2])

    @property
    def lead_id(self) -> int:
        """主件: the one that was chosen among them, else the one that leads already, else this item."""
        group = next(filter(None, (merging.group_of(one.congress_id, one.pk) for one in self.items)), None)
        if group is not None:
            return group.lead.pk
        chosen = str(self.data.get("lead", ""))
        return next((one.pk for one in self.items if str(one.pk) == chosen), self.case.pk)


def like_items(seat: Seat, case: Proposal) -> list[tuple[str, str]]:
    """Items that say much the same and might be handled together with this one: (number of the row, words)."""
    found = {
        one.proposal_id: one for one in likeness.like_items(seat, case.title, case.body, but=case.pk, most=MOST_LIKE)
    }
    rows = dispatch.visible_to(seat).filter(
        pk__in=found, session_id=case.session_id, side=case.side, kind=case.kind, state__in=merging.FROM
    )
    fitting = set(rows.values_list("pk", flat=True))
    return [
        (
            str(pk),
            texts.LIKE.format(
                no=one.number, title=one.title, lead=one.lead_name, near=texts.NEAR_COPY if one.near_copy else ""
            ),
        )
        for pk, one in found.items()
        if pk in fitting
    ]


@door(Role.COMMITTEE_OFFICER, Role.SECRETARIAT)
def merge(request: HttpRequest, case_id: int) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    seen = dispatch.visible_to(made.seat)
    case = seen.filter(pk=case_id).first()
    if case is None:
        raise Http404
    stage = request.POST.get("stage", "")
    (must_be_permitted if stage == "take" else must_be_possible)("proposal.merge", case, made.seat)
    posted = request.POST if request.method == "POST" else None
    initial = {"pick": [str(one) for one in row_ids(request.GET.getlist("with"))]}
    form = MergeForm(posted, case=case, like=like_items(made.seat, case), seen=seen, initial=initial)
    back = reverse("case", args=[made.seat.pk, case_id])
    context = {"form": form, "case": case, "back_url": back}
    if form.is_bound and stage in ("preview", "take") and form.is_valid():
        sentence = merging.fit(form.items)
        if sentence is None and stage == "preview":
            return TemplateResponse(request, "office/merge_preview.html", context | {"lead_id": form.lead_id})
        answer = _take(request, form, back) if sentence is None else StepRefused(sentence)
        if not isinstance(answer, StepRefused):
            return answer
        form.refuse(answer)
    return TemplateResponse(request, "office/merge.html", context)


def _take(request: HttpRequest, form: MergeForm, back: str) -> HttpResponseBase | StepRefused:
    made: Door = request.door  # type: ignore[attr-defined]
    lead = form.lead_id
    try:
        merging.merge(made.seat, form.items, lead, form.cleaned_data["reason"], request_key(request, made.seat))
    except AlreadyDone as done:
        return already_done(request, done.event, back)
    except StepRefused as refused:
        return refused
    numbers = merging.numbers_of(form.items)
    leading = merging.numbers_of([one for one in form.items if one.pk == lead])
    messages.success(request, texts.MERGED.format(numbers=numbers, lead=leading))
    return HttpResponseRedirect(back)
