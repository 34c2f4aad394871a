"""What every page knows: which congress and seat it is for, where one can go, and how large the letters are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

ELDER_COOKIE = "elder"


def address(name: str, *args: Any) -> str:
    """The URL of a route, or "" where this installation does not have it (the control is then not shown)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. `request.door` is set by the door once a seat is known; signing in and error pages
    come without it. A view may pass any of these names itself and wins."""
    door = getattr(request, "door", None)
    congress = getattr(door, "congress", None)
    seat = getattr(door, "seat", None)
    place = getattr(door, "place", "") or getattr(congress, "name", "")
    return {
        "congress": congress,
        "seat": seat,
        "seat_words": getattr(door, "seat_words", "") or seat or "",
        "seats": getattr(door, "seats", ()),
        "account": getattr(door, "account", None),
        "nav": getattr(door, "nav", ()),
        "place": place,
        "page_base": getattr(door, "page_base", "") or "base_desk.html",
        "today": getattr(door, "today", None),
        "demo": bool(getattr(congress, "is_demo", False)),
        "help_phone": getattr(congress, "help_phone", "") or "",
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "home_url": getattr(door, "home_url", "") or "/",
        "search_url": getattr(door, "search_url", "") or "",
        "elder_url": address("elder"),
        "signout_url": address("signout"),
    }
