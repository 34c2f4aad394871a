"""Reading documents as their readers do: PDF through pypdf, Word through LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (libreoffice-writer)")


def pages(content: bytes) -> list[str]:
    """The text of each page, without line ends: where a line breaks is another test's matter."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def text(content: bytes) -> str:
    return "".join(pages(content))


def lines(content: bytes) -> list[list[tuple[float, str]]]:
    """Per page its lines from above: the height of the baseline in points, and the text."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        rows: dict[float, str] = {}

        def note(piece: str, cm: Any, tm: Any, font: Any, size: Any, rows: dict[float, str] = rows) -> None:
            if piece.strip():
                height = round(cm[5] + tm[5] * cm[3], 1)
                rows[height] = rows.get(height, "") + piece.replace("\n", "")

        page.extract_text(visitor_text=note)
        found.append(sorted(rows.items(), reverse=True))
    return found


def fonts(content: bytes) -> dict[str, bool]:
    """Each font of the document: whether it is embedded."""
    found = {}
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in _fonts(page):
            for one in font.get("/DescendantFonts", [font]):
                descriptor = one.get_object().get("/FontDescriptor", {})
                embedded = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
                found[str(font["/BaseFont"])] = embedded or font["/Subtype"] == "/Type3"
    return found


def _fonts(page: Any) -> Iterator[Any]:
    for font in page["/Resources"].get("/Font", {}).values():
        yield font.get_object()


def through_word(content: bytes, folder: Path) -> bytes:
    """The .docx as LibreOffice prints it."""
    source = folder / "document.docx"
    source.write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    done = subprocess.run([*command, "--outdir", folder, source], capture_output=True, text=True, timeout=120)
    printed = folder / "document.pdf"
    assert printed.exists(), done.stderr
    return printed.read_bytes()
