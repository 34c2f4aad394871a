"""Sending a stored file: always as an attachment, never to be run or shown inside the site."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from huiyin.foundation.filekinds import CONTENT_TYPES, Kind
from huiyin.foundation.files import open_stored
from huiyin.foundation.models import StoredFile


def attachment(stored: StoredFile) -> HttpResponse:
    """The file under its own name. Read whole: a streamed answer would be read outside the door (50 MB at most)."""
    try:
        with open_stored(stored.digest) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type=CONTENT_TYPES[Kind(stored.kind)])
    plain = f"file.{stored.kind}"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    # django-csp sets its header only where none is set
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
