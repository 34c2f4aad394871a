"""Requests cleaned before anything reads them, and pages kept out of caches."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from huiyin.web.errors import bad_request, not_by_this_way

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# The two verbs of tus, for the files on their way and nowhere else. Our own pages send them as POST with an override,
# because many gateways let no other verb through.
OF_UPLOADS = ("PATCH", "DELETE")
_UPLOAD = re.compile(r"/s/[0-9]{1,18}/uploads/[0-9]{1,18}/")
LONGEST_ADDRESS = 4000


class CleanRequest:
    """Refuses what no page of ours can mean: NUL and surrogates in the address, unknown verbs, endless addresses.

    They would reach the database and fail there as a 500 (security.md P8).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if settings.BEHIND_HTTPS and forwarded:
            # Only the last address was written by our own proxy; the others are the visitor's own word (bad input 68).
            request.META["REMOTE_ADDR"] = forwarded.rsplit(",", 1)[-1].strip()[:45]
        if request.method not in METHODS and not (request.method in OF_UPLOADS and _UPLOAD.fullmatch(request.path)):
            return HttpResponseNotAllowed(METHODS)
        address = request.path + "?" + request.META.get("QUERY_STRING", "")
        if len(address) > LONGEST_ADDRESS or not _storable(request.path):
            return bad_request(request)
        if any(not _storable(part) for pair in request.GET.lists() for part in (pair[0], *pair[1])):
            return bad_request(request)
        return self.get_response(request)


def _storable(text: str) -> bool:
    if "\x00" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class PrivatePages:
    """Pages of signed-in people are never stored by a browser or a proxy: office PCs are shared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response = not_by_this_way(request, response.headers["Allow"])
        if not request.path.startswith("/static/"):
            add_never_cache_headers(response)
            patch_vary_headers(response, ["HX-Request"])
        return response
