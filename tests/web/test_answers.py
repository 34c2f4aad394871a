"""What every answer of the site carries: headers, cookies, no caching, the same on errors and on static files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from huiyin.foundation import clock
from tests.web.examples import EXAMPLES
from tests.web.walk import SIGNED_OUT, TODAY, Walk, routes
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
Pages = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def pages(standing_walk: Walk) -> list[tuple[str, Any]]:
    """Every address as somebody of each kind of base page, and errors of each kind: asked once, judged by all."""
    with transaction.atomic(), clock.frozen(TODAY):
        found = list(_asked(standing_walk))
        transaction.set_rollback(True)
    standing_walk.keys.clear()
    return found


def _asked(walk: Walk) -> Iterator[tuple[str, Any]]:
    for who in ("officer", "deputy", "admin", "clerk"):
        client = walk.client(who)
        for route in routes():
            args = next(iter(EXAMPLES[route.name](walk).values()))
            seat = (walk.seats[who].pk,) if route.of_a_seat else ()
            yield f"{route.name} as {who}", client.get(reverse(route.name, args=(*seat, *args)))
    client = walk.client(SIGNED_OUT)
    yield "400", client.get("/signin/?next=%00")
    yield "404", client.get("/no-such-page/")
    yield "405", client.get("/signout/")
    yield "403", walk.client("clerk", enforce_csrf_checks=True).post("/signout/")
    yield "a foreign host", client.get("/signin/", HTTP_HOST="evil.example")
    yield "static", client.get("/static/css/base.css")


def test_every_answer_carries_the_headers_that_keep_browsers_honest(pages: Pages) -> None:
    """C38: on pages, files, errors and static files."""
    for name, answer in pages:
        policy = answer.headers.get("Content-Security-Policy", "")
        assert policy and "unsafe" not in policy, name
        assert "default-src 'none'" in policy, name
        if "sandbox" not in policy:
            assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy, name
        assert answer.headers.get("X-Content-Type-Options") == "nosniff", name
        assert answer.headers.get("Referrer-Policy") == "same-origin", name
        assert answer.headers.get("X-Frame-Options") == "DENY", name
        assert "Server" not in answer.headers and "X-Powered-By" not in answer.headers, name


def test_no_page_is_stored_by_a_cache(pages: Pages) -> None:
    """C51: office computers are shared."""
    for name, answer in pages:
        if name != "static":
            assert "no-store" in answer.headers.get("Cache-Control", ""), name


def test_every_page_says_its_language_and_every_error_speaks_chinese(pages: Pages) -> None:
    for name, answer in pages:
        if answer.status_code >= 400 and answer.status_code != 405:
            assert any("\u4e00" <= character <= "\u9fff" for character in answer.content.decode()), name
        if answer.headers.get("Content-Type", "").startswith("text/html") and "<html" in answer.content.decode():
            assert '<html lang="zh' in answer.content.decode(), name


def test_the_session_cookie_is_http_only_lax_and_ends_within_the_day(walk: Walk) -> None:
    """C39."""
    client = walk.client(SIGNED_OUT)
    client.post("/signin/", {"username": "linjiang-head", "password": PASSWORD}, REMOTE_ADDR="198.51.100.9")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) <= 12 * 3600
    client.get("/signin/")
    token = client.cookies[settings.CSRF_COOKIE_NAME]
    assert token["httponly"] and token["samesite"] == "Lax"


def test_a_signed_out_visitor_s_pages_set_no_session(walk: Walk) -> None:
    client = walk.client(SIGNED_OUT)
    client.get("/signin/")
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_signing_out_ends_the_session_on_the_server(walk: Walk) -> None:
    from django.test import Client

    client = walk.client("head")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post("/signout/").status_code == 302
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = key
    assert again.get(walk.at("head")).status_code == 302


def test_a_file_goes_out_as_an_attachment_that_nothing_can_run_in(walk: Walk) -> None:
    """C35."""
    answer = walk.get("officer", f"file/{walk.things['file_stamped']}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"] and answer["X-Content-Type-Options"] == "nosniff"
