"""Accounts and sign-in slips. A code is on the page once, in the answer that made it: only its digest is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huiyin.people import queries, setup
from huiyin.people.models import Person
from huiyin.people.setup import Slip
from huiyin.web.setup import texts
from huiyin.web.setup.lists import ask
from huiyin.web.setup.views import admin, did, kept, number, picked, to, words_of

PER_SHEET = 8
MOST = 400
LAST_MADE = "slips-made"


@require_safe
@admin
def accounts(request: HttpRequest) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    state = request.GET.get("state", "")
    page = queries.accounts(made.congress, words_of(request), state, page=number(request.GET.get("page", ""), 1))
    context = {
        "page": page,
        "lines": [(line, *texts.ACCOUNT_STATES[line.state]) for line in page.lines],
        "keep": kept(request),
        "state": state,
        "q": words_of(request),
        "without": len(setup.persons_without_account(made.congress)),
        "own": made.seat.person_id,
        "request_key": secrets.token_hex(12),
    }
    return TemplateResponse(request, "setup/accounts.html", context)


@dataclass(frozen=True)
class Printed:
    """One slip as it is printed. `picture` is a PNG in a data address: WeChat reads no SVG by a long press."""

    name: str
    place: str
    username: str
    code: str
    expires_on: object
    picture: str


@require_POST
@admin
def slips(request: HttpRequest) -> HttpResponseBase:
    """Make slips for the persons ticked, or for all who have no account, and show them to be printed."""
    made = request.door  # type: ignore[attr-defined]
    if _made_before(request):
        return TemplateResponse(request, "setup/slips_once.html", {})
    everybody = request.POST.get("who") == "without"
    people = (
        setup.persons_without_account(made.congress) if everybody else queries.persons(made.congress, picked(request))
    )
    people = [person for person in people if person.pk != made.seat.person_id]
    if not people or len(people) > MOST:
        said = texts.TOO_MANY.format(most=MOST, count=len(people)) if people else texts.NOBODY_PICKED
        messages.info(request, said)
        return to(request, "setup_accounts")
    return _sheets(request, "slip.make", people, [setup.make_slip(person) for person in people])


def _made_before(request: HttpRequest) -> bool:
    """True for a page sent once more: new codes would make the printed ones void."""
    key = request.POST.get("request_key", "")[:40]
    if key and request.session.get(LAST_MADE) == key:
        return True
    request.session[LAST_MADE] = key
    return False


def _sheets(request: HttpRequest, act: str, people: Sequence[Person], made: list[Slip]) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    where = queries.places(congress, people)
    printed = [_printed(request, slip, where.get(slip.person.pk, "")) for slip in made]
    context = {
        "sheets": [printed[at : at + PER_SHEET] for at in range(0, len(printed), PER_SHEET)],
        "count": len(printed),
        "site": request.build_absolute_uri(reverse("slip")),
        "days": setup.SLIP_DAYS,
    }
    # Hundreds of codes take seconds to draw: nobody's step shall wait for that at the head of the chain.
    page = TemplateResponse(request, "setup/slips.html", context).render()
    did(request, act, *people)
    return page


def _printed(request: HttpRequest, slip: Slip, place: str) -> Printed:
    address = request.build_absolute_uri(reverse("slip_code", args=[slip.code]))
    picture = segno.make(address, error="m", micro=False).png_data_uri(scale=4, border=2)
    return Printed(slip.person.name, place, slip.username, slip.code, slip.expires_on, picture)


def _other(request: HttpRequest, person_id: int) -> Person | None:
    """The seated person meant, or None for oneself. Not there: 404."""
    made = request.door  # type: ignore[attr-defined]
    found = queries.persons(made.congress, [person_id])
    if not found:
        raise Http404
    return found[0] if found[0].account_id is None or found[0].account_id != made.account.pk else None


@require_POST
@admin
def reset(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """One click: the old password and all sign-ins end, a new slip is shown."""
    person = _other(request, person_id)
    if person is None:
        messages.info(request, texts.OWN_ACCOUNT)
        return to(request, "setup_accounts")
    if _made_before(request):
        return TemplateResponse(request, "setup/slips_once.html", {})
    return _sheets(request, "account.reset", [person], [setup.reset_account(person)])


@admin
def close(request: HttpRequest, person_id: int) -> HttpResponseBase:
    person = _other(request, person_id)
    back = reverse("setup_accounts", args=[request.door.seat.pk])  # type: ignore[attr-defined]
    if person is None:
        messages.info(request, texts.OWN_ACCOUNT)
        return to(request, "setup_accounts")
    if person.account_id is None:
        raise Http404
    if request.method == "POST":
        setup.close_account(person)
        did(request, "account.close", person)
        messages.success(request, texts.ACCOUNT_CLOSED.format(name=person.name))
        return to(request, "setup_accounts")
    said = "停用后马上不能登录，已登录的会退出；席位和经手的事都留着。以后可以用“重置”再启用。"
    return ask(request, "停用账号", person.name, said, back=back)
