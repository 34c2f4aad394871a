"""The door: the one way into a page of a seat.

It opens the transaction, names the congress, finds the seat through the login session, lets the view work and renders
inside, then commits. Nothing may render outside it: without a transaction the fences show no rows (feasibility, trap 4).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from huiyin.chain.catalogue import catalogue
from huiyin.chain.models import Event
from huiyin.chain.refusals import AlreadyDone, NotYours, StepRefused
from huiyin.chain.taking import take
from huiyin.foundation import clock
from huiyin.foundation.tenancy import acting
from huiyin.people.entering import seat_after_merger, seat_at_door
from huiyin.people.models import ONLOOKERS, OVERSEERS, Account, Congress, Role, Seat
from huiyin.people.sessions import OwnSeat
from huiyin.web import texts
from huiyin.web.components import NavItem
from huiyin.web.errors import not_allowed

# Whoever sees items to search among: not those who only keep people, accounts or manuscripts.
SEARCHING = tuple(role for role in Role if role not in (Role.CONGRESS_ADMIN, Role.DELEGATION_CLERK))


@dataclass(frozen=True)
class SeatChoice:
    """A seat the account may sit on, for the menu “换席位”."""

    url: str
    label: str
    current: bool


@dataclass
class Door:
    account: Account
    congress: Congress
    seat: Seat
    today: date
    own_seats: list[OwnSeat]
    unread: int
    nav: list[NavItem] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.seat.body.label if self.seat.role != Role.DEPUTY else self.congress.short_name

    @property
    def is_deputy(self) -> bool:
        return self.seat.role == Role.DEPUTY

    @property
    def page_base(self) -> str:
        return "base_phone.html" if self.is_deputy else "base_desk.html"

    @property
    def home_url(self) -> str:
        return reverse("home", args=[self.seat.pk])

    @property
    def search_url(self) -> str:
        return reverse("search", args=[self.seat.pk]) if self.seat.role in SEARCHING else ""

    @property
    def seats(self) -> list[SeatChoice]:
        """Other seats are named by number only here; their names lie in other congresses' fences."""
        if len(self.own_seats) < 2:
            return []
        return [
            SeatChoice(reverse("seats"), texts.OTHER_SEATS, False),
            SeatChoice(self.home_url, str(self.seat_words), True),
        ]

    @property
    def seat_words(self) -> str:
        return f"{self.seat.person.name} · {self.seat.get_role_display()}{self.seat.acting_words}"


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages of an account that has not chosen a seat."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        gone = _must_sign_in(request)
        return gone if gone is not None else view(request, *args, **kwargs)

    return inner


def _must_sign_in(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        target = reverse("signin") + "?" + urlencode({"next": request.get_full_path()})
    elif getattr(request.user, "must_set_password", False) and request.path != reverse("password"):
        target = reverse("password") + "?" + urlencode({"next": request.get_full_path()})
    else:
        return None
    if request.headers.get("HX-Request"):
        # A fragment cannot show a sign-in page inside a desk: the whole page goes there.
        response = HttpResponse(status=401)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)


def door(*roles: Role) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Decorate a view `(request, …)` whose address begins with `/s/<seat>/`. With roles, only those may enter (403).

    A seat that is not the account's own is not found (404): nothing tells whether it exists.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def inner(request: HttpRequest, seat_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            gone = _must_sign_in(request)
            if gone is not None:
                return gone
            key = request.session.session_key or ""
            own_seats: list[OwnSeat] = request.session.seats  # type: ignore[attr-defined] # our own SessionStore
            mine = next((own for own in own_seats if own.seat_id == seat_id), None)
            if mine is None:
                return _where_it_went(request, seat_id, own_seats)
            with acting(mine.congress_id, session_key=key):
                seat, unread = seat_at_door(mine.congress_id, seat_id, clock.now())
                made = Door(
                    account=request.user,  # type: ignore[arg-type]
                    congress=seat.congress,
                    seat=seat,
                    today=clock.today(),
                    own_seats=own_seats,
                    unread=unread,
                )
                made.nav = navigation(made, request.path)
                request.door = made  # type: ignore[attr-defined]
                if roles and seat.role not in roles:
                    return not_allowed(request, texts.NOT_THIS_ROLE)
                try:
                    response = view(request, *args, **kwargs)
                except NotYours as refused:
                    return not_allowed(request, refused.sentence)
                if isinstance(response, StreamingHttpResponse):
                    raise RuntimeError("a streamed answer would be read outside the fence: make a file instead")
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response.render()
                return response

        inner.door_roles = roles  # type: ignore[attr-defined]
        return inner

    return decorate


