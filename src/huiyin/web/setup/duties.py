"""职责词: what a unit is in charge of, in this congress's own words. By them units are suggested where items are handed over."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.dispatch.queries import NOT_UNITS
from huiyin.dispatch.suggesting import department_of, label, usual_words
from huiyin.foundation.likeness import found_pairs
from huiyin.foundation.segment import fold
from huiyin.foundation.text import length
from huiyin.people import editing, queries
from huiyin.people.models import Body
from huiyin.web.fields import CleanText
from huiyin.web.plainforms import PlainForm
from huiyin.web.setup import texts
from huiyin.web.setup.views import admin, did, to, typed

MOST, SHORTEST, LONGEST = 120, 2, 12
"""How many words a unit may have, and how many characters each."""
_BETWEEN = re.compile(r"[\s、，,；;。|/]+")


class DutiesForm(PlainForm):
    words = CleanText(2000, rows="tall", label="职责词", required=False, help_text=texts.DUTIES_HINT)

    def clean_words(self) -> list[str]:
        """The words in the order in which they were written, each once."""
        found: dict[str, str] = {}
        for word in filter(None, _BETWEEN.split(self.cleaned_data["words"])):
            if not SHORTEST <= length(word) <= LONGEST or not any(c.isalnum() for c in word):
                raise ValidationError(texts.DUTY_LENGTH.format(word=word[:20], least=SHORTEST, most=LONGEST))
            if not _tells(word):
                raise ValidationError(texts.DUTY_COMMON.format(word=word))
            found.setdefault(fold(word), word)
        if len(found) > MOST:
            raise ValidationError(texts.DUTIES_MOST.format(n=len(found), most=MOST))
        return list(found.values())


def _tells(word: str) -> bool:
    """Whether it says more than what stands in titles of every matter."""
    return any(found_pairs(fold(word)))


@admin
def duties(request: HttpRequest, body_id: int) -> HttpResponseBase:
    """The unit's words, or the usual ones to begin from. Saved empty, they are the usual ones again."""
    row = queries.body_of(request.door.congress, body_id)  # type: ignore[attr-defined]
    if row is None or row.ends_on is not None or row.kind in NOT_UNITS:
        raise Http404
    usual = usual_words(row.name)
    form = DutiesForm(typed(request), initial={"words": "、".join(row.duties or usual)})
    if request.method == "POST" and form.is_valid():
        words = [] if "usual" in request.POST else form.cleaned_data["words"]
        editing.save_duties(row, words)
        did(request, "body.duties", row, facts={"words": words})
        said = texts.DUTIES_SAVED.format(name=row.name, n=len(words)) if words else texts.duties_gone(row.name, bool(usual))
        messages.success(request, said)
        return to(request, "setup_body", row.pk)
    return TemplateResponse(request, "setup/duties.html", {"form": form, "row": row} | standing(row))


def carry(row: Body, successor: Body) -> None:
    """What the congress wrote for a unit goes along when it is merged into another, behind what that one is heard by already."""
    if not row.duties:
        return
    known = [*(successor.duties or usual_words(successor.name)), *row.duties]
    found: dict[str, str] = {}
    for word in known:
        found.setdefault(fold(word), word)
    editing.save_duties(successor, list(found.values())[:MOST])


def standing(row: Body) -> dict[str, Any]:
    """What the pages of a unit say of its words: whose they are, and how many."""
    usual = usual_words(row.name)
    return {"own": len(row.duties), "usual": len(usual), "department": label(department_of(row.name)) if usual else ""}
