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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from huiyin.foundation import clock
from huiyin.foundation.documents import fonts, texts
from huiyin.foundation.documents.paper import Dossier, Enclosure, Letter, Listing, OnePage, printable

# It warns of each sign no font has, and would write the signs into the log.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
# One at a time in a process: a large table takes hundreds of megabytes while it is drawn. Who waits longer is told to come
# again, so that a few large ones do not hold all of the process's threads.
_lock = threading.Lock()
LONGEST_WAIT = 20.0
"""Seconds."""


STYLES = Path(__file__).parent / "css"


@dataclass(frozen=True)
class Form:
    """A template and the style sheets it is set with, the later winning."""

    template: str
    styles: tuple[str, ...]


LETTER = Form("letter", ("letter",))
LISTING = Form("listing", ("listing",))
ONE_PAGE = Form("one_page", ("one_page",))
DOSSIER = Form("dossier", ("letter", "dossier"))


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
    return to_pdf(LETTER, {"letter": letter})


def listing_pdf(listing: Listing) -> bytes:
    return to_pdf(LISTING, {"listing": listing})


def one_page_pdf(page: OnePage) -> bytes:
    return to_pdf(ONE_PAGE, {"page": page})


def dossier_pdf(dossier: Dossier) -> bytes:
    return to_pdf(DOSSIER, {"dossier": dossier}, dossier.enclosures)


def dossier_pages(dossier: Dossier) -> int:
    """How many pages the dossier has; what it encloses has none."""
    with _drawing():
        return len(_render(DOSSIER, {"dossier": dossier}).pages)


def _words() -> dict[str, str]:
    return {name.lower(): value for name, value in vars(texts).items() if name.isupper()}


def to_pdf(form: Form, context: dict[str, Any], enclosures: Sequence[Enclosure] = ()) -> bytes:
    """The form as PDF/A-2u, or PDF/A-3u where files are enclosed. Raises `Unprintable`."""
    with _drawing():
        document = _render(form, context)
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


def _render(form: Form, context: dict[str, Any]) -> Any:
    sentence = missing()
    if sentence:
        raise Unprintable(sentence)
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    # No protocol is allowed: nothing in a text can make the server open a file or an address.
    fetcher = URLFetcher(allowed_protocols=())
    html = printable(render_to_string(f"documents/{form.template}.html", context | {"words": _words()}))
    sheets = [CSS(string=(STYLES / f"{name}.css").read_text("utf-8"), url_fetcher=fetcher) for name in form.styles]
    # Widths of columns stand in the table itself.
    made = HTML(string=html, url_fetcher=fetcher)
    return made.render(stylesheets=sheets, presentational_hints=True)


# -- what the machine has ----------------------------------------------------------------------------------------------


def missing() -> str:
    """What must be installed before a PDF can be made; empty where nothing is missing."""
    try:
        # Pango and its like are opened when it is imported.
        import weasyprint  # noqa: F401
    except OSError:
        return texts.NO_PANGO
    return "" if fonts.has_fonts(fonts.CHINESE) else texts.NO_FONTS