def _where_it_went(request: HttpRequest, seat_id: int, own_seats: list[OwnSeat]) -> HttpResponseBase:
    """A bookmark of a seat whose body was merged into another leads to the seat its holder has there. Else 404: of a
    seat that never was the account's own nothing is told."""
    for congress_id in {own.congress_id for own in own_seats} if request.method in ("GET", "HEAD") else ():
        with acting(congress_id):
            now = seat_after_merger(congress_id, seat_id, request.user.pk or 0)
        if now is not None and now.pk in {own.seat_id for own in own_seats}:
            messages.info(request, texts.SEAT_MOVED.format(body=now.body.name))
            rest = request.get_full_path().removeprefix(f"/s/{seat_id}/")
            return HttpResponseRedirect(f"/s/{now.pk}/{rest}")
    raise Http404


DESKS = (Role.UNIT_CLERK, Role.UNIT_HEAD, Role.COMMITTEE_OFFICER, *OVERSEERS, *ONLOOKERS)
PHONE_ICONS = {texts.NAV_MINE: "house", texts.NAV_WRITE: "pen-line", texts.NAV_NOTICES: "bell"}


def navigation(made: Door, path: str) -> list[NavItem]:
    icons = PHONE_ICONS if made.is_deputy else {}
    return [
        NavItem(
            label,
            url,
            path == url,
            icons.get(label, ""),
            made.unread or None if label == texts.NAV_NOTICES else None,
        )
        for label, url in _places(Role(made.seat.role), made.seat.pk)
    ]


@functools.lru_cache(maxsize=4096)
def _places(role: Role, seat_id: int) -> list[tuple[str, str]]:
    """Where a seat can go from every page; working out half a dozen addresses is half a millisecond."""
    names: list[tuple[str, str]] = []
    if role in (Role.LEADER, Role.SUPERVISION_OFFICER, *ONLOOKERS):
        names.append((texts.NAV_OVERVIEW, "overview"))
    if role in DESKS:
        names.append((texts.NAV_DESK, "home"))
    if role == Role.DISPATCHER:
        names.append((texts.NAV_OVERVIEW, "overview"))
    if role == Role.DEPUTY:
        names += [(texts.NAV_MINE, "home"), (texts.NAV_WRITE, "manuscripts")]
    if role == Role.DELEGATION_CLERK:
        names.append((texts.NAV_WRITE, "home"))
    if role in (Role.SECRETARIAT, Role.STREET_CLERK):
        names.append((texts.NAV_READING, "home"))
    if role == Role.SECRETARIAT:
        names.append((texts.NAV_ACCEPT, "registering"))
    if role == Role.COMMITTEE_OFFICER:
        names += [
            (texts.NAV_READING, "reading"),
            (texts.NAV_ACCEPT, "registering"),
            (texts.NAV_REGISTER, "register"),
            (texts.NAV_SETTLE, "settlement"),
            (texts.NAV_FIGURES, "figures"),
        ]
    if role in (Role.COMMITTEE_OFFICER, Role.SECRETARIAT):
        names.append((texts.NAV_MOTIONS, "motions"))
    if role in (*DESKS, Role.STREET_CLERK):
        names += [(texts.NAV_PROMISES, "promise_ledger"), (texts.NAV_SUPERVISION, "lights")]
    if role == Role.CONGRESS_ADMIN:
        names.append((texts.NAV_SETUP, "home"))
    names.append((texts.NAV_NOTICES, "notices"))
    return [(label, reverse(name, args=[seat_id])) for label, name in names]


def act(
    request: HttpRequest,
    code: str,
    thing: Any,
    facts: Any,
    *,
    said: str = "",
    back: str,
    undo: bool = True,
) -> HttpResponseBase | StepRefused:
    """Take a step for the seat at the door and go `back`, saying what happened; a repeat gets the calm page.

    A refusal is returned, not raised, so that the page can be shown again with everything typed.
    """
    made: Door = request.door  # type: ignore[attr-defined]
    version = request.POST.get("version", "")
    try:
        event = take(
            code,
            thing,
            made.seat,
            facts,
            request_key=request_key(request, made.seat),
            version=int(version) if version.isdecimal() and len(version) < 10 else None,
        )
    except AlreadyDone as done:
        return already_done(request, done.event, back)
    except NotYours:
        raise
    except StepRefused as refused:
        return refused
    step = catalogue[code]
    sentence = said or texts.DONE.format(step=step.label)
    if undo and step.undone_by:
        messages.success(request, sentence, extra_tags=undo_url(made.seat, event))
    else:
        messages.success(request, sentence)
    return HttpResponseRedirect(back)


def undo_url(seat: Seat, event: Event) -> str:
    return reverse("undo", args=[seat.pk, event.pk])


def request_key(request: HttpRequest, seat: Seat) -> str | None:
    """The key of this form, so that sending it twice takes the step once. It is bound to the seat."""
    given = request.POST.get("request_key", "")
    return f"{seat.pk}:{given}" if 8 <= len(given) <= 40 and given.isalnum() else None


def already_done(request: HttpRequest, event: Event | None, back: str) -> HttpResponseBase:
    from django.template.response import TemplateResponse

    label = catalogue[event.step].label if event is not None else ""
    return TemplateResponse(request, "shared/already_done.html", {"event": event, "label": label, "back": back})
