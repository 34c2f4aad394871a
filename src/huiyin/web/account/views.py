"""Signing in and out, slips, one's own password, choosing a seat; in the demo only, entering as somebody."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from huiyin.dispatch.queries import busiest_first
from huiyin.foundation import clock
from huiyin.foundation.models import Progress
from huiyin.foundation.row_ids import row_id
from huiyin.foundation.tenancy import acting
from huiyin.people.entering import seat_at_door
from huiyin.people.models import Account, Congress, LoginSession, Role, Seat
from huiyin.people.sessions import OwnSeat
from huiyin.people.setup import use_slip
from huiyin.web.account import texts
from huiyin.web.account.forms import PasswordForm, SignInForm, SlipForm
from huiyin.web.door import signed_in

BACKEND = "huiyin.people.authentication.AccountBackend"


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("seats")


def front(request: HttpRequest) -> HttpResponseBase:
    """/: to one's seats; signed out, the demo's seats if this installation has a demo, else signing in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("seats"))
    demo = Congress.objects.filter(is_demo=True).order_by("id").first()
    if demo is None:
        return HttpResponseRedirect(reverse("signin"))
    with acting(demo.pk):
        waiting = Progress.objects.filter(congress=demo, kind="demo").exclude(state=Progress.State.DONE).first()
    context = {"demo": True, "place": demo.short_name, "groups": _demo_seats(demo), "waiting": waiting}
    return render(request, "account/demo.html", context)


ALONG_THE_CHAIN = (
    *(Role.DEPUTY, Role.DELEGATION_CLERK, Role.STREET_CLERK, Role.SECRETARIAT, Role.COMMITTEE_OFFICER),
    *(Role.DISPATCHER, Role.UNIT_CLERK, Role.UNIT_HEAD, Role.LEADER, Role.COUNCIL_MEMBER, Role.COMMITTEE_MEMBER),
    *(Role.SUPERVISION_OFFICER, Role.CONGRESS_ADMIN),
)


@dataclass(frozen=True)
class DemoSeat:
    seat_id: int
    who: str
    role: str
    where: str


def _demo_seats(demo: Congress) -> list[DemoSeat]:
    """For each role the seat with most to do, of deputies and leaders two; in the order in which an item meets them."""
    with acting(demo.pk):
        seats = list(
            Seat.objects.filter(congress=demo, ended_on__isnull=True, person__account__is_active=True)
            .select_related("person", "body")
            .order_by("id")
        )
        by_role: dict[str, list[Seat]] = {role: [] for role in ALONG_THE_CHAIN}
        for seat in busiest_first(demo.pk, seats):
            by_role.setdefault(seat.role, []).append(seat)
    return [
        DemoSeat(seat.pk, seat.person.name, seat.get_role_display(), seat.body.name)
        for role, found in by_role.items()
        for seat in found[: 2 if role in (Role.DEPUTY, Role.LEADER) else 1]
    ]


@require_POST
def enter_as(request: HttpRequest) -> HttpResponseBase:
    """Enter as a person of the demo. No such door exists for a congress that is not a demo."""
    given = row_id(request.POST.get("seat", ""))
    demo = Congress.objects.filter(is_demo=True).order_by("id").first()
    if demo is None or given is None:
        raise Http404
    with acting(demo.pk):
        seat = (
            Seat.objects.filter(congress=demo, pk=given, person__account__is_active=True)
            .select_related("person__account")
            .first()
        )
        account = seat.person.account if seat is not None else None
    if seat is None or account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    messages.info(request, texts.ENTERED_AS.format(who=seat.person.name))
    return HttpResponseRedirect(reverse("home", args=[seat.pk]))


@sensitive_post_parameters("password")
def signin(request: HttpRequest) -> HttpResponseBase:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            login(request, account)
            return HttpResponseRedirect(_next(request))
        form.add_error(None, texts.WRONG)
    return render(request, "account/signin.html", {"form": form, "next": _next(request)})


@require_POST
def signout(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    return HttpResponseRedirect(reverse("signin"))


def slip(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """A sign-in slip: the QR code leads here with the code filled in; only the button uses it up."""
    form = SlipForm(request.POST or None, initial={"code": code[:40]})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            account = use_slip(form.cleaned_data["code"])
        if account is not None:
            login(request, account, backend=BACKEND)
            return HttpResponseRedirect(reverse("password"))
        form.add_error("code", texts.WRONG_SLIP)
    return render(request, "account/slip.html", {"form": form})


@sensitive_post_parameters("present", "password", "again")
@signed_in
def password(request: HttpRequest) -> HttpResponseBase:
    """Set one's own password. All other sign-ins of the account end."""
    account: Account = request.user  # type: ignore[assignment]
    form = PasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        account.set_password(form.cleaned_data["password"])
        account.must_set_password = False
        account.save(update_fields=["password", "must_set_password"])
        update_session_auth_hash(request, account)
        request.session.save()
        LoginSession.objects.filter(account=account).exclude(session_key=request.session.session_key).delete()
        messages.success(request, texts.PASSWORD_SET)
        return HttpResponseRedirect(_next(request))
    return render(request, "account/password.html", {"form": form, "next": _next(request)})


@dataclass(frozen=True)
class MySeat:
    url: str
    congress: str
    body: str
    role: str
    unread: int


@signed_in
def seats(request: HttpRequest) -> HttpResponseBase:
    """All seats of the account, over all congresses: a loop of fenced reads. One seat only: straight to its desk."""
    key = request.session.session_key or ""
    own_seats: list[OwnSeat] = request.session.seats  # type: ignore[attr-defined] # our own SessionStore
    if len(own_seats) == 1:
        return HttpResponseRedirect(reverse("home", args=[own_seats[0].seat_id]))
    mine: list[MySeat] = []
    for congress_id in dict.fromkeys(own.congress_id for own in own_seats):
        with acting(congress_id, session_key=key):
            mine += [_my_seat(own.seat_id, congress_id) for own in own_seats if own.congress_id == congress_id]
    return render(request, "account/seats.html", {"mine": mine})


def _my_seat(seat_id: int, congress_id: int) -> MySeat:
    seat, unread = seat_at_door(congress_id, seat_id, clock.now())
    return MySeat(reverse("home", args=[seat_id]), seat.congress.name, seat.body.name, seat.get_role_display(), unread)
