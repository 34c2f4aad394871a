"""What a body has asked of whoever handed over, as the page that answers it shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from huiyin.dispatch import long_limit, returning
from huiyin.dispatch.models import Assignment
from huiyin.handling.assisting import opinions
from huiyin.people.models import Seat
from huiyin.web.dates import day

# Which steps answer what; the others answer nothing that was written before.
_RETURNS = ("assignment.refuse_return", "assignment.accept_return")
_DISPUTES = ("dispute.uphold", "dispute.reassign")
_LONG = ("long.grant", "long.refuse")


def told(seat: Seat, thing: Any, code: str, today: date) -> list[tuple[str, str]]:
    """(heading, words) of what the step answers, the newest last."""
    if not isinstance(thing, Assignment):
        return []
    if code == "opinion.redo":
        given = opinions(thing).last()
        return [(f"{day(given.given_on, today)} 提出的会办意见", given.body)] if given is not None else []
    if code in _LONG:
        asked = long_limit.open_long_request(thing)
        return [(f"{day(asked.asked_on, today)} 申请延长", asked.reason)] if asked is not None else []
    request = returning.open_dispute(thing) if code in _DISPUTES else None
    if code in _RETURNS:
        request = returning.open_return(thing)
    return return_told(request, today) if request is not None else []


def return_told(request: Any, today: date) -> list[tuple[str, str]]:
    """A return from its asking to the leader's word."""
    suggested = f"\n建议由{request.suggested.name}承办。" if request.suggested_id is not None else ""
    said = [(f"{day(request.asked_on, today)} 申请退回", f"{request.reason}{suggested}")]
    if request.decided_on is not None:
        said.append((f"{day(request.decided_on, today)} {request.get_outcome_display()}", request.answer))
    if request.disputed_on is not None:
        said.append((f"{day(request.disputed_on, today)} 提请领导协调", request.dispute))
    if request.ruled_on is not None:
        said.append((f"{day(request.ruled_on, today)} 领导协调意见", request.ruling))
    return said
