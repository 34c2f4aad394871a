"""The case page of an item that has no number yet: for those who read it and those who will register it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from huiyin.handling.casefiles import CaseFile
from huiyin.handling.story import tell
from huiyin.web.components import Entry
from huiyin.web.door import Door
from huiyin.web.reading import showing


def show(request: HttpRequest, file: CaseFile) -> HttpResponseBase:
    made: Door = request.door  # type: ignore[attr-defined]
    clock = showing.clock_of(file.case, made.today)
    context = {
        "shown": showing.item(made.seat, file.case),
        "case": file.case,
        "clock": clock,
        "light_state": clock["state"],
        "course": [Entry(line.on, line.title, line.body, "formal" if line.kind == "formal" else "event") for line in tell(file)],
    }
    return TemplateResponse(request, "reading/case.html", context)
