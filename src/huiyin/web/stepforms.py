"""Forms that take a step carry the key that makes sending twice harmless, and the version the page was made from."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from huiyin.chain.catalogue import catalogue
from huiyin.chain.refusals import NotYours, StepRefused
from huiyin.chain.texts import NOT_YOURS, NOW_IS
from huiyin.people.models import Seat
from huiyin.web.plainforms import PlainForm


def new_key() -> str:
    """A key for one rendered form; the door binds it to the seat."""
    return secrets.token_hex(12)


class StepForm(PlainForm):
    """Base of forms whose sending is a step. `thing` gives the version; what came back is shown again as it was."""

    request_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    version = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thing: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = new_key()
        if thing is not None and thing.pk is not None:
            self.fields["version"].initial = thing.version

    def refuse(self, refused: StepRefused) -> None:
        """Put a refusal of the step where a person looks for it: at its field, or above the form."""
        field = refused.field if refused.field in self.fields else None
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        self.add_error(field, refused.sentence)


def must_be_permitted(code: str, thing: Any, seat: Seat) -> None:
    """Before a sent form is looked at: raises NotYours (a 403 that says why) where the step is not this seat's.

    Whether it can be taken now is for the step to say: a form sent twice gets the calm page, not a refusal.
    """
    step = catalogue[code]
    if not step.permits(seat, thing):
        raise NotYours(NOT_YOURS.format(step=step.label))


def must_be_possible(code: str, thing: Any, seat: Seat) -> None:
    """Before a page offers a step: raises NotYours (a 403 that says why) where this seat cannot take it now."""
    must_be_permitted(code, thing, seat)
    step = catalogue[code]
    if thing.state not in step.frm:
        raise NotYours(NOW_IS.format(state=thing.state_words_for(seat), step=step.label))


def refusal_of(code: str, thing: Any, seat: Seat, facts: Any) -> StepRefused | None:
    """What the guards of a step would say, asked before a preview; the step itself asks them again under the lock."""
    for guard in catalogue[code].guards:
        sentence = guard.check(thing, seat, facts)
        if sentence is not None:
            return StepRefused(sentence)
    return None
