"""Error pages: what happened, what was kept, what to do next. Never a trace, never a word about other people's things."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.cache import add_never_cache_headers

from huiyin.web import texts

log = logging.getLogger("huiyin.web")


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    response = HttpResponse(loader.render_to_string(template, context, request), status=status)
    add_never_cache_headers(response)
    return response


def not_allowed(request: HttpRequest, sentence: str) -> HttpResponse:
    """403: the thing may be seen, the act is not this seat's. The page says why."""
    return _page(request, "403.html", 403, reason=sentence)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return not_allowed(request, texts.NOT_THIS_ROLE)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "400.html", 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def not_by_this_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: an address that only a button leads to, opened by itself (after signing in again, or from the history)."""
    response = _page(request, "405.html", 405)
    response["Allow"] = allowed
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a number to quote on the telephone; the log line carries the same number."""
    number = secrets.token_hex(2).upper()
    log.error("server error %s at %s", number, request.path, exc_info=True)
    return HttpResponse(loader.render_to_string("500.html", {"number": number}), status=500)


def signing_in_too_fast(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    return _page(request, "429.html", 429)
