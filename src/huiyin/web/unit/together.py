"""并案的答复: one text for the letters of several items, and several letters submitted, cleared or sent in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import StepRefused
from huiyin.chain.together import take_each
from huiyin.handling import drafting, merging, queries
from huiyin.handling.merging import Mate
from huiyin.handling.models import Letter, Round
from huiyin.handling.steps import Sending, sent_without
from huiyin.people.models import Seat
from huiyin.proposals.merging import numbers_of
from huiyin.web.door import Door, door
from huiyin.web.fields import CleanLine, CleanText
from huiyin.web.plainforms import PlainForm
from huiyin.web.stepforms import refusal_of
from huiyin.web.unit import prefill, texts
from huiyin.web.unit.steps import case_url, may, round_of, tell

# In the address: reply/<round>/together/<act>/.
ACTS = {"submit": "letter.submit", "clear": "letter.clear", "send": "letter.send"}


@dataclass(frozen=True)
class Offer:
    """One thing that may be done with several letters: a button under the letter."""

    label: str
    url: str


def offers(seat: Seat, round_: Round) -> list[Offer]:
    """What the page of a letter offers for the items that are handled together with its own."""
    mates = merging.mates(round_)
    found = []
    possible = {step.code for step in catalogue.possible(round_, seat)}
    if mates and "letter.submit" in possible:
        label = texts.CARRY.format(numbers=numbers_of([one.assignment.proposal for one in mates]), n=len(mates))
        found.append(Offer(label, reverse("reply-carry", args=[seat.pk, round_.pk])))
    for name, code in ACTS.items():
        ready = [round_, *_ready(seat, code, mates)] if code in possible else []
        if len(ready) > 1:
            url = reverse("reply-together", args=[seat.pk, round_.pk, name])
            found.append(Offer(texts.TOGETHER[code].label.format(n=len(ready)), url))
    return found


def _ready(seat: Seat, code: str, mates: Sequence[Round]) -> list[Round]:
    """Those whose letter is as far as this step of this seat; what else must hold the step itself says."""
    step = catalogue[code]
    return [one for one in mates if one.letter is not None and one.state in step.frm and step.permits(seat, one)]


def _base(made: Door, round_: Round) -> dict[str, Any]:
    back = reverse("reply", args=[made.seat.pk, round_.pk])
    return {"round": round_, "case": round_.case, "case_url": case_url(made, round_), "back_url": back}


def _letter(made: Door, round_: Round) -> Letter:
    found = queries.letter_of_round(made.seat, round_)
    if found is None:
        raise Http404
    return found


# -- one text for several ----------------------------------------------------------------------------------------------


class CarryForm(PlainForm):
    """Which items the text is for as well. Those that have a text of their own are not ticked by themselves."""

    to = forms.TypedMultipleChoiceField(label="这份答复也用于", coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, mates: Sequence[Mate], **more: Any) -> None:
        super().__init__(*args, **more)
        open_ = [one for one in mates if not one.why_not]
        self.fields["to"].choices = [(one.round.pk, _named(one)) for one in open_]  # type: ignore[attr-defined]
        self.fields["to"].initial = [one.round.pk for one in open_ if not one.has_text]


def _named(mate: Mate) -> str:
    case: Any = mate.round.case
    return f"{case.shown_no}《{case.title}》{case.lead_name}{texts.HAS_TEXT if mate.has_text else ''}"


@door()
def carry(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The text goes into the letters of the chosen items; from then on each is a letter of its own."""
    made: Door = request.door  # type: ignore[attr-defined]
    round_ = round_of(made, round_id)
    may(request, made, "letter.submit", round_)
    letter = _letter(made, round_)
    mates = merging.offers(round_)
    form = CarryForm(request.POST if request.method == "POST" else None, mates=mates)
    context = _base(made, round_)
    if form.is_valid():
        chosen = [one.round for one in mates if one.round.pk in form.cleaned_data["to"]]
        found = merging.carry(letter, round_, chosen, lambda one: prefill.letter(made.seat, one)["title"])
        if not found.left:
            tell(request, texts.CARRIED, found)
            return HttpResponseRedirect(context["back_url"])
        mates = merging.offers(round_)
        form, context = CarryForm(mates=mates), context | {"result": found}
    context |= {"form": form, "closed": [one for one in mates if one.why_not], "letter": letter}
    return TemplateResponse(request, "unit/carry.html", context)


