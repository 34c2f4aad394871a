"""Uploading a list: kept, shown as it would be written, written on a word; and taking a list away as xlsx."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from huiyin.foundation import files
from huiyin.foundation.sheets.writing import write_sheet
from huiyin.foundation.text import TextRefused
from huiyin.people import importing, taking_away
from huiyin.people.lists import ListRefused
from huiyin.web.setup import texts
from huiyin.web.setup.forms import UploadForm
from huiyin.web.setup.views import admin, did, to, typed

MOST_ROWS = 300


@admin
def upload(request: HttpRequest, kind: str) -> HttpResponseBase:
    congress = request.door.congress  # type: ignore[attr-defined]
    _must_be_list(kind)
    form = UploadForm(typed(request), request.FILES)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            stored = files.store(given, given.name, limit=settings.HUIYIN_UPLOAD_LIMIT, allowed=files.TABLES)
            importing.preview_list(kind, congress, stored)
        except (TextRefused, ListRefused) as refused:
            form.add_error("file", getattr(refused, "sentence", str(refused)))
        else:
            return to(request, "setup_list_preview", kind, importing.keep_list(kind, congress, stored).pk)
    context = {"form": form, "kind": kind, "list": texts.LISTS[kind], "columns": texts.LIST_COLUMNS[kind]}
    return TemplateResponse(request, "setup/upload.html", context)


@admin
def preview(request: HttpRequest, kind: str, file_id: int) -> HttpResponseBase:
    """What the kept file would bring; the button writes it. Whatever was written since is seen anew each time."""
    congress = request.door.congress  # type: ignore[attr-defined]
    _must_be_list(kind)
    row = importing.kept_list(kind, congress, file_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            report = importing.write_list(kind, congress, row)
        did(request, f"list.{kind}", row, facts={"file": row.digest} | report.as_data())
        said = texts.IMPORTED.format(list=texts.LISTS[kind], **report.as_data())
        messages.success(request, said)
        return to(request, texts.LIST_PAGES[kind])
    report = importing.preview_list(kind, congress, row)
    context = {"kind": kind, "list": texts.LISTS[kind], "file": row, "report": report}
    return TemplateResponse(request, "setup/preview.html", context | _shown(kind, report))


@dataclass(frozen=True)
class PreviewLine:
    row: importing.ListRow
    word: str
    tone: str
    css: str
    asks: bool


def _shown(kind: str, report: importing.ListReport) -> dict[str, Any]:
    """The rows to mend first, then those with a question, so that none is missed; of a very long list only its head."""
    order = {"to_mend": 0}
    lines = sorted(report.lines, key=lambda line: (order.get(line.outcome, 1 if line.sentences else 2), line.row_no))
    shown = lines[:MOST_ROWS]
    return {
        "rows": [_line(line) for line in shown],
        "more": len(lines) - len(shown),
        "back": texts.LIST_PAGES[kind],
        "changes": report.added + report.changed,
        "skipped": sum(report.skipped.values()),
    }


def _line(row: importing.ListRow) -> PreviewLine:
    asks = bool(row.sentences) and row.outcome != "to_mend"
    css = {"to_mend": "bad", "added": "new"}.get(row.outcome, "")
    tone = {"added": "green", "changed": "act"}.get(row.outcome, "")
    return PreviewLine(row, texts.OUTCOMES[row.outcome], tone, "ask" if asks else css, asks)


def _must_be_list(kind: str) -> None:
    if kind not in texts.LISTS:
        raise Http404


@require_safe
@admin
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    made = request.door  # type: ignore[attr-defined]
    _must_be_list(kind)
    headings, rows = taking_away.as_table(kind, made.congress)
    target = io.BytesIO()
    title = f"{made.congress.short_name}{texts.LISTS[kind]}"
    said = f"{made.today:%Y年%-m月%-d日}从回音导出，共 {len(rows)} 行"
    write_sheet(target, title, headings, rows, subtitle=said)
    response = HttpResponse(target.getvalue(), content_type=files.CONTENT_TYPES[files.Kind.XLSX])
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or "attachment"
    return response
