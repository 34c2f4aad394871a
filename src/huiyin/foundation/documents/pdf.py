"""PDF through WeasyPrint: always PDF/A, fonts embedded, nothing fetched from anywhere.

WeasyPrint needs Pango and Chinese fonts of the system. Where they are missing `missing()` says in Chinese what to install,
and `to_pdf` raises `Unprintable` with the same sentence. Drawing takes about a tenth of a second a page of table: it
must not run inside a database transaction.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.template.loader import render_to_string

from huiyin.foundation import clock
from huiyin.foundation.documents import fonts, texts
from huiyin.foundation.documents.paper import Dossier, Enclosure, Letter, Listing

# It warns of each sign no font has, and would write the signs into the log.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
# One at a time in a process: a large table takes hundreds of megabytes while it is drawn. Who waits longer is told to come
# again, so that a few large ones do not hold all of the process's threads.
_lock = threading.Lock()
LONGEST_WAIT = 20.0
"""Seconds."""


class Unprintable(Exception):
    """A PDF cannot be made now, or on this machine; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextmanager
def _drawing() -> Iterator[None]:
    if not _lock.acquire(timeout=LONGEST_WAIT):
        raise Unprintable(texts.BUSY)
    try:
        yield
    finally:
        _lock.release()


def letter_pdf(letter: Letter) -> bytes:
    return to_pdf("documents/letter.html", {"letter": letter, "words": _words()})


def listing_pdf(listing: Listing) -> bytes:
    return to_pdf("documents/listing.html", {"listing": listing, "words": _words()})


def dossier_pdf(dossier: Dossier) -> bytes:
    return to_pdf("documents/dossier.html", {"dossier": dossier, "words": _words()}, dossier.enclosures)


def dossier_pages(dossier: Dossier) -> int:
    """How many pages the dossier has; what it encloses has none."""
    with _drawing():
        return len(_render("documents/dossier.html", {"dossier": dossier, "words": _words()}).pages)


def _words() -> dict[str, str]:
    return {name.lower(): value for name, value in vars(texts).items() if name.isupper()}


def to_pdf(template: str, context: dict[str, Any], enclosures: Sequence[Enclosure] = ()) -> bytes:
    """The template as PDF/A-2u, or PDF/A-3u where files are enclosed. Raises `Unprintable`."""
    with _drawing():
        document = _render(template, context)
        from weasyprint import Attachment

        now = clock.now()
        document.metadata.attachments = [
            Attachment(
                string=one.content,
                name=one.name,
                description=one.said,
                created=now,
                modified=now,
                relationship="Source",
            )
            for one in enclosures
        ]
        content: bytes = document.write_pdf(pdf_variant="pdf/a-3u" if enclosures else "pdf/a-2u")
    return content


def _render(template: str, context: dict[str, Any]) -> Any:
    sentence = missing()
    if sentence:
        raise Unprintable(sentence)
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    html = render_to_string(template, context)
    # No protocol is allowed: nothing in a text can make the server open a file or an address.
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=())).render()


# -- what the machine has ----------------------------------------------------------------------------------------------


def missing() -> str:
    """What must be installed before a PDF can be made; empty where nothing is missing."""
    try:
        # Pango and its like are opened when it is imported.
        import weasyprint  # noqa: F401
    except OSError:
        return texts.NO_PANGO
    return "" if fonts.has_fonts(fonts.CHINESE) else texts.NO_FONTS
