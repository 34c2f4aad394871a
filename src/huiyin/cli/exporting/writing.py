"""`huiyin congress export`: all that belongs to one congress, in forms that need no Huiyin to be read.

Read as the app role within that congress: the fences that hold for pages hold here, so no other congress's row and no
sealed grade can get in (ADR 0004). One transaction sees one moment; rows are written as they come.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from huiyin.chain.models import Head
from huiyin.cli.backups import manifest
from huiyin.cli.exporting import texts
from huiyin.cli.exporting.leaving import leaving
from huiyin.cli.exporting.sheets import CHUNK, SHEETS, Sheet
from huiyin.cli.folders import closed_folder, made_whole
from huiyin.cli.support import tell
from huiyin.evaluation import paper
from huiyin.foundation import clock, files
from huiyin.foundation.fields import EncryptedText
from huiyin.foundation.filekinds import display_name, human_size
from huiyin.foundation.home import SetupProblem
from huiyin.foundation.logs import redacted
from huiyin.foundation.models import StoredFile
from huiyin.foundation.sheets.writing import Value, write_sheet
from huiyin.foundation.tenancy import acting
from huiyin.foundation.tenancy.models import TenantModel
from huiyin.people.models import Congress
from huiyin.people.queries import masked

SHEETS_FOLDER, DATA, FILES = "表格", "data", "附件"
README, MANIFEST, CHECKER = "README.txt", "manifest.json", "核对事件链.py"
# Model label → why it is not the congress's to take away.
LEFT_OUT = {
    "foundation.Arrival": "half a file is nothing yet; whole, it is a stored file",
    "foundation.Draft": "what a person has not sent yet is that person's; a draft may hold a grade",
    "foundation.KeptColumns": "how one person likes to see lists",
    "foundation.SavedView": "how one person likes to see lists",
    "foundation.SearchEntry": "made from the other tables; the app role may not read its words",
    "inside.InsideTask": "what a unit arranges for itself is read by nobody outside it, the congress included",
    "inside.InsideNote": "the same of what it writes down for itself",
    "channel.Place": "how far somebody has read",
    "proposals.TitleVector": "numbers computed from the titles",
    "foundation.Progress": "the worker's, worth nothing when the work is done",
}
# As uploaded, with everybody's telephone numbers in them.
SOURCE_LISTS = ("list_", "ledger")
# A sheet holds a million rows; programs open half of that.
MOST_ROWS = 500_000
SPARE = 64 << 20


@dataclass(frozen=True)
class Exported:
    rows: dict[str, int]
    files: int
    lost: list[str]
    withheld: int
    size: int


def models() -> list[type[TenantModel]]:
    """Every table of a congress that is exported, in order of its name."""
    found = [m for m in apps.get_models() if issubclass(m, TenantModel) and m._meta.label not in LEFT_OUT]
    return sorted(found, key=lambda model: model._meta.db_table)


def export(congress: Congress, target: Path, *, with_phones: bool) -> Exported:
    """Write everything of `congress` to a new folder. Raises SetupProblem when it cannot; then nothing is there."""
    phone = (lambda text: text) if with_phones else masked
    with made_whole(target, "导出") as draft:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
                # Limits for pages: closing a large workbook takes longer than a page may stand idle.
                cursor.execute("set local statement_timeout = 0")
                cursor.execute("set local idle_in_transaction_session_timeout = 0")
            with acting(congress.pk):
                wanted = _wanted(congress, draft, with_phones)
                rows = _data(congress, draft, phone, with_phones)
                sealed = StoredFile.objects.filter(congress_id=congress.pk, owner_kind=paper.OWNER).count()
                _sheets(congress, draft, phone)
                head = Head.objects.filter(congress_id=congress.pk).values("number", "digest").first()
        copied, lost = _files(draft, wanted)
        _explain(congress, draft, with_phones)
        members = _members(draft)
        _write_manifest(congress, draft, rows, head, members)
        withheld = rows[StoredFile._meta.db_table] - sealed - copied - len(lost)
        return Exported(rows, copied, lost, withheld, sum(member.size for member in members))


def _wanted(congress: Congress, draft: Path, with_phones: bool) -> list[tuple[int, str, str]]:
    """Number, name and digest of the attachments to copy, after a look at the room on the disk."""
    # Sheets of paper tell the grades: they are sealed like these, and never leave with an export.
    rows = leaving(StoredFile).filter(congress_id=congress.pk).exclude(owner_kind=paper.OWNER).order_by("pk")
    columns = rows.values_list("pk", "name", "digest", "size", "owner_kind").iterator(chunk_size=CHUNK)
    found = [row[:4] for row in columns if with_phones or not row[4].startswith(SOURCE_LISTS)]
    needed = sum(size for _, _, _, size in found) + SPARE
    free = shutil.disk_usage(draft).free
    if free < needed:
        raise SetupProblem(
            f"{draft.parent} 的剩余空间 {human_size(free)}，附件就要 {human_size(needed)}，没有开始。请换一块磁盘。"
        )
    return [row[:3] for row in found]


# -- rows for programs ------------------------------------------------------------------------------------------------


def _data(congress: Congress, draft: Path, phone: Callable[[str], str], with_phones: bool) -> dict[str, int]:
    folder = closed_folder(draft / DATA)
    _write_lines(folder / f"{Congress._meta.db_table}.jsonl", [_plain(congress, phone)])
    rows = {}
    for model in models():
        tell(f"    {model._meta.db_table}")
        found = leaving(model).filter(congress_id=congress.pk).order_by("pk").iterator(chunk_size=CHUNK)
        plain = (_plain(row, phone) for row in found)
        if not with_phones and model._meta.label.startswith("dispatch.Ledger"):
            # Rows as they stood in the ledger, telephones of deputies and units among them.
            plain = (_redacted(row) for row in plain)
        rows[model._meta.db_table] = _write_lines(folder / f"{model._meta.db_table}.jsonl", plain)
    return rows


def _plain(row: Any, phone: Callable[[str], str]) -> dict[str, Any]:
    out = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        out[field.attname] = phone(value) if isinstance(field, EncryptedText) else _value(value)
    return out


def _redacted(value: Any) -> Any:
    if isinstance(value, dict):
        return {_redacted(key): _redacted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_redacted(one) for one in value]
    if isinstance(value, str):
        return redacted(value)
    # A telephone number may have been read as a number.
    return shown if isinstance(value, (int, float)) and (shown := redacted(str(value))) != str(value) else value


def _value(value: Any) -> Any:
    """As `chain.events.link` digests it, so that the chain can be checked from the lines alone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _write_lines(file: Path, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with file.open("x", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


# -- sheets for people ------------------------------------------------------------------------------------------------


def _sheets(congress: Congress, draft: Path, phone: Callable[[str], str]) -> None:
    folder = closed_folder(draft / SHEETS_FOLDER)
    said = f"{congress.name}，{clock.now():%Y-%m-%d %H:%M} 导出"
    for sheet in SHEETS:
        tell(f"    {sheet.title}.xlsx")
        for name, rows in _in_books(sheet, sheet.rows(congress.pk, phone)):
            write_sheet(folder / f"{name}.xlsx", sheet.title, sheet.headings, rows, subtitle=said)


def _in_books(
    sheet: Sheet, rows: Iterator[Sequence[Value]], most: int = MOST_ROWS
) -> Iterator[tuple[str, Iterable[Sequence[Value]]]]:
    """The rows cut into books of at most `most`; an empty table is one book with its headings."""
    yield sheet.title, islice(rows, most)
    number = 2
    while (first := next(rows, None)) is not None:
        yield f"{sheet.title}-{number}", chain([first], islice(rows, most - 1))
        number += 1


# -- files ------------------------------------------------------------------------------------------------------------


def _files(draft: Path, wanted: Sequence[tuple[int, str, str]]) -> tuple[int, list[str]]:
    """Copy the attachments under their own names; returns how many, and the names of those lost or damaged."""
    folder = closed_folder(draft / FILES)
    lost: list[str] = []
    for number, name, digest in wanted:
        target = folder / _file_name(number, name)
        source = files.path_of(digest)
        if not source.is_file():
            lost.append(name)
        elif manifest.copy(source, target).sm3 != digest:
            target.unlink()
            lost.append(name)
    return len(wanted) - len(lost), lost


def _file_name(number: int, name: str) -> str:
    """`000123 原名.pdf`, at most 255 bytes as file systems want it."""
    stem, dot, ending = display_name(name).rpartition(".")
    room = 255 - len(f"{number:06d} {dot}{ending}".encode())
    return f"{number:06d} {(stem or ending).encode()[:room].decode(errors='ignore')}{dot if stem else ''}{ending if stem else ''}"


# -- the paper that goes with it --------------------------------------------------------------------------------------


def _explain(congress: Congress, draft: Path, with_phones: bool) -> None:
    words = texts.README.format(
        name=congress.name,
        code=congress.code,
        made_at=f"{clock.now():%Y-%m-%d %H:%M}",
        product=version("huiyin"),
        phones=texts.WITH_PHONES if with_phones else texts.WITHOUT_PHONES,
    )
    manifest.write_file(draft / README, words.encode())
    checker = resources.files("huiyin.cli.exporting").joinpath("check_events.py").read_bytes()
    manifest.write_file(draft / CHECKER, checker)


def _members(draft: Path) -> list[manifest.Member]:
    return [
        manifest.Member(path=path, size=(draft / path).stat().st_size, sm3=manifest.digest_of(draft / path))
        for path in manifest.walk(draft)
    ]


def _write_manifest(
    congress: Congress, draft: Path, rows: dict[str, int], head: Any, members: list[manifest.Member]
) -> None:
    told = {
        "format": "huiyin-export",
        "congress": congress.code,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "product": version("huiyin"),
        "rows": rows,
        "head": head or {"number": 0, "digest": "0" * 64},
        "members": [member.model_dump() for member in members],
    }
    manifest.write_file(draft / MANIFEST, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