# -- several letters at once -------------------------------------------------------------------------------------------


class TogetherForm(PlainForm):
    """Which letters; of those to be sent the numbers that are missing, and why one goes out although something is."""

    pick = forms.TypedMultipleChoiceField(label="哪几件", coerce=int, widget=forms.CheckboxSelectMultiple)
    without = CleanText(1000, rows="low", label=texts.SEND_WITHOUT, required=False, help_text=texts.SEND_WITHOUT_HINT)

    def __init__(self, *args: Any, rounds: Sequence[Round], sends: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rounds = rounds
        choices = [(one.pk, f"{one.assignment.proposal.shown_no}《{one.assignment.proposal.title}》") for one in rounds]
        self.fields["pick"].choices = choices  # type: ignore[attr-defined]
        self.fields["pick"].initial = [one.pk for one in rounds]
        self.unnumbered = [one for one in rounds if sends and _wants_number(one)]
        for one in self.unnumbered:
            label = texts.NUMBER_OF.format(no=one.assignment.proposal.shown_no)
            self.fields[f"number_{one.pk}"] = CleanLine(60, label=label, required=False)
            # Without it the letter of that item stays, and the others go out.
            self.fields[f"number_{one.pk}"].wanted_later = True  # type: ignore[attr-defined]
        if not (sends and any(sent_without(one) for one in rounds)):
            del self.fields["without"]

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[f"number_{one.pk}"] for one in self.unnumbered]

    @property
    def chosen(self) -> list[Round]:
        return [one for one in self.rounds if one.pk in self.cleaned_data["pick"]]


def _wants_number(round_: Round) -> bool:
    letter = round_.letter
    return letter is not None and not letter.number.strip() and not letter.file_id


@door()
def together(request: HttpRequest, round_id: int, act: str) -> HttpResponseBase:
    """一并送审、签发、发出: what was done is said for each item, and why not for the others."""
    made: Door = request.door  # type: ignore[attr-defined]
    if act not in ACTS:
        raise Http404
    code = ACTS[act]
    round_ = round_of(made, round_id)
    may(request, made, code, round_)
    rounds = _ready(made.seat, code, [round_, *merging.mates(round_)])
    sends = code == "letter.send"
    form = TogetherForm(request.POST if request.method == "POST" else None, rounds=rounds, sends=sends)
    context, words = _base(made, round_), texts.TOGETHER[code]
    if form.is_valid():
        for one in form.unnumbered:
            number = form.cleaned_data[f"number_{one.pk}"]
            if number and one in form.chosen:
                drafting.fill_number(one, number, made.seat)
        facts = Sending(form.cleaned_data.get("without", "")) if sends else None
        found = take_each(made.seat, code, form.chosen, facts)
        if not found.left:
            tell(request, words.said, found)
            return HttpResponseRedirect(context["back_url"])
        # What was not done stays on the page, with the reason.
        rounds = _ready(made.seat, code, [round_of(made, one.pk) for one in form.rounds])
        form, context = TogetherForm(rounds=rounds, sends=sends), context | {"result": found}
    supposed = Sending("…") if sends else None
    asked = [one for one in rounds if one not in form.unnumbered and "result" not in context]
    refused = [(one, refusal_of(code, one, made.seat, supposed)) for one in asked]
    context |= {"form": form, "words": words, "blocked": _sentences(refused), "count": len(rounds)}
    return TemplateResponse(request, "unit/together.html", context)


def _sentences(refused: Sequence[tuple[Round, StepRefused | None]]) -> list[tuple[str, str]]:
    return [(one.assignment.proposal.shown_no, refusal.sentence) for one, refusal in refused if refusal is not None]
