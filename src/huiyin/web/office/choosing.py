"""Choosing the session a page is about, from the address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from huiyin.people.models import Session


def chosen_session(request: HttpRequest, sessions: Sequence[Session]) -> Session | None:
    """The session of `?session=`, the newest where none is named, None for `?session=all` or where there is none."""
    given = request.GET.get("session", "")
    if given == "all" or not sessions:
        return None
    return next((session for session in sessions if str(session.pk) == given), sessions[0])
